/* Lists of qualities: "not open-minded, decent or creative". */
#include "judge/scope_build.h"

/* Tokens from the end of one item of a list to the next item, commas and degree included. */
#define LIST_STEP 6

/* The next target after unit `index` that starts in [token, token + LIST_STEP], or units.len. */
size_t em_scope__next_target(const em_build *b, size_t index, uint32_t token)
{
    const em_unit *units = b->scopes->units.items;
    for (size_t i = index + 1; i < b->scopes->units.len && units[i].first <= token + LIST_STEP; i++)
        if (units[i].first >= token && em_cue_is_target(units[i].cue))
            return i;
    return b->scopes->units.len;
}

/*
 * Can a list go on from token `from` to the target at unit `to`? Between them may stand joining
 * words, words of degree, and commas: in spaced scripts any comma, in Han text 、 or a comma
 * with a joining word, since a plain one parts whole statements there.
 */
bool em_scope__list_goes_on(const em_build *b, size_t index, uint32_t from, size_t to)
{
    const em_text *text = b->text;
    const em_unit *units = b->scopes->units.items;
    unsigned strangers = 0;
    bool joined = false, plain_comma = false;
    size_t at = index + 1;
    for (uint32_t token = from; token < units[to].first; token++) {
        while (at < to && units[at].end <= token)
            at++;
        bool in_unit = at < to && units[at].first <= token;
        if (in_unit && has_kind(&units[at], EM_CUE_JOINS))
            joined = true;
        else if (in_unit && is_degree(&units[at]))
            continue;
        else if (is_mark(text, token) && em_str_eq(token_text(text, token), EM_STR("、")))
            joined = true;
        else if (is_mark(text, token) && em_str_eq(token_text(text, token), EM_STR(",")))
            plain_comma = true;
        else if (in_unit || !is_word(text, token) || ++strangers > LIST_GAP)
            return false;
    }
    bool han = text->tokens[units[to].first].kind == EM_TOKEN_HAN;
    if (plain_comma && han && !joined)
        return false;
    return strangers == 0 || joined;
}

uint32_t em_scope__follow_list(const em_build *b, size_t last, uint32_t end, uint32_t limit)
{
    const em_unit *units = b->scopes->units.items;
    for (;;) {
        uint32_t from = units[last].end;
        size_t next = em_scope__next_target(b, last, from);
        if (next >= b->scopes->units.len || units[next].end > limit ||
            units[next].cue->side != units[last].cue->side ||
            !em_scope__list_goes_on(b, last, from, next))
            return end;
        end = max_u32(end, units[next].end);
        last = next;
    }
}

/* Clauses that one question may take in as items of a list. */
#define LIST_CLAUSES 16

bool em_scope__continues_list(const em_build *b, uint32_t clause)
{
    if (clause == 0 || b->text->clauses[clause - 1].ended_by != EM_CLAUSE_COMMA ||
        b->text->clauses[clause - 1].sentence != b->text->clauses[clause].sentence)
        return false;
    size_t index = em_scope__first_unit(b, clause);
    if (index >= b->scopes->units.len)
        return false;
    const em_unit *unit = &b->scopes->units.items[index];
    return unit->clause == clause && unit->first == b->text->clauses[clause].first_token &&
           (em_cue_is_target(unit->cue) || has_kind(unit, EM_CUE_JOINS));
}

uint32_t em_scope__list_start(const em_build *b, uint32_t clause)
{
    for (unsigned i = 0; i < LIST_CLAUSES && em_scope__continues_list(b, clause); i++)
        clause--;
    return b->text->clauses[clause].first_token;
}
