/* One campaign: the files it names, its periods, its own texts. */
#include "lexicon/lint_state.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/nearest.h"
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

/* --- targets --------------------------------------------------------------------------------- */

/* Ids of the messages that a campaign's lexicons have, in the lint's arena. */
typedef struct message_ids {
    EM_VEC(const char *) names; /* ended by NULL once all are there */
    bool complete;              /* every lexicon could be read      */
} message_ids;

/* The lexicon's own faults are told where it is checked itself. */
static em_status note_fault(void *context, const em_issue *issue)
{
    (void)issue;
    ((message_ids *)context)->complete = false;
    return EM_OK;
}

static em_status add_ids(em_lint *lint, message_ids *ids, const char *path)
{
    em_messages_file file;
    em_error unread;
    const em_issue_sink sink = { note_fault, ids };
    em_status status = em_messages_file_read(&file, path, &sink, &unread);
    ids->complete = ids->complete && status == EM_OK;
    status = status == EM_E_MEMORY ? status : EM_OK;
    for (size_t i = 0; i < file.messages.len && status == EM_OK; i++) {
        em_str id = em_arena_copy(&lint->arena, file.messages.items[i].id);
        if (!id.data || !em_vec_push(&ids->names, id.data))
            status = EM_E_MEMORY;
    }
    em_messages_file_release(&file);
    return status == EM_OK ? EM_OK : em_error_set(lint->err, status, "no memory");
}

static em_status gather_ids(em_lint *lint, message_ids *ids, const em_lint_file *file)
{
    const em_campaign_file *campaign = &file->campaign;
    em_status status = EM_OK;
    for (size_t i = 0; i < campaign->messages.len && status == EM_OK; i++) {
        em_buf path;
        em_buf_init(&path, EM_BUF_UNLIMITED);
        em_file_resolve(&path, file->path, campaign->messages.items[i].text);
        status = path.status == EM_OK ? add_ids(lint, ids, path.data)
                                      : em_error_set(lint->err, EM_E_MEMORY, "no memory");
        em_buf_release(&path);
    }
    if (status == EM_OK && !em_vec_push(&ids->names, (const char *)NULL))
        status = em_error_set(lint->err, EM_E_MEMORY, "no memory");
    return status;
}

static em_status check_target(em_lint *lint, em_lint_file *file, const em_placed *message,
                              const char *const *names)
{
    for (size_t i = 0; names[i]; i++)
        if (em_str_eq(em_str_from(names[i]), message->text))
            return EM_OK;
    const char *near = em_nearest(message->text, names);
    return em_lint_report(lint, file, NULL, "unknown-message", message->place,
                          "no message has the id \"%.*s\" (%s%s%s)", EM_STR_ARG(message->text),
                          near ? "did you mean "
                               : "name its lexicon in \"messages\", or mend the id",
                          near ? near : "", near ? "?" : "");
}

static em_status check_targets(em_lint *lint, em_lint_file *file)
{
    const em_campaign_file *campaign = &file->campaign;
    message_ids ids = { .complete = true };
    em_status status = campaign->targets.len ? gather_ids(lint, &ids, file) : EM_OK;
    for (size_t i = 0; i < campaign->targets.len && status == EM_OK && ids.complete; i++)
        if (campaign->targets.items[i].message.text.len) /* else told as a missing key */
            status = check_target(lint, file, &campaign->targets.items[i].message, ids.names.items);
    em_vec_release(&ids.names);
    return status;
}

/* --- the whole ------------------------------------------------------------------------------- */

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
    if (status == EM_OK)
        status = check_targets(lint, file);
    return status == EM_OK ? check_own_texts(lint, file) : status;
}
