/*
 * What every reader (CSV, JSON, XLSX) gives the level above: rows with their fields found.
 *
 *     cells (csv.c, xlsx.c) -> table.c: header, format, columns -> em_rows
 *     documents (json.c): format by paths                       -> em_rows
 *                                        em_rows -> reader.c: parsing of times, likes -> em_record
 *
 * Internal to the readers. One thread at a time.
 */
#ifndef EM_READER_ROWS_H
#define EM_READER_ROWS_H

#include "base/buf.h"
#include "base/vec.h"
#include "reader/formats.h"
#include "reader/stream.h"

#include <string.h>

/* A reject that waits for the rows before it. */
typedef struct em_held_reject {
    uint64_t line;
    uint32_t column;
    const char *reason;
    char *detail;
} em_held_reject;

/* What a reader tells: rejects are numbered together with the rows. Owned by reader.c. */
typedef struct em_rows_host {
    const char *path;
    const em_reader_options *options;
    const em_reader_events *events; /* members may be NULL */
    uint32_t input;
    uint64_t number; /* of the last row or reject, from 1 */
    uint64_t rejected;
    bool holds; /* rows are read ahead: rejects wait for em_rows_tell_held */
    EM_VEC(em_held_reject) held;
    size_t due; /* of those held: how many stand before the row that is read */
} em_rows_host;

/*
 * Tells of one record that could not be read; it takes the next number. `reason` is a stable id
 * (static); `detail` a sentence by printf rules. `column` 0: not known.
 */
void em_rows_reject(em_rows_host *host, uint64_t line, uint32_t column, const char *reason,
                    const char *detail, ...) EM_PRINTF(5, 6);
/*
 * Tells of the rejects held from lines before `line`, in their order; while rows are read further
 * ahead it only counts them in `due`.
 */
void em_rows_tell_held(em_rows_host *host, uint64_t line);
/* Tells of the first `count` of those held. */
void em_rows_tell_first_held(em_rows_host *host, size_t count);
void em_rows_warn(em_rows_host *host, uint64_t line, const char *text, ...) EM_PRINTF(3, 4);

/* ---------- cells: a table's rows as they stand ---------- */

typedef struct em_cells em_cells;

typedef struct em_cell_row {
    const em_str *values; /* lent until the next call                              */
    size_t count;
    uint64_t line; /* where the row starts; XLSX: its row number            */
    bool repaired; /* damaged, and mended without touching another row       */
    bool is_text;  /* nothing on the row was quoted or typed: may be a label line */
} em_cell_row;

struct em_cells {
    /* The next row, EM_END after the last. Rows that cannot be read are told to the host. */
    em_status (*next)(em_cells *self, em_cell_row *out, em_error *err);
    void (*close)(em_cells *self);
    /* Workbooks alone: goes to the next sheet with something in it, EM_END after the last. */
    em_status (*next_sheet)(em_cells *self, em_error *err);
    /* Workbooks alone: the sheet stays; tells of it where there are others. */
    void (*take_sheet)(em_cells *self);
    /* Workbooks alone: puts the sheets' names, parted by commas. */
    void (*put_sheets)(const em_cells *self, em_buf *out);
    em_container container;
    const char *name; /* "csv", "tsv", "xlsx" */
    bool whole;       /* read to its end, though a limit may be told there */
};

/* `stream` stays the caller's. */
EM_MUST_CHECK em_status em_cells_open_csv(em_cells **out, em_stream *stream, em_rows_host *host,
                                          em_error *err);
/*
 * `bytes`: the workbook, which must stay; NULL: the plain file `path`. EM_E_INPUT "encrypted" and
 * the like where it is no workbook.
 */
EM_MUST_CHECK em_status em_cells_open_xlsx(em_cells **out, const char *path, const em_buf *bytes,
                                           em_rows_host *host, em_error *err);

/* ---------- rows: fields found ---------- */

typedef struct em_rows em_rows;

typedef struct em_row_field {
    em_str value; /* as exported, decoded: JSON strings unescaped, numbers as their text */
    /* the marks of its path */
    bool html, own_words, estimate, before_dot, backslash_n, yes_is_owner, weibo_number;
} em_row_field;

/* The marks of a path, without a value. */
static inline em_row_field em_rows_marks(const em_format_path *path)
{
    return (em_row_field){ .html = path->html,
                           .own_words = path->own_words,
                           .estimate = path->estimate,
                           .before_dot = path->before_dot,
                           .backslash_n = path->backslash_n,
                           .yes_is_owner = path->yes_is_owner,
                           .weibo_number = path->weibo_number };
}

/* Lent until the next call. With options.raw only names and values are set, else only field. */
typedef struct em_row {
    const em_str *names, *values; /* JSON: the members of the record, or "value" */
    size_t count;
    bool values_are_json; /* each value is a JSON text: strings in quotes */
    uint64_t line;
    bool repaired;
    bool nested; /* the record stands inside another one */
    em_row_field field[EM_FIELD_COUNT];
} em_row;

/* All but the fields, which are set one by one. */
static inline void em_row_begin(em_row *row)
{
    memset(row, 0, offsetof(em_row, field));
}

struct em_rows {
    em_status (*next)(em_rows *self, em_row *out, em_error *err);
    void (*close)(em_rows *self);
    const char
        *format; /* id, static: "weibo-hotflow", ..., or the container: "csv", "json", "jsonl" */
    const char *platform; /* static; "" */
    const char *note;     /* static; "" */
    bool loose_platform;  /* the platform field counts only where it names a known one */
    int64_t stated_total; /* grows while reading; -1 */
    bool textless;        /* em_input_info.textless */
    bool has_times;       /* there is a column or path for them */
    bool whole;           /* read to its end, though a limit may be told there */
};

/* Takes over `cells`, also on failure. */
EM_MUST_CHECK em_status em_rows_open_table(em_rows **out, em_cells *cells, em_rows_host *host,
                                           em_error *err);

/*
 * A JSON document or JSON lines, told apart by what stands after the first value. options.format
 * "json" or a format's id may force it. `stream` stays the caller's. With no fitting text
 * field (and not options.raw): em_rows_fail_columns, unless options.format is "json" or "jsonl".
 */
EM_MUST_CHECK em_status em_rows_open_json(em_rows **out, em_stream *stream, em_rows_host *host,
                                          em_error *err);

/* EM_E_INPUT: no column for the text; lists the names seen and a --column line to copy. */
em_status em_rows_fail_columns(const em_rows_host *host, const em_str *names, size_t count,
                               em_error *err);

/*
 * options.column[field] by the user, else the format's entry; NULL where neither is there.
 */
const char *em_rows_field_entry(const em_rows_host *host, const em_format *format, em_field field);

/* Kinds of author: the most telling of several values holds. */
void em_rows_take_author_type(em_row_field *found, const em_row_field *value);

/* * Takes the value of one more alternative of the field where it counts: where those before gave
 * nothing; an author type also where it says more. True: no later one can count.
 */
static inline bool em_rows_take_value(em_row_field *found, em_field field,
                                      const em_row_field *value)
{
    if (field == EM_FIELD_AUTHOR_TYPE) {
        em_rows_take_author_type(found, value);
        return false;
    }
    if (!found->value.len && value->value.len)
        *found = *value;
    return found->value.len > 0;
}

/* em_reader_open on bytes that are there already: takes over `source` (NULL: opens `path`). */
EM_MUST_CHECK em_status em_reader__open_source(em_reader **out, em_source *source, const char *path,
                                               uint32_t input, const em_reader_options *options,
                                               const em_reader_events *events, em_error *err);

#endif
