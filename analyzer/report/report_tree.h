/*
 * The one tree behind every report format: sections of texts, figures, tables, charts and
 * quotations, with every number already computed and every stranger's text already cleaned
 * (controls made visible, handles masked). Renderers only walk it and escape.
 *
 * All parts live in the report's arena. Constructors return NULL where memory ends and remember
 * it (em_report_status); every `add` and `set` function takes NULL and then does nothing, so that
 * a builder checks once, at its end.
 */
#ifndef EM_REPORT_REPORT_TREE_H
#define EM_REPORT_REPORT_TREE_H

#include "base/buf.h"
#include "base/memory.h"
#include "report/phrases.h"

/* A report larger than this is refused: a summary is some hundred kilobytes. */
#define EM_REPORT_MAX_BYTES ((size_t)256 * 1024 * 1024)

typedef enum em_run_kind {
    EM_RUN_PLAIN,
    EM_RUN_STRONG,
    EM_RUN_EVIDENCE, /* the words in a quotation that a term matched */
    EM_RUN_FOREIGN   /* from the data: its direction is isolated     */
} em_run_kind;

typedef struct em_report_run {
    em_str text;
    em_run_kind kind;
} em_report_run;

typedef struct em_report_text {
    const em_report_run *runs;
    size_t count;
} em_report_text;

/* What a table's column or a figure holds; NAN stands for "not known" in every number. */
typedef enum em_cell_kind {
    EM_CELL_TEXT,
    EM_CELL_COUNT,
    EM_CELL_SHARE,           /* 0 to 1                                              */
    EM_CELL_INTERVAL,        /* of a share: low, high                               */
    EM_CELL_POINTS,          /* difference of two shares, -1 to 1                   */
    EM_CELL_POINTS_INTERVAL, /* of a difference                                     */
    EM_CELL_NUMBER,          /* two decimals: sentiment, lift, log ratio           */
    EM_CELL_P_VALUE
} em_cell_kind;

typedef struct em_report_cell {
    em_str text; /* EM_CELL_TEXT */
    double value;
    double low, high;
} em_report_cell;

typedef struct em_report_column {
    em_str title;
    em_cell_kind kind;
    bool whole; /* short texts that no line break may part: times, results */
} em_report_column;

#define EM_REPORT_COLUMNS_MAX 40

typedef struct em_report_grid {
    em_str id; /* [a-z0-9-]: file and sheet names are made of it */
    em_str caption;
    em_report_column columns[EM_REPORT_COLUMNS_MAX];
    em_report_cell *cells; /* row by row */
    size_t column_count, row_count, row_max;
    bool behind_chart; /* a page shows the chart first and this on demand */
    bool data_only;    /* for CSV and XLSX: too long for a page                   */
    bool narrow;       /* half a page's width is enough                           */
    struct em_report *report;
} em_report_grid;

typedef enum em_chart_kind {
    EM_CHART_BARS,  /* a bar per row and series, with interval and target */
    EM_CHART_STACK, /* a full bar per row, parts by series                */
    EM_CHART_LINE   /* one series over ordered rows, with its band        */
} em_chart_kind;

/* The look of a series: the same thing has the same colour everywhere. */
typedef enum em_tone {
    EM_TONE_MAIN,
    EM_TONE_QUIET,
    EM_TONE_AFFIRMED,
    EM_TONE_DENIED,
    EM_TONE_MIXED,
    EM_TONE_QUESTIONED,
    EM_TONE_QUOTED,
    EM_TONE_POSITIVE,
    EM_TONE_NEUTRAL,
    EM_TONE_NEGATIVE
} em_tone;
const char *em_tone_name(em_tone tone); /* class name: "main", "affirmed", ... */

#define EM_REPORT_SERIES_MAX 6

typedef struct em_report_series {
    em_str title;
    em_tone tone;
} em_report_series;

typedef struct em_report_bar {
    double value;     /* in the chart's unit      */
    double low, high; /* NAN: none                */
} em_report_bar;

typedef struct em_report_chart_row {
    em_str label;
    double at;     /* EM_CHART_LINE: place on the ordered axis */
    double target; /* NAN: none                                */
    em_report_bar bars[EM_REPORT_SERIES_MAX];
} em_report_chart_row;

typedef struct em_report_chart {
    em_str id;
    em_chart_kind kind;
    em_cell_kind unit; /* EM_CELL_SHARE, EM_CELL_COUNT or EM_CELL_NUMBER */
    em_str title;
    em_str description; /* one sentence that says what the picture shows */
    em_str key;         /* how to read its marks, or empty               */
    em_report_series series[EM_REPORT_SERIES_MAX];
    em_report_chart_row *rows;
    size_t series_count, row_count, row_max;
    const em_report_grid *table; /* the numbers behind it */
} em_report_chart;

typedef struct em_report_figure {
    em_str label;
    em_str value;
    em_str note;
    struct em_report_figure *next;
} em_report_figure;

typedef enum em_point_tone {
    EM_POINT_PLAIN,
    EM_POINT_GOOD,
    EM_POINT_BAD,
    EM_POINT_OPEN
} em_point_tone;

typedef struct em_report_point {
    em_point_tone tone;
    em_report_text text;
    struct em_report_point *next;
} em_report_point;

typedef struct em_report_quote {
    em_report_text text;
    em_str source; /* platform, day, likes, rule */
    em_tone tone;
    em_str stance; /* word for the stance */
    struct em_report_quote *next;
} em_report_quote;

typedef enum em_block_kind {
    EM_BLOCK_HEADING, /* third level, within a section   */
    EM_BLOCK_LEAD,    /* the sentence that opens a section */
    EM_BLOCK_TEXT,
    EM_BLOCK_NOTE, /* how to read it, small            */
    EM_BLOCK_FIGURES,
    EM_BLOCK_POINTS,
    EM_BLOCK_TABLE,
    EM_BLOCK_CHART,
    EM_BLOCK_QUOTES
} em_block_kind;

typedef struct em_report_block {
    em_block_kind kind;
    em_report_text text; /* HEADING, LEAD, TEXT, NOTE */
    union {
        em_report_figure *figures;
        em_report_point *points;
        em_report_grid *table;
        em_report_chart *chart;
        em_report_quote *quotes;
    } of;
    struct em_report_block *next;
} em_report_block;

typedef struct em_report_section {
    em_str id;
    em_str title;
    em_report_block *blocks, *last;
    struct em_report_section *next;
} em_report_section;

typedef struct em_report {
    em_arena arena;
    em_status status; /* EM_OK or EM_E_MEMORY */
    em_language language;
    em_str title;            /* of the campaign, or of the comparison */
    em_str subtitle;         /* days, comments, platforms             */
    em_report_text headline; /* the answer in one sentence            */
    em_report_text summary;  /* the sentences under it                */
    em_report_figure *figures;
    em_report_section *sections, *last;
    em_str footer;
} em_report;

void em_report_init(em_report *report, em_language language);
void em_report_release(em_report *report);

/* --- texts ------------------------------------------------------------------------------- */

/* Zeroed memory of the report; NULL sets the status. */
void *em_report_alloc(em_report *report, size_t count, size_t size);
em_str em_report_copy(em_report *report, em_str text);
em_str em_report_printf(em_report *report, const char *fmt, ...) EM_PRINTF(2, 3);
/* A copy with controls made visible, handles masked and line ends as blanks. */
em_str em_report_clean(em_report *report, em_str foreign);
em_str em_report_phrase(const em_report *report, em_phrase phrase);

/*
 * A phrase with its places {0} to {9} filled; {0|comment|comments} is the first form where that
 * argument is "1", else the second. Filled places are strong in the text where
 * `strong`, else plain. At most EM_PHRASE_PLACES arguments, ended by (em_str){ NULL, 0 }.
 */
#define EM_PHRASE_PLACES 10
em_report_text em_report_fill(em_report *report, em_phrase phrase, bool strong, const em_str *args,
                              size_t count);
em_str em_report_fill_plain(em_report *report, em_phrase phrase, const em_str *args, size_t count);
em_report_text em_report_plain(em_report *report, em_str text);
/* `a` and then `b`, with a blank between where the language sets one. */
em_report_text em_report_join(em_report *report, em_report_text a, em_report_text b);

/* --- parts ------------------------------------------------------------------------------- */

em_report_section *em_report_add_section(em_report *report, const char *id, em_phrase title);
em_report_block *em_report_add_text(em_report *report, em_report_section *section,
                                    em_block_kind kind, em_report_text text);
em_report_grid *em_report_add_table(em_report *report, em_report_section *section, const char *id,
                                    em_phrase caption, size_t row_max);
void em_report_add_column(em_report *report, em_report_grid *table, em_phrase title,
                          em_cell_kind kind);
void em_report_add_named_column(em_report_grid *table, em_str title, em_cell_kind kind);
/* Keeps the texts of the column added last from being broken. */
void em_report_keep_whole(em_report_grid *table);
/* The cells of a new row, all empty and not known; NULL where the table is full. */
em_report_cell *em_report_add_row(em_report_grid *table);

em_report_chart *em_report_add_chart(em_report *report, em_report_section *section, const char *id,
                                     em_chart_kind kind, em_cell_kind unit, em_phrase title,
                                     size_t row_max);
void em_report_add_series(em_report *report, em_report_chart *chart, em_phrase title, em_tone tone);
void em_report_add_named_series(em_report_chart *chart, em_str title, em_tone tone);
em_report_chart_row *em_report_add_chart_row(em_report_chart *chart, em_str label);

/* Lists grow at their end. */
void em_report_add_figure(em_report *report, em_report_figure **list, em_phrase label, em_str value,
                          em_str note);
void em_report_add_point(em_report *report, em_report_block *points, em_point_tone tone,
                         em_report_text text);
em_report_quote *em_report_add_quote(em_report *report, em_report_block *quotes);

/* A number as people read it; a text as it is, not escaped. */
void em_report_cell_put(em_buf *out, const em_report_cell *cell, em_cell_kind kind);

/* The text of runs joined, for formats without emphasis. */
em_str em_report_text_plain(em_report *report, em_report_text text);

#endif
