/* The reading side of a job: all inputs one after another, cut into chunks. */
#include "batch/intake.h"

#include "base/str.h"
#include "batch/seen.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

/* What is left of an input once it is closed, or could not be opened. */
typedef struct finished_input {
    em_input_info info; /* path lent by the job */
    char *platform, *broken_off;
    bool opened, refused; /* neither: the job ended before it */
} finished_input;

struct em_intake {
    const em_batch_job *job;
    em_reader *reader; /* of input `next - 1`, or NULL between inputs */
    size_t next;       /* input to open next */
    size_t opened;
    finished_input *finished; /* one per input */
    em_seen *seen;            /* NULL with a single input: nothing to compare */
    em_chunk *filling;        /* where rejects go */
    bool out_of_memory;       /* in an event, which cannot fail by itself */
    em_error first_error;     /* status EM_OK: none */
    uint64_t comments;
    uint64_t early_rejects; /* of the input that is being opened */
    uint64_t alike;         /* of the open input: as in an earlier one, without ids */
    uint64_t done_bytes;    /* of the inputs before this one */
    uint64_t all_bytes;     /* of all inputs; 0: not known */
};

/* --- making and freeing ---------------------------------------------------------------- */

static uint64_t file_bytes(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode) ? (uint64_t)info.st_size : 0;
}

static uint64_t sum_of_bytes(const em_batch_job *job)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < job->input_count; i++) {
        uint64_t bytes = file_bytes(job->inputs[i]);
        if (!bytes && strcmp(job->inputs[i], "-") == 0)
            return 0;
        sum += bytes;
    }
    return sum;
}

em_status em_intake_new(em_intake **out, const em_batch_job *job, em_error *err)
{
    *out = NULL;
    em_intake *intake = em_mem_zalloc(1, sizeof *intake);
    if (!intake)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    intake->job = job;
    intake->all_bytes = sum_of_bytes(job);
    intake->finished = em_mem_zalloc(job->input_count, sizeof *intake->finished);
    if (job->input_count > 1)
        intake->seen = em_seen_new();
    if (!intake->finished || (job->input_count > 1 && !intake->seen)) {
        em_intake_free(intake);
        return em_error_set(err, EM_E_MEMORY, "no memory");
    }
    *out = intake;
    return EM_OK;
}

void em_intake_free(em_intake *intake)
{
    if (!intake)
        return;
    em_reader_close(intake->reader);
    for (size_t i = 0; intake->finished && i < intake->job->input_count; i++) {
        em_mem_free(intake->finished[i].platform);
        em_mem_free(intake->finished[i].broken_off);
    }
    em_mem_free(intake->finished);
    em_seen_free(intake->seen);
    em_mem_free(intake);
}

/* --- events of the reader ---------------------------------------------------------------- */

static void take_reject(void *context, const em_reject *reject)
{
    em_intake *intake = context;
    intake->early_rejects++;
    if (!em_chunk_put_reject(intake->filling, reject))
        intake->out_of_memory = true;
}

static void warn(const em_intake *intake, const char *path, uint64_t line, uint32_t column,
                 const char *text)
{
    if (intake->job->warn)
        intake->job->warn(intake->job->context, path, line, column, text);
}

static void take_warning(void *context, const char *path, uint64_t line, const char *text)
{
    warn(context, path, line, 0, text);
}

/* --- reading ----------------------------------------------------------------------------- */

/* An input that cannot be read further: the first is the job's status, others are warnings. */
static void remember_error(em_intake *intake, const em_error *err)
{
    if (intake->first_error.status == EM_OK)
        intake->first_error = *err;
    else
        warn(intake, err->file, err->line, err->column, err->text);
}

/* Notes in the open input's account where and why it ends; false: no memory. */
static bool note_break(finished_input *input, const em_error *err)
{
    char text[EM_ERROR_TEXT_BYTES + 32];
    if (err->line && err->column)
        snprintf(text, sizeof text, "%u:%u: %s", (unsigned)err->line, (unsigned)err->column,
                 err->text);
    else if (err->line)
        snprintf(text, sizeof text, "%u: %s", (unsigned)err->line, err->text);
    else
        snprintf(text, sizeof text, "%s", err->text);
    input->broken_off = em_mem_strdup(em_str_from(text));
    return input->broken_off;
}

/* An input that could not be opened has no records, but stands in the job's account. */
static em_status refuse_input(em_intake *intake, finished_input *input, const em_error *why,
                              em_error *err)
{
    remember_error(intake, why);
    input->refused = true;
    input->info = (em_input_info){ .path = intake->job->inputs[intake->next - 1],
                                   .format = "",
                                   .encoding = "",
                                   .platform = "",
                                   .note = "",
                                   .dates = "",
                                   .rejected = intake->early_rejects,
                                   .stated_total = -1 };
    if (!note_break(input, why))
        return em_error_set(err, EM_E_MEMORY, "no memory");
    input->info.broken_off = input->broken_off;
    return EM_OK;
}

static bool ends_input_only(em_status status)
{
    return status == EM_E_INPUT || status == EM_E_LIMIT;
}

static em_status open_next(em_intake *intake, em_error *err)
{
    const em_batch_job *job = intake->job;
    const char *path = job->inputs[intake->next];
    em_reader_events events = { take_reject, take_warning, intake };
    intake->filling->input = (uint32_t)intake->next;
    em_error mistake = { 0 };
    intake->early_rejects = 0;
    em_status status = em_reader_open(&intake->reader, path, (uint32_t)intake->next, &job->reader,
                                      &events, &mistake);
    intake->next++;
    if (status == EM_OK) {
        intake->opened++;
        intake->finished[intake->next - 1].opened = true;
    } else if (ends_input_only(status)) {
        return refuse_input(intake, &intake->finished[intake->next - 1], &mistake, err);
    } else if (err) {
        *err = mistake;
    }
    return status;
}

/* Of a file that was given twice its user hears anyway. */
static bool has_twin(const em_intake *intake, const finished_input *input)
{
    for (const finished_input *earlier = intake->finished; earlier < input; earlier++)
        if (earlier->opened && strcmp(earlier->info.sha256, input->info.sha256) == 0)
            return true;
    return false;
}

static void tell_alike(em_intake *intake, const finished_input *input)
{
    char text[200];
    if (intake->alike && !has_twin(intake, input)) {
        snprintf(text, sizeof text,
                 "comments without an id that have the text, author and time of comments in an "
                 "earlier input: %" PRIu64 " (they count twice)",
                 intake->alike);
        warn(intake, input->info.path, 0, 0, text);
    }
    intake->alike = 0;
}

static em_status close_input(em_intake *intake, em_error *err)
{
    finished_input *finished = &intake->finished[intake->next - 1];
    finished->info = *em_reader_info(intake->reader);
    finished->info.path = intake->job->inputs[intake->next - 1];
    finished->platform = em_mem_strdup(em_str_from(finished->info.platform));
    finished->info.platform = finished->platform;
    if (finished->broken_off)
        finished->info.broken_off = finished->broken_off;
    tell_alike(intake, finished);
    em_reader_close(intake->reader);
    intake->reader = NULL;
    intake->done_bytes += file_bytes(finished->info.path);
    return finished->platform ? EM_OK : em_error_set(err, EM_E_MEMORY, "no memory");
}

static em_status take_record(em_intake *intake, const em_record *record, em_error *err)
{
    em_seen_before before = EM_SEEN_NOT;
    if (intake->seen) {
        em_status status = em_seen_add(&before, intake->seen, record, err);
        if (status != EM_OK)
            return status;
    }
    intake->comments++;
    intake->alike += before == EM_SEEN_ALIKE;
    if (!em_chunk_put_record(intake->filling, record, before == EM_SEEN_SAME))
        return em_error_set(err, EM_E_MEMORY, "no memory");
    return EM_OK;
}

static void show_progress(const em_intake *intake)
{
    uint64_t done = 0, all = 0;
    if (!intake->job->progress)
        return;
    if (intake->reader)
        em_reader_progress(intake->reader, &done, &all);
    intake->job->progress(intake->job->context, intake->done_bytes + done, intake->all_bytes,
                          intake->comments);
}

/* Reads on in the open input until the chunk is full or the input ends. */
static em_status fill_from_input(em_intake *intake, em_error *err)
{
    em_status status = EM_OK;
    em_error mistake = { 0 };
    while (status == EM_OK && !em_chunk_is_full(intake->filling)) {
        em_record record;
        status = em_reader_next(intake->reader, &record, &mistake);
        if (intake->out_of_memory)
            return em_error_set(err, EM_E_MEMORY, "no memory");
        if (status == EM_OK)
            status = take_record(intake, &record, err);
        else if (ends_input_only(status)) {
            remember_error(intake, &mistake);
            if (!em_reader_info(intake->reader)->whole &&
                !note_break(&intake->finished[intake->next - 1], &mistake))
                return em_error_set(err, EM_E_MEMORY, "no memory");
        } else if (status != EM_END && err)
            *err = mistake;
        if (intake->job->cancel && atomic_load(intake->job->cancel))
            return em_error_set(err, EM_E_SYSTEM, "interrupted; nothing was written");
    }
    if (status == EM_END || ends_input_only(status))
        status = close_input(intake, err);
    return status;
}

em_status em_intake_fill(em_intake *intake, em_chunk *chunk, em_error *err)
{
    em_status status = EM_OK;
    intake->filling = chunk;
    while (status == EM_OK && chunk->records.len + chunk->rejects.len == 0) {
        if (!intake->reader && intake->next == intake->job->input_count)
            return EM_END;
        if (!intake->reader)
            status = open_next(intake, err);
        chunk->input = (uint32_t)(intake->next - 1);
        if (status == EM_OK && intake->reader)
            status = fill_from_input(intake, err);
    }
    show_progress(intake);
    return status;
}

/* --- results ----------------------------------------------------------------------------- */

em_status em_intake_status(const em_intake *intake, em_error *err)
{
    if (intake->first_error.status != EM_OK && err)
        *err = intake->first_error;
    return intake->first_error.status;
}

size_t em_intake_opened(const em_intake *intake)
{
    return intake->opened;
}

em_status em_intake_add_inputs(const em_intake *intake, em_tally *tally,
                               const uint64_t *late_rejects, em_error *err)
{
    em_status status = EM_OK;
    for (size_t i = 0; status == EM_OK && i < intake->job->input_count; i++) {
        if (!intake->finished[i].opened && !intake->finished[i].refused)
            continue;
        em_input_info info = intake->finished[i].info;
        info.records -= late_rejects[i];
        info.rejected += late_rejects[i];
        status = em_tally_add_input(tally, &info, err);
    }
    return status;
}
