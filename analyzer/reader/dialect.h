/* How a CSV file is written: what parts its fields, quotes them, escapes in them. Internal. */
#ifndef EM_READER_DIALECT_H
#define EM_READER_DIALECT_H

#include "em_base.h"

typedef struct em_dialect {
    char delimiter;
    char quote;       /* 0: nothing is quoted                                         */
    char escape;      /* 0: a quote inside quotes is doubled                          */
    bool skip_blanks; /* blanks after a delimiter belong to it (", ")                 */
    size_t width;     /* fields of most rows; 0: not known                            */
} em_dialect;

/*
 * Finds the dialect from the first bytes of a file (UTF-8; `whole`: there are no others).
 * `delimiter` is the caller's word, or 0.
 */
em_dialect em_dialect_detect(em_str sample, bool whole, char delimiter);

#endif
