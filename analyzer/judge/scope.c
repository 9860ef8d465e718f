/* From cues to arcs, from arcs to stretches of equal state; see scope.h. */
#include "judge/scope_build.h"

static const char *const KIND_NAMES[EM_SCOPE_KIND_COUNT] = {
    "negation", "degree", "contrast",  "emphasis", "question", "assertion", "supposition",
    "wish",     "report", "quotation", "hashtag",  "repost",   "copy",      "subject",
};

const char *em_scope_kind_name(em_scope_kind kind)
{
    return KIND_NAMES[kind];
}

static void put_cue(em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    if (em_cue_negates_inside(unit->cue)) {
        em_scope__put_hidden_negator(b, index);
        return;
    }
    if (unit->cue->a_not_a && em_scope__put_twins(b, index))
        return;
    if (!em_scope__stands_right(b, index) ||
        (unit->cue->answers && em_scope__answer_report(b, index)))
        return;
    switch (unit->cue->role) {
    case EM_ROLE_NEGATOR:
        em_scope__put_negator(b, index);
        break;
    case EM_ROLE_PSEUDO_NEGATOR:
    case EM_ROLE_BOOSTER:
    case EM_ROLE_DOWNTONER:
        em_scope__put_degree(b, index);
        break;
    case EM_ROLE_CONTRAST:
        em_scope__put_contrast(b, index);
        break;
    case EM_ROLE_QUESTION:
        em_scope__put_question(b, index);
        break;
    default:
        break;
    }
}

static em_status put_cues(em_build *b, const em_cue *cues)
{
    em_status status = em_scope__release_inner(b, cues);
    if (status == EM_OK)
        status = em_scope__collect_sentences(b);
    if (status != EM_OK)
        return status;
    for (size_t i = 0; i < b->scopes->units.len; i++)
        if (b->scopes->units.items[i].acts)
            put_cue(b, i);
    em_scope__put_marks(b);
    em_scope__put_subjects(b);
    em_scope__mark_unowned(b);
    return EM_OK;
}

em_status em_scopes_build(em_scopes *scopes, const em_text *text, const em_hit *hits,
                          size_t hit_count, const em_cue *cues, const em_span *copies,
                          size_t copy_count, bool every_arc, em_error *err)
{
    em_build b = { .scopes = scopes, .text = text, .report = SIZE_MAX, .every_arc = every_arc };
    em_vec_clear(&scopes->units);
    em_vec_clear(&scopes->arcs);
    em_vec_clear(&scopes->stretches);
    em_vec_clear(&scopes->sentences);
    em_vec_clear(&scopes->barriers);
    em_status status = em_scope__index_tokens(&b);
    if (status == EM_OK)
        status = em_scope__collect_units(&b, hits, (uint32_t)hit_count, cues);
    if (status == EM_OK)
        em_scope__put_zones(&b, copies, copy_count);
    if (status == EM_OK && em_scopes_have(scopes, EM_CUE_TARGETS)) /* else nobody asks */
        status = put_cues(&b, cues);
    if (status == EM_OK)
        status = b.failed ? EM_E_MEMORY : em_scope__build_stretches(scopes);
    return status == EM_OK ? EM_OK : em_error_set(err, status, "no memory for the scopes");
}

void em_scopes_release(em_scopes *scopes)
{
    em_vec_release(&scopes->token_of);
    em_vec_release(&scopes->units);
    em_vec_release(&scopes->inner);
    em_vec_release(&scopes->inner_hits);
    em_vec_release(&scopes->arcs);
    em_vec_release(&scopes->edges);
    em_vec_release(&scopes->stretches);
    em_vec_release(&scopes->sentences);
    em_vec_release(&scopes->barriers);
}
