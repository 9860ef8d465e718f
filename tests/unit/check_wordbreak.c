/* analyzer/text/wordbreak.c against Unicode's test file and against ICU's own iterator. */
#include "text/wordbreak.h"

#include "base/memory.h"
#include "support/check_main.h"
#include "support/data.h"
#include "support/random_text.h"

#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/ustring.h>

#define LONGEST 256

static em_chars *chars;

static void set_up(void)
{
    ck_assert_int_eq(em_chars_new(&chars, NULL), EM_OK);
}

static void tear_down(void)
{
    em_chars_free(chars);
}

typedef struct cuts {
    uint32_t at[LONGEST];
    size_t count;
} cuts;

static cuts own_cuts(const char *text, size_t len)
{
    em_wordbreak rules = { chars, chars->ascii_tailor };
    cuts found = { { 0 }, 1 };
    for (uint32_t at = 0; at < len;) {
        at = em_wordbreak_next(&rules, (em_str){ text, len }, at);
        found.at[found.count++] = at;
    }
    return found;
}

static cuts icu_cuts(UBreakIterator *words, const char *text, size_t len)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar units[LONGEST];
    int32_t units_len;
    cuts found = { { 0 }, 0 };
    u_strFromUTF8(units, LONGEST, &units_len, text, (int32_t)len, &code);
    ubrk_setText(words, units, units_len, &code);
    ck_assert(U_SUCCESS(code));
    uint32_t byte = 0;
    int32_t unit = 0;
    for (int32_t at = ubrk_first(words); at != UBRK_DONE; at = ubrk_next(words)) {
        while (unit < at) {
            UChar32 c;
            U16_NEXT(units, unit, units_len, c);
            byte += (uint32_t)U8_LENGTH(c);
        }
        found.at[found.count++] = byte;
    }
    return found;
}

static void show(char *out, size_t size, const char *text, const cuts *found)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i + 1 < found->count && len < size; i++) {
        for (uint32_t at = found->at[i]; at < found->at[i + 1] && len < size;)
            len += (size_t)snprintf(out + len, size - len, "%04X ", em_chars_next(text, &at));
        if (len < size)
            len += (size_t)snprintf(out + len, size - len, "| ");
    }
}

static void check_equal(UBreakIterator *words, const char *text, size_t len, uint64_t seed)
{
    cuts own = own_cuts(text, len), icu = icu_cuts(words, text, len);
    if (own.count == icu.count && memcmp(own.at, icu.at, own.count * sizeof *own.at) == 0)
        return;
    char own_text[1024], icu_text[1024];
    show(own_text, sizeof own_text, text, &own);
    show(icu_text, sizeof icu_text, text, &icu);
    ck_abort_msg("seed %llu\nown %s\nICU %s", (unsigned long long)seed, own_text, icu_text);
}

/* A line "÷ 0061 × 0308 ÷ # comment" as text and the cuts it states. */
static size_t read_case(const char *line, char *text, cuts *wanted)
{
    size_t len = 0;
    wanted->count = 0;
    while (*line && *line != '#' && *line != '\n') {
        if (strncmp(line, "÷", 2) == 0) {
            wanted->at[wanted->count++] = (uint32_t)len;
            line += 2;
        } else if (strncmp(line, "×", 2) == 0) {
            line += 2;
        } else if (*line == ' ' || *line == '\t') {
            line++;
        } else {
            char *end;
            len += em_utf8_encode(text + len, (uint32_t)strtoul(line, &end, 16));
            line = end;
        }
    }
    return len;
}

/* A letter, a colon and a letter: CLDR keeps them apart, Unicode's file joins them. */
static bool has_tailored_colon(const char *text, size_t len)
{
    return memchr(text, ':', len) != NULL;
}

START_TEST(word_breaks_equal_those_of_unicode_but_for_the_colon)
{
    FILE *file = data_open("suites/unicode-15.0/WordBreakTest.txt");
    if (!file)
        return;
    char line[1024], text[LONGEST];
    unsigned cases = 0, tailored = 0;
    while (fgets(line, sizeof line, file)) {
        cuts wanted;
        size_t len = read_case(line, text, &wanted);
        if (len == 0)
            continue;
        cases++;
        cuts own = own_cuts(text, len);
        if (own.count == wanted.count && memcmp(own.at, wanted.at, own.count * sizeof *own.at) == 0)
            continue;
        ck_assert_msg(has_tailored_colon(text, len), "%s", line);
        tailored++;
    }
    fclose(file);
    ck_assert_uint_eq(cases, 1823);
    ck_assert_uint_eq(tailored, 15);
}
END_TEST

/* One or more of every class, and what tailoring and look-ahead care for. */
static const uint32_t ALPHABET[] = {
    'a',    'Z',    '1',     '9',     '_',     ' ',     ' ',    '\n',   '\r',   '\t',    '.',
    ',',    ':',    ';',     '\'',    '"',     '@',     '-',    '#',    '/',    0xE9,    0x300,
    0x308,  0xAD,   0x200D,  0x200B,  0x200E,  0x2019,  0xB7,   0x5D0,  0x5D1,  0x5F3,   0x5F4,
    0x661,  0x627,  0x430,   0x3B1,   0x10D0,  0x915,   0x94D,  0x3000, 0x2003, 0x85,    0x2028,
    0x203F, 0xFF3F, 0x1F1E6, 0x1F1E7, 0x1F600, 0x1F3FD, 0x2764, 0xFE0F, 0xA9,   0x24C2,  0xAC00,
    0xAC01, 0x1100, 0x1161,  0x11A8,  0xFF1A,  0xFE55,  0xFF0C, 0xFF0E, 0x20E3, 0xE0067, 0xFFFD,
    0x378,  0xE000, 0x1D7CE, 0x10400, 0x2024,  0x37E,
};

START_TEST(word_breaks_equal_those_of_icu_on_random_text)
{
    UErrorCode code = U_ZERO_ERROR;
    UBreakIterator *words = ubrk_open(UBRK_WORD, "en", NULL, 0, &code);
    ck_assert(U_SUCCESS(code));
    unsigned long rounds = getenv("EM_TEST_LONG") ? 10000000 : 200000;
    uint64_t state = 20110429;
    for (unsigned long i = 0; i < rounds; i++) {
        char text[LONGEST];
        uint64_t seed = state;
        size_t len = random_text(text, &state, ALPHABET, sizeof ALPHABET / sizeof *ALPHABET, 12);
        check_equal(words, text, len, seed);
    }
    ubrk_close(words);
}
END_TEST

/* Han and kana chain; where ICU's rules alone decide is seen by what surrounds the chain. */
START_TEST(a_chain_of_han_and_kana_comes_back_whole)
{
    static const char TEXT[] = "uk英国です1カタ한국abc";
    cuts own = own_cuts(TEXT, sizeof TEXT - 1);
    static const uint32_t WANTED[] = { 0, 2, 14, 15, 21, 27, 30 };
    ck_assert_uint_eq(own.count, sizeof WANTED / sizeof *WANTED);
    ck_assert_mem_eq(own.at, WANTED, sizeof WANTED);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, word_breaks_equal_those_of_unicode_but_for_the_colon);
    tcase_add_test(tests, word_breaks_equal_those_of_icu_on_random_text);
    tcase_add_test(tests, a_chain_of_han_and_kana_comes_back_whole);
}

CHECK_MAIN("wordbreak", add_tests)
