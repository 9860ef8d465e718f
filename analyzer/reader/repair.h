/*
 * Laying out a damaged CSV row anew: stray or unclosed quotes, a separator too many or too few,
 * another separator. Touches nothing but the row. Internal.
 */
#ifndef EM_READER_REPAIR_H
#define EM_READER_REPAIR_H

#include "base/buf.h"
#include "reader/dialect.h"
#include "reader/profile.h"

typedef struct em_layout {
    EM_VEC(em_str) cells;
    em_buf text;      /* of cells that had to be unescaped                        */
    double misfit;    /* of the cells in their columns, plus the price of the damage */
    const char *what; /* static: "a quote that closes nothing was taken as text"  */
} em_layout;

typedef struct em_repair {
    em_layout best, trial;
    bool found;
    bool failed; /* no memory */
} em_repair;

void em_repair_init(em_repair *repair);
void em_repair_release(em_repair *repair);

/*
 * Finds the likeliest reading of `line` (one row, without its line end) that has as many cells
 * as `profile` has columns: repair->best, valid until the next call. `cells` are those of the plain
 * reading. False: there is none, or no memory (repair->failed).
 */
bool em_repair_row(em_repair *repair, const em_dialect *dialect, const em_profile *profile,
                   em_str line, const em_str *cells, size_t count);

#endif
