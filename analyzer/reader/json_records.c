/*
 * Records out of JSON documents and JSON lines.
 *
 * A document is the top-level value, an element of a top-level array, or a line's value. The
 * scanner walks each document along the plan's paths to the records, skipping all else, and
 * reads each record (a unit) as a small tree, so that a file of any size needs the memory of its
 * largest record. Where a path begins at the document's root, the unit is the document.
 *
 * A damaged line is one reject and reading goes on behind it; a damaged document ends the file. A
 * record past a maximum is a reject, and the file's end then reports the maximum (exit 3).
 */
#include "reader/encoding.h"
#include "reader/json_plan.h"

#include "base/hash.h"
#include "base/str.h"

#include <limits.h>
#include <string.h>

/* Detection looks at so much of the input at first, and at most; for a text at a whole record. */
#define SAMPLE_FIRST_BYTES ((size_t)64 * 1024)
#define SAMPLE_MAX_BYTES ((size_t)4 * 1024 * 1024)
#define SAMPLE_DOCUMENTS 64
/* ... and at so many lines to tell JSON lines from one document. */
#define LINES_LOOKED_AT 16
/* Names listed where nothing fits. */
#define NAMES_SHOWN 64
/* Containers entered on the way to a record: the array of documents and the path's steps. */
#define LEVELS_MAX (EM_JSON_PATH_STEPS_MAX + 2)
/* The path to the stated total goes along with those to the records; its bit: */
#define TOTAL_BIT (1u << EM_FORMAT_RECORDS_MAX)

/* One record of a unit. */
typedef struct unit_record {
    uint32_t node;
    uint32_t outer; /* index of the record it stands in, or EM_JSON_NO_NODE */
} unit_record;

typedef struct json_rows {
    em_rows base; /* first: an em_rows * is a json_rows * */
    em_stream *stream;
    em_rows_host *host;
    em_json_scan scan;
    em_json_tree tree;
    em_json_plan plan;
    bool raw;
    bool many;                 /* more than one top-level value may stand in the file */
    unsigned base_depth;       /* 1: inside a top-level array, whose elements are documents */
    uint64_t values;           /* top-level values begun */
    unsigned live[LEVELS_MAX]; /* by containers entered: the paths that lead on from there */
    EM_VEC(unit_record) unit;
    size_t at;
    uint64_t counted_line; /* the line of byte counted_to of the unit */
    uint32_t counted_to;
    em_buf text;        /* a value while it is unescaped; raw: all values of the row */
    em_arena kept;      /* unescaped values of the row */
    bool out_of_memory; /* a value could not be kept */
    EM_VEC(em_str) names;
    EM_VEC(em_str) row_values;
    EM_VEC(uint32_t) slots; /* raw rows: members by hash of name */
    EM_VEC(uint32_t) members;
    uint64_t duplicates, surrogates;
    em_error limit;  /* the first maximum met, told at the end */
    em_error failed; /* of the step before, where reading goes on */
} json_rows;

/* ---------- walking to the units ---------- */

/* The paths of `from` that go on with step `at`, taken at a member or an element. */
static unsigned advance(const json_rows *rows, unsigned from, size_t at, bool object, em_str name)
{
    unsigned live = 0;
    for (unsigned i = 0; i <= EM_FORMAT_RECORDS_MAX; i++) {
        if (!(from >> i & 1))
            continue;
        const em_json_path *path = 1u << i == TOTAL_BIT ? &rows->plan.total
                                                        : &rows->plan.records[i];
        if (at >= path->count)
            continue;
        const em_json_step *step = &path->step[at];
        bool fits = object ? step->kind == EM_JSON_STEP_MEMBER && em_str_eq(step->name, name)
                           : step->kind == EM_JSON_STEP_EACH;
        live |= fits ? 1u << i : 0;
    }
    return live;
}

/* Those of `live` that are complete after `steps` steps. */
static unsigned complete(const json_rows *rows, unsigned live, size_t steps, em_json_kind kind)
{
    unsigned done = 0;
    for (unsigned i = 0; i <= EM_FORMAT_RECORDS_MAX; i++) {
        if (!(live >> i & 1))
            continue;
        const em_json_path *path = 1u << i == TOTAL_BIT ? &rows->plan.total
                                                        : &rows->plan.records[i];
        bool last_each = steps + 1 == path->count && kind == EM_JSON_OBJECT &&
                         path->step[steps].kind == EM_JSON_STEP_EACH;
        done |= path->count == steps || last_each ? 1u << i : 0;
    }
    return done;
}

static unsigned all_paths(const json_rows *rows)
{
    unsigned all = (1u << rows->plan.record_count) - 1;
    return rows->plan.has_total && !rows->plan.total_in_record ? all | TOTAL_BIT : all;
}

/* What to do with the value that peek has found. */
static unsigned paths_here(json_rows *rows, em_str name)
{
    unsigned depth = rows->scan.depth;
    if (depth == rows->base_depth)
        return all_paths(rows);
    bool object = rows->scan.object[(depth - 1) / 64] >> (depth - 1) % 64 & 1;
    return advance(rows, rows->live[depth], depth - rows->base_depth - 1, object, name);
}

static bool parse_count(int64_t *out, em_str digits)
{
    int64_t value = 0;
    if (!digits.len)
        return false;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9' ||
            __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, digits.data[i] - '0', &value))
            return false;
    }
    *out = value;
    return true;
}

static void note_total(json_rows *rows, uint32_t node)
{
    int64_t total;
    if (node != EM_JSON_NO_NODE && parse_count(&total, em_json_raw(&rows->tree, node)) &&
        total > rows->base.stated_total)
        rows->base.stated_total = total;
}

static em_status no_memory(em_error *err)
{
    return em_error_set(err, EM_E_MEMORY, "no memory for a JSON record");
}

static bool add_record(json_rows *rows, uint32_t node, uint32_t outer);

/* Records inside the one numbered `outer`. */
typedef struct inside {
    json_rows *rows;
    uint32_t outer;
    bool failed;
} inside;

static bool visit_nested(void *context, uint32_t node)
{
    inside *in = context;
    if (in->rows->tree.nodes.items[node].kind == EM_JSON_OBJECT)
        in->failed = !add_record(in->rows, node, in->outer);
    return !in->failed;
}

/* Adds a record and those nested in it, which stand deeper in the tree: the recursion ends. */
static bool add_record(json_rows *rows, uint32_t node, uint32_t outer)
{
    inside in = { .rows = rows, .outer = (uint32_t)rows->unit.len };
    if (!em_vec_push(&rows->unit, ((unit_record){ node, outer })))
        return false;
    for (size_t i = 0; i < rows->plan.nested_count && !in.failed; i++)
        em_json_each(&rows->tree, &rows->plan.nested[i], node, visit_nested, &in);
    return !in.failed;
}

static bool visit_record(void *context, uint32_t node)
{
    inside *in = context;
    in->failed = !add_record(in->rows, node, EM_JSON_NO_NODE);
    return !in->failed;
}

/* Lists the records of the tree that was read. */
static em_status take_unit(json_rows *rows, em_error *err)
{
    inside in = { .rows = rows };
    em_vec_clear(&rows->unit);
    rows->at = 0;
    rows->counted_line = rows->tree.line;
    rows->counted_to = 0;
    if (!rows->plan.whole_documents)
        in.failed = !add_record(rows, 0, EM_JSON_NO_NODE);
    else
        for (size_t i = 0; i < rows->plan.record_count && !in.failed; i++)
            em_json_each(&rows->tree, &rows->plan.records[i], 0, visit_record, &in);
    if (rows->plan.whole_documents && rows->plan.has_total && !rows->plan.total_in_record)
        note_total(rows, em_json_follow(&rows->tree, &rows->plan.total, 0, NULL));
    return in.failed ? no_memory(err) : EM_OK;
}

/* A record past a maximum: rejected, and told again at the end. EM_OK when it could be skipped. */
static em_status pass_over(json_rows *rows)
{
    const em_error *failed = &rows->failed;
    if (rows->limit.status == EM_OK)
        rows->limit = *failed;
    em_rows_reject(rows->host, failed->line, failed->column, rows->scan.reason, "%s", failed->text);
    em_error unused;
    return em_json_scan_skip(&rows->scan, &unused);
}

/* After a step failed: EM_OK where reading goes on nevertheless. */
static em_status recover(json_rows *rows, em_status status, em_error *err)
{
    const em_error *failed = &rows->failed;
    bool lines = rows->scan.lines;
    if (status == EM_E_LIMIT && pass_over(rows) == EM_OK)
        return EM_OK;
    if (status == EM_E_INPUT && lines)
        em_rows_reject(rows->host, failed->line, failed->column, rows->scan.reason, "%s",
                       failed->text);
    if (!lines || (status != EM_E_LIMIT && status != EM_E_INPUT)) {
        if (err)
            *err = *failed;
        return status;
    }
    rows->base_depth = 0;
    status = em_json_scan_next_line(&rows->scan, err);
    return status == EM_END ? EM_OK : status;
}

static em_status second_value(json_rows *rows, em_error *err)
{
    const em_json_place *place = &rows->scan.place;
    return em_error_at(
        err, EM_E_INPUT, rows->host->path, (uint32_t)place->line, (uint32_t)place->column,
        "not one JSON document: a second value stands behind the first (JSON lines are "
        "read with --format jsonl)");
}

/* Moves on to the next unit, or returns EM_END. */
static em_status step(json_rows *rows, bool *found, em_error *err)
{
    em_json_scan *scan = &rows->scan;
    em_json_kind kind;
    em_str name;
    em_status status = em_json_scan_peek(scan, &kind, &name, err);
    if (status != EM_OK)
        return status;
    if (kind == EM_JSON_END)
        return EM_END;
    if (kind == EM_JSON_CLOSE) {
        if (scan->depth == rows->base_depth)
            rows->base_depth = 0;
        return em_json_scan_leave(scan, err);
    }
    if (scan->depth == 0) {
        if (rows->values++ && !rows->many)
            return second_value(rows, err);
        if (kind == EM_JSON_ARRAY) {
            rows->base_depth = 1;
            return em_json_scan_enter(scan, err);
        }
    }
    unsigned live = paths_here(rows, name);
    size_t steps = scan->depth - rows->base_depth;
    unsigned done = complete(rows, live, steps, kind);
    if (rows->plan.whole_documents || done & ~TOTAL_BIT) {
        status = em_json_scan_tree(scan, &rows->tree, err);
        *found = status == EM_OK;
        return status == EM_OK ? take_unit(rows, err) : status;
    }
    if (done) {
        status = em_json_scan_tree(scan, &rows->tree, err);
        if (status == EM_OK)
            note_total(rows, 0);
        return status;
    }
    if (live && (kind == EM_JSON_OBJECT || kind == EM_JSON_ARRAY)) {
        status = em_json_scan_enter(scan, err);
        rows->live[scan->depth] = live;
        return status;
    }
    return em_json_scan_skip(scan, err);
}

static em_status next_unit(json_rows *rows, em_error *err)
{
    bool found = false;
    while (!found) {
        em_status status = step(rows, &found, &rows->failed);
        if (status != EM_OK && status != EM_END)
            status = recover(rows, status, err);
        if (status != EM_OK)
            return status;
    }
    return EM_OK;
}

/* ---------- fields ---------- */

/* A copy of rows->text that lasts until the next row. */
static em_str keep_text(json_rows *rows)
{
    em_str kept = em_arena_copy(&rows->kept, em_buf_str(&rows->text));
    if (!kept.data || rows->text.status != EM_OK) {
        rows->out_of_memory = true;
        return (em_str){ "", 0 };
    }
    return kept;
}

/* The text of a scalar, empty for anything else: a slice of the unit or of the arena. */
static em_str value_text(json_rows *rows, uint32_t node)
{
    const em_json_node *n = &rows->tree.nodes.items[node];
    if (n->kind == EM_JSON_NULL || n->kind >= EM_JSON_ARRAY)
        return (em_str){ "", 0 };
    if (!n->escaped)
        return em_json_raw(&rows->tree, node);
    em_buf_reset(&rows->text);
    rows->surrogates += em_json_put_text(&rows->text, &rows->tree, node);
    return keep_text(rows);
}

static void find_field(em_row_field *out, json_rows *rows, uint32_t record, em_field field)
{
    *out = (em_row_field){ .value = { "", 0 } };
    for (size_t i = 0; i < rows->plan.alternatives[field]; i++) {
        const em_json_field *from = &rows->plan.field[field][i];
        uint32_t node = em_json_follow(&rows->tree, &from->path, record, &rows->duplicates);
        if (node == EM_JSON_NO_NODE ||
            (node == record && rows->tree.nodes.items[node].kind != EM_JSON_STRING))
            continue;
        em_row_field value = from->marks;
        value.value = value_text(rows, node);
        if (em_rows_take_value(out, field, &value))
            break;
    }
}

/* "RT @name: cut text" with the whole text of what was reposted. */
static em_str complete_repost(json_rows *rows, uint32_t record, em_str text)
{
    if (!rows->plan.has_repost_text || !em_str_starts(text, EM_STR("RT @")))
        return text;
    const char *colon = memmem(text.data, text.len, ": ", 2);
    uint32_t node = em_json_follow(&rows->tree, &rows->plan.repost_text, record, NULL);
    if (!colon || node == EM_JSON_NO_NODE || rows->tree.nodes.items[node].kind != EM_JSON_STRING)
        return text;
    em_buf_reset(&rows->text);
    em_buf_put(&rows->text, (em_str){ text.data, (size_t)(colon - text.data) + 2 });
    rows->surrogates += em_json_put_text(&rows->text, &rows->tree, node);
    return keep_text(rows);
}

static void add_up_total(json_rows *rows, uint32_t record)
{
    uint32_t node = em_json_follow(&rows->tree, &rows->plan.total, record, NULL);
    int64_t held;
    if (node == EM_JSON_NO_NODE || !parse_count(&held, em_json_raw(&rows->tree, node)))
        return;
    if (rows->base.stated_total < 0)
        rows->base.stated_total = 0;
    if (!__builtin_add_overflow(rows->base.stated_total, held, &held) && held < INT64_MAX)
        rows->base.stated_total = held + 1;
}

/* A line that was not counted is never asked for again: records come in order of place. */
static uint64_t line_of(json_rows *rows, uint32_t node)
{
    uint32_t start = rows->tree.nodes.items[node].start;
    const char *p = rows->tree.text + rows->counted_to, *end = rows->tree.text + start;
    while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
        rows->counted_line++;
        p++;
    }
    if (start > rows->counted_to)
        rows->counted_to = start;
    return rows->counted_line;
}

static void fill_fields(json_rows *rows, const unit_record *record, em_row *out)
{
    for (em_field field = 0; field < EM_FIELD_COUNT; field++)
        find_field(&out->field[field], rows, record->node, field);
    em_row_field *text = &out->field[EM_FIELD_TEXT], *parent = &out->field[EM_FIELD_PARENT];
    text->value = complete_repost(rows, record->node, text->value);
    if (record->outer != EM_JSON_NO_NODE && !parent->value.len)
        find_field(parent, rows, rows->unit.items[record->outer].node, EM_FIELD_ID);
    if (rows->plan.total_in_record)
        add_up_total(rows, record->node);
}

/* ---------- raw rows ---------- */

/*
 * The last value of each name, where its first stood: a table of slots by hash, at most half
 * full. Fills rows->members with the values' nodes.
 */
static em_status list_members(json_rows *rows, uint32_t object, em_error *err)
{
    const em_json_node *nodes = rows->tree.nodes.items;
    size_t count = 0;
    for (uint32_t at = object + 1; at < nodes[object].next; at = nodes[at + 1].next)
        count++;
    size_t slots = 16;
    while (slots < count * 2)
        slots *= 2;
    if (!em_vec_reserve(&rows->slots, slots) || !em_vec_reserve(&rows->members, count) ||
        !em_vec_reserve(&rows->names, count) || !em_vec_reserve(&rows->row_values, count))
        return no_memory(err);
    memset(rows->slots.items, 0, slots * sizeof *rows->slots.items);
    for (uint32_t at = object + 1; at < nodes[object].next; at = nodes[at + 1].next) {
        em_str name = em_json_raw(&rows->tree, at);
        if (nodes[at].escaped)
            name = value_text(rows, at);
        size_t slot = em_hash64(name, 0) & (slots - 1);
        uint32_t known;
        while ((known = rows->slots.items[slot]) && !em_str_eq(rows->names.items[known - 1], name))
            slot = (slot + 1) & (slots - 1);
        if (known) {
            rows->members.items[known - 1] = at + 1;
            rows->duplicates++;
            continue;
        }
        rows->names.items[rows->names.len++] = name;
        rows->members.items[rows->members.len++] = at + 1;
        rows->slots.items[slot] = (uint32_t)rows->names.len;
    }
    return EM_OK;
}

static em_status fill_raw(json_rows *rows, uint32_t record, em_row *out, em_error *err)
{
    em_vec_clear(&rows->names);
    em_vec_clear(&rows->row_values);
    em_vec_clear(&rows->members);
    if (rows->tree.nodes.items[record].kind == EM_JSON_OBJECT) {
        em_status status = list_members(rows, record, err);
        if (status != EM_OK)
            return status;
    } else if (!em_vec_push(&rows->names, EM_STR("value")) ||
               !em_vec_push(&rows->members, record) || !em_vec_reserve(&rows->row_values, 1)) {
        return no_memory(err);
    }
    em_buf_reset(&rows->text);
    for (size_t i = 0; i < rows->members.len; i++) {
        size_t start = rows->text.len;
        em_json_put_value(&rows->text, &rows->tree, rows->members.items[i]);
        rows->row_values.items[rows->row_values.len++] = (em_str){ NULL, rows->text.len - start };
        if (rows->text.status != EM_OK)
            return no_memory(err);
    }
    /* The buffer may have moved while it grew: values lie one behind the other at its end. */
    const char *end = rows->text.data + rows->text.len;
    for (size_t i = rows->members.len; i-- > 0;)
        rows->row_values.items[i].data = end -= rows->row_values.items[i].len;
    out->names = rows->names.items;
    out->values = rows->row_values.items;
    out->count = rows->names.len;
    out->values_are_json = true;
    return EM_OK;
}

/* ---------- rows ---------- */

/* What was read otherwise than it stands, told once at the end. */
static void tell_counts(json_rows *rows)
{
    if (rows->duplicates)
        em_rows_warn(rows->host, 0,
                     "names that stand twice in their object: %llu (the last one counts)",
                     (unsigned long long)rows->duplicates);
    if (rows->surrogates)
        em_rows_warn(rows->host, 0, "lone surrogate escapes read as U+FFFD: %llu",
                     (unsigned long long)rows->surrogates);
    rows->duplicates = rows->surrogates = 0;
}

static em_status at_end(json_rows *rows, em_error *err)
{
    tell_counts(rows);
    if (!rows->values && !rows->many)
        return em_error_at(err, EM_E_INPUT, rows->host->path, 1, 1,
                           "not valid JSON: the file holds no value (at byte 0)");
    rows->base.whole = true;
    if (rows->limit.status == EM_OK)
        return EM_END;
    if (err)
        *err = rows->limit;
    return rows->limit.status;
}

static em_status json_rows_next(em_rows *self, em_row *out, em_error *err)
{
    json_rows *rows = (json_rows *)self;
    em_row_begin(out);
    for (;;) {
        if (rows->at == rows->unit.len) {
            em_status status = next_unit(rows, err);
            if (status == EM_END)
                return at_end(rows, err);
            if (status != EM_OK)
                return status;
            continue;
        }
        const unit_record *record = &rows->unit.items[rows->at++];
        uint64_t line = line_of(rows, record->node);
        bool is_object = rows->tree.nodes.items[record->node].kind == EM_JSON_OBJECT;
        if (rows->plan.format && !is_object) {
            em_rows_reject(rows->host, line, 0, "not-an-object",
                           "a JSON object was expected as a record of %s", rows->base.format);
            continue;
        }
        em_arena_reset(&rows->kept);
        out->line = line;
        out->nested = record->outer != EM_JSON_NO_NODE;
        if (!rows->raw || rows->base.textless)
            fill_fields(rows, record, out);
        if (rows->raw)
            return fill_raw(rows, record->node, out, err);
        return rows->out_of_memory ? no_memory(err) : EM_OK;
    }
}

static void json_rows_close(em_rows *self)
{
    json_rows *rows = (json_rows *)self;
    em_json_scan_release(&rows->scan);
    em_json_tree_release(&rows->tree);
    em_json_plan_release(&rows->plan);
    em_vec_release(&rows->unit);
    em_buf_release(&rows->text);
    em_arena_release(&rows->kept);
    em_vec_release(&rows->names);
    em_vec_release(&rows->row_values);
    em_vec_release(&rows->slots);
    em_vec_release(&rows->members);
    em_mem_free(rows);
}

/* ---------- opening ---------- */

/* What the input's beginning looks like. */
typedef struct sample {
    uint32_t document[SAMPLE_DOCUMENTS]; /* nodes in the tree */
    size_t count;
    bool cut;     /* the window ended inside a value */
    bool damaged; /* a value is no JSON */
    em_error err; /* of the damaged value */
} sample;

static em_status widen(em_stream *stream, size_t want, em_error *err)
{
    em_status status = EM_OK;
    while (status == EM_OK && stream->len < want && !stream->ended)
        status = em_stream_more(stream, err);
    return status == EM_END ? EM_OK : status;
}

/* Adds the value at `root`, or the elements of an array there, as documents. */
static void sample_add(sample *seen, const em_json_tree *tree, uint32_t root)
{
    const em_json_node *nodes = tree->nodes.items;
    if (nodes[root].kind != EM_JSON_ARRAY) {
        seen->document[seen->count++] = root;
        return;
    }
    for (uint32_t each = root + 1; each < nodes[root].next && seen->count < SAMPLE_DOCUMENTS;
         each = nodes[each].next)
        seen->document[seen->count++] = each;
}

/* Behind the line that byte `at` stands on; false where the window ends first. */
static bool find_next_line(const em_stream *stream, size_t *at)
{
    const char *line_end = memchr(stream->data + *at, '\n', stream->len - *at);
    if (line_end)
        *at = (size_t)(line_end - stream->data) + 1;
    return line_end != NULL;
}

/* Looks at the values in the window. */
static em_status take_sample(json_rows *rows, sample *seen, em_error *err)
{
    memset(seen, 0, sizeof *seen);
    em_vec_clear(&rows->tree.nodes);
    size_t at = 0;
    while (seen->count < SAMPLE_DOCUMENTS && !seen->cut) {
        uint32_t root = (uint32_t)rows->tree.nodes.len;
        size_t end;
        em_status status = em_json_scan_sample(&rows->scan, &rows->tree, at, &end, &seen->err);
        if (status == EM_END)
            break;
        if (status == EM_E_MEMORY) {
            if (err)
                *err = seen->err;
            return status;
        }
        seen->damaged |= status != EM_OK;
        seen->cut = status == EM_OK && rows->tree.cut;
        at = end;
        if (status != EM_OK && rows->scan.lines) {
            rows->tree.nodes.len = root;
            if (!find_next_line(rows->stream, &at))
                break;
            continue;
        }
        if (rows->tree.nodes.len > root)
            sample_add(seen, &rows->tree, root);
        if (status != EM_OK)
            break;
    }
    return EM_OK;
}

static bool ends_with(const char *path, const char *ending)
{
    size_t len = strlen(path), end = strlen(ending);
    return len >= end && memcmp(path + len - end, ending, end) == 0;
}

static bool is_named_lines(const char *path)
{
    static const char *const NAMES[] = { ".jsonl",     ".ndjson",    ".jsonl.gz",
                                         ".ndjson.gz", ".jsonl.zst", ".ndjson.zst" };
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (ends_with(path, NAMES[i]))
            return true;
    return false;
}

/* Does the line look like a whole value: {...} or [...]? */
static bool is_value_line(em_str line)
{
    if (line.len < 2)
        return false;
    char first = line.data[0], last = line.data[line.len - 1];
    return (first == '{' && last == '}') || (first == '[' && last == ']');
}

/* At least half of the first lines, and more than one, look like whole values. */
static bool looks_like_lines(const em_stream *stream)
{
    size_t at = 0, lines = 0, values = 0;
    while (lines < LINES_LOOKED_AT && at < stream->len) {
        size_t start = at;
        if (!find_next_line(stream, &at)) {
            if (!stream->ended)
                break;
            at = stream->len;
        }
        em_str line = em_str_trim((em_str){ stream->data + start, at - start });
        lines += line.len > 0;
        values += is_value_line(line);
    }
    return lines > 1 && values * 2 >= lines;
}

/* One document or many lines? By the user's word, the name, or the look of the first lines. */
static void settle_lines(json_rows *rows)
{
    const char *forced = rows->host->options->format;
    if (rows->scan.strict)
        return;
    rows->many = true;
    size_t line_end = 0;
    bool one_line = !find_next_line(rows->stream, &line_end) || line_end == rows->stream->len;
    rows->scan.lines = (forced && strcmp(forced, "jsonl") == 0) || looks_like_lines(rows->stream) ||
                       (one_line && is_named_lines(rows->host->path));
}

/* The first document that has records decides. */
static const em_format *detect(const json_rows *rows, const sample *seen)
{
    em_container container = rows->scan.lines ? EM_CONTAINER_JSONL : EM_CONTAINER_JSON;
    const em_format *format = NULL;
    for (size_t i = 0; i < seen->count && !format; i++)
        format = em_json_plan_detect(&rows->tree, seen->document[i], container);
    return format;
}

/* --format json and jsonl read any JSON, with or without a text in it. */
static bool reads_anything(const json_rows *rows)
{
    const char *forced = rows->host->options->format;
    return forced && !rows->host->options->column[EM_FIELD_TEXT] &&
           (strcmp(forced, "json") == 0 || strcmp(forced, "jsonl") == 0);
}

/* Not one document is whole, though the window is. */
static bool first_is_cut(const sample *seen)
{
    return seen->cut && seen->count <= 1;
}

static em_status nothing_fits(json_rows *rows, const sample *seen, em_error *err)
{
    if (reads_anything(rows) || seen->count == 0) {
        rows->raw = rows->base.textless = true;
        em_json_plan_release(&rows->plan);
        em_json_plan_init(&rows->plan);
        em_json_plan_raw(&rows->plan);
        return EM_OK;
    }
    if (seen->damaged && !rows->scan.lines) {
        if (err)
            *err = seen->err;
        return EM_E_INPUT;
    }
    if (first_is_cut(seen))
        return em_error_at(err, EM_E_LIMIT, rows->host->path, 1, 0,
                           "the first record is longer than %zu MiB (the maximum)",
                           EM_RECORD_MAX_BYTES >> 20);
    em_str names[NAMES_SHOWN];
    size_t count = 0;
    for (size_t i = 0; i < seen->count && !count; i++)
        count = em_json_plan_names(&rows->plan, &rows->tree, seen->document[i], names, NAMES_SHOWN);
    return em_rows_fail_columns(rows->host, names, count, err);
}

#define COMPLAINT_BYTES 300

/* An answer of the platform in place of comments is no comment. */
static em_status check_complaint(const json_rows *rows, const sample *seen, em_error *err)
{
    em_str says = seen->count == 1 && !seen->cut && !rows->host->options->column[EM_FIELD_TEXT]
                      ? em_json_plan_complaint(&rows->tree, seen->document[0])
                      : (em_str){ "", 0 };
    if (!says.len || reads_anything(rows))
        return EM_OK;
    return em_error_at(err, EM_E_INPUT, rows->host->path, 0, 0,
                       "holds no comments but an error that the platform told: %.*s (export it "
                       "again)",
                       (int)em_str_cut(says, COMPLAINT_BYTES), says.data);
}

static bool are_empty_pages(json_rows *rows, const sample *seen)
{
    bool empty = seen->count > 0 && !seen->cut && !seen->damaged && !reads_anything(rows);
    for (size_t i = 0; empty && i < seen->count; i++)
        empty = em_json_plan_empty_page(&rows->plan, &rows->tree, seen->document[i]);
    return empty;
}

/* Plans to read by the names of members; *fits: one of them may be the text. */
static em_status plan_by_names(json_rows *rows, const sample *seen, bool *fits, em_error *err)
{
    em_json_plan_release(&rows->plan);
    em_json_plan_init(&rows->plan);
    em_status status = em_json_plan_by_names(&rows->plan, &rows->tree, seen->document, seen->count,
                                             seen->count > 1, rows->host, err);
    *fits = status == EM_OK && rows->plan.alternatives[EM_FIELD_TEXT] > 0 &&
            !(rows->plan.strings_are_texts && reads_anything(rows));
    return status;
}

/*
 * Widens the window until a format is found, the sample is whole, or enough was seen. A text may
 * be the last member of a long first record: without one the window grows to the longest record.
 */
static em_status settle_sample(json_rows *rows, sample *seen, em_error *err)
{
    const char *forced = rows->host->options->format;
    const em_format *format = forced ? em_format_find(forced) : NULL;
    for (size_t want = SAMPLE_FIRST_BYTES;; want *= 4) {
        em_status status = widen(rows->stream, want, err);
        if (status == EM_OK) {
            settle_lines(rows);
            status = take_sample(rows, seen, err);
        }
        if (status != EM_OK)
            return status;
        if (rows->raw) {
            em_json_plan_raw(&rows->plan);
            return EM_OK;
        }
        if (!format)
            format = detect(rows, seen);
        if (format)
            return em_json_plan_by_format(&rows->plan, format, rows->host, err);
        if (seen->cut && want < SAMPLE_MAX_BYTES)
            continue;
        bool fits = false;
        status = check_complaint(rows, seen, err);
        if (status == EM_OK)
            status = plan_by_names(rows, seen, &fits, err);
        if (status != EM_OK || fits || are_empty_pages(rows, seen))
            return status;
        if (!seen->cut || want >= EM_RECORD_MAX_BYTES)
            return nothing_fits(rows, seen, err);
    }
}

/* A first line past the longest record: rejected, the columns are looked for behind it. */
static em_status pass_first_line(json_rows *rows, em_error *err)
{
    const em_json_place *place = &rows->scan.place;
    em_error_at(&rows->failed, EM_E_LIMIT, rows->host->path, (uint32_t)place->line,
                (uint32_t)place->column,
                "a JSON value is longer than %zu MiB (the maximum for one record)",
                EM_RECORD_MAX_BYTES >> 20);
    if (rows->limit.status == EM_OK)
        rows->limit = rows->failed;
    em_rows_reject(rows->host, rows->failed.line, rows->failed.column, "too-long", "%s",
                   rows->failed.text);
    em_status status = em_json_scan_next_line(&rows->scan, err);
    return status == EM_END ? EM_OK : status;
}

static em_status settle(json_rows *rows, em_error *err)
{
    for (;;) {
        sample seen;
        em_status status = settle_sample(rows, &seen, err);
        if (status != EM_E_LIMIT || !rows->scan.lines || !first_is_cut(&seen))
            return status;
        status = pass_first_line(rows, err);
        if (status != EM_OK)
            return status;
    }
}

/* In strict mode a weak guess at another encoding than UTF-8 is not good enough. */
static em_status check_encoding(const json_rows *rows, em_error *err)
{
    if (!rows->scan.strict || em_stream_confidence(rows->stream) >= EM_ENCODING_SURE)
        return EM_OK;
    return em_error_at(
        err, EM_E_INPUT, rows->host->path, 1, 0,
        "not valid JSON: the text is no UTF-8 (if it is in another encoding, name it: "
        "--encoding NAME)");
}

em_status em_rows_open_json(em_rows **out, em_stream *stream, em_rows_host *host, em_error *err)
{
    *out = NULL;
    json_rows *rows = em_mem_zalloc(1, sizeof *rows);
    if (!rows)
        return no_memory(err);
    rows->base = (em_rows){ .next = json_rows_next, .close = json_rows_close, .stated_total = -1 };
    rows->stream = stream;
    rows->host = host;
    rows->raw = host->options->raw;
    em_json_scan_init(&rows->scan, stream, host->path);
    rows->scan.strict = host->options->format && strcmp(host->options->format, "json") == 0;
    em_json_plan_init(&rows->plan);
    em_buf_init(&rows->text, EM_BUF_UNLIMITED);
    em_arena_init(&rows->kept, EM_BUF_UNLIMITED);
    em_status status = check_encoding(rows, err);
    if (status == EM_OK)
        status = settle(rows, err);
    if (status != EM_OK) {
        json_rows_close(&rows->base);
        return status;
    }
    em_vec_clear(&rows->tree.nodes);
    const em_format *format = rows->plan.format;
    rows->base.format = format ? format->id : rows->scan.lines ? "jsonl" : "json";
    rows->base.platform = format ? format->platform : "";
    rows->base.has_times = !rows->raw && rows->plan.alternatives[EM_FIELD_TIME] > 0;
    rows->base.note = format && format->note ? format->note : "";
    *out = &rows->base;
    return EM_OK;
}
