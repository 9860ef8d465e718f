/* analyzer/batch/seen.c: the same record from another input, and nothing else. */
#include "batch/seen.h"

#include "base/str.h"
#include "support/check_main.h"

#include <stdio.h>

static bool is_duplicate(em_seen *seen, uint32_t input, const char *id, const char *text)
{
    const em_record record = { .input = input,
                               .id = em_str_from(id),
                               .text = em_str_from(text),
                               .platform = EM_STR("weibo") };
    bool duplicate;
    ck_assert_int_eq(em_seen_add(&duplicate, seen, &record, NULL), EM_OK);
    return duplicate;
}

START_TEST(only_the_same_record_of_another_input_is_a_duplicate)
{
    em_seen *seen = em_seen_new();
    ck_assert(!is_duplicate(seen, 0, "1", "a"));
    ck_assert(!is_duplicate(seen, 0, "1", "a")); /* the same input says it twice */
    ck_assert(is_duplicate(seen, 1, "1", "a"));
    ck_assert(is_duplicate(seen, 1, "1", "a"));
    ck_assert(!is_duplicate(seen, 1, "1", "b")); /* another text */
    ck_assert(!is_duplicate(seen, 1, "2", "a")); /* another id   */
    ck_assert(!is_duplicate(seen, 0, "", "a"));
    ck_assert(!is_duplicate(seen, 1, "", "a")); /* no id to go by */
    em_seen_free(seen);
}
END_TEST

START_TEST(it_grows_and_forgets_nothing)
{
    enum { RECORDS = 20000 };
    char id[16];
    em_seen *seen = em_seen_new();
    for (unsigned i = 0; i < RECORDS; i++) {
        snprintf(id, sizeof id, "%u", i);
        ck_assert(!is_duplicate(seen, 0, id, "text"));
    }
    for (unsigned i = 0; i < RECORDS; i++) {
        snprintf(id, sizeof id, "%u", i);
        ck_assert(is_duplicate(seen, 5, id, "text"));
    }
    em_seen_free(seen);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, only_the_same_record_of_another_input_is_a_duplicate);
    tcase_add_test(tests, it_grows_and_forgets_nothing);
}

CHECK_MAIN("seen", add_tests)
