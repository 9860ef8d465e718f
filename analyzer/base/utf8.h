/* Decoding and encoding one UTF-8 character; the rules of WHATWG and Unicode D93b. */
#ifndef EM_BASE_UTF8_H
#define EM_BASE_UTF8_H

#include "em_base.h"

#define EM_UTF8_BAD UINT32_MAX

/*
 * Decodes the character at the start of `bytes` (`len` > 0). Returns the bytes it takes
 * and stores the code point; for an ill-formed sequence stores EM_UTF8_BAD and returns the
 * length of the maximal ill-formed part (Unicode 15, section 3.9, "U+FFFD substitution of
 * maximal subparts"), never 0.
 */
size_t em_utf8_decode(uint32_t *out, const char *bytes, size_t len);

/* Writes code point `c` to `out` (room for 4 bytes); returns its length. */
size_t em_utf8_encode(char *out, uint32_t c);

/* True for well-formed UTF-8; otherwise *bad (if not NULL) is the offset of the first bad byte. */
bool em_utf8_is_valid(const char *bytes, size_t len, size_t *bad);

/* C0 and C1 controls, DEL, line and paragraph separators, bidi embeddings and isolates. */
bool em_utf8_is_unsafe_to_show(uint32_t c);

#endif
