/* A handful of records on their way through a job, with all they lend: read, judged, written. */
#ifndef EM_BATCH_CHUNK_H
#define EM_BATCH_CHUNK_H

#include "base/buf.h"
#include "base/vec.h"
#include "reader/record.h"

/* A chunk is full at either. */
#define EM_CHUNK_RECORDS 256
#define EM_CHUNK_BYTES ((size_t)256 * 1024)

typedef struct em_chunk_record {
    em_record record;
    bool duplicate; /* read already from another input */
} em_chunk_record;

/* Records and rejects are all of one input and in its order. */
typedef struct em_chunk {
    uint64_t sequence; /* place among all chunks, from 0       */
    uint32_t input;
    em_arena arena; /* holds every string of the records    */
    EM_VEC(em_chunk_record) records;
    EM_VEC(em_reject) rejects;
    uint64_t late_rejects; /* by the judge: counted as records by the reader */
    em_buf comments;       /* lines of comments.jsonl                        */
    em_buf rejected;       /* lines of rejects.csv                           */
    struct em_chunk *next_free;
} em_chunk;

void em_chunk_init(em_chunk *chunk);
void em_chunk_release(em_chunk *chunk);
void em_chunk_reset(em_chunk *chunk); /* empty; keeps memory for the next handful */
bool em_chunk_is_full(const em_chunk *chunk);

/* Copy the record or reject with its strings; false: no memory. */
bool em_chunk_put_record(em_chunk *chunk, const em_record *record, bool duplicate);
bool em_chunk_put_reject(em_chunk *chunk, const em_reject *reject);

#endif
