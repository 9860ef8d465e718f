/* analyzer/text/wordlearn.c: what it takes for a word, and what it does not. */
#include "text/wordlearn.h"

#include "base/str.h"
#include "support/check_main.h"

#include <stdio.h>
#include <string.h>

static em_buf out;

static void learn(const char *raw, const char *segmented, unsigned candidate_uses)
{
    em_wordlearn_options options = { 4, 10, 2, candidate_uses };
    em_buf_init(&out, EM_BUF_UNLIMITED);
    ck_assert_int_eq(em_wordlearn(&out, em_str_from(raw), em_str_from(segmented), &options, NULL),
                     EM_OK);
    em_buf_put_char(&out, '\0');
}

/* The count of a word; 0 where it was not learned. */
static long count_of(const char *word)
{
    char line[64];
    snprintf(line, sizeof line, "%s\t", word);
    const char *at = out.data;
    while ((at = strstr(at, line)) != NULL && at != out.data && at[-1] != '\n')
        at++;
    return at ? strtol(at + strlen(line), NULL, 10) : 0;
}

static char *repeat(const char *line, unsigned times)
{
    size_t len = strlen(line);
    char *text = malloc(len * times + 1);
    for (unsigned i = 0; i < times; i++)
        memcpy(text + i * len, line, len);
    text[len * times] = '\0';
    return text;
}

START_TEST(words_of_the_texts_are_counted)
{
    char *raw = repeat("英国开放\n英国创新\n", 50);
    learn(raw, "", 0);
    ck_assert_int_eq(count_of("英国"), 100);
    ck_assert_int_eq(count_of("开放"), 50);
    ck_assert_int_eq(count_of("法国"), 0); /* in ICU's dictionary, not in our texts */
    em_buf_release(&out);
    free(raw);
}
END_TEST

START_TEST(a_phrase_that_segmented_texts_cut_up_is_no_word)
{
    char *raw = repeat("我的英国\n", 50), *segmented = repeat("我 的 英国 很 开放\n", 20);
    learn(raw, "", 0);
    ck_assert_int_gt(count_of("我的"), 0);
    em_buf_release(&out);
    learn(raw, segmented, 0);
    ck_assert_int_eq(count_of("我的"), 0);
    ck_assert_int_gt(count_of("我"), 0);
    ck_assert_int_gt(count_of("英国"), 0);
    em_buf_release(&out);
    free(raw);
    free(segmented);
}
END_TEST

START_TEST(a_word_of_segmented_texts_is_learned)
{
    char *raw = repeat("绝绝子好看\n", 50), *segmented = repeat("绝绝子 好看\n", 5);
    learn(raw, segmented, 0);
    ck_assert_int_ge(count_of("绝绝子"), 50);
    em_buf_release(&out);
    free(raw);
    free(segmented);
}
END_TEST

START_TEST(output_is_sorted_and_the_same_each_time)
{
    char *raw = repeat("英国真的很开放，创造力也不错\n", 30);
    learn(raw, "", 10);
    em_buf first = out;
    learn(raw, "", 10);
    ck_assert(em_str_eq(em_buf_str(&first), em_buf_str(&out)));
    em_str rest = em_buf_str(&out), before = EM_STR("");
    for (const char *end; (end = memchr(rest.data, '\n', rest.len)) != NULL;) {
        em_str line = { rest.data, (size_t)(end - rest.data) };
        ck_assert_int_lt(em_str_cmp(before, line), 0);
        before = line;
        rest.len -= line.len + 1;
        rest.data = end + 1;
    }
    em_buf_release(&first);
    em_buf_release(&out);
    free(raw);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, words_of_the_texts_are_counted);
    tcase_add_test(tests, a_phrase_that_segmented_texts_cut_up_is_no_word);
    tcase_add_test(tests, a_word_of_segmented_texts_is_learned);
    tcase_add_test(tests, output_is_sorted_and_the_same_each_time);
}

CHECK_MAIN("wordlearn", add_tests)
