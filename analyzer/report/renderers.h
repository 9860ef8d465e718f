/*
 * The faces of one report. Each walks the tree and escapes for its format; none computes a
 * figure or knows another. Failures stick in the buffer.
 */
#ifndef EM_REPORT_RENDERERS_H
#define EM_REPORT_RENDERERS_H

#include "base/buf.h"
#include "report/report_tree.h"

void em_html_render(em_buf *out, const em_report *report);
void em_markdown_render(em_buf *out, const em_report *report);
/* All tables, each under a row with its caption, apart by an empty row. */
void em_csv_render(em_buf *out, const em_report *report);
void em_csv_render_table(em_buf *out, const em_report_grid *table);
EM_MUST_CHECK em_status em_xlsx_render(em_buf *out, em_report *report, em_error *err);

/* `standalone`: a file of its own with colours inside; else a part of the page, which has them. */
void em_svg_render(em_buf *out, const em_report_chart *chart, bool standalone);

/* Text for HTML and SVG: & < > " ' escaped. */
void em_escape_put(em_buf *out, em_str text);

/* The page's script and style sheet, and the style of standalone charts; static. */
extern const char *const EM_PAGE_SCRIPT[]; /* parts, ended by NULL */
extern const char *const EM_PAGE_STYLE[];  /* parts, ended by NULL */
extern const char EM_CHART_STYLE[];

#endif
