/* Field texts to values: times and counts as people's exports write them. Internal. */
#ifndef EM_READER_FIELDS_H
#define EM_READER_FIELDS_H

#include "reader/record.h"

/* A time zone by its IANA name. One thread at a time. */
typedef struct em_zone_rules em_zone_rules;

/* `name` NULL or "" is UTC; an unknown name: EM_E_USAGE. */
EM_MUST_CHECK em_status em_zone_rules_new(em_zone_rules **out, const char *name, em_error *err);
void em_zone_rules_free(em_zone_rules *zone); /* NULL is fine */

/*
 * Reads a time: ISO 8601 and its relatives, "Wed Oct 19 23:44:36 +0800 2022", RFC 2822, dates with
 * month names or in Chinese, 12-hour clocks, epoch seconds, milliseconds or microseconds; relative
 * ones ("3天前", "2 weeks ago", "昨天 12:30", a date without a year) against `collected`, marked as
 * estimated. 03/04/2021 is read by `dates` where both numbers can be a month. Times without a zone
 * are `zone`'s. What is not empty and no time is marked as unread.
 */
em_time em_time_parse(em_str text, em_zone_rules *zone, em_time collected, em_date_order dates);

/* Is it a date such as 03/04/2021? *tells is what it says by itself: open where both can be. */
bool em_time_is_day_month(em_str text, em_date_order *tells);

/* Would a time of collection be enough to read it ("3天前", "10-19")? */
bool em_time_is_relative(em_str text);

/* Reads a count: "1,234", "1.2K", "1.2万", "3 likes". EM_LIKES_UNKNOWN where it is none. */
int64_t em_count_parse(em_str text);

#endif
