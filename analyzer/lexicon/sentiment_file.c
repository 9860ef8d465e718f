/*
 * Reading `sentiment/<lang>.tsv`: head lines `#! key<TAB>value`, comments `#`, and entries
 * `term<TAB>weight<TAB>role<TAB>source<TAB>note` sorted by bytes.
 */
#include "lexicon/lexicon_file.h"

#include "base/file.h"
#include "base/nearest.h"
#include "base/number.h"
#include "base/str.h"
#include "base/utf8.h"

#include <math.h>

#define MAX_FIELDS 5

static const char *const HEADS[] = { "id",          "version", "lang", "positive_from",
                                     "negative_to", "scale",   "bias", NULL };

typedef struct reading {
    em_sentiment_file *file;
    const char *path;
    const em_issue_sink *sink;
    em_error *err;
    uint32_t line;
    em_str text;     /* the line */
    em_str previous; /* the entry above, for the order */
} reading;

/* The place of byte `offset` of the line, in characters. */
static em_place place_in(const reading *r, size_t offset)
{
    uint32_t column = 1;
    for (size_t i = 0; i < offset; i++)
        column += ((unsigned char)r->text.data[i] & 0xC0) != 0x80;
    return (em_place){ r->line, column };
}

static em_place place_of(const reading *r, em_str part)
{
    return place_in(r, (size_t)(part.data - r->text.data));
}

/* Cuts the line at tabs; returns the number of fields, MAX_FIELDS + 1 where there are more. */
static size_t cut_fields(em_str fields[MAX_FIELDS], em_str line)
{
    size_t count = 0, from = 0;
    for (size_t i = 0; i <= line.len; i++) {
        if (i < line.len && line.data[i] != '\t')
            continue;
        if (count == MAX_FIELDS)
            return MAX_FIELDS + 1;
        fields[count++] = (em_str){ line.data + from, i - from };
        from = i + 1;
    }
    return count;
}

/* --- head lines ------------------------------------------------------------------------------ */

static em_status read_head_number(reading *r, double *out, em_str value, double low, double high)
{
    double number;
    if (!em_number_parse(&number, value) || number < low || number > high)
        return em_issue_error(r->sink, "bad-head", r->path, place_of(r, value),
                              "%.*s is no number from %g to %g", EM_STR_ARG(value), low, high);
    *out = number;
    return EM_OK;
}

static em_status read_head(reading *r)
{
    em_str fields[MAX_FIELDS];
    em_sentiment_file *file = r->file;
    em_str rest = { r->text.data + 2, r->text.len - 2 };
    while (rest.len && rest.data[0] == ' ')
        rest = (em_str){ rest.data + 1, rest.len - 1 };
    if (cut_fields(fields, rest) != 2)
        return em_issue_error(r->sink, "bad-head", r->path, place_in(r, 0),
                              "a head line is #! key<TAB>value");
    em_str key = fields[0], value = fields[1];
    if (em_str_eq(key, EM_STR("id")))
        file->id = value;
    else if (em_str_eq(key, EM_STR("version")))
        file->version = value;
    else if (em_str_eq(key, EM_STR("lang")))
        file->language = value;
    else if (em_str_eq(key, EM_STR("positive_from")))
        return read_head_number(r, &file->positive_from, value, -1, 1);
    else if (em_str_eq(key, EM_STR("negative_to")))
        return read_head_number(r, &file->negative_to, value, -1, 1);
    else if (em_str_eq(key, EM_STR("scale")))
        return read_head_number(r, &file->scale, value, 1e-6, 1e6);
    else if (em_str_eq(key, EM_STR("bias")))
        return read_head_number(r, &file->bias, value, -EM_SENTIMENT_BIAS_MAX,
                                EM_SENTIMENT_BIAS_MAX);
    else {
        const char *near = em_nearest(key, HEADS);
        return em_issue_error(r->sink, "unknown-key", r->path, place_of(r, key),
                              "no head line is called %.*s (%s%s%s)", EM_STR_ARG(key),
                              near ? "did you mean "
                                   : "there are id, version, lang, positive_from,"
                                     " negative_to, scale, bias",
                              near ? near : "", near ? "?" : "");
    }
    return EM_OK;
}

/* --- entries --------------------------------------------------------------------------------- */

static em_status read_role(reading *r, em_sentiment_spec *spec, em_str name)
{
    const char *names[EM_ROLE_COUNT + 1] = { NULL };
    size_t count = 0;
    for (int role = EM_ROLE_POLAR; role < EM_ROLE_COUNT; role++) {
        names[count++] = em_role_name((em_role)role);
        if (em_str_eq(name, em_str_from(em_role_name((em_role)role)))) {
            spec->role = (em_role)role;
            return EM_OK;
        }
    }
    const char *near = em_nearest(name, names);
    return em_issue_error(r->sink, "unknown-role", r->path, place_of(r, name),
                          "no role is called %.*s (%s%s%s)", EM_STR_ARG(name),
                          near ? "did you mean "
                               : "polar, negator, pseudo-negator, booster, "
                                 "downtoner, contrast, question, irony, "
                                 "terminator",
                          near ? near : "", near ? "?" : "");
}

static em_status read_weight(reading *r, em_sentiment_spec *spec, em_str text)
{
    em_place place = place_of(r, text);
    if (!em_number_parse(&spec->weight, text)) {
        spec->weight = NAN;
        return em_issue_error(r->sink, "bad-weight", r->path, place, "%.*s is no number",
                              EM_STR_ARG(text));
    }
    if (spec->weight >= -EM_MAX_WEIGHT && spec->weight <= EM_MAX_WEIGHT)
        return EM_OK;
    return em_issue_error(r->sink, "bad-weight", r->path, place, "weight %g is outside -4 to 4",
                          spec->weight);
}

/* The options at the start of a note: every leading `key=value;`. */
static em_str tag_of(em_str note)
{
    size_t len = 0;
    while (len < note.len) {
        const char *end = memchr(note.data + len, ';', note.len - len);
        size_t next = end ? (size_t)(end - note.data) + 1 : note.len;
        if (!end || !memchr(note.data + len, '=', next - len))
            break;
        len = next;
    }
    return em_str_trim((em_str){ note.data, len });
}

static em_status check_order(reading *r, em_str term)
{
    em_str above = r->previous;
    r->previous = term;
    if (!above.data || em_str_cmp(above, term) <= 0)
        return EM_OK;
    return em_issue_error(r->sink, "not-sorted", r->path, place_in(r, 0),
                          "%.*s stands behind %.*s (entries sort by bytes: echometer lexicon "
                          "format)",
                          EM_STR_ARG(term), EM_STR_ARG(above));
}

static em_status read_entry(reading *r)
{
    em_str fields[MAX_FIELDS] = { EM_STR("") };
    size_t count = cut_fields(fields, r->text);
    if (count < 3 || count > MAX_FIELDS)
        return em_issue_error(r->sink, "bad-row", r->path, place_in(r, 0),
                              "an entry is term<TAB>weight<TAB>role<TAB>source<TAB>note");
    em_sentiment_spec spec = { .term = fields[0],
                               .source = count > 3 ? fields[3] : EM_STR(""),
                               .note = count > 4 ? fields[4] : EM_STR(""),
                               .role = EM_ROLE_POLAR,
                               .place = place_in(r, 0) };
    spec.tag = tag_of(spec.note);
    if (em_str_trim(spec.term).len == 0)
        return em_issue_error(r->sink, "empty-term", r->path, spec.place, "the term is empty");
    em_status status = check_order(r, spec.term);
    if (status == EM_OK)
        status = read_weight(r, &spec, fields[1]);
    if (status == EM_OK)
        status = read_role(r, &spec, fields[2]);
    if (status != EM_OK)
        return status;
    if (r->file->entries.len >= EM_LEXICON_MAX_TERMS)
        return em_error_at(r->err, EM_E_LEXICON, r->path, r->line, 1,
                           "a lexicon has at most %d terms", EM_LEXICON_MAX_TERMS);
    if (!em_vec_push(&r->file->entries, spec))
        return em_error_at(r->err, EM_E_MEMORY, r->path, 0, 0, "no memory");
    return EM_OK;
}

static em_status read_line(reading *r)
{
    size_t bad;
    if (!em_utf8_is_valid(r->text.data, r->text.len, &bad))
        return em_issue_error(r->sink, "not-utf8", r->path, place_in(r, bad),
                              "this is not UTF-8 (save the file as UTF-8)");
    if (r->text.len == 0)
        return EM_OK;
    if (r->text.len >= 2 && r->text.data[0] == '#' && r->text.data[1] == '!')
        return read_head(r);
    if (r->text.data[0] == '#')
        return EM_OK;
    return read_entry(r);
}

static em_status check_heads(reading *r)
{
    const em_sentiment_file *file = r->file;
    em_place top = { 1, 1 };
    if (file->id.len == 0)
        return em_issue_error(r->sink, "missing-key", r->path, top,
                              "the head line #! id<TAB>... is missing");
    if (file->positive_from < file->negative_to)
        return em_issue_error(r->sink, "bad-head", r->path, top,
                              "positive_from %g is below negative_to %g", file->positive_from,
                              file->negative_to);
    return EM_OK;
}

em_status em_sentiment_file_read(em_sentiment_file *out, const char *path,
                                 const em_issue_sink *sink, em_error *err)
{
    *out = (em_sentiment_file){ .id = EM_STR(""),
                                .version = EM_STR(""),
                                .language = EM_STR(""),
                                .positive_from = 0.05,
                                .negative_to = -0.05,
                                .scale = 15 };
    em_buf_init(&out->text, EM_LEXICON_MAX_BYTES);
    em_status status = em_file_check_readable(path, EM_E_LEXICON, err);
    if (status == EM_OK)
        status = em_file_read(&out->text, path, err);
    reading r = { .file = out, .path = path, .sink = sink, .err = err };
    const char *text = out->text.data;
    size_t len = out->text.len, at = 0;
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        at = 3;
    while (status == EM_OK && at < len) {
        const char *end = memchr(text + at, '\n', len - at);
        size_t next = end ? (size_t)(end - text) : len;
        size_t stop = next > at && text[next - 1] == '\r' ? next - 1 : next;
        r.line++;
        r.text = (em_str){ text + at, stop - at };
        status = read_line(&r);
        at = next + 1;
    }
    return status == EM_OK ? check_heads(&r) : status;
}

void em_sentiment_file_release(em_sentiment_file *file)
{
    em_buf_release(&file->text);
    em_vec_release(&file->entries);
}
