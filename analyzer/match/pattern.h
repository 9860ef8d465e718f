/*
 * Patterns (PCRE2) with a bound on time: windows of EM_PATTERN_WINDOW_BYTES and a budget of
 * callouts, which count the steps of the interpreter (never the JIT, so that every machine stops
 * at the same place). Measured: no known catastrophic pattern takes 50 ms a window.
 */
#ifndef EM_MATCH_PATTERN_H
#define EM_MATCH_PATTERN_H

#include "base/vec.h"
#include "em_base.h"

#define EM_PATTERN_WINDOW_BYTES 2000
#define EM_PATTERN_WINDOW_STEP 1000
/* For one window, and for all windows of one subject. */
#define EM_PATTERN_CALLOUT_BUDGET 30000
#define EM_PATTERN_TOTAL_BUDGET 300000
#define EM_PATTERN_MAX_BYTES 4000

typedef struct em_pattern em_pattern;                 /* const once compiled; any thread */
typedef struct em_pattern_scratch em_pattern_scratch; /* one per thread                  */

/*
 * Compiles `source`, folded as subjects are. UTF and UCP are set, \C is refused, case does not
 * matter. EM_E_LEXICON with *error_at in `source` where it does not compile.
 */
EM_MUST_CHECK em_status em_pattern_new(em_pattern **out, em_str source, size_t *error_at,
                                       em_error *err);
void em_pattern_free(em_pattern *pattern);

EM_MUST_CHECK em_status em_pattern_scratch_new(em_pattern_scratch **out, em_error *err);
void em_pattern_scratch_free(em_pattern_scratch *scratch);

/* Begins a new subject: the total budget is full again. */
void em_pattern_begin(em_pattern_scratch *scratch);

/* The window in whose middle offset `at` lies. */
static inline size_t em_pattern_window_of(size_t at)
{
    return at < EM_PATTERN_WINDOW_STEP / 2
               ? 0
               : (at - EM_PATTERN_WINDOW_STEP / 2) / EM_PATTERN_WINDOW_STEP;
}
/* How many windows a subject has. */
size_t em_pattern_window_count(size_t subject_bytes);

typedef EM_VEC(em_span) em_pattern_spans;

/*
 * Appends the matches that lie in window number `window` of `subject` (well-formed UTF-8), from
 * left to right without overlap; none is empty. *decided is false where a bound stopped it.
 */
EM_MUST_CHECK em_status em_pattern_find(em_pattern_spans *out, bool *decided,
                                        const em_pattern *pattern, em_pattern_scratch *scratch,
                                        em_str subject, size_t window, em_error *err);

/*
 * Likewise the match that begins at `at`, of at most EM_PATTERN_WINDOW_BYTES. Call it for ascending
 * offsets; *next, first 0, is where the next match may begin, and an offset before it is passed
 * over.
 */
EM_MUST_CHECK em_status em_pattern_find_at(em_pattern_spans *out, bool *decided, size_t *next,
                                           const em_pattern *pattern, em_pattern_scratch *scratch,
                                           em_str subject, size_t at, em_error *err);

#endif
