/* How receipt spreads: sentiment, days, platforms and languages, copies, breadth. */
#include "report/build.h"

#include "base/str.h"
#include "stats/interval.h"
#include "tally/groups.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- sentiment ----------------------------------------------------------------------------- */

static void put_sentiment_row(em_report_chart *chart, em_report_grid *table, em_str label,
                              const cJSON *sentiment)
{
    em_report_chart_row *bar = em_report_add_chart_row(chart, label);
    em_report_cell *row = em_report_add_row(table);
    static const char *const PARTS[] = { "positive", "neutral", "negative" };
    for (size_t k = 0; k < 3; k++) {
        double share = em_build_feeling_share(sentiment, PARTS[k]);
        if (bar)
            bar->bars[k].value = share;
        if (row)
            row[k + 1].value = share;
    }
    if (row) {
        row[0].text = label;
        row[4].value = em_build_number(sentiment, "mean");
    }
}

static void put_tone_sentence(em_build *build, em_report_section *section)
{
    const cJSON *receivers = em_build_item(build->summary, "receivers.sentiment");
    const cJSON *others = em_build_item(build->summary, "others.sentiment");
    double warm = em_build_feeling_share(receivers, "positive");
    double rest = em_build_feeling_share(others, "positive");
    if (isnan(warm) || isnan(rest))
        return;
    em_report_add_text(build->report, section, EM_BLOCK_TEXT,
                       EM_BUILD_SAY(build, EM_P_TEXT_TONE, em_build_share_text(build, warm),
                                    em_build_share_text(build, rest)));
}

void em_build_sentiment(em_build *build)
{
    const cJSON *all = em_build_item(build->summary, "sentiment");
    if (!cJSON_IsObject(all))
        return;
    em_report *report = build->report;
    em_report_section *section = em_report_add_section(report, "sentiment", EM_P_SENTIMENT);
    size_t rows = build->message_count + 3;
    em_report_chart *chart = em_report_add_chart(report, section, "sentiment-split", EM_CHART_STACK,
                                                 EM_CELL_SHARE, EM_P_CHART_SENTIMENT, rows);
    em_report_add_series(report, chart, EM_P_POSITIVE, EM_TONE_POSITIVE);
    em_report_add_series(report, chart, EM_P_NEUTRAL, EM_TONE_NEUTRAL);
    em_report_add_series(report, chart, EM_P_NEGATIVE, EM_TONE_NEGATIVE);
    em_report_grid *table = em_report_add_table(report, section, "sentiment", EM_P_TABLE_SENTIMENT,
                                                rows);
    em_report_add_column(report, table, EM_P_COMMENTS_OF, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_POSITIVE, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_NEUTRAL, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_NEGATIVE, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_MEAN, EM_CELL_NUMBER);
    put_sentiment_row(chart, table, em_report_phrase(report, EM_P_ALL_COMMENTS), all);
    const cJSON *receivers = em_build_item(build->summary, "receivers.sentiment");
    const cJSON *others = em_build_item(build->summary, "others.sentiment");
    if (receivers)
        put_sentiment_row(chart, table, em_report_phrase(report, EM_P_RECEIVERS), receivers);
    if (others)
        put_sentiment_row(chart, table, em_report_phrase(report, EM_P_OTHERS), others);
    for (size_t i = 0; i < build->message_count; i++) {
        const cJSON *message = cJSON_GetArrayItem(build->messages, (int)i);
        if (em_build_number(message, "affirmed") > 0)
            put_sentiment_row(chart, table, em_build_label(build, message),
                              em_build_item(message, "sentiment"));
    }
    if (table)
        table->behind_chart = true;
    if (chart) {
        chart->description = em_report_phrase(report, EM_P_DESC_SENTIMENT);
        chart->table = table;
    }
    put_tone_sentence(build, section);
    em_report_add_text(report, section, EM_BLOCK_NOTE, em_build_say(build, EM_P_NOTE_SENTIMENT));
}

/* --- breakdowns by day, platform, language, author type
 * ------------------------------------------------- */

typedef struct breakdown {
    const char *path;
    const char *chart_id, *table_id;
    em_phrase chart, table, column, description;
    size_t shown; /* rows of the chart; the table has more */
} breakdown;

static em_str name_in(em_build *build, const breakdown *what, const cJSON *item)
{
    em_str id = em_build_string(build, item, "id");
    if (em_str_eq(id, EM_STR(EM_GROUP_REST)))
        return em_report_phrase(build->report, EM_P_OTHERS);
    return what->column == EM_P_PLATFORM      ? em_build_platform(build, id)
           : what->column == EM_P_LANGUAGE    ? em_build_language(build, id)
           : what->column == EM_P_AUTHOR_TYPE ? em_build_author_type(build, id)
                                              : id;
}

static int by_analyzed(const void *a, const void *b)
{
    const cJSON *x = *(const cJSON *const *)a, *y = *(const cJSON *const *)b;
    double more = em_build_number(y, "analyzed") - em_build_number(x, "analyzed");
    if (more != 0 && !isnan(more))
        return more > 0 ? 1 : -1;
    const cJSON *left = em_build_item(x, "id"), *right = em_build_item(y, "id");
    return cJSON_IsString(left) && cJSON_IsString(right)
               ? strcmp(left->valuestring, right->valuestring)
               : 0;
}

/* The items of a breakdown, those with most comments first; NULL: no memory. */
static const cJSON **largest_first(em_build *build, const cJSON *items, size_t count)
{
    const cJSON **sorted = em_report_alloc(build->report, count, sizeof *sorted);
    if (!sorted)
        return NULL;
    const cJSON *item;
    size_t filled = 0;
    cJSON_ArrayForEach(item, items)
    {
        if (filled < count)
            sorted[filled++] = item;
    }
    qsort(sorted, filled, sizeof *sorted, by_analyzed);
    return sorted;
}

em_report_grid *em_build_rate_table(em_build *build, em_report_section *section, const char *id,
                                    em_phrase caption, em_phrase column, size_t rows)
{
    em_report *report = build->report;
    em_report_grid *table = em_report_add_table(report, section, id, caption, rows);
    em_report_add_column(report, table, column, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_ANALYZED, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_RECEIVED, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_RATE, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_INTERVAL, EM_CELL_INTERVAL);
    em_report_add_column(report, table, EM_P_MEAN_SENTIMENT, EM_CELL_NUMBER);
    return table;
}

void em_build_rate_row(em_report_grid *table, em_str name, const cJSON *group)
{
    em_report_cell *row = em_report_add_row(table);
    if (!row)
        return;
    row[0].text = name;
    row[1].value = group ? em_build_number(group, "analyzed") : 0;
    row[2].value = group ? em_build_number(group, "received") : 0;
    row[3].value = em_build_number(group, "rate");
    em_build_interval(&row[4].low, &row[4].high, group, "interval");
    row[5].value = em_build_number(group, "sentiment_mean");
}

static em_report_grid *breakdown_table(em_build *build, em_report_section *section,
                                       const breakdown *what, const cJSON *const *items,
                                       size_t count)
{
    em_report_grid *table = em_build_rate_table(build, section, what->table_id, what->table,
                                                what->column, count);
    for (size_t i = 0; i < count; i++)
        em_build_rate_row(table, name_in(build, what, items[i]), items[i]);
    if (table)
        table->behind_chart = true;
    return table;
}

static int digits_at(em_str s, size_t at, size_t len)
{
    int value = 0;
    for (size_t i = at; i < at + len; i++) {
        if (i >= s.len || s.data[i] < '0' || s.data[i] > '9')
            return -1;
        value = value * 10 + (s.data[i] - '0');
    }
    return value;
}

/* Days from a fixed day for "2011-04-29", so that days without comments keep their room; NAN
 * for anything else. */
static double day_number(em_str day)
{
    int year = digits_at(day, 0, 4), month = digits_at(day, 5, 2), date = digits_at(day, 8, 2);
    if (year < 0 || month < 1 || month > 12 || date < 1)
        return NAN;
    int shifted = (month + 9) % 12; /* March is 0: a leap day then ends its year */
    int years = year - (shifted >= 10);
    return 365.0 * years + years / 4 - years / 100 + years / 400 + (shifted * 306 + 5) / 10 + date;
}

/* Rates of fewer comments jump about; they stand in the table alone, unless all are so few. */
#define SHOWN_COMMENTS_MIN 10

/* How many of the sorted groups the chart shows. */
static size_t count_shown(const cJSON *const *sorted, size_t count, size_t max)
{
    size_t shown = 0;
    while (shown < count && em_build_number(sorted[shown], "analyzed") >= SHOWN_COMMENTS_MIN)
        shown++;
    shown = shown ? shown : count;
    return shown < max ? shown : max;
}

static void put_breakdown(em_build *build, em_report_section *section, const breakdown *what)
{
    em_report *report = build->report;
    const cJSON *array = em_build_item(build->summary, what->path);
    size_t count = em_build_count(array, EM_BUILD_DAYS_MAX);
    const cJSON **items = largest_first(build, array, count);
    if (!count || !items)
        return;
    size_t shown = count_shown(items, count, what->shown);
    em_report_chart *chart = em_report_add_chart(report, section, what->chart_id, EM_CHART_BARS,
                                                 EM_CELL_SHARE, what->chart, shown);
    em_report_add_series(report, chart, EM_P_RECEIPT_RATE, EM_TONE_AFFIRMED);
    for (size_t i = 0; i < shown; i++) {
        em_report_chart_row *row = em_report_add_chart_row(chart, name_in(build, what, items[i]));
        if (!row)
            break;
        row->bars[0].value = em_build_number(items[i], "rate");
        em_build_interval(&row->bars[0].low, &row->bars[0].high, items[i], "interval");
    }
    em_report_grid *table = breakdown_table(build, section, what, items, count);
    if (chart) {
        chart->description = em_report_phrase(report, what->description);
        chart->table = table;
        if (shown < count && shown < what->shown)
            chart->key = EM_BUILD_SAY_PLAIN(build, EM_P_KEY_THIN_GROUPS,
                                            em_build_count_text(build, SHOWN_COMMENTS_MIN));
    }
}

/* --- days, weeks or months ----------------------------------------------------------------- */

/* Longer spans are shown by week, then by month; the table of days has them all. */
#define DAYS_SHOWN 120
#define DAYS_BY_WEEK 900

/* day_number of a Monday is 6 more than a multiple of 7 (2011-04-18: 734551). */
#define MONDAY_SHIFT 1

typedef struct span_row {
    em_str label; /* its first day, or its month */
    double key, at, analyzed, received;
} span_row;

static span_row span_of(em_str day, size_t days)
{
    double number = day_number(day);
    span_row row = { .label = day, .key = number, .at = number };
    if (days > DAYS_BY_WEEK) {
        row.label.len = day.len < 7 ? day.len : 7;
        row.key = digits_at(day, 0, 4) * 12.0 + digits_at(day, 5, 2);
    } else if (days > DAYS_SHOWN) {
        row.key = floor((number + MONDAY_SHIFT) / 7);
    }
    return row;
}

/* Sums days up to spans; they stand in order. Returns how many spans there are. */
static size_t sum_spans(em_build *build, span_row *spans, const cJSON *days, size_t count)
{
    size_t made = 0, index = 0;
    const cJSON *day;
    cJSON_ArrayForEach(day, days)
    {
        if (index == count)
            break;
        span_row row = span_of(em_build_string(build, day, "id"), count);
        index++;
        if (isnan(row.at)) /* the rest of a long tail */
            continue;
        if (made == 0 || spans[made - 1].key != row.key)
            spans[made++] = row;
        double analyzed = em_build_number(day, "analyzed");
        double received = em_build_number(day, "received");
        spans[made - 1].analyzed += analyzed > 0 ? analyzed : 0;
        spans[made - 1].received += received > 0 ? received : 0;
    }
    return made;
}

static void span_interval(em_interval *out, const span_row *span)
{
    if (em_interval_wilson(out, em_build_whole(span->received), em_build_whole(span->analyzed),
                           EM_Z_95) != EM_OK)
        *out = (em_interval){ NAN, NAN };
}

static em_report_grid *spans_table(em_build *build, em_report_section *section,
                                   const span_row *spans, size_t count)
{
    em_report *report = build->report;
    em_report_grid *table = em_report_add_table(report, section, "spans", EM_P_TABLE_SPANS, count);
    em_report_add_column(report, table, EM_P_FROM, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_ANALYZED, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_RECEIVED, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_RATE, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_INTERVAL, EM_CELL_INTERVAL);
    for (size_t i = 0; i < count; i++) {
        em_report_cell *row = em_report_add_row(table);
        em_interval interval;
        span_interval(&interval, &spans[i]);
        if (!row)
            break;
        row[0].text = spans[i].label;
        row[1].value = spans[i].analyzed;
        row[2].value = spans[i].received;
        row[3].value = spans[i].analyzed > 0 ? spans[i].received / spans[i].analyzed : NAN;
        row[4].low = interval.low;
        row[4].high = interval.high;
    }
    if (table)
        table->behind_chart = true;
    return table;
}

static bool is_thin(const span_row *span)
{
    return span->analyzed < SHOWN_COMMENTS_MIN;
}

static size_t count_thin(const span_row *spans, size_t count)
{
    size_t thin = 0;
    for (size_t i = 0; i < count; i++)
        thin += is_thin(&spans[i]);
    return thin;
}

static void spans_chart(em_build *build, em_report_section *section, const span_row *spans,
                        size_t count, em_phrase title)
{
    em_report *report = build->report;
    size_t thin = count_thin(spans, count);
    bool leave_out = thin > 0 && count - thin >= 2;
    em_report_chart *chart = em_report_add_chart(report, section, "days-rate", EM_CHART_LINE,
                                                 EM_CELL_SHARE, title, count);
    em_report_add_series(report, chart, EM_P_RECEIPT_RATE, EM_TONE_AFFIRMED);
    for (size_t i = 0; i < count; i++) {
        if (leave_out && is_thin(&spans[i]))
            continue;
        em_report_chart_row *row = em_report_add_chart_row(chart, spans[i].label);
        em_interval interval;
        span_interval(&interval, &spans[i]);
        if (!row)
            break;
        row->at = spans[i].at;
        if (spans[i].analyzed > 0)
            row->bars[0] = (em_report_bar){ spans[i].received / spans[i].analyzed, interval.low,
                                            interval.high };
    }
    em_report_grid *table = spans_table(build, section, spans, count);
    if (!chart)
        return;
    chart->description = em_report_phrase(report, EM_P_DESC_DAYS);
    chart->table = table;
    if (leave_out)
        chart->key = EM_BUILD_SAY_PLAIN(build, EM_P_KEY_THIN,
                                        em_build_count_text(build, SHOWN_COMMENTS_MIN));
}

static void put_days(em_build *build, em_report_section *section)
{
    static const breakdown DAYS = { .table_id = "days",
                                    .table = EM_P_TABLE_DAYS,
                                    .column = EM_P_DAY };
    const cJSON *days = em_build_item(build->summary, "by.day");
    size_t count = em_build_count(days, EM_BUILD_DAYS_MAX);
    span_row *spans = em_report_alloc(build->report, count, sizeof *spans);
    if (!count || !spans)
        return;
    size_t made = sum_spans(build, spans, days, count);
    spans_chart(build, section, spans, made,
                count > DAYS_BY_WEEK ? EM_P_CHART_MONTHS
                : count > DAYS_SHOWN ? EM_P_CHART_WEEKS
                                     : EM_P_CHART_DAYS);
    const cJSON **all = em_report_alloc(build->report, count, sizeof *all);
    for (size_t i = 0; all && i < count; i++)
        all[i] = i ? all[i - 1]->next : days->child;
    em_report_grid *table = all ? breakdown_table(build, section, &DAYS, all, count) : NULL;
    if (table)
        table->data_only = true;
}

/* Among the days with enough comments: with one alone there is nothing to be highest of. */
static void put_best_day(em_build *build, em_report_section *section)
{
    const cJSON *best = NULL, *day;
    size_t days = 0, thin = 0;
    cJSON_ArrayForEach(day, em_build_item(build->summary, "by.day"))
    {
        if (em_build_number(day, "analyzed") < SHOWN_COMMENTS_MIN) {
            thin++;
            continue;
        }
        days++;
        if (!best || em_build_number(day, "rate") > em_build_number(best, "rate"))
            best = day;
    }
    if (days < 2)
        return;
    em_report_add_text(build->report, section, EM_BLOCK_TEXT,
                       EM_BUILD_SAY(build, thin ? EM_P_TEXT_BEST_DAY_OF : EM_P_TEXT_BEST_DAY,
                                    em_build_string(build, best, "id"),
                                    em_build_share_text(build, em_build_number(best, "rate")),
                                    em_build_count_text(build, em_build_number(best, "received")),
                                    em_build_count_text(build, em_build_number(best, "analyzed")),
                                    em_build_count_text(build, SHOWN_COMMENTS_MIN)));
}

void em_build_places(em_build *build)
{
    static const breakdown PLATFORMS = { "by.platform",        "platform-rates",
                                         "platforms",          EM_P_CHART_PLATFORMS,
                                         EM_P_TABLE_PLATFORMS, EM_P_PLATFORM,
                                         EM_P_DESC_PLATFORMS,  12 };
    static const breakdown LANGUAGES = { "by.language",        "language-rates",
                                         "languages",          EM_P_CHART_LANGUAGES,
                                         EM_P_TABLE_LANGUAGES, EM_P_LANGUAGE,
                                         EM_P_DESC_LANGUAGES,  12 };
    static const breakdown AUTHOR_TYPES = { "by.author_type",        "author-type-rates",
                                            "author-types",          EM_P_CHART_AUTHOR_TYPES,
                                            EM_P_TABLE_AUTHOR_TYPES, EM_P_AUTHOR_TYPE,
                                            EM_P_DESC_AUTHOR_TYPES,  12 };
    if (!em_build_count(em_build_item(build->summary, "by.day"), 1) &&
        !em_build_count(em_build_item(build->summary, "by.platform"), 1) &&
        !em_build_count(em_build_item(build->summary, "by.language"), 1))
        return;
    em_report_section *section = em_report_add_section(build->report, "places", EM_P_PLACES);
    put_days(build, section);
    put_best_day(build, section);
    if (em_build_knows_platforms(build))
        put_breakdown(build, section, &PLATFORMS);
    put_breakdown(build, section, &LANGUAGES);
    put_breakdown(build, section, &AUTHOR_TYPES);
    if (em_build_count(em_build_item(build->summary, "by.author_type"), 1))
        em_report_add_text(build->report, section, EM_BLOCK_NOTE,
                           em_build_say(build, EM_P_NOTE_AUTHOR_TYPES));
}

/* --- copies -------------------------------------------------------------------------------- */

static void put_rate_row(em_build *build, em_report_chart *chart, em_report_grid *table,
                         em_phrase label, double rate, double of)
{
    em_str text = em_report_phrase(build->report, label);
    em_report_chart_row *bar = em_report_add_chart_row(chart, text);
    em_report_cell *row = em_report_add_row(table);
    if (bar)
        bar->bars[0].value = rate;
    if (row) {
        row[0].text = text;
        row[1].value = of;
        row[2].value = rate;
    }
}

#define COPIES_SHOWN 10

static em_str first_and_last(em_build *build, const cJSON *group, const char *first_key,
                             const char *last_key)
{
    em_str first = em_build_time(build, group, first_key);
    em_str last = em_build_time(build, group, last_key);
    return first.len ? EM_BUILD_SAY_PLAIN(build, EM_P_FROM_TO, first, last) : EM_STR("");
}

static em_str copied_text(em_build *build, const cJSON *group)
{
    const cJSON *text = em_build_item(group, "text");
    em_str comment = cJSON_IsString(text) ? em_str_from(text->valuestring) : EM_STR("");
    return em_build_verbatim(build, comment, comment);
}

static void largest_copies(em_build *build, em_report_section *section)
{
    const cJSON *largest = em_build_item(build->summary, "copies.largest"), *group;
    size_t count = em_build_count(largest, COPIES_SHOWN);
    if (!count)
        return;
    em_report *report = build->report;
    em_report_grid *table = em_report_add_table(report, section, "copies", EM_P_TABLE_COPIES,
                                                count);
    em_report_add_column(report, table, EM_P_TEXT, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_COMMENTS, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_SAMPLED, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_ACCOUNTS, EM_CELL_COUNT);
    em_build_add_time_column(build, table, EM_P_FIRST_AND_LAST);
    cJSON_ArrayForEach(group, largest)
    {
        em_report_cell *row = em_report_add_row(table);
        if (!row)
            break;
        row[0].text = copied_text(build, group);
        row[1].value = em_build_number(group, "comments");
        row[2].value = em_build_number(group, "sampled");
        double accounts = em_build_number(group, "sampled_accounts");
        row[3].value = accounts > 0 ? accounts : NAN; /* none: the export names no authors */
        row[4].text = first_and_last(build, group, "sampled_first", "sampled_last");
    }
    em_report_add_text(report, section, EM_BLOCK_NOTE, em_build_say(build, EM_P_NOTE_REPEATS));
}

static void put_bursts(em_build *build, em_report_section *section)
{
    const cJSON *bursts = em_build_item(build->summary, "copies.bursts"), *burst;
    size_t count = em_build_count(bursts, COPIES_SHOWN);
    if (!count)
        return;
    em_report *report = build->report;
    em_report_grid *table = em_report_add_table(report, section, "bursts", EM_P_TABLE_BURSTS,
                                                count);
    em_report_add_column(report, table, EM_P_TEXT, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_ACCOUNTS, EM_CELL_COUNT);
    em_build_add_time_column(build, table, EM_P_FIRST_AND_LAST);
    cJSON_ArrayForEach(burst, bursts)
    {
        em_report_cell *row = em_report_add_row(table);
        if (!row)
            break;
        row[0].text = copied_text(build, burst);
        row[1].value = em_build_number(burst, "accounts");
        row[2].text = first_and_last(build, burst, "first", "last");
    }
    em_report_add_text(report, section, EM_BLOCK_NOTE, em_build_say(build, EM_P_NOTE_BURSTS));
}

void em_build_copies(em_build *build)
{
    double organic = em_build_number(build->summary, "receipt.organic_rate");
    if (isnan(organic))
        return;
    em_report *report = build->report;
    em_report_section *section = em_report_add_section(report, "copies", EM_P_COPIES);
    em_report_chart *chart = em_report_add_chart(report, section, "rates-three-ways", EM_CHART_BARS,
                                                 EM_CELL_SHARE, EM_P_CHART_THREE_WAYS, 4);
    em_report_add_series(report, chart, EM_P_RECEIPT_RATE, EM_TONE_AFFIRMED);
    em_report_grid *table = em_report_add_table(report, section, "rates", EM_P_TABLE_THREE_WAYS, 4);
    em_report_add_column(report, table, EM_P_COUNTED_OVER, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_COMMENTS, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_RATE, EM_CELL_SHARE);
    const cJSON *summary = build->summary;
    put_rate_row(build, chart, table, EM_P_WAY_RAW, em_build_number(summary, "receipt.rate"),
                 em_build_number(summary, "comments.analyzed"));
    put_rate_row(build, chart, table, EM_P_WAY_ORGANIC, organic,
                 em_build_number(summary, "comments.organic"));
    put_rate_row(build, chart, table, EM_P_WAY_OWN_WORDS,
                 em_build_number(summary, "receipt.rate_own_words"),
                 em_build_number(summary, "comments.own_words"));
    bool liked = !isnan(em_build_number(summary, "likes.rate"));
    if (liked)
        put_rate_row(build, chart, table, EM_P_WAY_LIKES, em_build_number(summary, "likes.rate"),
                     em_build_number(summary, "likes.comments"));
    if (table)
        table->behind_chart = true;
    if (chart) {
        chart->description = em_report_phrase(report, EM_P_DESC_THREE_WAYS);
        chart->table = table;
    }
    em_report_add_text(report, section, EM_BLOCK_NOTE, em_build_say(build, EM_P_NOTE_COPIES));
    if (liked)
        em_report_add_text(report, section, EM_BLOCK_NOTE, em_build_say(build, EM_P_NOTE_LIKES));
    double near = em_build_number(summary, "copies.near_groups");
    if (near > 0)
        em_report_add_text(
            report, section, EM_BLOCK_NOTE,
            EM_BUILD_SAY(build, EM_P_NOTE_NEAR, em_build_count_text(build, near),
                         em_build_count_text(build, em_build_number(summary, "copies.groups"))));
    largest_copies(build, section);
    put_bursts(build, section);
}

/* --- breadth and together ------------------------------------------------------------------- */

static void put_breadth(em_build *build, em_report_section *section)
{
    em_report *report = build->report;
    const cJSON *breadth = em_build_item(build->summary, "breadth");
    size_t count = em_build_count(breadth, EM_BUILD_MESSAGES_MAX + 1);
    em_report_chart *chart = em_report_add_chart(report, section, "breadth-counts", EM_CHART_BARS,
                                                 EM_CELL_COUNT, EM_P_CHART_BREADTH, count);
    em_report_add_series(report, chart, EM_P_COMMENTS, EM_TONE_MAIN);
    em_report_grid *table = em_report_add_table(report, section, "breadth", EM_P_TABLE_BREADTH,
                                                count);
    em_report_add_column(report, table, EM_P_MESSAGES_CARRIED, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_COMMENTS, EM_CELL_COUNT);
    for (size_t i = 0; i < count; i++) {
        const cJSON *item = cJSON_GetArrayItem(breadth, (int)i);
        double comments = cJSON_IsNumber(item) ? item->valuedouble : NAN;
        em_report_cell *row = em_report_add_row(table);
        if (row) {
            row[0].value = (double)i;
            row[1].value = comments;
        }
        /* The many comments without any message would flatten the rest. */
        em_report_chart_row *bar =
            i > 0 && comments > 0
                ? em_report_add_chart_row(chart,
                                          EM_BUILD_SAY_PLAIN(build, EM_P_N_MESSAGES,
                                                             em_build_count_text(build, (double)i)))
                : NULL;
        if (bar)
            bar->bars[0].value = comments;
    }
    if (table)
        table->behind_chart = true;
    if (chart) {
        chart->description = em_report_phrase(report, EM_P_DESC_BREADTH);
        chart->table = table;
    }
}

static double together_of(const cJSON *matrix, size_t i, size_t j)
{
    const cJSON *line = cJSON_GetArrayItem(matrix, (int)i);
    const cJSON *cell = cJSON_IsArray(line) ? cJSON_GetArrayItem(line, (int)j) : NULL;
    return cJSON_IsNumber(cell) ? cell->valuedouble : NAN;
}

/* Comments with both over what chance would give if the messages had nothing to do together. */
static double lift(double both, double a, double b, double analyzed)
{
    return a > 0 && b > 0 ? both * analyzed / (a * b) : NAN;
}

static void put_together(em_build *build, em_report_section *section)
{
    const cJSON *matrix = em_build_item(build->summary, "together");
    size_t n = em_build_count(matrix, 40);
    if (n < 2 || n > build->message_count)
        return;
    em_report *report = build->report;
    double analyzed = em_build_number(build->summary, "comments.analyzed");
    em_report_grid *table = em_report_add_table(report, section, "together", EM_P_TABLE_TOGETHER,
                                                n * (n - 1) / 2);
    if (table)
        table->narrow = true;
    em_report_add_column(report, table, EM_P_MESSAGE, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_AND_MESSAGE, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_COMMENTS, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_LIFT, EM_CELL_NUMBER);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            double both = together_of(matrix, i, j);
            em_report_cell *row = both > 0 ? em_report_add_row(table) : NULL;
            if (!row)
                continue;
            const cJSON *a = cJSON_GetArrayItem(build->messages, (int)i);
            const cJSON *b = cJSON_GetArrayItem(build->messages, (int)j);
            row[0].text = em_build_label(build, a);
            row[1].text = em_build_label(build, b);
            row[2].value = both;
            row[3].value = lift(both, em_build_number(a, "affirmed"),
                                em_build_number(b, "affirmed"), analyzed);
        }
    if (table && table->row_count)
        em_report_add_text(report, section, EM_BLOCK_NOTE, em_build_say(build, EM_P_NOTE_LIFT));
}

void em_build_breadth(em_build *build)
{
    if (build->message_count < 2 || !em_build_count(em_build_item(build->summary, "breadth"), 1))
        return;
    em_report_section *section = em_report_add_section(build->report, "breadth", EM_P_BREADTH);
    put_breadth(build, section);
    put_together(build, section);
}
