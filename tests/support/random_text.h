/* Seeded random text over characters that make trouble. */
#ifndef TESTS_SUPPORT_RANDOM_TEXT_H
#define TESTS_SUPPORT_RANDOM_TEXT_H

#include "base/utf8.h"

#include <stdint.h>

/* xorshift64*, Vigna (2016): any seed but 0. */
static inline uint64_t random_next(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

/* A text of 1 to `max_chars` characters drawn from `alphabet`; returns its bytes. */
static inline size_t random_text(char *out, uint64_t *state, const uint32_t *alphabet,
                                 size_t alphabet_len, size_t max_chars)
{
    size_t len = 0, count = 1 + random_next(state) % max_chars;
    for (size_t i = 0; i < count; i++)
        len += em_utf8_encode(out + len, alphabet[random_next(state) % alphabet_len]);
    return len;
}

#endif
