/*
 * Dialect detection: each pair of a delimiter and a quote cuts the first rows. What speaks for a
 * pair: rows that agree on a number of fields (agreement weighs more than width, so that a
 * comma in running text does not beat the semicolon that parts every row), and quotes that stand
 * at the edges of fields.
 */
#include "reader/dialect.h"

#include "base/str.h"

#include <math.h>
#include <stdlib.h>

#define SAMPLE_ROWS 400
#define SAMPLE_BYTES ((size_t)256 * 1024)
/* The share of rows that must have the same number of fields for it to be relied on. */
#define WIDTH_SHARE 0.7

typedef struct sample {
    char delimiter, quote;
    bool special[256]; /* delimiter, quote and line ends: between them nothing counts */
    size_t fields[SAMPLE_ROWS];
    size_t rows;
    size_t quoted; /* fields in quotes, closed at their end     */
    size_t odd;    /* quotes elsewhere: inside text, not closed */
} sample;

static bool is_line_end(em_str text, size_t at)
{
    return at >= text.len || text.data[at] == '\n' || text.data[at] == '\r';
}

/* `at` stands on an opening quote; returns the place after the closing one, or, where none
 * closes it, after itself. */
static size_t pass_quoted(sample *out, em_str text, size_t at)
{
    size_t open = at++;
    const char *found;
    while (at < text.len && (found = memchr(text.data + at, out->quote, text.len - at)) != NULL) {
        at = (size_t)(found - text.data) + 1;
        if (at < text.len && text.data[at] == out->quote) {
            at++;
            continue;
        }
        bool at_edge = is_line_end(text, at) || text.data[at] == out->delimiter;
        bool escaped = found[-1] == '\\' || found[-1] == '\0';
        if (!at_edge && escaped)
            continue;
        out->quoted += at_edge;
        out->odd += !at_edge;
        return at;
    }
    out->odd++;
    return open + 1;
}

static size_t pass_plain(const sample *out, em_str text, size_t at)
{
    while (at < text.len && !out->special[(unsigned char)text.data[at]])
        at++;
    return at;
}

/* Cuts one row at `at`; returns where the next begins, and the number of fields. */
static size_t cut_row(sample *out, em_str text, size_t at, size_t *fields)
{
    bool at_start = true;
    *fields = 1;
    while (!is_line_end(text, at)) {
        if (at_start && out->delimiter != ' ' && text.data[at] == ' ' && at + 1 < text.len &&
            text.data[at + 1] == out->quote)
            at++; /* ', "' */
        if (at_start && text.data[at] == out->quote) {
            at = pass_quoted(out, text, at);
            at_start = false;
            continue;
        }
        char c = text.data[at++];
        at_start = c == out->delimiter;
        *fields += at_start;
        out->odd += c == out->quote;
        if (!at_start)
            at = pass_plain(out, text, at);
    }
    if (at + 1 < text.len && text.data[at] == '\r' && text.data[at + 1] == '\n')
        at++;
    return at < text.len ? at + 1 : text.len;
}

static void take_sample(sample *out, em_str text, bool whole, char delimiter, char quote)
{
    *out = (sample){ .delimiter = delimiter, .quote = quote };
    const unsigned char special[] = { (unsigned char)delimiter, (unsigned char)quote, '\n', '\r' };
    for (size_t i = 0; i < sizeof special; i++)
        out->special[special[i]] = true;
    for (size_t at = 0; at < text.len && out->rows < SAMPLE_ROWS;) {
        size_t fields, start = at;
        at = cut_row(out, text, at, &fields);
        if (at == text.len && !whole && out->rows)
            break; /* the last row may be cut */
        if (!is_line_end(text, start))
            out->fields[out->rows++] = fields;
    }
}

static int by_number(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* The number of fields that most rows have, of two such the greater; how many have it in *count. */
static size_t most_usual(const sample *rows, size_t *count)
{
    size_t sorted[SAMPLE_ROWS], best = 0;
    *count = 0;
    memcpy(sorted, rows->fields, rows->rows * sizeof *sorted);
    qsort(sorted, rows->rows, sizeof *sorted, by_number);
    for (size_t i = 0, same = 0; i < rows->rows; i++) {
        same = i && sorted[i] == sorted[i - 1] ? same + 1 : 1;
        if (same >= *count) {
            *count = same;
            best = sorted[i];
        }
    }
    return best;
}

static double score_sample(const sample *rows)
{
    size_t agreeing;
    size_t width = most_usual(rows, &agreeing);
    if (rows->rows == 0 || width < 2)
        return 0;
    double share = (double)agreeing / (double)rows->rows;
    double score = share * (1 + 0.1 * log2((double)width));
    size_t quotes = rows->quoted + rows->odd;
    double odd = quotes ? (double)rows->odd / (double)quotes : 0;
    return score * (0.1 + 0.9 * (1 - odd) * (1 - odd)) + (quotes ? 0.1 * (1 - odd) : 0);
}

/*
 * Blanks also stand inside texts, which makes rows longer than the header: there the first row's
 * fields are the width, if other rows have it too and none has fewer.
 */
static size_t settled_width(const sample *rows, char delimiter)
{
    size_t agreeing;
    size_t width = most_usual(rows, &agreeing);
    if (delimiter == ' ' && rows->rows > 2) {
        size_t same = 0, fewer = 0;
        for (size_t i = 1; i < rows->rows; i++) {
            same += rows->fields[i] == rows->fields[0];
            fewer += rows->fields[i] < rows->fields[0];
        }
        if (same > 1 && fewer == 0)
            return rows->fields[0];
    }
    return (double)agreeing >= WIDTH_SHARE * (double)rows->rows ? width : 0;
}

/* --- the rest of the dialect ------------------------------------------------------------------ */

static size_t count_of(em_str text, em_str part)
{
    size_t count = 0;
    const char *at = text.data, *end = text.data + text.len;
    while (at < end && (at = memmem(at, (size_t)(end - at), part.data, part.len)) != NULL) {
        count++;
        at += part.len;
    }
    return count;
}

/* Quotes behind a backslash (or a NUL) that cannot be closing ones, against doubled quotes. */
static void find_escape(em_dialect *out, em_str text)
{
    size_t backslash = 0, nul = 0, doubled = 0;
    for (size_t i = 1; i + 1 < text.len; i++) {
        if (text.data[i] != out->quote)
            continue;
        bool inside = text.data[i + 1] != out->delimiter && !is_line_end(text, i + 1) &&
                      text.data[i + 1] != out->quote;
        backslash += inside && text.data[i - 1] == '\\';
        nul += inside && text.data[i - 1] == '\0';
        doubled += text.data[i - 1] == out->quote && inside;
    }
    out->has_escape = (backslash > doubled && backslash) || nul;
    out->escape = nul > backslash ? '\0' : '\\';
}

static void find_blanks(em_dialect *out, em_str text)
{
    const char tight[2] = { out->delimiter, out->quote };
    const char loose[3] = { out->delimiter, ' ', out->quote };
    size_t with_blank = count_of(text, (em_str){ loose, 3 });
    out->skip_blanks = out->quote && out->delimiter != ' ' && with_blank &&
                       with_blank > count_of(text, (em_str){ tight, 2 });
}

static void find_line_ends(em_dialect *out, em_str text)
{
    size_t cr = 0, lf = 0;
    for (size_t i = 0; i < text.len; i++) {
        lf += text.data[i] == '\n';
        cr += text.data[i] == '\r' && !(i + 1 < text.len && text.data[i + 1] == '\n');
    }
    out->lone_cr = cr > lf;
}

/* "sep=;" is Excel's own first line. */
static bool take_preface(em_dialect *out, em_str text)
{
    if (text.len < 6 || memcmp(text.data, "sep=", 4) != 0 || !is_line_end(text, 5))
        return false;
    out->delimiter = text.data[4];
    out->preface = text.data[5] == '\r' && text.len > 6 && text.data[6] == '\n' ? 7 : 6;
    return true;
}

em_dialect em_dialect_detect(em_str text, bool whole, char delimiter)
{
    static const char DELIMITERS[] = { ',', '\t', ';', '|', ' ', '^', '~', ':' };
    static const char QUOTES[] = { '"', '\'' };
    em_dialect best = { .delimiter = delimiter ? delimiter : ',', .quote = '"' };
    double best_score = 0;
    if (text.len > SAMPLE_BYTES) {
        text.len = SAMPLE_BYTES;
        whole = false;
    }
    if (!delimiter && take_preface(&best, text))
        delimiter = best.delimiter;
    text.data += best.preface;
    text.len -= best.preface;
    for (size_t i = 0; i < sizeof DELIMITERS * sizeof QUOTES; i++) {
        char candidate = DELIMITERS[i % sizeof DELIMITERS];
        char quote = QUOTES[i / sizeof DELIMITERS];
        if (delimiter && candidate != delimiter)
            continue;
        sample rows;
        take_sample(&rows, text, whole, candidate, quote);
        /* Blanks and colons part fields seldom, apostrophes quote seldom: they must be clearer. */
        double handicap = (candidate == ' ' || candidate == ':' ? 0.8 : 1) *
                          (quote == '\'' && rows.quoted == 0 ? 0
                           : quote == '\''                   ? 0.9
                                                             : 1);
        double score = score_sample(&rows) * handicap;
        if (candidate == ' ' && settled_width(&rows, candidate) < 2)
            continue;
        if (score > best_score + 1e-9) {
            best_score = score;
            best.delimiter = candidate;
            best.quote = quote;
            best.width = settled_width(&rows, candidate);
        }
    }
    find_escape(&best, text);
    find_blanks(&best, text);
    find_line_ends(&best, text);
    return best;
}
