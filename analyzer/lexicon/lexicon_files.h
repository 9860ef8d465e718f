/* Which files of a folder the `lexicon` commands read, and what kind each is. */
#ifndef EM_LEXICON_LEXICON_FILES_H
#define EM_LEXICON_LEXICON_FILES_H

#include "base/memory.h"

typedef enum em_lexicon_kind {
    EM_LEXICON_MESSAGES,  // name.messages.json
    EM_LEXICON_CAMPAIGN,  // name.campaign.json
    EM_LEXICON_SENTIMENT, // language.tsv in a folder called sentiment
    EM_LEXICON_OTHER
} em_lexicon_kind;

/* By the name alone. A .tsv file is a sentiment lexicon, also outside a folder called sentiment. */
em_lexicon_kind em_lexicon_kind_of(const char *path);

/*
 * Expands folders (into their sub-folders, sorted by name) to the lexicon files in them and keeps
 * files as given; em_lexicon_files_free it. EM_E_USAGE where a path does not exist or nothing
 * is found.
 */
EM_MUST_CHECK em_status em_lexicon_files_find(char ***out, size_t *count, const char *const *paths,
                                              size_t path_count, em_error *err);
void em_lexicon_files_free(char **files, size_t count);

#endif
