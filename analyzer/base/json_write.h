/* Writing JSON straight into a buffer, for output too large to hold as a tree. */
#ifndef EM_BASE_JSON_WRITE_H
#define EM_BASE_JSON_WRITE_H

#include "base/buf.h"

/*
 * Puts `s` as a JSON string, quotes included. Controls, DEL, C1 and bidi controls and U+2028/9
 * are escaped as \uXXXX; ill-formed UTF-8 becomes U+FFFD.
 */
void em_json_put_string(em_buf *out, em_str s);

/* Puts plain decimals. */
void em_json_put_unsigned(em_buf *out, uint64_t value);

/*
 * Puts value / 10^digits in plain decimals without trailing zeros: (-61, 2) gives -0.61.
 * digits is 0 to 9. Independent of the locale.
 */
void em_json_put_fixed(em_buf *out, int64_t value, int digits);

#endif
