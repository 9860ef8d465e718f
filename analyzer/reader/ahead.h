/*
 * The first records of an input, read ahead of their use, to see once for the whole column whether
 * its dates are written day first or month first. Internal to the readers. One thread at a time.
 */
#ifndef EM_READER_AHEAD_H
#define EM_READER_AHEAD_H

#include "reader/fields.h"
#include "reader/rows.h"

/* Records and bytes of their fields that are looked at, at most. */
#define EM_AHEAD_ROWS 1000
#define EM_AHEAD_BYTES ((size_t)4 * 1024 * 1024)

typedef struct em_ahead_row {
    em_row row;
    size_t rejects; /* of those held: how many stand before it */
} em_ahead_row;

typedef struct em_ahead {
    em_arena arena; /* the rows' fields */
    EM_VEC(em_ahead_row) rows;
    size_t next, told;
    em_status status; /* of the call that ended the reading ahead ... */
    em_error error;   /* ... and what it said */
} em_ahead;

void em_ahead_init(em_ahead *ahead);
void em_ahead_release(em_ahead *ahead);

/*
 * Reads ahead as long as times are day-month dates, missing, or not understood. *dates becomes
 * what those dates say that can be read only one way; it stays open where they disagree or there
 * is none. A failure of `rows` is kept and comes from em_ahead_next in its turn; EM_E_MEMORY.
 */
EM_MUST_CHECK em_status em_ahead_settle_dates(em_ahead *ahead, em_rows *rows, em_rows_host *host,
                                              em_zone_rules *zone, em_date_order *dates,
                                              em_error *err);

/* As rows->next: the rows read ahead, with the rejects among them, then those behind. */
EM_MUST_CHECK em_status em_ahead_next(em_ahead *ahead, em_rows *rows, em_rows_host *host,
                                      em_row *out, em_error *err);

#endif
