/* Borrowed strings: comparing, trimming, and making bytes from strangers printable. */
#include "base/str.h"

#include "base/utf8.h"

int em_str_cmp(em_str a, em_str b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len ? memcmp(a.data, b.data, len) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

em_str em_str_trim(em_str s)
{
    while (s.len && is_blank(s.data[0]))
        s.data++, s.len--;
    while (s.len && is_blank(s.data[s.len - 1]))
        s.len--;
    return s;
}

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool em_str_eq_ascii_case(em_str a, em_str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (ascii_lower(a.data[i]) != ascii_lower(b.data[i]))
            return false;
    return true;
}

size_t em_str_cut(em_str s, size_t max)
{
    if (s.len <= max)
        return s.len;
    while (max && ((unsigned char)s.data[max] & 0xC0) == 0x80)
        max--;
    return max;
}

void em_str_make_printable(char *text)
{
    char *out = text;
    size_t len = strlen(text);
    for (size_t i = 0; i < len;) {
        uint32_t c;
        size_t n = em_utf8_decode(&c, text + i, len - i);
        if (c == EM_UTF8_BAD || em_utf8_is_unsafe_to_show(c))
            *out++ = '?';
        else
            memmove(out, text + i, n), out += n;
        i += n;
    }
    *out = '\0';
}
