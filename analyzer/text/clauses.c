/*
 * Clauses and sentences from tokens: a clause ends behind a run of marks and the closing
 * quotation marks, brackets, emoticons and emoji that hang on it.
 */
#include "text/scratch.h"

#include "base/str.h"

/* Abbreviations whose full stop ends nothing; compared after case folding. */
static const em_str ABBREVIATIONS[] = {
    { "mr", 2 },  { "mrs", 3 }, { "ms", 2 },  { "dr", 2 },     { "st", 2 }, { "prof", 4 },
    { "vs", 2 },  { "etc", 3 }, { "jr", 2 },  { "sr", 2 },     { "no", 2 }, { "e.g", 3 },
    { "i.e", 3 }, { "u.k", 3 }, { "u.s", 3 }, { "approx", 6 },
};

typedef struct scan {
    em_text_scratch *scratch;
    em_str text;
    const em_token *tokens;
    const em_mark *marks;
    uint32_t count, mark_count;
    uint32_t sentence;
    bool failed;
} scan;

static em_str token_text(const scan *s, uint32_t i)
{
    return (em_str){ s->text.data + s->tokens[i].start, s->tokens[i].end - s->tokens[i].start };
}

static bool is(const scan *s, uint32_t i, const char *mark)
{
    return em_str_eq(token_text(s, i), em_str_from(mark));
}

static bool touches(const scan *s, uint32_t i)
{
    return i + 1 < s->count && s->tokens[i].end == s->tokens[i + 1].start;
}

static bool is_spaced_word(const scan *s, uint32_t i)
{
    return i < s->count &&
           (s->tokens[i].kind == EM_TOKEN_WORD || s->tokens[i].kind == EM_TOKEN_NUMBER);
}

/* A full stop, comma or colon with a word or digit on both sides: 3.5, u.k, 10:30. */
static bool is_inside_word(const scan *s, uint32_t i)
{
    return i > 0 && touches(s, i - 1) && is_spaced_word(s, i - 1) && touches(s, i) &&
           is_spaced_word(s, i + 1);
}

static bool is_abbreviation(const scan *s, uint32_t i)
{
    if (i == 0 || !touches(s, i - 1) || s->tokens[i - 1].kind != EM_TOKEN_WORD)
        return false;
    em_str word = token_text(s, i - 1);
    bool initial = word.len == 1 && word.data[0] != 'i';
    for (size_t k = 0; k < sizeof ABBREVIATIONS / sizeof *ABBREVIATIONS && !initial; k++)
        initial = em_str_eq(word, ABBREVIATIONS[k]);
    /* At the end of the text it is a full stop all the same. */
    return initial && i + 1 < s->count;
}

static bool is_dash(const scan *s, uint32_t i)
{
    if (is(s, i, "\xE2\x80\x94") || is(s, i, "\xE2\x80\x95")) /* em dash, horizontal bar */
        return true;
    bool hyphen = is(s, i, "-") || is(s, i, "\xE2\x80\x93");
    if (!hyphen)
        return false;
    bool doubled = (touches(s, i) && is(s, i + 1, "-")) ||
                   (i > 0 && touches(s, i - 1) && is(s, i - 1, "-"));
    bool apart = i > 0 && !touches(s, i - 1) && i + 1 < s->count && !touches(s, i);
    return doubled || apart;
}

/* What the token does as a mark; EM_CLAUSE_TEXT_END: it is no mark. */
static em_clause_end mark_of(const scan *s, uint32_t i)
{
    if (s->tokens[i].kind != EM_TOKEN_PUNCT)
        return EM_CLAUSE_TEXT_END;
    em_str mark = token_text(s, i);
    if (mark.len == 1) {
        switch (mark.data[0]) {
        case ',':
        case ':':
            return is_inside_word(s, i) ? EM_CLAUSE_TEXT_END : EM_CLAUSE_COMMA;
        case ';':
            return EM_CLAUSE_COMMA;
        case '~':
            return i > 0 && s->tokens[i - 1].kind == EM_TOKEN_HAN ? EM_CLAUSE_COMMA
                                                                  : EM_CLAUSE_TEXT_END;
        case '.':
            return is_inside_word(s, i) || is_abbreviation(s, i) ? EM_CLAUSE_TEXT_END
                                                                 : EM_CLAUSE_STOP;
        case '?':
            return EM_CLAUSE_QUESTION;
        case '!':
            return EM_CLAUSE_EXCLAIM;
        case '-':
            return is_dash(s, i) ? EM_CLAUSE_COMMA : EM_CLAUSE_TEXT_END;
        default:
            return EM_CLAUSE_TEXT_END;
        }
    }
    static const struct {
        em_str mark;
        em_clause_end end;
    } WIDE[] = {
        { { "\xE3\x80\x81", 3 }, EM_CLAUSE_COMMA },    /* ideographic comma    */
        { { "\xE3\x80\x82", 3 }, EM_CLAUSE_STOP },     /* ideographic full stop */
        { { "\xD8\x8C", 2 }, EM_CLAUSE_COMMA },        /* Arabic comma         */
        { { "\xD8\x9B", 2 }, EM_CLAUSE_COMMA },        /* Arabic semicolon     */
        { { "\xD8\x9F", 2 }, EM_CLAUSE_QUESTION },     /* Arabic question mark */
        { { "\xE0\xA5\xA4", 3 }, EM_CLAUSE_STOP },     /* danda                */
        { { "\xE2\x81\x87", 3 }, EM_CLAUSE_QUESTION }, /* double question mark */
    };
    for (size_t k = 0; k < sizeof WIDE / sizeof *WIDE; k++)
        if (em_str_eq(mark, WIDE[k].mark))
            return WIDE[k].end;
    return is_dash(s, i) ? EM_CLAUSE_COMMA : EM_CLAUSE_TEXT_END;
}

/* A mark of a run: the stronger one names the clause's end. */
static em_clause_end stronger(em_clause_end a, em_clause_end b)
{
    static const int STRENGTH[] = { [EM_CLAUSE_COMMA] = 1,
                                    [EM_CLAUSE_STOP] = 2,
                                    [EM_CLAUSE_EXCLAIM] = 3,
                                    [EM_CLAUSE_QUESTION] = 4,
                                    [EM_CLAUSE_TEXT_END] = 0 };
    return STRENGTH[b] > STRENGTH[a] ? b : a;
}

static bool is_picture(const scan *s, uint32_t i)
{
    return s->tokens[i].kind == EM_TOKEN_EMOTICON || s->tokens[i].kind == EM_TOKEN_EMOJI;
}

static bool is_closer(const scan *s, uint32_t i)
{
    static const em_str CLOSERS[] = {
        { ")", 1 },
        { "]", 1 },
        { "}", 1 },
        { "\xE2\x80\x9D", 3 },
        { "\xE2\x80\x99", 3 },
        { "\xE3\x80\x8D", 3 },
        { "\xE3\x80\x8F", 3 },
        { "\xE3\x80\x8B", 3 },
        { "\xE3\x80\x89", 3 },
        { "\xE3\x80\x91", 3 },
        { "\xC2\xBB", 2 },
    };
    if (s->tokens[i].kind != EM_TOKEN_PUNCT)
        return false;
    for (size_t k = 0; k < sizeof CLOSERS / sizeof *CLOSERS; k++)
        if (em_str_eq(token_text(s, i), CLOSERS[k]))
            return true;
    return is(s, i, "\"") && (i + 1 >= s->count || !touches(s, i) || touches(s, i - 1));
}

static void put_clause(scan *s, uint32_t first, uint32_t end_token, em_clause_end ended_by)
{
    em_clause clause = { s->tokens[first].start,
                         s->tokens[end_token - 1].end,
                         first,
                         end_token - first,
                         s->sentence,
                         ended_by };
    if (!em_vec_push(&s->scratch->clauses, clause))
        s->failed = true;
    s->sentence += ended_by != EM_CLAUSE_COMMA;
}

/* A picture, or a blank, between Han characters parts clauses that no mark parts. */
static bool parts_han(const scan *s, uint32_t i)
{
    if (i + 1 >= s->count || s->tokens[i + 1].kind != EM_TOKEN_HAN)
        return false;
    if (is_picture(s, i))
        return true;
    return s->tokens[i].kind == EM_TOKEN_HAN && !touches(s, i);
}

/* The mark on token i where it is the one at *next, which then moves on. */
static const em_mark *mark_on(const scan *s, uint32_t i, uint32_t *next)
{
    bool on = *next < s->mark_count && s->marks[*next].token == i;
    return on ? &s->marks[(*next)++] : NULL;
}

/* Behind marks, closers and pictures that hang on the mark of token i; strengthens *ended_by. */
static uint32_t absorb(const scan *s, uint32_t i, bool line_end, uint32_t *next,
                       em_clause_end *ended_by)
{
    while (
        !line_end && i + 1 < s->count &&
        (mark_of(s, i + 1) != EM_CLAUSE_TEXT_END || is_closer(s, i + 1) || is_picture(s, i + 1))) {
        const em_mark *mark = mark_on(s, ++i, next);
        *ended_by = stronger(*ended_by, mark_of(s, i));
        line_end = mark && mark->line_end;
    }
    if (line_end)
        *ended_by = stronger(*ended_by, EM_CLAUSE_STOP);
    return i + 1;
}

/* "//@user" at token i: what stands before it is a clause of its own. */
static bool begins_repost(const scan *s, uint32_t i)
{
    return i + 2 < s->count && s->tokens[i + 2].kind == EM_TOKEN_MENTION && is(s, i, "/") &&
           is(s, i + 1, "/");
}

/* The token behind the clause that begins at `first`, and what ended it; the count where no mark
 * ends one. *next is the first mark not before the clause, and moves behind the clause's marks. */
static uint32_t clause_end(const scan *s, uint32_t first, uint32_t *next, em_clause_end *ended_by)
{
    while (*next < s->mark_count) {
        const em_mark *mark = &s->marks[*next];
        if (mark->token > first && begins_repost(s, mark->token)) {
            *ended_by = EM_CLAUSE_STOP;
            return mark->token;
        }
        (*next)++;
        *ended_by = mark_of(s, mark->token);
        if (*ended_by != EM_CLAUSE_TEXT_END)
            return absorb(s, mark->token, mark->line_end, next, ended_by);
        if (mark->line_end || parts_han(s, mark->token)) {
            *ended_by = mark->line_end ? EM_CLAUSE_STOP : EM_CLAUSE_COMMA;
            return mark->token + 1;
        }
    }
    *ended_by = EM_CLAUSE_TEXT_END;
    return s->count;
}

em_status em_clauses__find(em_text_scratch *scratch, em_str norm)
{
    scan s = { .scratch = scratch,
               .text = norm,
               .tokens = scratch->tokens.items,
               .marks = scratch->marks.items,
               .count = (uint32_t)scratch->tokens.len,
               .mark_count = (uint32_t)scratch->marks.len };
    uint32_t next = 0;
    em_vec_clear(&scratch->clauses);
    for (uint32_t first = 0; first < s.count && !s.failed;) {
        em_clause_end ended_by;
        uint32_t end = clause_end(&s, first, &next, &ended_by);
        put_clause(&s, first, end, ended_by);
        first = end;
    }
    return s.failed ? EM_E_MEMORY : EM_OK;
}
