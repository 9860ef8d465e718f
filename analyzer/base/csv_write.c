/* Writing CSV from strangers' text: quoted where needed, inert in spreadsheets. */
#include "base/csv_write.h"

#include "base/str.h"

static bool needs_guard(em_str text)
{
    static const char *const FULL_WIDTH[] = { "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
                                              "\xEF\xBC\xA0" };
    if (!text.len)
        return false;
    if (memchr("=+-@|%\t\r\n'", text.data[0], 10))
        return true;
    for (size_t i = 0; i < sizeof FULL_WIDTH / sizeof *FULL_WIDTH; i++)
        if (em_str_starts(text, em_str_from(FULL_WIDTH[i])))
            return true;
    return false;
}

static bool needs_quotes(em_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] == ',' || text.data[i] == '"' || text.data[i] == '\n' ||
            text.data[i] == '\r')
            return true;
    return text.len && (text.data[0] == ' ' || text.data[text.len - 1] == ' ');
}

static void put_field(em_buf *out, em_str text, bool guard, bool first)
{
    if (!first)
        em_buf_put_char(out, ',');
    bool quotes = needs_quotes(text);
    if (quotes)
        em_buf_put_char(out, '"');
    if (guard)
        em_buf_put_char(out, '\'');
    while (text.len) {
        const char *quote = memchr(text.data, '"', text.len);
        size_t plain = quote ? (size_t)(quote - text.data) + 1 : text.len;
        em_buf_put(out, (em_str){ text.data, plain });
        if (quote)
            em_buf_put_char(out, '"');
        text.data += plain;
        text.len -= plain;
    }
    if (quotes)
        em_buf_put_char(out, '"');
}

void em_csv_put_text(em_buf *out, em_str text, bool first)
{
    put_field(out, text, needs_guard(text), first);
}

void em_csv_put_plain(em_buf *out, em_str text, bool first)
{
    put_field(out, text, false, first);
}

void em_csv_end_row(em_buf *out)
{
    em_buf_put_char(out, '\n');
}
