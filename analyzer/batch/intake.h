/*
 * The reading side of a job: all inputs one after another, cut into chunks. One thread at a
 * time; batch.c holds a lock around every call.
 */
#ifndef EM_BATCH_INTAKE_H
#define EM_BATCH_INTAKE_H

#include "batch/batch.h"
#include "batch/chunk.h"

typedef struct em_intake em_intake;

EM_MUST_CHECK em_status em_intake_new(em_intake **out, const em_batch_job *job, em_error *err);
void em_intake_free(em_intake *intake); /* NULL is fine */

/*
 * Fills `chunk` with the next records; EM_END when all inputs are read. An input that cannot be
 * read further is remembered (em_intake_status) and passed over; other failures come back.
 */
EM_MUST_CHECK em_status em_intake_fill(em_intake *intake, em_chunk *chunk, em_error *err);

/* The first input that ended early: EM_E_INPUT or EM_E_LIMIT with `err`; EM_OK where none did. */
em_status em_intake_status(const em_intake *intake, em_error *err);
/* Inputs that could be opened. */
size_t em_intake_opened(const em_intake *intake);

/*
 * Adds all to the tally, also those that could not be opened; late_rejects, one per input, are
 * records that the judge refused.
 */
EM_MUST_CHECK em_status em_intake_add_inputs(const em_intake *intake, em_tally *tally,
                                             const uint64_t *late_rejects, em_error *err);

#endif
