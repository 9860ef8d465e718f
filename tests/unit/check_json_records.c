/* analyzer/reader/json_records.c and json_plan.c through the public reader: what becomes of
 * documents. */
#include "base/buf.h"
#include "base/memory.h"
#include "base/str.h"
#include "reader/rows.h"

#include "support/check_main.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What a reader told. */
typedef struct told {
    unsigned rejects, warnings;
    char reason[32];
    uint64_t line;
} told;

static void on_reject(void *context, const em_reject *reject)
{
    told *seen = context;
    seen->rejects++;
    seen->line = reject->line;
    snprintf(seen->reason, sizeof seen->reason, "%s", reject->reason);
}

static void on_warning(void *context, const char *path, uint64_t line, const char *text)
{
    (void)path, (void)line, (void)text;
    ((told *)context)->warnings++;
}

static void write_file(const char *path, em_str bytes)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes.data, 1, bytes.len, file), bytes.len);
    ck_assert_int_eq(fclose(file), 0);
}

/* Reads all of a file; texts are put to `texts`, one a line. Returns the last status. */
static em_status read_file(const char *path, const em_reader_options *options, em_buf *texts,
                           told *seen, em_input_info *info)
{
    em_reader_events events = { on_reject, on_warning, seen };
    em_reader *reader;
    em_error err;
    em_status status = em_reader_open(&reader, path, 0, options, &events, &err);
    if (status != EM_OK)
        return status;
    em_record record;
    while ((status = em_reader_next(reader, &record, &err)) == EM_OK) {
        em_buf_put(texts, record.text);
        em_buf_put_char(texts, '\n');
    }
    if (info)
        *info = *em_reader_info(reader);
    em_reader_close(reader);
    return status;
}

static const struct {
    const char *name, *bytes;
    const char *format, *texts; /* format NULL: cannot be opened */
    unsigned rejects;
    em_status last;
} CASES[] = {
    { "a.json", "[{\"text\":\"one\"},{\"text\":\"two\"}]", "json", "one\ntwo\n", 0, EM_END },
    { "a.json", "{\"text\":\"one\"}\n{\"text\":\"two\"}\n", "jsonl", "one\ntwo\n", 0, EM_END },
    { "a.jsonl", "{\"text\":\"one\"}{\"text\":\"two\"}", "jsonl", "one\ntwo\n", 0, EM_END },
    { "a.jsonl", "{\"text\":\"one\"}\n{\"text\":\"tw\n{\"text\":\"three\"}", "jsonl",
      "one\nthree\n", 1, EM_END },
    { "a.jsonl", "{\"text\":\n{\"text\":\"two\"}\n{\"text\":\"three\"}", "jsonl", "two\nthree\n", 1,
      EM_END },
    { "a.json", "[{\"text\":\"one\"},{\"text\":\"two\"},{\"text\":]", "json", "one\ntwo\n", 0,
      EM_E_INPUT },
    { "a.json", "[{\"text\":\"one\"},{\"text\":\"tw", "json", "one\n", 0, EM_E_INPUT },
    { "a.json", "[\"one\",\"two\"]", "json", "one\ntwo\n", 0, EM_END },
    { "a.json", "{\"n\":3,\"x\":{\"comments\":[{\"body\":1,\"comment\":\"one\"}]}}", "json",
      "one\n", 0, EM_END },
    { "a.json",
      "{\"data\":{\"data\":[{\"id\":1,\"rootid\":1,\"created_at\":\"\",\"text\":\"one\",\"user\":{}"
      ","
      "\"comments\":[{\"text\":\"two\",\"comments\":false}]}],\"max_id\":0,\"total_number\":5}}",
      "weibo-hotflow", "one\ntwo\n", 0, EM_END },
    { "a.json", "[{\"number\":1}]", NULL, "", 0, EM_E_INPUT },
    { "a.json", "<html>", NULL, "", 0, EM_E_INPUT },
    { "a.jsonl", "", "jsonl", "", 0, EM_END },
};

START_TEST(documents_and_lines_become_records)
{
    em_reader_options options = { .format = NULL };
    em_buf texts;
    told seen = { 0 };
    em_input_info info = { .format = NULL };
    em_buf_init(&texts, EM_BUF_UNLIMITED);
    char path[] = "/tmp/echometer-check-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(path));
    char file[64];
    snprintf(file, sizeof file, "%s/%s", path, CASES[_i].name);
    write_file(file, em_str_from(CASES[_i].bytes));
    ck_assert_int_eq(read_file(file, &options, &texts, &seen, &info), CASES[_i].last);
    ck_assert_str_eq(texts.data ? texts.data : "", CASES[_i].texts);
    ck_assert_uint_eq(seen.rejects, CASES[_i].rejects);
    if (CASES[_i].format)
        ck_assert(strstr(info.format, CASES[_i].format));
    ck_assert_int_eq(unlink(file), 0);
    ck_assert_int_eq(rmdir(path), 0);
    em_buf_release(&texts);
}
END_TEST

/* With --format json any value is a row; a string among them is a text as well. */
START_TEST(plain_values_are_rows_when_json_is_asked_for)
{
    static const char *const VALUES[] = { "1", "{\"b\":null}", "\"x\"" };
    static const char *const TEXTS[] = { "", "", "x" };
    em_reader_options options = { .format = "json" };
    for (int raw = 0; raw < 2; raw++) {
        em_source *source;
        em_reader *reader;
        em_error err;
        ck_assert_int_eq(
            em_source_open_bytes(&source, EM_STR("[1,{\"a\":{\"b\":null}},\"x\"]"), 0, 0, NULL),
            EM_OK);
        ck_assert_int_eq(em_reader__open_source(&reader, source, "-", 0, &options, NULL, &err),
                         EM_OK);
        ck_assert(em_reader_info(reader)->textless);
        for (size_t i = 0; i < 3; i++) {
            const em_str *names, *values;
            size_t count;
            em_record record;
            if (raw) {
                ck_assert_int_eq(em_reader_row(reader, &names, &values, &count, &err), EM_OK);
                ck_assert_uint_eq(count, 1);
                ck_assert(em_str_eq(names[0], em_str_from(i == 1 ? "a" : "value")));
                ck_assert(em_str_eq(values[0], em_str_from(VALUES[i])));
                ck_assert(em_reader_row_is_json(reader));
            } else {
                ck_assert_int_eq(em_reader_next(reader, &record, &err), EM_OK);
                ck_assert(em_str_eq(record.text, em_str_from(TEXTS[i])));
            }
        }
        em_reader_close(reader);
    }
}
END_TEST

/* A record past the maximum is a reject; the others are read, and the end tells the maximum. */
START_TEST(a_record_too_long_is_passed_over_and_told)
{
    em_buf bytes, texts;
    told seen = { 0 };
    em_reader_options options = { .format = NULL };
    em_buf_init(&bytes, EM_BUF_UNLIMITED);
    em_buf_init(&texts, EM_BUF_UNLIMITED);
    em_buf_puts(&bytes, "{\"text\":\"one\"}\n{\"text\":\"");
    for (size_t i = 0; i < ((size_t)17 << 20) / 16; i++)
        em_buf_puts(&bytes, "0123456789abcdef");
    em_buf_puts(&bytes, "\"}\n{\"text\":\"three\"}\n");
    char path[] = "/tmp/echometer-check-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    close(fd);
    write_file(path, em_buf_str(&bytes));
    ck_assert_int_eq(read_file(path, &options, &texts, &seen, NULL), EM_E_LIMIT);
    ck_assert_str_eq(texts.data, "one\nthree\n");
    ck_assert_uint_eq(seen.rejects, 1);
    ck_assert_uint_eq(seen.line, 2);
    ck_assert_str_eq(seen.reason, "too-long");
    unlink(path);
    em_buf_release(&bytes);
    em_buf_release(&texts);
}
END_TEST

/* Total and cursor stand behind the comments, farther than detection looks. */
START_TEST(a_format_is_known_though_its_page_goes_on_behind_the_sample)
{
    em_buf bytes, texts;
    told seen = { 0 };
    em_input_info info = { .format = NULL };
    em_reader_options options = { .format = NULL };
    em_buf_init(&bytes, EM_BUF_UNLIMITED);
    em_buf_init(&texts, EM_BUF_UNLIMITED);
    em_buf_puts(&bytes, "{\"ok\":1,\"data\":{\"data\":[");
    for (int i = 0; i < 5000; i++)
        em_buf_printf(
            &bytes,
            "%s{\"created_at\":\"Wed Oct 19 23:44:36 +0800 2022\",\"id\":%d,\"rootid\":%d,"
            "\"text\":\"one\",\"user\":{},\"comments\":[{\"id\":\"c%d\",\"text\":\"two\"}]}",
            i ? "," : "", i, i, i);
    em_buf_puts(&bytes, "],\"max_id\":3,\"total_number\":12345}}");
    char path[] = "/tmp/echometer-check-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    close(fd);
    write_file(path, em_buf_str(&bytes));
    ck_assert_int_eq(read_file(path, &options, &texts, &seen, &info), EM_END);
    ck_assert_str_eq(info.format, "weibo-hotflow");
    ck_assert_uint_eq(info.records, 10000);
    ck_assert_int_eq(info.stated_total, 12345);
    unlink(path);
    em_buf_release(&bytes);
    em_buf_release(&texts);
}
END_TEST

/* ---------- memory that fails ---------- */

typedef struct failing {
    uint64_t calls, fail_at;
    bool for_ever;
} failing;

static void *failing_realloc(void *context, void *block, size_t size)
{
    failing *fault = context;
    uint64_t call = ++fault->calls;
    if (call == fault->fail_at || (fault->for_ever && call > fault->fail_at))
        return NULL;
    return realloc(block, size);
}

static void failing_free(void *context, void *block)
{
    (void)context;
    free(block);
}

static const char *const FIXTURES[] = {
    "tests/cases/formats/x-api-pages/export.jsonl",
    "tests/cases/formats/weibo-hotflow/export.json",
    "tests/cases/formats/json/export.json",
    "tests/cases/formats/xlsx/export.xlsx",
};

START_TEST(every_failed_allocation_ends_cleanly)
{
    em_reader_options options = { .format = NULL };
    const char *path = FIXTURES[_i / 2];
    failing fault = { .for_ever = _i % 2 };
    em_allocator allocator = { failing_realloc, failing_free, &fault };
    em_status status;
    do {
        em_buf texts;
        told seen = { 0 };
        em_buf_init(&texts, EM_BUF_UNLIMITED);
        fault.fail_at++;
        fault.calls = 0;
        em_memory_set_allocator(&allocator);
        status = read_file(path, &options, &texts, &seen, NULL);
        if (texts.status == EM_E_MEMORY)
            status = EM_E_MEMORY;
        em_buf_release(&texts);
        em_memory_set_allocator(NULL);
        ck_assert_msg(status == EM_END || status == EM_E_MEMORY, "call %llu: status %d",
                      (unsigned long long)fault.fail_at, status);
    } while (fault.calls >= fault.fail_at);
    ck_assert_int_eq(status, EM_END);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, documents_and_lines_become_records, 0, COUNT(CASES));
    tcase_add_test(tests, plain_values_are_rows_when_json_is_asked_for);
    tcase_add_test(tests, a_record_too_long_is_passed_over_and_told);
    tcase_add_test(tests, a_format_is_known_though_its_page_goes_on_behind_the_sample);
    tcase_add_loop_test(tests, every_failed_allocation_ends_cleanly, 0, 2 * COUNT(FIXTURES));
}

CHECK_MAIN("json_records", add_tests)
