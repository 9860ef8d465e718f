/* analyzer/base/json_write.c: strings read back by cJSON are the same, and nothing raw gets out. */
#include "base/json_write.h"
#include "base/str.h"

#include <cjson/cJSON.h>

#include "support/check_main.h"

static const struct {
    const char *text, *json;
} STRINGS[] = {
    { "plain", "\"plain\"" },
    { "a\"b\\c", "\"a\\\"b\\\\c\"" },
    { "line\nbreak\ttab\r", "\"line\\nbreak\\ttab\\r\"" },
    { "\x1b[31m", "\"\\u001b[31m\"" },
    { "\x7f", "\"\\u007f\"" },
    { "\xC2\x9B", "\"\\u009b\"" },
    { "\xE2\x80\xAE", "\"\\u202e\"" },
    { "开放\xF0\x9F\x98\x80", "\"开放\xF0\x9F\x98\x80\"" },
    { "\xFF", "\"\xEF\xBF\xBD\"" },
};

START_TEST(strings_are_escaped)
{
    em_buf out;
    em_buf_init(&out, 1000);
    em_json_put_string(&out, em_str_from(STRINGS[_i].text));
    ck_assert_str_eq(out.data, STRINGS[_i].json);
    cJSON *back = cJSON_Parse(out.data);
    ck_assert(cJSON_IsString(back));
    if (STRINGS[_i].text[0] != '\xFF')
        ck_assert_str_eq(back->valuestring, STRINGS[_i].text);
    cJSON_Delete(back);
    em_buf_release(&out);
}
END_TEST

static const struct {
    int64_t value;
    int digits;
    const char *text;
} FIXED[] = {
    { -61, 2, "-0.61" },  { 0, 4, "0" },
    { 10000, 4, "1" },    { 6100, 4, "0.61" },
    { -5, 4, "-0.0005" }, { 123456, 3, "123.456" },
    { 42, 0, "42" },      { INT64_MIN, 0, "-9223372036854775808" },
};

START_TEST(fixed_point_is_exact)
{
    em_buf out;
    em_buf_init(&out, 1000);
    em_json_put_fixed(&out, FIXED[_i].value, FIXED[_i].digits);
    ck_assert_str_eq(out.data, FIXED[_i].text);
    em_buf_release(&out);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, strings_are_escaped, 0, sizeof STRINGS / sizeof *STRINGS);
    tcase_add_loop_test(tests, fixed_point_is_exact, 0, sizeof FIXED / sizeof *FIXED);
}

CHECK_MAIN("json_write", add_tests)
