/* The report as Markdown (CommonMark with tables) for a pull request or a wiki. */
#include "report/renderers.h"

#include "base/str.h"

static bool begins_list(em_str text, size_t at)
{
    if (at == 0)
        return text.data[0] == '-';
    for (size_t i = 0; i < at; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.data[at] == '.' && (at + 1 == text.len || text.data[at + 1] == ' ');
}

/* Every mark that could begin mark-up, a link or a table cell is escaped; the rest stays. */
static void put_escaped(em_buf *out, em_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        bool escape = strchr("\\`*_{}[]()<>#+!|~&$^=@", c) && c != '\0';
        bool link = c == ':' && i + 1 < text.len && text.data[i + 1] == '/';
        bool host = c == '.' && i >= 3 && memcmp(text.data + i - 3, "www", 3) == 0;
        if (escape || link || host || begins_list(text, i))
            em_buf_put_char(out, '\\');
        em_buf_put_char(out, c);
    }
}

static void put_runs(em_buf *out, em_report_text text)
{
    for (size_t i = 0; i < text.count; i++) {
        bool strong = text.runs[i].kind == EM_RUN_STRONG || text.runs[i].kind == EM_RUN_EVIDENCE;
        if (strong)
            em_buf_puts(out, "**");
        put_escaped(out, text.runs[i].text);
        if (strong)
            em_buf_puts(out, "**");
    }
}

static void put_paragraph(em_buf *out, const char *before, em_report_text text)
{
    em_buf_puts(out, before);
    put_runs(out, text);
    em_buf_puts(out, "\n\n");
}

static void put_cell(em_buf *out, const em_report_cell *cell, em_cell_kind kind)
{
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_report_cell_put(&text, cell, kind);
    em_buf_put_char(out, ' ');
    if (kind == EM_CELL_TEXT)
        put_escaped(out, em_buf_str(&text));
    else
        em_buf_put(out, em_buf_str(&text));
    em_buf_puts(out, " |");
    if (text.status != EM_OK)
        out->status = text.status;
    em_buf_release(&text);
}

static void put_table(em_buf *out, const em_report_grid *table)
{
    em_buf_puts(out, "**");
    put_escaped(out, table->caption);
    em_buf_puts(out, "**\n\n|");
    for (size_t k = 0; k < table->column_count; k++) {
        em_buf_put_char(out, ' ');
        put_escaped(out, table->columns[k].title);
        em_buf_puts(out, " |");
    }
    em_buf_puts(out, "\n|");
    for (size_t k = 0; k < table->column_count; k++)
        em_buf_puts(out, table->columns[k].kind == EM_CELL_TEXT ? " --- |" : " ---: |");
    em_buf_put_char(out, '\n');
    for (size_t i = 0; i < table->row_count; i++) {
        em_buf_put_char(out, '|');
        for (size_t k = 0; k < table->column_count; k++)
            put_cell(out, &table->cells[i * table->column_count + k], table->columns[k].kind);
        em_buf_put_char(out, '\n');
    }
    em_buf_put_char(out, '\n');
}

static void put_figures(em_buf *out, const em_report_figure *figure)
{
    for (; figure; figure = figure->next) {
        em_buf_puts(out, "- ");
        put_escaped(out, figure->label);
        em_buf_puts(out, ": **");
        put_escaped(out, figure->value);
        em_buf_puts(out, "**");
        if (figure->note.len) {
            em_buf_puts(out, ", ");
            put_escaped(out, figure->note);
        }
        em_buf_put_char(out, '\n');
    }
    em_buf_put_char(out, '\n');
}

static void put_quotes(em_buf *out, const em_report_quote *quote)
{
    for (; quote; quote = quote->next) {
        em_buf_puts(out, "> ");
        put_runs(out, quote->text);
        em_buf_puts(out, "\n>\n> ");
        put_escaped(out, quote->stance);
        if (quote->source.len) {
            em_buf_puts(out, " \xC2\xB7 ");
            put_escaped(out, quote->source);
        }
        em_buf_puts(out, "\n\n");
    }
}

static void put_block(em_buf *out, const em_report_block *block)
{
    switch (block->kind) {
    case EM_BLOCK_HEADING:
        put_paragraph(out, "### ", block->text);
        break;
    case EM_BLOCK_LEAD:
    case EM_BLOCK_TEXT:
    case EM_BLOCK_NOTE:
        put_paragraph(out, "", block->text);
        break;
    case EM_BLOCK_FIGURES:
        put_figures(out, block->of.figures);
        break;
    case EM_BLOCK_POINTS:
        for (const em_report_point *point = block->of.points; point; point = point->next) {
            em_buf_puts(out, "- ");
            put_runs(out, point->text);
            em_buf_put_char(out, '\n');
        }
        em_buf_put_char(out, '\n');
        break;
    case EM_BLOCK_TABLE:
        if (block->of.table->row_count && !block->of.table->data_only)
            put_table(out, block->of.table);
        break;
    case EM_BLOCK_CHART: /* its numbers stand in the table */
        break;
    case EM_BLOCK_QUOTES:
        put_quotes(out, block->of.quotes);
        break;
    }
}

void em_markdown_render(em_buf *out, const em_report *report)
{
    em_buf_puts(out, "# ");
    put_escaped(out, report->title);
    em_buf_puts(out, "\n\n");
    put_escaped(out, report->subtitle);
    em_buf_puts(out, "\n\n");
    put_paragraph(out, "", report->headline);
    if (report->summary.count)
        put_paragraph(out, "", report->summary);
    put_figures(out, report->figures);
    for (const em_report_section *section = report->sections; section; section = section->next) {
        em_buf_puts(out, "## ");
        put_escaped(out, section->title);
        em_buf_puts(out, "\n\n");
        for (const em_report_block *block = section->blocks; block; block = block->next)
            put_block(out, block);
    }
    put_escaped(out, report->footer);
    em_buf_put_char(out, '\n');
}
