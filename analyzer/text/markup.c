/* HTML of comment fields made plain: one pass, forgiving as browsers are. */
#include "text/markup.h"

#include "base/str.h"
#include "base/utf8.h"

#define LONGEST_ENTITY 32

/* Entities of real exports; others are left as they stand (WHATWG HTML, 13.5, an extract). */
static const struct {
    const char *name;
    uint32_t c;
} ENTITIES[] = {
    { "amp", '&' },       { "lt", '<' },       { "gt", '>' },       { "quot", '"' },
    { "apos", '\'' },     { "nbsp", 0xA0 },    { "copy", 0xA9 },    { "reg", 0xAE },
    { "hellip", 0x2026 }, { "mdash", 0x2014 }, { "ndash", 0x2013 }, { "lsquo", 0x2018 },
    { "rsquo", 0x2019 },  { "ldquo", 0x201C }, { "rdquo", 0x201D }, { "middot", 0xB7 },
    { "bull", 0x2022 },   { "times", 0xD7 },   { "trade", 0x2122 }, { "pound", 0xA3 },
    { "euro", 0x20AC },   { "yen", 0xA5 },     { "laquo", 0xAB },   { "raquo", 0xBB },
    { "hearts", 0x2665 }, { "eacute", 0xE9 },  { "egrave", 0xE8 },  { "uuml", 0xFC },
    { "ouml", 0xF6 },     { "auml", 0xE4 },    { "ntilde", 0xF1 },  { "ccedil", 0xE7 },
    { "zwj", 0x200D },    { "zwnj", 0x200C },  { "ensp", 0x2002 },  { "emsp", 0x2003 },
    { "thinsp", 0x2009 }, { "lrm", 0x200E },   { "rlm", 0x200F },   { "shy", 0xAD },
};

bool em_markup_found(em_str html)
{
    return html.len && (memchr(html.data, '<', html.len) || memchr(html.data, '&', html.len));
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* --- entities ----------------------------------------------------------------------------- */

static uint32_t numeric_entity(em_str digits)
{
    bool hex = digits.len && (digits.data[0] == 'x' || digits.data[0] == 'X');
    uint32_t value = 0;
    size_t i = hex;
    if (i == digits.len)
        return 0;
    for (; i < digits.len; i++) {
        char c = digits.data[i];
        uint32_t digit = c >= '0' && c <= '9'                     ? (uint32_t)(c - '0')
                         : hex && is_letter(c) && (c | 32) <= 'f' ? (uint32_t)((c | 32) - 'a') + 10
                                                                  : 99;
        if (digit == 99)
            return 0;
        value = value * (hex ? 16 : 10) + digit;
        if (value > 0x10FFFF)
            return 0xFFFD;
    }
    bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    return value == 0 || surrogate ? 0xFFFD : value;
}

/* The character that the entity at the start of `text` stands for; 0: none. */
static uint32_t entity(em_str text, size_t *taken)
{
    size_t limit = text.len < LONGEST_ENTITY ? text.len : LONGEST_ENTITY;
    const char *end = memchr(text.data, ';', limit);
    if (!end || text.data[0] != '&')
        return 0;
    em_str name = { text.data + 1, (size_t)(end - text.data) - 1 };
    *taken = name.len + 2;
    if (name.len > 1 && name.data[0] == '#')
        return numeric_entity((em_str){ name.data + 1, name.len - 1 });
    for (size_t i = 0; i < sizeof ENTITIES / sizeof *ENTITIES; i++)
        if (em_str_eq(name, em_str_from(ENTITIES[i].name)))
            return ENTITIES[i].c;
    return 0;
}

/* --- tags ----------------------------------------------------------------------------------- */

typedef struct tag {
    em_str name;
    bool closing;
    size_t len;  /* with both angle brackets */
    em_span alt; /* relative to the tag      */
} tag;

/* Reads attributes from `at` to behind '>' ; 0 where the tag never ends. */
static size_t read_attributes(tag *t, em_str text, size_t at)
{
    while (at < text.len && text.data[at] != '>') {
        if (is_blank(text.data[at]) || text.data[at] == '/') {
            at++;
            continue;
        }
        size_t name = at;
        while (at < text.len && !is_blank(text.data[at]) && text.data[at] != '=' &&
               text.data[at] != '>')
            at++;
        em_str attribute = { text.data + name, at - name };
        while (at < text.len && is_blank(text.data[at]))
            at++;
        if (at >= text.len || text.data[at] != '=') {
            at += attribute.len == 0;
            continue;
        }
        for (at++; at < text.len && is_blank(text.data[at]);)
            at++;
        char quote = at < text.len ? text.data[at] : 0;
        bool quoted = quote == '"' || quote == '\'';
        size_t value = at += quoted;
        while (at < text.len &&
               (quoted ? text.data[at] != quote : !is_blank(text.data[at]) && text.data[at] != '>'))
            at++;
        if (em_str_eq_ascii_case(attribute, EM_STR("alt")))
            t->alt = (em_span){ (uint32_t)value, (uint32_t)at };
        at += quoted && at < text.len;
    }
    return at < text.len ? at + 1 : 0;
}

/* Reads the tag at the start of `text`; false where '<' begins none, or (*open) one without end. */
static bool read_tag(tag *t, em_str text, bool *open)
{
    *t = (tag){ 0 };
    size_t at = 1;
    t->closing = at < text.len && text.data[at] == '/';
    at += t->closing;
    size_t name = at;
    while (at < text.len && (is_letter(text.data[at]) ||
                             (text.data[at] >= '0' && at > name && text.data[at] <= '9')))
        at++;
    t->name = (em_str){ text.data + name, at - name };
    bool ends_well = at < text.len && (is_blank(text.data[at]) || text.data[at] == '>' ||
                                       text.data[at] == '/' || text.data[at] == '-');
    if (t->name.len == 0 || !ends_well)
        return false;
    t->len = read_attributes(t, text, at);
    *open = t->len == 0;
    return t->len != 0;
}

static bool named(const tag *t, const char *name)
{
    return em_str_eq_ascii_case(t->name, em_str_from(name));
}

/* Bytes up to and with `end` ("-->", "</script"), or all of them. */
static size_t skip_past(em_str text, em_str end)
{
    for (size_t i = 0; i + end.len <= text.len; i++)
        if (em_str_eq_ascii_case((em_str){ text.data + i, end.len }, end))
            return i + end.len;
    return text.len;
}

/* --- the pass ------------------------------------------------------------------------------- */

typedef struct pass {
    em_buf *out;
    em_offsets *offsets;
    em_str html;
    size_t at;
    bool open_tag; /* a tag that never ends was met: what follows is text, in linear time */
} pass;

static em_str rest(const pass *p)
{
    return (em_str){ p->html.data + p->at, p->html.len - p->at };
}

static void replace(pass *p, size_t taken, em_str by)
{
    em_offsets_whole(p->offsets, (uint32_t)p->out->len, (uint32_t)p->at);
    em_buf_put(p->out, by);
    p->at += taken;
}

static void copy(pass *p, size_t len)
{
    if (len == 0)
        return;
    em_offsets_march(p->offsets, (uint32_t)p->out->len, (uint32_t)p->at);
    em_buf_put(p->out, (em_str){ p->html.data + p->at, len });
    p->at += len;
}

static void take_entity(pass *p)
{
    size_t taken;
    uint32_t c = entity(rest(p), &taken);
    char bytes[4];
    if (c)
        replace(p, taken, (em_str){ bytes, em_utf8_encode(bytes, c) });
    else
        copy(p, 1);
}

/* The alt text of an emoticon, with its entities decoded. */
static void take_image(pass *p, const tag *t)
{
    size_t end = p->at + t->len;
    size_t alt_end = p->at + t->alt.end;
    replace(p, t->alt.start, EM_STR(""));
    while (p->at < alt_end) {
        if (p->html.data[p->at] == '&')
            take_entity(p);
        else
            copy(p, 1);
    }
    if (p->at < end)
        replace(p, end - p->at, EM_STR(""));
}

static void take_angle(pass *p)
{
    tag t;
    if (em_str_starts(rest(p), EM_STR("<!--"))) {
        replace(p, skip_past(rest(p), EM_STR("-->")), EM_STR(""));
    } else if (p->open_tag || !read_tag(&t, rest(p), &p->open_tag)) {
        copy(p, 1);
    } else if (named(&t, "br") || (t.closing && named(&t, "p"))) {
        replace(p, t.len, EM_STR("\n"));
    } else if (!t.closing && named(&t, "img") && t.alt.end > t.alt.start) {
        take_image(p, &t);
    } else if (!t.closing && (named(&t, "script") || named(&t, "style"))) {
        replace(p,
                skip_past(rest(p), named(&t, "style") ? EM_STR("</style>") : EM_STR("</script>")),
                EM_STR(""));
    } else {
        replace(p, t.len, EM_STR(""));
    }
}

em_status em_markup_strip(em_buf *out, em_offsets *offsets, em_str html, em_error *err)
{
    em_buf_reset(out);
    em_offsets_reset(offsets);
    pass p = { out, offsets, html, 0, false };
    while (p.at < html.len) {
        size_t run = 0;
        em_str left = rest(&p);
        while (run < left.len && left.data[run] != '<' && left.data[run] != '&')
            run++;
        copy(&p, run);
        if (run == left.len)
            break;
        if (html.data[p.at] == '<')
            take_angle(&p);
        else
            take_entity(&p);
    }
    if (out->status != EM_OK || offsets->failed)
        return em_error_set(err, EM_E_MEMORY, "no memory to take mark-up out of a text");
    em_offsets_finish(offsets, (uint32_t)out->len, (uint32_t)html.len);
    return EM_OK;
}
