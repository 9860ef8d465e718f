/*
 * What a tally must know of its campaign to be merged and summed up without the model: a copy
 * that travels in every partial.
 */
#ifndef EM_TALLY_CAMPAIGN_H
#define EM_TALLY_CAMPAIGN_H

#include "base/json_tree.h"
#include "lexicon/model.h"

typedef struct em_campaign_lexicon {
    em_str id, version, sha256;
} em_campaign_lexicon;

typedef struct em_campaign_message {
    em_str id, label_en, label_zh;
} em_campaign_message;

typedef struct em_campaign_term {
    em_str term;
    uint16_t message;
    bool opposite;
} em_campaign_term;

typedef struct em_campaign {
    em_arena arena;                      /* holds everything below */
    em_str version, icu, unicode, pcre2; /* of the tools that made the verdicts */
    em_str id, title, timezone;
    em_campaign_lexicon *lexicons;
    em_campaign_message *messages;
    em_campaign_term *terms; /* terms and opposites of the messages, in the model's order */
    em_period *periods;
    em_target *targets;
    em_output *outputs;
    size_t lexicon_count, message_count, term_count, period_count, target_count, output_count;
    int baseline; /* index of a period, -1: none */
} em_campaign;

/* Yours: em_campaign_free. */
EM_MUST_CHECK em_status em_campaign_from_model(em_campaign **out, const em_model *model,
                                               em_error *err);
/* Reads what em_campaign_put_json wrote; EM_E_INPUT for anything else. `path` is for messages. */
EM_MUST_CHECK em_status em_campaign_from_json(em_campaign **out, const cJSON *json,
                                              const char *path, em_error *err);
void em_campaign_free(em_campaign *campaign);

/* Adds "tool", "campaign", "messages" and "terms" to `parent`. */
void em_campaign_put_json(em_json_tree *tree, cJSON *parent, const em_campaign *campaign);

/* EM_OK where both stand for the same campaign, lexicons and tool versions, else EM_E_ARGUMENT. */
EM_MUST_CHECK em_status em_campaign_compare(const em_campaign *a, const em_campaign *b,
                                            em_error *err);

#endif
