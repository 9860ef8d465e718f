/*
 * Counts by a name that comes with the data. What is thrown into the rest has at least `max`
 * names with smaller hashes before it, and names only become more: so it can never come back,
 * and the groups kept hold all their comments.
 */
#include "tally/groups.h"

#include "base/hash.h"
#include "base/str.h"

#include <stdlib.h>

void em_groups_init(em_groups *groups, size_t max, size_t message_count)
{
    *groups = (em_groups){ .max = max, .message_count = message_count };
}

void em_groups_release(em_groups *groups)
{
    for (size_t i = 0; i < groups->list.len; i++)
        em_mem_free(groups->list.items[i]);
    em_vec_release(&groups->list);
    em_mem_free(groups->rest);
    groups->rest = NULL;
}

static em_group *group_new(const em_groups *groups, em_str id, uint64_t hash)
{
    size_t counts = groups->message_count * sizeof(uint64_t);
    em_group *group = em_mem_zalloc(1, sizeof *group + counts + id.len);
    if (!group)
        return NULL;
    char *name = (char *)group + sizeof *group + counts;
    memcpy(name, id.data, id.len);
    group->id = (em_str){ name, id.len };
    group->hash = hash;
    return group;
}

static int compare_place(const em_group *group, em_str id, uint64_t hash)
{
    if (group->hash != hash)
        return group->hash < hash ? -1 : 1;
    return em_str_cmp(group->id, id);
}

/* Index of the first group not before (hash, id). */
static size_t find_place(const em_groups *groups, em_str id, uint64_t hash)
{
    size_t low = 0, high = groups->list.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_place(groups->list.items[middle], id, hash) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_counts(em_group *into, const em_group *from, size_t message_count)
{
    into->analyzed += from->analyzed;
    into->received += from->received;
    into->score_sum += from->score_sum;
    for (size_t i = 0; i < message_count; i++)
        into->received_of[i] += from->received_of[i];
}

em_group *em_groups_rest(em_groups *groups)
{
    if (!groups->rest)
        groups->rest = group_new(groups, EM_STR(EM_GROUP_REST), 0);
    return groups->rest;
}

static em_group **recent_place(em_groups *groups, em_str id)
{
    unsigned place = 0;
    for (size_t i = id.len > 2 ? id.len - 2 : 0; i < id.len; i++)
        place = place * 10 + (unsigned char)id.data[i];
    return &groups->recent[place % EM_GROUPS_RECENT];
}

em_group *em_groups_find(em_groups *groups, em_str id)
{
    em_group **recent = recent_place(groups, id);
    if (*recent && em_str_eq((*recent)->id, id))
        return *recent;
    uint64_t hash = em_hash64(id, 0);
    size_t place = find_place(groups, id, hash);
    size_t len = groups->list.len;
    if (place < len && compare_place(groups->list.items[place], id, hash) == 0)
        return *recent = groups->list.items[place];
    bool full = len == groups->max;
    if (full && !em_groups_rest(groups))
        return NULL;
    if (full && place == len)
        return groups->rest;
    em_group *group = group_new(groups, id, hash);
    if (!group || !em_vec_reserve(&groups->list, len + 1)) {
        em_mem_free(group);
        return NULL;
    }
    if (full) {
        em_group *last = groups->list.items[--len];
        add_counts(groups->rest, last, groups->message_count);
        *recent_place(groups, last->id) = NULL;
        em_mem_free(last);
    }
    em_group **items = groups->list.items;
    memmove(items + place + 1, items + place, (len - place) * sizeof *items);
    items[place] = group;
    groups->list.len = len + 1;
    return *recent = group;
}

bool em_groups_merge(em_groups *into, const em_groups *from)
{
    for (size_t i = 0; i < from->list.len; i++) {
        em_group *group = em_groups_find(into, from->list.items[i]->id);
        if (!group)
            return false;
        add_counts(group, from->list.items[i], into->message_count);
    }
    if (!from->rest)
        return true;
    if (!em_groups_rest(into))
        return false;
    add_counts(into->rest, from->rest, into->message_count);
    return true;
}

static int compare_id(const void *a, const void *b)
{
    return em_str_cmp((*(const em_group *const *)a)->id, (*(const em_group *const *)b)->id);
}

const em_group **em_groups_sorted(const em_groups *groups, size_t *count)
{
    size_t len = groups->list.len;
    const em_group **sorted = em_mem_alloc((len + 1) * sizeof *sorted);
    if (!sorted)
        return NULL;
    for (size_t i = 0; i < len; i++)
        sorted[i] = groups->list.items[i];
    if (len)
        qsort(sorted, len, sizeof *sorted, compare_id);
    if (groups->rest)
        sorted[len++] = groups->rest;
    *count = len;
    return sorted;
}
