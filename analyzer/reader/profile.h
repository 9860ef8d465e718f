/* What the cells of each column look like, so that a damaged row can be laid out anew. Internal. */
#ifndef EM_READER_PROFILE_H
#define EM_READER_PROFILE_H

#include "base/vec.h"

#define EM_PROFILE_SHAPES 10
#define EM_PROFILE_COLUMNS_MAX 256

typedef struct em_column_profile {
    uint64_t shapes[EM_PROFILE_SHAPES];
    unsigned shape_count; /* past EM_PROFILE_SHAPES: running text, any shape will do */
    size_t shortest, longest;
    bool empty_seen, filled_seen;
} em_column_profile;

typedef struct em_profile {
    em_column_profile *columns;
    size_t width; /* 0: not known */
    size_t rows;  /* learnt from   */
} em_profile;

/* EM_E_MEMORY alone. Widths past EM_PROFILE_COLUMNS_MAX leave the profile without columns. */
EM_MUST_CHECK bool em_profile_init(em_profile *profile, size_t width);
void em_profile_release(em_profile *profile);

/* Learns from a row that has as many cells as the profile has columns. */
void em_profile_learn(em_profile *profile, const em_str *cells);

/* How ill a row suits the columns: 0 as good as any, about 1 a cell that is out of place. */
double em_profile_misfit(const em_profile *profile, const em_str *cells, size_t count);
double em_profile_cell_misfit(const em_profile *profile, size_t column, em_str cell);

#endif
