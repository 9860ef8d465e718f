/* Where the project's Chinese words lie: beside the program, or where it was installed. */
#ifndef EM_TEXT_WORDS_PLACE_H
#define EM_TEXT_WORDS_PLACE_H

#include "base/buf.h"

/*
 * Writes the path of lexicons/zh/words.tsv to `out`: in the checkout that the program was built
 * in, in share/echometer beside its bin folder, or under EM_DATA_DIR. False where it is in none.
 */
bool em_words_place_find(em_buf *out);

#endif
