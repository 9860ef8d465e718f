/* The options that name a campaign, shared by every command that judges comments. */
#ifndef EM_CLI_MODEL_OPTIONS_H
#define EM_CLI_MODEL_OPTIONS_H

#include "cli/option.h"
#include "lexicon/model.h"

typedef struct em_model_options {
    const char *campaign;
    em_option_list messages;
    em_option_list sentiment;
} em_model_options;

/* Rows of an option table for the member `field` (an em_model_options) of struct `type`. */
#define EM_MODEL_OPTION_ROWS(type, field)                                                          \
    { "campaign",       'c',                                                                       \
      EM_OPTION_STRING, offsetof(type, field.campaign),                                            \
      "FILE",           "campaign file (*.campaign.json)" },                                       \
        { "messages",     'm',                                                                     \
          EM_OPTION_LIST, offsetof(type, field.messages),                                          \
          "FILE",         "message lexicon, instead of a campaign" },                              \
    {                                                                                              \
        "sentiment", 's', EM_OPTION_LIST, offsetof(type, field.sentiment), "FILE",                 \
            "sentiment lexicon, instead of a campaign"                                             \
    }

/*
 * Loads what the options name; yours: em_model_free. EM_E_USAGE where they name nothing, or a
 * campaign and lexicons at once.
 */
EM_MUST_CHECK em_status em_model_options_load(em_model **out, const em_model_options *options,
                                              em_error *err);

/* Warns where there is no message: every rate will be 0. */
void em_model_warn_of_messages(const em_model *model);

/* Warns where nothing can be negated, since no lexicon has negators. */
void em_model_warn_of_negators(const em_model *model);

#endif
