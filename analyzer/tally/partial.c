/*
 * The partial of a tally as JSON (echometer/partial/1): everything that merging needs, in an
 * order that does not depend on the order of adding. Hashes are 16 hexadecimal digits, because
 * JSON numbers are exact only to 2^53. The groups of copies, of which there may be millions,
 * are one string each: key, first digits of the text's hash, set, count.
 */
#include "tally/tally_state.h"

#include "base/json_write.h"
#include "base/str.h"
#include "lexicon/json_place.h"
#include "tally/json_read.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define SCHEMA "echometer/partial/1"

static em_status no_memory(em_error *err)
{
    return em_error_set(err, EM_E_MEMORY, "no memory");
}

/* --- writing: counts --------------------------------------------------------------------- */

typedef struct named_count {
    const char *key;
    size_t offset; /* of a uint64_t in em_tally */
} named_count;

#define COUNT(field)                                                                               \
    {                                                                                              \
#field, offsetof(em_tally, field)                                                          \
    }
static const named_count COUNTS[] = {
    COUNT(analyzed),
    COUNT(empty),
    COUNT(own_words),
    COUNT(unsure),
    COUNT(undated),
    COUNT(unread_times),
    COUNT(undecided_patterns),
    COUNT(undecided_comments),
    COUNT(echoed),
    COUNT(likes_known),
    COUNT(likes),
    COUNT(likes_received),
};
#define COUNTS_LEN (sizeof COUNTS / sizeof *COUNTS)

static uint64_t *count_of(em_tally *tally, size_t i)
{
    return (uint64_t *)(void *)((char *)tally + COUNTS[i].offset);
}

static void put_array(em_json_tree *tree, cJSON *parent, const char *key, const uint64_t *counts,
                      size_t count)
{
    cJSON *array = em_json_add_array(tree, parent, key);
    for (size_t i = 0; i < count; i++)
        em_json_add_number(tree, array, NULL, (double)counts[i]);
}

static void put_hash(em_json_tree *tree, cJSON *parent, const char *key, uint64_t hash)
{
    char digits[17];
    snprintf(digits, sizeof digits, "%016" PRIx64, hash);
    em_json_add_string(tree, parent, key, (em_str){ digits, 16 });
}

static void put_feeling(em_json_tree *tree, cJSON *parent, const char *key,
                        const em_feeling *feeling)
{
    cJSON *object = em_json_add_object(tree, parent, key);
    em_json_add_number(tree, object, "comments", (double)feeling->comments);
    em_json_add_number(tree, object, "positive", (double)feeling->positive);
    em_json_add_number(tree, object, "neutral", (double)feeling->neutral);
    em_json_add_number(tree, object, "negative", (double)feeling->negative);
    em_json_add_number(tree, object, "score_sum", (double)feeling->score_sum);
}

static void put_counts(em_json_tree *tree, cJSON *root, const em_tally *tally)
{
    size_t messages = tally->campaign->message_count;
    cJSON *counts = em_json_add_object(tree, root, "counts");
    for (size_t i = 0; i < COUNTS_LEN; i++)
        em_json_add_number(
            tree, counts, COUNTS[i].key,
            (double)*(const uint64_t *)(const void *)((const char *)tally + COUNTS[i].offset));
    put_array(tree, root, "excluded", tally->excluded, EM_EXCLUDED_COUNT);
    put_array(tree, root, "any", tally->any, EM_STANCE_COUNT);
    put_array(tree, root, "hits", tally->hits, tally->campaign->term_count);
    put_array(tree, root, "breadth", tally->breadth, messages + 1);
    put_array(tree, root, "together", tally->together, messages * messages);
    put_array(tree, root, "buckets", tally->buckets, EM_BUCKETS * em_tally_bucket_width(tally));
    put_feeling(tree, root, "all", &tally->all);
    put_feeling(tree, root, "receivers", &tally->receivers);
}

static void put_group(em_json_tree *tree, cJSON *parent, const em_group *group, size_t messages)
{
    cJSON *object = em_json_add_object(tree, parent, NULL);
    em_json_add_string(tree, object, "id", group->id);
    em_json_add_number(tree, object, "analyzed", (double)group->analyzed);
    em_json_add_number(tree, object, "received", (double)group->received);
    em_json_add_number(tree, object, "score_sum", (double)group->score_sum);
    put_array(tree, object, "received_of", group->received_of, messages);
}

static em_status put_groups(em_json_tree *tree, cJSON *root, const char *key,
                            const em_groups *groups, em_error *err)
{
    size_t count;
    const em_group **sorted = em_groups_sorted(groups, &count);
    if (!sorted)
        return no_memory(err);
    cJSON *object = em_json_add_object(tree, root, key);
    cJSON *array = em_json_add_array(tree, object, "groups");
    for (size_t i = 0; i < count - (groups->rest ? 1 : 0); i++)
        put_group(tree, array, sorted[i], groups->message_count);
    array = em_json_add_array(tree, object, "rest");
    if (groups->rest)
        put_group(tree, array, groups->rest, groups->message_count);
    em_mem_free(sorted);
    return EM_OK;
}

static void put_inputs(em_json_tree *tree, cJSON *root, const em_tally *tally)
{
    cJSON *array = em_json_add_array(tree, root, "inputs");
    for (size_t i = 0; i < tally->inputs.len; i++) {
        const em_tally_input *from = &tally->inputs.items[i];
        cJSON *input = em_json_add_object(tree, array, NULL);
        em_json_add_string(tree, input, "path", em_str_from(from->path));
        em_json_add_string(tree, input, "format", em_str_from(from->format));
        em_json_add_string(tree, input, "encoding", em_str_from(from->encoding));
        em_json_add_string(tree, input, "platform", em_str_from(from->platform));
        em_json_add_string(tree, input, "broken_off", em_str_from(from->broken_off));
        em_json_add_string(tree, input, "dates", em_str_from(from->dates));
        em_json_add_string(tree, input, "sha256", em_str_from(from->sha256));
        em_json_add_number(tree, input, "encoding_confidence", from->encoding_confidence);
        em_json_add_number(tree, input, "records", (double)from->records);
        em_json_add_number(tree, input, "rejected", (double)from->rejected);
        em_json_add_number(tree, input, "repaired", (double)from->repaired);
        em_json_add_number(tree, input, "replaced", (double)from->replaced);
        em_json_add_number(tree, input, "stated_total", (double)from->stated_total);
    }
}

/* --- writing: kept comments ---------------------------------------------------------------- */

/* Each kept comment stands once in "kept"; pools and samples name it by its place there. */
typedef struct kept_list {
    EM_VEC(const em_kept *) all; /* sorted by address while gathered, by hash when written */
    bool ok;
} kept_list;

static int compare_kept(const void *a, const void *b)
{
    const em_kept *left = *(const em_kept *const *)a, *right = *(const em_kept *const *)b;
    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    return 0;
}

static void gather_kept(kept_list *list, const em_tally *tally)
{
    list->ok = true;
    for (size_t m = 0; m < tally->campaign->message_count; m++)
        for (size_t s = 0; s < EM_QUOTED_STANCES; s++)
            for (size_t r = 0; r < EM_RULE_COUNT; r++) {
                const em_best *best = &tally->messages[m].best[s][r];
                for (size_t i = 0; list->ok && i < best->count; i++)
                    list->ok = em_vec_push(&list->all, best->items[i].kept);
            }
    for (size_t s = 0; s < EM_SAMPLE_COUNT; s++)
        for (size_t i = 0; list->ok && i < tally->samples[s].heap.len; i++)
            list->ok = em_vec_push(&list->all, tally->samples[s].heap.items[i].kept);
    if (!list->ok || !list->all.len)
        return;
    /* Equal hashes stand for equal comments: one of them is enough. */
    qsort(list->all.items, list->all.len, sizeof *list->all.items, compare_kept);
    size_t distinct = 1;
    for (size_t i = 1; i < list->all.len; i++)
        if (list->all.items[i]->hash != list->all.items[distinct - 1]->hash)
            list->all.items[distinct++] = list->all.items[i];
    list->all.len = distinct;
}

static size_t kept_place(const kept_list *list, const em_kept *kept)
{
    const em_kept **found = bsearch(&kept, list->all.items, list->all.len, sizeof *list->all.items,
                                    compare_kept);
    return (size_t)(found - list->all.items);
}

static void put_kept(em_json_tree *tree, cJSON *parent, const em_kept *kept)
{
    cJSON *object = em_json_add_object(tree, parent, NULL);
    put_hash(tree, object, "hash", kept->hash);
    put_hash(tree, object, "copy_key", kept->copy_key);
    put_hash(tree, object, "author", kept->author);
    if (kept->has_time)
        em_json_add_number(tree, object, "time", (double)kept->time);
    if (kept->likes != EM_LIKES_UNKNOWN)
        em_json_add_number(tree, object, "likes", (double)kept->likes);
    em_json_add_number(tree, object, "score", kept->score);
    em_json_add_bool(tree, object, "cut", kept->cut);
    em_json_add_bool(tree, object, "own_words", kept->own_words);
    em_json_add_string(tree, object, "text", kept->text);
    em_json_add_string(tree, object, "platform", kept->platform);
    em_json_add_string(tree, object, "language", kept->language);
    cJSON *mentions = em_json_add_array(tree, object, "mentions");
    for (size_t i = 0; i < kept->mention_count; i++) {
        const em_kept_mention *mention = &kept->mentions[i];
        const uint64_t numbers[] = { mention->start, mention->end, mention->term, mention->message,
                                     mention->stance };
        put_array(tree, mentions, NULL, numbers, 5);
    }
    cJSON *stances = em_json_add_array(tree, object, "stances");
    for (size_t i = 0; i < kept->stance_count; i++) {
        const uint64_t numbers[] = { kept->stances[i].message, kept->stances[i].stance };
        put_array(tree, stances, NULL, numbers, 2);
    }
}

static void put_message(em_json_tree *tree, cJSON *parent, const em_message_tally *message,
                        const kept_list *list)
{
    cJSON *object = em_json_add_object(tree, parent, NULL);
    put_array(tree, object, "stances", message->stances, EM_STANCE_COUNT);
    put_feeling(tree, object, "receivers", &message->receivers);
    em_json_add_number(tree, object, "likes", (double)message->likes);
    if (message->first_received != INT64_MAX)
        em_json_add_number(tree, object, "first_received", (double)message->first_received);
    cJSON *pools = em_json_add_array(tree, object, "best");
    for (size_t s = 0; s < EM_QUOTED_STANCES; s++)
        for (size_t r = 0; r < EM_RULE_COUNT; r++) {
            const em_best *best = &message->best[s][r];
            cJSON *pool = em_json_add_array(tree, pools, NULL);
            for (size_t i = 0; i < best->count; i++) {
                em_json_add_number(tree, pool, NULL, (double)best->items[i].rank);
                em_json_add_number(tree, pool, NULL, (double)kept_place(list, best->items[i].kept));
            }
        }
}

static em_status put_lists(em_json_tree *tree, cJSON *root, const em_tally *tally, em_error *err)
{
    kept_list list = { .ok = false };
    gather_kept(&list, tally);
    cJSON *array = em_json_add_array(tree, root, "kept");
    for (size_t i = 0; list.ok && i < list.all.len; i++)
        put_kept(tree, array, list.all.items[i]);
    array = em_json_add_array(tree, root, "tallies");
    for (size_t m = 0; list.ok && m < tally->campaign->message_count; m++)
        put_message(tree, array, &tally->messages[m], &list);
    array = em_json_add_array(tree, root, "samples");
    for (size_t s = 0; list.ok && s < EM_SAMPLE_COUNT; s++) {
        em_sampled *sorted = em_sample_sorted(&tally->samples[s]);
        cJSON *sample = em_json_add_array(tree, array, NULL);
        list.ok = sorted;
        for (size_t i = 0; sorted && i < tally->samples[s].heap.len; i++)
            em_json_add_number(tree, sample, NULL, (double)kept_place(&list, sorted[i].kept));
        em_mem_free(sorted);
    }
    em_vec_release(&list.all);
    return list.ok ? EM_OK : no_memory(err);
}

/* --- writing: copies ----------------------------------------------------------------------- */

/* Stands behind a group whose texts are not all the same. */
#define NEAR " near"

static int compare_key(const void *a, const void *b)
{
    const em_copy_group *left = a, *right = b;
    return left->key < right->key ? -1 : left->key > right->key;
}

/* Sets of stances get new numbers, in the order of the keys that show them first. */
static void put_sets(em_buf *out, const em_copy_group *groups, size_t count, uint32_t *renumbered,
                     size_t messages)
{
    uint32_t next = 0;
    em_buf_puts(out, ",\n\"copies\": {\"sets\": [");
    for (size_t i = 0; i < count; i++) {
        if (renumbered[groups[i].set])
            continue;
        em_buf_puts(out, next ? ",\"" : "\"");
        renumbered[groups[i].set] = ++next;
        for (size_t m = 0; m < messages; m++)
            em_buf_put_char(out, (char)('0' + groups[i].stances[m]));
        em_buf_put_char(out, '"');
    }
    em_buf_puts(out, "],\n\"groups\": [");
}

static em_status put_copies(em_buf *out, const em_tally *tally, em_error *err)
{
    if (!tally->copies)
        return EM_OK;
    size_t count = em_copies_count(tally->copies);
    em_copy_group *groups = em_mem_zalloc(count, sizeof *groups);
    uint32_t *renumbered = em_mem_zalloc(EM_COPIES_MAX_SETS, sizeof *renumbered);
    uint64_t place = 0;
    if (groups && renumbered) {
        for (size_t i = 0; i < count; i++)
            em_copies_next(tally->copies, &place, &groups[i]);
        if (count)
            qsort(groups, count, sizeof *groups, compare_key);
        put_sets(out, groups, count, renumbered, tally->campaign->message_count);
        for (size_t i = 0; i < count; i++)
            em_buf_printf(out, "%s\"%016" PRIx64 " %" PRIu32 " %" PRIu32 " %" PRIu64 "%s\"",
                          i ? ",\n" : "\n", groups[i].key, groups[i].text,
                          renumbered[groups[i].set] - 1, groups[i].count,
                          groups[i].near ? NEAR : "");
        em_buf_puts(out, "]}");
    }
    em_status status = groups && renumbered ? EM_OK : no_memory(err);
    em_mem_free(groups);
    em_mem_free(renumbered);
    return status;
}

em_status em_tally_write_partial(em_buf *out, const em_tally *tally, em_error *err)
{
    em_json_tree tree = { 0 };
    cJSON *root = em_json_add_object(&tree, NULL, NULL);
    em_json_add_string(&tree, root, "schema", EM_STR(SCHEMA));
    em_campaign_put_json(&tree, root, tally->campaign);
    put_inputs(&tree, root, tally);
    put_counts(&tree, root, tally);
    em_status status = put_lists(&tree, root, tally, err);
    if (status == EM_OK)
        status = put_groups(&tree, root, "platforms", &tally->platforms, err);
    if (status == EM_OK)
        status = put_groups(&tree, root, "languages", &tally->languages, err);
    if (status == EM_OK)
        status = put_groups(&tree, root, "days", &tally->days, err);
    if (status == EM_OK)
        status = put_groups(&tree, root, "periods", &tally->periods, err);
    if (status == EM_OK)
        status = put_groups(&tree, root, "author_types", &tally->author_types, err);
    if (status == EM_OK && tree.failed)
        status = no_memory(err);
    if (status == EM_OK) {
        em_json_print(out, root);
        out->len -= out->status == EM_OK ? 3 : 0; /* "\n}\n": the copies follow as text */
        status = put_copies(out, tally, err);
        em_buf_puts(out, "\n}\n");
    }
    cJSON_Delete(root);
    if (status == EM_OK && out->status != EM_OK)
        status = em_error_set(err, out->status, "no memory for the partial");
    return status;
}

/* --- reading ------------------------------------------------------------------------------- */

static void read_feeling(em_json_in *in, const cJSON *parent, const char *key, em_feeling *out)
{
    const cJSON *object = em_json_in_object(in, parent, key);
    *out = (em_feeling){ em_json_in_count(in, object, "comments"),
                         em_json_in_count(in, object, "positive"),
                         em_json_in_count(in, object, "neutral"),
                         em_json_in_count(in, object, "negative"),
                         em_json_in_int(in, object, "score_sum") };
}

static void read_counts(em_json_in *in, const cJSON *root, em_tally *tally)
{
    size_t messages = tally->campaign->message_count;
    const cJSON *counts = em_json_in_object(in, root, "counts");
    for (size_t i = 0; i < COUNTS_LEN; i++)
        *count_of(tally, i) = em_json_in_count(in, counts, COUNTS[i].key);
    em_json_in_counts(in, root, "excluded", tally->excluded, EM_EXCLUDED_COUNT);
    em_json_in_counts(in, root, "any", tally->any, EM_STANCE_COUNT);
    em_json_in_counts(in, root, "hits", tally->hits, tally->campaign->term_count);
    em_json_in_counts(in, root, "breadth", tally->breadth, messages + 1);
    em_json_in_counts(in, root, "together", tally->together, messages * messages);
    em_json_in_counts(in, root, "buckets", tally->buckets,
                      EM_BUCKETS * em_tally_bucket_width(tally));
    read_feeling(in, root, "all", &tally->all);
    read_feeling(in, root, "receivers", &tally->receivers);
}

static void read_group(em_json_in *in, const cJSON *object, em_group *out, size_t messages)
{
    out->analyzed = em_json_in_count(in, object, "analyzed");
    out->received = em_json_in_count(in, object, "received");
    out->score_sum = em_json_in_int(in, object, "score_sum");
    em_json_in_counts(in, object, "received_of", out->received_of, messages);
}

/* False: no memory. */
static bool read_groups(em_json_in *in, const cJSON *root, const char *key, em_groups *groups)
{
    const cJSON *object = em_json_in_object(in, root, key);
    const cJSON *array = em_json_in_array(in, object, "groups");
    if (array && (size_t)cJSON_GetArraySize(array) > groups->max)
        em_json_in_fail(in, key, "has too many groups");
    for (const cJSON *item = array ? array->child : NULL; item && !in->failed; item = item->next) {
        em_group *group = em_groups_find(groups, em_json_in_string(in, item, "id"));
        if (!group)
            return false;
        read_group(in, item, group, groups->message_count);
    }
    array = em_json_in_array(in, object, "rest");
    if (in->failed || !array || !array->child)
        return true;
    em_group *rest = em_groups_rest(groups);
    if (rest)
        read_group(in, array->child, rest, groups->message_count);
    return rest;
}

static em_status read_inputs(em_json_in *in, const cJSON *root, em_tally *tally, em_error *err)
{
    const cJSON *array = em_json_in_array(in, root, "inputs");
    em_status status = EM_OK;
    for (const cJSON *item = array ? array->child : NULL; item && status == EM_OK;
         item = item->next) {
        /* em_tally__put_input copies the strings and writes to none of them. */
        em_tally_input input = {
            .path = (char *)(uintptr_t)em_json_in_string(in, item, "path").data,
            .format = (char *)(uintptr_t)em_json_in_string(in, item, "format").data,
            .encoding = (char *)(uintptr_t)em_json_in_string(in, item, "encoding").data,
            .platform = (char *)(uintptr_t)em_json_in_string(in, item, "platform").data,
            .broken_off = (char *)(uintptr_t)em_json_in_string(in, item, "broken_off").data,
            .dates = (char *)(uintptr_t)em_json_in_string(in, item, "dates").data,
            .encoding_confidence = em_json_in_number(in, item, "encoding_confidence"),
            .records = em_json_in_count(in, item, "records"),
            .rejected = em_json_in_count(in, item, "rejected"),
            .repaired = em_json_in_count(in, item, "repaired"),
            .replaced = em_json_in_count(in, item, "replaced"),
            .stated_total = em_json_in_int(in, item, "stated_total"),
        };
        em_str sha256 = em_json_in_string(in, item, "sha256");
        if (sha256.len >= sizeof input.sha256)
            em_json_in_fail(in, "sha256", "is too long");
        else
            memcpy(input.sha256, sha256.data, sha256.len);
        status = em_tally__put_input(tally, &input, err);
    }
    return status;
}

static void read_mention(em_json_in *in, const cJSON *item, const em_campaign *campaign,
                         const em_kept *kept, em_kept_mention *out)
{
    uint64_t n[5] = { 0 };
    em_json_in_counts(in, item, NULL, n, 5);
    if (n[0] > n[1] || n[1] > kept->text.len || n[2] >= campaign->term_count ||
        n[3] >= campaign->message_count || n[4] >= EM_STANCE_COUNT)
        em_json_in_fail(in, "mentions", "points outside");
    else
        *out = (em_kept_mention){ (uint32_t)n[0], (uint32_t)n[1], (uint32_t)n[2], (uint16_t)n[3],
                                  (uint8_t)n[4] };
}

static void read_stance(em_json_in *in, const cJSON *item, const em_campaign *campaign,
                        em_kept_stance *out)
{
    uint64_t n[2] = { 0 };
    em_json_in_counts(in, item, NULL, n, 2);
    if (n[0] >= campaign->message_count || n[1] >= EM_STANCE_COUNT)
        em_json_in_fail(in, "stances", "names no stance of a message");
    else
        *out = (em_kept_stance){ (uint16_t)n[0], (uint8_t)n[1] };
}

static void fill_string(em_str into, em_str from)
{
    /* em_str lends const bytes; these are the block's own, not yet seen by anyone. */
    if (into.len)
        memcpy((char *)(uintptr_t)into.data, from.data, from.len);
}

static em_kept *read_kept(em_json_in *in, const cJSON *item, const em_campaign *campaign)
{
    em_str text = em_json_in_string(in, item, "text");
    em_str platform = em_json_in_string(in, item, "platform");
    em_str language = em_json_in_string(in, item, "language");
    const cJSON *mentions = em_json_in_array(in, item, "mentions");
    const cJSON *stances = em_json_in_array(in, item, "stances");
    em_kept *kept = em_kept_alloc(text.len, platform.len, language.len,
                                  mentions ? (size_t)cJSON_GetArraySize(mentions) : 0,
                                  stances ? (size_t)cJSON_GetArraySize(stances) : 0);
    if (!kept)
        return NULL;
    kept->hash = em_json_in_hash(in, item, "hash");
    kept->copy_key = em_json_in_hash(in, item, "copy_key");
    kept->author = em_json_in_hash(in, item, "author");
    kept->score = (int32_t)em_json_in_int(in, item, "score");
    kept->cut = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(item, "cut"));
    kept->own_words = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(item, "own_words"));
    kept->has_time = cJSON_HasObjectItem(item, "time");
    kept->time = kept->has_time ? em_json_in_int(in, item, "time") : 0;
    kept->likes = cJSON_HasObjectItem(item, "likes") ? em_json_in_int(in, item, "likes")
                                                     : EM_LIKES_UNKNOWN;
    fill_string(kept->text, text);
    fill_string(kept->platform, platform);
    fill_string(kept->language, language);
    const cJSON *mention = mentions ? mentions->child : NULL;
    for (size_t i = 0; mention; i++, mention = mention->next)
        read_mention(in, mention, campaign, kept, &kept->mentions[i]);
    const cJSON *stance = stances ? stances->child : NULL;
    for (size_t i = 0; stance; i++, stance = stance->next)
        read_stance(in, stance, campaign, &kept->stances[i]);
    return kept;
}

typedef struct kept_in {
    EM_VEC(em_kept *) all;
} kept_in;

static em_kept *kept_at(em_json_in *in, const kept_in *list, const cJSON *place)
{
    size_t i = em_json_in_index(in, place, NULL, list->all.len);
    return in->failed ? NULL : list->all.items[i];
}

static bool read_best(em_json_in *in, const cJSON *pool, const kept_in *list, em_best *best)
{
    const cJSON *item = em_json_in_array(in, pool, NULL) ? pool->child : NULL;
    bool ok = true;
    while (ok && item && !in->failed) {
        int64_t rank = em_json_in_int(in, item, NULL);
        item = item->next;
        em_kept *kept = kept_at(in, list, item);
        ok = !kept || em_best_put(best, rank, kept);
        item = item ? item->next : NULL;
    }
    return ok;
}

static bool read_message(em_json_in *in, const cJSON *item, const kept_in *list,
                         em_message_tally *out)
{
    em_json_in_counts(in, item, "stances", out->stances, EM_STANCE_COUNT);
    read_feeling(in, item, "receivers", &out->receivers);
    out->likes = em_json_in_count(in, item, "likes");
    if (cJSON_HasObjectItem(item, "first_received"))
        out->first_received = em_json_in_int(in, item, "first_received");
    const cJSON *pools = em_json_in_array(in, item, "best");
    if (pools && cJSON_GetArraySize(pools) != EM_QUOTED_STANCES * EM_RULE_COUNT)
        em_json_in_fail(in, "best", "has not the right number of items");
    const cJSON *pool = pools ? pools->child : NULL;
    bool ok = true;
    for (size_t i = 0; ok && pool && !in->failed; i++, pool = pool->next)
        ok = read_best(in, pool, list, &out->best[i / EM_RULE_COUNT][i % EM_RULE_COUNT]);
    return ok;
}

static bool read_samples(em_json_in *in, const cJSON *root, const kept_in *list, em_tally *tally)
{
    const cJSON *array = em_json_in_array(in, root, "samples");
    if (array && cJSON_GetArraySize(array) != EM_SAMPLE_COUNT)
        em_json_in_fail(in, "samples", "has not the right number of items");
    const cJSON *sample = array ? array->child : NULL;
    bool ok = true;
    for (size_t s = 0; sample && !in->failed; s++, sample = sample->next) {
        const cJSON *item = em_json_in_array(in, sample, NULL) ? sample->child : NULL;
        for (; ok && item && !in->failed; item = item->next) {
            em_kept *kept = kept_at(in, list, item);
            ok = !kept || em_sample_put(&tally->samples[s], kept);
        }
    }
    return ok;
}

/* False: no memory. */
static bool read_lists(em_json_in *in, const cJSON *root, em_tally *tally)
{
    kept_in list = { 0 };
    bool ok = true;
    const cJSON *array = em_json_in_array(in, root, "kept");
    for (const cJSON *item = array ? array->child : NULL; ok && item; item = item->next) {
        em_kept *kept = read_kept(in, item, tally->campaign);
        ok = kept && em_vec_push(&list.all, kept);
        if (!ok)
            em_kept_drop(kept);
    }
    const cJSON *tallies = em_json_in_array(in, root, "tallies");
    if (tallies && (size_t)cJSON_GetArraySize(tallies) != tally->campaign->message_count)
        em_json_in_fail(in, "tallies", "has not the right number of items");
    const cJSON *item = tallies ? tallies->child : NULL;
    for (size_t m = 0; ok && item && !in->failed; m++, item = item->next)
        ok = read_message(in, item, &list, &tally->messages[m]);
    ok = ok && read_samples(in, root, &list, tally);
    for (size_t i = 0; i < list.all.len; i++)
        em_kept_drop(list.all.items[i]);
    em_vec_release(&list.all);
    return ok;
}

/* --- reading: copies ----------------------------------------------------------------------- */

static bool parse_copy(em_copy_group *out, const char *line)
{
    char *end;
    if (strspn(line, "0123456789abcdef") != 16 || line[16] != ' ')
        return false;
    out->key = strtoull(line, &end, 16);
    unsigned long text_bits = strtoul(end, &end, 10);
    unsigned long set_number = strtoul(end, &end, 10);
    out->count = strtoull(end, &end, 10);
    out->near = strcmp(end, NEAR) == 0;
    out->text = (uint32_t)text_bits;
    out->set = (uint32_t)set_number;
    return (*end == '\0' || out->near) && text_bits < 1u << 20 && set_number < EM_COPIES_MAX_SETS &&
           out->count && out->count <= EM_SUM_MAX;
}

static const char **read_sets(em_json_in *in, const cJSON *copies, size_t messages, size_t *count)
{
    const cJSON *array = em_json_in_array(in, copies, "sets");
    *count = array ? (size_t)cJSON_GetArraySize(array) : 0;
    char **sets = em_mem_zalloc(*count, sizeof *sets);
    const cJSON *item = array ? array->child : NULL;
    for (size_t i = 0; sets && item; i++, item = item->next) {
        em_str set = em_json_in_string(in, item, NULL);
        if (set.len != messages || strspn(set.data, "012345") != messages)
            em_json_in_fail(in, "sets", "holds what is no set of stances");
        else
            sets[i] = (char *)(uintptr_t)set.data;
    }
    return (const char **)sets;
}

static em_status read_copies(em_json_in *in, const cJSON *root, em_tally *tally, em_error *err)
{
    if (!tally->copies)
        return EM_OK;
    size_t set_count, messages = tally->campaign->message_count;
    const cJSON *copies = em_json_in_object(in, root, "copies");
    const char **sets = read_sets(in, copies, messages, &set_count);
    uint8_t *stances = em_mem_zalloc(messages, 1);
    const cJSON *array = em_json_in_array(in, copies, "groups");
    em_status status = sets && stances ? EM_OK : no_memory(err);
    for (const cJSON *item = array ? array->child : NULL; status == EM_OK && item && !in->failed;
         item = item->next) {
        em_copy_group group = { .stances = stances };
        if (!parse_copy(&group, em_json_in_string(in, item, NULL).data) || group.set >= set_count) {
            em_json_in_fail(in, "groups", "holds what is no group of copies");
            break;
        }
        for (size_t m = 0; m < messages; m++)
            stances[m] = (uint8_t)(sets[group.set][m] - '0');
        status = em_copies_put(tally->copies, &group, err);
    }
    em_mem_free(sets);
    em_mem_free(stances);
    return status;
}

/* --- reading: the whole -------------------------------------------------------------------- */

static em_status read_tally(em_json_in *in, const cJSON *root, em_tally *tally, em_error *err)
{
    read_counts(in, root, tally);
    em_status status = read_inputs(in, root, tally, err);
    if (status == EM_OK &&
        !(read_lists(in, root, tally) && read_groups(in, root, "platforms", &tally->platforms) &&
          read_groups(in, root, "languages", &tally->languages) &&
          read_groups(in, root, "days", &tally->days) &&
          read_groups(in, root, "periods", &tally->periods) &&
          read_groups(in, root, "author_types", &tally->author_types)))
        status = no_memory(err);
    if (status == EM_OK)
        status = read_copies(in, root, tally, err);
    return status == EM_OK ? em_json_in_status(in, err) : status;
}

static em_status read_root(em_tally **out, const cJSON *root, const char *path, em_error *err)
{
    em_json_in in = { .path = path };
    const cJSON *schema = cJSON_GetObjectItemCaseSensitive(root, "schema");
    if (!cJSON_IsString(schema) || strcmp(schema->valuestring, SCHEMA) != 0)
        return em_error_at(err, EM_E_INPUT, path, 0, 0,
                           "this is no partial (analyze --write partial writes one)");
    em_campaign *campaign;
    em_status status = em_campaign_from_json(&campaign, root, path, err);
    if (status != EM_OK)
        return status;
    em_tally *tally;
    const em_tally_options options = { .copies = cJSON_HasObjectItem(root, "copies") };
    status = em_tally__new(&tally, campaign, &options, err);
    if (status != EM_OK)
        return status;
    status = read_tally(&in, root, tally, err);
    if (status == EM_OK)
        *out = tally;
    else
        em_tally_free(tally);
    return status;
}

em_status em_tally_read_partial(em_tally **out, em_str json, const char *path, em_error *err)
{
    *out = NULL;
    em_buf text;
    em_json_file file;
    em_error mistake = { 0 };
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_buf_put(&text, json);
    if (text.status != EM_OK)
        return no_memory(err);
    em_status status = em_json_parse(&file, path, &text, &mistake);
    if (status == EM_E_LEXICON) /* what ill-formed JSON is elsewhere */
        status = EM_E_INPUT;
    if (status == EM_OK)
        status = read_root(out, file.root, path, &mistake);
    mistake.status = status;
    if (status != EM_OK && err)
        *err = mistake;
    em_json_release(&file);
    return status;
}
