/* The two sides of `lexicon diff`: a file, a folder, or either at a git revision (REV:PATH). */
#ifndef EM_CLI_LEXICON_SIDES_H
#define EM_CLI_LEXICON_SIDES_H

#include "lexicon/lexicon_file.h"

typedef struct em_lexicon_side {
    char *checkout; /* temporary folder of a revision, removed on release; or NULL */
    char **files;   /* lexicon files */
    size_t file_count;
    em_model *model;
    em_messages_file *messages; /* one per message lexicon */
    size_t message_file_count;
} em_lexicon_side;

typedef struct em_side_lexicons {
    const char *const *messages; /* stand in where a side has none of its own */
    size_t message_count;
    const char *const *sentiment;
    size_t sentiment_count;
} em_side_lexicons;

/*
 * Finds the lexicons of `operand` and compiles them: where it has no sentiment lexicon and none
 * stands in, those that its campaign files name. A revision is taken by calling git and tar.
 * Release `out` in every case.
 */
EM_MUST_CHECK em_status em_lexicon_side_load(em_lexicon_side *out, const char *operand,
                                             const em_side_lexicons *other, em_error *err);
void em_lexicon_side_release(em_lexicon_side *side);

#endif
