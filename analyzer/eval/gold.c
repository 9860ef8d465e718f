/*
 * Gold labels from CSV or JSONL. Both become rows of (name, value) text; a JSONL messages object
 * is rewritten as "id:stance;id:stance", so that labels are parsed in one place.
 */
#include "eval/gold.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"
#include "base/vec.h"
#include "reader/reader.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAP_MAX 64

/* One entry of a label map; `dropped` stands for "-": no label. */
typedef struct label_map {
    em_str from;
    em_polarity to;
    bool dropped;
} label_map;

struct em_gold {
    em_arena arena; /* texts, ids, stances */
    EM_VEC(em_gold_comment) comments;
    const char *sample;
};

/* What a parse needs beside the row. */
typedef struct gold_parser {
    em_gold *gold;
    const char *path;
    const em_gold_options *options;
    label_map map[MAP_MAX];
    size_t map_count;
    em_error *err;
} gold_parser;

typedef struct gold_row {
    const em_str *names, *values;
    size_t count;
    uint64_t line;
} gold_row;

static em_status row_error(const gold_parser *parser, const gold_row *row, const char *what,
                           em_str value, const char *right)
{
    return em_error_at(parser->err, EM_E_INPUT, parser->path, (uint32_t)row->line, 0,
                       "%s \"%.*s\" (%s)", what, EM_STR_ARG(value), right);
}

/* After so many bytes no further name of a column is told. */
#define NAMES_SHOWN_BYTES 300
#define NAME_SHOWN_BYTES 80

static void put_names(em_buf *out, const gold_row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        if (out->len > NAMES_SHOWN_BYTES) {
            em_buf_puts(out, ", ...");
            return;
        }
        em_buf_printf(out, "%s%.*s", i ? ", " : "",
                      (int)em_str_cut(row->names[i], NAME_SHOWN_BYTES), row->names[i].data);
    }
}

/* `wanted`: names in quotes; `right`: the option that mends it. */
static em_status no_column(const gold_parser *parser, const gold_row *row, const char *wanted,
                           const char *right)
{
    em_buf names;
    em_buf_init(&names, EM_BUF_UNLIMITED);
    put_names(&names, row);
    em_status status = em_error_at(parser->err, EM_E_INPUT, parser->path, (uint32_t)row->line, 0,
                                   "there is no column %s (%s%s%s%s)", wanted,
                                   row->count ? "the columns are: " : "", em_buf_str(&names).data,
                                   row->count ? "; " : "", right);
    em_buf_release(&names);
    return status;
}

static em_status no_memory(em_error *err)
{
    return em_error_set(err, EM_E_MEMORY, "no memory");
}

static bool find_value(em_str *out, const gold_row *row, const char *name)
{
    for (size_t i = 0; i < row->count; i++) {
        if (em_str_eq(row->names[i], em_str_from(name))) {
            *out = row->values[i];
            return true;
        }
    }
    *out = (em_str){ "", 0 };
    return false;
}

/* --- labels ---------------------------------------------------------------------------- */

static em_status parse_map(gold_parser *parser)
{
    em_str rest = em_str_from(parser->options->map ? parser->options->map : "");
    while (rest.len) {
        const char *comma = memchr(rest.data, ',', rest.len);
        em_str pair = { rest.data, comma ? (size_t)(comma - rest.data) : rest.len };
        rest.data += pair.len + (comma != NULL);
        rest.len -= pair.len + (comma != NULL);
        const char *equals = memchr(pair.data, '=', pair.len);
        label_map *entry = &parser->map[parser->map_count];
        if (!equals || parser->map_count == MAP_MAX)
            return em_error_set(parser->err, EM_E_USAGE,
                                "--map \"%s\" is not like 0=negative,4=positive",
                                parser->options->map);
        entry->from = em_str_trim((em_str){ pair.data, (size_t)(equals - pair.data) });
        em_str to = em_str_trim(
            (em_str){ equals + 1, pair.len - (size_t)(equals - pair.data) - 1 });
        entry->dropped = em_str_eq(to, EM_STR("-"));
        if (!entry->dropped && !em_polarity_parse(&entry->to, to))
            return em_error_set(parser->err, EM_E_USAGE,
                                "--map: \"%.*s\" is no label (positive, neutral, negative or -)",
                                EM_STR_ARG(to));
        parser->map_count++;
    }
    return EM_OK;
}

static const label_map *find_mapped(const gold_parser *parser, em_str label)
{
    for (size_t i = 0; i < parser->map_count; i++)
        if (em_str_eq(parser->map[i].from, label))
            return &parser->map[i];
    return NULL;
}

static bool parse_number(double *out, em_str text)
{
    char digits[64];
    char *end;
    if (!text.len || text.len >= sizeof digits)
        return false;
    memcpy(digits, text.data, text.len);
    digits[text.len] = '\0';
    *out = strtod(digits, &end);
    return *end == '\0' && *out > -1e15 && *out < 1e15;
}

static em_status parse_sentiment(const gold_parser *parser, const gold_row *row,
                                 em_gold_comment *comment, em_str value)
{
    em_str label = em_str_trim(value);
    const label_map *mapped = find_mapped(parser, label);
    if (!label.len || (mapped && mapped->dropped))
        return EM_OK;
    comment->has_sentiment = true;
    if (mapped) {
        comment->label = mapped->to;
        return EM_OK;
    }
    if (em_polarity_parse(&comment->label, label))
        return EM_OK;
    if (!parse_number(&comment->grade, label))
        return row_error(parser, row, "the sentiment label is", label,
                         "positive, neutral, negative or a number; --map names others");
    comment->graded = true;
    comment->label = comment->grade > 0   ? EM_POSITIVE
                     : comment->grade < 0 ? EM_NEGATIVE
                                          : EM_NEUTRAL;
    return EM_OK;
}

static em_status parse_stance(const gold_parser *parser, const gold_row *row, uint8_t *stances,
                              em_str pair)
{
    const char *colon = memchr(pair.data, ':', pair.len);
    if (!colon)
        return row_error(parser, row, "the messages label has", pair, "id:stance;id:stance");
    em_str id = em_str_trim((em_str){ pair.data, (size_t)(colon - pair.data) });
    em_str name = em_str_trim((em_str){ colon + 1, pair.len - (size_t)(colon - pair.data) - 1 });
    em_stance stance;
    if (!em_stance_parse(&stance, name))
        return row_error(parser, row, "no stance is called", name,
                         "affirmed, denied, mixed, questioned, quoted or none");
    for (size_t m = 0; m < parser->options->message_count; m++) {
        if (em_str_eq(parser->options->messages[m], id)) {
            stances[m] = (uint8_t)stance;
            return EM_OK;
        }
    }
    return row_error(parser, row, "the campaign has no message", id, "see its message lexicon");
}

static em_status parse_messages(const gold_parser *parser, const gold_row *row,
                                em_gold_comment *comment, em_str value)
{
    size_t count = parser->options->message_count;
    uint8_t *stances = em_arena_alloc(&parser->gold->arena, count ? count : 1);
    if (!stances)
        return no_memory(parser->err);
    memset(stances, EM_STANCE_NONE, count);
    comment->stances = stances;
    comment->has_messages = true;
    em_str rest = em_str_trim(value);
    if (em_str_eq(rest, EM_STR("none")))
        return EM_OK;
    while (rest.len) {
        const char *mark = memchr(rest.data, ';', rest.len);
        em_str pair = { rest.data, mark ? (size_t)(mark - rest.data) : rest.len };
        rest.data += pair.len + (mark != NULL);
        rest.len -= pair.len + (mark != NULL);
        if (!em_str_trim(pair).len)
            continue;
        em_status status = parse_stance(parser, row, stances, pair);
        if (status != EM_OK)
            return status;
    }
    return EM_OK;
}

/* --- one row ------------------------------------------------------------------------------ */

static em_status copy_field(const gold_parser *parser, const gold_row *row, em_str *out,
                            const char *name)
{
    em_str value;
    find_value(&value, row, name);
    *out = em_arena_copy(&parser->gold->arena, value);
    return out->data ? EM_OK : no_memory(parser->err);
}

/* A sheet that `sample` drew has an apostrophe before what a spreadsheet could run. */
static void drop_guard(const gold_row *row, em_gold_comment *comment)
{
    em_str sample;
    if (find_value(&sample, row, "sample") && em_str_starts(comment->text, EM_STR("'")))
        comment->text = (em_str){ comment->text.data + 1, comment->text.len - 1 };
}

static em_status parse_labels(const gold_parser *parser, const gold_row *row,
                              em_gold_comment *comment)
{
    const em_gold_options *options = parser->options;
    const char *sentiment = options->sentiment_column ? options->sentiment_column : "sentiment";
    const char *messages = options->messages_column ? options->messages_column : "messages";
    em_status status = EM_OK;
    em_str value;
    if (find_value(&value, row, sentiment))
        status = parse_sentiment(parser, row, comment, value);
    if (status == EM_OK && find_value(&value, row, messages))
        status = parse_messages(parser, row, comment, value);
    return status;
}

static em_status parse_weight(const gold_parser *parser, const gold_row *row,
                              em_gold_comment *comment)
{
    em_str value;
    comment->weight = 1;
    if (find_value(&value, row, "weight") && em_str_trim(value).len &&
        (!parse_number(&comment->weight, em_str_trim(value)) || comment->weight <= 0))
        return row_error(parser, row, "the weight is", value, "a number above 0");
    if (!find_value(&value, row, "sample"))
        return EM_OK;
    if (em_str_eq(value, EM_STR("random"))) {
        parser->gold->sample = "random";
        comment->weight = 1; /* all rows stand for as many: a row counts as one person's labels */
    } else if (em_str_eq(value, EM_STR("stratified")))
        parser->gold->sample = "stratified";
    return EM_OK;
}

/* A row of a drawn sheet that nobody has coded yet: both labels are empty. */
static bool is_uncoded(const gold_parser *parser, const gold_row *row)
{
    const em_gold_options *options = parser->options;
    em_str sample, sentiment, messages;
    find_value(&sentiment, row,
               options->sentiment_column ? options->sentiment_column : "sentiment");
    find_value(&messages, row, options->messages_column ? options->messages_column : "messages");
    return find_value(&sample, row, "sample") && !em_str_trim(sentiment).len &&
           !em_str_trim(messages).len;
}

static em_status add_row(const gold_parser *parser, const gold_row *row)
{
    const char *text = parser->options->text_column ? parser->options->text_column : "text";
    em_gold_comment comment = { .line = row->line };
    if (is_uncoded(parser, row))
        return EM_OK;
    em_status status = copy_field(parser, row, &comment.text, text);
    if (status == EM_OK)
        drop_guard(row, &comment);
    if (status == EM_OK)
        status = copy_field(parser, row, &comment.id, "id");
    if (status == EM_OK)
        status = copy_field(parser, row, &comment.language, "lang");
    if (status == EM_OK)
        status = copy_field(parser, row, &comment.platform, "platform");
    if (status == EM_OK)
        status = parse_weight(parser, row, &comment);
    if (status == EM_OK)
        status = parse_labels(parser, row, &comment);
    if (status != EM_OK)
        return status;
    return em_vec_push(&parser->gold->comments, comment) ? EM_OK : no_memory(parser->err);
}

/* --- columns --------------------------------------------------------------------------- */

static bool has_column(const gold_row *row, const char *name)
{
    em_str ignored;
    return find_value(&ignored, row, name);
}

static em_status need_column(const gold_parser *parser, const gold_row *row, const char *name,
                             const char *right)
{
    if (has_column(row, name))
        return EM_OK;
    em_buf wanted;
    em_buf_init(&wanted, EM_BUF_UNLIMITED);
    em_buf_printf(&wanted, "\"%s\"", name);
    em_status status = no_column(parser, row, em_buf_str(&wanted).data, right);
    em_buf_release(&wanted);
    return status;
}

/* The text, and the labels that the options name. */
static em_status check_columns(const gold_parser *parser, const gold_row *row)
{
    const em_gold_options *options = parser->options;
    em_status status = need_column(parser, row,
                                   options->text_column ? options->text_column : "text",
                                   "--column text=NAME names the column of texts");
    if (status == EM_OK && options->sentiment_column)
        status = need_column(parser, row, options->sentiment_column,
                             "--gold-sentiment names the column of sentiment labels");
    if (status == EM_OK && options->messages_column)
        status = need_column(parser, row, options->messages_column,
                             "--gold-messages names the column of message labels");
    return status;
}

/* In a table, where every row has the same columns, one of labels must be among them. */
static em_status check_header(const gold_parser *parser, const gold_row *row)
{
    const em_gold_options *options = parser->options;
    em_status status = check_columns(parser, row);
    if (status != EM_OK || options->sentiment_column || options->messages_column ||
        has_column(row, "sentiment") || has_column(row, "messages"))
        return status;
    return no_column(parser, row, "\"sentiment\" or \"messages\"",
                     "--gold-sentiment or --gold-messages names one of labels");
}

/* --- tables ---------------------------------------------------------------------------- */

static bool ends_in(const char *path, const char *ending)
{
    const char *dot = strrchr(path, '.');
    return dot && strcasecmp(dot, ending) == 0;
}

/* CSV, or the workbook that coders get from `echometer sample` and send back. */
static em_status read_table(const gold_parser *parser)
{
    em_reader_options options = { .format = ends_in(parser->path, ".xlsx") ? "xlsx" : "csv",
                                  .raw = true };
    em_reader_events events = { 0 };
    em_reader *reader;
    em_status status = em_reader_open(&reader, parser->path, 0, &options, &events, parser->err);
    if (status != EM_OK)
        return status;
    gold_row row = { .line = 1 };
    for (;;) {
        status = em_reader_row(reader, &row.names, &row.values, &row.count, parser->err);
        if (status == EM_OK && row.line == 1)
            status = check_header(parser, &row);
        if (status != EM_OK)
            break;
        row.line++; /* the record, header counted: what a spreadsheet shows */
        status = add_row(parser, &row);
        if (status != EM_OK)
            break;
    }
    em_reader_close(reader);
    return status == EM_END ? EM_OK : status;
}

/* --- JSONL ------------------------------------------------------------------------------ */

#define JSON_FIELDS_MAX 64

/* Puts the value of one field as text; objects as "id:stance;id:stance". */
static void put_json_value(em_buf *out, const cJSON *value)
{
    if (cJSON_IsString(value)) {
        em_buf_puts(out, value->valuestring);
    } else if (cJSON_IsNumber(value)) {
        em_buf_printf(out, "%.17g", value->valuedouble);
    } else if (cJSON_IsObject(value)) {
        for (const cJSON *child = value->child; child; child = child->next)
            em_buf_printf(out, "%s%s:%s", child == value->child ? "" : ";", child->string,
                          cJSON_IsString(child) ? child->valuestring : "");
    }
}

static em_status add_object(const gold_parser *parser, const cJSON *object, uint64_t line)
{
    em_str names[JSON_FIELDS_MAX], values[JSON_FIELDS_MAX];
    size_t starts[JSON_FIELDS_MAX + 1];
    gold_row row = { names, values, 0, line };
    em_buf text;
    em_buf_init(&text, EM_GOLD_MAX_BYTES);
    for (const cJSON *field = object->child; field && row.count < JSON_FIELDS_MAX;
         field = field->next) {
        names[row.count] = em_str_from(field->string);
        starts[row.count++] = text.len;
        put_json_value(&text, field);
    }
    starts[row.count] = text.len;
    for (size_t i = 0; i < row.count; i++)
        values[i] = (em_str){ em_buf_str(&text).data + starts[i], starts[i + 1] - starts[i] };
    em_status status = text.status == EM_OK ? EM_OK : no_memory(parser->err);
    if (status == EM_OK && !is_uncoded(parser, &row))
        status = check_columns(parser, &row);
    if (status == EM_OK)
        status = add_row(parser, &row);
    em_buf_release(&text);
    return status;
}

static em_status add_line(const gold_parser *parser, em_str line, uint64_t number)
{
    cJSON *object = cJSON_ParseWithLength(line.data, line.len);
    em_status status;
    if (cJSON_IsObject(object))
        status = add_object(parser, object, number);
    else
        status = em_error_at(parser->err, EM_E_INPUT, parser->path, (uint32_t)number, 0,
                             "the line is not a JSON object (one gold comment a line)");
    cJSON_Delete(object);
    return status;
}

static em_status read_jsonl(const gold_parser *parser)
{
    em_buf file;
    em_buf_init(&file, EM_GOLD_MAX_BYTES);
    em_status status = em_file_read(&file, parser->path, parser->err);
    em_str rest = em_buf_str(&file);
    if (em_str_starts(rest, EM_STR("\xEF\xBB\xBF")))
        rest = (em_str){ rest.data + 3, rest.len - 3 };
    for (uint64_t number = 1; status == EM_OK && rest.len; number++) {
        const char *end = memchr(rest.data, '\n', rest.len);
        em_str line = { rest.data, end ? (size_t)(end - rest.data) : rest.len };
        rest.data += line.len + (end != NULL);
        rest.len -= line.len + (end != NULL);
        line = em_str_trim(line);
        if (line.len)
            status = add_line(parser, line, number);
    }
    em_buf_release(&file);
    return status;
}

/* --- public ----------------------------------------------------------------------------- */

static bool is_json_name(const char *path)
{
    return ends_in(path, ".jsonl") || ends_in(path, ".ndjson") || ends_in(path, ".json");
}

em_status em_gold_check_map(const char *map, em_error *err)
{
    const em_gold_options options = { .map = map };
    gold_parser parser = { .options = &options, .err = err };
    return parse_map(&parser);
}

em_status em_gold_read(em_gold **out, const char *path, const em_gold_options *options,
                       em_error *err)
{
    *out = NULL;
    em_gold *gold = em_mem_zalloc(1, sizeof *gold);
    if (!gold)
        return no_memory(err);
    em_arena_init(&gold->arena, EM_GOLD_MAX_BYTES);
    gold->sample = "other";
    gold_parser parser = { .gold = gold, .path = path, .options = options, .err = err };
    em_status status = parse_map(&parser);
    if (status == EM_OK)
        status = is_json_name(path) ? read_jsonl(&parser) : read_table(&parser);
    if (status != EM_OK) {
        em_gold_free(gold);
        return status;
    }
    *out = gold;
    return EM_OK;
}

void em_gold_free(em_gold *gold)
{
    if (!gold)
        return;
    em_vec_release(&gold->comments);
    em_arena_release(&gold->arena);
    em_mem_free(gold);
}

const em_gold_comment *em_gold_comments(const em_gold *gold, size_t *count)
{
    *count = gold->comments.len;
    return gold->comments.items;
}

const char *em_gold_sample(const em_gold *gold)
{
    return gold->sample;
}
