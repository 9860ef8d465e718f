/* analyzer/reader/encoding.c and detect.c: WHATWG decoding, in one piece and byte by byte. */
#include "base/file.h"
#include "base/memory.h"
#include "base/str.h"
#include "base/utf8.h"
#include "reader/encoding.h"

#include "support/check_main.h"
#include "support/data.h"

#include <stdio.h>
#include <string.h>

static char *decode(em_encoding encoding, em_str bytes, size_t step, uint64_t *replaced)
{
    em_decoder *decoder;
    em_buf out;
    em_error err;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    *replaced = 0;
    ck_assert_int_eq(em_decoder_new(&decoder, encoding, &err), EM_OK);
    for (size_t at = 0; at < bytes.len || bytes.len == 0; at += step) {
        size_t len = at + step < bytes.len ? step : bytes.len - at;
        ck_assert_int_eq(em_decoder_put(decoder, &out, (em_str){ bytes.data + at, len },
                                        at + len == bytes.len, replaced, &err),
                         EM_OK);
        if (bytes.len == 0)
            break;
    }
    em_decoder_free(decoder);
    em_buf_put_char(&out, '\0');
    return em_buf_detach(&out, NULL);
}

/* Expected by the WHATWG Encoding Standard's decoders. */
static const struct {
    em_encoding encoding;
    const char *bytes;
    size_t len;
    const char *text;
    unsigned replaced;
} CASES[] = {
    { EM_ENCODING_GB18030, "\xC4\xE3\xBA\xC3", 4, "你好", 0 },
    { EM_ENCODING_GB18030, "\x80", 1, "€", 0 },
    { EM_ENCODING_GB18030, "\xA3\xA0", 2, "　", 0 },
    { EM_ENCODING_GB18030, "\x94\x39\xFC\x36", 4, "😀", 0 },
    { EM_ENCODING_GB18030, "\x84\x31\xA4\x37", 4, "\xEF\xBF\xBD", 1 },
    { EM_ENCODING_GB18030, "a\xFFz", 3, "a\xEF\xBF\xBDz", 1 },
    { EM_ENCODING_GB18030, "\x81\x20", 2, "\xEF\xBF\xBD ", 1 },
    { EM_ENCODING_GB18030, "\x81", 1, "\xEF\xBF\xBD", 1 },
    { EM_ENCODING_UTF_16LE, "A\0-N\x3D\xD8\x00\xDE", 8, "A中😀", 0 },
    { EM_ENCODING_UTF_16BE, "\0AN-\xD8\x3D\xDE\x00", 8, "A中😀", 0 },
    { EM_ENCODING_UTF_16LE,
      "\x3D\xD8"
      "A\0",
      4,
      "\xEF\xBF\xBD"
      "A",
      1 },
    { EM_ENCODING_UTF_16LE, "A\0B", 3, "A\xEF\xBF\xBD", 1 },
    { EM_ENCODING_UTF_32LE, "\x00\xF6\x01\x00", 4, "😀", 0 },
    { EM_ENCODING_WINDOWS_1252, "caf\xE9 \x80 \x92", 8, "café € ’", 0 },
    { EM_ENCODING_BIG5, "\xA7\x41\xA6\x6E", 4, "你好", 0 },
    { EM_ENCODING_SHIFT_JIS, "\x82\xA0", 2, "あ", 0 },
    { EM_ENCODING_EUC_KR, "\xB0\xA1", 2, "가", 0 },
};
#define CASE_COUNT (sizeof CASES / sizeof *CASES)

START_TEST(bytes_decode_as_the_standard_says)
{
    for (size_t step = 1; step <= 5; step++) {
        uint64_t replaced;
        char *text = decode(CASES[_i].encoding, (em_str){ CASES[_i].bytes, CASES[_i].len }, step,
                            &replaced);
        ck_assert_str_eq(text, CASES[_i].text);
        ck_assert_uint_eq(replaced, CASES[_i].replaced);
        em_mem_free(text);
    }
}
END_TEST

static bool load(em_buf *out, const char *name)
{
    char path[1024];
    const char *data = getenv("ECHOMETER_DATA");
    em_error err;
    snprintf(path, sizeof path, "%s/suites/encodings/encoding_rs/%s", data ? data : "../shared",
             name);
    em_buf_init(out, EM_BUF_UNLIMITED);
    return em_file_read(out, path, &err) == EM_OK;
}

static size_t equal_lines(const char *got, const char *want, size_t *all)
{
    size_t same = 0, shown = 0;
    for (*all = 0; *want; ++*all) {
        size_t a = strcspn(got, "\n"), b = strcspn(want, "\n");
        bool equal = a == b && memcmp(got, want, a) == 0;
        same += equal;
        if (!equal && shown++ < 10)
            printf("line %zu: got %.*s, want %.*s\n", *all + 1, (int)a, got, (int)b, want);
        got += a + (got[a] == '\n');
        want += b + (want[b] == '\n');
    }
    return same;
}

static const struct {
    em_encoding encoding;
    const char *in, *want;
} TABLES[] = {
    { EM_ENCODING_GB18030, "gb18030_in.txt", "gb18030_in_ref.txt" },
    { EM_ENCODING_BIG5, "big5_in.txt", "big5_in_ref.txt" },
    { EM_ENCODING_SHIFT_JIS, "shift_jis_in.txt", "shift_jis_in_ref.txt" },
    { EM_ENCODING_EUC_KR, "euc_kr_in.txt", "euc_kr_in_ref.txt" },
};

START_TEST(whole_tables_decode_as_browsers_do)
{
    em_buf in, want;
    bool there = load(&in, TABLES[_i].in);
    if (load(&want, TABLES[_i].want) && there) {
        uint64_t replaced;
        size_t all;
        char *got = decode(TABLES[_i].encoding, em_buf_str(&in), 4096, &replaced);
        size_t same = equal_lines(got, want.data, &all);
        printf("%s: %zu of %zu lines\n", TABLES[_i].in, same, all);
        ck_assert_uint_eq(same, all);
        em_mem_free(got);
    }
    em_buf_release(&in);
    em_buf_release(&want);
}
END_TEST

/* Reads blank-parted hex numbers up to a tab; returns what follows it. */
static const char *parse_hex(const char *at, uint32_t *numbers, size_t *count)
{
    for (*count = 0; *at && *at != '\t';) {
        char *end;
        numbers[(*count)++] = (uint32_t)strtoul(at, &end, 16);
        at = end + (*end == ' ');
    }
    return *at ? at + 1 : at;
}

static void check_wpt_line(em_encoding encoding, const char *line)
{
    uint32_t bytes[16], points[16];
    size_t byte_count, point_count, len = 0;
    char in[16], want[64];
    parse_hex(parse_hex(line, bytes, &byte_count), points, &point_count);
    for (size_t i = 0; i < byte_count; i++)
        in[i] = (char)bytes[i];
    for (size_t i = 0; i < point_count; i++)
        len += em_utf8_encode(want + len, points[i]);
    for (size_t step = 1; step <= 4; step++) {
        em_decoder *decoder;
        em_buf out;
        uint64_t replaced = 0;
        em_buf_init(&out, EM_BUF_UNLIMITED);
        ck_assert_int_eq(em_decoder_new(&decoder, encoding, NULL), EM_OK);
        for (size_t at = 0; at < byte_count; at += step) {
            size_t part = at + step < byte_count ? step : byte_count - at;
            ck_assert_int_eq(em_decoder_put(decoder, &out, (em_str){ in + at, part },
                                            at + part == byte_count, &replaced, NULL),
                             EM_OK);
        }
        ck_assert_msg(em_str_eq(em_buf_str(&out), (em_str){ want, len }), "%s", line);
        em_decoder_free(decoder);
        em_buf_release(&out);
    }
}

static const struct {
    em_encoding encoding;
    const char *file;
} WPT[] = {
    { EM_ENCODING_GB18030, "suites/encodings/wpt/gb18030-decode.tsv" },
    { EM_ENCODING_UTF_16LE, "suites/encodings/wpt/utf-16le-surrogates.tsv" },
};

START_TEST(the_platform_tests_of_the_web_hold)
{
    FILE *file = data_open(WPT[_i].file);
    char line[512];
    while (file && fgets(line, sizeof line, file))
        if (*line != '#')
            check_wpt_line(WPT[_i].encoding, line);
    if (file)
        fclose(file);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, bytes_decode_as_the_standard_says, 0, CASE_COUNT);
    tcase_add_loop_test(tests, whole_tables_decode_as_browsers_do, 0,
                        sizeof TABLES / sizeof *TABLES);
    tcase_add_loop_test(tests, the_platform_tests_of_the_web_hold, 0, sizeof WPT / sizeof *WPT);
}

CHECK_MAIN("encoding", add_tests)
