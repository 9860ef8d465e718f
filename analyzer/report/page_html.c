/*
 * The report as one HTML page: whole without script, no request, readable from disk under a
 * policy that allows nothing but the page's own style sheet and script (named by their hashes).
 */
#include "report/renderers.h"

#include "base/hash.h"
#include "base/str.h"

/* --- policy -------------------------------------------------------------------------------- */

static unsigned hex_digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* A hash as Content Security Policy writes it: base64 of SHA-256. */
static void put_hash(em_buf *out, const char *const *parts)
{
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char hex[EM_SHA256_HEX_BYTES];
    em_sha256 sha;
    em_sha256_init(&sha);
    for (size_t i = 0; parts[i]; i++)
        em_sha256_update(&sha, em_str_from(parts[i]));
    em_sha256_hex(&sha, hex);
    for (size_t i = 0; i < 32; i += 3) {
        uint32_t bits = 0;
        for (size_t k = 0; k < 3; k++) {
            unsigned byte = i + k < 32
                                ? hex_digit(hex[2 * (i + k)]) << 4 | hex_digit(hex[2 * (i + k) + 1])
                                : 0;
            bits = bits << 8 | byte;
        }
        for (size_t k = 0; k < 4; k++)
            em_buf_put_char(out, i + k > 32 ? '=' : DIGITS[bits >> (18 - 6 * k) & 63]);
    }
}

/* --- texts --------------------------------------------------------------------------------- */

static void put_runs(em_buf *out, em_report_text text)
{
    static const char *const OPEN[] = { "", "<strong>", "<mark>", "<bdi>" };
    static const char *const CLOSE[] = { "", "</strong>", "</mark>", "</bdi>" };
    for (size_t i = 0; i < text.count; i++) {
        em_buf_puts(out, OPEN[text.runs[i].kind]);
        em_escape_put(out, text.runs[i].text);
        em_buf_puts(out, CLOSE[text.runs[i].kind]);
    }
}

static void put_element(em_buf *out, const char *element, const char *class, em_report_text text)
{
    em_buf_printf(out, "<%s", element);
    if (class)
        em_buf_printf(out, " class=\"%s\"", class);
    em_buf_put_char(out, '>');
    put_runs(out, text);
    em_buf_printf(out, "</%s>\n", element);
}

static void put_string(em_buf *out, const char *element, const char *class, em_str text)
{
    em_report_run run = { text, EM_RUN_PLAIN };
    put_element(out, element, class, (em_report_text){ &run, 1 });
}

/* --- figures, points, quotations ----------------------------------------------------------- */

static void put_figures(em_buf *out, const em_report_figure *figure)
{
    if (!figure)
        return;
    em_buf_puts(out, "<dl class=\"figures\">\n");
    for (; figure; figure = figure->next) {
        em_buf_puts(out, "<div>");
        put_string(out, "dt", NULL, figure->label);
        put_string(out, "dd", "value", figure->value);
        if (figure->note.len)
            put_string(out, "dd", "note", figure->note);
        em_buf_puts(out, "</div>\n");
    }
    em_buf_puts(out, "</dl>\n");
}

static void put_points(em_buf *out, const em_report_point *point)
{
    static const char *const CLASSES[] = { NULL, "good", "bad", "open" };
    if (!point)
        return;
    em_buf_puts(out, "<ul class=\"points\">\n");
    for (; point; point = point->next)
        put_element(out, "li", CLASSES[point->tone], point->text);
    em_buf_puts(out, "</ul>\n");
}

static void put_quotes(em_buf *out, const em_report_quote *quote)
{
    em_buf_puts(out, "<div class=\"quotes\">\n");
    for (; quote; quote = quote->next) {
        em_buf_printf(out, "<blockquote class=\"%s\"><p><bdi>", em_tone_name(quote->tone));
        put_runs(out, quote->text);
        em_buf_puts(out, "</bdi></p><footer><b>");
        em_escape_put(out, quote->stance);
        em_buf_puts(out, "</b>");
        if (quote->source.len) {
            em_buf_puts(out, " \xC2\xB7 <bdi>");
            em_escape_put(out, quote->source);
            em_buf_puts(out, "</bdi>");
        }
        em_buf_puts(out, "</footer></blockquote>\n");
    }
    em_buf_puts(out, "</div>\n");
}

/* --- tables -------------------------------------------------------------------------------- */

static bool is_hash(em_str text)
{
    if (text.len != 64)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!((text.data[i] >= '0' && text.data[i] <= '9') ||
              (text.data[i] >= 'a' && text.data[i] <= 'f')))
            return false;
    return true;
}

static void put_cell(em_buf *out, const em_report_cell *cell, const em_report_column *column,
                     bool head)
{
    const char *element = head ? "th" : "td";
    em_cell_kind kind = column->kind;
    em_buf_printf(out, "<%s%s", element, head ? " scope=\"row\"" : "");
    if (kind != EM_CELL_TEXT)
        em_buf_puts(out, " class=\"n\"");
    else if (column->whole)
        em_buf_puts(out, " class=\"whole\"");
    else if (is_hash(cell->text))
        em_buf_puts(out, " class=\"hash\"");
    em_buf_put_char(out, '>');
    if (kind == EM_CELL_TEXT) {
        em_buf_puts(out, "<bdi>");
        em_escape_put(out, cell->text);
        em_buf_puts(out, "</bdi>");
    } else {
        em_buf number;
        em_buf_init(&number, 256);
        em_report_cell_put(&number, cell, kind);
        em_escape_put(out, em_buf_str(&number));
        em_buf_release(&number);
    }
    em_buf_printf(out, "</%s>", element);
}

static void put_table(em_buf *out, const em_report_grid *table)
{
    em_buf_printf(out, "<div class=\"scroll%s\" tabindex=\"0\" role=\"region\" aria-label=\"",
                  table->narrow ? " narrow" : "");
    em_escape_put(out, table->caption);
    em_buf_puts(out, "\"><table><caption>");
    em_escape_put(out, table->caption);
    em_buf_puts(out, "</caption>\n<thead><tr>");
    for (size_t k = 0; k < table->column_count; k++) {
        em_buf_printf(out, "<th scope=\"col\"%s>",
                      table->columns[k].kind == EM_CELL_TEXT ? "" : " class=\"n\"");
        em_escape_put(out, table->columns[k].title);
        em_buf_puts(out, "</th>");
    }
    em_buf_puts(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < table->row_count; i++) {
        em_buf_puts(out, "<tr>");
        for (size_t k = 0; k < table->column_count; k++)
            put_cell(out, &table->cells[i * table->column_count + k], &table->columns[k], k == 0);
        em_buf_puts(out, "</tr>\n");
    }
    em_buf_puts(out, "</tbody></table></div>\n");
}

static void put_chart(em_buf *out, const em_report *report, const em_report_chart *chart)
{
    em_buf_puts(out, "<figure><figcaption>");
    em_escape_put(out, chart->title);
    if (chart->key.len)
        put_string(out, "small", NULL, chart->key);
    em_buf_puts(out, "</figcaption>\n");
    em_svg_render(out, chart, false);
    if (chart->table) {
        em_buf_puts(out, "<details><summary>");
        em_escape_put(out, em_report_phrase(report, EM_P_SHOW_TABLE));
        em_buf_puts(out, "</summary>");
        put_table(out, chart->table);
        em_buf_puts(out, "</details>");
    }
    em_buf_puts(out, "</figure>\n");
}

/* --- sections ------------------------------------------------------------------------------ */

static bool is_shown_table(const em_report_block *block)
{
    return block->of.table->row_count > 0 && !block->of.table->behind_chart &&
           !block->of.table->data_only;
}

static void put_block(em_buf *out, const em_report *report, const em_report_block *block)
{
    switch (block->kind) {
    case EM_BLOCK_HEADING:
        put_element(out, "h3", NULL, block->text);
        break;
    case EM_BLOCK_LEAD:
        put_element(out, "p", "lead", block->text);
        break;
    case EM_BLOCK_TEXT:
        put_element(out, "p", "text", block->text);
        break;
    case EM_BLOCK_NOTE:
        put_element(out, "p", "note", block->text);
        break;
    case EM_BLOCK_FIGURES:
        put_figures(out, block->of.figures);
        break;
    case EM_BLOCK_POINTS:
        put_points(out, block->of.points);
        break;
    case EM_BLOCK_TABLE:
        put_table(out, block->of.table);
        break;
    case EM_BLOCK_CHART:
        put_chart(out, report, block->of.chart);
        break;
    case EM_BLOCK_QUOTES:
        put_quotes(out, block->of.quotes);
        break;
    }
}

/* Sentences that follow a chart stand beside it. */
static void put_blocks(em_buf *out, const em_report *report, const em_report_block *block)
{
    em_block_kind before = EM_BLOCK_HEADING;
    bool aside = false;
    for (; block; block = block->next) {
        if (block->kind == EM_BLOCK_TABLE && !is_shown_table(block))
            continue;
        bool sentence = block->kind == EM_BLOCK_TEXT || block->kind == EM_BLOCK_NOTE;
        if (aside && !sentence) {
            em_buf_puts(out, "</div>\n");
            aside = false;
        } else if (!aside && sentence && before == EM_BLOCK_CHART) {
            em_buf_puts(out, "<div class=\"aside\">\n");
            aside = true;
        }
        put_block(out, report, block);
        before = block->kind;
    }
    if (aside)
        em_buf_puts(out, "</div>\n");
}

static void put_section(em_buf *out, const em_report *report, const em_report_section *section)
{
    em_buf_printf(out, "<section id=\"%.*s\" aria-labelledby=\"h-%.*s\">\n<h2 id=\"h-%.*s\">",
                  EM_STR_ARG(section->id), EM_STR_ARG(section->id), EM_STR_ARG(section->id));
    em_escape_put(out, section->title);
    em_buf_puts(out, "</h2>\n");
    put_blocks(out, report, section->blocks);
    em_buf_puts(out, "</section>\n");
}

static void put_contents(em_buf *out, const em_report *report)
{
    em_buf_puts(out, "<nav aria-label=\"");
    em_escape_put(out, em_report_phrase(report, EM_P_CONTENTS));
    em_buf_puts(out, "\"><ul>\n");
    for (const em_report_section *section = report->sections; section; section = section->next) {
        em_buf_printf(out, "<li><a href=\"#%.*s\">", EM_STR_ARG(section->id));
        em_escape_put(out, section->title);
        em_buf_puts(out, "</a></li>\n");
    }
    em_buf_puts(out, "</ul></nav>\n");
}

static void put_head(em_buf *out, const em_report *report)
{
    em_buf_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
                  em_language_tag(report->language));
    em_buf_puts(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                     "style-src 'sha256-");
    put_hash(out, EM_PAGE_STYLE);
    em_buf_puts(out, "'; script-src 'sha256-");
    put_hash(out, EM_PAGE_SCRIPT);
    em_buf_puts(out, "'; base-uri 'none'; form-action 'none'\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    em_escape_put(out, report->title);
    em_buf_puts(out, "</title>\n<style>");
    for (size_t i = 0; EM_PAGE_STYLE[i]; i++)
        em_buf_puts(out, EM_PAGE_STYLE[i]);
    em_buf_puts(out, "</style>\n</head>\n<body data-all=\"");
    em_escape_put(out, em_report_phrase(report, EM_P_FILTER_ALL));
    em_buf_puts(out, "\" data-copy=\"");
    em_escape_put(out, em_report_phrase(report, EM_P_COPY_CHART));
    em_buf_puts(out, "\" data-copied=\"");
    em_escape_put(out, em_report_phrase(report, EM_P_COPIED));
    em_buf_puts(out, "\">\n<div class=\"page\">\n");
}

void em_html_render(em_buf *out, const em_report *report)
{
    put_head(out, report);
    em_buf_puts(out, "<header>\n");
    put_string(out, "p", "kicker", em_report_phrase(report, EM_P_KICKER));
    put_string(out, "h1", NULL, report->title);
    put_string(out, "p", "subtitle", report->subtitle);
    put_element(out, "p", "headline", report->headline);
    if (report->summary.count)
        put_element(out, "p", "summary", report->summary);
    put_figures(out, report->figures);
    em_buf_puts(out, "</header>\n");
    put_contents(out, report);
    em_buf_puts(out, "<main>\n");
    for (const em_report_section *section = report->sections; section; section = section->next)
        put_section(out, report, section);
    em_buf_puts(out, "</main>\n");
    put_string(out, "footer", NULL, report->footer);
    em_buf_puts(out, "</div>\n<script>");
    for (size_t i = 0; EM_PAGE_SCRIPT[i]; i++)
        em_buf_puts(out, EM_PAGE_SCRIPT[i]);
    em_buf_puts(out, "</script>\n</body>\n</html>\n");
}
