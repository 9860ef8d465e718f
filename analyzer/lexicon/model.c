/* Loading a model: campaign, then lexicons in the order given, then the matcher. */
#include "lexicon/model_build.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"

#define MODEL_MAX_BYTES ((size_t)4 * 1024 * 1024 * 1024)
#define WORK_MAX_BYTES ((size_t)64 * 1024 * 1024)
#define MAX_LEXICONS 256

/* The model as callers see it, and what it stands on. */
typedef struct owned_model {
    em_model model; /* first: em_model_free is given its address */
    em_arena arena;
    em_text_model *text;
    em_matcher *matcher;
} owned_model;

const char *em_role_name(em_role role)
{
    static const char *const NAMES[EM_ROLE_COUNT] = {
        "term",    "opposite",  "about",    "not-about", "polar", "negator",   "pseudo-negator",
        "booster", "downtoner", "contrast", "question",  "irony", "terminator"
    };
    return NAMES[role];
}

static em_status no_memory(const em_model_build *build)
{
    return em_error_set(build->err, EM_E_MEMORY, "no memory for the lexicons");
}

static bool keep(em_model_build *build, em_str *s)
{
    *s = em_arena_copy(build->arena, *s);
    return s->data != NULL;
}

/* Copies `count` items of `size` bytes into the model's arena; NULL: no memory. */
static const void *keep_items(em_model_build *build, const void *items, size_t count, size_t size)
{
    void *copy = em_arena_alloc(build->arena, count * size + 1);
    if (copy && count)
        memcpy(copy, items, count * size);
    return copy;
}

/* --- lexicons ------------------------------------------------------------------------------ */

static em_status add_lexicon(em_model_build *build, em_lexicon_info info, const em_buf *text)
{
    em_sha256 sha;
    em_sha256_init(&sha);
    em_sha256_update(&sha, em_buf_str(text));
    em_sha256_hex(&sha, info.sha256);
    if (build->lexicons.len >= MAX_LEXICONS)
        return em_error_at(build->err, EM_E_LEXICON, info.path.data, 0, 0,
                           "a campaign has at most %d lexicons", MAX_LEXICONS);
    if (!keep(build, &info.id) || !keep(build, &info.version) || !keep(build, &info.path) ||
        !keep(build, &info.language) || !em_vec_push(&build->lexicons, info))
        return no_memory(build);
    return EM_OK;
}

static em_status add_message(em_model_build *build, const em_messages_file *file,
                             const em_message_spec *spec, uint16_t lexicon)
{
    em_message message = { spec->id, spec->label_en, spec->label_zh, lexicon };
    if (message.label_en.len == 0)
        message.label_en = spec->id;
    for (size_t i = 0; i < build->messages.len; i++)
        if (em_str_eq(build->messages.items[i].id, spec->id))
            return em_issue_error(build->sink, "duplicate-id", file->json.path, spec->place,
                                  "another message has the id \"%.*s\"", EM_STR_ARG(spec->id));
    if (build->messages.len >= EM_MAX_MESSAGES)
        return em_issue_error(build->sink, "too-many-messages", file->json.path, spec->place,
                              "a campaign has at most %d messages", EM_MAX_MESSAGES);
    if (!keep(build, &message.id) || !keep(build, &message.label_en) ||
        !keep(build, &message.label_zh) || !em_vec_push(&build->messages, message))
        return no_memory(build);
    return EM_OK;
}

static em_status load_messages(em_model_build *build, const char *path)
{
    em_messages_file file;
    uint16_t lexicon = (uint16_t)build->lexicons.len;
    em_status status = em_messages_file_read(&file, path, build->sink, build->err);
    if (status == EM_OK)
        status = add_lexicon(build,
                             (em_lexicon_info){ .id = file.id,
                                                .version = file.version,
                                                .path = em_str_from(path),
                                                .language = EM_STR("") },
                             &file.json.text);
    for (size_t i = 0; i < file.messages.len && status == EM_OK; i++)
        status = add_message(build, &file, &file.messages.items[i], lexicon);
    if (status == EM_OK)
        status = em_compile_messages(build, &file, lexicon);
    em_messages_file_release(&file);
    return status;
}

static em_status load_sentiment(em_model_build *build, const char *path)
{
    em_sentiment_file file;
    uint16_t lexicon = (uint16_t)build->lexicons.len;
    em_status status = em_sentiment_file_read(&file, path, build->sink, build->err);
    if (status == EM_OK)
        status = add_lexicon(build,
                             (em_lexicon_info){ .id = file.id,
                                                .version = file.version,
                                                .path = em_str_from(path),
                                                .is_sentiment = true,
                                                .language = file.language,
                                                .positive_from = file.positive_from,
                                                .negative_to = file.negative_to,
                                                .scale = file.scale,
                                                .bias = file.bias },
                             &file.text);
    if (status == EM_OK)
        status = em_compile_sentiment(build, &file, path, lexicon);
    em_sentiment_file_release(&file);
    return status;
}

/* --- the campaign ---------------------------------------------------------------------------- */

static em_status load_each(em_model_build *build, const em_campaign_file *file,
                           const em_placed *paths, size_t count,
                           em_status (*load)(em_model_build *, const char *))
{
    em_status status = EM_OK;
    for (size_t i = 0; i < count && status == EM_OK; i++) {
        em_buf path;
        em_buf_init(&path, EM_ERROR_PLACE_BYTES * 8);
        em_file_resolve(&path, file->json.path, paths[i].text);
        status = path.status == EM_OK ? load(build, path.data) : no_memory(build);
        em_buf_release(&path);
    }
    return status;
}

static em_status keep_targets(em_model_build *build, const em_campaign_file *file)
{
    em_target *targets = em_arena_alloc(build->arena, file->targets.len * sizeof *targets + 1);
    if (!targets)
        return no_memory(build);
    for (size_t i = 0; i < file->targets.len; i++) {
        const em_target_spec *spec = &file->targets.items[i];
        size_t m = 0;
        while (m < build->messages.len &&
               !em_str_eq(build->messages.items[m].id, spec->message.text))
            m++;
        if (m == build->messages.len)
            return em_issue_error(build->sink, "unknown-message", file->json.path,
                                  spec->message.place, "no message has the id \"%.*s\"",
                                  EM_STR_ARG(spec->message.text));
        targets[i] = (em_target){ (uint16_t)m, spec->rate };
    }
    build->model->targets = targets;
    build->model->target_count = file->targets.len;
    return EM_OK;
}

static em_status keep_texts(const em_str **out, em_model_build *build, const em_placed *items,
                            size_t count)
{
    em_str *texts = em_arena_alloc(build->arena, count * sizeof *texts + 1);
    *out = texts;
    if (!texts)
        return no_memory(build);
    for (size_t i = 0; i < count; i++) {
        texts[i] = items[i].text;
        if (!keep(build, &texts[i]))
            return no_memory(build);
    }
    return EM_OK;
}

static em_status keep_periods(em_model_build *build, const em_campaign_file *file)
{
    em_period *periods = em_arena_alloc(build->arena, file->periods.len * sizeof *periods + 1);
    if (!periods)
        return no_memory(build);
    for (size_t i = 0; i < file->periods.len; i++) {
        periods[i] = file->periods.items[i];
        if (!keep(build, &periods[i].id))
            return no_memory(build);
    }
    build->model->periods = periods;
    build->model->period_count = file->periods.len;
    build->model->baseline = file->baseline;
    return EM_OK;
}

static em_status keep_outputs(em_model_build *build, const em_campaign_file *file)
{
    em_output *outputs = em_arena_alloc(build->arena, file->outputs.len * sizeof *outputs + 1);
    if (!outputs)
        return no_memory(build);
    for (size_t i = 0; i < file->outputs.len; i++) {
        outputs[i] = file->outputs.items[i];
        if (!keep(build, &outputs[i].label) || !keep(build, &outputs[i].value))
            return no_memory(build);
    }
    build->model->outputs = outputs;
    build->model->output_count = file->outputs.len;
    return EM_OK;
}

static em_status keep_columns(em_model_build *build, const em_str *columns, size_t count)
{
    em_str *kept = em_arena_alloc(build->arena, count * sizeof *kept);
    for (size_t i = 0; kept && i < count; i++) {
        kept[i] = columns ? columns[i] : EM_STR("");
        if (!keep(build, &kept[i]))
            return no_memory(build);
    }
    build->model->columns = kept;
    return kept ? EM_OK : no_memory(build);
}

static em_status keep_campaign(em_model_build *build, const em_campaign_file *file)
{
    em_model *model = build->model;
    model->id = file->id;
    model->title = file->title.len ? file->title : file->id;
    model->timezone = file->timezone;
    model->own_text_count = file->own_texts.len;
    model->own_account_count = file->own_accounts.len;
    if (!keep(build, &model->id) || !keep(build, &model->title) || !keep(build, &model->timezone))
        return no_memory(build);
    em_status status = keep_targets(build, file);
    if (status == EM_OK)
        status = keep_texts(&model->own_texts, build, file->own_texts.items, file->own_texts.len);
    if (status == EM_OK)
        status = keep_texts(&model->own_accounts, build, file->own_accounts.items,
                            file->own_accounts.len);
    if (status == EM_OK)
        status = keep_periods(build, file);
    if (status == EM_OK)
        status = keep_outputs(build, file);
    if (status == EM_OK)
        status = keep_columns(build, file->columns, EM_CAMPAIGN_COLUMNS);
    return status;
}

static em_status load_campaign(em_model_build *build, const char *path)
{
    em_campaign_file file;
    em_status status = em_campaign_file_read(&file, path, build->sink, build->err);
    if (status == EM_OK)
        status = load_each(build, &file, file.messages.items, file.messages.len, load_messages);
    if (status == EM_OK)
        status = load_each(build, &file, file.sentiment.items, file.sentiment.len, load_sentiment);
    if (status == EM_OK)
        status = keep_campaign(build, &file);
    em_campaign_file_release(&file);
    return status;
}

/* Without a campaign file: its id and title are those of the first lexicon. */
static em_status load_lists(em_model_build *build, const em_model_source *source)
{
    em_model *model = build->model;
    em_status status = EM_OK;
    for (size_t i = 0; i < source->message_count && status == EM_OK; i++)
        status = load_messages(build, source->messages[i]);
    for (size_t i = 0; i < source->sentiment_count && status == EM_OK; i++)
        status = load_sentiment(build, source->sentiment[i]);
    model->timezone = EM_STR("UTC");
    model->baseline = -1;
    model->id = model->title = build->lexicons.len ? build->lexicons.items[0].id : EM_STR("none");
    return status == EM_OK ? keep_columns(build, NULL, EM_CAMPAIGN_COLUMNS) : status;
}

/* --- the whole ------------------------------------------------------------------------------- */

static em_status finish(em_model_build *build, owned_model *owned)
{
    em_model *model = build->model;
    em_matcher_builder *matcher = build->matcher;
    build->matcher = NULL;
    em_status status = em_matcher_build(&owned->matcher, matcher, build->err);
    if (status != EM_OK)
        return status;
    model->matcher = owned->matcher;
    model->entry_count = build->entries.len;
    model->message_count = build->messages.len;
    model->lexicon_count = build->lexicons.len;
    model->entries = keep_items(build, build->entries.items, build->entries.len,
                                sizeof *model->entries);
    model->messages = keep_items(build, build->messages.items, build->messages.len,
                                 sizeof *model->messages);
    model->lexicons = keep_items(build, build->lexicons.items, build->lexicons.len,
                                 sizeof *model->lexicons);
    return model->entries && model->messages && model->lexicons ? EM_OK : no_memory(build);
}

static em_status build_model(owned_model *owned, const em_model_source *source, em_error *err)
{
    em_text_options options = { .without_words = true };
    em_status status = em_text_model_new(&owned->text, &options, err);
    if (status != EM_OK)
        return status;
    em_issue_sink sink = em_issue_first_error(err);
    em_model_build build = {
        .model = &owned->model, .arena = &owned->arena, .sink = &sink, .err = err
    };
    owned->model.text = owned->text;
    em_arena_init(&build.work, WORK_MAX_BYTES);
    em_buf_init(&build.pattern, WORK_MAX_BYTES);
    status = em_matcher_builder_new(&build.matcher, err);
    if (status == EM_OK)
        status = source->campaign ? load_campaign(&build, source->campaign)
                                  : load_lists(&build, source);
    if (status == EM_OK)
        status = finish(&build, owned);
    em_matcher_builder_free(build.matcher);
    em_arena_release(&build.work);
    em_buf_release(&build.pattern);
    em_vec_release(&build.entries);
    em_vec_release(&build.messages);
    em_vec_release(&build.lexicons);
    return status;
}

em_status em_model_load(em_model **out, const em_model_source *source, em_error *err)
{
    em_error unseen = { 0 };
    err = err ? err : &unseen;
    *out = NULL;
    owned_model *owned = em_mem_zalloc(1, sizeof *owned);
    if (!owned)
        return em_error_set(err, EM_E_MEMORY, "no memory for the model");
    em_arena_init(&owned->arena, MODEL_MAX_BYTES);
    em_status status = build_model(owned, source, err);
    if (status != EM_OK) {
        em_model_free(&owned->model);
        return status;
    }
    *out = &owned->model;
    return EM_OK;
}

void em_model_free(em_model *model)
{
    if (!model)
        return;
    owned_model *owned = (owned_model *)model;
    em_matcher_free(owned->matcher);
    em_text_model_free(owned->text);
    em_arena_release(&owned->arena);
    em_mem_free(owned);
}
