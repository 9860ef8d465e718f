/* Speaking to people: messages on stderr, results on stdout, colour and progress on terminals. */
#include "cli/console.h"

#include "base/memory.h"
#include "base/str.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static void put_place(FILE *out, const char *file, uint64_t line, uint32_t column)
{
    if (!file || !*file)
        return;
    fprintf(out, "%s:", file);
    if (line)
        fprintf(out, "%" PRIu64 ":", line);
    if (line && column)
        fprintf(out, "%" PRIu32 ":", column);
    fputc(' ', out);
}

int em_console_fail(const em_error *err)
{
    fputs("echometer: ", stderr);
    put_place(stderr, err->file, err->line, err->column);
    fprintf(stderr, "%s\n", err->text);
    return em_status_exit_code(err->status);
}

void em_console_warn(const char *path, uint64_t line, const char *text)
{
    em_error printable; /* copies, so that nothing raw reaches the terminal */
    em_error_at(&printable, EM_OK, path, 0, 0, "%s", text);
    fputs("echometer: warning: ", stderr);
    put_place(stderr, printable.file, line, 0);
    fprintf(stderr, "%s\n", printable.text);
}

em_status em_console_put(em_str text, em_error *err)
{
    errno = 0;
    bool written = fwrite(text.data, 1, text.len, stdout) == text.len && fflush(stdout) == 0;
    if (written || errno == EPIPE)
        return EM_OK;
    return em_error_set(err, EM_E_SYSTEM, "cannot write standard output: %s", strerror(errno));
}

int em_console_print(em_str text)
{
    em_error err;
    return em_console_put(text, &err) == EM_OK ? 0 : em_console_fail(&err);
}

bool em_console_colour(bool on_stderr)
{
    const char *no_colour = getenv("NO_COLOR");
    if (no_colour && *no_colour)
        return false;
    return isatty(on_stderr ? STDERR_FILENO : STDOUT_FILENO) == 1;
}

/* --- progress bar -------------------------------------------------------------------- */

struct em_progress {
    struct timespec shown; /* when the bar was drawn last */
    bool drawn;
};

#define BAR_CELLS 30
#define REDRAW_SECONDS 0.1

em_progress *em_progress_new(void)
{
    return isatty(STDERR_FILENO) == 1 ? em_mem_zalloc(1, sizeof(em_progress)) : NULL;
}

static double seconds_since(const struct timespec *then)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) * 1e-9;
}

void em_progress_show(em_progress *progress, uint64_t done, uint64_t all, uint64_t comments)
{
    if (!progress || (progress->drawn && seconds_since(&progress->shown) < REDRAW_SECONDS))
        return;
    clock_gettime(CLOCK_MONOTONIC, &progress->shown);
    progress->drawn = true;
    double share = all ? (double)done / (double)all : 0;
    int cells = (int)(share > 1 ? BAR_CELLS : share * BAR_CELLS);
    if (all)
        fprintf(stderr, "\r\033[K[%.*s%*s] %3.0f %%  %" PRIu64 " comments", cells,
                "##############################", BAR_CELLS - cells, "",
                share > 1 ? 100.0 : share * 100, comments);
    else
        fprintf(stderr, "\r\033[K%" PRIu64 " MB  %" PRIu64 " comments", done / 1000000, comments);
    fflush(stderr);
}

void em_progress_free(em_progress *progress)
{
    if (progress && progress->drawn)
        fputs("\r\033[K", stderr);
    em_mem_free(progress);
}
