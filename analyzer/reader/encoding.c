/*
 * Labels, BOMs and streaming decoders.
 *
 * UTF-16, UTF-32, windows-1252, GB18030, Big5, Shift_JIS and EUC-KR are decoded here by the rules
 * of the WHATWG Encoding Standard (encoding.spec.whatwg.org, sections 9 to 14); the tables of
 * two-byte codes come from ICU, with the codes where ICU 72 differs put right. The rest goes
 * through ICU.
 */
#include "reader/encoding.h"

#include "base/memory.h"
#include "base/str.h"
#include "base/utf8.h"

#include <unicode/ucnv.h>

static const struct {
    const char *name;
    const char *icu; /* converter; NULL: none is needed */
} ENCODINGS[EM_ENCODING_COUNT] = {
    [EM_ENCODING_UTF_8] = { "UTF-8", NULL },
    [EM_ENCODING_UTF_16LE] = { "UTF-16LE", NULL },
    [EM_ENCODING_UTF_16BE] = { "UTF-16BE", NULL },
    [EM_ENCODING_UTF_32LE] = { "UTF-32LE", NULL },
    [EM_ENCODING_UTF_32BE] = { "UTF-32BE", NULL },
    [EM_ENCODING_GB18030] = { "GB18030", "gb18030" },
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

static bool find_label(em_encoding *out, em_str label)
{
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

em_status em_encoding_parse(em_encoding *out, const char *label, em_error *err)
{
    if (find_label(out, em_str_trim(em_str_from(label))))
        return EM_OK;
    return em_error_set(err, EM_E_USAGE,
                        "unknown encoding '%s' (one of UTF-8, UTF-16LE, UTF-16BE, GB18030, GBK, "
                        "Big5, windows-1252, Shift_JIS, EUC-JP, EUC-KR)",
                        label);
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

#define PAIR_LEADS 126 /* lead bytes 81-FE */
#define KEPT_BYTES 4
#define ICU_UNITS 8192

struct em_decoder {
    em_encoding encoding;
    unsigned char kept[KEPT_BYTES]; /* an incomplete character */
    size_t kept_len;
    UConverter *icu;
    uint32_t (*pairs)[256];  /* by lead - 81 and trail: code points; 0: none */
    UChar *units;            /* ICU's output */
    uint16_t high_surrogate; /* UTF-16: waits for its low one; 0: none */
};

static em_status no_memory(em_error *err)
{
    return em_error_set(err, EM_E_MEMORY, "no memory");
}

/* Two-byte codes of the standard's indexes that ICU 72 does not have, or has elsewhere. */
typedef struct patch {
    uint16_t code;
    uint32_t character;
} patch;

static const patch GB18030_PATCHES[] = {
    { 0xA3A0, 0x3000 }, { 0xA6D9, 0xFE10 }, { 0xA6DA, 0xFE12 }, { 0xA6DB, 0xFE11 },
    { 0xA6DC, 0xFE13 }, { 0xA6DD, 0xFE14 }, { 0xA6DE, 0xFE15 }, { 0xA6DF, 0xFE16 },
    { 0xA6EC, 0xFE17 }, { 0xA6ED, 0xFE18 }, { 0xA6F3, 0xFE19 }, { 0xFE59, 0x9FB4 },
    { 0xFE61, 0x9FB5 }, { 0xFE66, 0x9FB6 }, { 0xFE67, 0x9FB7 }, { 0xFE6D, 0x9FB8 },
    { 0xFE7E, 0x9FB9 }, { 0xFE90, 0x9FBA }, { 0xFEA0, 0x9FBB },
};

static const patch BIG5_PATCHES[] = {
    { 0x87A4, 0x9F97 }, { 0x87AC, 0x9F96 }, { 0x8840, 0x31C0 }, { 0x8841, 0x31C1 },
    { 0x8842, 0x31C2 }, { 0x8843, 0x31C3 }, { 0x8844, 0x31C4 }, { 0x8846, 0x31C5 },
    { 0x8849, 0x31C6 }, { 0x884A, 0x31C7 }, { 0x884D, 0x31C8 }, { 0x884F, 0x31C9 },
    { 0x8850, 0x31CA }, { 0x8851, 0x31CB }, { 0x8852, 0x31CC }, { 0x8854, 0x31CD },
    { 0x8855, 0x31CE }, { 0x88A9, 0x23DA }, { 0x88AA, 0x23DB }, { 0x8C43, 0x9FA6 },
    { 0x8C6D, 0x9FA7 }, { 0x8C74, 0x9FA8 }, { 0x8CB7, 0x9FA9 }, { 0x8CB9, 0x9FAA },
    { 0x8CBB, 0x9FAB }, { 0x8CC0, 0x9FAC }, { 0x8CD7, 0x9FAD }, { 0x8CD8, 0x9FAE },
    { 0x8CDA, 0x9FAF }, { 0x8CED, 0x9FB2 }, { 0x8D48, 0x9FB3 }, { 0x8E69, 0x7BB8 },
    { 0x8E6F, 0x7C06 }, { 0x8E7E, 0x7CCE }, { 0x8EAB, 0x7DD2 }, { 0x8EB4, 0x7E1D },
    { 0x8ECD, 0x8005 }, { 0x8ED0, 0x8028 }, { 0x8F57, 0x83C1 }, { 0x8F69, 0x84A8 },
    { 0x8F6E, 0x840F }, { 0x8FCB, 0x89A6 }, { 0x8FCC, 0x89A9 }, { 0x8FFE, 0x8D77 },
    { 0x906D, 0x90FD }, { 0x907A, 0x92B9 }, { 0x90DC, 0x975C }, { 0x90F1, 0x97FF },
    { 0x91BF, 0x9F16 }, { 0x9244, 0x8503 }, { 0x92AF, 0x5159 }, { 0x92B0, 0x515B },
    { 0x92B1, 0x515D }, { 0x92B2, 0x515E }, { 0x92C8, 0x936E }, { 0x92D1, 0x7479 },
    { 0x9447, 0x6D67 }, { 0x94CA, 0x799B }, { 0x95D9, 0x9097 }, { 0x9644, 0x975D },
    { 0x96ED, 0x701E }, { 0x96FC, 0x5B28 }, { 0x9B76, 0x7201 }, { 0x9B78, 0x77D7 },
    { 0x9B7B, 0x7E87 }, { 0x9BC6, 0x99D6 }, { 0x9BDE, 0x91D4 }, { 0x9BEC, 0x60DE },
    { 0x9BF6, 0x6FB6 }, { 0x9C42, 0x8F36 }, { 0x9C53, 0x4FBB }, { 0x9C62, 0x71DF },
    { 0x9C68, 0x9104 }, { 0x9C6B, 0x9DF0 }, { 0x9C77, 0x83CF }, { 0x9CBC, 0x5C10 },
    { 0x9CBD, 0x79E3 }, { 0x9CD0, 0x5A67 }, { 0x9D57, 0x8F0B }, { 0x9D5A, 0x7B51 },
    { 0x9DC4, 0x62D0 }, { 0x9EA9, 0x6062 }, { 0x9EEF, 0x75F9 }, { 0x9EFD, 0x6C4A },
    { 0x9F60, 0x9B2E }, { 0x9F66, 0x9F17 }, { 0x9FCB, 0x50ED }, { 0x9FD8, 0x5F0C },
    { 0xA063, 0x880F }, { 0xA077, 0x62CE }, { 0xA0D5, 0x7468 }, { 0xA0DF, 0x7162 },
    { 0xA0E4, 0x7250 }, { 0xA3C0, 0x2400 }, { 0xA3C1, 0x2401 }, { 0xA3C2, 0x2402 },
    { 0xA3C3, 0x2403 }, { 0xA3C4, 0x2404 }, { 0xA3C5, 0x2405 }, { 0xA3C6, 0x2406 },
    { 0xA3C7, 0x2407 }, { 0xA3C8, 0x2408 }, { 0xA3C9, 0x2409 }, { 0xA3CA, 0x240A },
    { 0xA3CB, 0x240B }, { 0xA3CC, 0x240C }, { 0xA3CD, 0x240D }, { 0xA3CE, 0x240E },
    { 0xA3CF, 0x240F }, { 0xA3D0, 0x2410 }, { 0xA3D1, 0x2411 }, { 0xA3D2, 0x2412 },
    { 0xA3D3, 0x2413 }, { 0xA3D4, 0x2414 }, { 0xA3D5, 0x2415 }, { 0xA3D6, 0x2416 },
    { 0xA3D7, 0x2417 }, { 0xA3D8, 0x2418 }, { 0xA3D9, 0x2419 }, { 0xA3DA, 0x241A },
    { 0xA3DB, 0x241B }, { 0xA3DC, 0x241C }, { 0xA3DD, 0x241D }, { 0xA3DE, 0x241E },
    { 0xA3DF, 0x241F }, { 0xA3E0, 0x2421 }, { 0xC6CF, 0x5EF4 }, { 0xC6D3, 0x65E0 },
    { 0xC6D5, 0x7676 }, { 0xC6D7, 0x96B6 }, { 0xC6DE, 0x3003 }, { 0xC6DF, 0x4EDD },
    { 0xC879, 0x31CF }, { 0xC8A1, 0x9FB0 }, { 0xC8A3, 0x9FB1 }, { 0xFA5F, 0x5029 },
    { 0xFA66, 0x507D }, { 0xFABD, 0x5305 }, { 0xFAC5, 0x5344 }, { 0xFAD5, 0x537F },
    { 0xFB48, 0x5605 }, { 0xFBB8, 0x5A77 }, { 0xFBF3, 0x5E75 }, { 0xFBF9, 0x5ED0 },
    { 0xFC4F, 0x5F58 }, { 0xFC6C, 0x60A4 }, { 0xFCB9, 0x6490 }, { 0xFCE2, 0x6674 },
    { 0xFCF1, 0x675E }, { 0xFDB7, 0x6C9C }, { 0xFDB8, 0x6E1D }, { 0xFDBB, 0x6E2F },
    { 0xFDF1, 0x716E }, { 0xFE52, 0x732A }, { 0xFE6F, 0x745C }, { 0xFEAA, 0x74E9 },
    { 0xFEDD, 0x7809 },
};

static uint32_t icu_decode(UConverter *icu, const char *bytes, int32_t len)
{
    UErrorCode code = U_ZERO_ERROR;
    ucnv_resetToUnicode(icu);
    const char *end = bytes + len;
    UChar32 c = ucnv_getNextUChar(icu, &bytes, end, &code);
    return U_SUCCESS(code) && bytes == end && c != 0xFFFD ? (uint32_t)c : 0;
}

static bool has_pairs(em_encoding encoding)
{
    return encoding == EM_ENCODING_GB18030 || encoding == EM_ENCODING_BIG5 ||
           encoding == EM_ENCODING_SHIFT_JIS || encoding == EM_ENCODING_EUC_KR;
}

/* The trail bytes that some lead byte may have before them. */
static bool is_trail(em_encoding encoding, unsigned trail)
{
    switch (encoding) {
    case EM_ENCODING_BIG5:
        return (trail >= 0x40 && trail <= 0x7E) || (trail >= 0xA1 && trail <= 0xFE);
    case EM_ENCODING_EUC_KR:
        return trail >= 0x41 && trail <= 0xFE;
    case EM_ENCODING_SHIFT_JIS:
        return trail >= 0x40 && trail != 0x7F && trail <= 0xFC;
    default:
        return trail >= 0x40 && trail != 0x7F && trail <= 0xFE;
    }
}

static bool is_private(uint32_t c)
{
    return (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
}

/* The standard's code point, where ICU's is not private. */
static uint32_t pair_character(em_decoder *decoder, unsigned lead, unsigned trail)
{
    const char bytes[2] = { (char)lead, (char)trail };
    uint32_t c = icu_decode(decoder->icu, bytes, 2);
    bool keeps_private = decoder->encoding == EM_ENCODING_GB18030 ||
                         (decoder->encoding == EM_ENCODING_SHIFT_JIS && lead >= 0xF0 &&
                          lead <= 0xF9);
    return is_private(c) && !keeps_private ? 0 : c;
}

static void apply_patches(em_decoder *decoder, const patch *patches, size_t count)
{
    for (size_t i = 0; i < count; i++)
        decoder->pairs[(patches[i].code >> 8) - 0x81][patches[i].code & 0xFF] =
            patches[i].character;
}

static em_status load_pairs(em_decoder *decoder, em_error *err)
{
    decoder->pairs = em_mem_zalloc(PAIR_LEADS, sizeof *decoder->pairs);
    if (!decoder->pairs)
        return no_memory(err);
    for (unsigned lead = 0x81; lead <= 0xFE; lead++)
        for (unsigned trail = 0x40; trail <= 0xFE; trail++)
            if (is_trail(decoder->encoding, trail))
                decoder->pairs[lead - 0x81][trail] = pair_character(decoder, lead, trail);
    if (decoder->encoding == EM_ENCODING_GB18030)
        apply_patches(decoder, GB18030_PATCHES, sizeof GB18030_PATCHES / sizeof(patch));
    else if (decoder->encoding == EM_ENCODING_BIG5)
        apply_patches(decoder, BIG5_PATCHES, sizeof BIG5_PATCHES / sizeof(patch));
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
    const char *icu = ENCODINGS[encoding].icu;
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
    if (status == EM_OK && has_pairs(encoding))
        status = load_pairs(decoder, err);
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

/* Big5 has four codes for a letter with a combining mark (section 11.1.1, step 3.3). */
static bool put_big5_combined(em_buf *out, unsigned char lead, unsigned char trail)
{
    if (lead != 0x88 || (trail != 0x62 && trail != 0x64 && trail != 0xA3 && trail != 0xA5))
        return false;
    put_character(out, trail < 0x80 ? 0xCA : 0xEA);
    put_character(out, trail == 0x62 || trail == 0xA3 ? 0x304 : 0x30C);
    return true;
}

/* Two bytes; where they are no code and the second is ASCII, it stays for itself. */
static size_t pair(em_decoder *decoder, em_buf *out, const unsigned char *in, uint64_t *replaced)
{
    if (decoder->encoding == EM_ENCODING_BIG5 && put_big5_combined(out, in[0], in[1]))
        return 2;
    uint32_t c = decoder->pairs[in[0] - 0x81][in[1]];
    if (c)
        put_character(out, c);
    else
        put_replacement(out, replaced);
    return c || in[1] >= 0x80 ? 2 : 1;
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
    return pair(decoder, out, in, replaced);
}

/* A byte that is a character of its own, or an error; false: it leads a pair. */
static bool single_character(const em_decoder *decoder, em_buf *out, unsigned char byte,
                             uint64_t *replaced)
{
    bool japanese = decoder->encoding == EM_ENCODING_SHIFT_JIS;
    if (japanese && byte == 0x80)
        put_character(out, 0x80);
    else if (japanese && byte >= 0xA1 && byte <= 0xDF)
        put_character(out, 0xFF61 - 0xA1u + byte);
    else if (byte == 0x80 || byte == 0xFF || (japanese && (byte == 0xA0 || byte > 0xFC)))
        put_replacement(out, replaced);
    else
        return false;
    return true;
}

static size_t pairs_character(em_decoder *decoder, em_buf *out, const unsigned char *in, size_t len,
                              uint64_t *replaced)
{
    if (decoder->encoding == EM_ENCODING_GB18030)
        return gb_character(decoder, out, in, len, replaced);
    if (single_character(decoder, out, in[0], replaced))
        return 1;
    return len < 2 ? 0 : pair(decoder, out, in, replaced);
}

static size_t decode_pairs(em_decoder *decoder, em_buf *out, const unsigned char *in, size_t len,
                           uint64_t *replaced)
{
    size_t at = 0;
    while (at < len) {
        if (in[at] < 0x80) {
            out->data[out->len++] = (char)in[at++];
            continue;
        }
        size_t taken = pairs_character(decoder, out, in + at, len - at, replaced);
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
        UChar *to = decoder->units;
        if (decoder->high_surrogate) /* cut off where the units were full */
            *to++ = decoder->high_surrogate;
        decoder->high_surrogate = 0;
        code = U_ZERO_ERROR;
        ucnv_toUnicode(decoder->icu, &to, decoder->units + ICU_UNITS, &at, end, NULL, last, &code);
        if (U_FAILURE(code) && code != U_BUFFER_OVERFLOW_ERROR)
            return em_error_set(err, EM_E_INPUT, "cannot decode: %s", u_errorName(code));
        if (code == U_BUFFER_OVERFLOW_ERROR && U16_IS_LEAD(to[-1]))
            decoder->high_surrogate = *--to;
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
    case EM_ENCODING_BIG5:
    case EM_ENCODING_SHIFT_JIS:
    case EM_ENCODING_EUC_KR:
        return decode_pairs(decoder, out, in, len, replaced);
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
    if (decoder->icu && !decoder->pairs)
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
