/* analyzer/tally/groups.c: bounded, and the same whatever the order of adding. */
#include "tally/groups.h"

#include "base/str.h"
#include "stats/random.h"
#include "support/check_main.h"

#include <stdio.h>

#define NAMES 40
#define MAX_GROUPS 10

static void add(em_groups *groups, unsigned name)
{
    char id[16];
    snprintf(id, sizeof id, "name %u", name);
    em_group *group = em_groups_find(groups, em_str_from(id));
    ck_assert_ptr_nonnull(group);
    group->analyzed += 1;
    group->received_of[1] += name;
}

static void check_same(const em_groups *a, const em_groups *b)
{
    size_t count_a, count_b;
    const em_group **in_a = em_groups_sorted(a, &count_a), **in_b = em_groups_sorted(b, &count_b);
    ck_assert_uint_eq(count_a, count_b);
    for (size_t i = 0; i < count_a; i++) {
        ck_assert(em_str_eq(in_a[i]->id, in_b[i]->id));
        ck_assert_uint_eq(in_a[i]->analyzed, in_b[i]->analyzed);
        ck_assert_uint_eq(in_a[i]->received_of[1], in_b[i]->received_of[1]);
    }
    em_mem_free(in_a);
    em_mem_free(in_b);
}

START_TEST(any_order_and_grouping_gives_the_same_groups)
{
    em_groups whole, parts[3];
    em_random random = em_random_seed((uint64_t)_i + 1);
    em_groups_init(&whole, MAX_GROUPS, 2);
    for (size_t p = 0; p < 3; p++)
        em_groups_init(&parts[p], MAX_GROUPS, 2);
    for (unsigned i = 0; i < 500; i++) {
        unsigned name = (unsigned)em_random_below(&random, NAMES);
        add(&whole, name);
        add(&parts[em_random_below(&random, 3)], name);
    }
    ck_assert(em_groups_merge(&parts[1], &parts[2]));
    ck_assert(em_groups_merge(&parts[1], &parts[0]));
    check_same(&whole, &parts[1]);
    em_groups_release(&whole);
    for (size_t p = 0; p < 3; p++)
        em_groups_release(&parts[p]);
}
END_TEST

START_TEST(names_past_the_maximum_become_one_rest_and_none_is_lost)
{
    em_groups groups;
    size_t count;
    uint64_t sum = 0;
    em_groups_init(&groups, MAX_GROUPS, 2);
    for (unsigned i = 0; i < NAMES; i++)
        add(&groups, i);
    const em_group **sorted = em_groups_sorted(&groups, &count);
    ck_assert_uint_eq(count, MAX_GROUPS + 1);
    ck_assert(em_str_eq(sorted[MAX_GROUPS]->id, EM_STR(EM_GROUP_REST)));
    for (size_t i = 0; i < count; i++)
        sum += sorted[i]->analyzed;
    ck_assert_uint_eq(sum, NAMES);
    em_mem_free(sorted);
    em_groups_release(&groups);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, any_order_and_grouping_gives_the_same_groups, 0, 8);
    tcase_add_test(tests, names_past_the_maximum_become_one_rest_and_none_is_lost);
}

CHECK_MAIN("groups", add_tests)
