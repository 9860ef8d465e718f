/* `echometer lexicon format`: lays lexicon files out in place, or says which are not. */
#include "base/file.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "lexicon/canonical.h"
#include "lexicon/lexicon_files.h"

#include <string.h>

#define FILE_MAX_BYTES ((size_t)256 * 1024 * 1024)

typedef struct format_options {
    bool check;
} format_options;

static const em_option OPTIONS[] = {
    { "check", 0, EM_OPTION_FLAG, offsetof(format_options, check), NULL,
      "change nothing; exit 1 where a file is not laid out" },
    { .name = NULL },
};

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

static em_status lay_out_json(em_buf *out, em_str text, const char *path, em_error *err)
{
    const char *end = NULL;
    cJSON *document = cJSON_ParseWithLengthOpts(text.data, text.len, &end, false);
    em_status status = EM_OK;
    if (cJSON_IsObject(document)) {
        em_canonical_put_json(out, document);
    } else {
        uint32_t line, column;
        place_of(text, document ? text.data : end, &line, &column);
        status = em_error_at(err, EM_E_LEXICON, path, line, column,
                             document ? "the file is not a JSON object" : "this is not JSON");
    }
    cJSON_Delete(document);
    return status;
}

static em_status lay_out(em_buf *out, em_str text, const char *path, em_error *err)
{
    em_status status = EM_OK;
    switch (em_lexicon_kind_of(path)) {
    case EM_LEXICON_MESSAGES:
    case EM_LEXICON_CAMPAIGN:
        status = lay_out_json(out, text, path, err);
        break;
    case EM_LEXICON_SENTIMENT:
        status = em_canonical_put_tsv(out, text, path, err);
        break;
    case EM_LEXICON_OTHER:
        return em_error_at(err, EM_E_USAGE, path, 0, 0,
                           "is no lexicon (*.messages.json, *.campaign.json or *.tsv)");
    }
    if (status == EM_OK && out->status != EM_OK)
        return em_error_at(err, out->status, path, 0, 0, "no memory");
    return status;
}

/* The line where two texts part, from 1. */
static uint32_t first_difference(em_str a, em_str b)
{
    uint32_t line = 1;
    for (size_t i = 0; i < a.len && i < b.len && a.data[i] == b.data[i]; i++)
        line += a.data[i] == '\n';
    return line;
}

static em_status format_file(const char *path, bool check, bool *differs, em_error *err)
{
    em_buf text, laid_out;
    em_buf_init(&text, FILE_MAX_BYTES);
    em_buf_init(&laid_out, 2 * FILE_MAX_BYTES);
    em_status status = em_file_read(&text, path, err);
    if (status == EM_OK)
        status = lay_out(&laid_out, em_buf_str(&text), path, err);
    if (status == EM_OK && !em_str_eq(em_buf_str(&text), em_buf_str(&laid_out))) {
        *differs = true;
        if (check)
            em_console_warn(path, first_difference(em_buf_str(&text), em_buf_str(&laid_out)),
                            "is not in the canonical layout (echometer lexicon format mends it)");
        else
            status = em_file_write_whole(path, em_buf_str(&laid_out), err);
    }
    em_buf_release(&laid_out);
    em_buf_release(&text);
    return status;
}

static int run_format(int argc, char **argv)
{
    format_options options = { 0 };
    em_error err = { 0 };
    int operands;
    char **files = NULL;
    size_t count = 0;
    bool differs = false;
    em_status status = em_option_parse(&em_command_lexicon_format, argc, argv, &options, &operands,
                                       &err);
    if (status == EM_END)
        return 0;
    if (status == EM_OK && !operands)
        status = em_error_set(&err, EM_E_USAGE, "lexicon format: no files or folders");
    if (status == EM_OK)
        status = em_lexicon_files_find(&files, &count, (const char *const *)(argv + 1),
                                       (size_t)operands, &err);
    for (size_t i = 0; i < count && status == EM_OK; i++)
        status = format_file(files[i], options.check, &differs, &err);
    em_lexicon_files_free(files, count);
    if (status != EM_OK)
        return em_console_fail(&err);
    return options.check && differs ? 1 : 0;
}

const em_command em_command_lexicon_format = {
    .name = "lexicon format",
    .summary = "lay lexicons out: one term a line, entries sorted",
    .usage = "[--check] PATH...",
    .examples = "  echometer lexicon format --check lexicons\n",
    .options = OPTIONS,
    .run = run_format,
};
