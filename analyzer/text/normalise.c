/*
 * NFKC_Casefold over UTF-8 with a way back.
 *
 * Every character that can start a normalised stretch (EM_CHAR_STARTS) is written in the form
 * it takes alone, from the table. Only when a character follows that may combine with what
 * stands before it is the stretch taken back and given to ICU: combining marks, Hangul jamo.
 * ASCII goes eight bytes at a time.
 */
#include "text/normalise.h"

#include "base/utf8.h"

#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* Room kept beyond what is still to be read, for the longest form of one character. */
#define SLACK 64u

#define ONES UINT64_C(0x0101010101010101)
#define HIGH_BITS (ONES << 7)

/* Where the stretch that the next character might join began. */
typedef struct stretch {
    size_t in, out, runs, joints;
    bool marching;
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

static void remember(pass *p, size_t in, size_t out)
{
    p->last = (stretch){ in, out, p->to->offsets.runs.len, p->to->joints.len,
                         p->to->offsets.marching };
}

/* Eight bytes lower-cased at once: 0x20 is added to those from 'A' to 'Z'. All are ASCII. */
static uint64_t lower_eight(uint64_t word)
{
    uint64_t from_a = word + ONES * (0x80 - 'A');
    uint64_t past_z = word + ONES * (0x80 - 'Z' - 1);
    return word | ((from_a & ~past_z & HIGH_BITS) >> 2);
}

static void copy_ascii(pass *p)
{
    em_offsets_march(&p->to->offsets, (uint32_t)p->len, (uint32_t)p->at);
    const char *in = p->in + p->at, *end = p->in + p->in_len;
    char *out = p->out + p->len;
    while (end - in >= 8) {
        uint64_t word;
        memcpy(&word, in, sizeof word);
        if (word & HIGH_BITS)
            break;
        word = lower_eight(word);
        memcpy(out, &word, sizeof word);
        in += 8;
        out += 8;
    }
    for (; in < end && (unsigned char)*in < 0x80; in++, out++)
        *out = *in >= 'A' && *in <= 'Z' ? (char)(*in + 0x20) : *in;
    p->at = (size_t)(in - p->in);
    p->len = (size_t)(out - p->out);
    remember(p, p->at - 1, p->len - 1);
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

/* Reads from p->at to the next character that starts a stretch; leaves p->at there. */
static bool gather(pass *p)
{
    em_vec_clear(&p->to->source);
    bool first = true;
    while (p->at < p->in_len) {
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
    to->offsets.runs.len = p->last.runs;
    to->offsets.marching = p->last.marching;
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
 * Copies characters of three bytes that stay as they are and start a stretch: nearly all Han and
 * kana. Leads E1 to EC allow any trail bytes. Stops at anything else.
 */
static void copy_wide(pass *p)
{
    const unsigned char *in = (const unsigned char *)p->in;
    size_t at = p->at, start = at;
    while (p->in_len - at >= 3 && in[at] >= 0xE1 && in[at] <= 0xEC && (in[at + 1] & 0xC0) == 0x80 &&
           (in[at + 2] & 0xC0) == 0x80) {
        uint32_t c = (in[at] & 0x0Fu) << 12 | (in[at + 1] & 0x3Fu) << 6 | (in[at + 2] & 0x3Fu);
        uint32_t bits = em_chars_bits(p->chars, c);
        if ((bits & (EM_CHAR_STARTS | EM_CHAR_MAPPED | EM_CHAR_DROPPED)) != EM_CHAR_STARTS)
            break;
        at += 3;
    }
    if (at == start)
        return;
    em_offsets_march(&p->to->offsets, (uint32_t)p->len, (uint32_t)start);
    memcpy(p->out + p->len, p->in + start, at - start);
    p->len += at - start;
    p->at = at;
    remember(p, at - 3, p->len - 3);
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

static em_status take_wide(pass *p)
{
    uint32_t c;
    size_t taken = em_utf8_decode(&c, p->in + p->at, p->in_len - p->at);
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
            copy_wide(&p);
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
