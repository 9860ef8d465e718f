/*
 * Searching one subject: one walk collects raw hits, exceptions and the leaves of rules; then
 * exceptions drop hits and leftmost-longest chooses in each group. match/README.md has an
 * example.
 */
#include "match/matcher_parts.h"

#include "base/str.h"

#include <stdlib.h>

/* Up to here insertion sort is the quicker one: hits come nearly sorted. */
#define SMALL_SORT 48

struct em_match_scratch {
    EM_VEC(em_raw_hit) raw;
    EM_VEC(em_hit) exceptions; /* of entries; merged to disjoint spans before use */
    EM_VEC(em_hit) hits;
    EM_VEC(uint32_t) offsets; /* em_match_scratch_reserve */
    em_span *chosen;          /* by group: the last hit taken, for leftmost-longest */
    bool full;                /* EM_MATCH_MAX_HITS was reached */
    bool no_memory;
};

em_status em_match_scratch_new(em_match_scratch **out, const em_matcher *matcher, em_error *err)
{
    *out = em_mem_zalloc(1, sizeof **out);
    if (*out)
        (*out)->chosen = em_mem_zalloc((size_t)matcher->group_count + 1, sizeof *(*out)->chosen);
    if (*out && (*out)->chosen)
        return EM_OK;
    em_match_scratch_free(*out);
    *out = NULL;
    return em_error_set(err, EM_E_MEMORY, "no memory for matching");
}

void em_match_scratch_free(em_match_scratch *scratch)
{
    if (!scratch)
        return;
    em_vec_release(&scratch->raw);
    em_vec_release(&scratch->exceptions);
    em_vec_release(&scratch->hits);
    em_vec_release(&scratch->offsets);
    em_mem_free(scratch->chosen);
    em_mem_free(scratch);
}

em_status em_match_scratch_reserve(em_match_scratch *scratch, size_t tokens, size_t sentences,
                                   uint32_t **starts, uint32_t **ends, uint32_t **sentence_starts)
{
    if (!em_vec_reserve(&scratch->offsets, 2 * tokens + sentences + 1))
        return EM_E_MEMORY;
    *starts = scratch->offsets.items;
    *ends = *starts + tokens;
    *sentence_starts = *ends + tokens;
    return EM_OK;
}

/* --- the walk ---------------------------------------------------------------------------- */

typedef struct walk {
    const em_matcher *matcher;
    em_match_scratch *scratch;
    const em_match_subject *subject;
    const char *text;
    size_t len;
    size_t token; /* the first token that ends behind the place of the walk */
} walk;

static bool starts_word(walk *w, size_t at)
{
    const em_match_subject *s = w->subject;
    while (w->token < s->token_count && s->ends[w->token] <= at)
        w->token++;
    return w->token < s->token_count && s->starts[w->token] == at;
}

/* The possessive 's, in either apostrophe, is no part of the word before it. */
static size_t possessive_bytes(const walk *w, size_t at)
{
    uint32_t c;
    if (at >= w->len || ((unsigned char)w->text[at] != 0xE2 && w->text[at] != '\''))
        return 0;
    size_t n = em_unit_decode(&c, w->text + at, w->len - at);
    return em_unit_fold(c) == '\'' && at + n < w->len && w->text[at + n] == 's' ? n + 1 : 0;
}

static bool ends_word(const walk *w, size_t at)
{
    const em_match_subject *s = w->subject;
    size_t token = w->token;
    while (token < s->token_count && s->ends[token] < at)
        token++;
    if (token == s->token_count)
        return false;
    return s->ends[token] == at || s->ends[token] == at + possessive_bytes(w, at);
}

static bool stands(walk *w, unsigned flags, size_t start, size_t end)
{
    if ((flags & (EM_LITERAL_EDGE_START | EM_LITERAL_EDGE_END)) == 0)
        return true;
    bool at_start = starts_word(w, start);
    if ((flags & EM_LITERAL_EDGE_START) && !at_start)
        return false;
    return !(flags & EM_LITERAL_EDGE_END) || ends_word(w, end);
}

static void put_raw(em_match_scratch *scratch, em_raw_hit hit)
{
    if (scratch->raw.len >= EM_MATCH_MAX_HITS)
        scratch->full = true;
    else if (!em_vec_push(&scratch->raw, hit))
        scratch->no_memory = true;
}

static void put_exception(em_match_scratch *scratch, em_hit span)
{
    if (scratch->exceptions.len >= EM_MATCH_MAX_HITS)
        scratch->full = true;
    else if (!em_vec_push(&scratch->exceptions, span))
        scratch->no_memory = true;
}

static void emit(walk *w, uint32_t node, size_t start, size_t end)
{
    const em_trie *trie = &w->matcher->trie;
    uint32_t place = trie->nodes.items[node].outs;
    if (place == 0)
        return;
    for (const em_trie_out *out = &trie->outs.items[place - 1];; out++) {
        if (stands(w, out->flags, start, end)) {
            em_hit span = { out->target, (uint32_t)start, (uint32_t)end };
            if (out->kind == EM_OUT_ENTRY)
                put_raw(w->scratch, (em_raw_hit){ span.entry, span.start, span.end, out->group,
                                                  (out->flags & EM_LITERAL_ALL_HITS) != 0 });
            else
                put_exception(w->scratch, span);
        }
        if (out->flags & EM_TRIE_LAST)
            return;
    }
}

/* A hyphen or blank that ends a literal stands for itself. */
static void try_tail(walk *w, uint32_t node, size_t start, size_t at)
{
    uint32_t c;
    size_t n = em_unit_decode(&c, w->text + at, w->len - at);
    uint32_t child = em_trie_step(&w->matcher->trie, node, EM_UNIT_TAIL | c);
    if (child != EM_TRIE_NONE)
        emit(w, child, start, at + n);
}

/* From `node`, which the text from `start` to `at` led to, as far as the trie goes. */
static void descend(walk *w, uint32_t node, size_t start, size_t at, bool words)
{
    const em_trie *trie = &w->matcher->trie;
    for (;;) {
        emit(w, node, start, at);
        if (!trie->nodes.items[node].more || at >= w->len)
            return;
        em_unit unit;
        const char *s = w->text + at;
        size_t n = words ? em_unit_next_word(&unit, s, w->len - at)
                         : em_unit_next_char(&unit, s, w->len - at);
        if (unit == EM_UNIT_SEPARATOR)
            try_tail(w, node, start, at);
        node = em_trie_step(trie, node, unit);
        if (node == EM_TRIE_NONE || ((unit & EM_UNIT_HASH) && !em_trie_run_is(trie, node, s, n)))
            return;
        at += n;
    }
}

/* A character `c` of `n` bytes at `at`: what may begin with it ANYWHERE. */
static void try_anywhere(walk *w, uint32_t c, size_t n, size_t at)
{
    const em_trie *trie = &w->matcher->trie;
    if (c <= 0xFFFF && !em_trie_bit(trie->begins, c))
        return;
    uint32_t first = em_unit_fold(c), second = 0;
    if (c > 0xFFFF || !em_trie_bit(trie->singles, c)) {
        if (at + n >= w->len)
            second = 0;
        else
            em_unit_decode(&second, w->text + at + n, w->len - at - n);
        second = em_unit_is_separator(second) ? ' ' : em_unit_fold(second);
        if (c <= 0xFFFF && !em_trie_bit(trie->pairs, em_trie_pair_slot(trie, first, second)))
            return;
    }
    uint32_t node = em_trie_step(trie, EM_TRIE_ANYWHERE, EM_UNIT_CHAR | first);
    if (node != EM_TRIE_NONE)
        descend(w, node, at, at + n, false);
}

static void try_prefixes(walk *w, size_t at)
{
    const em_trie *trie = &w->matcher->trie;
    const unsigned char *s = (const unsigned char *)w->text + at;
    unsigned second = at + 1 < w->len ? s[1] : 0;
    if (!em_trie_bit(trie->prefix_pairs, (size_t)s[0] << 8 | second) || !starts_word(w, at))
        return;
    uint32_t node = em_trie_step(trie, EM_TRIE_PREFIXES, EM_UNIT_CHAR | s[0]);
    if (node != EM_TRIE_NONE)
        descend(w, node, at, at + 1, false);
}

/* A run of letters and digits: a word by one probe, its prefixes, what may lie inside. */
static size_t take_run(walk *w, size_t at)
{
    const em_trie *trie = &w->matcher->trie;
    const char *s = w->text + at;
    size_t n = em_unit_run_bytes(s, w->len - at);
    em_unit unit = em_unit_run_label(s, n);
    if (em_trie_bit(trie->heads, em_trie_head_slot(trie, unit))) {
        uint32_t node = em_trie_step(trie, EM_TRIE_WORDS, unit);
        bool same = node != EM_TRIE_NONE && em_trie_run_is(trie, node, s, n);
        if (same && starts_word(w, at))
            descend(w, node, at, at + n, true);
    }
    if (trie->prefix_pairs)
        try_prefixes(w, at);
    for (size_t i = 0; trie->ascii_anywhere && i < n; i++)
        try_anywhere(w, (unsigned char)s[i], 1, at + i);
    return n;
}

static void walk_subject(walk *w)
{
    for (size_t at = 0; at < w->len;) {
        if (em_unit_is_alnum((unsigned char)w->text[at])) {
            at += take_run(w, at);
            continue;
        }
        uint32_t c;
        size_t n = em_unit_decode(&c, w->text + at, w->len - at);
        try_anywhere(w, c, n, at);
        at += n;
    }
}

/* --- exceptions -------------------------------------------------------------------------- */

static int by_entry(const void *a, const void *b)
{
    const em_hit *x = a, *y = b;
    if (x->entry != y->entry)
        return x->entry < y->entry ? -1 : 1;
    return x->start < y->start ? -1 : x->start > y->start;
}

/* Sorts the exceptions' spans by entry and start and joins those of an entry that overlap. */
static void merge_exceptions(em_match_scratch *scratch)
{
    em_hit *spans = scratch->exceptions.items;
    size_t kept = 0;
    if (scratch->exceptions.len == 0)
        return;
    qsort(spans, scratch->exceptions.len, sizeof *spans, by_entry);
    for (size_t i = 1; i < scratch->exceptions.len; i++) {
        if (spans[i].entry == spans[kept].entry && spans[i].start <= spans[kept].end) {
            if (spans[i].end > spans[kept].end)
                spans[kept].end = spans[i].end;
        } else {
            spans[++kept] = spans[i];
        }
    }
    scratch->exceptions.len = kept + 1;
}

static bool is_excepted(const em_match_scratch *scratch, const em_raw_hit *hit)
{
    size_t low = 0, high = scratch->exceptions.len;
    while (low < high) { /* the first span of the entry that ends behind the hit's start */
        size_t middle = low + (high - low) / 2;
        const em_hit *span = &scratch->exceptions.items[middle];
        if (span->entry < hit->entry || (span->entry == hit->entry && span->end <= hit->start))
            low = middle + 1;
        else
            high = middle;
    }
    return low < scratch->exceptions.len && scratch->exceptions.items[low].entry == hit->entry &&
           scratch->exceptions.items[low].start < hit->end;
}

static void drop_excepted(const em_matcher *matcher, em_match_scratch *scratch, size_t from)
{
    size_t kept = from;
    if (scratch->exceptions.len == 0)
        return;
    for (size_t i = from; i < scratch->raw.len; i++) {
        const em_raw_hit *hit = &scratch->raw.items[i];
        if (!em_trie_bit(matcher->excepted, hit->entry) || !is_excepted(scratch, hit))
            scratch->raw.items[kept++] = *hit;
    }
    scratch->raw.len = kept;
}

/* --- leftmost-longest -------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const em_raw_hit *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end > y->end ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

static void sort_raw(em_raw_hit *hits, size_t count)
{
    if (count > SMALL_SORT) {
        qsort(hits, count, sizeof *hits, by_place);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        em_raw_hit hit = hits[i];
        size_t j = i;
        for (; j > 0 && by_place(&hits[j - 1], &hit) > 0; j--)
            hits[j] = hits[j - 1];
        hits[j] = hit;
    }
}

/* Takes hits in order of place: the first of a group that does not overlap the last taken. */
static bool choose(em_match_scratch *scratch)
{
    if (!em_vec_reserve(&scratch->hits, scratch->raw.len))
        return false;
    for (size_t i = 0; i < scratch->raw.len; i++)
        scratch->chosen[scratch->raw.items[i].group] = (em_span){ 0, 0 };
    for (size_t i = 0; i < scratch->raw.len; i++) {
        const em_raw_hit *hit = &scratch->raw.items[i];
        em_span *last = &scratch->chosen[hit->group];
        bool same = last->start == hit->start && last->end == hit->end;
        if (i > 0 && by_place(hit - 1, hit) == 0)
            continue;
        if (!hit->all_hits && !same && hit->start < last->end)
            continue;
        if (!hit->all_hits)
            *last = (em_span){ hit->start, hit->end };
        scratch->hits.items[scratch->hits.len++] = (em_hit){ hit->entry, hit->start, hit->end };
    }
    return true;
}

em_status em_matcher_find(em_hit **out, size_t *count, uint32_t *undecided,
                          const em_matcher *matcher, em_match_scratch *scratch,
                          const em_match_subject *subject, em_error *err)
{
    *out = NULL;
    *count = 0;
    *undecided = 0;
    em_vec_clear(&scratch->raw);
    em_vec_clear(&scratch->exceptions);
    em_vec_clear(&scratch->hits);
    scratch->full = scratch->no_memory = false;
    if (subject->folded.len > UINT32_MAX - 1)
        return em_error_set(err, EM_E_LIMIT, "a text to match is larger than 4 GiB");
    walk w = { matcher, scratch, subject, subject->folded.data, subject->folded.len, 0 };
    walk_subject(&w);
    merge_exceptions(scratch);
    drop_excepted(matcher, scratch, 0);
    sort_raw(scratch->raw.items, scratch->raw.len);
    if (scratch->no_memory || !choose(scratch))
        return em_error_set(err, EM_E_MEMORY, "no memory for matching");
    if (scratch->full)
        return em_error_set(err, EM_E_LIMIT, "a text has more than %zu hits", EM_MATCH_MAX_HITS);
    *out = scratch->hits.items;
    *count = scratch->hits.len;
    return EM_OK;
}
