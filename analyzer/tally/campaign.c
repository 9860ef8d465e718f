/* What a tally must know of its campaign, copied from the model or read from a partial. */
#include "tally/campaign.h"

#include "base/str.h"
#include "tally/json_read.h"

/* A lexicon file is at most this large in sum; a campaign beyond it was not made by us. */
#define CAMPAIGN_MAX_BYTES ((size_t)1 << 30)

void em_campaign_free(em_campaign *campaign)
{
    if (!campaign)
        return;
    em_arena_release(&campaign->arena);
    em_mem_free(campaign);
}

static em_campaign *campaign_alloc(void)
{
    em_campaign *campaign = em_mem_zalloc(1, sizeof *campaign);
    if (campaign) {
        em_arena_init(&campaign->arena, CAMPAIGN_MAX_BYTES);
        campaign->baseline = -1;
    }
    return campaign;
}

/* Copies in the arena; `ok` turns false where there is no memory and stays so. */
typedef struct copier {
    em_arena *arena;
    bool ok;
} copier;

static em_str copy(copier *to, em_str s)
{
    em_str made = em_arena_copy(to->arena, s);
    to->ok = to->ok && made.data;
    return made;
}

static void *room(copier *to, size_t count, size_t size)
{
    size_t bytes;
    void *block = NULL;
    if (!__builtin_mul_overflow(count, size, &bytes))
        block = em_arena_alloc(to->arena, bytes ? bytes : 1);
    if (block)
        memset(block, 0, bytes);
    to->ok = to->ok && block;
    return block;
}

/* --- from the model ------------------------------------------------------------------ */

static bool is_message_term(const em_entry *entry)
{
    return entry->role == EM_ROLE_TERM || entry->role == EM_ROLE_OPPOSITE;
}

static void copy_lexicons(copier *to, em_campaign *campaign, const em_model *model)
{
    campaign->lexicons = room(to, model->lexicon_count, sizeof *campaign->lexicons);
    for (size_t i = 0; to->ok && i < model->lexicon_count; i++) {
        const em_lexicon_info *from = &model->lexicons[i];
        campaign->lexicons[i] = (em_campaign_lexicon){ copy(to, from->id), copy(to, from->version),
                                                       copy(to, em_str_from(from->sha256)) };
        campaign->lexicon_count++;
    }
}

static void copy_messages(copier *to, em_campaign *campaign, const em_model *model)
{
    campaign->messages = room(to, model->message_count, sizeof *campaign->messages);
    for (size_t i = 0; to->ok && i < model->message_count; i++) {
        const em_message *from = &model->messages[i];
        campaign->messages[i] = (em_campaign_message){ copy(to, from->id), copy(to, from->label_en),
                                                       copy(to, from->label_zh) };
        campaign->message_count++;
    }
}

static void copy_terms(copier *to, em_campaign *campaign, const em_model *model)
{
    size_t count = 0;
    for (size_t i = 0; i < model->entry_count; i++)
        count += is_message_term(&model->entries[i]);
    campaign->terms = room(to, count, sizeof *campaign->terms);
    for (size_t i = 0; to->ok && i < model->entry_count; i++) {
        const em_entry *from = &model->entries[i];
        if (is_message_term(from))
            campaign->terms[campaign->term_count++] = (em_campaign_term){
                copy(to, from->term), from->message, from->role == EM_ROLE_OPPOSITE
            };
    }
}

static void copy_frame(copier *to, em_campaign *campaign, const em_model *model)
{
    campaign->id = copy(to, model->id);
    campaign->title = copy(to, model->title);
    campaign->timezone = copy(to, model->timezone);
    campaign->baseline = model->baseline;
    campaign->periods = room(to, model->period_count, sizeof *campaign->periods);
    campaign->targets = room(to, model->target_count, sizeof *campaign->targets);
    campaign->outputs = room(to, model->output_count, sizeof *campaign->outputs);
    if (!to->ok)
        return;
    for (size_t i = 0; i < model->period_count; i++)
        campaign->periods[i] = (em_period){ copy(to, model->periods[i].id), model->periods[i].from,
                                            model->periods[i].to };
    for (size_t i = 0; i < model->target_count; i++)
        campaign->targets[i] = model->targets[i];
    for (size_t i = 0; i < model->output_count; i++)
        campaign->outputs[i] = (em_output){ copy(to, model->outputs[i].label),
                                            copy(to, model->outputs[i].value) };
    campaign->period_count = model->period_count;
    campaign->target_count = model->target_count;
    campaign->output_count = model->output_count;
}

em_status em_campaign_from_model(em_campaign **out, const em_model *model, em_error *err)
{
    *out = NULL;
    em_campaign *campaign = campaign_alloc();
    if (!campaign)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    copier to = { &campaign->arena, true };
    campaign->version = copy(&to, em_str_from(em_version()));
    campaign->icu = copy(&to, em_str_from(em_text_icu_version()));
    campaign->unicode = copy(&to, em_str_from(em_text_unicode_version()));
    campaign->pcre2 = copy(&to, em_str_from(em_matcher_pcre2_version()));
    copy_frame(&to, campaign, model);
    copy_lexicons(&to, campaign, model);
    copy_messages(&to, campaign, model);
    copy_terms(&to, campaign, model);
    if (!to.ok) {
        em_campaign_free(campaign);
        return em_error_set(err, EM_E_MEMORY, "no memory");
    }
    *out = campaign;
    return EM_OK;
}

/* --- to JSON ------------------------------------------------------------------------- */

static void put_frame(em_json_tree *tree, cJSON *parent, const em_campaign *campaign)
{
    cJSON *tool = em_json_add_object(tree, parent, "tool");
    em_json_add_string(tree, tool, "name", EM_STR("echometer"));
    em_json_add_string(tree, tool, "version", campaign->version);
    em_json_add_string(tree, tool, "icu", campaign->icu);
    em_json_add_string(tree, tool, "unicode", campaign->unicode);
    em_json_add_string(tree, tool, "pcre2", campaign->pcre2);
}

static void put_periods(em_json_tree *tree, cJSON *parent, const em_campaign *campaign)
{
    cJSON *periods = em_json_add_array(tree, parent, "periods");
    for (size_t i = 0; i < campaign->period_count; i++) {
        cJSON *period = em_json_add_object(tree, periods, NULL);
        em_json_add_string(tree, period, "id", campaign->periods[i].id);
        em_json_add_number(tree, period, "from", (double)campaign->periods[i].from);
        em_json_add_number(tree, period, "to", (double)campaign->periods[i].to);
    }
    em_json_add_number(tree, parent, "baseline", campaign->baseline);
}

static void put_lists(em_json_tree *tree, cJSON *parent, const em_campaign *campaign)
{
    cJSON *targets = em_json_add_array(tree, parent, "targets");
    for (size_t i = 0; i < campaign->target_count; i++) {
        cJSON *target = em_json_add_object(tree, targets, NULL);
        em_json_add_number(tree, target, "message", campaign->targets[i].message);
        em_json_add_number(tree, target, "rate", campaign->targets[i].rate);
    }
    cJSON *outputs = em_json_add_array(tree, parent, "outputs");
    for (size_t i = 0; i < campaign->output_count; i++) {
        cJSON *output = em_json_add_object(tree, outputs, NULL);
        em_json_add_string(tree, output, "label", campaign->outputs[i].label);
        em_json_add_string(tree, output, "value", campaign->outputs[i].value);
    }
    cJSON *lexicons = em_json_add_array(tree, parent, "lexicons");
    for (size_t i = 0; i < campaign->lexicon_count; i++) {
        cJSON *lexicon = em_json_add_object(tree, lexicons, NULL);
        em_json_add_string(tree, lexicon, "id", campaign->lexicons[i].id);
        em_json_add_string(tree, lexicon, "version", campaign->lexicons[i].version);
        em_json_add_string(tree, lexicon, "sha256", campaign->lexicons[i].sha256);
    }
}

void em_campaign_put_json(em_json_tree *tree, cJSON *parent, const em_campaign *campaign)
{
    put_frame(tree, parent, campaign);
    cJSON *object = em_json_add_object(tree, parent, "campaign");
    em_json_add_string(tree, object, "id", campaign->id);
    em_json_add_string(tree, object, "title", campaign->title);
    em_json_add_string(tree, object, "timezone", campaign->timezone);
    put_periods(tree, object, campaign);
    put_lists(tree, object, campaign);
    cJSON *messages = em_json_add_array(tree, parent, "messages");
    for (size_t i = 0; i < campaign->message_count; i++) {
        cJSON *message = em_json_add_object(tree, messages, NULL);
        em_json_add_string(tree, message, "id", campaign->messages[i].id);
        em_json_add_string(tree, message, "label_en", campaign->messages[i].label_en);
        em_json_add_string(tree, message, "label_zh", campaign->messages[i].label_zh);
    }
    cJSON *terms = em_json_add_array(tree, parent, "terms");
    for (size_t i = 0; i < campaign->term_count; i++) {
        cJSON *term = em_json_add_object(tree, terms, NULL);
        em_json_add_string(tree, term, "term", campaign->terms[i].term);
        em_json_add_number(tree, term, "message", campaign->terms[i].message);
        em_json_add_bool(tree, term, "opposite", campaign->terms[i].opposite);
    }
}

/* --- from JSON ----------------------------------------------------------------------- */

static em_str read_string(copier *to, em_json_in *in, const cJSON *object, const char *key)
{
    return copy(to, em_json_in_string(in, object, key));
}

/* The array under `key` and room for its items. */
static const cJSON *read_list(copier *to, em_json_in *in, const cJSON *object, const char *key,
                              void **items, size_t *count, size_t size)
{
    const cJSON *array = em_json_in_array(in, object, key);
    *count = array ? (size_t)cJSON_GetArraySize(array) : 0;
    *items = room(to, *count, size);
    if (!*items)
        *count = 0;
    return *count ? array->child : NULL;
}

static void read_messages(copier *to, em_json_in *in, em_campaign *campaign, const cJSON *json)
{
    void *items;
    size_t i = 0;
    const cJSON *item = read_list(to, in, json, "messages", &items, &campaign->message_count,
                                  sizeof *campaign->messages);
    campaign->messages = items;
    for (; item; item = item->next)
        campaign->messages[i++] = (em_campaign_message){ read_string(to, in, item, "id"),
                                                         read_string(to, in, item, "label_en"),
                                                         read_string(to, in, item, "label_zh") };
    if (campaign->message_count > EM_MAX_MESSAGES)
        em_json_in_fail(in, "messages", "has too many items");
    i = 0;
    item = read_list(to, in, json, "terms", &items, &campaign->term_count, sizeof *campaign->terms);
    campaign->terms = items;
    for (; item; item = item->next)
        campaign->terms[i++] = (em_campaign_term){
            read_string(to, in, item, "term"),
            (uint16_t)em_json_in_index(in, item, "message", campaign->message_count),
            cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(item, "opposite"))
        };
}

static void read_periods(copier *to, em_json_in *in, em_campaign *campaign, const cJSON *json)
{
    void *items;
    size_t i = 0;
    const cJSON *item = read_list(to, in, json, "periods", &items, &campaign->period_count,
                                  sizeof *campaign->periods);
    campaign->periods = items;
    for (; item; item = item->next)
        campaign->periods[i++] = (em_period){ read_string(to, in, item, "id"),
                                              em_json_in_int(in, item, "from"),
                                              em_json_in_int(in, item, "to") };
    int64_t baseline = em_json_in_int(in, json, "baseline");
    if (baseline < -1 || baseline >= (int64_t)campaign->period_count)
        em_json_in_fail(in, "baseline", "is no period");
    else
        campaign->baseline = (int)baseline;
}

static void read_lists(copier *to, em_json_in *in, em_campaign *campaign, const cJSON *json)
{
    void *items;
    size_t i = 0;
    const cJSON *item = read_list(to, in, json, "targets", &items, &campaign->target_count,
                                  sizeof *campaign->targets);
    campaign->targets = items;
    for (; item; item = item->next)
        campaign->targets[i++] = (em_target){ (uint16_t)em_json_in_index(in, item, "message",
                                                                         campaign->message_count),
                                              em_json_in_number(in, item, "rate") };
    i = 0;
    item = read_list(to, in, json, "outputs", &items, &campaign->output_count,
                     sizeof *campaign->outputs);
    campaign->outputs = items;
    for (; item; item = item->next)
        campaign->outputs[i++] = (em_output){ read_string(to, in, item, "label"),
                                              read_string(to, in, item, "value") };
    i = 0;
    item = read_list(to, in, json, "lexicons", &items, &campaign->lexicon_count,
                     sizeof *campaign->lexicons);
    campaign->lexicons = items;
    for (; item; item = item->next)
        campaign->lexicons[i++] = (em_campaign_lexicon){ read_string(to, in, item, "id"),
                                                         read_string(to, in, item, "version"),
                                                         read_string(to, in, item, "sha256") };
}

em_status em_campaign_from_json(em_campaign **out, const cJSON *json, const char *path,
                                em_error *err)
{
    *out = NULL;
    em_campaign *campaign = campaign_alloc();
    if (!campaign)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    copier to = { &campaign->arena, true };
    em_json_in in = { .path = path };
    const cJSON *tool = em_json_in_object(&in, json, "tool");
    campaign->version = read_string(&to, &in, tool, "version");
    campaign->icu = read_string(&to, &in, tool, "icu");
    campaign->unicode = read_string(&to, &in, tool, "unicode");
    campaign->pcre2 = read_string(&to, &in, tool, "pcre2");
    const cJSON *object = em_json_in_object(&in, json, "campaign");
    campaign->id = read_string(&to, &in, object, "id");
    campaign->title = read_string(&to, &in, object, "title");
    campaign->timezone = read_string(&to, &in, object, "timezone");
    read_messages(&to, &in, campaign, json);
    read_periods(&to, &in, campaign, object);
    read_lists(&to, &in, campaign, object);
    em_status status = to.ok ? em_json_in_status(&in, err)
                             : em_error_set(err, EM_E_MEMORY, "no memory");
    if (status != EM_OK) {
        em_campaign_free(campaign);
        return status;
    }
    *out = campaign;
    return EM_OK;
}

/* --- comparing ----------------------------------------------------------------------- */

static bool print_campaign(em_buf *out, const em_campaign *campaign)
{
    em_json_tree tree = { 0 };
    cJSON *root = em_json_add_object(&tree, NULL, NULL);
    em_campaign_put_json(&tree, root, campaign);
    if (!tree.failed)
        em_json_print(out, root);
    cJSON_Delete(root);
    return !tree.failed && out->status == EM_OK;
}

em_status em_campaign_compare(const em_campaign *a, const em_campaign *b, em_error *err)
{
    em_buf text_a, text_b;
    em_buf_init(&text_a, CAMPAIGN_MAX_BYTES);
    em_buf_init(&text_b, CAMPAIGN_MAX_BYTES);
    em_status status = EM_OK;
    if (!print_campaign(&text_a, a) || !print_campaign(&text_b, b))
        status = em_error_set(err, EM_E_MEMORY, "no memory");
    else if (!em_str_eq(em_buf_str(&text_a), em_buf_str(&text_b)))
        status = em_error_set(err, EM_E_ARGUMENT,
                              "the partials come from different campaigns, lexicons or versions");
    em_buf_release(&text_a);
    em_buf_release(&text_b);
    return status;
}
