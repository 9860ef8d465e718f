/* `echometer lexicon import` and `lexicon export`: dictionaries of other programs, there and back.
 */
#include "base/file.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "lexicon/import.h"

#include <stdio.h>
#include <string.h>

#define FILE_MAX_BYTES ((size_t)256 * 1024 * 1024)

typedef struct exchange_options {
    const char *format, *id, *lang, *out;
} exchange_options;

static const em_option IMPORT_OPTIONS[] = {
    { "format", 'f', EM_OPTION_STRING, offsetof(exchange_options, format), "NAME",
      "liwc, wordstat, yoshikoder, lexicoder, quanteda, vader or list (default: by the file)" },
    { "id", 0, EM_OPTION_STRING, offsetof(exchange_options, id), "ID", "id of the new lexicon" },
    { "lang", 0, EM_OPTION_STRING, offsetof(exchange_options, lang), "TAG",
      "its language (default: en)" },
    { "out", 'o', EM_OPTION_STRING, offsetof(exchange_options, out), "FILE",
      "write the lexicon there (default: standard output)" },
    { .name = NULL },
};

static const em_option EXPORT_OPTIONS[] = {
    { "format", 'f', EM_OPTION_STRING, offsetof(exchange_options, format), "quanteda",
      "the only format there is" },
    { "out", 'o', EM_OPTION_STRING, offsetof(exchange_options, out), "FILE",
      "write the dictionary there (default: standard output)" },
    { .name = NULL },
};

/* The loss report: one line each on stderr, and their number. */
typedef struct loss_report {
    const char *path;
    size_t count;
} loss_report;

static void report_loss(void *context, uint32_t line, em_str what, const char *why)
{
    loss_report *report = context;
    em_buf text;
    em_buf_init(&text, EM_ERROR_TEXT_BYTES * 4);
    em_buf_printf(&text, "not carried: \"%.*s\" (%s)", EM_STR_ARG(what), why);
    em_console_warn(report->path, line, em_buf_str(&text).data);
    em_buf_release(&text);
    report->count++;
}

static em_status put_out(const exchange_options *options, const em_buf *text,
                         const loss_report *report, em_error *err)
{
    if (text->status != EM_OK)
        return em_error_set(err, text->status, "no memory");
    fprintf(stderr, "echometer: %zu thing%s could not be carried\n", report->count,
            report->count == 1 ? "" : "s");
    if (options->out)
        return em_file_write_whole(options->out, em_buf_str(text), err);
    return em_console_put(em_buf_str(text), err);
}

static em_status import_file(const exchange_options *options, const char *path, em_error *err)
{
    em_buf bytes, lexicon;
    loss_report report = { .path = path };
    em_buf_init(&bytes, FILE_MAX_BYTES);
    em_buf_init(&lexicon, EM_BUF_UNLIMITED);
    em_import_options import = { .id = options->id ? options->id : "imported",
                                 .lang = options->lang ? options->lang : "en" };
    if (options->format && !em_import_format_parse(&import.format, options->format))
        return em_error_set(err, EM_E_USAGE, "lexicon import: no format %s (see --help)",
                            options->format);
    em_status status = em_file_read(&bytes, path, err);
    if (status == EM_OK && !options->format)
        import.format = em_import_format_guess(path, em_buf_str(&bytes));
    if (status == EM_OK)
        status = em_lexicon_import(&lexicon, em_buf_str(&bytes), path, &import, report_loss,
                                   &report, err);
    if (status == EM_OK)
        status = put_out(options, &lexicon, &report, err);
    em_buf_release(&lexicon);
    em_buf_release(&bytes);
    return status;
}

static em_status export_file(const exchange_options *options, const char *path, em_error *err)
{
    em_buf bytes, dictionary;
    loss_report report = { .path = path };
    if (options->format && strcmp(options->format, "quanteda") != 0)
        return em_error_set(err, EM_E_USAGE, "lexicon export: no format %s (quanteda)",
                            options->format);
    em_buf_init(&bytes, FILE_MAX_BYTES);
    em_buf_init(&dictionary, EM_BUF_UNLIMITED);
    em_status status = em_file_read(&bytes, path, err);
    cJSON *lexicon = status == EM_OK ? cJSON_ParseWithLength(em_buf_str(&bytes).data, bytes.len)
                                     : NULL;
    if (status == EM_OK && !cJSON_IsObject(lexicon))
        status = em_error_at(err, EM_E_LEXICON, path, 0, 0, "is no message lexicon");
    if (status == EM_OK) {
        em_lexicon_export_quanteda(&dictionary, lexicon, report_loss, &report);
        status = put_out(options, &dictionary, &report, err);
    }
    cJSON_Delete(lexicon);
    em_buf_release(&dictionary);
    em_buf_release(&bytes);
    return status;
}

static int exchange(const em_command *command, int argc, char **argv,
                    em_status (*run)(const exchange_options *, const char *, em_error *))
{
    exchange_options options = { 0 };
    em_error err = { 0 };
    int operands;
    em_status status = em_option_parse(command, argc, argv, &options, &operands, &err);
    if (status == EM_END)
        return 0;
    if (status == EM_OK && operands != 1)
        status = em_error_set(&err, EM_E_USAGE, "%s: one file is needed", command->name);
    if (status == EM_OK)
        status = run(&options, argv[1], &err);
    return status == EM_OK ? 0 : em_console_fail(&err);
}

static int run_import(int argc, char **argv)
{
    return exchange(&em_command_lexicon_import, argc, argv, import_file);
}

static int run_export(int argc, char **argv)
{
    return exchange(&em_command_lexicon_export, argc, argv, export_file);
}

const em_command em_command_lexicon_export = {
    .name = "lexicon export",
    .summary = "turn a message lexicon into a quanteda dictionary",
    .usage = "[--out FILE] LEXICON",
    .examples = "  echometer lexicon export lexicons/great-britain.messages.json\n",
    .options = EXPORT_OPTIONS,
    .run = run_export,
};

const em_command em_command_lexicon_import = {
    .name = "lexicon import",
    .summary = "turn a dictionary of another program into a lexicon",
    .usage = "[--format NAME] [--id ID] [--lang TAG] [--out FILE] DICTIONARY",
    .examples =
        "  echometer lexicon import --id morality --out morality.messages.json morality.dic\n",
    .options = IMPORT_OPTIONS,
    .run = run_import,
};
