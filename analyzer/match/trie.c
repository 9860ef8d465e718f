/*
 * Adding to a trie: a node knows its parent, and one growing table of numbers finds a parent's
 * child. What is searched is laid out of that once all is there (trie_finish.c).
 */
#include "match/trie.h"

#define FIRST_SLOTS 1024
#define MAX_NODES ((uint32_t)1 << 31)
#define MAX_RUN_BYTES (((uint32_t)1 << 30) - 1)

bool em_trie_init(em_trie *trie)
{
    *trie = (em_trie){ 0 };
    trie->children = em_mem_zalloc(FIRST_SLOTS, sizeof *trie->children);
    trie->child_slots = FIRST_SLOTS;
    bool ready = trie->children != NULL;
    for (int i = 0; ready && i < EM_TRIE_ROOTS; i++)
        ready = em_vec_push(&trie->nodes, ((em_trie_node){ 0 })) &&
                em_vec_push(&trie->origins, ((em_trie_origin){ 0, EM_TRIE_NONE }));
    return ready;
}

static void heads_release(em_trie_heads *heads)
{
    em_mem_free(heads->slots);
    em_mem_free(heads->ends.bits);
    em_mem_free(heads->onward.bits);
}

void em_trie_release(em_trie *trie)
{
    em_mem_free(trie->edges);
    em_mem_free(trie->edge_filter.bits);
    heads_release(&trie->words);
    heads_release(&trie->prefixes);
    heads_release(&trie->pairs);
    em_mem_free(trie->begins);
    em_mem_free(trie->prefix_lengths);
    em_mem_free(trie->inside);
    em_mem_free(trie->run_ends);
    em_vec_release(&trie->nodes);
    em_vec_release(&trie->outs);
    em_vec_release(&trie->out_next);
    em_vec_release(&trie->origins);
    em_mem_free(trie->children);
    em_vec_release(&trie->runs);
    *trie = (em_trie){ 0 };
}

/* --- adding ------------------------------------------------------------------------------ */

/* The slot of the child of `parent` by `unit`, or the free one where it belongs. */
static uint32_t *child_slot(const em_trie *trie, uint32_t parent, em_unit unit)
{
    size_t mask = trie->child_slots - 1;
    size_t i = em_trie_edge_hash(parent, unit) >> em_trie_shift_of(trie->child_slots);
    for (;; i = (i + 1) & mask) {
        uint32_t *slot = &trie->children[i];
        const em_trie_origin *origin = &trie->origins.items[*slot];
        if (*slot == EM_TRIE_NONE || (origin->unit == unit && origin->parent == parent))
            return slot;
    }
}

static bool children_grow(em_trie *trie)
{
    uint32_t *children = em_mem_zalloc(trie->child_slots * 2, sizeof *children);
    if (!children)
        return false;
    em_mem_free(trie->children);
    trie->children = children;
    trie->child_slots *= 2;
    for (size_t node = EM_TRIE_ROOTS; node < trie->nodes.len; node++) {
        const em_trie_origin *origin = &trie->origins.items[node];
        *child_slot(trie, origin->parent, origin->unit) = (uint32_t)node;
    }
    return true;
}

/* Keeps the bytes of a run whose label is a hash; 0: no memory. */
static uint32_t keep_run(em_trie *trie, const char *bytes, size_t len)
{
    size_t at = trie->runs.len;
    if (at + len + 1 > MAX_RUN_BYTES || !em_vec_reserve(&trie->runs, at + len + 1))
        return 0;
    memcpy(trie->runs.items + at, bytes, len);
    trie->runs.items[at + len] = '\0';
    trie->runs.len = at + len + 1;
    return (uint32_t)at + 1;
}

/* A node below `parent`; `run` as em_trie_node has it. */
static em_trie_added add_child(uint32_t *child, em_trie *trie, uint32_t parent, em_unit unit,
                               uint32_t run)
{
    if (trie->nodes.len >= MAX_NODES ||
        (trie->nodes.len * 2 > trie->child_slots && !children_grow(trie)) ||
        !em_vec_push(&trie->origins, ((em_trie_origin){ unit, parent })))
        return EM_TRIE_NO_MEMORY;
    *child = (uint32_t)trie->nodes.len;
    if (!em_vec_push(&trie->nodes, ((em_trie_node){ .run = run & MAX_RUN_BYTES }))) {
        trie->origins.len--;
        return EM_TRIE_NO_MEMORY;
    }
    *child_slot(trie, parent, unit) = *child;
    trie->nodes.items[parent].more = 1;
    if (unit >> 56 == EM_UNIT_TAIL >> 56)
        trie->nodes.items[parent].tails = 1;
    return EM_TRIE_ADDED;
}

static em_trie_added child_of(uint32_t *child, em_trie *trie, uint32_t parent, em_unit unit,
                              em_str bytes)
{
    bool hashed = (unit & EM_UNIT_HASH) != 0;
    *child = *child_slot(trie, parent, unit);
    if (*child != EM_TRIE_NONE)
        return !hashed || em_trie_run_is(trie, *child, bytes.data, bytes.len) ? EM_TRIE_ADDED
                                                                              : EM_TRIE_CLASH;
    uint32_t run = hashed ? keep_run(trie, bytes.data, bytes.len) : 0;
    if (hashed && run == 0)
        return EM_TRIE_NO_MEMORY;
    return add_child(child, trie, parent, unit, run);
}

/* Bytes of the head of a prefix. */
static size_t prefix_head(em_str bytes)
{
    size_t n = em_unit_run_bytes(bytes.data, bytes.len);
    return n < EM_TRIE_PREFIX_HEAD ? n : EM_TRIE_PREFIX_HEAD;
}

/* The next unit of a literal at `at`; separators at its end are one unit, the last of them. */
static size_t next_unit(em_unit *unit, size_t *gap, em_str bytes, size_t at, uint32_t root)
{
    const char *s = bytes.data + at;
    size_t left = bytes.len - at;
    bool words = root == EM_TRIE_WORDS;
    uint32_t c;
    *gap = 0;
    if (at == 0 && root == EM_TRIE_PREFIXES) {
        size_t n = prefix_head(bytes);
        *unit = em_trie_prefix_unit(s, n, left);
        return n;
    }
    if (at == 0 && !(words && em_unit_is_alnum((unsigned char)*s))) {
        size_t n = em_unit_decode(&c, s, left);
        *unit = EM_UNIT_CHAR | em_unit_fold(c);
        return n;
    }
    size_t n = em_unit_next(unit, gap, s, left, words);
    if (n)
        return n;
    for (size_t i = 0; i < left;)
        i += em_unit_decode(&c, s + i, left - i);
    *gap = 0;
    *unit = EM_UNIT_TAIL | c;
    return left;
}

static em_trie_added out_add(em_trie *trie, uint32_t node, em_trie_out out)
{
    if (trie->outs.len >= UINT32_MAX - 1 ||
        !em_vec_push(&trie->out_next, trie->nodes.items[node].outs))
        return EM_TRIE_NO_MEMORY;
    if (!em_vec_push(&trie->outs, out)) {
        trie->out_next.len--;
        return EM_TRIE_NO_MEMORY;
    }
    trie->nodes.items[node].outs = (uint32_t)trie->outs.len;
    return EM_TRIE_ADDED;
}

/* Separators and apostrophes match each other's forms, which begin with other bytes. */
static bool has_forms(unsigned char byte)
{
    return byte <= ' ' || byte == '-' || byte == '\'' || byte == 0xC2 || byte == 0xCA ||
           byte == 0xE2 || byte == 0xE3;
}

/* Marks a literal whose second or third byte may already stand behind the run it begins in. */
static void note_run_end(em_trie *trie, unsigned first, em_str rest)
{
    const unsigned char *s = (const unsigned char *)rest.data;
    if (rest.len == 0 || !em_unit_is_alnum(s[0]))
        em_trie_set_bit(trie->run_ends, em_trie_run_end_slot(first, NULL));
    else if (rest.len == 1 || !em_unit_is_alnum(s[1]))
        em_trie_set_bit(trie->run_ends, em_trie_run_end_slot(first, s));
}

static bool inside_init(em_trie *trie)
{
    if (trie->inside)
        return true;
    trie->inside = em_mem_zalloc(EM_TRIE_BEGIN_SLOTS / 64, sizeof *trie->inside);
    trie->run_ends = em_mem_zalloc(EM_TRIE_RUN_END_SLOTS / 64, sizeof *trie->run_ends);
    return trie->inside && trie->run_ends;
}

/*
 * Marks the three bytes that a literal may begin with, `first` a letter or digit: `rest` is what
 * stands behind it. Behind a byte that has other forms, and behind the literal, may stand anything.
 */
static bool note_inside(em_trie *trie, unsigned first, em_str rest)
{
    const unsigned char *s = (const unsigned char *)rest.data;
    unsigned wild = rest.len == 0 || has_forms(s[0]) ? 2 : rest.len == 1 || has_forms(s[1]) ? 1 : 0;
    if (!inside_init(trie))
        return false;
    note_run_end(trie, first, rest);
    unsigned slot = em_trie_begin_slot(0, first);
    for (unsigned i = 0; i < 2 - wild; i++)
        slot = em_trie_begin_slot(slot, s[i]);
    unsigned spread = 1u << 5 * wild;
    slot = (slot << 5 * wild) & (EM_TRIE_BEGIN_SLOTS - 1);
    for (unsigned i = 0; i < spread; i++)
        em_trie_set_bit(trie->inside, slot | i);
    return true;
}

/* Notes how long the head of a prefix is; behind one or two letters may stand anything. */
static bool note_prefix(em_trie *trie, em_str bytes)
{
    size_t n = prefix_head(bytes);
    const unsigned char *s = (const unsigned char *)bytes.data;
    if (!trie->prefix_lengths)
        trie->prefix_lengths = em_mem_zalloc(EM_TRIE_PREFIX_SLOTS, sizeof *trie->prefix_lengths);
    if (!trie->prefix_lengths)
        return false;
    for (unsigned second = 0; second < (n > 1 ? 1 : 32); second++)
        for (unsigned third = 0; third < (n > 2 ? 1 : 4); third++)
            trie->prefix_lengths[em_trie_prefix_slot(s[0], n > 1 ? s[1] : second,
                                                     n > 2 ? s[2] : third)] |= (uint8_t)(1u << n);
    return true;
}

/* Makes the filters know a literal below `root`; false: no memory. */
static bool note_literal(em_trie *trie, uint32_t root, em_str bytes)
{
    uint32_t c;
    if (root == EM_TRIE_WORDS)
        return true;
    if (root == EM_TRIE_PREFIXES)
        return note_prefix(trie, bytes);
    size_t n = em_unit_decode(&c, bytes.data, bytes.len);
    trie->separator_begins |= em_unit_is_separator(c);
    return c >= 0x80 || !em_unit_is_alnum((unsigned char)c) ||
           note_inside(trie, c, (em_str){ bytes.data + n, bytes.len - n });
}

em_trie_added em_trie_add(em_trie *trie, uint32_t root, em_str bytes, em_trie_out out)
{
    uint32_t node = root;
    for (size_t at = 0; at < bytes.len;) {
        em_unit unit;
        size_t gap;
        size_t n = next_unit(&unit, &gap, bytes, at, root);
        em_str part = { bytes.data + at + gap, n - gap };
        em_trie_added added = child_of(&node, trie, node, unit, part);
        if (added != EM_TRIE_ADDED)
            return added;
        at += n;
    }
    if (!note_literal(trie, root, bytes))
        return EM_TRIE_NO_MEMORY;
    return out_add(trie, node, out);
}

/* --- what a word alone tells -------------------------------------------------------------- */

/*
 * Whether something that begins with the first of `n` letters, two or more, ends among them or goes
 * on behind. The filters are asked first: they fit the cache and mostly say no.
 */
static bool leads_on(const em_trie *trie, const unsigned char *s, size_t n)
{
    if (trie->begins[s[0]] == EM_TRIE_NOTHING)
        return false;
    if (trie->begins[s[0]])
        return true;
    em_unit pair = em_trie_pair(s[0], EM_UNIT_CHAR | s[1]);
    uint64_t hash = em_unit_hash(pair);
    if (n > 2 && !em_trie_may_lead(&trie->pairs, hash, EM_UNIT_CHAR | s[2]))
        return false;
    const em_trie_head *head = em_trie_head_from(&trie->pairs, pair, hash >> trie->pairs.shift);
    const em_trie_out *out = head ? &head->out : NULL;
    for (size_t at = 2; out; at++) {
        if (out->kind != EM_TRIE_TO_NODE || (out->flags & EM_TRIE_HAS_OUTS) || at == n)
            return true;
        const em_trie_edge *edge = em_trie_follow(trie, out->target, EM_UNIT_CHAR | s[at]);
        out = edge ? &edge->out : NULL;
    }
    return false;
}

bool em_trie_may_begin_inside(const em_trie *trie, const char *run, size_t n)
{
    const unsigned char *s = (const unsigned char *)run;
    unsigned slot = n > 1 ? em_trie_begin_slot(s[0], s[1]) : 0;
    for (size_t at = 2; at < n; at++) {
        slot = em_trie_begin_slot(slot, s[at]);
        if (em_trie_bit(trie->inside, slot) && leads_on(trie, s + at - 2, n - (at - 2)))
            return true;
    }
    return em_trie_bit(trie->run_ends, em_trie_run_end_slot(s[n - 1], NULL)) ||
           (n > 1 && em_trie_bit(trie->run_ends, em_trie_run_end_slot(s[n - 2], &s[n - 1]))) ||
           (n > 1 && em_trie_bit(trie->run_ends, em_trie_run_end_slot(s[n - 2], NULL)));
}

bool em_trie_has_prefixes(const em_trie *trie, const char *run, size_t n)
{
    const unsigned char *s = (const unsigned char *)run;
    unsigned lengths =
        trie->prefix_lengths[em_trie_prefix_slot(s[0], n > 1 ? s[1] : 0, n > 2 ? s[2] : 0)];
    for (; lengths; lengths &= lengths - 1) {
        unsigned bytes = (unsigned)__builtin_ctz(lengths);
        if (bytes > n)
            return false;
        uint64_t hash = em_unit_hash(em_trie_prefix_unit(run, bytes, n));
        if (em_trie_filter_has(&trie->prefixes.ends, hash))
            return true;
    }
    return false;
}
