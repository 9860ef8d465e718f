/* analyzer/batch/: the same bytes for any number of threads, every record accounted for. */
#include "batch/batch.h"

#include "base/file.h"
#include "base/json_tree.h"
#include "base/str.h"
#include "stats/random.h"
#include "support/check_main.h"

#include <stdio.h>
#include <unistd.h>

static char folder[256];
static em_model *model;

static void path_in(char *out, size_t size, const char *name)
{
    snprintf(out, size, "%s/%s", folder, name);
}

static void write_file(const char *name, const em_buf *text)
{
    char path[320];
    path_in(path, sizeof path, name);
    ck_assert_int_eq(em_file_write_whole(path, em_buf_str(text), NULL), EM_OK);
}

static char *read_result(const char *name)
{
    char path[320];
    em_buf text;
    path_in(path, sizeof path, name);
    em_buf_init(&text, EM_BUF_UNLIMITED);
    ck_assert_int_eq(em_file_read(&text, path, NULL), EM_OK);
    return em_buf_detach(&text, NULL);
}

/* Comments with and without messages, long and short, with rows that must be rejected. */
static void put_comments(em_buf *out, uint64_t seed, unsigned count)
{
    static const char *const TEXTS[] = { "They are so open-minded",
                                         "not creative at all",
                                         "英国人真的很开放",
                                         "一点也不开放",
                                         "ok",
                                         "",
                                         "@x nice",
                                         "RT @b: decent and confident" };
    em_random random = em_random_seed(seed);
    em_buf_puts(out, "{\"id\":\"first\",\"author\":\"BBC\",\"text\":\"hello\"}\n");
    for (unsigned i = 0; i < count; i++) {
        if (em_random_below(&random, 30) == 0)
            em_buf_puts(out, "{\"id\":\"broken\n");
        em_buf_printf(out, "{\"id\":\"%u\",\"author\":\"a%u\",\"likes\":%u,\"text\":\"", i,
                      (unsigned)em_random_below(&random, 50),
                      (unsigned)em_random_below(&random, 100));
        uint64_t words = em_random_below(&random, 40) ? em_random_below(&random, 5)
                                                      : em_random_below(&random, 2000);
        for (uint64_t w = 0; w < words; w++)
            em_buf_printf(out, "%s ", TEXTS[em_random_below(&random, 8)]);
        em_buf_puts(out, "\"}\n");
    }
}

static void set_up(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/check_batch.XXXXXX", base ? base : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    const char *messages[] = { "lexicons/great-britain.messages.json" };
    const char *sentiment[] = { "lexicons/sentiment/en.tsv", "lexicons/sentiment/zh.tsv" };
    const em_model_source source = {
        .messages = messages, .message_count = 1, .sentiment = sentiment, .sentiment_count = 2
    };
    em_error err;
    em_status status = em_model_load(&model, &source, &err);
    ck_assert_msg(status == EM_OK, "%s", err.text);
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    put_comments(&text, 1, 3000);
    write_file("a.jsonl", &text);
    em_buf_reset(&text);
    put_comments(&text, 1, 40); /* the beginning of a.jsonl again: duplicates */
    put_comments(&text, 2, 500);
    write_file("b.jsonl", &text);
    em_buf_release(&text);
}

static void tear_down(void)
{
    static const char *const NAMES[] = { "a.jsonl", "b.jsonl", "comments.jsonl", "rejects.csv",
                                         "broken.csv" };
    char path[320];
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        path_in(path, sizeof path, NAMES[i]);
        unlink(path);
    }
    ck_assert_int_eq(rmdir(folder), 0); /* nothing else was left behind */
    em_model_free(model);
}

typedef struct run_result {
    em_status status;
    em_error err;
    char *summary, *partial, *comments, *rejects;
} run_result;

static void take_texts(run_result *out, const em_tally *tally)
{
    cJSON *summary;
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    ck_assert_int_eq(em_summary_build(&summary, tally, NULL), EM_OK);
    em_json_print(&text, summary);
    cJSON_Delete(summary);
    out->summary = em_buf_detach(&text, NULL);
    ck_assert_int_eq(em_tally_write_partial(&text, tally, NULL), EM_OK);
    out->partial = em_buf_detach(&text, NULL);
    out->comments = read_result("comments.jsonl");
    out->rejects = read_result("rejects.csv");
}

static run_result run(const char *const *names, size_t count, unsigned jobs,
                      const atomic_bool *cancel)
{
    char paths[3][320];
    const char *inputs[3];
    for (size_t i = 0; i < count; i++) {
        path_in(paths[i], sizeof paths[i], names[i]);
        inputs[i] = paths[i];
    }
    const em_batch_job job = { .model = model,
                               .inputs = inputs,
                               .input_count = count,
                               .tally = { .copies = true },
                               .jobs = jobs,
                               .out = folder,
                               .write = EM_WRITE_COMMENTS | EM_WRITE_REJECTS,
                               .cancel = cancel };
    run_result result = { .summary = NULL };
    em_tally *tally;
    result.status = em_batch_run(&tally, &job, &result.err);
    if (tally)
        take_texts(&result, tally);
    em_tally_free(tally);
    return result;
}

static void release(run_result *result)
{
    em_mem_free(result->summary);
    em_mem_free(result->partial);
    em_mem_free(result->comments);
    em_mem_free(result->rejects);
}

START_TEST(any_number_of_threads_gives_the_same_bytes)
{
    static const char *const NAMES[] = { "a.jsonl", "b.jsonl" };
    static const unsigned JOBS[] = { 2, 3, 8 };
    run_result expected = run(NAMES, 2, 1, NULL);
    ck_assert_int_eq(expected.status, EM_OK);
    for (size_t i = 0; i < sizeof JOBS / sizeof *JOBS; i++) {
        run_result got = run(NAMES, 2, JOBS[i], NULL);
        ck_assert_int_eq(got.status, EM_OK);
        ck_assert_str_eq(got.summary, expected.summary);
        ck_assert(strcmp(got.partial, expected.partial) == 0);
        ck_assert(strcmp(got.comments, expected.comments) == 0);
        ck_assert_str_eq(got.rejects, expected.rejects);
        release(&got);
    }
    release(&expected);
}
END_TEST

static double count_of(const cJSON *comments, const char *key)
{
    return cJSON_GetNumberValue(cJSON_GetObjectItem(comments, key));
}

static size_t lines_in(const char *text)
{
    size_t lines = 0;
    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

START_TEST(every_record_is_accounted_for)
{
    static const char *const NAMES[] = { "a.jsonl", "b.jsonl" };
    run_result got = run(NAMES, 2, 2, NULL);
    cJSON *summary = cJSON_Parse(got.summary);
    const cJSON *comments = cJSON_GetObjectItem(summary, "comments");
    const cJSON *excluded = cJSON_GetObjectItem(comments, "excluded");
    char *a = read_result("a.jsonl"), *b = read_result("b.jsonl");
    ck_assert_double_eq(count_of(comments, "read"), (double)(lines_in(a) + lines_in(b)));
    ck_assert_double_ge(count_of(excluded, "duplicate_id"), 30);
    ck_assert_double_eq(count_of(comments, "analyzed"), (double)lines_in(got.comments));
    ck_assert_double_eq(count_of(comments, "rejected"), (double)lines_in(got.rejects) - 1);
    em_mem_free(a);
    em_mem_free(b);
    cJSON_Delete(summary);
    release(&got);
}
END_TEST

START_TEST(an_input_that_cannot_be_read_leaves_the_others)
{
    static const char *const NAMES[] = { "a.jsonl", "broken.csv", "b.jsonl" };
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_buf_puts(&text, "x,y\n1,2\n3,4\n");
    write_file("broken.csv", &text);
    em_buf_release(&text);
    for (unsigned jobs = 1; jobs <= 4; jobs += 3) {
        run_result got = run(NAMES, 3, jobs, NULL);
        ck_assert_int_eq(got.status, EM_E_INPUT);
        ck_assert_ptr_nonnull(got.summary);
        ck_assert_ptr_nonnull(strstr(got.err.file, "broken.csv"));
        ck_assert_ptr_nonnull(strstr(got.comments, "\"input\":2"));
        release(&got);
    }
    run_result got = run(NAMES + 1, 1, 2, NULL);
    ck_assert_int_eq(got.status, EM_E_INPUT);
    ck_assert_ptr_null(got.summary);
}
END_TEST

START_TEST(a_cancelled_job_writes_nothing)
{
    static const char *const NAMES[] = { "a.jsonl" };
    const atomic_bool cancel = true;
    run_result got = run(NAMES, 1, 3, &cancel);
    ck_assert_int_eq(got.status, EM_E_SYSTEM);
    ck_assert_ptr_null(got.summary);
    char path[320];
    path_in(path, sizeof path, "comments.jsonl");
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, any_number_of_threads_gives_the_same_bytes);
    tcase_add_test(tests, every_record_is_accounted_for);
    tcase_add_test(tests, an_input_that_cannot_be_read_leaves_the_others);
    tcase_add_test(tests, a_cancelled_job_writes_nothing);
}

CHECK_MAIN("batch", add_tests)
