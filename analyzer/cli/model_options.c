/* The options that name a campaign, shared by every command that judges comments. */
#include "cli/model_options.h"

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
