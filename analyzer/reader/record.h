/* One exported comment as the readers hand it up: fields decoded to UTF-8, nothing judged. */
#ifndef EM_READER_RECORD_H
#define EM_READER_RECORD_H

#include "base/memory.h"
#include "em_base.h"

#define EM_LIKES_UNKNOWN INT64_MIN

typedef struct em_time {
    int64_t seconds; /* since 1970-01-01T00:00:00Z                                       */
    bool known;      /* false: the other fields mean nothing                             */
    bool estimated;  /* resolved from "3 days ago", or a year that the export left out   */
    bool zoned;      /* the export stated a zone; else it was read as the campaign's own */
    bool unread;     /* not known, though the export has a time: it could not be read    */
} em_time;

/* What 03/04/2021 is. Open: it is not read, since both could be meant. */
typedef enum em_date_order {
    EM_DATES_OPEN,
    EM_DATES_DAY_FIRST,
    EM_DATES_MONTH_FIRST
} em_date_order;

/* Lends "", "day-first" or "month-first". */
const char *em_date_order_name(em_date_order order);

/* Writes "2022-10-19T15:44:36Z" to `out`. */
#define EM_TIME_TEXT_BYTES 32
void em_time_format(char out[EM_TIME_TEXT_BYTES], int64_t seconds);

/* What kind of account wrote it, as far as the export tells; of several the later one counts. */
typedef enum em_author_type {
    EM_AUTHOR_UNKNOWN,
    EM_AUTHOR_ORDINARY, /* neither of the following                                  */
    EM_AUTHOR_VERIFIED, /* a person whom the platform has verified, or who pays for it */
    EM_AUTHOR_ORGANISATION,
    EM_AUTHOR_OWNER, /* of the page, channel or post that was commented on         */
    EM_AUTHOR_TYPE_COUNT
} em_author_type;

/* Lends "", "ordinary", "verified", "organisation", "owner". */
const char *em_author_type_name(em_author_type type);

/* Strings are lent by the reader until its next call; empty (len 0) where not exported. */
typedef struct em_record {
    uint32_t input;   /* which input, from 0                                              */
    uint64_t number;  /* record in that input, from 1, header not counted, rejects counted */
    uint64_t line;    /* physical line (text formats) or row (XLSX) where it starts; 0: ?  */
    em_str text;      /* the field as exported, mark-up included                          */
    bool markup;      /* text is HTML                                                     */
    bool text_is_own; /* the format gives the author's own words: look for no prefixes   */
    em_str id, author, platform, language, parent, reposted;
    em_time time;
    em_author_type author_type;
    int64_t likes; /* EM_LIKES_UNKNOWN where not exported */
    bool repaired; /* the row was damaged and could be mended                            */
} em_record;

/* A record that could not be read. */
typedef struct em_reject {
    uint32_t input;
    uint64_t number; /* counts in the same row as records */
    uint64_t line;
    uint32_t column;    /* 0: not known */
    const char *reason; /* stable id: "unclosed-quote", "not-json", "too-long", ...   */
    em_str detail;      /* a sentence; lent                                           */
} em_reject;

#endif
