/* Numbers as people read them. */
#include "report/figure.h"

#include <inttypes.h>
#include <math.h>

#define MINUS "\xE2\x88\x92"
#define EN_RULE "\xE2\x80\x93"

/* Larger values are no counts or shares of comments; they print as not known. */
#define LARGEST 9e15

static bool is_known(double value)
{
    return isfinite(value) && fabs(value) < LARGEST;
}

static void put_grouped(em_buf *out, uint64_t count)
{
    if (count >= 1000) {
        put_grouped(out, count / 1000);
        em_buf_printf(out, ",%03" PRIu64, count % 1000);
    } else {
        em_buf_printf(out, "%" PRIu64, count);
    }
}

void em_figure_put_count(em_buf *out, double count)
{
    if (!is_known(count) || count < 0)
        em_buf_puts(out, EM_FIGURE_NONE);
    else
        put_grouped(out, (uint64_t)(count + 0.5));
}

void em_figure_put_fixed(em_buf *out, double value, int digits)
{
    uint64_t scale = 1;
    for (int i = 0; i < digits; i++)
        scale *= 10;
    if (!is_known(value) || fabs(value) * (double)scale >= LARGEST) {
        em_buf_puts(out, EM_FIGURE_NONE);
        return;
    }
    uint64_t rounded = (uint64_t)(fabs(value) * (double)scale + 0.5);
    if (value < 0 && rounded > 0)
        em_buf_puts(out, MINUS);
    em_buf_printf(out, "%" PRIu64, rounded / scale);
    if (digits > 0)
        em_buf_printf(out, ".%0*" PRIu64, digits, rounded % scale);
}

void em_figure_put_signed(em_buf *out, double value, int digits)
{
    if (is_known(value) && value * pow(10, digits) >= 0.5)
        em_buf_put_char(out, '+');
    em_figure_put_fixed(out, value, digits);
}

/* Whole where nothing is lost, else as many digits as tell a small or nearly full share. */
static int share_digits(double percent)
{
    percent = fabs(percent);
    if (percent == 0 || percent == 100)
        return 0;
    if (percent >= 99.95)
        return 2;
    return percent >= 0.995 ? 1 : percent >= 0.0995 ? 2 : 3;
}

void em_figure_put_share(em_buf *out, double share)
{
    em_figure_put_fixed(out, share * 100, share_digits(share * 100));
    if (is_known(share))
        em_buf_put_char(out, '%');
}

void em_figure_put_interval(em_buf *out, double low, double high)
{
    if (!is_known(low) || !is_known(high)) {
        em_buf_puts(out, EM_FIGURE_NONE);
        return;
    }
    em_figure_put_share(out, low);
    em_buf_puts(out, EN_RULE);
    em_figure_put_share(out, high);
}

void em_figure_put_points(em_buf *out, double difference)
{
    double percent = fabs(difference * 100);
    em_figure_put_signed(out, difference * 100, percent != 0 && percent < 0.05 ? 2 : 1);
}

void em_figure_put_points_interval(em_buf *out, double low, double high)
{
    if (!is_known(low) || !is_known(high)) {
        em_buf_puts(out, EM_FIGURE_NONE);
        return;
    }
    em_figure_put_points(out, low);
    em_buf_puts(out, " \xE2\x80\xA6 ");
    em_figure_put_points(out, high);
}

void em_figure_put_p(em_buf *out, double p)
{
    if (is_known(p) && p < 0.0005)
        em_buf_puts(out, "<0.001");
    else
        em_figure_put_fixed(out, p, 3);
}
