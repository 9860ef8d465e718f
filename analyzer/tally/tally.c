/* Mergeable counts of verdicts. Every count is a sum, a smallest value, or the first of an order
 * that does not depend on when a comment came: so merging in any order gives the same tally. */
#include "tally/tally_state.h"

#include "base/str.h"
#include "tally/days.h"

#include <stdlib.h>

/* --- making and freeing ---------------------------------------------------------------- */

static em_status no_memory(em_error *err)
{
    return em_error_set(err, EM_E_MEMORY, "no memory");
}

static void free_message(em_message_tally *message)
{
    for (size_t s = 0; s < EM_QUOTED_STANCES; s++)
        for (size_t r = 0; r < EM_RULE_COUNT; r++)
            em_best_release(&message->best[s][r]);
}

static void free_input(em_tally_input *input)
{
    em_mem_free(input->path);
    em_mem_free(input->format);
    em_mem_free(input->encoding);
    em_mem_free(input->platform);
    em_mem_free(input->broken_off);
    em_mem_free(input->dates);
}

void em_tally_free(em_tally *tally)
{
    if (!tally)
        return;
    for (size_t m = 0; tally->messages && m < tally->campaign->message_count; m++)
        free_message(&tally->messages[m]);
    for (size_t i = 0; i < tally->inputs.len; i++)
        free_input(&tally->inputs.items[i]);
    em_vec_release(&tally->inputs);
    for (size_t s = 0; s < EM_SAMPLE_COUNT; s++)
        em_sample_release(&tally->samples[s]);
    em_groups_release(&tally->platforms);
    em_groups_release(&tally->languages);
    em_groups_release(&tally->days);
    em_groups_release(&tally->periods);
    em_groups_release(&tally->author_types);
    em_copies_free(tally->copies);
    em_mem_free(tally->messages);
    em_mem_free(tally->hits);
    em_mem_free(tally->breadth);
    em_mem_free(tally->together);
    em_mem_free(tally->buckets);
    em_mem_free(tally->terms);
    em_mem_free(tally->affirmed);
    em_day_finder_free(tally->day_finder);
    em_campaign_free(tally->campaign);
    em_mem_free(tally);
}

static bool make_counts(em_tally *tally)
{
    size_t messages = tally->campaign->message_count;
    tally->messages = em_mem_zalloc(messages, sizeof *tally->messages);
    tally->hits = em_mem_zalloc(tally->campaign->term_count, sizeof *tally->hits);
    tally->breadth = em_mem_zalloc(messages + 1, sizeof *tally->breadth);
    tally->together = em_mem_zalloc(messages * messages, sizeof *tally->together);
    tally->buckets = em_mem_zalloc(EM_BUCKETS * em_tally_bucket_width(tally),
                                   sizeof *tally->buckets);
    tally->affirmed = em_mem_zalloc(messages, sizeof *tally->affirmed);
    if (tally->options.copies)
        tally->copies = em_copies_new(messages);
    for (size_t m = 0; tally->messages && m < messages; m++)
        tally->messages[m].first_received = INT64_MAX;
    return tally->messages && tally->hits && tally->breadth && tally->together && tally->buckets &&
           tally->affirmed && (tally->copies || !tally->options.copies);
}

em_status em_tally__new(em_tally **out, em_campaign *campaign, const em_tally_options *options,
                        em_error *err)
{
    *out = NULL;
    em_tally *tally = em_mem_zalloc(1, sizeof *tally);
    if (!tally) {
        em_campaign_free(campaign);
        return no_memory(err);
    }
    tally->campaign = campaign;
    tally->options = *options;
    em_groups_init(&tally->platforms, EM_MAX_PLATFORMS, campaign->message_count);
    em_groups_init(&tally->languages, EM_MAX_LANGUAGES, campaign->message_count);
    em_groups_init(&tally->days, EM_MAX_DAYS, campaign->message_count);
    em_groups_init(&tally->periods, SIZE_MAX, campaign->message_count);
    em_groups_init(&tally->author_types, EM_AUTHOR_TYPE_COUNT, campaign->message_count);
    for (size_t s = 0; s < EM_SAMPLE_COUNT; s++)
        tally->samples[s].max = EM_SAMPLE_MAX;
    if (!make_counts(tally)) {
        em_tally_free(tally);
        return no_memory(err);
    }
    *out = tally;
    return EM_OK;
}

/* Terms stand in the campaign in the order of the model's entries. */
static bool number_terms(em_tally *tally)
{
    tally->terms = em_mem_zalloc(tally->model->entry_count, sizeof *tally->terms);
    uint32_t next = 0;
    for (size_t i = 0; tally->terms && i < tally->model->entry_count; i++) {
        em_role role = tally->model->entries[i].role;
        if (role == EM_ROLE_TERM || role == EM_ROLE_OPPOSITE)
            tally->terms[i] = next++;
    }
    return tally->terms;
}

em_status em_tally_new(em_tally **out, const em_model *model, const em_tally_options *options,
                       em_error *err)
{
    *out = NULL;
    em_campaign *campaign;
    em_tally *tally;
    em_status status = em_campaign_from_model(&campaign, model, err);
    if (status == EM_OK)
        status = em_tally__new(&tally, campaign, options, err);
    if (status != EM_OK)
        return status;
    tally->model = model;
    status = em_day_finder_new(&tally->day_finder, model->timezone, err);
    if (status == EM_OK && !number_terms(tally))
        status = no_memory(err);
    if (status != EM_OK) {
        em_tally_free(tally);
        return status;
    }
    *out = tally;
    return EM_OK;
}

/* --- adding a comment ------------------------------------------------------------------ */

static uint64_t add_capped(uint64_t sum, uint64_t more)
{
    return more > EM_SUM_MAX - sum ? EM_SUM_MAX : sum + more;
}

static void feel(em_feeling *feeling, const em_verdict *verdict)
{
    feeling->comments++;
    feeling->score_sum += verdict->score;
    feeling->positive += verdict->label == EM_POSITIVE;
    feeling->neutral += verdict->label == EM_NEUTRAL;
    feeling->negative += verdict->label == EM_NEGATIVE;
}

static uint64_t known_likes(const em_record *record)
{
    return record->likes == EM_LIKES_UNKNOWN || record->likes < 0 ? 0 : (uint64_t)record->likes;
}

/* The comment's place in all tables by message; returns how many messages it affirms. */
static size_t add_stances(em_tally *tally, const em_record *record, const em_verdict *verdict)
{
    size_t count = tally->campaign->message_count, affirmed = 0;
    bool any[EM_STANCE_COUNT] = { false };
    for (size_t m = 0; m < count; m++) {
        em_stance stance = verdict->stances[m];
        if (stance == EM_STANCE_NONE)
            continue;
        em_message_tally *message = &tally->messages[m];
        message->stances[stance]++;
        any[stance] = true;
        if (stance != EM_STANCE_AFFIRMED)
            continue;
        tally->affirmed[affirmed++] = (uint16_t)m;
        feel(&message->receivers, verdict);
        message->likes = add_capped(message->likes, known_likes(record));
        if (record->time.known && record->time.seconds < message->first_received)
            message->first_received = record->time.seconds;
    }
    bool echoed = false;
    for (size_t s = EM_STANCE_AFFIRMED; s < EM_STANCE_COUNT; s++) {
        tally->any[s] += any[s];
        echoed = echoed || any[s];
    }
    tally->echoed += echoed;
    tally->breadth[affirmed]++;
    for (size_t i = 0; i < affirmed; i++)
        for (size_t j = 0; j < affirmed; j++)
            tally->together[tally->affirmed[i] * count + tally->affirmed[j]]++;
    return affirmed;
}

static void add_hits(em_tally *tally, const em_verdict *verdict)
{
    for (size_t i = 0; i < verdict->mention_count; i++)
        if (!verdict->mentions[i].other_subject)
            tally->hits[tally->terms[verdict->mentions[i].entry]]++;
    tally->undecided_patterns += verdict->undecided;
    tally->undecided_comments += verdict->undecided > 0;
}

static bool add_group(em_tally *tally, em_groups *groups, em_str id, const em_verdict *verdict,
                      size_t affirmed)
{
    em_group *group = em_groups_find(groups, id);
    if (!group)
        return false;
    group->analyzed++;
    group->received += affirmed > 0;
    group->score_sum += verdict->score;
    for (size_t i = 0; i < affirmed; i++)
        group->received_of[tally->affirmed[i]]++;
    return true;
}

static bool add_groups(em_tally *tally, const em_record *record, const em_verdict *verdict,
                       size_t affirmed)
{
    em_str unknown = EM_STR(EM_GROUP_UNKNOWN);
    em_str platform = record->platform.len ? record->platform : unknown;
    em_str type = em_str_from(em_author_type_name(record->author_type));
    bool ok =
        add_group(tally, &tally->platforms, platform, verdict, affirmed) &&
        add_group(tally, &tally->author_types, type.len ? type : unknown, verdict, affirmed) &&
        add_group(tally, &tally->languages, em_str_from(verdict->language), verdict, affirmed);
    em_str day = record->time.known ? em_day_find(tally->day_finder, record->time.seconds)
                                    : EM_STR("");
    if (!day.len) {
        tally->undated++;
        tally->unread_times += record->time.unread;
        return ok;
    }
    ok = ok && add_group(tally, &tally->days, day, verdict, affirmed);
    for (size_t i = 0; ok && i < tally->campaign->period_count; i++) {
        const em_period *period = &tally->campaign->periods[i];
        if (record->time.seconds >= period->from && record->time.seconds < period->to)
            ok = add_group(tally, &tally->periods, period->id, verdict, affirmed);
    }
    return ok;
}

static uint64_t *find_bucket(const em_tally *tally, uint64_t author, const em_verdict *verdict)
{
    uint64_t cluster = author ? author : em_kept_copy_key(verdict);
    return tally->buckets + cluster % EM_BUCKETS * em_tally_bucket_width(tally);
}

static void add_to_bucket(uint64_t *bucket, const em_tally *tally, size_t affirmed)
{
    bucket[EM_BUCKET_ANALYZED]++;
    bucket[EM_BUCKET_RECEIVED] += affirmed > 0;
    for (size_t i = 0; i < affirmed; i++)
        bucket[EM_BUCKET_MESSAGES + tally->affirmed[i]]++;
}

/* --- keeping comments to quote --------------------------------------------------------- */

/* Does it take part under this rule, and with what rank? */
static bool rank_by(int64_t *rank, em_rule rule, em_stance stance, int32_t score, int64_t likes,
                    size_t same_stance)
{
    bool against = stance == EM_STANCE_DENIED || stance == EM_STANCE_MIXED;
    *rank = (int64_t)same_stance * (2 * EM_SCORE_ONE + 1) + (against ? -(int64_t)score : score);
    switch (rule) {
    case EM_RULE_STRONGEST:
        return !against;
    case EM_RULE_CONTRADICTING:
        return against;
    case EM_RULE_LIKED:
        *rank = likes;
        return likes > 0;
    case EM_RULE_COUNT:
        break;
    }
    return false;
}

/* The comment at hand, made into an em_kept only once a pool wants it. */
typedef struct candidate {
    em_tally *tally;
    const em_record *record;
    const em_verdict *verdict;
    uint64_t hash, copy_key;
    em_kept *kept; /* NULL so far */
} candidate;

static em_kept *keep(candidate *at)
{
    if (!at->kept)
        at->kept = em_kept_new(at->record, at->verdict, at->hash, at->tally->terms,
                               at->tally->campaign->message_count);
    return at->kept;
}

static bool offer_to_pools(candidate *at, size_t message, const size_t *same_stance)
{
    em_stance stance = at->verdict->stances[message];
    bool ok = true;
    if (stance < EM_STANCE_AFFIRMED || stance >= EM_STANCE_AFFIRMED + EM_QUOTED_STANCES)
        return true;
    for (int rule = 0; ok && rule < EM_RULE_COUNT; rule++) {
        em_best *best = &at->tally->messages[message].best[stance - EM_STANCE_AFFIRMED][rule];
        int64_t rank;
        if (rank_by(&rank, (em_rule)rule, stance, at->verdict->score,
                    (int64_t)known_likes(at->record), same_stance[stance]) &&
            em_best_admits(best, rank, at->hash, at->copy_key))
            ok = keep(at) && em_best_put(best, rank, at->kept);
    }
    return ok;
}

static bool keep_comment(em_tally *tally, const em_record *record, const em_verdict *verdict,
                         uint64_t author, size_t affirmed)
{
    candidate at = {
        tally, record, verdict, em_kept_hash(record, verdict, author), em_kept_copy_key(verdict),
        NULL
    };
    size_t messages = tally->campaign->message_count;
    size_t same_stance[EM_STANCE_COUNT] = { 0 };
    em_sample *sample = &tally->samples[affirmed ? EM_SAMPLE_RECEIVERS : EM_SAMPLE_OTHERS];
    bool sampled = em_sample_admits(sample, at.hash), ok = true;
    if (sampled)
        em_sample_prefetch(sample);
    for (size_t m = 0; m < messages; m++)
        same_stance[verdict->stances[m]]++;
    for (size_t m = 0; ok && same_stance[EM_STANCE_NONE] < messages && m < messages; m++)
        ok = offer_to_pools(&at, m, same_stance);
    if (ok && sampled)
        ok = keep(&at) && em_sample_put(sample, at.kept);
    em_kept_drop(at.kept);
    return ok;
}

em_status em_tally_add(em_tally *tally, const em_record *record, const em_verdict *verdict,
                       em_error *err)
{
    if (!tally->model)
        return em_error_set(err, EM_E_ARGUMENT, "a tally read from a partial takes no comments");
    if (verdict->empty) {
        tally->empty++;
        return EM_OK;
    }
    /* Far from what was read last: fetched now, used at the end. */
    uint64_t author = em_kept_author(record);
    uint64_t *bucket = find_bucket(tally, author, verdict);
    __builtin_prefetch(bucket, 1);
    if (tally->copies)
        em_copies_prefetch_part(tally->copies, em_kept_copy_key(verdict));
    tally->analyzed++;
    tally->own_words += verdict->own_words;
    tally->unsure += verdict->unsure;
    tally->likes_known += record->likes != EM_LIKES_UNKNOWN;
    tally->likes = add_capped(tally->likes, known_likes(record));
    feel(&tally->all, verdict);
    size_t affirmed = add_stances(tally, record, verdict);
    if (affirmed) {
        feel(&tally->receivers, verdict);
        tally->likes_received = add_capped(tally->likes_received, known_likes(record));
    }
    add_hits(tally, verdict);
    if (tally->copies)
        em_copies_prefetch(tally->copies, em_kept_copy_key(verdict));
    if (!add_groups(tally, record, verdict, affirmed) ||
        !keep_comment(tally, record, verdict, author, affirmed))
        return no_memory(err);
    add_to_bucket(bucket, tally, affirmed);
    if (!tally->copies)
        return EM_OK;
    return em_copies_add(tally->copies, em_kept_copy_key(verdict), verdict->text_hash,
                         verdict->stances, err);
}

void em_tally_add_excluded(em_tally *tally, em_excluded why)
{
    tally->excluded[why]++;
}

em_status em_tally__put_input(em_tally *tally, const em_tally_input *info, em_error *err)
{
    em_tally_input input = *info;
    input.path = em_mem_strdup(em_str_from(info->path));
    input.format = em_mem_strdup(em_str_from(info->format));
    input.encoding = em_mem_strdup(em_str_from(info->encoding));
    input.platform = em_mem_strdup(em_str_from(info->platform));
    input.broken_off = em_mem_strdup(em_str_from(info->broken_off));
    input.dates = em_mem_strdup(em_str_from(info->dates));
    if (input.path && input.format && input.encoding && input.platform && input.broken_off &&
        input.dates && em_vec_push(&tally->inputs, input))
        return EM_OK;
    free_input(&input);
    return no_memory(err);
}

em_status em_tally_add_input(em_tally *tally, const em_input_info *info, em_error *err)
{
    /* em_tally__put_input copies the strings and writes to none of them. */
    em_tally_input input = {
        .path = (char *)(uintptr_t)info->path,
        .format = (char *)(uintptr_t)info->format,
        .encoding = (char *)(uintptr_t)info->encoding,
        .platform = (char *)(uintptr_t)info->platform,
        .broken_off = (char *)(uintptr_t)info->broken_off,
        .dates = (char *)(uintptr_t)info->dates,
        .encoding_confidence = info->encoding_confidence,
        .records = info->records,
        .rejected = info->rejected,
        .repaired = info->repaired,
        .replaced = info->replaced,
        .stated_total = info->stated_total,
    };
    memcpy(input.sha256, info->sha256, sizeof input.sha256);
    return em_tally__put_input(tally, &input, err);
}

/* --- merging --------------------------------------------------------------------------- */

static void add_all(uint64_t *into, const uint64_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        into[i] += from[i];
}

static void merge_feeling(em_feeling *into, const em_feeling *from)
{
    into->comments += from->comments;
    into->positive += from->positive;
    into->neutral += from->neutral;
    into->negative += from->negative;
    into->score_sum += from->score_sum;
}

static void merge_counts(em_tally *into, const em_tally *from)
{
    size_t messages = into->campaign->message_count;
    into->analyzed += from->analyzed;
    into->empty += from->empty;
    into->own_words += from->own_words;
    into->unsure += from->unsure;
    into->undated += from->undated;
    into->unread_times += from->unread_times;
    into->undecided_patterns += from->undecided_patterns;
    into->undecided_comments += from->undecided_comments;
    into->echoed += from->echoed;
    into->likes_known += from->likes_known;
    into->likes = add_capped(into->likes, from->likes);
    into->likes_received = add_capped(into->likes_received, from->likes_received);
    add_all(into->excluded, from->excluded, EM_EXCLUDED_COUNT);
    add_all(into->any, from->any, EM_STANCE_COUNT);
    add_all(into->hits, from->hits, into->campaign->term_count);
    add_all(into->breadth, from->breadth, messages + 1);
    add_all(into->together, from->together, messages * messages);
    add_all(into->buckets, from->buckets, EM_BUCKETS * em_tally_bucket_width(into));
    merge_feeling(&into->all, &from->all);
    merge_feeling(&into->receivers, &from->receivers);
}

static bool merge_best(em_best *into, const em_best *from)
{
    bool ok = true;
    for (size_t i = 0; ok && i < from->count; i++)
        ok = em_best_put(into, from->items[i].rank, from->items[i].kept);
    return ok;
}

static bool merge_message(em_message_tally *into, const em_message_tally *from)
{
    bool ok = true;
    add_all(into->stances, from->stances, EM_STANCE_COUNT);
    merge_feeling(&into->receivers, &from->receivers);
    into->likes = add_capped(into->likes, from->likes);
    if (from->first_received < into->first_received)
        into->first_received = from->first_received;
    for (size_t s = 0; s < EM_QUOTED_STANCES; s++)
        for (size_t r = 0; ok && r < EM_RULE_COUNT; r++)
            ok = merge_best(&into->best[s][r], &from->best[s][r]);
    return ok;
}

static bool merge_lists(em_tally *into, const em_tally *from)
{
    bool ok = em_groups_merge(&into->platforms, &from->platforms) &&
              em_groups_merge(&into->languages, &from->languages) &&
              em_groups_merge(&into->days, &from->days) &&
              em_groups_merge(&into->periods, &from->periods) &&
              em_groups_merge(&into->author_types, &from->author_types);
    for (size_t m = 0; ok && m < into->campaign->message_count; m++)
        ok = merge_message(&into->messages[m], &from->messages[m]);
    for (size_t s = 0; s < EM_SAMPLE_COUNT; s++)
        for (size_t i = 0; ok && i < from->samples[s].heap.len; i++)
            ok = em_sample_put(&into->samples[s], from->samples[s].heap.items[i].kept);
    return ok;
}

static int compare_inputs(const void *a, const void *b)
{
    const em_tally_input *left = a, *right = b;
    int order = strcmp(left->path, right->path);
    if (!order)
        order = strcmp(left->sha256, right->sha256);
    return order ? order : (left->records > right->records) - (left->records < right->records);
}

static em_status merge_but_copies(em_tally *into, const em_tally *from, em_error *err)
{
    bool same_model = into->model && into->model == from->model;
    em_status status = same_model ? EM_OK
                                  : em_campaign_compare(into->campaign, from->campaign, err);
    if (status != EM_OK)
        return status;
    if (!into->copies != !from->copies)
        return em_error_set(err, EM_E_ARGUMENT,
                            "one partial has groups of copies and one has none (--copies off)");
    merge_counts(into, from);
    if (!merge_lists(into, from))
        return no_memory(err);
    for (size_t i = 0; status == EM_OK && i < from->inputs.len; i++)
        status = em_tally__put_input(into, &from->inputs.items[i], err);
    if (status == EM_OK && from->inputs.len)
        qsort(into->inputs.items, into->inputs.len, sizeof *into->inputs.items, compare_inputs);
    return status;
}

em_status em_tally_merge(em_tally *into, const em_tally *from, em_error *err)
{
    em_status status = merge_but_copies(into, from, err);
    if (status == EM_OK && into->copies)
        status = em_copies_merge(into->copies, from->copies, err);
    return status;
}

em_status em_tally_absorb(em_tally *into, em_tally *from, em_error *err)
{
    em_status status = merge_but_copies(into, from, err);
    if (status == EM_OK && into->copies)
        status = em_copies_absorb(into->copies, from->copies, err);
    em_tally_free(from);
    return status;
}
