/* analyzer/judge/cue_inside.c: what longer entries keep of the cues inside them. */
#include "judge/cue.h"

#include "base/str.h"
#include "support/check_main.h"

START_TEST(a_polar_entry_knows_the_negator_that_it_begins_with)
{
    em_entry entries[] = {
        { .role = EM_ROLE_NEGATOR, .weight = -0.7, .term = EM_STR("不") },
        { .role = EM_ROLE_NEGATOR, .weight = -0.7, .term = EM_STR("no") },
        { .role = EM_ROLE_POLAR, .weight = -2, .term = EM_STR("不高兴") },
        { .role = EM_ROLE_POLAR, .weight = -2, .term = EM_STR("no good") },
        { .role = EM_ROLE_POLAR, .weight = 2, .term = EM_STR("noble") },
        { .role = EM_ROLE_POLAR, .weight = 2, .term = EM_STR("高兴") },
    };
    em_model model = { .entries = entries, .entry_count = 6 };
    em_cue *cues;
    ck_assert_int_eq(em_cue_compile(&cues, &model, NULL), EM_OK);
    ck_assert_uint_eq(cues[2].hidden, 3);
    ck_assert_uint_eq(cues[3].hidden, 2);
    ck_assert_uint_eq(cues[4].hidden, 0);
    ck_assert_uint_eq(cues[5].hidden, 0);
    em_mem_free(cues);
}
END_TEST

START_TEST(a_negator_may_be_a_single_letter)
{
    em_entry entries[] = {
        { .role = EM_ROLE_NEGATOR, .weight = -0.7, .term = EM_STR("o") },
        { .role = EM_ROLE_NEGATOR, .weight = -0.7, .term = EM_STR("\xD0\xB6") },
        { .role = EM_ROLE_POLAR, .weight = -2, .term = EM_STR("o good") },
        { .role = EM_ROLE_POLAR, .weight = 2, .term = EM_STR("of course") },
        { .role = EM_ROLE_POLAR, .weight = -2, .term = EM_STR("\xD0\xB6\xD0\xB4") },
    };
    em_model model = { .entries = entries, .entry_count = 5 };
    em_cue *cues;
    ck_assert_int_eq(em_cue_compile(&cues, &model, NULL), EM_OK);
    ck_assert_uint_eq(cues[2].hidden, 1);
    ck_assert_uint_eq(cues[3].hidden, 0);
    ck_assert_uint_eq(cues[4].hidden, 2);
    em_mem_free(cues);
}
END_TEST

START_TEST(only_a_plain_negator_is_owned)
{
    em_entry entries[] = {
        { .role = EM_ROLE_NEGATOR, .term = EM_STR("to"), .tag = EM_STR("needs=too;") },
        { .role = EM_ROLE_NEGATOR, .term = EM_STR("without") },
        { .role = EM_ROLE_TERM, .term = EM_STR("to the point") },
        { .role = EM_ROLE_TERM, .term = EM_STR("to ONEAR/3 point") },
        { .role = EM_ROLE_TERM, .term = EM_STR("without ONEAR/3 fuss") },
    };
    em_model model = { .entries = entries, .entry_count = 5 };
    em_cue *cues;
    ck_assert_int_eq(em_cue_compile(&cues, &model, NULL), EM_OK);
    ck_assert_uint_eq(cues[2].hidden, 0);
    ck_assert(cues[3].spans);
    ck_assert(!cues[4].spans);
    ck_assert_uint_eq(cues[4].hidden, 7);
    em_mem_free(cues);
}
END_TEST

START_TEST(a_cue_that_counts_in_some_places_knows_the_one_inside)
{
    em_entry entries[] = {
        { .role = EM_ROLE_NEGATOR, .term = EM_STR("not") },
        { .role = EM_ROLE_NEGATOR, .term = EM_STR("they are not"), .tag = EM_STR("at=end;") },
        { .role = EM_ROLE_NEGATOR, .term = EM_STR("we are not") },
        { .role = EM_ROLE_NEGATOR, .term = EM_STR("they knot"), .tag = EM_STR("at=end;") },
        { .role = EM_ROLE_NEGATOR, .term = EM_STR("没") },
        { .role = EM_ROLE_QUESTION, .term = EM_STR("没错"), .tag = EM_STR("at=start;") },
    };
    em_model model = { .entries = entries, .entry_count = 6 };
    em_cue *cues;
    ck_assert_int_eq(em_cue_compile(&cues, &model, NULL), EM_OK);
    ck_assert_uint_eq(cues[1].inner, 1);
    ck_assert_uint_eq(cues[1].inner_first, 2);
    ck_assert_uint_eq(cues[1].inner_tokens, 1);
    ck_assert_uint_eq(cues[2].inner, 0);
    ck_assert_uint_eq(cues[3].inner, 0);
    ck_assert_uint_eq(cues[5].inner, 0);
    em_mem_free(cues);
}
END_TEST

START_TEST(a_polar_entry_knows_the_report_that_it_ends_in)
{
    em_entry entries[] = {
        { .role = EM_ROLE_QUESTION, .term = EM_STR("都说"), .tag = EM_STR("kind=reports;") },
        { .role = EM_ROLE_POLAR, .weight = 1, .term = EM_STR("那代人都说") },
        { .role = EM_ROLE_POLAR, .weight = 1, .term = EM_STR("都说好") },
        { .role = EM_ROLE_QUESTION, .term = EM_STR("说"), .tag = EM_STR("kind=reports;") },
    };
    em_model model = { .entries = entries, .entry_count = 4 };
    em_cue *cues;
    ck_assert_int_eq(em_cue_compile(&cues, &model, NULL), EM_OK);
    ck_assert_uint_eq(cues[1].inner, 1);
    ck_assert_uint_eq(cues[1].inner_first, 3);
    ck_assert_uint_eq(cues[1].inner_tokens, 2);
    ck_assert_uint_eq(cues[2].inner, 0);
    em_mem_free(cues);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, a_polar_entry_knows_the_negator_that_it_begins_with);
    tcase_add_test(tests, a_negator_may_be_a_single_letter);
    tcase_add_test(tests, only_a_plain_negator_is_owned);
    tcase_add_test(tests, a_cue_that_counts_in_some_places_knows_the_one_inside);
    tcase_add_test(tests, a_polar_entry_knows_the_report_that_it_ends_in);
}

CHECK_MAIN("cue_inside", add_tests)
