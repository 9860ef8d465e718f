/* The one growing step behind every typed array. */
#include "base/vec.h"

bool em_vec__reserve(void **items, size_t *cap, size_t want, size_t item_size)
{
    if (want <= *cap)
        return true;
    size_t grown = *cap ? *cap + *cap / 2 : 8;
    size_t bytes;
    if (grown < want)
        grown = want;
    if (__builtin_mul_overflow(grown, item_size, &bytes))
        return false;
    void *block = em_mem_realloc(*items, bytes);
    if (!block)
        return false;
    *items = block;
    *cap = grown;
    return true;
}
