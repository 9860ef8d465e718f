/* Writing JSON straight into a buffer. */
#include "base/json_write.h"

#include "base/utf8.h"

static const char *short_escape(uint32_t c)
{
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

static size_t plain_prefix(const char *bytes, size_t len)
{
    size_t i = 0;
    while (i < len) {
        unsigned char c = (unsigned char)bytes[i];
        if (c < 0x20 || c == '"' || c == '\\' || c >= 0x7F)
            break;
        i++;
    }
    return i;
}

void em_json_put_string(em_buf *out, em_str s)
{
    em_buf_put_char(out, '"');
    for (size_t i = 0; i < s.len;) {
        size_t plain = plain_prefix(s.data + i, s.len - i);
        em_buf_put(out, (em_str){ s.data + i, plain });
        i += plain;
        if (i >= s.len)
            break;
        uint32_t c;
        size_t n = em_utf8_decode(&c, s.data + i, s.len - i);
        const char *escape = short_escape(c);
        if (escape)
            em_buf_puts(out, escape);
        else if (c == EM_UTF8_BAD)
            em_buf_puts(out, "\xEF\xBF\xBD");
        else if (em_utf8_is_unsafe_to_show(c))
            em_buf_printf(out, "\\u%04x", (unsigned)c);
        else
            em_buf_put(out, (em_str){ s.data + i, n });
        i += n;
    }
    em_buf_put_char(out, '"');
}

void em_json_put_unsigned(em_buf *out, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + value % 10);
    while (value /= 10);
    em_buf_put(out, (em_str){ digits + at, sizeof digits - at });
}

void em_json_put_fixed(em_buf *out, int64_t value, int digits)
{
    uint64_t scale = 1;
    for (int i = 0; i < digits; i++)
        scale *= 10;
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    uint64_t fraction = size % scale;
    if (value < 0)
        em_buf_put_char(out, '-');
    em_json_put_unsigned(out, size / scale);
    if (!fraction)
        return;
    em_buf_put_char(out, '.');
    for (; fraction; fraction %= scale) {
        scale /= 10;
        em_buf_put_char(out, (char)('0' + fraction / scale));
    }
}
