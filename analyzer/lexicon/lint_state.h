/* What the parts of the lint share: the files read, folded terms, and reporting. */
#ifndef EM_LEXICON_LINT_STATE_H
#define EM_LEXICON_LINT_STATE_H

#include "lexicon/lint.h"

/* A file that was read; only the part of its kind is filled. */
typedef struct em_lint_file {
    const char *path;
    em_lexicon_kind kind;
    em_messages_file messages;
    em_sentiment_file sentiment;
    em_campaign_file campaign;
    size_t errors;    /* reported so far                     */
    bool is_readable; /* its reader found nothing to refuse  */
} em_lint_file;

/* A term under the folding of the matcher, with where it stands. */
typedef struct em_folded_term {
    em_str folded;
    em_lint_file *file;
    const em_term_spec *term;       /* of a message lexicon, or NULL  */
    const em_sentiment_spec *entry; /* of a sentiment lexicon, or NULL */
} em_folded_term;

typedef struct em_lint {
    EM_VEC(em_lint_file) files;    /* does not grow once read */
    EM_VEC(em_folded_term) folded; /* sorted by folded, then place in the order of files */
    const em_issue_sink *sink;
    em_text_model *text;
    em_arena arena;
    em_error *err;
} em_lint;

/* The severity of a rule, by the table. */
em_severity em_lint_severity(const char *rule);

/* Reports unless the file allows the rule; `allow` is the nearer list, or NULL. */
EM_MUST_CHECK em_status em_lint_report(em_lint *lint, em_lint_file *file, const cJSON *allow,
                                       const char *rule, em_place place, const char *fmt, ...)
    EM_PRINTF(6, 7);

/* lint_text.c: characters that deceive. */
EM_MUST_CHECK em_status em_lint_characters(em_lint *lint, em_lint_file *file, const cJSON *allow,
                                           em_str text, em_place place);
/* lint_repeats.c: what stands twice, over all files. */
EM_MUST_CHECK em_status em_lint_repeats(em_lint *lint);
/* lint_messages.c, lint_sentiment.c, lint_campaign.c: one file. */
EM_MUST_CHECK em_status em_lint_messages(em_lint *lint, em_lint_file *file);
EM_MUST_CHECK em_status em_lint_sentiment(em_lint *lint, em_lint_file *file);
EM_MUST_CHECK em_status em_lint_campaign(em_lint *lint, em_lint_file *file);
/* lint_dead.c: every plain term must be found in itself. */
EM_MUST_CHECK em_status em_lint_dead_terms(em_lint *lint, em_lint_file *file);

#endif
