/*
 * A trie of words over code points, in one flat hash table of eight bytes a node.
 *
 * A node is the slot where (parent, character) hashes to, by open addressing; so a step is one
 * probe, mostly into one cache line. Its size is fixed when it is made.
 */
#ifndef EM_TEXT_WORDTRIE_H
#define EM_TEXT_WORDTRIE_H

#include "em_base.h"

/* One slot: parent 22 bits, character 21, cost 16, flags; 0 is an empty slot. */
typedef struct em_wordtrie {
    uint64_t *slots;
    uint32_t mask;
    uint32_t used, limit;
} em_wordtrie;

typedef uint32_t em_wordnode;
#define EM_WORDNODE_ROOT UINT32_C(0)
#define EM_WORDNODE_NONE UINT32_MAX
#define EM_WORDTRIE_MAX_NODES (UINT32_C(1) << 21)
#define EM_WORD_MAX_COST 0xFFFEu

/* Room for `nodes` characters of words. Yours: em_wordtrie_release. */
EM_MUST_CHECK em_status em_wordtrie_init(em_wordtrie *trie, size_t nodes, em_error *err);
void em_wordtrie_release(em_wordtrie *trie);

/* The child of `parent` under `c`, made if need be; NONE where the trie is full. */
em_wordnode em_wordtrie_grow(em_wordtrie *trie, em_wordnode parent, uint32_t c);

/* Ends a word at `node`, or changes its cost (at most EM_WORD_MAX_COST). */
void em_wordtrie_set_cost(em_wordtrie *trie, em_wordnode node, uint32_t cost);

static inline uint32_t em_wordtrie__hash(em_wordnode parent, uint32_t c)
{
    uint64_t key = ((uint64_t)parent << 21 | c) * UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(key >> 32);
}

/* The child of `parent` under `c`, or NONE. */
static inline em_wordnode em_wordtrie_step(const em_wordtrie *trie, em_wordnode parent, uint32_t c)
{
    uint64_t key = (uint64_t)(parent + 1) << 21 | c;
    for (uint32_t at = em_wordtrie__hash(parent, c);; at++) {
        uint64_t slot = trie->slots[at & trie->mask];
        if (slot >> 20 == key)
            return (at & trie->mask) + 1;
        if (slot == 0)
            return EM_WORDNODE_NONE;
    }
}

/* The cost of the word that ends at `node`; UINT32_MAX: none ends there. */
static inline uint32_t em_wordtrie_cost(const em_wordtrie *trie, em_wordnode node)
{
    uint32_t cost = (uint32_t)(trie->slots[node - 1] & 0xFFFFu);
    return cost ? cost - 1 : UINT32_MAX;
}

#endif
