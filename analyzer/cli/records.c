/* `echometer records`: what the readers see, one record a line as JSON. */
#include "base/json_write.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/reading.h"
#include "reader/reader.h"

#include <inttypes.h>
#include <stdio.h>

typedef struct records_options {
    em_reading_options reading;
    bool all;
    bool no_header;
    bool count;
} records_options;

/* Lines are gathered to blocks of this size before they are written. */
#define OUT_BYTES ((size_t)256 * 1024)

static void put_field(em_buf *out, const char *name, em_str value)
{
    if (value.len == 0)
        return;
    em_buf_printf(out, ",\"%s\":", name);
    em_json_put_string(out, value);
}

static void put_time(em_buf *out, const em_time *time)
{
    if (!time->known)
        return;
    char text[32];
    em_time_format(text, time->seconds);
    em_buf_printf(out, ",\"time\":\"%s\"", text);
    if (time->estimated)
        em_buf_puts(out, ",\"time_estimated\":true");
}

static void put_record(em_buf *out, const em_record *record)
{
    em_buf_printf(out, "{\"input\":%" PRIu32 ",\"record\":%" PRIu64 ",\"line\":%" PRIu64,
                  record->input, record->number, record->line);
    em_buf_puts(out, ",\"text\":");
    em_json_put_string(out, record->text);
    if (record->markup)
        em_buf_puts(out, ",\"markup\":true");
    if (record->text_is_own)
        em_buf_puts(out, ",\"text_is_own\":true");
    put_field(out, "id", record->id);
    put_field(out, "author", record->author);
    put_field(out, "author_type", em_str_from(em_author_type_name(record->author_type)));
    put_time(out, &record->time);
    if (record->likes != EM_LIKES_UNKNOWN)
        em_buf_printf(out, ",\"likes\":%" PRId64, record->likes);
    put_field(out, "platform", record->platform);
    put_field(out, "language", record->language);
    put_field(out, "parent", record->parent);
    put_field(out, "reposted", record->reposted);
    if (record->repaired)
        em_buf_puts(out, ",\"repaired\":true");
    em_buf_puts(out, "}\n");
}

static void put_row(em_buf *out, const em_str *names, const em_str *values, size_t count,
                    bool no_header, bool is_json)
{
    em_buf_put_char(out, no_header ? '[' : '{');
    for (size_t i = 0; i < count; i++) {
        if (i)
            em_buf_put_char(out, ',');
        if (!no_header) {
            em_json_put_string(out, names[i]);
            em_buf_put_char(out, ':');
        }
        if (is_json)
            em_buf_put(out, values[i]);
        else
            em_json_put_string(out, values[i]);
    }
    em_buf_puts(out, no_header ? "]\n" : "}\n");
}

static em_status flush(em_buf *out, em_error *err)
{
    em_status status = out->len ? em_console_put(em_buf_str(out), err) : EM_OK;
    em_buf_reset(out);
    return status;
}

/* One record to `out`; EM_END after the last. */
static em_status put_next(em_buf *out, em_reader *reader, const records_options *options,
                          em_error *err)
{
    if (!options->all && !options->no_header && !em_reader_info(reader)->textless) {
        em_record record;
        em_status status = em_reader_next(reader, &record, err);
        if (status == EM_OK && !options->count)
            put_record(out, &record);
        return status;
    }
    const em_str *names, *values;
    size_t count;
    em_status status = em_reader_row(reader, &names, &values, &count, err);
    if (status == EM_OK)
        put_row(out, names, values, count, options->no_header, em_reader_row_is_json(reader));
    return status;
}

static void put_counts(em_buf *out, const em_input_info *info)
{
    em_buf_puts(out, "{\"path\":");
    em_json_put_string(out, em_str_from(info->path));
    em_buf_printf(out,
                  ",\"format\":\"%s\",\"encoding\":\"%s\",\"records\":%" PRIu64
                  ",\"rejected\":%" PRIu64 ",\"repaired\":%" PRIu64 "}\n",
                  info->format, info->encoding, info->records, info->rejected, info->repaired);
}

static em_status print_input(em_buf *out, em_reader *reader, const records_options *options,
                             em_error *err)
{
    em_status status;
    while ((status = put_next(out, reader, options, err)) == EM_OK) {
        if (out->status != EM_OK)
            return em_error_set(err, out->status, "no memory");
        if (out->len >= OUT_BYTES && flush(out, err) != EM_OK)
            return err->status;
    }
    if (options->count)
        put_counts(out, em_reader_info(reader));
    em_error unwritten; /* outweighs what is wrong with the input */
    if (flush(out, &unwritten) != EM_OK) {
        *err = unwritten;
        return unwritten.status;
    }
    return status == EM_END ? EM_OK : status;
}

static void print_reject(void *context, const em_reject *reject)
{
    const char *path = *(const char **)context;
    char text[600];
    snprintf(text, sizeof text, "record %" PRIu64 " is rejected: %.*s (%s)", reject->number,
             EM_STR_ARG(reject->detail), reject->reason);
    em_console_warn_at(path, reject->line, reject->column, text);
}

static void print_warning(void *context, const char *path, uint64_t line, const char *text)
{
    (void)context;
    em_console_warn(path, line, text);
}

static int print_inputs(const records_options *options, const em_reader_options *reading,
                        char **paths, size_t count)
{
    em_error err;
    em_buf out;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    int code = 0;
    for (size_t i = 0; i < count && code != 4; i++) {
        const char *path = paths[i];
        em_reader_events events = { print_reject, print_warning, &path };
        em_reader *reader = NULL;
        em_status status = em_reader_open(&reader, path, (uint32_t)i, reading, &events, &err);
        if (status == EM_OK)
            status = print_input(&out, reader, options, &err);
        em_reader_close(reader);
        if (status != EM_OK) {
            int failed = em_console_fail(&err);
            code = failed > code ? failed : code;
        }
    }
    em_buf_release(&out);
    return code;
}

static int run_records(int argc, char **argv)
{
    records_options options = { .all = false };
    int operands;
    em_error err;
    em_status status = em_option_parse(&em_command_records, argc, argv, &options, &operands, &err);
    if (status != EM_OK)
        return status == EM_END ? 0 : em_console_fail(&err);
    if (operands == 0) {
        em_error_set(&err, EM_E_USAGE, "no input (a file, a folder, or - for standard input)");
        return em_console_fail(&err);
    }
    char **paths;
    size_t count;
    em_reader_options reading;
    status = em_reading_settle(&reading, &options.reading, &err);
    reading.raw = options.all || options.no_header;
    reading.no_header = options.no_header;
    if (status == EM_OK)
        status = em_inputs_expand(&paths, &count, (const char *const *)argv + 1, (size_t)operands,
                                  &err);
    if (status != EM_OK)
        return em_console_fail(&err);
    int code = print_inputs(&options, &reading, paths, count);
    em_inputs_free(paths, count);
    return code;
}

#define AT(field) offsetof(records_options, field)
static const em_option OPTIONS[] = {
    { "all", 'a', EM_OPTION_FLAG, AT(all), NULL, "every column under its own name" },
    { "no-header", 0, EM_OPTION_FLAG, AT(no_header), NULL,
      "the first row is data; print arrays of all columns" },
    { "count", 0, EM_OPTION_FLAG, offsetof(records_options, count), NULL,
      "only count the records of each input" },
    EM_READING_OPTIONS(AT(reading)),
    { .name = NULL },
};

const em_command em_command_records = {
    .name = "records",
    .summary = "print what the readers see, one record a line as JSON",
    .usage = "[--all] [--no-header] [--format F] [--encoding E] INPUT...",
    .examples = "  echometer records comments.csv\n"
                "  echometer records --all --encoding gbk export.csv.gz\n",
    .options = OPTIONS,
    .run = run_records,
};
