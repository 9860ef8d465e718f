/*
 * Units: what the tries walk over. A unit is one character or (in the trie of words) one whole run
 * of ASCII letters and digits, and it says whether blanks or hyphens stand before it.
 *
 * Every unit has a 64-bit label. Two units with the same label are the same, except for long
 * runs, whose label is a hash: the trie keeps their bytes. Up to seven bytes are their own label;
 * eight to eleven small letters are packed by five bits.
 */
#ifndef EM_MATCH_UNIT_H
#define EM_MATCH_UNIT_H

#include "base/utf8.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef uint64_t em_unit;

/* What the top byte of a label says; 1 to 11 is the length of a run that is its own label. */
#define EM_UNIT_CHAR ((em_unit)0x40 << 56)
#define EM_UNIT_TAIL ((em_unit)0x41 << 56) /* a hyphen or blank that ends a literal */
#define EM_UNIT_HASH ((em_unit)0x80 << 56)
#define EM_UNIT_APART ((em_unit)0x10 << 56) /* added: separators stand before it */
#define EM_UNIT_SHORT_RUN 7
#define EM_UNIT_PACKED_RUN 11

static inline bool em_unit_is_alnum(unsigned char c)
{
    return (unsigned)(c - '0') < 10 || (unsigned)((c | 0x20) - 'a') < 26;
}

/* Bytes of the character whose first byte is `lead`, in well-formed UTF-8. */
static inline size_t em_unit_char_bytes(unsigned char lead)
{
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* The character at `s`, which has `len` > 0 bytes; well-formed UTF-8 is decoded quickly. */
static inline size_t em_unit_decode(uint32_t *out, const char *s, size_t len)
{
    const unsigned char *b = (const unsigned char *)s;
    if (b[0] < 0x80) {
        *out = b[0];
        return 1;
    }
    if (b[0] >= 0xE0 && b[0] < 0xF0 && len >= 3) {
        *out = (uint32_t)(b[0] & 0x0F) << 12 | (uint32_t)(b[1] & 0x3F) << 6 | (b[2] & 0x3F);
        return 3;
    }
    return em_utf8_decode(out, s, len);
}

/* Blanks and hyphens, which match each other. */
static inline bool em_unit_is_separator(uint32_t c)
{
    return c == ' ' || c == '-' || c == '\t' || c == 0xA0 || (c >= 0x2010 && c <= 0x2013) ||
           c == 0x3000;
}

/* Bytes of the run of separators at `s`; 0 where there is none. */
static inline size_t em_unit_separators(const char *s, size_t len)
{
    size_t n = 0;
    while (n < len) {
        uint32_t c;
        size_t bytes = em_unit_decode(&c, s + n, len - n);
        if (!em_unit_is_separator(c))
            break;
        n += bytes;
    }
    return n;
}

/* A character as tries know it: apostrophes are one. */
static inline uint32_t em_unit_fold(uint32_t c)
{
    return c == 0x2019 || c == 0x2018 || c == 0x02BC ? '\'' : c;
}

/* Letters of scripts that are written without blanks: Han, kana, Thai, Lao, Khmer, ... */
static inline bool em_unit_is_unspaced(uint32_t c)
{
    return c >= 0x0E00 &&
           (c < 0x0F00 || (c >= 0x1000 && c < 0x10A0) || (c >= 0x1780 && c < 0x1800) ||
            (c >= 0x2E80 && c < 0x2FE0) || (c >= 0x3005 && c < 0x3008) ||
            (c >= 0x3040 && c < 0x3130) || (c >= 0x31A0 && c < 0x31C0) ||
            (c >= 0x31F0 && c < 0x3200) || (c >= 0x3400 && c < 0x4DC0) ||
            (c >= 0x4E00 && c < 0xA4D0) || (c >= 0xF900 && c < 0xFB00) ||
            (c >= 0xFF66 && c < 0xFF9E) || (c >= 0x20000 && c < 0x40000));
}

/* Whether a label is that of a run of letters and digits, not of a character. */
static inline bool em_unit_is_run(em_unit label)
{
    return (label & EM_UNIT_CHAR) == 0;
}

/* Bytes of the run of ASCII letters and digits at `s`. */
static inline size_t em_unit_run_bytes(const char *s, size_t len)
{
    size_t n = 0;
#ifdef __SSE2__
    for (; n + 16 <= len; n += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(s + n));
        __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        /* x - low, as unsigned, is at most high - low: then x is in [low, high]. */
        __m128i letter = _mm_subs_epu8(_mm_sub_epi8(lower, _mm_set1_epi8('a')), _mm_set1_epi8(25));
        __m128i digit = _mm_subs_epu8(_mm_sub_epi8(bytes, _mm_set1_epi8('0')), _mm_set1_epi8(9));
        __m128i is_either = _mm_or_si128(_mm_cmpeq_epi8(letter, _mm_setzero_si128()),
                                         _mm_cmpeq_epi8(digit, _mm_setzero_si128()));
        unsigned others = ~(unsigned)_mm_movemask_epi8(is_either) & 0xFFFF;
        if (others)
            return n + (size_t)__builtin_ctz(others);
    }
#endif
    while (n < len && em_unit_is_alnum((unsigned char)s[n]))
        n++;
    return n;
}

/* The first `bytes` (at most 8) of `s` as a number; `room` bytes may be read. */
static inline uint64_t em_unit_load(const char *s, size_t bytes, size_t room)
{
    uint64_t word = 0;
    if (room >= sizeof word) {
        memcpy(&word, s, sizeof word);
        return bytes >= sizeof word ? word : word & ((UINT64_C(1) << 8 * bytes) - 1);
    }
    for (size_t i = 0; i < bytes; i++)
        word |= (uint64_t)(unsigned char)s[i] << 8 * i;
    return word;
}

/*
 * A hash of a label for tables whose size is a power of two: its highest bits are spread well.
 * Multiplication by 2^64 over the golden ratio: Knuth, The Art of Computer Programming 3, 6.4.
 */
static inline uint64_t em_unit_hash(uint64_t x)
{
    return x * UINT64_C(0x9E3779B97F4A7C15);
}

/* The same, all of whose bits are spread well. */
static inline uint64_t em_unit_mix(uint64_t x)
{
    x *= UINT64_C(0x9E3779B97F4A7C15);
    x ^= x >> 32;
    x *= UINT64_C(0xD6E8FEB86659FD93);
    return x ^ x >> 32;
}

/* Five bits of each of eight small letters, side by side. */
static inline uint64_t em_unit_pack(uint64_t letters)
{
    uint64_t x = letters;
    x = (x & UINT64_C(0x001F001F001F001F)) | (x >> 3 & UINT64_C(0x03E003E003E003E0));
    x = (x & UINT64_C(0x000003FF000003FF)) | (x >> 6 & UINT64_C(0x000FFC00000FFC00));
    return (x & 0xFFFFF) | (x >> 12 & UINT64_C(0xFFFFF00000));
}

/* The label of a run of `bytes` letters and digits; `room` bytes may be read. */
static inline em_unit em_unit_run_label(const char *s, size_t bytes, size_t room)
{
    const uint64_t small = UINT64_C(0x6060606060606060);
    if (bytes <= EM_UNIT_SHORT_RUN)
        return (em_unit)bytes << 56 | em_unit_load(s, bytes, room);
    uint64_t first = em_unit_load(s, 8, 8);
    uint64_t last = em_unit_load(s + bytes - 8, 8, 8);
    if (bytes <= EM_UNIT_PACKED_RUN && (first & last & small) == small)
        return (em_unit)bytes << 56 | em_unit_pack(first) | em_unit_pack(last) >> 25 << 40;
    uint64_t hash = bytes;
    for (size_t i = 0; i + 8 < bytes; i += 8)
        hash = em_unit_mix(hash ^ em_unit_load(s + i, 8, 8));
    return EM_UNIT_HASH | em_unit_mix(hash ^ last) >> 8;
}

/*
 * The unit at `s`, behind the first of a literal; `words` says what is walked. Returns its bytes
 * with the separators before it, whose bytes go to *gap; 0 where nothing but separators is left.
 */
static inline size_t em_unit_next(em_unit *out, size_t *gap, const char *s, size_t len, bool words)
{
    if (len >= 3 && (unsigned char)*s >= 0xE4 && (unsigned char)*s <= 0xE9) { /* most of Han */
        uint32_t han;
        *gap = 0;
        size_t han_bytes = em_unit_decode(&han, s, len);
        *out = EM_UNIT_CHAR | han;
        return han_bytes;
    }
    *gap = em_unit_separators(s, len);
    if (*gap == len)
        return 0;
    em_unit apart = *gap ? EM_UNIT_APART : 0;
    s += *gap;
    len -= *gap;
    if (words && em_unit_is_alnum((unsigned char)*s)) {
        size_t bytes = em_unit_run_bytes(s, len);
        *out = em_unit_run_label(s, bytes, len) | apart;
        return *gap + bytes;
    }
    uint32_t c;
    size_t bytes = em_unit_decode(&c, s, len);
    *out = EM_UNIT_CHAR | apart | em_unit_fold(c);
    return *gap + bytes;
}

#endif
