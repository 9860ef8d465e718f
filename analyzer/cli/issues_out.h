/*
 * Issues of lexicons, gathered and printed for people and for CI: text, JSON, SARIF 2.1.0, JUnit
 * XML, GitHub annotations, Markdown. One list, several renderers.
 */
#ifndef EM_CLI_ISSUES_OUT_H
#define EM_CLI_ISSUES_OUT_H

#include "base/buf.h"
#include "base/vec.h"
#include "lexicon/issue.h"

/* A rule that issues name, for SARIF and --rules; a table of them ends with id NULL. */
typedef struct em_issue_rule {
    const char *id;
    em_severity severity;
    const char *why;  /* one sentence: what goes wrong */
    const char *mend; /* one sentence: what to do      */
} em_issue_rule;

typedef enum em_issue_output {
    EM_OUTPUT_TEXT,
    EM_OUTPUT_JSON,
    EM_OUTPUT_SARIF,
    EM_OUTPUT_JUNIT,
    EM_OUTPUT_GITHUB,
    EM_OUTPUT_MARKDOWN
} em_issue_output;

/* A test that held, for JUnit. */
typedef struct em_issue_passed {
    const char *file, *text;
    em_place place;
} em_issue_passed;

/* Strings are in the list's arena. */
typedef struct em_issue_list {
    em_arena arena;
    EM_VEC(em_issue) items;
    EM_VEC(const char *) files;     /* looked at, in order: clean ones too */
    EM_VEC(em_issue_passed) passed; /* in order; empty where files are checked as a whole */
    uint64_t checked;               /* entries or tests looked at          */
} em_issue_list;

void em_issue_list_init(em_issue_list *list);
void em_issue_list_release(em_issue_list *list);
/* A sink that copies each issue into the list; EM_E_MEMORY ends it. */
em_issue_sink em_issue_list_sink(em_issue_list *list);
EM_MUST_CHECK em_status em_issue_list_add_file(em_issue_list *list, const char *path);
EM_MUST_CHECK em_status em_issue_list_add_passed(em_issue_list *list, const char *path,
                                                 em_place place, em_str text);
/* By file (in the order looked at), line, column, rule. */
void em_issue_list_sort(em_issue_list *list);
/* Issues of this severity. */
size_t em_issue_list_count(const em_issue_list *list, em_severity severity);

/* False where `name` is none of text, json, sarif, junit, github, markdown; NULL is text. */
bool em_issue_output_parse(em_issue_output *out, const char *name);

typedef struct em_issues_head {
    const char *command; /* "lexicon check" */
    const char *unit;    /* "entries", "tests" */
    const em_issue_rule *rules;
    const char *summed; /* text alone: of this rule's notes each file's number is told; or NULL */
} em_issues_head;

/* Appends the sorted list. `colour` is for text. */
void em_issues_put(em_buf *out, const em_issue_list *list, em_issue_output output,
                   const em_issues_head *head, bool colour);

/* Lends "error", "warning", "note". */
const char *em_severity_name(em_severity severity);

#endif
