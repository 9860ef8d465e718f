/*
 * Labels, BOMs and streaming decoders.
 *
 * UTF-16, UTF-32, windows-1252 and GB18030 are decoded here by the rules of the WHATWG Encoding
 * Standard (encoding.spec.whatwg.org, sections 4, 9.1, 10.2); GB18030's tables come from ICU, with
 * the codes where ICU 72 differs from the standard put right. The rest goes through ICU.
 */
#include "reader/encoding.h"

#include "base/memory.h"
#include "base/str.h"
#include "base/utf8.h"

#include <unicode/ucnv.h>

static const struct {
    const char *name;
    const char *icu; /* NULL: decoded here */
} ENCODINGS[EM_ENCODING_COUNT] = {
    [EM_ENCODING_UTF_8] = { "UTF-8", NULL },
    [EM_ENCODING_UTF_16LE] = { "UTF-16LE", NULL },
    [EM_ENCODING_UTF_16BE] = { "UTF-16BE", NULL },
    [EM_ENCODING_UTF_32LE] = { "UTF-32LE", NULL },
    [EM_ENCODING_UTF_32BE] = { "UTF-32BE", NULL },
    [EM_ENCODING_GB18030] = { "GB18030", NULL },
    [EM_ENCODING_BIG5] = { "Big5", "Big5-HKSCS" },
    [EM_ENCODING_SHIFT_JIS] = { "Shift_JIS", "windows-932" },
    [EM_ENCODING_EUC_JP] = { "EUC-JP", "EUC-JP" },
    [EM_ENCODING_ISO_2022_JP] = { "ISO-2022-JP", "ISO-2022-JP" },
    [EM_ENCODING_EUC_KR] = { "EUC-KR", "windows-949" },
    [EM_ENCODING_ISO_2022_KR] = { "ISO-2022-KR", "ISO-2022-KR" },
    [EM_ENCODING_WINDOWS_1252] = { "windows-1252", NULL },
};

/* Labels of the standard (section 4.2) that people write; the names above are labels too. */
static const struct {
    const char *label;
    em_encoding encoding;
} LABELS[] = {
    { "utf8", EM_ENCODING_UTF_8 },
    { "utf-8-sig", EM_ENCODING_UTF_8 },
    { "unicode-1-1-utf-8", EM_ENCODING_UTF_8 },
    { "utf-16", EM_ENCODING_UTF_16LE },
    { "unicode", EM_ENCODING_UTF_16LE },
    { "ucs-2", EM_ENCODING_UTF_16LE },
    { "utf-32", EM_ENCODING_UTF_32LE },
    { "gbk", EM_ENCODING_GB18030 },
    { "gb2312", EM_ENCODING_GB18030 },
    { "gb_2312-80", EM_ENCODING_GB18030 },
    { "chinese", EM_ENCODING_GB18030 },
    { "x-gbk", EM_ENCODING_GB18030 },
    { "cp936", EM_ENCODING_GB18030 },
    { "windows-936", EM_ENCODING_GB18030 },
    { "big5-hkscs", EM_ENCODING_BIG5 },
    { "x-x-big5", EM_ENCODING_BIG5 },
    { "cn-big5", EM_ENCODING_BIG5 },
    { "cp950", EM_ENCODING_BIG5 },
    { "sjis", EM_ENCODING_SHIFT_JIS },
    { "shift-jis", EM_ENCODING_SHIFT_JIS },
    { "x-sjis", EM_ENCODING_SHIFT_JIS },
    { "windows-31j", EM_ENCODING_SHIFT_JIS },
    { "cp932", EM_ENCODING_SHIFT_JIS },
    { "x-euc-jp", EM_ENCODING_EUC_JP },
    { "korean", EM_ENCODING_EUC_KR },
    { "ks_c_5601-1987", EM_ENCODING_EUC_KR },
    { "windows-949", EM_ENCODING_EUC_KR },
    { "cp949", EM_ENCODING_EUC_KR },
    { "latin1", EM_ENCODING_WINDOWS_1252 },
    { "iso-8859-1", EM_ENCODING_WINDOWS_1252 },
    { "iso8859-1", EM_ENCODING_WINDOWS_1252 },
    { "ascii", EM_ENCODING_WINDOWS_1252 },
    { "us-ascii", EM_ENCODING_WINDOWS_1252 },
    { "cp1252", EM_ENCODING_WINDOWS_1252 },
};

const char *em_encoding_name(em_encoding encoding)
{
    return ENCODINGS[encoding].name;
}

const char *em_encoding_names(void)
{
    return "UTF-8, UTF-16LE, UTF-16BE, GB18030, GBK, Big5, windows-1252, Shift_JIS, EUC-JP, EUC-KR";
}

bool em_encoding_find(em_encoding *out, em_str label)
{
    label = em_str_trim(label);
    for (int i = 0; i < EM_ENCODING_COUNT; i++)
        if (em_str_eq_ascii_case(label, em_str_from(ENCODINGS[i].name))) {
            *out = (em_encoding)i;
            return true;
        }
    for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++)
        if (em_str_eq_ascii_case(label, em_str_from(LABELS[i].label))) {
            *out = LABELS[i].encoding;
            return true;
        }
    return false;
}

size_t em_encoding_bom(em_str bytes, em_encoding encoding)
{
    em_str bom = { "", 0 };
    switch (encoding) {
    case EM_ENCODING_UTF_8:
        bom = EM_STR("\xEF\xBB\xBF");
        break;
    case EM_ENCODING_UTF_16LE:
        bom = EM_STR("\xFF\xFE");
        break;
    case EM_ENCODING_UTF_16BE:
        bom = EM_STR("\xFE\xFF");
        break;
    case EM_ENCODING_UTF_32LE:
        bom = EM_STR("\xFF\xFE\0\0");
        break;
    case EM_ENCODING_UTF_32BE:
        bom = EM_STR("\0\0\xFE\xFF");
        break;
    case EM_ENCODING_GB18030:
        bom = EM_STR("\x84\x31\x95\x33");
        break;
    default:
        break;
    }
    return bom.len && em_str_starts(bytes, bom) ? bom.len : 0;
}

/* --- decoders ------------------------------------------------------------------------------ */

#define GB_PAIRS (126 * 190) /* lead bytes 81-FE, trail bytes 40-7E and 80-FE */
#define KEPT_BYTES 4
#define ICU_UNITS 8192

struct em_decoder {
    em_encoding encoding;
    unsigned char kept[KEPT_BYTES]; /* an incomplete character */
    size_t kept_len;
    UConverter *icu;
    uint16_t *pairs;         /* GB18030: two-byte codes to BMP code points; 0: none */
    UChar *units;            /* ICU's output */
    uint16_t high_surrogate; /* UTF-16: waits for its low one; 0: none */
};

static em_status no_memory(em_error *err)
{
    return em_error_set(err, EM_E_MEMORY, "no memory");
}

/*
 * Two-byte codes that ICU 72 (GB18030-2005) leaves in the private use area or reads otherwise than
 * the standard's index.
 */
static const struct {
    uint16_t code, character;
} GB_PATCHES[] = {
    { 0xA3A0, 0x3000 },
};

static uint32_t icu_decode(UConverter *icu, const char *bytes, int32_t len)
{
    UErrorCode code = U_ZERO_ERROR;
    ucnv_resetToUnicode(icu);
    const char *end = bytes + len;
    UChar32 c = ucnv_getNextUChar(icu, &bytes, end, &code);
    return U_SUCCESS(code) && bytes == end && c != 0xFFFD ? (uint32_t)c : 0;
}

static unsigned gb_pointer(unsigned char lead, unsigned char trail)
{
    return (lead - 0x81u) * 190u + (trail - (trail < 0x7F ? 0x40u : 0x41u));
}

static em_status load_gb_pairs(em_decoder *decoder, em_error *err)
{
    decoder->pairs = em_mem_zalloc(GB_PAIRS, sizeof *decoder->pairs);
    if (!decoder->pairs)
        return no_memory(err);
    for (unsigned lead = 0x81; lead <= 0xFE; lead++)
        for (unsigned trail = 0x40; trail <= 0xFE; trail++) {
            const char bytes[2] = { (char)lead, (char)trail };
            uint32_t c = trail == 0x7F ? 0 : icu_decode(decoder->icu, bytes, 2);
            if (c && c <= 0xFFFF)
                decoder->pairs[gb_pointer((unsigned char)lead, (unsigned char)trail)] = (uint16_t)c;
        }
    for (size_t i = 0; i < sizeof GB_PATCHES / sizeof *GB_PATCHES; i++)
        decoder->pairs[gb_pointer((unsigned char)(GB_PATCHES[i].code >> 8),
                                  (unsigned char)GB_PATCHES[i].code)] = GB_PATCHES[i].character;
    return EM_OK;
}

em_status em_decoder_new(em_decoder **out, em_encoding encoding, em_error *err)
{
    *out = NULL;
    em_decoder *decoder = em_mem_zalloc(1, sizeof *decoder);
    if (!decoder)
        return no_memory(err);
    decoder->encoding = encoding;
    em_status status = EM_OK;
    const char *icu = encoding == EM_ENCODING_GB18030 ? "gb18030" : ENCODINGS[encoding].icu;
    if (icu) {
        UErrorCode code = U_ZERO_ERROR;
        decoder->icu = ucnv_open(icu, &code);
        decoder->units = em_mem_alloc(ICU_UNITS * sizeof *decoder->units);
        if (U_FAILURE(code))
            status = em_error_set(err, EM_E_SYSTEM, "ICU has no converter for %s: %s",
                                  ENCODINGS[encoding].name, u_errorName(code));
        else if (!decoder->units)
            status = no_memory(err);
    }
    if (status == EM_OK && encoding == EM_ENCODING_GB18030)
        status = load_gb_pairs(decoder, err);
    if (status == EM_OK)
        *out = decoder;
    else
        em_decoder_free(decoder);
    return status;
}

void em_decoder_free(em_decoder *decoder)
{
    if (!decoder)
        return;
    if (decoder->icu)
        ucnv_close(decoder->icu);
    em_mem_free(decoder->pairs);
    em_mem_free(decoder->units);
    em_mem_free(decoder);
}

/* Room for what one input byte can become (3 bytes of UTF-8) is reserved by em_decoder_put. */
static void put_character(em_buf *out, uint32_t c)
{
    out->len += em_utf8_encode(out->data + out->len, c);
}

static void put_replacement(em_buf *out, uint64_t *replaced)
{
    put_character(out, 0xFFFD);
    (*replaced)++;
}

/* Each decode_* reads from in[0, len); returns the bytes taken, less than len where the rest is
 * cut. */

static size_t decode_windows_1252(em_decoder *decoder, em_buf *out, const unsigned char *in,
                                  size_t len, uint64_t *replaced)
{
    /* 80-9F; the five unassigned ones are C1 controls, as in the standard. */
    static const uint16_t HIGH[32] = {
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
    };
    (void)decoder, (void)replaced;
    for (size_t i = 0; i < len; i++)
        put_character(out, in[i] >= 0x80 && in[i] < 0xA0 ? HIGH[in[i] - 0x80] : in[i]);
    return len;
}

static void put_utf16(em_decoder *decoder, em_buf *out, uint16_t unit, uint64_t *replaced)
{
    uint32_t high = decoder->high_surrogate;
    decoder->high_surrogate = 0;
    if (high && (unit & 0xFC00) == 0xDC00) {
        put_character(out, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00u));
        return;
    }
    if (high)
        put_replacement(out, replaced);
    if ((unit & 0xFC00) == 0xD800)
        decoder->high_surrogate = unit;
    else if ((unit & 0xFC00) == 0xDC00)
        put_replacement(out, replaced);
    else
        put_character(out, unit);
}

static size_t decode_utf16(em_decoder *decoder, em_buf *out, const unsigned char *in, size_t len,
                           uint64_t *replaced)
{
    size_t low = decoder->encoding == EM_ENCODING_UTF_16LE ? 0 : 1;
    size_t at = 0;
    for (; at + 2 <= len; at += 2)
        put_utf16(decoder, out, (uint16_t)(in[at + low] | in[at + 1 - low] << 8), replaced);
    return at;
}

static size_t decode_utf32(em_decoder *decoder, em_buf *out, const unsigned char *in, size_t len,
                           uint64_t *replaced)
{
    bool little = decoder->encoding == EM_ENCODING_UTF_32LE;
    size_t at = 0;
    for (; at + 4 <= len; at += 4) {
        const unsigned char *b = in + at;
        uint32_t c = little ? (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
                                  (uint32_t)b[3] << 24
                            : (uint32_t)b[3] | (uint32_t)b[2] << 8 | (uint32_t)b[1] << 16 |
                                  (uint32_t)b[0] << 24;
        if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
            put_replacement(out, replaced);
        else
            put_character(out, c);
    }
    return at;
}

/* A four-byte code; 0: none. */
static uint32_t gb_four(em_decoder *decoder, const unsigned char *b)
{
    uint32_t pointer = ((b[0] - 0x81u) * 10 + (b[1] - 0x30u)) * 1260 + (b[2] - 0x81u) * 10 +
                       (b[3] - 0x30u);
    if (pointer >= 189000)
        return pointer <= 1237575 ? 0x10000 + pointer - 189000 : 0;
    if (pointer == 7457)
        return 0xE7C7;
    return pointer < 39420 ? icu_decode(decoder->icu, (const char *)b, 4) : 0;
}

/* One code that begins at in[0] >= 0x80; returns the bytes taken, 0 where it is cut. */
static size_t gb_character(em_decoder *decoder, em_buf *out, const unsigned char *in, size_t len,
                           uint64_t *replaced)
{
    if (in[0] == 0x80) {
        put_character(out, 0x20AC);
        return 1;
    }
    if (in[0] == 0xFF) {
        put_replacement(out, replaced);
        return 1;
    }
    if (len < 2)
        return 0;
    if (in[1] >= 0x30 && in[1] <= 0x39) {
        if (len < 3)
            return 0;
        if (in[2] < 0x81 || in[2] > 0xFE) {
            put_replacement(out, replaced);
            return 1;
        }
        if (len < 4)
            return 0;
        uint32_t c = in[3] >= 0x30 && in[3] <= 0x39 ? gb_four(decoder, in) : 0;
        if (c)
            put_character(out, c);
        else
            put_replacement(out, replaced);
        return c || (in[3] >= 0x30 && in[3] <= 0x39) ? 4 : 1;
    }
    bool trail = in[1] >= 0x40 && in[1] != 0x7F && in[1] != 0xFF;
    uint32_t c = trail ? decoder->pairs[gb_pointer(in[0], in[1])] : 0;
    if (c)
        put_character(out, c);
    else
        put_replacement(out, replaced);
    return c || in[1] >= 0x80 ? 2 : 1;
}

static size_t decode_gb18030(em_decoder *decoder, em_buf *out, const unsigned char *in, size_t len,
                             uint64_t *replaced)
{
    size_t at = 0;
    while (at < len) {
        if (in[at] < 0x80) {
            out->data[out->len++] = (char)in[at++];
            continue;
        }
        size_t taken = gb_character(decoder, out, in + at, len - at, replaced);
        if (!taken)
            break;
        at += taken;
    }
    return at;
}

static em_status put_units(em_buf *out, const UChar *units, size_t count, uint64_t *replaced,
                           em_error *err)
{
    if (!em_buf_reserve(out, count * 3))
        return no_memory(err);
    for (size_t i = 0; i < count;) {
        UChar32 c;
        U16_NEXT(units, i, count, c);
        bool bad = U_IS_SURROGATE(c) || c == 0xFFFD;
        *replaced += bad;
        put_character(out, bad ? 0xFFFD : (uint32_t)c);
    }
    return EM_OK;
}

static em_status decode_by_icu(em_decoder *decoder, em_buf *out, em_str in, bool last,
                               uint64_t *replaced, em_error *err)
{
    const char *at = in.data, *end = in.data + in.len;
    UErrorCode code;
    do {
        /* A pair of surrogates is never cut: room for one more unit is always kept. */
        UChar *to = decoder->units;
        code = U_ZERO_ERROR;
        ucnv_toUnicode(decoder->icu, &to, decoder->units + ICU_UNITS, &at, end, NULL, last, &code);
        if (U_FAILURE(code) && code != U_BUFFER_OVERFLOW_ERROR)
            return em_error_set(err, EM_E_INPUT, "cannot decode: %s", u_errorName(code));
        em_status status = put_units(out, decoder->units, (size_t)(to - decoder->units), replaced,
                                     err);
        if (status != EM_OK)
            return status;
    } while (code == U_BUFFER_OVERFLOW_ERROR);
    return EM_OK;
}

static size_t decode_some(em_decoder *decoder, em_buf *out, const unsigned char *in, size_t len,
                          uint64_t *replaced)
{
    switch (decoder->encoding) {
    case EM_ENCODING_UTF_16LE:
    case EM_ENCODING_UTF_16BE:
        return decode_utf16(decoder, out, in, len, replaced);
    case EM_ENCODING_UTF_32LE:
    case EM_ENCODING_UTF_32BE:
        return decode_utf32(decoder, out, in, len, replaced);
    case EM_ENCODING_GB18030:
        return decode_gb18030(decoder, out, in, len, replaced);
    default:
        return decode_windows_1252(decoder, out, in, len, replaced);
    }
}

/* Completes the kept bytes with bytes of `in`, one at a time; true once nothing is kept. */
static bool finish_kept(em_decoder *decoder, em_buf *out, em_str *in, uint64_t *replaced)
{
    while (decoder->kept_len && in->len) {
        decoder->kept[decoder->kept_len++] = (unsigned char)*in->data;
        in->data++;
        in->len--;
        size_t taken = decode_some(decoder, out, decoder->kept, decoder->kept_len, replaced);
        decoder->kept_len -= taken;
        memmove(decoder->kept, decoder->kept + taken, decoder->kept_len);
    }
    return decoder->kept_len == 0;
}

static void put_end(em_decoder *decoder, em_buf *out, uint64_t *replaced)
{
    if (decoder->kept_len || decoder->high_surrogate)
        put_replacement(out, replaced);
    decoder->kept_len = 0;
    decoder->high_surrogate = 0;
}

em_status em_decoder_put(em_decoder *decoder, em_buf *out, em_str in, bool last, uint64_t *replaced,
                         em_error *err)
{
    if (ENCODINGS[decoder->encoding].icu)
        return decode_by_icu(decoder, out, in, last, replaced, err);
    if (!em_buf_reserve(out, (in.len + 2 * KEPT_BYTES) * 3))
        return no_memory(err);
    if (finish_kept(decoder, out, &in, replaced)) {
        size_t taken = decode_some(decoder, out, (const unsigned char *)in.data, in.len, replaced);
        decoder->kept_len = in.len - taken;
        memcpy(decoder->kept, in.data + taken, decoder->kept_len);
    }
    if (last)
        put_end(decoder, out, replaced);
    return EM_OK;
}
