/*
 * From cells to rows: finds the header below any label lines, recognises the format by its
 * columns, binds the fields to columns, and mends rows that are shorter or longer than the
 * header.
 */
#include "reader/rows.h"

#include "base/memory.h"
#include "base/str.h"
#include "base/vec.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>

/* The header stands among this many first rows (Brandwatch writes six before it). */
#define HEAD_ROWS 24
#define HEAD_BYTES_MAX (EM_RECORD_MAX_BYTES + (size_t)1024 * 1024)
/* Rows of another width than the header's that are told of one by one. */
#define TOLD_WIDTHS_MAX 20
#define BOM EM_STR("\xEF\xBB\xBF")
/* As many rows must agree on a number of fields before the header's own is doubted. */
#define SHIFT_ROWS_MIN 3
/* Names are made distinct where there are no more of them. */
#define DISTINCT_NAMES_MAX 2000
/* Alternatives of one field. */
#define COLUMNS_PER_FIELD 6

typedef struct head_row {
    em_str *values;
    size_t count;
    uint64_t line;
    bool repaired;
} head_row;

typedef struct binding {
    size_t column[COLUMNS_PER_FIELD];
    em_row_field marks[COLUMNS_PER_FIELD]; /* of each column's path; without a value */
    size_t count;
} binding;

typedef struct table {
    em_rows base;
    em_cells *cells;
    em_rows_host *host;
    em_arena arena; /* the first rows, the names */
    head_row head[HEAD_ROWS];
    size_t head_count, head_next, header; /* header: its index among them */
    em_status head_status;                /* of the call that ended the head ... */
    em_error head_error;                  /* ... and what it said */
    em_str *names;
    size_t width; /* columns by the header; without one: 0 */
    size_t usual; /* fields of most rows: as many, or some fewer */
    const em_format *format;
    binding fields[EM_FIELD_COUNT];
    EM_VEC(em_str) wide_names; /* names, and "column 7" for what stands beyond them */
    EM_VEC(em_str) wide_values;
    bool skips_blank;
    unsigned told_widths;
    bool told_repeated;
    bool no_text;        /* no column fits the text */
    bool in_other_table; /* rows of a table with other columns */
} table;

static em_status no_memory(const table *self, em_error *err)
{
    return em_error_at(err, EM_E_MEMORY, self->host->path, 0, 0, "no memory");
}

/* --- the first rows -------------------------------------------------------------------------- */

static bool is_blank(const em_str *values, size_t count)
{
    return count == 0 || (count == 1 && values[0].len == 0);
}

/* Do the fields from `first` on stand side by side in the file, a separator between them? */
static bool stand_side_by_side(const em_cell_row *row, size_t first)
{
    for (size_t i = first; i + 1 < row->count; i++)
        if (row->values[i].data + row->values[i].len + 1 != row->values[i + 1].data)
            return false;
    return first < row->count;
}

/* Copies the values; fields that stand side by side still do so afterwards. */
static bool copy_values(table *self, em_str *out, const em_cell_row *row)
{
    if (stand_side_by_side(row, 0)) {
        em_str last = row->values[row->count - 1], first = row->values[0];
        em_str whole = { first.data, (size_t)(last.data + last.len - first.data) };
        em_str copy = em_arena_copy(&self->arena, whole);
        for (size_t i = 0; copy.data && i < row->count; i++)
            out[i] = (em_str){ copy.data + (row->values[i].data - whole.data), row->values[i].len };
        return copy.data != NULL;
    }
    for (size_t i = 0; i < row->count; i++) {
        out[i] = em_arena_copy(&self->arena, row->values[i]);
        if (!out[i].data)
            return false;
    }
    return true;
}

static bool keep_head_row(table *self, const em_cell_row *row)
{
    head_row *kept = &self->head[self->head_count];
    kept->values = em_arena_alloc(&self->arena, row->count * sizeof *kept->values);
    if (!kept->values || !copy_values(self, kept->values, row))
        return false;
    kept->count = row->count;
    kept->line = row->line;
    kept->repaired = row->repaired;
    self->head_count++;
    return true;
}

static em_status fail_as_head(const table *self, em_error *err)
{
    if (err)
        *err = self->head_error;
    return self->head_status;
}

static em_status read_head_rows(table *self, em_error *err)
{
    size_t bytes = 0;
    while (self->head_count < HEAD_ROWS && bytes < EM_RECORD_MAX_BYTES / 16) {
        em_cell_row row;
        self->head_status = self->cells->next(self->cells, &row, &self->head_error);
        if (self->head_status == EM_END)
            return EM_OK;
        bool damaged = self->head_status == EM_E_INPUT || self->head_status == EM_E_LIMIT;
        if (damaged && self->head_count)
            return EM_OK; /* the sound rows first */
        if (self->head_status != EM_OK)
            return fail_as_head(self, err);
        if (!keep_head_row(self, &row))
            return no_memory(self, err);
        for (size_t i = 0; i < row.count; i++)
            bytes += row.values[i].len + sizeof(em_str);
    }
    return EM_OK;
}

/* Rejects among the first rows wait until the rows before them have been handed out. */
static em_status read_head(table *self, em_error *err)
{
    self->host->holds = true;
    em_status status = read_head_rows(self, err);
    self->host->holds = false;
    return status;
}

/*
 * In a table of several columns a blank line is no row; in one of a single column it is an empty
 * cell. With --no-header a sheet's rows keep their places: its blank rows are rows.
 */
static void drop_blank_head_rows(table *self)
{
    bool keeps_places = self->cells->container == EM_CONTAINER_XLSX &&
                        self->host->options->no_header;
    for (size_t i = 0; i < self->head_count && !keeps_places; i++)
        self->skips_blank |= self->head[i].count > 1;
    size_t kept = 0;
    for (size_t i = 0; i < self->head_count; i++)
        if (!self->skips_blank || !is_blank(self->head[i].values, self->head[i].count))
            self->head[kept++] = self->head[i];
    self->head_count = kept;
}

static em_status next_cells(table *self, em_cell_row *out, em_error *err)
{
    if (self->head_next < self->head_count) {
        const head_row *row = &self->head[self->head_next++];
        em_rows_tell_held(self->host, row->line);
        *out = (em_cell_row){
            .values = row->values, .count = row->count, .line = row->line, .repaired = row->repaired
        };
        return EM_OK;
    }
    em_rows_tell_held(self->host, UINT64_MAX);
    if (self->head_status == EM_END)
        return EM_END;
    if (self->head_status != EM_OK)
        return fail_as_head(self, err);
    return self->cells->next(self->cells, out, err);
}

/* --- header ----------------------------------------------------------------------------------- */

static size_t find_column(const em_str *names, size_t count, em_str column)
{
    for (size_t i = 0; i < count; i++)
        if (em_format_is_column(names[i], column))
            return i;
    return SIZE_MAX;
}

/* The column of the best generic name for a field, or SIZE_MAX. */
static size_t guess_column(const em_str *names, size_t count, em_field field)
{
    size_t best = SIZE_MAX;
    unsigned best_rank = UINT_MAX;
    for (size_t i = 0; i < count; i++) {
        unsigned rank = em_column_rank(names[i], field);
        if (rank && rank < best_rank) {
            best_rank = rank;
            best = i;
        }
    }
    return best;
}

/* Fields of most of the first rows from `first` on; 0 where there are none. */
static size_t usual_width(const table *self, size_t first)
{
    size_t best = 0, best_count = 0;
    for (size_t i = first; i < self->head_count; i++) {
        size_t same = 0;
        for (size_t j = first; j < self->head_count; j++)
            same += self->head[j].count == self->head[i].count;
        if (same > best_count || (same == best_count && self->head[i].count > best)) {
            best_count = same;
            best = self->head[i].count;
        }
    }
    return best;
}

static bool is_mostly_filled(const head_row *row)
{
    size_t filled = 0;
    for (size_t i = 0; i < row->count; i++)
        filled += em_str_trim(row->values[i]).len > 0;
    return 2 * filled > row->count;
}

/* The first row that is as wide as most rows and not a padded label; head_count: no rows. */
static size_t first_full_row(const table *self)
{
    size_t width = usual_width(self, 0), first = self->head_count;
    for (size_t i = 0; i < self->head_count; i++) {
        if (self->head[i].count != width)
            continue;
        if (is_mostly_filled(&self->head[i]))
            return i;
        if (first == self->head_count)
            first = i;
    }
    return first;
}

static bool is_filled(const head_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->values[i].len == 0)
            return false;
    return row->count > 1;
}

/* For options.raw: the row above the first full one, where it is a header with a name too many or
 * few. */
static size_t header_above(const table *self, size_t full)
{
    if (full == 0 || full >= self->head_count || !is_filled(&self->head[full - 1]))
        return full;
    size_t names = self->head[full - 1].count, fields = self->head[full].count;
    return names + 1 == fields || names == fields + 1 ? full - 1 : full;
}

static size_t find_header_by_format(table *self)
{
    size_t found = self->head_count;
    for (size_t i = 0; i < self->head_count && !self->format; i++) {
        self->format = em_format_by_columns(self->head[i].values, self->head[i].count,
                                            self->cells->container);
        if (self->format)
            found = i;
    }
    return found;
}

static size_t find_header_by_text_column(const table *self)
{
    const char *text = self->host->options->column[EM_FIELD_TEXT];
    for (size_t i = 0; i < self->head_count; i++) {
        const head_row *row = &self->head[i];
        size_t column = text ? find_column(row->values, row->count, em_str_from(text))
                             : guess_column(row->values, row->count, EM_FIELD_TEXT);
        if (column != SIZE_MAX && (text || row->count > 1 || self->head_count == 1 || i == 0))
            return i;
    }
    return self->head_count;
}

static bool is_container_name(const char *format)
{
    return strcmp(format, "csv") == 0 || strcmp(format, "tsv") == 0 || strcmp(format, "xlsx") == 0;
}

/* Index of the header among the first rows; head_count: none fits. */
static size_t find_header(table *self)
{
    const em_reader_options *options = self->host->options;
    bool named = options->format && !is_container_name(options->format);
    if (options->raw)
        return header_above(self, first_full_row(self));
    if (named) {
        self->format = em_format_find(options->format);
        size_t at = find_header_by_text_column(self);
        return at < self->head_count ? at : first_full_row(self);
    }
    if (!options->format) {
        size_t at = find_header_by_format(self);
        if (at < self->head_count)
            return at;
    }
    return find_header_by_text_column(self);
}

/* The header has other columns than the rows below it: some tool left a name out. */
static void tell_shift(const table *self, const head_row *header, size_t usual)
{
    em_rows_warn(self->host, header->line,
                 "the header has %zu names, but most rows have %zu fields: names and fields may be "
                 "shifted (look at them with `echometer records --all`, set them with --column)",
                 header->count, usual);
}

static size_t times_before(const head_row *header, size_t column)
{
    size_t times = 0;
    for (size_t i = 0; i < column && header->count <= DISTINCT_NAMES_MAX; i++)
        times += em_str_eq(header->values[i], header->values[column]);
    return times;
}

/* The column's name, made its own: "", "x", "x" become "column 1", "x", "x (2)". */
static em_str make_name(table *self, const head_row *header, size_t column)
{
    em_str name = column < header->count ? header->values[column] : (em_str){ "", 0 };
    size_t before = name.len ? times_before(header, column) : 0;
    char suffix[48] = "";
    if (name.len == 0)
        snprintf(suffix, sizeof suffix, "column %zu", column + 1);
    else if (before)
        snprintf(suffix, sizeof suffix, " (%zu)", before + 1);
    size_t extra = strlen(suffix);
    char *copy = em_arena_alloc(&self->arena, name.len + extra + 1);
    if (!copy)
        return (em_str){ NULL, 0 };
    memcpy(copy, name.data, name.len);
    memcpy(copy + name.len, suffix, extra + 1);
    return (em_str){ copy, name.len + extra };
}

/* Fields of the rows below the header, where enough of them agree; else the header's. */
static size_t settled_width(const table *self, const head_row *header)
{
    size_t rows = self->head_count - self->header - 1, same = 0;
    size_t usual = usual_width(self, self->header + 1);
    for (size_t i = self->header + 1; i < self->head_count; i++)
        same += self->head[i].count == usual;
    return rows >= SHIFT_ROWS_MIN && 4 * same >= 3 * rows ? usual : header->count;
}

static bool make_names(table *self, const head_row *header)
{
    self->usual = settled_width(self, header);
    self->width = header->count;
    while (self->width > 1 && header->values[self->width - 1].len == 0 && self->width > self->usual)
        self->width--;
    if (self->width != self->usual && self->cells->container != EM_CONTAINER_XLSX)
        tell_shift(self, header, self->usual);
    if (self->width < self->usual)
        self->width = self->usual;
    self->names = em_arena_alloc(&self->arena, self->width * sizeof *self->names);
    if (!self->names)
        return false;
    for (size_t i = 0; i < self->width; i++) {
        self->names[i] = make_name(self, header, i);
        if (!self->names[i].data)
            return false;
    }
    return true;
}

/*
 * options.raw: header rows that stand below one another become one, their names joined by a blank
 * (as Pollock's truth has it). For records they are repeated headers and left out.
 */
static bool join_header_rows(table *self)
{
    const head_row *header = &self->head[self->header];
    size_t below = 0;
    while (self->head_next < self->head_count &&
           self->head[self->head_next].count == header->count) {
        bool same = true;
        for (size_t i = 0; i < header->count && same; i++)
            same = em_str_eq(self->head[self->head_next].values[i], header->values[i]);
        if (!same)
            break;
        self->head_next++;
        below++;
    }
    for (size_t i = 0; below && i < self->width; i++) {
        em_str name = self->names[i];
        char *joined = em_arena_alloc(&self->arena, (name.len + 1) * (below + 1));
        if (!joined)
            return false;
        for (size_t j = 0; j <= below; j++) {
            memcpy(joined + j * (name.len + 1), name.data, name.len);
            joined[j * (name.len + 1) + name.len] = ' ';
        }
        self->names[i] = (em_str){ joined, (name.len + 1) * (below + 1) - 1 };
    }
    return true;
}

/* --- binding -------------------------------------------------------------------------------------
 */

static size_t column_number(const table *self, em_str column)
{
    if (!self->host->options->no_header || column.len == 0 || column.len > 6)
        return SIZE_MAX;
    size_t number = 0;
    for (size_t i = 0; i < column.len; i++) {
        if (column.data[i] < '0' || column.data[i] > '9')
            return SIZE_MAX;
        number = number * 10 + (size_t)(column.data[i] - '0');
    }
    return number ? number - 1 : SIZE_MAX;
}

static void bind_entry(table *self, em_field field, const char *entry)
{
    binding *bound = &self->fields[field];
    em_format_path path;
    while (bound->count < COLUMNS_PER_FIELD && em_format_next_path(&entry, &path)) {
        size_t column = self->host->options->no_header
                            ? column_number(self, path.path)
                            : find_column(self->names, self->width, path.path);
        if (column == SIZE_MAX)
            continue;
        bound->column[bound->count] = column;
        bound->marks[bound->count++] = em_rows_marks(&path);
    }
}

static bool is_bound_elsewhere(const table *self, size_t column, em_field field)
{
    for (int i = 0; i < (int)field; i++)
        for (size_t j = 0; j < self->fields[i].count; j++)
            if (self->fields[i].column[j] == column)
                return true;
    return false;
}

static void bind_field(table *self, em_field field)
{
    const char *entry = em_rows_field_entry(self->host, self->format, field);
    if (entry) {
        bind_entry(self, field, entry);
        return;
    }
    if (self->format || self->host->options->no_header)
        return;
    size_t column = guess_column(self->names, self->width, field);
    if (column == SIZE_MAX || is_bound_elsewhere(self, column, field))
        return;
    self->fields[field].column[0] = column;
    self->fields[field].count = 1;
    if (field == EM_FIELD_PLATFORM)
        self->base.loose_platform = em_column_is_loose(self->names[column]);
}

/* --- rows
 * -------------------------------------------------------------------------------------------- */

static bool beyond_is_empty(const em_cell_row *row, size_t width)
{
    for (size_t i = width; i < row->count; i++)
        if (row->values[i].len)
            return false;
    return true;
}

static bool is_header_again(const table *self, const em_cell_row *row)
{
    if (self->host->options->no_header || row->count < self->width || self->width < 2 ||
        !beyond_is_empty(row, self->width))
        return false;
    const head_row *header = &self->head[self->header];
    for (size_t i = 0; i < self->width; i++) {
        em_str value = row->values[i];
        if (i == 0 && em_str_starts(value, BOM)) /* two files, one after the other */
            value = (em_str){ value.data + BOM.len, value.len - BOM.len };
        if (i >= header->count || !em_str_eq(value, header->values[i]))
            return false;
    }
    return true;
}

/* A header with other columns: most of its cells are names of ours. */
static bool is_other_header(const table *self, const em_cell_row *row)
{
    if (self->host->options->no_header || self->width < 3 ||
        (row->count == self->width && !row->repaired))
        return false;
    size_t same = 0;
    for (size_t i = 0; i < row->count && i < self->width; i++)
        same += row->values[i].len && em_str_eq(row->values[i], self->names[i]);
    return same >= 2 && 10 * same >= 7 * (row->count < self->width ? row->count : self->width);
}

static void reject_other_table(table *self, uint64_t line)
{
    if (!self->in_other_table)
        em_rows_warn(self->host, line,
                     "a table with other columns begins here; its rows are rejected (give it as a "
                     "file of its own)");
    else
        em_rows_reject(self->host, line, 0, "other-table",
                       "the row belongs to a table with other columns than the file's header");
    self->in_other_table = true;
}

static void tell_repeated_header(table *self, uint64_t line)
{
    if (!self->told_repeated)
        em_rows_warn(self->host, line, "the header is repeated here; such rows are left out");
    self->told_repeated = true;
}

static void find_field(em_row_field *out, const binding *bound, em_field field,
                       const em_cell_row *row)
{
    *out = (em_row_field){ .value = { "", 0 } };
    for (size_t i = 0; i < bound->count; i++) {
        em_row_field value = bound->marks[i];
        if (bound->column[i] >= row->count)
            continue;
        value.value = row->values[bound->column[i]];
        if (em_rows_take_value(out, field, &value))
            break;
    }
}

static bool is_odd_width(const table *self, const em_cell_row *row)
{
    if (row->count == self->usual)
        return false;
    if (row->count < self->width) /* a sheet stores no empty cells at a row's end */
        return self->cells->container != EM_CONTAINER_XLSX;
    return row->count > self->width && !beyond_is_empty(row, self->width);
}

/*
 * Where the text is the last column, what stands beyond it is text too: an exporter that does
 * not quote cut it at its commas. Only fields that stand side by side in the file are joined.
 */
static bool join_last_text(table *self, em_cell_row *row)
{
    size_t last = self->width - 1;
    const binding *text = &self->fields[EM_FIELD_TEXT];
    if (self->host->options->raw || row->count <= self->width || text->count == 0 ||
        text->column[0] != last || self->cells->container != EM_CONTAINER_CSV)
        return true;
    if (!stand_side_by_side(row, last))
        return true;
    em_vec_clear(&self->wide_values);
    if (!em_vec_reserve(&self->wide_values, self->width))
        return false;
    memcpy(self->wide_values.items, row->values, self->width * sizeof *row->values);
    em_str end = row->values[row->count - 1];
    em_str *joined = &self->wide_values.items[last];
    joined->len = (size_t)(end.data + end.len - joined->data);
    row->values = self->wide_values.items;
    row->count = self->width;
    return true;
}

/* Rows that csv.c could not mend, a few by name; all are counted as repaired. */
static void tell_width(table *self, const em_cell_row *row)
{
    if (row->repaired || self->told_widths > TOLD_WIDTHS_MAX)
        return;
    if (self->told_widths++ < TOLD_WIDTHS_MAX)
        em_rows_warn(self->host, row->line, "the row has %zu fields, the header %zu", row->count,
                     self->width);
    else
        em_rows_warn(self->host, row->line, "more such rows follow, which are only counted");
}

/* options.raw: as many values as names, with names made up for what stands beyond the header. */
static bool widen(table *self, const em_cell_row *row, em_row *out)
{
    size_t count = row->count > self->width ? row->count : self->width;
    if (self->host->options->no_header || count == row->count) {
        out->values = row->values;
        out->count = row->count;
    } else {
        em_vec_clear(&self->wide_values);
        if (!em_vec_reserve(&self->wide_values, count))
            return false;
        memcpy(self->wide_values.items, row->values, row->count * sizeof *row->values);
        for (size_t i = row->count; i < count; i++)
            self->wide_values.items[i] = (em_str){ "", 0 };
        out->values = self->wide_values.items;
        out->count = count;
    }
    while (self->wide_names.len < out->count) {
        em_str name = { "", 0 };
        size_t i = self->wide_names.len;
        if (!self->host->options->no_header && i < self->width) {
            name = self->names[i];
        } else if (!self->host->options->no_header) {
            char text[48];
            snprintf(text, sizeof text, "column %zu", i + 1);
            name = em_arena_copy(&self->arena, em_str_from(text));
            if (!name.data)
                return false;
        }
        if (!em_vec_push(&self->wide_names, name))
            return false;
    }
    out->names = self->wide_names.items;
    return true;
}

static em_status table_next(em_rows *base, em_row *out, em_error *err)
{
    table *self = (table *)base;
    em_cell_row row;
    for (;;) {
        em_status status = next_cells(self, &row, err);
        self->base.whole = self->cells->whole;
        if (status != EM_OK)
            return status;
        if (self->skips_blank && is_blank(row.values, row.count))
            continue;
        if (is_header_again(self, &row)) {
            tell_repeated_header(self, row.line);
            self->in_other_table = false;
        } else if (self->in_other_table || is_other_header(self, &row)) {
            reject_other_table(self, row.line);
        } else {
            break;
        }
    }
    em_row_begin(out);
    out->line = row.line;
    out->repaired = row.repaired;
    if (!self->host->options->no_header && is_odd_width(self, &row)) {
        tell_width(self, &row);
        out->repaired = true;
        if (!join_last_text(self, &row))
            return no_memory(self, err);
    }
    if (self->host->options->raw)
        return widen(self, &row, out) ? EM_OK : no_memory(self, err);
    for (int field = 0; field < EM_FIELD_COUNT; field++)
        find_field(&out->field[field], &self->fields[field], (em_field)field, &row);
    return EM_OK;
}

static void table_close(em_rows *base)
{
    table *self = (table *)base;
    self->cells->close(self->cells);
    em_vec_release(&self->wide_names);
    em_vec_release(&self->wide_values);
    em_arena_release(&self->arena);
    em_mem_free(self);
}

/* --- opening
 * ---------------------------------------------------------------------------------------------- */

static em_status fail_columns(table *self, const em_str *names, size_t count, em_error *err)
{
    self->no_text = true;
    return em_rows_fail_columns(self->host, names, count, err);
}

static em_status settle_header(table *self, em_error *err)
{
    const em_reader_options *options = self->host->options;
    if (options->no_header)
        return EM_OK;
    size_t at = find_header(self);
    if (at == self->head_count && self->head_status != EM_OK && self->head_status != EM_END)
        return fail_as_head(self, err);
    if (at == self->head_count) {
        size_t full = first_full_row(self);
        return full == self->head_count ? EM_OK : /* no rows at all: nothing to read */
                   fail_columns(self, self->head[full].values, self->head[full].count, err);
    }
    self->header = at;
    self->head_next = at + 1;
    bool named = make_names(self, &self->head[at]) && (!options->raw || join_header_rows(self));
    return named ? EM_OK : no_memory(self, err);
}

static em_status settle_fields(table *self, em_error *err)
{
    for (int field = 0; field < EM_FIELD_COUNT; field++)
        bind_field(self, (em_field)field);
    if (self->host->options->raw || self->fields[EM_FIELD_TEXT].count || self->head_count == 0)
        return EM_OK;
    return fail_columns(self, self->names, self->width, err);
}

static em_status settle(table *self, em_error *err)
{
    em_status status = read_head(self, err);
    drop_blank_head_rows(self);
    if (status == EM_OK)
        status = settle_header(self, err);
    return status == EM_OK ? settle_fields(self, err) : status;
}

/* Forgets what was read of a sheet without a text. */
static void begin_sheet(table *self)
{
    em_arena_reset(&self->arena);
    memset(self->fields, 0, sizeof self->fields);
    self->head_count = self->head_next = self->header = 0;
    self->head_status = EM_OK;
    self->names = NULL;
    self->width = self->usual = 0;
    self->format = NULL;
    self->skips_blank = self->no_text = false;
    self->base.loose_platform = false;
}

#define SHEETS_SHOWN_BYTES 400

static em_status fail_sheets(const table *self, em_error *err)
{
    const char *wanted = self->host->options->column[EM_FIELD_TEXT];
    em_buf sheets;
    em_buf_init(&sheets, EM_BUF_UNLIMITED);
    self->cells->put_sheets(self->cells, &sheets);
    int shown = (int)em_str_cut(em_buf_str(&sheets), SHEETS_SHOWN_BYTES);
    const char *names = sheets.status == EM_OK && sheets.len ? sheets.data : "";
    if (wanted)
        em_error_at(err, EM_E_INPUT, self->host->path, 0, 0,
                    "no sheet has a column '%s'; the sheets are: %.*s", wanted, shown, names);
    else
        em_error_at(err, EM_E_INPUT, self->host->path, 0, 0,
                    "no sheet has a column that looks like the comments' text; the sheets are: "
                    "%.*s (name one and its column: --sheet NAME --column text=NAME)",
                    shown, names);
    em_buf_release(&sheets);
    return EM_E_INPUT;
}

/* A workbook may begin with a cover: the first sheet with a text counts. */
static em_status settle_sheet(table *self, em_error *err)
{
    em_status status = settle(self, err);
    for (bool moved = false; self->no_text && self->cells->next_sheet;) {
        em_status next = self->cells->next_sheet(self->cells, err);
        if (next == EM_END)
            return moved ? fail_sheets(self, err) : status;
        if (next != EM_OK)
            return next;
        moved = true;
        begin_sheet(self);
        status = settle(self, err);
    }
    if (status == EM_OK && self->cells->take_sheet)
        self->cells->take_sheet(self->cells);
    return status;
}

em_status em_rows_open_table(em_rows **out, em_cells *cells, em_rows_host *host, em_error *err)
{
    *out = NULL;
    table *self = em_mem_zalloc(1, sizeof *self);
    if (!self) {
        cells->close(cells);
        return em_error_at(err, EM_E_MEMORY, host->path, 0, 0, "no memory");
    }
    self->cells = cells;
    self->host = host;
    em_arena_init(&self->arena, 4 * HEAD_BYTES_MAX);
    self->base = (em_rows){ .next = table_next,
                            .close = table_close,
                            .format = cells->name,
                            .platform = "",
                            .note = "",
                            .stated_total = -1 };
    em_status status = settle_sheet(self, err);
    if (status != EM_OK) {
        table_close(&self->base);
        return status;
    }
    if (self->format) {
        self->base.format = self->format->id;
        self->base.platform = self->format->platform;
        self->base.note = self->format->note;
    }
    self->base.has_times = self->fields[EM_FIELD_TIME].count > 0;
    *out = &self->base;
    return EM_OK;
}
