/* What the judge says of one comment. A pure function of (model, record). */
#ifndef EM_JUDGE_VERDICT_H
#define EM_JUDGE_VERDICT_H

#include "lexicon/model.h"
#include "lexicon/stance.h"
#include "reader/record.h"

/* Scores are fixed point, in ten-thousandths: 6100 is 0.61. */
#define EM_SCORE_DIGITS 4
#define EM_SCORE_ONE 10000

/* One hit of a message's term or opposite. */
typedef struct em_mention {
    uint32_t entry;
    uint16_t message;
    em_stance stance;   /* of this mention alone                                    */
    bool other_subject; /* about a rival: stance none, kept as evidence             */
    bool own;           /* in the author's own words                                */
    em_span norm;
    em_span field; /* byte offsets in record.text                              */
} em_mention;

/* Why: one step of the judge's reasoning, for `explain`. */
typedef enum em_scope_kind {
    EM_SCOPE_NEGATION,
    EM_SCOPE_DEGREE,      /* booster or downtoner                                */
    EM_SCOPE_CONTRAST,    /* weighs less before a "but", more after it           */
    EM_SCOPE_EMPHASIS,    /* exclamation mark                                    */
    EM_SCOPE_QUESTION,    /* asked                                               */
    EM_SCOPE_ASSERTION,   /* asked in form only: cancels a question              */
    EM_SCOPE_SUPPOSITION, /* if                                                  */
    EM_SCOPE_WISH,        /* asked for, advised or commanded                     */
    EM_SCOPE_REPORT,      /* said by somebody else                               */
    EM_SCOPE_QUOTATION,   /* quotation marks                                     */
    EM_SCOPE_HASHTAG,
    EM_SCOPE_REPOST,  /* repost chain or reply prefix                        */
    EM_SCOPE_COPY,    /* a text of the campaign's own                        */
    EM_SCOPE_SUBJECT, /* a clause about somebody else                        */
    EM_SCOPE_KIND_COUNT
} em_scope_kind;

typedef struct em_scope {
    em_scope_kind kind;
    uint32_t entry; /* the cue's entry; UINT32_MAX: a mark such as '?' or a quotation */
    em_span cue;    /* norm */
    em_span reach;  /* norm */
} em_scope;

/* Lends "negation", "degree", ... */
const char *em_scope_kind_name(em_scope_kind kind);

/*
 * One summand of the sentiment score: `weight` times `value`, which holds negation,
 * degree, contrast, emphasis and question damping (judge/README.md, sentiment).
 */
typedef struct em_feature {
    uint32_t entry;
    bool negated;
    double weight; /* of the entry; of a cue what it carries itself (`polar=`) */
    double value;
    em_span norm;
} em_feature;

typedef struct em_verdict {
    const char *language; /* static */
    bool empty;           /* no text at all                                  */
    bool own_words;       /* has words of the author's own                   */
    bool unsure;          /* an irony marker stands in it                    */
    em_polarity label;
    int32_t score;              /* -10000 to 10000                            */
    int32_t positive, negative; /* sums of weights by side, fixed point       */
    uint64_t copy_key;          /* of the comment's own words; 0: none        */
    uint64_t text_hash;         /* em_hash64 of record.text, seed 0           */
    const em_stance *stances;   /* one per message of the model               */
    const em_mention *mentions;
    const em_scope *scopes;     /* only when asked for (explain)              */
    const em_hit *hits;         /* likewise                                   */
    const em_feature *features; /* likewise                              */
    size_t mention_count, scope_count, hit_count, feature_count;
    uint32_t undecided; /* patterns stopped by their time bound       */
    em_text text;       /* lent by the scratch, as all of the above   */
} em_verdict;

/* One per thread: text, match and judge scratch in one. */
typedef struct em_scratch em_scratch;

EM_MUST_CHECK em_status em_scratch_new(em_scratch **out, const em_model *model, em_error *err);
void em_scratch_free(em_scratch *scratch);
em_text_scratch *em_scratch_text(em_scratch *scratch); /* lent */

/* `explain`: also record scopes and hits. `out` is valid until the scratch's next use. */
EM_MUST_CHECK em_status em_judge_comment(em_verdict *out, const em_model *model,
                                         em_scratch *scratch, const em_record *record, bool explain,
                                         em_error *err);

/*
 * What a polar entry that begins at `token` of the comment just judged would count: 1 where
 * nothing stands over it, about -0.7 behind a negator, 0 in words that are not the author's own.
 * For `lexicon learn`.
 */
double em_judge_value_at(const em_scratch *scratch, uint32_t token);

#endif
