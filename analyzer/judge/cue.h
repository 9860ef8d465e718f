/*
 * What an entry of a lexicon does to the words around it: its role together with the options of
 * its note (lexicons/README.md, roles). The rules of negation, question, reporting and contrast
 * are these data; judge/scope.h is the one machine that carries them out.
 */
#ifndef EM_JUDGE_CUE_H
#define EM_JUDGE_CUE_H

#include "lexicon/model.h"

/* What a cue of role question does; a terminator is one of the last three. */
typedef enum em_cue_kind {
    EM_CUE_PLAIN,    /* what the role's name says                                        */
    EM_CUE_ASKS,     /* its clause is a question: 吗, whether, I wonder                     */
    EM_CUE_OPENS,    /* begins a question where a question mark follows: is, do, can     */
    EM_CUE_ASSERTS,  /* asks in form only: isn't it, why so                              */
    EM_CUE_DENIES,   /* a rhetorical question that means the contrary: 难道, who says      */
    EM_CUE_CONFIRMS, /* a yes, alone in its clause, to the question before it            */
    EM_CUE_SUPPOSES, /* if: nothing is said yet                                          */
    EM_CUE_WISHES,   /* asked for, advised or commanded: please be, 请多                    */
    EM_CUE_REPORTS,  /* somebody else says so: they say, 据说                               */
    EM_CUE_REFERS,   /* may mean the campaign's subject: they, people, there              */
    EM_CUE_STOPS,    /* ends every scope                                                 */
    EM_CUE_JOINS,    /* ends a scope unless a target of the same side follows: and, 、     */
    EM_CUE_COMPARES  /* who is named right behind is only compared with: than, 比          */
} em_cue_kind;

typedef enum em_cue_place {
    EM_CUE_ANYWHERE,
    EM_CUE_AT_START,    /* first word of its clause      */
    EM_CUE_AT_END,      /* last word of its clause       */
    EM_CUE_ALONE,       /* the only word of its clause   */
    EM_CUE_WITH_TARGET, /* alone but for the target that follows: what respect?  */
    EM_CUE_BEHIND_TARGET /* last, behind a target alone but for names and what it needs: 还绅士呢 */
} em_cue_place;

typedef enum em_cue_cross {
    EM_CUE_IN_CLAUSE,
    EM_CUE_IN_SENTENCE,  /* crosses commas                                      */
    EM_CUE_TO_PREVIOUS,  /* post-posed: also back into the sentence before      */
    EM_CUE_IN_QUOTATION, /* a report: before a quoted word it denies: so-called "polite" */
    EM_CUE_IN_COMMENT    /* a wish: an offer of goods claims nothing anywhere in it */
} em_cue_cross;

typedef enum em_cue_in_question {
    EM_CUE_SAME,
    EM_CUE_ASSERTS_AT_START, /* isn't Britain open? takes the openness as given   */
    EM_CUE_ASSERTS_ANYWHERE  /* 英国不是很开放吗                                   */
} em_cue_in_question;

/* "to the end of the clause" reaches this far: keeps judging linear in the length of a comment. */
#define EM_CUE_REACH_CLAUSE 48

/* Half a line of the cache: the cues of all lexicons do not fit into it, and each hit asks for one.
 */
typedef struct em_cue {
    em_role role : 8;
    em_cue_kind kind : 8;
    em_cue_place place : 8;
    em_cue_cross cross : 4;
    em_cue_in_question in_question : 4;
    bool post : 1;        /* reaches back                                              */
    bool both : 1;        /* reaches back where it is the last word of its clause      */
    bool again_ends : 1;  /* said again it begins a new scope: no fuss no pushing, 不吵不闹 */
    bool degree_ends : 1; /* a booster but the next word ends it: 不抢很有礼貌            */
    bool answers : 1;     /* judges the report before it: they say X, I disagree          */
    bool a_not_a : 1; /* X + this + X is a question, 开放不开放, or denies: 绅士什么绅士 */
    bool spans : 1;   /* a message's rule with NEAR: negators inside it are not its own,
                         unless one of its words begins with a negator              */
    bool owned : 1;   /* a message's term where the lexicons name a subject and what refers to it */
    uint8_t reach;    /* words, or characters in Han text; marks are not counted   */
    uint8_t hidden;   /* targets: bytes of a negator that the entry begins with    */
    int8_t side;      /* targets: 1 a quality or praise, -1 an opposite or blame   */
    uint16_t message; /* terms and opposites: of which message                     */
    uint8_t inner_first, inner_tokens; /* where in it the inner cue stands           */
    float factor; /* what the weight of a target is multiplied with            */
    union {
        float before;   /* contrast: factor of what stands before it               */
        uint32_t inner; /* others: entry + 1 of a cue that this one hides by being longer, but
                           not where it counts for nothing; 0: none                */
    };
    float polar;    /* the weight that it carries itself: of a target its factor */
    uint32_t needs; /* id of a word that must stand before it in the clause, or 0 */
    uint32_t word;  /* id of its own term; equal terms have equal ids            */
} em_cue;

_Static_assert(sizeof(em_cue) == 32, "two cues a line of the cache");

/*
 * Reads role, weight and options of one entry. EM_E_LEXICON where an option or its value does
 * not exist; `path` is for the message. Any thread.
 */
EM_MUST_CHECK em_status em_cue_parse(em_cue *out, const em_entry *entry, em_str path,
                                     em_error *err);

/* One cue per entry of the model. Yours: em_mem_free. */
EM_MUST_CHECK em_status em_cue_compile(em_cue **out, const em_model *model, em_error *err);

/* Roles of messages' terms, and of all words that others act on. */
#define EM_CUE_MESSAGES (1u << EM_ROLE_TERM | 1u << EM_ROLE_OPPOSITE)
#define EM_CUE_TARGETS (EM_CUE_MESSAGES | 1u << EM_ROLE_POLAR)

static inline bool em_cue_is_message(const em_cue *cue)
{
    return EM_CUE_MESSAGES >> cue->role & 1;
}

static inline bool em_cue_is_target(const em_cue *cue)
{
    return EM_CUE_TARGETS >> cue->role & 1;
}

/* Counts only where it stands right: options `at` and `needs`. */
static inline bool em_cue_is_conditional(const em_cue *cue)
{
    return cue->place != EM_CUE_ANYWHERE || cue->needs;
}

/* A polar entry that begins with a negator negates the messages' terms inside it. */
static inline bool em_cue_negates_inside(const em_cue *cue)
{
    return cue->hidden && cue->role == EM_ROLE_POLAR;
}

/* Changes what stands around it, or inside it. */
static inline bool em_cue_acts(const em_cue *cue)
{
    const uint32_t roles = 1u << EM_ROLE_NEGATOR | 1u << EM_ROLE_PSEUDO_NEGATOR |
                           1u << EM_ROLE_BOOSTER | 1u << EM_ROLE_DOWNTONER |
                           1u << EM_ROLE_CONTRAST | 1u << EM_ROLE_QUESTION;
    return roles >> cue->role & 1 || em_cue_negates_inside(cue);
}

#endif
