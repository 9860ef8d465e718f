/* analyzer/reader/repair.c and profile.c: damaged rows are laid out as their neighbours are. */
#include "base/memory.h"
#include "base/str.h"
#include "reader/repair.h"

#include "support/check_main.h"

#include <string.h>

#define WIDTH 4

static const char *const SOUND[][WIDTH] = {
    { "2022-10-19", "AB-12", "a fine day, said she", "7" },
    { "2022-10-20", "CD-34", "nothing to say", "12" },
    { "2022-10-21", "EF-56", "quite so; indeed", "3" },
    { "2022-10-22", "GH-78", "a longer comment about something", "120" },
    { "2022-10-23", "IJ-90", "hm (yes)", "8" },
    { "2022-10-24", "KL-12", "5 of 5!", "9" },
    { "2022-10-25", "MN-34", "what? no.", "1" },
    { "2022-10-26", "OP-56", "well... - maybe", "2" },
    { "2022-10-27", "QR-78", "@you #tag", "4" },
    { "2022-10-28", "ST-90", "a/b/c", "5" },
    { "2022-10-29", "UV-12", "3 + 4 = 7", "6" },
    { "2022-10-30", "WX-34", "100 %", "7" },
};

static const struct {
    const char *line;
    const char *plain; /* cells of the plain reading, parted by | */
    const char *want;
} CASES[] = {
    { "\"2022-11-01,AB-12,\"a, b\",7", "x|y", "\"2022-11-01|AB-12|a, b|7" },
    { "2022-11-01,\"AB-12,\"a, b\",7", "x|y", "2022-11-01|\"AB-12|a, b|7" },
    { "2022-11-01,AB-12,\"\"a, b\",7", "x|y", "2022-11-01|AB-12|\"a, b|7" },
    { "2022-11-01,AB-12,\"so \"fine\" it is\",7", "x|y", "2022-11-01|AB-12|so \"fine\" it is|7" },
    { "2022-11-01,AB-12,\"so \"\"fine\"\"\",7", "x|y", "2022-11-01|AB-12|so \"fine\"|7" },
    { "2022-11-01,,AB-12,some text,7", "2022-11-01||AB-12|some text|7",
      "2022-11-01|AB-12|some text|7" },
    { "2022-11-01AB-12,some text,7", "2022-11-01AB-12|some text|7",
      "2022-11-01|AB-12|some text|7" },
    { "2022-11-01,AB-12,some, more, text,7", "2022-11-01|AB-12|some| more| text|7",
      "2022-11-01|AB-12|some, more, text|7" },
    { "2022-11-01;AB-12;some text;7", "2022-11-01;AB-12;some text;7",
      "2022-11-01|AB-12|some text|7" },
};

static size_t cut_plain(em_str *cells, em_str line, const char *plain)
{
    size_t count = 0;
    const char *at = line.data;
    while (*plain) {
        size_t len = strcspn(plain, "|");
        const char *found = len ? memmem(at, (size_t)(line.data + line.len - at), plain, len) : at;
        cells[count++] = (em_str){ found ? found : at, found ? len : 0 };
        if (found)
            at = found + len;
        plain += len + (plain[len] == '|');
    }
    return count;
}

START_TEST(damaged_rows_fall_into_their_columns)
{
    em_profile profile;
    em_repair repair;
    ck_assert(em_profile_init(&profile, WIDTH));
    for (size_t i = 0; i < sizeof SOUND / sizeof *SOUND; i++) {
        em_str row[WIDTH];
        for (size_t j = 0; j < WIDTH; j++)
            row[j] = em_str_from(SOUND[i][j]);
        em_profile_learn(&profile, row);
        ck_assert_double_eq(em_profile_misfit(&profile, row, WIDTH), 0);
    }
    em_repair_init(&repair);
    em_dialect dialect = { .delimiter = ',', .quote = '"', .width = WIDTH };
    em_str cells[16], line = em_str_from(CASES[_i].line);
    size_t count = cut_plain(cells, line, CASES[_i].plain);
    ck_assert(em_repair_row(&repair, &dialect, &profile, line, cells, count));
    em_buf got;
    em_buf_init(&got, EM_BUF_UNLIMITED);
    for (size_t i = 0; i < repair.best.cells.len; i++) {
        if (i)
            em_buf_put_char(&got, '|');
        em_buf_put(&got, repair.best.cells.items[i]);
    }
    ck_assert_str_eq(got.data, CASES[_i].want);
    em_buf_release(&got);
    em_repair_release(&repair);
    em_profile_release(&profile);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, damaged_rows_fall_into_their_columns, 0,
                        sizeof CASES / sizeof *CASES);
}

CHECK_MAIN("repair", add_tests)
