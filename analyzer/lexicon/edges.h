/* Which ends of a term must lie at a word's edge: those with a letter of a spaced script. */
#ifndef EM_LEXICON_EDGES_H
#define EM_LEXICON_EDGES_H

#include "em_base.h"

/*
 * em_literal_flag bits for a term (or a part of one) by its first and last character. Letters
 * and digits of spaced scripts want an edge; Han, kana, Thai and other scripts without blanks
 * do not, nor do marks and emoji. Hangul wants one before it and none behind it, where particles
 * stand.
 */
unsigned em_edges_of(em_str term);

#endif
