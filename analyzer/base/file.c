/* Files: reading a small one whole, and writing one so that it appears whole or not at all. */
#include "base/file.h"

#include "base/memory.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define READ_BLOCK_BYTES ((size_t)64 * 1024)
#define WRITE_BLOCK_BYTES ((size_t)256 * 1024)
#define NAME_TRIES 100

static em_status system_error(em_error *err, const char *path, const char *what)
{
    return em_error_at(err, EM_E_SYSTEM, path, 0, 0, "%s: %s", what, strerror(errno));
}

/* --- reading -------------------------------------------------------------------------- */

/* Room for the next read; 0 at the ceiling, where one more byte only tells whether the file ends.
 */
static size_t next_room(const em_buf *out)
{
    size_t left = out->max - out->len;
    return left < READ_BLOCK_BYTES ? left : READ_BLOCK_BYTES;
}

static em_status read_all(em_buf *out, int fd, const char *path, em_error *err)
{
    for (;;) {
        char probe;
        size_t room = next_room(out);
        if (!em_buf_reserve(out, room))
            return em_error_at(err, out->status, path, 0, 0, "no memory");
        ssize_t got = room ? read(fd, out->data + out->len, room) : read(fd, &probe, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return system_error(err, path, "cannot read");
        if (got == 0)
            break;
        if (!room)
            return em_error_at(err, EM_E_LIMIT, path, 0, 0, "the file is larger than %zu bytes",
                               out->max);
        out->len += (size_t)got;
    }
    if (out->data)
        out->data[out->len] = '\0';
    return EM_OK;
}

em_status em_file_check_readable(const char *path, em_status refused, em_error *err)
{
    if (access(path, R_OK) == 0)
        return EM_OK;
    return em_error_at(err, refused, path, 0, 0, "cannot open: %s", strerror(errno));
}

em_status em_file_read(em_buf *out, const char *path, em_error *err)
{
    if (strcmp(path, "-") == 0)
        return read_all(out, STDIN_FILENO, "standard input", err);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return system_error(err, path, "cannot open");
    em_status status = read_all(out, fd, path, err);
    close(fd);
    return status;
}

/* --- writing -------------------------------------------------------------------------- */

/*
 * The file has no name until it is whole (O_TMPFILE), so that even a process that is killed
 * leaves nothing behind; where the file system cannot do that, it has a temporary one.
 */
struct em_file_out {
    char *path;
    char *temporary; /* a name beside `path` */
    em_buf pending;
    int fd;
    bool named; /* `temporary` exists */
};

void em_file_discard(em_file_out *file)
{
    if (!file)
        return;
    if (file->fd >= 0)
        close(file->fd);
    if (file->named)
        unlink(file->temporary);
    em_buf_release(&file->pending);
    em_mem_free(file->path);
    em_mem_free(file->temporary);
    em_mem_free(file);
}

static char *temporary_name(const char *path)
{
    em_buf name;
    em_buf_init(&name, EM_BUF_UNLIMITED);
    em_buf_printf(&name, "%s.XXXXXX", path);
    return em_buf_detach(&name, NULL);
}

static int open_nameless(const char *path)
{
    em_buf folder;
    em_buf_init(&folder, EM_BUF_UNLIMITED);
    em_file_resolve(&folder, path, EM_STR("."));
    int fd = -1;
    /* Without /proc it could not be given a name. */
    if (folder.status == EM_OK && access("/proc/self/fd", F_OK) == 0)
        fd = open(folder.data, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
    em_buf_release(&folder);
    return fd;
}

static int open_named(em_file_out *file)
{
    int fd = mkostemp(file->temporary, O_CLOEXEC);
    if (fd < 0)
        return fd;
    file->named = true;
    mode_t mask = umask(0);
    umask(mask);
    if (fchmod(fd, 0666 & ~mask) == 0)
        return fd;
    close(fd);
    return -1;
}

em_status em_file_create(em_file_out **out, const char *path, em_error *err)
{
    *out = NULL;
    em_file_out *file = em_mem_zalloc(1, sizeof *file);
    if (!file)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    file->fd = -1;
    em_buf_init(&file->pending, 2 * WRITE_BLOCK_BYTES);
    file->path = em_mem_strdup(em_str_from(path));
    file->temporary = temporary_name(path);
    if (!file->path || !file->temporary) {
        em_file_discard(file);
        return em_error_set(err, EM_E_MEMORY, "no memory");
    }
    file->fd = open_nameless(path);
    if (file->fd < 0)
        file->fd = open_named(file);
    if (file->fd < 0) {
        em_status status = system_error(err, path, "cannot create");
        em_file_discard(file);
        return status;
    }
    *out = file;
    return EM_OK;
}

static em_status write_all(em_file_out *file, em_str bytes, em_error *err)
{
    while (bytes.len) {
        ssize_t put = write(file->fd, bytes.data, bytes.len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return system_error(err, file->path, "cannot write");
        bytes.data += put;
        bytes.len -= (size_t)put;
    }
    return EM_OK;
}

static em_status flush_pending(em_file_out *file, em_error *err)
{
    em_status status = write_all(file, em_buf_str(&file->pending), err);
    em_buf_reset(&file->pending);
    return status;
}

em_status em_file_write(em_file_out *file, em_str bytes, em_error *err)
{
    if (file->pending.len + bytes.len > WRITE_BLOCK_BYTES) {
        em_status status = flush_pending(file, err);
        if (status != EM_OK)
            return status;
    }
    if (bytes.len > WRITE_BLOCK_BYTES)
        return write_all(file, bytes, err);
    em_buf_put(&file->pending, bytes);
    if (file->pending.status != EM_OK)
        return em_error_set(err, file->pending.status, "no memory");
    return EM_OK;
}

static em_status sync_folder(const char *path, em_error *err)
{
    em_buf folder;
    em_buf_init(&folder, EM_BUF_UNLIMITED);
    em_file_resolve(&folder, path, EM_STR("."));
    int fd = folder.status == EM_OK ? open(folder.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    em_status status = EM_OK;
    /* Some file systems cannot sync a folder (EINVAL); then the rename is all there is. */
    if (fd >= 0 && fsync(fd) != 0 && errno != EINVAL)
        status = system_error(err, path, "cannot sync the folder");
    if (fd >= 0)
        close(fd);
    em_buf_release(&folder);
    return status;
}

/* Gives a nameless file its temporary name: a link cannot replace the old file, a rename can. */
static em_status give_name(em_file_out *file, em_error *err)
{
    char self[64];
    size_t len = strlen(file->temporary);
    snprintf(self, sizeof self, "/proc/self/fd/%d", file->fd);
    for (unsigned try = 0; !file->named && try < NAME_TRIES; try++) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        unsigned salt = (unsigned)now.tv_nsec ^ (unsigned)getpid() << 8 ^ try;
        snprintf(file->temporary + len - 6, 7, "%06x", salt & 0xFFFFFF);
        file->named = linkat(AT_FDCWD, self, AT_FDCWD, file->temporary, AT_SYMLINK_FOLLOW) == 0;
        if (!file->named && errno != EEXIST)
            break;
    }
    return file->named ? EM_OK : system_error(err, file->path, "cannot link");
}

static em_status put_in_place(em_file_out *file, em_error *err)
{
    if (fsync(file->fd) != 0 && errno != EINVAL)
        return system_error(err, file->path, "cannot sync");
    em_status status = file->named ? EM_OK : give_name(file, err);
    if (status != EM_OK)
        return status;
    int fd = file->fd;
    file->fd = -1;
    if (close(fd) != 0)
        return system_error(err, file->path, "cannot close");
    if (rename(file->temporary, file->path) != 0)
        return system_error(err, file->path, "cannot rename");
    file->named = false;
    return sync_folder(file->path, err);
}

em_status em_file_commit(em_file_out *file, em_error *err)
{
    em_status status = flush_pending(file, err);
    if (status == EM_OK)
        status = put_in_place(file, err);
    em_file_discard(file);
    return status;
}

em_status em_file_write_whole(const char *path, em_str bytes, em_error *err)
{
    em_file_out *file;
    em_status status = em_file_create(&file, path, err);
    if (status != EM_OK)
        return status;
    status = em_file_write(file, bytes, err);
    if (status != EM_OK) {
        em_file_discard(file);
        return status;
    }
    return em_file_commit(file, err);
}

/* --- names ---------------------------------------------------------------------------- */

em_status em_file_make_folder(const char *path, em_error *err)
{
    char *partial = em_mem_strdup(em_str_from(path));
    if (!partial)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    em_status status = EM_OK;
    for (char *p = partial + 1; status == EM_OK; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        char end = *p;
        *p = '\0';
        if (mkdir(partial, 0777) != 0 && errno != EEXIST)
            status = system_error(err, partial, "cannot make the folder");
        *p = end;
        if (end == '\0')
            break;
    }
    struct stat info;
    if (status == EM_OK && (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)))
        status = em_error_at(err, EM_E_SYSTEM, path, 0, 0, "is not a folder");
    em_mem_free(partial);
    return status;
}

/* Where the last part of path[0, len) begins, with the slashes before it; 0: there is no other. */
static size_t parent_len(const char *path, size_t len)
{
    while (len && path[len - 1] == '/')
        len--;
    while (len && path[len - 1] != '/')
        len--;
    while (len && path[len - 1] == '/')
        len--;
    return len;
}

/* Calls `act` for the path and the folders around it, innermost first, until it says no. */
static size_t walk_up(const char *path, size_t keep, bool (*act)(const char *path))
{
    size_t len = strlen(path);
    char *partial = em_mem_strdup(em_str_from(path));
    while (partial && len > keep && act(partial)) {
        len = parent_len(path, len);
        partial[len] = '\0';
    }
    em_mem_free(partial);
    return len;
}

static bool is_missing(const char *path)
{
    struct stat info;
    return stat(path, &info) != 0;
}

static bool can_remove(const char *path)
{
    return rmdir(path) == 0;
}

size_t em_file_existing(const char *path)
{
    return walk_up(path, 0, is_missing);
}

void em_file_remove_folders(const char *path, size_t keep)
{
    walk_up(path, keep, can_remove);
}

void em_file_resolve(em_buf *out, const char *base_file, em_str name)
{
    const char *slash = strrchr(base_file, '/');
    if (slash && !(name.len && name.data[0] == '/'))
        em_buf_put(out, (em_str){ base_file, (size_t)(slash - base_file) + 1 });
    em_buf_put(out, name);
}
