/* Options about reading inputs, shared by the sub-commands that read exports. */
#ifndef EM_CLI_READING_H
#define EM_CLI_READING_H

#include "cli/option.h"
#include "lexicon/model.h"
#include "reader/reader.h"

typedef struct em_reading_options {
    const char *format, *encoding, *sheet, *timezone, *collected, *dates;
    em_option_list columns;
} em_reading_options;

/* Rows for a command's option table; `at` is the offset of its em_reading_options. */
#define EM_READING_OPTIONS(at)                                                                     \
    { "format",                                                                                    \
      'f',                                                                                         \
      EM_OPTION_STRING,                                                                            \
      (at) + offsetof(em_reading_options, format),                                                 \
      "F",                                                                                         \
      "csv, tsv, json, jsonl, xlsx or a name from `echometer formats`" },                          \
        { "encoding",                                                                              \
          'e',                                                                                     \
          EM_OPTION_STRING,                                                                        \
          (at) + offsetof(em_reading_options, encoding),                                           \
          "E",                                                                                     \
          "of the inputs, e.g. gb18030 (else detected)" },                                         \
        { "column",                                                                                \
          0,                                                                                       \
          EM_OPTION_LIST,                                                                          \
          (at) + offsetof(em_reading_options, columns),                                            \
          "FIELD=NAME",                                                                            \
          "read FIELD (text id author time likes platform language parent reposted author_type) "  \
          "from the column or path NAME" },                                                        \
        { "sheet",                                                                                 \
          0,                                                                                       \
          EM_OPTION_STRING,                                                                        \
          (at) + offsetof(em_reading_options, sheet),                                              \
          "SHEET",                                                                                 \
          "of a workbook, by name or number (else the first with a column for the text)" },        \
        { "timezone",       0,                                                                     \
          EM_OPTION_STRING, (at) + offsetof(em_reading_options, timezone),                         \
          "ZONE",           "of times that name none, e.g. Asia/Shanghai (else UTC)" },            \
        { "dates",                                                                                 \
          0,                                                                                       \
          EM_OPTION_STRING,                                                                        \
          (at) + offsetof(em_reading_options, dates),                                              \
          "ORDER",                                                                                 \
          "what 03/04/2021 is: day-first or month-first (else as the first records tell)" },       \
    {                                                                                              \
        "collected", 0, EM_OPTION_STRING, (at) + offsetof(em_reading_options, collected), "TIME",  \
            "when the export was made: resolves \"3 days ago\""                                    \
    }

/* Checks the options, before anything is opened; `out` lends from them. EM_E_USAGE names the
 * mistake.
 */
EM_MUST_CHECK em_status em_reading_settle(em_reader_options *out, const em_reading_options *given,
                                          em_error *err);

/* What the campaign adds: its time zone and columns, unless the options name their own. */
void em_reading_take_campaign(em_reader_options *options, const em_model *model);

/* Called with each record; anything but EM_OK ends the reading with that status. */
typedef em_status em_record_seen(void *context, const em_record *record);

/*
 * Reads all records of files, folders or "-" in order, for commands that look at one after the
 * other. Warnings of the readers go to stderr.
 */
EM_MUST_CHECK em_status em_reading_each(const em_reader_options *options, const char *const *paths,
                                        size_t path_count, em_record_seen *seen, void *context,
                                        em_error *err);

#endif
