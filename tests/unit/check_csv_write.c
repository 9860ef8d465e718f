/* analyzer/base/csv_write.c: quoting and the guard against formulas. */
#include "base/csv_write.h"
#include "base/str.h"

#include "support/check_main.h"

static const struct {
    const char *text, *field;
} GUARDED[] = {
    { "plain", "plain" },
    { "a,b", "\"a,b\"" },
    { "say \"hi\"", "\"say \"\"hi\"\"\"" },
    { "=1+1", "'=1+1" },
    { "=cmd|' /C calc'!A0,1", "\"'=cmd|' /C calc'!A0,1\"" },
    { "+44 20", "'+44 20" },
    { "-1", "'-1" },
    { "@someone", "'@someone" },
    { "\tx", "'\tx" },
    { "\nx", "\"'\nx\"" },
    { "'quoted'", "''quoted'" },
    { "\xEF\xBC\x9D"
      "1",
      "'\xEF\xBC\x9D"
      "1" },
    { "", "" },
};

START_TEST(strangers_text_is_inert)
{
    em_buf out;
    em_buf_init(&out, 1000);
    em_csv_put_text(&out, em_str_from(GUARDED[_i].text), true);
    ck_assert_str_eq(em_buf_str(&out).data, GUARDED[_i].field);
    em_buf_release(&out);
}
END_TEST

START_TEST(fields_are_parted_by_commas)
{
    em_buf out;
    em_buf_init(&out, 1000);
    em_csv_put_plain(&out, EM_STR("-5"), true);
    em_csv_put_text(&out, EM_STR("x"), false);
    em_csv_end_row(&out);
    ck_assert_str_eq(out.data, "-5,x\n");
    em_buf_release(&out);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, strangers_text_is_inert, 0, sizeof GUARDED / sizeof *GUARDED);
    tcase_add_test(tests, fields_are_parted_by_commas);
}

CHECK_MAIN("csv_write", add_tests)
