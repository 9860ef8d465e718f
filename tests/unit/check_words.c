/* analyzer/text/words.c, segment.c and cjdict.c: cuts against ICU's own, and their promises. */
#include "support/text_fixture.h"
#include "support/random_text.h"
#include "text/cjdict.h"
#include "text/segment.h"

#include <unicode/ubrk.h>
#include <unicode/ustring.h>

#define LONGEST 1024

static em_text_model *icu_model;
static em_text_scratch *icu_scratch;

static void set_up(void)
{
    em_text_options options = { .segmenter = EM_SEGMENTER_ICU };
    text_set_up();
    ck_assert_int_eq(em_text_model_new(&icu_model, &options, NULL), EM_OK);
    ck_assert_int_eq(em_text_scratch_new(&icu_scratch, icu_model, NULL), EM_OK);
}

static void tear_down(void)
{
    em_text_scratch_free(icu_scratch);
    em_text_model_free(icu_model);
    text_tear_down();
}

static bool count_word(void *context, const UChar *word, int32_t len, int32_t cost)
{
    size_t *count = context;
    (void)word;
    ck_assert_int_gt(len, 0);
    ck_assert_int_gt(cost, 0);
    (*count)++;
    return true;
}

START_TEST(the_dictionary_of_icu_72_is_read_whole)
{
    em_cjdict dictionary;
    size_t count = 0;
    if (strncmp(em_text_icu_version(), "72.", 3) != 0) {
        printf("skipped: the counts are those of ICU 72, this is %s\n", em_text_icu_version());
        return;
    }
    ck_assert_int_eq(em_cjdict_open(&dictionary, NULL), EM_OK);
    ck_assert_int_eq(em_cjdict_each(&dictionary, count_word, &count, NULL), EM_OK);
    ck_assert_uint_eq(count, 315964);
    em_cjdict_close(&dictionary);
}
END_TEST

START_TEST(a_damaged_dictionary_is_refused)
{
    em_cjdict dictionary;
    size_t count = 0;
    ck_assert_int_eq(em_cjdict_open(&dictionary, NULL), EM_OK);
    for (size_t units = 1; units < 4000; units += 37) {
        em_cjdict cut = { NULL, dictionary.trie, units };
        ck_assert_int_eq(em_cjdict_each(&cut, count_word, &count, NULL), EM_E_INPUT);
    }
    em_cjdict_close(&dictionary);
}
END_TEST

/* Han of many frequencies, kana, Latin, marks. */
static const uint32_t ALPHABET[] = {
    0x4E00, 0x4E2A, 0x4E0D, 0x4E2D, 0x56FD, 0x82F1, 0x5F88, 0x5F00, 0x653E, 0x559C,  0x6B22,
    0x6CA1, 0x6709, 0x7684, 0x4EBA, 0x6211, 0x4EEC, 0x4E5F, 0x662F, 0x8FD9, 0x89C6,  0x9891,
    0x597D, 0x770B, 0x5F97, 0x4E86, 0x9A6C, 0x9B3C, 0x30AB, 0x30BF, 0x30CA, 0x30FC,  0x304C,
    0x3067, 0x3059, 0xFF0C, 0x3002, 'a',    '1',    ' ',    0xAC00, 0x9FA5, 0x20000,
};

static double f1_against_icu(unsigned texts)
{
    UErrorCode code = U_ZERO_ERROR;
    UBreakIterator *words = ubrk_open(UBRK_WORD, "zh", NULL, 0, &code);
    uint64_t state = 99;
    size_t both = 0, own_count = 0, icu_count = 0;
    for (unsigned i = 0; i < texts; i++) {
        char text[LONGEST];
        UChar units[LONGEST];
        int32_t units_len;
        const uint32_t *cuts;
        size_t count, at = 0;
        size_t len = random_text(text, &state, ALPHABET, sizeof ALPHABET / sizeof *ALPHABET, 40);
        ck_assert_int_eq(
            em_text_cut(&cuts, &count, icu_model, icu_scratch, (em_str){ text, len }, NULL), EM_OK);
        u_strFromUTF8(units, LONGEST, &units_len, text, (int32_t)len, &code);
        ubrk_setText(words, units, units_len, &code);
        for (int32_t end = ubrk_first(words); end != UBRK_DONE; end = ubrk_next(words)) {
            int32_t byte;
            u_strToUTF8(NULL, 0, &byte, units, end, &code);
            code = U_ZERO_ERROR;
            while (at < count && cuts[at] < (uint32_t)byte)
                at++;
            both += at < count && cuts[at] == (uint32_t)byte;
            icu_count++;
        }
        own_count += count;
    }
    ubrk_close(words);
    return 2.0 * (double)both / (double)(own_count + icu_count);
}

START_TEST(icu_mode_cuts_as_icu_cuts)
{
    ck_assert_double_gt(f1_against_icu(20000), 0.995);
}
END_TEST

/* Lines whose cuts are of interest whatever the dictionary says. */
static const struct {
    const char *line, *cut;
} CUTS[] = {
    { "see http://t.cn/a?b=1, ok", "see| |http://t.cn/a?b=1|,| |ok" },
    { "hi @UKinChina :-)", "hi| |@UKinChina| |:-)" },
    { "open-minded don't 3.5", "open|-|minded| |don't| |3.5" },
    { "[doge]ok[赞]", "[doge]|ok|[赞]" },
    { "\xFF\xFE", "\xFF|\xFE" },
    { "ภาษาไทย", "ภาษา|ไทย" },
    { "", "" },
};

START_TEST(lines_are_cut)
{
    const uint32_t *cuts;
    size_t count;
    char got[4096] = "";
    em_str line = em_str_from(CUTS[_i].line);
    ck_assert_int_eq(em_text_cut(&cuts, &count, text_model, text_scratch, line, NULL), EM_OK);
    for (size_t i = 0; i + 1 < count; i++)
        show(got, i ? "|" : "", em_str_sub(line, (em_span){ cuts[i], cuts[i + 1] }), "");
    ck_assert_str_eq(got, CUTS[_i].cut);
}
END_TEST

START_TEST(pieces_joined_are_the_line_for_any_bytes)
{
    uint64_t state = 4711;
    for (int round = 0; round < 20000; round++) {
        char line[64];
        const uint32_t *cuts;
        size_t count, len = random_next(&state) % sizeof line;
        for (size_t i = 0; i < len; i++) {
            uint64_t r = random_next(&state);
            line[i] = (char)(r % 3 == 0   ? 0xE4 + r / 3 % 6
                             : r % 3 == 1 ? 0x80 + r / 3 % 64
                                          : r / 3);
        }
        ck_assert_int_eq(
            em_text_cut(&cuts, &count, text_model, text_scratch, (em_str){ line, len }, NULL),
            EM_OK);
        ck_assert_uint_eq(cuts[0], 0);
        ck_assert_uint_eq(cuts[count - 1], len);
        for (size_t i = 1; i < count; i++)
            ck_assert_uint_lt(cuts[i - 1], cuts[i]);
    }
}
END_TEST

START_TEST(words_leave_blanks_out)
{
    const em_span *words;
    size_t count;
    em_text text = analyse(" The UK ,  英国 ", false);
    ck_assert_int_eq(em_text_words(&words, &count, &text, text_model, text_scratch, NULL), EM_OK);
    ck_assert_uint_eq(count, 4);
    ck_assert(em_str_eq(em_str_sub(text.norm, words[0]), EM_STR("the")));
    ck_assert(em_str_eq(em_str_sub(text.norm, words[3]), EM_STR("英国")));
}
END_TEST

/* A file with one wrong line, and the place that the error must name. */
static const struct {
    const char *lines;
    uint32_t line;
    const char *text;
} WRONG[] = {
    { "好\t3\n英国 12\n", 2, "a line without a tab (a word, a tab and its count)" },
    { "# ok\n好\tmany\n", 2, "the count is no whole number" },
    { "好\t0\n", 1, "the count is below 1" },
    { "\xFF\t1\n", 1, "the word is no UTF-8" },
};

START_TEST(a_wrong_words_file_is_refused_with_its_place)
{
    char path[] = "/tmp/echometer-words-XXXXXX";
    int handle = mkstemp(path);
    FILE *file = fdopen(handle, "w");
    fputs(WRONG[_i].lines, file);
    fclose(file);
    em_segmenter_data data;
    em_error err = { 0 };
    ck_assert_int_eq(em_segmenter_load(&data, EM_SEGMENTER_OWN, path, &err), EM_E_LEXICON);
    remove(path);
    ck_assert_uint_eq(err.line, WRONG[_i].line);
    ck_assert_str_eq(err.text, WRONG[_i].text);
    ck_assert_str_eq(err.file, path);
}
END_TEST

/* Pieces by a words file in no order, with words that ICU has and words around U+FFFF. */
static const struct {
    const char *line, *pieces;
} OWN_CUTS[] = {
    { "我们大家", "我们大家" }, { "𠜎𠜏 大", "𠜎𠜏| |大" }, { "一下子", "一下子" },
    { "噌噔", "噌|噔" },        { "﨎﨏", "﨎﨏" },
};

START_TEST(the_words_of_a_file_hold_whatever_their_order)
{
    char path[] = "/tmp/echometer-words-XXXXXX", pieces[64] = "";
    FILE *file = fdopen(mkstemp(path), "w");
    fputs("𠜎𠜏\t9\n我们大家\t90\n一下子\t5\n一下子\t50\n﨎﨏\t7\n", file);
    fclose(file);
    em_text_options options = { .words_file = path, .like = text_model };
    em_text_model *own;
    const uint32_t *at;
    size_t count;
    em_str line = em_str_from(OWN_CUTS[_i].line);
    ck_assert_int_eq(em_text_model_new(&own, &options, NULL), EM_OK);
    remove(path);
    ck_assert_int_eq(em_text_cut(&at, &count, own, text_scratch, line, NULL), EM_OK);
    for (size_t k = 0; k + 1 < count; k++) {
        strncat(pieces, line.data + at[k], at[k + 1] - at[k]);
        strcat(pieces, k + 2 < count ? "|" : "");
    }
    ck_assert_str_eq(pieces, OWN_CUTS[_i].pieces);
    em_text_model_free(own);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_dictionary_of_icu_72_is_read_whole);
    tcase_add_test(tests, a_damaged_dictionary_is_refused);
    tcase_add_test(tests, icu_mode_cuts_as_icu_cuts);
    tcase_add_loop_test(tests, lines_are_cut, 0, sizeof CUTS / sizeof *CUTS);
    tcase_add_test(tests, pieces_joined_are_the_line_for_any_bytes);
    tcase_add_test(tests, words_leave_blanks_out);
    tcase_add_loop_test(tests, the_words_of_a_file_hold_whatever_their_order, 0,
                        sizeof OWN_CUTS / sizeof *OWN_CUTS);
    tcase_add_loop_test(tests, a_wrong_words_file_is_refused_with_its_place, 0,
                        sizeof WRONG / sizeof *WRONG);
}

CHECK_MAIN("words", add_tests)
