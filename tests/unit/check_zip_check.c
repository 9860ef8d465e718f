/* analyzer/reader/zip_check.c on an archive of one stored member, changed byte by byte. */
#include "reader/zip_check.h"

#include "support/check_main.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* "a.txt", stored, holding "hi". */
static const unsigned char ARCHIVE[] = {
    'P',  'K', 3, 4, 20, 0, 0,  0, 0,   0,   0,   0,   0x21, 0,   0xAC, 0x2A, 0x93, 0xD8, 2,
    0,    0,   0, 2, 0,  0, 0,  5, 0,   0,   0,   'a', '.',  't', 'x',  't',  'h',  'i', /* 37 */
    'P',  'K', 1, 2, 20, 0, 20, 0, 0,   0,   0,   0,   0,    0,   0x21, 0,    0xAC, 0x2A, 0x93,
    0xD8, 2,   0, 0, 0,  2, 0,  0, 0,   5,   0,   0,   0,    0,   0,    0,    0,    0,    0,
    0,    0,   0, 0, 0,  0, 0,  0, 'a', '.', 't', 'x', 't', /* 88 */
    'P',  'K', 5, 6, 0,  0, 0,  0, 1,   0,   1,   0,   51,   0,   0,    0,    37,   0,    0,
    0,    0,   0
};

static bool agrees(const unsigned char *bytes, size_t len)
{
    char path[] = "/tmp/echometer-check-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, bytes, len), (ssize_t)len);
    ck_assert_int_eq(close(fd), 0);
    bool result = em_zip_headers_agree(path);
    ck_assert_int_eq(unlink(path), 0);
    return result;
}

START_TEST(a_sound_archive_agrees)
{
    ck_assert(agrees(ARCHIVE, sizeof ARCHIVE));
    ck_assert(!agrees(ARCHIVE, sizeof ARCHIVE - 1));
    ck_assert(!em_zip_headers_agree("/tmp/there-is-no-such-file"));
}
END_TEST

/* A change of either side's flags, method, checksum, sizes or name. */
START_TEST(headers_that_differ_are_found)
{
    static const size_t CHANGED[] = { 0,  6,  8,  14, 18, 22, 26, 30, 34, 37,  45,
                                      47, 53, 57, 61, 65, 79, 83, 88, 98, 100, 104 };
    for (size_t i = 0; i < sizeof CHANGED / sizeof *CHANGED; i++) {
        unsigned char bytes[sizeof ARCHIVE];
        memcpy(bytes, ARCHIVE, sizeof bytes);
        bytes[CHANGED[i]] ^= 1;
        ck_assert_msg(!agrees(bytes, sizeof bytes), "byte %zu", CHANGED[i]);
    }
}
END_TEST

START_TEST(a_streamed_member_may_state_its_sizes_behind_it)
{
    unsigned char bytes[sizeof ARCHIVE];
    memcpy(bytes, ARCHIVE, sizeof bytes);
    bytes[6] = bytes[45] = 8;
    memset(bytes + 14, 0, 8); /* checksum and packed size; the unpacked one stays */
    ck_assert(agrees(bytes, sizeof bytes));
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, a_sound_archive_agrees);
    tcase_add_test(tests, headers_that_differ_are_found);
    tcase_add_test(tests, a_streamed_member_may_state_its_sizes_behind_it);
}

CHECK_MAIN("zip_check", add_tests)
