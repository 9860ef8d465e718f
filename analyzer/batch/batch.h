/*
 * The main job: inputs through reader, judge and tally on N threads, outputs in input order.
 * The threads take turns at the reader, judge in parallel and write in turn, so that the bytes
 * are the same for any N; memory is bounded by the chunks in flight.
 */
#ifndef EM_BATCH_BATCH_H
#define EM_BATCH_BATCH_H

#include "tally/tally.h"

#include <stdatomic.h>

typedef enum em_write {
    EM_WRITE_SUMMARY = 1,
    EM_WRITE_COMMENTS = 2,
    EM_WRITE_REJECTS = 4,
    EM_WRITE_REPORT = 8, /* written by the caller from the summary */
    EM_WRITE_PARTIAL = 16
} em_write;

typedef struct em_batch_job {
    const em_model *model;
    const char *const *inputs; /* expanded */
    size_t input_count;
    em_reader_options reader;
    em_tally_options tally;
    unsigned jobs;   /* 1 or more                                             */
    const char *out; /* folder that exists, or NULL: tally only               */
    unsigned write;  /* em_write flags; batch writes comments and rejects     */
    bool with_text;  /* comments.jsonl carries the text                       */
    bool keep_authors;
    /* Set from another thread or a signal handler: the job ends soon, writes nothing. May be NULL.
     */
    const atomic_bool *cancel;
    /* Called from one thread at a time; both may be NULL. Line and column 0: not known. */
    void (*progress)(void *context, uint64_t done_bytes, uint64_t all_bytes, uint64_t comments);
    void (*warn)(void *context, const char *path, uint64_t line, uint32_t column, const char *text);
    void *context;
} em_batch_job;

/*
 * Runs the job. The tally is yours (em_tally_free) also when the status is EM_E_INPUT or
 * EM_E_LIMIT: it then holds all sound records of all inputs, comments.jsonl and rejects.csv are
 * complete, and `err` says which input ended early first (further ones are warnings). NULL with
 * another failure, where it was cancelled (EM_E_SYSTEM), or where no input could be opened; then
 * nothing is written.
 */
EM_MUST_CHECK em_status em_batch_run(em_tally **out, const em_batch_job *job, em_error *err);

#endif
