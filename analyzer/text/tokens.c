/*
 * The walk: one pass over normalised text that finds tokens, hashtags, mentions, addresses and
 * stubs, folds Traditional characters and counts scripts.
 *
 * Words follow UAX #29; a character of an unspaced script is a token of its own, so that
 * distances and matching never depend on a dictionary.
 *
 * Runs of ideographs need one look at a table a character (han.h); ASCII goes by masks of 64 bytes
 * (bytemask.h) that give where tokens begin and end. The rules are asked one character at a time
 * only where a mask cannot tell: what may be an emoticon, an address or a tag, and where more than
 * an apostrophe or the comma of a number may join a word to what follows it.
 */
#include "text/scratch.h"

#include "text/atom.h"
#include "text/bytemask.h"
#include "text/fold.h"
#include "text/han.h"

#include <string.h>

#define ONES UINT64_C(0x0101010101010101)
#define HIGH_BITS (ONES << 7)

/* Ideographs that are taken at once; the sum of their looks can tell fewer than 64. */
#define HAN_ROOM 32u

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

/* The last token may end a clause or bound a zone; it has no mark so far. */
static inline void put_mark(walk *w, em_mark_role role, bool line_end)
{
    em_text_scratch *scratch = w->scratch;
    uint32_t token = (uint32_t)scratch->tokens.len - 1;
    scratch->roles |= role;
    if (!em_vec_push(&scratch->marks, ((em_mark){ token, (uint8_t)role, line_end })))
        w->failed = true;
}

/* When an ASCII mark may be more than a mark. */
typedef enum ascii_asks {
    ASKS_NEVER,
    ASKS_ALWAYS,
    ASKS_BEFORE_ASCII, /* before a visible ASCII character */
    ASKS_BEFORE_MARK,  /* before another ASCII mark        */
    ASKS_BEFORE_LOW_LINE
} ascii_asks;

/*
 * The token that a character of ASCII makes, a word where nothing else stands: its em_token_kind,
 * and of marks from bit 8 on the em_mark_role, from bit 16 on the ascii_asks.
 */
#define MARK(role, asks) (EM_TOKEN_PUNCT | (role) << 8 | (asks) << 16)
static const uint32_t LOOKS[256] = {
    ['0'] = EM_TOKEN_NUMBER,
    ['1'] = EM_TOKEN_NUMBER,
    ['2'] = EM_TOKEN_NUMBER,
    ['3'] = EM_TOKEN_NUMBER,
    ['4'] = EM_TOKEN_NUMBER,
    ['5'] = EM_TOKEN_NUMBER,
    ['6'] = EM_TOKEN_NUMBER,
    ['7'] = EM_TOKEN_NUMBER,
    ['8'] = EM_TOKEN_NUMBER,
    ['9'] = EM_TOKEN_NUMBER,
    ['!'] = MARK(EM_MARK_EXCLAIM, ASKS_NEVER),
    ['"'] = MARK(EM_MARK_STRAIGHT, ASKS_NEVER),
    ['#'] = MARK(EM_MARK_PLAIN, ASKS_ALWAYS),
    ['$'] = MARK(EM_MARK_PLAIN, ASKS_NEVER),
    ['%'] = MARK(EM_MARK_PLAIN, ASKS_NEVER),
    ['&'] = MARK(EM_MARK_PLAIN, ASKS_NEVER),
    ['\''] = MARK(EM_MARK_APOSTROPHE, ASKS_NEVER),
    ['('] = MARK(EM_MARK_PLAIN, ASKS_BEFORE_MARK),
    [')'] = MARK(EM_MARK_CLOSER, ASKS_NEVER),
    ['*'] = MARK(EM_MARK_PLAIN, ASKS_NEVER),
    ['+'] = MARK(EM_MARK_PLAIN, ASKS_NEVER),
    [','] = MARK(EM_MARK_COMMA, ASKS_NEVER),
    ['-'] = MARK(EM_MARK_HYPHEN, ASKS_BEFORE_LOW_LINE),
    ['.'] = MARK(EM_MARK_DOT, ASKS_NEVER),
    ['/'] = MARK(EM_MARK_SLASH, ASKS_NEVER),
    [':'] = MARK(EM_MARK_COMMA, ASKS_BEFORE_ASCII),
    [';'] = MARK(EM_MARK_SEMICOLON, ASKS_BEFORE_ASCII),
    ['<'] = MARK(EM_MARK_PLAIN, ASKS_BEFORE_ASCII),
    ['='] = MARK(EM_MARK_PLAIN, ASKS_BEFORE_ASCII),
    ['>'] = MARK(EM_MARK_PLAIN, ASKS_BEFORE_ASCII),
    ['?'] = MARK(EM_MARK_QUESTION, ASKS_NEVER),
    ['@'] = MARK(EM_MARK_PLAIN, ASKS_ALWAYS),
    ['['] = MARK(EM_MARK_PLAIN, ASKS_ALWAYS),
    ['\\'] = MARK(EM_MARK_PLAIN, ASKS_NEVER),
    [']'] = MARK(EM_MARK_CLOSER, ASKS_NEVER),
    ['^'] = MARK(EM_MARK_PLAIN, ASKS_BEFORE_ASCII),
    ['`'] = MARK(EM_MARK_PLAIN, ASKS_NEVER),
    ['{'] = MARK(EM_MARK_PLAIN, ASKS_NEVER),
    ['|'] = MARK(EM_MARK_PLAIN, ASKS_NEVER),
    ['}'] = MARK(EM_MARK_CLOSER, ASKS_NEVER),
    ['~'] = MARK(EM_MARK_TILDE, ASKS_NEVER),
    [0x7F] = MARK(EM_MARK_PLAIN, ASKS_ALWAYS), /* a blank */
};

static inline uint32_t look_of(const walk *w, uint32_t at)
{
    return LOOKS[(unsigned char)w->text.data[at]];
}

static inline em_token_kind kind_in(uint32_t look)
{
    return (em_token_kind)(look & 0xFF);
}

static inline em_mark_role role_in(uint32_t look)
{
    return (em_mark_role)(look >> 8 & 0xFF);
}

static inline ascii_asks asks_in(uint32_t look)
{
    return (ascii_asks)(look >> 16);
}

/* May the ASCII mark at `at` be more than a mark? */
static inline bool is_more(const walk *w, uint32_t at)
{
    unsigned char next = (unsigned char)w->text.data[at + 1]; /* at worst the padding */
    switch (asks_in(look_of(w, at))) {
    case ASKS_NEVER:
        return false;
    case ASKS_ALWAYS:
        return true;
    case ASKS_BEFORE_ASCII:
        return next > ' ' && next < 0x80;
    case ASKS_BEFORE_MARK:
        return kind_in(LOOKS[next]) == EM_TOKEN_PUNCT;
    case ASKS_BEFORE_LOW_LINE:
        return next == '_';
    }
    return true;
}

/* What other marks do. */
static em_mark_role wide_role(uint32_t c)
{
    switch (c) {
    case 0x060C: /* Arabic comma */
    case 0x061B: /* Arabic semicolon */
    case 0x3001: /* ideographic comma */
        return EM_MARK_SEMICOLON;
    case 0x0964: /* danda */
    case 0x3002: /* ideographic full stop */
        return EM_MARK_STOP;
    case 0x061F: /* Arabic question mark */
    case 0x2047: /* double question mark */
        return EM_MARK_QUESTION;
    case 0x2013: /* en dash */
        return EM_MARK_HYPHEN;
    case 0x2014: /* em dash */
    case 0x2015: /* horizontal bar */
        return EM_MARK_DASH;
    case 0x3009:
    case 0x300B:
    case 0x3011:
        return EM_MARK_CLOSER;
    case 0x201C:
    case 0x201E:
        return EM_MARK_DOUBLE_OPEN;
    case 0x201D:
        return EM_MARK_DOUBLE_CLOSE;
    case 0x2018:
        return EM_MARK_SINGLE_OPEN;
    case 0x2019:
        return EM_MARK_SINGLE_CLOSE;
    case 0x300C:
        return EM_MARK_CORNER_OPEN;
    case 0x300D:
        return EM_MARK_CORNER_CLOSE;
    case 0x300E:
        return EM_MARK_WHITE_CORNER_OPEN;
    case 0x300F:
        return EM_MARK_WHITE_CORNER_CLOSE;
    case 0x00AB:
        return EM_MARK_GUILLEMET_OPEN;
    case 0x00BB:
        return EM_MARK_GUILLEMET_CLOSE;
    case 0x301D:
        return EM_MARK_PRIME_OPEN;
    case 0x301E:
    case 0x301F:
        return EM_MARK_PRIME_CLOSE;
    default:
        return EM_MARK_PLAIN;
    }
}

static inline void put_marked(walk *w, uint32_t end, em_token_kind kind, em_mark_role role)
{
    put(w, end, kind);
    put_mark(w, role, false);
}

static void put_punctuation(walk *w)
{
    put_marked(w, w->at + 1, EM_TOKEN_PUNCT, role_in(look_of(w, w->at)));
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
        put_marked(w, w->at + 1, EM_TOKEN_HASHTAG, EM_MARK_PLAIN);
        w->tag_end = 0;
    } else if (w->tag_end <= w->at && end > w->at) {
        put_zone(w, w->at, end, EM_ZONE_HASHTAG);
        w->tag_end = closed ? end : 0;
        put_marked(w, w->at + 1, EM_TOKEN_HASHTAG, EM_MARK_PLAIN);
    } else {
        put_punctuation(w);
    }
}

/* A digit may begin a keycap: 1 and U+20E3. */
static void take_digit(walk *w)
{
    uint32_t end = plain_end(w->text.data, w->at);
    if (end == w->at + 1 && memcmp(w->text.data + end, "\xE2\x83\xA3", 3) == 0)
        put_marked(w, end + 3, EM_TOKEN_EMOJI, EM_MARK_PICTURE);
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
        put_punctuation(w);
        return;
    }
    w->scratch->mentions = true;
    put_zone(w, w->at, end, EM_ZONE_MENTION);
    put_marked(w, end, EM_TOKEN_MENTION, EM_MARK_MENTION);
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
    put_marked(w, end, EM_TOKEN_EMOTICON, EM_MARK_PICTURE);
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
        put_punctuation(w);
}

/* A blank parts clauses where a line ends, or behind Han. */
static void take_blank(walk *w, bool line_end)
{
    em_text_scratch *scratch = w->scratch;
    size_t count = scratch->tokens.len, marks = scratch->marks.len;
    if (count == 0)
        return;
    bool han = scratch->tokens.items[count - 1].kind == EM_TOKEN_HAN;
    if (marks && scratch->marks.items[marks - 1].token == count - 1)
        scratch->marks.items[marks - 1].line_end |= line_end;
    else if (line_end || han)
        put_mark(w, han ? EM_MARK_HAN : EM_MARK_PLAIN, line_end);
}

static void take_ascii(walk *w)
{
    unsigned char b = (unsigned char)w->text.data[w->at];
    if (b <= ' ' || b == 0x7F) {
        take_blank(w, b == '\n' || b == '\r');
        w->at++;
    } else if ((b >= 'a' && b <= 'z') || b == '_') {
        take_letter(w);
    } else if (b >= '0' && b <= '9') {
        take_digit(w);
    } else if (is_more(w, w->at)) {
        take_punctuation(w);
    } else {
        put_punctuation(w);
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

static void find_stub(walk *w, uint32_t at)
{
    uint32_t start = at;
    uint32_t end = em_atom_stub(w->text, &start);
    if (end > start)
        put_zone(w, start, end, EM_ZONE_STUB);
}

/* What the character at `at` is beside a token of an unspaced script. */
static void look_closer(walk *w, uint32_t at, uint32_t bits)
{
    em_text_scratch *scratch = w->scratch;
    scratch->scripts.traditional += (bits & EM_CHAR_HANT) != 0;
    scratch->scripts.simplified += (bits & EM_CHAR_HANS) != 0;
    if (bits & EM_CHAR_FOLDS)
        fold(w, at);
    if (bits & EM_CHAR_STUB)
        find_stub(w, at);
}

/* Looks closer at those of the ideographs from `at` to `end` that ask for it. */
static void look_closer_at_han(walk *w, uint32_t at, uint32_t end)
{
    for (; at < end; at += 3) {
        uint32_t next = at;
        if (w->chars->han[em_han_index(w->text.data + at)] >= EM_CHARS_HAN_ASKS)
            look_closer(w, at, em_chars_bits(w->chars, em_chars_next(w->text.data, &next)));
    }
}

/* A run of ideographs, as far as there is room for its tokens. */
static void take_han(walk *w)
{
    em_text_scratch *scratch = w->scratch;
    if (!em_vec_reserve(&scratch->tokens, scratch->tokens.len + HAN_ROOM)) {
        w->failed = true;
        return;
    }
    const uint8_t *looks_of = w->chars->han;
    const char *text = w->text.data;
    em_token *token = scratch->tokens.items + scratch->tokens.len, *first = token;
    uint32_t at = w->at, looks = 0;
    for (; token < first + HAN_ROOM; token++, at += 3) {
        uint32_t ideograph = em_han_index(text + at);
        if (ideograph >= EM_HAN_COUNT)
            break;
        looks += looks_of[ideograph];
        *token = (em_token){ at, at + 3, EM_TOKEN_HAN };
    }
    scratch->tokens.len += (size_t)(token - first);
    scratch->scripts.of[EM_SCRIPT_HAN] += (uint32_t)(token - first);
    scratch->scripts.simplified += looks % EM_CHARS_HAN_ASKS;
    if (looks >= EM_CHARS_HAN_ASKS)
        look_closer_at_han(w, w->at, at);
    w->at = at;
}

/* A mark belongs to the token that it touches; what it stands on is then no mark of a clause. */
static void take_combining(walk *w, uint32_t next)
{
    em_text_scratch *scratch = w->scratch;
    em_token *last = scratch->tokens.len ? &scratch->tokens.items[scratch->tokens.len - 1] : NULL;
    if (last && last->end == w->at) {
        last->end = next;
        if (last->kind == EM_TOKEN_PUNCT)
            scratch->marks.items[scratch->marks.len - 1].role = EM_MARK_PLAIN;
    }
    w->at = next;
}

static void take_wide_word(walk *w, uint32_t bits)
{
    uint32_t start = w->at;
    put(w, em_wordbreak_next(&w->rules, w->text, w->at),
        EM_CHAR_KIND(bits) == EM_CHAR_DIGIT ? EM_TOKEN_NUMBER : EM_TOKEN_WORD);
    w->scratch->scripts.of[EM_CHAR_SCRIPT(bits)] += w->at - start;
}

static void take_wide_char(walk *w)
{
    uint32_t next = w->at;
    uint32_t c = em_chars_next(w->text.data, &next);
    uint32_t bits = em_chars_bits(w->chars, c);
    switch (EM_CHAR_KIND(bits)) {
    case EM_CHAR_UNSPACED:
        w->scratch->scripts.of[EM_CHAR_SCRIPT(bits)]++;
        look_closer(w, w->at, bits);
        put(w, next, EM_TOKEN_HAN);
        break;
    case EM_CHAR_LETTER:
    case EM_CHAR_DIGIT:
        take_wide_word(w, bits);
        break;
    case EM_CHAR_EMOJI:
        put_marked(w, emoji_end(w, next, bits), EM_TOKEN_EMOJI, EM_MARK_PICTURE);
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
        put_marked(w, next, EM_TOKEN_PUNCT, wide_role(c));
        break;
    }
}

static inline bool is_wide(const walk *w, uint32_t at)
{
    return (unsigned char)w->text.data[at] >= 0x80;
}

/* One character, or a run of ideographs. */
static inline void take_next(walk *w)
{
    if (!is_wide(w, w->at))
        take_ascii(w);
    else if (em_han_index(w->text.data + w->at) < EM_HAN_COUNT)
        take_han(w);
    else
        take_wide_char(w);
}

/* --- ASCII by masks ----------------------------------------------------------------------- */

/* The last bit of a block, of whose successor nothing is known. */
#define LAST_BIT 63u
#define BIT(n) (UINT64_C(1) << (n))

/* 64 bytes from `base` on, where a token may begin. The first bit of `starts` and that of `ends`
 * belong to one token, and so on. */
typedef struct block {
    uint32_t base;
    em_bytemask is;
    uint64_t bridges;      /* marks that hold two parts of a word or number together */
    uint64_t starts, ends; /* of the tokens to come; ends are exclusive              */
    uint64_t open_ends;    /* ends of words that may go on                           */
    uint64_t events;       /* what no mask decides                                   */
} block;

/* The place of the first bit; 64: there is none. */
static inline uint32_t first_bit(uint64_t bits)
{
    return bits ? (uint32_t)__builtin_ctzll(bits) : EM_BYTEMASK_BYTES;
}

static inline bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_in_word(char c)
{
    return is_letter(c) || is_digit(c) || c == '_' || (unsigned char)c >= 0x80;
}

/* What a mark between a word and a visible character does: it's and 3.5 are one word whatever
 * follows; where more may go on, and where an address may begin, the rules are asked. */
static inline void look_at_joint(block *b, const char *mark, uint64_t bit)
{
    if (*mark == ':') {
        b->open_ends |= mark[1] == '/' ? bit : 0;
    } else if (*mark == '\'' || *mark == '.' || *mark == ',' || *mark == ';') {
        bool letters = *mark == '\'' && is_letter(mark[-1]) && is_letter(mark[1]);
        bool www = *mark == '.' && mark[-1] == 'w';
        if (letters || (is_digit(mark[-1]) && is_digit(mark[1])))
            b->bridges |= bit;
        else if (www || is_in_word(mark[1]))
            b->open_ends |= bit;
    }
}

static inline void read_block(block *b, const walk *w)
{
    const char *bytes = w->text.data + w->at;
    em_bytemask is = em_bytemask_of(bytes);
    size_t left = w->text.len - w->at;
    uint64_t known = BIT(left < LAST_BIT ? left : LAST_BIT) - 1;
    uint64_t after_wide = is.wide << 1 | (w->at > 0 && is_wide(w, w->at - 1));
    uint64_t marks = ~(is.words | is.blanks | is.wide);
    uint64_t behind_words = ~is.words & is.words << 1 & ~BIT(LAST_BIT);
    b->base = w->at;
    b->bridges = 0;
    b->open_ends = behind_words & is.wide;
    for (uint64_t joints = behind_words & marks & ~is.blanks >> 1; joints; joints &= joints - 1)
        look_at_joint(b, bytes + __builtin_ctzll(joints), joints & -joints);
    is.words |= b->bridges;
    marks &= ~b->bridges;
    b->is = is;
    b->starts = (is.words & ~(is.words << 1)) | marks;
    b->ends = ((~is.words & is.words << 1) | marks << 1) & ~BIT(LAST_BIT);
    b->events = known & (is.wide | is.controls | (is.blanks & after_wide));
}

/* Puts the tokens that end at one of the `ends`, up to a mark that may be more. There is room. */
static void put_plain(walk *w, block *b, uint64_t ends)
{
    em_text_scratch *scratch = w->scratch;
    em_token *tokens = scratch->tokens.items;
    em_mark *mark = scratch->marks.items + scratch->marks.len;
    const unsigned char *bytes = (const unsigned char *)w->text.data + b->base;
    uint32_t base = b->base, latin = 0, looks = 0, token = (uint32_t)scratch->tokens.len;
    uint64_t starts = b->starts, left = b->ends & ~ends;
    for (; ends; ends &= ends - 1, starts &= starts - 1, token++) {
        uint32_t start = (uint32_t)__builtin_ctzll(starts);
        uint32_t end = (uint32_t)__builtin_ctzll(ends);
        uint32_t look = LOOKS[bytes[start]];
        if (asks_in(look) && is_more(w, base + start))
            break;
        looks |= look;
        tokens[token] = (em_token){ base + start, base + end, kind_in(look) };
        *mark = (em_mark){ token, (uint8_t)role_in(look), false };
        mark += kind_in(look) / EM_TOKEN_PUNCT; /* the last of the kinds */
        latin += kind_in(look) == EM_TOKEN_WORD ? end - start : 0;
    }
    b->starts = starts;
    b->ends = left | ends;
    scratch->tokens.len = token;
    scratch->marks.len = (size_t)(mark - scratch->marks.items);
    scratch->roles |= role_in(looks);
    scratch->scripts.of[EM_SCRIPT_LATIN] += latin;
}

/* Goes on in the block where the rules left the walk; false: not in this block. */
static inline bool resume(block *b, uint32_t at)
{
    uint32_t bit = at - b->base;
    if (bit >= LAST_BIT || b->bridges >> bit & 1)
        return false;
    uint64_t rest = ~UINT64_C(0) << bit;
    b->starts = (b->starts & rest) | (b->is.words & BIT(bit));
    b->ends &= rest << 1;
    b->open_ends &= rest << 1;
    b->events &= rest;
    return true;
}

static inline uint64_t bits_below(uint32_t bit)
{
    return bit < EM_BYTEMASK_BYTES ? BIT(bit) - 1 : ~UINT64_C(0);
}

/* ASCII, and what stands between it, up to the last token that surely ends in the next 64 bytes. */
static void take_block(walk *w)
{
    block b;
    em_text_scratch *scratch = w->scratch;
    if (!em_vec_reserve(&scratch->tokens, scratch->tokens.len + EM_BYTEMASK_BYTES) ||
        !em_vec_reserve(&scratch->marks, scratch->marks.len + EM_BYTEMASK_BYTES)) {
        w->failed = true;
        return;
    }
    read_block(&b, w);
    for (;;) {
        uint32_t open = first_bit(b.open_ends), event = first_bit(b.events);
        uint64_t ends = b.ends & bits_below(open <= event ? open : event + 1);
        put_plain(w, &b, ends);
        uint32_t start = first_bit(b.starts);
        bool stopped = b.open_ends || b.events || b.ends & ends;
        if (!stopped) {
            w->at = b.base + (start < LAST_BIT ? start : LAST_BIT);
            if (start == 0) /* a word longer than a block */
                take_ascii(w);
            return;
        }
        w->at = b.base + (start < event ? start : event);
        take_next(w);
        if (w->failed || !resume(&b, w->at))
            return;
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
    scratch->roles = 0;
    while (w.at < norm.len && !w.failed) {
        bool wide = is_wide(&w, w.at) || (w.at > 0 && is_wide(&w, w.at - 1));
        if (wide) /* behind a run of Han mostly one mark */
            take_next(&w);
        else
            take_block(&w);
    }
    return w.failed ? EM_E_MEMORY : EM_OK;
}
