/* Unified ideographs from U+4E00 to U+9FFF, by their bytes alone: nearly all of Chinese text. */
#ifndef EM_TEXT_HAN_H
#define EM_TEXT_HAN_H

#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define EM_HAN_FIRST 0x4E00u
#define EM_HAN_COUNT 0x5200u

/* Bytes that em_han_run reads, and the most characters that it counts. */
#define EM_HAN_BYTES 16u
#define EM_HAN_STEP 5u

/* How many characters from `text` on, up to EM_HAN_STEP, are such ideographs. Any bytes. */
static inline uint32_t em_han_run(const char *text)
{
#if defined(__SSE2__)
    /* E4 B8 80 to E9 BF BF: where leads and trails stand is held against where they should. */
    const uint32_t leads = 0x1249, trails = 0x6DB6;
    __m128i b = _mm_loadu_si128((const __m128i *)(const void *)text);
    __m128i from_e5 = _mm_sub_epi8(b, _mm_set1_epi8((char)0xE5));
    __m128i lead = _mm_cmpeq_epi8(_mm_min_epu8(from_e5, _mm_set1_epi8(4)), from_e5);
    __m128i lead_e4 = _mm_cmpeq_epi8(b, _mm_set1_epi8((char)0xE4));
    __m128i from_b8 = _mm_cmpeq_epi8(_mm_max_epu8(b, _mm_set1_epi8((char)0xB8)), b);
    __m128i trail = _mm_cmplt_epi8(b, _mm_set1_epi8((char)0xC0));
    uint32_t is_lead = (uint32_t)_mm_movemask_epi8(lead) |
                       ((uint32_t)_mm_movemask_epi8(lead_e4) &
                        (uint32_t)_mm_movemask_epi8(from_b8) >> 1);
    uint32_t wrong = (is_lead ^ leads) | ((uint32_t)_mm_movemask_epi8(trail) ^ trails) | 1u << 15;
    return (uint32_t)__builtin_ctz(wrong) / 3;
#else
    const unsigned char *b = (const unsigned char *)text;
    uint32_t count = 0;
    while (count < EM_HAN_STEP && b[0] >= 0xE4 && b[0] <= 0xE9 && (b[0] > 0xE4 || b[1] >= 0xB8) &&
           (b[1] & 0xC0) == 0x80 && (b[2] & 0xC0) == 0x80) {
        count++;
        b += 3;
    }
    return count;
#endif
}

/* The place of the ideograph at `text` in a table of EM_HAN_COUNT; beyond it for whatever else
 * begins a character of well-formed text. Three readable bytes. */
static inline uint32_t em_han_index(const char *text)
{
    const unsigned char *b = (const unsigned char *)text;
    const uint32_t first_bytes = (0xE4u << 12) + (0xB8u << 6) + 0x80u;
    return ((uint32_t)b[0] << 12) + ((uint32_t)b[1] << 6) + b[2] - first_bytes;
}

#endif
