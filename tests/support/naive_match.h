/* Subjects to match, and what a search by the definitions finds in them. */
#ifndef TESTS_SUPPORT_NAIVE_MATCH_H
#define TESTS_SUPPORT_NAIVE_MATCH_H

#include "base/str.h"
#include "base/utf8.h"
#include "match/rule.h"

#include "support/check_main.h"

#define MAX_WORDS 256

/* --- subjects ------------------------------------------------------------------------------------
 */

typedef struct subject_room {
    em_match_subject subject;
    em_span words[MAX_WORDS];
    uint32_t sentences[MAX_WORDS];
} subject_room;

static inline bool is_separator(uint32_t c)
{
    return c == ' ' || c == '-' || c == '\t' || c == 0xA0 || c == 0x2010 || c == 0x2013 ||
           c == 0x3000;
}

static inline bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x02BC;
}

static inline bool is_letter(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 0xE0 && c < 0x250);
}

static inline bool is_han(uint32_t c)
{
    return c >= 0x4E00 && c < 0xA000;
}

/* Words are runs of letters with apostrophes inside, Han characters are words by themselves. */
static inline void make_subject(subject_room *room, em_str text)
{
    size_t count = 0, sentences = 0;
    bool open = false;
    uint32_t c;
    room->sentences[sentences++] = 0;
    for (size_t at = 0, n; at < text.len; at += n) {
        n = em_utf8_decode(&c, text.data + at, text.len - at);
        uint32_t next = 0;
        if (at + n < text.len)
            em_utf8_decode(&next, text.data + at + n, text.len - at - n);
        bool inside = is_letter(c) || (open && is_apostrophe(c) && is_letter(next));
        if ((inside && !open) || is_han(c)) {
            ck_assert_uint_lt(count, MAX_WORDS);
            room->words[count++].start = (uint32_t)at;
        }
        if (inside || is_han(c))
            room->words[count - 1].end = (uint32_t)(at + n);
        open = inside;
        if (c == '.' && at + n < text.len)
            room->sentences[sentences++] = (uint32_t)(at + n);
    }
    room->subject = (em_match_subject){ .folded = text,
                                        .words = room->words,
                                        .word_count = count,
                                        .sentences = room->sentences,
                                        .sentence_count = sentences };
}

/* --- literals --------------------------------------------------------------------------------- */

/* Whether a character begins at `at`, or the text ends there. */
static inline bool naive_is_boundary(em_str s, size_t at)
{
    return at >= s.len || ((unsigned char)s.data[at] & 0xC0) != 0x80;
}

static inline bool same_char(uint32_t a, uint32_t b)
{
    return a == b || (is_apostrophe(a) && is_apostrophe(b));
}

static inline size_t skip_separators(em_str s, size_t at)
{
    uint32_t c;
    while (at < s.len) {
        size_t n = em_utf8_decode(&c, s.data + at, s.len - at);
        if (!is_separator(c))
            break;
        at += n;
    }
    return at;
}

/* The end of the literal in `text` from `at`; 0: it does not stand there. */
static inline size_t naive_end(em_str lit, em_str text, size_t at)
{
    for (size_t i = 0; i < lit.len;) {
        uint32_t a, b;
        if (at >= text.len)
            return 0;
        size_t n = em_utf8_decode(&a, lit.data + i, lit.len - i);
        size_t m = em_utf8_decode(&b, text.data + at, text.len - at);
        size_t gap = skip_separators(lit, i);
        if (i == 0 || gap == i) {
            if (!same_char(a, b))
                return 0;
            i += n;
            at += m;
        } else if (gap < lit.len) { /* a run inside */
            size_t end = skip_separators(text, at);
            if (end == at)
                return 0;
            i = gap;
            at = end;
        } else { /* a run at the end counts as its last character */
            size_t last = lit.len - 1;
            while (((unsigned char)lit.data[last] & 0xC0) == 0x80)
                last--;
            em_utf8_decode(&a, lit.data + last, lit.len - last);
            return a == b ? at + m : 0;
        }
    }
    return at;
}

/* Bytes of a possessive 's at `at`; 0: there is none. */
static inline size_t naive_possessive(const em_match_subject *s, size_t at)
{
    static const char *const FORMS[] = { "'s", "\u2019s", "\u2018s", "\u02BCs" };
    em_str rest = { s->folded.data + at, s->folded.len - at };
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++)
        if (em_str_starts(rest, em_str_from(FORMS[i])))
            return strlen(FORMS[i]);
    return 0;
}

static inline bool naive_edges(const em_match_subject *s, unsigned flags, size_t start, size_t end)
{
    bool starts = !(flags & EM_LITERAL_EDGE_START), ends = !(flags & EM_LITERAL_EDGE_END);
    size_t possessive = naive_possessive(s, end);
    for (size_t i = 0; i < s->word_count; i++) {
        starts |= s->words[i].start == start;
        ends |= s->words[i].end == end || (possessive && s->words[i].end == end + possessive);
    }
    return starts && ends;
}

/* --- hits ------------------------------------------------------------------------------------- */

typedef struct naive_hit {
    em_hit hit;
    uint32_t group;
    bool all;
} naive_hit;

static inline int naive_order(const void *a, const void *b)
{
    const em_hit *x = &((const naive_hit *)a)->hit, *y = &((const naive_hit *)b)->hit;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end > y->end ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

static inline bool naive_excepted(const em_hit *hit, const em_hit *except, size_t excepts)
{
    for (size_t i = 0; i < excepts; i++)
        if (except[i].entry == hit->entry && except[i].start < hit->end &&
            except[i].end > hit->start)
            return true;
    return false;
}

/*
 * Drops hits that an exception of their entry overlaps, then takes the leftmost of each group, the
 * longest of those that start together. Returns how many are left, in order.
 */
static inline size_t naive_choose(naive_hit *hits, size_t found, const em_hit *except,
                                  size_t excepts)
{
    size_t left = 0, kept = 0;
    for (size_t i = 0; i < found; i++)
        if (!naive_excepted(&hits[i].hit, except, excepts))
            hits[left++] = hits[i];
    qsort(hits, left, sizeof *hits, naive_order);
    for (size_t i = 0; i < left; i++) {
        bool keep = i == 0 || naive_order(&hits[i], &hits[i - 1]) != 0;
        for (size_t j = 0; j < kept && keep && !hits[i].all; j++) {
            bool same = hits[j].hit.start == hits[i].hit.start &&
                        hits[j].hit.end == hits[i].hit.end;
            keep = hits[j].group != hits[i].group || hits[j].all || same ||
                   hits[j].hit.end <= hits[i].hit.start;
        }
        if (keep)
            hits[kept++] = hits[i];
    }
    return kept;
}

/* --- the term language --------------------------------------------------------------------------
 */

static inline em_status same_text(void *context, em_str *out, em_str text, em_error *err)
{
    (void)context;
    (void)err;
    *out = text;
    return EM_OK;
}

static inline unsigned test_edges(em_str text)
{
    uint32_t first, last;
    size_t at = text.len - 1;
    while (at > 0 && ((unsigned char)text.data[at] & 0xC0) == 0x80)
        at--;
    em_utf8_decode(&first, text.data, text.len);
    em_utf8_decode(&last, text.data + at, text.len - at);
    return (is_letter(first) ? EM_LITERAL_EDGE_START : 0) |
           (is_letter(last) ? EM_LITERAL_EDGE_END : 0);
}

/* --- chance ------------------------------------------------------------------------------------
 */

static uint64_t random_state;

static inline uint32_t below(uint32_t n)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random_state >> 33) % n;
}

#endif
