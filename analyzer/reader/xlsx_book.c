/* Reading workbook.xml, its relationships, sharedStrings.xml and styles.xml. */
#include "reader/xlsx_book.h"

#include "base/str.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* ---------- relationships ---------- */

typedef struct relation {
    em_str id, type, target;
} relation;

typedef struct relations {
    em_book *book;
    EM_VEC(relation) items;
    em_str folder; /* of the part they belong to, with its slash; "" at the top */
    bool out_of_memory;
} relations;

/* The target seen from the top of the package, "." and ".." resolved. */
static em_str resolve(em_book *book, em_str folder, em_str target)
{
    em_buf path;
    em_buf_init(&path, 4096);
    if (target.len && target.data[0] == '/')
        target = (em_str){ target.data + 1, target.len - 1 };
    else
        em_buf_put(&path, folder);
    while (target.len) {
        const char *slash = memchr(target.data, '/', target.len);
        size_t len = slash ? (size_t)(slash - target.data) : target.len;
        em_str piece = { target.data, len };
        target = (em_str){ target.data + len + (slash != NULL),
                           target.len - len - (slash != NULL) };
        if (em_str_eq(piece, EM_STR("..")) && path.len) {
            path.len--;
            while (path.len && path.data[path.len - 1] != '/')
                path.len--;
        } else if (!em_str_eq(piece, EM_STR(".")) && !em_str_eq(piece, EM_STR(".."))) {
            em_buf_put(&path, piece);
            if (slash)
                em_buf_put_char(&path, '/');
        }
    }
    em_str kept = path.status == EM_OK ? em_arena_copy(&book->names, em_buf_str(&path))
                                       : (em_str){ NULL, 0 };
    em_buf_release(&path);
    return kept;
}

static void relation_start(void *context, const char *name, const char **attributes)
{
    relations *list = context;
    const char *id = em_part_attribute(attributes, "Id");
    const char *type = em_part_attribute(attributes, "Type");
    const char *target = em_part_attribute(attributes, "Target");
    const char *mode = em_part_attribute(attributes, "TargetMode");
    if (strcmp(name, "Relationship") != 0 || !id || !type || !target ||
        (mode && strcmp(mode, "External") == 0) || list->items.len >= EM_SHEETS_MAX)
        return;
    const char *last = strrchr(type, '/');
    relation item = { em_arena_copy(&list->book->names, em_str_from(id)),
                      em_arena_copy(&list->book->names, em_str_from(last ? last + 1 : type)),
                      resolve(list->book, list->folder, em_str_from(target)) };
    if (!item.id.data || !item.type.data || !item.target.data || !em_vec_push(&list->items, item))
        list->out_of_memory = true;
}

static em_status no_memory(em_error *err)
{
    return em_error_set(err, EM_E_MEMORY, "no memory for a workbook");
}

/* The relationships of the part whose rels file is `rels`. */
static em_status read_relations(relations *list, em_str rels, em_error *err)
{
    em_part_handler handler = { .start = relation_start, .context = list };
    em_status status = em_package_parse(list->book->package, rels, &handler, err);
    return status == EM_OK && list->out_of_memory ? no_memory(err) : status;
}

static em_str find_by_type(const relations *list, const char *type)
{
    for (size_t i = 0; i < list->items.len; i++)
        if (em_str_eq(list->items.items[i].type, em_str_from(type)))
            return list->items.items[i].target;
    return (em_str){ "", 0 };
}

static em_str find_sheet_part(const relations *list, em_str id)
{
    for (size_t i = 0; i < list->items.len; i++)
        if (em_str_eq(list->items.items[i].id, id))
            return em_str_eq(list->items.items[i].type, EM_STR("worksheet"))
                       ? list->items.items[i].target
                       : (em_str){ "", 0 };
    return (em_str){ "", 0 };
}

/* ---------- workbook.xml ---------- */

typedef struct workbook {
    em_book *book;
    const relations *parts;
    bool out_of_memory;
} workbook;

static bool is_true(const char *value)
{
    return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

/* The relationship's id is the attribute "id" with a namespace; sheetId is another. */
static void workbook_start(void *context, const char *name, const char **attributes)
{
    workbook *w = context;
    if (strcmp(name, "workbookPr") == 0)
        w->book->from_1904 = is_true(em_part_attribute(attributes, "date1904"));
    if (strcmp(name, "sheet") != 0 || w->book->sheets.len == EM_SHEETS_MAX)
        return;
    const char *title = em_part_attribute(attributes, "name");
    const char *id = em_part_attribute(attributes, "id");
    em_sheet sheet = { em_arena_copy(&w->book->names, em_str_from(title ? title : "")),
                       id ? find_sheet_part(w->parts, em_str_from(id)) : (em_str){ "", 0 } };
    if (!sheet.name.data || !em_vec_push(&w->book->sheets, sheet))
        w->out_of_memory = true;
}

/* ---------- shared strings ---------- */

typedef struct strings {
    em_book *book;
    em_part *part;
    em_buf text; /* of the string being read */
    bool in_text;
    unsigned phonetic; /* inside <rPh>: how the text is read aloud, not text */
} strings;

static void strings_start(void *context, const char *name, const char **attributes)
{
    (void)attributes;
    strings *s = context;
    if (strcmp(name, "si") == 0)
        em_buf_reset(&s->text);
    s->phonetic += strcmp(name, "rPh") == 0;
    s->in_text = strcmp(name, "t") == 0 && !s->phonetic;
}

static void strings_end(void *context, const char *name)
{
    strings *s = context;
    s->in_text = false;
    s->phonetic -= strcmp(name, "rPh") == 0;
    if (strcmp(name, "si") != 0)
        return;
    em_book *book = s->book;
    em_book_put_text(&book->shared, em_buf_str(&s->text));
    if (book->shared_end.len == EM_SHARED_COUNT_MAX)
        em_part_fail(s->part, EM_E_LIMIT, "more than 8388608 shared strings (the maximum)");
    else if (book->shared.status == EM_E_LIMIT)
        em_part_fail(s->part, EM_E_LIMIT, "more than 96 MiB of shared strings (the maximum)");
    else if (book->shared.status != EM_OK ||
             !em_vec_push(&book->shared_end, (uint32_t)book->shared.len))
        em_part_fail(s->part, EM_E_MEMORY, "no memory");
}

static void strings_text(void *context, const char *text, int len)
{
    strings *s = context;
    if (!s->in_text)
        return;
    em_buf_put(&s->text, (em_str){ text, (size_t)len });
    if (s->text.status != EM_OK)
        em_part_fail(s->part, s->text.status,
                     "a shared string is longer than 16 MiB (the maximum)");
}

static em_status read_strings(em_book *book, em_str part, em_error *err)
{
    strings s = { .book = book };
    em_buf_init(&s.text, (size_t)16 * 1024 * 1024);
    em_part_handler handler = { strings_start, strings_end, strings_text, &s };
    em_status status = em_part_open(&s.part, book->package, part, &handler, err);
    while (status == EM_OK)
        status = em_part_run(s.part, err);
    em_part_close(s.part);
    em_buf_release(&s.text);
    return status == EM_END ? EM_OK : status;
}

bool em_book_shared(const em_book *book, uint64_t index, em_str *out)
{
    if (index >= book->shared_end.len)
        return false;
    uint32_t start = index ? book->shared_end.items[index - 1] : 0;
    *out = (em_str){ book->shared.len ? book->shared.data + start : "",
                     book->shared_end.items[index] - start };
    return true;
}

/* "_x000D_" at the start of `text`: its character, or EM_UTF8_BAD. */
static uint32_t escaped_character(em_str text)
{
    uint32_t c = 0;
    if (text.len < 7 || text.data[0] != '_' || text.data[1] != 'x' || text.data[6] != '_')
        return EM_UTF8_BAD;
    for (size_t i = 2; i < 6; i++) {
        char digit = text.data[i];
        bool letter = (digit | 0x20) >= 'a' && (digit | 0x20) <= 'f';
        if (!letter && !(digit >= '0' && digit <= '9'))
            return EM_UTF8_BAD;
        c = c << 4 | (uint32_t)(letter ? (digit | 0x20) - 'a' + 10 : digit - '0');
    }
    return c >= 0xD800 && c <= 0xDFFF ? EM_UTF8_BAD : c;
}

void em_book_put_text(em_buf *out, em_str text)
{
    for (;;) {
        const char *found = text.len ? memmem(text.data, text.len, "_x", 2) : NULL;
        size_t plain = found ? (size_t)(found - text.data) : text.len;
        em_buf_put(out, (em_str){ text.data, plain });
        if (!found)
            return;
        text = (em_str){ found, text.len - plain };
        uint32_t c = escaped_character(text);
        char bytes[4] = { '_' };
        em_buf_put(out, (em_str){ bytes, c == EM_UTF8_BAD ? 1 : em_utf8_encode(bytes, c) });
        size_t used = c == EM_UTF8_BAD ? 1 : 7;
        text = (em_str){ text.data + used, text.len - used };
    }
}

/* ---------- styles ---------- */

typedef struct own_format {
    unsigned id;
    em_number_kind kind;
} own_format;

typedef struct styles {
    em_book *book;
    EM_VEC(own_format) formats;
    bool in_cell_formats;
    bool out_of_memory;
} styles;

static em_number_kind kind_of(const styles *s, unsigned id)
{
    for (size_t i = s->formats.len; i-- > 0;)
        if (s->formats.items[i].id == id)
            return s->formats.items[i].kind;
    return em_number_kind_of_id(id);
}

static unsigned to_number(const char *digits)
{
    unsigned long value = digits ? strtoul(digits, NULL, 10) : 0;
    return value > UINT32_MAX ? UINT32_MAX : (unsigned)value;
}

static void styles_start(void *context, const char *name, const char **attributes)
{
    styles *s = context;
    if (strcmp(name, "numFmt") == 0 && s->formats.len < EM_STYLES_MAX) {
        const char *code = em_part_attribute(attributes, "formatCode");
        own_format format = { to_number(em_part_attribute(attributes, "numFmtId")),
                              em_number_kind_of_code(em_str_from(code ? code : "")) };
        s->out_of_memory |= !em_vec_push(&s->formats, format);
    } else if (strcmp(name, "cellXfs") == 0) {
        s->in_cell_formats = true;
    } else if (strcmp(name, "xf") == 0 && s->in_cell_formats &&
               s->book->style.len < EM_STYLES_MAX) {
        unsigned id = to_number(em_part_attribute(attributes, "numFmtId"));
        s->out_of_memory |= !em_vec_push(&s->book->style, (uint8_t)kind_of(s, id));
    }
}

static void styles_end(void *context, const char *name)
{
    styles *s = context;
    if (strcmp(name, "cellXfs") == 0)
        s->in_cell_formats = false;
}

static em_status read_styles(em_book *book, em_str part, em_error *err)
{
    styles s = { .book = book };
    em_part_handler handler = { .start = styles_start, .end = styles_end, .context = &s };
    em_status status = em_package_parse(book->package, part, &handler, err);
    em_vec_release(&s.formats);
    return status == EM_OK && s.out_of_memory ? no_memory(err) : status;
}

em_number_kind em_book_style(const em_book *book, unsigned style)
{
    return style < book->style.len ? (em_number_kind)book->style.items[style] : EM_NUMBER_PLAIN;
}

/* ---------- the book ---------- */

/* "xl/workbook.xml" has its relationships in "xl/_rels/workbook.xml.rels". */
static em_str relations_part(em_book *book, em_str part, em_str *folder)
{
    size_t cut = part.len;
    while (cut && part.data[cut - 1] != '/')
        cut--;
    *folder = (em_str){ part.data, cut };
    em_buf name;
    em_buf_init(&name, 4096);
    em_buf_put(&name, *folder);
    em_buf_puts(&name, "_rels/");
    em_buf_put(&name, (em_str){ part.data + cut, part.len - cut });
    em_buf_puts(&name, ".rels");
    em_str kept = name.status == EM_OK ? em_arena_copy(&book->names, em_buf_str(&name))
                                       : (em_str){ NULL, 0 };
    em_buf_release(&name);
    return kept;
}

static em_status read_workbook(em_book *book, em_str part, relations *parts, em_error *err)
{
    em_str rels = relations_part(book, part, &parts->folder);
    if (!rels.data)
        return no_memory(err);
    em_status status = read_relations(parts, rels, err);
    if (status != EM_OK)
        return status;
    workbook w = { book, parts, false };
    em_part *xml;
    em_part_handler handler = { .start = workbook_start, .context = &w };
    status = em_part_open(&xml, book->package, part, &handler, err);
    while (status == EM_OK)
        status = em_part_run(xml, err);
    em_part_close(xml);
    if (status != EM_END)
        return status;
    return w.out_of_memory ? no_memory(err) : EM_OK;
}

static em_status read_book(em_book *book, em_error *err)
{
    relations top = { .book = book, .folder = { "", 0 } };
    relations parts = { .book = book };
    em_status status = read_relations(&top, EM_STR("_rels/.rels"), err);
    em_str part = find_by_type(&top, "officeDocument");
    if (!part.len)
        part = EM_STR("xl/workbook.xml");
    if (status == EM_E_INPUT && em_package_has(book->package, part))
        status = EM_OK; /* damaged, but what it leads to stands where it always does */
    if (status == EM_OK)
        status = read_workbook(book, part, &parts, err);
    em_str shared = find_by_type(&parts, "sharedStrings"), style = find_by_type(&parts, "styles");
    if (status == EM_OK && shared.len && em_package_has(book->package, shared))
        status = read_strings(book, shared, err);
    if (status == EM_OK && style.len)
        status = read_styles(book, style, err);
    em_vec_release(&top.items);
    em_vec_release(&parts.items);
    return status;
}

em_status em_book_open(em_book *out, const char *path, const em_buf *bytes, em_error *err)
{
    memset(out, 0, sizeof *out);
    em_arena_init(&out->names, (size_t)16 * 1024 * 1024);
    em_buf_init(&out->shared, EM_SHARED_BYTES_MAX);
    em_status status = em_package_open(&out->package, path, bytes, err);
    return status == EM_OK ? read_book(out, err) : status;
}

void em_book_close(em_book *book)
{
    em_package_close(book->package);
    em_arena_release(&book->names);
    em_vec_release(&book->sheets);
    em_buf_release(&book->shared);
    em_vec_release(&book->shared_end);
    em_vec_release(&book->style);
}
