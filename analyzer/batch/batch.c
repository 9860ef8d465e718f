/*
 * The main job on N threads. Each thread takes a free chunk, fills it under the reading lock
 * (which gives it its place in the order), judges it alone into its own tally, and hands it to
 * the writing side. Whoever hands in the chunk whose turn it is writes it and all that wait
 * behind it; the others go on reading. There are a few chunks more than threads, so that one
 * slow comment does not stop the rest, and memory is bounded by them.
 */
#include "batch/batch.h"

#include "base/file.h"
#include "base/str.h"
#include "batch/intake.h"
#include "batch/lines.h"
#include "judge/verdict_cache.h"

#include <pthread.h>

#define CHUNKS_PER_JOB 2

typedef struct shared_job {
    const em_batch_job *job;
    pthread_mutex_t reading; /* guards intake and next_sequence */
    em_intake *intake;
    uint64_t next_sequence;
    pthread_mutex_t writing; /* guards what follows */
    pthread_cond_t chunk_is_free;
    em_chunk *chunks; /* all of them */
    em_chunk *free;
    em_chunk **waiting; /* judged, by sequence modulo chunk_count */
    size_t chunk_count;
    uint64_t next_to_write;
    bool is_writing;        /* some thread is at the files, without the lock */
    uint64_t *late_rejects; /* by input */
    em_error failure;       /* the first one; status EM_OK: none */
    em_file_out *comments, *rejects;
} shared_job;

/* What one thread owns. */
typedef struct worker {
    shared_job *shared;
    em_scratch *scratch;     /* made by its own thread */
    em_verdict_cache *cache; /* likewise               */
    em_tally *tally;
    pthread_t thread;
} worker;

static em_status no_memory(em_error *err)
{
    return em_error_set(err, EM_E_MEMORY, "no memory");
}

static void fail(shared_job *shared, const em_error *err)
{
    pthread_mutex_lock(&shared->writing);
    if (shared->failure.status == EM_OK)
        shared->failure = *err;
    pthread_cond_broadcast(&shared->chunk_is_free);
    pthread_mutex_unlock(&shared->writing);
}

/* --- reading ----------------------------------------------------------------------------- */

/* Waits for a free chunk; NULL once the job has failed. */
static em_chunk *take_chunk(shared_job *shared)
{
    pthread_mutex_lock(&shared->writing);
    while (!shared->free && shared->failure.status == EM_OK)
        pthread_cond_wait(&shared->chunk_is_free, &shared->writing);
    em_chunk *chunk = shared->failure.status == EM_OK ? shared->free : NULL;
    if (chunk)
        shared->free = chunk->next_free;
    pthread_mutex_unlock(&shared->writing);
    return chunk;
}

static em_status read_chunk(shared_job *shared, em_chunk *chunk, em_error *err)
{
    pthread_mutex_lock(&shared->reading);
    em_status status = em_intake_fill(shared->intake, chunk, err);
    if (status == EM_OK)
        chunk->sequence = shared->next_sequence++;
    pthread_mutex_unlock(&shared->reading);
    return status;
}

/* --- judging ----------------------------------------------------------------------------- */

static em_str without_at(em_str name)
{
    name = em_str_trim(name);
    return em_str_starts(name, EM_STR("@")) ? (em_str){ name.data + 1, name.len - 1 } : name;
}

static bool is_own_account(const em_model *model, em_str author)
{
    if (!model->own_account_count || !author.len)
        return false;
    author = without_at(author);
    for (size_t i = 0; i < model->own_account_count; i++)
        if (em_str_eq_ascii_case(without_at(model->own_accounts[i]), author))
            return true;
    return false;
}

/* The judge refused the comment for its size: it becomes a reject. */
static bool reject_late(em_chunk *chunk, const em_record *record, const em_error *why)
{
    em_reject reject = { .input = record->input,
                         .number = record->number,
                         .line = record->line,
                         .reason = "too-long",
                         .detail = em_str_from(why->text) };
    chunk->late_rejects++;
    return em_chunk_put_reject(chunk, &reject);
}

/* The verdict on a record, perhaps one that was given on an equal text before. */
static em_status find_verdict(em_verdict *out, worker *w, const em_record *record, em_error *err)
{
    const em_verdict *before = em_verdict_cache_find(w->cache, record);
    if (before) {
        *out = *before;
        return EM_OK;
    }
    em_status status = em_judge_comment(out, w->shared->job->model, w->scratch, record, false, err);
    if (status == EM_OK)
        em_verdict_cache_put(w->cache, record, out);
    return status;
}

static em_status judge_record(worker *w, em_chunk *chunk, const em_record *record, em_error *err)
{
    const em_batch_job *job = w->shared->job;
    em_verdict verdict;
    em_status status = find_verdict(&verdict, w, record, err);
    if (status == EM_E_LIMIT)
        return reject_late(chunk, record, err) ? EM_OK : no_memory(err);
    if (status == EM_OK)
        status = em_tally_add(w->tally, record, &verdict, err);
    if (status != EM_OK || verdict.empty || !w->shared->comments)
        return status;
    em_line_options options = { job->with_text, job->keep_authors };
    em_line_put_comment(&chunk->comments, job->model, record, &verdict, &options);
    if (chunk->comments.status != EM_OK)
        return em_error_set(err, chunk->comments.status, "no memory for the lines of a comment");
    return EM_OK;
}

static bool is_cancelled(const em_batch_job *job)
{
    return job->cancel && atomic_load(job->cancel);
}

/* Rejects by the reader and by the judge, in the order of their records. */
static void sort_rejects(em_chunk *chunk)
{
    em_reject *items = chunk->rejects.items;
    for (size_t i = 1; chunk->late_rejects && i < chunk->rejects.len; i++) {
        em_reject moving = items[i];
        size_t place = i;
        for (; place && items[place - 1].number > moving.number; place--)
            items[place] = items[place - 1];
        items[place] = moving;
    }
}

static em_status judge_chunk(worker *w, em_chunk *chunk, em_error *err)
{
    const em_batch_job *job = w->shared->job;
    em_status status = EM_OK;
    for (size_t i = 0; status == EM_OK && i < chunk->records.len; i++) {
        const em_record *record = &chunk->records.items[i].record;
        if (is_cancelled(job))
            return em_error_set(err, EM_E_SYSTEM, "interrupted; nothing was written");
        if (chunk->records.items[i].duplicate)
            em_tally_add_excluded(w->tally, EM_EXCLUDED_DUPLICATE_ID);
        else if (is_own_account(job->model, record->author))
            em_tally_add_excluded(w->tally, EM_EXCLUDED_OWN_ACCOUNT);
        else
            status = judge_record(w, chunk, record, err);
    }
    if (status != EM_OK || !w->shared->rejects)
        return status;
    sort_rejects(chunk);
    for (size_t i = 0; i < chunk->rejects.len; i++)
        em_line_put_reject(&chunk->rejected, job->inputs[chunk->input], &chunk->rejects.items[i]);
    return chunk->rejected.status == EM_OK ? EM_OK : no_memory(err);
}

/* --- writing ----------------------------------------------------------------------------- */

static em_status write_chunk(shared_job *shared, const em_chunk *chunk, em_error *err)
{
    em_status status = EM_OK;
    if (shared->comments && chunk->comments.len)
        status = em_file_write(shared->comments, em_buf_str(&chunk->comments), err);
    if (status == EM_OK && shared->rejects && chunk->rejected.len)
        status = em_file_write(shared->rejects, em_buf_str(&chunk->rejected), err);
    return status;
}

/* Hands in a judged chunk, and writes whatever is in turn unless another thread does so. */
static em_status hand_in(shared_job *shared, em_chunk *chunk, em_error *err)
{
    em_status status = EM_OK;
    pthread_mutex_lock(&shared->writing);
    shared->waiting[chunk->sequence % shared->chunk_count] = chunk;
    while (status == EM_OK && !shared->is_writing) {
        em_chunk **turn = &shared->waiting[shared->next_to_write % shared->chunk_count];
        em_chunk *ready = *turn;
        if (!ready)
            break;
        *turn = NULL;
        shared->late_rejects[ready->input] += ready->late_rejects;
        shared->is_writing = true;
        pthread_mutex_unlock(&shared->writing);
        status = write_chunk(shared, ready, err);
        em_chunk_reset(ready);
        pthread_mutex_lock(&shared->writing);
        shared->is_writing = false;
        shared->next_to_write++;
        ready->next_free = shared->free;
        shared->free = ready;
        pthread_cond_signal(&shared->chunk_is_free);
    }
    pthread_mutex_unlock(&shared->writing);
    return status;
}

static void give_back(shared_job *shared, em_chunk *chunk)
{
    pthread_mutex_lock(&shared->writing);
    chunk->next_free = shared->free;
    shared->free = chunk;
    pthread_cond_signal(&shared->chunk_is_free);
    pthread_mutex_unlock(&shared->writing);
}

static void *work(void *context)
{
    worker *w = context;
    em_error err = { 0 };
    const em_model *model = w->shared->job->model;
    em_status status = em_scratch_new(&w->scratch, model, &err);
    if (status == EM_OK)
        status = em_verdict_cache_new(&w->cache, model->message_count, &err);
    while (status == EM_OK) {
        em_chunk *chunk = take_chunk(w->shared);
        if (!chunk)
            return NULL;
        status = read_chunk(w->shared, chunk, &err);
        if (status == EM_END)
            give_back(w->shared, chunk);
        if (status == EM_OK)
            status = judge_chunk(w, chunk, &err);
        if (status == EM_OK)
            status = hand_in(w->shared, chunk, &err);
    }
    if (status != EM_END) {
        err.status = status;
        fail(w->shared, &err);
    }
    return NULL;
}

/* --- the whole job ----------------------------------------------------------------------- */

static em_status open_output(em_file_out **out, const em_batch_job *job, em_write which,
                             const char *name, em_error *err)
{
    if (!job->out || !(job->write & which))
        return EM_OK;
    em_buf path;
    em_buf_init(&path, EM_BUF_UNLIMITED);
    em_buf_printf(&path, "%s/%s", job->out, name);
    em_status status = path.status == EM_OK ? em_file_create(out, path.data, err) : no_memory(err);
    em_buf_release(&path);
    return status;
}

static em_status put_rejects_head(shared_job *shared, em_error *err)
{
    em_buf head;
    em_buf_init(&head, EM_BUF_UNLIMITED);
    em_line_put_rejects_head(&head);
    em_status status = head.status == EM_OK ? em_file_write(shared->rejects, em_buf_str(&head), err)
                                            : no_memory(err);
    em_buf_release(&head);
    return status;
}

static em_status shared_open(shared_job *shared, const em_batch_job *job, em_error *err)
{
    *shared = (shared_job){ .job = job };
    pthread_mutex_init(&shared->reading, NULL);
    pthread_mutex_init(&shared->writing, NULL);
    pthread_cond_init(&shared->chunk_is_free, NULL);
    size_t count = (size_t)job->jobs * CHUNKS_PER_JOB;
    shared->chunks = em_mem_zalloc(count, sizeof *shared->chunks);
    shared->waiting = em_mem_zalloc(count, sizeof *shared->waiting);
    shared->late_rejects = em_mem_zalloc(job->input_count, sizeof *shared->late_rejects);
    if (!shared->chunks || !shared->waiting || !shared->late_rejects)
        return no_memory(err);
    shared->chunk_count = count;
    for (size_t i = 0; i < count; i++) {
        em_chunk_init(&shared->chunks[i]);
        shared->chunks[i].next_free = shared->free;
        shared->free = &shared->chunks[i];
    }
    em_status status = em_intake_new(&shared->intake, job, err);
    if (status == EM_OK)
        status = open_output(&shared->comments, job, EM_WRITE_COMMENTS, "comments.jsonl", err);
    if (status == EM_OK)
        status = open_output(&shared->rejects, job, EM_WRITE_REJECTS, "rejects.csv", err);
    if (status == EM_OK && shared->rejects)
        status = put_rejects_head(shared, err);
    return status;
}

static void shared_close(shared_job *shared)
{
    for (size_t i = 0; i < shared->chunk_count; i++)
        em_chunk_release(&shared->chunks[i]);
    em_mem_free(shared->chunks);
    em_mem_free(shared->waiting);
    em_mem_free(shared->late_rejects);
    em_intake_free(shared->intake);
    em_file_discard(shared->comments);
    em_file_discard(shared->rejects);
    pthread_mutex_destroy(&shared->reading);
    pthread_mutex_destroy(&shared->writing);
    pthread_cond_destroy(&shared->chunk_is_free);
}

static em_status worker_open(worker *w, shared_job *shared, em_error *err)
{
    w->shared = shared;
    return em_tally_new(&w->tally, shared->job->model, &shared->job->tally, err);
}

static void worker_close(worker *w)
{
    em_scratch_free(w->scratch);
    em_verdict_cache_free(w->cache);
    em_tally_free(w->tally);
}

/* Runs all workers to their end, the first in this thread. */
static em_status run_workers(worker *workers, unsigned count, em_error *err)
{
    shared_job *shared = workers[0].shared;
    unsigned started = 1;
    while (started < count &&
           pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0)
        started++;
    if (started < count) {
        em_error_set(err, EM_E_SYSTEM, "cannot start %u threads (--jobs sets their number)", count);
        fail(shared, err);
    }
    work(&workers[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    if (shared->failure.status != EM_OK && err)
        *err = shared->failure;
    return shared->failure.status;
}

/* All tallies into the first worker's, with the inputs. */
static em_status gather(worker *workers, unsigned count, em_error *err)
{
    em_status status = EM_OK;
    for (unsigned i = 1; i < count && status == EM_OK; i++) {
        status = em_tally_absorb(workers[0].tally, workers[i].tally, err);
        workers[i].tally = NULL;
    }
    const shared_job *shared = workers[0].shared;
    if (status == EM_OK)
        status = em_intake_add_inputs(shared->intake, workers[0].tally, shared->late_rejects, err);
    return status;
}

static em_status commit(em_file_out **file, em_error *err)
{
    em_file_out *closing = *file;
    *file = NULL;
    return closing ? em_file_commit(closing, err) : EM_OK;
}

static em_status run_shared(em_tally **out, shared_job *shared, worker *workers, em_error *err)
{
    unsigned count = shared->job->jobs;
    em_status status = EM_OK;
    for (unsigned i = 0; i < count && status == EM_OK; i++)
        status = worker_open(&workers[i], shared, err);
    if (status == EM_OK)
        status = run_workers(workers, count, err);
    if (status == EM_OK && em_intake_opened(shared->intake) == 0)
        return em_intake_status(shared->intake, err);
    if (status == EM_OK)
        status = gather(workers, count, err);
    if (status == EM_OK)
        status = commit(&shared->comments, err);
    if (status == EM_OK)
        status = commit(&shared->rejects, err);
    if (status != EM_OK)
        return status;
    *out = workers[0].tally;
    workers[0].tally = NULL;
    return em_intake_status(shared->intake, err);
}

em_status em_batch_run(em_tally **out, const em_batch_job *job, em_error *err)
{
    *out = NULL;
    if (!job->jobs || !job->input_count)
        return em_error_set(err, EM_E_ARGUMENT, "a job needs a thread and an input");
    shared_job shared;
    worker *workers = em_mem_zalloc(job->jobs, sizeof *workers);
    if (!workers)
        return no_memory(err);
    em_status status = shared_open(&shared, job, err);
    if (status == EM_OK)
        status = run_shared(out, &shared, workers, err);
    for (unsigned i = 0; i < job->jobs; i++)
        worker_close(&workers[i]);
    shared_close(&shared);
    em_mem_free(workers);
    return status;
}
