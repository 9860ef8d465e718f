/* Options of a term that need a pattern: elongation (soooo) and diacritics (café, cafe). */
#ifndef EM_LEXICON_VARIANT_H
#define EM_LEXICON_VARIANT_H

#include "base/buf.h"

/*
 * Puts a PCRE2 pattern to `out` that matches the folded literal `term` with these freedoms: with
 * `elongation` every character may be repeated more often than it is written; with
 * `any_diacritics` letters match whatever marks they bear. Runs of blanks and hyphens match each
 * other as everywhere.
 */
void em_variant_pattern(em_buf *out, em_str term, bool elongation, bool any_diacritics);

#endif
