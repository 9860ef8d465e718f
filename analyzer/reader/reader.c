/* Opening an input (container, encoding, format) and turning its rows into records. */
#include "reader/reader.h"

#include "base/memory.h"
#include "base/str.h"
#include "reader/ahead.h"
#include "reader/author_type.h"
#include "reader/encoding.h"
#include "reader/fields.h"
#include "reader/rows.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <strings.h>
#include <sys/stat.h>

/* Times that could not be read, by what would help. */
typedef enum unread_kind { UNREAD_ORDER, UNREAD_RELATIVE, UNREAD_OTHER, UNREAD_KINDS } unread_kind;

#define UNREAD_SHOWN_BYTES 40

typedef struct unread_times {
    uint64_t count, line;               /* line: of the first                     */
    char first[UNREAD_SHOWN_BYTES + 1]; /* as it stands there, cut where too long */
} unread_times;

struct em_reader {
    em_input_info info;
    em_rows_host host;
    em_reader_options options;
    em_reader_events events;
    em_stream *stream; /* NULL: a workbook */
    em_source *packed; /* of a workbook that is no plain file, read to `workbook`; else NULL */
    em_buf workbook;
    em_rows *rows;
    em_ahead ahead;
    em_date_order dates;
    em_zone_rules *zone;
    unread_times unread[UNREAD_KINDS];
    em_buf text; /* a text whose \n have been turned into line breaks */
    char *path;
    bool ended;
    char platform_written[40]; /* the last platform as the export writes it */
    size_t platform_len;
    const char *platform_known; /* our name for it, or NULL */
    bool told_ids;              /* of ids that a spreadsheet has cut */
    bool told_author_type;      /* of a type that is not understood */
    bool row_is_json;           /* the values of the last row are JSON texts */
};

const char *em_field_name(em_field field)
{
    static const char *const NAMES[EM_FIELD_COUNT] = { "text",       "id",     "author",
                                                       "time",       "likes",  "platform",
                                                       "language",   "parent", "reposted",
                                                       "author_type" };
    return NAMES[field];
}

/* --- what readers tell ----------------------------------------------------------------------- */

#define DETAIL_BYTES 512
/* Bytes moved at a time. */
#define COPY_BYTES ((size_t)256 * 1024)

/* Rejects held at most; more are told at once, before the rows they stand among. */
#define HELD_MAX 4096

static void tell_reject(em_rows_host *host, uint64_t line, uint32_t column, const char *reason,
                        const char *detail)
{
    host->number++;
    host->rejected++;
    if (!host->events || !host->events->reject)
        return;
    em_reject reject = { host->input, host->number, line, column, reason, em_str_from(detail) };
    host->events->reject(host->events->context, &reject);
}

static bool hold_reject(em_rows_host *host, uint64_t line, uint32_t column, const char *reason,
                        const char *detail)
{
    if (!host->holds || host->held.len == HELD_MAX)
        return false;
    char *copy = em_mem_strdup(em_str_from(detail));
    if (copy && em_vec_push(&host->held, ((em_held_reject){ line, column, reason, copy }))) {
        host->due += host->due + 1 == host->held.len;
        return true;
    }
    em_mem_free(copy);
    return false;
}

void em_rows_reject(em_rows_host *host, uint64_t line, uint32_t column, const char *reason,
                    const char *detail, ...)
{
    char text[DETAIL_BYTES];
    va_list args;
    va_start(args, detail);
    vsnprintf(text, sizeof text, detail, args);
    va_end(args);
    em_str_make_printable(text);
    if (!hold_reject(host, line, column, reason, text))
        tell_reject(host, line, column, reason, text);
}

void em_rows_tell_first_held(em_rows_host *host, size_t count)
{
    if (!count)
        return;
    for (size_t i = 0; i < count; i++) {
        em_held_reject *held = &host->held.items[i];
        tell_reject(host, held->line, held->column, held->reason, held->detail);
        em_mem_free(held->detail);
    }
    host->held.len -= count;
    memmove(host->held.items, host->held.items + count, host->held.len * sizeof *host->held.items);
}

void em_rows_tell_held(em_rows_host *host, uint64_t line)
{
    size_t due = 0;
    while (due < host->held.len && host->held.items[due].line < line)
        due++;
    host->due = due;
    if (!host->holds)
        em_rows_tell_first_held(host, due);
}

static void forget_held(em_rows_host *host)
{
    for (size_t i = 0; i < host->held.len; i++)
        em_mem_free(host->held.items[i].detail);
    em_vec_release(&host->held);
}

void em_rows_warn(em_rows_host *host, uint64_t line, const char *text, ...)
{
    if (!host->events || !host->events->warn)
        return;
    char filled[DETAIL_BYTES];
    va_list args;
    va_start(args, text);
    vsnprintf(filled, sizeof filled, text, args);
    va_end(args);
    em_str_make_printable(filled);
    host->events->warn(host->events->context, host->path, line, filled);
}

/* A column that may well be the text: none that is another field by its name. */
static em_str propose_column(const em_str *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned other = 0;
        for (int field = 0; field < EM_FIELD_COUNT; field++)
            other |= em_column_rank(names[i], (em_field)field);
        if (names[i].len && !other)
            return names[i];
    }
    return EM_STR("NAME");
}

#define NAMES_SHOWN_BYTES 500

em_status em_rows_fail_columns(const em_rows_host *host, const em_str *names, size_t count,
                               em_error *err)
{
    char shown[NAMES_SHOWN_BYTES + 8] = "";
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        size_t len = em_str_cut(names[i], 80);
        if (used + len + 8 > NAMES_SHOWN_BYTES) {
            memcpy(shown + used, ", ...", 6);
            break;
        }
        used += (size_t)snprintf(shown + used, sizeof shown - used, "%s%.*s", i ? ", " : "",
                                 (int)len, names[i].data);
    }
    const char *wanted = host->options->column[EM_FIELD_TEXT];
    if (wanted)
        return em_error_at(err, EM_E_INPUT, host->path, 0, 0,
                           "there is no column '%s'; the columns are: %s", wanted, shown);
    em_str example = propose_column(names, count);
    return em_error_at(err, EM_E_INPUT, host->path, 0, 0,
                       "no column looks like the comments' text; the columns are: %s (name it: "
                       "--column 'text=%.*s')",
                       shown, (int)em_str_cut(example, 80), example.data);
}

void em_rows_take_author_type(em_row_field *found, const em_row_field *value)
{
    if (value->value.len &&
        (!found->value.len || em_author_type_read(value) > em_author_type_read(found)))
        *found = *value;
}

const char *em_rows_field_entry(const em_rows_host *host, const em_format *format, em_field field)
{
    const char *users = host->options->column[field];
    return users ? users : format ? format->field[field] : NULL;
}

/* --- opening --- */

static em_status check_format(const char *format, em_error *err)
{
    static const char *const CONTAINERS[] = { "csv", "tsv", "json", "jsonl", "xlsx" };
    if (!format || em_format_find(format))
        return EM_OK;
    for (size_t i = 0; i < sizeof CONTAINERS / sizeof *CONTAINERS; i++)
        if (strcmp(format, CONTAINERS[i]) == 0)
            return EM_OK;
    return em_error_set(err, EM_E_USAGE,
                        "unknown format '%s' (csv, tsv, json, jsonl, xlsx, or a name that "
                        "`echometer formats` lists)",
                        format);
}

em_status em_reader_check_options(const em_reader_options *options, em_error *err)
{
    em_encoding encoding;
    em_zone_rules *zone = NULL;
    em_status status = check_format(options->format, err);
    if (status == EM_OK && options->encoding)
        status = em_encoding_parse(&encoding, options->encoding, err);
    if (status == EM_OK)
        status = em_zone_rules_new(&zone, options->timezone, err);
    em_zone_rules_free(zone);
    return status;
}

static void tell_encoding(em_reader *reader)
{
    double confidence = em_stream_confidence(reader->stream);
    if (confidence < EM_ENCODING_SURE)
        em_rows_warn(&reader->host, 0,
                     "read as %s, which is a guess (confidence %.2f); if characters look wrong, "
                     "name it: --encoding NAME",
                     em_stream_encoding(reader->stream), confidence);
}

static bool is_named(const em_reader *reader, const char *format)
{
    return reader->options.format && strcmp(reader->options.format, format) == 0;
}

static bool path_ends(const em_reader *reader, const char *ending)
{
    size_t len = strlen(reader->path), end = strlen(ending);
    for (size_t cut = 0; cut < 2 && len > 4; cut++) {
        if (len >= end && strncasecmp(reader->path + len - end, ending, end) == 0)
            return true;
        if (strncasecmp(reader->path + len - 3, ".gz", 3) == 0)
            len -= 3;
        else if (strncasecmp(reader->path + len - 4, ".zst", 4) == 0)
            len -= 4;
    }
    return false;
}

/* JSON by the user's word, the file's name, or its first character. */
static bool is_json(const em_reader *reader)
{
    const char *forced = reader->options.format;
    const em_format *format = forced ? em_format_find(forced) : NULL;
    const unsigned json = EM_CONTAINER_JSON | EM_CONTAINER_JSONL;
    if (is_named(reader, "json") || is_named(reader, "jsonl"))
        return true;
    if (is_named(reader, "csv") || is_named(reader, "tsv") ||
        (format && !(format->containers & json)))
        return false;
    if ((format && !(format->containers & ~json)) || path_ends(reader, ".json") ||
        path_ends(reader, ".jsonl") || path_ends(reader, ".ndjson"))
        return true;
    if (path_ends(reader, ".csv") || path_ends(reader, ".tsv"))
        return false;
    em_str start = em_str_trim((em_str){ reader->stream->data, reader->stream->len });
    return start.len && (start.data[0] == '{' || start.data[0] == '[');
}

/* Control characters in so many bytes at the start tell that they are no text. */
#define BINARY_LOOK_BYTES ((size_t)64 * 1024)
#define BINARY_CONTROLS_MIN 16
#define BINARY_CONTROLS_PERCENT 5

static bool is_binary(const em_reader *reader)
{
    size_t len = reader->stream->len < BINARY_LOOK_BYTES ? reader->stream->len : BINARY_LOOK_BYTES;
    size_t controls = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)reader->stream->data[i];
        controls += c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f';
    }
    return !reader->options.encoding && controls >= BINARY_CONTROLS_MIN &&
           controls * 100 > len * BINARY_CONTROLS_PERCENT;
}

static em_status open_table(em_reader *reader, em_error *err)
{
    em_cells *cells;
    em_status status = em_cells_open_csv(&cells, reader->stream, &reader->host, err);
    return status == EM_OK ? em_rows_open_table(&reader->rows, cells, &reader->host, err) : status;
}

/* By the user's word, the file's name, or its first bytes; an archive of exports is none. */
static bool is_workbook(const em_reader *reader)
{
    if (is_named(reader, "xlsx"))
        return true;
    if (reader->options.format && !em_format_find(reader->options.format))
        return false;
    return path_ends(reader, ".xlsx") || path_ends(reader, ".xlsm");
}

/* A workbook in an archive, compressed, or from a pipe is held whole: up to this size. */
#define PACKED_WORKBOOK_MAX ((size_t)64 * 1024 * 1024)

static bool is_plain_file(const em_reader *reader)
{
    struct stat about;
    size_t len = strlen(reader->path);
    bool packed = (len > 3 && strcasecmp(reader->path + len - 3, ".gz") == 0) ||
                  (len > 4 && strcasecmp(reader->path + len - 4, ".zst") == 0);
    return !packed && strcmp(reader->path, "-") != 0 &&
           (stat(reader->path, &about) != 0 ? errno != ENOTDIR : S_ISREG(about.st_mode));
}

static em_status unpack_workbook(em_reader *reader, em_error *err)
{
    em_status status = reader->packed ? EM_OK : em_source_open(&reader->packed, reader->path, err);
    while (status == EM_OK) {
        size_t got = 0;
        if (!em_buf_reserve(&reader->workbook, COPY_BYTES))
            return em_error_at(
                err, reader->workbook.status, reader->path, 0, 0,
                "a workbook that is packed or comes from a pipe can have %zu MiB (the "
                "maximum)",
                PACKED_WORKBOOK_MAX >> 20);
        status = em_source_read(reader->packed, reader->workbook.data + reader->workbook.len,
                                COPY_BYTES, &got, err);
        reader->workbook.len += got;
    }
    return status == EM_END ? EM_OK : status;
}

static em_status open_workbook(em_reader *reader, em_error *err)
{
    em_cells *cells;
    bool plain = !reader->packed && is_plain_file(reader);
    em_status status = plain ? EM_OK : unpack_workbook(reader, err);
    if (status == EM_OK)
        status = em_cells_open_xlsx(&cells, reader->path, plain ? NULL : &reader->workbook,
                                    &reader->host, err);
    return status == EM_OK ? em_rows_open_table(&reader->rows, cells, &reader->host, err) : status;
}

/* `source` NULL: the path's. */
static em_status open_rows(em_reader *reader, em_source *source, em_error *err)
{
    if (!source && is_workbook(reader))
        return open_workbook(reader, err);
    em_status status = source ? EM_OK : em_source_open(&source, reader->path, err);
    if (status == EM_OK && em_source_is_zip(source)) {
        reader->packed = source;
        return open_workbook(reader, err);
    }
    if (status == EM_OK)
        status = em_stream_open(&reader->stream, source, reader->options.encoding, reader->path,
                                err);
    if (status != EM_OK)
        return status;
    if (!is_json(reader) && is_binary(reader))
        return em_error_at(err, EM_E_INPUT, reader->path, 0, 0,
                           "is no text but a picture or another binary file (if it is text, name "
                           "its encoding: --encoding NAME)");
    tell_encoding(reader);
    if (reader->options.sheet)
        em_rows_warn(&reader->host, 0, "--sheet %s is left aside: this is no workbook",
                     reader->options.sheet);
    return is_json(reader) ? em_rows_open_json(&reader->rows, reader->stream, &reader->host, err)
                           : open_table(reader, err);
}

/* Day or month first: by the user's word, else by the first records. */
static em_status settle_dates(em_reader *reader, em_error *err)
{
    reader->dates = reader->options.dates;
    if (reader->dates != EM_DATES_OPEN || reader->options.raw || !reader->rows->has_times)
        return EM_OK;
    return em_ahead_settle_dates(&reader->ahead, reader->rows, &reader->host, reader->zone,
                                 &reader->dates, err);
}

em_status em_reader__open_source(em_reader **out, em_source *source, const char *path,
                                 uint32_t input, const em_reader_options *options,
                                 const em_reader_events *events, em_error *err)
{
    *out = NULL;
    em_reader *reader = em_mem_zalloc(1, sizeof *reader);
    if (!reader) {
        em_source_close(source);
        return em_error_at(err, EM_E_MEMORY, path, 0, 0, "no memory");
    }
    reader->options = *options;
    if (events)
        reader->events = *events;
    em_ahead_init(&reader->ahead);
    em_buf_init(&reader->text, EM_RECORD_MAX_BYTES);
    em_buf_init(&reader->workbook, PACKED_WORKBOOK_MAX);
    reader->path = em_mem_strdup(em_str_from(path));
    reader->host = (em_rows_host){
        .path = reader->path, .options = &reader->options, .events = &reader->events, .input = input
    };
    em_status status = reader->path ? check_format(options->format, err)
                                    : em_error_at(err, EM_E_MEMORY, path, 0, 0, "no memory");
    if (status == EM_OK)
        status = em_zone_rules_new(&reader->zone, options->timezone, err);
    if (status == EM_OK)
        status = open_rows(reader, source, err);
    else
        em_source_close(source);
    if (status == EM_OK)
        status = settle_dates(reader, err);
    if (status != EM_OK) {
        em_reader_close(reader);
        return status;
    }
    reader->info = (em_input_info){ .path = reader->path,
                                    .format = reader->rows->format,
                                    .encoding = "",
                                    .encoding_confidence = 1,
                                    .platform = reader->rows->platform,
                                    .note = reader->rows->note,
                                    .broken_off = "",
                                    .dates = em_date_order_name(reader->dates),
                                    .textless = reader->rows->textless,
                                    .stated_total = -1 };
    if (reader->stream) {
        reader->info.encoding = em_stream_encoding(reader->stream);
        reader->info.encoding_confidence = em_stream_confidence(reader->stream);
    }
    *out = reader;
    return EM_OK;
}

em_status em_reader_open(em_reader **out, const char *path, uint32_t input,
                         const em_reader_options *options, const em_reader_events *events,
                         em_error *err)
{
    return em_reader__open_source(out, NULL, path, input, options, events, err);
}

/* --- reading --- */

static void update_counts(em_reader *reader)
{
    reader->info.rejected = reader->host.rejected;
    reader->info.stated_total = reader->rows->stated_total;
    reader->info.whole = reader->rows->whole;
    if (reader->stream)
        reader->info.replaced = em_stream_replaced(reader->stream);
}

static void note_unread_time(em_reader *reader, em_str time, uint64_t line)
{
    em_date_order tells;
    unread_kind kind = em_time_is_day_month(time, &tells) && tells == EM_DATES_OPEN ? UNREAD_ORDER
                       : em_time_is_relative(time) ? UNREAD_RELATIVE
                                                   : UNREAD_OTHER;
    unread_times *unread = &reader->unread[kind];
    if (unread->count++)
        return;
    unread->line = line;
    time.len = em_str_cut(time, UNREAD_SHOWN_BYTES);
    memcpy(unread->first, time.data, time.len);
}

static void tell_unread_times(em_reader *reader)
{
    static const char *const HELP[UNREAD_KINDS] = {
        [UNREAD_ORDER] = "day or month first? --dates day-first or month-first says so",
        [UNREAD_RELATIVE] = "--collected TIME, when the export was made, would tell",
        [UNREAD_OTHER] = "one that can is 2026-11-22T18:30:00Z",
    };
    for (int kind = 0; kind < UNREAD_KINDS; kind++) {
        unread_times *unread = &reader->unread[kind];
        if (unread->count == 1)
            em_rows_warn(&reader->host, unread->line, "a time could not be read: '%s' (%s)",
                         unread->first, HELP[kind]);
        else if (unread->count)
            em_rows_warn(&reader->host, unread->line,
                         "%" PRIu64 " times could not be read, first here: '%s' (%s)",
                         unread->count, unread->first, HELP[kind]);
        unread->count = 0;
    }
}

/* After the last row: the hash, and a word about characters that could not be decoded. */
static em_status finish(em_reader *reader, em_error *err)
{
    if (reader->ended)
        return EM_END;
    reader->ended = true;
    if (reader->info.replaced)
        em_rows_warn(&reader->host, 0,
                     "%" PRIu64 " parts were no %s and became U+FFFD (another encoding? "
                     "--encoding NAME)",
                     reader->info.replaced, reader->info.encoding);
    em_source *source = reader->stream ? em_stream_source(reader->stream) : reader->packed;
    em_status status = source ? em_source_sha256(source, reader->info.sha256, err)
                              : em_source_hash_file(reader->path, reader->info.sha256, err);
    return status == EM_OK ? EM_END : status;
}

static em_status next_row(em_reader *reader, em_row *row, em_error *err)
{
    if (reader->ended)
        return EM_END;
    em_status status = em_ahead_next(&reader->ahead, reader->rows, &reader->host, row, err);
    update_counts(reader);
    if (status == EM_OK) {
        reader->host.number++;
        reader->info.records++;
        reader->info.repaired += row->repaired;
        return EM_OK;
    }
    tell_unread_times(reader);
    if (status == EM_END)
        return finish(reader, err);
    em_error ignored;
    reader->ended = true;
    if (reader->stream &&
        em_source_sha256(em_stream_source(reader->stream), reader->info.sha256, &ignored) != EM_OK)
        reader->info.sha256[0] = '\0';
    return status;
}

static em_str break_lines(em_reader *reader, em_str text)
{
    if (!memchr(text.data, '\\', text.len))
        return text;
    em_buf_reset(&reader->text);
    for (size_t i = 0; i < text.len; i++) {
        bool is_break = text.data[i] == '\\' && i + 1 < text.len && text.data[i + 1] == 'n';
        em_buf_put_char(&reader->text, is_break ? '\n' : text.data[i]);
        i += is_break;
    }
    return reader->text.status == EM_OK ? em_buf_str(&reader->text) : text;
}

static em_str before_dot(const em_row_field *field)
{
    const char *dot = field->before_dot ? memrchr(field->value.data, '.', field->value.len) : NULL;
    if (!field->before_dot)
        return field->value;
    return dot ? (em_str){ field->value.data, (size_t)(dot - field->value.data) }
               : (em_str){ "", 0 };
}

/* Formats write "root", "0" or the comment's own id where there is no parent. */
static em_str parent_of(const em_row *row)
{
    em_str parent = before_dot(&row->field[EM_FIELD_PARENT]);
    bool none = em_str_eq(parent, EM_STR("root")) || em_str_eq(parent, EM_STR("0")) ||
                em_str_eq(parent, row->field[EM_FIELD_ID].value);
    return none ? (em_str){ "", 0 } : parent;
}

/* "4.50E+15": what a spreadsheet makes of a long number. */
static bool is_exponent(em_str id)
{
    const char *e = memchr(id.data, 'E', id.len);
    return e && id.len > 4 && id.data[0] >= '0' && id.data[0] <= '9' && id.data[1] == '.' &&
           e + 1 < id.data + id.len && e[1] == '+';
}

static void tell_damaged_id(em_reader *reader, const em_row *row)
{
    if (reader->told_ids || !reader->stream || !is_exponent(row->field[EM_FIELD_ID].value))
        return;
    reader->told_ids = true;
    em_rows_warn(&reader->host, row->line,
                 "ids such as %.*s lost digits in a spreadsheet: copies in other inputs cannot be "
                 "recognised by them",
                 (int)em_str_cut(row->field[EM_FIELD_ID].value, 40),
                 row->field[EM_FIELD_ID].value.data);
}

/* em_platform_name, asked once where one record after another has the same platform. */
static const char *known_platform(em_reader *reader, em_str written)
{
    em_str last = { reader->platform_written, reader->platform_len };
    if (em_str_eq(written, last))
        return reader->platform_known;
    const char *known = em_platform_name(written);
    if (written.len <= sizeof reader->platform_written) {
        memcpy(reader->platform_written, written.data, written.len);
        reader->platform_len = written.len;
        reader->platform_known = known;
    }
    return known;
}

static em_str platform_of(em_reader *reader, const em_row *row)
{
    em_str written = row->field[EM_FIELD_PLATFORM].value;
    const char *known = written.len ? known_platform(reader, written) : reader->info.platform;
    if (known)
        return em_str_from(known);
    return reader->rows->loose_platform ? (em_str){ "", 0 } : written;
}

/* A column that the user named and that nobody understands would be missed in silence. */
static em_author_type author_type_of(em_reader *reader, const em_row *row)
{
    const em_row_field *field = &row->field[EM_FIELD_AUTHOR_TYPE];
    em_author_type type = em_author_type_read(field);
    if (type == EM_AUTHOR_UNKNOWN && field->value.len && !reader->told_author_type &&
        reader->options.column[EM_FIELD_AUTHOR_TYPE]) {
        reader->told_author_type = true;
        em_rows_warn(&reader->host, row->line,
                     "author_type %.*s is not understood and is left out (known are owner, "
                     "organisation, verified, ordinary)",
                     (int)em_str_cut(field->value, 40), field->value.data);
    }
    return type;
}

em_status em_reader_next(em_reader *reader, em_record *out, em_error *err)
{
    em_row row;
    em_status status = next_row(reader, &row, err);
    if (status != EM_OK)
        return status;
    tell_damaged_id(reader, &row);
    const em_row_field *text = &row.field[EM_FIELD_TEXT], *time = &row.field[EM_FIELD_TIME];
    *out = (em_record){
        .input = reader->host.input,
        .number = reader->host.number,
        .line = row.line,
        .text = text->backslash_n ? break_lines(reader, text->value) : text->value,
        .markup = text->html,
        .text_is_own = text->own_words,
        .id = row.field[EM_FIELD_ID].value,
        .author = row.field[EM_FIELD_AUTHOR].value,
        .platform = platform_of(reader, &row),
        .language = row.field[EM_FIELD_LANGUAGE].value,
        .parent = parent_of(&row),
        .reposted = row.field[EM_FIELD_REPOSTED].value,
        .author_type = author_type_of(reader, &row),
        .time = em_time_parse(time->value, reader->zone, reader->options.collected, reader->dates),
        .likes = em_count_parse(row.field[EM_FIELD_LIKES].value),
        .repaired = row.repaired,
    };
    out->time.estimated |= out->time.known && time->estimate;
    if (out->time.unread)
        note_unread_time(reader, time->value, row.line);
    return EM_OK;
}

em_status em_reader_row(em_reader *reader, const em_str **names, const em_str **values,
                        size_t *count, em_error *err)
{
    em_row row;
    em_status status = next_row(reader, &row, err);
    if (status != EM_OK)
        return status;
    reader->row_is_json = row.values_are_json;
    *names = row.names;
    *values = row.values;
    *count = row.count;
    return EM_OK;
}

bool em_reader_row_is_json(const em_reader *reader)
{
    return reader->row_is_json;
}

const em_input_info *em_reader_info(const em_reader *reader)
{
    return &reader->info;
}

void em_reader_progress(const em_reader *reader, uint64_t *done, uint64_t *all)
{
    *done = *all = 0;
    if (reader->stream)
        em_source_progress(em_stream_source(reader->stream), done, all);
}

void em_reader_close(em_reader *reader)
{
    if (!reader)
        return;
    if (reader->rows)
        reader->rows->close(reader->rows);
    em_ahead_release(&reader->ahead);
    em_stream_close(reader->stream);
    em_source_close(reader->packed);
    em_buf_release(&reader->workbook);
    em_zone_rules_free(reader->zone);
    em_buf_release(&reader->text);
    forget_held(&reader->host);
    em_mem_free(reader->path);
    em_mem_free(reader);
}

/* --- the table of formats, for people --- */

static const char *container_names(unsigned containers)
{
    switch (containers) {
    case EM_CONTAINER_CSV | EM_CONTAINER_XLSX:
        return "csv, xlsx";
    case EM_CONTAINER_JSON | EM_CONTAINER_JSONL:
        return "json, jsonl";
    case EM_CONTAINER_JSON:
        return "json";
    default:
        return "csv, xlsx, json, jsonl";
    }
}

bool em_reader_format(size_t index, em_format_info *out)
{
    size_t count;
    const em_format *formats = em_formats(&count);
    if (index >= count)
        return false;
    const em_format *format = &formats[index];
    *out = (em_format_info){ .id = format->id,
                             .title = format->title,
                             .platform = format->platform,
                             .container = container_names(format->containers),
                             .note = format->note,
                             .fields = format->field };
    return true;
}

em_status em_reader_parse_time(em_time *out, em_str text, const char *zone, em_error *err)
{
    em_zone_rules *rules;
    em_status status = em_zone_rules_new(&rules, zone, err);
    if (status != EM_OK)
        return status;
    *out = em_time_parse(text, rules, (em_time){ .known = false }, EM_DATES_OPEN);
    em_zone_rules_free(rules);
    return out->known
               ? EM_OK
               : em_error_set(err, EM_E_USAGE, "'%.*s' is no time (one is 2026-11-22T18:30:00Z)",
                              EM_STR_ARG(text));
}
