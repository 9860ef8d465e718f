/*
 * Gold labels: comments labelled by people, read from CSV or JSONL.
 *
 * A sentiment label is positive, neutral, negative (also after a map) or a number, whose sign is
 * then the label. The messages label is an object {id: stance} (JSONL) or a string
 * "id:stance;id:stance"; an absent message is none, "none" says that all are. A row of a sheet that
 * `sample` drew is passed over while both of its labels are empty. Labels are read without case.
 */
#ifndef EM_EVAL_GOLD_H
#define EM_EVAL_GOLD_H

#include "base/memory.h"
#include "lexicon/stance.h"

#define EM_GOLD_MAX_BYTES ((size_t)1024 * 1024 * 1024)

typedef struct em_gold_comment {
    em_str id, text, language, platform;
    uint64_t line; /* in the gold file */
    bool has_sentiment, graded, has_messages;
    double grade;
    em_polarity label;
    const uint8_t *stances; /* em_stance, one per message id asked for; NULL without messages */
    double weight;          /* of the weight column; 1 if absent or in a random sample */
} em_gold_comment;

typedef struct em_gold em_gold;

typedef struct em_gold_options {
    const char *sentiment_column; /* NULL: "sentiment" where there is one                       */
    const char *messages_column;  /* NULL: "messages" where there is one                        */
    const char *text_column;      /* NULL: "text"                                               */
    const char *map;              /* "0=negative,4=positive"; a label mapped to "-" is no label */
    const em_str *messages;       /* ids, in the order of stances                               */
    size_t message_count;
} em_gold_options;

/* Whether options.map can be read: else EM_E_USAGE. NULL is fine. */
EM_MUST_CHECK em_status em_gold_check_map(const char *map, em_error *err);

/*
 * Yours: em_gold_free. A name that ends in .jsonl, .ndjson or .json is JSONL, in .xlsx a
 * workbook, anything else CSV.
 * A label that is none of those above, an unknown message id or a missing column (in a table also
 * where it has neither labels, at the header's line): EM_E_INPUT with file and line; a bad map:
 * EM_E_USAGE.
 */
EM_MUST_CHECK em_status em_gold_read(em_gold **out, const char *path,
                                     const em_gold_options *options, em_error *err);
void em_gold_free(em_gold *gold); /* NULL is fine */

/* Lends the comments, in file order. */
const em_gold_comment *em_gold_comments(const em_gold *gold, size_t *count);

/*
 * How the comments were chosen: "random" or "stratified" for a sheet that `sample` drew (its
 * `sample` column), else "other". Static.
 */
const char *em_gold_sample(const em_gold *gold);

#endif
