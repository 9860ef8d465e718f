/*
 * Reports: summary.json becomes one tree of sections, sentences, tables and charts; each format
 * walks that tree. No renderer computes a figure.
 */
#ifndef EM_REPORT_REPORT_H
#define EM_REPORT_REPORT_H

#include "base/buf.h"

#include <cjson/cJSON.h>

typedef enum em_report_format {
    EM_REPORT_HTML,
    EM_REPORT_MARKDOWN,
    EM_REPORT_XLSX,
    EM_REPORT_CSV,
    EM_REPORT_SVG /* one chart */
} em_report_format;

typedef struct em_report_options {
    const char *language; /* "en" or "zh-Hans" */
    const cJSON *scores;  /* scores.json for error-corrected rates, or NULL */
    const char *part;     /* CSV: a table's id, NULL for all; SVG: a chart's  */
} em_report_options;

/* EM_E_USAGE where there are no texts in the language. */
EM_MUST_CHECK em_status em_report_check_language(const char *language, em_error *err);

/*
 * Builds the report of one summary, or a comparison of several, and appends it to `out`
 * (HTML, Markdown, CSV, SVG: text; XLSX: the file's bytes).
 */
EM_MUST_CHECK em_status em_report_render(em_buf *out, em_report_format format,
                                         const cJSON *const *summaries, size_t count,
                                         const em_report_options *options, em_error *err);

/* The short table for a terminal; `colour` uses ANSI colours. */
EM_MUST_CHECK em_status em_report_table(em_buf *out, const cJSON *summary, bool colour,
                                        em_error *err);

#endif
