/*
 * Traditional characters made Simplified, byte for byte of the same length, so that offsets
 * stay. One to one by ICU's data; characters that are two words in one (乾, 著, 藉, 瞭, 徵) are
 * kept where their neighbours say so: 乾隆, 著名, 慰藉, 瞭望.
 */
#ifndef EM_TEXT_FOLD_H
#define EM_TEXT_FOLD_H

#include "text/chars.h"

/*
 * Folds the character at `at` of `text` (normalised, well-formed) in place in `folded`, a copy of
 * `text`. The character has EM_CHAR_FOLDS.
 */
void em_fold_at(const em_chars *chars, em_str text, uint32_t at, char *folded);

#endif
