/*
 * What is wrong with a lexicon or campaign, with its place. The readers of files report issues
 * to a sink: the one of em_model_load stops at the first error, the one of `lexicon check`
 * gathers all.
 */
#ifndef EM_LEXICON_ISSUE_H
#define EM_LEXICON_ISSUE_H

#include "em_base.h"

typedef enum em_severity { EM_SEVERITY_ERROR, EM_SEVERITY_WARNING, EM_SEVERITY_NOTE } em_severity;

typedef struct em_place {
    uint32_t line, column; /* from 1; 0: not known */
} em_place;

typedef struct em_issue {
    const char *rule; /* stable id, static: "unknown-key" */
    em_severity severity;
    const char *file;
    em_place place;
    const char *text; /* one sentence: what is wrong (what would be right) */
} em_issue;

/* Called for each issue; anything but EM_OK ends the reading with that status. */
typedef struct em_issue_sink {
    em_status (*report)(void *context, const em_issue *issue);
    void *context;
} em_issue_sink;

/* Formats the text and reports an error. */
EM_MUST_CHECK em_status em_issue_error(const em_issue_sink *sink, const char *rule,
                                       const char *file, em_place place, const char *fmt, ...)
    EM_PRINTF(5, 6);

/* A sink that fills the em_error and stops with EM_E_LEXICON at the first error. */
em_issue_sink em_issue_first_error(em_error *err);

#endif
