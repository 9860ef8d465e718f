/* The report's tables as CSV; strangers' text stays inert in spreadsheets. */
#include "report/renderers.h"

#include "base/csv_write.h"
#include "base/str.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* Plain decimals with at most nine digits, a dot whatever the locale; nothing where not known. */
static void put_number(em_buf *out, double value, bool first)
{
    char text[48] = "";
    int len = 0;
    if (isfinite(value) && fabs(value) < 9e9) {
        int64_t scaled = llround(value * 1e9);
        uint64_t size = scaled < 0 ? 0 - (uint64_t)scaled : (uint64_t)scaled;
        uint64_t fraction = size % 1000000000;
        len = snprintf(text, sizeof text, "%s%" PRIu64 ".%09" PRIu64, scaled < 0 ? "-" : "",
                       size / 1000000000, fraction);
        while (text[len - 1] == '0')
            len--;
        if (text[len - 1] == '.')
            len--;
    } else if (isfinite(value) && fabs(value) < 9e15) {
        len = snprintf(text, sizeof text, "%" PRId64, (int64_t)llround(value));
    }
    em_csv_put_plain(out, (em_str){ text, (size_t)len }, first);
}

static bool is_pair(em_cell_kind kind)
{
    return kind == EM_CELL_INTERVAL || kind == EM_CELL_POINTS_INTERVAL;
}

static void put_head(em_buf *out, const em_report_grid *table)
{
    for (size_t k = 0; k < table->column_count; k++) {
        const em_report_column *column = &table->columns[k];
        if (is_pair(column->kind)) {
            em_csv_put_text(out,
                            em_report_fill_plain(table->report, EM_P_COLUMN_LOW, &column->title, 1),
                            k == 0);
            em_csv_put_text(
                out, em_report_fill_plain(table->report, EM_P_COLUMN_HIGH, &column->title, 1),
                false);
        } else {
            em_csv_put_text(out, column->title, k == 0);
        }
    }
    em_csv_end_row(out);
}

void em_csv_render_table(em_buf *out, const em_report_grid *table)
{
    put_head(out, table);
    for (size_t i = 0; i < table->row_count; i++) {
        for (size_t k = 0; k < table->column_count; k++) {
            const em_report_cell *cell = &table->cells[i * table->column_count + k];
            em_cell_kind kind = table->columns[k].kind;
            if (is_pair(kind)) {
                put_number(out, cell->low, k == 0);
                put_number(out, cell->high, false);
            } else if (kind == EM_CELL_TEXT) {
                em_csv_put_text(out, cell->text, k == 0);
            } else {
                put_number(out, cell->value, k == 0);
            }
        }
        em_csv_end_row(out);
    }
}

void em_csv_render(em_buf *out, const em_report *report)
{
    bool first = true;
    for (const em_report_section *section = report->sections; section; section = section->next)
        for (const em_report_block *block = section->blocks; block; block = block->next) {
            if (block->kind != EM_BLOCK_TABLE || !block->of.table->row_count)
                continue;
            if (!first)
                em_csv_end_row(out);
            first = false;
            em_csv_put_text(out, block->of.table->caption, true);
            em_csv_end_row(out);
            em_csv_render_table(out, block->of.table);
        }
}
