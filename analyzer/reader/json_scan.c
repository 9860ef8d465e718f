/*
 * A strict scanner for RFC 8259 over a sliding window.
 *
 * One loop (walk_value) checks a value and, if a tree is wanted, notes a node per value; nesting
 * is a bit per level. While a tree is built the window is pinned at the value's start and
 * grows; while a value is skipped what was checked is given back. Inside strings eight bytes are
 * looked at in one go; the zeros behind the window stop every loop without a bounds check.
 */
#include "reader/json_scan.h"

#include "base/str.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

/* ---------- places ---------- */

#define EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (b))

/* Bytes that do not begin 10, counted eight or sixteen at a time. */
static size_t count_characters(const char *bytes, size_t len)
{
    size_t trails = 0, i = 0;
#if defined(__x86_64__)
    const __m128i first_other = _mm_set1_epi8((char)0xC0), one = _mm_set1_epi8(1);
    __m128i sums = _mm_setzero_si128();
    for (; i + 16 <= len; i += 16) {
        __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i));
        __m128i found = _mm_and_si128(_mm_cmplt_epi8(block, first_other), one);
        sums = _mm_add_epi64(sums, _mm_sad_epu8(found, _mm_setzero_si128()));
    }
    trails = (size_t)_mm_cvtsi128_si64(_mm_add_epi64(sums, _mm_unpackhi_epi64(sums, sums)));
#endif
    for (; i + 8 <= len; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, sizeof word);
        trails += ((word >> 7 & ~word >> 6 & EACH_BYTE(1)) * EACH_BYTE(1)) >> 56;
    }
    for (; i < len; i++)
        trails += ((unsigned char)bytes[i] & 0xC0) == 0x80;
    return len - trails;
}

static void place_advance(em_json_place *place, const char *bytes, size_t len)
{
    const char *end = bytes + len;
    for (const char *line_end; (line_end = memchr(bytes, '\n', (size_t)(end - bytes)));
         bytes = line_end + 1) {
        place->line++;
        place->column = 1;
    }
    place->column += count_characters(bytes, (size_t)(end - bytes));
}

static void scan_take(em_json_scan *scan, size_t bytes)
{
    place_advance(&scan->place, scan->stream->data, bytes);
    em_stream_take(scan->stream, bytes);
}

/* ---------- one walk over the text ---------- */

#define LINE_IS_CUT "not valid JSON: the line ends inside a value (is it cut off?)"

/* What stands at `p`, and how far the window may be given back. */
typedef struct walk {
    em_json_scan *scan;
    em_json_tree *tree; /* NULL: only check */
    const char *p;
    bool pinned;   /* the window's first byte must stay */
    bool sampling; /* the window does not grow: running out of it is EM_END */
    unsigned depth;
    em_error *err;
} walk;

/* Fails at `p`; the sentence says what is wrong and, in parentheses, what would be right. */
static em_status walk_fail(walk *w, em_status status, const char *what)
{
    const em_stream *stream = w->scan->stream;
    em_json_place place = w->scan->place;
    size_t at = (size_t)(w->p - stream->data);
    place_advance(&place, stream->data, at);
    w->scan->failed = place;
    w->scan->reason = status == EM_E_LIMIT ? "too-long" : "not-json";
    return em_error_at(w->err, status, w->scan->path, (uint32_t)place.line, (uint32_t)place.column,
                       "%s, at byte %llu", what, (unsigned long long)(stream->offset + at));
}

/* In strict mode: no part before `p` was ill-formed UTF-8. */
static em_status walk_check_utf8(walk *w)
{
    const em_stream *stream = w->scan->stream;
    uint64_t bad = em_stream_first_replaced(stream);
    if (!w->scan->strict || bad < stream->offset ||
        bad >= stream->offset + (uint64_t)(w->p - stream->data))
        return EM_OK;
    w->p = stream->data + (bad - stream->offset);
    return walk_fail(
        w, EM_E_INPUT,
        "not valid JSON: these bytes are no UTF-8 (without --format json they are read as "
        "U+FFFD; --encoding names another encoding)");
}

/* Fails at the window's start, where the value begins. */
static em_status walk_too_long(walk *w)
{
    const em_json_place *place = &w->scan->place;
    w->scan->failed = *place;
    w->scan->reason = "too-long";
    return em_error_at(w->err, EM_E_LIMIT, w->scan->path, (uint32_t)place->line,
                       (uint32_t)place->column,
                       "a JSON value is longer than %zu MiB (the maximum for one record)",
                       EM_RECORD_MAX_BYTES >> 20);
}

/* Bytes at `p` are known to be missing: EM_OK when more have come, EM_END at the input's end. */
static em_status walk_more(walk *w)
{
    em_stream *stream = w->scan->stream;
    if (w->sampling || stream->ended)
        return EM_END;
    if (!w->pinned) {
        em_status checked = walk_check_utf8(w);
        if (checked != EM_OK)
            return checked;
        scan_take(w->scan, (size_t)(w->p - stream->data));
        w->p = stream->data;
    }
    size_t at = (size_t)(w->p - stream->data);
    em_status status = em_stream_more(stream, w->err);
    w->p = stream->data + at;
    return status == EM_E_LIMIT ? walk_too_long(w) : status;
}

static size_t walk_left(const walk *w)
{
    return (size_t)(w->scan->stream->data + w->scan->stream->len - w->p);
}

static bool walk_is_out(const walk *w)
{
    return walk_left(w) == 0;
}

/* The text goes on behind the window, but the window is all that may be looked at. */
static bool walk_is_cut(const walk *w)
{
    return w->sampling && !w->scan->stream->ended;
}

static em_status walk_fail_here(walk *w, const char *expected)
{
    if (walk_is_out(w)) {
        if (walk_is_cut(w))
            return EM_END;
        return walk_fail(w, EM_E_INPUT, "the JSON text ends too early (is the file cut off?)");
    }
    char what[160];
    uint32_t c;
    em_utf8_decode(&c, w->p, walk_left(w));
    if (c > 0x20 && c < 0x7F)
        snprintf(what, sizeof what, "not valid JSON: unexpected '%c' (%s)", (char)c, expected);
    else
        snprintf(what, sizeof what, "not valid JSON: unexpected U+%04X (%s)", (unsigned)c,
                 expected);
    return walk_fail(w, EM_E_INPUT, what);
}

/* Goes over blanks; *c is the byte at `p` then, '\0' where the input has ended. */
static inline em_status walk_blanks(walk *w, char *c)
{
    for (;;) {
        switch (*c = *w->p) {
        case '\n':
            if (w->scan->lines && w->depth)
                return walk_fail(w, EM_E_INPUT, LINE_IS_CUT);
            /* fall through */
        case ' ':
        case '\t':
        case '\r':
            w->p++;
            continue;
        case '\0':
            if (walk_is_out(w)) {
                em_status status = walk_more(w);
                if (status == EM_OK)
                    continue;
                return status == EM_END ? EM_OK : status;
            }
            return EM_OK;
        default:
            return EM_OK;
        }
    }
}

/* `bytes` of them from `p`, if the input has so many. */
static em_status walk_need(walk *w, size_t bytes)
{
    while (walk_left(w) < bytes) {
        em_status status = walk_more(w);
        if (status != EM_OK)
            return status == EM_END ? EM_OK : status;
    }
    return EM_OK;
}

/* ---------- strings ---------- */

#if defined(__x86_64__)
/* The next byte that a string cannot simply hold: '"', '\\' or below U+0020. The zeros behind the
 * window are such. */
static inline const char *plain_end(const char *p)
{
    const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
    const __m128i control = _mm_set1_epi8(0x1F);
    for (;; p += 16) {
        __m128i block = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i found = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, slash)),
            _mm_cmpeq_epi8(_mm_min_epu8(block, control), block));
        unsigned mask = (unsigned)_mm_movemask_epi8(found);
        if (mask)
            return p + __builtin_ctz(mask);
    }
}
#else
/* High bits set at least at the first byte that is '"', '\\' or below U+0020. */
static inline uint64_t special_bytes(uint64_t word)
{
    uint64_t quote = word ^ EACH_BYTE('"');
    uint64_t slash = word ^ EACH_BYTE('\\');
    return ((quote - EACH_BYTE(1)) & ~quote) | ((slash - EACH_BYTE(1)) & ~slash) |
           ((word - EACH_BYTE(0x20)) & ~word);
}

static inline const char *plain_end(const char *p)
{
    for (;; p += 8) {
        uint64_t word;
        memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        word = __builtin_bswap64(word);
#endif
        uint64_t found = special_bytes(word) & EACH_BYTE(0x80);
        if (found)
            return p + (__builtin_ctzll(found) >> 3);
    }
}
#endif

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static uint32_t hex4(const char *p)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++)
        value = value << 4 | (uint32_t)(p[i] <= '9' ? p[i] - '0' : (p[i] | 0x20) - 'a' + 10);
    return value;
}

/* Over the escape \uXXXX at `p`; in strict mode over both of a pair. */
static em_status walk_unit(walk *w)
{
    uint32_t unit = hex4(w->p + 2);
    w->p += 6;
    if (!w->scan->strict || unit < 0xD800 || unit > 0xDFFF)
        return EM_OK;
    em_status status = walk_need(w, 6);
    if (status != EM_OK)
        return status;
    const char *p = w->p;
    bool pair = unit < 0xDC00 && p[0] == '\\' && p[1] == 'u' && (p[2] | 0x20) == 'd' &&
                ((p[3] | 0x20) >= 'c' && (p[3] | 0x20) <= 'f') && is_hex(p[4]) && is_hex(p[5]);
    if (!pair)
        return walk_fail(
            w, EM_E_INPUT,
            "not valid JSON: half of a surrogate pair stands alone (without --format json it "
            "is read as U+FFFD)");
    w->p += 6;
    return EM_OK;
}

/* `p` is on a backslash. */
static em_status walk_escape(walk *w)
{
    em_status status = walk_need(w, 6);
    if (status != EM_OK)
        return status;
    char c = w->p[1];
    if (c && strchr("\"\\/bfnrt", c)) {
        w->p += 2;
        return EM_OK;
    }
    if (c == 'u' && is_hex(w->p[2]) && is_hex(w->p[3]) && is_hex(w->p[4]) && is_hex(w->p[5]))
        return walk_unit(w);
    if (walk_left(w) < (c == 'u' ? 6 : 2)) {
        w->p += walk_left(w);
        return walk_fail_here(w, "");
    }
    return walk_fail(
        w, EM_E_INPUT,
        "not valid JSON: unknown escape in a string (\\\" \\\\ \\/ \\b \\f \\n \\r \\t and "
        "\\u with four hex digits are known)");
}

/* From behind the opening quote to behind the closing one. */
static inline em_status walk_string(walk *w, bool *escaped)
{
    *escaped = false;
    for (;;) {
        w->p = plain_end(w->p);
        em_status status;
        if (*w->p == '"') {
            w->p++;
            return EM_OK;
        } else if (*w->p == '\\') {
            *escaped = true;
            status = walk_escape(w);
        } else if (walk_is_out(w)) {
            status = walk_more(w);
            if (status == EM_END)
                status = walk_fail_here(w, "");
        } else if (*w->p == '\n' && w->scan->lines) {
            status = walk_fail(w, EM_E_INPUT, LINE_IS_CUT);
        } else {
            status = walk_fail_here(w, "a control character in a string is written as an escape");
        }
        if (status != EM_OK)
            return status;
    }
}

/* ---------- numbers and words ---------- */

static inline const char *digits_end(const char *p)
{
    while (*p >= '0' && *p <= '9')
        p++;
    return p;
}

/* The end of the JSON number at `p`, or NULL where none is. Stops at the first odd byte. */
static const char *number_end(const char *p)
{
    if (*p == '-')
        p++;
    const char *digits = p;
    p = digits_end(p);
    if (p == digits || (*digits == '0' && p > digits + 1))
        return NULL;
    if (*p == '.') {
        digits = ++p;
        p = digits_end(p);
        if (p == digits)
            return NULL;
    }
    if (*p == 'e' || *p == 'E') {
        p++;
        if (*p == '+' || *p == '-')
            p++;
        digits = p;
        p = digits_end(p);
        if (p == digits)
            return NULL;
    }
    return p;
}

static bool is_number_byte(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/* Brings all of the number at `p` into the window. */
static em_status walk_hold_number(walk *w)
{
    for (size_t len = 0;;) {
        while (is_number_byte(w->p[len]))
            len++;
        if (len < walk_left(w))
            return EM_OK;
        em_status status = walk_more(w);
        if (status == EM_END)
            return walk_is_cut(w) ? EM_END : EM_OK;
        if (status != EM_OK)
            return status;
    }
}

static inline em_status walk_number(walk *w)
{
    const char *end = number_end(w->p);
    if (!end || end == w->scan->stream->data + w->scan->stream->len) {
        em_status status = walk_hold_number(w);
        if (status != EM_OK)
            return status;
        end = number_end(w->p);
    }
    if (!end)
        return walk_fail(w, EM_E_INPUT,
                         "not a JSON number (such as 0, -1, 2.5 or 1e9; no leading zeros or plus)");
    w->p = end;
    return EM_OK;
}

static em_status walk_word(walk *w, em_json_kind *kind)
{
    em_status status = walk_need(w, 5);
    if (status != EM_OK)
        return status;
    size_t len = 4;
    if (memcmp(w->p, "true", 4) == 0)
        *kind = EM_JSON_TRUE;
    else if (memcmp(w->p, "null", 4) == 0)
        *kind = EM_JSON_NULL;
    else if (memcmp(w->p, "false", len = 5) == 0)
        *kind = EM_JSON_FALSE;
    else
        return walk_is_cut(w) && walk_left(w) < 5 ? EM_END
                                                  : walk_fail_here(w, "a value was expected");
    w->p += len;
    return EM_OK;
}

/* ---------- one value ---------- */

static bool in_object(const em_json_scan *scan, unsigned depth)
{
    return scan->object[(depth - 1) / 64] >> (depth - 1) % 64 & 1;
}

static void set_container(em_json_scan *scan, unsigned depth, bool object)
{
    uint64_t bit = UINT64_C(1) << (depth - 1) % 64;
    if (object)
        scan->object[(depth - 1) / 64] |= bit;
    else
        scan->object[(depth - 1) / 64] &= ~bit;
}

static em_status walk_too_deep(walk *w)
{
    em_status status = walk_fail(w, EM_E_LIMIT, "JSON nested deeper than 512 levels (the maximum)");
    w->scan->reason = "too-deep";
    return status;
}

/* Notes a value in the tree; its end and next are known later. *index is its place. */
static inline em_status walk_note(walk *w, em_json_kind kind, uint32_t *index)
{
    em_json_tree *tree = w->tree;
    if (!tree)
        return EM_OK;
    if (tree->nodes.len == EM_JSON_VALUES_MAX)
        return walk_fail(w, EM_E_LIMIT,
                         "more than 4194304 values in one JSON record (the maximum)");
    em_json_node node = { .start = (uint32_t)(w->p - w->scan->stream->data),
                          .kind = (uint8_t)kind };
    *index = (uint32_t)tree->nodes.len;
    if (!em_vec_push(&tree->nodes, node))
        return em_error_set(w->err, EM_E_MEMORY, "no memory for a JSON record");
    return EM_OK;
}

/* The value noted at `index` ends before `p`, less `quote`. */
static inline void walk_note_end(walk *w, uint32_t index, unsigned quote)
{
    if (!w->tree)
        return;
    em_json_node *node = &w->tree->nodes.items[index];
    node->end = (uint32_t)(w->p - w->scan->stream->data) - quote;
    node->next = (uint32_t)w->tree->nodes.len;
}

/* `p` is on the opening quote. */
static inline em_status walk_noted_string(walk *w)
{
    uint32_t index = 0;
    bool escaped;
    w->p++;
    em_status status = walk_note(w, EM_JSON_STRING, &index);
    if (status == EM_OK)
        status = walk_string(w, &escaped);
    if (status != EM_OK)
        return status;
    walk_note_end(w, index, 1);
    if (w->tree)
        w->tree->nodes.items[index].escaped = escaped;
    return EM_OK;
}

/* A member's name and its colon; `c` is the byte at `p`. */
static inline em_status walk_name(walk *w, char c)
{
    if (c != '"')
        return walk_fail_here(w, "a member's name in double quotes was expected");
    em_status status = walk_noted_string(w);
    if (status == EM_OK)
        status = walk_blanks(w, &c);
    if (status != EM_OK)
        return status;
    if (c != ':')
        return walk_fail_here(w, "a colon was expected");
    w->p++;
    return EM_OK;
}

/* A value that holds no others; `c` is the byte at `p`. */
static inline em_status walk_scalar(walk *w, char c)
{
    if (c == '"')
        return walk_noted_string(w);
    uint32_t index = 0;
    em_json_kind kind = EM_JSON_NUMBER;
    em_status status = walk_note(w, kind, &index);
    if (status != EM_OK)
        return status;
    status = c == '-' || (c >= '0' && c <= '9') ? walk_number(w) : walk_word(w, &kind);
    if (status != EM_OK)
        return status;
    walk_note_end(w, index, 0);
    if (w->tree)
        w->tree->nodes.items[index].kind = (uint8_t)kind;
    return EM_OK;
}

/*
 * One value from `p`, blanks before it included. `nodes` has room for the places of the open
 * containers. A level is entered at a bracket and left at its end; between them a value (after
 * its name, in an object) alternates with a comma.
 */
static em_status walk_value(walk *w, uint32_t *nodes)
{
    const unsigned outside = w->depth;
    char c;
    for (;;) {
        em_status status = walk_blanks(w, &c);
        if (status != EM_OK)
            return status;
        if (c == '{' || c == '[') {
            if (w->depth == EM_JSON_DEPTH_MAX)
                return walk_too_deep(w);
            bool object = c == '{';
            status = walk_note(w, object ? EM_JSON_OBJECT : EM_JSON_ARRAY, &nodes[w->depth]);
            if (status != EM_OK)
                return status;
            set_container(w->scan, ++w->depth, object);
            w->p++;
            if ((status = walk_blanks(w, &c)) != EM_OK)
                return status;
            if (c != (object ? '}' : ']')) {
                if (object && (status = walk_name(w, c)) != EM_OK)
                    return status;
                continue;
            }
        } else {
            if ((status = walk_scalar(w, c)) != EM_OK)
                return status;
            if (w->depth == outside)
                return EM_OK;
            if ((status = walk_blanks(w, &c)) != EM_OK)
                return status;
        }
        for (;;) {
            bool object = in_object(w->scan, w->depth);
            if (c == (object ? '}' : ']')) {
                w->p++;
                walk_note_end(w, nodes[--w->depth], 0);
                if (w->depth == outside)
                    return EM_OK;
                if ((status = walk_blanks(w, &c)) != EM_OK)
                    return status;
                continue;
            }
            if (c != ',')
                return walk_fail_here(w, object ? "a comma or } was expected"
                                                : "a comma or ] was expected");
            w->p++;
            if (object) {
                if ((status = walk_blanks(w, &c)) != EM_OK || (status = walk_name(w, c)) != EM_OK)
                    return status;
            }
            break;
        }
    }
}

/* ---------- the scanner ---------- */

void em_json_scan_init(em_json_scan *scan, em_stream *stream, const char *path)
{
    *scan = (em_json_scan){ .stream = stream, .path = path, .place = { 1, 1 } };
    em_buf_init(&scan->name, EM_RECORD_MAX_BYTES);
}

void em_json_scan_release(em_json_scan *scan)
{
    em_buf_release(&scan->name);
}

static walk walk_start(em_json_scan *scan, em_error *err)
{
    return (walk){ .scan = scan, .p = scan->stream->data, .depth = scan->depth, .err = err };
}

/* Gives back the window up to `p`. */
static void walk_take(walk *w)
{
    scan_take(w->scan, (size_t)(w->p - w->scan->stream->data));
    w->p = w->scan->stream->data;
}

/* The comma between two elements or members; `c` is the byte at `p`, the next one then. */
static em_status walk_comma(walk *w, char *c)
{
    bool object = in_object(w->scan, w->depth);
    if (*c != ',')
        return walk_fail_here(w,
                              object ? "a comma or } was expected" : "a comma or ] was expected");
    w->p++;
    em_status status = walk_blanks(w, c);
    if (status == EM_OK && !object && *c == ']')
        return walk_fail_here(w, "a value was expected after the comma");
    return status;
}

/* A member's name into scan->name. */
static em_status walk_keep_name(walk *w, char c)
{
    walk_take(w);
    w->pinned = true;
    em_status status = walk_name(w, c);
    w->pinned = false;
    if (status != EM_OK)
        return status;
    const char *open = w->scan->stream->data + 1;
    const char *close = w->p - 1; /* the colon; blanks may stand before it */
    while (*close != '"')
        close--;
    em_buf_reset(&w->scan->name);
    em_json_unescape(&w->scan->name, (em_str){ open, (size_t)(close - open) });
    w->scan->named = true;
    if (w->scan->name.status != EM_OK)
        return em_error_set(w->err, w->scan->name.status, "no memory for a JSON name");
    return EM_OK;
}

static em_json_kind kind_of(char c)
{
    switch (c) {
    case '{':
        return EM_JSON_OBJECT;
    case '[':
        return EM_JSON_ARRAY;
    case '"':
        return EM_JSON_STRING;
    case 't':
        return EM_JSON_TRUE;
    case 'f':
        return EM_JSON_FALSE;
    case 'n':
        return EM_JSON_NULL;
    default:
        return EM_JSON_NUMBER;
    }
}

em_status em_json_scan_peek(em_json_scan *scan, em_json_kind *kind, em_str *name, em_error *err)
{
    walk w = walk_start(scan, err);
    char c;
    *name = (em_str){ "", 0 };
    em_status status = walk_blanks(&w, &c);
    if (status == EM_OK && scan->depth && !scan->named) {
        bool object = in_object(scan, scan->depth);
        if (c == (object ? '}' : ']')) {
            walk_take(&w);
            *kind = EM_JSON_CLOSE;
            return EM_OK;
        }
        if (scan->after_value)
            status = walk_comma(&w, &c);
        if (status == EM_OK && object)
            status = walk_keep_name(&w, c);
        if (status == EM_OK)
            status = walk_blanks(&w, &c);
        scan->after_value = false;
    }
    if (status != EM_OK)
        return status;
    if (scan->named)
        *name = em_buf_str(&scan->name);
    if (c == '\0' && walk_is_out(&w) && !scan->depth) {
        walk_take(&w);
        *kind = EM_JSON_END;
        return EM_OK;
    }
    if (c == '\0' && walk_is_out(&w))
        return walk_fail_here(&w, "");
    walk_take(&w);
    *kind = kind_of(c);
    return EM_OK;
}

em_status em_json_scan_enter(em_json_scan *scan, em_error *err)
{
    walk w = walk_start(scan, err);
    if (scan->depth == EM_JSON_DEPTH_MAX)
        return walk_too_deep(&w);
    set_container(scan, ++scan->depth, *w.p == '{');
    scan->named = scan->after_value = false;
    w.p++;
    walk_take(&w);
    return EM_OK;
}

em_status em_json_scan_leave(em_json_scan *scan, em_error *err)
{
    (void)err;
    scan_take(scan, 1);
    scan->depth--;
    scan->named = false;
    scan->after_value = true;
    return EM_OK;
}

em_status em_json_scan_skip(em_json_scan *scan, em_error *err)
{
    uint32_t nodes[EM_JSON_DEPTH_MAX];
    walk w = walk_start(scan, err);
    em_status status = walk_value(&w, nodes);
    if (status == EM_OK)
        status = walk_check_utf8(&w);
    if (status != EM_OK)
        return status;
    walk_take(&w);
    scan->named = false;
    scan->after_value = true;
    return EM_OK;
}

em_status em_json_scan_tree(em_json_scan *scan, em_json_tree *out, em_error *err)
{
    uint32_t nodes[EM_JSON_DEPTH_MAX];
    walk w = walk_start(scan, err);
    em_vec_clear(&out->nodes);
    out->cut = false;
    out->line = scan->place.line;
    w.tree = out;
    w.pinned = true;
    em_status status = walk_value(&w, nodes);
    out->text = scan->stream->data;
    if (status == EM_OK && (size_t)(w.p - scan->stream->data) > EM_RECORD_MAX_BYTES)
        status = walk_too_long(&w);
    if (status == EM_OK)
        status = walk_check_utf8(&w);
    if (status != EM_OK)
        return status;
    walk_take(&w);
    scan->named = false;
    scan->after_value = true;
    return EM_OK;
}

/* Gives up a member of the object at `open` whose value is missing. */
static void drop_lone_name(em_json_tree *tree, uint32_t open)
{
    for (size_t name = (size_t)open + 1; name < tree->nodes.len;) {
        size_t value = name + 1;
        if (value >= tree->nodes.len) {
            tree->nodes.len = name;
            return;
        }
        name = tree->nodes.items[value].next;
    }
}

/* Ends the containers that are open where the window ends; a scalar that is cut is given up. */
static void close_cut(walk *w, unsigned outside, const uint32_t *nodes)
{
    em_json_tree *tree = w->tree;
    tree->cut = true;
    size_t last = tree->nodes.len - 1;
    bool is_open = w->depth > outside && nodes[w->depth - 1] == last;
    if (tree->nodes.len && !is_open && tree->nodes.items[last].end == 0)
        tree->nodes.len--;
    while (w->depth > outside) {
        uint32_t open = nodes[--w->depth];
        if (tree->nodes.items[open].kind == EM_JSON_OBJECT)
            drop_lone_name(tree, open);
        tree->nodes.items[open].open = true;
        walk_note_end(w, open, 0);
    }
}

em_status em_json_scan_sample(em_json_scan *scan, em_json_tree *out, size_t from, size_t *end,
                              em_error *err)
{
    uint32_t nodes[EM_JSON_DEPTH_MAX];
    walk w = walk_start(scan, err);
    char c;
    w.sampling = w.pinned = true;
    w.p += from;
    w.tree = out;
    out->cut = false;
    out->text = scan->stream->data;
    em_status status = walk_blanks(&w, &c);
    if (status == EM_OK && walk_is_out(&w))
        return EM_END;
    em_json_place place = scan->place;
    place_advance(&place, scan->stream->data, (size_t)(w.p - scan->stream->data));
    out->line = place.line;
    if (status == EM_OK)
        status = walk_value(&w, nodes);
    *end = (size_t)(w.p - scan->stream->data);
    if (status != EM_OK)
        close_cut(&w, scan->depth, nodes);
    return status == EM_END ? EM_OK : status;
}

em_status em_json_scan_next_line(em_json_scan *scan, em_error *err)
{
    scan->depth = 0;
    scan->named = scan->after_value = false;
    for (;;) {
        em_stream *stream = scan->stream;
        const char *line_end = memchr(stream->data, '\n', stream->len);
        if (line_end) {
            scan_take(scan, (size_t)(line_end - stream->data) + 1);
            return EM_OK;
        }
        scan_take(scan, stream->len);
        if (stream->ended)
            return EM_END;
        em_status status = em_stream_more(stream, err);
        if (status != EM_OK)
            return status;
    }
}

void em_json_tree_release(em_json_tree *tree)
{
    em_vec_release(&tree->nodes);
}

/* ---------- escapes ---------- */

/* The escape \uXXXX at *p, with its second half where it is the first of a pair. */
static uint32_t unescape_unit(const char **p, const char *end)
{
    uint32_t unit = hex4(*p + 2);
    *p += 6;
    if (unit < 0xD800 || unit > 0xDFFF)
        return unit;
    if (unit < 0xDC00 && end - *p >= 6 && (*p)[0] == '\\' && (*p)[1] == 'u') {
        uint32_t low = hex4(*p + 2);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            *p += 6;
            return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        }
    }
    return EM_UTF8_BAD;
}

static char simple_escape(char c)
{
    static const char FROM[] = "bfnrt", TO[] = "\b\f\n\r\t";
    const char *found = strchr(FROM, c);
    return found ? TO[found - FROM] : c;
}

size_t em_json_unescape(em_buf *out, em_str inside)
{
    size_t lone = 0;
    const char *p = inside.data, *end = p + inside.len;
    while (p < end) {
        const char *slash = memchr(p, '\\', (size_t)(end - p));
        em_buf_put(out, (em_str){ p, (size_t)((slash ? slash : end) - p) });
        if (!slash)
            break;
        p = slash;
        if (p[1] != 'u') {
            em_buf_put_char(out, simple_escape(p[1]));
            p += 2;
            continue;
        }
        uint32_t c = unescape_unit(&p, end);
        if (c == EM_UTF8_BAD) {
            lone++;
            c = 0xFFFD;
        }
        char bytes[4];
        em_buf_put(out, (em_str){ bytes, em_utf8_encode(bytes, c) });
    }
    return lone;
}
