/*
 * Rules, globs, exact forms, patterns, references and exceptions on random lexicons and texts,
 * against an evaluation that follows their definitions: every term at every place, no filter.
 */
#include "match/matcher.h"

#include "base/buf.h"
#include "match/pattern.h"

#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>

#include "support/naive_match.h"

#define MAX_TERMS 9
#define TERMS_PER_MESSAGE 3
#define MAX_SPANS 2048
#define MAX_EXCEPTIONS 256
/* Of CPU: a search takes less than a thousandth of this, also under valgrind, or does not end. */
#define SEARCH_MAX_SECONDS 5

typedef struct spans {
    em_span items[MAX_SPANS];
    size_t count;
} spans;

typedef struct term {
    char text[512];
    const em_rule *rule;
    const char *except; /* NULL: none */
    unsigned flags;
    uint32_t group;
} term;

typedef struct lexicon {
    term terms[MAX_TERMS];
    size_t count;
    em_arena arena;
} lexicon;

/* A subject, and the same bytes as they were written. */
typedef struct comment {
    char folded[1024], written[1024];
    subject_room room;
} comment;

/* --- folding --------------------------------------------------------------------------------- */

static char lower_room[1024];

static em_status lower(void *context, em_str *out, em_str text, em_error *err)
{
    (void)context;
    (void)err;
    for (size_t i = 0; i < text.len; i++)
        lower_room[i] = (char)(text.data[i] >= 'A' && text.data[i] <= 'Z' ? text.data[i] + 32
                                                                          : text.data[i]);
    *out = (em_str){ lower_room, text.len };
    return EM_OK;
}

/* Messages are called m0, m1, ... */
static em_status entries_of(void *context, em_span *entries, em_str id, em_error *err)
{
    (void)context;
    (void)err;
    uint32_t first = (uint32_t)(id.data[1] - '0') * TERMS_PER_MESSAGE;
    *entries = (em_span){ first, first + TERMS_PER_MESSAGE };
    return EM_OK;
}

static bool has_message(const void *context, em_str id)
{
    (void)context;
    return id.len == 2 && id.data[0] == 'm';
}

static em_str as_written(const void *context, em_span span)
{
    const comment *c = context;
    return (em_str){ c->written + span.start, span.end - span.start };
}

/* --- leaves ---------------------------------------------------------------------------------- */

static void put_span(spans *out, size_t start, size_t end)
{
    ck_assert_uint_lt(out->count, MAX_SPANS);
    out->items[out->count++] = (em_span){ (uint32_t)start, (uint32_t)end };
}

static void find_literal(spans *out, em_str literal, const em_match_subject *s)
{
    for (size_t at = 0; at < s->folded.len; at++) {
        size_t end = naive_end(literal, s->folded, at);
        if (end && naive_edges(s, test_edges(literal), at, end))
            put_span(out, at, end);
    }
}

static void find_exact(spans *out, em_str text, const comment *c)
{
    em_str folded;
    spans all = { .count = 0 };
    ck_assert_int_eq(lower(NULL, &folded, text, NULL), EM_OK);
    find_literal(&all, folded, &c->room.subject);
    for (size_t i = 0; i < all.count; i++)
        if (em_str_eq(as_written(c, all.items[i]), text))
            put_span(out, all.items[i].start, all.items[i].end);
}

static bool stopped; /* a bound stopped a pattern: nothing can be compared */

/* The term /source/ between word edges: letters and digits of spaced scripts do not go on. */
#define LETTER "[0-9a-z\u00E0-\u024F]"

static void find_pattern(spans *out, em_str source, const em_match_subject *s)
{
    em_buf edged;
    em_pattern *pattern;
    em_pattern_scratch *scratch;
    em_pattern_spans found = { 0 };
    size_t at;
    bool decided;
    em_buf_init(&edged, EM_BUF_UNLIMITED);
    em_buf_printf(&edged, "(?!(?<=" LETTER ")" LETTER ")(?:%.*s)(?!(?<=" LETTER ")" LETTER ")",
                  EM_STR_ARG(source));
    ck_assert_int_eq(em_pattern_new(&pattern, em_buf_str(&edged), &at, NULL), EM_OK);
    ck_assert_int_eq(em_pattern_scratch_new(&scratch, NULL), EM_OK);
    em_pattern_begin(scratch);
    ck_assert_int_eq(em_pattern_find(&found, &decided, pattern, scratch, s->folded, 0, NULL),
                     EM_OK);
    stopped |= !decided;
    for (size_t i = 0; i < found.len; i++)
        put_span(out, found.items[i].start, found.items[i].end);
    em_vec_release(&found);
    em_pattern_scratch_free(scratch);
    em_pattern_free(pattern);
    em_buf_release(&edged);
}

/* Whether a word of a glob, written with * and ?, fits all of `text`. */
static bool word_fits(em_str word, em_str text)
{
    uint32_t a, b;
    if (word.len == 0)
        return text.len == 0;
    size_t n = em_utf8_decode(&a, word.data, word.len);
    em_str rest = { word.data + n, word.len - n };
    if (a == '*' && word_fits(rest, text))
        return true;
    if (text.len == 0)
        return false;
    size_t m = em_utf8_decode(&b, text.data, text.len);
    em_str behind = { text.data + m, text.len - m };
    if (a == '*')
        return word_fits(word, behind);
    return (a == '?' ? !is_separator(b) : same_char(a, b)) && word_fits(rest, behind);
}

/* The end of a glob's word at `at`; 0: it does not stand there. */
static size_t word_end(em_str word, const em_match_subject *s, size_t at)
{
    if (!memchr(word.data, '*', word.len)) {
        for (size_t end = at + 1; end <= s->folded.len; end++)
            if (naive_is_boundary(s->folded, end) &&
                word_fits(word, (em_str){ s->folded.data + at, end - at }))
                return end;
        return 0;
    }
    for (size_t i = 0; i < s->word_count; i++) {
        size_t end = s->words[i].end;
        if (s->words[i].start != at)
            continue;
        for (; end > at; end--)
            if ((end == s->words[i].end || naive_possessive(s, end) + end == s->words[i].end) &&
                word_fits(word, (em_str){ s->folded.data + at, end - at }))
                return end;
    }
    return 0;
}

static size_t glob_end(em_str glob, const em_match_subject *s, size_t at)
{
    while (glob.len) {
        size_t n = 0;
        while (n < glob.len && glob.data[n] != ' ' && glob.data[n] != '-')
            n++;
        size_t end = at < s->folded.len ? word_end((em_str){ glob.data, n }, s, at) : 0;
        if (end == 0 || n == glob.len)
            return end;
        at = skip_separators(s->folded, end);
        if (at == end)
            return 0;
        glob = (em_str){ glob.data + n + 1, glob.len - n - 1 };
    }
    return 0;
}

static void find_glob(spans *out, const em_rule *rule, const em_match_subject *s)
{
    char text[256];
    size_t len = 0;
    bool han = false;
    for (size_t i = 0; i < rule->piece_count; i++) {
        const em_rule_piece *piece = &rule->pieces[i];
        em_str part = piece->kind == EM_PIECE_TEXT  ? piece->text
                      : piece->kind == EM_PIECE_ANY ? EM_STR("?")
                                                    : EM_STR("*");
        memcpy(text + len, part.data, part.len);
        len += part.len;
        han |= part.len >= 3 && (unsigned char)part.data[0] >= 0xE4;
    }
    em_str glob = { text, len };
    unsigned flags = test_edges(glob);
    if (!han && strchr("*?", text[0]))
        flags |= EM_LITERAL_EDGE_START;
    if (!han && strchr("*?", text[len - 1]))
        flags |= EM_LITERAL_EDGE_END;
    for (size_t at = 0; at < s->folded.len; at++) {
        size_t end = naive_is_boundary(s->folded, at) ? glob_end(glob, s, at) : 0;
        if (end && naive_edges(s, flags, at, end))
            put_span(out, at, end);
    }
}

/* --- operators ------------------------------------------------------------------------------- */

static size_t words_until(const em_match_subject *s, size_t at)
{
    size_t n = 0;
    while (n < s->word_count && s->words[n].end <= at)
        n++;
    return n;
}

static size_t sentence_of(const em_match_subject *s, size_t at)
{
    size_t n = 0;
    while (n < s->sentence_count && s->sentences[n] <= at)
        n++;
    return n;
}

/* `b` stands behind `a`, at most `reach` words away, in one sentence. */
static bool is_near(const em_match_subject *s, em_span a, em_span b, size_t reach)
{
    size_t last = words_until(s, a.end - 1), first = words_until(s, b.start);
    return a.end <= b.start && first <= last + reach &&
           sentence_of(s, a.start) == sentence_of(s, b.end - 1);
}

static bool stands_between(const spans *lefts, em_span a, em_span b)
{
    for (size_t i = 0; i < lefts->count; i++)
        if (lefts->items[i].start >= a.end && lefts->items[i].end <= b.start)
            return true;
    return false;
}

/* Each of `lefts` with the nearest of `rights` behind it, unless another left is nearer to that. */
static void join(spans *out, const spans *lefts, const spans *rights, const em_match_subject *s,
                 size_t reach)
{
    for (size_t i = 0; i < lefts->count; i++) {
        em_span a = lefts->items[i], b = { UINT32_MAX, UINT32_MAX };
        for (size_t j = 0; j < rights->count; j++) {
            em_span other = rights->items[j];
            if (other.start >= a.end &&
                (other.start < b.start || (other.start == b.start && other.end < b.end)))
                b = other;
        }
        if (b.start != UINT32_MAX && is_near(s, a, b, reach) && !stands_between(lefts, a, b))
            put_span(out, a.start, b.end);
    }
}

static void keep_lonely(spans *out, const spans *lefts, const spans *others,
                        const em_match_subject *s, size_t reach)
{
    for (size_t i = 0; i < lefts->count; i++) {
        em_span a = lefts->items[i];
        bool lonely = true;
        for (size_t j = 0; j < others->count; j++) {
            em_span b = others->items[j];
            bool overlap = a.start < b.end && b.start < a.end;
            lonely &= !overlap && !is_near(s, a, b, reach) && !is_near(s, b, a, reach);
        }
        if (lonely)
            put_span(out, a.start, a.end);
    }
}

typedef struct evaluation {
    const comment *comment;
    const naive_hit *hits; /* of the terms before: what references see */
    size_t hit_count;
} evaluation;

static void find_reference(spans *out, em_str id, const evaluation *e)
{
    em_span entries;
    ck_assert_int_eq(entries_of(NULL, &entries, id, NULL), EM_OK);
    for (size_t i = 0; i < e->hit_count; i++) {
        const em_hit *hit = &e->hits[i].hit;
        if (hit->entry >= entries.start && hit->entry < entries.end)
            put_span(out, hit->start, hit->end);
    }
}

static void evaluate(spans *out, const em_rule *rule, const evaluation *e)
{
    const em_match_subject *s = &e->comment->room.subject;
    if (rule->kind == EM_RULE_EXACT) {
        find_exact(out, rule->text, e->comment);
    } else if (rule->kind == EM_RULE_PATTERN) {
        find_pattern(out, rule->text, s);
    } else if (rule->kind == EM_RULE_REFERENCE) {
        find_reference(out, rule->text, e);
    } else if (rule->kind == EM_RULE_PHRASE) {
        if (rule->piece_count == 1 && rule->pieces[0].kind == EM_PIECE_TEXT)
            find_literal(out, rule->pieces[0].text, s);
        else
            find_glob(out, rule, s);
    } else if (rule->kind == EM_RULE_OR) {
        evaluate(out, rule->left, e);
        evaluate(out, rule->right, e);
    } else {
        spans *sides = calloc(2, sizeof *sides);
        evaluate(&sides[0], rule->left, e);
        evaluate(&sides[1], rule->right, e);
        if (rule->kind == EM_RULE_NOT_NEAR)
            keep_lonely(out, &sides[0], &sides[1], s, rule->distance);
        else
            join(out, &sides[0], &sides[1], s, rule->distance);
        if (rule->kind == EM_RULE_NEAR)
            join(out, &sides[1], &sides[0], s, rule->distance);
        free(sides);
    }
}

/* --- the whole ------------------------------------------------------------------------------- */

static size_t naive_find(naive_hit *hits, size_t max, const lexicon *lex, const comment *c)
{
    em_hit except[MAX_EXCEPTIONS];
    size_t found = 0, excepts = 0;
    static spans list;
    for (uint32_t i = 0; i < lex->count; i++) {
        list.count = 0;
        if (lex->terms[i].except)
            find_literal(&list, em_str_from(lex->terms[i].except), &c->room.subject);
        ck_assert_uint_le(excepts + list.count, MAX_EXCEPTIONS);
        for (size_t k = 0; k < list.count; k++)
            except[excepts++] = (em_hit){ i, list.items[k].start, list.items[k].end };
    }
    for (uint32_t i = 0; i < lex->count; i++) {
        const evaluation e = { c, hits, found };
        list.count = 0;
        evaluate(&list, lex->terms[i].rule, &e);
        ck_assert_uint_le(found + list.count, max);
        for (size_t k = 0; k < list.count; k++) {
            em_hit hit = { i, list.items[k].start, list.items[k].end };
            if (!naive_excepted(&hit, except, excepts))
                hits[found++] = (naive_hit){ hit, lex->terms[i].group, lex->terms[i].flags != 0 };
        }
    }
    return naive_choose(hits, found, NULL, 0);
}

/* --- random cases ---------------------------------------------------------------------------- */

#define ANY_OF(list) (list)[below(sizeof(list) / sizeof *(list))]

static const char *random_leaf(uint32_t message)
{
    static const char *const PHRASES[] = { "a",       "b",      "ab",         "ab1",
                                           "a-b",     "don't",  "b a",        "国",
                                           "开国",    "\u00E9", "abababab1b", "a - b",
                                           "b\u00E9", "ab 国",  "1",          "abababababab1",
                                           "\\*",     "a-",     "ba ab a" };
    static const char *const GLOBS[] = { "a*",    "*b",        "a?b", "ab* b",   "*a*",  "b?",
                                         "a* b*", "don'*",     "?国", "a?-b",    "*1 a", "ab?b*",
                                         "*b?b",  "abababab*", "国?", "\u00E9*", "ab'*", "a b*" };
    static const char *const EXACT[] = { "\"AB\"", "\"a\"", "\"Ab 1\"", "\"国\"", "\"B-a\"" };
    static const char *const PATTERNS[] = {
        "/ab(a|1)/",
        "/a+b/",
        "/(ab|b1)[ -]?(ba|国)/",
        "/ab.*don.*国/",
        "/ab.{0,5}b1.{0,5}aba/",
        "/(?=ab)a/",
        "/(?!ab)a\\w/",
        "/ab(ab)?1/",
        "/b -/",
        "/ab - ?-?/",
        "/- -/",
        "/-b|a-/",
        "/AB|开国/",
        "/(?i)AB a/",
        "/\\Qab\\E/",
        "/\\bab\\b.\\bb/",
        "/don['\u2019]t/",
        "/don't a/",
        "/(aba|b1a).+(bab|国国)/",
        "/(aba|b1a)?.(bab|国国)/",
        "/(?<=ab)1/",
        "/\u00E9a?/",
        "/^ab1?/",
        "/[[:digit:]]ab/",
        "/(abab[[:b]1|国)/",
        "/(?:b|ab){2}/",
        "/ab{0}a b/",
        "/a b-a|b(?=aba)/",
    };
    static const char *const REFERENCES[] = { "#m0", "#m1" };
    switch (below(8)) {
    case 0:
    case 1:
        return ANY_OF(GLOBS);
    case 2:
        return ANY_OF(EXACT);
    case 3:
        return ANY_OF(PATTERNS);
    case 4:
        return message ? REFERENCES[below(message)] : ANY_OF(PHRASES);
    default:
        return ANY_OF(PHRASES);
    }
}

static void put_alternatives(em_buf *out, unsigned depth);

/* An element of a pattern; groups hold alternatives. */
static void put_element(em_buf *out, unsigned depth)
{
    static const char *const ELEMENTS[] = { "a",   "b",       "ab",     "aba",      "1",
                                            "国",  "开国",    "\u00E9", "'",        " ",
                                            "-",   " - ",     ".",      "[ab]",     "[^a]",
                                            "B",   "\\w",     "\\b",    "\\.",      "[[:alpha:]1]",
                                            "\\-", "\\x{61}", "(?i)",   "\\Qab\\E", "don't",
                                            "^",   "$",       "b1a",    "x{,2}" };
    static const char *const GROUPS[] = { "(", "(", "(?:", "(?:", "(?>", "(?=", "(?!" };
    static const char *const COUNTS[] = { "?", "*", "+", "{0}", "{2}", "{1,2}", "+?", "{0,1}+" };
    static const char *const BEHIND[] = { "(?<=a)", "(?<!b)", "(?<=b1|国)" };
    if (below(12) == 0) {
        em_buf_puts(out, ANY_OF(BEHIND));
    } else if (depth && below(3) == 0) {
        em_buf_puts(out, ANY_OF(GROUPS));
        put_alternatives(out, depth - 1);
        em_buf_puts(out, ")");
    } else {
        em_buf_puts(out, ANY_OF(ELEMENTS));
    }
    if (below(4) == 0)
        em_buf_puts(out, ANY_OF(COUNTS));
}

static void put_alternatives(em_buf *out, unsigned depth)
{
    do {
        for (uint32_t i = 1 + below(3); i; i--)
            put_element(out, depth);
        if (below(3))
            return;
        em_buf_puts(out, "|");
    } while (below(20));
}

/* A pattern that compiles: what does not is drawn again. */
static void put_pattern(em_buf *out)
{
    em_pattern *pattern = NULL;
    size_t from = out->len, at;
    while (!pattern && out->status == EM_OK) {
        out->len = from;
        em_buf_puts(out, "/");
        put_alternatives(out, 2);
        em_str source = { out->data + from + 1, out->len - from - 1 };
        if (em_str_trim(source).len && em_pattern_new(&pattern, source, &at, NULL) != EM_OK)
            pattern = NULL;
        em_buf_puts(out, "/");
    }
    em_pattern_free(pattern);
}

static void put_term(em_buf *out, uint32_t message, unsigned depth)
{
    static const char *const OPERATORS[] = { "OR",      "NEAR/1",    "NEAR/2",     "NEAR/4",
                                             "ONEAR/1", "ONEAR/3",   "NOT NEAR/1", "NOT NEAR/2",
                                             "OR",      "NOT NEAR/4" };
    if (below(6) == 0) {
        put_pattern(out);
        return;
    }
    if (depth == 0 || below(3) == 0) {
        em_buf_puts(out, random_leaf(message));
        return;
    }
    em_buf_puts(out, "(");
    put_term(out, message, depth - 1);
    em_buf_printf(out, " %s ", ANY_OF(OPERATORS));
    put_term(out, message, depth - 1);
    em_buf_puts(out, ")");
}

static void parse(term *t, em_arena *arena)
{
    em_rule_names names = { has_message, NULL };
    em_error err = { .text = "" };
    size_t at;
    ck_assert_msg(em_rule_parse(&t->rule, arena, em_str_from(t->text), &names, &at, &err) == EM_OK,
                  "%s: %s", t->text, err.text);
}

static void random_lexicon(lexicon *lex)
{
    static const char *const EXCEPTIONS[] = { "ab1", "a b", "b", "国国", "don't a" };
    em_arena_init(&lex->arena, 1 << 20);
    lex->count = 1 + below(MAX_TERMS);
    for (uint32_t i = 0; i < lex->count; i++) {
        term *t = &lex->terms[i];
        em_buf text;
        em_buf_init(&text, sizeof t->text);
        do { /* what is too long is drawn again */
            em_buf_reset(&text);
            put_term(&text, i / TERMS_PER_MESSAGE, below(3));
        } while (text.status != EM_OK);
        memcpy(t->text, text.data, text.len + 1);
        em_buf_release(&text);
        t->group = below(3);
        t->flags = below(2) ? EM_LITERAL_ALL_HITS : 0;
        t->except = below(4) ? NULL : ANY_OF(EXCEPTIONS);
        parse(t, &lex->arena);
    }
}

/* Terms are added from the last or from the first: references may come before what they name. */
static em_matcher *build(const lexicon *lex)
{
    const em_rule_folder folder = { lower, same_text, test_edges, entries_of, NULL };
    em_matcher_builder *builder;
    em_matcher *matcher;
    bool backwards = below(2);
    ck_assert_int_eq(em_matcher_builder_new(&builder, NULL), EM_OK);
    for (uint32_t i = 0; i < lex->count; i++) {
        uint32_t entry = backwards ? (uint32_t)lex->count - 1 - i : i;
        const term *t = &lex->terms[entry];
        em_error err = { .text = "" };
        size_t at;
        ck_assert_msg(em_matcher_add_rule(builder, t->rule, t->flags, t->group, entry, &folder, &at,
                                          &err) == EM_OK,
                      "%s: %s", t->text, err.text);
        em_str except = em_str_from(t->except ? t->except : "");
        ck_assert(!except.len || em_matcher_add_exception(builder, entry, except,
                                                          test_edges(except), NULL) == EM_OK);
    }
    ck_assert_int_eq(em_matcher_build(&matcher, builder, NULL), EM_OK);
    return matcher;
}

/* Makes c->folded and the subject of the first `len` bytes of c->written. */
static void make_comment(comment *c, size_t len)
{
    em_str folded;
    ck_assert_int_eq(lower(NULL, &folded, (em_str){ c->written, len }, NULL), EM_OK);
    memcpy(c->folded, folded.data, len);
    make_subject(&c->room, (em_str){ c->folded, len });
    c->room.subject.original = as_written;
    c->room.subject.original_context = c;
}

static void random_comment(comment *c)
{
    static const char *const PARTS[] = {
        "a",  "b",  "ab",  "ab1",    "don't",      "don\u2019t", "国",
        "开", "ba", "bab", "\u00E9", "abababab1b", "b1",         "abababababab1",
        "*",  "1",  "b'a", "aba's",  "AB",         "A"
    };
    static const char *const GAPS[] = { " ", " ", " ", " ", "-", "", "", " - ", ". ", "--", "'" };
    size_t len = 0;
    for (uint32_t i = below(14) + 1; i > 0; i--) {
        const char *part = ANY_OF(PARTS), *gap = ANY_OF(GAPS);
        len += (size_t)snprintf(c->written + len, sizeof c->written - len, "%s%s", part, gap);
    }
    make_comment(c, len);
}

static void compare(const lexicon *lex, const comment *c, const em_hit *got, size_t got_count)
{
    static naive_hit want[4096];
    stopped = false;
    size_t want_count = naive_find(want, 4096, lex, c);
    bool equal = got_count == want_count;
    for (size_t i = 0; i < want_count && equal; i++)
        equal = memcmp(&got[i], &want[i].hit, sizeof got[i]) == 0;
    if (equal || stopped)
        return;
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_buf_printf(&text, "text \"%.*s\"\n", (int)c->room.subject.folded.len, c->written);
    for (size_t i = 0; i < lex->count; i++)
        em_buf_printf(&text, "  %zu: %s, group %u%s except \"%s\"\n", i, lex->terms[i].text,
                      lex->terms[i].group, lex->terms[i].flags ? ", all hits" : "",
                      lex->terms[i].except ? lex->terms[i].except : "");
    for (size_t i = 0; i < want_count; i++)
        em_buf_printf(&text, "  want %u [%u,%u)\n", want[i].hit.entry, want[i].hit.start,
                      want[i].hit.end);
    for (size_t i = 0; i < got_count; i++)
        em_buf_printf(&text, "  got %u [%u,%u)\n", got[i].entry, got[i].start, got[i].end);
    ck_abort_msg("%s", text.data);
}

static void fail_late_search(int signal_number)
{
    static const char LATE[] = "a search does not end\n";
    (void)signal_number;
    _exit(write(STDERR_FILENO, LATE, sizeof LATE - 1) < 0 ? 2 : EXIT_FAILURE);
}

/* Check's own limit is for the whole test, and is none with CK_FORK=no. */
static em_status find(em_hit **hits, size_t *count, const em_matcher *matcher,
                      em_match_scratch *scratch, const comment *c)
{
    uint32_t undecided;
    const struct itimerval limit = { .it_value.tv_sec = SEARCH_MAX_SECONDS }, none = { 0 };
    signal(SIGVTALRM, fail_late_search);
    setitimer(ITIMER_VIRTUAL, &limit, NULL);
    em_status status = em_matcher_find(hits, count, &undecided, matcher, scratch, &c->room.subject,
                                       NULL);
    setitimer(ITIMER_VIRTUAL, &none, NULL);
    return status;
}

START_TEST(terms_agree_with_their_definitions)
{
    const char *seed = getenv("EM_TEST_SEED");
    size_t cases = getenv("EM_TEST_LONG") ? 100000 : 2000;
    static lexicon lex;
    static comment c;
    random_state = seed ? strtoull(seed, NULL, 10) : 20110429;
    printf("seed %llu, %zu cases\n", (unsigned long long)random_state, cases);
    for (size_t i = 0; i < cases; i++) {
        em_match_scratch *scratch;
        random_lexicon(&lex);
        em_matcher *matcher = build(&lex);
        ck_assert_int_eq(em_match_scratch_new(&scratch, matcher, NULL), EM_OK);
        for (int round = 0; round < 4; round++) {
            em_hit *hits;
            size_t count;
            random_comment(&c);
            ck_assert_int_eq(find(&hits, &count, matcher, scratch, &c), EM_OK);
            compare(&lex, &c, hits, count);
        }
        em_match_scratch_free(scratch);
        em_matcher_free(matcher);
        em_arena_release(&lex.arena);
    }
}
END_TEST

/* What compiles alone but swallows the edge that is put behind it. */
START_TEST(patterns_end_what_they_begin)
{
    static const char *const OPEN[] = { "/\\Qabc/", "/(?x)abc # all/", "/(*UTF)abc/" };
    const em_rule_folder folder = { lower, same_text, test_edges, entries_of, NULL };
    em_arena arena;
    em_matcher_builder *builder;
    em_error err = { .text = "" };
    size_t at;
    term t;
    snprintf(t.text, sizeof t.text, "%s", OPEN[_i]);
    em_arena_init(&arena, 1 << 20);
    parse(&t, &arena);
    ck_assert_int_eq(em_matcher_builder_new(&builder, NULL), EM_OK);
    ck_assert_int_eq(em_matcher_add_rule(builder, t.rule, 0, 0, 0, &folder, &at, &err),
                     EM_E_LEXICON);
    ck_assert_msg(strstr(err.text, "\\Q needs its \\E") != NULL, "%s", err.text);
    ck_assert_uint_eq(at, 1);
    em_matcher_builder_free(builder);
    em_arena_release(&arena);
}
END_TEST

START_TEST(a_circle_of_references_is_refused)
{
    const em_rule_folder folder = { lower, same_text, test_edges, entries_of, NULL };
    static const char *const TERMS[] = { "#m1 NEAR/2 a", "#m2", "b OR #m0" };
    em_arena arena;
    em_matcher_builder *builder;
    em_matcher *matcher;
    em_error err = { .text = "" };
    size_t at;
    em_arena_init(&arena, 1 << 20);
    ck_assert_int_eq(em_matcher_builder_new(&builder, NULL), EM_OK);
    for (uint32_t message = 0; message < 3; message++) {
        term t;
        snprintf(t.text, sizeof t.text, "%s", TERMS[message]);
        parse(&t, &arena);
        ck_assert_int_eq(em_matcher_add_rule(builder, t.rule, 0, 0, message * TERMS_PER_MESSAGE,
                                             &folder, &at, NULL),
                         EM_OK);
    }
    ck_assert_int_eq(em_matcher_build(&matcher, builder, &err), EM_E_ARGUMENT);
    ck_assert_ptr_null(matcher);
    ck_assert_ptr_nonnull(strstr(err.text, "circle"));
    em_arena_release(&arena);
}
END_TEST

/* --- without memory -------------------------------------------------------------------------- */

static size_t calls, fail_from; /* 0: no call fails */

static void *failing_realloc(void *context, void *block, size_t size)
{
    (void)context;
    return fail_from && ++calls >= fail_from ? NULL : realloc(block, size);
}

static void plain_free(void *context, void *block)
{
    (void)context;
    free(block);
}

/* What a search notes in its scratch must not mislead the next one, wherever memory ended. */
START_TEST(a_search_is_right_after_one_without_memory)
{
    static const em_allocator ALLOCATOR = { failing_realloc, plain_free, NULL };
    static const char *const TERMS[] = { "a NEAR/2 b",         "(ab* OR 国) NOT NEAR/1 d",
                                         "/ab.*ba/ OR \"AB\"", "#m0 NEAR/3 b",
                                         "a ONEAR/4 /b1|ab/",  "a b" };
    static lexicon lex;
    static comment c;
    em_memory_set_allocator(&ALLOCATOR);
    em_arena_init(&lex.arena, 1 << 20);
    lex.count = sizeof TERMS / sizeof *TERMS;
    for (size_t i = 0; i < lex.count; i++) {
        snprintf(lex.terms[i].text, sizeof lex.terms[i].text, "%s", TERMS[i]);
        lex.terms[i].except = i % 2 ? "ba b" : NULL;
        parse(&lex.terms[i], &lex.arena);
    }
    make_comment(&c,
                 (size_t)snprintf(c.written, sizeof c.written, "a b 国 ab1 AB ba b, a b1. a b"));
    em_matcher *matcher = build(&lex);
    em_status status = EM_E_MEMORY;
    size_t count = 0;
    for (size_t n = 1; status != EM_OK; n++) {
        em_match_scratch *scratch;
        em_hit *hits;
        ck_assert_int_eq(em_match_scratch_new(&scratch, matcher, NULL), EM_OK);
        calls = 0;
        fail_from = n;
        status = find(&hits, &count, matcher, scratch, &c);
        fail_from = 0;
        ck_assert(status == EM_OK || status == EM_E_MEMORY);
        ck_assert_int_eq(find(&hits, &count, matcher, scratch, &c), EM_OK);
        compare(&lex, &c, hits, count);
        em_match_scratch_free(scratch);
    }
    ck_assert_uint_gt(count, 0);
    em_matcher_free(matcher);
    em_arena_release(&lex.arena);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_set_timeout(tests, 1700);
    tcase_add_test(tests, terms_agree_with_their_definitions);
    tcase_add_loop_test(tests, patterns_end_what_they_begin, 0, 3);
    tcase_add_test(tests, a_circle_of_references_is_refused);
    tcase_add_test(tests, a_search_is_right_after_one_without_memory);
}

CHECK_MAIN("rule_find", add_tests)
