/* `echometer merge`: partials of several runs become one summary, without campaign or lexicons. */
#include "base/file.h"
#include "base/json_tree.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/twins.h"
#include "tally/tally.h"

/* A partial of ten million distinct texts has about 0.5 GB. */
#define PARTIAL_MAX_BYTES ((size_t)8 << 30)

typedef struct merge_options {
    const char *out, *partial;
} merge_options;

static em_status read_partial(em_tally **out, const char *path, em_error *err)
{
    em_buf json;
    em_buf_init(&json, PARTIAL_MAX_BYTES);
    em_status status = em_file_read(&json, path, err);
    if (status == EM_OK)
        status = em_tally_read_partial(out, em_buf_str(&json), path, err);
    em_buf_release(&json);
    return status;
}

static em_status merge_all(em_tally **out, char **paths, int count, em_error *err)
{
    em_status status = read_partial(out, paths[0], err);
    for (int i = 1; status == EM_OK && i < count; i++) {
        em_tally *next = NULL;
        em_error why;
        status = read_partial(&next, paths[i], err);
        if (status == EM_OK) {
            status = em_tally_absorb(*out, next, &why);
            if (status == EM_E_ARGUMENT)
                status = em_error_at(err, EM_E_INPUT, paths[i], 0, 0, "%s", why.text);
            else if (status != EM_OK)
                *err = why;
        }
    }
    if (status != EM_OK) {
        em_tally_free(*out);
        *out = NULL;
    }
    return status;
}

static void warn_of_overlap(int partials)
{
    if (partials > 1)
        em_console_warn(NULL, 0,
                        "comments that stand in two of the partials count twice (exports that "
                        "overlap are counted once by one run of `echometer analyze`)");
}

static em_status put_summary(em_buf *out, const em_tally *tally, em_error *err)
{
    cJSON *summary;
    em_status status = em_summary_build(&summary, tally, err);
    if (status == EM_OK) {
        em_twins_warn(summary, "comments that two partials hold count twice");
        em_json_print(out, summary);
    }
    cJSON_Delete(summary);
    return status;
}

/* To a file, or to standard output where `path` is NULL or "-". Returns the exit code. */
static int deliver(const em_buf *text, const char *path)
{
    em_error err;
    em_status status = text->status;
    if (status != EM_OK)
        em_error_set(&err, status, "no memory");
    else if (!path || (path[0] == '-' && !path[1]))
        return em_console_print(em_buf_str(text));
    else
        status = em_file_write_whole(path, em_buf_str(text), &err);
    return status == EM_OK ? 0 : em_console_fail(&err);
}

static int write_merged(const em_tally *tally, const merge_options *options)
{
    em_error err;
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    int code = 0;
    if (options->partial) {
        em_status status = em_tally_write_partial(&text, tally, &err);
        code = status == EM_OK ? deliver(&text, options->partial) : em_console_fail(&err);
    }
    if (code == 0 && (options->out || !options->partial)) {
        em_buf_reset(&text);
        em_status status = put_summary(&text, tally, &err);
        code = status == EM_OK ? deliver(&text, options->out) : em_console_fail(&err);
    }
    em_buf_release(&text);
    return code;
}

static int run_merge(int argc, char **argv)
{
    merge_options options = { NULL, NULL };
    int operands;
    em_error err;
    em_tally *tally = NULL;
    em_status status = em_option_parse(&em_command_merge, argc, argv, &options, &operands, &err);
    if (status == EM_END)
        return 0;
    if (status == EM_OK && operands == 0)
        status = em_error_set(&err, EM_E_USAGE,
                              "merge: no partial (analyze --write partial writes one)");
    if (status == EM_OK)
        status = merge_all(&tally, argv + 1, operands, &err);
    if (status != EM_OK)
        return em_console_fail(&err);
    warn_of_overlap(operands);
    int code = write_merged(tally, &options);
    em_tally_free(tally);
    return code;
}

#define AT(field) offsetof(merge_options, field)
static const em_option OPTIONS[] = {
    { "out", 'o', EM_OPTION_STRING, AT(out), "FILE",
      "write summary.json here (else to standard output)" },
    { "partial", 'p', EM_OPTION_STRING, AT(partial), "FILE",
      "write the merged partial here, to be merged further" },
    { .name = NULL },
};

const em_command em_command_merge = {
    .name = "merge",
    .summary = "make one summary from the partials of several runs",
    .usage = "PARTIAL... [--out summary.json]",
    .examples = "  echometer merge monday/partial.json tuesday/partial.json --out summary.json\n",
    .notes =
        "Give each partial other comments: what stands in two of them counts twice, for a partial\n"
        "has no ids to tell it by. Exports that overlap (Monday's file holds Sunday's comments, "
        "too)\n"
        "are counted once where one run of `echometer analyze` reads them together.\n",
    .options = OPTIONS,
    .run = run_merge,
};
