/*
 * Searching one subject: one walk collects raw hits, exceptions and the leaves of rules; then
 * exceptions drop hits and leftmost-longest chooses in each group. match/README.md has an
 * example.
 */
#include "match/matcher_parts.h"

#include "base/str.h"
#include "match/subject.h"

#include <stdlib.h>

/* Up to here insertion sort is the quicker one: hits come nearly sorted. */
#define SMALL_SORT 48

em_status em_match_scratch_new(em_match_scratch **out, const em_matcher *matcher, em_error *err)
{
    em_match_scratch *scratch = em_mem_zalloc(1, sizeof *scratch);
    em_status status = EM_OK;
    *out = scratch;
    if (scratch) {
        scratch->chosen = em_mem_zalloc((size_t)matcher->group_count + 1, sizeof *scratch->chosen);
        scratch->live = em_mem_zalloc(matcher->rules.len / 64 + 1, sizeof *scratch->live);
        scratch->by_leaf = em_mem_zalloc(matcher->leaves.len + 1, sizeof *scratch->by_leaf);
        if (matcher->patterns.len)
            status = em_pattern_scratch_new(&scratch->patterns, err);
    }
    if (scratch && scratch->chosen && scratch->live && scratch->by_leaf && status == EM_OK)
        return EM_OK;
    em_match_scratch_free(scratch);
    *out = NULL;
    return em_error_set(err, EM_E_MEMORY, "no memory for matching");
}

void em_match_scratch_free(em_match_scratch *scratch)
{
    if (!scratch)
        return;
    em_vec_release(&scratch->raw);
    em_vec_release(&scratch->exceptions);
    em_vec_release(&scratch->leaf_hits);
    em_vec_release(&scratch->seen_leaves);
    em_vec_release(&scratch->windows);
    em_vec_release(&scratch->stack);
    em_vec_release(&scratch->live_rules);
    em_vec_release(&scratch->found);
    em_vec_release(&scratch->hits);
    em_vec_release(&scratch->offsets);
    em_pattern_scratch_free(scratch->patterns);
    em_mem_free(scratch->chosen);
    em_mem_free(scratch->live);
    em_mem_free(scratch->by_leaf);
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

/* Which table a step looks into. */
typedef enum step_kind { STEP_WORD, STEP_PAIR, STEP_EDGE } step_kind;

/* A step whose slot is on its way into the cache. */
typedef struct step {
    em_unit unit;
    uint64_t hash;
    uint32_t start;     /* where the literal would begin         */
    uint32_t from, end; /* of the text that the unit stands for  */
    uint32_t parent;    /* of an edge                            */
    uint8_t kind;
    bool words; /* units behind it are whole words       */
} step;

/* Far enough ahead for memory to answer, near enough to keep hits almost in order. */
#define STEPS_AHEAD 8
#define STEPS_ROOM 16

typedef struct walk {
    const em_matcher *matcher;
    em_match_scratch *scratch;
    const em_match_subject *subject;
    const char *text;
    size_t len;
    size_t token; /* the first word that ends behind the place last asked for */
    size_t steps; /* put so far ...                                       */
    size_t taken; /* ... and taken                                        */
    step ahead[STEPS_ROOM];
} walk;

static bool starts_word(walk *w, size_t at)
{
    const em_match_subject *s = w->subject;
    while (w->token > 0 && s->ends[w->token - 1] > at)
        w->token--;
    while (w->token < s->token_count && s->ends[w->token] <= at)
        w->token++;
    return w->token < s->token_count && s->starts[w->token] == at;
}

static bool stands(walk *w, unsigned flags, size_t start, size_t end)
{
    if ((flags & (EM_LITERAL_EDGE_START | EM_LITERAL_EDGE_END)) == 0)
        return true;
    bool at_start = starts_word(w, start);
    if ((flags & EM_LITERAL_EDGE_START) && !at_start)
        return false;
    return !(flags & EM_LITERAL_EDGE_END) || em_subject_ends_word_from(w->subject, w->token, end);
}

void em_match__put_raw(em_match_scratch *scratch, em_raw_hit hit)
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

static void note_leaf_hit(em_match_scratch *scratch, uint32_t number, em_span span)
{
    em_leaf_hits *hits = &scratch->by_leaf[number];
    em_leaf_hit hit = { span.start, span.end, 0 };
    if (scratch->leaf_hits.len >= EM_MATCH_MAX_HITS) {
        scratch->full = true;
        return;
    }
    if (!em_vec_push(&scratch->leaf_hits, hit) ||
        (hits->first == 0 && !em_vec_push(&scratch->seen_leaves, number))) {
        scratch->no_memory = true;
        return;
    }
    uint32_t place = (uint32_t)scratch->leaf_hits.len;
    if (hits->first)
        scratch->leaf_hits.items[hits->last - 1].next = place;
    else
        hits->first = place;
    hits->last = place;
}

void em_match__put_leaf(em_match_scratch *scratch, const em_matcher *matcher, uint32_t number,
                        em_span span)
{
    const em_leaf *leaf = &matcher->leaves.items[number];
    if (leaf->direct)
        em_match__put_raw(scratch, (em_raw_hit){ leaf->entry, span.start, span.end, leaf->group,
                                                 (leaf->flags & EM_LITERAL_ALL_HITS) != 0 });
    else
        note_leaf_hit(scratch, number, span);
}

static void put_window(em_match_scratch *scratch, uint32_t leaf, size_t window)
{
    if (scratch->windows.len >= EM_MATCH_MAX_HITS)
        scratch->full = true;
    else if (!em_vec_push(&scratch->windows, ((em_leaf_window){ leaf, (uint32_t)window })))
        scratch->no_memory = true;
}

static bool stands_as_written(const em_match_subject *s, const em_leaf *leaf, em_span span)
{
    em_str written = s->original ? s->original(s->original_context, span)
                                 : em_str_sub(s->folded, span);
    return em_str_eq(written, leaf->text);
}

static bool edges_stand(const em_match_subject *s, unsigned flags, em_span span)
{
    if ((flags & EM_LITERAL_EDGE_START) && !em_subject_starts_word(s, span.start))
        return false;
    return !(flags & EM_LITERAL_EDGE_END) || em_subject_ends_word(s, span.end);
}

/* A leaf's literal was found: looks more closely where the leaf is more than that. */
static void meet_leaf(walk *w, uint32_t number, em_span span)
{
    const em_leaf *leaf = &w->matcher->leaves.items[number];
    switch (leaf->kind) {
    case EM_LEAF_EXACT:
        if (stands_as_written(w->subject, leaf, span))
            em_match__put_leaf(w->scratch, w->matcher, number, span);
        return;
    case EM_LEAF_GLOB:
        if (em_glob_match(&span, &leaf->glob, w->subject, span.start) &&
            edges_stand(w->subject, leaf->flags, span))
            em_match__put_leaf(w->scratch, w->matcher, number, span);
        return;
    case EM_LEAF_PATTERN:
        put_window(w->scratch, number, em_pattern_window_of(span.start));
        return;
    case EM_LEAF_LITERAL:
    case EM_LEAF_REFERENCE:
        em_match__put_leaf(w->scratch, w->matcher, number, span);
    }
}

static void meet_out(walk *w, const em_trie_out *out, em_span span)
{
    if (out->kind == EM_OUT_ENTRY)
        em_match__put_raw(w->scratch, (em_raw_hit){ out->target, span.start, span.end, out->group,
                                                    (out->flags & EM_LITERAL_ALL_HITS) != 0 });
    else if (out->kind == EM_OUT_EXCEPTION)
        put_exception(w->scratch, (em_hit){ out->target, span.start, span.end });
    else
        meet_leaf(w, out->target, span);
}

static void try_out(walk *w, const em_trie_out *out, size_t start, size_t end)
{
    if (stands(w, out->flags, start, end))
        meet_out(w, out, (em_span){ (uint32_t)start, (uint32_t)end });
}

static void emit(walk *w, uint32_t node, size_t start, size_t end)
{
    const em_trie *trie = &w->matcher->trie;
    uint32_t place = trie->nodes.items[node].outs;
    if (place == 0)
        return;
    for (const em_trie_out *out = &trie->outs.items[place - 1];; out++) {
        try_out(w, out, start, end);
        if (out->flags & EM_TRIE_LAST)
            return;
    }
}

/* A hyphen or blank that ends a literal stands for itself. */
static void try_tail(walk *w, uint32_t node, size_t start, size_t at)
{
    uint32_t c;
    size_t n = em_unit_decode(&c, w->text + at, w->len - at);
    const em_trie_edge *edge = em_trie_follow(&w->matcher->trie, node, EM_UNIT_TAIL | c);
    if (!edge)
        return;
    if (edge->out.kind == EM_TRIE_TO_NODE)
        emit(w, edge->child, start, at + n);
    else
        try_out(w, &edge->out, start, at + n);
}

static inline step *new_step(walk *w, step_kind kind, em_unit unit, uint64_t hash, const void *slot)
{
    step *next = &w->ahead[w->steps++ % STEPS_ROOM];
    __builtin_prefetch(slot);
    next->kind = (uint8_t)kind;
    next->unit = unit;
    next->hash = hash;
    return next;
}

/* What a step led to: emits what ends here, and puts the step behind it, if it may lead on. */
static void go_on(walk *w, const em_trie_out *out, size_t start, size_t at, bool words)
{
    const em_trie *trie = &w->matcher->trie;
    uint32_t node = out->target;
    if (out->flags & EM_TRIE_HAS_OUTS)
        emit(w, node, start, at);
    if (!(out->flags & EM_TRIE_HAS_MORE) || at >= w->len)
        return;
    if (out->flags & EM_TRIE_HAS_TAILS)
        try_tail(w, node, start, at);
    em_unit unit;
    size_t gap;
    size_t n = em_unit_next(&unit, &gap, w->text + at, w->len - at, words);
    if (n == 0)
        return;
    uint64_t hash = em_trie_edge_hash(node, unit);
    if (!em_trie_may_step(trie, hash))
        return;
    step *next = new_step(w, STEP_EDGE, unit, hash, &trie->edges[hash & (trie->edge_slots - 1)]);
    next->start = (uint32_t)start;
    next->from = (uint32_t)(at + gap);
    next->end = (uint32_t)(at + n);
    next->parent = node;
    next->words = words;
}

static const em_trie_out *look_up(const em_trie *trie, const step *s)
{
    if (s->kind == STEP_EDGE) {
        const em_trie_edge *edge = em_trie_step(trie, s->parent, s->unit, s->hash);
        return edge->child == EM_TRIE_NONE ? NULL : &edge->out;
    }
    const em_trie_heads *heads = s->kind == STEP_WORD ? &trie->words : &trie->pairs;
    const em_trie_head *head = em_trie_head_of(heads, s->unit, s->hash);
    return head ? &head->out : NULL;
}

/* Takes the oldest step; it puts at most one new one. */
static void take_step(walk *w)
{
    const em_trie *trie = &w->matcher->trie;
    const step s = w->ahead[w->taken++ % STEPS_ROOM];
    const em_trie_out *out = look_up(trie, &s);
    if (!out)
        return;
    if (out->kind != EM_TRIE_TO_NODE) {
        try_out(w, out, s.start, s.end);
        return;
    }
    if ((s.unit & EM_UNIT_HASH) &&
        !em_trie_run_is(trie, out->target, w->text + s.from, s.end - s.from))
        return;
    if (s.kind != STEP_WORD || starts_word(w, s.start))
        go_on(w, out, s.start, s.end, s.words);
}

/* Puts a first step, if it may lead anywhere, behind those under way. */
static inline void put_step(walk *w, const em_trie_heads *heads, step_kind kind, em_unit unit,
                            size_t start, size_t end)
{
    uint64_t hash = em_unit_mix(unit);
    if (!em_trie_may_have(heads, hash))
        return;
    while (w->steps - w->taken >= STEPS_AHEAD)
        take_step(w);
    step *next = new_step(w, kind, unit, hash, &heads->slots[hash & heads->mask]);
    next->start = next->from = (uint32_t)start;
    next->end = (uint32_t)end;
    next->words = kind == STEP_WORD;
}

/* A character `c` of `n` bytes at `at`: what may begin with it ANYWHERE. */
static void try_anywhere(walk *w, uint32_t c, size_t n, size_t at)
{
    const em_trie *trie = &w->matcher->trie;
    if (c <= 0xFFFF && !em_trie_bit(trie->begins, c))
        return;
    uint32_t first = em_unit_fold(c);
    if (c > 0xFFFF || em_trie_bit(trie->singles, c)) {
        const em_trie_edge *edge = em_trie_follow(trie, EM_TRIE_ANYWHERE, EM_UNIT_CHAR | first);
        if (edge)
            emit(w, edge->child, at, at + n);
    }
    size_t next = at + n;
    if (next >= w->len)
        return;
    em_unit second;
    size_t gap;
    size_t bytes = em_unit_next(&second, &gap, w->text + next, w->len - next, false);
    if (bytes)
        put_step(w, &trie->pairs, STEP_PAIR, em_trie_pair(first, second), at, next + bytes);
    if (gap) { /* a separator that ends a literal stands for itself */
        uint32_t mark;
        bytes = em_unit_decode(&mark, w->text + next, w->len - next);
        put_step(w, &trie->pairs, STEP_PAIR, em_trie_pair(first, EM_UNIT_TAIL | mark), at,
                 next + bytes);
    }
}

/* The bytes at `at` and behind it, as the filters know them. */
static inline size_t byte_pair(const walk *w, size_t at)
{
    const unsigned char *s = (const unsigned char *)w->text + at;
    return (size_t)s[0] << 8 | (at + 1 < w->len ? s[1] : 0);
}

static void try_prefixes(walk *w, size_t at)
{
    const em_trie *trie = &w->matcher->trie;
    const unsigned char *s = (const unsigned char *)w->text + at;
    if (!starts_word(w, at))
        return;
    while (w->steps - w->taken >= STEPS_AHEAD)
        take_step(w);
    const em_trie_edge *edge = em_trie_follow(trie, EM_TRIE_PREFIXES, EM_UNIT_CHAR | s[0]);
    if (edge && edge->out.kind != EM_TRIE_TO_NODE)
        try_out(w, &edge->out, at, at + 1);
    else if (edge)
        go_on(w, &edge->out, at, at + 1, false);
}

/* A run of letters and digits: a word by one probe, its prefixes, what may lie inside. */
static size_t take_run(walk *w, size_t at)
{
    const em_trie *trie = &w->matcher->trie;
    const char *s = w->text + at;
    size_t n = em_unit_run_bytes(s, w->len - at);
    put_step(w, &trie->words, STEP_WORD, em_unit_run_label(s, n, w->len - at), at, at + n);
    if (trie->prefix_pairs && em_trie_bit(trie->prefix_pairs, byte_pair(w, at)))
        try_prefixes(w, at);
    for (size_t i = 0; trie->ascii_pairs && i < n; i++)
        if (em_trie_bit(trie->ascii_pairs, byte_pair(w, at + i)))
            try_anywhere(w, (unsigned char)s[i], 1, at + i);
    return n;
}

static void walk_subject(walk *w)
{
    const uint64_t *pairs = w->matcher->trie.ascii_pairs;
    for (size_t at = 0; at < w->len;) {
        unsigned char byte = (unsigned char)w->text[at];
        if (em_unit_is_alnum(byte)) {
            at += take_run(w, at);
            continue;
        }
        if (byte < 0x80 && !(pairs && em_trie_bit(pairs, byte_pair(w, at)))) {
            at++;
            continue;
        }
        uint32_t c;
        size_t n = em_unit_decode(&c, w->text + at, w->len - at);
        try_anywhere(w, c, n, at);
        at += n;
    }
    while (w->taken < w->steps)
        take_step(w);
}

/* --- patterns ---------------------------------------------------------------------------- */

static int by_leaf_and_window(const void *a, const void *b)
{
    const em_leaf_window *x = a, *y = b;
    if (x->leaf != y->leaf)
        return x->leaf < y->leaf ? -1 : 1;
    return x->window < y->window ? -1 : x->window > y->window;
}

/* Patterns that no literal announces are looked for in every window. */
static void put_free_patterns(const walk *w)
{
    size_t windows = em_pattern_window_count(w->len);
    for (size_t i = 0; i < w->matcher->free_patterns.len; i++)
        for (size_t window = 0; window < windows; window++)
            put_window(w->scratch, w->matcher->free_patterns.items[i], window);
}

/* The windows of one pattern, [from, to) of the list; false: a bound stopped it somewhere. */
static em_status search_windows(bool *decided, const walk *w, size_t from, size_t to, em_error *err)
{
    em_match_scratch *scratch = w->scratch;
    uint32_t number = scratch->windows.items[from].leaf;
    uint32_t pattern = w->matcher->leaves.items[number].pattern;
    *decided = true;
    em_pattern_begin(scratch->patterns);
    em_vec_clear(&scratch->found);
    for (size_t i = from; i < to; i++) {
        bool complete;
        if (i > from && scratch->windows.items[i].window == scratch->windows.items[i - 1].window)
            continue;
        em_status status = em_pattern_find(
            &scratch->found, &complete, w->matcher->patterns.items[pattern], scratch->patterns,
            w->subject->folded, scratch->windows.items[i].window, err);
        if (status != EM_OK)
            return status;
        *decided &= complete;
    }
    for (size_t i = 0; i < scratch->found.len; i++)
        if (edges_stand(w->subject, w->matcher->leaves.items[number].flags,
                        scratch->found.items[i]))
            em_match__put_leaf(scratch, w->matcher, number, scratch->found.items[i]);
    return EM_OK;
}

static em_status search_patterns(uint32_t *undecided, const walk *w, em_error *err)
{
    em_match_scratch *scratch = w->scratch;
    put_free_patterns(w);
    if (scratch->windows.len == 0)
        return EM_OK;
    qsort(scratch->windows.items, scratch->windows.len, sizeof *scratch->windows.items,
          by_leaf_and_window);
    for (size_t from = 0, to; from < scratch->windows.len; from = to) {
        for (to = from; to < scratch->windows.len &&
                        scratch->windows.items[to].leaf == scratch->windows.items[from].leaf;)
            to++;
        bool decided;
        em_status status = search_windows(&decided, w, from, to, err);
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
static void evaluate_rules(const walk *w)
{
    const em_matcher *matcher = w->matcher;
    em_match_scratch *scratch = w->scratch;
    em_match__live_rules(scratch, matcher, w->subject);
    drop_excepted(matcher, scratch, 0);
    for (size_t i = 0; i < matcher->referring.len; i++) {
        size_t from = scratch->raw.len;
        em_match__rule(scratch, matcher, w->subject, matcher->referring.items[i]);
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
    for (size_t i = 0; i < scratch->seen_leaves.len; i++)
        scratch->by_leaf[scratch->seen_leaves.items[i]] = (em_leaf_hits){ 0, 0 };
    em_vec_clear(&scratch->seen_leaves);
    for (size_t i = 0; i < scratch->live_rules.len; i++)
        scratch->live[scratch->live_rules.items[i] >> 6] = 0;
    em_vec_clear(&scratch->live_rules);
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
    walk w = { .matcher = matcher,
               .scratch = scratch,
               .subject = subject,
               .text = subject->folded.data,
               .len = subject->folded.len };
    walk_subject(&w);
    em_status status = search_patterns(undecided, &w, err);
    if (status != EM_OK)
        return status;
    merge_exceptions(scratch);
    evaluate_rules(&w);
    sort_raw(scratch->raw.items, scratch->raw.len);
    if (scratch->no_memory || !choose(scratch))
        return em_error_set(err, EM_E_MEMORY, "no memory for matching");
    if (scratch->full)
        return em_error_set(err, EM_E_LIMIT, "a text has more than %zu hits", EM_MATCH_MAX_HITS);
    *out = scratch->hits.items;
    *count = scratch->hits.len;
    return EM_OK;
}
