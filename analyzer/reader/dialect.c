/*
 * Dialect detection: each candidate delimiter cuts the first rows; the one whose rows agree best
 * on a number of fields wins. Agreement weighs more than width, so that a comma in running
 * text does not beat the semicolon that parts every row.
 */
#include "reader/dialect.h"

#include "base/str.h"

#include <math.h>

#define SAMPLE_ROWS 400
#define SAMPLE_BYTES ((size_t)256 * 1024)

typedef struct sample {
    size_t fields[SAMPLE_ROWS];
    size_t rows;
} sample;

/* Cuts one row at `at`; returns where the next begins, and the number of fields. */
static size_t cut_row(em_str text, size_t at, char delimiter, char quote, size_t *fields)
{
    bool at_start = true;
    *fields = 1;
    while (at < text.len && text.data[at] != '\n' && text.data[at] != '\r') {
        char c = text.data[at++];
        if (at_start && c == quote) {
            while (at < text.len &&
                   (text.data[at] != quote || (at + 1 < text.len && text.data[at + 1] == quote)))
                at += text.data[at] == quote ? 2 : 1;
            at += at < text.len;
        }
        at_start = c == delimiter;
        *fields += at_start;
    }
    if (at + 1 < text.len && text.data[at] == '\r' && text.data[at + 1] == '\n')
        at++;
    return at < text.len ? at + 1 : text.len;
}

static void take_sample(sample *out, em_str text, bool whole, char delimiter, char quote)
{
    out->rows = 0;
    for (size_t at = 0; at < text.len && out->rows < SAMPLE_ROWS;) {
        size_t fields;
        size_t start = at;
        at = cut_row(text, at, delimiter, quote, &fields);
        bool blank = text.data[start] == '\n' || text.data[start] == '\r';
        if (at == text.len && !whole && out->rows)
            break; /* the last row may be cut */
        if (!blank)
            out->fields[out->rows++] = fields;
    }
}

static size_t most_usual(const sample *rows, size_t *count)
{
    size_t best = 0;
    *count = 0;
    for (size_t i = 0; i < rows->rows; i++) {
        size_t same = 0;
        for (size_t j = 0; j < rows->rows; j++)
            same += rows->fields[j] == rows->fields[i];
        if (same > *count || (same == *count && rows->fields[i] > best)) {
            *count = same;
            best = rows->fields[i];
        }
    }
    return best;
}

em_dialect em_dialect_detect(em_str text, bool whole, char delimiter)
{
    static const char DELIMITERS[] = { ',', '\t', ';', '|' };
    em_dialect best = { delimiter ? delimiter : ',', '"', 0, false, 0 };
    double best_score = -1;
    if (text.len > SAMPLE_BYTES) {
        text.len = SAMPLE_BYTES;
        whole = false;
    }
    for (size_t i = 0; i < sizeof DELIMITERS; i++) {
        if (delimiter && DELIMITERS[i] != delimiter)
            continue;
        sample rows;
        size_t agreeing;
        take_sample(&rows, text, whole, DELIMITERS[i], '"');
        size_t width = most_usual(&rows, &agreeing);
        double share = rows.rows ? (double)agreeing / (double)rows.rows : 0;
        double score = width > 1 ? share * (1 + 0.1 * log2((double)width)) : 0;
        if (score > best_score) {
            best_score = score;
            best.delimiter = DELIMITERS[i];
            best.width = width;
        }
    }
    return best;
}
