/* analyzer/base/file.c: a file appears whole or not at all. */
#include "base/file.h"
#include "base/memory.h"
#include "base/str.h"

#include "support/check_main.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[256];

static void make_folder(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/check-file-XXXXXX", base ? base : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static size_t files_in_folder(void)
{
    size_t count = 0;
    DIR *entries = opendir(folder);
    for (struct dirent *entry = readdir(entries); entry; entry = readdir(entries))
        count += entry->d_name[0] != '.';
    closedir(entries);
    return count;
}

static void path_of(char out[512], const char *name)
{
    snprintf(out, 512, "%s/%s", folder, name);
}

START_TEST(what_was_written_is_read_back)
{
    char path[512];
    em_buf back;
    make_folder();
    path_of(path, "a.txt");
    ck_assert_int_eq(em_file_write_whole(path, EM_STR("one\0two"), NULL), EM_OK);
    em_buf_init(&back, 100);
    ck_assert_int_eq(em_file_read(&back, path, NULL), EM_OK);
    ck_assert(em_str_eq(em_buf_str(&back), EM_STR("one\0two")));
    em_buf_release(&back);
    ck_assert_uint_eq(files_in_folder(), 1);
}
END_TEST

START_TEST(a_discarded_file_leaves_the_old_one)
{
    char path[512];
    em_file_out *file;
    em_buf back;
    make_folder();
    path_of(path, "a.txt");
    ck_assert_int_eq(em_file_write_whole(path, EM_STR("old"), NULL), EM_OK);
    ck_assert_int_eq(em_file_create(&file, path, NULL), EM_OK);
    ck_assert_int_eq(em_file_write(file, EM_STR("new"), NULL), EM_OK);
    em_file_discard(file);
    em_buf_init(&back, 100);
    ck_assert_int_eq(em_file_read(&back, path, NULL), EM_OK);
    ck_assert_str_eq(back.data, "old");
    em_buf_release(&back);
    ck_assert_uint_eq(files_in_folder(), 1);
}
END_TEST

START_TEST(a_symbolic_link_is_replaced_not_followed)
{
    char path[512], target[512];
    struct stat info;
    make_folder();
    path_of(path, "link");
    path_of(target, "target");
    ck_assert_int_eq(em_file_write_whole(target, EM_STR("keep"), NULL), EM_OK);
    ck_assert_int_eq(symlink(target, path), 0);
    ck_assert_int_eq(em_file_write_whole(path, EM_STR("new"), NULL), EM_OK);
    ck_assert_int_eq(lstat(path, &info), 0);
    ck_assert(S_ISREG(info.st_mode));
    ck_assert_int_eq(stat(target, &info), 0);
    ck_assert_int_eq(info.st_size, 4);
}
END_TEST

START_TEST(errors_name_the_file)
{
    em_error err;
    em_buf out;
    em_buf_init(&out, 100);
    ck_assert_int_eq(em_file_read(&out, "/no/such/file", &err), EM_E_SYSTEM);
    ck_assert_str_eq(err.file, "/no/such/file");
    ck_assert_int_eq(em_file_write_whole("/no/such/folder/file", EM_STR("x"), &err), EM_E_SYSTEM);
    ck_assert_ptr_nonnull(strstr(err.text, "cannot create"));
    em_buf_release(&out);
}
END_TEST

START_TEST(a_file_over_the_ceiling_is_refused)
{
    char path[512];
    em_error err;
    em_buf out;
    make_folder();
    path_of(path, "a.txt");
    ck_assert_int_eq(em_file_write_whole(path, EM_STR("0123456789"), NULL), EM_OK);
    em_buf_init(&out, 9);
    ck_assert_int_eq(em_file_read(&out, path, &err), EM_E_LIMIT);
    em_buf_release(&out);
}
END_TEST

START_TEST(a_file_of_the_ceilings_size_is_read)
{
    char path[512];
    em_buf out;
    make_folder();
    path_of(path, "a.txt");
    ck_assert_int_eq(em_file_write_whole(path, EM_STR("0123456789"), NULL), EM_OK);
    em_buf_init(&out, 10);
    ck_assert_int_eq(em_file_read(&out, path, NULL), EM_OK);
    ck_assert_uint_eq(out.len, 10);
    em_buf_release(&out);
}
END_TEST

START_TEST(folders_are_made_with_their_parents)
{
    char path[512];
    struct stat info;
    make_folder();
    path_of(path, "x/y/z");
    ck_assert_int_eq(em_file_make_folder(path, NULL), EM_OK);
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert(S_ISDIR(info.st_mode));
    ck_assert_int_eq(em_file_make_folder(path, NULL), EM_OK);
}
END_TEST

START_TEST(new_folders_can_be_taken_back)
{
    char path[512], there[512], file[512];
    make_folder();
    path_of(there, "x");
    path_of(path, "x/y//z/");
    ck_assert_int_eq(em_file_make_folder(there, NULL), EM_OK);
    size_t existing = em_file_existing(path);
    ck_assert_uint_eq(existing, strlen(there));
    ck_assert_int_eq(em_file_make_folder(path, NULL), EM_OK);
    ck_assert_uint_eq(em_file_existing(path), strlen(path));
    em_file_remove_folders(path, existing);
    ck_assert_uint_eq(em_file_existing(path), strlen(there));
    ck_assert_int_eq(em_file_make_folder(path, NULL), EM_OK);
    path_of(file, "x/y/kept");
    ck_assert_int_eq(em_file_write_whole(file, EM_STR("kept"), NULL), EM_OK);
    em_file_remove_folders(path, existing);
    ck_assert_uint_eq(em_file_existing(path), strlen(there) + 2);
    ck_assert_uint_eq(em_file_existing(file), strlen(file));
}
END_TEST

START_TEST(names_resolve_against_the_file_that_names_them)
{
    em_buf out;
    em_buf_init(&out, 100);
    em_file_resolve(&out, "a/b/c.json", EM_STR("../d.tsv"));
    ck_assert_str_eq(out.data, "a/b/../d.tsv");
    em_buf_reset(&out);
    em_file_resolve(&out, "a/b/c.json", EM_STR("/d.tsv"));
    ck_assert_str_eq(out.data, "/d.tsv");
    em_buf_reset(&out);
    em_file_resolve(&out, "c.json", EM_STR("d.tsv"));
    ck_assert_str_eq(out.data, "d.tsv");
    em_buf_release(&out);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, what_was_written_is_read_back);
    tcase_add_test(tests, a_discarded_file_leaves_the_old_one);
    tcase_add_test(tests, a_symbolic_link_is_replaced_not_followed);
    tcase_add_test(tests, errors_name_the_file);
    tcase_add_test(tests, a_file_over_the_ceiling_is_refused);
    tcase_add_test(tests, a_file_of_the_ceilings_size_is_read);
    tcase_add_test(tests, folders_are_made_with_their_parents);
    tcase_add_test(tests, new_folders_can_be_taken_back);
    tcase_add_test(tests, names_resolve_against_the_file_that_names_them);
}

CHECK_MAIN("file", add_tests)
