/* analyzer/text/bytemask.h and han.h: what bytes are, against what their values say. */
#include "support/check_main.h"
#include "text/bytemask.h"
#include "text/han.h"

#include "base/utf8.h"

#include <string.h>

START_TEST(each_byte_is_of_the_sort_that_its_value_says)
{
    for (unsigned first = 0; first < 256; first++) {
        char bytes[EM_BYTEMASK_BYTES];
        for (unsigned i = 0; i < EM_BYTEMASK_BYTES; i++)
            bytes[i] = (char)(first + i);
        em_bytemask is = em_bytemask_of(bytes);
        for (unsigned i = 0; i < EM_BYTEMASK_BYTES; i++) {
            unsigned b = (first + i) % 256;
            bool word = (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '_';
            ck_assert_uint_eq(is.words >> i & 1, word);
            ck_assert_uint_eq(is.controls >> i & 1, b < 0x20);
            ck_assert_uint_eq(is.blanks >> i & 1, b <= 0x20);
            ck_assert_uint_eq(is.wide >> i & 1, b >= 0x80);
        }
    }
}
END_TEST

/* Every character of Unicode, alone behind `before` ideographs. */
START_TEST(a_run_of_ideographs_ends_at_the_first_other_character)
{
    uint32_t before = (uint32_t)_i;
    for (uint32_t c = 1; c < 0x110000; c++) {
        char text[EM_HAN_BYTES + 16] = { 0 };
        size_t len = 0;
        for (uint32_t i = 0; i < before; i++)
            len += em_utf8_encode(text + len, 0x56FD);
        em_utf8_encode(text + len, c);
        bool ideograph = c >= EM_HAN_FIRST && c < EM_HAN_FIRST + EM_HAN_COUNT;
        ck_assert_uint_eq(em_han_run(text), before + ideograph);
        uint32_t index = em_han_index(text + len);
        ck_assert(ideograph ? index == c - EM_HAN_FIRST : index >= EM_HAN_COUNT);
    }
}
END_TEST

START_TEST(a_run_ends_where_bytes_are_ill_formed)
{
    static const char *const BROKEN[] = { "\xE5\x9B",     "\xE5\x9B\x41", "\xE5\x41\xBD",
                                          "\xE4\xB7\xBF", "\xEA\x80\x80", "\x9B\xBD\xE5",
                                          "\xE5\xE5\xBD", "\xE5\x9B\xC0" };
    for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++) {
        char text[EM_HAN_BYTES + 16] = "\xE5\x9B\xBD";
        strcat(text, BROKEN[i]);
        ck_assert_uint_eq(em_han_run(text), 1);
    }
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, each_byte_is_of_the_sort_that_its_value_says);
    tcase_add_loop_test(tests, a_run_of_ideographs_ends_at_the_first_other_character, 0,
                        EM_HAN_STEP);
    tcase_add_test(tests, a_run_ends_where_bytes_are_ill_formed);
}

CHECK_MAIN("bytemask", add_tests)
