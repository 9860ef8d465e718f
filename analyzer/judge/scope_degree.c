/* What words of degree and contrast reach. */
#include "judge/scope_build.h"

void em_scope__put_degree(em_build *b, size_t index)
{
    const em_unit *units = b->scopes->units.items;
    const em_unit *unit = &units[index];
    if (unit->cue->role == EM_ROLE_BOOSTER && em_scope__answers(b, unit) &&
        em_scope__is_alone(b, index))
        em_scope__answer(b, unit, true);
    if (unit->cue->factor == 0 || unit->cue->factor == 1)
        return;
    if (unit->cue->post) {
        uint32_t first = em_scope__retreat(b, unit->first, em_scope__left_limit(b, index),
                                           unit->cue->reach);
        em_scope__put_cue_arc(b, EM_SCOPE_DEGREE, unit, first, unit->first, unit->cue->factor);
        return;
    }
    uint32_t end = em_scope__advance(b, unit->end, em_scope__right_limit(b, unit, EM_CUE_IN_CLAUSE),
                                     unit->cue->reach);
    for (size_t i = index + 1; i < b->scopes->units.len && units[i].first < end; i++) {
        if (has_role(&units[i], EM_ROLE_CONTRAST) || has_role(&units[i], EM_ROLE_TERMINATOR))
            end = min_u32(end, units[i].first);
        else if (em_cue_is_target(units[i].cue))
            end = units[i].end;
    }
    em_scope__put_cue_arc(b, EM_SCOPE_DEGREE, unit, unit->end, end, unit->cue->factor);
}

uint32_t em_scope__next_contrast(const em_build *b, size_t index, uint32_t limit)
{
    const em_unit *units = b->scopes->units.items;
    for (size_t i = index + 1; i < b->scopes->units.len && units[i].first < limit; i++)
        if (has_role(&units[i], EM_ROLE_CONTRAST) && units[i].first >= units[index].end)
            return units[i].first;
    return limit;
}

/* A weight below 1 is a concession ("although"): its own clause weighs less. */
void em_scope__put_contrast(em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    const em_sentence *sentence = sentence_of(b, unit->clause);
    uint32_t limit = em_scope__right_limit(b, unit, EM_CUE_IN_SENTENCE);
    if (unit->cue->factor < 1) {
        limit = em_scope__right_limit(b, unit, EM_CUE_IN_CLAUSE);
        em_scope__put_cue_arc(b, EM_SCOPE_CONTRAST, unit, unit->end, limit, unit->cue->factor);
        return;
    }
    uint32_t first = max_u32(sentence->first_token, em_scope__last_barrier(b, unit->first));
    first = max_u32(first, b->covered[EM_SCOPE_CONTRAST]);
    b->covered[EM_SCOPE_CONTRAST] = unit->end;
    em_scope__put_cue_arc(b, EM_SCOPE_CONTRAST, unit, first, unit->first, unit->cue->before);
    em_scope__put_cue_arc(b, EM_SCOPE_CONTRAST, unit, unit->end,
                          em_scope__next_contrast(b, index, limit), unit->cue->factor);
}
