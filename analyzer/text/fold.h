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
 * `text`. The character has EM_CHAR_FOLDS or is 甚 or 覆.
 */
void em_fold_at(const em_chars *chars, em_str text, uint32_t at, char *folded);

/* Does em_fold_at care for this character, whose table entry is `bits`? */
static inline bool em_fold_wanted(uint32_t c, uint32_t bits)
{
    return (bits & EM_CHAR_FOLDS) != 0 || c == 0x751A /* 甚 */ || c == 0x8986 /* 覆 */;
}

#endif
