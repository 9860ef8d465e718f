/*
 * Readers: an export file or stream becomes records. CSV, JSON, JSONL and XLSX look the same
 * above. One thread at a time; batch/ calls a reader under its lock.
 */
#ifndef EM_READER_READER_H
#define EM_READER_READER_H

#include "reader/record.h"

typedef enum em_field {
    EM_FIELD_TEXT,
    EM_FIELD_ID,
    EM_FIELD_AUTHOR,
    EM_FIELD_TIME,
    EM_FIELD_LIKES,
    EM_FIELD_PLATFORM,
    EM_FIELD_LANGUAGE,
    EM_FIELD_PARENT,
    EM_FIELD_REPOSTED,
    EM_FIELD_AUTHOR_TYPE,
    EM_FIELD_COUNT
} em_field;

/* Lends "text", "id", "author", "time", "likes", "platform", "language", "parent", "reposted",
 * "author_type". */
const char *em_field_name(em_field field);

typedef struct em_reader_options {
    const char *format;                 /* a name from em_reader_formats, or NULL: detect    */
    const char *encoding;               /* WHATWG label, or NULL: detect                     */
    const char *column[EM_FIELD_COUNT]; /* column name or path by the user; NULL: by header  */
    const char *sheet;                  /* of a workbook: name or number; NULL: first with a text */
    const char *timezone;               /* IANA name for times without a zone; NULL: UTC     */
    em_time collected;                  /* for relative times; .known false: leave them empty */
    em_date_order dates;                /* open: by the first records                         */
    bool raw;                           /* `records --all`: em_reader_row instead of records */
    bool no_header;                     /* every row is data, columns have no names          */
} em_reader_options;

/* What is known of an input once it has been read to its end. */
typedef struct em_input_info {
    const char *path;           /* as given; "-" for standard input                            */
    const char *format;         /* "weibo-crawler-comments", ..., "csv", "jsonl": static        */
    const char *encoding;       /* "UTF-8", "GB18030", ...: static                              */
    double encoding_confidence; /* 0 to 1; 1 for a BOM, valid UTF-8 or the user's word    */
    const char *platform;       /* stated by the format, or ""                            */
    const char *note;           /* known bias of exports of this format, or ""            */
    char sha256[65];            /* of the file's bytes as stored                          */
    uint64_t records;           /* read soundly, repaired ones included                   */
    uint64_t rejected;
    uint64_t repaired;
    uint64_t replaced;      /* ill-formed encoded parts that became U+FFFD            */
    int64_t stated_total;   /* comments the platform says exist; -1: not stated       */
    const char *broken_off; /* where and why it could not be read to its end; "": it was  */
    bool whole; /* read to its end: an EM_E_LIMIT there is that of a record among the rejects */
    const char *dates; /* how 03/04/2021 is read, em_date_order_name: static         */
    bool textless;     /* read as plain JSON by --format json though no member looks like a text:
                        * em_reader_row gives the values, em_reader_next those that are strings */
} em_input_info;

/* Before anything is opened: an unknown format, encoding or time zone is EM_E_USAGE. */
EM_MUST_CHECK em_status em_reader_check_options(const em_reader_options *options, em_error *err);

typedef struct em_reader em_reader;

/* Called for each rejected record and each remark, in order of place. */
typedef struct em_reader_events {
    void (*reject)(void *context, const em_reject *reject);
    void (*warn)(void *context, const char *path, uint64_t line, const char *text);
    void *context;
} em_reader_events;

/*
 * Opens one file or "-" (folders and archives are expanded by em_inputs_expand). Detects
 * container, encoding, format and columns from the first block. When no column fits: EM_E_INPUT
 * whose message lists the columns seen and a `--column` line to copy.
 */
EM_MUST_CHECK em_status em_reader_open(em_reader **out, const char *path, uint32_t input,
                                       const em_reader_options *options,
                                       const em_reader_events *events, em_error *err);

/*
 * The next record, EM_END after the last. Damaged rows are reported through `events` and
 * passed over. EM_E_INPUT or EM_E_LIMIT: the rest of the file cannot be read; all sound records
 * before it have been given.
 */
EM_MUST_CHECK em_status em_reader_next(em_reader *reader, em_record *out, em_error *err);

/* With options.raw: the next row as (name, value) pairs; names are empty with no_header. */
EM_MUST_CHECK em_status em_reader_row(em_reader *reader, const em_str **names,
                                      const em_str **values, size_t *count, em_error *err);

/* Whether the values of the last row are JSON texts (strings in quotes) and not plain ones. */
bool em_reader_row_is_json(const em_reader *reader);

/* Valid until em_reader_close; counts grow while reading, sha256 is set at the end. */
const em_input_info *em_reader_info(const em_reader *reader);

/* Bytes consumed of bytes in all (0: not known), for progress bars. */
void em_reader_progress(const em_reader *reader, uint64_t *done, uint64_t *all);

void em_reader_close(em_reader *reader); /* NULL is fine */

/*
 * Expands files, folders (sorted by name, hidden files left out, known extensions alone) and
 * "-" to a list of paths; em_inputs_free it. EM_E_INPUT where nothing readable is there.
 */
EM_MUST_CHECK em_status em_inputs_expand(char ***out, size_t *count, const char *const *paths,
                                         size_t path_count, em_error *err);
void em_inputs_free(char **paths, size_t count);

/* The table of formats, for `echometer formats`: false past the last one. Strings are static. */
typedef struct em_format_info {
    const char *id, *title, *platform;
    const char *container; /* "csv, xlsx", "json, jsonl", ... */
    const char *note;      /* known bias of the export; ""    */
    /* By field: the columns or paths it is read from, as formats.h explains them; or NULL. */
    const char *const *fields;
} em_format_info;
bool em_reader_format(size_t index, em_format_info *out);

/* A time as people write it on the command line; a mistake: EM_E_USAGE. `zone` as in the options.
 */
EM_MUST_CHECK em_status em_reader_parse_time(em_time *out, em_str text, const char *zone,
                                             em_error *err);

#endif
