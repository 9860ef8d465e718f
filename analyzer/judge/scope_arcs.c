/* Arcs: how far one may reach, and putting it. */
#include "judge/scope_build.h"

/* How many barriers stand at `token` or before it. */
static size_t count_barriers(const em_build *b, uint32_t token)
{
    size_t low = 0, high = b->scopes->barriers.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (b->scopes->barriers.items[middle] <= token)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t em_scope__next_barrier(const em_build *b, uint32_t token)
{
    size_t passed = count_barriers(b, token);
    return passed < b->scopes->barriers.len ? b->scopes->barriers.items[passed]
                                            : b->text->token_count;
}

uint32_t em_scope__last_barrier(const em_build *b, uint32_t token)
{
    size_t passed = count_barriers(b, token);
    return passed ? b->scopes->barriers.items[passed - 1] : 0;
}

/* Brackets and bars part a text as clauses do: 【否则不中考】开放. */
static bool is_bracket(const em_text *text, uint32_t mark)
{
    static const em_str HAN_BRACKETS[] = { { "【", 3 }, { "】", 3 }, { "《", 3 }, { "》", 3 } };
    em_str written = token_text(text, mark);
    if (written.len == 1)
        return memchr("()[]|", written.data[0], 5) != NULL;
    for (size_t i = 0; i < sizeof HAN_BRACKETS / sizeof *HAN_BRACKETS; i++)
        if (em_str_eq(written, HAN_BRACKETS[i]))
            return true;
    return false;
}

uint32_t em_scope__advance(const em_build *b, uint32_t first, uint32_t limit, unsigned reach)
{
    uint32_t token = first;
    for (; token < limit; token++)
        if (is_mark(b->text, token) ? is_bracket(b->text, token) : reach-- == 0)
            break;
    return token;
}

uint32_t em_scope__retreat(const em_build *b, uint32_t end, uint32_t limit, unsigned reach)
{
    uint32_t token = end;
    for (; token > limit; token--)
        if (is_mark(b->text, token - 1) ? is_bracket(b->text, token - 1) : reach-- == 0)
            break;
    return token;
}

uint32_t em_scope__right_limit(const em_build *b, const em_unit *unit, em_cue_cross cross)
{
    uint32_t limit = cross == EM_CUE_IN_CLAUSE ? clause_end(clause_of(b, unit))
                                               : sentence_of(b, unit->clause)->end_token;
    return min_u32(limit, em_scope__next_barrier(b, unit->first));
}

/* Only what opens a clause speaks of what stands before the clause: "Tolerant, my foot". */
uint32_t em_scope__left_limit(const em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    const em_sentence *sentence = sentence_of(b, unit->clause);
    uint32_t limit = sentence->first_token;
    if (unit->cue->cross == EM_CUE_IN_CLAUSE || !em_scope__at_start(b, index))
        limit = clause_of(b, unit)->first_token;
    else if (unit->cue->cross == EM_CUE_TO_PREVIOUS && sentence->first_clause > 0 &&
             unit->clause == sentence->first_clause)
        limit = sentence_of(b, sentence->first_clause - 1)->first_token;
    return max_u32(limit, em_scope__last_barrier(b, unit->first));
}

static uint32_t span_end(const em_text *text, uint32_t first, uint32_t end)
{
    return end > first ? text->tokens[end - 1].end : text->tokens[first].start;
}

void em_scope__put_arc(em_build *b, em_scope_kind kind, uint32_t entry, em_span cue, uint32_t first,
                       uint32_t end, float factor)
{
    if (first >= end)
        return;
    em_arc arc = { .scope = { kind,
                              entry,
                              cue,
                              { b->text->tokens[first].start, span_end(b->text, first, end) } },
                   .first = first,
                   .end = end,
                   .factor = factor };
    b->failed |= !em_vec_push(&b->scopes->arcs, arc);
}

void em_scope__put_cue_arc(em_build *b, em_scope_kind kind, const em_unit *unit, uint32_t first,
                           uint32_t end, float factor)
{
    em_span cue = { unit->hit->start, unit->hit->end };
    em_scope__put_arc(b, kind, unit->hit->entry, cue, first, end, factor);
}

void em_scope__put_sentence_arc(em_build *b, em_scope_kind kind, const em_unit *unit,
                                uint32_t first, uint32_t end)
{
    if (end <= b->covered[kind])
        return;
    b->covered[kind] = end;
    em_scope__put_cue_arc(b, kind, unit, first, end, 1);
}
