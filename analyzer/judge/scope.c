/* From cues to arcs, from arcs to stretches of equal state; see scope.h. */
#include "judge/scope.h"

#include "base/str.h"

#include <stdlib.h>

/* Of a clause that ends in an exclamation mark. */
#define EMPHASIS_FACTOR 1.15f
/* Words between a joining word and the list's next item ("decent and a very open country"). */
#define LIST_GAP 1
/* Tokens from the end of one item of a list to the next item, commas and degree included. */
#define LIST_STEP 6
/* Clauses that one question may take in as items of a list. */
#define LIST_CLAUSES 16
/* A cue that reaches both ways reaches so far back: 创意都没有, but not 礼貌得一点架子都没有. */
#define BOTH_BACK 3
/* How far back a cue looks for the word that it needs ("too ... to"), in units. */
#define NEEDS_LOOK_BACK 12
/* Longest repeated part of an A-not-A question, in characters: 与众不同不与众不同. */
#define A_NOT_A_MAX 4
/* Arcs of one kind whose factors are multiplied; deeper ones only count. */
#define FACTOR_DEPTH 8

static const char *const KIND_NAMES[EM_SCOPE_KIND_COUNT] = {
    "negation", "degree", "contrast",  "emphasis", "question", "assertion", "supposition",
    "wish",     "report", "quotation", "hashtag",  "repost",   "copy",      "subject",
};

const char *em_scope_kind_name(em_scope_kind kind)
{
    return KIND_NAMES[kind];
}

/* --- places ------------------------------------------------------------------------------- */

typedef struct em_build {
    em_scopes *scopes;
    const em_text *text;
    uint32_t covered[EM_SCOPE_KIND_COUNT]; /* sentence-wide arcs reach to this token already */
    bool has_owned;                        /* a term that may be somebody else's */
    bool every_arc;                        /* also those that nobody asks for    */
    bool failed;                           /* no memory                          */
} em_build;

/* Bytes that are written at once: most tokens, with the blank before them, are shorter. */
#define INDEX_STEP 8

static em_status index_tokens(em_build *b)
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

/* The first token that starts at or after byte `offset`. */
static uint32_t token_at(const em_build *b, uint32_t offset)
{
    if (offset == 0)
        return 0;
    uint32_t token = b->scopes->token_of.items[offset - 1];
    return token + (token < b->text->token_count && b->text->tokens[token].start < offset);
}

static bool is_mark(const em_text *text, uint32_t token)
{
    return text->tokens[token].kind == EM_TOKEN_PUNCT;
}

static bool is_word(const em_text *text, uint32_t token)
{
    em_token_kind kind = text->tokens[token].kind;
    return kind == EM_TOKEN_WORD || kind == EM_TOKEN_HAN || kind == EM_TOKEN_NUMBER;
}

static em_str token_text(const em_text *text, uint32_t token)
{
    const em_token *at = &text->tokens[token];
    return em_str_sub(text->folded, (em_span){ at->start, at->end });
}

static const em_clause *clause_of(const em_build *b, const em_unit *unit)
{
    return &b->text->clauses[unit->clause];
}

static uint32_t clause_end(const em_clause *clause)
{
    return clause->first_token + clause->token_count;
}

static const em_sentence *sentence_of(const em_build *b, uint32_t clause)
{
    return &b->scopes->sentences.items[b->text->clauses[clause].sentence];
}

/* The first barrier after `token`, or the end of the text. */
static uint32_t next_barrier(const em_build *b, uint32_t token)
{
    size_t low = 0, high = b->scopes->barriers.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (b->scopes->barriers.items[middle] <= token)
            low = middle + 1;
        else
            high = middle;
    }
    return low < b->scopes->barriers.len ? b->scopes->barriers.items[low] : b->text->token_count;
}

/* The last barrier at or before `token`, or 0. */
static uint32_t last_barrier(const em_build *b, uint32_t token)
{
    size_t low = 0, high = b->scopes->barriers.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (b->scopes->barriers.items[middle] <= token)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? b->scopes->barriers.items[low - 1] : 0;
}

static uint32_t min_u32(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static size_t min_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

static uint32_t max_u32(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
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

/* `reach` words on from `first`, marks not counted, at most to `limit` or a bracket. */
static uint32_t advance(const em_build *b, uint32_t first, uint32_t limit, unsigned reach)
{
    uint32_t token = first;
    for (; token < limit; token++)
        if (is_mark(b->text, token) ? is_bracket(b->text, token) : reach-- == 0)
            break;
    return token;
}

static uint32_t retreat(const em_build *b, uint32_t end, uint32_t limit, unsigned reach)
{
    uint32_t token = end;
    for (; token > limit; token--)
        if (is_mark(b->text, token - 1) ? is_bracket(b->text, token - 1) : reach-- == 0)
            break;
    return token;
}

/* --- units -------------------------------------------------------------------------------- */

/* Only of messages' terms anybody asks whose they are, and whether a hashtag holds them. */
static bool has_askers_of_messages(const em_build *b)
{
    return b->every_arc || em_scopes_have(b->scopes, EM_CUE_MESSAGES);
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

static em_status collect_units(em_build *b, const em_hit *hits, uint32_t count, const em_cue *cues)
{
    uint32_t message_end = 0, roles = 0;
    bool owned = false;
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
        roles |= 1u << cue->role;
    }
    b->scopes->units.len = count;
    b->scopes->roles = roles;
    b->has_owned = owned;
    return EM_OK;
}

static bool has_role(const em_unit *unit, em_role role)
{
    return unit->cue->role == role && !unit->swallowed;
}

static bool is_degree(const em_unit *unit)
{
    return has_role(unit, EM_ROLE_BOOSTER) || has_role(unit, EM_ROLE_DOWNTONER) ||
           has_role(unit, EM_ROLE_PSEUDO_NEGATOR);
}

static bool has_kind(const em_unit *unit, em_cue_kind kind)
{
    return unit->cue->kind == kind && !unit->swallowed;
}

static em_status collect_sentences(em_build *b)
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

/* No word of the clause stands before it, but for contrast and joining words. */
static bool at_start(const em_build *b, size_t index)
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

/* No word of the clause stands behind it. */
static bool at_end(const em_build *b, const em_unit *unit)
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
            at_end(b, &units[i]))
            return at_start(b, index);
    return false;
}

static bool is_alone(const em_build *b, size_t index)
{
    return at_start(b, index) && at_end(b, &b->scopes->units.items[index]);
}

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

static bool stands_right(const em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    if (unit->swallowed || !has_what_it_needs(b, index))
        return false;
    switch (unit->cue->place) {
    case EM_CUE_AT_START:
        return at_start(b, index);
    case EM_CUE_AT_END:
        return at_end(b, unit);
    case EM_CUE_ALONE:
        return is_alone(b, index);
    case EM_CUE_WITH_TARGET:
        return is_with_target(b, index);
    default:
        return true;
    }
}

/* --- arcs --------------------------------------------------------------------------------- */

static uint32_t span_end(const em_text *text, uint32_t first, uint32_t end)
{
    return end > first ? text->tokens[end - 1].end : text->tokens[first].start;
}

static void put_arc(em_build *b, em_scope_kind kind, uint32_t entry, em_span cue, uint32_t first,
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

static void put_cue_arc(em_build *b, em_scope_kind kind, const em_unit *unit, uint32_t first,
                        uint32_t end, float factor)
{
    em_span cue = { unit->hit->start, unit->hit->end };
    put_arc(b, kind, unit->hit->entry, cue, first, end, factor);
}

/* Where a scope that begins at `first` must end at the latest. */
static uint32_t right_limit(const em_build *b, const em_unit *unit, em_cue_cross cross)
{
    uint32_t limit = cross == EM_CUE_IN_CLAUSE ? clause_end(clause_of(b, unit))
                                               : sentence_of(b, unit->clause)->end_token;
    return min_u32(limit, next_barrier(b, unit->first));
}

/* Only what opens a clause speaks of what stands before the clause: "Tolerant, my foot". */
static uint32_t left_limit(const em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    const em_sentence *sentence = sentence_of(b, unit->clause);
    uint32_t limit = sentence->first_token;
    if (unit->cue->cross == EM_CUE_IN_CLAUSE || !at_start(b, index))
        limit = clause_of(b, unit)->first_token;
    else if (unit->cue->cross == EM_CUE_TO_PREVIOUS && sentence->first_clause > 0 &&
             unit->clause == sentence->first_clause)
        limit = sentence_of(b, sentence->first_clause - 1)->first_token;
    return max_u32(limit, last_barrier(b, unit->first));
}

/* The next target after unit `index` that starts in [token, token + LIST_STEP], or units.len. */
static size_t next_target(const em_build *b, size_t index, uint32_t token)
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
static bool list_goes_on(const em_build *b, size_t index, uint32_t from, size_t to)
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

/* Moves `end` over the items of a list that follow target `last`, all of its side. */
static uint32_t follow_list(const em_build *b, size_t last, uint32_t end, uint32_t limit)
{
    const em_unit *units = b->scopes->units.items;
    for (;;) {
        uint32_t from = units[last].end;
        size_t next = next_target(b, last, from);
        if (next >= b->scopes->units.len || units[next].end > limit ||
            units[next].cue->side != units[last].cue->side || !list_goes_on(b, last, from, next))
            return end;
        end = max_u32(end, units[next].end);
        last = next;
    }
}

/*
 * Where the forward scope [first, end) of unit `index` really ends: at a terminator, a contrast,
 * a joining word that joins something else, or a negator behind a target that has its own.
 * `last` is the last target within, or SIZE_MAX.
 */
static uint32_t stop_scope(const em_build *b, size_t index, uint32_t first, uint32_t end,
                           size_t *last)
{
    const em_unit *units = b->scopes->units.items;
    *last = SIZE_MAX;
    for (size_t i = index + 1; i < b->scopes->units.len && units[i].first < end; i++) {
        const em_unit *unit = &units[i];
        if (unit->first < first)
            continue;
        if (em_cue_is_target(unit->cue)) {
            if (*last == SIZE_MAX || unit->end > units[*last].end)
                *last = i;
        } else if (has_role(unit, EM_ROLE_BOOSTER) && unit->first > first &&
                   units[index].cue->degree_ends) {
            return unit->first;
        } else if (has_role(unit, EM_ROLE_CONTRAST) || has_kind(unit, EM_CUE_STOPS) ||
                   (has_kind(unit, EM_CUE_OPENS) && stands_right(b, i))) {
            return unit->first;
        } else if (has_role(unit, EM_ROLE_NEGATOR) &&
                   (*last != SIZE_MAX ||
                    (unit->cue->again_ends && unit->cue->word == units[index].cue->word))) {
            return unit->first;
        } else if (has_kind(unit, EM_CUE_JOINS)) {
            size_t next = next_target(b, i, unit->end);
            bool goes_on = next < b->scopes->units.len && units[next].first < end &&
                           list_goes_on(b, i - 1, unit->first, next) &&
                           (*last == SIZE_MAX || units[next].cue->side == units[*last].cue->side);
            if (!goes_on)
                return unit->first;
        }
    }
    return end;
}

/* A scope that reaches the beginning of a target reaches all of it. */
static uint32_t take_whole_targets(const em_build *b, size_t index, uint32_t end)
{
    const em_unit *units = b->scopes->units.items;
    uint32_t whole = end;
    for (size_t i = index + 1; i < b->scopes->units.len && units[i].first < end; i++)
        if (em_cue_is_target(units[i].cue))
            whole = max_u32(whole, units[i].end);
    return whole;
}

/* A clause that answers the question before it: "Open-minded? Hardly." */
static bool answers(const em_build *b, const em_unit *unit)
{
    return unit->clause > 0 && b->text->clauses[unit->clause - 1].ended_by == EM_CLAUSE_QUESTION;
}

static void answer(em_build *b, const em_unit *unit, bool yes)
{
    const em_sentence *asked = sentence_of(b, unit->clause - 1);
    uint32_t end = clause_end(&b->text->clauses[unit->clause - 1]);
    uint32_t first = max_u32(asked->first_token, last_barrier(b, end ? end - 1 : 0));
    put_cue_arc(b, EM_SCOPE_ASSERTION, unit, first, end, 1);
    if (!yes)
        put_cue_arc(b, EM_SCOPE_NEGATION, unit, first, end, unit->cue->factor);
}

static bool is_a_not_a(const em_build *b, const em_unit *unit)
{
    const em_text *text = b->text;
    for (uint32_t len = 1; len <= A_NOT_A_MAX; len++) {
        if (unit->first < len || unit->end + len > text->token_count)
            return false;
        bool same = true;
        for (uint32_t i = 0; same && i < len; i++)
            same = text->tokens[unit->end + i].kind == EM_TOKEN_HAN &&
                   em_str_eq(token_text(text, unit->first - len + i),
                             token_text(text, unit->end + i));
        if (same)
            return true;
    }
    return false;
}

static void put_sentence_arc(em_build *b, em_scope_kind kind, const em_unit *unit, uint32_t first,
                             uint32_t end)
{
    if (end <= b->covered[kind])
        return;
    b->covered[kind] = end;
    put_cue_arc(b, kind, unit, first, end, 1);
}

/* How many of the last arcs are looked at for a negation that holds already. */
#define ARC_LOOK_BACK 16

static bool is_negated_already(const em_build *b, uint32_t first, uint32_t end)
{
    size_t count = b->scopes->arcs.len;
    for (size_t back = 1; back <= ARC_LOOK_BACK && back <= count; back++) {
        const em_arc *arc = &b->scopes->arcs.items[count - back];
        if (arc->scope.kind == EM_SCOPE_NEGATION && arc->first < end && arc->end > first)
            return true;
    }
    return false;
}

/* A negator behind what it denies. Said of another sentence it repeats a denial there, if any. */
static void put_post_negator(em_build *b, size_t index)
{
    const em_unit *units = b->scopes->units.items;
    const em_unit *unit = &units[index];
    const em_cue *cue = unit->cue;
    unsigned reach = cue->both && cue->reach > BOTH_BACK ? BOTH_BACK : cue->reach;
    uint32_t first = retreat(b, unit->first, left_limit(b, index), reach);
    bool to_previous = cue->cross == EM_CUE_TO_PREVIOUS && at_start(b, index);
    for (size_t i = index; i-- > 0 && units[i].end > first;)
        if (has_role(&units[i], EM_ROLE_CONTRAST))
            first = max_u32(first, units[i].end);
    if (to_previous && answers(b, unit))
        put_cue_arc(b, EM_SCOPE_ASSERTION, unit, first, unit->first, 1);
    else if (to_previous && is_negated_already(b, first, unit->first))
        return;
    put_cue_arc(b, EM_SCOPE_NEGATION, unit, first, unit->first, cue->factor);
}

static void put_negator(em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    const em_cue *cue = unit->cue;
    if (cue->a_not_a && is_a_not_a(b, unit)) {
        const em_clause *clause = clause_of(b, unit);
        put_sentence_arc(b, EM_SCOPE_QUESTION, unit, clause->first_token, clause_end(clause));
        return;
    }
    if (answers(b, unit) && is_alone(b, index)) {
        answer(b, unit, false);
        return;
    }
    const em_sentence *sentence = sentence_of(b, unit->clause);
    if (sentence->asks && (cue->in_question == EM_CUE_ASSERTS_ANYWHERE ||
                           (cue->in_question == EM_CUE_ASSERTS_AT_START && at_start(b, index)))) {
        put_sentence_arc(b, EM_SCOPE_ASSERTION, unit, unit->end, sentence->end_token);
        return;
    }
    if (cue->post || (cue->both && at_end(b, unit))) {
        put_post_negator(b, index);
        return;
    }
    uint32_t limit = right_limit(b, unit, cue->cross);
    uint32_t sentence_limit = right_limit(b, unit, EM_CUE_IN_SENTENCE);
    size_t last;
    uint32_t end = advance(b, unit->end, limit, cue->reach);
    end = stop_scope(b, index, unit->end, end, &last);
    end = take_whole_targets(b, index, end);
    if (last != SIZE_MAX)
        end = follow_list(b, last, end, sentence_limit);
    put_cue_arc(b, EM_SCOPE_NEGATION, unit, unit->end, end, cue->factor);
}

/* A polar entry that begins with a negator negates the message terms inside and behind it. */
static void put_hidden_negator(em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    uint32_t first = token_at(b, unit->hit->start + unit->cue->hidden);
    uint32_t end = unit->end;
    if (first < end)
        put_cue_arc(b, EM_SCOPE_NEGATION, unit, first, end, -1);
}

static void put_degree(em_build *b, size_t index)
{
    const em_unit *units = b->scopes->units.items;
    const em_unit *unit = &units[index];
    if (unit->cue->role == EM_ROLE_BOOSTER && answers(b, unit) && is_alone(b, index))
        answer(b, unit, true);
    if (unit->cue->factor == 0 || unit->cue->factor == 1)
        return;
    if (unit->cue->post) {
        uint32_t first = retreat(b, unit->first, left_limit(b, index), unit->cue->reach);
        put_cue_arc(b, EM_SCOPE_DEGREE, unit, first, unit->first, unit->cue->factor);
        return;
    }
    uint32_t end = advance(b, unit->end, right_limit(b, unit, EM_CUE_IN_CLAUSE), unit->cue->reach);
    for (size_t i = index + 1; i < b->scopes->units.len && units[i].first < end; i++) {
        if (has_role(&units[i], EM_ROLE_CONTRAST) || has_role(&units[i], EM_ROLE_TERMINATOR))
            end = min_u32(end, units[i].first);
        else if (em_cue_is_target(units[i].cue))
            end = units[i].end;
    }
    put_cue_arc(b, EM_SCOPE_DEGREE, unit, unit->end, end, unit->cue->factor);
}

/* The next contrast of the sentence, else the sentence's end. */
static uint32_t next_contrast(const em_build *b, size_t index, uint32_t limit)
{
    const em_unit *units = b->scopes->units.items;
    for (size_t i = index + 1; i < b->scopes->units.len && units[i].first < limit; i++)
        if (has_role(&units[i], EM_ROLE_CONTRAST) && units[i].first >= units[index].end)
            return units[i].first;
    return limit;
}

/* A weight below 1 is a concession ("although"): its own clause weighs less. */
static void put_contrast(em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    const em_sentence *sentence = sentence_of(b, unit->clause);
    uint32_t limit = right_limit(b, unit, EM_CUE_IN_SENTENCE);
    if (unit->cue->factor < 1) {
        limit = right_limit(b, unit, EM_CUE_IN_CLAUSE);
        put_cue_arc(b, EM_SCOPE_CONTRAST, unit, unit->end, limit, unit->cue->factor);
        return;
    }
    uint32_t first = max_u32(sentence->first_token, last_barrier(b, unit->first));
    first = max_u32(first, b->covered[EM_SCOPE_CONTRAST]);
    b->covered[EM_SCOPE_CONTRAST] = unit->end;
    put_cue_arc(b, EM_SCOPE_CONTRAST, unit, first, unit->first, unit->cue->before);
    put_cue_arc(b, EM_SCOPE_CONTRAST, unit, unit->end, next_contrast(b, index, limit),
                unit->cue->factor);
}

/* The first unit of a clause, or units.len. */
static size_t first_unit(const em_build *b, uint32_t clause)
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

/* Is the clause only the next item of a list that the clause before it began? */
static bool continues_list(const em_build *b, uint32_t clause)
{
    if (clause == 0 || b->text->clauses[clause - 1].ended_by != EM_CLAUSE_COMMA ||
        b->text->clauses[clause - 1].sentence != b->text->clauses[clause].sentence)
        return false;
    size_t index = first_unit(b, clause);
    if (index >= b->scopes->units.len)
        return false;
    const em_unit *unit = &b->scopes->units.items[index];
    return unit->clause == clause && unit->first == b->text->clauses[clause].first_token &&
           (em_cue_is_target(unit->cue) || has_kind(unit, EM_CUE_JOINS));
}

static uint32_t list_start(const em_build *b, uint32_t clause)
{
    for (unsigned i = 0; i < LIST_CLAUSES && continues_list(b, clause); i++)
        clause--;
    return b->text->clauses[clause].first_token;
}

static void put_question(em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    const em_sentence *sentence = sentence_of(b, unit->clause);
    uint32_t clause_first = clause_of(b, unit)->first_token;
    uint32_t clause_limit = right_limit(b, unit, unit->cue->cross);
    uint32_t asked_limit = right_limit(b, unit,
                                       sentence->asks ? EM_CUE_IN_SENTENCE : unit->cue->cross);
    switch (unit->cue->kind) {
    case EM_CUE_ASKS:
        if (unit->cue->post)
            clause_first = min_u32(list_start(b, unit->clause), left_limit(b, index));
        put_sentence_arc(b, EM_SCOPE_QUESTION, unit, clause_first, clause_limit);
        break;
    case EM_CUE_ASSERTS:
        if (unit->cue->post)
            put_sentence_arc(b, EM_SCOPE_ASSERTION, unit, sentence->first_token, unit->first);
        else
            put_sentence_arc(b, EM_SCOPE_ASSERTION, unit, unit->end, asked_limit);
        break;
    case EM_CUE_DENIES:
        if (unit->cue->post) {
            uint32_t first = max_u32(clause_first, last_barrier(b, unit->first));
            put_cue_arc(b, EM_SCOPE_NEGATION, unit, first, unit->first, -1);
            put_cue_arc(b, EM_SCOPE_ASSERTION, unit, first, unit->first, 1);
            break;
        }
        put_cue_arc(b, EM_SCOPE_NEGATION, unit, unit->end, asked_limit, -1);
        put_cue_arc(b, EM_SCOPE_ASSERTION, unit, unit->end, asked_limit, 1);
        break;
    case EM_CUE_CONFIRMS:
        if (answers(b, unit))
            answer(b, unit, true);
        break;
    case EM_CUE_SUPPOSES:
        put_cue_arc(b, EM_SCOPE_SUPPOSITION, unit, unit->end, clause_limit, 1);
        break;
    case EM_CUE_WISHES:
        if (unit->cue->cross == EM_CUE_IN_COMMENT)
            put_sentence_arc(b, EM_SCOPE_WISH, unit, last_barrier(b, unit->first),
                             next_barrier(b, unit->first));
        else
            put_sentence_arc(b, EM_SCOPE_WISH, unit, unit->end, clause_limit);
        break;
    case EM_CUE_REPORTS:
        if (unit->cue->post)
            put_sentence_arc(b, EM_SCOPE_REPORT, unit, sentence->first_token, unit->first);
        else if (unit->end >= b->covered[EM_SCOPE_REPORT])
            put_sentence_arc(b, EM_SCOPE_REPORT, unit, unit->end,
                             next_contrast(b, index, right_limit(b, unit, EM_CUE_IN_SENTENCE)));
        break;
    default:
        break;
    }
}

static void put_cue(em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    if (em_cue_negates_inside(unit->cue)) {
        put_hidden_negator(b, index);
        return;
    }
    if (!stands_right(b, index))
        return;
    switch (unit->cue->role) {
    case EM_ROLE_NEGATOR:
        put_negator(b, index);
        break;
    case EM_ROLE_PSEUDO_NEGATOR:
    case EM_ROLE_BOOSTER:
    case EM_ROLE_DOWNTONER:
        put_degree(b, index);
        break;
    case EM_ROLE_CONTRAST:
        put_contrast(b, index);
        break;
    case EM_ROLE_QUESTION:
        put_question(b, index);
        break;
    default:
        break;
    }
}

/* --- marks, zones, subjects ---------------------------------------------------------------- */

static unsigned count_words(const em_text *text, uint32_t first, uint32_t end)
{
    unsigned words = 0;
    for (uint32_t token = first; token < end; token++)
        words += is_word(text, token);
    return words;
}

/* What a quality that is thrown back is worth, as behind an ordinary negator. */
#define THROWN_BACK_FACTOR -0.7f

/* Nothing but qualities: "Open-minded?" */
static bool is_fragment(const em_build *b, uint32_t clause)
{
    const em_clause *c = &b->text->clauses[clause];
    const em_unit *units = b->scopes->units.items;
    uint32_t token = c->first_token;
    bool has_quality = false;
    for (size_t i = first_unit(b, clause); i < b->scopes->units.len && units[i].clause == clause;
         i++) {
        if (!em_cue_is_message(units[i].cue))
            continue;
        if (count_words(b->text, token, units[i].first))
            return false;
        token = max_u32(token, units[i].end);
        has_quality = true;
    }
    return has_quality && count_words(b->text, token, clause_end(c)) == 0;
}

/* Whether a clause answers the question before it by yes or no, which their cues see to. */
static bool is_yes_or_no(const em_build *b, uint32_t clause)
{
    const em_unit *units = b->scopes->units.items;
    for (size_t i = first_unit(b, clause); i < b->scopes->units.len && units[i].clause == clause;
         i++)
        if (has_kind(&units[i], EM_CUE_CONFIRMS) ||
            ((has_role(&units[i], EM_ROLE_NEGATOR) || has_role(&units[i], EM_ROLE_BOOSTER)) &&
             is_alone(b, i)))
            return true;
    return false;
}

/*
 * Who asks nothing but a quality, and goes on with a statement in their own words, throws it
 * back: "Polite? They let my pregnant wife stand."
 */
static bool is_thrown_back(const em_build *b, uint32_t clause)
{
    const em_text *text = b->text;
    uint32_t next = clause + 1;
    if (sentence_of(b, clause)->first_clause != clause || !is_fragment(b, clause))
        return false;
    while (next < text->clause_count && text->clauses[next].ended_by == EM_CLAUSE_QUESTION &&
           is_fragment(b, next))
        next++;
    if (next == text->clause_count || text->clauses[next].ended_by == EM_CLAUSE_QUESTION)
        return false;
    const em_clause *statement = &text->clauses[next];
    return last_barrier(b, statement->first_token) <= text->clauses[clause].first_token &&
           count_words(text, statement->first_token, clause_end(statement)) > 1 &&
           !is_yes_or_no(b, next);
}

/* A question mark asks from the word that opens the question, else its own clause. */
static void put_question_mark(em_build *b, uint32_t clause, uint32_t after_clause)
{
    const em_clause *asked = &b->text->clauses[clause];
    if (is_thrown_back(b, clause)) {
        put_arc(b, EM_SCOPE_NEGATION, UINT32_MAX, (em_span){ asked->end, asked->end },
                asked->first_token, clause_end(asked), THROWN_BACK_FACTOR);
        return;
    }
    uint32_t begin = max_u32(sentence_of(b, clause)->first_clause, after_clause);
    uint32_t first = max_u32(list_start(b, clause), b->text->clauses[begin].first_token);
    for (size_t index = first_unit(b, begin); index < b->scopes->units.len; index++) {
        const em_unit *unit = &b->scopes->units.items[index];
        if (unit->clause > clause)
            break;
        if (has_role(unit, EM_ROLE_QUESTION) && has_kind(unit, EM_CUE_OPENS) &&
            stands_right(b, index)) {
            first = min_u32(first, clause_of(b, unit)->first_token);
            break;
        }
    }
    put_arc(b, EM_SCOPE_QUESTION, UINT32_MAX, (em_span){ asked->end, asked->end }, first,
            clause_end(asked), 1);
}

static void put_marks(em_build *b)
{
    uint32_t after = 0;
    for (uint32_t i = 0; i < b->text->clause_count; i++) {
        const em_clause *clause = &b->text->clauses[i];
        if (clause->ended_by == EM_CLAUSE_EXCLAIM)
            put_arc(b, EM_SCOPE_EMPHASIS, UINT32_MAX, (em_span){ clause->end, clause->end },
                    clause->first_token, clause_end(clause), EMPHASIS_FACTOR);
        if (clause->ended_by == EM_CLAUSE_QUESTION) {
            put_question_mark(b, i, after);
            after = i + 1;
        }
    }
}

static bool is_long_quotation(const em_text *text, uint32_t first, uint32_t end)
{
    return count_words(text, first, end) > EM_SCOPE_SHORT_QUOTATION;
}

static int by_number(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return left < right ? -1 : left > right;
}

static void put_barrier(em_build *b, uint32_t token)
{
    b->failed |= !em_vec_push(&b->scopes->barriers, token);
}

/* They come in order unless zones nest. */
static void sort_barriers(em_scopes *scopes)
{
    uint32_t *barriers = scopes->barriers.items;
    size_t at = 1;
    while (at < scopes->barriers.len && barriers[at - 1] <= barriers[at])
        at++;
    if (at < scopes->barriers.len)
        qsort(barriers, scopes->barriers.len, sizeof *barriers, by_number);
}

static void put_zone(em_build *b, const em_zone *zone)
{
    static const em_scope_kind SCOPES[] = { [EM_ZONE_REPOST] = EM_SCOPE_REPOST,
                                            [EM_ZONE_REPLY] = EM_SCOPE_REPOST,
                                            [EM_ZONE_QUOTATION] = EM_SCOPE_QUOTATION,
                                            [EM_ZONE_HASHTAG] = EM_SCOPE_HASHTAG };
    uint32_t first = token_at(b, zone->start), end = token_at(b, zone->end);
    put_arc(b, SCOPES[zone->kind], UINT32_MAX, (em_span){ zone->start, zone->end }, first, end, 1);
    if (zone->kind == EM_ZONE_REPOST || zone->kind == EM_ZONE_REPLY ||
        (zone->kind == EM_ZONE_QUOTATION && is_long_quotation(b->text, first, end))) {
        put_barrier(b, first);
        put_barrier(b, end);
    }
}

static void put_zones(em_build *b, const em_span *copies, size_t copy_count)
{
    const em_text *text = b->text;
    uint32_t kinds = 1u << EM_ZONE_REPOST | 1u << EM_ZONE_REPLY | 1u << EM_ZONE_QUOTATION;
    if (has_askers_of_messages(b))
        kinds |= 1u << EM_ZONE_HASHTAG;
    for (uint32_t i = 0; i < text->zone_count; i++)
        if (kinds >> text->zones[i].kind & 1)
            put_zone(b, &text->zones[i]);
    for (size_t i = 0; i < copy_count; i++)
        put_arc(b, EM_SCOPE_COPY, UINT32_MAX, copies[i], token_at(b, copies[i].start),
                token_at(b, copies[i].end), 1);
    sort_barriers(b->scopes);
}

/* Who a clause is about. */
typedef struct em_naming {
    const em_unit *about, *rival; /* the last of each; NULL: none                     */
    const em_unit *owned;         /* a term whose next word is a rival: a creative edit */
    uint32_t compared;            /* end of the last "than"                           */
} em_naming;

static void name_subject(em_naming *naming, const em_unit *unit, const em_unit **term)
{
    bool compared = naming->compared && unit->first <= naming->compared + 1;
    if (has_kind(unit, EM_CUE_COMPARES))
        naming->compared = unit->end;
    else if (em_cue_is_message(unit->cue))
        *term = unit;
    else if (unit->cue->role == EM_ROLE_ABOUT && !compared)
        naming->about = unit;
    else if (has_role(unit, EM_ROLE_NOT_ABOUT) && !compared) {
        naming->rival = unit;
        if (*term && unit->first >= (*term)->end && unit->first <= (*term)->end + 1 &&
            !naming->about)
            naming->owned = *term;
    }
}

/* Does the clause begin with a quality, but for words of degree and one other: ", such a kind man"?
 */
static bool opens_with_quality(const em_build *b, uint32_t clause)
{
    uint32_t token = b->text->clauses[clause].first_token;
    unsigned strangers = 0;
    for (size_t i = first_unit(b, clause); i < b->scopes->units.len; i++) {
        const em_unit *unit = &b->scopes->units.items[i];
        for (; token < unit->first; token++)
            strangers += is_word(b->text, token);
        if (unit->clause != clause || strangers > LIST_GAP)
            return false;
        if (em_cue_is_message(unit->cue))
            return true;
        if (!is_degree(unit) && !has_kind(unit, EM_CUE_JOINS) && !em_cue_is_target(unit->cue))
            return false;
        token = max_u32(token, unit->end);
    }
    return false;
}

/*
 * Does a clause that names nobody still speak of whom the clause before it named? Its list does,
 * and what is only added to it ("Kate is lovely, such a kind woman");
 * in Han text a sentence keeps its topic, since a clause there needs no subject of its own.
 */
static bool keeps_topic(const em_build *b, uint32_t clause)
{
    const em_clause *c = &b->text->clauses[clause];
    if (clause == 0 || b->text->clauses[clause - 1].sentence != c->sentence)
        return false;
    return b->text->tokens[c->first_token].kind == EM_TOKEN_HAN || continues_list(b, clause) ||
           opens_with_quality(b, clause);
}

/*
 * A clause that names somebody else and not the subject says nothing of the subject, nor does one
 * that keeps its topic ("the French are creative, polite and tolerant"). Where it names both, a
 * term that stands right before somebody else is theirs ("a creative video about Britain").
 */
static void put_subjects(em_build *b)
{
    const em_text *text = b->text;
    const em_unit *units = b->scopes->units.items;
    size_t at = 0;
    bool other = false;
    if (!em_scopes_have(b->scopes, 1u << EM_ROLE_NOT_ABOUT) || !has_askers_of_messages(b))
        return;
    for (uint32_t clause = 0; clause < text->clause_count; clause++) {
        em_naming naming = { NULL, NULL, NULL, 0 };
        const em_unit *term = NULL;
        for (; at < b->scopes->units.len && units[at].clause == clause; at++)
            name_subject(&naming, &units[at], &term);
        const em_clause *c = &text->clauses[clause];
        bool inherited = other && !naming.rival && keeps_topic(b, clause);
        other = !naming.about && (naming.rival || inherited);
        if (other && naming.rival)
            put_cue_arc(b, EM_SCOPE_SUBJECT, naming.rival, c->first_token, clause_end(c), 1);
        else if (other)
            put_arc(b, EM_SCOPE_SUBJECT, UINT32_MAX, (em_span){ c->start, c->start },
                    c->first_token, clause_end(c), 1);
        else if (naming.owned)
            put_cue_arc(b, EM_SCOPE_SUBJECT, naming.rival, naming.owned->first, naming.owned->end,
                        1);
    }
}

/* Words of a clause beside its quality from which on it has a subject of its own. */
#define SENTENCE_WORDS 4
/* Qualities side by side from which on they are a list of the author's judgements. */
#define LIST_QUALITIES 3

/*
 * Does the comment name the campaign's subject, or anything that may mean it (they, people,
 * there)? Han text leaves its subjects out, and who quotes or tags may mean what is quoted.
 */
static bool names_subject(const em_build *b)
{
    const em_text *text = b->text;
    size_t qualities = 0;
    if (text->zone_count)
        return true;
    for (size_t i = 0; i < b->scopes->units.len; i++) {
        const em_unit *unit = &b->scopes->units.items[i];
        qualities += em_cue_is_message(unit->cue) &&
                     (i == 0 || unit->first >= b->scopes->units.items[i - 1].end);
        if (unit->cue->role == EM_ROLE_ABOUT || has_kind(unit, EM_CUE_REFERS) ||
            has_kind(unit, EM_CUE_CONFIRMS) || has_kind(unit, EM_CUE_COMPARES) ||
            qualities >= LIST_QUALITIES)
            return true;
    }
    for (uint32_t token = 0; token < text->token_count; token++)
        if (text->tokens[token].kind == EM_TOKEN_HAN)
            return true;
    return false;
}

/* Words of a clause that are neither quality nor cue. */
static unsigned plain_words(const em_build *b, uint32_t clause)
{
    const em_clause *c = &b->text->clauses[clause];
    unsigned words = 0;
    uint32_t token = c->first_token;
    for (size_t i = first_unit(b, clause);; i++) {
        const em_unit *unit = i < b->scopes->units.len ? &b->scopes->units.items[i] : NULL;
        bool inside = unit && unit->clause == clause;
        if (inside && unit->cue->role == EM_ROLE_POLAR)
            continue;
        for (uint32_t end = inside ? unit->first : clause_end(c); token < end; token++)
            words += is_word(b->text, token);
        if (!inside)
            return words;
        token = max_u32(token, unit->end);
    }
}

/*
 * A bare quality is taken as the subject's; but in a whole sentence of a comment that nowhere
 * names the subject it is said of something else: "Dynamic loading is broken on Firefox".
 */
static void mark_unowned(em_build *b)
{
    if (!b->has_owned || names_subject(b))
        return;
    uint32_t clause = UINT32_MAX;
    bool sentence = false;
    for (size_t i = 0; i < b->scopes->units.len; i++) {
        em_unit *unit = &b->scopes->units.items[i];
        if (!unit->cue->owned)
            continue;
        if (unit->clause != clause)
            sentence = plain_words(b, unit->clause) >= SENTENCE_WORDS;
        clause = unit->clause;
        unit->unowned = sentence && unit->end == unit->first + 1;
    }
}

/* --- stretches ------------------------------------------------------------------------------ */

/*
 * Where an arc begins or ends, as one number: by token, at a token ends before beginnings, then by
 * arc. A text has fewer than 2^31 arcs.
 */
#define EDGE_STARTS (UINT64_C(1) << 31)

static uint64_t edge_of(uint32_t token, uint64_t starts, uint32_t arc)
{
    return (uint64_t)token << 32 | starts | arc;
}

static uint32_t edge_token(uint64_t edge)
{
    return (uint32_t)(edge >> 32);
}

static uint32_t edge_arc(uint64_t edge)
{
    return (uint32_t)(edge & (EDGE_STARTS - 1));
}

/* Up to here insertion sort is the quicker one: cues come in order, and so nearly do their arcs. */
#define SMALL_SORT 32

static void sort_few(uint64_t *edges, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t edge = edges[i];
        size_t j = i;
        for (; j > 0 && edges[j - 1] > edge; j--)
            edges[j] = edges[j - 1];
        edges[j] = edge;
    }
}

static void merge(uint64_t *out, const uint64_t *left, size_t left_count, const uint64_t *right,
                  size_t right_count)
{
    while (left_count && right_count) {
        bool from_right = *right < *left;
        *out++ = from_right ? *right : *left;
        right += from_right;
        right_count -= from_right;
        left += !from_right;
        left_count -= !from_right;
    }
    memcpy(out, left, left_count * sizeof *out);
    memcpy(out + left_count, right, right_count * sizeof *out);
}

/* Merge sort; `spare` has room for as many. Returns the one of the two that is sorted. */
static uint64_t *sort_edges(uint64_t *edges, uint64_t *spare, size_t count)
{
    for (size_t from = 0; from < count; from += SMALL_SORT)
        sort_few(edges + from, min_size(SMALL_SORT, count - from));
    for (size_t run = SMALL_SORT; run < count; run *= 2) {
        for (size_t from = 0; from < count; from += 2 * run) {
            size_t middle = min_size(from + run, count), end = min_size(from + 2 * run, count);
            merge(spare + from, edges + from, middle - from, edges + middle, end - middle);
        }
        uint64_t *sorted = spare;
        spare = edges;
        edges = sorted;
    }
    return edges;
}

/* The factors at work, so that the end of an arc takes exactly its own away. */
typedef struct em_factors {
    struct {
        uint32_t arc;
        float factor;
    } items[FACTOR_DEPTH];
    size_t count;
} em_factors;

static float factors_change(em_factors *factors, uint32_t arc, float factor, bool starts)
{
    size_t kept = 0;
    for (size_t i = 0; i < factors->count; i++)
        if (factors->items[i].arc != arc)
            factors->items[kept++] = factors->items[i];
    factors->count = kept;
    if (starts && factors->count < FACTOR_DEPTH) {
        factors->items[factors->count].arc = arc;
        factors->items[factors->count++].factor = factor;
    }
    float product = 1;
    for (size_t i = 0; i < factors->count; i++)
        product *= factors->items[i].factor;
    return product;
}

typedef struct em_sweep {
    em_state state;
    em_factors negation, degree, weight;
} em_sweep;

/* Only the counts: the factors behind them are not read before they are written. */
static void sweep_begin(em_sweep *sweep)
{
    sweep->state = (em_state){ .negation = 1, .degree = 1, .weight = 1 };
    sweep->negation.count = sweep->degree.count = sweep->weight.count = 0;
}

static void sweep_arc(em_sweep *sweep, const em_arc *arc, uint32_t index, bool starts)
{
    em_state *state = &sweep->state;
    uint16_t *count = &state->arcs[arc->scope.kind];
    float factor = arc->factor;
    if (starts && *count < UINT16_MAX)
        ++*count;
    else if (!starts && *count > 0)
        --*count;
    switch (arc->scope.kind) {
    case EM_SCOPE_NEGATION:
        state->negation = factors_change(&sweep->negation, index, factor, starts);
        break;
    case EM_SCOPE_DEGREE:
        /* 不很好 is a weak denial, 很不好 a strong one: a booster behind a negator weakens. */
        if (state->arcs[EM_SCOPE_NEGATION] % 2 && factor > 1)
            factor = 1 / factor;
        state->degree = factors_change(&sweep->degree, index, factor, starts);
        break;
    case EM_SCOPE_CONTRAST:
    case EM_SCOPE_EMPHASIS:
        state->weight = factors_change(&sweep->weight, index, factor, starts);
        break;
    default:
        break;
    }
}

/* The edges of all arcs, in order; NULL: no memory. */
static const uint64_t *collect_edges(em_scopes *scopes)
{
    size_t count = 2 * scopes->arcs.len;
    if (!em_vec_reserve(&scopes->edges, 2 * count + 1))
        return NULL;
    uint64_t *edges = scopes->edges.items;
    for (uint32_t i = 0; i < scopes->arcs.len; i++) {
        const em_arc *arc = &scopes->arcs.items[i];
        edges[2 * i] = edge_of(arc->first, EDGE_STARTS, i);
        edges[2 * i + 1] = edge_of(arc->end, 0, i);
    }
    return sort_edges(edges, edges + count, count);
}

static em_status build_stretches(em_scopes *scopes)
{
    size_t count = 2 * scopes->arcs.len;
    const uint64_t *edges = collect_edges(scopes);
    if (!edges || !em_vec_reserve(&scopes->stretches, count + 1))
        return EM_E_MEMORY;
    em_stretch *stretch = scopes->stretches.items;
    em_sweep sweep;
    sweep_begin(&sweep);
    *stretch++ = (em_stretch){ 0, sweep.state };
    for (size_t i = 0; i < count; i++) {
        uint32_t arc = edge_arc(edges[i]), token = edge_token(edges[i]);
        sweep_arc(&sweep, &scopes->arcs.items[arc], arc, (edges[i] & EDGE_STARTS) != 0);
        if (i + 1 == count || edge_token(edges[i + 1]) != token)
            *stretch++ = (em_stretch){ token, sweep.state };
    }
    scopes->stretches.len = (size_t)(stretch - scopes->stretches.items);
    return EM_OK;
}

const em_state *em_scopes_at(const em_scopes *scopes, uint32_t token)
{
    size_t low = 0, high = scopes->stretches.len;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (scopes->stretches.items[middle].first <= token)
            low = middle;
        else
            high = middle;
    }
    return &scopes->stretches.items[low].state;
}

static em_status put_cues(em_build *b)
{
    em_status status = collect_sentences(b);
    if (status != EM_OK)
        return status;
    for (size_t i = 0; i < b->scopes->units.len; i++)
        if (b->scopes->units.items[i].acts)
            put_cue(b, i);
    put_marks(b);
    put_subjects(b);
    mark_unowned(b);
    return EM_OK;
}

em_status em_scopes_build(em_scopes *scopes, const em_text *text, const em_hit *hits,
                          size_t hit_count, const em_cue *cues, const em_span *copies,
                          size_t copy_count, bool every_arc, em_error *err)
{
    em_build b = { .scopes = scopes, .text = text, .every_arc = every_arc };
    em_vec_clear(&scopes->units);
    em_vec_clear(&scopes->arcs);
    em_vec_clear(&scopes->stretches);
    em_vec_clear(&scopes->sentences);
    em_vec_clear(&scopes->barriers);
    em_status status = index_tokens(&b);
    if (status == EM_OK)
        status = collect_units(&b, hits, (uint32_t)hit_count, cues);
    if (status == EM_OK)
        put_zones(&b, copies, copy_count);
    if (status == EM_OK && em_scopes_have(scopes, EM_CUE_TARGETS)) /* else nobody asks */
        status = put_cues(&b);
    if (status == EM_OK)
        status = b.failed ? EM_E_MEMORY : build_stretches(scopes);
    return status == EM_OK ? EM_OK : em_error_set(err, status, "no memory for the scopes");
}

void em_scopes_release(em_scopes *scopes)
{
    em_vec_release(&scopes->token_of);
    em_vec_release(&scopes->units);
    em_vec_release(&scopes->arcs);
    em_vec_release(&scopes->edges);
    em_vec_release(&scopes->stretches);
    em_vec_release(&scopes->sentences);
    em_vec_release(&scopes->barriers);
}
