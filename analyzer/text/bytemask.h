/* What the next 64 bytes of normalised UTF-8 are: one bit a byte and question. */
#ifndef EM_TEXT_BYTEMASK_H
#define EM_TEXT_BYTEMASK_H

#include <stdint.h>

#define EM_BYTEMASK_BYTES 64u

/* A byte of no sort is an ASCII mark (or DELETE). */
typedef struct em_bytemask {
    uint64_t words;    /* a to z, 0 to 9, the low line  */
    uint64_t controls; /* below the blank               */
    uint64_t blanks;   /* the blank and the controls    */
    uint64_t wide;     /* of characters beyond ASCII    */
} em_bytemask;

#if defined(__SSE2__)
#include <emmintrin.h>

/* Signed, so that bytes beyond ASCII are in no range. */
static inline __m128i em_bytemask__between(__m128i bytes, char first, char last)
{
    return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)(first - 1))),
                         _mm_cmplt_epi8(bytes, _mm_set1_epi8((char)(last + 1))));
}

static inline uint64_t em_bytemask__bits(__m128i bytes, unsigned at)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(bytes) << at;
}

/* Looks at EM_BYTEMASK_BYTES bytes from `bytes` on. */
static inline em_bytemask em_bytemask_of(const char *bytes)
{
    em_bytemask m = { 0 };
    for (unsigned at = 0; at < EM_BYTEMASK_BYTES; at += 16) {
        __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(bytes + at));
        __m128i alphanumeric = _mm_or_si128(em_bytemask__between(b, 'a', 'z'),
                                            em_bytemask__between(b, '0', '9'));
        __m128i low_line = _mm_cmpeq_epi8(b, _mm_set1_epi8('_'));
        m.words |= em_bytemask__bits(_mm_or_si128(alphanumeric, low_line), at);
        m.controls |= em_bytemask__bits(_mm_cmplt_epi8(b, _mm_set1_epi8(' ')), at);
        m.blanks |= em_bytemask__bits(_mm_cmplt_epi8(b, _mm_set1_epi8(' ' + 1)), at);
        m.wide |= em_bytemask__bits(b, at);
    }
    m.controls &= ~m.wide;
    m.blanks &= ~m.wide;
    return m;
}
#else
static inline uint64_t em_bytemask__bit(int is, unsigned at)
{
    return (uint64_t)(is != 0) << at;
}

static inline em_bytemask em_bytemask_of(const char *bytes)
{
    em_bytemask m = { 0 };
    for (unsigned at = 0; at < EM_BYTEMASK_BYTES; at++) {
        unsigned char b = (unsigned char)bytes[at];
        int letter = b >= 'a' && b <= 'z', digit = b >= '0' && b <= '9';
        m.words |= em_bytemask__bit(letter || digit || b == '_', at);
        m.controls |= em_bytemask__bit(b < ' ', at);
        m.blanks |= em_bytemask__bit(b <= ' ', at);
        m.wide |= em_bytemask__bit(b >= 0x80, at);
    }
    return m;
}
#endif

#endif
