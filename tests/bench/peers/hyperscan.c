/*
 * Hyperscan on literal terms: hyperscan TERMS FILE, both one a line. Prints CPU seconds of one scan
 * of FILE in blocks of a line, and bytes. Compiled by bench.py where libhs is there.
 */
#include <hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static char *read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0)
        exit(2);
    *size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*size + 1);
    if (!bytes || fread(bytes, 1, *size, file) != *size)
        exit(2);
    fclose(file);
    bytes[*size] = '\0';
    return bytes;
}

static int count_hit(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                     void *context)
{
    (void)id, (void)from, (void)to, (void)flags;
    ++*(unsigned long long *)context;
    return 0;
}

static hs_database_t *compile(char *terms)
{
    size_t count = 0, room = 1;
    for (const char *p = terms; *p; p++)
        room += *p == '\n';
    const char **texts = calloc(room, sizeof *texts);
    size_t *lengths = calloc(room, sizeof *lengths);
    unsigned *flags = calloc(room, sizeof *flags), *ids = calloc(room, sizeof *ids);
    for (char *term = strtok(terms, "\n"); term; term = strtok(NULL, "\n"), count++) {
        texts[count] = term;
        lengths[count] = strlen(term);
        ids[count] = (unsigned)count;
    }
    hs_database_t *database = NULL;
    hs_compile_error_t *error = NULL;
    if (hs_compile_lit_multi(texts, flags, ids, lengths, (unsigned)count, HS_MODE_BLOCK, NULL,
                             &database, &error) != HS_SUCCESS)
        exit(1);
    return database;
}

int main(int argc, char **argv)
{
    size_t terms_size, size;
    if (argc != 3)
        return 2;
    hs_database_t *database = compile(read_whole(argv[1], &terms_size));
    char *text = read_whole(argv[2], &size);
    hs_scratch_t *scratch = NULL;
    unsigned long long hits = 0;
    if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS)
        return 1;
    double start = cpu_seconds();
    for (const char *at = text, *end = text + size; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop : end;
        hs_scan(database, at, (unsigned)(stop - at), 0, scratch, count_hit, &hits);
        at = stop + 1;
    }
    printf("%.6f %zu\n", cpu_seconds() - start, size);
    return 0;
}
