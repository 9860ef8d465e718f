/* One sentiment lexicon: weights, sources, characters. */
#include "lexicon/lint_state.h"

#include "base/str.h"

em_status em_lint_sentiment(em_lint *lint, em_lint_file *file)
{
    const em_sentiment_file *lexicon = &file->sentiment;
    em_status status = EM_OK;
    for (size_t i = 0; i < lexicon->entries.len && status == EM_OK; i++) {
        const em_sentiment_spec *entry = &lexicon->entries.items[i];
        status = em_lint_characters(lint, file, NULL, entry->term, entry->place);
        if (status == EM_OK && entry->role == EM_ROLE_POLAR && entry->weight == 0)
            status = em_lint_report(lint, file, NULL, "zero-weight", entry->place,
                                    "\"%.*s\" weighs nothing (delete it)", EM_STR_ARG(entry->term));
        if (status == EM_OK && !entry->source.len)
            status = em_lint_report(lint, file, NULL, "unsourced", entry->place,
                                    "\"%.*s\" does not say where it is from (fill in source)",
                                    EM_STR_ARG(entry->term));
    }
    return status;
}
