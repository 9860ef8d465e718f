/*
 * The walk: one pass over normalised text that finds tokens, hashtags, mentions, addresses and
 * stubs, folds Traditional characters and counts scripts.
 *
 * Words follow UAX #29; a character of an unspaced script is a token of its own, so that
 * distances and matching never depend on a dictionary. ASCII words, which are most of most
 * text, are measured eight bytes at a time and reach the rules of em_wordbreak_next only where
 * what follows them could belong to them.
 */
#include "text/scratch.h"

#include "text/atom.h"
#include "text/fold.h"

#include <string.h>

#define ONES UINT64_C(0x0101010101010101)
#define HIGH_BITS (ONES << 7)

typedef struct walk {
    em_text_scratch *scratch;
    const em_chars *chars;
    em_wordbreak rules;
    em_str text;
    uint32_t at;
    uint32_t tag_end; /* of the hashtag that the walk is in; 0: none */
    size_t joint;     /* the next of normaliser.joints               */
    bool failed;
} walk;

static inline void put(walk *w, uint32_t end, em_token_kind kind)
{
    if (!em_vec_push(&w->scratch->tokens, ((em_token){ w->at, end, kind })))
        w->failed = true;
    w->at = end;
}

/* The last token may end a clause or bound a zone. */
static void mark_last(walk *w, bool line_end)
{
    em_text_scratch *scratch = w->scratch;
    if (scratch->tokens.len == 0)
        return;
    uint32_t token = (uint32_t)scratch->tokens.len - 1;
    if (scratch->marks.len && scratch->marks.items[scratch->marks.len - 1].token == token)
        scratch->marks.items[scratch->marks.len - 1].line_end |= line_end;
    else if (!em_vec_push(&scratch->marks, ((em_mark){ token, line_end })))
        w->failed = true;
}

static void put_marked(walk *w, uint32_t end, em_token_kind kind)
{
    put(w, end, kind);
    mark_last(w, false);
}

static void put_zone(walk *w, uint32_t start, uint32_t end, em_zone_kind kind)
{
    if (!em_vec_push(&w->scratch->zones, ((em_zone){ start, end, kind })))
        w->failed = true;
}

/* --- ASCII ------------------------------------------------------------------------------- */

/* High bits of the bytes that are a to z or 0 to 9. */
static inline uint64_t word_bytes(uint64_t eight)
{
    uint64_t low = eight & ~HIGH_BITS;
    uint64_t letter = (low + ONES * (0x80 - 'a')) & ~(low + ONES * (0x80 - 'z' - 1));
    uint64_t digit = (low + ONES * (0x80 - '0')) & ~(low + ONES * (0x80 - '9' - 1));
    return (letter | digit) & ~eight & HIGH_BITS;
}

/* Behind the letters and digits at `at`. The padding behind the text ends the last word. */
static inline uint32_t plain_end(const char *text, uint32_t at)
{
    for (;;) {
        uint64_t eight;
        memcpy(&eight, text + at, sizeof eight);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        eight = __builtin_bswap64(eight);
#endif
        uint64_t others = ~word_bytes(eight) & HIGH_BITS;
        if (others)
            return at + ((uint32_t)__builtin_ctzll(others) >> 3);
        at += 8;
    }
}

/* Could the character at `at`, behind an ASCII word, belong to the word? */
static inline bool may_go_on(const walk *w, uint32_t at)
{
    unsigned char b = (unsigned char)w->text.data[at];
    if (b >= 0x80)
        return true;
    switch ((em_break_class)w->rules.ascii[b]) {
    case EM_BREAK_JOINER:
        return true;
    case EM_BREAK_MID_LETTER:
    case EM_BREAK_MID_NUM:
    case EM_BREAK_MID_BOTH:
    case EM_BREAK_SINGLE_QUOTE: {
        unsigned char next = (unsigned char)w->text.data[at + 1]; /* at worst the padding */
        em_break_class class = (em_break_class)w->rules.ascii[next & 0x7F];
        return next >= 0x80 || class == EM_BREAK_LETTER || class == EM_BREAK_NUMERIC ||
               class == EM_BREAK_JOINER;
    }
    default:
        return false;
    }
}

static void take_hashtag(walk *w)
{
    bool closed;
    uint32_t end = em_atom_hashtag(w->chars, w->text, w->at, &closed);
    if (w->at + 1 == w->tag_end) {
        put_marked(w, w->at + 1, EM_TOKEN_HASHTAG);
        w->tag_end = 0;
    } else if (w->tag_end <= w->at && end > w->at) {
        put_zone(w, w->at, end, EM_ZONE_HASHTAG);
        w->tag_end = closed ? end : 0;
        put_marked(w, w->at + 1, EM_TOKEN_HASHTAG);
    } else {
        put_marked(w, w->at + 1, EM_TOKEN_PUNCT);
    }
}

/* A digit may begin a keycap: 1 and U+20E3. */
static void take_digit(walk *w)
{
    uint32_t end = plain_end(w->text.data, w->at);
    if (end == w->at + 1 && memcmp(w->text.data + end, "\xE2\x83\xA3", 3) == 0)
        put_marked(w, end + 3, EM_TOKEN_EMOJI);
    else
        put(w, may_go_on(w, end) ? em_wordbreak_next(&w->rules, w->text, w->at) : end,
            EM_TOKEN_NUMBER);
}

static void take_url(walk *w, uint32_t end)
{
    put_zone(w, w->at, end, EM_ZONE_URL);
    put(w, end, EM_TOKEN_URL);
}

static inline void take_letter(walk *w)
{
    uint32_t start = w->at, end = plain_end(w->text.data, start);
    char mark = w->text.data[end];
    if (mark == ':' || mark == '.') { /* http: www. t. youtu. pic. */
        uint32_t url_end = em_atom_url(w->text, start);
        if (url_end > start) {
            take_url(w, url_end);
            return;
        }
    }
    put(w, may_go_on(w, end) ? em_wordbreak_next(&w->rules, w->text, start) : end, EM_TOKEN_WORD);
    w->scratch->scripts.of[EM_SCRIPT_LATIN] += w->at - start;
}

static void take_mention(walk *w)
{
    uint32_t end = em_atom_mention(w->chars, w->text, w->at);
    if (end == w->at) {
        put_marked(w, w->at + 1, EM_TOKEN_PUNCT);
        return;
    }
    w->scratch->mentions = true;
    put_zone(w, w->at, end, EM_ZONE_MENTION);
    put_marked(w, end, EM_TOKEN_MENTION);
}

static void fold(walk *w, uint32_t at)
{
    em_text_scratch *scratch = w->scratch;
    if (!scratch->folds) {
        em_buf_reset(&scratch->folded);
        em_buf_put(&scratch->folded, w->text);
        if (scratch->folded.status != EM_OK) {
            w->failed = true;
            return;
        }
        scratch->folds = true;
    }
    em_fold_at(w->chars, w->text, at, scratch->folded.data);
}

/* Emoticons are found whole and folded inside: [讚] and [赞] are one. */
static void put_emoticon(walk *w, uint32_t end)
{
    for (uint32_t at = w->at; at < end;) {
        uint32_t start = at;
        if (em_chars_bits(w->chars, em_chars_next(w->text.data, &at)) & EM_CHAR_FOLDS)
            fold(w, start);
    }
    put_marked(w, end, EM_TOKEN_EMOTICON);
}

static void take_punctuation(walk *w)
{
    uint32_t end = w->at;
    switch (w->text.data[w->at]) {
    case '#':
        take_hashtag(w);
        return;
    case '@':
        take_mention(w);
        return;
    case '[':
        end = em_atom_bracket_emoticon(w->chars, w->text, w->at);
        break;
    case ':':
    case ';':
    case '=':
    case '^':
    case '<':
    case '>':
    case '-':
    case '(':
        end = em_atom_ascii_emoticon(w->text, w->at);
        break;
    default:
        break;
    }
    if (end > w->at)
        put_emoticon(w, end);
    else
        put_marked(w, w->at + 1, EM_TOKEN_PUNCT);
}

static inline void take_blank(walk *w, bool line_end)
{
    size_t count = w->scratch->tokens.len;
    if (line_end || (count && w->scratch->tokens.items[count - 1].kind == EM_TOKEN_HAN))
        mark_last(w, line_end);
}

static inline void take_ascii(walk *w)
{
    unsigned char b = (unsigned char)w->text.data[w->at];
    if (b <= ' ' || b == 0x7F) {
        take_blank(w, b == '\n' || b == '\r');
        w->at++;
    } else if ((b >= 'a' && b <= 'z') || b == '_') {
        take_letter(w);
    } else if (b >= '0' && b <= '9') {
        take_digit(w);
    } else {
        take_punctuation(w);
    }
}

/* --- beyond ASCII -------------------------------------------------------------------------- */

/* A zero width joiner stood at `at`. */
static bool joined_at(walk *w, uint32_t at)
{
    const em_normaliser *norm = &w->scratch->normaliser;
    while (w->joint < norm->joints.len && norm->joints.items[w->joint] < at)
        w->joint++;
    return w->joint < norm->joints.len && norm->joints.items[w->joint] == at;
}

/* Flags, skin tones, and what zero width joiners held together. */
static uint32_t emoji_end(walk *w, uint32_t at, uint32_t bits)
{
    bool flag = EM_CHAR_BREAK(bits) == EM_BREAK_REGIONAL;
    while (at < w->text.len) {
        uint32_t next = at;
        uint32_t more = em_chars_bits(w->chars, em_chars_next(w->text.data, &next));
        bool second = flag && EM_CHAR_BREAK(more) == EM_BREAK_REGIONAL;
        bool part = second || more & EM_CHAR_MODIFIER || EM_CHAR_KIND(more) == EM_CHAR_MARK ||
                    (EM_CHAR_KIND(more) == EM_CHAR_EMOJI && joined_at(w, at));
        if (!part)
            break;
        flag = false;
        at = next;
    }
    return at;
}

static void find_stub(walk *w)
{
    uint32_t start = w->at;
    uint32_t end = em_atom_stub(w->text, &start);
    if (end > start)
        put_zone(w, start, end, EM_ZONE_STUB);
}

static inline void take_unspaced(walk *w, uint32_t bits, uint32_t next)
{
    em_text_scratch *scratch = w->scratch;
    scratch->scripts.of[EM_CHAR_SCRIPT(bits)]++;
    scratch->scripts.traditional += (bits & EM_CHAR_HANT) != 0;
    scratch->scripts.simplified += (bits & EM_CHAR_HANS) != 0;
    if (bits & (EM_CHAR_FOLDS | EM_CHAR_STUB)) {
        if (bits & EM_CHAR_FOLDS)
            fold(w, w->at);
        if (bits & EM_CHAR_STUB)
            find_stub(w);
    }
    put(w, next, EM_TOKEN_HAN);
}

/* A mark belongs to the token that it touches. */
static void take_combining(walk *w, uint32_t next)
{
    em_text_scratch *scratch = w->scratch;
    em_token *last = scratch->tokens.len ? &scratch->tokens.items[scratch->tokens.len - 1] : NULL;
    if (last && last->end == w->at)
        last->end = next;
    w->at = next;
}

static void take_wide_word(walk *w, uint32_t bits)
{
    uint32_t start = w->at;
    put(w, em_wordbreak_next(&w->rules, w->text, w->at),
        EM_CHAR_KIND(bits) == EM_CHAR_DIGIT ? EM_TOKEN_NUMBER : EM_TOKEN_WORD);
    w->scratch->scripts.of[EM_CHAR_SCRIPT(bits)] += w->at - start;
}

static inline void take_wide(walk *w)
{
    uint32_t next = w->at;
    uint32_t c = em_chars_next(w->text.data, &next);
    uint32_t bits = em_chars_bits(w->chars, c);
    switch (EM_CHAR_KIND(bits)) {
    case EM_CHAR_UNSPACED:
        take_unspaced(w, bits, next);
        break;
    case EM_CHAR_LETTER:
    case EM_CHAR_DIGIT:
        take_wide_word(w, bits);
        break;
    case EM_CHAR_EMOJI:
        put_marked(w, emoji_end(w, next, bits), EM_TOKEN_EMOJI);
        break;
    case EM_CHAR_MARK:
        take_combining(w, next);
        break;
    case EM_CHAR_BLANK:
        take_blank(w, c == 0x85 || c == 0x2028 || c == 0x2029);
        w->at = next;
        break;
    case EM_CHAR_HIDDEN:
        w->at = next;
        break;
    case EM_CHAR_OTHER:
        put_marked(w, next, EM_TOKEN_PUNCT);
        break;
    }
}

em_status em_tokens__find(em_text_scratch *scratch, const em_chars *chars, em_str norm)
{
    walk w = {
        .scratch = scratch, .chars = chars, .rules = { chars, chars->ascii_break }, .text = norm
    };
    em_vec_clear(&scratch->tokens);
    em_vec_clear(&scratch->marks);
    em_vec_clear(&scratch->zones);
    scratch->scripts = (em_script_counts){ { 0 }, 0, 0 };
    scratch->folds = scratch->mentions = false;
    while (w.at < norm.len && !w.failed) {
        if ((unsigned char)norm.data[w.at] < 0x80)
            take_ascii(&w);
        else
            take_wide(&w);
    }
    return w.failed ? EM_E_MEMORY : EM_OK;
}
