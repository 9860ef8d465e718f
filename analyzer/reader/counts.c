/* Counts as people's exports write them. */
#include "reader/fields.h"

#include "base/str.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const struct {
    const char *suffix;
    int64_t factor;
} FACTORS[] = {
    { "k", 1000 },   { "m", 1000000 }, { "b", 1000000000 }, { "w", 10000 },      { "千", 1000 },
    { "万", 10000 }, { "萬", 10000 },  { "亿", 100000000 }, { "億", 100000000 }, { "万+", 10000 },
    { "w+", 10000 }, { "+", 1 },       { "k+", 1000 },      { "likes", 1 },      { "like", 1 },
    { "赞", 1 },     { "个赞", 1 },    { "次", 1 },         { "", 1 },
};

static bool find_factor(em_str suffix, int64_t *factor)
{
    for (size_t i = 0; i < sizeof FACTORS / sizeof *FACTORS; i++)
        if (em_str_eq_ascii_case(suffix, em_str_from(FACTORS[i].suffix))) {
            *factor = FACTORS[i].factor;
            return true;
        }
    return false;
}

#define COUNT_DIGITS_MAX 15

/* A count in plain digits, as nearly all are. */
static bool take_plain_count(int64_t *out, em_str text)
{
    *out = 0;
    for (size_t at = 0; at < text.len; at++) {
        if (!is_digit(text.data[at]))
            return false;
        *out = *out * 10 + (text.data[at] - '0');
    }
    return text.len > 0;
}

int64_t em_count_parse(em_str text)
{
    int64_t plain;
    if (text.len <= COUNT_DIGITS_MAX && take_plain_count(&plain, text))
        return plain;
    text = em_str_trim(text);
    bool negative = text.len && text.data[0] == '-';
    int64_t whole = 0, scale = 1;
    size_t at = negative, digits = 0, after_point = 0;
    bool point = false;
    for (; at < text.len; at++) {
        char c = text.data[at];
        if (is_digit(c)) {
            if (++digits > COUNT_DIGITS_MAX)
                return EM_LIKES_UNKNOWN;
            whole = whole * 10 + (c - '0');
            scale *= point ? 10 : 1;
            after_point += point;
        } else if (c == '.' && !point && digits) {
            point = true;
        } else if (c != ',' || !digits) {
            break;
        }
    }
    int64_t factor;
    em_str suffix = em_str_trim((em_str){ text.data + at, text.len - at });
    if (!digits || !find_factor(suffix, &factor))
        return EM_LIKES_UNKNOWN;
    if (factor == 1 &&
        after_point == 3) /* 1.234 in the German manner: counts have no thousandths */
        scale = 1;
    int64_t value;
    if (__builtin_mul_overflow(whole, factor, &value))
        return EM_LIKES_UNKNOWN;
    value /= scale;
    return negative ? -value : value;
}
