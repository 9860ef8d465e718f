/* Exports in JSON, damaged at random: any end is fine but a crash, a leak or a lost record. */
#include "base/buf.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/str.h"
#include "reader/rows.h"

#include "support/check_main.h"
#include "support/random_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const EXPORTS[] = {
    "tests/cases/formats/weibo-hotflow/export.json",
    "tests/cases/formats/youtube-comment-threads/export.json",
    "tests/cases/formats/x-api-pages/export.jsonl",
    "tests/cases/formats/json/export.json",
    "tests/cases/formats/jsonl/export.jsonl",
};

static const char *const PIECES[] = { "{",   "}",    "[",     "]",       ",",  ":",       "\"",
                                      "1e5", "null", "\\u12", "\\ud800", "\n", "{\"a\":", "\xFF" };

/* Cuts out, puts in or changes a little of `bytes` at a random place. */
static void damage(em_buf *bytes, uint64_t *state)
{
    size_t at = random_next(state) % bytes->len;
    size_t rest = bytes->len - at;
    const char *piece = PIECES[random_next(state) % (sizeof PIECES / sizeof *PIECES)];
    size_t len = strlen(piece);
    switch (random_next(state) % 4) {
    case 0:
        bytes->data[at] = (char)random_next(state);
        break;
    case 1:
        len = 1 + random_next(state) % 20;
        if (len < rest) {
            memmove(bytes->data + at, bytes->data + at + len, rest - len);
            bytes->len -= len;
        }
        break;
    case 2:
        ck_assert(em_buf_reserve(bytes, len));
        memmove(bytes->data + at + len, bytes->data + at, rest);
        memcpy(bytes->data + at, piece, len);
        bytes->len += len;
        break;
    default:
        bytes->len = at + 1;
        break;
    }
}

static void count_reject(void *context, const em_reject *reject)
{
    ck_assert(reject->reason && reject->detail.len);
    ++*(uint64_t *)context;
}

static void read_all(em_str bytes, const em_reader_options *options)
{
    uint64_t rejects = 0, records = 0;
    em_reader_events events = { count_reject, NULL, &rejects };
    em_source *source;
    em_reader *reader;
    em_error err;
    ck_assert_int_eq(em_source_open_bytes(&source, bytes, 0, 0, NULL), EM_OK);
    em_status status = em_reader__open_source(&reader, source, "mutant.json", 0, options, &events,
                                              &err);
    if (status != EM_OK) {
        ck_assert_msg(status == EM_E_INPUT || status == EM_E_LIMIT, "%s", err.text);
        return;
    }
    em_record record;
    while ((status = em_reader_next(reader, &record, &err)) == EM_OK)
        ck_assert_uint_eq(record.number, ++records + rejects);
    ck_assert_msg(status == EM_END || status == EM_E_INPUT || status == EM_E_LIMIT, "%s", err.text);
    ck_assert_uint_eq(em_reader_info(reader)->records, records);
    ck_assert_uint_eq(em_reader_info(reader)->rejected, rejects);
    em_reader_close(reader);
}

START_TEST(damaged_exports_end_cleanly)
{
    const char *asked = getenv("EM_TEST_SEED");
    uint64_t seed = asked ? strtoull(asked, NULL, 10) : 20180519;
    uint64_t state = seed + (uint64_t)_i;
    const int rounds = getenv("EM_TEST_LONG") ? 100000 : 1500;
    printf("mutants of %s, EM_TEST_SEED=%llu\n", EXPORTS[_i], (unsigned long long)seed);
    em_buf whole, bytes;
    em_buf_init(&whole, 1 << 20);
    em_buf_init(&bytes, 1 << 20);
    ck_assert_int_eq(em_file_read(&whole, EXPORTS[_i], NULL), EM_OK);
    static const char *const FORMATS[] = { NULL, NULL, "json", "jsonl" };
    for (int round = 0; round < rounds; round++) {
        em_reader_options options = { .format = FORMATS[random_next(&state) % 4] };
        em_buf_reset(&bytes);
        em_buf_put(&bytes, em_buf_str(&whole));
        for (uint64_t times = 1 + random_next(&state) % 4; times > 0 && bytes.len > 1; times--)
            damage(&bytes, &state);
        /* A block of its own length: a read past its end is seen by the sanitizer. */
        char *exact = em_mem_strdup(em_buf_str(&bytes));
        read_all((em_str){ exact, bytes.len }, &options);
        em_mem_free(exact);
    }
    em_buf_release(&whole);
    em_buf_release(&bytes);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_set_timeout(tests, 1700);
    tcase_add_loop_test(tests, damaged_exports_end_cleanly, 0,
                        (int)(sizeof EXPORTS / sizeof *EXPORTS));
}

CHECK_MAIN("json_mutants", add_tests)
