/*
 * Scores of a program's verdicts against people's labels. Pure counting: knows no text and no
 * lexicon. One thread at a time.
 */
#ifndef EM_EVAL_SCORES_H
#define EM_EVAL_SCORES_H

#include "lexicon/stance.h"

/* One comment: what people said, what the program said. */
typedef struct em_scored {
    bool has_sentiment;     /* the gold states a sentiment                            */
    bool graded;            /* ... as a number                                        */
    double gold_grade;      /* where graded                                           */
    em_polarity gold_label; /* where graded: the number's sign                        */
    em_polarity label;
    double score;                /* -1 to 1                                                */
    bool has_messages;           /* the gold states messages                               */
    const uint8_t *gold_stances; /* em_stance, one per message; NULL without messages      */
    const uint8_t *stances;
    double weight; /* how many comments it stands for; 1 where not sampled   */
} em_scored;

/* Counts of a yes/no decision, weighted. */
typedef struct em_confusion {
    double tp, fp, fn, tn;
} em_confusion;

typedef struct em_prf {
    double precision, recall, f1; /* 0 where there is nothing to divide by */
} em_prf;

em_prf em_confusion_prf(const em_confusion *counts);

typedef struct em_class_score {
    em_prf prf;
    double support;
} em_class_score;

typedef struct em_sentiment_scores {
    size_t comments;
    double accuracy;
    double accuracy_polar; /* of gold positive and negative: sign of the score agrees; 0 is wrong */
    double macro_f1;       /* over the classes that the gold has                                */
    double macro_recall;
    double pearson; /* of score and grade; NAN unless all gold is graded                  */
    em_class_score classes[3]; /* negative, neutral, positive */
} em_sentiment_scores;

/* Comments that people labelled as receiving or not, not weighted: how much the scores rest on. */
typedef struct em_labelled {
    size_t positive, negative;
} em_labelled;

typedef struct em_message_scores {
    em_confusion received;
    em_labelled labelled;
    em_prf prf;
    double support;                                   /* gold affirmed   */
    double stances[EM_STANCE_COUNT][EM_STANCE_COUNT]; /* [gold][program] */
} em_message_scores;

typedef struct em_stance_scores {
    size_t comments;
    em_confusion micro, any;
    em_labelled labelled; /* at least one message */
    em_prf micro_prf, any_prf;
    double macro_f1;        /* over messages with gold affirmed; 0 without by_message            */
    double stance_accuracy; /* over pairs whose gold is not none; a missed pair is wrong         */
    double kappa;           /* Cohen (1960), Educ. Psychol. Meas. 20, 37-46: received or not     */
    double alpha;           /* Krippendorff (2011), nominal, the six stances, two coders         */
} em_stance_scores;

/* Neither function allocates. `picked` chooses items by index (bootstrap); NULL: all, in order. */
void em_scores_sentiment(em_sentiment_scores *out, const em_scored *items, const uint32_t *picked,
                         size_t count);
/* `by_message` has room for message_count, or is NULL. */
void em_scores_stance(em_stance_scores *out, em_message_scores *by_message, size_t message_count,
                      const em_scored *items, const uint32_t *picked, size_t count);

#endif
