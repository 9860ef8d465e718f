/* One campaign: the files it names, its periods, its own texts. */
#include "lexicon/lint_state.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"

#include <unistd.h>

#define SHORT_OWN_TEXT 4 /* characters */

static em_status check_paths(em_lint *lint, em_lint_file *file, const em_placed *paths,
                             size_t count)
{
    em_status status = EM_OK;
    for (size_t i = 0; i < count && status == EM_OK; i++) {
        em_buf path;
        em_buf_init(&path, EM_BUF_UNLIMITED);
        em_file_resolve(&path, file->path, paths[i].text);
        if (path.status != EM_OK)
            status = em_error_set(lint->err, EM_E_MEMORY, "no memory");
        else if (access(em_buf_str(&path).data, R_OK) != 0)
            status = em_lint_report(lint, file, NULL, "missing-file", paths[i].place,
                                    "%s cannot be read (mend the path)", em_buf_str(&path).data);
        em_buf_release(&path);
    }
    return status;
}

static em_status check_periods(em_lint *lint, em_lint_file *file)
{
    const em_campaign_file *campaign = &file->campaign;
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(campaign->json.root, "periods");
    em_status status = EM_OK;
    for (size_t i = 0; i < campaign->periods.len && status == EM_OK; i++) {
        const em_period *period = &campaign->periods.items[i];
        em_place place = { 0, 0 };
        em_json_place_of(&place.line, &place.column, (em_json_file *)&campaign->json,
                         cJSON_GetArrayItem(list, (int)i));
        for (size_t j = 0; j < i && status == EM_OK; j++) {
            const em_period *earlier = &campaign->periods.items[j];
            if (period->from < earlier->to && earlier->from < period->to)
                status = em_lint_report(lint, file, NULL, "period-overlap", place,
                                        "the periods %.*s and %.*s share time",
                                        EM_STR_ARG(earlier->id), EM_STR_ARG(period->id));
        }
    }
    return status;
}

static size_t count_characters(em_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return count;
}

static em_status check_own_texts(em_lint *lint, em_lint_file *file)
{
    const em_campaign_file *campaign = &file->campaign;
    em_status status = EM_OK;
    for (size_t i = 0; i < campaign->own_texts.len && status == EM_OK; i++) {
        const em_placed *own = &campaign->own_texts.items[i];
        if (count_characters(own->text) < SHORT_OWN_TEXT)
            status = em_lint_report(lint, file, NULL, "short-own-text", own->place,
                                    "\"%.*s\" is very short for a text of the campaign's own",
                                    EM_STR_ARG(own->text));
        for (size_t j = 0; j < i && status == EM_OK; j++)
            if (em_str_eq(campaign->own_texts.items[j].text, own->text))
                status = em_lint_report(lint, file, NULL, "duplicate-own-text", own->place,
                                        "\"%.*s\" stands twice", EM_STR_ARG(own->text));
    }
    return status;
}

/* A campaign without messages or negators is read, but hardly what was meant. */
static em_status check_lists(em_lint *lint, em_lint_file *file)
{
    const em_place start = { 1, 1 };
    em_status status = EM_OK;
    if (!file->campaign.messages.len)
        status = em_lint_report(lint, file, NULL, "no-messages", start,
                                "the campaign names no messages: nothing to count (name a message "
                                "lexicon in \"messages\")");
    else if (!file->campaign.sentiment.len)
        status = em_lint_report(lint, file, NULL, "no-sentiment", start,
                                "the campaign names no sentiment lexicon, so there are no "
                                "negators: \"not open\" will count as open (name one in "
                                "\"sentiment\")");
    return status;
}

em_status em_lint_campaign(em_lint *lint, em_lint_file *file)
{
    const em_campaign_file *campaign = &file->campaign;
    em_status status = check_lists(lint, file);
    if (status == EM_OK)
        status = check_paths(lint, file, campaign->messages.items, campaign->messages.len);
    if (status == EM_OK)
        status = check_paths(lint, file, campaign->sentiment.items, campaign->sentiment.len);
    if (status == EM_OK)
        status = check_periods(lint, file);
    return status == EM_OK ? check_own_texts(lint, file) : status;
}
