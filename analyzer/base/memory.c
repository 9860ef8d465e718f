/* Memory: one allocator for the whole process, and arenas for work that ends together. */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static void *system_realloc(void *context, void *block, size_t size)
{
    (void)context;
    return realloc(block, size);
}

static void system_free(void *context, void *block)
{
    (void)context;
    free(block);
}

static const em_allocator SYSTEM_ALLOCATOR = { system_realloc, system_free, NULL };
static em_allocator allocator = { system_realloc, system_free, NULL };

void em_memory_set_allocator(const em_allocator *replacement)
{
    allocator = replacement ? *replacement : SYSTEM_ALLOCATOR;
}

void *em_mem_realloc(void *block, size_t size)
{
    return allocator.realloc_fn(allocator.context, block, size ? size : 1);
}

void *em_mem_alloc(size_t size)
{
    return em_mem_realloc(NULL, size);
}

void *em_mem_zalloc(size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        return NULL;
    void *block = em_mem_alloc(total);
    if (block)
        memset(block, 0, total ? total : 1);
    return block;
}

void em_mem_free(void *block)
{
    if (block)
        allocator.free_fn(allocator.context, block);
}

char *em_mem_strdup(em_str s)
{
    char *copy = em_mem_alloc(s.len + 1);
    if (!copy)
        return NULL;
    if (s.len)
        memcpy(copy, s.data, s.len);
    copy[s.len] = '\0';
    return copy;
}

/* --- arena ------------------------------------------------------------------------- */

struct em_arena_block {
    em_arena_block *previous;
    size_t size; /* usable bytes behind the head */
};

#define ARENA_ALIGN 16
#define ARENA_HEAD ((sizeof(em_arena_block) + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN)
/* Large enough that a typical comment needs one block, small enough for one per thread. */
#define ARENA_BLOCK_BYTES ((size_t)64 * 1024)

void em_arena_init(em_arena *arena, size_t max_bytes)
{
    *arena = (em_arena){ .max = max_bytes };
}

static void free_blocks(em_arena_block *block)
{
    while (block) {
        em_arena_block *previous = block->previous;
        em_mem_free(block);
        block = previous;
    }
}

void em_arena_release(em_arena *arena)
{
    free_blocks(arena->current);
    em_arena_init(arena, arena->max);
}

void em_arena_reset(em_arena *arena)
{
    em_arena_block *block = arena->current;
    if (block && block->size > ARENA_BLOCK_BYTES) {
        free_blocks(block);
        arena->current = NULL;
    } else if (block) {
        free_blocks(block->previous);
        block->previous = NULL;
    }
    arena->used = 0;
    arena->total = 0;
}

static bool arena_grow(em_arena *arena, size_t size)
{
    size_t bytes = size > ARENA_BLOCK_BYTES ? size : ARENA_BLOCK_BYTES;
    em_arena_block *block = em_mem_alloc(ARENA_HEAD + bytes);
    if (!block)
        return false;
    *block = (em_arena_block){ arena->current, bytes };
    arena->current = block;
    arena->used = 0;
    return true;
}

void *em_arena_alloc(em_arena *arena, size_t size)
{
    if (size > arena->max - arena->total)
        return NULL;
    size = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    bool fits = arena->current && size <= arena->current->size - arena->used;
    if (!fits && !arena_grow(arena, size))
        return NULL;
    char *place = (char *)arena->current + ARENA_HEAD + arena->used;
    arena->used += size;
    arena->total += size;
    if (arena->total > arena->max)
        arena->total = arena->max;
    return place;
}

em_str em_arena_copy(em_arena *arena, em_str s)
{
    char *copy = em_arena_alloc(arena, s.len + 1);
    if (!copy)
        return (em_str){ NULL, 0 };
    if (s.len)
        memcpy(copy, s.data, s.len);
    copy[s.len] = '\0';
    return (em_str){ copy, s.len };
}
