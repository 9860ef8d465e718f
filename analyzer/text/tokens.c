/*
 * The walk: one pass over normalised text that finds tokens, hashtags, mentions and addresses,
 * folds Traditional characters and counts scripts.
 *
 * Words follow UAX #29; a character of an unspaced script is a token of its own, so that
 * distances and matching never depend on a dictionary.
 */
#include "text/scratch.h"

#include "text/atom.h"
#include "text/fold.h"

#include <string.h>

typedef struct walk {
    em_text_scratch *scratch;
    const em_chars *chars;
    em_wordbreak rules;
    em_str text;
    uint32_t at;
    uint32_t tag_end; /* of the hashtag that the walk is in; 0: none      */
    size_t joint;     /* the next of normaliser.joints                    */
    bool failed;
} walk;

static void put(walk *w, uint32_t end, em_token_kind kind)
{
    if (!em_vec_push(&w->scratch->tokens, ((em_token){ w->at, end, kind })))
        w->failed = true;
    w->at = end;
}

static void put_zone(walk *w, uint32_t end, em_zone_kind kind)
{
    if (!em_vec_push(&w->scratch->zones, ((em_zone){ w->at, end, kind })))
        w->failed = true;
}

/* Behind the combining marks at `at`. */
static uint32_t marks_end(const walk *w, uint32_t at)
{
    while (at < w->text.len && (unsigned char)w->text.data[at] >= 0x80) {
        uint32_t next = at;
        uint32_t c = em_chars_next(w->text.data, &next);
        if (EM_CHAR_KIND(em_chars_bits(w->chars, c)) != EM_CHAR_MARK)
            break;
        at = next;
    }
    return at;
}

static void take_word(walk *w, em_token_kind kind)
{
    put(w, em_wordbreak_next(&w->rules, w->text, w->at), kind);
}

/* --- ASCII ------------------------------------------------------------------------------- */

static void take_hashtag(walk *w)
{
    bool closed;
    uint32_t end = em_atom_hashtag(w->chars, w->text, w->at, &closed);
    if (w->at + 1 == w->tag_end) {
        put(w, w->at + 1, EM_TOKEN_HASHTAG);
        w->tag_end = 0;
    } else if (w->tag_end == 0 && end > w->at) {
        put_zone(w, end, EM_ZONE_HASHTAG);
        w->tag_end = closed ? end : 0;
        put(w, w->at + 1, EM_TOKEN_HASHTAG);
    } else {
        put(w, w->at + 1, EM_TOKEN_PUNCT);
    }
}

/* A digit may begin a keycap: 1 and U+20E3. */
static void take_digit(walk *w)
{
    bool keycap = w->text.len - w->at > 3 &&
                  memcmp(w->text.data + w->at + 1, "\xE2\x83\xA3", 3) == 0;
    if (keycap)
        put(w, w->at + 4, EM_TOKEN_EMOJI);
    else
        take_word(w, EM_TOKEN_NUMBER);
}

static void take_letter(walk *w)
{
    char c = w->text.data[w->at];
    bool maybe = c == 'h' || c == 'w' || c == 't' || c == 'b' || c == 'y' || c == 'p';
    uint32_t end = maybe ? em_atom_url(w->text, w->at) : w->at;
    if (end > w->at) {
        put_zone(w, end, EM_ZONE_URL);
        put(w, end, EM_TOKEN_URL);
        return;
    }
    uint32_t start = w->at;
    take_word(w, EM_TOKEN_WORD);
    w->scratch->scripts[EM_SCRIPT_LATIN] += w->at - start;
}

static void take_mark(walk *w)
{
    char c = w->text.data[w->at];
    uint32_t end = w->at;
    if (c == '#') {
        take_hashtag(w);
        return;
    }
    if (c == '@') {
        end = em_atom_mention(w->chars, w->text, w->at);
        if (end > w->at) {
            put_zone(w, end, EM_ZONE_MENTION);
            put(w, end, EM_TOKEN_MENTION);
            return;
        }
    }
    if (c == '[')
        end = em_atom_bracket_emoticon(w->chars, w->text, w->at);
    else if (c == ':' || c == ';' || c == '=' || c == '^' || c == '<' || c == '>' || c == '-' ||
             c == '(')
        end = em_atom_ascii_emoticon(w->text, w->at);
    if (end > w->at)
        put(w, end, EM_TOKEN_EMOTICON);
    else
        put(w, marks_end(w, w->at + 1), EM_TOKEN_PUNCT);
}

static void take_ascii(walk *w)
{
    unsigned char b = (unsigned char)w->text.data[w->at];
    if (b <= ' ' || b == 0x7F)
        w->at++;
    else if ((b >= 'a' && b <= 'z') || b == '_')
        take_letter(w);
    else if (b >= '0' && b <= '9')
        take_digit(w);
    else
        take_mark(w);
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

/* Flags, skin tones, keycaps, and what zero width joiners held together. */
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

static void take_unspaced(walk *w, uint32_t c, uint32_t bits, uint32_t next)
{
    w->scratch->traditional += (bits & EM_CHAR_HANT) != 0;
    w->scratch->simplified += (bits & EM_CHAR_HANS) != 0;
    if (em_fold_wanted(c, bits))
        fold(w, w->at);
    put(w, marks_end(w, next), EM_TOKEN_HAN);
}

static void take_wide(walk *w)
{
    uint32_t next = w->at;
    uint32_t c = em_chars_next(w->text.data, &next);
    uint32_t bits = em_chars_bits(w->chars, c);
    switch (EM_CHAR_KIND(bits)) {
    case EM_CHAR_UNSPACED:
        w->scratch->scripts[EM_CHAR_SCRIPT(bits)]++;
        take_unspaced(w, c, bits, next);
        break;
    case EM_CHAR_LETTER:
    case EM_CHAR_DIGIT: {
        uint32_t start = w->at;
        take_word(w, EM_CHAR_KIND(bits) == EM_CHAR_DIGIT ? EM_TOKEN_NUMBER : EM_TOKEN_WORD);
        w->scratch->scripts[EM_CHAR_SCRIPT(bits)] += w->at - start;
        break;
    }
    case EM_CHAR_EMOJI:
        put(w, emoji_end(w, next, bits), EM_TOKEN_EMOJI);
        break;
    case EM_CHAR_BLANK:
    case EM_CHAR_HIDDEN:
    case EM_CHAR_MARK:
        w->at = next;
        break;
    case EM_CHAR_OTHER:
        put(w, marks_end(w, next), EM_TOKEN_PUNCT);
        break;
    }
}

em_status em_tokens__find(em_text_scratch *scratch, const em_chars *chars, em_str norm)
{
    walk w = {
        .scratch = scratch, .chars = chars, .rules = { chars, chars->ascii_break }, .text = norm
    };
    em_vec_clear(&scratch->tokens);
    em_vec_clear(&scratch->zones);
    memset(scratch->scripts, 0, sizeof scratch->scripts);
    scratch->traditional = scratch->simplified = 0;
    scratch->folds = false;
    while (w.at < norm.len && !w.failed) {
        if ((unsigned char)norm.data[w.at] < 0x80)
            take_ascii(&w);
        else
            take_wide(&w);
    }
    return w.failed ? EM_E_MEMORY : EM_OK;
}
