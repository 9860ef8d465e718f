/* The public face of the judge: one campaign, one text, one judgement. */
#include "em_comment.h"

#include "base/vec.h"
#include "judge/verdict.h"

_Static_assert((int)EM_IS_AFFIRMED == (int)EM_STANCE_AFFIRMED &&
                   (int)EM_IS_DENIED == (int)EM_STANCE_DENIED &&
                   (int)EM_IS_MIXED == (int)EM_STANCE_MIXED &&
                   (int)EM_IS_QUESTIONED == (int)EM_STANCE_QUESTIONED &&
                   (int)EM_IS_QUOTED == (int)EM_STANCE_QUOTED,
               "the public stances are the judge's own");

struct em_analyzer {
    em_model *model;
};

struct em_judge {
    const em_analyzer *campaign;
    em_scratch *scratch;
    unsigned char stances[EM_MAX_MESSAGES];
    EM_VEC(em_evidence) evidence;
};

em_status em_analyzer_open(em_analyzer **out, const char *path, em_error *err)
{
    *out = NULL;
    em_analyzer *campaign = em_mem_zalloc(1, sizeof *campaign);
    if (!campaign)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    em_model_source source = { .campaign = path };
    em_status status = em_model_load(&campaign->model, &source, err);
    if (status != EM_OK) {
        em_mem_free(campaign);
        return status;
    }
    *out = campaign;
    return EM_OK;
}

void em_analyzer_free(em_analyzer *campaign)
{
    if (campaign)
        em_model_free(campaign->model);
    em_mem_free(campaign);
}

size_t em_analyzer_message_count(const em_analyzer *campaign)
{
    return campaign->model->message_count;
}

em_str em_analyzer_message_id(const em_analyzer *campaign, size_t message)
{
    return campaign->model->messages[message].id;
}

em_status em_judge_new(em_judge **out, const em_analyzer *campaign, em_error *err)
{
    *out = NULL;
    em_judge *judge = em_mem_zalloc(1, sizeof *judge);
    if (!judge)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    judge->campaign = campaign;
    em_status status = em_scratch_new(&judge->scratch, campaign->model, err);
    if (status != EM_OK) {
        em_mem_free(judge);
        return status;
    }
    *out = judge;
    return EM_OK;
}

void em_judge_free(em_judge *judge)
{
    if (!judge)
        return;
    em_scratch_free(judge->scratch);
    em_vec_release(&judge->evidence);
    em_mem_free(judge);
}

static bool gather_evidence(em_judge *judge, const em_verdict *verdict)
{
    em_vec_clear(&judge->evidence);
    for (size_t i = 0; i < verdict->mention_count; i++) {
        const em_mention *mention = &verdict->mentions[i];
        em_evidence found = { mention->message, mention->field,
                              judge->campaign->model->entries[mention->entry].term };
        if (!em_vec_push(&judge->evidence, found))
            return false;
    }
    return true;
}

em_status em_judge_text(em_judgement *out, em_judge *judge, em_str text, bool markup, em_error *err)
{
    const em_model *model = judge->campaign->model;
    em_record record = { .text = text, .markup = markup, .likes = EM_LIKES_UNKNOWN };
    em_verdict verdict;
    em_status status = em_judge_comment(&verdict, model, judge->scratch, &record, false, err);
    if (status != EM_OK)
        return status;
    if (!gather_evidence(judge, &verdict))
        return em_error_set(err, EM_E_MEMORY, "no memory");
    for (size_t m = 0; m < model->message_count; m++)
        judge->stances[m] = (unsigned char)verdict.stances[m];
    *out = (em_judgement){
        .language = verdict.language,
        .score = (double)verdict.score / EM_SCORE_ONE,
        .label = verdict.label,
        .unsure = verdict.unsure,
        .own_words = verdict.own_words,
        .message_count = model->message_count,
        .stances = judge->stances,
        .evidence_count = judge->evidence.len,
        .evidence = judge->evidence.items,
    };
    return EM_OK;
}

const char *em_stance_label(unsigned char stance)
{
    return stance < EM_STANCE_COUNT ? em_stance_name((em_stance)stance) : "";
}
