/* How a CSV file is written: what parts its fields, quotes them, escapes in them. Internal. */
#ifndef EM_READER_DIALECT_H
#define EM_READER_DIALECT_H

#include "em_base.h"

/* Columns of a row: more are refused. */
#define EM_COLUMNS_MAX 100000

typedef struct em_dialect {
    char delimiter;
    char quote;      /* 0: nothing is quoted                                                  */
    char escape;     /* takes a quote's meaning inside quotes, beside doubling; 0: only doubling. */
    bool has_escape; /* (NUL is an escape in some exports)                                    */
    bool skip_blanks; /* blanks after a delimiter belong to it (", ")                          */
    bool lone_cr;     /* a CR without LF ends a row                                            */
    size_t width;     /* fields of nearly all rows; 0: they do not agree                       */
    size_t preface;   /* bytes of an Excel "sep=;" line at the start                           */
} em_dialect;

/*
 * Finds the dialect from the first bytes of a file (UTF-8; `whole`: there are no others).
 * `delimiter` is the caller's word, or 0.
 */
em_dialect em_dialect_detect(em_str sample, bool whole, char delimiter);

#endif
