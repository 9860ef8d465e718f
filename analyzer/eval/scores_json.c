/* scores.json (echometer/scores/1): scores as a tree, and gates that look metrics up in it. */
#include "eval/scores_json.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/str.h"
#include "stats/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Metrics that get an interval; a NAN among the samples leaves the interval out. */
typedef struct metric_values {
    double accuracy, accuracy_polar, macro_f1, macro_recall, pearson;
    double received_f1, stance_accuracy, kappa, alpha;
} metric_values;

static const struct {
    const char *path;
    size_t offset;
} METRICS[] = {
    { "sentiment.accuracy", offsetof(metric_values, accuracy) },
    { "sentiment.accuracy_polar", offsetof(metric_values, accuracy_polar) },
    { "sentiment.macro_f1", offsetof(metric_values, macro_f1) },
    { "sentiment.macro_recall", offsetof(metric_values, macro_recall) },
    { "sentiment.pearson", offsetof(metric_values, pearson) },
    { "messages.micro.f1", offsetof(metric_values, received_f1) },
    { "messages.stance_accuracy", offsetof(metric_values, stance_accuracy) },
    { "messages.kappa", offsetof(metric_values, kappa) },
    { "messages.alpha", offsetof(metric_values, alpha) },
};
#define METRIC_COUNT (sizeof METRICS / sizeof *METRICS)

/* Six digits are more than any gold set supports, and keep the file the same on every machine. */
static double rounded(double value)
{
    return round(value * 1e6) / 1e6;
}

static void add_number(cJSON *object, const char *name, double value)
{
    if (isnan(value))
        cJSON_AddNullToObject(object, name);
    else
        cJSON_AddNumberToObject(object, name, rounded(value));
}

static void add_prf(cJSON *object, em_prf prf)
{
    add_number(object, "precision", prf.precision);
    add_number(object, "recall", prf.recall);
    add_number(object, "f1", prf.f1);
}

static void add_confusion(cJSON *object, const em_confusion *counts)
{
    add_number(object, "tp", counts->tp);
    add_number(object, "fp", counts->fp);
    add_number(object, "fn", counts->fn);
    add_number(object, "tn", counts->tn);
}

/* --- the two halves -------------------------------------------------------------------- */

static void build_sentiment(cJSON *root, const em_sentiment_scores *scores)
{
    cJSON *sentiment = cJSON_AddObjectToObject(root, "sentiment");
    cJSON_AddNumberToObject(sentiment, "comments", (double)scores->comments);
    add_number(sentiment, "accuracy", scores->accuracy);
    add_number(sentiment, "accuracy_polar", scores->accuracy_polar);
    add_number(sentiment, "macro_f1", scores->macro_f1);
    add_number(sentiment, "macro_recall", scores->macro_recall);
    add_number(sentiment, "pearson", scores->pearson);
    cJSON *classes = cJSON_AddObjectToObject(sentiment, "classes");
    for (int label = EM_POSITIVE; label >= EM_NEGATIVE; label--) {
        const em_class_score *score = &scores->classes[label + 1];
        cJSON *object = cJSON_AddObjectToObject(classes, em_polarity_name((em_polarity)label));
        add_prf(object, score->prf);
        add_number(object, "support", score->support);
    }
}

static void add_labelled(cJSON *object, const em_labelled *labelled)
{
    cJSON *counts = cJSON_AddObjectToObject(object, "labelled");
    add_number(counts, "positive", (double)labelled->positive);
    add_number(counts, "negative", (double)labelled->negative);
}

static void build_message(cJSON *by_message, em_str id, const em_message_scores *scores)
{
    char *name = em_mem_strdup(id);
    if (!name)
        return;
    cJSON *object = cJSON_AddObjectToObject(by_message, name);
    em_mem_free(name);
    add_prf(object, scores->prf);
    add_confusion(object, &scores->received);
    add_labelled(object, &scores->labelled);
    add_number(object, "support", scores->support);
    cJSON *stances = cJSON_AddObjectToObject(object, "stances");
    for (int gold = 0; gold < EM_STANCE_COUNT; gold++) {
        cJSON *row = cJSON_AddObjectToObject(stances, em_stance_name((em_stance)gold));
        for (int said = 0; said < EM_STANCE_COUNT; said++)
            add_number(row, em_stance_name((em_stance)said), scores->stances[gold][said]);
    }
}

static void build_messages(cJSON *root, const em_stance_scores *scores,
                           const em_message_scores *by_message, const em_scores_source *source)
{
    cJSON *messages = cJSON_AddObjectToObject(root, "messages");
    cJSON_AddNumberToObject(messages, "comments", (double)scores->comments);
    cJSON *micro = cJSON_AddObjectToObject(messages, "micro");
    add_prf(micro, scores->micro_prf);
    add_confusion(micro, &scores->micro);
    cJSON *any = cJSON_AddObjectToObject(messages, "any");
    add_prf(any, scores->any_prf);
    add_confusion(any, &scores->any);
    add_labelled(any, &scores->labelled);
    add_number(messages, "macro_f1", scores->macro_f1);
    add_number(messages, "stance_accuracy", scores->stance_accuracy);
    add_number(messages, "kappa", scores->kappa);
    add_number(messages, "alpha", scores->alpha);
    cJSON *per_message = cJSON_AddObjectToObject(messages, "by_message");
    for (size_t m = 0; m < source->message_count; m++)
        build_message(per_message, source->message_ids[m], &by_message[m]);
}

/* --- bootstrap ----------------------------------------------------------------------------- */

static metric_values measure(const em_scores_source *source, const uint32_t *picked)
{
    em_sentiment_scores sentiment;
    em_stance_scores stance;
    em_scores_sentiment(&sentiment, source->items, picked, source->count);
    em_scores_stance(&stance, NULL, source->message_count, source->items, picked, source->count);
    return (metric_values){
        .accuracy = sentiment.comments ? sentiment.accuracy : NAN,
        .accuracy_polar = sentiment.comments ? sentiment.accuracy_polar : NAN,
        .macro_f1 = sentiment.comments ? sentiment.macro_f1 : NAN,
        .macro_recall = sentiment.comments ? sentiment.macro_recall : NAN,
        .pearson = sentiment.pearson,
        .received_f1 = stance.comments ? stance.micro_prf.f1 : NAN,
        .stance_accuracy = stance.comments ? stance.stance_accuracy : NAN,
        .kappa = stance.comments ? stance.kappa : NAN,
        .alpha = stance.comments ? stance.alpha : NAN,
    };
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void add_interval(cJSON *intervals, const char *path, const metric_values *samples,
                         size_t offset)
{
    double values[EM_SCORES_BOOTSTRAP_SAMPLES];
    for (size_t i = 0; i < EM_SCORES_BOOTSTRAP_SAMPLES; i++) {
        memcpy(&values[i], (const char *)&samples[i] + offset, sizeof values[i]);
        if (isnan(values[i]))
            return;
    }
    qsort(values, EM_SCORES_BOOTSTRAP_SAMPLES, sizeof *values, compare_doubles);
    cJSON *pair = cJSON_AddArrayToObject(intervals, path);
    cJSON_AddItemToArray(
        pair, cJSON_CreateNumber(rounded(values[EM_SCORES_BOOTSTRAP_SAMPLES * 25 / 1000])));
    cJSON_AddItemToArray(
        pair, cJSON_CreateNumber(rounded(values[EM_SCORES_BOOTSTRAP_SAMPLES * 975 / 1000 - 1])));
}

static em_status build_intervals(cJSON *root, const em_scores_source *source, em_error *err)
{
    uint32_t *picked = em_mem_zalloc(source->count, sizeof *picked);
    metric_values *samples = em_mem_zalloc(EM_SCORES_BOOTSTRAP_SAMPLES, sizeof *samples);
    if (!picked || !samples) {
        em_mem_free(picked);
        em_mem_free(samples);
        return em_error_set(err, EM_E_MEMORY, "no memory");
    }
    em_random random = em_random_seed(EM_SCORES_BOOTSTRAP_SEED);
    for (size_t s = 0; s < EM_SCORES_BOOTSTRAP_SAMPLES; s++) {
        for (size_t i = 0; i < source->count; i++)
            picked[i] = (uint32_t)em_random_below(&random, source->count);
        samples[s] = measure(source, picked);
    }
    cJSON *intervals = cJSON_AddObjectToObject(root, "intervals");
    for (size_t m = 0; m < METRIC_COUNT; m++)
        add_interval(intervals, METRICS[m].path, samples, METRICS[m].offset);
    em_mem_free(picked);
    em_mem_free(samples);
    return EM_OK;
}

/* --- the whole ----------------------------------------------------------------------------- */

static void build_provenance(cJSON *root, const em_scores_source *source)
{
    cJSON *lexicons = cJSON_AddArrayToObject(root, "lexicons");
    for (size_t i = 0; i < source->lexicon_count; i++) {
        cJSON *lexicon = cJSON_CreateObject();
        char *id = em_mem_strdup(source->lexicons[i].id);
        cJSON_AddStringToObject(lexicon, "id", id ? id : "");
        cJSON_AddStringToObject(lexicon, "sha256", source->lexicons[i].sha256);
        cJSON_AddItemToArray(lexicons, lexicon);
        em_mem_free(id);
    }
    cJSON_AddStringToObject(root, "sample", source->sample);
    cJSON_AddArrayToObject(root, "gates");
}

em_status em_scores_build(cJSON **out, const em_scores_source *source, em_error *err)
{
    em_sentiment_scores sentiment;
    em_stance_scores stance;
    *out = NULL;
    em_message_scores *by_message = em_mem_zalloc(source->message_count ? source->message_count : 1,
                                                  sizeof *by_message);
    cJSON *root = cJSON_CreateObject();
    if (!by_message || !root) {
        em_mem_free(by_message);
        cJSON_Delete(root);
        return em_error_set(err, EM_E_MEMORY, "no memory");
    }
    em_scores_sentiment(&sentiment, source->items, NULL, source->count);
    em_scores_stance(&stance, by_message, source->message_count, source->items, NULL,
                     source->count);
    cJSON_AddStringToObject(root, "schema", "echometer/scores/1");
    cJSON_AddNumberToObject(root, "comments", (double)source->count);
    if (sentiment.comments)
        build_sentiment(root, &sentiment);
    if (stance.comments)
        build_messages(root, &stance, by_message, source);
    em_status status = build_intervals(root, source, err);
    build_provenance(root, source);
    em_mem_free(by_message);
    if (status != EM_OK) {
        cJSON_Delete(root);
        return status;
    }
    *out = root;
    return EM_OK;
}

/* --- gates --------------------------------------------------------------------------------- */

static const cJSON *find_metric(const cJSON *node, em_str path)
{
    while (node && path.len) {
        const char *dot = memchr(path.data, '.', path.len);
        em_str part = { path.data, dot ? (size_t)(dot - path.data) : path.len };
        const cJSON *child = node->child;
        while (child && !(child->string && em_str_eq(em_str_from(child->string), part)))
            child = child->next;
        node = child;
        path.data += part.len + (dot != NULL);
        path.len -= part.len + (dot != NULL);
    }
    return node;
}

/* Takes "METRIC=VALUE" apart and finds the metric among `scores`. */
static em_status read_gate(const cJSON **metric, em_str *path, double *floor, const cJSON *scores,
                           const char *gate, em_error *err)
{
    const char *equals = strrchr(gate, '=');
    if (!equals || !em_number_parse(floor, em_str_from(equals + 1)))
        return em_error_set(err, EM_E_USAGE, "--min %s is not like messages.micro.f1=0.8", gate);
    *path = (em_str){ gate, (size_t)(equals - gate) };
    *metric = find_metric(scores, *path);
    if (cJSON_IsNumber(*metric))
        return EM_OK;
    return em_error_set(err, EM_E_USAGE,
                        "--min: the scores have no number %.*s (for example "
                        "sentiment.macro_f1 or messages.micro.f1)",
                        EM_STR_ARG(*path));
}

em_status em_scores_check_gate(const char *gate, const em_str *message_ids, size_t message_count,
                               em_error *err)
{
    const em_scores_source source = { .message_ids = message_ids, .message_count = message_count };
    const em_sentiment_scores sentiment = { 0 };
    const em_stance_scores stance = { 0 };
    em_message_scores *by_message = em_mem_zalloc(message_count + 1, sizeof *by_message);
    cJSON *scores = cJSON_CreateObject();
    em_status status = by_message && scores ? EM_OK : em_error_set(err, EM_E_MEMORY, "no memory");
    if (status == EM_OK) {
        const cJSON *metric;
        em_str path;
        double floor;
        cJSON_AddNumberToObject(scores, "comments", 0);
        build_sentiment(scores, &sentiment);
        build_messages(scores, &stance, by_message, &source);
        status = read_gate(&metric, &path, &floor, scores, gate, err);
    }
    cJSON_Delete(scores);
    em_mem_free(by_message);
    return status;
}

em_status em_scores_gate(bool *held, cJSON *scores, const char *gate, em_error *err)
{
    const cJSON *metric;
    em_str path;
    double floor;
    em_status status = read_gate(&metric, &path, &floor, scores, gate, err);
    if (status != EM_OK)
        return status;
    *held = metric->valuedouble >= floor;
    cJSON *outcome = cJSON_CreateObject();
    char *name = em_mem_strdup(path);
    cJSON_AddStringToObject(outcome, "metric", name ? name : "");
    cJSON_AddNumberToObject(outcome, "floor", floor);
    cJSON_AddNumberToObject(outcome, "value", metric->valuedouble);
    cJSON_AddBoolToObject(outcome, "held", *held);
    cJSON_AddItemToArray(cJSON_GetObjectItemCaseSensitive(scores, "gates"), outcome);
    em_mem_free(name);
    return EM_OK;
}
