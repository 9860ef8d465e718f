/*
 * Phrases with wildcards. A glob is found by its anchor, a literal that the walk knows, and then
 * verified around it. * stays inside a word, ? is one character and no blank.
 */
#ifndef EM_MATCH_GLOB_H
#define EM_MATCH_GLOB_H

#include "match/rule.h"

/* A word with a * fits no longer word: so that what is not a word costs no time. */
#define EM_GLOB_WORD_MAX_BYTES 256

typedef struct em_glob_word {
    const em_rule_piece *pieces;
    size_t count;
    bool has_star;
} em_glob_word;

typedef struct em_glob {
    const em_glob_word *words;
    size_t word_count;
    em_str anchor;         /* the longest text of the first word                           */
    size_t anchor_skip;    /* characters of the first word that stand before it            */
    bool anchor_floats;    /* a * stands before it: the match begins where its word begins */
    bool anchor_is_prefix; /* nothing stands before it                                     */
    bool is_stem;          /* the anchor and one * behind it, as open*                     */
} em_glob;

/*
 * Makes a glob of folded pieces; words are cut at blanks and hyphens. Strings are copied to
 * `arena`. False: no memory.
 */
EM_MUST_CHECK bool em_glob_make(em_glob *out, em_arena *arena, const em_rule_piece *pieces,
                                size_t count);

/* Whether the glob stands around an anchor found at `at`; edges are the caller's to check. */
bool em_glob_match(em_span *out, const em_glob *glob, const em_match_subject *subject, size_t at);

#endif
