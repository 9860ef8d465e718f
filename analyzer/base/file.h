/* Files: reading a small one whole, and writing one so that it appears whole or not at all. */
#ifndef EM_BASE_FILE_H
#define EM_BASE_FILE_H

#include "base/buf.h"

/* Appends the bytes of `path` ("-": standard input) to `out`; EM_E_LIMIT past out->max. */
EM_MUST_CHECK em_status em_file_read(em_buf *out, const char *path, em_error *err);

/* EM_OK where `path` can be opened for reading; else `refused`, with the file and the reason. */
EM_MUST_CHECK em_status em_file_check_readable(const char *path, em_status refused, em_error *err);

/*
 * A file that is written under a temporary name beside its place and takes its own name
 * only in em_file_commit (fsync, rename, fsync of the folder). Follows no symbolic link at its
 * own name. One thread at a time.
 */
typedef struct em_file_out em_file_out;

EM_MUST_CHECK em_status em_file_create(em_file_out **out, const char *path, em_error *err);
EM_MUST_CHECK em_status em_file_write(em_file_out *file, em_str bytes, em_error *err);
/* Frees `file`, also on failure; the old file, if any, then stays as it was. */
EM_MUST_CHECK em_status em_file_commit(em_file_out *file, em_error *err);
/* Frees `file` and leaves nothing behind; NULL is fine. */
void em_file_discard(em_file_out *file);

/* create, write, commit. */
EM_MUST_CHECK em_status em_file_write_whole(const char *path, em_str bytes, em_error *err);

/* Makes the folder and its parents where they do not exist. */
EM_MUST_CHECK em_status em_file_make_folder(const char *path, em_error *err);
/* Bytes of the longest beginning of `path`, cut at a slash, that is there. */
size_t em_file_existing(const char *path);
/* Removes the folder and those around it, innermost first, down to the first `keep` bytes of
 * `path` or to one that is not empty. */
void em_file_remove_folders(const char *path, size_t keep);

/*
 * Writes `name` resolved against the folder of `base_file` to `out`, or `name` itself where it
 * is absolute.
 */
void em_file_resolve(em_buf *out, const char *base_file, em_str name);

#endif
