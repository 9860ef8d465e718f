/*
 * Scopes: which words a negator, a question, a report, a contrast reaches. One machine for all
 * languages: cues (judge/cue.h) become arcs over tokens, arcs become stretches of equal state,
 * and whoever wants to know what holds for a word asks for the state at its token.
 *
 * The cues of NegEx (Chapman et al. 2001: pre-UMLS, post-UMLS, pseudo, termination), generalised
 * to questions, reports, wishes, degree and contrast, bounded by clauses; a list goes on over
 * commas ("not open-minded, decent or creative"). Time is linear in the length of the comment,
 * but for sorting the arcs.
 */
#ifndef EM_JUDGE_SCOPE_H
#define EM_JUDGE_SCOPE_H

#include "base/vec.h"
#include "judge/cue.h"
#include "judge/verdict.h"

/* A quotation of up to so many words names a word; scopes from outside reach into it. */
#define EM_SCOPE_SHORT_QUOTATION 4

/* A hit with its place among the tokens. */
typedef struct em_unit {
    const em_cue *cue;
    const em_hit *hit;   /* lent by the matcher                                   */
    uint32_t first, end; /* tokens, [first, end)                                  */
    uint32_t clause;
    bool swallowed; /* stands inside a longer message term, or a shorter cue inside
                       it counts instead: no cue of its own                      */
    bool inside;    /* the same of a target: it weighs, but negates nothing there */
    bool acts;      /* puts arcs of its own                                       */
    bool excepted;  /* the next clause denies it of another: London is, the rest isn't */
    bool unowned;   /* a bare quality in a sentence that is not about the subject */
} em_unit;

typedef struct em_arc {
    em_scope scope;
    uint32_t first, end; /* tokens */
    float factor;        /* of negation, degree, contrast, emphasis */
} em_arc;

/* What holds at a token. */
typedef struct em_state {
    uint16_t arcs[EM_SCOPE_KIND_COUNT]; /* how many of each kind reach it; at most UINT16_MAX */
    float negation;                     /* product of the negators' factors, 1 without one   */
    float degree;
    float weight; /* contrast and emphasis */
} em_state;

typedef struct em_stretch {
    uint32_t first; /* token; reaches to the next stretch */
    em_state state;
} em_stretch;

typedef struct em_sentence {
    uint32_t first_clause, end_clause, first_token, end_token;
    bool asks; /* ends in a question mark, or holds a question particle */
} em_sentence;

/* Reused from comment to comment; zero-initialise, em_scopes_release at the end. */
typedef struct em_scopes {
    EM_VEC(uint32_t) token_of; /* of each byte of norm: the first token that ends behind it */
    EM_VEC(em_unit) units;
    EM_VEC(em_unit) inner; /* released from longer entries, before they are units */
    EM_VEC(em_hit) inner_hits;
    EM_VEC(em_arc) arcs;
    EM_VEC(uint64_t) edges; /* where arcs begin and end, ascending; behind them room to sort */
    EM_VEC(em_stretch) stretches;
    EM_VEC(em_sentence) sentences;
    EM_VEC(uint32_t) barriers; /* tokens at which every scope ends, ascending */
    uint32_t roles;            /* 1 << role of every unit                  */
} em_scopes;

/*
 * Builds units, arcs and stretches of one comment. `hits` are em_model_find's; `copies` are
 * spans of norm copied from the campaign's own texts, ascending. A comment without a target gets
 * the arcs of its zones alone. Without `every_arc` those that tell nothing of a comment without a
 * message's term are left out: subjects and hashtags.
 */
EM_MUST_CHECK em_status em_scopes_build(em_scopes *scopes, const em_text *text, const em_hit *hits,
                                        size_t hit_count, const em_cue *cues, const em_span *copies,
                                        size_t copy_count, bool every_arc, em_error *err);
void em_scopes_release(em_scopes *scopes);

/* The state at a token; lent until the next build. */
const em_state *em_scopes_at(const em_scopes *scopes, uint32_t token);

/*
 * The stretch of a token that lies in stretch `from` of the scopes or behind it: for tokens asked
 * for in ascending order, beginning with stretches.items.
 */
static inline const em_stretch *em_stretch_of(const em_scopes *scopes, const em_stretch *from,
                                              uint32_t token)
{
    const em_stretch *last = scopes->stretches.items + scopes->stretches.len - 1;
    while (from < last && from[1].first <= token)
        from++;
    return from;
}

/* Is there a unit of one of these roles (1 << role, or several of them)? */
static inline bool em_scopes_have(const em_scopes *scopes, uint32_t roles)
{
    return (scopes->roles & roles) != 0;
}

/*
 * The token that speaks for a message's term: its last, since a cue may overlap its beginning
 * ("hardly what I'd" + "what I'd call open") and a rule may span other words; but its first
 * where it begins with a negator of its own (也不 + 不怕别人笑话).
 */
static inline uint32_t em_unit_token(const em_unit *unit)
{
    return unit->cue->hidden && !unit->cue->spans ? unit->first : unit->end - 1;
}

#endif
