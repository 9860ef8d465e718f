/*
 * Each stage of the job alone, on one thread: reading, text, matching, judging, tally, summary.
 *
 *     bench_stages FILE MESSAGES SENTIMENT...
 *
 * Prints a line a stage: its name, a tab, CPU seconds. A stage works on what those before it leave
 * in a scratch, so that all of them run anew for each one: a stage's time is the difference.
 */
#include "base/str.h"
#include "base/vec.h"
#include "judge/verdict.h"
#include "lexicon/model.h"
#include "reader/reader.h"
#include "tally/tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef EM_VEC(em_record) record_list;

typedef struct bench {
    em_model *model;
    em_text_scratch *text;
    em_match_scratch *match;
    em_scratch *judge;
    em_tally *tally;
    em_arena arena;
    record_list records;
} bench;

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void need(em_status status, const em_error *err)
{
    if (status == EM_OK)
        return;
    fprintf(stderr, "bench_stages: %s: %s\n", err->file, err->text);
    exit(EXIT_FAILURE);
}

static em_reader *open_input(const char *path)
{
    const em_reader_options options = { .collected = { .known = false } };
    const em_reader_events events = { .reject = NULL };
    em_reader *reader;
    em_error err = { 0 };
    need(em_reader_open(&reader, path, 0, &options, &events, &err), &err);
    return reader;
}

static double read_alone(const char *path)
{
    double start = cpu_seconds();
    em_reader *reader = open_input(path);
    em_record record;
    em_error err = { 0 };
    em_status status;
    while ((status = em_reader_next(reader, &record, &err)) == EM_OK)
        ;
    need(status == EM_END ? EM_OK : status, &err);
    em_reader_close(reader);
    return cpu_seconds() - start;
}

static void keep_records(bench *b, const char *path)
{
    em_reader *reader = open_input(path);
    em_record record;
    em_error err = { 0 };
    while (em_reader_next(reader, &record, &err) == EM_OK) {
        em_str *const strings[] = { &record.text,     &record.id,       &record.author,
                                    &record.platform, &record.language, &record.parent,
                                    &record.reposted };
        for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
            *strings[i] = em_arena_copy(&b->arena, *strings[i]);
        need(em_vec_push(&b->records, record) ? EM_OK : EM_E_MEMORY, &err);
    }
    em_reader_close(reader);
}

static void run_text(bench *b, const em_record *record)
{
    em_text text;
    em_error err = { 0 };
    need(em_text_analyze(&text, b->model->text, b->text, record->text, record->markup, &err), &err);
}

static void run_match(bench *b, const em_record *record)
{
    em_text text;
    em_error err = { 0 };
    const em_hit *hits;
    size_t count;
    uint32_t undecided;
    need(em_text_analyze(&text, b->model->text, b->text, record->text, record->markup, &err), &err);
    need(em_model_find(&hits, &count, &undecided, b->model, b->match, &text, b->text, &err), &err);
}

static void run_judge(bench *b, const em_record *record)
{
    em_verdict verdict;
    em_error err = { 0 };
    need(em_judge_comment(&verdict, b->model, b->judge, record, false, &err), &err);
}

static void run_tally(bench *b, const em_record *record)
{
    em_verdict verdict;
    em_error err = { 0 };
    need(em_judge_comment(&verdict, b->model, b->judge, record, false, &err), &err);
    need(em_tally_add(b->tally, record, &verdict, &err), &err);
}

/* Stages up to the one that is told apart, in their order. */
static void (*const RUNS[])(bench *b, const em_record *record) = { run_text, run_match, run_judge,
                                                                   run_tally };
#define RUN_COUNT (sizeof RUNS / sizeof *RUNS)
/* Comments that all stages go over before the next: what else the machine does hits all alike. */
#define BLOCK 512

static void run_all(bench *b, double seconds[RUN_COUNT])
{
    for (size_t from = 0; from < b->records.len; from += BLOCK)
        for (size_t r = 0; r < RUN_COUNT; r++) {
            double start = cpu_seconds();
            for (size_t i = from; i < from + BLOCK && i < b->records.len; i++)
                RUNS[r](b, &b->records.items[i]);
            seconds[r] += cpu_seconds() - start;
        }
}

static double sum_up(const bench *b)
{
    double start = cpu_seconds();
    cJSON *summary;
    em_error err = { 0 };
    need(em_summary_build(&summary, b->tally, &err), &err);
    cJSON_Delete(summary);
    return cpu_seconds() - start;
}

static double load(bench *b, const char *messages, const char *const *sentiment, size_t count)
{
    const em_model_source source = {
        .messages = &messages, .message_count = 1, .sentiment = sentiment, .sentiment_count = count
    };
    const em_tally_options options = { .copies = true };
    em_error err = { 0 };
    double start = cpu_seconds();
    need(em_model_load(&b->model, &source, &err), &err);
    need(em_text_scratch_new(&b->text, b->model->text, &err), &err);
    need(em_match_scratch_new(&b->match, b->model->matcher, &err), &err);
    need(em_scratch_new(&b->judge, b->model, &err), &err);
    need(em_tally_new(&b->tally, b->model, &options, &err), &err);
    return cpu_seconds() - start;
}

static void release(bench *b)
{
    em_tally_free(b->tally);
    em_scratch_free(b->judge);
    em_match_scratch_free(b->match);
    em_text_scratch_free(b->text);
    em_model_free(b->model);
    em_vec_release(&b->records);
    em_arena_release(&b->arena);
}

int main(int argc, char **argv)
{
    bench b = { .model = NULL };
    if (argc < 3) {
        fprintf(stderr, "usage: bench_stages FILE MESSAGES SENTIMENT...\n");
        return 2;
    }
    em_arena_init(&b.arena, SIZE_MAX / 2);
    double loading = load(&b, argv[2], (const char *const *)argv + 3, (size_t)argc - 3);
    double reading = read_alone(argv[1]);
    keep_records(&b, argv[1]);
    double s[RUN_COUNT] = { 0 };
    run_all(&b, s);
    printf("load\t%.6f\nread\t%.6f\ntext\t%.6f\nmatch\t%.6f\njudge\t%.6f\ntally\t%.6f\nsummary\t%."
           "6f\n",
           loading, reading, s[0], s[1] - s[0], s[2] - s[1], s[3] - s[2], sum_up(&b));
    release(&b);
    return EXIT_SUCCESS;
}
