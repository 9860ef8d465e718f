/* analyzer/reader: the same records wherever the input is cut; what damage, label lines and
 * limits come to. */
#include "base/file.h"
#include "base/memory.h"
#include "base/str.h"
#include "reader/dialect.h"
#include "reader/rows.h"

#include "support/check_main.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- everything that a reader says, as text --- */

static void put_reject(void *context, const em_reject *reject)
{
    em_buf_printf(context, "reject %" PRIu64 " line %" PRIu64 " %s\n", reject->number, reject->line,
                  reject->reason);
}

static void put_warning(void *context, const char *path, uint64_t line, const char *text)
{
    (void)path;
    em_buf_printf(context, "warn line %" PRIu64 " %s\n", line, text);
}

static void put_record(em_buf *out, const em_record *record)
{
    em_buf_printf(out, "%" PRIu64 "|%" PRIu64 "|%d|", record->number, record->line,
                  record->repaired);
    const em_str fields[] = { record->id, record->author, record->text, record->parent };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        em_buf_put(out, fields[i]);
        em_buf_put_char(out, '|');
    }
    em_buf_printf(out, "%" PRId64 "|%" PRId64 "\n", record->likes,
                  record->time.known ? record->time.seconds : -1);
}

static char *read_all(em_str bytes, size_t first, size_t step, const em_reader_options *options)
{
    em_buf out;
    em_error err = { .status = EM_OK };
    em_source *source;
    em_reader *reader;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    em_reader_events events = { put_reject, put_warning, &out };
    em_status status = em_source_open_bytes(&source, bytes, first, step, &err);
    if (status == EM_OK)
        status = em_reader__open_source(&reader, source, "input", 0, options, &events, &err);
    em_record record;
    while (status == EM_OK && (status = em_reader_next(reader, &record, &err)) == EM_OK)
        put_record(&out, &record);
    em_buf_printf(&out, "end %d %s\n", status, status == EM_END ? "" : err.text);
    em_reader_close(reader);
    return em_buf_detach(&out, NULL);
}

static char *read_text(const char *text)
{
    const em_reader_options options = { .raw = false };
    return read_all(em_str_from(text), 0, 0, &options);
}

/* --- cut at every byte --- */

#define CUT_BYTES_MAX 3000

static void check_cuts(em_str bytes, const char *name)
{
    const em_reader_options options = { .raw = false };
    char *whole = read_all(bytes, 0, 0, &options);
    for (size_t cut = 1; cut < bytes.len; cut++) {
        char *parts = read_all(bytes, cut, 0, &options);
        ck_assert_msg(strcmp(parts, whole) == 0, "%s cut at %zu:\n%s\nwhole:\n%s", name, cut, parts,
                      whole);
        em_mem_free(parts);
    }
    char *single = read_all(bytes, 1, 1, &options);
    ck_assert_str_eq(single, whole);
    em_mem_free(single);
    em_mem_free(whole);
}

static void check_cuts_of_file(const char *folder, const char *name, size_t *files)
{
    char path[1024];
    em_buf bytes;
    em_error err;
    snprintf(path, sizeof path, "tests/cases/formats/%s/%s", folder, name);
    em_buf_init(&bytes, EM_BUF_UNLIMITED);
    bool text = !strstr(name, ".records") && !strstr(name, ".messages") && !strstr(name, ".xlsx");
    if (text && em_file_read(&bytes, path, &err) == EM_OK && bytes.len < CUT_BYTES_MAX) {
        check_cuts(em_buf_str(&bytes), path);
        ++*files;
    }
    em_buf_release(&bytes);
}

START_TEST(exports_read_the_same_wherever_they_are_cut)
{
    size_t files = 0;
    DIR *formats = opendir("tests/cases/formats");
    ck_assert_ptr_nonnull(formats);
    for (const struct dirent *format; (format = readdir(formats)) != NULL;) {
        char path[1024];
        snprintf(path, sizeof path, "tests/cases/formats/%s", format->d_name);
        DIR *folder = format->d_name[0] == '.' ? NULL : opendir(path);
        for (const struct dirent *file; folder && (file = readdir(folder)) != NULL;)
            if (strncmp(file->d_name, "export.", 7) == 0)
                check_cuts_of_file(format->d_name, file->d_name, &files);
        if (folder)
            closedir(folder);
    }
    closedir(formats);
    printf("%zu exports\n", files);
    ck_assert_uint_ge(files, 30);
}
END_TEST

static const char *const ODD[] = {
    "id,text\r\n1,\"a\r\nb\"\r\n2,\"say \"\"x\"\"\"\r\n",
    "id,text\n1,\"never closed\n2,b\n3,c\n",
    "id,text\r1,a\r2,b\r",
    "text\nfirst\n\nthird",
    "id;text\n1;\xC3\xA4\xF0\x9F\x98\x80\n2;\xFF\xFE bad\n",
    "sep=;\nid;text\n1;a,b\n",
    "id,text\n1,a,b,c\n2\n3,\"x\"y\n",
    "\xEF\xBB\xBFid\ttext\n1\ta \"b\" c\n",
    "Report:,x\nBrand:,y\n\nid,author,text,likes\n1,me,hello,2\n2,me,there,3\n3,you,again,4\n",
    "id,text\n1,a\nid,text\n2,b\n",
    "{\"id\":1,\"text\":\"\\ud83d\\ude00\"}\n{\"id\":2,\"text\":\"b\"}\n{oops}\n{\"id\":3,\"text\":"
    "\"c\"}",
    "[{\"id\":1,\"text\":\"a\"},{\"id\":2,\"text\":\"b\"}]",
    "id,text\n1,a",
    "",
};

START_TEST(odd_texts_read_the_same_wherever_they_are_cut)
{
    check_cuts(em_str_from(ODD[_i]), "odd text");
}
END_TEST

/* --- what comes out --- */

static const struct {
    const char *text, *records;
} CASES[] = {
    { "id,text\n1,hello\n2,\"a, \"\"b\"\"\nc\"\n",
      "1|2|0|1||hello||I|-1\n2|3|0|2||a, \"b\"\nc||I|-1\nend 1 \n" },
    { "评论者昵称,评论内容\n小明,很好\n", "1|2|0||小明|很好||I|-1\nend 1 \n" },
    { "id,text\n1,\"open\n2,b\n3,c\n",
      "warn line 2 the row is damaged; a quote that nothing closes was taken as text\n"
      "1|2|1|1||\"open||I|-1\n2|3|0|2||b||I|-1\n3|4|0|3||c||I|-1\nend 1 \n" },
    { "id,text\n1,a\nid,text\n2,b\n",
      "1|2|0|1||a||I|-1\nwarn line 3 the header is repeated here; such rows are left out\n"
      "2|4|0|2||b||I|-1\nend 1 \n" },
    { "a,b\n1,2\n",
      "end 5 no column looks like the comments' text; the columns are: a, b (name it: --column "
      "'text=a')\n" },
    { "id,text\n1,so, well, yes\n2,no\n3,a, b\n",
      "warn line 2 the row has 4 fields, the header 2\n1|2|1|1||so, well, yes||I|-1\n"
      "2|3|0|2||no||I|-1\nwarn line 4 the row has 3 fields, the header 2\n"
      "3|4|1|3||a, b||I|-1\nend 1 \n" },
    { "", "end 1 \n" },
};

/* "I" stands for likes that are not exported. */
static char *with_unknown_likes(const char *text)
{
    em_buf out;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    for (const char *at = text; *at; at++)
        if (at[0] == 'I' && at[1] == '|')
            em_buf_printf(&out, "%" PRId64, EM_LIKES_UNKNOWN);
        else
            em_buf_put_char(&out, *at);
    return em_buf_detach(&out, NULL);
}

START_TEST(records_come_out_as_they_should)
{
    char *got = read_text(CASES[_i].text);
    char *want = with_unknown_likes(CASES[_i].records);
    ck_assert_str_eq(got, want);
    em_mem_free(got);
    em_mem_free(want);
}
END_TEST

START_TEST(a_record_past_a_limit_is_a_reject_and_told_at_the_end)
{
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_buf_puts(&text, "id,text\n1,fine\n2,");
    while (text.len < EM_RECORD_MAX_BYTES + 100)
        em_buf_puts(&text, "a very long comment without any end ");
    em_buf_puts(&text, "\r\n3,behind\r\n4,");
    for (int i = 0; i <= EM_COLUMNS_MAX; i++)
        em_buf_put_char(&text, ',');
    em_buf_puts(&text, "\n5,last\n");
    const em_reader_options options = { .raw = false };
    char *got = read_all(em_buf_str(&text), 0, 0, &options);
    ck_assert_ptr_nonnull(strstr(got, "|fine|"));
    ck_assert_ptr_nonnull(strstr(got, "reject 2 line 3 too-long"));
    ck_assert_ptr_nonnull(strstr(got, "3|4|"));
    ck_assert_ptr_nonnull(strstr(got, "|behind|"));
    ck_assert_ptr_nonnull(strstr(got, "reject 4 line 5 too-wide"));
    ck_assert_ptr_nonnull(strstr(got, "5|6|"));
    ck_assert_ptr_nonnull(strstr(got, "|last|"));
    ck_assert_ptr_nonnull(strstr(got, "longer than 16777216 bytes"));
    em_mem_free(got);
    em_buf_release(&text);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, exports_read_the_same_wherever_they_are_cut);
    tcase_add_loop_test(tests, odd_texts_read_the_same_wherever_they_are_cut, 0,
                        sizeof ODD / sizeof *ODD);
    tcase_add_loop_test(tests, records_come_out_as_they_should, 0, sizeof CASES / sizeof *CASES);
    tcase_add_test(tests, a_record_past_a_limit_is_a_reject_and_told_at_the_end);
}

CHECK_MAIN("reader", add_tests)
