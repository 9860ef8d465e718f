/* Which files of a folder the `lexicon` commands read, and what kind each is. */
#include "lexicon/lexicon_files.h"

#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#define DEPTH_MAX 16

typedef EM_VEC(char *) file_list;

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len > end_len && strcmp(text + len - end_len, end) == 0;
}

em_lexicon_kind em_lexicon_kind_of(const char *path)
{
    if (ends_with(path, ".messages.json"))
        return EM_LEXICON_MESSAGES;
    if (ends_with(path, ".campaign.json"))
        return EM_LEXICON_CAMPAIGN;
    return ends_with(path, ".tsv") ? EM_LEXICON_SENTIMENT : EM_LEXICON_OTHER;
}

static bool is_wanted(const char *path)
{
    if (em_lexicon_kind_of(path) != EM_LEXICON_SENTIMENT)
        return em_lexicon_kind_of(path) != EM_LEXICON_OTHER;
    const char *name = strrchr(path, '/');
    static const char FOLDER[] = "sentiment";
    size_t before = name ? (size_t)(name - path) : 0;
    return before >= sizeof FOLDER - 1 &&
           strncmp(name - (sizeof FOLDER - 1), FOLDER, sizeof FOLDER - 1) == 0;
}

static bool keep(file_list *files, char *path)
{
    if (path && em_vec_push(files, path))
        return true;
    em_mem_free(path);
    return false;
}

static char *join(const char *folder, const char *name)
{
    em_buf path;
    em_buf_init(&path, EM_BUF_UNLIMITED);
    em_buf_printf(&path, "%s%s%s", folder, ends_with(folder, "/") ? "" : "/", name);
    return em_buf_detach(&path, NULL);
}

static em_status find_in_folder(file_list *files, const char *folder, int depth, em_error *err);

static em_status take_entry(file_list *files, const char *folder, const char *name, int depth,
                            em_error *err)
{
    struct stat info;
    if (name[0] == '.')
        return EM_OK;
    char *path = join(folder, name);
    if (!path)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    bool exists = stat(path, &info) == 0;
    if (exists && S_ISREG(info.st_mode) && is_wanted(path))
        return keep(files, path) ? EM_OK : em_error_set(err, EM_E_MEMORY, "no memory");
    em_status status = EM_OK;
    if (exists && S_ISDIR(info.st_mode) && depth < DEPTH_MAX)
        status = find_in_folder(files, path, depth + 1, err);
    em_mem_free(path);
    return status;
}

static em_status find_in_folder(file_list *files, const char *folder, int depth, em_error *err)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);
    if (count < 0)
        return em_error_at(err, EM_E_SYSTEM, folder, 0, 0, "cannot read the folder: %s",
                           strerror(errno));
    em_status status = EM_OK;
    for (int i = 0; i < count; i++) {
        if (status == EM_OK)
            status = take_entry(files, folder, entries[i]->d_name, depth, err);
        free(entries[i]);
    }
    free(entries);
    return status;
}

static em_status take_path(file_list *files, const char *path, em_error *err)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return em_error_at(err, EM_E_USAGE, path, 0, 0, "cannot open: %s", strerror(errno));
    if (S_ISDIR(info.st_mode))
        return find_in_folder(files, path, 0, err);
    return keep(files, em_mem_strdup(em_str_from(path)))
               ? EM_OK
               : em_error_set(err, EM_E_MEMORY, "no memory");
}

em_status em_lexicon_files_find(char ***out, size_t *count, const char *const *paths,
                                size_t path_count, em_error *err)
{
    file_list files = { 0 };
    em_status status = EM_OK;
    for (size_t i = 0; i < path_count && status == EM_OK; i++)
        status = take_path(&files, paths[i], err);
    if (status == EM_OK && !files.len)
        status = em_error_set(err, EM_E_USAGE,
                              "no lexicon there (*.messages.json, *.campaign.json or "
                              "sentiment/*.tsv)");
    if (status != EM_OK) {
        em_lexicon_files_free(files.items, files.len);
        files.items = NULL;
        files.len = 0;
    }
    *out = files.items;
    *count = files.len;
    return status;
}

void em_lexicon_files_free(char **files, size_t count)
{
    for (size_t i = 0; i < count; i++)
        em_mem_free(files[i]);
    em_mem_free(files);
}
