/* Reading decimal numbers, whatever the locale. */
#include "base/number.h"

#include <math.h>

#define MAX_EXPONENT 300
/* More digits do not change a double; the rest only moves the point. */
#define MAX_DIGITS 18

/* Powers up to 10^22 are exact in a double (Clinger 1990, the fast path). */
static double scale(double mantissa, int exponent)
{
    while (exponent > 22) {
        mantissa *= 1e22;
        exponent -= 22;
    }
    while (exponent < -22) {
        mantissa /= 1e22;
        exponent += 22;
    }
    return exponent < 0 ? mantissa / pow(10, -exponent) : mantissa * pow(10, exponent);
}

static size_t read_digits(em_str text, size_t at, uint64_t *mantissa, int *digits, int *dropped)
{
    for (; at < text.len && text.data[at] >= '0' && text.data[at] <= '9'; at++) {
        if (*digits >= MAX_DIGITS) {
            (*dropped)++;
            continue;
        }
        *mantissa = *mantissa * 10 + (uint64_t)(text.data[at] - '0');
        *digits += *mantissa > 0;
    }
    return at;
}

/* The exponent behind 'e'; false where there is none. */
static bool read_exponent(em_str text, size_t at, int *exponent)
{
    uint64_t value = 0;
    int digits = 0, dropped = 0;
    bool negative = at < text.len && text.data[at] == '-';
    size_t from = at += at < text.len && (text.data[at] == '-' || text.data[at] == '+');
    at = read_digits(text, at, &value, &digits, &dropped);
    if (at == from || at != text.len || value > 2 * MAX_EXPONENT || dropped)
        return false;
    *exponent += negative ? -(int)value : (int)value;
    return true;
}

bool em_number_parse(double *out, em_str text)
{
    uint64_t mantissa = 0;
    int digits = 0, before = 0, behind = 0;
    bool negative = text.len && text.data[0] == '-';
    size_t start = text.len && (text.data[0] == '-' || text.data[0] == '+');
    size_t at = read_digits(text, start, &mantissa, &digits, &before);
    size_t count = at - start;
    int exponent = before;
    if (at < text.len && text.data[at] == '.') {
        size_t point = at + 1;
        at = read_digits(text, point, &mantissa, &digits, &behind);
        count += at - point;
        if (at - point > MAX_EXPONENT)
            return false;
        exponent -= (int)(at - point) - behind;
    }
    if (count == 0 || before > MAX_EXPONENT)
        return false;
    if (at < text.len && (text.data[at] == 'e' || text.data[at] == 'E')) {
        if (!read_exponent(text, at + 1, &exponent))
            return false;
    } else if (at != text.len) {
        return false;
    }
    double value = scale((double)mantissa, exponent);
    if (!(value <= 1e300))
        return false;
    *out = negative ? -value : value;
    return true;
}
