/* Clustered intervals, targets, change between periods. */
#include "tally/inference.h"

#include "base/str.h"
#include "stats/jackknife.h"
#include "stats/significance.h"
#include "stats/target.h"

#include <math.h>

static void put_pair(em_json_tree *tree, cJSON *parent, const char *key, em_interval interval)
{
    cJSON *pair = em_json_add_array(tree, parent, key);
    em_json_add_number(tree, pair, NULL, interval.low);
    em_json_add_number(tree, pair, NULL, interval.high);
}

/* --- clusters ------------------------------------------------------------------------------ */

static em_status jackknife(em_jackknife *out, const em_tally *tally, size_t column)
{
    em_jackknife_group groups[EM_BUCKETS];
    size_t width = em_tally_bucket_width(tally);
    for (size_t i = 0; i < EM_BUCKETS; i++) {
        const uint64_t *bucket = tally->buckets + i * width;
        groups[i] = (em_jackknife_group){ bucket[column], bucket[EM_BUCKET_ANALYZED] };
    }
    return em_jackknife_rate(out, groups, EM_BUCKETS, EM_Z_95);
}

void em_inference_put_clustered(em_json_tree *tree, cJSON *parent, const em_tally *tally,
                                size_t column)
{
    em_jackknife found;
    if (jackknife(&found, tally, column) == EM_OK) {
        em_json_add_number(tree, parent, "design_effect", found.design_effect);
        put_pair(tree, parent, "interval_clustered", found.interval);
    } else {
        em_json_add_null(tree, parent, "design_effect");
        em_json_add_null(tree, parent, "interval_clustered");
    }
}

/* --- targets ------------------------------------------------------------------------------- */

static em_status interval_of(em_interval *out, const em_tally *tally, size_t message)
{
    em_jackknife found;
    if (jackknife(&found, tally, EM_BUCKET_MESSAGES + message) == EM_OK) {
        *out = found.interval;
        return EM_OK;
    }
    return em_interval_wilson(out, tally->messages[message].stances[EM_STANCE_AFFIRMED],
                              tally->analyzed, EM_Z_95);
}

void em_inference_put_targets(em_json_tree *tree, cJSON *root, const em_tally *tally)
{
    const em_campaign *campaign = tally->campaign;
    cJSON *targets = em_json_add_array(tree, root, "targets");
    for (size_t i = 0; i < campaign->target_count; i++) {
        size_t message = campaign->targets[i].message;
        em_interval interval;
        if (interval_of(&interval, tally, message) != EM_OK)
            continue;
        double affirmed = (double)tally->messages[message].stances[EM_STANCE_AFFIRMED];
        cJSON *target = em_json_add_object(tree, targets, NULL);
        em_json_add_string(tree, target, "message", campaign->messages[message].id);
        em_json_add_number(tree, target, "target", campaign->targets[i].rate);
        em_json_add_number(tree, target, "rate", affirmed / (double)tally->analyzed);
        put_pair(tree, target, "interval", interval);
        em_target_verdict verdict = tally->analyzed < EM_TARGET_COMMENTS_MIN
                                        ? EM_TARGET_TOO_CLOSE
                                        : em_target_judge(interval, campaign->targets[i].rate);
        em_json_add_string(tree, target, "verdict", em_str_from(em_target_verdict_name(verdict)));
    }
}

/* --- change -------------------------------------------------------------------------------- */

typedef struct change {
    uint64_t hits, trials, base_hits, base_trials; /* as counted */
    em_interval interval;
    double p, p_holm;
} change;

static uint64_t shrunk(uint64_t count, double effect)
{
    return (uint64_t)((double)count / effect + 0.5);
}

/* `column` of the buckets says which design effect holds. */
static void compare(change *c, const em_tally *tally, size_t column)
{
    em_jackknife found;
    double effect = jackknife(&found, tally, column) == EM_OK ? fmax(1, found.design_effect) : 1;
    uint64_t trials = shrunk(c->trials, effect), base_trials = shrunk(c->base_trials, effect);
    uint64_t hits = shrunk(c->hits, effect), base_hits = shrunk(c->base_hits, effect);
    c->p = em_p_two_shares(hits, trials, base_hits, base_trials);
    if (em_interval_newcombe(&c->interval, hits, trials, base_hits, base_trials, EM_Z_95) != EM_OK)
        c->interval = (em_interval){ NAN, NAN };
}

static void put_change(em_json_tree *tree, cJSON *parent, const em_tally *tally, size_t period,
                       em_str message, const change *c)
{
    const em_campaign *campaign = tally->campaign;
    double rate = (double)c->hits / (double)c->trials;
    double base = (double)c->base_hits / (double)c->base_trials;
    cJSON *item = em_json_add_object(tree, parent, NULL);
    if (message.len)
        em_json_add_string(tree, item, "message", message);
    em_json_add_string(tree, item, "baseline", campaign->periods[campaign->baseline].id);
    em_json_add_string(tree, item, "period", campaign->periods[period].id);
    em_json_add_number(tree, item, "rate_baseline", base);
    em_json_add_number(tree, item, "rate", rate);
    em_json_add_number(tree, item, "difference", rate - base);
    put_pair(tree, item, "interval", c->interval);
    em_json_add_number(tree, item, "p", c->p);
    em_json_add_number(tree, item, "p_holm", c->p_holm);
    const char *verdict = !(c->p_holm < 0.05) ? "unclear" : rate > base ? "up" : "down";
    em_json_add_string(tree, item, "verdict", em_str_from(verdict));
}

static const em_group *find_period(const em_tally *tally, size_t period)
{
    for (size_t i = 0; i < tally->periods.list.len; i++)
        if (em_str_eq(tally->periods.list.items[i]->id, tally->campaign->periods[period].id))
            return tally->periods.list.items[i];
    return NULL;
}

static em_status put_period(em_json_tree *tree, cJSON *parent, const em_tally *tally, size_t period,
                            const em_group *from, const em_group *base)
{
    size_t count = tally->campaign->message_count;
    change *changes = em_mem_zalloc(count + 1, sizeof *changes); /* the last: any message */
    double *p = em_mem_zalloc(count, sizeof *p);
    em_status status = changes && p ? EM_OK : EM_E_MEMORY;
    for (size_t m = 0; status == EM_OK && m <= count; m++) {
        changes[m].hits = m < count ? from->received_of[m] : from->received;
        changes[m].base_hits = m < count ? base->received_of[m] : base->received;
        changes[m].trials = from->analyzed;
        changes[m].base_trials = base->analyzed;
        compare(&changes[m], tally, m < count ? EM_BUCKET_MESSAGES + m : EM_BUCKET_RECEIVED);
        if (m < count)
            p[m] = changes[m].p;
    }
    if (status == EM_OK)
        status = em_p_holm(p, p, count);
    if (status == EM_OK) {
        changes[count].p_holm = changes[count].p;
        put_change(tree, parent, tally, period, EM_STR(""), &changes[count]);
        for (size_t m = 0; m < count; m++) {
            changes[m].p_holm = p[m];
            put_change(tree, parent, tally, period, tally->campaign->messages[m].id, &changes[m]);
        }
    }
    em_mem_free(changes);
    em_mem_free(p);
    return status;
}

em_status em_inference_put_change(em_json_tree *tree, cJSON *root, const em_tally *tally)
{
    const em_campaign *campaign = tally->campaign;
    cJSON *array = em_json_add_array(tree, root, "change");
    const em_group *base = campaign->baseline >= 0 ? find_period(tally, (size_t)campaign->baseline)
                                                   : NULL;
    em_status status = EM_OK;
    for (size_t i = 0; base && base->analyzed && i < campaign->period_count; i++) {
        const em_group *from = (int)i != campaign->baseline ? find_period(tally, i) : NULL;
        if (from && from->analyzed && status == EM_OK)
            status = put_period(tree, array, tally, i, from, base);
    }
    return status;
}
