/* analyzer/judge/cue.c: options of lexicon entries. */
#include "judge/cue.h"

#include "base/str.h"
#include "support/check_main.h"

static em_status parse(em_cue *cue, em_role role, double weight, const char *tag, em_error *err)
{
    em_entry entry = { .role = role,
                       .weight = weight,
                       .term = EM_STR("term"),
                       .tag = em_str_from(tag),
                       .line = 7,
                       .column = 3 };
    return em_cue_parse(cue, &entry, EM_STR("en.tsv"), err);
}

START_TEST(a_role_brings_its_defaults)
{
    em_cue cue;
    ck_assert_int_eq(parse(&cue, EM_ROLE_NEGATOR, -0.7, "", NULL), EM_OK);
    ck_assert_uint_eq(cue.reach, 6);
    ck_assert(!cue.post);
    ck_assert_float_eq_tol(cue.factor, -0.7f, 1e-6);
    ck_assert_int_eq(parse(&cue, EM_ROLE_QUESTION, 0, "", NULL), EM_OK);
    ck_assert_int_eq(cue.kind, EM_CUE_ASKS);
    ck_assert_int_eq(parse(&cue, EM_ROLE_TERMINATOR, 0, "", NULL), EM_OK);
    ck_assert_int_eq(cue.kind, EM_CUE_STOPS);
    ck_assert_int_eq(parse(&cue, EM_ROLE_OPPOSITE, 0, "", NULL), EM_OK);
    ck_assert_int_eq(cue.side, -1);
    ck_assert_int_eq(parse(&cue, EM_ROLE_POLAR, -2, "", NULL), EM_OK);
    ck_assert_int_eq(cue.side, -1);
}
END_TEST

START_TEST(options_are_read_in_any_order)
{
    em_cue cue;
    ck_assert_int_eq(parse(&cue, EM_ROLE_NEGATOR, -0.8,
                           "dir=post; reach=12;cross=sentence;at=start;a-not-a=yes;", NULL),
                     EM_OK);
    ck_assert(cue.post && cue.a_not_a);
    ck_assert_uint_eq(cue.reach, 12);
    ck_assert_int_eq(cue.cross, EM_CUE_TO_PREVIOUS);
    ck_assert_int_eq(cue.place, EM_CUE_AT_START);
    ck_assert_int_eq(parse(&cue, EM_ROLE_CONTRAST, 1.25, "before=0.75;", NULL), EM_OK);
    ck_assert_float_eq_tol(cue.before, 0.75f, 1e-6);
    ck_assert_int_eq(parse(&cue, EM_ROLE_NEGATOR, -0.7, "reach=clause;asked=any;", NULL), EM_OK);
    ck_assert_uint_eq(cue.reach, EM_CUE_REACH_CLAUSE);
    ck_assert_int_eq(cue.in_question, EM_CUE_ASSERTS_ANYWHERE);
}
END_TEST

START_TEST(a_negator_behind_commas_judges_reports)
{
    em_cue cue;
    ck_assert_int_eq(parse(&cue, EM_ROLE_NEGATOR, -0.8, "dir=post;cross=sentence;", NULL), EM_OK);
    ck_assert(cue.answers);
    ck_assert_int_eq(parse(&cue, EM_ROLE_NEGATOR, -0.8, "dir=post;", NULL), EM_OK);
    ck_assert(!cue.answers);
    ck_assert_int_eq(parse(&cue, EM_ROLE_BOOSTER, 1.3, "answers=report;", NULL), EM_OK);
    ck_assert(cue.answers);
}
END_TEST

START_TEST(equal_words_have_equal_ids)
{
    em_cue cue, other;
    ck_assert_int_eq(parse(&cue, EM_ROLE_BOOSTER, 1.1, "", NULL), EM_OK);
    ck_assert_int_eq(parse(&other, EM_ROLE_NEGATOR, -0.7, "needs=term;", NULL), EM_OK);
    ck_assert_uint_eq(cue.word, other.needs);
    ck_assert_uint_eq(cue.needs, 0);
}
END_TEST

static const char *const BAD[] = { "reach=49;",    "reach=-1;",    "reach=many;", "dir=up;",
                                   "cross=page;",  "at=middle;",   "kind=none;",  "needless=1;",
                                   "a-not-a=no;",  "answers=all;", "before=x;",   "asked=never;",
                                   "before=1.2.3;" };

START_TEST(a_wrong_option_is_refused_with_its_place)
{
    em_cue cue;
    em_error err = { 0 };
    ck_assert_int_eq(parse(&cue, EM_ROLE_NEGATOR, -0.7, BAD[_i], &err), EM_E_LEXICON);
    ck_assert_uint_eq(err.line, 7);
    ck_assert_str_eq(err.file, "en.tsv");
    ck_assert_ptr_nonnull(strstr(err.text, "is not known"));
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, a_role_brings_its_defaults);
    tcase_add_test(tests, options_are_read_in_any_order);
    tcase_add_test(tests, a_negator_behind_commas_judges_reports);
    tcase_add_test(tests, equal_words_have_equal_ids);
    tcase_add_loop_test(tests, a_wrong_option_is_refused_with_its_place, 0,
                        sizeof BAD / sizeof *BAD);
}

CHECK_MAIN("cue", add_tests)
