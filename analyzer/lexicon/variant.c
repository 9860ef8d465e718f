/* Options of a term that need a pattern: elongation (soooo) and diacritics (café, cafe). */
#include "lexicon/variant.h"

#include "base/utf8.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

/* Where letters with a mark of their own lie: Latin, Greek, Cyrillic, Latin additional. */
static const uint32_t MARKED[][2] = { { 0xC0, 0x24F }, { 0x370, 0x52F }, { 0x1E00, 0x1FFF } };

/* The letter below all marks. */
static uint32_t base_of(uint32_t c)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&status);
    UChar units[8];
    int32_t len = U_SUCCESS(status) ? unorm2_getDecomposition(nfd, (UChar32)c, units, 8, &status)
                                    : -1;
    if (U_FAILURE(status) || len <= 0)
        return c;
    UChar32 first;
    U16_GET(units, 0, 0, len, first);
    return (uint32_t)first;
}

static void put_char(em_buf *out, uint32_t c)
{
    char bytes[4];
    if (c < 0x80 && !u_isalnum((UChar32)c))
        em_buf_put_char(out, '\\');
    em_buf_put(out, (em_str){ bytes, em_utf8_encode(bytes, c) });
}

/* [eèéêë...] and marks that follow. */
static void put_any_marks(em_buf *out, uint32_t base)
{
    em_buf_put_char(out, '[');
    put_char(out, base);
    for (size_t i = 0; i < sizeof MARKED / sizeof *MARKED; i++)
        for (uint32_t c = MARKED[i][0]; c <= MARKED[i][1]; c++)
            if (c != base && u_islower((UChar32)c) && base_of(c) == base)
                put_char(out, c);
    em_buf_puts(out, "]");
}

static bool is_separator(uint32_t c)
{
    return c == ' ' || c == '-' || c == '\t';
}

/* Bytes of the run of `c` at the start of `s`, and its characters to *count. */
static size_t run_of(em_str s, uint32_t c, size_t *count)
{
    size_t at = 0;
    *count = 0;
    while (at < s.len) {
        uint32_t next;
        size_t n = em_utf8_decode(&next, s.data + at, s.len - at);
        if (next != c)
            break;
        at += n;
        ++*count;
    }
    return at;
}

void em_variant_pattern(em_buf *out, em_str term, bool elongation, bool any_diacritics)
{
    for (size_t at = 0; at < term.len;) {
        uint32_t c;
        size_t count;
        em_utf8_decode(&c, term.data + at, term.len - at);
        at += run_of((em_str){ term.data + at, term.len - at }, c, &count);
        if (is_separator(c)) {
            em_buf_puts(out, "[ \\t-]+");
            continue;
        }
        bool letter = any_diacritics && u_isalpha((UChar32)c);
        if (letter)
            put_any_marks(out, base_of(c));
        else
            put_char(out, c);
        if (elongation || count > 1)
            em_buf_printf(out, "{%zu%s}", count, elongation ? "," : "");
        if (letter)
            em_buf_puts(out, "\\p{Mn}*");
    }
}
