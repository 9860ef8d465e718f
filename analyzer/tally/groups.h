/*
 * Counts by a name that comes with the data: platform, language, day, period. Bounded, and
 * mergeable in any order: past `max` names the groups whose names have the largest hashes are
 * summed up as one rest, which gives the same groups whatever the order of adding.
 */
#ifndef EM_TALLY_GROUPS_H
#define EM_TALLY_GROUPS_H

#include "base/vec.h"

typedef struct em_group {
    em_str id; /* lives in the same block */
    uint64_t hash;
    uint64_t analyzed, received;
    int64_t score_sum;      /* fixed point, see verdict.h           */
    uint64_t received_of[]; /* by message: comments that affirm it */
} em_group;

/* Groups found lately, by the last bytes of their names: those of a month's days differ. */
#define EM_GROUPS_RECENT 32

typedef struct em_groups {
    EM_VEC(em_group *) list;            /* sorted by (hash, id) */
    em_group *rest;                     /* NULL while there is none */
    em_group *recent[EM_GROUPS_RECENT]; /* NULL: none */
    size_t max;
    size_t message_count;
} em_groups;

void em_groups_init(em_groups *groups, size_t max, size_t message_count);
void em_groups_release(em_groups *groups);

/* The group of that name, or the rest; lent until the next call. NULL: no memory. */
em_group *em_groups_find(em_groups *groups, em_str id);

/* The rest, made if need be, for reading partials; lent. NULL: no memory. */
em_group *em_groups_rest(em_groups *groups);

/* Adds all of `from`, which stays as it was; false: no memory. */
bool em_groups_merge(em_groups *into, const em_groups *from);

/*
 * Lends the groups sorted by id, the rest last, in a new array (em_mem_free); NULL: no memory.
 */
const em_group **em_groups_sorted(const em_groups *groups, size_t *count);

#define EM_GROUP_REST "(other)"
#define EM_GROUP_UNKNOWN "unknown" /* where the export says nothing */

#endif
