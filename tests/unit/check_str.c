/* analyzer/base/str.c and error.c: comparing, trimming, cutting, and printable messages. */
#include "base/str.h"

#include "support/check_main.h"

START_TEST(strangers_bytes_become_printable)
{
    static const struct {
        const char *raw, *shown;
    } CASES[] = {
        { "plain 开放", "plain 开放" },
        { "\x1b[31mred\x07", "?[31mred?" },
        { "\xE2\x80\xAE"
          "gnp.exe",
          "?gnp.exe" },
        { "\xC2\x9B"
          "1A",
          "?1A" },
        { "cut \xE5\xBC", "cut ?" },
        { "\xFF\xFE", "??" },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        char text[64];
        strcpy(text, CASES[i].raw);
        em_str_make_printable(text);
        ck_assert_str_eq(text, CASES[i].shown);
    }
}
END_TEST

START_TEST(strings_order_by_bytes)
{
    ck_assert_int_lt(em_str_cmp(EM_STR("a"), EM_STR("ab")), 0);
    ck_assert_int_gt(em_str_cmp(EM_STR("b"), EM_STR("ab")), 0);
    ck_assert_int_eq(em_str_cmp(EM_STR(""), EM_STR("")), 0);
    ck_assert_int_gt(em_str_cmp(EM_STR("开"), EM_STR("z")), 0);
}
END_TEST

START_TEST(a_cut_keeps_characters_whole)
{
    ck_assert_uint_eq(em_str_cut(EM_STR("开放"), 5), 3);
    ck_assert_uint_eq(em_str_cut(EM_STR("开放"), 6), 6);
    ck_assert_uint_eq(em_str_cut(EM_STR("ab"), 9), 2);
}
END_TEST

START_TEST(a_long_message_is_cut_and_stays_printable)
{
    em_error err;
    char longer[4000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    memcpy(longer + EM_ERROR_TEXT_BYTES - 2, "\xE5\xBC\x80", 3);
    ck_assert_int_eq(em_error_at(&err, EM_E_INPUT, "a\nb", 3, 4, "%s", longer), EM_E_INPUT);
    ck_assert_str_eq(err.file, "a?b");
    ck_assert_uint_eq(strlen(err.text), EM_ERROR_TEXT_BYTES - 1);
    ck_assert_int_eq(err.text[EM_ERROR_TEXT_BYTES - 2], '?');
    ck_assert_int_eq(em_error_set(NULL, EM_E_LIMIT, "nobody listens"), EM_E_LIMIT);
}
END_TEST

START_TEST(every_status_has_its_exit_code)
{
    static const int CODES[] = { 0, 0, 2, 2, 2, 3, 3, 4, 4 };
    for (int status = EM_OK; status <= EM_E_SYSTEM; status++)
        ck_assert_int_eq(em_status_exit_code((em_status)status), CODES[status]);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, strangers_bytes_become_printable);
    tcase_add_test(tests, strings_order_by_bytes);
    tcase_add_test(tests, a_cut_keeps_characters_whole);
    tcase_add_test(tests, a_long_message_is_cut_and_stays_printable);
    tcase_add_test(tests, every_status_has_its_exit_code);
}

CHECK_MAIN("str", add_tests)
