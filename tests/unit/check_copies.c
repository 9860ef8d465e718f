/* analyzer/tally/copies.c against a table searched from end to end, and against its promises. */
#include "tally/copies.h"

#include "base/hash.h"
#include "stats/random.h"
#include "support/check_main.h"

#include <string.h>

#define MESSAGES 3
#define KEYS 300

/* What a group must be, kept in the plainest way. */
typedef struct naive_group {
    uint64_t key, count;
    uint32_t text;
    uint8_t stances[MESSAGES];
    uint32_t first; /* text of the first member */
    bool near;
} naive_group;

static void naive_add(naive_group *groups, size_t k, uint64_t key, uint64_t text_hash,
                      const em_stance *stances)
{
    uint8_t row[MESSAGES];
    uint32_t text = (uint32_t)(text_hash >> 44);
    for (size_t m = 0; m < MESSAGES; m++)
        row[m] = (uint8_t)stances[m];
    naive_group *g = &groups[k];
    g->first = g->count ? g->first : text;
    g->near = g->near || text != g->first;
    if (!g->count || text < g->text || (text == g->text && memcmp(row, g->stances, MESSAGES) < 0)) {
        g->text = text;
        memcpy(g->stances, row, MESSAGES);
    }
    g->key = key;
    g->count++;
}

static uint64_t key_of(size_t k)
{
    return em_hash64((em_str){ (const char *)&k, sizeof k }, 5);
}

static void check_equal(const em_copies *copies, const naive_group *groups)
{
    em_copy_group got;
    uint64_t place = 0;
    size_t seen = 0, expected = 0;
    for (size_t k = 0; k < KEYS; k++)
        expected += groups[k].count > 0;
    while (em_copies_next(copies, &place, &got)) {
        size_t k = 0;
        while (k < KEYS && (!groups[k].count || groups[k].key != got.key))
            k++;
        ck_assert_uint_lt(k, KEYS);
        ck_assert_uint_eq(got.count, groups[k].count);
        ck_assert_uint_eq(got.text, groups[k].text);
        ck_assert_int_eq(got.near, groups[k].near);
        ck_assert_int_eq(memcmp(got.stances, groups[k].stances, MESSAGES), 0);
        seen++;
    }
    ck_assert_uint_eq(seen, expected);
    ck_assert_uint_eq(em_copies_count(copies), expected);
}

/* Few keys and many comments, so that counts pass what a slot holds. */
START_TEST(groups_agree_with_a_naive_table)
{
    naive_group *groups = calloc(KEYS, sizeof *groups);
    em_copies *parts[3];
    em_random random = em_random_seed(40 + (uint64_t)_i);
    for (size_t p = 0; p < 3; p++)
        parts[p] = em_copies_new(MESSAGES);
    for (size_t i = 0; i < 40000; i++) {
        size_t k = (size_t)em_random_below(&random, 1 + em_random_below(&random, KEYS));
        uint64_t text = em_random_below(&random, 6) << 60 | em_random_below(&random, 3);
        em_stance stances[MESSAGES];
        for (size_t m = 0; m < MESSAGES; m++)
            stances[m] = (em_stance)em_random_below(&random, EM_STANCE_COUNT);
        naive_add(groups, k, key_of(k), text, stances);
        ck_assert_int_eq(
            em_copies_add(parts[em_random_below(&random, 3)], key_of(k), text, stances, NULL),
            EM_OK);
    }
    ck_assert_int_eq(em_copies_merge(parts[2], parts[0], NULL), EM_OK);
    ck_assert_int_eq(em_copies_absorb(parts[1], parts[2], NULL), EM_OK);
    check_equal(parts[1], groups);
    for (size_t p = 0; p < 3; p++)
        em_copies_free(parts[p]);
    free(groups);
}
END_TEST

START_TEST(a_distinct_text_costs_at_most_16_bytes)
{
    enum { TEXTS = 1000000 };
    const em_stance none[MESSAGES] = { EM_STANCE_NONE };
    em_copies *copies = em_copies_new(MESSAGES);
    for (size_t k = 0; k < TEXTS; k++)
        ck_assert_int_eq(em_copies_add(copies, key_of(k), key_of(k), none, NULL), EM_OK);
    ck_assert_uint_eq(em_copies_count(copies), TEXTS);
    ck_assert_uint_le(em_copies_bytes(copies), (size_t)16 * TEXTS);
    em_copies *merged = em_copies_new(MESSAGES);
    ck_assert_int_eq(em_copies_absorb(merged, copies, NULL), EM_OK);
    ck_assert_uint_le(em_copies_bytes(merged), (size_t)16 * TEXTS);
    em_copies_free(copies);
    em_copies_free(merged);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, groups_agree_with_a_naive_table, 0, 3);
    tcase_add_test(tests, a_distinct_text_costs_at_most_16_bytes);
}

CHECK_MAIN("copies", add_tests)
