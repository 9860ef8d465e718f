/* analyzer/tally/wordcut.c: which words are telling, and the same ones on any number of threads. */
#include "tally/wordcut.h"

#include "base/hash.h"
#include "base/str.h"
#include "support/check_main.h"

#include <stdio.h>
#include <string.h>

static em_text_model *model;

static void set_up(void)
{
    const em_text_options options = { .without_words = true };
    ck_assert_int_eq(em_text_model_new(&model, &options, NULL), EM_OK);
}

static void tear_down(void)
{
    em_text_model_free(model);
}

/* The words of each comment; '+' joins one to the telling word right before it. */
static const struct {
    const char *text, *words;
} CUTS[] = {
    { "The old Town, a town", "the+old+town town" },
    { "see https://example.org/a/b now", "see now" },
    { "@someone said so", "said+so" },
    { "I am 3 km away", "am km+away" },
    { "英国文化", "英国+文化" },
    { "well-known", "well+known" },
    { "", "" },
};

static void show(char *out, const em_cut *cut)
{
    *out = '\0';
    for (uint32_t i = 0; i < cut->count; i++) {
        const em_cut_word *word = &cut->words[i];
        em_str text = em_str_sub(cut->folded, word->span);
        ck_assert_uint_eq(word->key, em_hash64(text, 0));
        strcat(out, i ? word->beside ? "+" : " " : "");
        strncat(out, text.data, text.len);
    }
}

typedef struct shown {
    const em_cut *cuts;
    char *words; /* of the last comment taken */
} shown;

static em_status take_words(void *context, size_t from, size_t end, em_error *err)
{
    (void)err;
    shown *at = context;
    for (size_t i = from; i < end; i++)
        show(at->words, &at->cuts[i]);
    return EM_OK;
}

START_TEST(telling_words_are_cut)
{
    em_cutter *cutter;
    char words[200];
    em_kept kept = { .text = em_str_from(CUTS[_i].text) };
    em_cut cut = { .kept = &kept, .with_text = true };
    ck_assert_int_eq(em_cutter_new(&cutter, _i % 2 ? model : NULL, 1, NULL), EM_OK);
    ck_assert_int_eq(em_cutter_run(cutter, &cut, 1, take_words, &(shown){ &cut, words }, NULL),
                     EM_OK);
    ck_assert_str_eq(words, CUTS[_i].words);
    em_cutter_free(cutter);
}
END_TEST

START_TEST(a_mention_of_a_message_is_left_out)
{
    em_cutter *cutter;
    char words[200];
    em_kept_mention mention = { .start = 3, .end = 10 };
    em_kept kept = { .text = EM_STR("so decent people"), .mentions = &mention, .mention_count = 1 };
    em_cut cut = { .kept = &kept, .with_text = true };
    ck_assert_int_eq(em_cutter_new(&cutter, model, 1, NULL), EM_OK);
    ck_assert_int_eq(em_cutter_run(cutter, &cut, 1, take_words, &(shown){ &cut, words }, NULL),
                     EM_OK);
    ck_assert_str_eq(words, "so people");
    em_cutter_free(cutter);
}
END_TEST

enum { COMMENTS = 1000, THREADS = 3 };

/* What is taken of all comments: numbers that tell their words and their order. */
typedef struct taken {
    const em_cut *cuts;
    size_t next;
    uint64_t sum;
    size_t fails_at; /* a comment whose taking fails; SIZE_MAX: none */
} taken;

static em_status take_sum(void *context, size_t from, size_t end, em_error *err)
{
    taken *at = context;
    ck_assert_uint_eq(from, at->next);
    for (; at->next < end; at->next++) {
        const em_cut *cut = &at->cuts[at->next];
        if (at->next == at->fails_at)
            return em_error_set(err, EM_E_LIMIT, "taken as far as asked");
        for (uint32_t i = 0; i < cut->count; i++)
            at->sum = at->sum * 31 + cut->words[i].key + cut->words[i].beside * 7 +
                      cut->words[i].between;
    }
    return EM_OK;
}

static em_kept kept[COMMENTS];
static em_cut cuts[COMMENTS];

static void make_comments(void)
{
    static char texts[COMMENTS][80];
    for (int i = 0; i < COMMENTS; i++) {
        snprintf(texts[i], sizeof texts[i], "%s number%d 英国文化 and %s", i % 3 ? "see" : "我们",
                 i, i % 7 ? "nothing" : "@name");
        kept[i] = (em_kept){ .text = em_str_from(texts[i]) };
        cuts[i] = (em_cut){ .kept = &kept[i] };
    }
}

START_TEST(threads_cut_as_one_does)
{
    em_cutter *one, *some;
    make_comments();
    ck_assert_int_eq(em_cutter_new(&one, model, 1, NULL), EM_OK);
    ck_assert_int_eq(em_cutter_new(&some, model, THREADS, NULL), EM_OK);
    for (int run = 0; run < 2; run++) { /* a cutter is used again */
        taken alone = { .cuts = cuts, .fails_at = SIZE_MAX }, together = alone;
        ck_assert_int_eq(em_cutter_run(one, cuts, COMMENTS, take_sum, &alone, NULL), EM_OK);
        ck_assert_int_eq(em_cutter_run(some, cuts, COMMENTS, take_sum, &together, NULL), EM_OK);
        ck_assert_uint_eq(alone.next, COMMENTS);
        ck_assert_uint_eq(together.next, COMMENTS);
        ck_assert_uint_eq(alone.sum, together.sum);
    }
    em_cutter_free(one);
    em_cutter_free(some);
}
END_TEST

START_TEST(a_taker_that_fails_ends_the_job)
{
    em_cutter *cutter;
    em_error err = { 0 };
    taken at = { .cuts = cuts, .fails_at = COMMENTS / 2 };
    make_comments();
    ck_assert_int_eq(em_cutter_new(&cutter, model, _i ? THREADS : 1, NULL), EM_OK);
    ck_assert_int_eq(em_cutter_run(cutter, cuts, COMMENTS, take_sum, &at, &err), EM_E_LIMIT);
    ck_assert_str_eq(err.text, "taken as far as asked");
    ck_assert_uint_eq(at.next, COMMENTS / 2);
    em_cutter_free(cutter);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, telling_words_are_cut, 0, sizeof CUTS / sizeof *CUTS);
    tcase_add_test(tests, a_mention_of_a_message_is_left_out);
    tcase_add_test(tests, threads_cut_as_one_does);
    tcase_add_loop_test(tests, a_taker_that_fails_ends_the_job, 0, 2);
}

CHECK_MAIN("wordcut", add_tests)
