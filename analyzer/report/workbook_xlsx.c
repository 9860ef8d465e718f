/*
 * The report as a workbook: a sheet with the answer, then one per table. Numbers are numbers,
 * shares carry a per cent format, and every text is a string cell, so that none is a formula.
 */
#include "report/renderers.h"

#include "base/file.h"
#include "base/str.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

/* Excel's own limit for the text of a cell, in characters. */
#define CELL_MAX_BYTES 32000

/* 2000-01-01T00:00:00Z: a report has no time of its own. */
#define FIXED_DAY 946684800

typedef struct workbook {
    lxw_workbook *book;
    em_report *report; /* remembers where memory ended */
    lxw_format *head, *title, *wrap, *count, *share, *points, *number, *p_value, *strong;
} workbook;

static lxw_format *number_format(lxw_workbook *book, const char *format)
{
    lxw_format *made = workbook_add_format(book);
    format_set_num_format(made, format);
    format_set_align(made, LXW_ALIGN_VERTICAL_TOP);
    return made;
}

static void add_formats(workbook *to)
{
    to->head = workbook_add_format(to->book);
    format_set_bold(to->head);
    format_set_text_wrap(to->head);
    format_set_bottom(to->head, LXW_BORDER_MEDIUM);
    to->title = workbook_add_format(to->book);
    format_set_bold(to->title);
    format_set_font_size(to->title, 16);
    to->strong = workbook_add_format(to->book);
    format_set_bold(to->strong);
    to->wrap = workbook_add_format(to->book);
    format_set_text_wrap(to->wrap);
    format_set_align(to->wrap, LXW_ALIGN_VERTICAL_TOP);
    to->count = number_format(to->book, "#,##0");
    to->share = number_format(to->book, "0.0%");
    to->points = number_format(to->book, "+0.0%;-0.0%;0.0%");
    to->number = number_format(to->book, "0.00");
    to->p_value = number_format(to->book, "0.000");
}

static lxw_format *format_of(const workbook *to, em_cell_kind kind)
{
    switch (kind) {
    case EM_CELL_COUNT:
        return to->count;
    case EM_CELL_SHARE:
    case EM_CELL_INTERVAL:
        return to->share;
    case EM_CELL_POINTS:
    case EM_CELL_POINTS_INTERVAL:
        return to->points;
    case EM_CELL_NUMBER:
        return to->number;
    case EM_CELL_P_VALUE:
        return to->p_value;
    case EM_CELL_TEXT:
        break;
    }
    return to->wrap;
}

/* U+FFFE and U+FFFF are no characters of XML. */
static bool is_noncharacter(em_str s, size_t i)
{
    return i + 2 < s.len && (unsigned char)s.data[i] == 0xEF &&
           (unsigned char)s.data[i + 1] == 0xBF && (unsigned char)s.data[i + 2] >= 0xBE;
}

/* Text as a string cell, whatever it looks like. */
static void put_text(const workbook *to, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col,
                     em_str text, lxw_format *format)
{
    char *copy = em_mem_strdup((em_str){ text.data, em_str_cut(text, CELL_MAX_BYTES) });
    if (!copy) {
        to->report->status = EM_E_MEMORY;
        return;
    }
    em_str s = { copy, strlen(copy) };
    for (size_t i = 0; i < s.len; i++)
        if (is_noncharacter(s, i))
            memcpy(copy + i, "\xEF\xBF\xBD", 3);
    (void)worksheet_write_string(sheet, row, col, copy, format);
    em_mem_free(copy);
}

static void put_number(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col, double value,
                       lxw_format *format)
{
    if (isfinite(value))
        (void)worksheet_write_number(sheet, row, col, value, format);
}

static bool is_pair(em_cell_kind kind)
{
    return kind == EM_CELL_INTERVAL || kind == EM_CELL_POINTS_INTERVAL;
}

static double column_width(const em_report_column *column, bool first)
{
    if (column->kind != EM_CELL_TEXT)
        return 13;
    return first ? 30 : 24;
}

static void put_column_head(const workbook *to, lxw_worksheet *sheet,
                            const em_report_column *column, lxw_col_t col, em_str title)
{
    put_text(to, sheet, 0, col, title, to->head);
    (void)worksheet_set_column(sheet, col, col, column_width(column, col == 0), NULL);
}

static void put_table(const workbook *to, lxw_worksheet *sheet, const em_report_grid *table)
{
    lxw_col_t col = 0;
    for (size_t k = 0; k < table->column_count; k++) {
        const em_report_column *column = &table->columns[k];
        em_cell_kind kind = column->kind;
        lxw_format *format = format_of(to, kind);
        em_str title = column->title;
        if (is_pair(kind)) {
            put_column_head(to, sheet, column, (lxw_col_t)(col + 1),
                            em_report_fill_plain(to->report, EM_P_COLUMN_HIGH, &title, 1));
            title = em_report_fill_plain(to->report, EM_P_COLUMN_LOW, &title, 1);
        }
        put_column_head(to, sheet, column, col, title);
        for (size_t i = 0; i < table->row_count; i++) {
            const em_report_cell *cell = &table->cells[i * table->column_count + k];
            lxw_row_t row = (lxw_row_t)(i + 1);
            if (kind == EM_CELL_TEXT)
                put_text(to, sheet, row, col, cell->text, format);
            else
                put_number(sheet, row, col, is_pair(kind) ? cell->low : cell->value, format);
            if (is_pair(kind))
                put_number(sheet, row, (lxw_col_t)(col + 1), cell->high, format);
        }
        col = (lxw_col_t)(col + (is_pair(kind) ? 2 : 1));
    }
    worksheet_freeze_panes(sheet, 1, 0);
}

static lxw_row_t put_points(const workbook *to, lxw_worksheet *sheet, lxw_row_t row,
                            em_report *report, const em_report_point *point)
{
    for (; point; point = point->next)
        put_text(to, sheet, row++, 0, em_report_text_plain(report, point->text), to->wrap);
    return row;
}

/* The page's sentences: what a reader sees first, and the method at its end. */
static void put_summary_sheet(const workbook *to, em_report *report)
{
    em_str name = em_report_phrase(report, EM_P_SHEET_SUMMARY);
    lxw_worksheet *sheet = workbook_add_worksheet(to->book, name.data);
    if (!sheet)
        return;
    (void)worksheet_set_column(sheet, 0, 0, 90, NULL);
    (void)worksheet_set_column(sheet, 1, 1, 18, NULL);
    lxw_row_t row = 0;
    put_text(to, sheet, row++, 0, report->title, to->title);
    put_text(to, sheet, row++, 0, report->subtitle, to->wrap);
    row++;
    put_text(to, sheet, row++, 0, em_report_text_plain(report, report->headline), to->strong);
    put_text(to, sheet, row++, 0, em_report_text_plain(report, report->summary), to->wrap);
    row++;
    for (const em_report_figure *figure = report->figures; figure; figure = figure->next) {
        put_text(to, sheet, row, 0, figure->label, to->wrap);
        put_text(to, sheet, row++, 1, figure->value, to->wrap);
    }
    for (const em_report_section *section = report->sections; section; section = section->next)
        for (const em_report_block *block = section->blocks; block; block = block->next) {
            if (block->kind != EM_BLOCK_POINTS || !block->of.points)
                continue;
            row++;
            put_text(to, sheet, row++, 0, section->title, to->strong);
            row = put_points(to, sheet, row, report, block->of.points);
        }
}

/* Tables whose caption is no name for a sheet have a shorter one. */
static em_str sheet_name(const em_report *report, const em_report_grid *table)
{
    static const struct {
        const char *table;
        em_phrase name;
    } NAMES[] = { { "messages", EM_P_SHEET_MESSAGES },
                  { "stances", EM_P_SHEET_STANCES },
                  { "terms", EM_P_SHEET_WORDS },
                  { "periods", EM_P_TABLE_PERIODS },
                  { "change", EM_P_SHEET_CHANGE },
                  { "sentiment", EM_P_SHEET_SENTIMENT },
                  { "spans", EM_P_SHEET_SPANS },
                  { "days", EM_P_TABLE_DAYS },
                  { "platforms", EM_P_TABLE_PLATFORMS },
                  { "languages", EM_P_TABLE_LANGUAGES },
                  { "author-types", EM_P_TABLE_AUTHOR_TYPES },
                  { "rates", EM_P_TABLE_THREE_WAYS },
                  { "copies", EM_P_SHEET_COPIES },
                  { "bursts", EM_P_SHEET_BURSTS },
                  { "breadth", EM_P_TABLE_BREADTH },
                  { "together", EM_P_SHEET_TOGETHER },
                  { "quotations", EM_P_TABLE_QUOTATIONS },
                  { "themes", EM_P_SHEET_THEMES },
                  { "themes-change", EM_P_SHEET_THEMES_CHANGE },
                  { "corrected", EM_P_SHEET_CORRECTED },
                  { "compared", EM_P_COMPARED },
                  { "compared-messages", EM_P_TABLE_COMPARED_MESSAGES },
                  { "comments", EM_P_SHEET_FLOW },
                  { "inputs", EM_P_TABLE_INPUTS },
                  { "outputs", EM_P_SHEET_OUTPUTS },
                  { "lexicons", EM_P_TABLE_LEXICONS },
                  { "versions", EM_P_TABLE_VERSIONS } };
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (em_str_eq(table->id, em_str_from(NAMES[i].table)))
            return em_report_phrase(report, NAMES[i].name);
    return table->id;
}

static void put_sheets(const workbook *to, const em_report *report)
{
    for (const em_report_section *section = report->sections; section; section = section->next)
        for (const em_report_block *block = section->blocks; block; block = block->next) {
            if (block->kind != EM_BLOCK_TABLE || !block->of.table->row_count)
                continue;
            em_str name = sheet_name(report, block->of.table);
            lxw_worksheet *sheet = workbook_add_worksheet(to->book, name.data);
            if (sheet)
                put_table(to, sheet, block->of.table);
        }
}

static em_status write_workbook(const char *path, const char *folder, em_report *report,
                                em_error *err)
{
    lxw_workbook_options options = { .tmpdir = (char *)folder };
    workbook to = { .book = workbook_new_opt(path, &options), .report = report };
    if (!to.book)
        return em_error_set(err, EM_E_MEMORY, "no memory for the workbook");
    /* A fixed day, so that the same summary gives the same bytes. */
    lxw_doc_properties properties = { .title = (char *)report->title.data, .created = FIXED_DAY };
    (void)workbook_set_properties(to.book, &properties);
    add_formats(&to);
    put_summary_sheet(&to, report);
    put_sheets(&to, report);
    lxw_error failed = workbook_close(to.book);
    if (failed != LXW_NO_ERROR)
        return em_error_set(err, EM_E_SYSTEM, "the workbook could not be made: %s",
                            lxw_strerror(failed));
    return EM_OK;
}

static em_status temporary_folder(em_buf *out, em_error *err)
{
    const char *base = getenv("TMPDIR");
    em_buf_puts(out, base && *base ? base : "/tmp");
    em_buf_puts(out, "/echometer-XXXXXX");
    if (out->status != EM_OK)
        return em_error_set(err, out->status, "no memory for the workbook");
    if (!mkdtemp(out->data))
        return em_error_at(err, EM_E_SYSTEM, out->data, 0, 0, "cannot make this folder: %s",
                           strerror(errno));
    return EM_OK;
}

/* The library (1.1.4 of Debian 12) writes to a file alone: so there is one, in a
 * folder that nobody else may enter. */
em_status em_xlsx_render(em_buf *out, em_report *report, em_error *err)
{
    em_buf folder, path;
    em_buf_init(&folder, 4096);
    em_buf_init(&path, 4096);
    em_status status = temporary_folder(&folder, err);
    if (status == EM_OK) {
        em_buf_put(&path, em_buf_str(&folder));
        em_buf_puts(&path, "/report.xlsx");
        status = path.status == EM_OK
                     ? write_workbook(path.data, folder.data, report, err)
                     : em_error_set(err, path.status, "no memory for the workbook");
        if (status == EM_OK)
            status = em_file_read(out, path.data, err);
        if (path.status == EM_OK)
            (void)unlink(path.data);
        (void)rmdir(folder.data);
    }
    em_buf_release(&folder);
    em_buf_release(&path);
    return status;
}
