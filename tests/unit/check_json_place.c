/* analyzer/lexicon/json_place.c: the tree is cJSON's own, and places and faults are found. */
#include "lexicon/json_place.h"

#include "base/str.h"
#include "support/check_main.h"

#include <math.h>

static em_status parse(em_json_file *file, const char *json, em_error *err)
{
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_buf_puts(&text, json);
    return em_json_parse(file, "x.json", &text, err);
}

static const char *const SOUND[] = {
    "{}",
    "[]",
    " [ 1 , -2,0.5,1e3,1.5E-3, -0, 9007199254740991, 123456789012345678901, 0.1, 1.7976e308 ] ",
    "{\"a\": [true, false, null, \"\"], \"b\": {\"c\": \"d\"}, \"e\": []}",
    "\"\\\" \\\\ \\/ \\b\\f\\n\\r\\t\"",
    "[\"\\u00e9\\u4e2d\\ud83d\\ude00x\", \"英国 é 😀\"]",
    "{\"\\u0061b\\n\": \"key with escapes\"}",
    "\xEF\xBB\xBF[1]",
};

/* Members link back as cJSON's do: the first one's `prev` is the last. */
static void check_links(const cJSON *parent)
{
    for (const cJSON *at = parent->child; at; at = at->next) {
        if (at->next)
            ck_assert_ptr_eq(at->next->prev, at);
        else
            ck_assert_ptr_eq(parent->child->prev, at);
        check_links(at);
    }
}

START_TEST(the_tree_is_the_one_cjson_makes)
{
    em_json_file file;
    ck_assert_int_eq(parse(&file, SOUND[_i], NULL), EM_OK);
    cJSON *expected = cJSON_Parse(SOUND[_i]);
    ck_assert(cJSON_Compare(file.root, expected, true));
    check_links(file.root);
    char *shown = cJSON_Print(file.root), *wanted = cJSON_Print(expected);
    ck_assert_str_eq(shown, wanted);
    cJSON_free(shown);
    cJSON_free(wanted);
    cJSON_Delete(expected);
    em_json_release(&file);
}
END_TEST

START_TEST(numbers_are_the_nearest_doubles)
{
    em_json_file file;
    ck_assert_int_eq(parse(&file, "[9007199254740991, 0.1, 123456789012345678901]", NULL), EM_OK);
    ck_assert(cJSON_GetArrayItem(file.root, 0)->valuedouble == 9007199254740991.0);
    ck_assert(cJSON_GetArrayItem(file.root, 1)->valuedouble == 0.1);
    ck_assert(cJSON_GetArrayItem(file.root, 2)->valuedouble == 123456789012345678901.0);
    em_json_release(&file);
}
END_TEST

static const struct {
    const char *json, *text;
    uint32_t line, column;
} FAULTS[] = {
    { "", "a value should stand here (text stands in double quotes)", 1, 1 },
    { "[1,\n 2x]", "a , or ] should stand here", 2, 3 },
    { "{\"a\": 1, \"a\": 2}", "this key stands twice in one object", 1, 10 },
    { "[\"英\\q\"]", "no such escape (a backslash itself is written \\\\)", 1, 4 },
    { "[\"\\ud800\"]", "the first half of a surrogate pair without its second", 1, 3 },
    { "[\"\\u0000\"]", "a NUL character has no place in a text", 1, 3 },
    { "[1e999, 2", "a , or ] should stand here", 1, 10 }, /* what is ill-formed comes first */
    { "[1,\n1e999, 2]", "the number is too large", 2, 1 },
    { "[01]", "a number has no leading zero or sign +", 1, 2 },
    { "[] []", "nothing should follow the last bracket", 1, 4 },
};

START_TEST(faults_have_a_place)
{
    em_json_file file;
    em_error err = { 0 };
    ck_assert_int_eq(parse(&file, FAULTS[_i].json, &err), EM_E_LEXICON);
    ck_assert_str_eq(err.text, FAULTS[_i].text);
    ck_assert_uint_eq(err.line, FAULTS[_i].line);
    ck_assert_uint_eq(err.column, FAULTS[_i].column);
    em_json_release(&file);
}
END_TEST

START_TEST(nodes_know_their_places)
{
    em_json_file file;
    uint32_t line, column;
    ck_assert_int_eq(parse(&file, "{\"a\": 1,\n  \"b\": [\"英\\n国\"]}", NULL), EM_OK);
    const cJSON *b = cJSON_GetObjectItemCaseSensitive(file.root, "b");
    em_json_place_of(&line, &column, &file, b);
    ck_assert_uint_eq(line, 2);
    ck_assert_uint_eq(column, 8);
    em_json_key_place_of(&line, &column, &file, b);
    ck_assert_uint_eq(column, 3);
    em_json_inner_place_of(&line, &column, &file, b->child, 4); /* behind 英 and the line feed */
    ck_assert_uint_eq(column, 13);
    em_json_release(&file);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, the_tree_is_the_one_cjson_makes, 0, sizeof SOUND / sizeof *SOUND);
    tcase_add_test(tests, numbers_are_the_nearest_doubles);
    tcase_add_loop_test(tests, faults_have_a_place, 0, sizeof FAULTS / sizeof *FAULTS);
    tcase_add_test(tests, nodes_know_their_places);
}

CHECK_MAIN("json_place", add_tests)
