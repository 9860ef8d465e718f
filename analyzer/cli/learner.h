/*
 * Learning a sentiment lexicon from labelled comments: what the files of `echometer lexicon learn`
 * share. One thread at a time.
 *
 * Two rounds. The first weighs all n-grams that are frequent enough by sparse logistic regression
 * (L1) and keeps those with a weight; each counts what the judge would count for it there, so
 * that "not good" speaks for "good" backwards. The second compiles the kept ones into a lexicon,
 * lets the judge find them as it will later (the longest entry wins), and weighs them again (L2).
 * There an entry starts from what the entries inside it say together, and what it adds to them is
 * penalised: a phrase that few comments have says what its words say. In both rounds a seed list
 * of a person's own weights is where the weights start from.
 */
#ifndef EM_CLI_LEARNER_H
#define EM_CLI_LEARNER_H

#include "base/vec.h"
#include "eval/gold.h"
#include "eval/ngrams.h"
#include "judge/verdict.h"
#include "lexicon/lexicon_file.h"

#define EM_LEARNER_SETS_MAX 64
/* A weight so small that it says nothing, and not 0, so that the judge counts the entry. */
#define EM_LEARNER_NO_WEIGHT 0.01
#define EM_LEARNER_TERMS_MAX_BYTES ((size_t)256 * 1024 * 1024)

typedef struct em_learner_options {
    const char *base, *seed, *barred, *out;
    double seed_scale, slope, sure, l1, l2, least_weight, neutral_weight;
    double positive_from, negative_to, scale;
    unsigned words, characters, least_characters, least_comments, limit;
} em_learner_options;

/* FILE;label=COLUMN;text=COLUMN;map=LABELS;weight=X, taken apart. */
typedef struct em_set_spec {
    char *bytes; /* lends the rest */
    const char *path, *label, *text, *map;
    double weight;
} em_set_spec;

typedef struct em_labelled_set {
    em_set_spec spec;
    em_gold *gold;
} em_labelled_set;

/* An n-gram while it is counted. */
typedef struct em_counted {
    uint64_t hash;
    uint32_t comments, last_comment;
    uint32_t said; /* times in last_comment, while rows are made */
    uint32_t id;   /* column; UINT32_MAX: none yet */
} em_counted;

typedef struct em_count_table {
    em_counted *slots; /* hash 0: free */
    size_t used, size;
} em_count_table;

typedef struct em_learner_column {
    em_str term;
    uint32_t comments;
    double seed, weight;
    double added; /* to what its parts weigh; the weight itself where it has none */
    size_t first_part, end_part;
    bool seeded;
    bool is_cue; /* what a cue carries itself: an option of its entry */
} em_learner_column;

typedef struct em_learner {
    const em_learner_options *options;
    em_labelled_set sets[EM_LEARNER_SETS_MAX];
    size_t set_count;
    size_t comment_count;
    double *targets, *weights, *offsets;
    em_barred *barred;
    em_sentiment_file base, seed;
    em_model *model; /* the base, later the first round's lexicon */
    em_scratch *scratch;
    em_count_table table;
    em_arena terms; /* bytes of the columns' terms */
    EM_VEC(em_learner_column) columns;
    EM_VEC(uint32_t) parts; /* columns, of all columns one after another */
    EM_VEC(size_t) starts;
    EM_VEC(uint32_t) cells;
    EM_VEC(float) values;
    em_buf room;
    double bias;
    em_error *err;
} em_learner;

/* Fills the error of a learner without memory. */
em_status em_learner__no_memory(em_learner *l);

/* Takes operands apart, FILE;label=COLUMN;text=COLUMN;map=LABELS;weight=X each; opens nothing. */
EM_MUST_CHECK em_status em_learner__name_sets(em_learner *l, int count, char **operands);
/* Reads them, and what their comments are to score. */
EM_MUST_CHECK em_status em_learner__read_sets(em_learner *l);
EM_MUST_CHECK em_status em_learner__set_targets(em_learner *l);

typedef em_status em_comment_seen(em_learner *l, size_t index, const em_gold_comment *comment,
                                  const em_verdict *verdict);
/* Judges every labelled comment with the present model. */
EM_MUST_CHECK em_status em_learner__each_comment(em_learner *l, em_comment_seen *seen);

/* Writes options->out: the base's cues and the columns; what only a reader needs when `final`. */
EM_MUST_CHECK em_status em_learner__write_lexicon(em_learner *l, bool final);
/* Judges with options->out from now on. */
EM_MUST_CHECK em_status em_learner__load_model(em_learner *l);

/* The first round: leaves the columns that are worth an entry, merged. */
EM_MUST_CHECK em_status em_learner__choose_terms(em_learner *l);
/* Leaves out columns that add too little, then the weakest above the limit; seeds stay. */
void em_learner__prune(em_learner *l);
/* Sorts the columns by their terms; a seed word that was also learned becomes one entry. */
void em_learner__merge_columns(em_learner *l);
/* NULL: none, or not merged since it was added. */
const em_learner_column *em_learner__find_column(const em_learner *l, em_str term);

/* The second round: weighs the columns as the judge finds them. */
EM_MUST_CHECK em_status em_learner__weigh_terms(em_learner *l);
/* The rows of a round, one a comment: cells of columns and values. */
void em_learner__clear_rows(em_learner *l);
bool em_learner__add_cell(em_learner *l, uint32_t id, double value);
/* Weighs all columns by the cells, and leaves these scaled. */
EM_MUST_CHECK em_status em_learner__solve(em_learner *l, double l1, double l2);

#endif
