/*
 * Memory: one allocator for the whole process, and arenas for work that ends together.
 *
 * The allocator is replaced only by tests (to make the Nth call fail), before any other
 * call of the library.
 */
#ifndef EM_BASE_MEMORY_H
#define EM_BASE_MEMORY_H

#include "em_base.h"

typedef struct em_allocator {
    void *(*realloc_fn)(void *context, void *block, size_t size); /* block NULL: allocate */
    void (*free_fn)(void *context, void *block);
    void *context;
} em_allocator;

/* Not thread-safe; NULL restores the C library's. */
void em_memory_set_allocator(const em_allocator *allocator);

/* NULL when there is no memory. Sizes of 0 give a block of 1 byte. em_mem_free(NULL) is fine. */
void *em_mem_alloc(size_t size);
void *em_mem_zalloc(size_t count, size_t size); /* zeroed; NULL also on overflow */
void *em_mem_realloc(void *block, size_t size); /* on NULL the old block is still yours */
void em_mem_free(void *block);
char *em_mem_strdup(em_str s); /* NUL-terminated copy */

/*
 * Arena: blocks handed out one after another, freed all at once. `em_arena_reset` keeps the
 * memory for the next comment (down to one block, so that one giant does not stay).
 */
typedef struct em_arena_block em_arena_block;
typedef struct em_arena {
    em_arena_block *current;
    size_t used;  /* bytes of current in use */
    size_t total; /* bytes handed out since the last reset */
    size_t max;   /* em_arena_alloc fails past this total */
} em_arena;

void em_arena_init(em_arena *arena, size_t max_bytes);
void em_arena_release(em_arena *arena);
void em_arena_reset(em_arena *arena);
void *em_arena_alloc(em_arena *arena,
                     size_t size); /* 16-byte aligned; NULL: no memory or over max */
/* A copy that ends in NUL (not counted in len); data is NULL where there was no memory. */
em_str em_arena_copy(em_arena *arena, em_str s);

#endif
