/*
 * Inside of the scopes (judge/scope.h): what one comment's arcs are built in, and what the files
 * scope_*.c lend each other.
 */
#ifndef EM_JUDGE_SCOPE_BUILD_H
#define EM_JUDGE_SCOPE_BUILD_H

#include "base/str.h"
#include "judge/scope.h"

/* Words between a joining word and the list's next item ("decent and a very open country"). */
#define LIST_GAP 1

typedef struct em_build {
    em_scopes *scopes;
    const em_text *text;
    size_t report;                         /* the last report's arc; SIZE_MAX: none */
    uint32_t covered[EM_SCOPE_KIND_COUNT]; /* sentence-wide arcs reach to this token already */
    uint32_t asked_end; /* of the run of qualities asked alone last looked at: a clause */
    bool has_inner;     /* a hit that hides a shorter cue         */
    bool has_owned;     /* a term that may be somebody else's */
    bool every_arc;     /* also those that nobody asks for    */
    bool failed;        /* no memory                          */
} em_build;

/* The first token that starts at or after byte `offset`. */
static inline uint32_t token_at(const em_build *b, uint32_t offset)
{
    if (offset == 0)
        return 0;
    uint32_t token = b->scopes->token_of.items[offset - 1];
    return token + (token < b->text->token_count && b->text->tokens[token].start < offset);
}

static inline bool is_mark(const em_text *text, uint32_t token)
{
    return text->tokens[token].kind == EM_TOKEN_PUNCT;
}

static inline bool is_word(const em_text *text, uint32_t token)
{
    em_token_kind kind = text->tokens[token].kind;
    return kind == EM_TOKEN_WORD || kind == EM_TOKEN_HAN || kind == EM_TOKEN_NUMBER;
}

static inline em_str token_text(const em_text *text, uint32_t token)
{
    const em_token *at = &text->tokens[token];
    return em_str_sub(text->folded, (em_span){ at->start, at->end });
}

static inline const em_clause *clause_of(const em_build *b, const em_unit *unit)
{
    return &b->text->clauses[unit->clause];
}

static inline uint32_t clause_end(const em_clause *clause)
{
    return clause->first_token + clause->token_count;
}

static inline const em_sentence *sentence_of(const em_build *b, uint32_t clause)
{
    return &b->scopes->sentences.items[b->text->clauses[clause].sentence];
}

static inline uint32_t min_u32(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static inline size_t min_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline uint32_t max_u32(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* Only of messages' terms anybody asks whose they are, and whether a hashtag holds them. */
static inline bool has_askers_of_messages(const em_build *b)
{
    return b->every_arc || em_scopes_have(b->scopes, EM_CUE_MESSAGES);
}

static inline bool has_role(const em_unit *unit, em_role role)
{
    return unit->cue->role == role && !unit->swallowed;
}

static inline bool is_degree(const em_unit *unit)
{
    return has_role(unit, EM_ROLE_BOOSTER) || has_role(unit, EM_ROLE_DOWNTONER) ||
           has_role(unit, EM_ROLE_PSEUDO_NEGATOR);
}

static inline bool has_kind(const em_unit *unit, em_cue_kind kind)
{
    return unit->cue->kind == kind && !unit->swallowed;
}

/* --- scope_units.c: from hits to units; where a unit stands ---------------------------------- */

EM_MUST_CHECK em_status em_scope__index_tokens(em_build *b);
EM_MUST_CHECK em_status em_scope__collect_units(em_build *b, const em_hit *hits, uint32_t count,
                                                const em_cue *cues);
EM_MUST_CHECK em_status em_scope__collect_sentences(em_build *b);

/*
 * Makes units of cues that a longer entry hides where that entry is no cue: it does not stand
 * where it would count, or is a polar entry that ends in the cue.
 */
EM_MUST_CHECK em_status em_scope__release_inner(em_build *b, const em_cue *cues);

/* The first unit of a clause, or of the next that has one, or units.len. */
size_t em_scope__first_unit(const em_build *b, uint32_t clause);

/* No word of the clause stands before it, but for contrast and joining words. */
bool em_scope__at_start(const em_build *b, size_t index);

/* No word of the clause stands behind it. */
bool em_scope__at_end(const em_build *b, const em_unit *unit);

bool em_scope__is_alone(const em_build *b, size_t index);

/* Whether it stands where its options `at` and `needs` want it. */
bool em_scope__stands_right(const em_build *b, size_t index);

/* Roles (1 << role) of the units near unit `index`, in its clause from token `from` on. */
uint32_t em_scope__roles_around(const em_build *b, size_t index, uint32_t from);

unsigned em_scope__count_words(const em_text *text, uint32_t first, uint32_t end);

/* --- scope_arcs.c: how far an arc may reach, and putting it ---------------------------------- */

/* The first barrier after `token`, or the end of the text. */
uint32_t em_scope__next_barrier(const em_build *b, uint32_t token);

/* The last barrier at or before `token`, or 0. */
uint32_t em_scope__last_barrier(const em_build *b, uint32_t token);

/* `reach` words on from `first`, marks not counted, at most to `limit` or a bracket. */
uint32_t em_scope__advance(const em_build *b, uint32_t first, uint32_t limit, unsigned reach);

/* The same back from `end`. */
uint32_t em_scope__retreat(const em_build *b, uint32_t end, uint32_t limit, unsigned reach);

/* Where a scope that begins behind `unit` must end at the latest. */
uint32_t em_scope__right_limit(const em_build *b, const em_unit *unit, em_cue_cross cross);

/* Where one that ends before it begins at the earliest. */
uint32_t em_scope__left_limit(const em_build *b, size_t index);

/* An empty one is not put. `cue` is a span of norm; `entry` UINT32_MAX: a mark. */
void em_scope__put_arc(em_build *b, em_scope_kind kind, uint32_t entry, em_span cue, uint32_t first,
                       uint32_t end, float factor);
void em_scope__put_cue_arc(em_build *b, em_scope_kind kind, const em_unit *unit, uint32_t first,
                           uint32_t end, float factor);

/* At most one of a kind reaches a token: for those that reach a sentence. */
void em_scope__put_sentence_arc(em_build *b, em_scope_kind kind, const em_unit *unit,
                                uint32_t first, uint32_t end);

/* --- scope_lists.c: "not open-minded, decent or creative" ------------------------------------ */

/* The next target after unit `index` that starts soon behind `token`, or units.len. */
size_t em_scope__next_target(const em_build *b, size_t index, uint32_t token);

/* Can a list that began before unit `index` + 1 go on from token `from` to the target `to`? */
bool em_scope__list_goes_on(const em_build *b, size_t index, uint32_t from, size_t to);

/* Moves `end` over the items of a list that follow target `last`, all of its side. */
uint32_t em_scope__follow_list(const em_build *b, size_t last, uint32_t end, uint32_t limit);

/* Is the clause only the next item of a list that the clause before it began? */
bool em_scope__continues_list(const em_build *b, uint32_t clause);

/* The first token of the list that the clause goes on with, else of the clause. */
uint32_t em_scope__list_start(const em_build *b, uint32_t clause);

/* --- scope_negation.c ------------------------------------------------------------------------ */

void em_scope__put_negator(em_build *b, size_t index);

/* For cues with `a-not-a`; false where what stands on both sides is not the same. */
bool em_scope__put_twins(em_build *b, size_t index);

/* A polar entry that begins with a negator negates the message terms inside and behind it. */
void em_scope__put_hidden_negator(em_build *b, size_t index);

/* --- scope_degree.c: words of degree and contrast -------------------------------------------- */

void em_scope__put_degree(em_build *b, size_t index);
void em_scope__put_contrast(em_build *b, size_t index);

/* The next contrast before token `limit`, else `limit`. */
uint32_t em_scope__next_contrast(const em_build *b, size_t index, uint32_t limit);

/* --- scope_questions.c: questions, answers, reports, wishes; question and exclamation marks -- */

/* A clause that answers the question before it: "Open-minded? Hardly." */
bool em_scope__answers(const em_build *b, const em_unit *unit);
void em_scope__answer(em_build *b, const em_unit *unit, bool yes);

/*
 * Makes a report before the unit the author's own: denied by a negator, affirmed by any other cue.
 * False where there is none, or the unit speaks of something else.
 */
bool em_scope__answer_report(em_build *b, size_t index);

void em_scope__put_question(em_build *b, size_t index);
void em_scope__put_marks(em_build *b);

/* --- scope_zones.c: quotations, hashtags, reposts, copies, and the barriers at their borders -- */

/* The end of a quotation of a word that begins at `token`, or `token`. */
uint32_t em_scope__short_quotation_end(const em_build *b, uint32_t token);

void em_scope__put_zones(em_build *b, const em_span *copies, size_t copy_count);

/* --- scope_subjects.c: whose quality it is --------------------------------------------------- */

void em_scope__put_subjects(em_build *b);
void em_scope__mark_unowned(em_build *b);

/* --- scope_sweep.c: from arcs to stretches --------------------------------------------------- */

EM_MUST_CHECK em_status em_scope__build_stretches(em_scopes *scopes);

#endif
