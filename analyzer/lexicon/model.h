/*
 * The compiled model: a campaign with its message and sentiment lexicons, ready to match.
 * Const and shared by all threads once built.
 */
#ifndef EM_LEXICON_MODEL_H
#define EM_LEXICON_MODEL_H

#include "match/matcher.h"
#include "text/text.h"

#define EM_MAX_MESSAGES 256

typedef enum em_role {
    EM_ROLE_TERM,      /* of a message                                               */
    EM_ROLE_OPPOSITE,  /* of a message                                               */
    EM_ROLE_ABOUT,     /* the campaign's subject                                     */
    EM_ROLE_NOT_ABOUT, /* rivals, other subjects                                     */
    EM_ROLE_POLAR,
    EM_ROLE_NEGATOR,
    EM_ROLE_PSEUDO_NEGATOR, /* looks like a negator and is none: 不得不说, not only   */
    EM_ROLE_BOOSTER,
    EM_ROLE_DOWNTONER,
    EM_ROLE_CONTRAST,
    EM_ROLE_QUESTION,
    EM_ROLE_IRONY,
    EM_ROLE_TERMINATOR,
    EM_ROLE_COUNT
} em_role;

/* Lends "term", "opposite", "about", ..., "polar", "pseudo-negator", ... */
const char *em_role_name(em_role role);

/* One entry of a lexicon. Entries are numbered as hits name them. */
typedef struct em_entry {
    em_role role;
    uint16_t lexicon; /* into lexicons                                              */
    uint16_t message; /* for TERM and OPPOSITE                                      */
    double weight;    /* polar: -4 to 4; others: a factor                           */
    em_str term;      /* as written in the file                                     */
    em_str tag;       /* the options at the start of the note: "dir=post;reach=4;", that is
                         every leading `key=value;` (blanks after ';' allowed), as written;
                         empty mostly. What they mean: lexicons/README.md, roles.         */
    uint32_t line, column;
} em_entry;

typedef struct em_message {
    em_str id;
    em_str label_en, label_zh; /* label_en falls back to the id */
    uint16_t lexicon;
} em_message;

typedef struct em_lexicon_info {
    em_str id, version, path; /* path as given */
    char sha256[65];
    bool is_sentiment;
    em_str language;                                /* sentiment: its lang */
    double positive_from, negative_to, scale, bias; /* sentiment head lines */
} em_lexicon_info;

typedef struct em_period {
    em_str id;
    int64_t from, to; /* seconds; [from, to) */
} em_period;

typedef struct em_target {
    uint16_t message;
    double rate; /* 0 to 1 */
} em_target;

typedef struct em_output {
    em_str label, value;
} em_output; /* views, reach: as supplied */

typedef struct em_model {
    em_str id, title; /* of the campaign */
    const em_text_model *text;
    const em_matcher *matcher;
    const em_entry *entries;
    const em_message *messages;
    const em_lexicon_info *lexicons;
    const em_period *periods;
    const em_target *targets;
    const em_output *outputs;
    const em_str *own_texts;    /* as written */
    const em_str *own_accounts; /* as written */
    const em_str *columns;      /* EM_FIELD_COUNT of reader.h entries; len 0: not set */
    size_t entry_count, message_count, lexicon_count, period_count, target_count, output_count,
        own_text_count, own_account_count;
    em_str timezone; /* "UTC" if absent */
    int baseline;    /* index of period, -1: none */
} em_model;

typedef struct em_model_source {
    const char *campaign;        /* or NULL with the lists below            */
    const char *const *messages; /* message lexicon files                   */
    size_t message_count;
    const char *const *sentiment; /* sentiment lexicon files                 */
    size_t sentiment_count;
} em_model_source;

/* Yours: em_model_free. On failure `err` names file, line and column. */
EM_MUST_CHECK em_status em_model_load(em_model **out, const em_model_source *source, em_error *err);
void em_model_free(em_model *model);

/*
 * Matches a comment: fills the matcher's subject from `text` (analyzed with `text_scratch`) and
 * returns the hits, sorted by start; lent by `match`. Hits that overlap a URL or mention zone
 * are left out. `undecided` counts patterns stopped by their time bound.
 */
EM_MUST_CHECK em_status em_model_find(const em_hit **out, size_t *count, uint32_t *undecided,
                                      const em_model *model, em_match_scratch *match,
                                      const em_text *text, const em_text_scratch *text_scratch,
                                      em_error *err);

#endif
