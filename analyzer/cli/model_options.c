/* The options that name a campaign, shared by every command that judges comments. */
#include "cli/model_options.h"
#include "cli/console.h"

em_status em_model_options_load(em_model **out, const em_model_options *options, em_error *err)
{
    *out = NULL;
    bool lexicons = options->messages.count || options->sentiment.count;
    if (!options->campaign && !lexicons)
        return em_error_set(err, EM_E_USAGE,
                            "no campaign (--campaign FILE, or --messages FILE and "
                            "--sentiment FILE)");
    if (options->campaign && lexicons)
        return em_error_set(err, EM_E_USAGE,
                            "--campaign names its own lexicons (leave out --messages and "
                            "--sentiment)");
    em_model_source source = {
        .campaign = options->campaign,
        .messages = options->messages.items,
        .message_count = options->messages.count,
        .sentiment = options->sentiment.items,
        .sentiment_count = options->sentiment.count,
    };
    return em_model_load(out, &source, err);
}

static bool has_negators(const em_model *model)
{
    for (size_t i = 0; i < model->entry_count; i++)
        if (model->entries[i].role == EM_ROLE_NEGATOR)
            return true;
    return false;
}

void em_model_warn_of_messages(const em_model *model)
{
    if (!model->message_count)
        em_console_warn(NULL, 0,
                        "the campaign names no messages: nothing to count but the tone (name a "
                        "message lexicon with --messages or in the campaign)");
}

void em_model_warn_of_negators(const em_model *model)
{
    if (!has_negators(model))
        em_console_warn(NULL, 0,
                        "no sentiment lexicon has negators: \"not open\" will count as open "
                        "(name one with --sentiment or in the campaign)");
}
