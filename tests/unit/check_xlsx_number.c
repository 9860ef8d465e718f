/* analyzer/reader/xlsx_number.c against what Excel shows and ECMA-376's tables. */
#include "base/str.h"
#include "reader/xlsx_number.h"

#include "support/check_main.h"

static const struct {
    const char *code;
    em_number_kind kind;
} CODES[] = {
    { "General", EM_NUMBER_PLAIN },
    { "", EM_NUMBER_PLAIN },
    { "0.00", EM_NUMBER_PLAIN },
    { "#,##0;[Red]-#,##0", EM_NUMBER_PLAIN },
    { "0.00E+00", EM_NUMBER_PLAIN },
    { "@", EM_NUMBER_PLAIN },
    { "\"days: \"0", EM_NUMBER_PLAIN },
    { "0\\d", EM_NUMBER_PLAIN },
    { "[Magenta]0", EM_NUMBER_PLAIN },
    { "D", EM_NUMBER_PLAIN },
    { "[h]", EM_NUMBER_PLAIN },
    { "yyyy\\-mm\\-dd", EM_NUMBER_DATE },
    { "YYYY-MM-DD HH:MM:SS", EM_NUMBER_DATE },
    { "[$-409]d\\-mmm\\-yy;@", EM_NUMBER_DATE },
    { "yyyy\"年\"m\"月\"d\"日\"", EM_NUMBER_DATE },
    { "mmm", EM_NUMBER_DATE },
    { "h:mm AM/PM", EM_NUMBER_TIME },
    { "mm:ss.0", EM_NUMBER_TIME },
    { "[h]:mm:ss", EM_NUMBER_DURATION },
    { "[mm]:ss", EM_NUMBER_DURATION },
};

START_TEST(a_format_code_tells_dates)
{
    ck_assert_int_eq(em_number_kind_of_code(em_str_from(CODES[_i].code)), CODES[_i].kind);
}
END_TEST

START_TEST(built_in_formats_are_known_by_their_ids)
{
    ck_assert_int_eq(em_number_kind_of_id(0), EM_NUMBER_PLAIN);
    ck_assert_int_eq(em_number_kind_of_id(14), EM_NUMBER_DATE);
    ck_assert_int_eq(em_number_kind_of_id(20), EM_NUMBER_TIME);
    ck_assert_int_eq(em_number_kind_of_id(22), EM_NUMBER_DATE);
    ck_assert_int_eq(em_number_kind_of_id(31), EM_NUMBER_DATE);
    ck_assert_int_eq(em_number_kind_of_id(46), EM_NUMBER_DURATION);
    ck_assert_int_eq(em_number_kind_of_id(49), EM_NUMBER_PLAIN);
}
END_TEST

/* Serial numbers and dates as Excel shows them; 1904 values from its own conversion table. */
static const struct {
    double serial;
    em_number_kind kind;
    bool from_1904;
    const char *text;
} DATES[] = {
    { 1, EM_NUMBER_DATE, false, "1900-01-01" },
    { 59, EM_NUMBER_DATE, false, "1900-02-28" },
    { 60, EM_NUMBER_DATE, false, "1900-02-29" },
    { 61, EM_NUMBER_DATE, false, "1900-03-01" },
    { 25569, EM_NUMBER_DATE, false, "1970-01-01" },
    { 43831, EM_NUMBER_DATE, false, "2020-01-01" },
    { 44853.989305555557, EM_NUMBER_DATE, false, "2022-10-19 23:44:36" },
    { 44853.999999999, EM_NUMBER_DATE, false, "2022-10-20" },
    { 2958465, EM_NUMBER_DATE, false, "9999-12-31" },
    { 0, EM_NUMBER_DATE, true, "1904-01-01" },
    { 39448, EM_NUMBER_DATE, true, "2012-01-02" },
    { 0.5, EM_NUMBER_TIME, false, "12:00:00" },
    { 1.5, EM_NUMBER_DURATION, false, "36:00:00" },
};

START_TEST(serial_numbers_become_dates)
{
    char out[EM_NUMBER_DATE_BYTES];
    ck_assert(em_number_format_date(out, DATES[_i].serial, DATES[_i].kind, DATES[_i].from_1904));
    ck_assert_str_eq(out, DATES[_i].text);
}
END_TEST

START_TEST(numbers_outside_of_the_calendar_stay_numbers)
{
    char out[EM_NUMBER_DATE_BYTES];
    ck_assert(!em_number_format_date(out, -1, EM_NUMBER_DATE, false));
    ck_assert(!em_number_format_date(out, 2958466, EM_NUMBER_DATE, false));
    ck_assert(!em_number_format_date(out, 1e300, EM_NUMBER_DATE, false));
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, a_format_code_tells_dates, 0, COUNT(CODES));
    tcase_add_test(tests, built_in_formats_are_known_by_their_ids);
    tcase_add_loop_test(tests, serial_numbers_become_dates, 0, COUNT(DATES));
    tcase_add_test(tests, numbers_outside_of_the_calendar_stay_numbers);
}

CHECK_MAIN("xlsx_number", add_tests)
