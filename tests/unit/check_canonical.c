/* analyzer/lexicon/canonical.c: one layout, whatever the input's; nothing lost; twice is once. */
#include "lexicon/canonical.h"

#include "base/memory.h"
#include "base/str.h"

#include "support/check_main.h"

static const char MESSY[] =
    "{ \"schema\":\"echometer/messages/1\",\"id\":\"x\",\n\"about\":[\"UK\" , \"英国\"],"
    "\"messages\":[{\"id\":\"open\",\"label\":{\"en\":\"Open\"},\"terms\":[\"open\","
    "{\"lang\":\"zh\",\"term\":\"开放\",\"except\":[\"改革开放\"],\"note\":\"policy\"}],"
    "\"opposites\":[],\"tests\":[{\"expect\":\"none\",\"text\":\"a \\\"b\\\"\"}]}]}";

static const char LAID_OUT[] = "{\"schema\": \"echometer/messages/1\", \"id\": \"x\",\n"
                               " \"about\": [\"UK\", \"英国\"],\n"
                               " \"messages\": [\n"
                               "  {\"id\": \"open\", \"label\": {\"en\": \"Open\"},\n"
                               "   \"terms\": [\n"
                               "    \"open\",\n"
                               "    {\"term\": \"开放\", \"lang\": \"zh\", \"except\": "
                               "[\"改革开放\"], \"note\": \"policy\"}],\n"
                               "   \"opposites\": [],\n"
                               "   \"tests\": [\n"
                               "    {\"text\": \"a \\\"b\\\"\", \"expect\": \"none\"}]}]}\n";

static void check_layout(const char *source, const char *wanted)
{
    em_buf out;
    em_buf_init(&out, 100000);
    cJSON *document = cJSON_Parse(source);
    ck_assert_ptr_nonnull(document);
    em_canonical_put_json(&out, document);
    ck_assert_str_eq(em_buf_str(&out).data, wanted);
    cJSON_Delete(document);
    em_buf_release(&out);
}

START_TEST(a_message_lexicon_has_one_term_a_line)
{
    check_layout(MESSY, LAID_OUT);
}
END_TEST

START_TEST(laying_out_twice_changes_nothing)
{
    check_layout(LAID_OUT, LAID_OUT);
}
END_TEST

START_TEST(entries_are_sorted_by_bytes_and_have_five_fields)
{
    em_buf out;
    em_buf_init(&out, 1000);
    em_str text = EM_STR(
        "#! id\ten\r\n# kept\nzest\t2\tpolar\tx\tnote\n\n好\t2\tpolar\nart \t1\tpolar\n");
    ck_assert_int_eq(em_canonical_put_tsv(&out, text, "a.tsv", NULL), EM_OK);
    ck_assert_str_eq(
        em_buf_str(&out).data,
        "#! id\ten\n# kept\nart\t1\tpolar\t\t\nzest\t2\tpolar\tx\tnote\n好\t2\tpolar\t\t\n");
    em_buf_release(&out);
}
END_TEST

START_TEST(a_line_without_a_tab_is_named)
{
    em_error err;
    em_buf out;
    em_buf_init(&out, 1000);
    ck_assert_int_eq(em_canonical_put_tsv(&out, EM_STR("a\t1\npeace 3\n"), "a.tsv", &err),
                     EM_E_LEXICON);
    ck_assert_uint_eq(err.line, 2);
    em_buf_release(&out);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, a_message_lexicon_has_one_term_a_line);
    tcase_add_test(tests, laying_out_twice_changes_nothing);
    tcase_add_test(tests, entries_are_sorted_by_bytes_and_have_five_fields);
    tcase_add_test(tests, a_line_without_a_tab_is_named);
}

CHECK_MAIN("canonical", add_tests)
