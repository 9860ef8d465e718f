/* Operands to inputs: folders and archives become the exports inside them. */
#include "reader/reader.h"

#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <zip.h>

#define FOLDER_DEPTH_MAX 16
#define INPUTS_MAX 100000

typedef EM_VEC(char *) path_list;

static bool has_suffix(em_str *name, const char *suffix)
{
    size_t len = strlen(suffix);
    if (name->len <= len ||
        !em_str_eq_ascii_case((em_str){ name->data + name->len - len, len }, em_str_from(suffix)))
        return false;
    name->len -= len;
    return true;
}

static bool is_export_name(const char *path)
{
    static const char *const KNOWN[] = { ".csv",  ".tsv",   ".tab",    ".txt",
                                         ".json", ".jsonl", ".ndjson", ".xlsx" };
    em_str name = em_str_from(path);
    if (!has_suffix(&name, ".gz"))
        has_suffix(&name, ".zst");
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++)
        if (has_suffix(&name, KNOWN[i]))
            return true;
    return false;
}

static bool is_archive_name(const char *path)
{
    em_str name = em_str_from(path);
    return has_suffix(&name, ".zip");
}

static em_status add_path(path_list *paths, const char *folder, const char *name, em_error *err)
{
    em_buf path;
    em_buf_init(&path, EM_BUF_UNLIMITED);
    em_buf_printf(&path, *folder ? "%s/%s" : "%s%s", folder, name);
    char *made = em_buf_detach(&path, NULL);
    if (made && paths->len < INPUTS_MAX && em_vec_push(paths, made))
        return EM_OK;
    em_mem_free(made);
    return paths->len < INPUTS_MAX
               ? em_error_set(err, EM_E_MEMORY, "no memory")
               : em_error_at(err, EM_E_LIMIT, folder, 0, 0, "more than %d inputs", INPUTS_MAX);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_from(path_list *paths, size_t first)
{
    if (paths->len > first + 1)
        qsort(paths->items + first, paths->len - first, sizeof *paths->items, by_name);
}

/* --- archives -------------------------------------------------------------------------------- */

/* A name that leaves the archive's own folder, or is absolute, is no path of ours. */
static bool is_safe_member(const char *name)
{
    if (*name == '/' || *name == '\\' || strchr(name, '\\') || (*name && name[1] == ':'))
        return false;
    for (const char *at = name; at; at = strchr(at, '/')) {
        at += *at == '/';
        if (at[0] == '.') /* "..", and hidden files */
            return false;
        if (strncmp(at, "__MACOSX/", 9) == 0)
            return false;
    }
    return true;
}

static em_status expand_archive(path_list *paths, const char *path, em_error *err)
{
    int code = 0;
    zip_t *archive = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code);
    if (!archive)
        return add_path(paths, "", path, err); /* the reader says what is wrong with it */
    size_t first = paths->len;
    em_status status = EM_OK;
    zip_int64_t count = zip_get_num_entries(archive, 0);
    for (zip_int64_t i = 0; i < count && status == EM_OK; i++) {
        const char *name = zip_get_name(archive, (zip_uint64_t)i, 0);
        if (name && is_safe_member(name) && is_export_name(name))
            status = add_path(paths, path, name, err);
    }
    zip_discard(archive);
    sort_from(paths, first);
    if (status == EM_OK && paths->len == first)
        return em_error_at(err, EM_E_INPUT, path, 0, 0,
                           "the archive holds no export (.csv, .tsv, .json, .jsonl, .xlsx)");
    return status;
}

/* --- folders -----------------------------------------------------------------------------------
 */

static em_status list_folder(path_list *out, const char *path, em_error *err)
{
    DIR *folder = opendir(path);
    if (!folder)
        return em_error_at(err, EM_E_SYSTEM, path, 0, 0, "cannot open the folder: %s",
                           strerror(errno));
    em_status status = EM_OK;
    const struct dirent *entry;
    while (status == EM_OK && (entry = readdir(folder)) != NULL)
        if (entry->d_name[0] != '.')
            status = add_path(out, path, entry->d_name, err);
    closedir(folder);
    sort_from(out, 0);
    return status;
}

static em_status expand_folder(path_list *paths, const char *path, int depth, em_error *err)
{
    path_list entries = { 0 };
    em_status status = list_folder(&entries, path, err);
    for (size_t i = 0; i < entries.len && status == EM_OK; i++) {
        const char *entry = entries.items[i];
        struct stat about;
        if (stat(entry, &about) != 0)
            continue;
        if (S_ISDIR(about.st_mode) && depth < FOLDER_DEPTH_MAX)
            status = expand_folder(paths, entry, depth + 1, err);
        else if (S_ISREG(about.st_mode) && is_archive_name(entry))
            status = expand_archive(paths, entry, err);
        else if (S_ISREG(about.st_mode) && is_export_name(entry))
            status = add_path(paths, "", entry, err);
    }
    for (size_t i = 0; i < entries.len; i++)
        em_mem_free(entries.items[i]);
    em_vec_release(&entries);
    return status;
}

/* --- all
 * ------------------------------------------------------------------------------------------ */

static em_status expand(path_list *paths, const char *path, em_error *err)
{
    struct stat about;
    if (strcmp(path, "-") == 0 || stat(path, &about) != 0)
        return add_path(paths, "", path, err); /* opening it says what is wrong */
    if (S_ISREG(about.st_mode) && is_archive_name(path))
        return expand_archive(paths, path, err);
    if (!S_ISDIR(about.st_mode))
        return add_path(paths, "", path, err);
    size_t before = paths->len;
    char folder[4096];
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    if (len >= sizeof folder)
        return em_error_at(err, EM_E_INPUT, path, 0, 0, "the path is too long");
    memcpy(folder, path, len);
    folder[len] = '\0';
    em_status status = expand_folder(paths, folder, 0, err);
    if (status == EM_OK && paths->len == before)
        return em_error_at(err, EM_E_INPUT, path, 0, 0,
                           "the folder holds no export (.csv, .tsv, .json, .jsonl, .xlsx, also "
                           ".gz, .zst, .zip)");
    return status;
}

em_status em_inputs_expand(char ***out, size_t *count, const char *const *paths, size_t path_count,
                           em_error *err)
{
    path_list list = { 0 };
    em_status status = EM_OK;
    *out = NULL;
    *count = 0;
    for (size_t i = 0; i < path_count && status == EM_OK; i++)
        status = expand(&list, paths[i], err);
    if (status != EM_OK) {
        em_inputs_free(list.items, list.len);
        return status;
    }
    *out = list.items;
    *count = list.len;
    return EM_OK;
}

void em_inputs_free(char **paths, size_t count)
{
    for (size_t i = 0; i < count; i++)
        em_mem_free(paths[i]);
    em_mem_free(paths);
}
