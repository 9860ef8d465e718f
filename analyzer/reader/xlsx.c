/*
 * A workbook's sheet as rows of cells: streamed, one row at a time, the parser paused after each.
 *
 * The first sheet with a column for the text is read, or the one that the user names. A
 * number whose format says so becomes a date as text; any other number keeps the text it has in
 * the file. A row with a cell that cannot be read (a shared string that does not exist, a place
 * outside of the sheet) is a reject.
 */
#include "base/number.h"
#include "base/str.h"
#include "reader/rows.h"
#include "reader/xlsx_book.h"

#include <stdlib.h>
#include <string.h>

/* Excel's own limits. */
#define COLUMNS_MAX 16384
#define ROWS_MAX 1048576
/* From so many digits on a number has lost digits if it was an id (2^53 has 16). */
#define ID_DIGITS 16

typedef enum cell_type {
    CELL_NUMBER,
    CELL_SHARED,
    CELL_INLINE, /* text in <is>; a <v> beside it does not count */
    CELL_TEXT,   /* results of formulas, errors, ISO dates */
    CELL_BOOL
} cell_type;

/* A cell's value: a slice of the row's text, or of the shared strings. */
typedef struct cell {
    uint32_t column;
    uint32_t start, len; /* in row_text, if `shared` is empty */
    em_str shared;
} cell;

typedef struct xlsx_cells {
    em_cells base; /* first: an em_cells * is an xlsx_cells * */
    em_rows_host *host;
    em_book book;
    em_part *part;
    size_t sheet;
    uint64_t row, last_row; /* of the row being read; of the last one handed out */
    uint64_t blanks;        /* rows still to be handed out as empty before it (raw arrays) */
    bool has_row;           /* a row was read and waits */
    const char *damage;     /* why the row is a reject: a stable id */
    EM_VEC(cell) cells;
    em_buf row_text;
    EM_VEC(em_str) values;
    /* the cell being read */
    uint32_t column, next_column;
    cell_type type;
    unsigned style;
    em_buf value;
    bool in_cell, in_value, in_text;
    unsigned phonetic;
    uint64_t long_numbers;
} xlsx_cells;

/* ---------- places ---------- */

/* Column from 0 and row of "AB12"; false where it is none or lies outside of a sheet. */
static bool parse_place(const char *place, uint32_t *column, uint64_t *row)
{
    uint64_t col = 0, line = 0;
    for (; (*place | 0x20) >= 'a' && (*place | 0x20) <= 'z'; place++) {
        col = col * 26 + (uint64_t)((*place | 0x20) - 'a' + 1);
        if (col > COLUMNS_MAX)
            return false;
    }
    for (; *place >= '0' && *place <= '9'; place++) {
        line = line * 10 + (uint64_t)(*place - '0');
        if (line > ROWS_MAX)
            return false;
    }
    if (*place || !col || !line)
        return false;
    *column = (uint32_t)col - 1;
    *row = line;
    return true;
}

/* ---------- cells ---------- */

static cell_type type_of(const char *t)
{
    if (!t || strcmp(t, "n") == 0)
        return CELL_NUMBER;
    if (strcmp(t, "s") == 0)
        return CELL_SHARED;
    if (strcmp(t, "inlineStr") == 0)
        return CELL_INLINE;
    return strcmp(t, "b") == 0 ? CELL_BOOL : CELL_TEXT;
}

static void start_cell(xlsx_cells *x, const char **attributes)
{
    const char *place = em_part_attribute(attributes, "r");
    const char *style = em_part_attribute(attributes, "s");
    uint64_t row;
    x->in_cell = true;
    x->column = x->next_column;
    if (place && !parse_place(place, &x->column, &row))
        x->damage = "cell-out-of-sheet";
    else if (x->column >= COLUMNS_MAX)
        x->damage = "cell-out-of-sheet";
    x->next_column = x->column + 1;
    x->type = type_of(em_part_attribute(attributes, "t"));
    x->style = style ? (unsigned)strtoul(style, NULL, 10) : 0;
    em_buf_reset(&x->value);
}

static void add_cell(xlsx_cells *x, em_str shared, size_t start)
{
    cell item = { x->column, (uint32_t)start, (uint32_t)(x->row_text.len - start), shared };
    if (x->row_text.status != EM_OK)
        em_part_fail(x->part, x->row_text.status, "a row is longer than 16 MiB (the maximum)");
    else if (!em_vec_push(&x->cells, item))
        em_part_fail(x->part, EM_E_MEMORY, "no memory");
}

static bool parse_index(em_str digits, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9' || *out > UINT32_MAX)
            return false;
        *out = *out * 10 + (uint64_t)(digits.data[i] - '0');
    }
    return digits.len > 0;
}

/* An id of 16 digits or more that went through a number: 4500000000000000, 4.5E+15. */
static bool is_long_number(em_str text)
{
    size_t digits = 0;
    bool whole = true;
    for (size_t i = 0; i < text.len; i++) {
        digits += text.data[i] >= '0' && text.data[i] <= '9';
        if (text.data[i] == 'E' || text.data[i] == 'e')
            return i + 2 < text.len && text.data[i + 1] == '+' &&
                   strtoul(text.data + i + 2, NULL, 10) >= ID_DIGITS - 1;
        whole &= text.data[i] != '.';
    }
    return whole && digits >= ID_DIGITS;
}

static void put_number(xlsx_cells *x, em_str text)
{
    em_number_kind kind = em_book_style(&x->book, x->style);
    char date[EM_NUMBER_DATE_BYTES];
    double number;
    if (kind != EM_NUMBER_PLAIN && em_number_parse(&number, text) &&
        em_number_format_date(date, number, kind, x->book.from_1904)) {
        em_buf_puts(&x->row_text, date);
        return;
    }
    x->long_numbers += kind == EM_NUMBER_PLAIN && is_long_number(text);
    em_buf_put(&x->row_text, text);
}

static void end_cell(xlsx_cells *x)
{
    em_str text = em_buf_str(&x->value);
    x->in_cell = false;
    if (x->type != CELL_TEXT && x->type != CELL_INLINE)
        text = em_str_trim(text);
    if (text.len == 0 || x->damage)
        return;
    size_t start = x->row_text.len;
    em_str shared = { "", 0 };
    uint64_t index;
    switch (x->type) {
    case CELL_SHARED:
        if (!parse_index(text, &index) || !em_book_shared(&x->book, index, &shared))
            x->damage = "no-such-shared-string";
        break;
    case CELL_BOOL:
        em_buf_puts(&x->row_text, em_str_eq(text, EM_STR("0")) ? "FALSE" : "TRUE");
        break;
    case CELL_NUMBER:
        put_number(x, text);
        break;
    case CELL_INLINE:
    case CELL_TEXT:
        em_book_put_text(&x->row_text, text);
        break;
    }
    add_cell(x, shared, start);
}

/* ---------- the sheet's XML ---------- */

static void start_row(xlsx_cells *x, const char **attributes)
{
    const char *number = em_part_attribute(attributes, "r");
    uint64_t row;
    em_vec_clear(&x->cells);
    em_buf_reset(&x->row_text);
    x->damage = NULL;
    x->next_column = 0;
    if (!number)
        x->row++;
    else if (!parse_index(em_str_from(number), &row) || row == 0 || row > ROWS_MAX)
        x->damage = "cell-out-of-sheet";
    else
        x->row = row;
    if (x->row > ROWS_MAX)
        em_part_fail(x->part, EM_E_LIMIT, "more than 1048576 rows (the maximum)");
}

static void sheet_start(void *context, const char *name, const char **attributes)
{
    xlsx_cells *x = context;
    if (strcmp(name, "row") == 0)
        start_row(x, attributes);
    else if (strcmp(name, "c") == 0)
        start_cell(x, attributes);
    else if (x->in_cell && strcmp(name, "v") == 0)
        x->in_value = x->type != CELL_INLINE;
    else if (x->in_cell && strcmp(name, "rPh") == 0)
        x->phonetic++;
    else if (x->in_cell && strcmp(name, "t") == 0)
        x->in_text = x->type == CELL_INLINE && !x->phonetic;
}

static void sheet_end(void *context, const char *name)
{
    xlsx_cells *x = context;
    if (strcmp(name, "c") == 0) {
        end_cell(x);
    } else if (strcmp(name, "v") == 0) {
        x->in_value = false;
    } else if (strcmp(name, "t") == 0) {
        x->in_text = false;
    } else if (strcmp(name, "rPh") == 0 && x->phonetic) {
        x->phonetic--;
    } else if (strcmp(name, "row") == 0 && (x->cells.len || x->damage)) {
        x->has_row = true;
        em_part_pause(x->part);
    }
}

static void sheet_text(void *context, const char *text, int len)
{
    xlsx_cells *x = context;
    if (!x->in_value && !x->in_text)
        return;
    em_buf_put(&x->value, (em_str){ text, (size_t)len });
    if (x->value.status != EM_OK)
        em_part_fail(x->part, x->value.status, "a cell is longer than 16 MiB (the maximum)");
}

/* ---------- rows ---------- */

/* Reads on to the next row that holds something. */
static em_status read_row(xlsx_cells *x, em_error *err)
{
    em_status status = EM_OK;
    x->has_row = false;
    while (status == EM_OK && !x->has_row)
        status = em_part_run(x->part, err);
    return status;
}

static em_status no_memory(em_error *err)
{
    return em_error_set(err, EM_E_MEMORY, "no memory for a workbook's row");
}

/* The row's values in their columns, blanks between them empty. */
static em_status fill_values(xlsx_cells *x, em_error *err)
{
    uint32_t width = 0;
    for (size_t i = 0; i < x->cells.len; i++)
        if (x->cells.items[i].column >= width)
            width = x->cells.items[i].column + 1;
    if (!em_vec_reserve(&x->values, width))
        return no_memory(err);
    x->values.len = width;
    for (uint32_t i = 0; i < width; i++)
        x->values.items[i] = (em_str){ "", 0 };
    for (size_t i = 0; i < x->cells.len; i++) {
        const cell *item = &x->cells.items[i];
        x->values.items[item->column] =
            item->shared.len
                ? item->shared
                : (em_str){ x->row_text.data ? x->row_text.data + item->start : "", item->len };
    }
    return EM_OK;
}

/* Told once, at the end. */
static em_status end_of_sheet(xlsx_cells *x)
{
    if (x->long_numbers)
        em_rows_warn(x->host, 0,
                     "%llu cells hold numbers of 16 digits or more: ids that a spreadsheet took "
                     "for numbers have lost their last digits",
                     (unsigned long long)x->long_numbers);
    x->long_numbers = 0;
    return EM_END;
}

static em_status xlsx_next(em_cells *self, em_cell_row *out, em_error *err)
{
    xlsx_cells *x = (xlsx_cells *)self;
    for (;;) {
        if (!x->has_row) {
            em_status status = read_row(x, err);
            if (status != EM_OK)
                return status == EM_END ? end_of_sheet(x) : status;
        }
        /* With --no-header a row's place in the output is its place in the sheet. */
        if (x->host->options->no_header && x->last_row + 1 < x->row) {
            *out = (em_cell_row){ .values = x->values.items, .line = ++x->last_row };
            return EM_OK;
        }
        x->has_row = false;
        x->last_row = x->row;
        if (x->damage) {
            em_rows_reject(x->host, x->row, 0, x->damage,
                           "a cell of the row refers to something that is not there");
            continue;
        }
        em_status status = fill_values(x, err);
        if (status != EM_OK)
            return status;
        *out = (em_cell_row){ .values = x->values.items, .count = x->values.len, .line = x->row };
        return EM_OK;
    }
}

static void xlsx_close(em_cells *self)
{
    xlsx_cells *x = (xlsx_cells *)self;
    em_part_close(x->part);
    em_book_close(&x->book);
    em_vec_release(&x->cells);
    em_vec_release(&x->values);
    em_buf_release(&x->row_text);
    em_buf_release(&x->value);
    em_mem_free(x);
}

/* ---------- opening ---------- */

static em_status open_sheet(xlsx_cells *x, size_t sheet, em_error *err)
{
    em_part_handler handler = { sheet_start, sheet_end, sheet_text, x };
    em_part_close(x->part);
    x->part = NULL;
    x->sheet = sheet;
    x->row = x->last_row = 0;
    x->has_row = false;
    x->damage = NULL;
    if (!x->book.sheets.items[sheet].part.len)
        return EM_END;
    em_status status = em_part_open(&x->part, x->book.package, x->book.sheets.items[sheet].part,
                                    &handler, err);
    return status == EM_OK ? read_row(x, err) : status;
}

/* The sheet called so, or the one with that number; sheets.len where there is none. */
static size_t find_sheet(const em_book *book, const char *wanted)
{
    uint64_t number;
    for (size_t i = 0; i < book->sheets.len; i++)
        if (em_str_eq(book->sheets.items[i].name, em_str_from(wanted)))
            return i;
    if (parse_index(em_str_from(wanted), &number) && number >= 1 && number <= book->sheets.len)
        return (size_t)number - 1;
    return book->sheets.len;
}

static em_status open_wanted(xlsx_cells *x, const char *wanted, em_error *err)
{
    size_t sheet = find_sheet(&x->book, wanted);
    if (sheet == x->book.sheets.len)
        return em_error_at(err, EM_E_USAGE, x->host->path, 0, 0,
                           "there is no sheet '%s' (a name, or a number from 1 to %zu)", wanted,
                           x->book.sheets.len);
    em_status status = open_sheet(x, sheet, err);
    return status == EM_END ? EM_OK : status;
}

/* The first sheet from `sheet` on with something in it; EM_END: none. */
static em_status open_from(xlsx_cells *x, size_t sheet, em_error *err)
{
    em_status status = EM_END;
    for (; status == EM_END && sheet < x->book.sheets.len; sheet++)
        status = open_sheet(x, sheet, err);
    return status;
}

static em_status open_first(xlsx_cells *x, em_error *err)
{
    em_status status = open_from(x, 0, err);
    return status == EM_END ? EM_OK : status;
}

static em_status xlsx_next_sheet(em_cells *self, em_error *err)
{
    xlsx_cells *x = (xlsx_cells *)self;
    return x->host->options->sheet ? EM_END : open_from(x, x->sheet + 1, err);
}

static void xlsx_take_sheet(em_cells *self)
{
    xlsx_cells *x = (xlsx_cells *)self;
    if (x->host->options->sheet || x->book.sheets.len < 2)
        return;
    em_str name = x->book.sheets.items[x->sheet].name;
    em_rows_warn(x->host, 0, "sheet '%.*s' is read, number %zu of %zu (--sheet names another)",
                 EM_STR_ARG(name), x->sheet + 1, x->book.sheets.len);
}

static void xlsx_put_sheets(const em_cells *self, em_buf *out)
{
    const xlsx_cells *x = (const xlsx_cells *)self;
    for (size_t i = 0; i < x->book.sheets.len; i++)
        em_buf_printf(out, "%s%.*s", i ? ", " : "", EM_STR_ARG(x->book.sheets.items[i].name));
}

em_status em_cells_open_xlsx(em_cells **out, const char *path, const em_buf *bytes,
                             em_rows_host *host, em_error *err)
{
    *out = NULL;
    xlsx_cells *x = em_mem_zalloc(1, sizeof *x);
    if (!x)
        return no_memory(err);
    x->base = (em_cells){ .next = xlsx_next,
                          .close = xlsx_close,
                          .next_sheet = xlsx_next_sheet,
                          .take_sheet = xlsx_take_sheet,
                          .put_sheets = xlsx_put_sheets,
                          .container = EM_CONTAINER_XLSX,
                          .name = "xlsx" };
    x->host = host;
    em_buf_init(&x->row_text, EM_RECORD_MAX_BYTES);
    em_buf_init(&x->value, EM_RECORD_MAX_BYTES);
    em_status status = em_book_open(&x->book, path, bytes, err);
    if (status == EM_OK)
        status = host->options->sheet ? open_wanted(x, host->options->sheet, err)
                                      : open_first(x, err);
    if (status == EM_OK)
        *out = &x->base;
    else
        xlsx_close(&x->base);
    return status;
}
