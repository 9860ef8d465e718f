/*
 * The language of a comment: by script, then for Latin letters by the commonest words of twenty
 * languages and by letters that few languages have. The word lists are our own and hold words
 * that carry grammar, not topics.
 */
#ifndef EM_TEXT_LANGUAGE_H
#define EM_TEXT_LANGUAGE_H

#include "text/text.h"

#include "text/chars.h"

typedef struct em_languages em_languages; /* const once made; any thread */

EM_MUST_CHECK em_status em_languages_new(em_languages **out, em_error *err);
void em_languages_free(em_languages *languages);

/* What the walk counted. */
typedef struct em_script_counts {
    uint32_t of[EM_SCRIPT_COUNT];     /* characters; bytes of words in spaced scripts */
    uint32_t traditional, simplified; /* telling characters                           */
} em_script_counts;

/*
 * "en", "zh-Hans", ...; "zh" for Han without telling characters, "mul" for Chinese mixed with
 * three or more Latin words, "und" where it cannot tell. Eight readable bytes follow `norm`.
 */
const char *em_languages_find(const em_languages *languages, const em_script_counts *scripts,
                              em_str norm, const em_token *tokens, size_t token_count);

#endif
