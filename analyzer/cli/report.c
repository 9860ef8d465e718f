/* `echometer report`: summaries into a page, a workbook, Markdown, tables or a chart. */
#include "base/file.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "report/report.h"

#include <string.h>

/* A summary of a whole platform stays far below this. */
#define JSON_MAX_BYTES ((size_t)256 * 1024 * 1024)
#define SUMMARIES_MAX 64

#define SUMMARY_SCHEMA "echometer/summary/1"
#define SCORES_SCHEMA "echometer/scores/1"

typedef struct report_options {
    const char *out;
    const char *language;
    const char *scores;
    const char *part;
} report_options;

static em_status format_of(em_report_format *out, const char *path, em_error *err)
{
    static const struct {
        const char *end;
        em_report_format format;
    } FORMATS[] = { { ".html", EM_REPORT_HTML },   { ".htm", EM_REPORT_HTML },
                    { ".md", EM_REPORT_MARKDOWN }, { ".xlsx", EM_REPORT_XLSX },
                    { ".csv", EM_REPORT_CSV },     { ".svg", EM_REPORT_SVG } };
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof FORMATS / sizeof *FORMATS; i++)
        if (em_str_eq_ascii_case(em_str_from(dot), em_str_from(FORMATS[i].end))) {
            *out = FORMATS[i].format;
            return EM_OK;
        }
    return em_error_set(err, EM_E_USAGE,
                        "--out %s: no such report format (.html, .md, .xlsx, .csv or .svg)", path);
}

/* The line and column of a byte that the JSON parser stopped at. */
static void place_of(em_str text, const char *at, uint32_t *line, uint32_t *column)
{
    *line = *column = 1;
    for (const char *p = text.data; p < at && p < text.data + text.len; p++) {
        if (*p == '\n') {
            ++*line;
            *column = 1;
        } else {
            *column += ((unsigned char)*p & 0xC0) != 0x80;
        }
    }
}

static em_status check_schema(const cJSON *json, const char *schema, const char *path,
                              em_error *err)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(json, "schema");
    const char *name = cJSON_IsString(found) ? found->valuestring : "";
    if (strcmp(name, schema) == 0)
        return EM_OK;
    return em_error_at(err, EM_E_INPUT, path, 0, 0, "schema \"%.80s\" (%s is read)", name, schema);
}

/* Yours, also where the schema is another: cJSON_Delete. */
static em_status read_json(cJSON **out, const char *path, const char *schema, em_error *err)
{
    em_buf text;
    em_buf_init(&text, JSON_MAX_BYTES);
    em_status status = em_file_read(&text, path, err);
    if (status == EM_OK) {
        em_str s = em_buf_str(&text);
        const char *end = s.data;
        *out = cJSON_ParseWithLengthOpts(s.data, s.len, &end, false);
        if (!*out) {
            uint32_t line, column;
            place_of(s, end, &line, &column);
            status = em_error_at(err, EM_E_INPUT, path, line, column,
                                 "this is no JSON (%s is read)", schema);
        } else {
            status = check_schema(*out, schema, path, err);
        }
    }
    em_buf_release(&text);
    return status;
}

typedef struct inputs {
    cJSON *summaries[SUMMARIES_MAX];
    cJSON *scores;
    size_t count;
} inputs;

static em_status read_inputs(inputs *in, const report_options *options, char **paths, size_t count,
                             em_error *err)
{
    if (count > SUMMARIES_MAX)
        return em_error_set(err, EM_E_USAGE, "%zu summaries (at most %d at once)", count,
                            SUMMARIES_MAX);
    em_status status = EM_OK;
    for (; status == EM_OK && in->count < count; in->count++)
        status = read_json(&in->summaries[in->count], paths[in->count], SUMMARY_SCHEMA, err);
    if (status == EM_OK && options->scores)
        status = read_json(&in->scores, options->scores, SCORES_SCHEMA, err);
    return status;
}

static void release_inputs(inputs *in)
{
    for (size_t i = 0; i < in->count; i++)
        cJSON_Delete(in->summaries[i]);
    cJSON_Delete(in->scores);
}

static em_status make_report(const report_options *options, char **paths, size_t count,
                             em_error *err)
{
    em_report_format format = EM_REPORT_HTML;
    inputs in = { .count = 0 };
    em_buf out;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    em_status status = format_of(&format, options->out, err);
    if (status == EM_OK)
        status = em_report_check_language(options->language, err);
    if (status == EM_OK)
        status = read_inputs(&in, options, paths, count, err);
    em_report_options how = { options->language, in.scores, options->part };
    if (status == EM_OK)
        status = em_report_render(&out, format, (const cJSON *const *)in.summaries, in.count, &how,
                                  err);
    if (status == EM_OK)
        status = em_file_write_whole(options->out, em_buf_str(&out), err);
    release_inputs(&in);
    em_buf_release(&out);
    return status;
}

static int run_report(int argc, char **argv)
{
    report_options options = { .language = "en" };
    int operands = 0;
    em_error err = { .status = EM_OK };
    em_status status = em_option_parse(&em_command_report, argc, argv, &options, &operands, &err);
    if (status == EM_END)
        return 0;
    if (status == EM_OK && !options.out)
        status = em_error_set(&err, EM_E_USAGE,
                              "report needs --out FILE (.html, .md, .xlsx, .csv or .svg)");
    if (status == EM_OK && operands == 0)
        status = em_error_set(&err, EM_E_USAGE, "report needs a SUMMARY.json");
    if (status == EM_OK)
        status = make_report(&options, argv + 1, (size_t)operands, &err);
    return status == EM_OK ? 0 : em_console_fail(&err);
}

#define AT(field) offsetof(report_options, field)

static const em_option OPTIONS[] = {
    { "out", 'o', EM_OPTION_STRING, AT(out), "FILE",
      "write the report; its ending chooses .html, .md, .xlsx, .csv or .svg" },
    { "lang", 0, EM_OPTION_STRING, AT(language), "TAG", "language of the report: en or zh-Hans" },
    { "scores", 0, EM_OPTION_STRING, AT(scores), "FILE",
      "scores.json of `evaluate`, to correct the rate for errors" },
    { "part", 0, EM_OPTION_STRING, AT(part), "ID",
      "one table (.csv) or one chart (.svg) instead of all" },
    { .name = NULL },
};

const em_command em_command_report = {
    .name = "report",
    .summary = "make a report from one summary, or compare several",
    .usage = "--out FILE.(html|md|xlsx|csv|svg) [--lang en|zh-Hans] [--scores scores.json] "
             "SUMMARY.json...",
    .examples = "  echometer report --out report.html summary.json\n"
                "  echometer report --out report.xlsx --lang zh-Hans summary.json\n"
                "  echometer report --out messages.csv --part messages summary.json\n",
    .options = OPTIONS,
    .run = run_report,
};
