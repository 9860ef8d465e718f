/* The calendar day of a time, in the campaign's time zone. */
#ifndef EM_TALLY_DAYS_H
#define EM_TALLY_DAYS_H

#include "em_base.h"

#define EM_DAY_BYTES 32 /* "2011-04-29" and NUL; years beyond 9999 are longer */

typedef struct em_day_finder em_day_finder; /* one thread at a time */

/* `timezone`: an IANA name. */
EM_MUST_CHECK em_status em_day_finder_new(em_day_finder **out, em_str timezone, em_error *err);
void em_day_finder_free(em_day_finder *finder); /* NULL is fine */

/* Lends the day as YYYY-MM-DD until the next call; empty for times no calendar holds. */
em_str em_day_find(em_day_finder *finder, int64_t seconds);

#endif
