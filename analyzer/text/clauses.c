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

#define ABBREVIATION_MAX_BYTES 6u

typedef struct scan {
    em_text_scratch *scratch;
    em_str text;
    const em_token *tokens;
    const em_mark *marks;
    uint32_t count, mark_count;
    uint32_t sentence;
} scan;

static em_str token_text(const scan *s, uint32_t i)
{
    return (em_str){ s->text.data + s->tokens[i].start, s->tokens[i].end - s->tokens[i].start };
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
    if (word.len <= ABBREVIATION_MAX_BYTES)
        for (size_t k = 0; k < sizeof ABBREVIATIONS / sizeof *ABBREVIATIONS && !initial; k++)
            initial = em_str_eq(word, ABBREVIATIONS[k]);
    /* At the end of the text it is a full stop all the same. */
    return initial && i + 1 < s->count;
}

static bool is_hyphen(const scan *s, uint32_t i)
{
    return i < s->count && s->tokens[i].end == s->tokens[i].start + 1 &&
           s->text.data[s->tokens[i].start] == '-';
}

/* A hyphen or en dash that stands apart, or one of two. */
static bool is_dash(const scan *s, uint32_t i)
{
    bool doubled = (touches(s, i) && is_hyphen(s, i + 1)) ||
                   (i > 0 && touches(s, i - 1) && is_hyphen(s, i - 1));
    bool apart = i > 0 && !touches(s, i - 1) && i + 1 < s->count && !touches(s, i);
    return doubled || apart;
}

/* What the mark ends; EM_CLAUSE_TEXT_END: nothing. */
static em_clause_end end_by(const scan *s, const em_mark *mark)
{
    uint32_t i = mark->token;
    switch ((em_mark_role)mark->role) {
    case EM_MARK_COMMA:
        return is_inside_word(s, i) ? EM_CLAUSE_TEXT_END : EM_CLAUSE_COMMA;
    case EM_MARK_SEMICOLON:
    case EM_MARK_DASH:
        return EM_CLAUSE_COMMA;
    case EM_MARK_TILDE:
        return i > 0 && s->tokens[i - 1].kind == EM_TOKEN_HAN ? EM_CLAUSE_COMMA
                                                              : EM_CLAUSE_TEXT_END;
    case EM_MARK_DOT:
        return is_inside_word(s, i) || is_abbreviation(s, i) ? EM_CLAUSE_TEXT_END : EM_CLAUSE_STOP;
    case EM_MARK_STOP:
        return EM_CLAUSE_STOP;
    case EM_MARK_QUESTION:
        return EM_CLAUSE_QUESTION;
    case EM_MARK_EXCLAIM:
        return EM_CLAUSE_EXCLAIM;
    case EM_MARK_HYPHEN:
        return is_dash(s, i) ? EM_CLAUSE_COMMA : EM_CLAUSE_TEXT_END;
    default:
        return EM_CLAUSE_TEXT_END;
    }
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

/* Does what cannot end a clause hang on the mark before it? */
static bool hangs_on(const scan *s, const em_mark *mark)
{
    uint32_t i = mark->token;
    switch ((em_mark_role)mark->role) {
    case EM_MARK_PICTURE:
    case EM_MARK_CLOSER:
    case EM_MARK_DOUBLE_CLOSE:
    case EM_MARK_SINGLE_CLOSE:
    case EM_MARK_CORNER_CLOSE:
    case EM_MARK_WHITE_CORNER_CLOSE:
    case EM_MARK_GUILLEMET_CLOSE:
        return true;
    case EM_MARK_STRAIGHT:
        return !touches(s, i) || touches(s, i - 1);
    default:
        return false;
    }
}

/* There is room: each clause but the last ends at a mark. */
static inline void put_clause(scan *s, uint32_t first, uint32_t end_token, em_clause_end ended_by)
{
    s->scratch->clauses.items[s->scratch->clauses.len++] =
        (em_clause){ s->tokens[first].start,
                     s->tokens[end_token - 1].end,
                     first,
                     end_token - first,
                     s->sentence,
                     ended_by };
    s->sentence += ended_by != EM_CLAUSE_COMMA;
}

/* A picture, or a blank, between Han characters parts clauses that no mark parts. */
static bool parts_han(const scan *s, const em_mark *mark)
{
    uint32_t i = mark->token;
    if (i + 1 >= s->count || s->tokens[i + 1].kind != EM_TOKEN_HAN)
        return false;
    return mark->role == EM_MARK_PICTURE || (mark->role == EM_MARK_HAN && !touches(s, i));
}

/* The token behind marks, closers and pictures that hang on `mark`, which is the one before *next;
 * strengthens *ended_by. */
static uint32_t absorb(const scan *s, const em_mark *mark, uint32_t *next, em_clause_end *ended_by)
{
    while (!mark->line_end && *next < s->mark_count && mark[1].token == mark->token + 1) {
        em_clause_end end = end_by(s, mark + 1);
        if (end == EM_CLAUSE_TEXT_END && !hangs_on(s, mark + 1))
            break;
        *ended_by = stronger(*ended_by, end);
        mark++;
        (*next)++;
    }
    if (mark->line_end)
        *ended_by = stronger(*ended_by, EM_CLAUSE_STOP);
    return mark->token + 1;
}

/* "//@user" at the mark of this number: what stands before it is a clause of its own. */
static bool begins_repost(const scan *s, uint32_t m)
{
    const em_mark *mark = &s->marks[m];
    return mark->role == EM_MARK_SLASH && m + 2 < s->mark_count && mark[1].role == EM_MARK_SLASH &&
           mark[1].token == mark->token + 1 && mark[2].role == EM_MARK_MENTION &&
           mark[2].token == mark->token + 2;
}

/* The token behind the clause that begins at `first`, and what ended it; the count where no mark
 * ends one. *next is the first mark not before the clause, and moves behind the clause's marks. */
static uint32_t clause_end(const scan *s, uint32_t first, uint32_t *next, em_clause_end *ended_by)
{
    while (*next < s->mark_count) {
        const em_mark *mark = &s->marks[*next];
        if (mark->token > first && begins_repost(s, *next)) {
            *ended_by = EM_CLAUSE_STOP;
            return mark->token;
        }
        (*next)++;
        *ended_by = end_by(s, mark);
        if (*ended_by != EM_CLAUSE_TEXT_END)
            return absorb(s, mark, next, ended_by);
        if (mark->line_end || parts_han(s, mark)) {
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
    if (!em_vec_reserve(&scratch->clauses, (size_t)s.mark_count + 1))
        return EM_E_MEMORY;
    for (uint32_t first = 0; first < s.count;) {
        em_clause_end ended_by;
        uint32_t end = clause_end(&s, first, &next, &ended_by);
        put_clause(&s, first, end, ended_by);
        first = end;
    }
    return EM_OK;
}
