/*
 * Typed growing arrays.
 *
 *     EM_VEC(em_span) spans = { 0 };
 *     if (!em_vec_push(&spans, ((em_span){ 0, 4 }))) return EM_E_MEMORY;
 *     for (size_t i = 0; i < spans.len; i++) use(spans.items[i]);
 *     em_vec_release(&spans);
 *
 * em_vec_clear keeps the memory. A push or reserve that fails leaves the array as it was.
 */
#ifndef EM_BASE_VEC_H
#define EM_BASE_VEC_H

#include "base/memory.h"

#define EM_VEC(type)                                                                               \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t len;                                                                                \
        size_t cap;                                                                                \
    }

#define em_vec_reserve(vec, want)                                                                  \
    ((want) <= (vec)->cap ||                                                                       \
     em_vec__reserve((void **)&(vec)->items, &(vec)->cap, (want), sizeof *(vec)->items))
#define em_vec_push(vec, value)                                                                    \
    (em_vec_reserve((vec), (vec)->len + 1) ? ((vec)->items[(vec)->len++] = (value), true) : false)
#define em_vec_clear(vec) ((void)((vec)->len = 0))
#define em_vec_release(vec)                                                                        \
    (em_mem_free((vec)->items), (vec)->items = NULL, (vec)->len = (vec)->cap = 0)

bool em_vec__reserve(void **items, size_t *cap, size_t want, size_t item_size);

#endif
