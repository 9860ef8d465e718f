/* analyzer/base/json_tree.c: trees read back as they were written. */
#include "base/json_tree.h"

#include "base/str.h"
#include "support/check_main.h"

#include <math.h>

static const struct {
    double value;
    const char *text;
} NUMBERS[] = {
    { 0, "0\n" },           { -0.0, "0\n" },           { 9007199254740991.0, "9007199254740991\n" },
    { -42, "-42\n" },       { 0.1, "0.1\n" },          { 1.0 / 3, "0.3333333333333333\n" },
    { 1e300, "1e+300\n" },  { -2.5e-9, "-2.5e-09\n" }, { NAN, "null\n" },
    { INFINITY, "null\n" },
};

START_TEST(numbers_take_the_fewest_digits_that_read_back)
{
    em_json_tree tree = { 0 };
    em_buf out;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    cJSON *array = em_json_add_array(&tree, NULL, NULL);
    em_json_add_number(&tree, array, NULL, NUMBERS[_i].value);
    em_json_print(&out, array->child);
    ck_assert_str_eq(out.data, NUMBERS[_i].text);
    cJSON_Delete(array);
    em_buf_release(&out);
}
END_TEST

START_TEST(a_tree_is_printed_with_plain_lists_on_a_line)
{
    em_json_tree tree = { 0 };
    em_buf out;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    cJSON *root = em_json_add_object(&tree, NULL, NULL);
    cJSON *list = em_json_add_array(&tree, root, "list");
    em_json_add_number(&tree, list, NULL, 1);
    em_json_add_bool(&tree, list, NULL, true);
    em_json_add_null(&tree, list, NULL);
    em_json_add_string(&tree, root, "text", EM_STR("a\"\x1b英"));
    em_json_add_object(&tree, root, "none");
    ck_assert(!tree.failed);
    em_json_print(&out, root);
    ck_assert_str_eq(out.data, "{\n  \"list\": [1, true, null],\n  \"text\": \"a\\\"\\u001b英\",\n"
                               "  \"none\": {}\n}\n");
    cJSON_Delete(root);
    em_buf_release(&out);
}
END_TEST

START_TEST(a_failure_is_sticky_and_harmless)
{
    em_json_tree tree = { .failed = true };
    ck_assert_ptr_null(em_json_add_object(&tree, NULL, NULL));
    em_json_add_number(&tree, NULL, "x", 1);
    ck_assert(tree.failed);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, numbers_take_the_fewest_digits_that_read_back, 0,
                        sizeof NUMBERS / sizeof *NUMBERS);
    tcase_add_test(tests, a_tree_is_printed_with_plain_lists_on_a_line);
    tcase_add_test(tests, a_failure_is_sticky_and_harmless);
}

CHECK_MAIN("json_tree", add_tests)
