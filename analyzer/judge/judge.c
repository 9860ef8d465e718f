/* One comment, from record to verdict: text, hits, scopes, mentions, sentiment. */
#include "base/hash.h"
#include "judge/mention.h"
#include "judge/own.h"
#include "judge/sentiment.h"
#include "judge/verdict.h"

struct em_scratch {
    em_text_scratch *text;
    em_match_scratch *match;
    em_cue *cues;
    em_own_texts *own;
    em_stance *stances;
    uint8_t *said; /* one per entry; zero between comments */
    em_scopes scopes;
    em_mentions mentions;
    em_features features;
    em_own_spans copies;
    EM_VEC(em_zone) zones;
    EM_VEC(em_scope) shown;
    em_buf key;
};

em_status em_scratch_new(em_scratch **out, const em_model *model, em_error *err)
{
    *out = NULL;
    em_scratch *scratch = em_mem_zalloc(1, sizeof *scratch);
    if (!scratch)
        return em_error_set(err, EM_E_MEMORY, "no memory for a judge");
    em_buf_init(&scratch->key, EM_BUF_UNLIMITED);
    em_status status = EM_E_MEMORY;
    scratch->stances = em_mem_zalloc(model->message_count + 1, sizeof *scratch->stances);
    scratch->said = em_mem_zalloc(model->entry_count + 1, sizeof *scratch->said);
    if (scratch->stances && scratch->said)
        status = em_text_scratch_new(&scratch->text, model->text, err);
    else
        em_error_set(err, status, "no memory for a judge");
    if (status == EM_OK)
        status = em_match_scratch_new(&scratch->match, model->matcher, err);
    if (status == EM_OK)
        status = em_cue_compile(&scratch->cues, model, err);
    if (status == EM_OK)
        status = em_own_texts_new(&scratch->own, model, scratch->text, err);
    if (status != EM_OK) {
        em_scratch_free(scratch);
        return status;
    }
    *out = scratch;
    return EM_OK;
}

void em_scratch_free(em_scratch *scratch)
{
    if (!scratch)
        return;
    em_text_scratch_free(scratch->text);
    em_match_scratch_free(scratch->match);
    em_mem_free(scratch->cues);
    em_own_texts_free(scratch->own);
    em_mem_free(scratch->stances);
    em_mem_free(scratch->said);
    em_scopes_release(&scratch->scopes);
    em_vec_release(&scratch->mentions);
    em_vec_release(&scratch->features);
    em_vec_release(&scratch->copies);
    em_vec_release(&scratch->zones);
    em_vec_release(&scratch->shown);
    em_buf_release(&scratch->key);
    em_mem_free(scratch);
}

em_text_scratch *em_scratch_text(em_scratch *scratch)
{
    return scratch->text;
}

/* Where the export already gives the author's own words, prefixes and chains are not looked for. */
static em_status drop_prefixes(em_scratch *scratch, em_text *text, em_error *err)
{
    em_vec_clear(&scratch->zones);
    for (uint32_t i = 0; i < text->zone_count; i++) {
        em_zone_kind kind = text->zones[i].kind;
        if (kind != EM_ZONE_REPOST && kind != EM_ZONE_REPLY &&
            !em_vec_push(&scratch->zones, text->zones[i]))
            return em_error_set(err, EM_E_MEMORY, "no memory for zones");
    }
    text->zones = scratch->zones.items;
    text->zone_count = (uint32_t)scratch->zones.len;
    return EM_OK;
}

static void clear(em_scratch *scratch)
{
    em_vec_clear(&scratch->mentions);
    em_vec_clear(&scratch->features);
    em_vec_clear(&scratch->copies);
    em_vec_clear(&scratch->shown);
}

static bool is_unsure(const em_scopes *scopes)
{
    if (!em_scopes_have(scopes, 1u << EM_ROLE_IRONY))
        return false;
    for (size_t i = 0; i < scopes->units.len; i++) {
        const em_unit *unit = &scopes->units.items[i];
        if (unit->cue->role == EM_ROLE_IRONY && !unit->swallowed &&
            !em_scopes_at(scopes, unit->first)->arcs[EM_SCOPE_REPOST])
            return true;
    }
    return false;
}

static bool has_repost(const em_text *text)
{
    for (uint32_t i = 0; i < text->zone_count; i++)
        if (text->zones[i].kind == EM_ZONE_REPOST)
            return true;
    return false;
}

/* Scopes, mentions and sentiment of a text whose hits are known. */
static em_status judge_hits(em_verdict *out, em_scratch *scratch, const em_hit *hits,
                            size_t hit_count, bool explain, em_error *err)
{
    const em_text *text = &out->text;
    em_status status = em_own_find_copies(&scratch->copies, scratch->own, text, hits, hit_count,
                                          scratch->cues, err);
    if (status != EM_OK)
        return status;
    out->own_words = em_own_has_words(text, scratch->copies.items, scratch->copies.len);
    status = em_scopes_build(&scratch->scopes, text, hits, hit_count, scratch->cues,
                             scratch->copies.items, scratch->copies.len, explain, err);
    if (status == EM_OK)
        status = em_mentions_collect(&scratch->mentions, &scratch->scopes, err);
    if (status != EM_OK)
        return status;
    for (size_t i = 0; i < scratch->mentions.len; i++)
        scratch->mentions.items[i].field = em_text_field_span(text, scratch->text,
                                                              scratch->mentions.items[i].norm);
    out->unsure = is_unsure(&scratch->scopes);
    status = em_features_collect(&scratch->features, &scratch->scopes, text, scratch->text,
                                 !out->own_words && has_repost(text), err);
    em_features_damp_repeats(scratch->features.items, scratch->features.len, scratch->said);
    return status;
}

static em_status show(em_verdict *out, em_scratch *scratch, const em_hit *hits, size_t hit_count,
                      em_error *err)
{
    for (size_t i = 0; i < scratch->scopes.arcs.len; i++)
        if (!em_vec_push(&scratch->shown, scratch->scopes.arcs.items[i].scope))
            return em_error_set(err, EM_E_MEMORY, "no memory for the scopes");
    out->scopes = scratch->shown.items;
    out->scope_count = scratch->shown.len;
    out->hits = hits;
    out->hit_count = hit_count;
    out->features = scratch->features.items;
    out->feature_count = scratch->features.len;
    return EM_OK;
}

/* Tells the stances of the author's own words apart; 0: there are none. */
static uint64_t what_is_said(const em_stance *stances, size_t count)
{
    uint64_t said = 0;
    for (size_t i = 0; i < count; i++)
        if (stances[i] != EM_STANCE_NONE && stances[i] != EM_STANCE_QUOTED)
            said = said * 0x9E3779B97F4A7C15u + (i << 3 | stances[i]);
    return said;
}

em_status em_judge_comment(em_verdict *out, const em_model *model, em_scratch *scratch,
                           const em_record *record, bool explain, em_error *err)
{
    const em_hit *hits = NULL;
    size_t hit_count = 0;
    *out = (em_verdict){ .text_hash = em_hash64(record->text, 0), .stances = scratch->stances };
    clear(scratch);
    em_status status = em_text_analyze(&out->text, model->text, scratch->text, record->text,
                                       record->markup, err);
    if (status == EM_OK && record->text_is_own)
        status = drop_prefixes(scratch, &out->text, err);
    if (status != EM_OK)
        return status;
    out->language = out->text.language;
    out->empty = out->text.token_count == 0;
    status = em_model_find(&hits, &hit_count, &out->undecided, model, scratch->match, &out->text,
                           scratch->text, err);
    if (status == EM_OK)
        status = judge_hits(out, scratch, hits, hit_count, explain, err);
    if (status == EM_OK && explain)
        status = show(out, scratch, hits, hit_count, err);
    if (status != EM_OK)
        return status;
    em_mentions_weigh(scratch->stances, model->message_count, scratch->mentions.items,
                      scratch->mentions.len);
    status = em_own_copy_key(&out->copy_key, &out->text, scratch->copies.items, scratch->copies.len,
                             what_is_said(scratch->stances, model->message_count), &scratch->key,
                             err);
    em_sentiment_score(out, model, scratch->features.items, scratch->features.len);
    out->mentions = scratch->mentions.items;
    out->mention_count = scratch->mentions.len;
    return status;
}

double em_judge_value_at(const em_scratch *scratch, uint32_t token)
{
    const em_state *state = em_scopes_at(&scratch->scopes, token);
    if (state->arcs[EM_SCOPE_REPOST] || state->arcs[EM_SCOPE_COPY])
        return 0;
    return em_feature_value(state);
}
