/* Guessing an encoding: marks, wide text without one, and narrow text with a stray NUL. */
#include "reader/encoding.h"

#include "support/check_main.h"

#define BYTES(literal) literal, sizeof(literal) - 1

static const struct {
    const char *what, *bytes;
    size_t len;
    em_encoding expected;
} CASES[] = {
    { "a BOM",
      BYTES("\xff\xfe"
            "a\0"),
      EM_ENCODING_UTF_16LE },
    { "ASCII, wide", BYTES("t\0e\0x\0t\0\n\0h\0i\0\n\0"), EM_ENCODING_UTF_16LE },
    { "ASCII, wide, high byte first", BYTES("\0t\0e\0x\0t\0\n\0h\0i\0\n"), EM_ENCODING_UTF_16BE },
    { "Chinese, wide, each byte ASCII",
      BYTES("a\0,\0b\0\n\0\x60\x4f\x7d\x59,\0\x60\x4f\x7d\x59\n\0"), EM_ENCODING_UTF_16LE },
    { "a stray NUL", BYTES("text,likes\nhello\0world,3\n"), EM_ENCODING_UTF_8 },
    { "stray NULs in Chinese",
      BYTES("text,likes\n\xe4\xbd\xa0\xe5\xa5\xbd\0\xe4\xbd\xa0,3\n\0,4\n"), EM_ENCODING_UTF_8 },
    { "nothing", BYTES(""), EM_ENCODING_UTF_8 },
};

START_TEST(the_encoding_is_found)
{
    em_encoding_guess guess = em_encoding_detect((em_str){ CASES[_i].bytes, CASES[_i].len }, true);
    ck_assert_msg(guess.encoding == CASES[_i].expected, "%s: %s", CASES[_i].what,
                  em_encoding_name(guess.encoding));
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, the_encoding_is_found, 0, sizeof CASES / sizeof *CASES);
}

CHECK_MAIN("detect", add_tests)
