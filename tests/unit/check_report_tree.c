/* analyzer/report/report_tree.c and phrases.c: cleaned texts, filled phrases, memory that ends. */
#include "report/report_tree.h"

#include "base/str.h"
#include "support/check_main.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *foreign, *clean;
} TEXTS[] = {
    { "plain", "plain" },
    { "two\nlines\tand a tab", "two lines and a tab" },
    { "bell\x07", "bell\xE2\x90\x87" },
    { "del\x7F", "del\xE2\x90\xA1" },
    { "back\xE2\x80\xAEwards", "back[U+202E]wards" },
    { "bad \xFF byte", "bad \xEF\xBF\xBD byte" },
    { "@name said", "@\xE2\x80\xA6 said" },
    { "@英国大使馆：你好", "@\xE2\x80\xA6：你好" },
    { "mail me@example.org now", "mail me@\xE2\x80\xA6 now" },
    { "alone @ home", "alone @ home" },
    { "@", "@" },
    { "\xEF\xBC\xA0全角 x", "\xEF\xBC\xA0\xE2\x80\xA6 x" },
    { "", "" },
};

START_TEST(foreign_text_is_cleaned_and_masked)
{
    em_report report;
    em_report_init(&report, EM_LANGUAGE_EN);
    em_str got = em_report_clean(&report, em_str_from(TEXTS[_i].foreign));
    ck_assert_str_eq(got.data, TEXTS[_i].clean);
    em_report_release(&report);
}
END_TEST

static unsigned places_in(const char *text)
{
    unsigned places = 0;
    for (const char *p = text; (p = strchr(p, '{')); p++)
        if (p[1] >= '0' && p[1] <= '9' && p[2] == '}')
            places |= 1u << (p[1] - '0');
    return places;
}

START_TEST(both_languages_have_every_phrase_with_the_same_places)
{
    for (int phrase = 0; phrase < EM_P_COUNT; phrase++) {
        const char *en = em_phrase_text((em_phrase)phrase, EM_LANGUAGE_EN);
        const char *zh = em_phrase_text((em_phrase)phrase, EM_LANGUAGE_ZH_HANS);
        ck_assert_msg(*en && *zh, "phrase %d", phrase);
        ck_assert_msg(places_in(en) == places_in(zh), "%s", en);
    }
}
END_TEST

START_TEST(a_count_of_one_has_the_singular)
{
    em_report report;
    em_report_init(&report, EM_LANGUAGE_EN);
    em_str one[] = { EM_STR("1") }, two[] = { EM_STR("1,001") };
    ck_assert_str_eq(em_report_fill_plain(&report, EM_P_N_COMMENTS, one, 1).data, "1 comment");
    ck_assert_str_eq(em_report_fill_plain(&report, EM_P_N_COMMENTS, two, 1).data, "1,001 comments");
    em_report_release(&report);
}
END_TEST

START_TEST(places_are_filled_where_the_language_has_them)
{
    em_report report;
    em_report_init(&report, EM_LANGUAGE_ZH_HANS);
    em_str args[] = { EM_STR("9.3%"), EM_STR("{0}") };
    em_str got = em_report_fill_plain(&report, EM_P_FROM_TO, args, 2);
    ck_assert_str_eq(got.data, "9.3% 至 {0}");
    em_report_text text = em_report_fill(&report, EM_P_FROM_TO, true, args, 2);
    ck_assert_uint_eq(text.count, 3);
    ck_assert_int_eq(text.runs[0].kind, EM_RUN_STRONG);
    em_report_release(&report);
}
END_TEST

START_TEST(constructors_forgive_null)
{
    em_report report;
    em_report_init(&report, EM_LANGUAGE_EN);
    em_report_add_column(&report, NULL, EM_P_RATE, EM_CELL_SHARE);
    em_report_add_series(&report, NULL, EM_P_RATE, EM_TONE_MAIN);
    em_report_add_point(&report, NULL, EM_POINT_PLAIN, (em_report_text){ 0 });
    ck_assert_ptr_null(em_report_add_row(NULL));
    ck_assert_ptr_null(em_report_add_chart_row(NULL, EM_STR("")));
    ck_assert_ptr_null(em_report_add_quote(&report, NULL));
    ck_assert_ptr_null(em_report_add_table(&report, NULL, "id", EM_P_RATE, 3));
    em_report_section *section = em_report_add_section(&report, "id", EM_P_RATE);
    em_report_grid *table = em_report_add_table(&report, section, "t", EM_P_RATE, 1);
    em_report_add_column(&report, table, EM_P_RATE, EM_CELL_SHARE);
    ck_assert_ptr_nonnull(em_report_add_row(table));
    ck_assert_ptr_null(em_report_add_row(table)); /* it is full */
    ck_assert_int_eq(report.status, EM_OK);
    em_report_release(&report);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, foreign_text_is_cleaned_and_masked, 0, sizeof TEXTS / sizeof *TEXTS);
    tcase_add_test(tests, both_languages_have_every_phrase_with_the_same_places);
    tcase_add_test(tests, a_count_of_one_has_the_singular);
    tcase_add_test(tests, places_are_filled_where_the_language_has_them);
    tcase_add_test(tests, constructors_forgive_null);
}

CHECK_MAIN("report_tree", add_tests)
