/* The readers when memory ends: the Nth allocation fails, once and from then on, for every N; each
 * time the outcome is EM_E_MEMORY or the whole result, and nothing is left behind. */
#include "base/memory.h"
#include "base/str.h"
#include "reader/rows.h"

#include "support/check_main.h"

#include <stdio.h>
#include <string.h>

typedef struct fault {
    long calls, fail_at;
    bool for_ever;
    long living;
} fault;

static bool fails_now(fault *f)
{
    f->calls++;
    return f->for_ever ? f->calls >= f->fail_at : f->calls == f->fail_at;
}

static void *failing_realloc(void *context, void *block, size_t size)
{
    fault *f = context;
    if (fails_now(f))
        return NULL;
    void *got = realloc(block, size);
    f->living += got && !block;
    return got;
}

static void counting_free(void *context, void *block)
{
    fault *f = context;
    f->living -= block != NULL;
    free(block);
}

/* What `printf 'id,text\n1,a\n' | gzip -n` writes. */
static const char GZIP[] = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x4c\xd1\x29\x49\xad\x28"
                           "\xe1\x32\xd4\x49\xe4\x02\x00\x96\xf0\x71\xae\x0c\x00\x00\x00";

static const struct {
    const char *bytes;
    size_t len;
    const char *encoding;
} INPUTS[] = {
#define TEXT(literal) literal, sizeof(literal) - 1
    { TEXT("id,text\n1,hello\n2,\"a \"\"b\"\"\"\n3,\"x\"y\n4,a,b,c\n5\n6,\"open\n"), NULL },
    { TEXT("Report:,x\n\nid,author,text\n1,a,b\n2,c,d\nid,author,text\n3,e,f\n"), NULL },
    { TEXT("id,text\n1,\xC4\xE3\xBA\xC3\n"), "gb18030" },
    { TEXT("i\0d\0,\0t\0e\0x\0t\0\n\0001\0,\0-N\n\0"), "utf-16le" },
    { TEXT("id,text\n1,\x82\xA0\xFF\n"), "euc-jp" },
    { TEXT("{\"id\":1,\"text\":\"a\\u00e9\"}\n{\"id\":2,\"text\":\"b\",\"user\":{\"name\":\"c\"}}"
           "\n"),
      NULL },
    { TEXT("{\"data\":[{\"id\":\"1\",\"message\":\"m\",\"created_time\":\"2013-03-28T13:33:30+"
           "0000\"}]}"),
      NULL },
    { GZIP, sizeof GZIP - 1, NULL },
};

static em_status read_records(em_str bytes, const char *encoding, size_t *records)
{
    em_source *source;
    em_reader *reader = NULL;
    em_record record;
    em_error err;
    const em_reader_options options = { .encoding = encoding, .timezone = "Asia/Shanghai" };
    em_status status = em_source_open_bytes(&source, bytes, 0, 0, &err);
    if (status == EM_OK)
        status = em_reader__open_source(&reader, source, "input", 0, &options, NULL, &err);
    for (*records = 0; status == EM_OK; *records += status == EM_OK)
        status = em_reader_next(reader, &record, &err);
    em_reader_close(reader);
    return status;
}

static void fail_each(em_str bytes, const char *encoding, bool for_ever)
{
    size_t whole = 0, records;
    ck_assert_int_eq(read_records(bytes, encoding, &whole), EM_END);
    fault f = { .for_ever = for_ever };
    const em_allocator failing = { failing_realloc, counting_free, &f };
    em_status status = EM_E_MEMORY;
    do {
        f.fail_at++;
        f.calls = f.living = 0;
        em_memory_set_allocator(&failing);
        status = read_records(bytes, encoding, &records);
        em_memory_set_allocator(NULL);
        ck_assert_msg(f.living == 0, "%ld blocks left at allocation %ld", f.living, f.fail_at);
        ck_assert_msg(status == EM_E_MEMORY || (status == EM_END && records == whole),
                      "status %d, %zu records at allocation %ld", status, records, f.fail_at);
    } while (f.calls >= f.fail_at);
    ck_assert_int_eq(status, EM_END);
}

START_TEST(each_allocation_may_fail)
{
    em_str bytes = { INPUTS[_i].bytes, INPUTS[_i].len };
    fail_each(bytes, INPUTS[_i].encoding, false);
    fail_each(bytes, INPUTS[_i].encoding, true);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, each_allocation_may_fail, 0, sizeof INPUTS / sizeof *INPUTS);
}

CHECK_MAIN("reader_memory", add_tests)
