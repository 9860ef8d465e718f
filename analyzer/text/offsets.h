/*
 * Where bytes of a changed text came from: sparse runs, none at all for unchanged text.
 *
 * Runs are sorted by `out`. Inside a run the two texts march together byte by byte, unless it
 * is `whole`: then all of it came from all of [in, next run's in). A run with the same `out` as
 * the next has been taken out.
 */
#ifndef EM_TEXT_OFFSETS_H
#define EM_TEXT_OFFSETS_H

#include "base/vec.h"

typedef struct em_offset_run {
    uint32_t out, in;
    bool whole;
} em_offset_run;

typedef struct em_offsets {
    EM_VEC(em_offset_run) runs;
    uint32_t out_len, in_len;
    bool marching; /* while building: the last run is not `whole` */
    bool failed;   /* while building: no memory                   */
} em_offsets;

void em_offsets_reset(em_offsets *offsets);
void em_offsets_release(em_offsets *offsets);

/* Building: from here on bytes march together. */
static inline void em_offsets_march(em_offsets *offsets, uint32_t out, uint32_t in)
{
    if (offsets->marching)
        return;
    offsets->marching = true;
    if (!em_vec_push(&offsets->runs, ((em_offset_run){ out, in, false })))
        offsets->failed = true;
}

/* Building: what follows at `in` becomes, as a whole, what follows at `out` (maybe nothing). */
static inline void em_offsets_whole(em_offsets *offsets, uint32_t out, uint32_t in)
{
    offsets->marching = false;
    if (!em_vec_push(&offsets->runs, ((em_offset_run){ out, in, true })))
        offsets->failed = true;
}

/* Building: undoes what was said of `in` and what follows it. */
static inline void em_offsets_take_back(em_offsets *offsets, uint32_t in)
{
    while (offsets->runs.len && offsets->runs.items[offsets->runs.len - 1].in >= in)
        offsets->runs.len--;
    offsets->marching = offsets->runs.len && !offsets->runs.items[offsets->runs.len - 1].whole;
}

void em_offsets_finish(em_offsets *offsets, uint32_t out_len, uint32_t in_len);

/* The range of the old text behind a range of the new one. Total and monotone. */
em_span em_offsets_map(const em_offsets *offsets, em_span out);

#endif
