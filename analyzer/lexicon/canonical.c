/* The canonical layout of lexicon files: one term a line. */
#include "lexicon/canonical.h"

#include "base/json_write.h"
#include "base/str.h"
#include "base/vec.h"

#include <math.h>
#include <stdlib.h>

#define LINE_CHARACTERS 100

/* --- JSON ----------------------------------------------------------------------------------- */

static void put_inline(em_buf *out, const cJSON *value);

static void put_key(em_buf *out, const cJSON *value)
{
    if (!value->string)
        return;
    em_json_put_string(out, em_str_from(value->string));
    em_buf_puts(out, ": ");
}

static void put_number(em_buf *out, double number)
{
    if (number == floor(number) && fabs(number) < 1e15)
        em_buf_printf(out, "%.0f", number);
    else
        em_buf_printf(out, "%.15g", number);
}

static const char *leading_key(const cJSON *object)
{
    static const char *const FIRST[] = { "term", "text" };
    for (size_t i = 0; i < sizeof FIRST / sizeof *FIRST; i++)
        if (cJSON_GetObjectItemCaseSensitive(object, FIRST[i]))
            return FIRST[i];
    return NULL;
}

static void put_inline_object(em_buf *out, const cJSON *object)
{
    const char *leading = leading_key(object);
    const cJSON *first = leading ? cJSON_GetObjectItemCaseSensitive(object, leading) : NULL;
    bool started = first != NULL;
    em_buf_put_char(out, '{');
    if (first) {
        put_key(out, first);
        put_inline(out, first);
    }
    for (const cJSON *child = object->child; child; child = child->next) {
        if (child == first)
            continue;
        if (started)
            em_buf_puts(out, ", ");
        put_key(out, child);
        put_inline(out, child);
        started = true;
    }
    em_buf_put_char(out, '}');
}

static void put_inline(em_buf *out, const cJSON *value)
{
    if (cJSON_IsString(value)) {
        em_json_put_string(out, em_str_from(value->valuestring));
    } else if (cJSON_IsNumber(value)) {
        put_number(out, value->valuedouble);
    } else if (cJSON_IsObject(value)) {
        put_inline_object(out, value);
    } else if (cJSON_IsArray(value)) {
        em_buf_put_char(out, '[');
        for (const cJSON *child = value->child; child; child = child->next) {
            put_inline(out, child);
            if (child->next)
                em_buf_puts(out, ", ");
        }
        em_buf_put_char(out, ']');
    } else {
        em_buf_puts(out, cJSON_IsTrue(value) ? "true" : cJSON_IsFalse(value) ? "false" : "null");
    }
}

static size_t count_characters(em_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return count;
}

static size_t line_characters(const em_buf *out)
{
    size_t start = out->len;
    while (start && out->data[start - 1] != '\n')
        start--;
    return count_characters((em_str){ out->data + start, out->len - start });
}

static void put_break(em_buf *out, int depth)
{
    em_buf_printf(out, "\n%*s", depth, "");
}

/* A list of short values, filled up to the line's end. */
static void put_filled_list(em_buf *out, const cJSON *list, int depth)
{
    em_buf_put_char(out, '[');
    for (const cJSON *item = list->child; item; item = item->next) {
        em_buf value;
        em_buf_init(&value, out->max);
        put_inline(&value, item);
        em_buf_put_char(&value, item->next ? ',' : ']');
        bool first = item == list->child;
        if (!first &&
            line_characters(out) + 1 + count_characters(em_buf_str(&value)) > LINE_CHARACTERS)
            put_break(out, depth + 1);
        else if (!first)
            em_buf_put_char(out, ' ');
        em_buf_put(out, em_buf_str(&value));
        em_buf_release(&value);
    }
    if (!list->child)
        em_buf_put_char(out, ']');
}

static bool has_one_item_a_line(const cJSON *list)
{
    static const char *const NAMES[] = { "terms",   "opposites", "tests",  "messages",
                                         "periods", "targets",   "outputs" };
    for (size_t i = 0; list->string && i < sizeof NAMES / sizeof *NAMES; i++)
        if (strcmp(list->string, NAMES[i]) == 0)
            return true;
    return false;
}

static void put_document(em_buf *out, const cJSON *object, int depth);

static bool is_message(const cJSON *item)
{
    return cJSON_IsObject(item) && cJSON_GetObjectItemCaseSensitive(item, "terms");
}

static void put_lined_list(em_buf *out, const cJSON *list, int depth)
{
    em_buf_put_char(out, '[');
    for (const cJSON *item = list->child; item; item = item->next) {
        put_break(out, depth + 1);
        if (is_message(item))
            put_document(out, item, depth + 1);
        else
            put_inline(out, item);
        if (item->next)
            em_buf_put_char(out, ',');
    }
    em_buf_put_char(out, ']');
}

static bool is_scalar(const cJSON *value)
{
    return !cJSON_IsObject(value) && !cJSON_IsArray(value);
}

/* An object over several lines: scalars that follow one another share a line. */
static void put_document(em_buf *out, const cJSON *object, int depth)
{
    em_buf_put_char(out, '{');
    for (const cJSON *child = object->child; child; child = child->next) {
        put_key(out, child);
        if (cJSON_IsArray(child) && has_one_item_a_line(child))
            put_lined_list(out, child, depth + 1);
        else if (cJSON_IsArray(child))
            put_filled_list(out, child, depth + 1);
        else
            put_inline(out, child);
        if (!child->next)
            break;
        em_buf_put_char(out, ',');
        bool label_of_message = depth > 0 && strcmp(child->next->string, "label") == 0;
        if (is_scalar(child) && (is_scalar(child->next) || label_of_message))
            em_buf_put_char(out, ' ');
        else
            put_break(out, depth + 1);
    }
    em_buf_put_char(out, '}');
}

void em_canonical_put_json(em_buf *out, const cJSON *document)
{
    put_document(out, document, 0);
    em_buf_put_char(out, '\n');
}

/* --- TSV ------------------------------------------------------------------------------------ */

static int compare_lines(const void *a, const void *b)
{
    return em_str_cmp(*(const em_str *)a, *(const em_str *)b);
}

static em_str next_line(em_str *rest)
{
    const char *end = memchr(rest->data, '\n', rest->len);
    em_str line = { rest->data, end ? (size_t)(end - rest->data) : rest->len };
    rest->data += line.len + (end != NULL);
    rest->len -= line.len + (end != NULL);
    if (line.len && line.data[line.len - 1] == '\r')
        line.len--;
    return line;
}

#define ENTRY_FIELDS 5

/* Fields trimmed; an entry always has all of its fields, so that columns line up in a diff. */
static void put_entry(em_buf *out, em_str line)
{
    size_t fields = 0;
    do {
        const char *tab = memchr(line.data, '\t', line.len);
        em_str field = { line.data, tab ? (size_t)(tab - line.data) : line.len };
        line.data += field.len + (tab != NULL);
        line.len -= field.len + (tab != NULL);
        if (fields++)
            em_buf_put_char(out, '\t');
        em_buf_put(out, em_str_trim(field));
    } while (line.len);
    for (; fields < ENTRY_FIELDS; fields++)
        em_buf_put_char(out, '\t');
    em_buf_put_char(out, '\n');
}

static void put_head_line(em_buf *out, em_str line)
{
    em_buf_put(out, line);
    em_buf_put_char(out, '\n');
}

em_status em_canonical_put_tsv(em_buf *out, em_str text, const char *path, em_error *err)
{
    EM_VEC(em_str) entries = { 0 };
    em_status status = EM_OK;
    em_str rest = text;
    for (uint32_t number = 1; rest.len && status == EM_OK; number++) {
        em_str line = next_line(&rest);
        em_str trimmed = em_str_trim(line);
        if (!trimmed.len)
            continue;
        if (trimmed.data[0] == '#')
            put_head_line(out, trimmed);
        else if (!memchr(line.data, '\t', line.len))
            status = em_error_at(err, EM_E_LEXICON, path, number, 1,
                                 "the line has no tab (term, weight, role, source, note)");
        else if (!em_vec_push(&entries, line))
            status = em_error_set(err, EM_E_MEMORY, "no memory");
    }
    if (status == EM_OK && entries.len)
        qsort(entries.items, entries.len, sizeof *entries.items, compare_lines);
    for (size_t i = 0; i < entries.len && status == EM_OK; i++)
        put_entry(out, entries.items[i]);
    em_vec_release(&entries);
    return status;
}
