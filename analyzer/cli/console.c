/* Speaking to people: messages on stderr, results on stdout, colour and progress on terminals. */
#include "cli/console.h"

#include "base/memory.h"
#include "base/str.h"
#include "base/utf8.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <unicode/uchar.h>

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

/* --- the line at fault, with a caret below it --------------------------------------------- */

#define CARET_LINE_BYTES 4096
#define CARET_BEFORE 60 /* characters shown before the fault, and behind it */

/* Reads line `number` of a lexicon file; false where there is none or it is too long. */
static bool read_line(char out[CARET_LINE_BYTES], const char *path, uint32_t number)
{
    FILE *file = fopen(path, "r");
    bool whole = false;
    if (!file)
        return false;
    for (uint32_t line = 1; line <= number && fgets(out, CARET_LINE_BYTES, file);) {
        size_t len = strlen(out);
        bool ends = len && out[len - 1] == '\n';
        whole = line == number && (ends || feof(file));
        if (ends)
            out[len - 1] = '\0';
        if (line == number)
            break;
        line += ends;
    }
    fclose(file);
    return whole;
}

/* Terminal cells of a character: Han and other wide ones take two. */
static int cells_of(uint32_t c)
{
    int width = u_getIntPropertyValue((UChar32)c, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_FULLWIDTH || width == U_EA_WIDE ? 2 : 1;
}

/* The part of the line around character `column`, and the cells before it. */
static em_str around(char *line, uint32_t column, int *cells)
{
    size_t len = strlen(line), start = 0, end = len, at = 0;
    uint32_t character = 1;
    *cells = 0;
    for (; at < len; character++) {
        uint32_t c;
        if (character + CARET_BEFORE == column) {
            start = at;
            *cells = 0;
        }
        if (character == column + CARET_BEFORE) {
            end = at;
            break;
        }
        at += em_utf8_decode(&c, line + at, len - at);
        *cells += character < column ? cells_of(c == EM_UTF8_BAD ? '?' : c) : 0;
    }
    return (em_str){ line + start, end - start };
}

void em_console_put_caret(em_buf *out, const char *file, uint32_t line, uint32_t column)
{
    char text[CARET_LINE_BYTES];
    int cells;
    if (!line || !column || !read_line(text, file, line))
        return;
    for (char *c = text; *c; c++)
        if (*c == '\t')
            *c = ' ';
    em_str shown = around(text, column, &cells);
    char *copy = em_mem_strdup(shown);
    if (!copy)
        return;
    em_str_make_printable(copy);
    em_buf_printf(out, "    %s\n    %*s^\n", copy, cells, "");
    em_mem_free(copy);
}

static void print_caret(const em_error *err)
{
    em_buf out;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    em_console_put_caret(&out, err->file, err->line, err->column);
    fputs(em_buf_str(&out).data, stderr);
    em_buf_release(&out);
}

int em_console_fail(const em_error *err)
{
    fputs("echometer: ", stderr);
    put_place(stderr, err->file, err->line, err->column);
    fprintf(stderr, "%s\n", err->text);
    if (err->status == EM_E_LEXICON)
        print_caret(err);
    return em_status_exit_code(err->status);
}

void em_console_warn(const char *path, uint64_t line, const char *text)
{
    em_console_warn_at(path, line, 0, text);
}

void em_console_warn_at(const char *path, uint64_t line, uint32_t column, const char *text)
{
    em_error printable; /* copies, so that nothing raw reaches the terminal */
    em_error_at(&printable, EM_OK, path, 0, 0, "%s", text);
    fputs("echometer: warning: ", stderr);
    put_place(stderr, printable.file, line, column);
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
