/* Building the trie: edges into one growing hash table, then outs side by side and filters. */
#include "match/trie.h"

#define FIRST_SLOTS 1024
#define BMP_CHARACTERS 65536
#define MAX_NODES ((uint32_t)1 << 31)
#define MAX_RUN_BYTES (((uint32_t)1 << 30) - 1)

/* What a hash is shifted by for a table of `slots`, a power of two. */
static unsigned shift_of(size_t slots)
{
    return 64 - (unsigned)__builtin_ctzll(slots);
}

bool em_trie_init(em_trie *trie)
{
    *trie = (em_trie){ 0 };
    trie->edges = em_mem_zalloc(FIRST_SLOTS, sizeof *trie->edges);
    trie->edge_slots = FIRST_SLOTS;
    trie->edge_shift = shift_of(FIRST_SLOTS);
    bool ready = trie->edges != NULL;
    for (int i = 0; ready && i < EM_TRIE_ROOTS; i++)
        ready = em_vec_push(&trie->nodes, ((em_trie_node){ 0 }));
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
    em_vec_release(&trie->runs);
    *trie = (em_trie){ 0 };
}

/* --- adding ------------------------------------------------------------------------------ */

static void edge_put(em_trie_edge *edges, size_t slots, em_trie_edge edge)
{
    size_t i = em_trie_edge_hash(edge.parent, edge.unit) >> shift_of(slots);
    while (edges[i].child != EM_TRIE_NONE)
        i = (i + 1) & (slots - 1);
    edges[i] = edge;
}

static bool edges_grow(em_trie *trie)
{
    size_t slots = trie->edge_slots * 2;
    em_trie_edge *edges = em_mem_zalloc(slots, sizeof *edges);
    if (!edges)
        return false;
    for (size_t i = 0; i < trie->edge_slots; i++)
        if (trie->edges[i].child != EM_TRIE_NONE)
            edge_put(edges, slots, trie->edges[i]);
    em_mem_free(trie->edges);
    trie->edges = edges;
    trie->edge_slots = slots;
    trie->edge_shift = shift_of(slots);
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

static em_trie_added child_of(uint32_t *child, em_trie *trie, uint32_t parent, em_unit unit,
                              em_str bytes)
{
    bool hashed = (unit & EM_UNIT_HASH) != 0;
    *child = em_trie_step(trie, parent, unit, em_trie_edge_hash(parent, unit))->child;
    if (*child != EM_TRIE_NONE)
        return !hashed || em_trie_run_is(trie, *child, bytes.data, bytes.len) ? EM_TRIE_ADDED
                                                                              : EM_TRIE_CLASH;
    if (trie->nodes.len >= MAX_NODES)
        return EM_TRIE_NO_MEMORY;
    if ((trie->edge_count + 1) * 4 > trie->edge_slots * 3 && !edges_grow(trie))
        return EM_TRIE_NO_MEMORY;
    uint32_t run = hashed ? keep_run(trie, bytes.data, bytes.len) : 0;
    if (hashed && run == 0)
        return EM_TRIE_NO_MEMORY;
    *child = (uint32_t)trie->nodes.len;
    if (!em_vec_push(&trie->nodes, ((em_trie_node){ .run = run & MAX_RUN_BYTES })))
        return EM_TRIE_NO_MEMORY;
    edge_put(trie->edges, trie->edge_slots, (em_trie_edge){ unit, parent, *child, { 0 } });
    trie->edge_count++;
    trie->nodes.items[parent].more = 1;
    if (unit >> 56 == EM_UNIT_TAIL >> 56)
        trie->nodes.items[parent].tails = 1;
    return EM_TRIE_ADDED;
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

static void bit_set(uint64_t *bits, size_t i)
{
    bits[i >> 6] |= UINT64_C(1) << (i & 63);
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
        bit_set(trie->run_ends, em_trie_run_end_slot(first, NULL));
    else if (rest.len == 1 || !em_unit_is_alnum(s[1]))
        bit_set(trie->run_ends, em_trie_run_end_slot(first, s));
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
    for (unsigned i = 0; i < spread; i++)
        bit_set(trie->inside, ((slot << 5 * wild) & (EM_TRIE_BEGIN_SLOTS - 1)) | i);
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

/* --- finishing --------------------------------------------------------------------------- */

/* Turns the lists of outs into stretches that end with EM_TRIE_LAST. */
static bool outs_lay(em_trie *trie)
{
    em_trie_out *laid = em_mem_alloc((trie->outs.len + 1) * sizeof *laid);
    if (!laid)
        return false;
    uint32_t count = 0;
    for (size_t i = 0; i < trie->nodes.len; i++) {
        uint32_t place = trie->nodes.items[i].outs;
        if (place == 0)
            continue;
        trie->nodes.items[i].outs = count + 1;
        for (; place; place = trie->out_next.items[place - 1])
            laid[count++] = trie->outs.items[place - 1];
        laid[count - 1].flags |= EM_TRIE_LAST;
    }
    em_mem_free(trie->outs.items);
    trie->outs.items = laid;
    trie->outs.cap = trie->outs.len + 1;
    em_vec_release(&trie->out_next);
    return true;
}

/* For `count` members: up to two million of them, at most one in eight others passes by chance. */
static bool filter_init(em_trie_filter *filter, size_t count)
{
    unsigned bits = 12;
    while (bits < 24 && ((size_t)1 << bits) < count * 8)
        bits++;
    filter->shift = 64 - bits;
    filter->bits = em_mem_zalloc((size_t)1 << bits >> 6, sizeof *filter->bits);
    return filter->bits != NULL;
}

static void filter_add(em_trie_filter *filter, uint64_t hash)
{
    bit_set(filter->bits, hash >> filter->shift);
}

static bool heads_init(em_trie_heads *heads, size_t count, size_t onward)
{
    size_t slots = 16;
    while (slots * 2 < count * 3)
        slots *= 2;
    heads->mask = slots - 1;
    heads->shift = shift_of(slots);
    heads->slots = em_mem_zalloc(slots, sizeof *heads->slots);
    return heads->slots && filter_init(&heads->ends, count) && filter_init(&heads->onward, onward);
}

/* What a step leads to: the out itself where there is one, nothing follows, and the label
 * needs no second look. */
static em_trie_out step_out(const em_trie *trie, uint32_t node)
{
    const em_trie_node *n = &trie->nodes.items[node];
    if (n->outs && !n->more && n->run == 0 && (trie->outs.items[n->outs - 1].flags & EM_TRIE_LAST))
        return trie->outs.items[n->outs - 1];
    unsigned has = (n->outs ? EM_TRIE_HAS_OUTS : 0) | (n->more ? EM_TRIE_HAS_MORE : 0) |
                   (n->tails ? EM_TRIE_HAS_TAILS : 0);
    return (em_trie_out){ .target = node, .kind = EM_TRIE_TO_NODE, .flags = (uint8_t)has };
}

static void head_put(em_trie_heads *heads, em_unit unit, em_trie_out out, bool ends)
{
    uint64_t hash = em_unit_hash(unit);
    size_t i = hash >> heads->shift;
    while (heads->slots[i].unit)
        i = (i + 1) & heads->mask;
    heads->slots[i] = (em_trie_head){ unit, out };
    if (ends)
        filter_add(&heads->ends, hash);
}

static void note_begin(em_trie *trie, uint32_t c, uint32_t child)
{
    static const uint32_t APOSTROPHES[] = { '\'', 0x2018, 0x2019, 0x02BC };
    size_t count = c == '\'' ? sizeof APOSTROPHES / sizeof *APOSTROPHES : 1;
    for (size_t i = 0; i < count; i++) {
        uint32_t form = c == '\'' ? APOSTROPHES[i] : c;
        if (form > 0xFFFF)
            continue;
        trie->begins[form] = trie->nodes.items[child].outs;
    }
}

/* Notes what begins ANYWHERE. `firsts`: by node, the character that leads to it, plus 1. */
static void firsts_fill(em_trie *trie, uint32_t *firsts)
{
    for (size_t i = 0; i < trie->edge_slots; i++) {
        const em_trie_edge *edge = &trie->edges[i];
        if (edge->child == EM_TRIE_NONE || edge->parent != EM_TRIE_ANYWHERE)
            continue;
        firsts[edge->child] = (uint32_t)edge->unit + 1;
        note_begin(trie, (uint32_t)edge->unit, edge->child);
    }
}

/* By node: the head whose step leads there; 0: none. `firsts` as firsts_fill made them. */
static void heads_fill(em_unit *heads, const em_trie *trie, const uint32_t *firsts)
{
    for (size_t i = 0; i < trie->edge_slots; i++) {
        const em_trie_edge *edge = &trie->edges[i];
        if (edge->child == EM_TRIE_NONE)
            continue;
        if (edge->parent == EM_TRIE_WORDS || edge->parent == EM_TRIE_PREFIXES)
            heads[edge->child] = edge->unit;
        else if (firsts[edge->parent])
            heads[edge->child] = em_trie_pair(firsts[edge->parent] - 1, edge->unit);
    }
}

/* Which table an edge goes to; NULL: it is no first step. */
static em_trie_heads *heads_of(em_trie *trie, const em_trie_edge *edge, const uint32_t *firsts)
{
    if (edge->parent == EM_TRIE_WORDS)
        return &trie->words;
    if (edge->parent == EM_TRIE_PREFIXES)
        return &trie->prefixes;
    return firsts[edge->parent] ? &trie->pairs : NULL;
}

/* Whether a head is a pair of characters: its filter knows what may stand behind it. */
static bool is_pair(em_unit head)
{
    return head && !em_unit_is_run(head);
}

/* An edge that is no first step; where it leads on from a pair, the pairs' filter learns of it. */
static void edge_move(em_trie *trie, const em_trie_edge *edge, em_unit head)
{
    uint64_t hash = em_trie_edge_hash(edge->parent, edge->unit);
    filter_add(&trie->edge_filter, hash);
    edge_put(trie->edges, trie->edge_slots,
             (em_trie_edge){ edge->unit, edge->parent, edge->child, step_out(trie, edge->child) });
    if (is_pair(head))
        filter_add(&trie->pairs.onward, em_trie_onward_hash(em_unit_hash(head), edge->unit));
}

/* Moves first steps to their tables, the other edges to the trie's new one. */
static void edges_part(em_trie *trie, const em_trie_edge *edges, size_t slots,
                       const uint32_t *firsts, const em_unit *heads)
{
    for (size_t i = 0; i < slots; i++) {
        const em_trie_edge *edge = &edges[i];
        if (edge->child == EM_TRIE_NONE)
            continue;
        em_trie_heads *table = heads_of(trie, edge, firsts);
        const em_trie_node *node = &trie->nodes.items[edge->child];
        bool ends = node->outs || node->tails || table != &trie->pairs;
        if (table)
            head_put(table, heads[edge->child], step_out(trie, edge->child), ends);
        else
            edge_move(trie, edge, heads[edge->parent]);
    }
}

static bool tables_init(em_trie *trie, const uint32_t *firsts, const em_unit *heads)
{
    size_t words = 0, prefixes = 0, pairs = 0, others = 0, onward = 0, slots = 16;
    for (size_t i = 0; i < trie->edge_slots; i++) {
        const em_trie_edge *edge = &trie->edges[i];
        if (edge->child == EM_TRIE_NONE)
            continue;
        const em_trie_heads *table = heads_of(trie, edge, firsts);
        words += table == &trie->words;
        prefixes += table == &trie->prefixes;
        pairs += table == &trie->pairs;
        others += !table;
        onward += !table && is_pair(heads[edge->parent]);
    }
    while (slots < others * 2 + 2)
        slots *= 2;
    trie->edges = em_mem_zalloc(slots, sizeof *trie->edges);
    trie->edge_slots = slots;
    trie->edge_shift = shift_of(slots);
    trie->edge_count = others;
    return trie->edges && filter_init(&trie->edge_filter, others) &&
           heads_init(&trie->words, words, 0) && heads_init(&trie->prefixes, prefixes, 0) &&
           heads_init(&trie->pairs, pairs, onward);
}

static bool steps_part(em_trie *trie, const uint32_t *firsts, const em_unit *heads)
{
    em_trie_edge *edges = trie->edges;
    size_t slots = trie->edge_slots;
    bool ready = tables_init(trie, firsts, heads);
    if (ready)
        edges_part(trie, edges, slots, firsts, heads);
    em_mem_free(edges);
    return ready;
}

bool em_trie_finish(em_trie *trie)
{
    if (!outs_lay(trie))
        return false;
    trie->begins = em_mem_alloc(BMP_CHARACTERS * sizeof *trie->begins);
    uint32_t *firsts = em_mem_zalloc(trie->nodes.len, sizeof *firsts);
    em_unit *heads = em_mem_zalloc(trie->nodes.len, sizeof *heads);
    bool ready = trie->begins && firsts && heads;
    if (ready) {
        memset(trie->begins, 0xFF, BMP_CHARACTERS * sizeof *trie->begins);
        firsts_fill(trie, firsts);
        heads_fill(heads, trie, firsts);
        ready = steps_part(trie, firsts, heads);
    }
    em_mem_free(firsts);
    em_mem_free(heads);
    return ready;
}

/* --- what a word alone tells -------------------------------------------------------------- */

/* Whether something that begins with the first of `n` letters ends among them or goes on behind. */
static bool leads_on(const em_trie *trie, const unsigned char *s, size_t n)
{
    if (trie->begins[s[0]] == EM_TRIE_NOTHING)
        return false;
    if (trie->begins[s[0]] || n < 2)
        return true;
    em_unit pair = em_trie_pair(s[0], EM_UNIT_CHAR | s[1]);
    const em_trie_head *head = em_trie_head_from(&trie->pairs, pair,
                                                 em_unit_hash(pair) >> trie->pairs.shift);
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
    size_t at = 0;
    for (; at + 3 <= n; at++) {
        unsigned slot = em_trie_begin_slot(em_trie_begin_slot(s[at], s[at + 1]), s[at + 2]);
        if (em_trie_bit(trie->inside, slot) && leads_on(trie, s + at, n - at))
            return true;
    }
    for (; at < n; at++)
        if (em_trie_bit(trie->run_ends, em_trie_run_end_slot(s[at], NULL)) ||
            (at + 1 < n && em_trie_bit(trie->run_ends, em_trie_run_end_slot(s[at], &s[at + 1]))))
            return true;
    return false;
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
