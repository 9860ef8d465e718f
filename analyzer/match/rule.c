/* Parsing the term language by recursive descent, one function for each line of the grammar. */
#include "match/rule.h"

#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"
#include "match/unit.h"

typedef struct parser {
    em_arena *arena;
    em_str term;
    size_t at;
    unsigned depth, nodes;
    const em_rule_names *names;
    size_t *error_at;
    em_error *err;
} parser;

static em_status wrong(parser *p, size_t at, const char *what)
{
    *p->error_at = at;
    return em_error_set(p->err, EM_E_LEXICON, "%s", what);
}

static em_status no_memory(parser *p)
{
    return em_error_set(p->err, EM_E_MEMORY, "no memory for a term");
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool at_end(const parser *p)
{
    return p->at >= p->term.len;
}

static char peek(const parser *p)
{
    return at_end(p) ? '\0' : p->term.data[p->at];
}

static void skip_blanks(parser *p)
{
    while (!at_end(p) && is_blank(peek(p)))
        p->at++;
}

/* The stretch up to the next blank, from `at`. */
static em_str word_at(const parser *p, size_t at)
{
    size_t end = at;
    while (end < p->term.len && !is_blank(p->term.data[end]))
        end++;
    return (em_str){ p->term.data + at, end - at };
}

static em_status new_node(em_rule **out, parser *p, em_rule_kind kind, size_t offset)
{
    if (++p->nodes > EM_RULE_MAX_NODES)
        return wrong(p, offset, "the term has too many parts (split it into several terms)");
    *out = em_arena_alloc(p->arena, sizeof **out);
    if (!*out)
        return no_memory(p);
    **out = (em_rule){ .kind = kind, .offset = offset, .text = EM_STR("") };
    return EM_OK;
}

/* --- operators ------------------------------------------------------------------------------- */

typedef struct operator_seen {
    bool found;
    em_rule_kind kind;
    uint32_t distance;
    size_t len; /* bytes that it takes */
} operator_seen;

/* "NEAR/12" behind `prefix`: the distance, or a mistake. */
static em_status read_distance(parser *p, operator_seen *op, em_str word, em_str prefix, size_t at)
{
    uint32_t value = 0;
    em_str digits = { word.data + prefix.len, word.len - prefix.len };
    if (digits.len < 2 || digits.data[0] != '/')
        return wrong(p, at, "a distance is missing (NEAR/5 means within five words)");
    for (size_t i = 1; i < digits.len && value <= EM_RULE_MAX_DISTANCE; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9')
            return wrong(p, at + prefix.len + i, "a distance is a number (NEAR/5)");
        value = value * 10 + (uint32_t)(digits.data[i] - '0');
    }
    if (value < 1 || value > EM_RULE_MAX_DISTANCE)
        return wrong(p, at + prefix.len + 1, "a distance is 1 to 100");
    op->found = true;
    op->distance = value;
    return EM_OK;
}

/* Looks for an operator at `at`, where a word begins. */
static em_status see_operator(parser *p, operator_seen *op, size_t at)
{
    static const struct {
        em_str name;
        em_rule_kind kind;
    } NEARS[] = { { { "NEAR", 4 }, EM_RULE_NEAR }, { { "ONEAR", 5 }, EM_RULE_ONEAR } };
    em_str word = word_at(p, at);
    *op = (operator_seen){ .kind = EM_RULE_OR, .len = word.len };
    if (em_str_eq(word, EM_STR("OR"))) {
        op->found = true;
        return EM_OK;
    }
    for (size_t i = 0; i < sizeof NEARS / sizeof *NEARS; i++) {
        em_str name = NEARS[i].name;
        if (!em_str_starts(word, name) || (word.len > name.len && word.data[name.len] != '/'))
            continue;
        op->kind = NEARS[i].kind;
        return read_distance(p, op, word, name, at);
    }
    if (!em_str_eq(word, EM_STR("NOT")))
        return EM_OK;
    size_t next = at + word.len;
    while (next < p->term.len && is_blank(p->term.data[next]))
        next++;
    em_str second = word_at(p, next);
    if (!em_str_starts(second, EM_STR("NEAR")) || (second.len > 4 && second.data[4] != '/'))
        return EM_OK;
    op->kind = EM_RULE_NOT_NEAR;
    op->len = next + second.len - at;
    return read_distance(p, op, second, EM_STR("NEAR"), next);
}

/* --- phrases --------------------------------------------------------------------------------- */

typedef struct phrase {
    EM_VEC(em_rule_piece) pieces;
    em_buf text; /* of the piece that grows */
} phrase;

static bool end_piece(parser *p, phrase *f)
{
    if (f->text.len == 0)
        return true;
    em_rule_piece piece = { EM_PIECE_TEXT, em_arena_copy(p->arena, em_buf_str(&f->text)) };
    em_buf_reset(&f->text);
    return piece.text.data && em_vec_push(&f->pieces, piece);
}

static em_status put_wildcard(parser *p, phrase *f, em_piece_kind kind)
{
    em_rule_piece piece = { kind, EM_STR("") };
    size_t last = f->pieces.len;
    bool again = kind == EM_PIECE_STAR && f->text.len == 0 && last > 0 &&
                 f->pieces.items[last - 1].kind == EM_PIECE_STAR;
    if (again) /* ** is * */
        return EM_OK;
    return end_piece(p, f) && em_vec_push(&f->pieces, piece) ? EM_OK : no_memory(p);
}

static bool has_unspaced(em_str word)
{
    for (size_t i = 0; i < word.len;) {
        uint32_t c;
        i += em_utf8_decode(&c, word.data + i, word.len - i);
        if (c != EM_UTF8_BAD && em_unit_is_unspaced(c))
            return true;
    }
    return false;
}

/* One word of a phrase, up to a blank or a closing parenthesis. */
static em_status read_word(parser *p, phrase *f)
{
    em_str whole = word_at(p, p->at);
    size_t start = p->at, letters = 0;
    for (; !at_end(p) && !is_blank(peek(p)); p->at++) {
        char c = peek(p);
        if (c == ')' && p->depth > 0)
            break;
        if (c == '(' || c == ')')
            return wrong(p, p->at,
                         c == ')' ? "no ( stands before this ) (write \\) for the mark)"
                                  : "a ( begins a group and stands behind an operator "
                                    "(write \\( for the mark)");
        em_status status = EM_OK;
        if (c == '*' && has_unspaced(whole))
            return wrong(p, p->at,
                         "* cannot stand in Han text (? is one character; or use "
                         "NEAR/n)");
        if (c == '*' || c == '?') {
            status = put_wildcard(p, f, c == '*' ? EM_PIECE_STAR : EM_PIECE_ANY);
        } else {
            if (c == '\\' && ++p->at >= p->term.len)
                return wrong(p, p->at - 1,
                             "nothing stands behind this backslash (write \\\\ for "
                             "the mark)");
            em_buf_put_char(&f->text, p->term.data[p->at]);
            letters++;
        }
        if (status != EM_OK)
            return status;
    }
    if (letters == 0)
        return wrong(p, start, "a word needs something beside * and ?");
    return EM_OK;
}

static em_status read_words(parser *p, phrase *f)
{
    for (;;) {
        em_status status = read_word(p, f);
        if (status != EM_OK)
            return status;
        size_t blanks = p->at;
        skip_blanks(p);
        operator_seen op;
        if (at_end(p) || (peek(p) == ')' && p->depth > 0))
            return EM_OK;
        status = see_operator(p, &op, p->at);
        if (status != EM_OK)
            return status;
        if (op.found) {
            p->at = blanks;
            return EM_OK;
        }
        em_buf_put_char(&f->text, ' ');
    }
}

static em_status parse_phrase(em_rule **out, parser *p)
{
    phrase f = { { 0 }, { 0 } };
    em_buf_init(&f.text, p->term.len + 1);
    em_status status = new_node(out, p, EM_RULE_PHRASE, p->at);
    if (status == EM_OK)
        status = read_words(p, &f);
    if (status == EM_OK && (!end_piece(p, &f) || f.text.status != EM_OK))
        status = no_memory(p);
    if (status == EM_OK) {
        size_t bytes = f.pieces.len * sizeof *f.pieces.items;
        em_rule_piece *pieces = em_arena_alloc(p->arena, bytes);
        if (pieces)
            memcpy(pieces, f.pieces.items, bytes);
        (*out)->pieces = pieces;
        (*out)->piece_count = f.pieces.len;
        status = pieces ? EM_OK : no_memory(p);
    }
    em_vec_release(&f.pieces);
    em_buf_release(&f.text);
    return status;
}

/* --- the other items ---------------------------------------------------------------------------
 */

/*
 * Text between two `mark`s. A backslash before the mark makes it literal; in an exact form it does
 * so for any character, in a pattern the others are left to PCRE2.
 */
static em_status parse_quoted(em_rule **out, parser *p, em_rule_kind kind, char mark)
{
    size_t open = p->at++;
    em_buf text;
    em_buf_init(&text, p->term.len + 1);
    while (!at_end(p) && peek(p) != mark) {
        bool escaped = peek(p) == '\\' && p->at + 1 < p->term.len;
        char next = escaped ? p->term.data[p->at + 1] : '\0';
        if (escaped && (next == mark || kind == EM_RULE_EXACT))
            p->at++;
        else if (escaped)
            em_buf_put_char(&text, p->term.data[p->at++]);
        em_buf_put_char(&text, p->term.data[p->at++]);
    }
    bool closed = !at_end(p);
    p->at += closed;
    em_status status = new_node(out, p, kind, open);
    if (status == EM_OK)
        (*out)->text = em_arena_copy(p->arena, em_buf_str(&text));
    if (status == EM_OK && (text.status != EM_OK || !(*out)->text.data))
        status = no_memory(p);
    em_buf_release(&text);
    if (status != EM_OK)
        return status;
    if (!closed)
        return wrong(p, open,
                     mark == '"' ? "the closing \" is missing (write \\\" for the mark)"
                                 : "the closing / is missing (write \\/ for the mark)");
    if (em_str_trim((*out)->text).len == 0)
        return wrong(p, open,
                     mark == '"' ? "nothing stands between the quotes"
                                 : "nothing stands between the slashes");
    if (!at_end(p) && !is_blank(peek(p)) && peek(p) != ')')
        return wrong(p, p->at,
                     mark == '"' ? "a blank should stand behind the closing \""
                                 : "nothing may follow the closing / (case never "
                                   "matters in a pattern)");
    return EM_OK;
}

/* The id behind '#', where a message has it; else empty. */
static em_str reference_at(const parser *p)
{
    em_str id = word_at(p, p->at + 1);
    while (p->depth > 0 && id.len && id.data[id.len - 1] == ')')
        id.len--;
    bool known = id.len && p->names && p->names->has(p->names->context, id);
    return known ? id : EM_STR("");
}

static em_status parse_choice(em_rule **out, parser *p);

static em_status parse_group(em_rule **out, parser *p)
{
    size_t open = p->at++;
    if (++p->depth > EM_RULE_MAX_DEPTH)
        return wrong(p, open, "groups are nested too deeply");
    em_status status = parse_choice(out, p);
    if (status != EM_OK)
        return status;
    skip_blanks(p);
    if (peek(p) != ')')
        return wrong(p, open, "the closing ) is missing (write \\( for the mark)");
    p->at++;
    p->depth--;
    return EM_OK;
}

static em_status parse_item(em_rule **out, parser *p)
{
    skip_blanks(p);
    if (at_end(p) || (peek(p) == ')' && p->depth > 0))
        return wrong(p, p->at, "a word should stand here");
    if (peek(p) == '(')
        return parse_group(out, p);
    if (peek(p) == '"')
        return parse_quoted(out, p, EM_RULE_EXACT, '"');
    if (peek(p) == '/')
        return parse_quoted(out, p, EM_RULE_PATTERN, '/');
    em_str id = peek(p) == '#' ? reference_at(p) : EM_STR("");
    if (id.len) {
        em_status status = new_node(out, p, EM_RULE_REFERENCE, p->at);
        if (status == EM_OK)
            (*out)->text = id;
        p->at += id.len + 1;
        return status;
    }
    return parse_phrase(out, p);
}

/* --- operators' operands -------------------------------------------------------------------------
 */

static em_status join(em_rule **left, parser *p, const operator_seen *op, em_rule *right, size_t at)
{
    em_rule *node;
    em_status status = new_node(&node, p, op->kind, at);
    if (status != EM_OK)
        return status;
    node->distance = op->distance;
    node->left = *left;
    node->right = right;
    *left = node;
    return EM_OK;
}

/* What stands behind an item: an operator, or the end of the group or term. */
static em_status see_next(parser *p, operator_seen *op)
{
    skip_blanks(p);
    *op = (operator_seen){ .found = false };
    if (at_end(p) || (peek(p) == ')' && p->depth > 0))
        return EM_OK;
    em_status status = see_operator(p, op, p->at);
    if (status == EM_OK && !op->found)
        return wrong(p, p->at, "OR, NEAR/n, ONEAR/n or NOT NEAR/n should stand here");
    return status;
}

static em_status parse_near(em_rule **out, parser *p)
{
    em_status status = parse_item(out, p);
    operator_seen op;
    while (status == EM_OK) {
        status = see_next(p, &op);
        if (status != EM_OK || !op.found || op.kind == EM_RULE_OR)
            return status;
        size_t at = p->at;
        em_rule *right;
        p->at += op.len;
        status = parse_item(&right, p);
        if (status == EM_OK)
            status = join(out, p, &op, right, at);
    }
    return status;
}

static em_status parse_choice(em_rule **out, parser *p)
{
    em_status status = parse_near(out, p);
    operator_seen op;
    while (status == EM_OK) {
        status = see_next(p, &op);
        if (status != EM_OK || !op.found)
            return status;
        size_t at = p->at;
        em_rule *right;
        p->at += op.len;
        status = parse_near(&right, p);
        if (status == EM_OK)
            status = join(out, p, &op, right, at);
    }
    return status;
}

bool em_rule_is_plain(em_str term)
{
    for (size_t i = 0; i < term.len; i++)
        if (strchr("*?\"#/()\\", term.data[i]) ||
            (term.data[i] == 'R' && i > 0 && strchr("OA", term.data[i - 1])))
            return false; /* the last: OR or NEAR */
    return true;
}

static em_status plain_phrase(const em_rule **out, parser *p)
{
    em_rule *node;
    em_status status = new_node(&node, p, EM_RULE_PHRASE, 0);
    if (status != EM_OK)
        return status;
    em_rule_piece *piece = em_arena_alloc(p->arena, sizeof *piece);
    if (!piece)
        return no_memory(p);
    *piece = (em_rule_piece){ EM_PIECE_TEXT, em_str_trim(p->term) };
    if (piece->text.len == 0)
        return wrong(p, 0, "the term is empty");
    node->pieces = piece;
    node->piece_count = 1;
    *out = node;
    return EM_OK;
}

em_status em_rule_parse(const em_rule **out, em_arena *arena, em_str term,
                        const em_rule_names *names, size_t *error_at, em_error *err)
{
    parser p = { .arena = arena, .term = term, .names = names, .error_at = error_at, .err = err };
    em_rule *rule = NULL;
    operator_seen op;
    *out = NULL;
    *error_at = 0;
    if (em_rule_is_plain(term))
        return plain_phrase(out, &p);
    skip_blanks(&p);
    size_t start = p.at;
    em_status status = see_operator(&p, &op, start);
    /* An operator's name alone is a word: OR may mean Oregon. */
    bool alone = start + op.len >= em_str_trim(term).len;
    if (status == EM_OK && op.found && !alone)
        return wrong(&p, start, "something should stand before this operator");
    status = parse_choice(&rule, &p);
    if (status == EM_OK && !at_end(&p))
        status = wrong(&p, p.at, "no ( stands before this ) (write \\) for the mark)");
    *out = status == EM_OK ? rule : NULL;
    return status;
}
