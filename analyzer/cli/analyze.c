/* `echometer analyze`: the main job, from exports to a receipt report. */
#include "base/file.h"
#include "base/json_tree.h"
#include "base/str.h"
#include "batch/batch.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/model_options.h"
#include "cli/twins.h"
#include "cli/reading.h"
#include "report/report.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

typedef struct analyze_options {
    em_model_options model;
    em_reading_options reading;
    const char *out, *write, *copies;
    unsigned jobs;
    bool with_text, keep_authors, json;
} analyze_options;

/* --- signals ----------------------------------------------------------------------------- */

/* A job that is still waiting for input so long after a signal is left where it is. */
#define PATIENCE_MICROSECONDS 700000

/* Signal handlers can reach nothing else. */
static atomic_bool cancelled;
static volatile sig_atomic_t cancelled_by;

static void end_at_once(int number)
{
    (void)number;
    _exit(128 + cancelled_by);
}

static void cancel_job(int number)
{
    const struct itimerval patience = { .it_value = { .tv_usec = PATIENCE_MICROSECONDS } };
    cancelled_by = number;
    atomic_store(&cancelled, true);
    setitimer(ITIMER_REAL, &patience, NULL);
}

static void set_handlers(void (*cancel)(int), void (*end)(int))
{
    struct sigaction action = { .sa_handler = cancel };
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    action.sa_handler = end;
    sigaction(SIGALRM, &action, NULL);
}

/* Ends as the signal would have ended us, so that a calling shell sees it. */
static void end_by_signal(void)
{
    set_handlers(SIG_DFL, SIG_DFL);
    raise(cancelled_by);
}

/* --- options ----------------------------------------------------------------------------- */

static em_status parse_write(unsigned *out, const char *list, em_error *err)
{
    static const struct {
        const char *name;
        em_write flag;
    } PARTS[] = { { "summary", EM_WRITE_SUMMARY },
                  { "comments", EM_WRITE_COMMENTS },
                  { "rejects", EM_WRITE_REJECTS },
                  { "report", EM_WRITE_REPORT },
                  { "partial", EM_WRITE_PARTIAL } };
    size_t count = sizeof PARTS / sizeof *PARTS;
    *out = 0;
    for (const char *word = list; *word;) {
        em_str name = { word, strcspn(word, ",") };
        size_t i = 0;
        while (i < count && !em_str_eq(name, em_str_from(PARTS[i].name)))
            i++;
        if (i == count)
            return em_error_set(err, EM_E_USAGE,
                                "--write: no part \"%.*s\" (summary, comments, rejects, report, "
                                "partial, parted by commas)",
                                EM_STR_ARG(name));
        *out |= PARTS[i].flag;
        word += name.len;
        word += *word == ',';
    }
    return *out ? EM_OK : em_error_set(err, EM_E_USAGE, "--write names nothing to write");
}

static em_status parse_copies(bool *out, const char *word, em_error *err)
{
    *out = !word || strcmp(word, "on") == 0;
    if (*out || strcmp(word, "off") == 0)
        return EM_OK;
    return em_error_set(err, EM_E_USAGE, "--copies %s: should be on or off", word);
}

static unsigned all_cores(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores > 0 && cores < 4096 ? (unsigned)cores : 1;
}

/* Everything about the job that the command line alone decides. */
static em_status settle_job(em_batch_job *job, const analyze_options *options, em_error *err)
{
    em_status status = em_reading_settle(&job->reader, &options->reading, err);
    job->out = options->out;
    job->jobs = options->jobs ? options->jobs : all_cores();
    job->tally.threads = job->jobs;
    job->with_text = options->with_text;
    job->keep_authors = options->keep_authors;
    job->write = EM_WRITE_SUMMARY | EM_WRITE_COMMENTS | EM_WRITE_REJECTS | EM_WRITE_REPORT;
    if (status == EM_OK && options->write)
        status = parse_write(&job->write, options->write, err);
    if (status == EM_OK)
        status = parse_copies(&job->tally.copies, options->copies, err);
    if (status == EM_OK && options->write && !options->out)
        status = em_error_set(err, EM_E_USAGE, "--write needs a folder to write to (--out DIR)");
    return status;
}

/* --- results ----------------------------------------------------------------------------- */

static em_status write_named(const char *folder, const char *name, const em_buf *bytes,
                             em_error *err)
{
    if (bytes->status != EM_OK)
        return em_error_set(err, bytes->status, "no memory for %s", name);
    em_buf path;
    em_buf_init(&path, EM_BUF_UNLIMITED);
    em_buf_printf(&path, "%s/%s", folder, name);
    em_status status = path.status == EM_OK ? em_file_write_whole(path.data, em_buf_str(bytes), err)
                                            : em_error_set(err, EM_E_MEMORY, "no memory");
    em_buf_release(&path);
    return status;
}

static em_status write_report(const char *folder, const char *name, em_report_format format,
                              const cJSON *summary, em_error *err)
{
    const em_report_options options = { .language = "en" };
    em_buf bytes;
    em_buf_init(&bytes, EM_BUF_UNLIMITED);
    em_status status = em_report_render(&bytes, format, &summary, 1, &options, err);
    if (status == EM_OK)
        status = write_named(folder, name, &bytes, err);
    em_buf_release(&bytes);
    return status;
}

static em_status write_partial(const char *folder, const em_tally *tally, em_error *err)
{
    em_buf bytes;
    em_buf_init(&bytes, EM_BUF_UNLIMITED);
    em_status status = em_tally_write_partial(&bytes, tally, err);
    if (status == EM_OK)
        status = write_named(folder, "partial.json", &bytes, err);
    em_buf_release(&bytes);
    return status;
}

static em_status write_summary(const char *folder, const cJSON *summary, em_error *err)
{
    em_buf bytes;
    em_buf_init(&bytes, EM_BUF_UNLIMITED);
    em_json_print(&bytes, summary);
    em_status status = write_named(folder, "summary.json", &bytes, err);
    em_buf_release(&bytes);
    return status;
}

static em_status write_results(const em_batch_job *job, const em_tally *tally, const cJSON *summary,
                               em_error *err)
{
    em_status status = EM_OK;
    if (job->write & EM_WRITE_PARTIAL)
        status = write_partial(job->out, tally, err);
    if (status == EM_OK && job->write & EM_WRITE_SUMMARY)
        status = write_summary(job->out, summary, err);
    if (status == EM_OK && job->write & EM_WRITE_REPORT)
        status = write_report(job->out, "report.html", EM_REPORT_HTML, summary, err);
    if (status == EM_OK && job->write & EM_WRITE_REPORT)
        status = write_report(job->out, "report.md", EM_REPORT_MARKDOWN, summary, err);
    return status;
}

/* Without a folder: the summary on standard output. Returns the exit code. */
static int print_results(const cJSON *summary, bool as_json)
{
    em_buf text;
    em_error err;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_status status = EM_OK;
    if (as_json)
        em_json_print(&text, summary);
    else
        status = em_report_table(&text, summary, em_console_colour(false), &err);
    if (status == EM_OK && text.status != EM_OK)
        status = em_error_set(&err, text.status, "no memory");
    int code = status == EM_OK ? em_console_print(em_buf_str(&text)) : em_console_fail(&err);
    em_buf_release(&text);
    return code;
}

/* What somebody who only opens the report would not see. */
static void warn_of_counts(const cJSON *summary, bool has_rejects_file)
{
    const cJSON *comments = cJSON_GetObjectItemCaseSensitive(summary, "comments");
    double read = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(comments, "read"));
    double rejected = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(comments, "rejected"));
    char text[96];
    if (read == 0)
        em_console_warn(NULL, 0, "no comment was found in the input");
    if (rejected > 0 && has_rejects_file) {
        snprintf(text, sizeof text, "%.0f of %.0f records rejected: rejects.csv says where and why",
                 rejected, read);
        em_console_warn(NULL, 0, text);
    }
}

static int finish(const em_batch_job *job, const em_tally *tally, bool as_json)
{
    em_error err;
    cJSON *summary;
    int code = 0;
    em_status status = em_summary_build(&summary, tally, &err);
    if (status == EM_OK)
        em_twins_warn(summary, "comments without ids count twice");
    if (status == EM_OK)
        warn_of_counts(summary, job->out && (job->write & EM_WRITE_REJECTS));
    if (status == EM_OK && job->out)
        status = write_results(job, tally, summary, &err);
    if (status != EM_OK)
        code = em_console_fail(&err);
    else if (as_json || !job->out)
        code = print_results(summary, as_json);
    cJSON_Delete(summary);
    return code;
}

/* --- the job ----------------------------------------------------------------------------- */

static void show_progress(void *context, uint64_t done, uint64_t all, uint64_t comments)
{
    em_progress_show(context, done, all, comments);
}

static void show_warning(void *context, const char *path, uint64_t line, uint32_t column,
                         const char *text)
{
    (void)context;
    em_console_warn_at(path, line, column, text);
}

static bool holds_earlier_run(const char *folder)
{
    static const char *const NAMES[] = { "summary.json", "report.html",  "report.md",
                                         "rejects.csv",  "partial.json", "comments.jsonl" };
    bool found = false;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES && !found; i++) {
        em_buf path;
        em_buf_init(&path, EM_BUF_UNLIMITED);
        em_buf_printf(&path, "%s/%s", folder, NAMES[i]);
        found = path.status == EM_OK && access(path.data, F_OK) == 0;
        em_buf_release(&path);
    }
    return found;
}

/* Nothing was written: leaves no new folder, and no doubt what an earlier one holds. */
static void clear_up(const char *folder, size_t existing)
{
    em_file_remove_folders(folder, existing);
    if (holds_earlier_run(folder))
        em_console_warn(folder, 0, "nothing was written; what it holds is of an earlier run");
}

static int run_job(em_batch_job *job, bool as_json)
{
    em_error err = { 0 };
    em_tally *tally = NULL;
    size_t existing = job->out ? em_file_existing(job->out) : 0;
    em_status status = job->out ? em_file_make_folder(job->out, &err) : EM_OK;
    em_progress *progress = em_progress_new();
    job->progress = show_progress;
    job->warn = show_warning;
    job->context = progress;
    job->cancel = &cancelled;
    set_handlers(cancel_job, end_at_once);
    if (status == EM_OK)
        status = em_batch_run(&tally, job, &err);
    set_handlers(SIG_DFL, SIG_DFL);
    em_progress_free(progress);
    if (!tally && job->out)
        clear_up(job->out, existing);
    if (atomic_load(&cancelled))
        end_by_signal();
    int code = tally ? finish(job, tally, as_json) : 0;
    em_tally_free(tally);
    if (status == EM_OK)
        return code;
    int failed = em_console_fail(&err);
    return code > failed ? code : failed;
}

static int run_inputs(const analyze_options *options, em_batch_job *job, const char *const *paths,
                      size_t path_count)
{
    em_error err;
    char **inputs = NULL;
    em_model *model = NULL;
    em_status status = em_model_options_load(&model, &options->model, &err);
    if (status == EM_OK) {
        if (options->model.campaign) /* by lexicons alone, the tone may be all that is asked for */
            em_model_warn_of_messages(model);
        em_model_warn_of_negators(model);
    }
    if (status == EM_OK)
        status = em_inputs_expand(&inputs, &job->input_count, paths, path_count, &err);
    int code;
    if (status == EM_OK) {
        job->inputs = (const char *const *)inputs;
        job->model = model;
        em_reading_take_campaign(&job->reader, model);
        code = run_job(job, options->json);
    } else {
        code = em_console_fail(&err);
    }
    em_inputs_free(inputs, job->input_count);
    em_model_free(model);
    return code;
}

static int run_analyze(int argc, char **argv)
{
    analyze_options options = { .jobs = 0 };
    em_batch_job job = { .jobs = 1 };
    int operands;
    em_error err;
    em_status status = em_option_parse(&em_command_analyze, argc, argv, &options, &operands, &err);
    if (status == EM_END)
        return 0;
    if (status == EM_OK && operands == 0)
        status = em_error_set(&err, EM_E_USAGE,
                              "analyze: no input (a file, a folder, or - for standard input)");
    if (status == EM_OK)
        status = settle_job(&job, &options, &err);
    if (status != EM_OK)
        return em_console_fail(&err);
    return run_inputs(&options, &job, (const char *const *)argv + 1, (size_t)operands);
}

#define AT(field) offsetof(analyze_options, field)
static const em_option OPTIONS[] = {
    EM_MODEL_OPTION_ROWS(analyze_options, model),
    { "out", 'o', EM_OPTION_STRING, AT(out), "DIR", "write the results into this folder" },
    { "write", 'w', EM_OPTION_STRING, AT(write), "PARTS",
      "of summary,comments,rejects,report,partial (else all but partial)" },
    { "jobs", 'j', EM_OPTION_COUNT, AT(jobs), "N", "threads (else one per core)" },
    EM_READING_OPTIONS(AT(reading)),
    { "with-text", 0, EM_OPTION_FLAG, AT(with_text), NULL, "comments.jsonl carries the text" },
    { "keep-authors", 0, EM_OPTION_FLAG, AT(keep_authors), NULL,
      "comments.jsonl carries names of authors, not their hashes" },
    { "copies", 0, EM_OPTION_STRING, AT(copies), "on|off",
      "count groups of copies, for organic rates (else on; 16 bytes of memory per text)" },
    { "json", 0, EM_OPTION_FLAG, AT(json), NULL, "print summary.json, not a table" },
    { .name = NULL },
};

const em_command em_command_analyze = {
    .name = "analyze",
    .summary = "measure how exported comments echo the key messages",
    .usage = "--campaign C [--out DIR] [--jobs N] [--format F] [--column FIELD=NAME]... INPUT...",
    .examples =
        "  echometer analyze --campaign spring.campaign.json --out results comments.csv\n"
        "  echometer analyze --messages lexicons/great-britain.messages.json comments.csv\n"
        "  gunzip -c tweets.csv.gz | echometer analyze --campaign c.campaign.json --json -\n",
    .options = OPTIONS,
    .run = run_analyze,
};
