/*
 * CSV and TSV rows (RFC 4180 and what is written in its name).
 *
 * A mask of 64 bytes at a time marks delimiters, quotes and line ends (the idea of Langdale and
 * Lemire's simdjson, VLDB Journal 28, 2019, applied to CSV); the row parser walks its set bits.
 * Fields are slices of the window; only those with doubled quotes are copied.
 */
#include "reader/dialect.h"
#include "reader/rows.h"

#include "base/buf.h"
#include "base/memory.h"
#include "base/str.h"
#include "base/vec.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Columns of a row: more are refused. */
#define COLUMNS_MAX 100000

/* --- marks ------------------------------------------------------------------------------- */

#define MARK_BLOCK 64

typedef uint64_t (*mark_fn)(const char *block, char delimiter, char quote);

#if defined(__x86_64__)
__attribute__((target("avx2"))) static uint64_t mark_avx2(const char *block, char delimiter,
                                                          char quote)
{
    const __m256i d = _mm256_set1_epi8(delimiter), q = _mm256_set1_epi8(quote);
    const __m256i lf = _mm256_set1_epi8('\n'), cr = _mm256_set1_epi8('\r');
    uint64_t mask = 0;
    for (int half = 0; half < 2; half++) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(block + 32 * half));
        __m256i hit = _mm256_or_si256(
            _mm256_or_si256(_mm256_cmpeq_epi8(bytes, d), _mm256_cmpeq_epi8(bytes, q)),
            _mm256_or_si256(_mm256_cmpeq_epi8(bytes, lf), _mm256_cmpeq_epi8(bytes, cr)));
        mask |= (uint64_t)(uint32_t)_mm256_movemask_epi8(hit) << (32 * half);
    }
    return mask;
}

static uint64_t mark_sse2(const char *block, char delimiter, char quote)
{
    const __m128i d = _mm_set1_epi8(delimiter), q = _mm_set1_epi8(quote);
    const __m128i lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');
    uint64_t mask = 0;
    for (int part = 0; part < 4; part++) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(block + 16 * part));
        __m128i hit = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(bytes, d), _mm_cmpeq_epi8(bytes, q)),
            _mm_or_si128(_mm_cmpeq_epi8(bytes, lf), _mm_cmpeq_epi8(bytes, cr)));
        mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(hit) << (16 * part);
    }
    return mask;
}

static mark_fn choose_mark(void)
{
    return __builtin_cpu_supports("avx2") ? mark_avx2 : mark_sse2;
}
#else
static uint64_t mark_plain(const char *block, char delimiter, char quote)
{
    uint64_t mask = 0;
    for (int i = 0; i < MARK_BLOCK; i++) {
        char c = block[i];
        mask |= (uint64_t)(c == delimiter || c == quote || c == '\n' || c == '\r') << i;
    }
    return mask;
}

static mark_fn choose_mark(void)
{
    return mark_plain;
}
#endif

/* --- reader ------------------------------------------------------------------------------- */

typedef struct csv {
    em_cells base;
    em_stream *stream;
    em_rows_host *host;
    em_dialect dialect;
    mark_fn mark;
    size_t at;      /* start of the row, from stream->data */
    size_t block;   /* start of the block that `marks` stands for */
    uint64_t marks; /* set bits not yet visited */
    uint64_t line;  /* of the row's start, from 1 */
    EM_VEC(em_str) values;
    EM_VEC(size_t) doubled; /* indexes of values with doubled quotes */
    em_buf unescaped;
} csv;

/* What parsing one row came to. */
typedef struct outcome {
    enum { ROW_READ, ROW_CUT, ROW_FAILED } kind; /* cut: the window ends within the row */
    size_t next;                                 /* start of the next row, from stream->data */
    uint64_t lines;                              /* line ends within it                      */
    bool stray;                                  /* a quote where none should be             */
    bool unclosed;                               /* the text ended inside quotes             */
} outcome;

static void load_marks(csv *self, size_t block)
{
    self->block = block;
    if (block >= self->stream->len) {
        self->marks = 0;
        return;
    }
    size_t left = self->stream->len - block;
    self->marks = self->mark(self->stream->data + block, self->dialect.delimiter,
                             self->dialect.quote ? self->dialect.quote : self->dialect.delimiter);
    if (left < MARK_BLOCK)
        self->marks &= ((uint64_t)1 << left) - 1;
}

/* Moves the marks to `at`; the next mark is then the first at or after it. */
static void seek(csv *self, size_t at)
{
    load_marks(self, at - at % MARK_BLOCK);
    if (at % MARK_BLOCK && self->block < self->stream->len)
        self->marks &= ~(uint64_t)0 << at % MARK_BLOCK;
}

/* Place of the next mark, or the window's length. */
static inline size_t next_mark(csv *self)
{
    while (!self->marks) {
        if (self->block + MARK_BLOCK >= self->stream->len)
            return self->stream->len;
        load_marks(self, self->block + MARK_BLOCK);
    }
    size_t at = self->block + (size_t)__builtin_ctzll(self->marks);
    self->marks &= self->marks - 1;
    return at;
}

static bool add_value(csv *self, size_t start, size_t end, bool doubled)
{
    if (doubled && !em_vec_push(&self->doubled, self->values.len))
        return false;
    return em_vec_push(&self->values, ((em_str){ self->stream->data + start, end - start }));
}

/* Takes the line end at `at` (CR LF, LF or CR); false where a CR ends the window. */
static bool take_line_end(csv *self, size_t at, outcome *result)
{
    const em_stream *stream = self->stream;
    result->lines++;
    result->next = at + 1;
    if (stream->data[at] != '\r')
        return true;
    if (at + 1 >= stream->len)
        return stream->ended;
    if (stream->data[at + 1] == '\n') {
        result->next = at + 2;
        next_mark(self);
    }
    return true;
}

/* The quote that closes the field whose text begins at `at`; the window's length: none. */
static size_t find_close(csv *self, size_t at, bool *doubled, outcome *result)
{
    const em_stream *stream = self->stream;
    (void)at;
    for (;;) {
        size_t mark = next_mark(self);
        if (mark >= stream->len)
            return stream->len;
        char c = stream->data[mark];
        if (c == '\n' || (c == '\r' && stream->data[mark + 1] != '\n'))
            result->lines++;
        if (c != self->dialect.quote)
            continue;
        if (mark + 1 >= stream->len || stream->data[mark + 1] != self->dialect.quote)
            return mark;
        *doubled = true;
        next_mark(self);
    }
}

/* Parses the row at self->at into self->values. */
static outcome parse_row(csv *self)
{
    const em_stream *stream = self->stream;
    const em_dialect *dialect = &self->dialect;
    outcome result = { ROW_CUT, 0, 0, false, false };
    em_vec_clear(&self->values);
    em_vec_clear(&self->doubled);
    seek(self, self->at);
    for (size_t field = self->at;;) {
        size_t start = field, end;
        bool doubled = false, quoted = false;
        if (dialect->quote && field < stream->len && stream->data[field] == dialect->quote) {
            next_mark(self);
            start = field + 1;
            end = find_close(self, start, &doubled, &result);
            quoted = true;
            if (end >= stream->len) {
                result.unclosed = stream->ended;
                if (!stream->ended)
                    return result;
            }
        }
        size_t mark = next_mark(self);
        while (mark < stream->len && dialect->quote && stream->data[mark] == dialect->quote) {
            result.stray = true;
            mark = next_mark(self);
        }
        if (mark >= stream->len && !stream->ended)
            return result;
        if (quoted && end < stream->len && mark != end + 1)
            result.stray = true;
        if (!quoted || result.stray)
            end = mark;
        if (self->values.len >= COLUMNS_MAX || !add_value(self, start, end, doubled)) {
            result.kind = ROW_FAILED;
            return result;
        }
        if (mark < stream->len && stream->data[mark] == dialect->delimiter) {
            field = mark + 1;
            continue;
        }
        if (mark < stream->len && !take_line_end(self, mark, &result))
            return result;
        if (mark >= stream->len)
            result.next = stream->len;
        result.kind = ROW_READ;
        return result;
    }
}

/* Writes the values with doubled quotes anew, each pair as one. */
static bool unescape(csv *self)
{
    size_t all = 0;
    for (size_t i = 0; i < self->doubled.len; i++)
        all += self->values.items[self->doubled.items[i]].len;
    em_buf_reset(&self->unescaped);
    if (!em_buf_reserve(&self->unescaped, all))
        return false;
    for (size_t i = 0; i < self->doubled.len; i++) {
        em_str *value = &self->values.items[self->doubled.items[i]];
        char *out = self->unescaped.data + self->unescaped.len;
        size_t len = 0;
        for (size_t at = 0; at < value->len; at++) {
            out[len++] = value->data[at];
            if (value->data[at] == self->dialect.quote)
                at++;
        }
        self->unescaped.len += len;
        *value = (em_str){ out, len };
    }
    return true;
}

static em_status csv_next(em_cells *base, em_cell_row *out, em_error *err)
{
    csv *self = (csv *)base;
    em_stream *stream = self->stream;
    for (;;) {
        if (self->at >= stream->len && stream->ended)
            return EM_END;
        outcome row = parse_row(self);
        if (row.kind == ROW_CUT) {
            em_stream_take(stream, self->at);
            self->at = 0;
            em_status status = em_stream_more(stream, err);
            if (status == EM_E_LIMIT)
                err->line = self->line > UINT32_MAX ? 0 : (uint32_t)self->line;
            if (status != EM_OK && status != EM_END)
                return status;
            continue;
        }
        if (row.kind == ROW_FAILED)
            return self->values.len >= COLUMNS_MAX
                       ? em_error_at(err, EM_E_LIMIT, self->host->path, (uint32_t)self->line, 0,
                                     "the row has more than %d columns (the most that are read)",
                                     COLUMNS_MAX)
                       : em_error_at(err, EM_E_MEMORY, self->host->path, 0, 0, "no memory");
        if (self->doubled.len && !unescape(self))
            return em_error_at(err, EM_E_MEMORY, self->host->path, 0, 0, "no memory");
        *out = (em_cell_row){ .values = self->values.items,
                              .count = self->values.len,
                              .line = self->line,
                              .repaired = row.stray || row.unclosed };
        self->at = row.next;
        self->line += row.lines;
        return EM_OK;
    }
}

static void csv_close(em_cells *base)
{
    csv *self = (csv *)base;
    em_vec_release(&self->values);
    em_vec_release(&self->doubled);
    em_buf_release(&self->unescaped);
    em_mem_free(self);
}

static char forced_delimiter(const em_rows_host *host)
{
    const char *format = host->options->format;
    return format && strcmp(format, "tsv") == 0 ? '\t' : 0;
}

em_status em_cells_open_csv(em_cells **out, em_stream *stream, em_rows_host *host, em_error *err)
{
    *out = NULL;
    csv *self = em_mem_zalloc(1, sizeof *self);
    if (!self)
        return em_error_at(err, EM_E_MEMORY, host->path, 0, 0, "no memory");
    self->stream = stream;
    self->host = host;
    self->mark = choose_mark();
    self->line = 1;
    em_buf_init(&self->unescaped, 2 * EM_RECORD_MAX_BYTES);
    self->dialect = em_dialect_detect((em_str){ stream->data, stream->len }, stream->ended,
                                      forced_delimiter(host));
    self->base = (em_cells){ csv_next, csv_close, EM_CONTAINER_CSV,
                             self->dialect.delimiter == '\t' ? "tsv" : "csv" };
    *out = &self->base;
    return EM_OK;
}
