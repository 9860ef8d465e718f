/* Decoding and encoding one UTF-8 character; the rules of WHATWG and Unicode D93b. */
#include "base/utf8.h"

/* Bounds of the second byte by lead byte: Unicode 15, table 3-7. */
static void second_byte_bounds(unsigned char lead, unsigned char *low, unsigned char *high)
{
    *low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    *high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
}

static size_t trail_count(unsigned char lead)
{
    if (lead >= 0xC2 && lead <= 0xDF)
        return 1;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 2;
    if (lead >= 0xF0 && lead <= 0xF4)
        return 3;
    return 0;
}

size_t em_utf8_decode(uint32_t *out, const char *bytes, size_t len)
{
    const unsigned char *b = (const unsigned char *)bytes;
    *out = b[0];
    if (b[0] < 0x80)
        return 1;
    size_t trail = trail_count(b[0]);
    *out = EM_UTF8_BAD;
    if (!trail)
        return 1;
    unsigned char low, high;
    second_byte_bounds(b[0], &low, &high);
    uint32_t c = b[0] & (0x3Fu >> trail);
    for (size_t i = 1; i <= trail; i++, low = 0x80, high = 0xBF) {
        if (i >= len || b[i] < low || b[i] > high)
            return i;
        c = c << 6 | (b[i] & 0x3Fu);
    }
    *out = c;
    return trail + 1;
}

size_t em_utf8_encode(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t trail = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    for (size_t i = trail; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)((0xFF00u >> (trail + 1) & 0xFF) | c);
    return trail + 1;
}

bool em_utf8_is_unsafe_to_show(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029 ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}
