/* Which ends of a term must lie at a word's edge: those with a letter of a spaced script. */
#include "lexicon/edges.h"

#include "base/utf8.h"
#include "match/matcher.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

typedef enum edge_class { EDGE_NEVER, EDGE_ALWAYS, EDGE_BEFORE } edge_class;

static edge_class class_of(uint32_t c)
{
    if (c < 0x80)
        return u_isalnum((UChar32)c) ? EDGE_ALWAYS : EDGE_NEVER;
    if (c == EM_UTF8_BAD ||
        !(u_isalnum((UChar32)c) || u_charType((UChar32)c) == U_NON_SPACING_MARK))
        return EDGE_NEVER;
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript((UChar32)c, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_KATAKANA_OR_HIRAGANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_YI:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
        return EDGE_NEVER;
    case USCRIPT_HANGUL:
        return EDGE_BEFORE;
    default:
        return EDGE_ALWAYS;
    }
}

unsigned em_edges_of(em_str term)
{
    uint32_t first, last;
    if (term.len == 0)
        return 0;
    size_t at = term.len - 1;
    while (at > 0 && ((unsigned char)term.data[at] & 0xC0) == 0x80)
        at--;
    em_utf8_decode(&first, term.data, term.len);
    em_utf8_decode(&last, term.data + at, term.len - at);
    unsigned flags = class_of(first) != EDGE_NEVER ? EM_LITERAL_EDGE_START : 0;
    return flags | (class_of(last) == EDGE_ALWAYS ? EM_LITERAL_EDGE_END : 0);
}
