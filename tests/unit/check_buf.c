/* analyzer/base/buf.c: growth, the ceiling, the sticky status. */
#include "base/buf.h"
#include "base/memory.h"
#include "base/str.h"

#include "support/check_main.h"

START_TEST(puts_follow_one_another)
{
    em_buf buf;
    em_buf_init(&buf, EM_BUF_UNLIMITED);
    for (int i = 0; i < 1000; i++)
        em_buf_printf(&buf, "%d,", i);
    em_buf_put_char(&buf, '!');
    size_t len;
    char *text = em_buf_detach(&buf, &len);
    ck_assert_uint_eq(len, 10 * 2 + 90 * 3 + 900 * 4 + 1);
    ck_assert(strncmp(text, "0,1,2,", 6) == 0);
    ck_assert_str_eq(text + len - 5, "999,!");
    em_mem_free(text);
    ck_assert_uint_eq(buf.len, 0);
}
END_TEST

START_TEST(past_the_ceiling_nothing_is_put_any_more)
{
    em_buf buf;
    em_buf_init(&buf, 10);
    em_buf_puts(&buf, "0123456789");
    ck_assert_int_eq(buf.status, EM_OK);
    em_buf_put_char(&buf, 'x');
    ck_assert_int_eq(buf.status, EM_E_LIMIT);
    em_buf_puts(&buf, "");
    ck_assert_uint_eq(buf.len, 10);
    ck_assert_ptr_null(em_buf_detach(&buf, NULL));
}
END_TEST

START_TEST(a_reset_buffer_is_as_new)
{
    em_buf buf;
    em_buf_init(&buf, 3);
    em_buf_puts(&buf, "abcd");
    em_buf_reset(&buf);
    em_buf_puts(&buf, "abc");
    ck_assert_str_eq(em_buf_str(&buf).data, "abc");
    em_buf_release(&buf);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, puts_follow_one_another);
    tcase_add_test(tests, past_the_ceiling_nothing_is_put_any_more);
    tcase_add_test(tests, a_reset_buffer_is_as_new);
}

CHECK_MAIN("buf", add_tests)
