/*
 * JSON with places: one strict pass that makes cJSON's tree as it goes, out of an arena. A node's
 * place is numbered in `valueint`, which for parsed values nobody else needs (numbers are in
 * valuedouble).
 */
#include "lexicon/json_place.h"

#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>

#define NO_KEY UINT32_MAX
#define NO_OFFSET SIZE_MAX
/* Longer numbers count as too large. */
#define NUMBER_MAX_BYTES 400

typedef struct scan {
    em_json_file *file;
    const char *text;
    size_t len;
    size_t at;
    EM_VEC(em_span) keys; /* of the open objects, decoded form not needed: raw bytes */
    em_error *err;
    unsigned depth;
    size_t too_large; /* the first number that no double holds; NO_OFFSET: none */
} scan;

/* --- places -------------------------------------------------------------------------------- */

/* Back over what was passed: the line is known by the breaks, the column from the line's start. */
static void seek_back(em_json_file *file, uint32_t offset)
{
    const char *text = file->text.data;
    while (file->seen_offset > offset)
        file->seen_line -= text[--file->seen_offset] == '\n';
    while (file->seen_offset > 0 && text[file->seen_offset - 1] != '\n')
        file->seen_offset--;
    file->seen_column = 1;
}

/* Moves the memory of the last look-up to `offset`. */
static void seek(em_json_file *file, uint32_t offset)
{
    const char *text = file->text.data;
    if (file->seen_line == 0)
        file->seen_line = file->seen_column = 1;
    if (offset < file->seen_offset)
        seek_back(file, offset);
    if (file->seen_offset == 0 && file->text.len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 &&
        offset >= 3)
        file->seen_offset = 3;
    for (; file->seen_offset < offset; file->seen_offset++) {
        unsigned char c = (unsigned char)text[file->seen_offset];
        if (c == '\n') {
            file->seen_line++;
            file->seen_column = 1;
        } else if ((c & 0xC0) != 0x80) {
            file->seen_column++;
        }
    }
}

static void place_at(uint32_t *line, uint32_t *column, em_json_file *file, uint32_t offset)
{
    seek(file, offset);
    *line = file->seen_line;
    *column = file->seen_column;
}

static em_json_place place_of_node(const em_json_file *file, const cJSON *node)
{
    size_t number = (size_t)node->valueint;
    return number < file->places.len ? file->places.items[number] : (em_json_place){ 0, NO_KEY };
}

void em_json_place_of(uint32_t *line, uint32_t *column, em_json_file *file, const cJSON *node)
{
    place_at(line, column, file, place_of_node(file, node).value);
}

void em_json_key_place_of(uint32_t *line, uint32_t *column, em_json_file *file, const cJSON *node)
{
    em_json_place place = place_of_node(file, node);
    place_at(line, column, file, place.key == NO_KEY ? place.value : place.key);
}

em_str em_json_number_text(const em_json_file *file, const cJSON *node)
{
    size_t at = place_of_node(file, node).value, end = at;
    while (end < file->text.len && strchr("+-.0123456789eE", file->text.data[end]) &&
           file->text.data[end])
        end++;
    return (em_str){ file->text.data + at, end - at };
}

static unsigned hex4(const char *digits)
{
    unsigned value = 0;
    for (int i = 0; i < 4; i++) {
        unsigned char c = (unsigned char)digits[i];
        value = value << 4 | (c <= '9' ? c - (unsigned)'0' : (c | 0x20u) - 'a' + 10u);
    }
    return value;
}

/* Bytes of UTF-8 that the (checked) escape at `s` stands for; its own length goes to *taken. */
static size_t escape_bytes(const char *s, size_t *taken)
{
    *taken = 2;
    if (s[1] != 'u')
        return 1;
    *taken = 6;
    unsigned unit = hex4(s + 2);
    if (unit >= 0xD800 && unit < 0xDC00) {
        *taken = 12;
        return 4;
    }
    return unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
}

void em_json_inner_place_of(uint32_t *line, uint32_t *column, em_json_file *file, const cJSON *node,
                            size_t offset)
{
    uint32_t at = place_of_node(file, node).value + 1;
    for (size_t decoded = 0; decoded < offset && file->text.data[at] != '"';) {
        size_t taken = 1, bytes = 1;
        if (file->text.data[at] == '\\')
            bytes = escape_bytes(file->text.data + at, &taken);
        at += (uint32_t)taken;
        decoded += bytes;
    }
    place_at(line, column, file, at);
}

/* --- the strict scan ----------------------------------------------------------------------- */

static em_status wrong(scan *s, size_t offset, const char *what)
{
    uint32_t line, column;
    place_at(&line, &column, s->file, (uint32_t)offset);
    return em_error_at(s->err, EM_E_LEXICON, s->file->path, line, column, "%s", what);
}

static em_status no_memory(scan *s)
{
    return em_error_at(s->err, EM_E_MEMORY, s->file->path, 0, 0, "no memory");
}

static void skip_blanks(scan *s)
{
    while (s->at < s->len && (s->text[s->at] == ' ' || s->text[s->at] == '\n' ||
                              s->text[s->at] == '\t' || s->text[s->at] == '\r'))
        s->at++;
}

static char peek(const scan *s)
{
    return s->at < s->len ? s->text[s->at] : '\0';
}

static em_status scan_escape(scan *s)
{
    static const char FOUR_HEX[] = "after \\u stand four hexadecimal digits";
    char c = s->at + 1 < s->len ? s->text[s->at + 1] : '\0';
    if (c != 'u') {
        if (!c || !strchr("\"\\/bfnrt", c))
            return wrong(s, s->at, "no such escape (a backslash itself is written \\\\)");
        s->at += 2;
        return EM_OK;
    }
    for (size_t i = 2; i < 6; i++)
        if (s->at + i >= s->len || !strchr("0123456789abcdefABCDEF", s->text[s->at + i]) ||
            !s->text[s->at + i])
            return wrong(s, s->at, FOUR_HEX);
    unsigned unit = hex4(s->text + s->at + 2);
    if (unit == 0)
        return wrong(s, s->at, "a NUL character has no place in a text");
    if (unit >= 0xDC00 && unit < 0xE000)
        return wrong(s, s->at, "the second half of a surrogate pair without its first");
    if (unit < 0xD800 || unit >= 0xE000) {
        s->at += 6;
        return EM_OK;
    }
    bool paired = s->at + 12 <= s->len && s->text[s->at + 6] == '\\' && s->text[s->at + 7] == 'u';
    for (size_t i = 8; paired && i < 12; i++)
        paired = strchr("0123456789abcdefABCDEF", s->text[s->at + i]) && s->text[s->at + i];
    if (!paired || hex4(s->text + s->at + 8) < 0xDC00 || hex4(s->text + s->at + 8) > 0xDFFF)
        return wrong(s, s->at, "the first half of a surrogate pair without its second");
    s->at += 12;
    return EM_OK;
}

/* Writes what the checked escape at `from` stands for; returns the bytes it takes. */
static size_t decode_escape(char **to, const char *from)
{
    static const char ESCAPES[] = "bfnrt", MEANINGS[] = "\b\f\n\r\t";
    if (from[1] != 'u') {
        const char *found = strchr(ESCAPES, from[1]);
        *(*to)++ = found ? MEANINGS[found - ESCAPES] : from[1];
        return 2;
    }
    uint32_t c = hex4(from + 2);
    bool paired = c >= 0xD800 && c < 0xDC00;
    if (paired)
        c = 0x10000 + ((c & 0x3FF) << 10 | (hex4(from + 8) & 0x3FF));
    *to += em_utf8_encode(*to, c);
    return paired ? 12 : 6;
}

/* The checked string from `raw` on, without its quotes: no longer than it is written. */
static em_status decode_string(scan *s, char **out, em_str raw, bool has_escapes)
{
    char *to = *out = em_arena_alloc(&s->file->nodes, raw.len + 1);
    if (!to)
        return no_memory(s);
    if (!has_escapes) {
        memcpy(to, raw.data, raw.len);
        to += raw.len;
    }
    for (size_t at = 0; has_escapes && at < raw.len;) {
        if (raw.data[at] == '\\')
            at += decode_escape(&to, raw.data + at);
        else
            *to++ = raw.data[at++];
    }
    *to = '\0';
    return EM_OK;
}

/* *out lives in the file. */
static em_status scan_string(scan *s, char **out)
{
    size_t open = s->at++;
    bool has_escapes = false;
    while (s->at < s->len && s->text[s->at] != '"') {
        unsigned char c = (unsigned char)s->text[s->at];
        if (c < 0x20)
            return wrong(s, s->at,
                         c == '\n' || c == '\r' ? "the string has no closing \""
                                                : "a control character in a string");
        em_status status = EM_OK;
        if (c == '\\') {
            status = scan_escape(s);
            has_escapes = true;
        } else {
            s->at++;
        }
        if (status != EM_OK)
            return status;
    }
    if (s->at >= s->len)
        return wrong(s, open, "the string has no closing \"");
    em_str raw = { s->text + open + 1, s->at - open - 1 };
    s->at++;
    return decode_string(s, out, raw, has_escapes);
}

static size_t digits(scan *s)
{
    size_t from = s->at;
    while (peek(s) >= '0' && peek(s) <= '9')
        s->at++;
    return s->at - from;
}

/* Whole numbers of 15 digits are exact; others go to the C library, in its locale's spelling. */
static double value_of(em_str number)
{
    char copy[NUMBER_MAX_BYTES + 1];
    double whole = 0;
    size_t i = 0;
    for (; i < number.len && i < 15 && number.data[i] >= '0' && number.data[i] <= '9'; i++)
        whole = whole * 10 + (number.data[i] - '0');
    if (i == number.len)
        return whole;
    if (number.len > NUMBER_MAX_BYTES)
        return HUGE_VAL;
    for (i = 0; i < number.len; i++)
        copy[i] = number.data[i] == '.' ? *localeconv()->decimal_point : number.data[i];
    copy[i] = '\0';
    return strtod(copy, NULL);
}

static em_status scan_number(scan *s, double *out)
{
    size_t from = s->at;
    s->at += peek(s) == '-';
    bool zero = peek(s) == '0';
    size_t whole = digits(s);
    if (whole == 0 || (zero && whole > 1))
        return wrong(s, from, "a number has no leading zero or sign +");
    if (peek(s) == '.') {
        s->at++;
        if (digits(s) == 0)
            return wrong(s, from, "digits are missing behind the decimal point");
    }
    if (peek(s) == 'e' || peek(s) == 'E') {
        s->at++;
        s->at += peek(s) == '+' || peek(s) == '-';
        if (digits(s) == 0)
            return wrong(s, from, "digits are missing in the exponent");
    }
    *out = value_of((em_str){ s->text + from, s->at - from });
    if (!isfinite(*out) && s->too_large == NO_OFFSET)
        s->too_large = from;
    return EM_OK;
}

static em_status scan_value(scan *s, cJSON **out, uint32_t key);

static int by_text(const void *a, const void *b, void *text)
{
    const em_span *x = a, *y = b;
    int order = em_str_cmp((em_str){ (const char *)text + x->start, x->end - x->start },
                           (em_str){ (const char *)text + y->start, y->end - y->start });
    return order ? order : (x->start > y->start) - (x->start < y->start);
}

static em_status refuse_equal_keys(scan *s, size_t from)
{
    em_span *keys = s->keys.items + from;
    size_t count = s->keys.len - from;
    if (count < 2)
        return EM_OK;
    qsort_r(keys, count, sizeof *keys, by_text, (void *)s->text);
    for (size_t i = 1; i < count; i++) {
        em_str key = em_str_sub((em_str){ s->text, s->len }, keys[i]);
        if (em_str_eq(key, em_str_sub((em_str){ s->text, s->len }, keys[i - 1])))
            return wrong(s, keys[i].start, "this key stands twice in one object");
    }
    return EM_OK;
}

static em_status scan_member(scan *s, cJSON **out)
{
    char *name;
    skip_blanks(s);
    if (peek(s) != '"')
        return wrong(s, s->at, "a key in quotes should stand here");
    uint32_t key = (uint32_t)s->at;
    em_status status = scan_string(s, &name);
    if (status != EM_OK)
        return status;
    if (!em_vec_push(&s->keys, ((em_span){ key, (uint32_t)s->at })))
        return no_memory(s);
    skip_blanks(s);
    if (peek(s) != ':')
        return wrong(s, s->at, "a : should stand between key and value");
    s->at++;
    status = scan_value(s, out, key);
    if (status == EM_OK)
        (*out)->string = name;
    return status;
}

/* As cJSON links them: the first one's `prev` is the last. */
static void link_member(cJSON *parent, cJSON *last, cJSON *member)
{
    if (last)
        last->next = member;
    else
        parent->child = member;
    member->prev = last ? last : member;
    parent->child->prev = member;
}

/* The members of an object or an array, from its opening bracket to its closing one. */
static em_status scan_members(scan *s, cJSON *parent, char close)
{
    cJSON *last = NULL, *member;
    size_t keys = s->keys.len;
    bool object = close == '}';
    s->at++;
    skip_blanks(s);
    for (bool first = true; peek(s) != close || !first; first = false) {
        em_status status = object ? scan_member(s, &member) : scan_value(s, &member, NO_KEY);
        if (status != EM_OK)
            return status;
        link_member(parent, last, member);
        last = member;
        skip_blanks(s);
        if (peek(s) == close)
            break;
        if (peek(s) != ',')
            return wrong(s, s->at,
                         object ? "a , or } should stand here" : "a , or ] should stand here");
        s->at++;
    }
    s->at++;
    em_status status = object ? refuse_equal_keys(s, keys) : EM_OK;
    s->keys.len = keys;
    return status;
}

static em_status scan_word(scan *s, const char *word)
{
    size_t len = strlen(word);
    if (s->len - s->at < len || memcmp(s->text + s->at, word, len) != 0)
        return wrong(s, s->at, "a value should stand here (text stands in double quotes)");
    s->at += len;
    return EM_OK;
}

/* A node for the value that begins here; NULL: no memory. */
static cJSON *add_node(scan *s, uint32_t key)
{
    em_json_place place = { (uint32_t)s->at, key };
    cJSON *node = em_arena_alloc(&s->file->nodes, sizeof *node);
    if (!node || !em_vec_push(&s->file->places, place))
        return NULL;
    *node = (cJSON){ .valueint = (int)s->file->places.len - 1 };
    return node;
}

static em_status scan_value(scan *s, cJSON **out, uint32_t key)
{
    skip_blanks(s);
    cJSON *node = *out = add_node(s, key);
    if (!node)
        return no_memory(s);
    if (s->depth >= EM_JSON_MAX_DEPTH)
        return wrong(s, s->at, "nested too deeply");
    em_status status;
    s->depth++;
    switch (peek(s)) {
    case '{':
        node->type = cJSON_Object;
        status = scan_members(s, node, '}');
        break;
    case '[':
        node->type = cJSON_Array;
        status = scan_members(s, node, ']');
        break;
    case '"':
        node->type = cJSON_String;
        status = scan_string(s, &node->valuestring);
        break;
    case 't':
        node->type = cJSON_True;
        status = scan_word(s, "true");
        break;
    case 'f':
        node->type = cJSON_False;
        status = scan_word(s, "false");
        break;
    case 'n':
        node->type = cJSON_NULL;
        status = scan_word(s, "null");
        break;
    default:
        node->type = cJSON_Number;
        status = peek(s) == '-' || (peek(s) >= '0' && peek(s) <= '9')
                     ? scan_number(s, &node->valuedouble)
                     : scan_word(s, "a value");
    }
    s->depth--;
    return status;
}

static em_status scan_text(scan *s)
{
    size_t bad;
    if (!em_utf8_is_valid(s->text, s->len, &bad))
        return wrong(s, bad, "this is not UTF-8 (save the file as UTF-8)");
    if (s->len >= 3 && memcmp(s->text, "\xEF\xBB\xBF", 3) == 0)
        s->at = 3;
    em_status status = scan_value(s, &s->file->root, NO_KEY);
    if (status != EM_OK)
        return status;
    skip_blanks(s);
    if (s->at != s->len)
        return wrong(s, s->at, "nothing should follow the last bracket");
    return s->too_large == NO_OFFSET ? EM_OK : wrong(s, s->too_large, "the number is too large");
}

em_status em_json_parse(em_json_file *out, const char *path, em_buf *text, em_error *err)
{
    *out = (em_json_file){ .path = path, .text = *text };
    em_arena_init(&out->nodes, EM_BUF_UNLIMITED);
    em_buf_init(text, text->max);
    if (out->text.len > INT32_MAX)
        return em_error_at(err, EM_E_LIMIT, path, 0, 0, "the file is too large");
    scan s = { .file = out,
               .text = out->text.data ? out->text.data : "",
               .len = out->text.len,
               .err = err,
               .too_large = NO_OFFSET };
    em_status status = scan_text(&s);
    em_vec_release(&s.keys);
    return status;
}

em_status em_json_read(em_json_file *out, const char *path, size_t max_bytes, em_error *err)
{
    em_buf text;
    em_buf_init(&text, max_bytes);
    *out = (em_json_file){ .path = path };
    em_status status = em_file_check_readable(path, EM_E_LEXICON, err);
    if (status == EM_OK)
        status = em_file_read(&text, path, err);
    if (status == EM_OK)
        status = em_json_parse(out, path, &text, err);
    em_buf_release(&text);
    return status;
}

void em_json_release(em_json_file *file)
{
    em_arena_release(&file->nodes);
    em_vec_release(&file->places);
    em_buf_release(&file->text);
    *file = (em_json_file){ .path = NULL };
}
