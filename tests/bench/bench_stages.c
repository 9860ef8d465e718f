/*
 * What one comment costs, stage by stage, without reading and counting: the text alone, the text
 * and its hits, the whole judgement.
 *
 *     bench_stages FILE.txt MESSAGES.json SENTIMENT.tsv...        one comment a line
 *
 * Prints a line a stage: name, CPU seconds of one pass, bytes, comments. The least of five passes.
 */
#include "base/file.h"
#include "base/str.h"
#include "base/vec.h"
#include "judge/verdict.h"
#include "lexicon/model.h"
#include "text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define PASSES 5

typedef struct bench {
    em_model *model;
    em_text_scratch *text;
    em_match_scratch *match;
    em_scratch *judge;
    EM_VEC(em_str) comments;
    size_t bytes;
} bench;

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void need(em_status status, const em_error *err)
{
    if (status == EM_OK)
        return;
    fprintf(stderr, "bench_stages: %s\n", err->text);
    exit(1);
}

static em_status text_alone(bench *b, em_str comment, em_error *err)
{
    em_text text;
    return em_text_analyze(&text, b->model->text, b->text, comment, false, err);
}

static em_status text_and_hits(bench *b, em_str comment, em_error *err)
{
    em_text text;
    const em_hit *hits;
    size_t count;
    uint32_t undecided;
    em_status status = em_text_analyze(&text, b->model->text, b->text, comment, false, err);
    if (status == EM_OK)
        status = em_model_find(&hits, &count, &undecided, b->model, b->match, &text, b->text, err);
    return status;
}

static em_status judgement(bench *b, em_str comment, em_error *err)
{
    em_verdict verdict;
    em_record record = { .text = comment, .likes = EM_LIKES_UNKNOWN };
    return em_judge_comment(&verdict, b->model, b->judge, &record, false, err);
}

static void measure(bench *b, const char *name,
                    em_status (*stage)(bench *b, em_str comment, em_error *err))
{
    em_error err = { 0 };
    double best = 0;
    for (int pass = 0; pass < PASSES; pass++) {
        double started = cpu_seconds();
        for (size_t i = 0; i < b->comments.len; i++)
            need(stage(b, b->comments.items[i], &err), &err);
        double seconds = cpu_seconds() - started;
        best = pass == 0 || seconds < best ? seconds : best;
    }
    printf("%s\t%.6f\t%zu\t%zu\n", name, best, b->bytes, b->comments.len);
}

static void read_comments(bench *b, em_str file)
{
    for (size_t at = 0, end; at < file.len; at = end + 1) {
        for (end = at; end < file.len && file.data[end] != '\n';)
            end++;
        b->bytes += end - at;
        if (!em_vec_push(&b->comments, ((em_str){ file.data + at, end - at })))
            need(EM_E_MEMORY, &(em_error){ .text = "no memory" });
    }
}

int main(int argc, char **argv)
{
    bench b = { 0 };
    em_error err = { 0 };
    em_buf file;
    if (argc < 4) {
        fputs("usage: bench_stages FILE.txt MESSAGES.json SENTIMENT.tsv...\n", stderr);
        return 2;
    }
    em_buf_init(&file, EM_BUF_UNLIMITED);
    em_model_source source = { .messages = (const char *const *)&argv[2],
                               .message_count = 1,
                               .sentiment = (const char *const *)&argv[3],
                               .sentiment_count = (size_t)argc - 3 };
    need(em_file_read(&file, argv[1], &err), &err);
    need(em_model_load(&b.model, &source, &err), &err);
    need(em_text_scratch_new(&b.text, b.model->text, &err), &err);
    need(em_match_scratch_new(&b.match, b.model->matcher, &err), &err);
    need(em_scratch_new(&b.judge, b.model, &err), &err);
    read_comments(&b, em_buf_str(&file));
    measure(&b, "text", text_alone);
    measure(&b, "text and hits", text_and_hits);
    measure(&b, "judgement", judgement);
    em_vec_release(&b.comments);
    em_scratch_free(b.judge);
    em_match_scratch_free(b.match);
    em_text_scratch_free(b.text);
    em_model_free(b.model);
    em_buf_release(&file);
    return 0;
}
