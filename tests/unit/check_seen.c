/* analyzer/batch/seen.c: the same record from another input, and nothing else. */
#include "batch/seen.h"

#include "base/str.h"
#include "support/check_main.h"

#include <stdio.h>

static em_seen_before add(em_seen *seen, em_record record)
{
    em_seen_before before;
    ck_assert_int_eq(em_seen_add(&before, seen, &record, NULL), EM_OK);
    return before;
}

static bool is_duplicate(em_seen *seen, uint32_t input, const char *id, const char *text)
{
    em_seen_before before = add(seen, (em_record){ .input = input,
                                                   .id = em_str_from(id),
                                                   .text = em_str_from(text),
                                                   .platform = EM_STR("weibo") });
    ck_assert_int_ne(before, EM_SEEN_ALIKE);
    return before == EM_SEEN_SAME;
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

START_TEST(records_without_ids_are_alike_by_text_author_and_time)
{
    em_seen *seen = em_seen_new();
    em_record first = { .text = EM_STR("a"),
                        .author = EM_STR("ann"),
                        .time = { .seconds = 7, .known = true } };
    em_record again = first, other = first, nameless = first, undated = first;
    again.input = other.input = 1;
    again.platform = EM_STR("x"); /* another export may know it */
    other.time.seconds = 8;
    nameless.author = EM_STR("");
    undated.time.known = false;
    ck_assert_int_eq(add(seen, first), EM_SEEN_NOT);
    ck_assert_int_eq(add(seen, first), EM_SEEN_NOT); /* the same input says it twice */
    ck_assert_int_eq(add(seen, again), EM_SEEN_ALIKE);
    ck_assert_int_eq(add(seen, again), EM_SEEN_ALIKE);
    ck_assert_int_eq(add(seen, other), EM_SEEN_NOT);
    for (uint32_t input = 0; input < 2; input++) {
        nameless.input = undated.input = input;
        ck_assert_int_eq(add(seen, nameless), EM_SEEN_NOT);
        ck_assert_int_eq(add(seen, undated), EM_SEEN_NOT);
    }
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
    tcase_add_test(tests, records_without_ids_are_alike_by_text_author_and_time);
    tcase_add_test(tests, it_grows_and_forgets_nothing);
}

CHECK_MAIN("seen", add_tests)
