/* The model while it is being built: shared by the files that load and compile it. */
#ifndef EM_LEXICON_MODEL_BUILD_H
#define EM_LEXICON_MODEL_BUILD_H

#include "lexicon/lexicon_file.h"

/* Groups of the matcher: one a message, one for each lexicon's about and not_about, one for a
 * sentiment file. */
typedef struct em_model_build {
    em_model *model;
    em_arena *arena; /* of the model: strings and tables live there          */
    em_arena work;   /* for one term's folded forms                          */
    em_matcher_builder *matcher;
    const em_issue_sink *sink;
    EM_VEC(em_entry) entries;
    EM_VEC(em_message) messages;
    EM_VEC(em_lexicon_info) lexicons;
    uint32_t group_count;
    em_buf pattern;               /* a folded pattern                         */
    const em_messages_file *file; /* being compiled, and ...                  */
    const em_span *ranges;        /* ... by its messages: entries of the terms */
    em_error *err;
} em_model_build;

/* Adds all terms of a file as entries of lexicon number `lexicon`. */
EM_MUST_CHECK em_status em_compile_messages(em_model_build *build, em_messages_file *file,
                                            uint16_t lexicon);
EM_MUST_CHECK em_status em_compile_sentiment(em_model_build *build, const em_sentiment_file *file,
                                             const char *path, uint16_t lexicon);

#endif
