/*
 * Finding many terms in one pass: an automaton over bytes, patterns behind required literals,
 * and rules (proximity, alternatives) over their hits. Knows ids and bytes, no sentiment.
 *
 * Terms are added in groups; leftmost-longest holds within one group and never across groups.
 * What is added must be folded by the caller exactly as the subjects will be.
 */
#ifndef EM_MATCH_MATCHER_H
#define EM_MATCH_MATCHER_H

#include "base/memory.h"
#include "em_base.h"

typedef struct em_matcher em_matcher;                 /* const once built; any thread */
typedef struct em_matcher_builder em_matcher_builder; /* one thread                   */
typedef struct em_match_scratch em_match_scratch;     /* one per thread               */

/* What is searched. All four views have the same offsets. */
typedef struct em_match_subject {
    em_str folded;          /* what terms are matched on                              */
    em_str norm;            /* before Traditional-Simplified folding                  */
    const uint32_t *starts; /* sorted offsets where a token starts ...                */
    const uint32_t *ends;   /* ... and ends (same index): word edges and distances    */
    size_t token_count;
    const uint32_t *sentences; /* sorted start offsets of sentences: proximity stays inside */
    size_t sentence_count;
} em_match_subject;

typedef struct em_hit {
    uint32_t entry; /* as given when added */
    uint32_t start, end;
} em_hit;

/* How one literal must stand. */
typedef enum em_literal_flag {
    EM_LITERAL_EDGE_START = 1, /* must begin at a token's start (spaced scripts)          */
    EM_LITERAL_EDGE_END = 2,   /* must end at a token's end                               */
    EM_LITERAL_ALL_HITS = 4,   /* not subject to leftmost-longest in its group            */
    EM_LITERAL_NORM = 8        /* must also stand so in norm: Traditional kept apart      */
} em_literal_flag;

#define EM_PATTERN_WINDOW_BYTES 2000
#define EM_PATTERN_CALLOUT_BUDGET 30000

EM_MUST_CHECK em_status em_matcher_builder_new(em_matcher_builder **out, em_error *err);
void em_matcher_builder_free(em_matcher_builder *builder);

/* `bytes` is copied. */
EM_MUST_CHECK em_status em_matcher_add_literal(em_matcher_builder *builder, em_str bytes,
                                               unsigned flags, uint32_t group, uint32_t entry,
                                               em_error *err);

/*
 * A term of the term language (DESIGN: words, phrases, wildcards, NEAR, ONEAR, OR, NOT NEAR,
 * parentheses, /pattern/). Declared in match/rule.h, parsed and added there.
 */

/* Hits of `entry` that overlap an occurrence of `exception` are dropped. */
EM_MUST_CHECK em_status em_matcher_add_exception(em_matcher_builder *builder, uint32_t entry,
                                                 em_str exception, unsigned flags, em_error *err);

/* Frees the builder in every case. */
EM_MUST_CHECK em_status em_matcher_build(em_matcher **out, em_matcher_builder *builder,
                                         em_error *err);
void em_matcher_free(em_matcher *matcher);

EM_MUST_CHECK em_status em_match_scratch_new(em_match_scratch **out, const em_matcher *matcher,
                                             em_error *err);
void em_match_scratch_free(em_match_scratch *scratch);

/*
 * All hits, exceptions and leftmost-longest applied, sorted by (start, end descending, entry);
 * lent by the scratch until its next use. `undecided` counts patterns stopped by their time
 * bound ("not decided", never "no match").
 */
EM_MUST_CHECK em_status em_matcher_find(const em_hit **out, size_t *count, uint32_t *undecided,
                                        const em_matcher *matcher, em_match_scratch *scratch,
                                        const em_match_subject *subject, em_error *err);

/* Lends the version of PCRE2, static. */
const char *em_matcher_pcre2_version(void);

#endif
