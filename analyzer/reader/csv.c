/*
 * CSV and TSV rows (RFC 4180 and what is written in its name).
 *
 * A mask of 64 bytes at a time marks delimiters, quotes and line ends (the idea of Langdale and
 * Lemire's simdjson, VLDB Journal 28, 2019, applied to CSV); the row parser walks its set bits.
 * Fields are slices of the window; only those with doubled quotes are copied.
 */
#include "reader/dialect.h"
#include "reader/repair.h"
#include "reader/rows.h"

#include "base/buf.h"
#include "base/memory.h"
#include "base/str.h"
#include "base/vec.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Sound rows that the columns' looks are learnt from. */
#define LEARN_ROWS 300
/* Damaged rows that are told of one by one; the rest is only counted. */
#define TELL_ROWS 100

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
    size_t visited; /* all marks before it are; SIZE_MAX: no block is loaded */
    uint64_t line;  /* of the row's start, from 1 */
    EM_VEC(em_str) values;
    EM_VEC(size_t) doubled; /* indexes of values with doubled or escaped quotes */
    em_buf unescaped;
    em_profile profile;
    em_profile any; /* as wide, knows no looks: for the header, and what stands before it */
    bool header_seen;
    em_repair repair;
    uint64_t told;
    em_error limit; /* the first row past a maximum, told at the end */
} csv;

typedef enum row_kind {
    ROW_READ,
    ROW_CUT, /* the window ends within the row: it is parsed again, the window wider */
    ROW_UNCLOSED,
    ROW_LONG,
    ROW_WIDE,
    ROW_NO_MEMORY,
} row_kind;

/* What parsing one row came to. */
typedef struct outcome {
    row_kind kind;
    size_t end;     /* of the row's text, its line end left out       */
    size_t next;    /* start of the next row, from stream->data       */
    uint64_t lines; /* line ends within it                            */
    bool stray;     /* something follows a closing quote              */
    bool inner;     /* a quote inside a field that is not quoted      */
    bool unclosed;  /* the text ended inside quotes                   */
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
    if (at - at % MARK_BLOCK != self->block || at < self->visited)
        load_marks(self, at - at % MARK_BLOCK);
    self->visited = at;
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
    self->visited = at + 1;
    return at;
}

static bool add_value(csv *self, size_t start, size_t end, bool doubled)
{
    if (doubled && !em_vec_push(&self->doubled, self->values.len))
        return false;
    return em_vec_push(&self->values, ((em_str){ self->stream->data + start, end - start }));
}

/* Does the byte at a mark end a row? */
static bool is_row_end(const csv *self, size_t at)
{
    const em_stream *stream = self->stream;
    if (stream->data[at] == '\n')
        return true;
    return stream->data[at] == '\r' &&
           (self->dialect.lone_cr || at + 1 >= stream->len || stream->data[at + 1] == '\n');
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
    if (stream->data[at + 1] == '\n')
        result->next = at + 2;
    return true;
}

static bool is_escaped(const csv *self, size_t start, size_t at)
{
    if (!self->dialect.has_escape)
        return false;
    size_t run = 0;
    while (at - run > start && self->stream->data[at - run - 1] == self->dialect.escape)
        run++;
    return run % 2 == 1;
}

/* The quote that closes the field whose text begins at `start`; the window's length: none. */
static size_t find_close(csv *self, size_t start, bool *doubled, outcome *result)
{
    const em_stream *stream = self->stream;
    for (;;) {
        size_t mark = next_mark(self);
        if (mark >= stream->len)
            return stream->len;
        char c = stream->data[mark];
        if (c != self->dialect.quote) {
            result->lines += c == '\n' || (c == '\r' && stream->data[mark + 1] != '\n');
        } else if (is_escaped(self, start, mark)) {
            *doubled = true;
        } else if (mark + 1 < stream->len && stream->data[mark + 1] == self->dialect.quote) {
            *doubled = true;
            next_mark(self);
        } else {
            return mark;
        }
    }
}

/* The next mark that ends a field: a delimiter, a row's end, or the window's. */
static size_t find_field_end(csv *self, outcome *result)
{
    const em_stream *stream = self->stream;
    for (;;) {
        size_t mark = next_mark(self);
        if (mark >= stream->len || stream->data[mark] == self->dialect.delimiter ||
            is_row_end(self, mark))
            return mark;
        result->inner |= stream->data[mark] == self->dialect.quote;
    }
}

static size_t pass_blanks(const csv *self, size_t at)
{
    while (self->dialect.skip_blanks && at < self->stream->len && self->stream->data[at] == ' ')
        at++;
    return at;
}

/* Adds the value of the field at `at`; *mark is what ends it. ROW_READ: it was read. */
static inline row_kind parse_field(csv *self, size_t at, size_t *mark, outcome *row)
{
    const em_stream *stream = self->stream;
    size_t start = pass_blanks(self, at), close = stream->len;
    bool doubled = false;
    if (self->dialect.quote && start < stream->len && stream->data[start] == self->dialect.quote) {
        next_mark(self);
        start++;
        close = find_close(self, start, &doubled, row);
        row->unclosed = close >= stream->len;
        if (row->unclosed && !stream->ended)
            return ROW_CUT;
    }
    *mark = find_field_end(self, row);
    if (*mark >= stream->len && !stream->ended)
        return ROW_CUT;
    bool closes = close < stream->len && *mark == close + 1;
    row->stray |= close < stream->len && !closes;
    if (self->values.len >= EM_COLUMNS_MAX)
        return ROW_WIDE;
    return add_value(self, start, closes ? close : *mark, doubled) ? ROW_READ : ROW_NO_MEMORY;
}

/* Parses the row at self->at into self->values. */
static outcome parse_row(csv *self)
{
    const em_stream *stream = self->stream;
    outcome row = { .next = stream->len };
    size_t mark, field = self->at;
    em_vec_clear(&self->values);
    em_vec_clear(&self->doubled);
    seek(self, self->at);
    while ((row.kind = parse_field(self, field, &mark, &row)) == ROW_READ && mark < stream->len &&
           stream->data[mark] == self->dialect.delimiter)
        field = mark + 1;
    if (row.kind != ROW_READ)
        return row;
    row.end = mark;
    if (mark < stream->len && !take_line_end(self, mark, &row))
        row.kind = ROW_CUT;
    else if (mark - self->at > EM_RECORD_MAX_BYTES)
        row.kind = ROW_LONG;
    return row;
}

/* Writes a value with each pair of quotes as one; returns its length. */
static size_t put_paired(char *out, em_str value, char quote)
{
    size_t len = 0, from = 0;
    while (from < value.len) {
        const char *found = memchr(value.data + from, quote, value.len - from);
        size_t end = found ? (size_t)(found - value.data) + 1 : value.len;
        memcpy(out + len, value.data + from, end - from);
        len += end - from;
        from = end + (end < value.len && value.data[end] == quote && found);
    }
    return len;
}

/* The same where a quote may also stand behind an escape. */
static size_t put_escaped(char *out, em_str value, const em_dialect *dialect)
{
    size_t len = 0;
    for (size_t at = 0; at < value.len; at++) {
        char c = value.data[at], after = at + 1 < value.len ? value.data[at + 1] : '\0';
        bool pair = at + 1 < value.len && after == dialect->quote && c == dialect->quote;
        bool escape = at + 1 < value.len && c == dialect->escape &&
                      (after == dialect->quote || after == dialect->escape);
        at += pair || escape;
        out[len++] = value.data[at];
    }
    return len;
}

static size_t put_unescaped(char *out, em_str value, const em_dialect *dialect)
{
    return dialect->has_escape ? put_escaped(out, value, dialect)
                               : put_paired(out, value, dialect->quote);
}

/* Writes the values with doubled or escaped quotes anew, each pair as one quote. */
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
        size_t len = put_unescaped(out, *value, &self->dialect);
        self->unescaped.len += len;
        *value = (em_str){ out, len };
    }
    return true;
}

/* --- damaged rows --------------------------------------------------------------------------------
 */

static void tell(csv *self, const char *what)
{
    self->told++;
    if (self->told <= TELL_ROWS)
        em_rows_warn(self->host, self->line, "the row is damaged; %s", what);
    else if (self->told == TELL_ROWS + 1)
        em_rows_warn(self->host, self->line, "more damaged rows follow, which are only counted");
}

/* The row's first physical line: [at, *end), and where the next one begins. */
static size_t first_line(const csv *self, size_t *end)
{
    const em_stream *stream = self->stream;
    for (size_t at = self->at; at < stream->len; at++) {
        if (!is_row_end(self, at))
            continue;
        *end = at;
        return at + 1 +
               (stream->data[at] == '\r' && at + 1 < stream->len && stream->data[at + 1] == '\n');
    }
    *end = stream->len;
    return stream->len;
}

static void give_layout(const csv *self, em_cell_row *out)
{
    *out = (em_cell_row){ .values = self->repair.best.cells.items,
                          .count = self->repair.best.cells.len,
                          .line = self->line,
                          .repaired = true };
}

/* A reading of a line alone is trusted when no more than one cell in four is out of place. */
static bool is_trusted(const csv *self)
{
    return self->repair.best.misfit <= 4 + (double)self->profile.width;
}

/* Did the search find nothing better than the cells as they were read? */
static bool is_plain_reading(const csv *self)
{
    const em_layout *best = &self->repair.best;
    if (best->cells.len != self->values.len)
        return false;
    for (size_t i = 0; i < best->cells.len; i++)
        if (!em_str_eq(best->cells.items[i], self->values.items[i]))
            return false;
    return true;
}

/*
 * Mends a row. Where quotes may have swallowed the lines after it, its first line alone is
 * tried first. True: `out` and *row say what was read.
 */
static bool mend(csv *self, outcome *row, em_cell_row *out)
{
    em_str whole = { self->stream->data + self->at, row->end - self->at };
    const em_profile *profile = self->header_seen ? &self->profile : &self->any;
    bool quotes_odd = row->stray || row->unclosed || row->inner;
    if (!self->header_seen && !quotes_odd && self->values.len != self->profile.width + 1)
        return false; /* a header may have more names than rows have fields, or fewer */
    size_t end;
    size_t next = first_line(self, &end);
    if (next < row->next || row->unclosed) {
        em_str line = { whole.data, end - self->at };
        if (em_repair_row(&self->repair, &self->dialect, profile, line, NULL, 0) &&
            is_trusted(self)) {
            give_layout(self, out);
            tell(self, "a quote that nothing closes was taken as text");
            row->next = next;
            row->lines = 1;
            return true;
        }
        if (row->unclosed)
            return false;
    }
    if (!em_repair_row(&self->repair, &self->dialect, profile, whole, self->values.items,
                       self->values.len))
        return false;
    if (self->values.len < self->profile.width && !is_trusted(self))
        return false;
    if (!row->stray && is_plain_reading(self))
        return false;
    give_layout(self, out);
    tell(self, self->repair.best.what);
    return true;
}

/* Text to the end of the file inside quotes: the line with the open quote is given up. */
static void reject_unclosed(csv *self)
{
    em_rows_reject(self->host, self->line, 0, "unclosed-quote",
                   "a quote is opened and nothing closes it (double a quote that belongs to the "
                   "text)");
    size_t end;
    self->at = first_line(self, &end);
    self->line++;
}

/* --- reading
 * -------------------------------------------------------------------------------------- */

static em_status no_memory(const csv *self, em_error *err)
{
    return em_error_at(err, EM_E_MEMORY, self->host->path, 0, 0, "no memory");
}

static uint32_t error_line(const csv *self)
{
    return self->line > UINT32_MAX ? 0 : (uint32_t)self->line;
}

/* Widens the window that cuts a row. Past the longest record an open quote is given up like one
 * that ends the file, and without one the row is too long. */
static em_status widen_window(csv *self, outcome *row, em_error *err)
{
    em_stream *stream = self->stream;
    em_stream_take(stream, self->at);
    self->at = 0;
    self->visited = SIZE_MAX;
    if (stream->len < EM_RECORD_MAX_BYTES) {
        em_status status = em_stream_more(stream, err);
        return status == EM_END ? EM_OK : status;
    }
    size_t end;
    row->kind = row->unclosed && first_line(self, &end) < stream->len ? ROW_READ : ROW_LONG;
    row->end = row->next = stream->len;
    return EM_OK;
}

/* Goes behind the line's end, however far it is. */
static em_status pass_line(csv *self, em_error *err)
{
    em_stream *stream = self->stream;
    em_status status = EM_OK;
    size_t end, next;
    while ((next = first_line(self, &end)) >= stream->len && !stream->ended && status == EM_OK) {
        em_stream_take(stream, stream->len - 1); /* the last byte may be half a line's end */
        self->at = 0;
        status = em_stream_more(stream, err);
    }
    self->at = next;
    self->line++;
    self->visited = SIZE_MAX;
    return status == EM_END ? EM_OK : status;
}

/* A row past a maximum is a reject; the maximum is told again at the end. */
static em_status reject_large(csv *self, const char *reason, em_error *err, const char *what,
                              size_t maximum)
{
    em_error found;
    em_error_at(&found, EM_E_LIMIT, self->host->path, error_line(self), 0, what, maximum);
    em_rows_reject(self->host, self->line, 0, reason, "%s", found.text);
    if (self->limit.status == EM_OK)
        self->limit = found;
    return pass_line(self, err);
}

/* Passes over a row that cannot be read. */
static em_status reject_row(csv *self, row_kind kind, em_error *err)
{
    switch (kind) {
    case ROW_UNCLOSED:
        reject_unclosed(self);
        return EM_OK;
    case ROW_LONG:
        return reject_large(self, "too-long", err,
                            "a record is longer than %zu bytes (the most that is held)",
                            EM_RECORD_MAX_BYTES);
    case ROW_WIDE:
        return reject_large(self, "too-wide", err,
                            "the row has more than %zu columns (the most that are read)",
                            (size_t)EM_COLUMNS_MAX);
    default:
        return no_memory(self, err);
    }
}

/* Gives a row as its quotes and delimiters say. */
static void give_plain(csv *self, const outcome *row, em_cell_row *out)
{
    if (row->stray || row->unclosed)
        tell(self, row->unclosed ? "its last quote is not closed" : "text follows a closing quote");
    *out = (em_cell_row){ .values = self->values.items,
                          .count = self->values.len,
                          .line = self->line,
                          .repaired = row->stray || row->unclosed };
}

/* Gives a row that was parsed, mended where it must be; changes its kind where that fails. */
static void give_row(csv *self, outcome *row, em_cell_row *out)
{
    if (self->doubled.len && !unescape(self)) {
        row->kind = ROW_NO_MEMORY;
        return;
    }
    bool odd = row->stray || row->unclosed || row->inner ||
               (self->profile.width && self->values.len != self->profile.width);
    if (odd && mend(self, row, out))
        return;
    if (self->repair.failed)
        row->kind = ROW_NO_MEMORY;
    else if (row->unclosed && row->lines)
        row->kind = ROW_UNCLOSED;
    else
        give_plain(self, row, out);
}

static em_status at_end(csv *self, em_error *err)
{
    self->base.whole = true;
    if (self->limit.status == EM_OK)
        return EM_END;
    if (err)
        *err = self->limit;
    return self->limit.status;
}

static em_status csv_next(em_cells *base, em_cell_row *out, em_error *err)
{
    csv *self = (csv *)base;
    em_status status = EM_OK;
    while (status == EM_OK) {
        if (self->at >= self->stream->len && self->stream->ended)
            return at_end(self, err);
        outcome row = parse_row(self);
        if (row.kind == ROW_CUT)
            status = widen_window(self, &row, err);
        if (row.kind == ROW_READ)
            give_row(self, &row, out);
        if (row.kind == ROW_READ) {
            self->header_seen |= out->count + 1 >= self->profile.width;
            self->at = row.next;
            self->line += row.lines;
            return EM_OK;
        }
        if (row.kind != ROW_CUT)
            status = reject_row(self, row.kind, err);
    }
    return status;
}

static void csv_close(em_cells *base)
{
    csv *self = (csv *)base;
    em_vec_release(&self->values);
    em_vec_release(&self->doubled);
    em_buf_release(&self->unescaped);
    em_profile_release(&self->profile);
    em_repair_release(&self->repair);
    em_mem_free(self);
}

/* --- opening
 * ---------------------------------------------------------------------------------------- */

/* Learns what the columns look like from the first sound rows after the header. */
static bool learn(csv *self)
{
    if (!em_profile_init(&self->profile, self->dialect.width))
        return false;
    self->any.width = self->dialect.width;
    size_t first = self->at;
    bool header_passed = false;
    while (self->at < self->stream->len && self->profile.rows < LEARN_ROWS) {
        outcome row = parse_row(self);
        if (row.kind != ROW_READ)
            break;
        if (self->doubled.len && !unescape(self))
            return false;
        bool sound = !row.stray && !row.unclosed && self->values.len == self->profile.width;
        if (sound && header_passed)
            em_profile_learn(&self->profile, self->values.items);
        header_passed |= sound;
        size_t end;
        self->at = row.unclosed ? first_line(self, &end) : row.next;
    }
    self->at = first;
    if (self->profile.rows == 0) { /* nothing learnt: any look will do */
        em_profile_release(&self->profile);
        self->profile.width = self->dialect.width;
    }
    return true;
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
    self->visited = SIZE_MAX;
    self->line = 1;
    em_buf_init(&self->unescaped, 2 * EM_RECORD_MAX_BYTES);
    em_repair_init(&self->repair);
    self->dialect = em_dialect_detect((em_str){ stream->data, stream->len }, stream->ended,
                                      forced_delimiter(host));
    self->base = (em_cells){ .next = csv_next,
                             .close = csv_close,
                             .container = EM_CONTAINER_CSV,
                             .name = self->dialect.delimiter == '\t' ? "tsv" : "csv" };
    self->at = self->dialect.preface;
    self->line += self->dialect.preface > 0;
    if (!learn(self)) {
        no_memory(self, err);
        csv_close(&self->base);
        return EM_E_MEMORY;
    }
    *out = &self->base;
    return EM_OK;
}
