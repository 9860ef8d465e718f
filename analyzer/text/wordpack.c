/* A finished trie of words: a node's table is written once the words move on to another node. */
#include "text/wordpack.h"

#include <string.h>

#define CHARACTER_SHIFT 43
#define COST_SHIFT 27
#define COST_BITS (UINT64_C(0xFFFF) << COST_SHIFT)
#define CHILDREN_SHIFT 5
#define SLOTS_MAX ((size_t)1 << 22)

static em_status no_memory(em_error *err)
{
    return em_error_set(err, EM_E_MEMORY, "no memory for a dictionary");
}

/* The smallest power of two that leaves a slot in five free. */
static unsigned table_log(size_t children)
{
    unsigned log = 1;
    while (((size_t)1 << log) <= children + children / 4)
        log++;
    return log;
}

static void put_child(uint64_t *table, unsigned log, uint64_t child)
{
    uint32_t mask = (UINT32_C(1) << log) - 1;
    uint32_t i = em_wordpack__home((uint32_t)(child >> CHARACTER_SHIFT), log);
    while (table[i])
        i = (i + 1) & mask;
    table[i] = child;
}

/* Writes the table of the deepest open node; *children tells its parent's slot where it lies. */
static em_status close_node(em_wordpack_builder *b, uint64_t *children, em_error *err)
{
    size_t first = b->first.items[--b->first.len], count = b->open.len - first;
    unsigned log = table_log(count);
    size_t at = b->slots.len ? b->slots.len : 1; /* a node without children has first slot 0 */
    size_t end = at + ((size_t)1 << log);
    if (end > SLOTS_MAX)
        return em_error_set(err, EM_E_LIMIT, "a dictionary holds more than %zu characters",
                            SLOTS_MAX);
    if (!em_vec_reserve(&b->slots, end))
        return no_memory(err);
    memset(b->slots.items + b->slots.len, 0, (end - b->slots.len) * sizeof *b->slots.items);
    b->slots.len = end;
    for (size_t i = first; i < b->open.len; i++)
        put_child(b->slots.items + at, log, b->open.items[i]);
    b->open.len = first;
    *children = (uint64_t)at << CHILDREN_SHIFT | log;
    return EM_OK;
}

/* Closes the nodes behind the first `keep` characters of the last word. */
static em_status close_to(em_wordpack_builder *b, size_t keep, em_error *err)
{
    while (b->first.len > keep + 1) {
        uint64_t children;
        em_status status = close_node(b, &children, err);
        if (status != EM_OK)
            return status;
        b->open.items[b->open.len - 1] |= children;
    }
    return EM_OK;
}

em_status em_wordpack_put(em_wordpack_builder *b, const uint32_t *word, size_t len, uint32_t cost,
                          em_error *err)
{
    size_t shared = 0;
    while (shared < len && shared < b->last.len && word[shared] == b->last.items[shared])
        shared++;
    em_status status = close_to(b, shared, err);
    b->last.len = shared;
    for (size_t i = shared; status == EM_OK && i < len; i++) {
        bool opened = b->first.len > i || em_vec_push(&b->first, (uint32_t)b->open.len);
        if (!opened || !em_vec_push(&b->open, (uint64_t)word[i] << CHARACTER_SHIFT) ||
            !em_vec_push(&b->last, word[i]))
            status = no_memory(err);
    }
    if (status == EM_OK) {
        uint64_t *end = &b->open.items[b->open.len - 1];
        *end = (*end & ~COST_BITS) | (uint64_t)(cost + 1) << COST_SHIFT;
    }
    return status;
}

em_status em_wordpack_finish(em_wordpack *out, em_wordpack_builder *b, em_error *err)
{
    *out = (em_wordpack){ NULL, 0 };
    em_status status = close_to(b, 0, err);
    if (status == EM_OK && b->first.len)
        status = close_node(b, &out->root, err);
    if (status == EM_OK) {
        out->slots = b->slots.items;
        b->slots.items = NULL;
        b->slots.len = b->slots.cap = 0;
    }
    em_wordpack_builder_release(b);
    return status;
}

void em_wordpack_builder_release(em_wordpack_builder *b)
{
    em_vec_release(&b->slots);
    em_vec_release(&b->open);
    em_vec_release(&b->first);
    em_vec_release(&b->last);
}

void em_wordpack_release(em_wordpack *pack)
{
    em_mem_free(pack->slots);
    *pack = (em_wordpack){ NULL, 0 };
}
