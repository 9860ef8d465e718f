/*
 * Searching one subject: one walk collects raw hits, exceptions and the leaves of rules; then
 * exceptions drop hits and leftmost-longest chooses in each group. match/README.md has an
 * example.
 */
#include "match/walk.h"

#include <stdlib.h>

/* Up to here insertion sort is the quicker one: hits come nearly sorted. */
#define SMALL_SORT 256

#define CACHE_LINE 64
_Static_assert(EM_WORD_MEMO_WAYS * sizeof(em_word_memo) == CACHE_LINE, "a set of memos is a line");

static em_word_memo *start_of_line(void *block)
{
    return (em_word_memo *)(((uintptr_t)block + CACHE_LINE - 1) & ~(uintptr_t)(CACHE_LINE - 1));
}

em_status em_match_scratch_new(em_match_scratch **out, const em_matcher *matcher, em_error *err)
{
    em_match_scratch *scratch = em_mem_zalloc(1, sizeof *scratch);
    em_status status = EM_OK;
    *out = scratch;
    if (scratch) {
        scratch->chosen = em_mem_zalloc((size_t)matcher->group_count + 1, sizeof *scratch->chosen);
        scratch->awake = em_mem_zalloc(matcher->rules.len / 64 + 1, sizeof *scratch->awake);
        scratch->memo_block = em_mem_zalloc(((size_t)EM_WORD_MEMO_WAYS << EM_WORD_MEMO_BITS) +
                                                EM_WORD_MEMO_WAYS,
                                            sizeof *scratch->memos);
        scratch->memos = start_of_line(scratch->memo_block);
        scratch->seen = em_mem_zalloc(matcher->leaves.len / 64 + 1, sizeof *scratch->seen);
        scratch->by_leaf = em_mem_zalloc(matcher->leaves.len + 1, sizeof *scratch->by_leaf);
        if (matcher->patterns.len)
            status = em_pattern_scratch_new(&scratch->patterns, err);
    }
    if (scratch && scratch->chosen && scratch->awake && scratch->memo_block && scratch->seen &&
        scratch->by_leaf && status == EM_OK)
        return EM_OK;
    em_match_scratch_free(scratch);
    *out = NULL;
    return em_error_set(err, EM_E_MEMORY, "no memory for matching");
}

void em_match_scratch_free(em_match_scratch *scratch)
{
    if (!scratch)
        return;
    em_vec_release(&scratch->units);
    em_vec_release(&scratch->raw);
    em_vec_release(&scratch->exceptions);
    em_vec_release(&scratch->leaf_hits);
    em_vec_release(&scratch->seen_leaves);
    em_vec_release(&scratch->windows);
    em_vec_release(&scratch->stack);
    em_vec_release(&scratch->woken);
    em_vec_release(&scratch->found);
    em_vec_release(&scratch->hits);
    em_vec_release(&scratch->words);
    em_vec_release(&scratch->sentences);
    em_pattern_scratch_free(scratch->patterns);
    em_mem_free(scratch->chosen);
    em_mem_free(scratch->awake);
    em_mem_free(scratch->memo_block);
    em_mem_free(scratch->seen);
    em_mem_free(scratch->by_leaf);
    em_mem_free(scratch);
}

em_status em_match_scratch_reserve(em_match_scratch *scratch, size_t word_count,
                                   size_t sentence_count, em_span **words, uint32_t **sentences)
{
    if (!em_vec_reserve(&scratch->words, word_count + 1) ||
        !em_vec_reserve(&scratch->sentences, sentence_count + 1))
        return EM_E_MEMORY;
    *words = scratch->words.items;
    *sentences = scratch->sentences.items;
    return EM_OK;
}

/* One search under way. */
typedef struct search {
    const em_matcher *matcher;
    em_match_scratch *scratch;
    const em_match_subject *subject;
} search;

/* --- patterns ---------------------------------------------------------------------------- */

static int by_leaf_and_window(const void *a, const void *b)
{
    const em_leaf_window *x = a, *y = b;
    if (x->leaf != y->leaf)
        return x->leaf < y->leaf ? -1 : 1;
    return x->window < y->window ? -1 : x->window > y->window;
}

static void sort_windows(em_leaf_window *windows, size_t count)
{
    if (count > SMALL_SORT) {
        qsort(windows, count, sizeof *windows, by_leaf_and_window);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        em_leaf_window window = windows[i];
        size_t j = i;
        for (; j > 0 && by_leaf_and_window(&windows[j - 1], &window) > 0; j--)
            windows[j] = windows[j - 1];
        windows[j] = window;
    }
}

/* Patterns that no literal announces are looked for in every window. */
static void put_free_patterns(const search *s)
{
    size_t windows = em_pattern_window_count(s->subject->folded.len);
    for (size_t i = 0; i < s->matcher->free_patterns.len; i++)
        for (size_t window = 0; window < windows; window++)
            em_match__put_window(s->scratch, s->matcher->free_patterns.items[i], window);
}

/* The windows of one pattern, [from, to) of the list; false: a bound stopped it somewhere. */
static em_status search_windows(bool *decided, const search *s, size_t from, size_t to,
                                em_error *err)
{
    em_match_scratch *scratch = s->scratch;
    uint32_t number = scratch->windows.items[from].leaf;
    const em_leaf *leaf = &s->matcher->leaves.items[number];
    const em_pattern *pattern = s->matcher->patterns.items[leaf->pattern];
    size_t next = 0;
    *decided = true;
    em_pattern_begin(scratch->patterns);
    em_vec_clear(&scratch->found);
    for (size_t i = from; i < to; i++) {
        uint32_t window = scratch->windows.items[i].window;
        bool complete;
        if (i > from && window == scratch->windows.items[i - 1].window)
            continue;
        em_status status = leaf->leads ? em_pattern_find_at(&scratch->found, &complete, &next,
                                                            pattern, scratch->patterns,
                                                            s->subject->folded, window, err)
                                       : em_pattern_find(&scratch->found, &complete, pattern,
                                                         scratch->patterns, s->subject->folded,
                                                         window, err);
        if (status != EM_OK)
            return status;
        *decided &= complete;
    }
    for (size_t i = 0; i < scratch->found.len; i++)
        if (em_match__edges_stand(s->subject, leaf->flags, scratch->found.items[i]))
            em_match__put_leaf(scratch, s->matcher, number, scratch->found.items[i]);
    return EM_OK;
}

bool em_match__conditions_met(const em_match_scratch *scratch, const em_matcher *matcher,
                              em_span conditions)
{
    bool met = true, seen = false;
    for (uint32_t i = conditions.start; i < conditions.end && met; i++) {
        uint32_t leaf = matcher->conditions.items[i];
        if (leaf != EM_CONDITION_END) {
            seen |= em_trie_bit(scratch->seen, leaf);
        } else {
            met = seen;
            seen = false;
        }
    }
    return met;
}

static em_status search_patterns(uint32_t *undecided, const search *s, em_error *err)
{
    em_match_scratch *scratch = s->scratch;
    put_free_patterns(s);
    if (scratch->windows.len == 0)
        return EM_OK;
    sort_windows(scratch->windows.items, scratch->windows.len);
    for (size_t from = 0, to; from < scratch->windows.len; from = to) {
        for (to = from; to < scratch->windows.len &&
                        scratch->windows.items[to].leaf == scratch->windows.items[from].leaf;)
            to++;
        bool decided;
        uint32_t leaf = scratch->windows.items[from].leaf;
        if (!em_match__conditions_met(scratch, s->matcher,
                                      s->matcher->leaves.items[leaf].conditions))
            continue;
        em_status status = search_windows(&decided, s, from, to, err);
        if (status != EM_OK)
            return status;
        *undecided += !decided;
    }
    return EM_OK;
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

/* Rules over what the walk has found; exceptions hold before a reference looks at hits. */
static void evaluate_rules(const search *s)
{
    const em_matcher *matcher = s->matcher;
    em_match_scratch *scratch = s->scratch;
    em_match__live_rules(scratch, matcher, s->subject);
    drop_excepted(matcher, scratch, 0);
    for (size_t i = 0; i < matcher->referring.len; i++) {
        size_t from = scratch->raw.len;
        em_match__rule(scratch, matcher, s->subject, matcher->referring.items[i]);
        drop_excepted(matcher, scratch, from);
    }
}

static void reset(em_match_scratch *scratch)
{
    em_vec_clear(&scratch->raw);
    em_vec_clear(&scratch->exceptions);
    em_vec_clear(&scratch->leaf_hits);
    em_vec_clear(&scratch->windows);
    em_vec_clear(&scratch->hits);
    for (size_t i = 0; i < scratch->seen_leaves.len; i++) {
        scratch->by_leaf[scratch->seen_leaves.items[i]] = (em_leaf_hits){ 0, 0 };
        scratch->seen[scratch->seen_leaves.items[i] >> 6] = 0;
    }
    em_vec_clear(&scratch->seen_leaves);
    for (size_t i = 0; i < scratch->woken.len; i++)
        scratch->awake[scratch->woken.items[i] >> 6] = 0;
    em_vec_clear(&scratch->woken);
    scratch->full = scratch->no_memory = false;
}

em_status em_matcher_find(em_hit **out, size_t *count, uint32_t *undecided,
                          const em_matcher *matcher, em_match_scratch *scratch,
                          const em_match_subject *subject, em_error *err)
{
    *out = NULL;
    *count = 0;
    *undecided = 0;
    reset(scratch);
    if (subject->folded.len > UINT32_MAX - 1)
        return em_error_set(err, EM_E_LIMIT, "a text to match is larger than 4 GiB");
    const search s = { matcher, scratch, subject };
    em_match__walk(scratch, matcher, subject);
    em_status status = search_patterns(undecided, &s, err);
    if (status != EM_OK)
        return status;
    merge_exceptions(scratch);
    evaluate_rules(&s);
    sort_raw(scratch->raw.items, scratch->raw.len);
    if (scratch->no_memory || !choose(scratch))
        return em_error_set(err, EM_E_MEMORY, "no memory for matching");
    if (scratch->full)
        return em_error_set(err, EM_E_LIMIT, "a text has more than %zu hits", EM_MATCH_MAX_HITS);
    *out = scratch->hits.items;
    *count = scratch->hits.len;
    return EM_OK;
}
