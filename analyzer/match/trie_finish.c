/*
 * Laying out a trie for the search: outs side by side, first steps in tables of their own, all
 * other edges in one, and the filters. Nodes are gone over in the order in which they were added,
 * so that a node's parent was met a moment ago.
 */
#include "match/trie.h"

#define BMP_CHARACTERS 65536

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
    em_trie_set_bit(filter->bits, hash >> filter->shift);
}

static bool heads_init(em_trie_heads *heads, size_t count, size_t onward)
{
    size_t slots = 16;
    while (slots * 2 < count * 3)
        slots *= 2;
    heads->mask = slots - 1;
    heads->shift = em_trie_shift_of(slots);
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

static bool begins_fill(em_trie *trie)
{
    trie->begins = em_mem_alloc(BMP_CHARACTERS * sizeof *trie->begins);
    if (!trie->begins)
        return false;
    memset(trie->begins, 0xFF, BMP_CHARACTERS * sizeof *trie->begins);
    for (size_t node = EM_TRIE_ROOTS; node < trie->nodes.len; node++) {
        uint32_t c = (uint32_t)trie->origins.items[node].unit;
        if (trie->origins.items[node].parent == EM_TRIE_ANYWHERE && c < BMP_CHARACTERS)
            trie->begins[c] = trie->nodes.items[node].outs;
    }
    return true;
}

/* Which table an edge from `parent` goes to; NULL: it is no first step. */
static em_trie_heads *heads_from(em_trie *trie, uint32_t parent)
{
    if (parent == EM_TRIE_WORDS)
        return &trie->words;
    if (parent == EM_TRIE_PREFIXES)
        return &trie->prefixes;
    return trie->origins.items[parent].parent == EM_TRIE_ANYWHERE ? &trie->pairs : NULL;
}

/* The pair of characters whose step leads to `node`; 0: it is reached otherwise. */
static em_unit pair_of(const em_trie *trie, uint32_t node)
{
    const em_trie_origin *second = &trie->origins.items[node];
    const em_trie_origin *first = &trie->origins.items[second->parent];
    return first->parent == EM_TRIE_ANYWHERE ? em_trie_pair((uint32_t)first->unit, second->unit)
                                             : 0;
}

static void head_add(em_trie *trie, em_trie_heads *table, uint32_t node)
{
    const em_trie_node *n = &trie->nodes.items[node];
    bool is_pair = table == &trie->pairs;
    em_unit head = is_pair ? pair_of(trie, node) : trie->origins.items[node].unit;
    head_put(table, head, step_out(trie, node), n->outs || n->tails || !is_pair);
}

/* An edge that is no first step; where it leads on from a pair, the pairs' filter learns of it. */
static void edge_add(em_trie *trie, uint32_t node)
{
    const em_trie_origin *origin = &trie->origins.items[node];
    uint64_t hash = em_trie_edge_hash(origin->parent, origin->unit);
    size_t i = hash >> trie->edge_shift;
    while (trie->edges[i].child != EM_TRIE_NONE)
        i = (i + 1) & (trie->edge_slots - 1);
    trie->edges[i] = (em_trie_edge){ origin->unit, origin->parent, node, step_out(trie, node) };
    filter_add(&trie->edge_filter, hash);
    em_unit pair = pair_of(trie, origin->parent);
    if (pair)
        filter_add(&trie->pairs.onward, em_trie_onward_hash(em_unit_hash(pair), origin->unit));
}

static bool tables_init(em_trie *trie)
{
    size_t words = 0, prefixes = 0, pairs = 0, others = 0, onward = 0, slots = 16;
    for (size_t node = EM_TRIE_ROOTS; node < trie->nodes.len; node++) {
        uint32_t parent = trie->origins.items[node].parent;
        const em_trie_heads *table = heads_from(trie, parent);
        words += table == &trie->words;
        prefixes += table == &trie->prefixes;
        pairs += table == &trie->pairs;
        others += !table;
        onward += !table && pair_of(trie, parent);
    }
    while (slots < others * 2 + 2)
        slots *= 2;
    trie->edges = em_mem_zalloc(slots, sizeof *trie->edges);
    trie->edge_slots = slots;
    trie->edge_shift = em_trie_shift_of(slots);
    return trie->edges && filter_init(&trie->edge_filter, others) &&
           heads_init(&trie->words, words, 0) && heads_init(&trie->prefixes, prefixes, 0) &&
           heads_init(&trie->pairs, pairs, onward);
}

bool em_trie_finish(em_trie *trie)
{
    if (!outs_lay(trie) || !begins_fill(trie) || !tables_init(trie))
        return false;
    for (size_t node = EM_TRIE_ROOTS; node < trie->nodes.len; node++) {
        em_trie_heads *table = heads_from(trie, trie->origins.items[node].parent);
        if (table)
            head_add(trie, table, (uint32_t)node);
        else
            edge_add(trie, (uint32_t)node);
    }
    em_vec_release(&trie->origins);
    em_mem_free(trie->children);
    trie->children = NULL;
    return true;
}
