/*
 * Literals that a pattern cannot match without. For a sequence: the sets of all its elements. For
 * an alternation: one set, the union of the best of each branch, where "best" is the longest
 * shortest literal. Cox, "Regular Expression Matching with a Trigram Index" (2012), has the
 * general scheme.
 */
#include "match/required.h"

#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"
#include "match/unit.h"

typedef struct analysis {
    em_arena *arena;
    em_str pattern;
    size_t at;
    bool unknown; /* something that is not understood: derive nothing */
    bool no_memory;
    bool moved;     /* what stands before may take text, so that nothing here begins a match */
    bool run_leads; /* the literal that grows begins the match                               */
    EM_VEC(em_required_set) sets;    /* all that must occur, in their order in the pattern */
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

static size_t shortest(const em_required_set *set)
{
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < set->count; i++)
        if (set->literals[i].len < least)
            least = set->literals[i].len;
    return set->count ? least : 0;
}

static void put_set(analysis *a, const em_str *literals, size_t count, bool leads)
{
    em_required_set set = { .count = count, .leads = leads };
    set.literals = em_arena_alloc(a->arena, count * sizeof *set.literals);
    if (!set.literals || !em_vec_push(&a->sets, set)) {
        a->no_memory = true;
        return;
    }
    memcpy((void *)set.literals, literals, count * sizeof *literals);
}

/* The best of the sets from `mark` on; of two as long the later one; NULL: there is none. */
static const em_required_set *best_since(const analysis *a, size_t mark)
{
    const em_required_set *best = NULL;
    for (size_t i = mark; i < a->sets.len; i++)
        if (!best || shortest(&a->sets.items[i]) >= shortest(best))
            best = &a->sets.items[i];
    return best;
}

/*
 * Ends the growing literal: it must occur, unless it is too short to look for. Blanks before it
 * are left out, where a walk would begin at every blank.
 */
static void flush(analysis *a)
{
    em_str run = em_unit_without_tail(em_str_trim((em_str){ a->run, a->run_len }));
    if (run.len >= EM_REQUIRED_MIN_BYTES && a->sets.len < EM_REQUIRED_MAX_SETS) {
        em_str literal = em_arena_copy(a->arena, run);
        a->no_memory |= literal.data == NULL;
        put_set(a, &literal, 1, a->run_leads && run.data == a->run);
    }
    a->run_len = 0;
}

static void grow(analysis *a, const char *bytes, size_t len)
{
    if (a->run_len + len > sizeof a->run)
        flush(a);
    if (a->run_len == 0)
        a->run_leads = !a->moved;
    a->moved = true;
    for (size_t i = 0; i < len; i++) {
        char c = bytes[i];
        a->run[a->run_len++] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
    }
}

/* --- quantifiers -------------------------------------------------------------------------------
 */

/* Whether the braces hold no more than a count may: newer versions of PCRE2 read {,n} and { n }. */
static bool may_count(const analysis *a)
{
    static const char MARKS[] = "0123456789, \t";
    size_t at = a->at + 1;
    while (at < a->pattern.len && memchr(MARKS, a->pattern.data[at], sizeof MARKS - 1))
        at++;
    return at > a->at + 1 && at < a->pattern.len && a->pattern.data[at] == '}';
}

/* {n}, {n,} and {n,m}; other braces are text, unless some PCRE2 may take them for a count. */
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
    if (digits == 0 || at >= a->pattern.len || a->pattern.data[at] != '}') {
        a->unknown |= may_count(a);
        return false;
    }
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

/* Bytes of a name like [:alpha:] at `at`, in a class; 0: what stands there is a bracket. */
static size_t class_name_bytes(const analysis *a, size_t at)
{
    const char *s = a->pattern.data + at;
    size_t left = a->pattern.len - at;
    const char *end = memchr(s, ']', left);
    bool named = left > 1 && strchr(":.=", s[1]) && end && end - s > 2 && end[-1] == s[1];
    return named ? (size_t)(end - s) + 1 : 0;
}

static void skip_class(analysis *a)
{
    a->at++;
    if (peek(a) == '^')
        a->at++;
    if (peek(a) == ']')
        a->at++;
    while (more(a) && peek(a) != ']') {
        size_t name = peek(a) == '[' ? class_name_bytes(a, a->at) : 0;
        if (peek(a) == '\\') {
            a->at++;
            a->unknown |= peek(a) == 'Q' || peek(a) == 'E';
        }
        a->at += name ? name : 1;
    }
    a->unknown |= !more(a);
    a->at++;
}

static void literal_element(analysis *a, size_t len)
{
    const char *bytes = a->pattern.data + a->at;
    a->at += len;
    quantifier q = read_quantifier(a);
    if (!q.optional)
        grow(a, bytes, len);
    if (q.present)
        flush(a);
    a->moved = true;
    if (q.present && !q.optional) /* its last repetition touches what follows */
        grow(a, bytes, len);
}

/* A backslash and what belongs to it. */
static void escape_element(analysis *a)
{
    char c = a->at + 1 < a->pattern.len ? a->pattern.data[a->at + 1] : '\0';
    a->at++;
    if (c == '\0' || !(em_unit_is_alnum((unsigned char)c))) {
        literal_element(a, em_unit_char_bytes((unsigned char)c));
        return;
    }
    flush(a);
    a->at++;
    a->moved |= !strchr("bBAZz", c);
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

static void read_alternation(analysis *a);

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
    bool named = kind == '\'' || (kind == '<' && !strchr("=!*", next)) ||
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

static void group_element(analysis *a)
{
    bool required;
    flush(a);
    size_t mark = a->sets.len;
    bool moved = a->moved;
    if (!open_group(a, &required))
        return;
    read_alternation(a);
    a->at++; /* the closing parenthesis */
    quantifier q = read_quantifier(a);
    a->run_len = 0;
    a->moved = moved || required; /* what only looks around takes no text */
    if (!required || q.optional)
        a->sets.len = mark;
}

static void read_element(analysis *a)
{
    switch (peek(a)) {
    case '(':
        group_element(a);
        return;
    case '[':
        flush(a);
        a->moved = true;
        skip_class(a);
        read_quantifier(a);
        return;
    case '\\':
        escape_element(a);
        return;
    case '.':
    case '^':
    case '$':
        flush(a);
        a->moved |= peek(a) == '.';
        a->at++;
        read_quantifier(a);
        return;
    default:
        literal_element(a, em_unit_char_bytes((unsigned char)peek(a)));
    }
}

static void read_sequence(analysis *a)
{
    a->run_len = 0;
    while (more(a) && peek(a) != '|' && peek(a) != ')' && !a->unknown)
        read_element(a);
    flush(a);
}

/* The sets of an alternation's branches, joined as far as they were read. */
typedef struct union_set {
    em_str literals[EM_REQUIRED_MAX_LITERALS];
    size_t count;
    bool known, leads;
} union_set;

/* Adds the best set of a branch, which begins at `mark`; without one nothing is known. */
static void join_branch(union_set *joined, analysis *a, size_t mark)
{
    const em_required_set *best = best_since(a, mark);
    joined->known &= best && joined->count + best->count <= EM_REQUIRED_MAX_LITERALS;
    for (size_t i = 0; joined->known && i < best->count; i++)
        joined->literals[joined->count++] = best->literals[i];
    joined->leads &= joined->known && best->leads;
    a->sets.len = mark;
}

static void read_alternation(analysis *a)
{
    size_t mark = a->sets.len;
    bool moved = a->moved;
    read_sequence(a);
    if (peek(a) != '|')
        return;
    union_set joined = { .known = true, .leads = true };
    join_branch(&joined, a, mark);
    while (peek(a) == '|' && !a->unknown) {
        a->at++;
        a->moved = moved;
        read_sequence(a);
        join_branch(&joined, a, mark);
    }
    a->moved = true;
    if (joined.known && a->sets.len < EM_REQUIRED_MAX_SETS)
        put_set(a, joined.literals, joined.count, joined.leads);
}

em_status em_required_of(em_required *out, em_arena *arena, em_str pattern, em_error *err)
{
    analysis a = { .arena = arena, .pattern = pattern };
    *out = (em_required){ .sets = NULL };
    read_alternation(&a);
    const em_required_set *best = best_since(&a, 0);
    if (!a.no_memory && best && !a.unknown && a.at >= pattern.len) {
        out->best = (size_t)(best - a.sets.items);
        out->count = a.sets.len;
        out->sets = em_arena_alloc(arena, a.sets.len * sizeof *out->sets);
        a.no_memory |= !out->sets;
        if (out->sets)
            memcpy((void *)out->sets, a.sets.items, a.sets.len * sizeof *out->sets);
    }
    em_vec_release(&a.sets);
    return a.no_memory ? em_error_set(err, EM_E_MEMORY, "no memory for a pattern") : EM_OK;
}
