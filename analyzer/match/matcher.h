/*
 * Finding many terms in one pass: literals by two hashed tries, patterns behind required
 * literals, and rules (proximity, alternatives) over their hits. Knows ids and bytes, no
 * sentiment. match/README.md explains the walk with an example.
 *
 * Terms are added in groups; leftmost-longest holds within one group and never across groups.
 * What is added must be folded by the caller exactly as the subjects will be. In literals and
 * subjects alike a run of blanks and hyphens matches any such run, and apostrophes match each
 * other.
 */
#ifndef EM_MATCH_MATCHER_H
#define EM_MATCH_MATCHER_H

#include "base/memory.h"
#include "em_base.h"

typedef struct em_matcher em_matcher;                 /* const once built; any thread */
typedef struct em_matcher_builder em_matcher_builder; /* one thread                   */
typedef struct em_match_scratch em_match_scratch;     /* one per thread               */

/* What is searched. Offsets are those of `folded`, which is well-formed UTF-8. */
typedef struct em_match_subject {
    em_str folded;        /* what terms are matched on                                 */
    const em_span *words; /* in order, apart from each other: word edges and distances */
    size_t word_count;
    const uint32_t *sentences; /* sorted start offsets of sentences: proximity stays inside */
    size_t sentence_count;
    /* The bytes as written for a span of folded, for "exact" terms; NULL: folded's own. */
    em_str (*original)(const void *context, em_span span);
    const void *original_context;
} em_match_subject;

typedef struct em_hit {
    uint32_t entry; /* as given when added */
    uint32_t start, end;
} em_hit;

/* How one literal must stand. */
typedef enum em_literal_flag {
    EM_LITERAL_EDGE_START = 1, /* must begin at a word's start (spaced scripts)            */
    EM_LITERAL_EDGE_END = 2,   /* must end at a word's end; a possessive 's may follow     */
    EM_LITERAL_ALL_HITS = 4    /* not subject to leftmost-longest in its group             */
} em_literal_flag;

/* A literal is at most this long; a group's number is below EM_MATCH_MAX_GROUPS. */
#define EM_MATCH_MAX_LITERAL_BYTES 1000
#define EM_MATCH_MAX_GROUPS 4096
/* More raw hits than this in one subject: EM_E_LIMIT. */
#define EM_MATCH_MAX_HITS ((size_t)4 * 1024 * 1024)

EM_MUST_CHECK em_status em_matcher_builder_new(em_matcher_builder **out, em_error *err);
void em_matcher_builder_free(em_matcher_builder *builder);

/* `bytes` is copied. EM_E_ARGUMENT where it is empty or too long, or the group too large. */
EM_MUST_CHECK em_status em_matcher_add_literal(em_matcher_builder *builder, em_str bytes,
                                               unsigned flags, uint32_t group, uint32_t entry,
                                               em_error *err);

/*
 * A pattern that has been folded like the subjects and compiles; `flags` may ask for word edges
 * at both ends. EM_E_LEXICON where it does not compile.
 */
EM_MUST_CHECK em_status em_matcher_add_pattern(em_matcher_builder *builder, em_str folded,
                                               unsigned flags, uint32_t group, uint32_t entry,
                                               em_error *err);

/*
 * A term of the term language (DESIGN: words, phrases, wildcards, NEAR, ONEAR, OR, NOT NEAR,
 * parentheses, /pattern/) is parsed and added by match/rule.h.
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
 * Room for the caller to fill: so many of a subject's words, and the starts of so many sentences.
 * Lent until the next call.
 */
EM_MUST_CHECK em_status em_match_scratch_reserve(em_match_scratch *scratch, size_t word_count,
                                                 size_t sentence_count, em_span **words,
                                                 uint32_t **sentences);

/*
 * All hits, exceptions and leftmost-longest applied, sorted by (start, end descending, entry);
 * lent by the scratch until its next use. The order of rules: exceptions drop hits first, then
 * the leftmost of what is left wins in its group, the longest among those that start together.
 * `undecided` counts patterns stopped by their time bound ("not decided", never "no match").
 */
EM_MUST_CHECK em_status em_matcher_find(em_hit **out, size_t *count, uint32_t *undecided,
                                        const em_matcher *matcher, em_match_scratch *scratch,
                                        const em_match_subject *subject, em_error *err);

/* Lends the version of PCRE2, static. */
const char *em_matcher_pcre2_version(void);

#endif
