/* analyzer/base/utf8.c: every code point round trips; ill-formed parts are maximal subparts. */
#include "base/utf8.h"

#include "support/check_main.h"

#include <string.h>

START_TEST(every_scalar_value_round_trips)
{
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        char bytes[4];
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        size_t len = em_utf8_encode(bytes, c);
        uint32_t back;
        ck_assert_uint_eq(em_utf8_decode(&back, bytes, len), len);
        ck_assert_uint_eq(back, c);
        ck_assert(em_utf8_is_valid(bytes, len, NULL));
    }
}
END_TEST

/* Unicode 15, section 3.9, tables 3-8 to 3-11: where one U+FFFD each stands. */
static const struct {
    const char *bytes;
    size_t parts[8];
} ILL_FORMED[] = {
    { "\xC0\xAF\xE0\x80\xBF\xF0\x81", { 1, 1, 1, 1, 1, 1, 1 } },
    { "\xED\xA0\x80\xED\xBF\xBF\xED", { 1, 1, 1, 1, 1, 1, 1 } },
    { "\xF4\x91\x92\x93\xFF", { 1, 1, 1, 1, 1 } },
    { "\xE1\x80\xE2\xF0\x91\x92\xF1\xBF", { 2, 1, 3, 2 } },
};

START_TEST(ill_formed_parts_are_maximal)
{
    const char *bytes = ILL_FORMED[_i].bytes;
    size_t len = strlen(bytes), at = 0;
    for (size_t part = 0; at < len; part++) {
        uint32_t c;
        size_t n = em_utf8_decode(&c, bytes + at, len - at);
        ck_assert_uint_eq(c, EM_UTF8_BAD);
        ck_assert_uint_eq(n, ILL_FORMED[_i].parts[part]);
        at += n;
    }
}
END_TEST

START_TEST(the_first_bad_byte_is_named)
{
    size_t bad = 0;
    ck_assert(!em_utf8_is_valid("abcdefghij\x80", 11, &bad));
    ck_assert_uint_eq(bad, 10);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, every_scalar_value_round_trips);
    tcase_add_loop_test(tests, ill_formed_parts_are_maximal, 0,
                        sizeof ILL_FORMED / sizeof *ILL_FORMED);
    tcase_add_test(tests, the_first_bad_byte_is_named);
}

CHECK_MAIN("utf8", add_tests)
