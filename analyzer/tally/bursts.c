/*
 * Signs of arrangement: sorted by text and account to take each account's first comment of a text,
 * then by text and time to slide a window over them.
 */
#include "tally/bursts.h"

#include "base/str.h"

#include <stdlib.h>

typedef struct burst {
    const em_kept *example; /* of the smallest hash in the window */
    size_t accounts;
    int64_t first, last;
} burst;

static int compare_int64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_uint64(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int by_account(const void *a, const void *b)
{
    const em_kept *left = *(const em_kept *const *)a, *right = *(const em_kept *const *)b;
    int order = compare_uint64(left->copy_key, right->copy_key);
    if (!order)
        order = compare_uint64(left->author, right->author);
    if (!order)
        order = compare_int64(left->time, right->time);
    return order ? order : compare_uint64(left->hash, right->hash);
}

static int by_time(const void *a, const void *b)
{
    const em_kept *left = *(const em_kept *const *)a, *right = *(const em_kept *const *)b;
    int order = compare_uint64(left->copy_key, right->copy_key);
    if (!order)
        order = compare_int64(left->time, right->time);
    return order ? order : compare_uint64(left->hash, right->hash);
}

static int by_accounts(const void *a, const void *b)
{
    const burst *left = a, *right = b;
    if (left->accounts != right->accounts)
        return left->accounts > right->accounts ? -1 : 1;
    return compare_uint64(left->example->copy_key, right->example->copy_key);
}

/* The first comment of each account on each text, by text and time. `all` has room for all. */
static size_t gather_firsts(const em_kept **all, const em_words *words)
{
    size_t count = 0, firsts = 0;
    for (int s = 0; s < EM_SAMPLE_COUNT; s++)
        for (size_t i = 0; i < words->comment_count[s]; i++) {
            const em_kept *kept = words->comments[s][i].kept;
            if (kept->own_words && kept->author && kept->has_time &&
                kept->text.len >= EM_BURST_TEXT_MIN)
                all[count++] = kept;
        }
    if (!count)
        return 0;
    qsort(all, count, sizeof *all, by_account);
    for (size_t i = 0; i < count; i++)
        if (!firsts || all[firsts - 1]->copy_key != all[i]->copy_key ||
            all[firsts - 1]->author != all[i]->author)
            all[firsts++] = all[i];
    qsort(all, firsts, sizeof *all, by_time);
    return firsts;
}

/* Of one text: the earliest window that holds most accounts. */
static burst find_burst(const em_kept *const *firsts, size_t count)
{
    size_t from = 0, best = 0, most = 0;
    for (size_t i = 0; i < count; i++) {
        while (firsts[i]->time - firsts[from]->time > EM_BURST_SECONDS)
            from++;
        if (i + 1 - from > most) {
            most = i + 1 - from;
            best = from;
        }
    }
    burst found = { firsts[best], most, firsts[best]->time, firsts[best + most - 1]->time };
    for (size_t i = best; i < best + most; i++)
        if (firsts[i]->hash < found.example->hash)
            found.example = firsts[i];
    return found;
}

static size_t find_bursts(burst *bursts, const em_kept *const *firsts, size_t count)
{
    size_t found = 0, end;
    for (size_t i = 0; i < count; i = end) {
        for (end = i + 1; end < count && firsts[end]->copy_key == firsts[i]->copy_key;)
            end++;
        bursts[found] = find_burst(firsts + i, end - i);
        found += bursts[found].accounts >= EM_BURST_ACCOUNTS_MIN;
    }
    if (found)
        qsort(bursts, found, sizeof *bursts, by_accounts);
    return found;
}

static void put_burst(em_json_tree *tree, cJSON *parent, const burst *shown)
{
    char time[EM_TIME_TEXT_BYTES];
    cJSON *object = em_json_add_object(tree, parent, NULL);
    em_json_add_string(tree, object, "text", shown->example->text);
    em_json_add_number(tree, object, "accounts", (double)shown->accounts);
    em_time_format(time, shown->first);
    em_json_add_string(tree, object, "first", em_str_from(time));
    em_time_format(time, shown->last);
    em_json_add_string(tree, object, "last", em_str_from(time));
}

em_status em_bursts_put(em_json_tree *tree, cJSON *parent, const em_words *words, em_error *err)
{
    size_t most = words->comment_count[EM_SAMPLE_RECEIVERS] +
                  words->comment_count[EM_SAMPLE_OTHERS];
    const em_kept **firsts = em_mem_zalloc(most + 1, sizeof *firsts);
    burst *bursts = em_mem_zalloc(most + 1, sizeof *bursts);
    em_status status = firsts && bursts ? EM_OK : em_error_set(err, EM_E_MEMORY, "no memory");
    cJSON *list = em_json_add_array(tree, parent, "bursts");
    if (status == EM_OK) {
        size_t count = find_bursts(bursts, firsts, gather_firsts(firsts, words));
        for (size_t i = 0; i < count && i < EM_BURSTS_MAX; i++)
            put_burst(tree, list, &bursts[i]);
    }
    em_mem_free(firsts);
    em_mem_free(bursts);
    return status;
}
