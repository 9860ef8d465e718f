/* Building the report's tree: constructors that forgive NULL, texts from phrases. */
#include "report/report_tree.h"

#include "base/str.h"
#include "base/utf8.h"
#include "report/figure.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void em_report_init(em_report *report, em_language language)
{
    *report = (em_report){ .language = language };
    em_arena_init(&report->arena, EM_REPORT_MAX_BYTES);
}

void em_report_release(em_report *report)
{
    em_arena_release(&report->arena);
}

const char *em_tone_name(em_tone tone)
{
    static const char *const NAMES[] = {
        "main",       "quiet",  "affirmed", "denied",  "mixed",
        "questioned", "quoted", "positive", "neutral", "negative"
    };
    return NAMES[tone];
}

/* --- texts --------------------------------------------------------------------------------- */

void *em_report_alloc(em_report *report, size_t count, size_t size)
{
    void *block = NULL;
    if (size == 0 || count <= EM_REPORT_MAX_BYTES / size)
        block = em_arena_alloc(&report->arena, count * size);
    if (block)
        memset(block, 0, count * size);
    else
        report->status = EM_E_MEMORY;
    return block;
}

em_str em_report_copy(em_report *report, em_str text)
{
    em_str copy = em_arena_copy(&report->arena, text);
    if (!copy.data) {
        report->status = EM_E_MEMORY;
        return EM_STR("");
    }
    return copy;
}

static em_str take_buf(em_report *report, em_buf *buf)
{
    if (buf->status != EM_OK)
        report->status = buf->status;
    em_str copy = em_report_copy(report, em_buf_str(buf));
    em_buf_release(buf);
    return copy;
}

em_str em_report_printf(em_report *report, const char *fmt, ...)
{
    char text[256]; /* ids and classes only: long texts are phrases */
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (len < 0)
        len = 0;
    size_t kept = (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    em_str s = { text, kept };
    return em_report_copy(report, (em_str){ text, em_str_cut(s, kept) });
}

em_str em_report_phrase(const em_report *report, em_phrase phrase)
{
    return em_str_from(em_phrase_text(phrase, report->language));
}

/* Latin letters and digits, marks of names, and every character beyond ASCII that is no mark. */
static bool is_handle_character(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '_' || c == '-' || c == '.';
    bool punctuation = (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F) ||
                       (c >= 0xFF00 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20) || c == 0xA0;
    return c != EM_UTF8_BAD && !punctuation && !em_utf8_is_unsafe_to_show(c);
}

/* Weibo names have at most 30 characters, e-mail names and domains somewhat more. */
#define HANDLE_MAX 64

static size_t handle_len(em_str s, size_t at)
{
    size_t i = at;
    for (int n = 0; i < s.len && n < HANDLE_MAX; n++) {
        uint32_t c;
        size_t step = em_utf8_decode(&c, s.data + i, s.len - i);
        if (!is_handle_character(c))
            break;
        i += step;
    }
    return i - at;
}

static void put_visible(em_buf *out, uint32_t c, em_str bytes)
{
    if (c == EM_UTF8_BAD)
        em_buf_puts(out, "\xEF\xBF\xBD");
    else if (c == '\n' || c == '\r' || c == '\t' || c == 0x2028 || c == 0x2029)
        em_buf_put_char(out, ' ');
    else if (c < 0x20)
        em_buf_printf(out, "\xE2\x90%c", (char)(0x80 + c)); /* U+2400 and on: pictures */
    else if (c == 0x7F)
        em_buf_puts(out, "\xE2\x90\xA1");
    else if (em_utf8_is_unsafe_to_show(c))
        em_buf_printf(out, "[U+%04X]", (unsigned)c);
    else
        em_buf_put(out, bytes);
}

em_str em_report_clean(em_report *report, em_str foreign)
{
    em_buf out;
    em_buf_init(&out, EM_REPORT_MAX_BYTES);
    for (size_t i = 0; i < foreign.len;) {
        uint32_t c;
        size_t step = em_utf8_decode(&c, foreign.data + i, foreign.len - i);
        put_visible(&out, c, (em_str){ foreign.data + i, step });
        i += step;
        size_t handle = c == '@' || c == 0xFF20 ? handle_len(foreign, i) : 0;
        if (handle)
            em_buf_puts(&out, "\xE2\x80\xA6");
        i += handle;
    }
    return take_buf(report, &out);
}

em_report_text em_report_plain(em_report *report, em_str text)
{
    em_report_run *run = em_report_alloc(report, 1, sizeof *run);
    if (!run)
        return (em_report_text){ 0 };
    *run = (em_report_run){ text, EM_RUN_PLAIN };
    return (em_report_text){ run, 1 };
}

/* A place of a phrase: {0}, or the form of a word by the count there: {0|comment|comments}. */
typedef struct phrase_place {
    size_t number, len;
    em_str one, many; /* both empty: the argument itself */
} phrase_place;

static size_t find_char(em_str s, size_t i, char c)
{
    while (i < s.len && s.data[i] != c)
        i++;
    return i;
}

/* False where no place begins at `i`. */
static bool read_place(phrase_place *out, em_str s, size_t i)
{
    if (i + 2 >= s.len || s.data[i] != '{' || s.data[i + 1] < '0' || s.data[i + 1] > '9')
        return false;
    *out = (phrase_place){ .number = (size_t)(s.data[i + 1] - '0'), .len = 3 };
    if (s.data[i + 2] == '|') {
        size_t between = find_char(s, i + 3, '|'), end = find_char(s, between, '}');
        out->one = (em_str){ s.data + i + 3, between - i - 3 };
        out->many = (em_str){ s.data + between + 1, end - between - 1 };
        out->len = end + 1 - i;
    }
    return s.data[i + out->len - 1] == '}';
}

static em_report_run fill_place(const phrase_place *place, bool strong, em_str arg)
{
    if (!place->many.len)
        return (em_report_run){ arg, strong ? EM_RUN_STRONG : EM_RUN_PLAIN };
    return (em_report_run){ em_str_eq(arg, EM_STR("1")) ? place->one : place->many, EM_RUN_PLAIN };
}

em_report_text em_report_fill(em_report *report, em_phrase phrase, bool strong, const em_str *args,
                              size_t count)
{
    em_str format = em_report_phrase(report, phrase);
    em_report_run *runs = em_report_alloc(report, 4 * EM_PHRASE_PLACES, sizeof *runs);
    em_report_text text = { runs, 0 };
    if (!runs)
        return text;
    size_t start = 0, i = 0;
    while (i <= format.len && text.count + 2 < 4 * EM_PHRASE_PLACES) {
        phrase_place place = { .number = SIZE_MAX, .len = 1 };
        if (i < format.len && !read_place(&place, format, i)) {
            i++;
            continue;
        }
        if (i > start)
            runs[text.count++] = (em_report_run){ { format.data + start, i - start },
                                                  EM_RUN_PLAIN };
        if (place.number < count && args[place.number].len)
            runs[text.count++] = fill_place(&place, strong, args[place.number]);
        i += place.len;
        start = i;
    }
    return text;
}

em_str em_report_text_plain(em_report *report, em_report_text text)
{
    em_buf out;
    em_buf_init(&out, EM_REPORT_MAX_BYTES);
    for (size_t i = 0; i < text.count; i++)
        em_buf_put(&out, text.runs[i].text);
    return take_buf(report, &out);
}

em_str em_report_fill_plain(em_report *report, em_phrase phrase, const em_str *args, size_t count)
{
    return em_report_text_plain(report, em_report_fill(report, phrase, false, args, count));
}

em_report_text em_report_join(em_report *report, em_report_text a, em_report_text b)
{
    if (!a.count || !b.count)
        return a.count ? a : b;
    em_report_run *runs = em_report_alloc(report, a.count + b.count + 1, sizeof *runs);
    if (!runs)
        return a;
    size_t n = 0;
    for (size_t i = 0; i < a.count; i++)
        runs[n++] = a.runs[i];
    if (report->language == EM_LANGUAGE_EN)
        runs[n++] = (em_report_run){ EM_STR(" "), EM_RUN_PLAIN };
    for (size_t i = 0; i < b.count; i++)
        runs[n++] = b.runs[i];
    return (em_report_text){ runs, n };
}

/* --- parts --------------------------------------------------------------------------------- */

em_report_section *em_report_add_section(em_report *report, const char *id, em_phrase title)
{
    em_report_section *section = em_report_alloc(report, 1, sizeof *section);
    if (!section)
        return NULL;
    section->id = em_str_from(id);
    section->title = em_report_phrase(report, title);
    if (report->last)
        report->last->next = section;
    else
        report->sections = section;
    return report->last = section;
}

static em_report_block *add_block(em_report *report, em_report_section *section, em_block_kind kind)
{
    em_report_block *block = section ? em_report_alloc(report, 1, sizeof *block) : NULL;
    if (!block)
        return NULL;
    block->kind = kind;
    if (section->last)
        section->last->next = block;
    else
        section->blocks = block;
    return section->last = block;
}

em_report_block *em_report_add_text(em_report *report, em_report_section *section,
                                    em_block_kind kind, em_report_text text)
{
    em_report_block *block = add_block(report, section, kind);
    if (block)
        block->text = text;
    return block;
}

em_report_grid *em_report_add_table(em_report *report, em_report_section *section, const char *id,
                                    em_phrase caption, size_t row_max)
{
    em_report_block *block = add_block(report, section, EM_BLOCK_TABLE);
    em_report_grid *table = block ? em_report_alloc(report, 1, sizeof *table) : NULL;
    if (!table)
        return NULL;
    block->of.table = table;
    table->id = em_str_from(id);
    table->caption = em_report_phrase(report, caption);
    table->row_max = row_max;
    table->report = report;
    return table;
}

void em_report_add_named_column(em_report_grid *table, em_str title, em_cell_kind kind)
{
    if (table && table->column_count < EM_REPORT_COLUMNS_MAX)
        table->columns[table->column_count++] = (em_report_column){ title, kind, false };
}

void em_report_add_column(em_report *report, em_report_grid *table, em_phrase title,
                          em_cell_kind kind)
{
    em_report_add_named_column(table, em_report_phrase(report, title), kind);
}

void em_report_keep_whole(em_report_grid *table)
{
    if (table && table->column_count)
        table->columns[table->column_count - 1].whole = true;
}

em_report_cell *em_report_add_row(em_report_grid *table)
{
    if (!table || table->row_count >= table->row_max)
        return NULL;
    size_t width = table->column_count;
    if (!table->cells)
        table->cells = em_report_alloc(table->report, table->row_max * width, sizeof *table->cells);
    if (!table->cells)
        return NULL;
    em_report_cell *row = table->cells + table->row_count++ * width;
    for (size_t i = 0; i < width; i++)
        row[i] = (em_report_cell){ .text = EM_STR(""), .value = NAN, .low = NAN, .high = NAN };
    return row;
}

em_report_chart *em_report_add_chart(em_report *report, em_report_section *section, const char *id,
                                     em_chart_kind kind, em_cell_kind unit, em_phrase title,
                                     size_t row_max)
{
    em_report_block *block = add_block(report, section, EM_BLOCK_CHART);
    em_report_chart *chart = block ? em_report_alloc(report, 1, sizeof *chart) : NULL;
    if (!chart)
        return NULL;
    block->of.chart = chart;
    *chart = (em_report_chart){ .id = em_str_from(id), .kind = kind, .unit = unit };
    chart->title = em_report_phrase(report, title);
    chart->rows = em_report_alloc(report, row_max + 1, sizeof *chart->rows);
    chart->row_max = chart->rows ? row_max : 0;
    return chart;
}

void em_report_add_named_series(em_report_chart *chart, em_str title, em_tone tone)
{
    if (chart && chart->series_count < EM_REPORT_SERIES_MAX)
        chart->series[chart->series_count++] = (em_report_series){ title, tone };
}

void em_report_add_series(em_report *report, em_report_chart *chart, em_phrase title, em_tone tone)
{
    em_report_add_named_series(chart, em_report_phrase(report, title), tone);
}

em_report_chart_row *em_report_add_chart_row(em_report_chart *chart, em_str label)
{
    if (!chart || chart->row_count >= chart->row_max)
        return NULL;
    em_report_chart_row *row = &chart->rows[chart->row_count++];
    row->label = label;
    row->at = (double)(chart->row_count - 1);
    row->target = NAN;
    for (size_t i = 0; i < EM_REPORT_SERIES_MAX; i++)
        row->bars[i] = (em_report_bar){ NAN, NAN, NAN };
    return row;
}

void em_report_add_figure(em_report *report, em_report_figure **list, em_phrase label, em_str value,
                          em_str note)
{
    em_report_figure *figure = em_report_alloc(report, 1, sizeof *figure);
    if (!figure)
        return;
    *figure = (em_report_figure){ em_report_phrase(report, label), value, note, NULL };
    while (*list)
        list = &(*list)->next;
    *list = figure;
}

void em_report_add_point(em_report *report, em_report_block *points, em_point_tone tone,
                         em_report_text text)
{
    em_report_point *point = points ? em_report_alloc(report, 1, sizeof *point) : NULL;
    if (!point)
        return;
    *point = (em_report_point){ tone, text, NULL };
    em_report_point **list = &points->of.points;
    while (*list)
        list = &(*list)->next;
    *list = point;
}

em_report_quote *em_report_add_quote(em_report *report, em_report_block *quotes)
{
    em_report_quote *quote = quotes ? em_report_alloc(report, 1, sizeof *quote) : NULL;
    if (!quote)
        return NULL;
    em_report_quote **list = &quotes->of.quotes;
    while (*list)
        list = &(*list)->next;
    return *list = quote;
}

void em_report_cell_put(em_buf *out, const em_report_cell *cell, em_cell_kind kind)
{
    switch (kind) {
    case EM_CELL_TEXT:
        em_buf_put(out, cell->text);
        break;
    case EM_CELL_COUNT:
        em_figure_put_count(out, cell->value);
        break;
    case EM_CELL_SHARE:
        em_figure_put_share(out, cell->value);
        break;
    case EM_CELL_INTERVAL:
        em_figure_put_interval(out, cell->low, cell->high);
        break;
    case EM_CELL_POINTS:
        em_figure_put_points(out, cell->value);
        break;
    case EM_CELL_POINTS_INTERVAL:
        em_figure_put_points_interval(out, cell->low, cell->high);
        break;
    case EM_CELL_NUMBER:
        em_figure_put_fixed(out, cell->value, 2);
        break;
    case EM_CELL_P_VALUE:
        em_figure_put_p(out, cell->value);
        break;
    }
}
