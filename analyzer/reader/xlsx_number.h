/*
 * Numbers of a workbook that stand for days and times, told by their number format.
 * Pure functions; any thread.
 */
#ifndef EM_READER_XLSX_NUMBER_H
#define EM_READER_XLSX_NUMBER_H

#include "em_base.h"

typedef enum em_number_kind {
    EM_NUMBER_PLAIN,
    EM_NUMBER_DATE,    /* a day, perhaps with its time */
    EM_NUMBER_TIME,    /* a time of day                */
    EM_NUMBER_DURATION /* hours may pass 24            */
} em_number_kind;

/* By the id of a built-in format (ECMA-376 part 1, 18.8.30); plain for ids of others. */
em_number_kind em_number_kind_of_id(unsigned id);

/* By a format code such as yyyy\-mm\-dd or [h]:mm or 0.00. */
em_number_kind em_number_kind_of_code(em_str code);

#define EM_NUMBER_DATE_BYTES 32

/*
 * Writes serial number `serial` as 2024-05-19, 2024-05-19 08:30:00, 08:30:00 or, for a
 * duration, 26:30:00 (rounded to the second), NUL-terminated. `from_1904`: day 0 is 1904-01-01;
 * else Excel's days since 1899-12-31, its day 60 (1900-02-29, which never was) included. False
 * where the number is outside of the years 1900 to 9999.
 */
bool em_number_format_date(char out[EM_NUMBER_DATE_BYTES], double serial, em_number_kind kind,
                           bool from_1904);

#endif
