/*
 * Is a text well-formed UTF-8?
 *
 * Whole vectors by three table look-ups each (J. Keiser and D. Lemire, "Validating UTF-8 in less
 * than one instruction per byte", Software: Practice and Experience 51(5), 2021), where the
 * machine has AVX2; what is left, and the exact place of a fault, character by character.
 */
#include "base/utf8.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

/* Faults that a pair of neighbouring bytes can show; a pair shows one where all tables agree. */
#define TOO_SHORT 0x01 /* a lead byte without its trail byte    */
#define TOO_LONG 0x02  /* a trail byte after ASCII              */
#define OVERLONG_3 0x04
#define TOO_LARGE 0x08
#define SURROGATE 0x10
#define OVERLONG_2 0x20
#define TOO_LARGE_1000 0x40 /* F5 and above        */
#define OVERLONG_4 0x40
#define TWO_TRAILS 0x80 /* (char)0x80 below    */
#define CARRY (TOO_SHORT | TOO_LONG | TWO_TRAILS)

#define BLOCK 32

#define TWICE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)
#define B(x) (char)(x)

#define TARGET __attribute__((target("avx2")))

/* The bytes `n` places before those of `now`. */
#define BYTES_BEFORE(now, before, n)                                                               \
    _mm256_alignr_epi8(now, _mm256_permute2x128_si256(before, now, 0x21), 16 - (n))

TARGET static __m256i high_nibbles(__m256i bytes)
{
    return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0F));
}

TARGET static __m256i pair_faults(__m256i now, __m256i one_before)
{
    const __m256i first_high = TWICE(TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
                                     TOO_LONG, TOO_LONG, B(TWO_TRAILS), B(TWO_TRAILS),
                                     B(TWO_TRAILS), B(TWO_TRAILS), TOO_SHORT | OVERLONG_2,
                                     TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
                                     TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4);
    const __m256i first_low = TWICE(
        B(CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4), B(CARRY | OVERLONG_2), B(CARRY), B(CARRY),
        B(CARRY | TOO_LARGE), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
        B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
        B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
        B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
        B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE),
        B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000));
    const __m256i second_high = TWICE(
        TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
        B(TOO_LONG | OVERLONG_2 | TWO_TRAILS | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4),
        B(TOO_LONG | OVERLONG_2 | TWO_TRAILS | OVERLONG_3 | TOO_LARGE),
        B(TOO_LONG | OVERLONG_2 | TWO_TRAILS | SURROGATE | TOO_LARGE),
        B(TOO_LONG | OVERLONG_2 | TWO_TRAILS | SURROGATE | TOO_LARGE), TOO_SHORT, TOO_SHORT,
        TOO_SHORT, TOO_SHORT);
    __m256i by_first = _mm256_and_si256(
        _mm256_shuffle_epi8(first_high, high_nibbles(one_before)),
        _mm256_shuffle_epi8(first_low, _mm256_and_si256(one_before, _mm256_set1_epi8(0x0F))));
    return _mm256_and_si256(by_first, _mm256_shuffle_epi8(second_high, high_nibbles(now)));
}

/* Bytes that do not follow from the ones before them are not zero in the result. */
TARGET static __m256i block_faults(__m256i now, __m256i before)
{
    __m256i pairs = pair_faults(now, BYTES_BEFORE(now, before, 1));
    __m256i third = _mm256_subs_epu8(BYTES_BEFORE(now, before, 2), _mm256_set1_epi8(0xE0 - 0x80));
    __m256i fourth = _mm256_subs_epu8(BYTES_BEFORE(now, before, 3), _mm256_set1_epi8(0xF0 - 0x80));
    __m256i must_trail = _mm256_and_si256(_mm256_or_si256(third, fourth),
                                          _mm256_set1_epi8(B(0x80)));
    return _mm256_xor_si256(must_trail, pairs);
}

/* Length of the blocks at the start that hold no fault; the last character may be cut. */
TARGET static size_t sound_blocks(const char *bytes, size_t len)
{
    __m256i before = _mm256_setzero_si256();
    size_t at = 0;
    for (; at + BLOCK <= len; at += BLOCK) {
        __m256i now = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + at));
        bool ascii = _mm256_movemask_epi8(_mm256_or_si256(now, before)) == 0;
        if (!ascii) {
            __m256i faults = block_faults(now, before);
            if (!_mm256_testz_si256(faults, faults))
                break;
        }
        before = now;
    }
    return at;
}

/* A place at a character's start from which the slow check goes on. */
static size_t sound_prefix(const char *bytes, size_t len)
{
    if (len < BLOCK || !__builtin_cpu_supports("avx2"))
        return 0;
    size_t at = sound_blocks(bytes, len);
    for (size_t back = 1; back <= 3 && back <= at; back++) {
        unsigned char c = (unsigned char)bytes[at - back];
        if (c >= 0xC0)
            return at - back;
        if (c < 0x80)
            break;
    }
    return at;
}
#else
static size_t sound_prefix(const char *bytes, size_t len)
{
    (void)bytes, (void)len;
    return 0;
}
#endif

bool em_utf8_is_valid(const char *bytes, size_t len, size_t *bad)
{
    size_t i = sound_prefix(bytes, len);
    while (i < len) {
        uint64_t word;
        if (len - i >= sizeof word) {
            memcpy(&word, bytes + i, sizeof word);
            if (!(word & UINT64_C(0x8080808080808080))) {
                i += sizeof word;
                continue;
            }
        }
        uint32_t c;
        size_t n = em_utf8_decode(&c, bytes + i, len - i);
        if (c == EM_UTF8_BAD) {
            if (bad)
                *bad = i;
            return false;
        }
        i += n;
    }
    return true;
}
