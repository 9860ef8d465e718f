/* A model's verdicts on gold comments, scored. */
#include "cli/scoring.h"

static em_status no_memory(em_error *err)
{
    return em_error_set(err, EM_E_MEMORY, "no memory");
}

em_status em_scoring_init(em_scoring *out, const em_model *model, em_error *err)
{
    *out = (em_scoring){ .message_count = model->message_count,
                         .lexicon_count = model->lexicon_count };
    em_arena_init(&out->arena, EM_GOLD_MAX_BYTES);
    out->message_ids = em_mem_zalloc(model->message_count + 1, sizeof *out->message_ids);
    out->lexicons = em_mem_zalloc(model->lexicon_count + 1, sizeof *out->lexicons);
    if (!out->message_ids || !out->lexicons)
        return no_memory(err);
    for (size_t m = 0; m < model->message_count; m++)
        out->message_ids[m] = model->messages[m].id;
    for (size_t i = 0; i < model->lexicon_count; i++)
        out->lexicons[i] = (em_scores_lexicon){ model->lexicons[i].id, model->lexicons[i].sha256 };
    return EM_OK;
}

void em_scoring_release(em_scoring *scoring)
{
    em_vec_release(&scoring->items);
    em_arena_release(&scoring->arena);
    em_mem_free(scoring->message_ids);
    em_mem_free(scoring->lexicons);
}

em_status em_scoring_check_gates(const em_model *model, const char *const *gates, size_t count,
                                 em_error *err)
{
    em_scoring scoring;
    em_status status = em_scoring_init(&scoring, model, err);
    for (size_t i = 0; i < count && status == EM_OK; i++)
        status = em_scores_check_gate(gates[i], scoring.message_ids, scoring.message_count, err);
    em_scoring_release(&scoring);
    return status;
}

static em_status add_item(em_scoring *scoring, const em_gold_comment *gold,
                          const em_verdict *verdict, em_error *err)
{
    uint8_t *stances = em_arena_alloc(&scoring->arena, scoring->message_count + 1);
    if (!stances)
        return no_memory(err);
    for (size_t m = 0; m < scoring->message_count; m++)
        stances[m] = (uint8_t)verdict->stances[m];
    em_scored item = {
        .has_sentiment = gold->has_sentiment,
        .graded = gold->graded,
        .gold_grade = gold->grade,
        .gold_label = gold->label,
        .label = verdict->label,
        .score = (double)verdict->score / EM_SCORE_ONE,
        .has_messages = gold->has_messages,
        .gold_stances = gold->stances,
        .stances = stances,
        .weight = gold->weight,
    };
    return em_vec_push(&scoring->items, item) ? EM_OK : no_memory(err);
}

em_status em_scoring_judge(em_scoring *scoring, const em_model *model, const em_gold *gold,
                           em_scoring_seen *seen, void *context, em_error *err)
{
    size_t count;
    em_scratch *scratch;
    const em_gold_comment *comments = em_gold_comments(gold, &count);
    em_status status = em_scratch_new(&scratch, model, err);
    for (size_t i = 0; i < count && status == EM_OK; i++) {
        em_record record = { .number = i + 1,
                             .line = comments[i].line,
                             .text = comments[i].text,
                             .id = comments[i].id,
                             .platform = comments[i].platform,
                             .likes = EM_LIKES_UNKNOWN };
        em_verdict verdict;
        status = em_judge_comment(&verdict, model, scratch, &record, false, err);
        if (status == EM_OK)
            status = add_item(scoring, &comments[i], &verdict, err);
        if (status == EM_OK && seen)
            seen(context, &comments[i], &verdict);
    }
    em_scratch_free(scratch);
    return status;
}

em_status em_scoring_build(cJSON **out, const em_scoring *scoring, const em_gold *gold,
                           em_error *err)
{
    em_scores_source source = { .items = scoring->items.items,
                                .count = scoring->items.len,
                                .message_ids = scoring->message_ids,
                                .message_count = scoring->message_count,
                                .lexicons = scoring->lexicons,
                                .lexicon_count = scoring->lexicon_count,
                                .sample = em_gold_sample(gold) };
    return em_scores_build(out, &source, err);
}
