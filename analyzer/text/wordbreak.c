/*
 * Word boundaries by UAX #29, rule numbers as there (Unicode 15, revision 41), with the changes
 * of ICU's root word.txt: dictionary scripts and Hangul syllables chain among themselves.
 */
#include "text/wordbreak.h"

typedef struct place {
    const em_wordbreak *rules;
    const char *text;
    uint32_t len;
} place;

static em_break_class class_at(const place *p, uint32_t at, uint32_t *next, uint32_t *bits)
{
    unsigned char b = (unsigned char)p->text[at];
    if (b < 0x80) {
        *next = at + 1;
        *bits = 0;
        return (em_break_class)p->rules->ascii[b];
    }
    *next = at;
    *bits = em_chars_bits(p->rules->chars, em_chars_next(p->text, next));
    return EM_CHAR_BREAK(*bits);
}

static bool is_ignored(em_break_class class) /* WB4 */
{
    return class == EM_BREAK_EXTEND || class == EM_BREAK_FORMAT || class == EM_BREAK_ZWJ;
}

static bool is_letter(em_break_class class) /* AHLetter */
{
    return class == EM_BREAK_LETTER || class == EM_BREAK_HEBREW || class == EM_BREAK_COMPLEX;
}

static bool is_han_or_kana(em_break_class class)
{
    return class == EM_BREAK_HAN || class == EM_BREAK_KATAKANA;
}

/* WB4: behind the ignored characters at `at`; *joined: the last of them is ZWJ. */
static uint32_t skip_ignored(const place *p, uint32_t at, bool *joined)
{
    *joined = false;
    while (at < p->len) {
        uint32_t next, bits;
        em_break_class class = class_at(p, at, &next, &bits);
        if (!is_ignored(class))
            break;
        *joined = class == EM_BREAK_ZWJ;
        at = next;
    }
    return at;
}

/* WB6, WB7b, WB12: is the first character behind `at` that is not ignored of the wanted sort? */
static em_break_class class_behind(const place *p, uint32_t at)
{
    bool joined;
    at = skip_ignored(p, at, &joined);
    if (at >= p->len)
        return EM_BREAK_OTHER;
    uint32_t next, bits;
    return class_at(p, at, &next, &bits);
}

/* Rules that need no look ahead: WB5, 8 to 10, 13 to 13b. */
static bool joins(em_break_class left, em_break_class right)
{
    bool left_word = is_letter(left) || left == EM_BREAK_NUMERIC;
    bool right_word = is_letter(right) || right == EM_BREAK_NUMERIC;
    if (left_word && right_word)
        return true;
    if (left == EM_BREAK_KATAKANA && right == EM_BREAK_KATAKANA)
        return true;
    if (right == EM_BREAK_JOINER)
        return left_word || left == EM_BREAK_KATAKANA || left == EM_BREAK_JOINER;
    if (left == EM_BREAK_JOINER)
        return right_word || right == EM_BREAK_KATAKANA;
    return false;
}

/* WB6 and 7, 7b and 7c, 11 and 12: a mark at `next` that only joins what stands on both sides. */
static bool bridges(const place *p, em_break_class left, em_break_class mark, uint32_t behind)
{
    bool both = mark == EM_BREAK_MID_BOTH || mark == EM_BREAK_SINGLE_QUOTE;
    if (is_letter(left) && (both || mark == EM_BREAK_MID_LETTER))
        return is_letter(class_behind(p, behind));
    if (left == EM_BREAK_NUMERIC && (both || mark == EM_BREAK_MID_NUM))
        return class_behind(p, behind) == EM_BREAK_NUMERIC;
    if (left == EM_BREAK_HEBREW && mark == EM_BREAK_DOUBLE_QUOTE)
        return class_behind(p, behind) == EM_BREAK_HEBREW;
    return false;
}

/* WB3d: a run of blanks, and what WB4 hangs on the last. */
static uint32_t space_end(const place *p, uint32_t at)
{
    while (at < p->len) {
        uint32_t next, bits;
        if (class_at(p, at, &next, &bits) != EM_BREAK_SPACE)
            break;
        at = next;
    }
    return at;
}

/* ASCII letters, digits and low lines, which need no look at their classes. */
static uint32_t ascii_word_end(const place *p, uint32_t at)
{
    while (at < p->len) {
        unsigned char b = (unsigned char)p->text[at];
        bool word = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') ||
                    b == '_';
        if (!word)
            break;
        at++;
    }
    return at;
}

/* State of one word: the class that the next character is compared with. */
typedef struct word {
    em_break_class left;
    uint32_t end;
    unsigned regional; /* regional indicators so far    */
    bool joiner;       /* begins with ZERO WIDTH JOINER */
} word;

/* Takes one more character into the word; false at a boundary. */
static bool extend(const place *p, word *w)
{
    bool joined;
    uint32_t at = skip_ignored(p, w->end, &joined);
    bool touching = at == w->end;
    joined = touching ? w->joiner : joined;
    w->joiner = false;
    w->end = at;
    if (at >= p->len)
        return false;
    uint32_t next, bits, behind, behind_bits;
    em_break_class class = class_at(p, at, &next, &bits);
    if (joined && bits & EM_CHAR_PICTOGRAPH) { /* WB3c */
        w->left = class;
        w->end = next;
        return true;
    }
    if (joins(w->left, class)) {
        w->left = class;
        w->end = next;
        return true;
    }
    bool chains = touching && ((is_han_or_kana(w->left) && is_han_or_kana(class)) ||
                               (w->left == EM_BREAK_HANGUL && class == EM_BREAK_HANGUL));
    bool flag = w->left == EM_BREAK_REGIONAL && class == EM_BREAK_REGIONAL && w->regional == 1;
    if (chains || flag) { /* WB15, 16 */
        w->regional++;
        w->left = class;
        w->end = next;
        return true;
    }
    if (w->left == EM_BREAK_HEBREW && class == EM_BREAK_SINGLE_QUOTE &&
        !bridges(p, w->left, class, next)) { /* WB7a */
        w->left = class;
        w->end = next;
        return true;
    }
    if (!bridges(p, w->left, class, next))
        return false;
    behind = skip_ignored(p, next, &joined);
    w->left = class_at(p, behind, &w->end, &behind_bits);
    return true;
}

uint32_t em_wordbreak_next(const em_wordbreak *rules, em_str text, uint32_t at)
{
    place p = { rules, text.data, (uint32_t)text.len };
    uint32_t next, bits;
    em_break_class class = class_at(&p, at, &next, &bits);
    if (class == EM_BREAK_CR) /* WB3 */
        return next + (next < p.len && text.data[next] == '\n');
    if (class == EM_BREAK_LF || class == EM_BREAK_NEWLINE) /* WB3a */
        return next;
    word w = { class, next, 1, class == EM_BREAK_ZWJ };
    bool ascii = (unsigned char)text.data[at] < 0x80;
    if (class == EM_BREAK_SPACE) {
        w.end = space_end(&p, next);
    } else if (ascii && (class == EM_BREAK_LETTER || class == EM_BREAK_NUMERIC)) {
        w.end = ascii_word_end(&p, next);
        w.left = (em_break_class)rules->ascii[(unsigned char)text.data[w.end - 1]];
    }
    while (extend(&p, &w)) {
    }
    return w.end;
}
