/* analyzer/text/normalise.c against ICU's NFKC_Casefold, and its way back to the input. */
#include "text/normalise.h"

#include "base/str.h"
#include "base/utf8.h"
#include "support/check_main.h"
#include "support/data.h"
#include "support/random_text.h"

#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#define LONGEST 4096

static em_chars *chars;
static em_normaliser normaliser;

static void set_up(void)
{
    ck_assert_int_eq(em_chars_new(&chars, NULL), EM_OK);
    em_normaliser_init(&normaliser);
}

static void tear_down(void)
{
    em_normaliser_release(&normaliser);
    em_chars_free(chars);
}

static em_str normalised(em_str text)
{
    ck_assert_int_eq(em_normaliser_run(&normaliser, chars, text, NULL), EM_OK);
    return em_buf_str(&normaliser.bytes);
}

static size_t by_icu(char *out, em_str text)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar source[LONGEST], target[LONGEST];
    int32_t source_len, target_len, len;
    const UNormalizer2 *nfkc_cf = unorm2_getNFKCCasefoldInstance(&code);
    u_strFromUTF8WithSub(source, LONGEST, &source_len, text.data, (int32_t)text.len, 0xFFFD, NULL,
                         &code);
    target_len = unorm2_normalize(nfkc_cf, source, source_len, target, LONGEST, &code);
    u_strToUTF8(out, LONGEST, &len, target, target_len, &code);
    ck_assert(U_SUCCESS(code));
    return (size_t)len;
}

static void check_against_icu(em_str text, const char *what)
{
    char wanted[LONGEST];
    em_str want = { wanted, by_icu(wanted, text) };
    ck_assert_msg(em_str_eq(normalised(text), want), "%s", what);
}

START_TEST(every_line_of_normalization_test_folds_as_icu_folds_it)
{
    FILE *file = data_open("suites/unicode-15.0/NormalizationTest.txt");
    if (!file)
        return;
    char line[4096];
    unsigned cases = 0;
    while (fgets(line, sizeof line, file)) {
        if (line[0] == '#' || line[0] == '@')
            continue;
        char *at = line;
        for (int column = 0; column < 5; column++, at++) {
            char text[512];
            size_t len = 0;
            while (*at != ';')
                len += em_utf8_encode(text + len, (uint32_t)strtoul(at, &at, 16));
            check_against_icu((em_str){ text, len }, line);
        }
        cases++;
    }
    fclose(file);
    ck_assert_uint_eq(cases, 19074);
}
END_TEST

START_TEST(every_character_folds_as_icu_folds_it)
{
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        char text[4], what[16];
        bool empty_plane = c >= 0x32400 && (c < 0xE0000 || c >= 0xE1000);
        if ((c >= 0xD800 && c <= 0xDFFF) || (empty_plane && c % 101))
            continue;
        snprintf(what, sizeof what, "U+%04X", c);
        check_against_icu((em_str){ text, em_utf8_encode(text, c) }, what);
    }
}
END_TEST

/* Letters and marks that compose and reorder, jamo, ignorables, wide and compatibility forms. */
static const uint32_t ALPHABET[] = {
    'a',     'A',     'e',     'I',    '=',    ' ',    '\n',    0xC9,    0xE9,   0x1E69,
    0x300,   0x301,   0x307,   0x308,  0x323,  0x338,  0x345,   0x130,   0x131,  0xDF,
    0x1E9E,  0x149,   0x1C4,   0x3C2,  0x390,  0x1FB3, 0xAC00,  0xAC01,  0x1100, 0x1161,
    0x11A8,  0x200B,  0x200D,  0xAD,   0xFE0F, 0xFF21, 0xFF0C,  0xFF76,  0xFF9E, 0x3099,
    0x304B,  0x4E2D,  0x4E7E,  0xFA10, 0x2F00, 0x3371, 0xFDFA,  0x2026,  0xFB01, 0x1F600,
    0x1F3FD, 0x1D15E, 0xE0067, 0x115F, 0x34F,  0x0F73, 0x0F75,  0x0344,  0x20E3, 0xFFFD,
    0x2126,  0x212A,  0x1F88,  0x9CB,  0x9C7,  0x9BE,  0x1133E, 0x11347, 0x2ADC, 0x0958,
};

static size_t nasty_text(char *out, uint64_t *state)
{
    size_t len = random_text(out, state, ALPHABET, sizeof ALPHABET / sizeof *ALPHABET, 16);
    if (random_next(state) % 4 == 0) /* ill-formed somewhere */
        out[random_next(state) % len] = (char)(random_next(state) | 0x80);
    return len;
}

START_TEST(random_text_folds_as_icu_folds_it)
{
    unsigned long rounds = getenv("EM_TEST_LONG") ? 5000000 : 100000;
    uint64_t state = 20110429;
    for (unsigned long i = 0; i < rounds; i++) {
        char text[LONGEST], what[64];
        snprintf(what, sizeof what, "seed %llu", (unsigned long long)state);
        size_t len = nasty_text(text, &state);
        check_against_icu((em_str){ text, len }, what);
    }
}
END_TEST

START_TEST(normalising_twice_changes_nothing)
{
    uint64_t state = 7;
    for (int i = 0; i < 20000; i++) {
        char text[LONGEST], once[LONGEST];
        em_str first = normalised((em_str){ text, nasty_text(text, &state) });
        memcpy(once, first.data, first.len);
        size_t once_len = first.len;
        ck_assert(em_str_eq(normalised((em_str){ once, once_len }), (em_str){ once, once_len }));
    }
}
END_TEST

/* Well-formed characters of `text`, one after another: their ends. */
static size_t character_ends(em_str text, uint32_t *ends)
{
    size_t count = 0;
    for (uint32_t at = 0; at < text.len;) {
        em_chars_next(text.data, &at);
        ends[count++] = at;
    }
    return count;
}

START_TEST(the_way_back_is_total_monotone_and_round_trips)
{
    uint64_t state = 1234567;
    for (int i = 0; i < 20000; i++) {
        char text[LONGEST], copy[LONGEST];
        uint32_t ends[LONGEST];
        size_t len = nasty_text(text, &state);
        em_str norm = normalised((em_str){ text, len });
        memcpy(copy, norm.data, norm.len);
        em_str kept = { copy, norm.len };
        size_t count = character_ends(kept, ends);
        em_span spans[LONGEST],
            all = em_offsets_map(&normaliser.offsets, (em_span){ 0, (uint32_t)kept.len });
        ck_assert(all.start <= all.end && all.end <= len);
        uint32_t start = 0;
        for (size_t k = 0; k < count; k++) {
            spans[k] = em_offsets_map(&normaliser.offsets, (em_span){ start, ends[k] });
            em_span empty = em_offsets_map(&normaliser.offsets, (em_span){ start, start });
            ck_assert_uint_eq(empty.start, empty.end);
            ck_assert(spans[k].start < spans[k].end && spans[k].end <= len);
            ck_assert(k == 0 ||
                      (spans[k].start >= spans[k - 1].start && spans[k].end >= spans[k - 1].end));
            start = ends[k];
        }
        /* What a character came from folds to a text that holds the character. */
        start = 0;
        for (size_t k = 0; k < count; k++) {
            em_str source = em_str_sub((em_str){ text, len }, spans[k]);
            em_str again = normalised(source);
            ck_assert(memmem(again.data, again.len, copy + start, ends[k] - start) != NULL);
            start = ends[k];
        }
    }
}
END_TEST

START_TEST(unchanged_text_has_no_runs_to_speak_of)
{
    em_str text = EM_STR("all lower, 英国很开放。 same");
    normalised(text);
    ck_assert_uint_eq(normaliser.offsets.runs.len, 1);
    em_span same = em_offsets_map(&normaliser.offsets, (em_span){ 11, 17 });
    ck_assert_uint_eq(same.start, 11);
    ck_assert_uint_eq(same.end, 17);
}
END_TEST

static size_t read_whole(const char *name, char **out)
{
    FILE *file = data_open(name);
    if (!file)
        return 0;
    *out = malloc(1 << 20);
    size_t len = fread(*out, 1, 1 << 20, file);
    fclose(file);
    return len;
}

static em_str next_line(em_str *text)
{
    const char *end = memchr(text->data, '\n', text->len);
    size_t len = end ? (size_t)(end - text->data) : text->len;
    em_str line = { text->data, len };
    text->data += len + (end != NULL);
    text->len -= len + (end != NULL);
    return line;
}

START_TEST(ill_formed_parts_become_one_replacement_each)
{
    char *bad, *good;
    size_t bad_len = read_whole("suites/utf8/flenniken-utf8tests.bin", &bad);
    size_t good_len = read_whole("suites/utf8/flenniken-utf8.replace.ref.txt", &good);
    if (!bad_len || !good_len)
        return;
    em_str tests = { bad, bad_len }, answers = { good, good_len };
    unsigned lines = 0;
    while (tests.len) {
        char wanted[LONGEST];
        em_str test = next_line(&tests), answer = next_line(&answers);
        em_str want = { wanted, by_icu(wanted, answer) };
        ck_assert_msg(em_str_eq(normalised(test), want), "%.*s", EM_STR_ARG(test));
        lines++;
    }
    ck_assert_uint_eq(lines, 222);
    free(bad);
    free(good);
}
END_TEST

START_TEST(any_bytes_give_well_formed_text)
{
    uint64_t state = 42;
    for (int i = 0; i < 20000; i++) {
        char text[64];
        for (size_t k = 0; k < sizeof text; k++)
            text[k] = (char)(random_next(&state) >> 32);
        em_str norm = normalised((em_str){ text, sizeof text });
        ck_assert(em_utf8_is_valid(norm.data, norm.len, NULL));
        ck_assert(norm.len < 64 || normaliser.replaced > 0);
    }
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, every_line_of_normalization_test_folds_as_icu_folds_it);
    tcase_add_test(tests, every_character_folds_as_icu_folds_it);
    tcase_add_test(tests, random_text_folds_as_icu_folds_it);
    tcase_add_test(tests, normalising_twice_changes_nothing);
    tcase_add_test(tests, the_way_back_is_total_monotone_and_round_trips);
    tcase_add_test(tests, unchanged_text_has_no_runs_to_speak_of);
    tcase_add_test(tests, ill_formed_parts_become_one_replacement_each);
    tcase_add_test(tests, any_bytes_give_well_formed_text);
}

CHECK_MAIN("normalise", add_tests)
