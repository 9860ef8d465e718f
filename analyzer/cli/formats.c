/* `echometer formats`: the export formats that are detected. */
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

static int run_formats(int argc, char **argv)
{
    formats_options options = { .json = false };
    int operands;
    em_error err;
    em_status status = em_option_parse(&em_command_formats, argc, argv, &options, &operands, &err);
    if (status != EM_OK)
        return status == EM_END ? 0 : em_console_fail(&err);
    em_format_info format;
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    for (size_t i = 0; em_reader_format(i, &format); i++) {
        if (options.json)
            put_json(&text, &format);
        else
            em_buf_printf(&text, "%-34s %-24s %s\n", format.id, format.container, format.title);
    }
    int code = em_console_print(em_buf_str(&text));
    em_buf_release(&text);
    return code;
}

static const em_option OPTIONS[] = {
    { "json", 0, EM_OPTION_FLAG, offsetof(formats_options, json), NULL,
      "one JSON object a line, with the columns that are read" },
    { .name = NULL },
};

const em_command em_command_formats = {
    .name = "formats",
    .summary = "list the export formats that are detected",
    .usage = "",
    .examples = "  echometer formats\n",
    .options = OPTIONS,
    .run = run_formats,
};
