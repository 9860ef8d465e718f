/* From hits to units: where they stand among tokens, clauses and sentences. */
#include "judge/scope_build.h"

/* Bytes that are written at once: most tokens, with the blank before them, are shorter. */
#define INDEX_STEP 8

em_status em_scope__index_tokens(em_build *b)
{
    const em_token *tokens = b->text->tokens;
    uint32_t count = b->text->token_count, len = (uint32_t)b->text->norm.len, at = 0;
    if (!em_vec_reserve(&b->scopes->token_of, len + INDEX_STEP))
        return EM_E_MEMORY;
    uint32_t *token_of = b->scopes->token_of.items;
    for (uint32_t token = 0; token < count; at = tokens[token++].end)
        for (; at < tokens[token].end; at += INDEX_STEP)
            for (size_t i = 0; i < INDEX_STEP; i++)
                (token_of + at)[i] = token;
    for (; at < len; at++)
        token_of[at] = count;
    return EM_OK;
}

/* UINT32_MAX where there is no such clause. */
static uint32_t first_token_of(const em_text *text, uint32_t clause)
{
    return clause < text->clause_count ? text->clauses[clause].first_token : UINT32_MAX;
}

/*
 * Where the hits stand; returns how many stand at tokens. Their cues are fetched meanwhile: the
 * table of all lies outside the cache.
 */
static uint32_t place_units(em_build *b, const em_hit *hits, uint32_t count, const em_cue *cues)
{
    const em_text *text = b->text;
    em_unit *units = b->scopes->units.items;
    uint32_t clause = 0, next_clause = first_token_of(text, 1);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t first = b->scopes->token_of.items[hits[i].start];
        if (first >= text->token_count)
            return i;
        __builtin_prefetch(&cues[hits[i].entry]);
        uint32_t end = max_u32(first + 1, token_at(b, hits[i].end));
        for (; first >= next_clause; next_clause = first_token_of(text, clause + 1))
            clause++;
        units[i] = (em_unit){ .hit = &hits[i], .first = first, .end = end, .clause = clause };
    }
    return count;
}

em_status em_scope__collect_units(em_build *b, const em_hit *hits, uint32_t count,
                                  const em_cue *cues)
{
    uint32_t message_end = 0, roles = 0;
    bool owned = false, has_inner = false;
    if (!em_vec_reserve(&b->scopes->units, count))
        return EM_E_MEMORY;
    em_unit *units = b->scopes->units.items;
    count = place_units(b, hits, count, cues);
    for (uint32_t i = 0; i < count; i++) {
        em_unit *unit = &units[i];
        const em_cue *cue = &cues[unit->hit->entry];
        unit->cue = cue;
        if (em_cue_is_message(cue) && !cue->spans)
            message_end = max_u32(message_end, unit->hit->end);
        else
            unit->inside = unit->hit->end <= message_end;
        unit->swallowed = unit->inside && !em_cue_is_target(cue);
        unit->acts = !unit->inside && em_cue_acts(cue);
        owned |= cue->owned;
        has_inner |= cue->role != EM_ROLE_CONTRAST && cue->inner;
        roles |= 1u << cue->role;
    }
    b->scopes->units.len = count;
    b->scopes->roles = roles;
    b->has_owned = owned;
    b->has_inner = has_inner;
    return EM_OK;
}

em_status em_scope__collect_sentences(em_build *b)
{
    const em_text *text = b->text;
    for (uint32_t i = 0; i < text->clause_count; i++) {
        const em_clause *clause = &text->clauses[i];
        while (b->scopes->sentences.len <= clause->sentence) {
            em_sentence fresh = { i, i, clause->first_token, clause->first_token, false };
            if (!em_vec_push(&b->scopes->sentences, fresh))
                return EM_E_MEMORY;
        }
        em_sentence *sentence = &b->scopes->sentences.items[clause->sentence];
        sentence->end_clause = i + 1;
        sentence->end_token = clause_end(clause);
        sentence->asks |= clause->ended_by == EM_CLAUSE_QUESTION;
    }
    if (!em_scopes_have(b->scopes, 1u << EM_ROLE_QUESTION))
        return EM_OK;
    for (size_t i = 0; i < b->scopes->units.len; i++) {
        const em_unit *unit = &b->scopes->units.items[i];
        if (has_role(unit, EM_ROLE_QUESTION) && has_kind(unit, EM_CUE_ASKS) && unit->cue->post)
            b->scopes->sentences.items[text->clauses[unit->clause].sentence].asks = true;
    }
    return EM_OK;
}

size_t em_scope__first_unit(const em_build *b, uint32_t clause)
{
    size_t low = 0, high = b->scopes->units.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (b->scopes->units.items[middle].clause < clause)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool em_scope__at_start(const em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    uint32_t token = unit->first, start = clause_of(b, unit)->first_token;
    while (token > start) {
        token--;
        if (!is_word(b->text, token))
            continue;
        while (index > 0 && b->scopes->units.items[index - 1].first >= token)
            index--;
        const em_unit *before = &b->scopes->units.items[index];
        bool light = before->first <= token && before->end > token &&
                     (has_role(before, EM_ROLE_CONTRAST) || has_role(before, EM_ROLE_TERMINATOR));
        if (!light)
            return false;
    }
    return true;
}

bool em_scope__at_end(const em_build *b, const em_unit *unit)
{
    for (uint32_t token = unit->end; token < clause_end(clause_of(b, unit)); token++)
        if (is_word(b->text, token))
            return false;
    return true;
}

/* Nothing but the cue and one target behind it stands in the clause. */
static bool is_with_target(const em_build *b, size_t index)
{
    const em_unit *units = b->scopes->units.items;
    const em_unit *unit = &units[index];
    for (size_t i = index + 1; i < b->scopes->units.len && units[i].first <= unit->end + 1; i++)
        if (em_cue_is_target(units[i].cue) && units[i].clause == unit->clause &&
            em_scope__at_end(b, &units[i]))
            return em_scope__at_start(b, index);
    return false;
}

/* Units that a place is looked for among. */
#define PLACE_UNITS 12

/* The longest unit before `index` that ends at `token` and is a target or a name; NULL: none. */
static const em_unit *target_or_name_at(const em_build *b, size_t index, uint32_t token)
{
    const uint32_t wanted = EM_CUE_TARGETS | 1u << EM_ROLE_ABOUT | 1u << EM_ROLE_NOT_ABOUT;
    const em_unit *units = b->scopes->units.items, *found = NULL;
    for (size_t back = 1; back <= PLACE_UNITS && back <= index; back++) {
        const em_unit *unit = &units[index - back];
        if (unit->end == token && wanted >> unit->cue->role & 1 &&
            (!found || unit->first < found->first))
            found = unit;
    }
    return found;
}

/* Its clause is the word that it needs, a target, perhaps with names before it, and itself. */
static bool is_behind_target(const em_build *b, size_t index)
{
    const em_unit *units = b->scopes->units.items;
    const em_unit *unit = &units[index];
    const em_unit *inside = target_or_name_at(b, index, unit->first);
    uint32_t start = clause_of(b, unit)->first_token;
    if (!inside || !em_cue_is_target(inside->cue) || !em_scope__at_end(b, unit))
        return false;
    for (const em_unit *next = inside; next; next = target_or_name_at(b, index, inside->first)) {
        if (next->cue->word == unit->cue->needs)
            break;
        inside = next;
    }
    for (size_t back = 1; back <= PLACE_UNITS && back <= index; back++)
        if (units[index - back].cue->word == unit->cue->needs &&
            units[index - back].end == inside->first)
            return units[index - back].first == start;
    return false;
}

bool em_scope__is_alone(const em_build *b, size_t index)
{
    return em_scope__at_start(b, index) && em_scope__at_end(b, &b->scopes->units.items[index]);
}

/* How far back a cue looks for the word that it needs ("too ... to"), in units. */
#define NEEDS_LOOK_BACK 12

static bool has_what_it_needs(const em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    if (!unit->cue->needs)
        return true;
    for (size_t back = 1; back <= NEEDS_LOOK_BACK && back <= index; back++) {
        const em_unit *before = &b->scopes->units.items[index - back];
        if (before->clause != unit->clause)
            return false;
        if (before->cue->word == unit->cue->needs)
            return true;
    }
    return false;
}

bool em_scope__stands_right(const em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    if (unit->swallowed || !has_what_it_needs(b, index))
        return false;
    switch (unit->cue->place) {
    case EM_CUE_AT_START:
        return em_scope__at_start(b, index);
    case EM_CUE_AT_END:
        return em_scope__at_end(b, unit);
    case EM_CUE_ALONE:
        return em_scope__is_alone(b, index);
    case EM_CUE_WITH_TARGET:
        return is_with_target(b, index);
    case EM_CUE_BEHIND_TARGET:
        return is_behind_target(b, index);
    default:
        return true;
    }
}

/* Units of its clause among which a cue looks for what else the clause speaks of. */
#define TOPIC_UNITS 16

uint32_t em_scope__roles_around(const em_build *b, size_t index, uint32_t from)
{
    const em_unit *units = b->scopes->units.items;
    uint32_t roles = 0;
    size_t first = index > TOPIC_UNITS ? index - TOPIC_UNITS : 0;
    for (size_t i = first; i < b->scopes->units.len && i <= index + TOPIC_UNITS; i++)
        if (units[i].clause == units[index].clause && units[i].first >= from)
            roles |= 1u << units[i].cue->role;
    return roles;
}

static bool release(em_build *b, const em_unit *outer, const em_cue *cues)
{
    em_scopes *scopes = b->scopes;
    const em_token *tokens = b->text->tokens;
    em_unit unit = { .cue = &cues[outer->cue->inner - 1], .clause = outer->clause };
    unit.first = outer->first + outer->cue->inner_first;
    unit.end = unit.first + outer->cue->inner_tokens;
    if (unit.end > outer->end)
        return false; /* written otherwise than its term */
    em_hit *hit = &scopes->inner_hits.items[scopes->inner.len];
    *hit = (em_hit){ outer->cue->inner - 1, tokens[unit.first].start, tokens[unit.end - 1].end };
    unit.hit = hit;
    unit.acts = em_cue_acts(unit.cue);
    scopes->inner.items[scopes->inner.len++] = unit;
    scopes->roles |= 1u << unit.cue->role;
    return true;
}

em_status em_scope__release_inner(em_build *b, const em_cue *cues)
{
    em_scopes *scopes = b->scopes;
    size_t count = scopes->units.len;
    if (!b->has_inner)
        return EM_OK;
    em_vec_clear(&scopes->inner);
    if (!em_vec_reserve(&scopes->inner, count) || !em_vec_reserve(&scopes->inner_hits, count) ||
        !em_vec_reserve(&scopes->units, 2 * count))
        return EM_E_MEMORY;
    em_unit *units = scopes->units.items;
    for (size_t i = 0; i < count; i++) {
        const em_cue *cue = units[i].cue;
        bool hides = cue->role != EM_ROLE_CONTRAST && cue->inner && !units[i].inside;
        if (hides && (cue->role == EM_ROLE_POLAR || !em_scope__stands_right(b, i)))
            units[i].swallowed = release(b, &units[i], cues) && cue->role != EM_ROLE_POLAR;
    }
    const em_unit *inner = scopes->inner.items;
    scopes->units.len = count + scopes->inner.len;
    for (size_t at = scopes->units.len, left = scopes->inner.len; left > 0;) {
        bool outer_last = count > 0 && units[count - 1].first > inner[left - 1].first;
        units[--at] = outer_last ? units[--count] : inner[--left];
    }
    return EM_OK;
}

unsigned em_scope__count_words(const em_text *text, uint32_t first, uint32_t end)
{
    unsigned words = 0;
    for (uint32_t token = first; token < end; token++)
        words += is_word(text, token);
    return words;
}
