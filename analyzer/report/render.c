/* From summaries to the bytes of a report: build the tree once, hand it to one renderer. */
#include "report/report.h"

#include "base/str.h"
#include "report/build.h"
#include "report/renderers.h"

static em_status find_language(em_language *out, const char *name, em_error *err)
{
    *out = EM_LANGUAGE_EN;
    if (!name || em_language_find(out, name))
        return EM_OK;
    return em_error_set(err, EM_E_USAGE, "no texts in language \"%s\" (en or zh-Hans)", name);
}

em_status em_report_check_language(const char *language, em_error *err)
{
    em_language ignored;
    return find_language(&ignored, language, err);
}

static em_status build(em_report *report, const cJSON *const *summaries, size_t count,
                       const em_report_options *options, em_error *err)
{
    em_language language;
    em_status status = find_language(&language, options->language, err);
    if (status != EM_OK)
        return status;
    if (count == 0)
        return em_error_set(err, EM_E_ARGUMENT, "no summary to report on");
    em_report_init(report, language);
    status = count == 1 ? em_build_report(report, summaries[0], options->scores, err)
                        : em_build_comparison(report, summaries, count, err);
    if (status != EM_OK)
        em_report_release(report);
    return status;
}

static const em_report_grid *find_table(const em_report *report, const char *id)
{
    for (const em_report_section *section = report->sections; section; section = section->next)
        for (const em_report_block *block = section->blocks; block; block = block->next)
            if (block->kind == EM_BLOCK_TABLE && em_str_eq(block->of.table->id, em_str_from(id)))
                return block->of.table;
    return NULL;
}

static const em_report_chart *find_chart(const em_report *report, const char *id)
{
    for (const em_report_section *section = report->sections; section; section = section->next)
        for (const em_report_block *block = section->blocks; block; block = block->next)
            if (block->kind == EM_BLOCK_CHART && em_str_eq(block->of.chart->id, em_str_from(id)))
                return block->of.chart;
    return NULL;
}

/* The names of all charts or tables, for messages. */
static void put_names(em_buf *out, const em_report *report, em_block_kind kind)
{
    for (const em_report_section *section = report->sections; section; section = section->next)
        for (const em_report_block *block = section->blocks; block; block = block->next)
            if (block->kind == kind) {
                em_str id = kind == EM_BLOCK_CHART ? block->of.chart->id : block->of.table->id;
                em_buf_printf(out, "%s%.*s", out->len ? ", " : "", EM_STR_ARG(id));
            }
}

static em_status no_such_part(const em_report *report, em_block_kind kind, const char *what,
                              const char *id, em_error *err)
{
    em_buf names;
    em_buf_init(&names, 4096);
    put_names(&names, report, kind);
    em_status status = em_error_set(err, EM_E_USAGE, "no %s \"%s\" in this report (%s)", what, id,
                                    em_buf_str(&names).data);
    em_buf_release(&names);
    return status;
}

static em_status render(em_buf *out, em_report_format format, em_report *report, const char *part,
                        em_error *err)
{
    switch (format) {
    case EM_REPORT_HTML:
        em_html_render(out, report);
        break;
    case EM_REPORT_MARKDOWN:
        em_markdown_render(out, report);
        break;
    case EM_REPORT_XLSX:
        return em_xlsx_render(out, report, err);
    case EM_REPORT_CSV: {
        const em_report_grid *table = part ? find_table(report, part) : NULL;
        if (part && !table)
            return no_such_part(report, EM_BLOCK_TABLE, "table", part, err);
        if (table)
            em_csv_render_table(out, table);
        else
            em_csv_render(out, report);
        break;
    }
    case EM_REPORT_SVG: {
        const em_report_chart *chart = find_chart(report, part ? part : "message-rates");
        if (!chart)
            return no_such_part(report, EM_BLOCK_CHART, "chart", part ? part : "message-rates",
                                err);
        em_svg_render(out, chart, true);
        break;
    }
    }
    return EM_OK;
}

em_status em_report_render(em_buf *out, em_report_format format, const cJSON *const *summaries,
                           size_t count, const em_report_options *options, em_error *err)
{
    em_report report;
    em_status status = build(&report, summaries, count, options, err);
    if (status != EM_OK)
        return status;
    status = render(out, format, &report, options->part, err);
    if (status == EM_OK && report.status != EM_OK)
        status = em_error_set(err, report.status, "no memory for the report");
    if (status == EM_OK && out->status != EM_OK)
        status = em_error_set(err, out->status, "no memory for the report");
    em_report_release(&report);
    return status;
}
