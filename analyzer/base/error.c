/* Filling an em_error: place and message, no allocation, no control characters. */
#include "em_base.h"

#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void error_fill(em_error *err, em_status status, const char *file, uint32_t line,
                       uint32_t column, const char *fmt, va_list args)
{
    if (!err)
        return;
    err->status = status;
    err->line = line;
    err->column = column;
    snprintf(err->file, sizeof err->file, "%s", file ? file : "");
    vsnprintf(err->text, sizeof err->text, fmt, args);
    em_str_make_printable(err->file);
    em_str_make_printable(err->text);
}

em_status em_error_set(em_error *err, em_status status, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    error_fill(err, status, NULL, 0, 0, fmt, args);
    va_end(args);
    return status;
}

em_status em_error_at(em_error *err, em_status status, const char *file, uint32_t line,
                      uint32_t column, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    error_fill(err, status, file, line, column, fmt, args);
    va_end(args);
    return status;
}

int em_status_exit_code(em_status status)
{
    switch (status) {
    case EM_OK:
    case EM_END:
        return 0;
    case EM_E_ARGUMENT:
    case EM_E_USAGE:
    case EM_E_LEXICON:
        return 2;
    case EM_E_INPUT:
    case EM_E_LIMIT:
        return 3;
    case EM_E_MEMORY:
    case EM_E_SYSTEM:
        return 4;
    }
    return 4;
}

const char *em_version(void)
{
    return EM_VERSION;
}
