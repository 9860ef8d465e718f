/* Reading `*.campaign.json`: the shape of every object, with the place of every fault. */
#include "lexicon/json_check.h"
#include "lexicon/lexicon_file.h"

#include "base/str.h"
#include "lexicon/day.h"

#define SCHEMA "echometer/campaign/1"

static const char *const FILE_KEYS[] = { "$schema",  "schema",    "id",        "title",
                                         "messages", "sentiment", "own_texts", "own_accounts",
                                         "timezone", "periods",   "baseline",  "targets",
                                         "outputs",  "columns",   "note",      NULL };
static const char *const PERIOD_KEYS[] = { "id", "from", "to", "note", NULL };
static const char *const TARGET_KEYS[] = { "message", "rate", "note", NULL };
static const char *const OUTPUT_KEYS[] = { "label", "value", "note", NULL };
/* In the order of the reader's em_field. */
static const char *const COLUMN_KEYS[] = { "text",     "id",          "author",   "time",
                                           "likes",    "platform",    "language", "parent",
                                           "reposted", "author_type", NULL };

typedef struct reading {
    em_campaign_file *file;
    em_json_check check;
    em_error *err;
} reading;

typedef em_status read_item(reading *r, const cJSON *node);

static em_status no_memory(const reading *r)
{
    return em_error_at(r->err, EM_E_MEMORY, r->file->json.path, 0, 0, "no memory");
}

static em_status issue_at(const reading *r, const cJSON *node, const char *rule, const char *text)
{
    return em_issue_error(r->check.sink, rule, r->file->json.path,
                          em_json_check_place(&r->check, node), "%s", text);
}

static em_status read_list(reading *r, const char *key, read_item *item)
{
    const cJSON *list, *node;
    em_status status = em_json_check_array(&list, &r->check, r->file->json.root, key, false);
    cJSON_ArrayForEach(node, list)
    {
        if (status != EM_OK)
            return status;
        status = item(r, node);
    }
    return status;
}

#define READ_TEXTS(name, list)                                                                     \
    static em_status name(reading *r, const cJSON *node)                                           \
    {                                                                                              \
        if (!cJSON_IsString(node))                                                                 \
            return em_json_check_kind(&r->check, node, "a text in quotes");                        \
        em_placed item = { em_json_text(node), em_json_check_place(&r->check, node) };             \
        if (item.text.len == 0)                                                                    \
            return issue_at(r, node, "empty-value", "this text is empty");                         \
        return em_vec_push(&r->file->list, item) ? EM_OK : no_memory(r);                           \
    }

READ_TEXTS(read_message_path, messages)
READ_TEXTS(read_sentiment_path, sentiment)
READ_TEXTS(read_own_text, own_texts)
READ_TEXTS(read_own_account, own_accounts)

/* --- periods, targets, outputs ------------------------------------------------------------- */

static em_status read_day(reading *r, int64_t *out, const cJSON *object, const char *key)
{
    em_str text;
    em_status status = em_json_check_string(&text, &r->check, object, key, true);
    if (status != EM_OK || text.len == 0 || em_day_parse(out, text, r->file->timezone))
        return status;
    return issue_at(r, cJSON_GetObjectItemCaseSensitive(object, key), "bad-time",
                    "a time is written 2011-04-29 or 2011-04-29T10:00:00 (with Z or +08:00, or "
                    "in the campaign's time zone)");
}

static em_status read_period(reading *r, const cJSON *object)
{
    em_period period = { .id = EM_STR("") };
    if (!cJSON_IsObject(object))
        return em_json_check_kind(&r->check, object, "a period: an object with id, from and to");
    em_status status = em_json_check_keys(&r->check, object, PERIOD_KEYS, "a period");
    if (status == EM_OK)
        status = em_json_check_string(&period.id, &r->check, object, "id", true);
    if (status == EM_OK)
        status = read_day(r, &period.from, object, "from");
    if (status == EM_OK)
        status = read_day(r, &period.to, object, "to");
    if (status != EM_OK)
        return status;
    if (period.to <= period.from)
        return issue_at(r, object, "bad-time",
                        "the period ends before it begins (\"to\" is "
                        "exclusive)");
    for (size_t i = 0; i < r->file->periods.len; i++)
        if (em_str_eq(r->file->periods.items[i].id, period.id))
            return issue_at(r, object, "duplicate-id", "two periods have this id");
    return em_vec_push(&r->file->periods, period) ? EM_OK : no_memory(r);
}

static em_status read_target(reading *r, const cJSON *object)
{
    em_target_spec target = { .rate = 0 };
    if (!cJSON_IsObject(object))
        return em_json_check_kind(&r->check, object, "a target: an object with message and rate");
    em_status status = em_json_check_keys(&r->check, object, TARGET_KEYS, "a target");
    if (status == EM_OK)
        status = em_json_check_string(&target.message.text, &r->check, object, "message", true);
    if (status != EM_OK)
        return status;
    const cJSON *message = cJSON_GetObjectItemCaseSensitive(object, "message");
    const cJSON *rate = cJSON_GetObjectItemCaseSensitive(object, "rate");
    target.message.place = em_json_check_place(&r->check, message ? message : object);
    if (cJSON_IsNumber(rate) && rate->valuedouble >= 0 && rate->valuedouble <= 1)
        target.rate = rate->valuedouble;
    else
        status = issue_at(r, rate ? rate : object, "bad-rate",
                          "\"rate\" is a share from 0 to 1, such as 0.05 for 5 %");
    if (status != EM_OK)
        return status;
    return em_vec_push(&r->file->targets, target) ? EM_OK : no_memory(r);
}

static em_status read_output(reading *r, const cJSON *object)
{
    em_output output = { .label = EM_STR(""), .value = EM_STR("") };
    if (!cJSON_IsObject(object))
        return em_json_check_kind(&r->check, object, "an output: an object with label and value");
    em_status status = em_json_check_keys(&r->check, object, OUTPUT_KEYS, "an output");
    if (status == EM_OK)
        status = em_json_check_string(&output.label, &r->check, object, "label", true);
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, "value");
    if (status == EM_OK && cJSON_IsNumber(value)) /* as it is written */
        output.value = em_json_number_text(r->check.file, value);
    else if (status == EM_OK)
        status = em_json_check_string(&output.value, &r->check, object, "value", true);
    if (status != EM_OK)
        return status;
    return em_vec_push(&r->file->outputs, output) ? EM_OK : no_memory(r);
}

/* --- the whole ------------------------------------------------------------------------------- */

static em_status read_columns(reading *r)
{
    const cJSON *columns;
    em_status status = em_json_check_object(&columns, &r->check, r->file->json.root, "columns",
                                            false);
    if (status != EM_OK || !columns)
        return status;
    status = em_json_check_keys(&r->check, columns, COLUMN_KEYS, "\"columns\"");
    for (size_t i = 0; COLUMN_KEYS[i] && status == EM_OK; i++)
        status = em_json_check_string(&r->file->columns[i], &r->check, columns, COLUMN_KEYS[i],
                                      false);
    return status;
}

static em_status read_baseline(reading *r)
{
    em_str id;
    em_status status = em_json_check_string(&id, &r->check, r->file->json.root, "baseline", false);
    if (status != EM_OK || id.len == 0)
        return status;
    for (size_t i = 0; i < r->file->periods.len; i++)
        if (em_str_eq(r->file->periods.items[i].id, id))
            r->file->baseline = (int)i;
    if (r->file->baseline >= 0)
        return EM_OK;
    return issue_at(r, cJSON_GetObjectItemCaseSensitive(r->file->json.root, "baseline"),
                    "unknown-period", "no period has this id");
}

static em_status read_timezone(reading *r)
{
    em_str zone;
    em_status status = em_json_check_string(&zone, &r->check, r->file->json.root, "timezone",
                                            false);
    if (status != EM_OK || zone.len == 0)
        return status;
    if (!em_day_zone_exists(zone))
        return issue_at(r, cJSON_GetObjectItemCaseSensitive(r->file->json.root, "timezone"),
                        "unknown-timezone",
                        "no such time zone (names are like Asia/Shanghai or Europe/London)");
    r->file->timezone = zone;
    return EM_OK;
}

static em_status check_schema(reading *r)
{
    em_str schema;
    em_status status = em_json_check_string(&schema, &r->check, r->file->json.root, "schema", true);
    if (status != EM_OK || schema.len == 0 || em_str_eq(schema, EM_STR(SCHEMA)))
        return status;
    return issue_at(r, cJSON_GetObjectItemCaseSensitive(r->file->json.root, "schema"),
                    "unknown-schema", "\"schema\" should be \"" SCHEMA "\"");
}

static em_status read_file(reading *r)
{
    static const struct {
        const char *key;
        read_item *item;
    } LISTS[] = { { "messages", read_message_path }, { "sentiment", read_sentiment_path },
                  { "own_texts", read_own_text },    { "own_accounts", read_own_account },
                  { "periods", read_period },        { "targets", read_target },
                  { "outputs", read_output } };
    const cJSON *root = r->file->json.root;
    if (!cJSON_IsObject(root))
        return em_json_check_kind(&r->check, root, "a campaign: an object in { }");
    em_status status = em_json_check_keys(&r->check, root, FILE_KEYS, "a campaign");
    if (status == EM_OK)
        status = check_schema(r);
    if (status == EM_OK)
        status = em_json_check_string(&r->file->id, &r->check, root, "id", true);
    if (status == EM_OK)
        status = em_json_check_string(&r->file->title, &r->check, root, "title", false);
    if (status == EM_OK)
        status = read_timezone(r);
    for (size_t i = 0; i < sizeof LISTS / sizeof *LISTS && status == EM_OK; i++)
        status = read_list(r, LISTS[i].key, LISTS[i].item);
    if (status == EM_OK)
        status = read_baseline(r);
    return status == EM_OK ? read_columns(r) : status;
}

em_status em_campaign_file_read(em_campaign_file *out, const char *path, const em_issue_sink *sink,
                                em_error *err)
{
    *out = (em_campaign_file){
        .id = EM_STR(""), .title = EM_STR(""), .timezone = EM_STR("UTC"), .baseline = -1
    };
    for (size_t i = 0; i < sizeof out->columns / sizeof *out->columns; i++)
        out->columns[i] = EM_STR("");
    reading r = { .file = out, .check = { &out->json, sink }, .err = err };
    em_status status = em_json_read(&out->json, path, EM_LEXICON_MAX_BYTES, err);
    return status == EM_OK ? read_file(&r) : status;
}

void em_campaign_file_release(em_campaign_file *file)
{
    em_json_release(&file->json);
    em_vec_release(&file->messages);
    em_vec_release(&file->sentiment);
    em_vec_release(&file->own_texts);
    em_vec_release(&file->own_accounts);
    em_vec_release(&file->periods);
    em_vec_release(&file->targets);
    em_vec_release(&file->outputs);
}
