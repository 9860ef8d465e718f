/* Speaking to people: messages on stderr, results on stdout, colour and progress on terminals. */
#ifndef EM_CLI_CONSOLE_H
#define EM_CLI_CONSOLE_H

#include "base/buf.h"

/*
 * Prints "echometer: file:line:column: text" to stderr, for a lexicon with the line and a caret
 * below it; returns the exit code of err->status.
 */
int em_console_fail(const em_error *err);

/* Appends the line at fault and a caret below `column`; nothing where the line cannot be read. */
void em_console_put_caret(em_buf *out, const char *file, uint32_t line, uint32_t column);

/* Prints "echometer: warning: path:line: text" to stderr. path NULL and line 0 are left out. */
void em_console_warn(const char *path, uint64_t line, const char *text);

/* The same with "path:line:column:"; column 0 is left out. */
void em_console_warn_at(const char *path, uint64_t line, uint32_t column, const char *text);

/* Writes all of `text` to stdout and flushes it. EPIPE ends quietly: EM_OK. */
EM_MUST_CHECK em_status em_console_put(em_str text, em_error *err);

/* The same, telling a failure; the exit code: 0, or 4 where stdout fails. */
int em_console_print(em_str text);

/* True where stdout (or stderr) is a terminal and NO_COLOR is unset or empty. */
bool em_console_colour(bool on_stderr);

/* A progress bar on stderr where it is a terminal; else nothing. */
typedef struct em_progress em_progress;
em_progress *em_progress_new(void); /* NULL where stderr is no terminal */
void em_progress_show(em_progress *progress, uint64_t done, uint64_t all, uint64_t comments);
void em_progress_free(em_progress *progress); /* clears the line; NULL is fine */

#endif
