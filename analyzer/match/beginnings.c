/*
 * The literals that a pattern begins with: a product of its first elements, as far as these are
 * plain letters and groups of plain alternatives. What is anything else ends the product.
 */
#include "match/required.h"

#include "base/str.h"
#include "base/vec.h"
#include "match/unit.h"

typedef EM_VEC(em_str) str_list;

typedef struct product {
    em_arena *arena;
    em_str pattern;
    size_t at;
    str_list literals;
    str_list factor; /* the alternatives of the element in work */
    bool no_memory;
} product;

static char peek(const product *p)
{
    return p->at < p->pattern.len ? p->pattern.data[p->at] : '\0';
}

static bool is_quantifier(char c)
{
    return c == '*' || c == '+' || c == '?' || c == '{';
}

/* Bytes of the character at `at`, if it stands for itself. */
static size_t letter_bytes(const product *p, size_t at)
{
    static const char MARKS[] = " ,;:!'\"-";
    uint32_t c;
    if (at >= p->pattern.len)
        return 0;
    size_t n = em_unit_decode(&c, p->pattern.data + at, p->pattern.len - at);
    bool plain = c >= 0x80 || em_unit_is_alnum((unsigned char)c) ||
                 memchr(MARKS, (int)c, sizeof MARKS - 1);
    return plain ? n : 0;
}

static void put(product *p, str_list *list, em_str text)
{
    p->no_memory |= !em_vec_push(list, text);
}

/* The plain alternatives of the group at `at`; false: it is not plain. */
static bool read_group(product *p)
{
    size_t at = p->at + 1, from;
    if (p->pattern.len - p->at > 2 && memcmp(p->pattern.data + p->at, "(?:", 3) == 0)
        at += 2;
    do {
        size_t n;
        for (from = at; (n = letter_bytes(p, at)) > 0;)
            at += n;
        if (at == from || at >= p->pattern.len)
            return false;
        put(p, &p->factor, (em_str){ p->pattern.data + from, at - from });
    } while (p->pattern.data[at++] == '|');
    p->at = at;
    return p->pattern.data[at - 1] == ')';
}

/* The alternatives of the next element; false: the product ends before it. */
static bool read_factor(product *p)
{
    em_vec_clear(&p->factor);
    if (peek(p) == '(') {
        if (!read_group(p))
            return false;
    } else {
        size_t n = letter_bytes(p, p->at);
        if (n == 0)
            return false;
        put(p, &p->factor, (em_str){ p->pattern.data + p->at, n });
        p->at += n;
    }
    if (!is_quantifier(peek(p)))
        return true;
    bool optional = peek(p) == '?';
    p->at++;
    if (optional && !is_quantifier(peek(p)))
        put(p, &p->factor, EM_STR(""));
    return optional && !is_quantifier(peek(p));
}

/* Joined and in small letters; empty where there is no memory. */
static em_str joined(product *p, em_str head, em_str tail)
{
    char *text = em_arena_alloc(p->arena, head.len + tail.len + 1);
    p->no_memory |= text == NULL;
    if (!text)
        return EM_STR("");
    memcpy(text, head.data, head.len);
    for (size_t i = 0; i < tail.len; i++) {
        char c = tail.data[i];
        text[head.len + i] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
    }
    return (em_str){ text, head.len + tail.len };
}

static size_t longest(const str_list *list)
{
    size_t most = 0;
    for (size_t i = 0; i < list->len; i++)
        most = list->items[i].len > most ? list->items[i].len : most;
    return most;
}

/* Multiplies by the factor; false: there would be too many, or too long ones. */
static bool multiply(product *p)
{
    str_list made = { 0 };
    if (p->literals.len * p->factor.len > EM_BEGINNINGS_MAX_LITERALS ||
        longest(&p->literals) + longest(&p->factor) > EM_REQUIRED_MAX_BYTES)
        return false;
    for (size_t i = 0; i < p->literals.len; i++)
        for (size_t k = 0; k < p->factor.len; k++)
            put(p, &made, joined(p, p->literals.items[i], p->factor.items[k]));
    em_vec_release(&p->literals);
    p->literals = made;
    return !p->no_memory;
}

/* Whether an alternative stands outside all groups, so that a match need not begin as read. */
static bool has_open_alternative(em_str pattern)
{
    int depth = 0;
    for (size_t i = 0; i < pattern.len; i++) {
        char c = pattern.data[i];
        if (c == '\\')
            i++;
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c == '[' || c == '#' || (c == '|' && depth <= 0))
            return true; /* classes may hold brackets: not worth telling apart */
    }
    return false;
}

/*
 * Copies the literals without the separators at their ends, of which the walk would compare but
 * one; none where one is empty then, or begins with a separator, as every word is behind one.
 */
static size_t keep_literals(em_str *kept, const str_list *literals)
{
    for (size_t i = 0; i < literals->len; i++) {
        kept[i] = em_unit_without_tail(literals->items[i]);
        if (kept[i].len == 0 || em_unit_separators(kept[i].data, kept[i].len))
            return 0;
    }
    return literals->len;
}

em_status em_required_beginnings(em_required_set *out, em_arena *arena, em_str pattern,
                                 em_error *err)
{
    product p = { .arena = arena, .pattern = pattern };
    *out = (em_required_set){ .leads = true };
    put(&p, &p.literals, EM_STR(""));
    if (em_str_starts(pattern, EM_STR("\\b"))) /* takes no text */
        p.at = 2;
    if (!has_open_alternative(pattern))
        while (!p.no_memory && read_factor(&p) && multiply(&p))
            ;
    em_str *kept = em_arena_alloc(arena, p.literals.len * sizeof *kept + 1);
    if (kept && !p.no_memory) {
        out->literals = kept;
        out->count = keep_literals(kept, &p.literals);
    }
    bool ready = kept && !p.no_memory;
    em_vec_release(&p.literals);
    em_vec_release(&p.factor);
    return ready ? EM_OK : em_error_set(err, EM_E_MEMORY, "no memory for a pattern");
}
