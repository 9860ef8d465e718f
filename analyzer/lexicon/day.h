/* Times in a campaign file: ISO 8601 days and instants, in an IANA time zone. */
#ifndef EM_LEXICON_DAY_H
#define EM_LEXICON_DAY_H

#include "em_base.h"

bool em_day_zone_exists(em_str zone);

/*
 * Reads "2011-04-29", "2011-04-29T10:00" or "2011-04-29T10:00:30", with "Z" or "+08:00" behind a
 * time or else in `zone`, to seconds since 1970-01-01T00:00:00Z. A time that the zone skips is
 * taken as ICU does (the later one). False where it is none.
 */
bool em_day_parse(int64_t *out, em_str text, em_str zone);

#endif
