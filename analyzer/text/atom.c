/* Stretches that hold together: web addresses, @names, emoticons, hashtags. */
#include "text/atom.h"

#include "base/str.h"

/* Weibo allows 30 characters in a name and 32 in a topic. */
#define NAME_MAX_CHARS 30
#define TOPIC_MAX_CHARS 40
#define EMOTICON_MAX_CHARS 8

static bool is_ascii_alnum(unsigned char b)
{
    return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
}

static bool starts_at(em_str text, uint32_t at, em_str prefix)
{
    return text.len - at >= prefix.len &&
           em_str_eq_ascii_case((em_str){ text.data + at, prefix.len }, prefix);
}

static bool is_name_char(const em_chars *chars, uint32_t c)
{
    if (c < 0x80)
        return is_ascii_alnum((unsigned char)c) || c == '_' || c == '-';
    em_char_kind kind = EM_CHAR_KIND(em_chars_bits(chars, c));
    return kind == EM_CHAR_LETTER || kind == EM_CHAR_DIGIT || kind == EM_CHAR_UNSPACED ||
           kind == EM_CHAR_MARK;
}

/* --- web addresses ------------------------------------------------------------------------- */

static uint32_t url_prefix(em_str text, uint32_t at)
{
    static const em_str PREFIXES[] = {
        { "http://", 7 }, { "https://", 8 }, { "www.", 4 },      { "t.cn/", 5 },
        { "t.co/", 5 },   { "bit.ly/", 7 },  { "youtu.be/", 9 }, { "pic.twitter.com/", 16 },
    };
    char first = (char)(text.data[at] | 0x20);
    for (size_t i = 0; i < sizeof PREFIXES / sizeof *PREFIXES; i++)
        if (PREFIXES[i].data[0] == first && starts_at(text, at, PREFIXES[i]))
            return (uint32_t)PREFIXES[i].len;
    return 0;
}

static bool is_url_byte(unsigned char b)
{
    switch (b) {
    case '<':
    case '>':
    case '"':
    case '{':
    case '}':
    case '|':
    case '\\':
    case '^':
    case '`':
        return false;
    default:
        return b > ' ' && b < 0x7F;
    }
}

uint32_t em_atom_url(em_str text, uint32_t at)
{
    uint32_t prefix = url_prefix(text, at);
    if (!prefix)
        return at;
    uint32_t end = at + prefix, open = 0;
    for (; end < text.len && is_url_byte((unsigned char)text.data[end]); end++) {
        open += text.data[end] == '(';
        if (text.data[end] == ')' && open == 0)
            break;
        open -= text.data[end] == ')';
    }
    while (end > at + prefix && strchr(".,;:!?'\"*[]~", text.data[end - 1]))
        end--;
    return end > at + prefix ? end : at;
}

/* --- @names -------------------------------------------------------------------------------- */

uint32_t em_atom_mention(const em_chars *chars, em_str text, uint32_t at)
{
    if (text.data[at] != '@' || (at > 0 && is_ascii_alnum((unsigned char)text.data[at - 1])))
        return at;
    uint32_t end = at + 1;
    for (unsigned count = 0; end < text.len && count < NAME_MAX_CHARS; count++) {
        uint32_t next = end;
        if (!is_name_char(chars, em_chars_next(text.data, &next)))
            break;
        end = next;
    }
    return end > at + 1 ? end : at;
}

/* --- emoticons ----------------------------------------------------------------------------- */

/* Bracketed words in plain ASCII that platforms write for emoticons. */
static bool is_ascii_emoticon_name(em_str name)
{
    static const char *const NAMES[] = {
        "doge",     "ok",       "good",  "cry",   "no",    "nb",  "love",   "yeah",   "haha",
        "smile",    "like",     "laugh", "heart", "rose",  "hug", "wow",    "lol",    "wink",
        "thumbsup", "facepalm", "grin",  "clap",  "angry", "sob", "tears",  "joyful", "sun",
        "awsl",     "yyds",     "v5",    "pray",  "kiss",  "sad", "tongue", "shy",    "joy",
    };
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (em_str_eq_ascii_case(name, em_str_from(NAMES[i])))
            return true;
    return false;
}

/* Chinese text leaves no blank before an emoticon; "[sic]" in English has one. */
static bool touches_wide_text(em_str text, uint32_t at, uint32_t end)
{
    bool before = at > 0 && ((unsigned char)text.data[at - 1] >= 0x80 || text.data[at - 1] == ']');
    bool after = end < text.len && ((unsigned char)text.data[end] >= 0x80 || text.data[end] == '[');
    return before || after;
}

uint32_t em_atom_bracket_emoticon(const em_chars *chars, em_str text, uint32_t at)
{
    uint32_t end = at + 1;
    bool wide = false, letter = false;
    for (unsigned count = 0; end < text.len && text.data[end] != ']'; count++) {
        uint32_t next = end;
        uint32_t c = em_chars_next(text.data, &next);
        if (count == EMOTICON_MAX_CHARS || c == '-' || !is_name_char(chars, c))
            return at;
        wide |= c >= 0x80;
        letter |= EM_CHAR_KIND(em_chars_bits(chars, c)) != EM_CHAR_DIGIT;
        end = next;
    }
    if (end >= text.len || !letter)
        return at;
    em_str name = { text.data + at + 1, end - at - 1 };
    end++;
    return wide || is_ascii_emoticon_name(name) || touches_wide_text(text, at, end) ? end : at;
}

/* Does some form begin with the two characters? */
static bool begins_ascii_emoticon(char first, char second)
{
    char low = second >= 'A' && second <= 'Z' ? (char)(second + 0x20) : second;
    switch (first) {
    case ':':
        return low && strchr("-')(dpo/|*3][", low);
    case ';':
        return low == '-' || low == ')' || low == 'd' || low == 'p';
    case '=':
        return low == '-' || low == ')' || low == '(' || low == 'd';
    case '^':
        return low == '_' || low == '-' || low == 'o' || low == '^';
    case '-':
        return low == '_';
    case '>':
        return low == '_' || low == '.';
    case '<':
        return low == '/' || low == '3';
    case '(':
        return low == ':' || low == '-';
    default:
        return false;
    }
}

uint32_t em_atom_ascii_emoticon(em_str text, uint32_t at)
{
    /* Longer forms first where one begins another. */
    static const em_str FORMS[] = {
        { ":-)", 3 }, { ":-(", 3 }, { ":'(", 3 }, { ":')", 3 }, { ":-d", 3 }, { ":-p", 3 },
        { ":-/", 3 }, { ":-|", 3 }, { ":-*", 3 }, { ":-o", 3 }, { ";-)", 3 }, { "=-)", 3 },
        { ":))", 3 }, { ":((", 3 }, { ":)", 2 },  { ":(", 2 },  { ":d", 2 },  { ":p", 2 },
        { ":/", 2 },  { ":|", 2 },  { ":*", 2 },  { ":o", 2 },  { ":3", 2 },  { ":]", 2 },
        { ":[", 2 },  { ";)", 2 },  { ";d", 2 },  { ";p", 2 },  { "=)", 2 },  { "=(", 2 },
        { "=d", 2 },  { "^_^", 3 }, { "^-^", 3 }, { "^o^", 3 }, { "^^", 2 },  { "-_-", 3 },
        { ">_<", 3 }, { ">.<", 3 }, { "</3", 3 }, { "<3", 2 },  { "(:", 2 },  { "(-:", 3 },
    };
    if (text.len - at < 2 || !begins_ascii_emoticon(text.data[at], text.data[at + 1]))
        return at;
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
        if (FORMS[i].data[0] != text.data[at] || !starts_at(text, at, FORMS[i]))
            continue;
        uint32_t end = at + (uint32_t)FORMS[i].len;
        unsigned char last = (unsigned char)text.data[end - 1];
        bool word_before = at > 0 && is_ascii_alnum((unsigned char)text.data[at - 1]);
        bool word_after = end < text.len && is_ascii_alnum((unsigned char)text.data[end]);
        if (is_ascii_alnum(last) && (word_after || word_before))
            continue;
        if (last == '/' && end < text.len && text.data[end] == '/')
            continue;
        while (end < text.len && (text.data[end] == ')' || text.data[end] == '(') &&
               (unsigned char)text.data[end] == last)
            end++;
        return end;
    }
    return at;
}

/* --- what the platform put there ------------------------------------------------------------- */

static bool is_whole_text(em_str text, uint32_t start, uint32_t end)
{
    em_str whole = em_str_trim(text);
    if (whole.len && whole.data[whole.len - 1] == '.')
        whole.len--;
    return whole.data == text.data + start && whole.len == end - start;
}

uint32_t em_atom_stub(em_str text, uint32_t *start)
{
    static const struct {
        em_str form;
        bool whole;
    } STUBS[] = {
        { { "网页链接", 12 }, false }, { { "查看图片", 12 }, false }, { { "查看动图", 12 }, false },
        { { "展开全文", 12 }, false }, { { "转发微博", 12 }, true },  { { "轉發微博", 12 }, true },
    };
    em_str rest = { text.data + *start, text.len - *start };
    for (size_t i = 0; i < sizeof STUBS / sizeof *STUBS; i++) {
        uint32_t end = *start + (uint32_t)STUBS[i].form.len;
        if (em_str_starts(rest, STUBS[i].form) &&
            (!STUBS[i].whole || is_whole_text(text, *start, end)))
            return end;
    }
    bool cut = *start >= 3 && memcmp(text.data + *start - 3, "...", 3) == 0 &&
               em_str_starts(rest, EM_STR("全文"));
    if (!cut)
        return *start;
    *start -= 3;
    return *start + 9;
}

/* --- hashtags ------------------------------------------------------------------------------ */

/* The end of #...# at `at`, or `at`. Of plain ASCII only where no other tag can be meant. */
static uint32_t topic_end(em_str text, uint32_t at)
{
    uint32_t start = at + 1;
    const char *closing = memchr(text.data + start, '#', text.len - start);
    uint32_t end = closing ? (uint32_t)(closing - text.data) : start;
    if (end == start || text.data[end - 1] == ' ')
        return at;
    bool wide = false;
    uint32_t i = start;
    for (unsigned count = 0; i < end; count++) {
        if (count > TOPIC_MAX_CHARS || text.data[i] == '\n' || text.data[i] == '@')
            return at;
        wide |= (unsigned char)text.data[i] >= 0x80;
        em_chars_next(text.data, &i);
    }
    bool tag_follows = end + 1 < text.len && is_ascii_alnum((unsigned char)text.data[end + 1]);
    return wide || !tag_follows ? end + 1 : at;
}

static uint32_t tag_end(const em_chars *chars, em_str text, uint32_t at)
{
    uint32_t end = at + 1;
    bool letter = false;
    while (end < text.len) {
        uint32_t next = end;
        uint32_t c = em_chars_next(text.data, &next);
        if (c == '-' || !is_name_char(chars, c))
            break;
        letter |= c < 0x80 ? c > '9' : EM_CHAR_KIND(em_chars_bits(chars, c)) != EM_CHAR_DIGIT;
        end = next;
    }
    return letter ? end : at;
}

uint32_t em_atom_hashtag(const em_chars *chars, em_str text, uint32_t at, bool *closed)
{
    *closed = false;
    if (text.data[at] != '#' || (at > 0 && is_ascii_alnum((unsigned char)text.data[at - 1])))
        return at;
    uint32_t end = topic_end(text, at);
    *closed = end > at;
    return *closed ? end : tag_end(chars, text, at);
}
