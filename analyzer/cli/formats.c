/* `echometer formats`: the export formats that are detected, and what an input is taken for. */
#include "base/json_write.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "reader/reader.h"

typedef struct formats_options {
    bool json;
} formats_options;

static void put_json(em_buf *out, const em_format_info *format)
{
    const char *const members[][2] = { { "id", format->id },
                                       { "title", format->title },
                                       { "platform", format->platform },
                                       { "container", format->container },
                                       { "note", format->note } };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        em_buf_printf(out, "%s\"%s\":", i ? "," : "{", members[i][0]);
        em_json_put_string(out, em_str_from(members[i][1]));
    }
    em_buf_puts(out, ",\"fields\":{");
    bool first = true;
    for (int field = 0; field < EM_FIELD_COUNT; field++) {
        if (!format->fields[field])
            continue;
        em_buf_printf(out, "%s\"%s\":", first ? "" : ",", em_field_name((em_field)field));
        em_json_put_string(out, em_str_from(format->fields[field]));
        first = false;
    }
    em_buf_puts(out, "}}\n");
}

static void put_input(em_buf *out, const em_input_info *input, bool json)
{
    if (!json) {
        em_buf_printf(out, "%s: %s, %s (confidence %.2f)\n", input->path, input->format,
                      *input->encoding ? input->encoding : "-", input->encoding_confidence);
        return;
    }
    em_buf_puts(out, "{\"path\":");
    em_json_put_string(out, em_str_from(input->path));
    em_buf_printf(out, ",\"format\":\"%s\",\"platform\":\"%s\",\"encoding\":\"%s\"", input->format,
                  input->platform, input->encoding);
    em_buf_puts(out, ",\"confidence\":");
    em_json_put_fixed(out, (int64_t)(input->encoding_confidence * 100 + 0.5), 2);
    em_buf_puts(out, "}\n");
}

/* Opened as comments, else as any table. */
static em_reader *open_for_inspection(const char *path, em_error *err)
{
    em_reader *reader;
    em_reader_options comments = { .raw = false }, table = { .raw = true };
    em_status status = em_reader_open(&reader, path, 0, &comments, NULL, err);
    if (status == EM_E_INPUT)
        status = em_reader_open(&reader, path, 0, &table, NULL, err);
    return status == EM_OK ? reader : NULL;
}

/* What each input is taken for; the exit code. */
static int inspect(em_buf *out, const char *const *operands, size_t operand_count, bool json)
{
    char **paths;
    size_t count;
    em_error err;
    if (em_inputs_expand(&paths, &count, operands, operand_count, &err) != EM_OK)
        return em_console_fail(&err);
    int code = 0;
    for (size_t i = 0; i < count; i++) {
        em_reader *reader = open_for_inspection(paths[i], &err);
        if (!reader) {
            code = em_console_fail(&err);
            continue;
        }
        put_input(out, em_reader_info(reader), json);
        em_reader_close(reader);
    }
    em_inputs_free(paths, count);
    return code;
}

static void list_formats(em_buf *out, bool json)
{
    em_format_info format;
    for (size_t i = 0; em_reader_format(i, &format); i++) {
        if (json)
            put_json(out, &format);
        else
            em_buf_printf(out, "%-34s %-24s %s\n", format.id, format.container, format.title);
    }
}

static int run_formats(int argc, char **argv)
{
    formats_options options = { .json = false };
    int operands;
    em_error err;
    em_status status = em_option_parse(&em_command_formats, argc, argv, &options, &operands, &err);
    if (status != EM_OK)
        return status == EM_END ? 0 : em_console_fail(&err);
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    int code = 0;
    if (operands)
        code = inspect(&text, (const char *const *)argv + 1, (size_t)operands, options.json);
    else
        list_formats(&text, options.json);
    int printed = em_console_print(em_buf_str(&text));
    code = printed ? printed : code;
    em_buf_release(&text);
    return code;
}

static const em_option OPTIONS[] = {
    { "json", 0, EM_OPTION_FLAG, offsetof(formats_options, json), NULL,
      "one JSON object a line; of a format also the columns that are read" },
    { .name = NULL },
};

const em_command em_command_formats = {
    .name = "formats",
    .summary = "list the export formats that are detected, or say what inputs are taken for",
    .usage = "[INPUT...]",
    .examples = "  echometer formats\n"
                "  echometer formats export.csv.gz\n",
    .options = OPTIONS,
    .run = run_formats,
};
