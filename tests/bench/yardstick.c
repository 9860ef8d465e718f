/*
 * The yardstick: ICU's own word iterator alone over ready UTF-16, one comment a line.
 * usage: yardstick FILE LOCALE; prints the CPU seconds of one pass after a warm-up pass.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <unicode/ubrk.h>
#include <unicode/ustring.h>

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static char *read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    if (!file)
        return NULL;
    if (fseek(file, 0, SEEK_END) == 0) {
        long end = ftell(file);
        rewind(file);
        bytes = end >= 0 ? malloc((size_t)end + 1) : NULL;
        *size = bytes ? fread(bytes, 1, (size_t)end, file) : 0;
    }
    fclose(file);
    return bytes;
}

/* Lines as UTF-16, their starts in `starts`; the number of lines. */
static size_t convert_lines(const char *bytes, size_t size, UChar *units, int32_t *starts)
{
    size_t lines = 0;
    int32_t used = 0;
    for (const char *at = bytes, *end = bytes + size; at < end; lines++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        int32_t len = 0;
        UErrorCode code = U_ZERO_ERROR;
        if (!stop)
            stop = end;
        starts[lines] = used;
        u_strFromUTF8WithSub(units + used, (int32_t)size, &len, at, (int32_t)(stop - at), 0xFFFD,
                             NULL, &code);
        used += len;
        at = stop + 1;
    }
    starts[lines] = used;
    return lines;
}

static uint64_t count_words(UBreakIterator *words, const UChar *units, const int32_t *starts,
                            size_t lines)
{
    uint64_t count = 0;
    UErrorCode code = U_ZERO_ERROR;
    for (size_t i = 0; i < lines; i++) {
        ubrk_setText(words, units + starts[i], starts[i + 1] - starts[i], &code);
        ubrk_first(words);
        while (ubrk_next(words) != UBRK_DONE)
            count += ubrk_getRuleStatus(words) != 0;
    }
    return count;
}

int main(int argc, char **argv)
{
    size_t size = 0;
    char *bytes = argc == 3 ? read_whole(argv[1], &size) : NULL;
    if (!bytes) {
        fprintf(stderr, "usage: yardstick FILE LOCALE\n");
        return 2;
    }
    UChar *units = malloc(sizeof *units * (size + 1) * 2);
    int32_t *starts = malloc(sizeof *starts * (size + 2));
    UErrorCode code = U_ZERO_ERROR;
    UBreakIterator *words = ubrk_open(UBRK_WORD, argv[2], NULL, 0, &code);
    if (!units || !starts || U_FAILURE(code))
        return 4;
    size_t lines = convert_lines(bytes, size, units, starts);
    uint64_t count = count_words(words, units, starts, lines);
    double before = cpu_seconds();
    count += count_words(words, units, starts, lines);
    printf("%.6f %llu\n", cpu_seconds() - before, (unsigned long long)count / 2);
    ubrk_close(words);
    free(starts);
    free(units);
    free(bytes);
    return 0;
}
