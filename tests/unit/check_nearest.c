/* "Did you mean": distances of published examples, and when nothing is near enough. */
#include "base/nearest.h"

#include "base/str.h"

#include "support/check_main.h"

static const struct {
    const char *a, *b;
    size_t distance;
} DISTANCES[] = {
    { "kitten", "sitting", 3 }, { "", "abc", 3 },   { "abc", "abc", 0 },
    { "trem", "term", 1 },      { "ca", "abc", 3 }, /* optimal string alignment: not 2 */
};

START_TEST(distances_are_known)
{
    em_str a = em_str_from(DISTANCES[_i].a), b = em_str_from(DISTANCES[_i].b);
    ck_assert_uint_eq(em_edit_distance(a, b), DISTANCES[_i].distance);
    ck_assert_uint_eq(em_edit_distance(b, a), DISTANCES[_i].distance);
}
END_TEST

START_TEST(the_nearest_name_is_near)
{
    static const char *const NAMES[] = { "term", "terms", "tests", "lang", NULL };
    ck_assert_str_eq(em_nearest(EM_STR("trem"), NAMES), "term");
    ck_assert_str_eq(em_nearest(EM_STR("termss"), NAMES), "terms");
    ck_assert_str_eq(em_nearest(EM_STR("lnag"), NAMES), "lang");
    ck_assert_ptr_null(em_nearest(EM_STR("messages"), NAMES));
    ck_assert_ptr_null(em_nearest(EM_STR(""), NAMES));
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, distances_are_known, 0, sizeof DISTANCES / sizeof *DISTANCES);
    tcase_add_test(tests, the_nearest_name_is_near);
}

CHECK_MAIN("nearest", add_tests)
