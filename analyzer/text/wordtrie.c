/* A trie of words over code points, in one flat hash table. */
#include "text/wordtrie.h"

#include "base/memory.h"

em_status em_wordtrie_init(em_wordtrie *trie, size_t nodes, em_error *err)
{
    *trie = (em_wordtrie){ 0 };
    if (nodes > EM_WORDTRIE_MAX_NODES)
        return em_error_set(err, EM_E_LIMIT, "a dictionary of %zu characters is larger than %u",
                            nodes, EM_WORDTRIE_MAX_NODES);
    uint32_t size = 1024;
    while (size < nodes + nodes / 2)
        size *= 2;
    trie->slots = em_mem_zalloc(size, sizeof *trie->slots);
    if (!trie->slots)
        return em_error_set(err, EM_E_MEMORY, "no memory for a dictionary");
    trie->mask = size - 1;
    trie->limit = size - size / 8;
    return EM_OK;
}

void em_wordtrie_release(em_wordtrie *trie)
{
    em_mem_free(trie->slots);
    *trie = (em_wordtrie){ 0 };
}

em_wordnode em_wordtrie_grow(em_wordtrie *trie, em_wordnode parent, uint32_t c)
{
    em_wordnode found = em_wordtrie_step(trie, parent, c);
    if (found != EM_WORDNODE_NONE || trie->used >= trie->limit)
        return found;
    uint32_t at = em_wordtrie__hash(parent, c);
    while (trie->slots[at & trie->mask])
        at++;
    trie->slots[at & trie->mask] = ((uint64_t)(parent + 1) << 21 | c) << 20;
    trie->used++;
    return (at & trie->mask) + 1;
}

void em_wordtrie_set_cost(em_wordtrie *trie, em_wordnode node, uint32_t cost)
{
    uint64_t *slot = &trie->slots[node - 1];
    *slot = (*slot & ~UINT64_C(0xFFFF)) | (cost + 1);
}
