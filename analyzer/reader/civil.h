/* Calendar dates and zones. Internal to the readers. One thread at a time for each zone. */
#ifndef EM_READER_CIVIL_H
#define EM_READER_CIVIL_H

#include "reader/fields.h"

#define EM_MINUTE 60
#define EM_HOUR 3600
#define EM_DAY 86400

typedef struct em_civil {
    int year, month, day, hour, minute, second;
    bool has_year, has_clock;
    bool zoned;
    int offset; /* seconds east of UTC */
} em_civil;

/* Days from 1970-01-01, and the date of so many. */
int64_t em_civil__days(int64_t year, int month, int day);
void em_civil__of_days(int64_t days, int *year, int *month, int *day);

/* Is there such a date and time of day? */
bool em_civil__is_sound(const em_civil *t);

/* Seconds since 1970 in UTC; without a zone of its own it is `zone`'s (NULL: UTC). */
int64_t em_civil__to_utc(const em_civil *t, em_zone_rules *zone);

/* The date that it is in `zone` at `seconds`. */
void em_civil__date_of(int64_t seconds, em_zone_rules *zone, em_civil *out);

#endif
