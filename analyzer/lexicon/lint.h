/*
 * What `lexicon check` finds beyond the shape of files: terms that repeat, contradict, shadow or
 * never match, exceptions without effect, look-alike letters, missing tests.
 *
 * A set of files is linted together, so that a term that is also a negator of the sentiment
 * lexicon beside it is seen. Linear in the number of entries, but for sorting.
 */
#ifndef EM_LEXICON_LINT_H
#define EM_LEXICON_LINT_H

#include "lexicon/lexicon_file.h"
#include "lexicon/lexicon_files.h"

typedef struct em_lint_rule {
    const char *id; /* stable */
    em_severity severity;
    const char *why;  /* one sentence: what goes wrong */
    const char *mend; /* one sentence: what to do      */
} em_lint_rule;

/* All rules, the ones of the readers too, sorted by id; ended by id NULL. */
extern const em_lint_rule EM_LINT_RULES[];

/*
 * Reads every file and reports what is wrong with it to `sink`; a rule that the file allows, with
 * its reason, is not reported. `entries` counts what was looked at. A failure is of memory
 * or of the system; a file that cannot be opened is an issue.
 */
EM_MUST_CHECK em_status em_lint_files(const char *const *paths, size_t count,
                                      const em_issue_sink *sink, uint64_t *entries, em_error *err);

#endif
