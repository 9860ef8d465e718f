/* Reporting what is wrong with a lexicon: to an em_error, or to whoever gathers. */
#include "lexicon/issue.h"

#include <stdarg.h>
#include <stdio.h>

em_status em_issue_error(const em_issue_sink *sink, const char *rule, const char *file,
                         em_place place, const char *fmt, ...)
{
    char text[EM_ERROR_TEXT_BYTES];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    em_issue issue = { rule, EM_SEVERITY_ERROR, file, place, text };
    return sink->report(sink->context, &issue);
}

static em_status stop_at_error(void *context, const em_issue *issue)
{
    if (issue->severity != EM_SEVERITY_ERROR)
        return EM_OK;
    return em_error_at(context, EM_E_LEXICON, issue->file, issue->place.line, issue->place.column,
                       "%s", issue->text);
}

em_issue_sink em_issue_first_error(em_error *err)
{
    return (em_issue_sink){ stop_at_error, err };
}
