/*
 * Literals that a pattern cannot match without. For an alternation: one of each branch. For a
 * sequence: the best of its elements, where "best" is the longest shortest literal. Cox, "Regular
 * Expression Matching with a Trigram Index" (2012), has the general scheme.
 */
#include "match/required.h"

#include "base/buf.h"
#include "base/str.h"
#include "match/unit.h"

/* A set of literals of which one must occur; empty: nothing is known. */
typedef struct literal_set {
    em_str items[EM_REQUIRED_MAX_LITERALS];
    size_t count;
} literal_set;

typedef struct analysis {
    em_arena *arena;
    em_str pattern;
    size_t at;
    bool unknown; /* something that is not understood: derive nothing */
    bool no_memory;
    char run[EM_REQUIRED_MAX_BYTES]; /* the literal that grows */
    size_t run_len;
} analysis;

/* How often an element stands. */
typedef struct quantifier {
    bool optional; /* may stand no time at all */
    bool present;
} quantifier;

static bool more(const analysis *a)
{
    return a->at < a->pattern.len;
}

static char peek(const analysis *a)
{
    return more(a) ? a->pattern.data[a->at] : '\0';
}

static size_t shortest(const literal_set *set)
{
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < set->count; i++)
        if (set->items[i].len < least)
            least = set->items[i].len;
    return set->count ? least : 0;
}

static void keep_better(literal_set *best, const literal_set *other)
{
    if (shortest(other) > shortest(best))
        *best = *other;
}

/* Ends the growing literal and lets it compete. */
static void flush(analysis *a, literal_set *best)
{
    if (a->run_len > shortest(best)) {
        best->items[0] = em_arena_copy(a->arena, (em_str){ a->run, a->run_len });
        best->count = 1;
        a->no_memory |= best->items[0].data == NULL;
    }
    a->run_len = 0;
}

static void grow(analysis *a, literal_set *best, const char *bytes, size_t len)
{
    if (a->run_len + len > sizeof a->run)
        flush(a, best);
    for (size_t i = 0; i < len; i++) {
        char c = bytes[i];
        a->run[a->run_len++] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
    }
}

/* --- quantifiers -------------------------------------------------------------------------------
 */

/* {n}, {n,} and {n,m}; anything else in braces is text. */
static bool read_braces(analysis *a, quantifier *q)
{
    size_t at = a->at + 1, digits = 0;
    bool zero = true;
    for (; at < a->pattern.len && a->pattern.data[at] >= '0' && a->pattern.data[at] <= '9'; at++) {
        zero &= a->pattern.data[at] == '0';
        digits++;
    }
    if (at < a->pattern.len && a->pattern.data[at] == ',')
        for (at++; at < a->pattern.len && a->pattern.data[at] >= '0' && a->pattern.data[at] <= '9';)
            at++;
    if (digits == 0 || at >= a->pattern.len || a->pattern.data[at] != '}')
        return false;
    a->at = at + 1;
    *q = (quantifier){ .optional = zero, .present = true };
    return true;
}

static quantifier read_quantifier(analysis *a)
{
    quantifier q = { false, false };
    char c = peek(a);
    if (c == '*' || c == '?' || c == '+') {
        a->at++;
        q = (quantifier){ .optional = c != '+', .present = true };
    } else if (c != '{' || !read_braces(a, &q)) {
        return q;
    }
    if (peek(a) == '?' || peek(a) == '+') /* lazy, possessive */
        a->at++;
    return q;
}

/* --- elements ----------------------------------------------------------------------------------
 */

static void skip_class(analysis *a)
{
    a->at++;
    if (peek(a) == '^')
        a->at++;
    if (peek(a) == ']')
        a->at++;
    while (more(a) && peek(a) != ']') {
        if (peek(a) == '\\') {
            a->unknown |= a->at + 1 < a->pattern.len && a->pattern.data[a->at + 1] == 'Q';
            a->at++;
        } else if (peek(a) == '[' && a->at + 1 < a->pattern.len &&
                   strchr(":.=", a->pattern.data[a->at + 1])) {
            const char *end = memchr(a->pattern.data + a->at, ']', a->pattern.len - a->at);
            a->at = end ? (size_t)(end - a->pattern.data) : a->pattern.len;
        }
        a->at++;
    }
    a->at++;
}

static void literal_element(analysis *a, literal_set *best, size_t len)
{
    const char *bytes = a->pattern.data + a->at;
    a->at += len;
    quantifier q = read_quantifier(a);
    if (!q.optional)
        grow(a, best, bytes, len);
    if (q.present)
        flush(a, best);
    if (q.present && !q.optional) /* its last repetition touches what follows */
        grow(a, best, bytes, len);
}

/* A backslash and what belongs to it. */
static void escape_element(analysis *a, literal_set *best)
{
    char c = a->at + 1 < a->pattern.len ? a->pattern.data[a->at + 1] : '\0';
    a->at++;
    if (c == '\0' || !(em_unit_is_alnum((unsigned char)c))) {
        literal_element(a, best, em_unit_char_bytes((unsigned char)c));
        return;
    }
    flush(a, best);
    a->at++;
    bool braced = peek(a) == '{';
    if (strchr("pPxoN", c) && braced) {
        const char *end = memchr(a->pattern.data + a->at, '}', a->pattern.len - a->at);
        a->at = end ? (size_t)(end - a->pattern.data) + 1 : a->pattern.len;
    } else if (c == 'p' || c == 'P' || c == 'c') {
        a->at++;
    } else if (!strchr("bBAZzGdDwWsShHvVRXKnrtefaN", c)) {
        a->unknown = true; /* back references, \x without braces, \Q and the rest */
    }
    read_quantifier(a);
}

static void read_alternation(analysis *a, literal_set *out);

/* The head of a group; false for one that says nothing of what must stand. */
static bool open_group(analysis *a, bool *required)
{
    *required = true;
    a->at++;
    if (peek(a) == '*') {
        a->unknown = true;
        return false;
    }
    if (peek(a) != '?')
        return true;
    char kind = a->at + 1 < a->pattern.len ? a->pattern.data[a->at + 1] : '\0';
    char next = a->at + 2 < a->pattern.len ? a->pattern.data[a->at + 2] : '\0';
    bool named = kind == '\'' || (kind == '<' && next != '=' && next != '!') ||
                 (kind == 'P' && next == '<');
    if (kind == ':' || kind == '>') {
        a->at += 2;
    } else if (kind == '=' || kind == '!' || kind == '<') {
        *required = named;
        a->at += 2 + (kind == '<' && !named);
    } else if (!named) {
        a->unknown = true;
        return false;
    }
    if (named) {
        while (more(a) && peek(a) != '>' && (kind != '\'' || peek(a) != '\''))
            a->at++;
        a->unknown |= kind == '\'';
        a->at++;
    }
    return true;
}

static void group_element(analysis *a, literal_set *best)
{
    literal_set inner = { .count = 0 };
    bool required;
    flush(a, best);
    if (!open_group(a, &required))
        return;
    read_alternation(a, &inner);
    a->at++; /* the closing parenthesis */
    quantifier q = read_quantifier(a);
    a->run_len = 0;
    if (required && !q.optional)
        keep_better(best, &inner);
}

static void read_element(analysis *a, literal_set *best)
{
    switch (peek(a)) {
    case '(':
        group_element(a, best);
        return;
    case '[':
        flush(a, best);
        skip_class(a);
        read_quantifier(a);
        return;
    case '\\':
        escape_element(a, best);
        return;
    case '.':
    case '^':
    case '$':
        flush(a, best);
        a->at++;
        read_quantifier(a);
        return;
    default:
        literal_element(a, best, em_unit_char_bytes((unsigned char)peek(a)));
    }
}

static void read_alternation(analysis *a, literal_set *out)
{
    bool first = true, nothing = false;
    do {
        literal_set branch = { .count = 0 };
        a->at += !first;
        a->run_len = 0;
        while (more(a) && peek(a) != '|' && peek(a) != ')' && !a->unknown)
            read_element(a, &branch);
        flush(a, &branch);
        first = false;
        nothing |= branch.count == 0 || out->count + branch.count > EM_REQUIRED_MAX_LITERALS;
        for (size_t i = 0; i < branch.count && !nothing; i++)
            out->items[out->count++] = branch.items[i];
    } while (peek(a) == '|' && !a->unknown);
    if (nothing)
        out->count = 0;
}

em_status em_required_of(em_required *out, em_arena *arena, em_str pattern, em_error *err)
{
    analysis a = { .arena = arena, .pattern = pattern };
    literal_set set = { .count = 0 };
    *out = (em_required){ .literals = { 0 } };
    read_alternation(&a, &set);
    if (a.no_memory)
        return em_error_set(err, EM_E_MEMORY, "no memory for a pattern");
    if (a.unknown || a.at < pattern.len || shortest(&set) < EM_REQUIRED_MIN_BYTES)
        return EM_OK;
    for (size_t i = 0; i < set.count; i++)
        if (!em_vec_push(&out->literals, set.items[i]))
            return em_error_set(err, EM_E_MEMORY, "no memory for a pattern");
    return EM_OK;
}

void em_required_release(em_required *required)
{
    em_vec_release(&required->literals);
}
