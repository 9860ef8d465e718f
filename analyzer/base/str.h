/* Borrowed strings: comparing, trimming, and making bytes from strangers printable. */
#ifndef EM_BASE_STR_H
#define EM_BASE_STR_H

#include "em_base.h"

#include <string.h>

#define EM_STR(literal) ((em_str){ (literal), sizeof(literal) - 1 })
/* For printf("%.*s", EM_STR_ARG(s)); long strings are cut at INT_MAX. */
#define EM_STR_ARG(s) (int)((s).len > INT32_MAX ? INT32_MAX : (s).len), (s).data

static inline em_str em_str_from(const char *text)
{
    return (em_str){ text, text ? strlen(text) : 0 };
}

static inline bool em_str_eq(em_str a, em_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline bool em_str_starts(em_str s, em_str prefix)
{
    return s.len >= prefix.len && memcmp(s.data, prefix.data, prefix.len) == 0;
}

static inline em_str em_str_sub(em_str s, em_span span)
{
    return (em_str){ s.data + span.start, span.end - span.start };
}

/* Order by bytes, which for UTF-8 is order by code point. */
int em_str_cmp(em_str a, em_str b);

/* Without ASCII blanks and line ends at both ends. */
em_str em_str_trim(em_str s);

/* Equal when ASCII letters are compared without case. */
bool em_str_eq_ascii_case(em_str a, em_str b);

/* Number of leading bytes (at most `max`) that do not cut a UTF-8 character. */
size_t em_str_cut(em_str s, size_t max);

/*
 * Overwrites, in place, what could drive a terminal or reorder a line with '?':
 * C0 and C1 controls, DEL, bidi controls (U+202A-202E, U+2066-2069), U+2028-2029 and
 * broken UTF-8. `text` is NUL-terminated; its length never grows.
 */
void em_str_make_printable(char *text);

#endif
