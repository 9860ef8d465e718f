/*
 * Stretches that are not the author's own plain words: repost chains, reply prefixes, quotations
 * and the platform's stubs. Zones nest and never cross: what a quotation opens must close before
 * the hashtag or the repost chain that it stands in ends or begins.
 */
#include "text/scratch.h"

#include "base/str.h"

#include <stdlib.h>

/* So many are put in order one by one. */
#define FEW_ZONES 16

typedef enum quote_mark {
    QUOTE_NONE,
    QUOTE_DOUBLE, /* curly */
    QUOTE_SINGLE,
    QUOTE_CORNER,
    QUOTE_WHITE_CORNER,
    QUOTE_GUILLEMET,
    QUOTE_PRIME,
    QUOTE_STRAIGHT,
    QUOTE_APOSTROPHE,
    QUOTE_MARKS
} quote_mark;

typedef struct scan {
    em_text_scratch *scratch;
    em_str text;
    const em_token *tokens;
    const em_mark *marks;
    uint32_t count, mark_count;
    uint32_t innermost[QUOTE_MARKS]; /* of the open quotations by mark: place + 1; 0: none open */
    bool failed;
} scan;

static em_str token_text(const scan *s, uint32_t i)
{
    return (em_str){ s->text.data + s->tokens[i].start, s->tokens[i].end - s->tokens[i].start };
}

static bool is(const scan *s, uint32_t i, const char *text)
{
    return i < s->count && em_str_eq(token_text(s, i), em_str_from(text));
}

static bool touches(const scan *s, uint32_t i)
{
    return i + 1 < s->count && s->tokens[i].end == s->tokens[i + 1].start;
}

static void put(scan *s, uint32_t start, uint32_t end, em_zone_kind kind)
{
    if (!em_vec_push(&s->scratch->zones, ((em_zone){ start, end, kind })))
        s->failed = true;
}

/* The zone of kind HASHTAG that token i lies in: its end; else 0. */
static uint32_t hashtag_end_at(const scan *s, uint32_t i, size_t *next_zone, size_t zones)
{
    const em_zone *zone = s->scratch->zones.items;
    while (*next_zone < zones && zone[*next_zone].end <= s->tokens[i].start)
        (*next_zone)++;
    bool inside = *next_zone < zones && zone[*next_zone].kind == EM_ZONE_HASHTAG &&
                  zone[*next_zone].start <= s->tokens[i].start;
    return inside ? zone[*next_zone].end : 0;
}

/* --- repost chains and reply prefixes ---------------------------------------------------- */

static bool is_mention(const scan *s, uint32_t i)
{
    return i < s->count && s->tokens[i].kind == EM_TOKEN_MENTION;
}

/* The token where "//@user" or "rt @user" begins whose @user is token i; UINT32_MAX: none. */
static uint32_t repost_start(const scan *s, uint32_t i)
{
    if (i >= 2 && is(s, i - 1, "/") && is(s, i - 2, "/") && touches(s, i - 2))
        return i - 2;
    return i >= 1 && is(s, i - 1, "rt") ? i - 1 : UINT32_MAX;
}

/* The token where the repost chain begins, or the count. */
static uint32_t find_repost(scan *s)
{
    size_t zones = s->scratch->zones.len, next_zone = 0;
    for (uint32_t m = 0; m < s->mark_count; m++) {
        if (s->marks[m].role != EM_MARK_MENTION)
            continue;
        uint32_t i = repost_start(s, s->marks[m].token);
        if (i != UINT32_MAX && !hashtag_end_at(s, i, &next_zone, zones)) {
            put(s, s->tokens[i].start, (uint32_t)s->text.len, EM_ZONE_REPOST);
            return i;
        }
    }
    return s->count;
}

/* The token behind "回复 @user :" at `first`, or `first`. */
static uint32_t reply_phrase(const scan *s, uint32_t first)
{
    uint32_t i = first;
    if (is(s, i, "\xE5\x9B\x9E") && /* 回 */
        (is(s, i + 1, "\xE5\xA4\x8D") || is(s, i + 1, "\xE8\xA6\x86") ||
         is(s, i + 1, "\xE5\xBE\xA9"))) /* 复 覆 復 */
        i += 2;
    else if ((is(s, i, "replying") || is(s, i, "reply")) && is(s, i + 1, "to"))
        i += 2;
    else
        return first;
    if (!is_mention(s, i))
        return first;
    i++;
    return is(s, i, ":") ? i + 1 : i;
}

static void find_reply(scan *s)
{
    uint32_t i = reply_phrase(s, 0);
    while (is_mention(s, i)) {
        i++;
        if (is(s, i, ":"))
            i++;
    }
    if (i > 0)
        put(s, s->tokens[0].start, s->tokens[i - 1].end, EM_ZONE_REPLY);
}

/* --- quotations --------------------------------------------------------------------------- */

typedef struct quote_form {
    quote_mark mark;
    bool opens, closes;
} quote_form;

/* By em_mark_role. */
static const quote_form QUOTES[] = {
    [EM_MARK_STRAIGHT] = { QUOTE_STRAIGHT, true, true },
    [EM_MARK_APOSTROPHE] = { QUOTE_APOSTROPHE, true, true },
    [EM_MARK_DOUBLE_OPEN] = { QUOTE_DOUBLE, true, false },
    [EM_MARK_DOUBLE_CLOSE] = { QUOTE_DOUBLE, false, true },
    [EM_MARK_SINGLE_OPEN] = { QUOTE_SINGLE, true, false },
    [EM_MARK_SINGLE_CLOSE] = { QUOTE_SINGLE, false, true },
    [EM_MARK_CORNER_OPEN] = { QUOTE_CORNER, true, false },
    [EM_MARK_CORNER_CLOSE] = { QUOTE_CORNER, false, true },
    [EM_MARK_WHITE_CORNER_OPEN] = { QUOTE_WHITE_CORNER, true, false },
    [EM_MARK_WHITE_CORNER_CLOSE] = { QUOTE_WHITE_CORNER, false, true },
    [EM_MARK_GUILLEMET_OPEN] = { QUOTE_GUILLEMET, true, false },
    [EM_MARK_GUILLEMET_CLOSE] = { QUOTE_GUILLEMET, false, true },
    [EM_MARK_PRIME_OPEN] = { QUOTE_PRIME, true, false },
    [EM_MARK_PRIME_CLOSE] = { QUOTE_PRIME, false, true },
};

/* The innermost open quotation with this mark, above `floor`; SIZE_MAX: none. */
static size_t find_open(const scan *s, quote_mark mark, size_t floor)
{
    size_t open = s->innermost[mark];
    return open > floor ? open - 1 : SIZE_MAX;
}

static void open_quote(scan *s, uint32_t i, quote_mark mark)
{
    em_open_quote open = { i, (uint32_t)mark, s->innermost[mark] };
    if (em_vec_push(&s->scratch->open_quotes, open))
        s->innermost[mark] = (uint32_t)s->scratch->open_quotes.len;
    else
        s->failed = true;
}

/* Forgets what was opened above `floor`. */
static void close_down_to(scan *s, size_t floor)
{
    while (s->scratch->open_quotes.len > floor) {
        const em_open_quote *last = &s->scratch->open_quotes.items[--s->scratch->open_quotes.len];
        s->innermost[last->mark] = last->before;
    }
}

/* Straight quotation marks pair on one line alone. */
static void end_line(scan *s)
{
    for (quote_mark mark = QUOTE_STRAIGHT; mark <= QUOTE_APOSTROPHE; mark++) {
        size_t open = find_open(s, mark, 0);
        if (open != SIZE_MAX)
            close_down_to(s, open);
    }
}

/* Words that an apostrophe shortens at the front: 'em, rock 'n' roll. */
static bool is_elision(const scan *s, uint32_t i)
{
    static const char *const ELISIONS[] = {
        "em",  "n",    "til",  "till", "cause", "cos", "coz", "tis",  "twas", "bout", "round",
        "ere", "ello", "allo", "ave",  "s",     "d",   "ll",  "nuff", "cuz",  "fraid"
    };
    for (size_t k = 0; k < sizeof ELISIONS / sizeof *ELISIONS; k++)
        if (is(s, i, ELISIONS[k]))
            return true;
    return false;
}

/* ' opens right before a word and behind none, and closes behind what touches it. */
static bool apostrophe_opens(const scan *s, uint32_t i)
{
    bool behind_word = i > 0 && touches(s, i - 1) && s->tokens[i - 1].kind != EM_TOKEN_PUNCT;
    return !behind_word && touches(s, i) && s->tokens[i + 1].kind == EM_TOKEN_WORD &&
           !is_elision(s, i + 1);
}

/* The words of a quotation whose last one may as well own what follows: the Brits' manners. */
#define FEW_WORDS 8

/* Whether only a few words, and no marks, stand between an opening ' and token i. */
static bool is_short(const scan *s, uint32_t open, uint32_t i)
{
    if (i - open > FEW_WORDS + 1)
        return false;
    for (uint32_t k = open + 1; k < i; k++)
        if (s->tokens[k].kind == EM_TOKEN_PUNCT)
            return false;
    return true;
}

/* Whether ' at token i, behind a word, may as well say that the word owns the one that follows. */
static bool may_own(const scan *s, uint32_t i)
{
    em_str before = token_text(s, i - 1);
    return s->tokens[i - 1].kind == EM_TOKEN_WORD && before.data[before.len - 1] == 's' &&
           i + 1 < s->count && s->tokens[i + 1].kind == EM_TOKEN_WORD;
}

static bool apostrophe_closes(const scan *s, uint32_t i, uint32_t open)
{
    if (i == 0 || !touches(s, i - 1) || (touches(s, i) && s->tokens[i + 1].kind != EM_TOKEN_PUNCT))
        return false;
    return !may_own(s, i) || is_short(s, open, i);
}

/* 5" is a length, and ’ within or behind a word without an opening mark an apostrophe. */
static bool is_no_quote(const scan *s, uint32_t i, const quote_form *form)
{
    bool behind_word = i > 0 && touches(s, i - 1);
    bool before_word = touches(s, i) && (s->tokens[i + 1].kind == EM_TOKEN_WORD ||
                                         s->tokens[i + 1].kind == EM_TOKEN_NUMBER);
    if (form->mark == QUOTE_SINGLE && form->closes)
        return before_word;
    return form->mark == QUOTE_STRAIGHT && behind_word && !before_word &&
           s->tokens[i - 1].kind == EM_TOKEN_NUMBER;
}

/* Whether token i closes the quotation that token `open` opens. */
static bool can_close(const scan *s, uint32_t i, const quote_form *form, uint32_t open)
{
    if (form->mark == QUOTE_APOSTROPHE)
        return apostrophe_closes(s, i, open);
    return form->mark == QUOTE_STRAIGHT || !is_no_quote(s, i, form);
}

static bool can_open(const scan *s, uint32_t i, const quote_form *form)
{
    if (form->mark == QUOTE_APOSTROPHE)
        return apostrophe_opens(s, i);
    return form->opens && !is_no_quote(s, i, form);
}

static void take_quote(scan *s, uint32_t i, const quote_form *form, size_t floor)
{
    size_t place = form->closes ? find_open(s, form->mark, floor) : SIZE_MAX;
    uint32_t open = place == SIZE_MAX ? 0 : s->scratch->open_quotes.items[place].token;
    if (place != SIZE_MAX && can_close(s, i, form, open)) {
        put(s, s->tokens[open].start, s->tokens[i].end, EM_ZONE_QUOTATION);
        close_down_to(s, place);
    } else if (can_open(s, i, form)) {
        open_quote(s, i, form->mark);
    }
}

static void find_quotations(scan *s, uint32_t repost)
{
    size_t zones = s->scratch->zones.len, next_zone = 0, floor = 0;
    uint32_t tag_end = 0;
    bool before_repost = true;
    em_vec_clear(&s->scratch->open_quotes);
    for (uint32_t m = 0; m < s->mark_count && !s->failed; m++) {
        uint32_t i = s->marks[m].token;
        if (before_repost && i >= repost) {
            close_down_to(s, 0);
            before_repost = false;
        }
        uint32_t end = hashtag_end_at(s, i, &next_zone, zones);
        if (end != tag_end) { /* into a hashtag, or out of it */
            if (tag_end)
                close_down_to(s, floor);
            floor = end ? s->scratch->open_quotes.len : 0;
            tag_end = end;
        }
        if (s->marks[m].role >= EM_MARK_STRAIGHT)
            take_quote(s, i, &QUOTES[s->marks[m].role], tag_end ? floor : 0);
        if (s->marks[m].line_end)
            end_line(s);
    }
}

/* --- order ---------------------------------------------------------------------------------- */

/* Outer zones before those they hold. */
static bool comes_before(const em_zone *a, const em_zone *b)
{
    return a->start != b->start ? a->start < b->start : a->end > b->end;
}

static int compare_zones(const void *a, const void *b)
{
    const em_zone *left = a, *right = b;
    if (comes_before(left, right))
        return -1;
    if (comes_before(right, left))
        return 1;
    return (left->kind > right->kind) - (left->kind < right->kind);
}

static bool in_order(const em_zone *zones, size_t count)
{
    size_t i = 1;
    while (i < count && !comes_before(&zones[i], &zones[i - 1]))
        i++;
    return i >= count;
}

static void sort_zones(scan *s)
{
    em_zone *zones = s->scratch->zones.items;
    size_t count = s->scratch->zones.len;
    if (in_order(zones, count))
        return;
    if (count > FEW_ZONES) {
        qsort(zones, count, sizeof *zones, compare_zones);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        em_zone moved = zones[i];
        size_t at = i;
        for (; at > 0 && compare_zones(&moved, &zones[at - 1]) < 0; at--)
            zones[at] = zones[at - 1];
        zones[at] = moved;
    }
}

/* A text that is nothing but the word of a bare repost. */
static void find_bare_repost(scan *s)
{
    if (s->count == 1 && is(s, 0, "repost"))
        put(s, s->tokens[0].start, s->tokens[0].end, EM_ZONE_STUB);
}

em_status em_zones__find(em_text_scratch *scratch, em_str norm)
{
    scan s = { .scratch = scratch,
               .text = norm,
               .tokens = scratch->tokens.items,
               .marks = scratch->marks.items,
               .count = (uint32_t)scratch->tokens.len,
               .mark_count = (uint32_t)scratch->marks.len };
    size_t found_by_walk = scratch->zones.len;
    uint32_t repost = scratch->mentions ? find_repost(&s) : s.count;
    if (scratch->roles & EM_MARK_QUOTES)
        find_quotations(&s, repost);
    if (scratch->mentions)
        find_reply(&s);
    find_bare_repost(&s);
    if (scratch->zones.len > found_by_walk)
        sort_zones(&s);
    return s.failed ? EM_E_MEMORY : EM_OK;
}
