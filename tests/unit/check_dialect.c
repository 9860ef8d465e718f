/* analyzer/reader/dialect.c: what parts and quotes the fields of a file. */
#include "base/str.h"
#include "reader/dialect.h"

#include "support/check_main.h"

static const struct {
    const char *text;
    char delimiter, quote;
    size_t width;
} CASES[] = {
    { "a,b\n1,2\n3,4\n", ',', '"', 2 },
    { "a;b\n1,5;2\n3,7;4\n", ';', '"', 2 },
    { "a\tb\n1, x\t2\n3, y, z\t4\n", '\t', '"', 2 },
    { "a|b|c\n1|2|3\n", '|', '"', 3 },
    { "id,text\n1,'it, is'\n2,'so, so'\n3,'a, b'\n", ',', '\'', 2 },
    { "id,text\n1,\"it; is; so\"\n2,\"x; y; z\"\n", ',', '"', 2 },
    { "one column\nof text, with commas, some\nand more\n", ',', '"', 0 },
    { "sep=;\na;b\n1;2\n", ';', '"', 2 },
    { "a b c\n1 \"x, y\" 3\n4 \"z, w\" 6\n7 \"q\" 8\n", ' ', '"', 3 },
};

START_TEST(delimiter_quote_and_width_are_found)
{
    em_dialect got = em_dialect_detect(em_str_from(CASES[_i].text), true, 0);
    ck_assert_int_eq(got.delimiter, CASES[_i].delimiter);
    ck_assert_int_eq(got.quote, CASES[_i].quote);
    ck_assert_uint_eq(got.width, CASES[_i].width);
}
END_TEST

START_TEST(escapes_blanks_and_lone_carriage_returns_are_found)
{
    em_dialect got = em_dialect_detect(EM_STR("a,b\n1,\"say \\\"x\\\" now\"\n"), true, 0);
    ck_assert(got.has_escape);
    ck_assert_int_eq(got.escape, '\\');
    got = em_dialect_detect(EM_STR("a,b\n1,\"say \"\"x\"\" now\"\n"), true, 0);
    ck_assert(!got.has_escape);
    got = em_dialect_detect(EM_STR("\"a\", \"b\"\n\"1\", \"2\"\n"), true, 0);
    ck_assert(got.skip_blanks);
    got = em_dialect_detect(EM_STR("a,b\r1,2\r3,4\r"), true, 0);
    ck_assert(got.lone_cr);
    got = em_dialect_detect(EM_STR("a,b\r\n1,2\rx\r\n3,4\r\n"), true, 0);
    ck_assert(!got.lone_cr);
}
END_TEST

START_TEST(the_callers_delimiter_is_kept)
{
    em_dialect got = em_dialect_detect(EM_STR("a,b\n1,2\n"), true, '\t');
    ck_assert_int_eq(got.delimiter, '\t');
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, delimiter_quote_and_width_are_found, 0,
                        sizeof CASES / sizeof *CASES);
    tcase_add_test(tests, escapes_blanks_and_lone_carriage_returns_are_found);
    tcase_add_test(tests, the_callers_delimiter_is_kept);
}

CHECK_MAIN("dialect", add_tests)
