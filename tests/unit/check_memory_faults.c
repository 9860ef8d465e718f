/*
 * The main job with no memory at its Nth call, for every N until it succeeds: each ends in
 * EM_E_MEMORY or in the right result, frees everything and leaves no file behind.
 */
#include "base/file.h"
#include "base/json_tree.h"
#include "base/str.h"
#include "batch/batch.h"
#include "report/report.h"

#include "support/check_main.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DATA "tests/cases/data/"

typedef struct faulty {
    size_t calls, fail_at; /* 0: never */
    size_t live;           /* blocks not yet freed */
    bool for_good;         /* once failed, every later call fails */
} faulty;

static faulty fault;

static void *faulty_realloc(void *context, void *block, size_t size)
{
    (void)context;
    fault.calls++;
    if (fault.fail_at &&
        (fault.calls == fault.fail_at || (fault.for_good && fault.calls > fault.fail_at)))
        return NULL;
    void *made = realloc(block, size);
    fault.live += made && !block;
    return made;
}

static void faulty_free(void *context, void *block)
{
    (void)context;
    fault.live--;
    free(block);
}

static void *json_alloc(size_t size)
{
    return faulty_realloc(NULL, NULL, size);
}

static void json_free(void *block)
{
    if (block)
        faulty_free(NULL, block);
}

static char folder[256];
static em_model *model;

static void set_up(void)
{
    static const em_allocator ALLOCATOR = { faulty_realloc, faulty_free, NULL };
    static cJSON_Hooks hooks = { json_alloc, json_free };
    const em_model_source source = { .campaign = DATA "small.campaign.json" };
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/check_faults.XXXXXX", base ? base : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    em_memory_set_allocator(&ALLOCATOR);
    cJSON_InitHooks(&hooks);
    fault = (faulty){ 0 };
    ck_assert_int_eq(em_model_load(&model, &source, NULL), EM_OK);
}

static size_t files_in_folder(void)
{
    size_t count = 0;
    DIR *entries = opendir(folder);
    for (struct dirent *entry; (entry = readdir(entries));)
        count += entry->d_name[0] != '.';
    closedir(entries);
    return count;
}

static void empty_folder(void)
{
    static const char *const NAMES[] = { "comments.jsonl", "rejects.csv" };
    char path[320];
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, NAMES[i]);
        unlink(path);
    }
}

static void tear_down(void)
{
    fault.fail_at = 0;
    empty_folder();
    ck_assert_int_eq(rmdir(folder), 0);
    em_model_free(model);
}

/* --- the tasks --------------------------------------------------------------------------- */

static em_status run_job(em_tally **out, const char *input)
{
    const char *inputs[] = { input, DATA "again.csv" };
    const em_batch_job job = { .model = model,
                               .inputs = inputs,
                               .input_count = 2,
                               .jobs = 1,
                               .tally = { .copies = true },
                               .out = folder,
                               .with_text = true,
                               .write = EM_WRITE_COMMENTS | EM_WRITE_REJECTS };
    return em_batch_run(out, &job, NULL);
}

static em_status job_of_csv(void)
{
    em_tally *tally;
    em_status status = run_job(&tally, DATA "comments.csv");
    em_tally_free(tally);
    return status;
}

static em_status job_of_jsonl(void)
{
    em_tally *tally;
    em_status status = run_job(&tally, DATA "damaged.jsonl");
    em_tally_free(tally);
    return status;
}

static em_tally *finished; /* by job_of_csv, for the tasks below */

static em_status summary_and_report(void)
{
    cJSON *summary;
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    const em_report_options options = { .language = "en" };
    em_status status = em_summary_build(&summary, finished, NULL);
    if (status == EM_OK) {
        const cJSON *one = summary;
        em_json_print(&text, summary);
        status = text.status;
        for (int format = EM_REPORT_HTML; status == EM_OK && format <= EM_REPORT_MARKDOWN; format++)
            status = em_report_render(&text, (em_report_format)format, &one, 1, &options, NULL);
        if (status == EM_OK)
            status = em_report_table(&text, summary, false, NULL);
    }
    cJSON_Delete(summary);
    em_buf_release(&text);
    return status;
}

static em_status partial_and_merge(void)
{
    em_buf text;
    em_tally *a = NULL, *b = NULL;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_status status = em_tally_write_partial(&text, finished, NULL);
    if (status == EM_OK)
        status = em_tally_read_partial(&a, em_buf_str(&text), "a", NULL);
    if (status == EM_OK)
        status = em_tally_read_partial(&b, em_buf_str(&text), "b", NULL);
    if (status == EM_OK)
        status = em_tally_merge(a, b, NULL);
    em_tally_free(a);
    em_tally_free(b);
    em_buf_release(&text);
    return status;
}

static em_status load_model(void)
{
    const em_model_source source = { .campaign = DATA "small.campaign.json" };
    em_model *another;
    em_status status = em_model_load(&another, &source, NULL);
    em_model_free(another);
    return status;
}

/* Steps above 1 leave calls out where a task is long; each loop then starts elsewhere. */
static const struct {
    const char *name;
    em_status (*run)(void);
    size_t step;
} TASKS[] = {
    { "a job from CSV", job_of_csv, 1 },
    { "a job from JSONL", job_of_jsonl, 1 },
    { "summary and report", summary_and_report, 31 },
    { "partial and merge", partial_and_merge, 150 },
    { "the model", load_model, 17 },
};

static void check_after(const char *task, em_status status, size_t live)
{
    ck_assert_msg(status == EM_OK || status == EM_E_MEMORY, "%s, call %zu: status %d", task,
                  fault.fail_at, status);
    ck_assert_msg(fault.live == live, "%s, call %zu: %zu blocks leak", task, fault.fail_at,
                  fault.live - live);
    ck_assert_msg(status == EM_OK || files_in_folder() <= 2, "%s, call %zu: files are left", task,
                  fault.fail_at);
}

START_TEST(no_memory_ends_cleanly_wherever_it_strikes)
{
    size_t task = (size_t)_i / 2, live, calls;
    fault.for_good = _i % 2;
    ck_assert_int_eq(run_job(&finished, DATA "comments.csv"), EM_OK);
    live = fault.live;
    fault.calls = 0;
    ck_assert_int_eq(TASKS[task].run(), EM_OK);
    calls = fault.calls;
    ck_assert_uint_gt(calls, 10);
    for (size_t at = 1 + (size_t)_i % TASKS[task].step; at <= calls; at += TASKS[task].step) {
        fault.fail_at = at;
        fault.calls = 0;
        em_status status = TASKS[task].run();
        size_t made = fault.calls;
        fault.fail_at = 0;
        fault.calls = made;
        check_after(TASKS[task].name, status, live);
        ck_assert_msg(status == EM_E_MEMORY || made <= calls + 8, "call %zu", at);
    }
    printf("%s: %zu calls\n", TASKS[task].name, calls);
    em_tally_free(finished);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, no_memory_ends_cleanly_wherever_it_strikes, 0,
                        2 * (int)(sizeof TASKS / sizeof *TASKS));
}

CHECK_MAIN("memory_faults", add_tests)
