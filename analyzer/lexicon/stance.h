/* The words of verdicts and of gold labels: what a comment does with a message, how it feels. */
#ifndef EM_LEXICON_STANCE_H
#define EM_LEXICON_STANCE_H

#include "em_base.h"

typedef enum em_stance {
    EM_STANCE_NONE,
    EM_STANCE_AFFIRMED,
    EM_STANCE_DENIED,
    EM_STANCE_MIXED,
    EM_STANCE_QUESTIONED,
    EM_STANCE_QUOTED,
    EM_STANCE_COUNT
} em_stance;

typedef enum em_polarity { EM_NEGATIVE = -1, EM_NEUTRAL = 0, EM_POSITIVE = 1 } em_polarity;

/* Lend static names: "none", "affirmed", ...; "negative", "neutral", "positive". */
const char *em_stance_name(em_stance stance);
const char *em_polarity_name(em_polarity polarity);

/* Without case. False where `name` is none of them; *out is then untouched. */
bool em_stance_parse(em_stance *out, em_str name);
bool em_polarity_parse(em_polarity *out, em_str name);

#endif
