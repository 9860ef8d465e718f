/*
 * Bytes of an input: stages stacked on a file, each taking one compressed layer off.
 *
 *     file, stdin, memory or ZIP member -> [gzip or zstd] -> [gzip or zstd] -> em_source_read
 */
#include "reader/source.h"

#include "base/memory.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>
#include <zlib.h>
#include <zstd.h>

#define STAGE_BYTES ((size_t)128 * 1024)
/* zstd frames may ask for a window of up to 2^27 bytes, the most that `zstd` itself takes unasked.
 */
#define ZSTD_WINDOW_LOG_MAX 27

typedef struct stage stage;
struct stage {
    em_status (*read)(stage *self, char *out, size_t size, size_t *got, em_error *err);
    void (*close)(stage *self);
    em_source *source;
    stage *below;
    unsigned char *buffer; /* bytes read from this stage and not yet handed up: [start, end) */
    size_t start, end;
    z_stream gz;
    ZSTD_DStream *zstd;
    bool in_frame;
    uint64_t bytes_out;
};

struct em_source {
    stage stages[1 + EM_LAYERS_MAX];
    int top; /* index of the last stage in use */
    char *path;
    int fd; /* -1: memory or ZIP */
    struct stat opened;
    em_str memory;
    size_t memory_done, memory_first, memory_step;
    zip_t *archive;
    zip_file_t *member;
    char *archive_path;
    uint64_t stored_done, stored_all;
    em_sha256 sha;
};

static em_status no_memory(const em_source *source, em_error *err)
{
    return em_error_at(err, EM_E_MEMORY, source->path, 0, 0, "no memory");
}

/* --- stored bytes ------------------------------------------------------------------------ */

static em_status read_file(stage *self, char *out, size_t size, size_t *got, em_error *err)
{
    em_source *source = self->source;
    for (;;) {
        ssize_t count = read(source->fd, out, size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return em_error_at(err, EM_E_SYSTEM, source->path, 0, 0, "cannot read: %s",
                               strerror(errno));
        *got = (size_t)count;
        source->stored_done += *got;
        em_sha256_update(&source->sha, (em_str){ out, *got });
        return count == 0 ? EM_END : EM_OK;
    }
}

static em_status read_memory(stage *self, char *out, size_t size, size_t *got, em_error *err)
{
    (void)err;
    em_source *source = self->source;
    size_t step = source->memory_done == 0 && source->memory_first ? source->memory_first
                  : source->memory_step                            ? source->memory_step
                                                                   : size;
    size_t left = source->memory.len - source->memory_done;
    *got = step < size ? step : size;
    if (*got > left)
        *got = left;
    if (*got == 0)
        return EM_END;
    memcpy(out, source->memory.data + source->memory_done, *got);
    em_sha256_update(&source->sha, (em_str){ out, *got });
    source->memory_done += *got;
    source->stored_done += *got;
    return EM_OK;
}

static em_status read_member(stage *self, char *out, size_t size, size_t *got, em_error *err)
{
    em_source *source = self->source;
    zip_int64_t count = zip_fread(source->member, out, size);
    if (count < 0)
        return em_error_at(err, EM_E_INPUT, source->path, 0, 0,
                           "the archive is damaged at byte %" PRIu64 " of this member: %s",
                           self->bytes_out, zip_file_strerror(source->member));
    *got = (size_t)count;
    self->bytes_out += *got;
    source->stored_done += *got;
    return count == 0 ? EM_END : EM_OK;
}

/* --- layers ------------------------------------------------------------------------------ */

/* Makes sure that the stage's buffer holds a byte; EM_END where nothing is left. */
static em_status stage_fill(stage *self, em_error *err)
{
    if (self->start < self->end)
        return EM_OK;
    self->start = self->end = 0;
    return self->read(self, (char *)self->buffer, STAGE_BYTES, &self->end, err);
}

/* The first bytes that come out of a stage, without taking them. */
static em_status stage_peek(stage *self, size_t want, em_error *err)
{
    while (self->end < want) {
        size_t got = 0;
        em_status status = self->read(self, (char *)self->buffer + self->end,
                                      STAGE_BYTES - self->end, &got, err);
        if (status != EM_OK)
            return status == EM_END ? EM_OK : status;
        self->end += got;
    }
    return EM_OK;
}

static em_status check_ratio(stage *self, size_t got, em_error *err)
{
    self->bytes_out += got;
    uint64_t stored = self->source->stored_done ? self->source->stored_done : 1;
    if (self->bytes_out > EM_RATIO_FREE_BYTES && self->bytes_out / stored > EM_RATIO_MAX)
        return em_error_at(err, EM_E_LIMIT, self->source->path, 0, 0,
                           "decompresses to more than %d times its size (the most that is read)",
                           EM_RATIO_MAX);
    return EM_OK;
}

static em_status damaged(stage *self, const char *kind, const char *why, em_error *err)
{
    return em_error_at(err, EM_E_INPUT, self->source->path, 0, 0,
                       "the %s data is damaged at byte %" PRIu64 " of the file or before: %s", kind,
                       self->source->stored_done, why);
}

static em_status cut_short(stage *self, const char *kind, em_error *err)
{
    return em_error_at(err, EM_E_INPUT, self->source->path, 0, 0,
                       "the %s data is truncated: it ends at byte %" PRIu64
                       " (fetch the file again)",
                       kind, self->source->stored_done);
}

/* Between members of a gzip file: another member may follow, or zeros (tape padding). */
static em_status start_gzip_member(stage *self, em_error *err)
{
    stage *below = self->below;
    while (!self->in_frame) {
        em_status status = stage_fill(below, err);
        if (status != EM_OK)
            return status;
        if (below->buffer[below->start] == 0x1f)
            self->in_frame = inflateReset(&self->gz) == Z_OK;
        else if (below->buffer[below->start] == 0)
            below->start++;
        else
            return damaged(self, "gzip", "something else follows the compressed data", err);
    }
    return EM_OK;
}

static em_status read_gzip(stage *self, char *out, size_t size, size_t *got, em_error *err)
{
    stage *below = self->below;
    for (*got = 0; *got == 0;) {
        em_status status = start_gzip_member(self, err);
        if (status != EM_OK)
            return status;
        status = stage_fill(below, err);
        if (status != EM_OK)
            return status == EM_END ? cut_short(self, "gzip", err) : status;
        self->gz.next_in = below->buffer + below->start;
        self->gz.avail_in = (uInt)(below->end - below->start);
        self->gz.next_out = (unsigned char *)out;
        self->gz.avail_out = (uInt)(size < UINT32_MAX ? size : UINT32_MAX);
        int result = inflate(&self->gz, Z_NO_FLUSH);
        below->start = below->end - self->gz.avail_in;
        *got = (size_t)((char *)self->gz.next_out - out);
        if (result == Z_MEM_ERROR)
            return no_memory(self->source, err);
        if (result == Z_STREAM_END)
            self->in_frame = false;
        else if (result != Z_OK && result != Z_BUF_ERROR)
            return damaged(self, "gzip", self->gz.msg ? self->gz.msg : "not a gzip stream", err);
    }
    return check_ratio(self, *got, err);
}

static em_status read_zstd(stage *self, char *out, size_t size, size_t *got, em_error *err)
{
    stage *below = self->below;
    for (*got = 0; *got == 0;) {
        em_status status = stage_fill(below, err);
        if (status == EM_END && self->in_frame)
            return cut_short(self, "zstd", err);
        if (status != EM_OK)
            return status;
        ZSTD_inBuffer in = { below->buffer + below->start, below->end - below->start, 0 };
        ZSTD_outBuffer to = { out, size, 0 };
        size_t result = ZSTD_decompressStream(self->zstd, &to, &in);
        below->start += in.pos;
        *got = to.pos;
        if (ZSTD_isError(result))
            return damaged(self, "zstd", ZSTD_getErrorName(result), err);
        self->in_frame = result != 0;
    }
    return check_ratio(self, *got, err);
}

static void close_gzip(stage *self)
{
    inflateEnd(&self->gz);
}

static void close_zstd(stage *self)
{
    ZSTD_freeDStream(self->zstd);
}

static bool looks_like_gzip(const stage *self)
{
    return self->end >= 3 && memcmp(self->buffer, "\x1f\x8b\x08", 3) == 0;
}

static bool looks_like_zstd(const stage *self)
{
    bool skippable = self->end >= 4 && (self->buffer[0] & 0xf0) == 0x50 &&
                     memcmp(self->buffer + 1, "\x2a\x4d\x18", 3) == 0;
    return skippable || (self->end >= 4 && memcmp(self->buffer, "\x28\xb5\x2f\xfd", 4) == 0);
}

static em_status stage_init(em_source *source, int index, em_error *err)
{
    stage *self = &source->stages[index];
    self->source = source;
    self->below = index ? self - 1 : NULL;
    self->buffer = em_mem_alloc(STAGE_BYTES);
    source->top = index;
    return self->buffer ? EM_OK : no_memory(source, err);
}

static em_status add_gzip(em_source *source, em_error *err)
{
    em_status status = stage_init(source, source->top + 1, err);
    if (status != EM_OK)
        return status;
    stage *self = &source->stages[source->top];
    if (inflateInit2(&self->gz, 15 + 16) != Z_OK) /* 15: largest window; 16: gzip header */
        return no_memory(source, err);
    self->read = read_gzip;
    self->close = close_gzip;
    return EM_OK;
}

static em_status add_zstd(em_source *source, em_error *err)
{
    em_status status = stage_init(source, source->top + 1, err);
    if (status != EM_OK)
        return status;
    stage *self = &source->stages[source->top];
    self->zstd = ZSTD_createDStream();
    self->close = close_zstd;
    if (!self->zstd ||
        ZSTD_isError(ZSTD_DCtx_setParameter(self->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG_MAX)))
        return no_memory(source, err);
    self->read = read_zstd;
    return EM_OK;
}

static em_status add_layers(em_source *source, em_error *err)
{
    for (;;) {
        stage *top = &source->stages[source->top];
        em_status status = stage_peek(top, 4, err);
        if (status != EM_OK)
            return status;
        bool gzip = looks_like_gzip(top), zstd = looks_like_zstd(top);
        if (!gzip && !zstd)
            return EM_OK;
        if (source->top == EM_LAYERS_MAX)
            return em_error_at(err, EM_E_LIMIT, source->path, 0, 0,
                               "compressed more than %d times over (the most that is read)",
                               EM_LAYERS_MAX);
        status = gzip ? add_gzip(source, err) : add_zstd(source, err);
        if (status != EM_OK)
            return status;
    }
}

/* --- archives ----------------------------------------------------------------------------- */

/* The length of the part of `path` that is a plain file, or 0: "a.zip" of "a.zip/b.csv". */
static size_t archive_part(const char *path)
{
    char *copy = em_mem_strdup(em_str_from(path));
    size_t found = 0;
    char *slash = copy ? strchr(copy, '/') : NULL;
    while (slash && !found) {
        struct stat about;
        *slash = '\0';
        if (stat(copy, &about) == 0 && S_ISREG(about.st_mode))
            found = (size_t)(slash - copy);
        *slash = '/';
        slash = strchr(slash + 1, '/');
    }
    em_mem_free(copy);
    return found;
}

static em_status archive_error(em_source *source, int code, em_error *err)
{
    zip_error_t about;
    zip_error_init_with_code(&about, code);
    em_status status = em_error_at(err, code == ZIP_ER_MEMORY ? EM_E_MEMORY : EM_E_INPUT,
                                   source->path, 0, 0, "cannot read the archive: %s",
                                   zip_error_strerror(&about));
    zip_error_fini(&about);
    return status;
}

static bool is_folder_entry(const char *name)
{
    size_t len = name ? strlen(name) : 0;
    return len > 0 && name[len - 1] == '/';
}

/* The member that a path without a member's name stands for: the only file in the archive. */
static em_status find_only_member(em_source *source, zip_uint64_t *index, em_error *err)
{
    zip_int64_t all = zip_get_num_entries(source->archive, 0);
    zip_int64_t files = 0;
    for (zip_int64_t i = 0; i < all; i++)
        if (!is_folder_entry(zip_get_name(source->archive, (zip_uint64_t)i, 0))) {
            *index = (zip_uint64_t)i;
            files++;
        }
    if (files == 1)
        return EM_OK;
    return em_error_at(err, EM_E_INPUT, source->path, 0, 0,
                       "the archive holds %" PRId64 " files (name one: %s/NAME)", files,
                       source->path);
}

static em_status open_member(em_source *source, const char *member, em_error *err)
{
    int code = 0;
    source->archive = zip_open(source->archive_path, ZIP_RDONLY | ZIP_CHECKCONS, &code);
    if (!source->archive)
        return archive_error(source, code, err);
    zip_uint64_t index = 0;
    zip_int64_t found = *member ? zip_name_locate(source->archive, member, 0) : 0;
    if (found < 0)
        return em_error_at(err, EM_E_INPUT, source->path, 0, 0, "the archive holds no such member");
    index = (zip_uint64_t)found;
    if (!*member) {
        em_status status = find_only_member(source, &index, err);
        if (status != EM_OK)
            return status;
    }
    zip_stat_t about;
    if (zip_stat_index(source->archive, index, 0, &about) == 0 && (about.valid & ZIP_STAT_SIZE))
        source->stored_all = about.size;
    source->member = zip_fopen_index(source->archive, index, 0);
    if (!source->member)
        return em_error_at(err, EM_E_INPUT, source->path, 0, 0,
                           "cannot read this member of the archive: %s",
                           zip_strerror(source->archive));
    source->stages[0].read = read_member;
    return EM_OK;
}

/* --- opening ------------------------------------------------------------------------------ */

static em_status open_plain(em_source *source, const char *path, em_error *err)
{
    source->stages[0].read = read_file;
    if (strcmp(path, "-") == 0) {
        source->fd = STDIN_FILENO;
        return EM_OK;
    }
    source->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (source->fd < 0)
        return em_error_at(err, EM_E_SYSTEM, path, 0, 0, "cannot open: %s", strerror(errno));
    if (fstat(source->fd, &source->opened) != 0 || S_ISDIR(source->opened.st_mode))
        return em_error_at(err, EM_E_INPUT, path, 0, 0, "is no file");
    if (S_ISREG(source->opened.st_mode))
        source->stored_all = (uint64_t)source->opened.st_size;
    return EM_OK;
}

/* By its first bytes or its name: an archive that is damaged there is not read as text. */
static bool is_zip_file(const em_source *source)
{
    const stage *base = &source->stages[0];
    size_t len = strlen(source->path);
    if (!S_ISREG(source->opened.st_mode))
        return false;
    if (len > 4 && strcasecmp(source->path + len - 4, ".zip") == 0)
        return true;
    return base->end >= 4 &&
           (memcmp(base->buffer, "PK\3\4", 4) == 0 || memcmp(base->buffer, "PK\5\6", 4) == 0);
}

static em_status open_path(em_source *source, const char *path, em_error *err)
{
    size_t archive = archive_part(path);
    if (archive) {
        source->archive_path = em_mem_strdup((em_str){ path, archive });
        return source->archive_path ? open_member(source, path + archive + 1, err)
                                    : no_memory(source, err);
    }
    em_status status = open_plain(source, path, err);
    if (status == EM_OK)
        status = stage_peek(&source->stages[0], 4, err);
    if (status != EM_OK || !is_zip_file(source))
        return status;
    close(source->fd);
    source->fd = -1;
    source->stored_done = 0;
    source->stages[0].end = 0;
    source->archive_path = em_mem_strdup(em_str_from(path));
    return source->archive_path ? open_member(source, "", err) : no_memory(source, err);
}

static em_source *source_new(const char *path)
{
    em_source *source = em_mem_zalloc(1, sizeof *source);
    if (!source)
        return NULL;
    source->fd = -1;
    em_sha256_init(&source->sha);
    source->path = em_mem_strdup(em_str_from(path));
    if (source->path)
        return source;
    em_source_close(source);
    return NULL;
}

static em_status source_finish(em_source **out, em_source *source, em_status status, em_error *err)
{
    if (status == EM_OK)
        status = add_layers(source, err);
    if (status == EM_OK)
        *out = source;
    else
        em_source_close(source);
    return status;
}

em_status em_source_open(em_source **out, const char *path, em_error *err)
{
    *out = NULL;
    em_source *source = source_new(path);
    if (!source)
        return em_error_at(err, EM_E_MEMORY, path, 0, 0, "no memory");
    em_status status = stage_init(source, 0, err);
    if (status == EM_OK)
        status = open_path(source, path, err);
    return source_finish(out, source, status, err);
}

em_status em_source_open_bytes(em_source **out, em_str bytes, size_t first, size_t step,
                               em_error *err)
{
    *out = NULL;
    em_source *source = source_new("memory");
    if (!source)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    source->memory = bytes;
    source->memory_first = first;
    source->memory_step = step;
    source->stored_all = bytes.len;
    em_status status = stage_init(source, 0, err);
    source->stages[0].read = read_memory;
    return source_finish(out, source, status, err);
}

em_status em_source_read(em_source *source, char *out, size_t size, size_t *got, em_error *err)
{
    stage *top = &source->stages[source->top];
    size_t held = top->end - top->start;
    if (held == 0)
        return top->read(top, out, size, got, err);
    *got = held < size ? held : size;
    memcpy(out, top->buffer + top->start, *got);
    top->start += *got;
    return EM_OK;
}

bool em_source_is_zip(const em_source *source)
{
    const stage *top = &source->stages[source->top];
    return top->end >= 4 && memcmp(top->buffer, "PK\3\4", 4) == 0;
}

void em_source_progress(const em_source *source, uint64_t *done, uint64_t *all)
{
    *done = source->stored_done;
    *all = source->stored_all;
}

static em_status check_unchanged(const em_source *source, em_error *err)
{
    struct stat now;
    const struct stat *then = &source->opened;
    if (source->fd < 0 || !S_ISREG(then->st_mode))
        return EM_OK;
    if (fstat(source->fd, &now) == 0 && now.st_size == then->st_size &&
        now.st_mtim.tv_sec == then->st_mtim.tv_sec && now.st_mtim.tv_nsec == then->st_mtim.tv_nsec)
        return EM_OK;
    return em_error_at(err, EM_E_INPUT, source->path, 0, 0,
                       "the file changed while it was read (run again)");
}

em_status em_source_sha256(em_source *source, char out[EM_SHA256_HEX_BYTES], em_error *err)
{
    if (source->archive)
        return em_source_hash_file(source->archive_path, out, err);
    stage *base = &source->stages[0];
    size_t got = 0;
    em_status status;
    do
        status = base->read(base, (char *)base->buffer, STAGE_BYTES, &got, err);
    while (status == EM_OK);
    if (status != EM_END)
        return status;
    em_sha256_hex(&source->sha, out);
    return check_unchanged(source, err);
}

em_status em_source_hash_file(const char *path, char out[EM_SHA256_HEX_BYTES], em_error *err)
{
    em_source *source = source_new(path);
    if (!source)
        return em_error_at(err, EM_E_MEMORY, path, 0, 0, "no memory");
    em_status status = stage_init(source, 0, err);
    if (status == EM_OK)
        status = open_plain(source, path, err);
    if (status == EM_OK)
        status = em_source_sha256(source, out, err);
    em_source_close(source);
    return status;
}

void em_source_close(em_source *source)
{
    if (!source)
        return;
    for (int i = 0; i <= source->top; i++) {
        if (source->stages[i].close)
            source->stages[i].close(&source->stages[i]);
        em_mem_free(source->stages[i].buffer);
    }
    if (source->member)
        zip_fclose(source->member);
    if (source->archive)
        zip_discard(source->archive);
    if (source->fd > STDIN_FILENO)
        close(source->fd);
    em_mem_free(source->archive_path);
    em_mem_free(source->path);
    em_mem_free(source);
}
