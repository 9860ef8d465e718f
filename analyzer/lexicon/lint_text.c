/* Characters that deceive: invisible ones, bidi controls, look-alike letters of two scripts. */
#include "lexicon/lint_state.h"

#include "base/str.h"
#include "base/utf8.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

static bool is_bidi(uint32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E ||
           c == 0x200F || c == 0x061C;
}

/* ZWJ and variation selectors belong to emoji. */
static bool is_invisible(uint32_t c)
{
    if (c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F))
        return false;
    return c < 0x20 || (c >= 0x7F && c <= 0xA0) ||
           u_hasBinaryProperty((UChar32)c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

/* The alphabets whose letters are taken for one another. */
static unsigned alphabet_of(uint32_t c)
{
    UErrorCode code = U_ZERO_ERROR;
    if (!u_isalpha((UChar32)c))
        return 0;
    switch (uscript_getScript((UChar32)c, &code)) {
    case USCRIPT_LATIN:
        return 1;
    case USCRIPT_CYRILLIC:
        return 2;
    case USCRIPT_GREEK:
        return 4;
    default:
        return 0;
    }
}

/* The text with the character at `at` shown as <U+200B>. */
static em_status report_at(em_lint *lint, em_lint_file *file, const cJSON *allow, const char *rule,
                           em_place place, em_str text, em_span at, uint32_t c)
{
    return em_lint_report(lint, file, allow, rule, place,
                          "\"%.*s<U+%04X>%.*s\" has a character that nobody sees (delete it)",
                          (int)at.start, text.data, (unsigned)c, (int)(text.len - at.end),
                          text.data + at.end);
}

em_status em_lint_characters(em_lint *lint, em_lint_file *file, const cJSON *allow, em_str text,
                             em_place place)
{
    unsigned alphabets = 0;
    bool mixed = false;
    for (size_t i = 0; i < text.len;) {
        uint32_t c;
        size_t n = em_utf8_decode(&c, text.data + i, text.len - i);
        em_span at = { (uint32_t)i, (uint32_t)(i + n) };
        if (c != EM_UTF8_BAD && is_bidi(c))
            return report_at(lint, file, allow, "bidi-character", place, text, at, c);
        if (c != EM_UTF8_BAD && is_invisible(c))
            return report_at(lint, file, allow, "invisible-character", place, text, at, c);
        unsigned alphabet = c == EM_UTF8_BAD ? 0 : alphabet_of(c);
        alphabets = c == ' ' || c == '-' ? 0 : alphabets | alphabet;
        mixed = mixed || (alphabets & (alphabets - 1));
        i += n;
    }
    if (!mixed)
        return EM_OK;
    return em_lint_report(lint, file, allow, "mixed-scripts", place,
                          "a word of \"%.*s\" mixes letters of two alphabets that look alike (type "
                          "it again in one)",
                          EM_STR_ARG(text));
}
