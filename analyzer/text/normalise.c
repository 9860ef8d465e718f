/*
 * NFKC_Casefold over UTF-8 with a way back.
 *
 * Every character that can start a normalised stretch (EM_CHAR_STARTS) is written in the form
 * it takes alone, from the table. Only when a character follows that may combine with what
 * stands before it is the stretch taken back and given to ICU: combining marks, Hangul jamo.
 * ASCII goes sixteen bytes at a time where the machine can, and so do unified ideographs.
 */
#include "text/normalise.h"

#include "base/utf8.h"
#include "text/han.h"

#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* Room kept beyond what is still to be read: the longest form of one character, the padding. */
#define SLACK 80u

#define ONES UINT64_C(0x0101010101010101)
#define HIGH_BITS (ONES << 7)

/* Where the stretch that the next character might join began. */
typedef struct stretch {
    size_t in, out, joints;
} stretch;

typedef struct pass {
    em_normaliser *to;
    const em_chars *chars;
    const char *in;
    size_t in_len, at;
    char *out;
    size_t len;
    stretch last;
} pass;

void em_normaliser_init(em_normaliser *normaliser)
{
    *normaliser = (em_normaliser){ 0 };
    em_buf_init(&normaliser->bytes, UINT32_MAX / 2);
}

void em_normaliser_release(em_normaliser *normaliser)
{
    em_buf_release(&normaliser->bytes);
    em_offsets_release(&normaliser->offsets);
    em_vec_release(&normaliser->joints);
    em_vec_release(&normaliser->source);
    em_vec_release(&normaliser->target);
}

/* Keeps the promise that what is still to be read, plus SLACK, fits. */
static bool ensure_room(pass *p, size_t more)
{
    em_buf *bytes = &p->to->bytes;
    bytes->len = p->len;
    if (bytes->cap > p->len + (p->in_len - p->at) + more + SLACK)
        return true;
    if (!em_buf_reserve(bytes, (p->in_len - p->at) + more + SLACK))
        return false;
    p->out = bytes->data;
    return true;
}

static inline void remember(pass *p, size_t in, size_t out)
{
    p->last = (stretch){ in, out, p->to->joints.len };
}

#if defined(__SSE2__)
#define STEP 16u

/* Lower-cases STEP bytes, those before the first that is not ASCII; how many. */
static inline size_t lower_step(char *out, const char *in)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)in);
    __m128i upper = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('A' - 1)),
                                  _mm_cmplt_epi8(bytes, _mm_set1_epi8('Z' + 1)));
    bytes = _mm_or_si128(bytes, _mm_and_si128(upper, _mm_set1_epi8(0x20)));
    _mm_storeu_si128((__m128i *)(void *)out, bytes);
    return (size_t)__builtin_ctz((uint32_t)_mm_movemask_epi8(bytes) | 1u << STEP);
}
#else
#define STEP 8u

static inline size_t lower_step(char *out, const char *in)
{
    uint64_t word;
    memcpy(&word, in, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    uint64_t ascii = word & ~HIGH_BITS, wide = word & HIGH_BITS;
    uint64_t from_a = ascii + ONES * (0x80 - 'A'), past_z = ascii + ONES * (0x80 - 'Z' - 1);
    word |= (from_a & ~past_z & ~wide & HIGH_BITS) >> 2;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    memcpy(out, &word, sizeof word);
    return wide ? (size_t)__builtin_ctzll(wide) / 8 : STEP;
}
#endif

/* The last bytes of a text, fewer than STEP: together with those before them where these too are
 * ASCII and so have been written already. */
static size_t lower_rest(char *out, const char *in, size_t len, size_t before)
{
    if (len + before >= STEP && lower_step(out + len - STEP, in + len - STEP) == STEP)
        return len;
    size_t at = 0;
    for (; at < len && (unsigned char)in[at] < 0x80; at++)
        out[at] = in[at] >= 'A' && in[at] <= 'Z' ? (char)(in[at] + 0x20) : in[at];
    return at;
}

static void copy_ascii(pass *p)
{
    em_offsets_march(&p->to->offsets, (uint32_t)p->len, (uint32_t)p->at);
    const char *in = p->in + p->at;
    char *out = p->out + p->len;
    size_t left = p->in_len - p->at, len = 0, step = STEP;
    while (step == STEP && left - len >= STEP) {
        step = lower_step(out + len, in + len);
        len += step;
    }
    if (step == STEP)
        len += lower_rest(out + len, in + len, left - len, len);
    p->at += len;
    p->len += len;
    remember(p, p->at - 1, p->len - 1);
}

/* em_utf8_decode, at once for what is most of wide text: leads that allow any two trail bytes. */
static inline size_t decode(uint32_t *c, const char *bytes, size_t len)
{
    const unsigned char *b = (const unsigned char *)bytes;
    if (len < 3 || b[0] < 0xE1 || b[0] > 0xEF || b[0] == 0xED ||
        ((b[1] ^ 0x80) | (b[2] ^ 0x80)) & 0xC0)
        return em_utf8_decode(c, bytes, len);
    *c = (b[0] & 0x0Fu) << 12 | (b[1] & 0x3Fu) << 6 | (b[2] & 0x3Fu);
    return 3;
}

/* Bytes that the UTF-8 character with this first byte takes. */
static size_t char_len(char first)
{
    unsigned char b = (unsigned char)first;
    return b < 0x80 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
}

static bool put_mapping(pass *p, em_str form, size_t taken)
{
    if (form.len == taken && char_len(form.data[0]) == taken)
        em_offsets_march(&p->to->offsets, (uint32_t)p->len, (uint32_t)p->at);
    else
        em_offsets_whole(&p->to->offsets, (uint32_t)p->len, (uint32_t)p->at);
    if (form.len > taken && !ensure_room(p, form.len))
        return false;
    memcpy(p->out + p->len, form.data, form.len);
    p->len += form.len;
    p->at += taken;
    return true;
}

/* --- stretches that need ICU ------------------------------------------------------------- */

static bool push_utf16(em_normaliser *to, uint32_t c)
{
    UChar units[2];
    int32_t len = 0;
    U16_APPEND_UNSAFE(units, len, (UChar32)c);
    for (int32_t i = 0; i < len; i++)
        if (!em_vec_push(&to->source, units[i]))
            return false;
    return true;
}

/*
 * The most that is normalised as one stretch, in UTF-16 units: putting marks in order takes time by
 * the square of their number. No script stacks thirty (UAX #15, 20, Stream-Safe Text Format).
 */
#define STRETCH_MAX 512

/* Reads from p->at to the next character that starts a stretch; leaves p->at there. */
static bool gather(pass *p)
{
    em_vec_clear(&p->to->source);
    bool first = true;
    while (p->at < p->in_len && p->to->source.len < STRETCH_MAX) {
        uint32_t c;
        size_t taken = em_utf8_decode(&c, p->in + p->at, p->in_len - p->at);
        if (c == EM_UTF8_BAD)
            break;
        if (!first && em_chars_bits(p->chars, c) & EM_CHAR_STARTS)
            break;
        if (!push_utf16(p->to, c))
            return false;
        p->at += taken;
        first = false;
    }
    return true;
}

static em_status normalise_by_icu(em_normaliser *to, int32_t *len)
{
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *normalizer = unorm2_getNFKCCasefoldInstance(&code);
    if (!em_vec_reserve(&to->target, to->source.len + SLACK))
        return EM_E_MEMORY;
    for (;;) {
        *len = unorm2_normalize(normalizer, to->source.items, (int32_t)to->source.len,
                                to->target.items, (int32_t)to->target.cap, &code);
        if (code != U_BUFFER_OVERFLOW_ERROR)
            break;
        code = U_ZERO_ERROR;
        if (!em_vec_reserve(&to->target, (size_t)*len + 1))
            return EM_E_MEMORY;
    }
    return U_FAILURE(code) ? EM_E_SYSTEM : EM_OK;
}

static void put_utf16(pass *p, const UChar *units, int32_t count)
{
    for (int32_t i = 0; i < count;) {
        UChar32 c;
        U16_NEXT(units, i, count, c);
        p->len += em_utf8_encode(p->out + p->len, (uint32_t)c);
    }
}

/* Takes the last stretch back and normalises it together with what joins it. */
static em_status join_stretch(pass *p)
{
    em_normaliser *to = p->to;
    size_t in = p->last.in;
    p->at = p->last.in;
    p->len = p->last.out;
    em_offsets_take_back(&to->offsets, (uint32_t)in);
    to->joints.len = p->last.joints;
    if (!gather(p))
        return EM_E_MEMORY;
    int32_t target_len;
    em_status status = normalise_by_icu(to, &target_len);
    if (status != EM_OK)
        return status;
    size_t out = p->len;
    if (!ensure_room(p, (size_t)target_len * 3))
        return EM_E_MEMORY;
    put_utf16(p, to->target.items, target_len);
    bool unchanged = p->len - out == p->at - in &&
                     memcmp(p->out + out, p->in + in, p->at - in) == 0;
    if (unchanged)
        em_offsets_march(&to->offsets, (uint32_t)out, (uint32_t)in);
    else
        em_offsets_whole(&to->offsets, (uint32_t)out, (uint32_t)in);
    remember(p, p->at, p->len);
    return EM_OK;
}

/* --- runs of wide characters ------------------------------------------------------------------ */

/*
 * The end of the characters of three bytes from `at` on that stay as they are and start a stretch:
 * marks, kana, Hangul. Leads E1 to EC allow any trail bytes; copy_han is for E4 to E9.
 */
static size_t plain_end(const pass *p, size_t at)
{
    const unsigned char *in = (const unsigned char *)p->in;
    while (p->in_len - at >= 3 && in[at] >= 0xE1 && in[at] <= 0xEC &&
           (in[at] < 0xE4 || in[at] > 0xE9) && (in[at + 1] & 0xC0) == 0x80 &&
           (in[at + 2] & 0xC0) == 0x80) {
        uint32_t c = (in[at] & 0x0Fu) << 12 | (in[at + 1] & 0x3Fu) << 6 | (in[at + 2] & 0x3Fu);
        uint32_t bits = em_chars_bits(p->chars, c);
        if ((bits & (EM_CHAR_STARTS | EM_CHAR_MAPPED | EM_CHAR_DROPPED)) != EM_CHAR_STARTS)
            break;
        at += 3;
    }
    return at;
}

/* Copies characters that stay as they are and start a stretch, from p->at to `end`. */
static void copy_plain(pass *p, size_t end)
{
    em_offsets_march(&p->to->offsets, (uint32_t)p->len, (uint32_t)p->at);
    memcpy(p->out + p->len, p->in + p->at, end - p->at);
    p->len += end - p->at;
    p->at = end;
    remember(p, end - 3, p->len - 3);
}

/* Copies unified ideographs, a handful at a time. */
static void copy_han(pass *p)
{
    const char *in = p->in + p->at;
    char *out = p->out + p->len;
    size_t left = p->in_len - p->at, len = 0, count = EM_HAN_STEP;
    while (count == EM_HAN_STEP && left - len >= EM_HAN_BYTES) {
        count = em_han_run(in + len);
        memcpy(out + len, in + len, EM_HAN_BYTES);
        len += 3 * count;
    }
    if (count == EM_HAN_STEP) {
        char rest[EM_HAN_BYTES] = { 0 };
        memcpy(rest, in + len, left - len);
        memcpy(out + len, rest, EM_HAN_BYTES);
        len += 3 * em_han_run(rest);
    }
    if (len == 0)
        return;
    em_offsets_march(&p->to->offsets, (uint32_t)p->len, (uint32_t)p->at);
    p->at += len;
    p->len += len;
    remember(p, p->at - 3, p->len - 3);
}

/* --- one character ------------------------------------------------------------------------ */

static em_status drop(pass *p, uint32_t c, size_t taken)
{
    if (c == 0x200D && !em_vec_push(&p->to->joints, (uint32_t)p->len))
        return EM_E_MEMORY;
    em_offsets_whole(&p->to->offsets, (uint32_t)p->len, (uint32_t)p->at);
    p->at += taken;
    return EM_OK;
}

/* Marks as wide as Han, the commonest of what changes in Chinese text. */
static inline bool take_width_form(pass *p)
{
    const unsigned char *b = (const unsigned char *)p->in + p->at;
    if (b[0] != 0xEF || p->in_len - p->at < 3 || (b[1] & 0xFE) != 0xBC || (b[2] & 0xC0) != 0x80)
        return false;
    char ascii = p->chars->narrow[(b[1] & 1) << 6 | (b[2] & 0x3F)];
    if (!ascii)
        return false;
    remember(p, p->at, p->len);
    em_offsets_whole(&p->to->offsets, (uint32_t)p->len, (uint32_t)p->at);
    p->out[p->len++] = ascii;
    p->at += 3;
    return true;
}

static em_status take_wide(pass *p)
{
    if (take_width_form(p))
        return EM_OK;
    uint32_t c;
    size_t taken = decode(&c, p->in + p->at, p->in_len - p->at);
    if (c == EM_UTF8_BAD) {
        p->to->replaced++;
        remember(p, p->at, p->len);
        em_offsets_whole(&p->to->offsets, (uint32_t)p->len, (uint32_t)p->at);
        if (!ensure_room(p, 3))
            return EM_E_MEMORY;
        memcpy(p->out + p->len, "\xEF\xBF\xBD", 3);
        p->len += 3;
        p->at += taken;
        /* Nothing joins a replacement character. */
        remember(p, p->at, p->len);
        return EM_OK;
    }
    uint32_t bits = em_chars_bits(p->chars, c);
    if (bits & EM_CHAR_DROPPED)
        return drop(p, c, taken);
    if (!(bits & EM_CHAR_STARTS))
        return join_stretch(p);
    remember(p, p->at, p->len);
    if (bits & EM_CHAR_MAPPED)
        return put_mapping(p, em_chars_mapping(p->chars, c), taken) ? EM_OK : EM_E_MEMORY;
    if (taken == 3) {
        copy_plain(p, plain_end(p, p->at + taken));
        return EM_OK;
    }
    em_offsets_march(&p->to->offsets, (uint32_t)p->len, (uint32_t)p->at);
    memcpy(p->out + p->len, p->in + p->at, taken);
    p->len += taken;
    p->at += taken;
    return EM_OK;
}

em_status em_normaliser_run(em_normaliser *normaliser, const em_chars *chars, em_str text,
                            em_error *err)
{
    em_buf_reset(&normaliser->bytes);
    em_offsets_reset(&normaliser->offsets);
    em_vec_clear(&normaliser->joints);
    normaliser->replaced = 0;
    pass p = { .to = normaliser, .chars = chars, .in = text.data, .in_len = text.len };
    p.out = normaliser->bytes.data;
    em_status status = ensure_room(&p, 0) ? EM_OK : EM_E_MEMORY;
    while (status == EM_OK && p.at < p.in_len) {
        if ((unsigned char)p.in[p.at] < 0x80)
            copy_ascii(&p);
        else
            copy_han(&p);
        if (p.at < p.in_len && (unsigned char)p.in[p.at] >= 0x80)
            status = take_wide(&p);
    }
    if (status == EM_OK && normaliser->offsets.failed)
        status = EM_E_MEMORY;
    if (status != EM_OK)
        return em_error_set(err, status,
                            status == EM_E_MEMORY ? "no memory to normalise a text"
                                                  : "ICU could not normalise a text");
    normaliser->bytes.len = p.len;
    memset(normaliser->bytes.data + p.len, 0, EM_NORMALISER_PADDING);
    em_offsets_finish(&normaliser->offsets, (uint32_t)p.len, (uint32_t)p.in_len);
    return EM_OK;
}
