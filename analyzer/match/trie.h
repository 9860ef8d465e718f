/*
 * A trie whose edges lie in one hash table, keyed by (parent, unit): three roots share it.
 * Compact and quick to build; a step costs one probe, whatever the number of literals.
 */
#ifndef EM_MATCH_TRIE_H
#define EM_MATCH_TRIE_H

#include "base/vec.h"
#include "match/unit.h"

enum {
    EM_TRIE_NONE = 0,     /* no such node                                                 */
    EM_TRIE_WORDS = 1,    /* looked up where a word starts; units are whole runs          */
    EM_TRIE_PREFIXES = 2, /* looked up where a word starts; units are characters          */
    EM_TRIE_ANYWHERE = 3, /* looked up at every character; units are characters           */
    EM_TRIE_ROOTS = 4
};

/* What a node stands for when it is reached. */
typedef struct em_trie_out {
    uint32_t target; /* an entry or a leaf                            */
    uint16_t group;
    uint8_t kind;  /* the matcher's own: see matcher_parts.h          */
    uint8_t flags; /* em_literal_flag, and EM_TRIE_LAST               */
} em_trie_out;
#define EM_TRIE_LAST 0x80

typedef struct em_trie_edge {
    em_unit unit;
    uint32_t parent, child; /* child EM_TRIE_NONE: a free slot */
} em_trie_edge;

typedef struct em_trie_node {
    uint32_t outs; /* index of its first out, plus 1; 0: none. While building: a list's head */
    uint32_t run : 31, more : 1; /* run: 1 + place of its bytes if its label is a hash; more: has
                                    children */
} em_trie_node;

typedef struct em_trie {
    em_trie_edge *edges;
    size_t edge_count, edge_slots;
    EM_VEC(em_trie_node) nodes;
    EM_VEC(em_trie_out) outs;
    EM_VEC(uint32_t) out_next; /* while building: lists by node        */
    EM_VEC(char) runs;         /* each: bytes, then NUL                */
    uint64_t *heads;           /* one bit by hash of a word's first run */
    unsigned head_bits;
    uint64_t *begins;  /* one bit a BMP character that begins something ANYWHERE */
    uint64_t *singles; /* likewise: is something by itself                       */
    uint64_t *pairs;   /* one bit by hash of the first two characters             */
    unsigned pair_bits;
    uint64_t *prefix_pairs; /* one bit a pair of bytes that begins a prefix; NULL: none */
    bool ascii_anywhere;    /* something ANYWHERE begins with an ASCII letter or digit  */
} em_trie;

EM_MUST_CHECK bool em_trie_init(em_trie *trie);
void em_trie_release(em_trie *trie);

typedef enum em_trie_added {
    EM_TRIE_ADDED,
    EM_TRIE_CLASH, /* a long run has the hash of another: add it below another root */
    EM_TRIE_NO_MEMORY
} em_trie_added;

/*
 * Adds `bytes` (not empty) below `root` with its out. Separators inside become one unit; the
 * first character stands for itself, and so does one separator at the end.
 */
EM_MUST_CHECK em_trie_added em_trie_add(em_trie *trie, uint32_t root, em_str bytes,
                                        em_trie_out out);

/* Lays the outs of each node side by side and makes the filters; false: no memory. */
EM_MUST_CHECK bool em_trie_finish(em_trie *trie);

static inline uint64_t em_trie_edge_hash(uint32_t parent, em_unit unit)
{
    return em_unit_mix(unit ^ (uint64_t)parent << 29);
}

/* The child of `parent` by `unit`, or EM_TRIE_NONE. */
static inline uint32_t em_trie_step(const em_trie *trie, uint32_t parent, em_unit unit)
{
    size_t mask = trie->edge_slots - 1;
    for (size_t i = em_trie_edge_hash(parent, unit) & mask;; i = (i + 1) & mask) {
        const em_trie_edge *edge = &trie->edges[i];
        if (edge->unit == unit && edge->parent == parent)
            return edge->child;
        if (edge->child == EM_TRIE_NONE)
            return EM_TRIE_NONE;
    }
}

/* Whether the run at `text`, whose label was met, is the very run of `node`. */
static inline bool em_trie_run_is(const em_trie *trie, uint32_t node, const char *text,
                                  size_t bytes)
{
    uint32_t run = trie->nodes.items[node].run;
    return run == 0 || (memcmp(trie->runs.items + run - 1, text, bytes) == 0 &&
                        trie->runs.items[run - 1 + bytes] == '\0');
}

static inline bool em_trie_bit(const uint64_t *bits, size_t i)
{
    return bits[i >> 6] >> (i & 63) & 1;
}

/* The first characters' hash; `a` and `b` have been folded, `b` is ' ' for any separator. */
static inline size_t em_trie_pair_slot(const em_trie *trie, uint32_t a, uint32_t b)
{
    return em_unit_mix((uint64_t)a << 32 | b) >> (64 - trie->pair_bits);
}

static inline size_t em_trie_head_slot(const em_trie *trie, em_unit unit)
{
    return em_unit_mix(unit) >> (64 - trie->head_bits);
}

#endif
