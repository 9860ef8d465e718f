/* The stance of each mention, and what the mentions of a message say together. */
#include "judge/mention.h"

/*
 * A word in quotation marks, or in a hashtag, is denied by the author where the author's own
 * negator reaches it: hardly "open-minded", #OpenBritain my foot.
 */
static bool is_own(const em_state *state)
{
    if (state->arcs[EM_SCOPE_REPOST] || state->arcs[EM_SCOPE_COPY])
        return false;
    bool marked = state->arcs[EM_SCOPE_QUOTATION] || state->arcs[EM_SCOPE_HASHTAG];
    return !marked || state->arcs[EM_SCOPE_NEGATION];
}

/*
 * Who is named beside a quotation need not be who is spoken of in it: she says "we are open". Who
 * denies, asks or reports means the subject, also where nothing names it.
 */
static bool is_others(const em_unit *unit, const em_state *state)
{
    const uint16_t *arcs = state->arcs;
    if (arcs[EM_SCOPE_QUOTATION])
        return false;
    bool plain = !arcs[EM_SCOPE_NEGATION] && !arcs[EM_SCOPE_QUESTION] &&
                 !arcs[EM_SCOPE_ASSERTION] && !arcs[EM_SCOPE_REPORT] && !arcs[EM_SCOPE_SUPPOSITION];
    return arcs[EM_SCOPE_SUBJECT] || (unit->unowned && plain);
}

em_stance em_stance_of(const em_unit *unit, const em_state *state)
{
    bool opposite = unit->cue->role == EM_ROLE_OPPOSITE;
    if (is_others(unit, state) || state->arcs[EM_SCOPE_WISH])
        return EM_STANCE_NONE;
    if (!is_own(state))
        return EM_STANCE_QUOTED;
    bool open = state->arcs[EM_SCOPE_QUESTION] || state->arcs[EM_SCOPE_SUPPOSITION];
    if (open && !state->arcs[EM_SCOPE_ASSERTION])
        return EM_STANCE_QUESTIONED;
    if (state->arcs[EM_SCOPE_REPORT])
        return EM_STANCE_QUOTED;
    if (unit->excepted)
        return EM_STANCE_MIXED;
    bool negated = state->arcs[EM_SCOPE_NEGATION] % 2;
    return negated == opposite ? EM_STANCE_AFFIRMED : EM_STANCE_DENIED;
}

em_status em_mentions_collect(em_mentions *out, const em_scopes *scopes, em_error *err)
{
    if (!em_scopes_have(scopes, EM_CUE_MESSAGES))
        return EM_OK;
    for (size_t i = 0; i < scopes->units.len; i++) {
        const em_unit *unit = &scopes->units.items[i];
        if (!em_cue_is_message(unit->cue))
            continue;
        const em_state *state = em_scopes_at(scopes, em_unit_token(unit));
        em_mention mention = {
            .entry = unit->hit->entry,
            .message = unit->cue->message,
            .stance = em_stance_of(unit, state),
            .other_subject = is_others(unit, state),
            .own = is_own(state),
            .norm = { unit->hit->start, unit->hit->end },
        };
        if (!em_vec_push(out, mention))
            return em_error_set(err, EM_E_MEMORY, "no memory for mentions");
    }
    return EM_OK;
}

/* What two stances of one message say together. */
static em_stance join(em_stance a, em_stance b)
{
    static const int RANK[EM_STANCE_COUNT] = {
        [EM_STANCE_NONE] = 0,   [EM_STANCE_QUOTED] = 1,   [EM_STANCE_QUESTIONED] = 2,
        [EM_STANCE_DENIED] = 3, [EM_STANCE_AFFIRMED] = 3, [EM_STANCE_MIXED] = 4,
    };
    if (RANK[a] == RANK[b] && a != b)
        return EM_STANCE_MIXED;
    return RANK[a] >= RANK[b] ? a : b;
}

void em_mentions_weigh(em_stance *stances, size_t message_count, const em_mention *mentions,
                       size_t count)
{
    for (size_t i = 0; i < message_count; i++)
        stances[i] = EM_STANCE_NONE;
    for (size_t i = 0; i < count; i++)
        stances[mentions[i].message] = join(stances[mentions[i].message], mentions[i].stance);
}
