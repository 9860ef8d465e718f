/* The summary as a short table for a terminal: what `analyze` prints at its end. */
#include "report/report.h"

#include "base/str.h"
#include "base/utf8.h"
#include "report/build.h"
#include "report/figure.h"

#include <math.h>

#define LABEL_COLUMNS 26
#define BAR_COLUMNS 24

typedef struct painter {
    em_buf *out;
    bool colour;
} painter;

static void put_styled(const painter *to, const char *style, em_str text)
{
    if (to->colour)
        em_buf_puts(to->out, style);
    em_buf_put(to->out, text);
    if (to->colour)
        em_buf_puts(to->out, "\033[0m");
}

/* Pads to `columns`; Han characters take two. Longer labels are cut. */
static void put_label(em_buf *out, em_str label, int columns)
{
    int used = 0;
    for (size_t i = 0; i < label.len;) {
        uint32_t c;
        size_t step = em_utf8_decode(&c, label.data + i, label.len - i);
        int width = c >= 0x2E80 ? 2 : 1;
        if (used + width > columns)
            break;
        em_buf_put(out, (em_str){ label.data + i, step });
        used += width;
        i += step;
    }
    for (; used < columns; used++)
        em_buf_put_char(out, ' ');
}

static void put_right(em_buf *out, em_str text, int columns)
{
    int used = 0;
    for (size_t i = 0; i < text.len; i++)
        used += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    for (; used < columns; used++)
        em_buf_put_char(out, ' ');
    em_buf_put(out, text);
}

static void put_bar(const painter *to, double rate, double top)
{
    static const char *const EIGHTHS[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
    int eighths = rate > 0 && top > 0 ? (int)lround(rate / top * BAR_COLUMNS * 8) : 0;
    em_buf bar;
    em_buf_init(&bar, 256);
    for (int i = 0; i < eighths / 8; i++)
        em_buf_puts(&bar, "█");
    em_buf_puts(&bar, EIGHTHS[eighths % 8]);
    put_styled(to, "\033[36m", em_buf_str(&bar));
    em_buf_release(&bar);
}

static void put_message(em_build *build, const painter *to, const cJSON *message, double top)
{
    double low, high, rate = em_build_number(message, "rate");
    em_build_interval(&low, &high, message, "interval");
    em_buf_puts(to->out, "  ");
    put_label(to->out, em_build_label(build, message), LABEL_COLUMNS);
    put_right(to->out, em_build_count_text(build, em_build_number(message, "affirmed")), 9);
    put_right(to->out, em_build_count_text(build, em_build_number(message, "denied")), 9);
    put_right(to->out, em_build_share_text(build, rate), 9);
    put_right(to->out, em_build_interval_text(build, low, high), 16);
    em_buf_puts(to->out, "  ");
    put_bar(to, rate, top);
    em_buf_put_char(to->out, '\n');
}

static void put_messages(em_build *build, const painter *to)
{
    double top = 0;
    const cJSON *message;
    cJSON_ArrayForEach(message, build->messages)
    {
        top = fmax(top, em_build_number(message, "rate"));
    }
    em_buf_puts(to->out, "\n  ");
    put_label(to->out, em_report_phrase(build->report, EM_P_MESSAGE), LABEL_COLUMNS);
    put_right(to->out, em_report_phrase(build->report, EM_P_AFFIRMED), 9);
    put_right(to->out, em_report_phrase(build->report, EM_P_DENIED), 9);
    put_right(to->out, em_report_phrase(build->report, EM_P_RATE), 9);
    put_right(to->out, em_report_phrase(build->report, EM_P_INTERVAL), 16);
    em_buf_put_char(to->out, '\n');
    cJSON_ArrayForEach(message, build->messages)
    {
        put_message(build, to, message, top);
    }
}

static void put_all(em_build *build, const painter *to)
{
    em_report *report = build->report;
    em_build_head(build);
    put_styled(to, "\033[1m", report->title);
    em_buf_put_char(to->out, '\n');
    em_buf_put(to->out, report->subtitle);
    em_buf_puts(to->out, "\n\n");
    put_styled(to, "\033[1m", em_report_text_plain(report, report->headline));
    em_buf_put_char(to->out, '\n');
    em_buf_put(to->out, em_report_text_plain(report, report->summary));
    em_buf_put_char(to->out, '\n');
    if (build->message_count)
        put_messages(build, to);
}

em_status em_report_table(em_buf *out, const cJSON *summary, bool colour, em_error *err)
{
    em_report report;
    em_report_init(&report, EM_LANGUAGE_EN);
    em_build build = { .report = &report, .summary = summary };
    build.messages = em_build_item(summary, "messages");
    build.message_count = em_build_count(build.messages, EM_BUILD_MESSAGES_MAX);
    put_all(&build, &(painter){ out, colour });
    em_status status = report.status != EM_OK ? report.status : out->status;
    em_report_release(&report);
    return status == EM_OK ? EM_OK : em_error_set(err, status, "no memory for the table");
}
