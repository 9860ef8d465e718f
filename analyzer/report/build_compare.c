/* Several summaries side by side: campaign against campaign, month against month. */
#include "report/build.h"

#include "base/str.h"
#include "stats/interval.h"

#include <math.h>
#include <string.h>

/* The series of a chart; more summaries stand in the tables alone. */
#define COMPARED_IN_CHART 4

typedef struct comparison {
    em_report *report;
    em_build *builds; /* one per summary */
    em_str *names;
    em_str title;
    size_t count;
    bool same_messages;   /* else their receipt rates are not comparable        */
    size_t shared, alone; /* messages that two or more have, and those of one alone */
} comparison;

static em_str days_of(em_build *build)
{
    const cJSON *days = em_build_item(build->summary, "by.day");
    int count = cJSON_IsArray(days) ? cJSON_GetArraySize(days) : 0;
    if (count == 0)
        return EM_STR("");
    em_str first = em_build_string(build, cJSON_GetArrayItem(days, 0), "id");
    em_str last = em_build_string(build, cJSON_GetArrayItem(days, count - 1), "id");
    return EM_BUILD_SAY_PLAIN(build, EM_P_FROM_TO, first, last);
}

static em_str title_of(em_build *build)
{
    return em_build_label(build, em_build_item(build->summary, "campaign"));
}

static em_str file_of(em_build *build)
{
    const cJSON *inputs = em_build_item(build->summary, "inputs");
    em_str path = em_build_string(build, cJSON_IsArray(inputs) ? inputs->child : NULL, "path");
    for (size_t i = path.len; i > 0; i--)
        if (path.data[i - 1] == '/')
            return (em_str){ path.data + i, path.len - i };
    return path;
}

typedef em_str aspect(em_build *build);

static bool all_differ(const em_str *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (em_str_eq(names[i], names[j]))
                return false;
    return true;
}

/* Adds to all names what they are told apart by, if it differs and they need it. */
static void tell_apart(comparison *all, aspect *of)
{
    bool same = true;
    for (size_t i = 1; i < all->count; i++)
        same = same && em_str_eq(of(&all->builds[0]), of(&all->builds[i]));
    for (size_t i = 0; !same && i < all->count; i++) {
        em_build *build = &all->builds[i];
        em_str name = all->names[i], part = of(build);
        all->names[i] = name.len && part.len ? EM_BUILD_SAY_PLAIN(build, EM_P_DOT_JOIN, name, part)
                        : name.len           ? name
                                             : part;
    }
}

/* Campaigns by their titles; else by platforms and days, then by the first file, then by number. */
static void name_all(comparison *all)
{
    em_str first = title_of(&all->builds[0]);
    for (size_t i = 0; i < all->count; i++)
        all->names[i] = EM_STR("");
    tell_apart(all, title_of);
    all->title = all->names[0].len ? em_report_phrase(all->report, EM_P_COMPARISON) : first;
    if (!all_differ(all->names, all->count)) {
        tell_apart(all, em_build_platform_names);
        tell_apart(all, days_of);
    }
    if (!all_differ(all->names, all->count))
        tell_apart(all, file_of);
    for (size_t i = 0; i < all->count; i++)
        if (!all->names[i].len)
            all->names[i] = first;
    if (all_differ(all->names, all->count))
        return;
    for (size_t i = 0; i < all->count; i++) {
        em_build *build = &all->builds[i];
        all->names[i] = EM_BUILD_SAY_PLAIN(build, EM_P_NAME_AND_NUMBER, all->names[i],
                                           em_build_count_text(build, (double)i + 1));
    }
}

/* --- what they share ----------------------------------------------------------------------- */

static const cJSON *find_message(const em_build *build, const cJSON *id)
{
    const cJSON *message;
    cJSON_ArrayForEach(message, build->messages)
    {
        const cJSON *other = em_build_item(message, "id");
        if (cJSON_IsString(id) && cJSON_IsString(other) &&
            strcmp(id->valuestring, other->valuestring) == 0)
            return message;
    }
    return NULL;
}

static bool is_shared(const comparison *all, const cJSON *id)
{
    size_t holders = 0;
    for (size_t i = 0; i < all->count; i++)
        holders += find_message(&all->builds[i], id) != NULL;
    return holders > 1;
}

static bool is_first_seen(const comparison *all, size_t summary, const cJSON *id)
{
    for (size_t i = 0; i < summary; i++)
        if (find_message(&all->builds[i], id))
            return false;
    return true;
}

/* Counts each message once: those that two summaries or more have, and those of one alone. */
static void count_shared(comparison *all)
{
    for (size_t i = 0; i < all->count; i++)
        for (size_t k = 0; k < all->builds[i].message_count; k++) {
            const cJSON *message = cJSON_GetArrayItem(all->builds[i].messages, (int)k);
            const cJSON *id = em_build_item(message, "id");
            bool shared = is_shared(all, id);
            all->shared += shared && is_first_seen(all, i, id);
            all->alone += !shared;
        }
}

/* Do all look for the same messages? Only then their receipt rates measure the same thing. */
static bool same_messages(const comparison *all)
{
    for (size_t i = 1; i < all->count; i++) {
        const cJSON *message;
        if (all->builds[i].message_count != all->builds[0].message_count)
            return false;
        cJSON_ArrayForEach(message, all->builds[i].messages)
        {
            if (!find_message(&all->builds[0], em_build_item(message, "id")))
                return false;
        }
    }
    return true;
}

/* --- chapters -------------------------------------------------------------------------------- */

static void put_rates(comparison *all, em_report_section *section)
{
    em_report *report = all->report;
    em_report_chart *chart = all->same_messages
                                 ? em_report_add_chart(report, section, "compared-rates",
                                                       EM_CHART_BARS, EM_CELL_SHARE,
                                                       EM_P_CHART_COMPARED, all->count)
                                 : NULL;
    em_report_add_series(report, chart, EM_P_RECEIPT_RATE, EM_TONE_AFFIRMED);
    em_report_grid *table = em_report_add_table(report, section, "compared", EM_P_TABLE_COMPARED,
                                                all->count);
    em_report_add_column(report, table, EM_P_SUMMARY, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_ANALYZED, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_RECEIVED, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_RECEIPT_RATE, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_INTERVAL, EM_CELL_INTERVAL);
    em_report_add_column(report, table, EM_P_ORGANIC_RATE, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_DENIED, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_MEAN_SENTIMENT, EM_CELL_NUMBER);
    for (size_t i = 0; i < all->count; i++) {
        const cJSON *summary = all->builds[i].summary;
        em_report_chart_row *bar = em_report_add_chart_row(chart, all->names[i]);
        em_report_cell *row = em_report_add_row(table);
        em_report_bar rate = { .value = em_build_number(summary, "receipt.rate") };
        em_build_interval(&rate.low, &rate.high, summary, "receipt.interval");
        if (bar)
            bar->bars[0] = rate;
        if (!row)
            continue;
        row[0].text = all->names[i];
        row[1].value = em_build_number(summary, "comments.analyzed");
        row[2].value = em_build_number(summary, "receipt.received");
        row[3].value = rate.value;
        row[4].low = rate.low;
        row[4].high = rate.high;
        row[5].value = em_build_number(summary, "receipt.organic_rate");
        row[6].value = em_build_number(summary, "receipt.denied");
        row[7].value = em_build_number(summary, "sentiment.mean");
    }
    if (chart)
        chart->description = em_report_phrase(report, EM_P_DESC_COMPARED);
}

static void put_message(comparison *all, em_report_chart *chart, em_report_grid *table,
                        size_t summary, const cJSON *message)
{
    const cJSON *id = em_build_item(message, "id");
    em_str label = em_build_label(&all->builds[summary], message);
    em_report_chart_row *bar = em_report_add_chart_row(chart, label);
    em_report_cell *row = em_report_add_row(table);
    if (row)
        row[0].text = label;
    for (size_t i = 0; i < all->count; i++) {
        const cJSON *found = find_message(&all->builds[i], id);
        double rate = em_build_number(found, "rate");
        if (bar && i < COMPARED_IN_CHART) {
            bar->bars[i].value = rate;
            em_build_interval(&bar->bars[i].low, &bar->bars[i].high, found, "interval");
        }
        if (row && 1 + i < EM_REPORT_COLUMNS_MAX)
            row[1 + i].value = rate;
    }
}

static void put_messages(comparison *all, em_report_section *section)
{
    static const em_tone TONES[] = { EM_TONE_AFFIRMED, EM_TONE_MIXED, EM_TONE_MAIN,
                                     EM_TONE_QUESTIONED };
    em_report *report = all->report;
    em_report_chart *chart = em_report_add_chart(report, section, "compared-messages",
                                                 EM_CHART_BARS, EM_CELL_SHARE,
                                                 EM_P_CHART_COMPARED_MESSAGES, all->shared);
    em_report_grid *table = em_report_add_table(report, section, "compared-messages",
                                                EM_P_TABLE_COMPARED_MESSAGES, all->shared);
    em_report_add_column(report, table, EM_P_MESSAGE, EM_CELL_TEXT);
    for (size_t i = 0; i < all->count; i++) {
        em_report_add_named_column(table, all->names[i], EM_CELL_SHARE);
        if (i < COMPARED_IN_CHART)
            em_report_add_named_series(chart, all->names[i], TONES[i]);
    }
    for (size_t i = 0; i < all->count; i++)
        for (size_t k = 0; k < all->builds[i].message_count; k++) {
            const cJSON *message = cJSON_GetArrayItem(all->builds[i].messages, (int)k);
            const cJSON *id = em_build_item(message, "id");
            if (is_shared(all, id) && is_first_seen(all, i, id))
                put_message(all, chart, table, i, message);
        }
    if (chart)
        chart->description = em_report_phrase(report, EM_P_DESC_COMPARED_MESSAGES);
}

/* Is the best one's rate above that of each other, by Newcombe's interval of the difference? */
static bool leads_clearly(const comparison *all, size_t best)
{
    const cJSON *first = all->builds[best].summary;
    for (size_t i = 0; i < all->count; i++) {
        const cJSON *other = all->builds[i].summary;
        em_interval difference;
        if (i == best)
            continue;
        if (em_interval_newcombe(
                &difference, em_build_whole(em_build_number(first, "receipt.received")),
                em_build_whole(em_build_number(first, "comments.analyzed")),
                em_build_whole(em_build_number(other, "receipt.received")),
                em_build_whole(em_build_number(other, "comments.analyzed")), EM_Z_95) != EM_OK ||
            difference.low <= 0)
            return false;
    }
    return true;
}

static size_t best_of(const comparison *all)
{
    size_t best = 0;
    for (size_t i = 1; i < all->count; i++)
        if (em_build_number(all->builds[i].summary, "receipt.rate") >
            em_build_number(all->builds[best].summary, "receipt.rate"))
            best = i;
    return best;
}

static void put_apart(comparison *all)
{
    em_build *build = &all->builds[0];
    all->report->headline = em_build_say(build, EM_P_HEADLINE_APART);
    all->report->summary = all->shared
                               ? EM_BUILD_SAY(build, EM_P_SUMMARY_APART,
                                              em_build_count_text(build, (double)all->shared),
                                              em_build_count_text(build, (double)all->alone))
                               : em_build_say(build, EM_P_SUMMARY_DISJOINT);
}

static void put_lead(comparison *all)
{
    em_report *report = all->report;
    size_t best = best_of(all);
    em_build *build = &all->builds[best];
    double low, high;
    em_build_interval(&low, &high, build->summary, "receipt.interval");
    em_str rate = em_build_share_text(build, em_build_number(build->summary, "receipt.rate"));
    report->headline = leads_clearly(all, best)
                           ? EM_BUILD_SAY(build, EM_P_HEADLINE_COMPARED, all->names[best], rate)
                           : em_build_say(build, EM_P_HEADLINE_NO_LEADER);
    report->summary = EM_BUILD_SAY(build, EM_P_SUMMARY_COMPARED, all->names[best], rate,
                                   em_build_interval_text(build, low, high));
}

static void put_head(comparison *all)
{
    em_build *build = &all->builds[0];
    all->report->title = all->title;
    all->report->subtitle = EM_BUILD_SAY_PLAIN(build, EM_P_N_SUMMARIES,
                                               em_build_count_text(build, (double)all->count));
    if (all->same_messages)
        put_lead(all);
    else
        put_apart(all);
}

/* The lexicons of all: rates are comparable only where these agree. */
static bool same_lexicons(const comparison *all)
{
    for (size_t i = 1; i < all->count; i++)
        if (!cJSON_Compare(em_build_item(all->builds[0].summary, "campaign.lexicons"),
                           em_build_item(all->builds[i].summary, "campaign.lexicons"), true))
            return false;
    return true;
}

em_status em_build_comparison(em_report *report, const cJSON *const *summaries, size_t count,
                              em_error *err)
{
    comparison all = { .report = report, .count = count };
    all.builds = em_report_alloc(report, count, sizeof *all.builds);
    all.names = em_report_alloc(report, count, sizeof *all.names);
    for (size_t i = 0; all.builds && all.names && i < count; i++) {
        em_status status = em_build_start(&all.builds[i], report, summaries[i], NULL, err);
        if (status != EM_OK)
            return status;
    }
    if (report->status == EM_OK) {
        name_all(&all);
        all.same_messages = same_messages(&all);
        count_shared(&all);
        put_head(&all);
        em_report_section *section = em_report_add_section(report, "compared", EM_P_COMPARED);
        put_rates(&all, section);
        if (all.shared)
            put_messages(&all, section);
        em_report_add_text(report, section, EM_BLOCK_NOTE,
                           em_build_say(&all.builds[0], same_lexicons(&all)
                                                            ? EM_P_NOTE_COMPARED
                                                            : EM_P_NOTE_COMPARED_LEXICONS));
        em_build_limits(&all.builds[0]);
        report->footer = EM_BUILD_SAY_PLAIN(
            &all.builds[0], EM_P_FOOTER,
            em_build_string(&all.builds[0], summaries[0], "tool.version"));
    }
    if (report->status != EM_OK)
        return em_error_set(err, report->status, "no memory for the report");
    return EM_OK;
}
