/*
 * Bytes of an input: a file, standard input, or a member of a ZIP archive, with gzip and
 * zstd layers taken off, under caps on ratio and size. The SHA-256 is that of the bytes as stored.
 * Internal to the readers. One thread at a time.
 */
#ifndef EM_READER_SOURCE_H
#define EM_READER_SOURCE_H

#include "base/hash.h"

/* Decompressed bytes may be this many times the stored ones once EM_RATIO_FREE_BYTES are out. */
#define EM_RATIO_MAX 2000
#define EM_RATIO_FREE_BYTES ((uint64_t)64 * 1024 * 1024)
/* Compressed layers inside each other (.csv.gz.gz): more are refused. */
#define EM_LAYERS_MAX 2

typedef struct em_source em_source;

/*
 * Opens `path`: "-" is standard input; "export.zip/member.csv" a member of an archive; a ZIP
 * file with a single member stands for that member. Compressed layers are found by their first
 * bytes. Messages of all functions here name the path.
 */
EM_MUST_CHECK em_status em_source_open(em_source **out, const char *path, em_error *err);

/*
 * Bytes of memory instead of a file, handed out at most `step` (0: all) at a time, the first
 * piece `first` bytes long (0: like the others). For tests; `bytes` must stay.
 */
EM_MUST_CHECK em_status em_source_open_bytes(em_source **out, em_str bytes, size_t first,
                                             size_t step, em_error *err);

/* Up to `size` bytes to `out`; *got is 1 or more with EM_OK. EM_END after the last byte. */
EM_MUST_CHECK em_status em_source_read(em_source *source, char *out, size_t size, size_t *got,
                                       em_error *err);

/* Before the first read: does a ZIP stand in a pipe, an archive, or under compression? */
bool em_source_is_zip(const em_source *source);

/* Stored bytes consumed, and all of them (0: not known). */
void em_source_progress(const em_source *source, uint64_t *done, uint64_t *all);

/*
 * Hash of the stored bytes; reads what the consumer left unread. EM_E_INPUT where the file
 * changed while it was read. Once per source.
 */
EM_MUST_CHECK em_status em_source_sha256(em_source *source, char out[EM_SHA256_HEX_BYTES],
                                         em_error *err);

void em_source_close(em_source *source); /* NULL is fine */

/* Hash of a whole file (for containers that are read by seeking). */
EM_MUST_CHECK em_status em_source_hash_file(const char *path, char out[EM_SHA256_HEX_BYTES],
                                            em_error *err);

#endif
