/*
 * Units: what the tries walk over. A unit is one character, one run of blanks and hyphens, or
 * (in the trie of words) one whole run of ASCII letters and digits.
 *
 * Every unit has a 64-bit label. Two units with the same label are the same, except for runs
 * longer than UNIT_SHORT_RUN bytes, whose label is a hash: the trie keeps their bytes.
 */
#ifndef EM_MATCH_UNIT_H
#define EM_MATCH_UNIT_H

#include "base/utf8.h"

#include <string.h>

typedef uint64_t em_unit;

/* What the top byte of a label says; 1 to 7 is the length of a short run. */
#define EM_UNIT_CHAR ((em_unit)0x40 << 56)
#define EM_UNIT_TAIL ((em_unit)0x41 << 56) /* a hyphen or blank that ends a literal */
#define EM_UNIT_HASH ((em_unit)0x80 << 56)
#define EM_UNIT_SEPARATOR (EM_UNIT_CHAR | ' ')
#define EM_UNIT_SHORT_RUN 7

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

/* The unit at `s` where characters are walked; returns its bytes. */
static inline size_t em_unit_next_char(em_unit *out, const char *s, size_t len)
{
    uint32_t c;
    size_t bytes = em_unit_decode(&c, s, len);
    if (em_unit_is_separator(c)) {
        *out = EM_UNIT_SEPARATOR;
        return bytes + em_unit_separators(s + bytes, len - bytes);
    }
    *out = EM_UNIT_CHAR | em_unit_fold(c);
    return bytes;
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

static inline size_t em_unit_run_bytes(const char *s, size_t len)
{
    size_t n = 0;
    while (n < len && em_unit_is_alnum((unsigned char)s[n]))
        n++;
    return n;
}

static inline uint64_t em_unit_load(const char *s, size_t bytes)
{
    uint64_t word = 0;
    memcpy(&word, s, bytes);
    return word;
}

static inline uint64_t em_unit_mix(uint64_t x)
{
    x *= UINT64_C(0x9E3779B97F4A7C15);
    x ^= x >> 32;
    x *= UINT64_C(0xD6E8FEB86659FD93);
    return x ^ x >> 32;
}

/* The label of a run of `bytes` letters and digits. */
static inline em_unit em_unit_run_label(const char *s, size_t bytes)
{
    if (bytes <= EM_UNIT_SHORT_RUN)
        return (em_unit)bytes << 56 | em_unit_load(s, bytes);
    uint64_t hash = bytes;
    size_t i = 0;
    for (; i + 8 <= bytes; i += 8)
        hash = em_unit_mix(hash ^ em_unit_load(s + i, 8));
    if (i < bytes)
        hash = em_unit_mix(hash ^ em_unit_load(s + bytes - 8, 8));
    return EM_UNIT_HASH | hash >> 8;
}

/* The unit at `s` where words are walked; returns its bytes. */
static inline size_t em_unit_next_word(em_unit *out, const char *s, size_t len)
{
    size_t bytes = em_unit_run_bytes(s, len);
    if (bytes == 0)
        return em_unit_next_char(out, s, len);
    *out = em_unit_run_label(s, bytes);
    return bytes;
}

#endif
