/* Where bytes of a changed text came from: sparse runs, searched by halving. */
#include "text/offsets.h"

void em_offsets_reset(em_offsets *offsets)
{
    em_vec_clear(&offsets->runs);
    offsets->out_len = offsets->in_len = 0;
    offsets->marching = offsets->failed = false;
}

void em_offsets_release(em_offsets *offsets)
{
    em_vec_release(&offsets->runs);
}

void em_offsets_finish(em_offsets *offsets, uint32_t out_len, uint32_t in_len)
{
    offsets->out_len = out_len;
    offsets->in_len = in_len;
}

/* The last run that begins at or before `out`; there is at least one run. */
static size_t find_run(const em_offsets *offsets, uint32_t out)
{
    size_t low = 0, high = offsets->runs.len;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (offsets->runs.items[middle].out <= out)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static uint32_t run_in_end(const em_offsets *offsets, size_t run)
{
    return run + 1 < offsets->runs.len ? offsets->runs.items[run + 1].in : offsets->in_len;
}

em_span em_offsets_map(const em_offsets *offsets, em_span out)
{
    uint32_t limit = offsets->out_len;
    uint32_t start = out.start < limit ? out.start : limit;
    uint32_t end = out.end < limit ? out.end : limit;
    if (offsets->runs.len == 0)
        return (em_span){ start, end > start ? end : start };
    size_t run = find_run(offsets, start);
    const em_offset_run *found = &offsets->runs.items[run];
    em_span in;
    in.start = found->whole ? found->in : found->in + (start - found->out);
    if (start == limit)
        in.start = offsets->in_len;
    in.end = in.start;
    if (end > start) {
        run = find_run(offsets, end - 1);
        found = &offsets->runs.items[run];
        in.end = found->whole ? run_in_end(offsets, run) : found->in + (end - found->out);
    }
    return in;
}
