/* Charts as SVG: bars with intervals and targets, stacked parts, one line with its band. */
#include "report/renderers.h"

#include "base/str.h"
#include "base/utf8.h"
#include "report/figure.h"

#include <math.h>
#include <stdlib.h>

/* One width for every chart: legible at half a desktop page and on a whole phone. */
#define WIDTH 440.0
#define LABEL_HEIGHT 18.0
#define BAR_HEIGHT 14.0
#define ROW_GAP 14.0
#define AXIS_HEIGHT 20.0
#define LEGEND_ROW 20.0
#define LINE_HEIGHT 180.0
#define LINE_LEFT 44.0

void em_escape_put(em_buf *out, em_str text)
{
    size_t plain = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *escape = text.data[i] == '&'    ? "&amp;"
                             : text.data[i] == '<'  ? "&lt;"
                             : text.data[i] == '>'  ? "&gt;"
                             : text.data[i] == '"'  ? "&quot;"
                             : text.data[i] == '\'' ? "&#39;"
                                                    : NULL;
        if (!escape)
            continue;
        em_buf_put(out, (em_str){ text.data + plain, i - plain });
        em_buf_puts(out, escape);
        plain = i + 1;
    }
    em_buf_put(out, (em_str){ text.data + plain, text.len - plain });
}

/* No coordinate of a sound summary lies further out. */
#define FARTHEST 1e6

/* Coordinates with one decimal, whatever the locale. */
static void put_xy(em_buf *out, double value)
{
    long tenths = fabs(value) < FARTHEST ? lround(value * 10) : 0;
    em_buf_printf(out, "%s%ld.%ld", tenths < 0 ? "-" : "", labs(tenths) / 10, labs(tenths) % 10);
}

static void put_attribute(em_buf *out, const char *name, double value)
{
    em_buf_printf(out, " %s=\"", name);
    put_xy(out, value);
    em_buf_put_char(out, '"');
}

static void put_rect(em_buf *out, const char *class, double x, double y, double w, double h)
{
    em_buf_printf(out, "<rect class=\"%s\"", class);
    put_attribute(out, "x", x);
    put_attribute(out, "y", y);
    put_attribute(out, "width", fmax(w, 0));
    put_attribute(out, "height", h);
    em_buf_puts(out, "/>");
}

static void put_line(em_buf *out, const char *class, double x1, double y1, double x2, double y2)
{
    em_buf_printf(out, "<line class=\"%s\"", class);
    put_attribute(out, "x1", x1);
    put_attribute(out, "y1", y1);
    put_attribute(out, "x2", x2);
    put_attribute(out, "y2", y2);
    em_buf_puts(out, "/>");
}

static void open_text(em_buf *out, const char *class, const char *anchor, double x, double y)
{
    em_buf_printf(out, "<text class=\"%s\" text-anchor=\"%s\"", class, anchor);
    put_attribute(out, "x", x);
    put_attribute(out, "y", y);
    em_buf_put_char(out, '>');
}

static void put_number(em_buf *out, em_cell_kind unit, double value)
{
    em_report_cell cell = { .value = value };
    em_report_cell_put(out, &cell, unit);
}

/* Ticks are round: a share shows decimals only where it has some. */
static void put_tick(em_buf *out, em_cell_kind unit, double value)
{
    double percent = value * 100;
    if (unit == EM_CELL_SHARE && fabs(percent - round(percent)) < 1e-9) {
        em_figure_put_fixed(out, percent, 0);
        em_buf_put_char(out, '%');
    } else {
        put_number(out, unit, value);
    }
}

/* A label cut to what fits, an em square being two columns: the whole stands in the table. */
static void put_label(em_buf *out, em_str label, int columns)
{
    size_t i = 0;
    for (int used = 0; i < label.len;) {
        uint32_t c;
        size_t step = em_utf8_decode(&c, label.data + i, label.len - i);
        used += c >= 0x2E80 ? 2 : 1;
        if (used > columns)
            break;
        i += step;
    }
    em_escape_put(out, (em_str){ label.data, i });
    if (i < label.len)
        em_buf_puts(out, "\xE2\x80\xA6");
}

/* --- scale --------------------------------------------------------------------------------- */

/* Intervals and targets further out than this many times the largest value would flatten the
 * values; what lies beyond the scale is cut, and a target there is written out. */
#define REACH 4

static double largest_value(const em_report_chart *chart)
{
    double most = 0;
    for (size_t i = 0; i < chart->row_count; i++)
        for (size_t k = 0; k < chart->series_count; k++)
            most = fmax(most, chart->rows[i].bars[k].value); /* fmax leaves NAN out */
    return most;
}

static double largest(const em_report_chart *chart)
{
    double value = largest_value(chart), most = value;
    double end = value > 0 ? REACH * value : INFINITY;
    for (size_t i = 0; i < chart->row_count; i++) {
        if (chart->rows[i].target <= end)
            most = fmax(most, chart->rows[i].target);
        for (size_t k = 0; k < chart->series_count; k++)
            if (!isnan(chart->rows[i].bars[k].high))
                most = fmax(most, fmin(chart->rows[i].bars[k].high, end));
    }
    return most;
}

/* A count's middle tick is a whole number too. */
static bool is_even_scale(double top)
{
    return top >= 2 && fabs(fmod(top, 2)) < 1e-9;
}

/* The next round number at or above `value`; for counts one whose half is whole. */
static double round_up(double value, bool counts)
{
    static const double STEPS[] = { 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10 };
    if (!(value > 0))
        return counts ? 2 : 1;
    double unit = pow(10, floor(log10(value)));
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++)
        if (value <= STEPS[i] * unit * (1 + 1e-9) && (!counts || is_even_scale(STEPS[i] * unit)))
            return STEPS[i] * unit;
    return 10 * unit;
}

static double scale_of(const em_report_chart *chart)
{
    double top = round_up(largest(chart), chart->unit == EM_CELL_COUNT);
    return chart->unit == EM_CELL_SHARE ? fmin(top, 1) : top;
}

/* --- bars ---------------------------------------------------------------------------------- */

static void put_whisker_path(em_buf *out, const char *class, double x1, double x2, double y)
{
    em_buf_printf(out, "<path class=\"%s\" d=\"M", class);
    put_xy(out, x1);
    em_buf_put_char(out, ' ');
    put_xy(out, y - 4);
    em_buf_puts(out, "v8m0-4H");
    put_xy(out, x2);
    em_buf_puts(out, x2 < WIDTH ? "m0-4v8\"/>" : "\"/>"); /* no end where the scale cuts it */
}

/* Twice: a light one below keeps the dark one clear of the bar. */
static void put_whisker(em_buf *out, double low, double high, double top, double y)
{
    double x1 = fmax(low / top * WIDTH, 0.7), x2 = fmin(high / top * WIDTH, WIDTH);
    put_whisker_path(out, "halo", x1, x2, y);
    put_whisker_path(out, "whisker", x1, x2, y);
}

static void put_far_target(em_buf *out, em_cell_kind unit, double target)
{
    em_buf_puts(out, " | ");
    put_number(out, unit, target);
    em_buf_puts(out, " \xE2\x96\xB8"); /* pointing right: off the scale */
}

static void put_bar_row(em_buf *out, const em_report_chart *chart, const em_report_chart_row *row,
                        double top, double y)
{
    open_text(out, "label", "start", 0, y + 12);
    put_label(out, row->label, 44);
    em_buf_puts(out, "</text>");
    open_text(out, "value", "end", WIDTH, y + 12);
    for (size_t k = 0; k < chart->series_count; k++) {
        if (k)
            em_buf_puts(out, " / ");
        put_number(out, chart->unit, row->bars[k].value);
    }
    if (row->target > top)
        put_far_target(out, chart->unit, row->target);
    em_buf_puts(out, "</text>");
    double bar_y = y + LABEL_HEIGHT;
    put_rect(out, "track", 0, bar_y, WIDTH, BAR_HEIGHT * (double)chart->series_count);
    for (size_t k = 0; k < chart->series_count; k++) {
        const em_report_bar *bar = &row->bars[k];
        if (!isnan(bar->value))
            put_rect(out, em_tone_name(chart->series[k].tone), 0, bar_y, bar->value / top * WIDTH,
                     BAR_HEIGHT);
        if (!isnan(bar->low) && !isnan(bar->high))
            put_whisker(out, bar->low, bar->high, top, bar_y + BAR_HEIGHT / 2);
        bar_y += BAR_HEIGHT;
    }
    if (row->target <= top) {
        double x = row->target / top * WIDTH;
        put_line(out, "target", x, y + LABEL_HEIGHT - 4, x, bar_y + 4);
    }
}

static double bars_height(const em_report_chart *chart)
{
    double row = LABEL_HEIGHT + BAR_HEIGHT * (double)chart->series_count + ROW_GAP;
    return row * (double)chart->row_count + AXIS_HEIGHT;
}

static void put_bars(em_buf *out, const em_report_chart *chart, double y)
{
    double top = scale_of(chart);
    double row = LABEL_HEIGHT + BAR_HEIGHT * (double)chart->series_count + ROW_GAP;
    for (size_t i = 0; i < chart->row_count; i++, y += row)
        put_bar_row(out, chart, &chart->rows[i], top, y);
    static const char *const ANCHORS[] = { "start", "middle", "end" };
    for (int i = 0; i < 3; i++) {
        double x = WIDTH * i / 2;
        put_line(out, "axis", x, y - ROW_GAP + 4, x, y - ROW_GAP + 9);
        open_text(out, "tick", ANCHORS[i], x, y + AXIS_HEIGHT - 12);
        put_tick(out, chart->unit, top * i / 2);
        em_buf_puts(out, "</text>");
    }
}

/* --- stacked parts ------------------------------------------------------------------------- */

static double row_total(const em_report_chart *chart, const em_report_chart_row *row)
{
    double total = 0;
    for (size_t k = 0; k < chart->series_count; k++)
        total += isnan(row->bars[k].value) ? 0 : row->bars[k].value;
    return total;
}

#define PART_WITH_NUMBER 38.0 /* a narrower part has no room for its share */

static void put_parts(em_buf *out, const em_report_chart *chart, const em_report_chart_row *row,
                      double total, double y)
{
    double x = 0;
    for (size_t k = 0; k < chart->series_count; k++) {
        double value = row->bars[k].value;
        if (!(value > 0))
            continue;
        double width = value / total * WIDTH;
        put_rect(out, em_tone_name(chart->series[k].tone), x, y, fmax(width - 1, 0.5),
                 BAR_HEIGHT + 4);
        if (width >= PART_WITH_NUMBER) {
            em_buf_printf(out, "<text class=\"inside on-%s\" text-anchor=\"middle\"",
                          em_tone_name(chart->series[k].tone));
            put_attribute(out, "x", x + width / 2);
            put_attribute(out, "y", y + 13);
            em_buf_put_char(out, '>');
            em_figure_put_fixed(out, value / total * 100, 0);
            em_buf_puts(out, "%</text>");
        }
        x += width;
    }
}

static double stack_height(const em_report_chart *chart)
{
    return (LABEL_HEIGHT + BAR_HEIGHT + 4 + ROW_GAP) * (double)chart->row_count;
}

static void put_stack(em_buf *out, const em_report_chart *chart, double y)
{
    for (size_t i = 0; i < chart->row_count; i++) {
        const em_report_chart_row *row = &chart->rows[i];
        double total = row_total(chart, row);
        open_text(out, "label", "start", 0, y + 12);
        put_label(out, row->label, 44);
        em_buf_puts(out, "</text>");
        if (chart->unit == EM_CELL_COUNT) {
            open_text(out, "value", "end", WIDTH, y + 12);
            put_number(out, EM_CELL_COUNT, total);
            em_buf_puts(out, "</text>");
        }
        put_rect(out, "track", 0, y + LABEL_HEIGHT, WIDTH, BAR_HEIGHT + 4);
        if (total > 0)
            put_parts(out, chart, row, total, y + LABEL_HEIGHT);
        y += LABEL_HEIGHT + BAR_HEIGHT + 4 + ROW_GAP;
    }
}

/* --- one line ------------------------------------------------------------------------------ */

typedef struct plane {
    double first, span; /* of row.at */
    double top;         /* value at the upper edge */
    double y;           /* upper edge */
} plane;

static double plane_x(const plane *on, double at)
{
    double room = WIDTH - LINE_LEFT - 6;
    return LINE_LEFT + (on->span > 0 ? (at - on->first) / on->span * room : room / 2);
}

static double plane_y(const plane *on, double value)
{
    return on->y + LINE_HEIGHT * (1 - fmin(value, on->top) / on->top);
}

static void put_point(em_buf *out, double x, double y)
{
    put_xy(out, x);
    em_buf_put_char(out, ',');
    put_xy(out, y);
    em_buf_put_char(out, ' ');
}

static void put_band(em_buf *out, const em_report_chart *chart, const plane *on)
{
    em_buf_puts(out, "<polygon class=\"band\" points=\"");
    for (size_t i = 0; i < chart->row_count; i++)
        if (!isnan(chart->rows[i].bars[0].high))
            put_point(out, plane_x(on, chart->rows[i].at),
                      plane_y(on, chart->rows[i].bars[0].high));
    for (size_t i = chart->row_count; i-- > 0;)
        if (!isnan(chart->rows[i].bars[0].low))
            put_point(out, plane_x(on, chart->rows[i].at), plane_y(on, chart->rows[i].bars[0].low));
    em_buf_puts(out, "\"/>");
}

/* More points than this are too dense for a mark each. */
#define MARKED_POINTS 45

static void put_curve(em_buf *out, const em_report_chart *chart, const plane *on)
{
    em_buf_puts(out, "<polyline class=\"curve\" points=\"");
    for (size_t i = 0; i < chart->row_count; i++)
        if (!isnan(chart->rows[i].bars[0].value))
            put_point(out, plane_x(on, chart->rows[i].at),
                      plane_y(on, chart->rows[i].bars[0].value));
    em_buf_puts(out, "\"/>");
    for (size_t i = 0; i < chart->row_count && chart->row_count <= MARKED_POINTS; i++) {
        if (isnan(chart->rows[i].bars[0].value))
            continue;
        em_buf_puts(out, "<circle class=\"dot\" r=\"2.5\"");
        put_attribute(out, "cx", plane_x(on, chart->rows[i].at));
        put_attribute(out, "cy", plane_y(on, chart->rows[i].bars[0].value));
        em_buf_puts(out, "/>");
    }
}

static void put_curve_axes(em_buf *out, const em_report_chart *chart, const plane *on)
{
    for (int i = 0; i <= 2; i++) {
        double value = on->top * i / 2;
        put_line(out, "grid", LINE_LEFT, plane_y(on, value), WIDTH, plane_y(on, value));
        open_text(out, "tick", "end", LINE_LEFT - 6, plane_y(on, value) + 4);
        put_tick(out, chart->unit, value);
        em_buf_puts(out, "</text>");
    }
    size_t last = chart->row_count - 1;
    open_text(out, "tick", last ? "start" : "middle", plane_x(on, chart->rows[0].at),
              on->y + LINE_HEIGHT + 18);
    put_label(out, chart->rows[0].label, 16);
    em_buf_puts(out, "</text>");
    if (!last)
        return;
    open_text(out, "tick", "end", WIDTH, on->y + LINE_HEIGHT + 18);
    put_label(out, chart->rows[last].label, 16);
    em_buf_puts(out, "</text>");
}

static void put_curve_chart(em_buf *out, const em_report_chart *chart, double y)
{
    if (!chart->row_count)
        return;
    double first = chart->rows[0].at;
    plane on = { first, chart->rows[chart->row_count - 1].at - first, scale_of(chart), y + 8 };
    put_curve_axes(out, chart, &on);
    put_band(out, chart, &on);
    put_curve(out, chart, &on);
}

/* --- the frame ----------------------------------------------------------------------------- */

static double text_width(em_str text)
{
    double width = 0;
    for (size_t i = 0; i < text.len;) {
        uint32_t c;
        i += em_utf8_decode(&c, text.data + i, text.len - i);
        width += c >= 0x2E80 ? 13 : 7;
    }
    return width;
}

/* Colour keys in as many rows as they need; returns the height. `out` NULL: only measures. */
static double put_legend(em_buf *out, const em_report_chart *chart)
{
    if (chart->series_count < 2)
        return 0;
    double x = 0, y = 0;
    for (size_t k = 0; k < chart->series_count; k++) {
        double width = 18 + text_width(chart->series[k].title) + 14;
        if (x > 0 && x + width > WIDTH) {
            x = 0;
            y += LEGEND_ROW;
        }
        if (out) {
            put_rect(out, em_tone_name(chart->series[k].tone), x, y + 2, 12, 12);
            open_text(out, "tick", "start", x + 18, y + 12);
            em_escape_put(out, chart->series[k].title);
            em_buf_puts(out, "</text>");
        }
        x += width;
    }
    return y + LEGEND_ROW + 6;
}

static double body_height(const em_report_chart *chart)
{
    switch (chart->kind) {
    case EM_CHART_BARS:
        return bars_height(chart);
    case EM_CHART_STACK:
        return stack_height(chart);
    case EM_CHART_LINE:
        return LINE_HEIGHT + 34;
    }
    return 0;
}

void em_svg_render(em_buf *out, const em_report_chart *chart, bool standalone)
{
    double legend = put_legend(NULL, chart);
    em_buf_printf(out, "<svg%s viewBox=\"0 0 %d %d\" role=\"img\"",
                  standalone ? " xmlns=\"http://www.w3.org/2000/svg\"" : "", (int)WIDTH,
                  (int)ceil(legend + body_height(chart)));
    em_buf_printf(out, " aria-labelledby=\"t-%.*s d-%.*s\"><title id=\"t-%.*s\">",
                  EM_STR_ARG(chart->id), EM_STR_ARG(chart->id), EM_STR_ARG(chart->id));
    em_escape_put(out, chart->title);
    em_buf_printf(out, "</title><desc id=\"d-%.*s\">", EM_STR_ARG(chart->id));
    em_escape_put(out, chart->description);
    em_buf_puts(out, "</desc>");
    if (standalone)
        em_buf_printf(out, "<style>%s</style>", EM_CHART_STYLE);
    put_legend(out, chart);
    if (chart->kind == EM_CHART_BARS)
        put_bars(out, chart, legend);
    else if (chart->kind == EM_CHART_STACK)
        put_stack(out, chart, legend);
    else
        put_curve_chart(out, chart, legend);
    em_buf_puts(out, "</svg>\n");
}
