/*
 * A trie whose edges lie in one hash table, keyed by (parent, unit): three roots share it.
 * Compact and quick to build; a step costs one probe, whatever the number of literals.
 *
 * The first step decides the speed, since most of them lead nowhere or to a term that ends there.
 * So it has tables of its own, by a word's first run and by two characters, whose slots hold the
 * out itself where nothing follows: one line of the cache a look-up, which can be fetched ahead.
 */
#ifndef EM_MATCH_TRIE_H
#define EM_MATCH_TRIE_H

#include "base/vec.h"
#include "match/unit.h"

enum {
    EM_TRIE_NONE = 0,     /* no such node                                                 */
    EM_TRIE_WORDS = 1,    /* looked up where a word starts; units are whole runs          */
    EM_TRIE_PREFIXES = 2, /* looked up where a word starts; its first letters, then characters */
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
    em_trie_out out;        /* see em_trie_head                */
} em_trie_edge;

/* While building: how a node is reached. */
typedef struct em_trie_origin {
    em_unit unit;
    uint32_t parent;
} em_trie_origin;

typedef struct em_trie_node {
    uint32_t outs;      /* index of its first out, plus 1; 0: none. While building: a list's head */
    uint32_t run : 30;  /* 1 + place of its bytes if its label is a hash, else 0                 */
    uint32_t more : 1;  /* has children                                                          */
    uint32_t tails : 1; /* some of them separators that end a literal                            */
} em_trie_node;

/* A slot of the tables of first steps. unit 0: free. */
typedef struct em_trie_head {
    em_unit unit;
    em_trie_out out; /* kind EM_TRIE_TO_NODE: target is a node, flags are EM_TRIE_HAS_... */
} em_trie_head;
#define EM_TRIE_TO_NODE 0xFF
#define EM_TRIE_NOWHERE 0xFE /* of no slot: what a word has that is in none */
/* In the flags of such an out: what the node has, so that it need not be looked at for nothing. */
#define EM_TRIE_HAS_OUTS 1
#define EM_TRIE_HAS_MORE 2
#define EM_TRIE_HAS_TAILS 4

/* A set of hashes that may say yes to others, never no to its own. */
typedef struct em_trie_filter {
    uint64_t *bits;
    unsigned shift; /* a hash's highest 64 - shift bits are its place */
} em_trie_filter;

/*
 * A table of first steps. Most pairs of characters only begin longer terms: the filters know which
 * of them end one, and what may stand behind the others. Of words and prefixes `ends` knows all.
 */
typedef struct em_trie_heads {
    em_trie_head *slots;
    unsigned shift;        /* a hash's highest 64 - shift bits are its place                   */
    size_t mask;           /* slots less 1                                                     */
    em_trie_filter ends;   /* hashes of heads that end a term, or may with the separator behind */
    em_trie_filter onward; /* em_trie_onward_hash of heads and the units behind them            */
} em_trie_heads;

typedef struct em_trie {
    em_trie_edge *edges; /* once finished, and so with all below the runs */
    size_t edge_slots;
    unsigned edge_shift;        /* as em_trie_heads has it */
    em_trie_filter edge_filter; /* hashes of edges         */
    EM_VEC(em_trie_node) nodes;
    EM_VEC(em_trie_out) outs;
    EM_VEC(char) runs;              /* each: bytes, then NUL                        */
    EM_VEC(uint32_t) out_next;      /* while building: lists by node                */
    EM_VEC(em_trie_origin) origins; /* while building: by node; of roots all 0      */
    uint32_t *children;             /* while building: nodes by em_trie_edge_hash   */
    size_t child_slots;             /* likewise: a power of two                     */
    em_trie_heads words;            /* by label of a word's first run                        */
    em_trie_heads prefixes;         /* by the first letters of a prefix: EM_TRIE_PREFIX_HEAD */
    em_trie_heads pairs;            /* by em_trie_pair of the first two units ANYWHERE       */
    uint32_t *begins;        /* by BMP character: EM_TRIE_NOTHING where nothing ANYWHERE begins
                                with it, else its outs, as in em_trie_node               */
    uint8_t *prefix_lengths; /* by em_trie_prefix_slot: one bit a length of a prefix's head */
    uint64_t *inside;        /* by em_trie_begin_slot: three bytes that begin something ANYWHERE,
                                the first a letter or digit; NULL: none                  */
    uint64_t *run_ends;      /* by em_trie_run_end_slot: the last one or two bytes of a run
                                that begin what goes on behind it; NULL as inside        */
    bool separator_begins;   /* something ANYWHERE begins with a blank or hyphen          */
} em_trie;

#define EM_TRIE_NOTHING UINT32_MAX

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

static inline bool em_trie_bit(const uint64_t *bits, size_t i)
{
    return bits[i >> 6] >> (i & 63) & 1;
}

static inline void em_trie_set_bit(uint64_t *bits, size_t i)
{
    bits[i >> 6] |= UINT64_C(1) << (i & 63);
}

/* What a hash is shifted by for a table of `slots`, a power of two. */
static inline unsigned em_trie_shift_of(size_t slots)
{
    return 64 - (unsigned)__builtin_ctzll(slots);
}

static inline bool em_trie_filter_has(const em_trie_filter *filter, uint64_t hash)
{
    return em_trie_bit(filter->bits, hash >> filter->shift);
}

static inline void em_trie_filter_fetch(const em_trie_filter *filter, uint64_t hash)
{
    __builtin_prefetch(&filter->bits[hash >> filter->shift >> 6]);
}

/* The head of a prefix: its first letters and digits, at most this many, as one unit. */
#define EM_TRIE_PREFIX_HEAD EM_UNIT_SHORT_RUN
#define EM_TRIE_PREFIX_SLOTS 4096

/* The unit of a head of `bytes`; `room` bytes may be read. */
static inline em_unit em_trie_prefix_unit(const char *s, size_t bytes, size_t room)
{
    return (em_unit)bytes << 56 | em_unit_load(s, bytes, room);
}

/* Where the lengths of the heads that may begin with these three letters are noted. */
static inline size_t em_trie_prefix_slot(unsigned first, unsigned second, unsigned third)
{
    return (first & 31) << 7 | (second & 31) << 2 | ((third ^ third >> 2) & 3);
}

/* A filter of three bytes that begin with a letter or digit: others may share their slot. */
#define EM_TRIE_BEGIN_SLOTS 32768

/* The slot of the last three bytes, the newest of them `byte`. */
static inline unsigned em_trie_begin_slot(unsigned slot, unsigned byte)
{
    return (slot << 5 | (byte & 31)) & (EM_TRIE_BEGIN_SLOTS - 1);
}

#define EM_TRIE_RUN_END_SLOTS 1088

/* The slot of a run's last byte `first`, or of its last two. */
static inline size_t em_trie_run_end_slot(unsigned first, const unsigned char *second)
{
    return second ? (first & 31) << 5 | (*second & 31) : 1024 + (first & 31);
}

/*
 * Whether something ANYWHERE may begin in a run of `n` letters and digits, whatever stands behind
 * it. The trie must have such things.
 */
bool em_trie_may_begin_inside(const em_trie *trie, const char *run, size_t n);

/* Whether a run of `n` letters and digits begins with the head of a prefix. Likewise. */
bool em_trie_has_prefixes(const em_trie *trie, const char *run, size_t n);

static inline uint64_t em_trie_edge_hash(uint32_t parent, em_unit unit)
{
    return em_unit_hash(unit ^ (uint64_t)parent << 29);
}

/* The edge from `parent` by `unit`; its child is EM_TRIE_NONE where there is none. */
static inline const em_trie_edge *em_trie_step(const em_trie *trie, uint32_t parent, em_unit unit,
                                               uint64_t hash)
{
    size_t mask = trie->edge_slots - 1;
    for (size_t i = hash >> trie->edge_shift;; i = (i + 1) & mask) {
        const em_trie_edge *edge = &trie->edges[i];
        if (edge->child == EM_TRIE_NONE || (edge->unit == unit && edge->parent == parent))
            return edge;
    }
}

/* The edge from `parent` by `unit` of a finished trie; NULL where there is none. */
static inline const em_trie_edge *em_trie_follow(const em_trie *trie, uint32_t parent, em_unit unit)
{
    uint64_t hash = em_trie_edge_hash(parent, unit);
    if (!em_trie_filter_has(&trie->edge_filter, hash)) /* mostly there is none */
        return NULL;
    const em_trie_edge *edge = em_trie_step(trie, parent, unit, hash);
    return edge->child == EM_TRIE_NONE ? NULL : edge;
}

/*
 * Whether the run at `text`, whose label was met, is the very run of `node`: the hash of a longer
 * one may be the same, so that what is kept is read up to its NUL only.
 */
static inline bool em_trie_run_is(const em_trie *trie, uint32_t node, const char *text,
                                  size_t bytes)
{
    uint32_t run = trie->nodes.items[node].run;
    return run == 0 || (strncmp(trie->runs.items + run - 1, text, bytes) == 0 &&
                        trie->runs.items[run - 1 + bytes] == '\0');
}

/* The unit of a first character (folded) and the unit behind it. */
static inline em_unit em_trie_pair(uint32_t first, em_unit second)
{
    return (em_unit)1 << 62 | second >> 56 << 48 | (em_unit)first << 24 | (second & 0xFFFFFF);
}

/* `head` is the em_unit_hash of a head. */
static inline uint64_t em_trie_onward_hash(uint64_t head, em_unit behind)
{
    return em_unit_hash(head ^ behind);
}

/* Whether a head may lead anywhere; `behind` is the unit behind it, 0 where there is none. */
static inline bool em_trie_may_lead(const em_trie_heads *heads, uint64_t head, em_unit behind)
{
    return em_trie_filter_has(&heads->ends, head) ||
           (behind && em_trie_filter_has(&heads->onward, em_trie_onward_hash(head, behind)));
}

/* The slot of `unit`, looked for from `slot` on; NULL where it has none. */
static inline const em_trie_head *em_trie_head_from(const em_trie_heads *heads, em_unit unit,
                                                    size_t slot)
{
    for (size_t i = slot;; i = (i + 1) & heads->mask) {
        if (heads->slots[i].unit == unit)
            return &heads->slots[i];
        if (heads->slots[i].unit == 0)
            return NULL;
    }
}

#endif
