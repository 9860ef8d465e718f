/*
 * A finished trie of words over code points: each node has a small hash table of its children, and
 * all tables lie one behind the other. So it is built by writing forward alone, and a step reads
 * one slot, mostly the first it looks at; where nothing follows, it reads none.
 *
 *     slot: character 21 bits, cost and one 16, first slot of its children 22, log2 of their table
 * 5
 */
#ifndef EM_TEXT_WORDPACK_H
#define EM_TEXT_WORDPACK_H

#include "base/vec.h"

typedef uint64_t em_packnode; /* 0: no such node */

typedef struct em_wordpack {
    uint64_t *slots; /* NULL: no words */
    em_packnode root;
} em_wordpack;

#define EM_WORDPACK_MAX_COST 0xFFFEu

typedef struct em_wordpack_builder {
    EM_VEC(uint64_t) slots;
    EM_VEC(uint64_t) open; /* children of the nodes on the way to the last word, the root's first */
    EM_VEC(uint32_t)
    first;                 /* of each of these nodes: where its children begin in `open`          */
    EM_VEC(uint32_t) last; /* the last word                                                       */
} em_wordpack_builder;

/* All zero is an empty builder. */
void em_wordpack_builder_release(em_wordpack_builder *builder);

/*
 * Adds a word of one or more characters. Words with the same beginning come one after the other (as
 * in any alphabetic order); of a word that comes twice in a row the later cost holds. EM_E_LIMIT
 * past four million slots.
 */
EM_MUST_CHECK em_status em_wordpack_put(em_wordpack_builder *builder, const uint32_t *word,
                                        size_t len, uint32_t cost, em_error *err);

/* Yours: em_wordpack_release. The builder is then empty. */
EM_MUST_CHECK em_status em_wordpack_finish(em_wordpack *out, em_wordpack_builder *builder,
                                           em_error *err);
void em_wordpack_release(em_wordpack *pack);

static inline uint32_t em_wordpack__home(uint32_t c, unsigned log)
{
    return (uint32_t)((uint64_t)(c * UINT32_C(0x9E3779B1)) >> (32 - log));
}

/* The child of `node` under `c`, or 0. */
static inline em_packnode em_wordpack_step(const em_wordpack *pack, em_packnode node, uint32_t c)
{
    size_t first = node >> 5 & 0x3FFFFF;
    if (first == 0)
        return 0;
    unsigned log = node & 31;
    const uint64_t *table = pack->slots + first;
    uint32_t mask = (UINT32_C(1) << log) - 1;
    for (uint32_t i = em_wordpack__home(c, log);; i = (i + 1) & mask) {
        if (table[i] >> 43 == c || table[i] == 0)
            return table[i];
    }
}

/* The cost of the word that ends at `node`; UINT32_MAX: none ends there. */
static inline uint32_t em_wordpack_cost(em_packnode node)
{
    return (uint32_t)(node >> 27 & 0xFFFF) - 1u;
}

#endif
