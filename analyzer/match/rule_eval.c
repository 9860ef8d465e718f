/*
 * Evaluating rules over the occurrences of their leaves. Every node gives a sorted list of spans
 * on a stack; an operator replaces the two lists on top by its own. NEAR joins each occurrence
 * with the nearest on either side, which keeps the work linear in the occurrences.
 */
#include "match/subject.h"
#include "match/walk.h"

#include <stdlib.h>

/* Up to here insertion sort is the quicker one: spans come nearly sorted. */
#define SMALL_SORT 48

typedef struct evaluation {
    em_match_scratch *scratch;
    const em_matcher *matcher;
    const em_match_subject *subject;
} evaluation;

/* A list on the stack: [from, to). */
typedef struct list {
    size_t from, to;
} list;

static const em_span *span_at(const evaluation *e, size_t i)
{
    return &e->scratch->stack.items[i];
}

static void push(evaluation *e, em_span span)
{
    em_match_scratch *scratch = e->scratch;
    if (scratch->stack.len >= EM_MATCH_MAX_HITS)
        scratch->full = true;
    else if (!em_vec_push(&scratch->stack, span))
        scratch->no_memory = true;
}

static int by_start(const void *a, const void *b)
{
    const em_span *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->end < y->end ? -1 : x->end > y->end;
}

static void sort_spans(em_span *spans, size_t count)
{
    if (count > SMALL_SORT) {
        qsort(spans, count, sizeof *spans, by_start);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        em_span span = spans[i];
        size_t j = i;
        for (; j > 0 && by_start(&spans[j - 1], &span) > 0; j--)
            spans[j] = spans[j - 1];
        spans[j] = span;
    }
}

/* Sorts the list on top of the stack and takes equal spans out. */
static list tidy(evaluation *e, size_t from)
{
    em_span *spans = e->scratch->stack.items;
    size_t len = e->scratch->stack.len, kept = from;
    if (len > from) {
        sort_spans(spans + from, len - from);
        kept++;
        for (size_t i = from + 1; i < len; i++)
            if (by_start(&spans[i], &spans[kept - 1]) != 0)
                spans[kept++] = spans[i];
    }
    e->scratch->stack.len = kept;
    return (list){ from, kept };
}

/* --- leaves ------------------------------------------------------------------------------------
 */

/* Pushes the occurrences of a leaf, in no order. */
static void push_leaf(evaluation *e, uint32_t number)
{
    em_match_scratch *scratch = e->scratch;
    const em_leaf *leaf = &e->matcher->leaves.items[number];
    if (leaf->kind == EM_LEAF_REFERENCE) {
        for (size_t i = 0; i < scratch->raw.len; i++) {
            const em_raw_hit *hit = &scratch->raw.items[i];
            if (hit->entry >= leaf->entries.start && hit->entry < leaf->entries.end)
                push(e, (em_span){ hit->start, hit->end });
        }
        return;
    }
    for (uint32_t i = scratch->by_leaf[number].first; i; i = scratch->leaf_hits.items[i - 1].next) {
        const em_leaf_hit *hit = &scratch->leaf_hits.items[i - 1];
        push(e, (em_span){ hit->start, hit->end });
    }
}

/* --- operators ---------------------------------------------------------------------------------
 */

/* Words from the end of `a` to the start of `b`, which stands behind it: 1 for neighbours. */
static size_t distance(const evaluation *e, em_span a, em_span b)
{
    size_t last = em_subject_word_behind(e->subject, a.end - 1);
    size_t first = em_subject_word_behind(e->subject, b.start);
    return first > last ? first - last : 0;
}

static bool is_near(const evaluation *e, em_span a, em_span b, uint32_t reach)
{
    return distance(e, a, b) <= reach &&
           em_subject_sentence(e->subject, a.start) == em_subject_sentence(e->subject, b.end - 1);
}

/* The first span of the list that starts at or behind `at`. */
static size_t first_behind(const evaluation *e, list spans, size_t at)
{
    size_t low = spans.from, high = spans.to;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (span_at(e, middle)->start < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether any of `spans` stands wholly behind `a` and before `b`. */
static bool has_between(const evaluation *e, list spans, em_span a, em_span b)
{
    for (size_t i = first_behind(e, spans, a.end); i < spans.to; i++) {
        if (span_at(e, i)->start >= b.start)
            return false;
        if (span_at(e, i)->end <= b.start)
            return true;
    }
    return false;
}

/*
 * Joins each of `lefts` with the nearest of `rights` wholly behind it, where that is near enough
 * and no other of `lefts` stands between the two.
 */
static void join_ordered(evaluation *e, list lefts, list rights, uint32_t reach)
{
    for (size_t i = lefts.from; i < lefts.to; i++) {
        em_span a = *span_at(e, i);
        size_t next = first_behind(e, rights, a.end);
        if (next == rights.to)
            continue; /* a shorter one may end, and find its partner, before this one does */
        em_span b = *span_at(e, next);
        if (is_near(e, a, b, reach) && !has_between(e, lefts, a, b))
            push(e, (em_span){ a.start, b.end });
    }
}

/* Whether something of `others` overlaps `a` or stands near it. `longest` is their longest. */
static bool has_near(const evaluation *e, em_span a, list others, uint32_t reach, size_t longest)
{
    size_t next = first_behind(e, others, a.end);
    /* The nearest may end in the next sentence, and one behind it in this. */
    for (size_t i = next; i < others.to && distance(e, a, *span_at(e, i)) <= reach; i++)
        if (is_near(e, a, *span_at(e, i), reach))
            return true;
    /* Those that start before a's end: back to where none can reach it any more. */
    size_t words = em_subject_word_behind(e->subject, a.start);
    size_t back = words > reach ? e->subject->words[words - reach - 1].start : 0;
    back = back > longest ? back - longest : 0;
    for (size_t i = next; i > others.from && span_at(e, i - 1)->start >= back; i--) {
        em_span b = *span_at(e, i - 1);
        if (b.end > a.start || is_near(e, b, a, reach))
            return true;
    }
    return false;
}

static void keep_lonely(evaluation *e, list lefts, list others, uint32_t reach)
{
    size_t longest = 0;
    for (size_t i = others.from; i < others.to; i++)
        if (span_at(e, i)->end - span_at(e, i)->start > longest)
            longest = span_at(e, i)->end - span_at(e, i)->start;
    for (size_t i = lefts.from; i < lefts.to; i++)
        if (!has_near(e, *span_at(e, i), others, reach, longest))
            push(e, *span_at(e, i));
}

/* Moves the list above `from` down onto it. */
static list settle(evaluation *e, size_t from, size_t result)
{
    size_t count = e->scratch->stack.len - result;
    if (count)
        memmove(&e->scratch->stack.items[from], &e->scratch->stack.items[result],
                count * sizeof *e->scratch->stack.items);
    e->scratch->stack.len = from + count;
    return tidy(e, from);
}

static list eval(evaluation *e, uint32_t number);

/* So many spans are tidied at once; fewer only at the end. */
#define SIDES_MAX 4096

/* Pushes what stands for either side of an OR, and of those below it, in no order. */
static void push_sides(evaluation *e, uint32_t number)
{
    const em_rule_node *node = &e->matcher->nodes.items[number];
    size_t from = e->scratch->stack.len;
    if (node->kind == EM_RULE_OR) {
        push_sides(e, node->left);
        push_sides(e, node->right);
        if (e->scratch->stack.len - from > SIDES_MAX) /* sides may say the same again and again */
            (void)tidy(e, from);
    } else if (node->kind == EM_RULE_PHRASE) {
        push_leaf(e, node->left);
    } else {
        (void)eval(e, number);
    }
}

/* Depth is bounded by EM_RULE_MAX_NODES, which the parser keeps. */
static list eval(evaluation *e, uint32_t number)
{
    const em_rule_node *node = &e->matcher->nodes.items[number];
    size_t from = e->scratch->stack.len;
    if (node->kind == EM_RULE_PHRASE || node->kind == EM_RULE_OR) {
        push_sides(e, number);
        return tidy(e, from);
    }
    list left = eval(e, node->left);
    list right = eval(e, node->right);
    size_t result = e->scratch->stack.len;
    if (node->kind == EM_RULE_NOT_NEAR) {
        keep_lonely(e, left, right, node->distance);
    } else {
        join_ordered(e, left, right, node->distance);
        if (node->kind == EM_RULE_NEAR)
            join_ordered(e, right, left, node->distance);
    }
    return settle(e, from, result);
}

/* --- rules -------------------------------------------------------------------------------------
 */

void em_match__rule(em_match_scratch *scratch, const em_matcher *matcher,
                    const em_match_subject *subject, uint32_t number)
{
    const em_rule_code *rule = &matcher->rules.items[number];
    evaluation e = { scratch, matcher, subject };
    if (rule->root == EM_RULE_NO_ROOT)
        return;
    em_vec_clear(&scratch->stack);
    list found = eval(&e, rule->root);
    for (size_t i = found.from; i < found.to; i++) {
        em_span span = scratch->stack.items[i];
        em_match__put_raw(scratch, (em_raw_hit){ rule->entry, span.start, span.end, rule->group,
                                                 (rule->flags & EM_LITERAL_ALL_HITS) != 0 });
    }
}

/* Wakes a rule whose key was seen, if its other sides were seen too. */
static void wake(em_match_scratch *scratch, const em_matcher *matcher, uint32_t number)
{
    uint64_t bit = UINT64_C(1) << (number & 63);
    if ((scratch->awake[number >> 6] & bit) ||
        !em_match__conditions_met(scratch, matcher, matcher->rules.items[number].conditions))
        return;
    if (em_vec_push(&scratch->woken, number)) /* a bit that is set stands there, to be reset */
        scratch->awake[number >> 6] |= bit;
    else
        scratch->no_memory = true;
}

/* Lays the occurrences of each leaf behind each other. */
static void lay_leaf_hits(em_match_scratch *scratch)
{
    for (uint32_t i = 0; i < scratch->leaf_hits.len; i++) {
        em_leaf_hits *hits = &scratch->by_leaf[scratch->leaf_hits.items[i].leaf];
        if (hits->first)
            scratch->leaf_hits.items[hits->last - 1].next = i + 1;
        else
            hits->first = i + 1;
        hits->last = i + 1;
    }
}

void em_match__live_rules(em_match_scratch *scratch, const em_matcher *matcher,
                          const em_match_subject *subject)
{
    for (size_t i = 0; i < scratch->seen_leaves.len; i++) {
        em_span keyed = matcher->keyed_by[scratch->seen_leaves.items[i]];
        for (uint32_t k = keyed.start; k < keyed.end; k++)
            wake(scratch, matcher, matcher->keyed.items[k]);
    }
    if (scratch->woken.len || matcher->referring.len)
        lay_leaf_hits(scratch);
    for (size_t i = 0; i < scratch->woken.len; i++)
        em_match__rule(scratch, matcher, subject, scratch->woken.items[i]);
}
