/* summary.json (echometer/summary/1): every figure a report shows, computed from a tally. */
#include "tally/tally_state.h"

#include "base/str.h"
#include "stats/interval.h"
#include "tally/bursts.h"
#include "tally/inference.h"
#include "tally/quotations.h"
#include "tally/surfaces.h"
#include "tally/themes.h"

#include <math.h>
#include <stdlib.h>

/* What every part writes to: the tree, the tally it tells of. */
typedef struct writer {
    em_json_tree tree;
    const em_tally *tally;
} writer;

static void put_count(writer *w, cJSON *parent, const char *key, uint64_t value)
{
    em_json_add_number(&w->tree, parent, key, (double)value);
}

/* A share, or null where there is nothing to share. */
static void put_rate(writer *w, cJSON *parent, const char *key, uint64_t hits, uint64_t trials)
{
    em_json_add_number(&w->tree, parent, key, trials ? (double)hits / (double)trials : NAN);
}

static void put_pair(writer *w, cJSON *parent, const char *key, em_interval interval)
{
    cJSON *pair = em_json_add_array(&w->tree, parent, key);
    em_json_add_number(&w->tree, pair, NULL, interval.low);
    em_json_add_number(&w->tree, pair, NULL, interval.high);
}

static void put_interval(writer *w, cJSON *parent, uint64_t hits, uint64_t trials)
{
    em_interval interval;
    if (em_interval_wilson(&interval, hits, trials, EM_Z_95) == EM_OK)
        put_pair(w, parent, "interval", interval);
    else
        em_json_add_null(&w->tree, parent, "interval");
}

static void put_mean(writer *w, cJSON *parent, const char *key, int64_t sum, uint64_t count)
{
    double mean = count ? (double)sum / (double)count / EM_SCORE_ONE : NAN;
    em_json_add_number(&w->tree, parent, key, mean);
}

static void put_feeling(writer *w, cJSON *parent, const char *key, const em_feeling *feeling)
{
    cJSON *object = em_json_add_object(&w->tree, parent, key);
    put_mean(w, object, "mean", feeling->score_sum, feeling->comments);
    put_count(w, object, "positive", feeling->positive);
    put_count(w, object, "neutral", feeling->neutral);
    put_count(w, object, "negative", feeling->negative);
}

static em_feeling feeling_without(const em_feeling *all, const em_feeling *part)
{
    return (em_feeling){ all->comments - part->comments, all->positive - part->positive,
                         all->neutral - part->neutral, all->negative - part->negative,
                         all->score_sum - part->score_sum };
}

static void put_time(writer *w, cJSON *parent, const char *key, int64_t seconds)
{
    char text[EM_TIME_TEXT_BYTES];
    em_time_format(text, seconds);
    em_json_add_string(&w->tree, parent, key, em_str_from(text));
}

/* --- where it comes from --------------------------------------------------------------- */

/* Periods and outputs as the campaign names them. */
static void put_frame(writer *w, cJSON *object)
{
    const em_campaign *campaign = w->tally->campaign;
    cJSON *periods = em_json_add_array(&w->tree, object, "periods");
    for (size_t i = 0; i < campaign->period_count; i++) {
        cJSON *period = em_json_add_object(&w->tree, periods, NULL);
        em_json_add_string(&w->tree, period, "id", campaign->periods[i].id);
        put_time(w, period, "from", campaign->periods[i].from);
        put_time(w, period, "to", campaign->periods[i].to);
    }
    if (campaign->baseline >= 0)
        em_json_add_string(&w->tree, object, "baseline", campaign->periods[campaign->baseline].id);
    cJSON *outputs = em_json_add_array(&w->tree, object, "outputs");
    for (size_t i = 0; i < campaign->output_count; i++) {
        cJSON *output = em_json_add_object(&w->tree, outputs, NULL);
        em_json_add_string(&w->tree, output, "label", campaign->outputs[i].label);
        em_json_add_string(&w->tree, output, "value", campaign->outputs[i].value);
    }
}

static void put_campaign(writer *w, cJSON *root)
{
    const em_campaign *campaign = w->tally->campaign;
    cJSON *tool = em_json_add_object(&w->tree, root, "tool");
    em_json_add_string(&w->tree, tool, "name", EM_STR("echometer"));
    em_json_add_string(&w->tree, tool, "version", campaign->version);
    em_json_add_string(&w->tree, tool, "icu", campaign->icu);
    em_json_add_string(&w->tree, tool, "unicode", campaign->unicode);
    em_json_add_string(&w->tree, tool, "pcre2", campaign->pcre2);
    cJSON *object = em_json_add_object(&w->tree, root, "campaign");
    em_json_add_string(&w->tree, object, "id", campaign->id);
    em_json_add_string(&w->tree, object, "title", campaign->title);
    em_json_add_string(&w->tree, object, "timezone", campaign->timezone);
    cJSON *lexicons = em_json_add_array(&w->tree, object, "lexicons");
    for (size_t i = 0; i < campaign->lexicon_count; i++) {
        cJSON *lexicon = em_json_add_object(&w->tree, lexicons, NULL);
        em_json_add_string(&w->tree, lexicon, "id", campaign->lexicons[i].id);
        em_json_add_string(&w->tree, lexicon, "version", campaign->lexicons[i].version);
        em_json_add_string(&w->tree, lexicon, "sha256", campaign->lexicons[i].sha256);
    }
    put_frame(w, object);
}

static void put_text_or_null(writer *w, cJSON *parent, const char *key, const char *text)
{
    if (*text)
        em_json_add_string(&w->tree, parent, key, em_str_from(text));
    else
        em_json_add_null(&w->tree, parent, key);
}

static void put_inputs(writer *w, cJSON *root)
{
    cJSON *inputs = em_json_add_array(&w->tree, root, "inputs");
    for (size_t i = 0; i < w->tally->inputs.len; i++) {
        const em_tally_input *from = &w->tally->inputs.items[i];
        cJSON *input = em_json_add_object(&w->tree, inputs, NULL);
        em_json_add_string(&w->tree, input, "path", em_str_from(from->path));
        em_json_add_string(&w->tree, input, "sha256", em_str_from(from->sha256));
        em_json_add_string(&w->tree, input, "format", em_str_from(from->format));
        em_json_add_string(&w->tree, input, "encoding", em_str_from(from->encoding));
        em_json_add_number(&w->tree, input, "encoding_confidence", from->encoding_confidence);
        em_json_add_string(&w->tree, input, "platform", em_str_from(from->platform));
        put_count(w, input, "records", from->records);
        put_count(w, input, "rejected", from->rejected);
        put_count(w, input, "repaired", from->repaired);
        put_count(w, input, "replaced", from->replaced);
        em_json_add_number(&w->tree, input, "stated_total",
                           from->stated_total < 0 ? NAN : (double)from->stated_total);
        put_text_or_null(w, input, "broken_off", from->broken_off);
        put_text_or_null(w, input, "dates", from->dates);
    }
}

/* Of the inputs whose platform says how many comments there are: how many are held. */
static void put_coverage(writer *w, cJSON *root)
{
    uint64_t held = 0, stated = 0;
    for (size_t i = 0; i < w->tally->inputs.len; i++) {
        const em_tally_input *input = &w->tally->inputs.items[i];
        if (input->stated_total < 0)
            continue;
        held += input->records;
        stated += (uint64_t)input->stated_total;
    }
    cJSON *coverage = em_json_add_object(&w->tree, root, "coverage");
    put_count(w, coverage, "held", held);
    put_count(w, coverage, "stated", stated);
    put_rate(w, coverage, "share", held, stated);
}

static void put_comments(writer *w, cJSON *root)
{
    const em_tally *tally = w->tally;
    uint64_t rejected = 0;
    for (size_t i = 0; i < tally->inputs.len; i++)
        rejected += tally->inputs.items[i].rejected;
    uint64_t duplicates = tally->excluded[EM_EXCLUDED_DUPLICATE_ID];
    uint64_t own = tally->excluded[EM_EXCLUDED_OWN_ACCOUNT];
    cJSON *comments = em_json_add_object(&w->tree, root, "comments");
    put_count(w, comments, "read", rejected + tally->empty + duplicates + own + tally->analyzed);
    put_count(w, comments, "rejected", rejected);
    put_count(w, comments, "empty", tally->empty);
    cJSON *excluded = em_json_add_object(&w->tree, comments, "excluded");
    put_count(w, excluded, "duplicate_id", duplicates);
    put_count(w, excluded, "own_account", own);
    put_count(w, comments, "analyzed", tally->analyzed);
    if (tally->copies)
        put_count(w, comments, "organic", em_copies_count(tally->copies));
    else
        em_json_add_null(&w->tree, comments, "organic");
    put_count(w, comments, "own_words", tally->own_words);
    put_count(w, comments, "unsure", tally->unsure);
    put_count(w, comments, "undated", tally->undated);
    put_count(w, comments, "unread_times", tally->unread_times);
    cJSON *undecided = em_json_add_object(&w->tree, comments, "undecided");
    put_count(w, undecided, "comments", tally->undecided_comments);
    put_count(w, undecided, "patterns", tally->undecided_patterns);
}

/* --- copies ---------------------------------------------------------------------------- */

/* The groups of copies summed up: each counts once. */
typedef struct organic_counts {
    uint64_t groups, received, repeated_groups, repeated_comments, near_groups;
    uint64_t *affirmed; /* by message */
} organic_counts;

static void count_organic(organic_counts *out, const em_tally *tally)
{
    em_copy_group group;
    uint64_t place = 0;
    while (tally->copies && em_copies_next(tally->copies, &place, &group)) {
        bool received = false;
        for (size_t m = 0; m < tally->campaign->message_count; m++) {
            bool affirmed = group.stances[m] == EM_STANCE_AFFIRMED;
            out->affirmed[m] += affirmed;
            received = received || affirmed;
        }
        out->groups++;
        out->received += received;
        out->repeated_groups += group.count > 1;
        out->near_groups += group.near;
        out->repeated_comments += group.count > 1 ? group.count : 0;
    }
}

/* The biggest groups that the page shows. */
#define LARGEST_COPIES 20

/* Does `a` stand before `b`? */
static bool is_larger(const em_copy_group *a, const em_copy_group *b)
{
    return a->count != b->count ? a->count > b->count : a->key < b->key;
}

static size_t find_largest(em_copy_group *largest, const em_tally *tally)
{
    em_copy_group group;
    uint64_t place = 0;
    size_t count = 0;
    while (em_copies_next(tally->copies, &place, &group)) {
        if (group.count < 2 || (count == LARGEST_COPIES && !is_larger(&group, &largest[count - 1])))
            continue;
        count += count < LARGEST_COPIES;
        size_t i = count - 1;
        for (; i && is_larger(&group, &largest[i - 1]); i--)
            largest[i] = largest[i - 1];
        largest[i] = group;
    }
    return count;
}

/* What the samples tell of a group: a text, how many accounts, and from when to when. */
typedef struct group_sample {
    const em_kept *example; /* of the smallest hash; NULL: no member was sampled */
    size_t comments, accounts;
    int64_t first, last; /* first > last: no time is known */
} group_sample;

static bool is_account_new(const em_worded *comments, size_t before, const em_kept *kept)
{
    for (size_t i = 0; i < before; i++)
        if (comments[i].kept->copy_key == kept->copy_key &&
            comments[i].kept->author == kept->author)
            return false;
    return kept->author;
}

static group_sample sample_group(const em_words *words, uint64_t key)
{
    group_sample found = { .first = INT64_MAX, .last = INT64_MIN };
    for (int s = 0; s < EM_SAMPLE_COUNT; s++)
        for (size_t i = 0; i < words->comment_count[s]; i++) {
            const em_kept *kept = words->comments[s][i].kept;
            if (kept->copy_key != key)
                continue;
            found.comments++;
            found.accounts += is_account_new(words->comments[s], i, kept);
            if (!found.example || kept->hash < found.example->hash)
                found.example = kept;
            if (kept->has_time && kept->time < found.first)
                found.first = kept->time;
            if (kept->has_time && kept->time > found.last)
                found.last = kept->time;
        }
    return found;
}

static void put_copy_group(writer *w, cJSON *parent, const em_copy_group *group,
                           const em_words *words)
{
    group_sample sample = sample_group(words, group->key);
    cJSON *object = em_json_add_object(&w->tree, parent, NULL);
    if (sample.example)
        em_json_add_string(&w->tree, object, "text", sample.example->text);
    else
        em_json_add_null(&w->tree, object, "text");
    put_count(w, object, "comments", group->count);
    put_count(w, object, "sampled", sample.comments);
    put_count(w, object, "sampled_accounts", sample.accounts);
    if (sample.first <= sample.last) {
        put_time(w, object, "sampled_first", sample.first);
        put_time(w, object, "sampled_last", sample.last);
    }
}

static em_status put_copies(writer *w, cJSON *root, const em_words *words,
                            const organic_counts *organic, em_error *err)
{
    em_copy_group largest[LARGEST_COPIES];
    if (!w->tally->copies)
        return EM_OK;
    size_t count = find_largest(largest, w->tally);
    cJSON *copies = em_json_add_object(&w->tree, root, "copies");
    put_count(w, copies, "groups", organic->repeated_groups);
    put_count(w, copies, "copied", organic->repeated_comments);
    put_count(w, copies, "near_groups", organic->near_groups);
    cJSON *list = em_json_add_array(&w->tree, copies, "largest");
    for (size_t i = 0; i < count; i++)
        put_copy_group(w, list, &largest[i], words);
    return em_bursts_put(&w->tree, copies, words, err);
}

static void put_organic_rate(writer *w, cJSON *parent, const organic_counts *organic, uint64_t hits)
{
    put_rate(w, parent, "organic_rate", hits, organic->groups);
    em_interval interval;
    if (em_interval_wilson(&interval, hits, organic->groups, EM_Z_95) == EM_OK)
        put_pair(w, parent, "organic_interval", interval);
    else
        em_json_add_null(&w->tree, parent, "organic_interval");
}

/* --- receipt --------------------------------------------------------------------------- */

static void put_receipt(writer *w, cJSON *root, const organic_counts *organic)
{
    const em_tally *tally = w->tally;
    uint64_t received = tally->any[EM_STANCE_AFFIRMED];
    cJSON *receipt = em_json_add_object(&w->tree, root, "receipt");
    put_count(w, receipt, "received", received);
    put_rate(w, receipt, "rate", received, tally->analyzed);
    put_interval(w, receipt, received, tally->analyzed);
    em_json_add_number(&w->tree, receipt, "confidence", 0.95);
    em_inference_put_clustered(&w->tree, receipt, tally, EM_BUCKET_RECEIVED);
    put_rate(w, receipt, "rate_own_words", received, tally->own_words);
    put_organic_rate(w, receipt, organic, organic->received);
    put_count(w, receipt, "echoed", tally->echoed);
    for (int s = EM_STANCE_DENIED; s < EM_STANCE_COUNT; s++)
        put_count(w, receipt, em_stance_name((em_stance)s), tally->any[s]);
}

/* Each comment weighs its likes: kept apart from the plain rate. */
static void put_likes(writer *w, cJSON *root)
{
    const em_tally *tally = w->tally;
    cJSON *likes = em_json_add_object(&w->tree, root, "likes");
    put_count(w, likes, "received", tally->likes_received);
    put_count(w, likes, "all", tally->likes);
    put_rate(w, likes, "rate", tally->likes_received, tally->likes);
    put_count(w, likes, "comments", tally->likes_known);
}

typedef struct term_hits {
    const em_campaign_term *term;
    uint64_t hits;
} term_hits;

static int compare_hits(const void *a, const void *b)
{
    const term_hits *left = a, *right = b;
    if (left->hits != right->hits)
        return left->hits > right->hits ? -1 : 1;
    if (left->term->opposite != right->term->opposite)
        return left->term->opposite ? 1 : -1;
    int order = em_str_cmp(left->term->term, right->term->term);
    return order ? order : (left->term > right->term) - (left->term < right->term);
}

/* The terms of one message that were met, most met first. `sorted` has room for all terms. */
static void put_terms(writer *w, cJSON *parent, size_t message, term_hits *sorted)
{
    const em_campaign *campaign = w->tally->campaign;
    size_t met = 0, all = 0;
    for (size_t i = 0; i < campaign->term_count; i++) {
        if (campaign->terms[i].message != message)
            continue;
        all++;
        if (w->tally->hits[i])
            sorted[met++] = (term_hits){ &campaign->terms[i], w->tally->hits[i] };
    }
    if (met)
        qsort(sorted, met, sizeof *sorted, compare_hits);
    cJSON *terms = em_json_add_array(&w->tree, parent, "terms");
    for (size_t i = 0; i < met; i++) {
        cJSON *term = em_json_add_object(&w->tree, terms, NULL);
        em_json_add_string(&w->tree, term, "term", sorted[i].term->term);
        put_count(w, term, "hits", sorted[i].hits);
        if (sorted[i].term->opposite)
            em_json_add_bool(&w->tree, term, "opposite", true);
    }
    put_count(w, parent, "terms_never_met", all - met);
}

static void put_label(writer *w, cJSON *parent, const em_campaign_message *message)
{
    cJSON *label = em_json_add_object(&w->tree, parent, "label");
    em_json_add_string(&w->tree, label, "en", message->label_en);
    if (message->label_zh.len)
        em_json_add_string(&w->tree, label, "zh-Hans", message->label_zh);
}

static void put_message(writer *w, cJSON *parent, size_t m, const organic_counts *organic,
                        const em_surfaces *surfaces, term_hits *sorted)
{
    const em_tally *tally = w->tally;
    const em_message_tally *from = &tally->messages[m];
    uint64_t affirmed = from->stances[EM_STANCE_AFFIRMED];
    cJSON *message = em_json_add_object(&w->tree, parent, NULL);
    em_json_add_string(&w->tree, message, "id", tally->campaign->messages[m].id);
    put_label(w, message, &tally->campaign->messages[m]);
    for (int s = EM_STANCE_AFFIRMED; s < EM_STANCE_COUNT; s++)
        put_count(w, message, em_stance_name((em_stance)s), from->stances[s]);
    put_rate(w, message, "rate", affirmed, tally->analyzed);
    put_interval(w, message, affirmed, tally->analyzed);
    em_inference_put_clustered(&w->tree, message, tally, EM_BUCKET_MESSAGES + m);
    put_organic_rate(w, message, organic, organic->affirmed[m]);
    put_rate(w, message, "likes_weighted_rate", from->likes, tally->likes);
    put_feeling(w, message, "sentiment", &from->receivers);
    em_feeling others = feeling_without(&tally->all, &from->receivers);
    put_feeling(w, message, "sentiment_others", &others);
    if (from->first_received != INT64_MAX)
        put_time(w, message, "first_received", from->first_received);
    else
        em_json_add_null(&w->tree, message, "first_received");
    put_terms(w, message, m, sorted);
    em_surfaces_put(&w->tree, message, surfaces, m);
}

static em_status put_messages(writer *w, cJSON *root, const organic_counts *organic, em_error *err)
{
    const em_campaign *campaign = w->tally->campaign;
    em_surfaces *surfaces;
    em_status status = em_surfaces_new(&surfaces, w->tally, err);
    if (status != EM_OK)
        return status;
    term_hits *sorted = em_mem_zalloc(campaign->term_count, sizeof *sorted);
    cJSON *messages = em_json_add_array(&w->tree, root, "messages");
    for (size_t m = 0; sorted && m < campaign->message_count; m++)
        put_message(w, messages, m, organic, surfaces, sorted);
    em_surfaces_free(surfaces);
    status = sorted ? EM_OK : EM_E_MEMORY;
    em_mem_free(sorted);
    return status;
}

static void put_counts(writer *w, cJSON *parent, const char *key, const uint64_t *counts,
                       size_t count)
{
    cJSON *array = em_json_add_array(&w->tree, parent, key);
    for (size_t i = 0; i < count; i++)
        put_count(w, array, NULL, counts[i]);
}

static void put_together(writer *w, cJSON *root)
{
    size_t count = w->tally->campaign->message_count;
    put_counts(w, root, "breadth", w->tally->breadth, count + 1);
    cJSON *rows = em_json_add_array(&w->tree, root, "together");
    for (size_t m = 0; m < count; m++)
        put_counts(w, rows, NULL, w->tally->together + m * count, count);
}

/* --- breakdowns ------------------------------------------------------------------------ */

static void put_group(writer *w, cJSON *parent, const em_group *from)
{
    const em_campaign *campaign = w->tally->campaign;
    cJSON *group = em_json_add_object(&w->tree, parent, NULL);
    em_json_add_string(&w->tree, group, "id", from->id);
    put_count(w, group, "analyzed", from->analyzed);
    put_count(w, group, "received", from->received);
    put_rate(w, group, "rate", from->received, from->analyzed);
    put_interval(w, group, from->received, from->analyzed);
    put_mean(w, group, "sentiment_mean", from->score_sum, from->analyzed);
    cJSON *messages = em_json_add_object(&w->tree, group, "messages");
    for (size_t m = 0; m < campaign->message_count; m++)
        put_count(w, messages, campaign->messages[m].id.data, from->received_of[m]);
}

static em_status put_groups(writer *w, cJSON *parent, const char *key, const em_groups *groups)
{
    size_t count;
    const em_group **sorted = em_groups_sorted(groups, &count);
    if (!sorted)
        return EM_E_MEMORY;
    cJSON *array = em_json_add_array(&w->tree, parent, key);
    for (size_t i = 0; i < count; i++)
        put_group(w, array, sorted[i]);
    em_mem_free(sorted);
    return EM_OK;
}

/* Periods stand in the campaign's order. */
static void put_periods(writer *w, cJSON *parent)
{
    const em_campaign *campaign = w->tally->campaign;
    cJSON *array = em_json_add_array(&w->tree, parent, "period");
    for (size_t p = 0; p < campaign->period_count; p++)
        for (size_t i = 0; i < w->tally->periods.list.len; i++)
            if (em_str_eq(w->tally->periods.list.items[i]->id, campaign->periods[p].id))
                put_group(w, array, w->tally->periods.list.items[i]);
}

/* Empty where no author's type is known: then there is nothing to break down. */
static em_status put_author_types(writer *w, cJSON *parent)
{
    const em_groups *types = &w->tally->author_types;
    bool known = types->list.len > 1 || (types->list.len && !em_str_eq(types->list.items[0]->id,
                                                                       EM_STR(EM_GROUP_UNKNOWN)));
    if (known)
        return put_groups(w, parent, "author_type", types);
    em_json_add_array(&w->tree, parent, "author_type");
    return EM_OK;
}

static em_status put_breakdowns(writer *w, cJSON *root)
{
    cJSON *by = em_json_add_object(&w->tree, root, "by");
    em_status status = put_groups(w, by, "platform", &w->tally->platforms);
    if (status == EM_OK)
        status = put_groups(w, by, "language", &w->tally->languages);
    if (status == EM_OK)
        status = put_groups(w, by, "day", &w->tally->days);
    put_periods(w, by);
    if (status == EM_OK)
        status = put_author_types(w, by);
    return status;
}

static em_status put_languages(writer *w, cJSON *root)
{
    size_t count;
    const em_group **sorted = em_groups_sorted(&w->tally->languages, &count);
    if (!sorted)
        return EM_E_MEMORY;
    cJSON *languages = em_json_add_array(&w->tree, root, "languages");
    for (size_t i = 0; i < count; i++) {
        cJSON *language = em_json_add_object(&w->tree, languages, NULL);
        em_json_add_string(&w->tree, language, "id", sorted[i]->id);
        put_count(w, language, "comments", sorted[i]->analyzed);
    }
    em_mem_free(sorted);
    return EM_OK;
}

/* --- the whole ------------------------------------------------------------------------- */

static void put_sentiment(writer *w, cJSON *root)
{
    put_feeling(w, root, "sentiment", &w->tally->all);
    em_feeling others = feeling_without(&w->tally->all, &w->tally->receivers);
    cJSON *group = em_json_add_object(&w->tree, root, "receivers");
    put_count(w, group, "comments", w->tally->receivers.comments);
    put_feeling(w, group, "sentiment", &w->tally->receivers);
    group = em_json_add_object(&w->tree, root, "others");
    put_count(w, group, "comments", others.comments);
    put_feeling(w, group, "sentiment", &others);
}

/* What is told from the comments that were kept. */
static em_status put_voices(writer *w, cJSON *root, const organic_counts *organic, em_error *err)
{
    em_words *words;
    em_status status = em_words_new(&words, w->tally, err);
    if (status == EM_OK)
        status = em_quotations_put(&w->tree, root, w->tally, words, err);
    if (status == EM_OK)
        status = em_themes_put(&w->tree, root, words, err);
    if (status == EM_OK)
        status = put_copies(w, root, words, organic, err);
    em_words_free(words);
    return status;
}

static em_status put_all(writer *w, cJSON *root, const organic_counts *organic, em_error *err)
{
    em_json_add_string(&w->tree, root, "schema", EM_STR("echometer/summary/1"));
    put_campaign(w, root);
    put_inputs(w, root);
    put_coverage(w, root);
    put_comments(w, root);
    em_status status = put_languages(w, root);
    put_receipt(w, root, organic);
    put_likes(w, root);
    if (status == EM_OK)
        status = put_messages(w, root, organic, err);
    put_together(w, root);
    put_sentiment(w, root);
    if (status == EM_OK)
        status = put_breakdowns(w, root);
    em_inference_put_targets(&w->tree, root, w->tally);
    if (status == EM_OK)
        status = em_inference_put_change(&w->tree, root, w->tally);
    if (status == EM_OK)
        status = put_voices(w, root, organic, err);
    if (status == EM_OK && w->tree.failed)
        status = EM_E_MEMORY;
    return status == EM_E_MEMORY ? em_error_set(err, status, "no memory") : status;
}

em_status em_summary_build(cJSON **out, const em_tally *tally, em_error *err)
{
    *out = NULL;
    writer w = { { false }, tally };
    organic_counts organic = { 0 };
    organic.affirmed = em_mem_zalloc(tally->campaign->message_count, sizeof *organic.affirmed);
    cJSON *root = em_json_add_object(&w.tree, NULL, NULL);
    em_status status;
    if (organic.affirmed && root) {
        count_organic(&organic, tally);
        status = put_all(&w, root, &organic, err);
    } else {
        status = em_error_set(err, EM_E_MEMORY, "no memory");
    }
    em_mem_free(organic.affirmed);
    if (status == EM_OK)
        *out = root;
    else
        cJSON_Delete(root);
    return status;
}
