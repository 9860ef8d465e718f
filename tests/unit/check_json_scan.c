/* analyzer/reader/json_scan.c: what is JSON and what is not, with places, at every border. */
#include "base/str.h"
#include "reader/json_path.h"

#include "support/check_main.h"

#include <string.h>

/* The stream reads blocks of this size; see stream.c. */
#define BLOCK ((size_t)256 * 1024)

static em_stream *open_text(em_str text)
{
    em_source *source;
    em_stream *stream;
    ck_assert_int_eq(em_source_open_bytes(&source, text, 0, 0, NULL), EM_OK);
    ck_assert_int_eq(em_stream_open(&stream, source, "utf-8", "t.json", NULL), EM_OK);
    return stream;
}

/* Reads one value as a tree or skips it; then nothing may follow. */
static em_status read_value(em_str text, bool skip, bool strict, em_buf *printed, em_error *err)
{
    em_stream *stream = open_text(text);
    em_json_scan scan;
    em_json_tree tree = { .text = NULL };
    em_json_kind kind;
    em_str name;
    em_json_scan_init(&scan, stream, "t.json");
    scan.strict = strict;
    em_status status = em_json_scan_peek(&scan, &kind, &name, err);
    if (status == EM_OK && kind == EM_JSON_END)
        status = EM_END;
    if (status == EM_OK)
        status = skip ? em_json_scan_skip(&scan, err) : em_json_scan_tree(&scan, &tree, err);
    if (status == EM_OK && !skip)
        em_json_put_value(printed, &tree, 0);
    if (status == EM_OK)
        status = em_json_scan_peek(&scan, &kind, &name, err);
    if (status == EM_OK && kind != EM_JSON_END)
        status = EM_E_INPUT;
    em_json_tree_release(&tree);
    em_json_scan_release(&scan);
    em_stream_close(stream);
    return status;
}

static const struct {
    const char *text, *printed;
} GOOD[] = {
    { "{}", "{}" },
    { " [ ] ", "[]" },
    { "null", "null" },
    { "-0", "-0" },
    { "0e1", "0e1" },
    { "12345678901234567890123456789.00E-400", "12345678901234567890123456789.00E-400" },
    { "\"\"", "\"\"" },
    { "{\"a\":{\"b\":[1,2,{\"c\":null}]},\"d\":true}",
      "{\"a\":{\"b\":[1,2,{\"c\":null}]},\"d\":true}" },
    { "[\r\n\t 1 , false ]", "[1,false]" },
    { "\"\\u0041\\n\\\"\\\\\\/\"", "\"A\\n\\\"\\\\/\"" },
    { "\"\\ud83d\\ude00 \\u0000\"", "\"\xF0\x9F\x98\x80 \\u0000\"" },
    { "\"开放包容\"", "\"开放包容\"" },
    { "{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}" },
    { "[[[],[]],[{}]]", "[[[],[]],[{}]]" },
};

START_TEST(well_formed_values_are_read)
{
    em_buf printed;
    em_buf_init(&printed, EM_BUF_UNLIMITED);
    em_error err;
    em_str text = em_str_from(GOOD[_i].text);
    ck_assert_int_eq(read_value(text, false, true, &printed, &err), EM_OK);
    ck_assert_str_eq(printed.data, GOOD[_i].printed);
    ck_assert_int_eq(read_value(text, true, true, NULL, &err), EM_OK);
    em_buf_release(&printed);
}
END_TEST

static const struct {
    const char *text;
    uint32_t line, column;
} BAD[] = {
    { "[1,]", 1, 4 },
    { "[1 2]", 1, 4 },
    { "[,1]", 1, 2 },
    { "{\"a\" 1}", 1, 6 },
    { "{\"a\":1,}", 1, 8 },
    { "{a:1}", 1, 2 },
    { "{'a':1}", 1, 2 },
    { "[01]", 1, 2 },
    { "[+1]", 1, 2 },
    { "[1.]", 1, 2 },
    { "[.5]", 1, 2 },
    { "[1e]", 1, 2 },
    { "[-]", 1, 2 },
    { "[1x]", 1, 3 },
    { "[tru]", 1, 2 },
    { "[nulll]", 1, 6 },
    { "[NaN]", 1, 2 },
    { "[\"a\tb\"]", 1, 4 },
    { "[\"\\x\"]", 1, 3 },
    { "[\"\\u12G4\"]", 1, 3 },
    { "[\"a", 1, 4 },
    { "{\"开放\":\n  [1,\n   }", 3, 4 },
    { "[\n\n \"开放\" 1]", 3, 7 },
    { "/* */ 1", 1, 1 },
    { "\xC2\xA0[1]", 1, 1 },
};

START_TEST(ill_formed_values_are_refused_with_a_place)
{
    em_buf printed;
    em_buf_init(&printed, EM_BUF_UNLIMITED);
    em_error err;
    em_str text = em_str_from(BAD[_i].text);
    for (int skip = 0; skip < 2; skip++) {
        memset(&err, 0, sizeof err);
        ck_assert_int_eq(read_value(text, skip, false, &printed, &err), EM_E_INPUT);
        ck_assert_uint_eq(err.line, BAD[_i].line);
        ck_assert_uint_eq(err.column, BAD[_i].column);
    }
    em_buf_release(&printed);
}
END_TEST

/* The value begins so that the block ends at each of its bytes in turn. */
START_TEST(values_are_read_across_the_borders_of_blocks)
{
    em_str value = em_str_from(GOOD[_i].text);
    char *padded = em_mem_alloc(BLOCK + value.len);
    em_buf printed;
    em_buf_init(&printed, EM_BUF_UNLIMITED);
    em_error err;
    for (size_t cut = 0; cut <= value.len; cut++) {
        size_t blanks = BLOCK - cut;
        memset(padded, ' ', blanks);
        memcpy(padded + blanks, value.data, value.len);
        em_buf_reset(&printed);
        em_str text = { padded, blanks + value.len };
        ck_assert_int_eq(read_value(text, false, true, &printed, &err), EM_OK);
        ck_assert_str_eq(printed.data, GOOD[_i].printed);
        ck_assert_int_eq(read_value(text, true, true, NULL, &err), EM_OK);
    }
    em_buf_release(&printed);
    em_mem_free(padded);
}
END_TEST

START_TEST(places_are_right_behind_the_first_block)
{
    em_error err;
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_buf_put_char(&text, '[');
    for (int line = 1; line < 100000; line++)
        em_buf_puts(&text, "\"开放\",\n");
    em_buf_puts(&text, "  \"包容\" oops]");
    ck_assert_int_eq(read_value(em_buf_str(&text), true, false, NULL, &err), EM_E_INPUT);
    ck_assert_uint_eq(err.line, 100000);
    ck_assert_uint_eq(err.column, 8);
    em_buf_release(&text);
}
END_TEST

static em_status read_nested(size_t depth)
{
    em_buf text;
    em_error err;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    for (size_t i = 0; i < depth; i++)
        em_buf_put_char(&text, '[');
    for (size_t i = 0; i < depth; i++)
        em_buf_put_char(&text, ']');
    em_status status = read_value(em_buf_str(&text), true, false, NULL, &err);
    em_buf_release(&text);
    return status;
}

START_TEST(nesting_ends_at_its_maximum)
{
    ck_assert_int_eq(read_nested(EM_JSON_DEPTH_MAX), EM_OK);
    ck_assert_int_eq(read_nested(EM_JSON_DEPTH_MAX + 1), EM_E_LIMIT);
}
END_TEST

START_TEST(strict_mode_refuses_what_is_read_as_a_replacement_else)
{
    static const char *const DOUBTFUL[] = { "[\"\\ud800\"]", "[\"\\udc00\\ud800\"]",
                                            "[\"\\ud800x\"]", "[\"\xFF\"]", "[\"\xED\xA0\x80\"]" };
    em_buf printed;
    em_buf_init(&printed, EM_BUF_UNLIMITED);
    em_error err;
    for (size_t i = 0; i < sizeof DOUBTFUL / sizeof *DOUBTFUL; i++) {
        em_str text = em_str_from(DOUBTFUL[i]);
        ck_assert_int_eq(read_value(text, false, false, &printed, &err), EM_OK);
        ck_assert_int_eq(read_value(text, false, true, &printed, &err), EM_E_INPUT);
        ck_assert_int_eq(read_value(text, true, true, NULL, &err), EM_E_INPUT);
        ck_assert_uint_eq(err.line, 1);
        ck_assert_uint_ge(err.column, 3);
    }
    em_buf_release(&printed);
}
END_TEST

/* A value that no window holds can be skipped, not held; what stands behind it is read. */
START_TEST(too_large_a_value_can_be_passed_over)
{
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_buf_puts(&text, "[[\"");
    for (size_t i = 0; i < EM_RECORD_MAX_BYTES / 16 + 1; i++)
        em_buf_puts(&text, "0123456789abcdef");
    em_buf_puts(&text, "\"], 7]");
    em_stream *stream = open_text(em_buf_str(&text));
    em_json_scan scan;
    em_json_tree tree = { .text = NULL };
    em_json_kind kind;
    em_str name;
    em_json_scan_init(&scan, stream, "t.json");
    ck_assert_int_eq(em_json_scan_peek(&scan, &kind, &name, NULL), EM_OK);
    ck_assert_int_eq(em_json_scan_enter(&scan, NULL), EM_OK);
    ck_assert_int_eq(em_json_scan_peek(&scan, &kind, &name, NULL), EM_OK);
    ck_assert_int_eq(em_json_scan_tree(&scan, &tree, NULL), EM_E_LIMIT);
    ck_assert_str_eq(scan.reason, "too-long");
    ck_assert_int_eq(em_json_scan_skip(&scan, NULL), EM_OK);
    ck_assert_int_eq(em_json_scan_peek(&scan, &kind, &name, NULL), EM_OK);
    ck_assert_int_eq(em_json_scan_tree(&scan, &tree, NULL), EM_OK);
    ck_assert(em_str_eq(em_json_raw(&tree, 0), EM_STR("7")));
    ck_assert_int_eq(em_json_scan_peek(&scan, &kind, &name, NULL), EM_OK);
    ck_assert_int_eq(kind, EM_JSON_CLOSE);
    em_json_tree_release(&tree);
    em_json_scan_release(&scan);
    em_stream_close(stream);
    em_buf_release(&text);
}
END_TEST

START_TEST(a_damaged_line_is_given_up_alone)
{
    em_stream *stream = open_text(EM_STR("{\"a\":[1,\n{\"a\":2}\n\"cut\n3"));
    em_json_scan scan;
    em_json_kind kind;
    em_str name;
    em_json_scan_init(&scan, stream, "t.jsonl");
    scan.lines = true;
    static const em_status EXPECTED[] = { EM_E_INPUT, EM_OK, EM_E_INPUT, EM_OK };
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(em_json_scan_peek(&scan, &kind, &name, NULL), EM_OK);
        ck_assert_uint_eq(scan.place.line, i + 1);
        ck_assert_int_eq(em_json_scan_skip(&scan, NULL), EXPECTED[i]);
        if (EXPECTED[i] != EM_OK)
            ck_assert_int_eq(em_json_scan_next_line(&scan, NULL), EM_OK);
    }
    ck_assert_int_eq(em_json_scan_peek(&scan, &kind, &name, NULL), EM_OK);
    ck_assert_int_eq(kind, EM_JSON_END);
    em_json_scan_release(&scan);
    em_stream_close(stream);
}
END_TEST

START_TEST(members_are_walked_with_their_names)
{
    em_stream *stream = open_text(EM_STR("{\"a\" : 1, \"\\u0062\": [true], \"\": {}}"));
    em_json_scan scan;
    em_json_kind kind;
    em_str name;
    em_json_scan_init(&scan, stream, "t.json");
    ck_assert_int_eq(em_json_scan_peek(&scan, &kind, &name, NULL), EM_OK);
    ck_assert_int_eq(em_json_scan_enter(&scan, NULL), EM_OK);
    static const char *const NAMES[] = { "a", "b", "" };
    static const em_json_kind KINDS[] = { EM_JSON_NUMBER, EM_JSON_ARRAY, EM_JSON_OBJECT };
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(em_json_scan_peek(&scan, &kind, &name, NULL), EM_OK);
        ck_assert_int_eq(kind, KINDS[i]);
        ck_assert(em_str_eq(name, em_str_from(NAMES[i])));
        ck_assert_int_eq(em_json_scan_skip(&scan, NULL), EM_OK);
    }
    ck_assert_int_eq(em_json_scan_peek(&scan, &kind, &name, NULL), EM_OK);
    ck_assert_int_eq(kind, EM_JSON_CLOSE);
    em_json_scan_release(&scan);
    em_stream_close(stream);
}
END_TEST

/* Whatever the sample is cut to, its tree holds together. */
START_TEST(a_cut_sample_is_a_sound_tree)
{
    static const char TEXT[] = "{\"a\":[{\"b\":\"cd\",\"e\":12},{\"b\":true}],\"f\":{\"g\":null}}";
    char *padded = em_mem_alloc(BLOCK + sizeof TEXT);
    em_buf printed;
    em_buf_init(&printed, EM_BUF_UNLIMITED);
    for (size_t seen = 1; seen < sizeof TEXT; seen++) {
        memset(padded, ' ', BLOCK - seen);
        memcpy(padded + BLOCK - seen, TEXT, sizeof TEXT - 1);
        em_stream *stream = open_text((em_str){ padded, BLOCK - seen + sizeof TEXT - 1 });
        em_json_scan scan;
        em_json_tree tree = { .text = NULL };
        size_t end;
        em_json_scan_init(&scan, stream, "t.json");
        ck_assert_int_eq(em_json_scan_sample(&scan, &tree, 0, &end, NULL), EM_OK);
        ck_assert_int_eq(tree.cut, seen < sizeof TEXT - 1);
        ck_assert_uint_eq(tree.nodes.items[0].next, tree.nodes.len);
        em_buf_reset(&printed);
        em_json_put_value(&printed, &tree, 0);
        ck_assert_int_eq(read_value(em_buf_str(&printed), true, true, NULL, NULL), EM_OK);
        em_json_tree_release(&tree);
        em_json_scan_release(&scan);
        em_stream_close(stream);
    }
    ck_assert_str_eq(printed.data, TEXT);
    em_buf_release(&printed);
    em_mem_free(padded);
}
END_TEST

static const struct {
    const char *inside, *text;
    size_t lone;
} ESCAPES[] = {
    { "plain", "plain", 0 },
    { "\\b\\f\\n\\r\\t\\/\\\\\\\"", "\b\f\n\r\t/\\\"", 0 },
    { "\\u00e9\\u4E2d", "é中", 0 },
    { "\\uD83D\\uDE00", "\xF0\x9F\x98\x80", 0 },
    { "\\uD83D", "\xEF\xBF\xBD", 1 },
    { "\\uD83Dx", "\xEF\xBF\xBDx", 1 },
    { "\\uDE00\\uD83D", "\xEF\xBF\xBD\xEF\xBF\xBD", 2 },
    { "\\uD83D\\uD83D\\uDE00", "\xEF\xBF\xBD\xF0\x9F\x98\x80", 1 },
};

START_TEST(escapes_are_resolved_and_lone_surrogates_counted)
{
    em_buf out;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    ck_assert_uint_eq(em_json_unescape(&out, em_str_from(ESCAPES[_i].inside)), ESCAPES[_i].lone);
    ck_assert_str_eq(out.data, ESCAPES[_i].text);
    em_buf_release(&out);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, well_formed_values_are_read, 0, COUNT(GOOD));
    tcase_add_loop_test(tests, ill_formed_values_are_refused_with_a_place, 0, COUNT(BAD));
    tcase_add_loop_test(tests, values_are_read_across_the_borders_of_blocks, 0, COUNT(GOOD));
    tcase_add_test(tests, places_are_right_behind_the_first_block);
    tcase_add_test(tests, nesting_ends_at_its_maximum);
    tcase_add_test(tests, strict_mode_refuses_what_is_read_as_a_replacement_else);
    tcase_add_test(tests, too_large_a_value_can_be_passed_over);
    tcase_add_test(tests, a_damaged_line_is_given_up_alone);
    tcase_add_test(tests, members_are_walked_with_their_names);
    tcase_add_test(tests, a_cut_sample_is_a_sound_tree);
    tcase_add_loop_test(tests, escapes_are_resolved_and_lone_surrogates_counted, 0, COUNT(ESCAPES));
}

CHECK_MAIN("json_scan", add_tests)
