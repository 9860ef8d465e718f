/*
 * Mergeable counts of verdicts: the same partial serves threads, resume and a cluster. Integers
 * only; merging in any order and grouping gives the same bytes.
 */
#ifndef EM_TALLY_TALLY_H
#define EM_TALLY_TALLY_H

#include "base/buf.h"
#include "judge/verdict.h"
#include "reader/reader.h"

#include <cjson/cJSON.h>

typedef enum em_excluded { EM_EXCLUDED_DUPLICATE_ID, EM_EXCLUDED_OWN_ACCOUNT } em_excluded;

typedef struct em_tally_options {
    bool copies;      /* keep copy groups (organic rates); 16 bytes per distinct text */
    unsigned threads; /* that the summary may use; 0: one */
} em_tally_options;

typedef struct em_tally em_tally;

/* `model` must outlive the tally and the building of its summary. */
EM_MUST_CHECK em_status em_tally_new(em_tally **out, const em_model *model,
                                     const em_tally_options *options, em_error *err);
void em_tally_free(em_tally *tally);

/* One thread at a time per tally. */
EM_MUST_CHECK em_status em_tally_add(em_tally *tally, const em_record *record,
                                     const em_verdict *verdict, em_error *err);
void em_tally_add_excluded(em_tally *tally, em_excluded why);
EM_MUST_CHECK em_status em_tally_add_input(em_tally *tally, const em_input_info *info,
                                           em_error *err);
/*
 * `from` is left as it was. Inputs, where both have some, are put in the order of their paths, so
 * that merging shards in any order gives what one run over all paths in order gives. Both come from
 * the same campaign, lexicons and versions (else EM_E_ARGUMENT).
 */
EM_MUST_CHECK em_status em_tally_merge(em_tally *into, const em_tally *from, em_error *err);

/* The same, freeing `from` (in every case) as it goes: less memory at the peak. */
EM_MUST_CHECK em_status em_tally_absorb(em_tally *into, em_tally *from, em_error *err);

/* The partial as JSON text (echometer/partial/1), self-contained. */
EM_MUST_CHECK em_status em_tally_write_partial(em_buf *out, const em_tally *tally, em_error *err);
/*
 * Reads a partial without a model; em_tally_merge and em_summary_build work on it. `path` is
 * for messages.
 */
EM_MUST_CHECK em_status em_tally_read_partial(em_tally **out, em_str json, const char *path,
                                              em_error *err);

/* summary.json (echometer/summary/1) as a tree; cJSON_Delete it. NULL: no memory. */
EM_MUST_CHECK em_status em_summary_build(cJSON **out, const em_tally *tally, em_error *err);

#endif
