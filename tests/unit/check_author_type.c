/* analyzer/reader/author_type.c: what exports write about accounts. */
#include "reader/author_type.h"

#include "base/str.h"
#include "support/check_main.h"

static const struct {
    const char *written, *type;
} WORDS[] = {
    { "false", "ordinary" },
    { "False", "ordinary" },
    { "TRUE", "verified" },
    { " true ", "verified" },
    { "1", "verified" },
    { "0", "ordinary" },
    { "none", "ordinary" },
    { "blue", "verified" },
    { "business", "organisation" },
    { "Government", "organisation" },
    { "individual", "ordinary" },
    { "Organisational", "organisation" },
    { "蓝v", "organisation" },
    { "蓝V", "organisation" },
    { "金V", "verified" },
    { "普通用户", "ordinary" },
    { "owner", "owner" },
    { "", "" },
    { "知名博主", "" },
    { "-1", "" },
    { "7", "" },
};

START_TEST(words_of_exports_are_understood)
{
    em_row_field field = { .value = em_str_from(WORDS[_i].written) };
    ck_assert_str_eq(em_author_type_name(em_author_type_read(&field)), WORDS[_i].type);
}
END_TEST

/* Weibo: yellow V is 0, blue V 1 to 7; 200 and 220 are honours. */
static const struct {
    const char *written, *type;
} NUMBERS[] = {
    { "-1", "ordinary" },    { "0", "verified" }, { "1", "organisation" }, { "3", "organisation" },
    { "7", "organisation" }, { "8", "ordinary" }, { "10", "ordinary" },    { "200", "ordinary" },
    { "220", "ordinary" },   { "", "" },
};

START_TEST(weibo_numbers_kinds_of_accounts)
{
    em_row_field field = { .value = em_str_from(NUMBERS[_i].written), .weibo_number = true };
    ck_assert_str_eq(em_author_type_name(em_author_type_read(&field)), NUMBERS[_i].type);
}
END_TEST

START_TEST(a_yes_may_mean_the_owner)
{
    em_row_field yes = { .value = EM_STR("true"), .yes_is_owner = true };
    em_row_field no = { .value = EM_STR("false"), .yes_is_owner = true };
    ck_assert_int_eq(em_author_type_read(&yes), EM_AUTHOR_OWNER);
    ck_assert_int_eq(em_author_type_read(&no), EM_AUTHOR_ORDINARY);
}
END_TEST

START_TEST(the_alternative_that_says_most_counts)
{
    em_row_field no_owner = { .value = EM_STR("false"), .yes_is_owner = true };
    em_row_field blue = { .value = EM_STR("3"), .weibo_number = true };
    em_row_field verified = { .value = EM_STR("true") };
    em_row_field strange = { .value = EM_STR("?") };
    em_row_field found = { .value = EM_STR("") };
    const em_row_field *values[] = { &no_owner, &strange, &blue, &verified };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        ck_assert(!em_rows_take_value(&found, EM_FIELD_AUTHOR_TYPE, values[i]));
    ck_assert_int_eq(em_author_type_read(&found), EM_AUTHOR_ORGANISATION);
    ck_assert(em_rows_take_value(&found, EM_FIELD_AUTHOR, &verified));
    ck_assert_int_eq(em_author_type_read(&found), EM_AUTHOR_ORGANISATION);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, words_of_exports_are_understood, 0, COUNT(WORDS));
    tcase_add_loop_test(tests, weibo_numbers_kinds_of_accounts, 0, COUNT(NUMBERS));
    tcase_add_test(tests, a_yes_may_mean_the_owner);
    tcase_add_test(tests, the_alternative_that_says_most_counts);
}

CHECK_MAIN("author_type", add_tests)
