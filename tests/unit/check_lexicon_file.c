/* Lexicon and campaign files: every fault at its line and column, with what would be right. */
#include "lexicon/lexicon_file.h"
#include "lexicon/model.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"

#include <stdio.h>
#include <unistd.h>

#include "support/check_main.h"

static char folder[256];

/* Writes `text` to a file of the test's folder and lends its path. */
static const char *write_file(char path[512], const char *name, const char *text)
{
    if (!folder[0]) {
        const char *base = getenv("TMPDIR");
        snprintf(folder, sizeof folder, "%s/check_lexicon_file.%d", base ? base : "/tmp",
                 (int)getpid());
        ck_assert_int_eq(em_file_make_folder(folder, NULL), EM_OK);
    }
    snprintf(path, 512, "%s/%s", folder, name);
    ck_assert_int_eq(em_file_write_whole(path, em_str_from(text), NULL), EM_OK);
    return path;
}

static em_status load(em_model **model, const char *messages, const char *sentiment,
                      const char *campaign, em_error *err)
{
    em_model_source source = { .campaign = campaign,
                               .messages = &messages,
                               .message_count = messages ? 1 : 0,
                               .sentiment = &sentiment,
                               .sentiment_count = sentiment ? 1 : 0 };
    return em_model_load(model, &source, err);
}

typedef struct fault {
    const char *text;
    uint32_t line, column;
    const char *message; /* its beginning */
} fault;

static void check_fault(const fault *f, const char *path, em_status status, const em_error *err)
{
    char got[2048];
    snprintf(got, sizeof got, "%s\n=> %u:%u: %s", f->text, err->line, err->column, err->text);
    ck_assert_msg(status == EM_E_LEXICON, "%s", got);
    ck_assert_str_eq(err->file, path);
    ck_assert_msg(err->line == f->line && err->column == f->column, "%s", got);
    ck_assert_msg(strncmp(err->text, f->message, strlen(f->message)) == 0, "%s", got);
}

/* --- message lexicons
 * -------------------------------------------------------------------------------- */

#define HEAD "{\"schema\": \"echometer/messages/1\", \"id\": \"t\",\n"

static const fault MESSAGE_FAULTS[] = {
    { "", 1, 1, "a value should stand here" },
    { "[]", 1, 1, "a message lexicon: an object in { } should stand here" },
    { "{\"schema\": \"echometer/messages/1\"\n \"id\": 1}", 2, 2, "a , or } should stand here" },
    { "{\"a\": \"\\x\"}", 1, 8, "no such escape" },
    { "{\"a\": \"\\u0000\"}", 1, 8, "a NUL character" },
    { "{\"a\": \"\\ud800x\"}", 1, 8, "the first half of a surrogate pair" },
    { "{\"a\": \"\xFF\"}", 1, 8, "this is not UTF-8" },
    { "{\"a\": 01}", 1, 7, "a number has no leading zero" },
    { "{\"a\": 1e999}", 1, 7, "the number is too large" },
    { "{\"a\": 1, \"a\": 2}", 1, 10, "this key stands twice" },
    { "{\"a\": \"b\nc\"}", 1, 9, "the string has no closing \"" },
    { "{} x", 1, 4, "nothing should follow" },
    { "{\"id\": \"t\", \"messages\": []}", 1, 1, "the key \"schema\" is missing" },
    { "{\"schema\": \"echometer/messages/9\"}", 1, 12, "\"schema\" should be" },
    { HEAD " \"mesages\": []}", 2, 2,
      "a message lexicon has no key \"mesages\" (did you mean \"messages\"?)" },
    { HEAD " \"messages\": {}}", 2, 14, "\"messages\" should be a list" },
    { HEAD " \"messages\": [{\"id\": \"a b\", \"terms\": []}]}", 2, 22, "an id has no blanks" },
    { HEAD " \"messages\": [{\"id\": \"a\"}]}", 2, 15, "the key \"terms\" is missing" },
    { HEAD " \"messages\": [{\"id\": \"a\", \"terms\": [1]}]}", 2, 37, "a term: a text" },
    { HEAD " \"messages\": [{\"id\": \"a\", \"terms\": [\"\"]}]}", 2, 37, "the term is empty" },
    { HEAD " \"messages\": [{\"id\": \"a\", \"terms\": [{\"trem\": \"x\"}]}]}", 2, 38,
      "a term has no key \"trem\" (did you mean \"term\"?)" },
    { HEAD " \"messages\": [{\"id\": \"开\", \"terms\": [\n  \"开放\", \"a NEAR b\"]}]}", 3, 12,
      "a distance is missing" },
    { HEAD " \"messages\": [{\"id\": \"a\", \"terms\": [\"\\u5f00\\\\\\\\\\\" (b\"]}]}", 2, 51,
      "a ( begins a group" },
    { HEAD " \"messages\": [{\"id\": \"a\", \"terms\": [\"/a(/\"]}]}", 2, 41,
      "the pattern does not compile: missing closing parenthesis" },
    { HEAD " \"messages\": [{\"id\": \"a\", \"terms\": [\"\\u200b\"]}]}", 2, 37,
      "nothing is left" },
    { HEAD " \"messages\": [{\"id\": \"a\", \"terms\": [\"#b\"]}, {\"id\": \"b\", \"terms\": "
           "[\"#a\"]}]}",
      2, 37, "this reference leads back" },
    { HEAD " \"messages\": [{\"id\": \"a\", \"terms\": []}, {\"id\": \"a\", \"terms\": []}]}", 2,
      48, "another message has the id \"a\"" },
    { HEAD
      " \"messages\": [{\"id\": \"a\", \"terms\": [{\"term\": \"a*\", \"elongation\": true}]}]}",
      2, 46, "elongation and diacritics are options of plain words" },
    { HEAD " \"messages\": [{\"id\": \"a\", \"terms\": [{\"term\": \"a\", \"except\": [\"\"]}]}]}",
      2, 62, "the exception is empty" },
    { HEAD " \"messages\": [{\"id\": \"a\", \"sentiment\": \"1\", \"terms\": []}]}", 2, 40,
      "\"sentiment\" should be a number from -4 to 4" },
    { HEAD " \"messages\": [{\"id\": \"a\", \"sentiment\": 4.5, \"terms\": []}]}", 2, 40,
      "a weight is a number from -4 to 4" },
    { HEAD
      " \"messages\": [{\"id\": \"a\", \"terms\": [],\n\"tests\": [{\"text\": \"x\", \"expect\": "
      "\"afirmed\"}]}]}",
      3, 35, "\"expect\" is affirmed" },
};

START_TEST(faults_of_message_lexicons_have_their_place)
{
    char path[512];
    em_model *model;
    em_error err = { .text = "" };
    write_file(path, "t.messages.json", MESSAGE_FAULTS[_i].text);
    em_status status = load(&model, path, NULL, NULL, &err);
    ck_assert_ptr_null(model);
    check_fault(&MESSAGE_FAULTS[_i], path, status, &err);
}
END_TEST

/* --- sentiment lexicons
 * ------------------------------------------------------------------------------ */

#define TOP "#! id\tt\n"

static const fault SENTIMENT_FAULTS[] = {
    { "", 1, 1, "the head line #! id<TAB>... is missing" },
    { "#! id\n", 1, 1, "a head line is" },
    { "#! lnag\ten\n", 1, 4, "no head line is called lnag (did you mean lang?)" },
    { "#! scale\t0\n", 1, 10, "0 is no number from" },
    { TOP "#! positive_from\t-0.5\n#! negative_to\t0\n", 1, 1, "positive_from -0.5 is below" },
    { TOP "good\t1\n", 2, 1, "an entry is term<TAB>weight" },
    { TOP "good\t1\tpolar\ta\tb\tc\n", 2, 1, "an entry is term<TAB>weight" },
    { TOP "good\tmuch\tpolar\n", 2, 6, "much is no number" },
    { TOP "\n# note\n很好\t40\tpolar\n", 4, 4, "weight 40 is outside -4 to 4" },
    { TOP "good\t1\tpollar\n", 2, 8, "no role is called pollar (did you mean polar?)" },
    { TOP "good\t1\tpolar\nbad\t-1\tpolar\n", 3, 1, "bad stands behind good" },
    { TOP " \t1\tpolar\n", 2, 1, "the term is empty" },
    { TOP "a\xFF\t1\tpolar\n", 2, 2, "this is not UTF-8" },
};

START_TEST(faults_of_sentiment_lexicons_have_their_place)
{
    char path[512];
    em_model *model;
    em_error err = { .text = "" };
    write_file(path, "t.tsv", SENTIMENT_FAULTS[_i].text);
    em_status status = load(&model, NULL, path, NULL, &err);
    ck_assert_ptr_null(model);
    check_fault(&SENTIMENT_FAULTS[_i], path, status, &err);
}
END_TEST

/* --- campaigns
 * --------------------------------------------------------------------------------------- */

#define CAMPAIGN "{\"schema\": \"echometer/campaign/1\", \"id\": \"c\",\n"

static const fault CAMPAIGN_FAULTS[] = {
    { CAMPAIGN "\"timezone\": \"Asia/Peking\"}", 2, 13, "no such time zone" },
    { CAMPAIGN "\"periods\": [{\"id\": \"p\", \"from\": \"2011-02-29\", \"to\": \"2011-03-01\"}]}",
      2, 33, "a time is written" },
    { CAMPAIGN "\"periods\": [{\"id\": \"p\", \"from\": \"2011-03-01\", \"to\": \"2011-03-01\"}]}",
      2, 13, "the period ends before it begins" },
    { CAMPAIGN "\"baseline\": \"p\"}", 2, 13, "no period has this id" },
    { CAMPAIGN "\"targets\": [{\"message\": \"a\", \"rate\": 5}]}", 2, 38, "\"rate\" is a share" },
    { CAMPAIGN "\"targets\": [{\"message\": \"a\", \"rate\": 0.5}]}", 2, 25,
      "no message has the id \"a\"" },
    { CAMPAIGN "\"columns\": {\"txet\": \"x\"}}", 2, 13,
      "\"columns\" has no key \"txet\" (did you" },
    { CAMPAIGN "\"own_texts\": [\"\"]}", 2, 15, "this text is empty" },
    { CAMPAIGN "\"messges\": []}", 2, 1, "a campaign has no key \"messges\" (did you mean" },
};

START_TEST(faults_of_campaigns_have_their_place)
{
    char path[512];
    em_model *model;
    em_error err = { .text = "" };
    write_file(path, "c.campaign.json", CAMPAIGN_FAULTS[_i].text);
    em_status status = load(&model, NULL, NULL, path, &err);
    ck_assert_ptr_null(model);
    check_fault(&CAMPAIGN_FAULTS[_i], path, status, &err);
}
END_TEST

/* --- what is loaded
 * ------------------------------------------------------------------------------------ */

START_TEST(a_campaign_is_loaded_whole)
{
    char path[512];
    em_model *model;
    em_error err = { .text = "" };
    write_file(path, "m.messages.json",
               "\xEF\xBB\xBF" HEAD
               " \"about\": [\"UK\"], \"messages\": [{\"id\": \"a\", \"label\": "
               "{\"zh-Hans\": \"开放\"},\n  \"terms\": [\"open\",\n   \"开放\"], \"opposites\": "
               "[\"closed\"]}]}");
    write_file(path, "s.tsv",
               "#! id\ts\r\n#! lang\ten\r\n#! scale\t7.5\r\ngood\t1.25\tpolar\town\tx\r\n"
               "not\t-0.7\tnegator\r\n");
    write_file(path, "c.campaign.json",
               CAMPAIGN "\"messages\": [\"m.messages.json\"], \"sentiment\": [\"./s.tsv\"],\n"
                        "\"timezone\": \"Asia/Shanghai\", \"periods\": [{\"id\": \"p\", \"from\": "
                        "\"2011-04-29\", \"to\": \"2011-04-29T12:00:30Z\"}], \"baseline\": \"p\",\n"
                        "\"targets\": [{\"message\": \"a\", \"rate\": 0.25}],\n"
                        "\"outputs\": [{\"label\": \"views\", \"value\": 1200000}],\n"
                        "\"columns\": {\"text\": \"Full Text\"}, \"own_accounts\": [\"使馆\"]}");
    ck_assert_msg(load(&model, NULL, NULL, path, &err) == EM_OK, "%u:%u: %s", err.line, err.column,
                  err.text);
    ck_assert_uint_eq(model->entry_count, 6);
    ck_assert_uint_eq(model->message_count, 1);
    ck_assert_uint_eq(model->lexicon_count, 2);
    ck_assert(em_str_eq(model->messages[0].label_en, EM_STR("a")));
    ck_assert(em_str_eq(model->messages[0].label_zh, EM_STR("开放")));
    ck_assert(model->entries[0].role == EM_ROLE_ABOUT);
    ck_assert(model->entries[2].role == EM_ROLE_TERM && model->entries[2].line == 4 &&
              model->entries[2].column == 4);
    ck_assert(model->entries[3].role == EM_ROLE_OPPOSITE);
    ck_assert_double_eq(model->entries[4].weight, 1.25);
    ck_assert_uint_eq(model->entries[5].line, 5);
    ck_assert_double_eq(model->lexicons[1].scale, 7.5);
    ck_assert(em_str_eq(model->lexicons[1].language, EM_STR("en")));
    /* date -d '2011-04-29 00:00 +0800' +%s; date -d '2011-04-29T12:00:30Z' +%s */
    ck_assert_int_eq(model->periods[0].from, 1304006400);
    ck_assert_int_eq(model->periods[0].to, 1304078430);
    ck_assert_int_eq(model->baseline, 0);
    ck_assert_double_eq(model->targets[0].rate, 0.25);
    ck_assert(em_str_eq(model->outputs[0].value, EM_STR("1200000")));
    ck_assert(em_str_eq(model->columns[0], EM_STR("Full Text")));
    ck_assert(em_str_eq(model->own_accounts[0], EM_STR("使馆")));
    em_model_free(model);
}
END_TEST

START_TEST(many_terms_on_one_line_load_in_linear_time)
{
    char path[512];
    em_model *model;
    em_error err = { .text = "" };
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_buf_puts(&text, HEAD "\"messages\": [{\"id\": \"a\", \"terms\": [\"x\"");
    for (int i = 0; i < 40000; i++)
        em_buf_printf(&text, ", \"开term%d\"", i);
    em_buf_puts(&text, "]}]}");
    write_file(path, "many.messages.json", text.data);
    ck_assert_msg(load(&model, path, NULL, NULL, &err) == EM_OK, "%s", err.text);
    ck_assert_uint_eq(model->entry_count, 40001);
    ck_assert_uint_eq(model->entries[40000].line, 2);
    em_model_free(model);
    em_buf_release(&text);
}
END_TEST

START_TEST(more_terms_than_the_limit_are_refused)
{
    char path[512];
    em_model *model;
    em_error err = { .text = "" };
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_buf_puts(&text, HEAD "\"messages\": [{\"id\": \"a\", \"terms\": [\"x\"");
    for (int i = 0; i < EM_LEXICON_MAX_TERMS; i++)
        em_buf_puts(&text, ",\n\"x\"");
    em_buf_puts(&text, "]}]}");
    write_file(path, "over.messages.json", text.data);
    ck_assert_int_eq(load(&model, path, NULL, NULL, &err), EM_E_LEXICON);
    ck_assert_uint_eq(err.line, EM_LEXICON_MAX_TERMS + 2);
    ck_assert_str_eq(err.text, "a lexicon has at most 500000 terms");
    em_buf_release(&text);
}
END_TEST

/* --- without memory
 * ---------------------------------------------------------------------------------- */

typedef struct faulty {
    size_t calls, fail_at;
} faulty;

static void *faulty_realloc(void *context, void *block, size_t size)
{
    faulty *f = context;
    return ++f->calls == f->fail_at ? NULL : realloc(block, size);
}

static void faulty_free(void *context, void *block)
{
    (void)context;
    free(block);
}

START_TEST(every_failed_allocation_is_a_clean_failure)
{
    char path[512];
    faulty f = { 0, 0 };
    em_allocator allocator = { faulty_realloc, faulty_free, &f };
    em_status status = EM_E_MEMORY;
    write_file(
        path, "f.messages.json",
        HEAD "\"messages\": [{\"id\": \"a\", \"terms\": [\"open* NEAR/3 mind\", \"wom?n\", "
             "{\"term\": \"开放\", \"except\": [\"改革开放\"]}, \"/tolerant+/\", \"\\\"UK\\\"\", "
             "{\"term\": \"so\", \"elongation\": true}]}, {\"id\": \"b\", \"terms\": [\"#a\"]}]}");
    em_memory_set_allocator(&allocator);
    /* The text model has its own test: its thousands of allocations are passed over quickly. */
    for (f.fail_at = 1; status != EM_OK; f.fail_at += f.fail_at < 40 ? 1 : 7) {
        em_model *model;
        em_error err = { .text = "" };
        f.calls = 0;
        status = load(&model, path, NULL, NULL, &err);
        ck_assert_msg(status == EM_OK || status == EM_E_MEMORY, "allocation %zu: %d %s", f.fail_at,
                      status, err.text);
        em_model_free(model);
    }
    em_memory_set_allocator(NULL);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, faults_of_message_lexicons_have_their_place, 0,
                        sizeof MESSAGE_FAULTS / sizeof *MESSAGE_FAULTS);
    tcase_add_loop_test(tests, faults_of_sentiment_lexicons_have_their_place, 0,
                        sizeof SENTIMENT_FAULTS / sizeof *SENTIMENT_FAULTS);
    tcase_add_loop_test(tests, faults_of_campaigns_have_their_place, 0,
                        sizeof CAMPAIGN_FAULTS / sizeof *CAMPAIGN_FAULTS);
    tcase_add_test(tests, a_campaign_is_loaded_whole);
    tcase_add_test(tests, many_terms_on_one_line_load_in_linear_time);
    tcase_add_test(tests, more_terms_than_the_limit_are_refused);
    tcase_add_test(tests, every_failed_allocation_is_a_clean_failure);
}

CHECK_MAIN("lexicon_file", add_tests)
