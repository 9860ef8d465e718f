/* Where the project's Chinese words lie. */
#include "text/words_place.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#define WORDS "/lexicons/zh/words.tsv"

static bool try_place(em_buf *out, const char *folder, const char *below)
{
    em_buf_reset(out);
    em_buf_puts(out, folder);
    em_buf_puts(out, below);
    em_buf_puts(out, WORDS);
    return out->status == EM_OK && access(out->data, R_OK) == 0;
}

/* The folder of the running program; false where the system does not say. */
static bool program_folder(char *out, size_t size)
{
    ssize_t len = readlink("/proc/self/exe", out, size - 1);
    if (len <= 0)
        return false;
    out[len] = '\0';
    char *slash = strrchr(out, '/');
    if (!slash)
        return false;
    *slash = '\0';
    return true;
}

bool em_words_place_find(em_buf *out)
{
    static const char *const BESIDE[] = { "/../..", "/..", "/../share/echometer" };
    char folder[PATH_MAX];
    if (program_folder(folder, sizeof folder))
        for (size_t i = 0; i < sizeof BESIDE / sizeof *BESIDE; i++)
            if (try_place(out, folder, BESIDE[i]))
                return true;
    return try_place(out, EM_DATA_DIR, "");
}
