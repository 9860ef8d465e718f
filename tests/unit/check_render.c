/*
 * analyzer/report/render.c: every format survives summaries with any value in any place, and
 * memory that ends at any allocation.
 */
#include "report/report.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/str.h"
#include "stats/random.h"
#include "support/check_main.h"

#include <stdlib.h>

static cJSON *fixture(void)
{
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    ck_assert_int_eq(em_file_read(&text, "tests/report/summary.json", NULL), EM_OK);
    cJSON *summary = cJSON_ParseWithLength(text.data, text.len);
    ck_assert_ptr_nonnull(summary);
    em_buf_release(&text);
    return summary;
}

static em_status render(em_report_format format, const cJSON *summary, size_t count,
                        const cJSON *scores)
{
    const cJSON *both[] = { summary, summary };
    em_report_options options = { "zh-Hans", scores, NULL };
    em_buf out;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    em_status status = em_report_render(&out, format, both, count, &options, NULL);
    ck_assert(status != EM_OK || out.len > 100);
    em_buf_release(&out);
    return status;
}

static size_t count_nodes(const cJSON *node)
{
    size_t count = 1;
    for (const cJSON *child = node->child; child; child = child->next)
        count += count_nodes(child);
    return count;
}

static cJSON *nth_node(cJSON *node, size_t *n)
{
    if ((*n)-- == 0)
        return node;
    for (cJSON *child = node->child; child; child = child->next) {
        cJSON *found = nth_node(child, n);
        if (found)
            return found;
    }
    return NULL;
}

static const char *const ODD[] = { "null",
                                   "true",
                                   "-1",
                                   "1e308",
                                   "0",
                                   "\"\"",
                                   "\"<b>@x\\u0007\"",
                                   "[]",
                                   "{}",
                                   "[[[1]]]",
                                   "{\"a\":{\"a\":1}}" };
#define ODD_COUNT (sizeof ODD / sizeof *ODD)

static void replace_one(cJSON *summary, em_random *random, size_t nodes)
{
    size_t place = 1 + em_random_below(random, nodes - 1);
    cJSON *node = nth_node(summary, &place);
    cJSON *odd = cJSON_Parse(ODD[em_random_below(random, ODD_COUNT)]);
    ck_assert_ptr_nonnull(odd);
    if (!node) {
        cJSON_Delete(odd);
        return;
    }
    /* The value changes, the place in its parent and the name stay. */
    cJSON copy = *node;
    node->child = odd->child;
    node->type = odd->type;
    node->valuestring = odd->valuestring;
    node->valuedouble = odd->valuedouble;
    node->valueint = odd->valueint;
    odd->child = copy.child;
    odd->type = copy.type;
    odd->valuestring = copy.valuestring;
    cJSON_Delete(odd);
}

START_TEST(any_value_in_any_place_is_survived)
{
    em_random random = em_random_seed(29042011);
    cJSON *sound = fixture();
    size_t nodes = count_nodes(sound);
    for (int round = 0; round < 400; round++) {
        cJSON *summary = cJSON_Duplicate(sound, true);
        for (int i = 0; i < 1 + round % 8; i++)
            replace_one(summary, &random, nodes);
        em_report_format format = (em_report_format)(round % 2 ? EM_REPORT_HTML : EM_REPORT_CSV);
        em_status status = render(format, summary, 1 + (size_t)round % 2, summary);
        ck_assert(status == EM_OK || status == EM_E_INPUT);
        cJSON_Delete(summary);
    }
    cJSON_Delete(sound);
}
END_TEST

typedef struct fault {
    size_t calls, fail_at;
} fault;

static void *failing_realloc(void *context, void *block, size_t size)
{
    fault *f = context;
    return ++f->calls == f->fail_at ? NULL : realloc(block, size);
}

static void plain_free(void *context, void *block)
{
    (void)context;
    free(block);
}

static void fail_everywhere(em_report_format format)
{
    cJSON *summary = fixture();
    fault f = { 0, 0 };
    em_allocator allocator = { failing_realloc, plain_free, &f };
    em_status status;
    do {
        f.fail_at++;
        f.calls = 0;
        em_memory_set_allocator(&allocator);
        status = render(format, summary, 1, summary);
        em_memory_set_allocator(NULL);
        ck_assert(status == EM_OK || status == EM_E_MEMORY);
    } while (f.calls >= f.fail_at);
    ck_assert_int_eq(status, EM_OK);
    ck_assert_uint_gt(f.fail_at, 10);
    cJSON_Delete(summary);
}

START_TEST(html_ends_cleanly_wherever_memory_ends)
{
    fail_everywhere(EM_REPORT_HTML);
}
END_TEST

START_TEST(csv_ends_cleanly_wherever_memory_ends)
{
    fail_everywhere(EM_REPORT_CSV);
}
END_TEST

START_TEST(what_is_no_summary_or_language_is_refused)
{
    em_error err;
    em_buf out;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    cJSON *summary = fixture(), *other = cJSON_Parse("{\"schema\": \"echometer/scores/1\"}");
    const cJSON *one = other;
    em_report_options options = { "en", NULL, NULL };
    ck_assert_int_eq(em_report_render(&out, EM_REPORT_HTML, &one, 1, &options, &err), EM_E_INPUT);
    ck_assert_str_eq(err.text, "schema \"echometer/scores/1\" (echometer/summary/1 is read)");
    one = summary;
    options.language = "fr";
    ck_assert_int_eq(em_report_render(&out, EM_REPORT_HTML, &one, 1, &options, &err), EM_E_USAGE);
    options.language = "en";
    options.part = "no-such";
    ck_assert_int_eq(em_report_render(&out, EM_REPORT_CSV, &one, 1, &options, &err), EM_E_USAGE);
    ck_assert_int_eq(em_report_render(&out, EM_REPORT_SVG, &one, 1, &options, &err), EM_E_USAGE);
    ck_assert_int_eq(em_report_render(&out, EM_REPORT_CSV, &one, 0, &options, &err), EM_E_ARGUMENT);
    em_buf_release(&out);
    cJSON_Delete(summary);
    cJSON_Delete(other);
}
END_TEST

START_TEST(short_table_has_a_line_for_each_message)
{
    em_buf out;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    cJSON *summary = fixture();
    ck_assert_int_eq(em_report_table(&out, summary, false, NULL), EM_OK);
    ck_assert_ptr_nonnull(strstr(out.data, "Open-minded"));
    ck_assert_ptr_nonnull(strstr(out.data, "9.3%"));
    ck_assert_ptr_null(strchr(out.data, '\033'));
    em_buf_reset(&out);
    ck_assert_int_eq(em_report_table(&out, summary, true, NULL), EM_OK);
    ck_assert_ptr_nonnull(strchr(out.data, '\033'));
    em_buf_release(&out);
    cJSON_Delete(summary);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, any_value_in_any_place_is_survived);
    tcase_add_test(tests, html_ends_cleanly_wherever_memory_ends);
    tcase_add_test(tests, csv_ends_cleanly_wherever_memory_ends);
    tcase_add_test(tests, what_is_no_summary_or_language_is_refused);
    tcase_add_test(tests, short_table_has_a_line_for_each_message);
}

CHECK_MAIN("render", add_tests)
