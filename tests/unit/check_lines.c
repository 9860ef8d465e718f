/* analyzer/batch/lines.c: the lines of comments.jsonl and rejects.csv. */
#include "batch/lines.h"

#include "base/str.h"

#include "support/check_main.h"
#include "support/tally_fixture.h"

#include <cjson/cJSON.h>

static cJSON *line_of(const em_record *record, const em_verdict *verdict,
                      const em_line_options *options)
{
    em_buf out;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    em_line_put_comment(&out, &FIXTURE_MODEL, record, verdict, options);
    ck_assert_int_eq(out.status, EM_OK);
    ck_assert_int_eq(out.data[out.len - 1], '\n');
    ck_assert_ptr_null(memchr(out.data, '\n', out.len - 1));
    cJSON *line = cJSON_ParseWithLength(out.data, out.len);
    ck_assert_ptr_nonnull(line);
    em_buf_release(&out);
    return line;
}

static const char *text_at(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(cJSON_GetObjectItem(object, key));
}

static const em_stance STANCES[FIXTURE_MESSAGES] = { EM_STANCE_DENIED, EM_STANCE_NONE,
                                                     EM_STANCE_NONE };
static const em_mention MENTIONS[] = {
    { .entry = 2, .message = 0, .stance = EM_STANCE_DENIED, .field = { 5, 11 } },
    { .entry = 3,
      .message = 1,
      .stance = EM_STANCE_NONE,
      .other_subject = true,
      .field = { 0, 4 } },
};
static const em_verdict VERDICT = { .language = "en",
                                    .stances = STANCES,
                                    .mentions = MENTIONS,
                                    .mention_count = 2,
                                    .score = -6100,
                                    .negative = -20500,
                                    .label = EM_NEGATIVE,
                                    .unsure = true };

START_TEST(a_comment_becomes_the_line_of_the_contract)
{
    const em_record record = { .input = 1,
                               .number = 17,
                               .text = EM_STR("fair closed"),
                               .id = EM_STR("x\"1"),
                               .author = EM_STR("ann"),
                               .likes = -3,
                               .time = { .seconds = 1304031600, .known = true } };
    cJSON *line = line_of(&record, &VERDICT, &(em_line_options){ .with_text = true });
    ck_assert_double_eq(cJSON_GetNumberValue(cJSON_GetObjectItem(line, "input")), 1);
    ck_assert_double_eq(cJSON_GetNumberValue(cJSON_GetObjectItem(line, "record")), 17);
    ck_assert_double_eq(cJSON_GetNumberValue(cJSON_GetObjectItem(line, "likes")), -3);
    ck_assert_str_eq(text_at(line, "id"), "x\"1");
    ck_assert_str_eq(text_at(line, "time"), "2011-04-28T23:00:00Z");
    ck_assert_str_eq(text_at(line, "text"), "fair closed");
    ck_assert_ptr_null(cJSON_GetObjectItem(line, "author"));
    ck_assert_uint_eq(strlen(text_at(line, "author_hash")), 16);
    const cJSON *sentiment = cJSON_GetObjectItem(line, "sentiment");
    ck_assert_double_eq(cJSON_GetNumberValue(cJSON_GetObjectItem(sentiment, "score")), -0.61);
    ck_assert_double_eq(cJSON_GetNumberValue(cJSON_GetObjectItem(sentiment, "negative")), -2.05);
    ck_assert_str_eq(text_at(sentiment, "label"), "negative");
    const cJSON *messages = cJSON_GetObjectItem(line, "messages");
    const cJSON *open = cJSON_GetObjectItem(messages, "open");
    ck_assert_int_eq(cJSON_GetArraySize(messages), 2);
    ck_assert_str_eq(text_at(open, "stance"), "denied");
    const cJSON *evidence = cJSON_GetArrayItem(cJSON_GetObjectItem(open, "evidence"), 0);
    ck_assert_str_eq(text_at(evidence, "text"), "closed");
    ck_assert(cJSON_IsTrue(cJSON_GetObjectItem(evidence, "opposite")));
    const cJSON *fair = cJSON_GetObjectItem(messages, "fair");
    ck_assert_str_eq(text_at(fair, "stance"), "none");
    evidence = cJSON_GetArrayItem(cJSON_GetObjectItem(fair, "evidence"), 0);
    ck_assert(cJSON_IsTrue(cJSON_GetObjectItem(evidence, "other_subject")));
    cJSON_Delete(line);
}
END_TEST

START_TEST(names_stand_there_only_when_asked_for)
{
    const em_record record = { .text = EM_STR("fair closed"),
                               .author = EM_STR("安\x1b[31m"),
                               .likes = EM_LIKES_UNKNOWN };
    cJSON *line = line_of(&record, &VERDICT, &(em_line_options){ .keep_authors = true });
    ck_assert_str_eq(text_at(line, "author"), "安\x1b[31m");
    ck_assert_ptr_null(cJSON_GetObjectItem(line, "text"));
    ck_assert_ptr_null(cJSON_GetObjectItem(line, "likes"));
    cJSON_Delete(line);
}
END_TEST

/* Paths and details come from strangers: no cell may start a formula, and the text comes back. */
static const struct {
    const char *path, *detail, *row;
} REJECTS[] = {
    { "a.csv", "a sentence", "3,a.csv,7,9,2,not-json,a sentence\n" },
    { "=1+1.csv", "+cmd", "3,'=1+1.csv,7,9,2,not-json,'+cmd\n" },
    { "'a.csv", "say \"no\", or", "3,''a.csv,7,9,2,not-json,\"say \"\"no\"\", or\"\n" },
    { "@x", "\t=2", "3,'@x,7,9,2,not-json,'\t=2\n" },
};

START_TEST(rejects_are_inert_in_spreadsheets)
{
    const em_reject reject = { .input = 3,
                               .number = 7,
                               .line = 9,
                               .column = 2,
                               .reason = "not-json",
                               .detail = em_str_from(REJECTS[_i].detail) };
    em_buf out;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    em_line_put_reject(&out, REJECTS[_i].path, &reject);
    ck_assert_str_eq(out.data, REJECTS[_i].row);
    em_buf_release(&out);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, a_comment_becomes_the_line_of_the_contract);
    tcase_add_test(tests, names_stand_there_only_when_asked_for);
    tcase_add_loop_test(tests, rejects_are_inert_in_spreadsheets, 0,
                        sizeof REJECTS / sizeof *REJECTS);
}

CHECK_MAIN("lines", add_tests)
