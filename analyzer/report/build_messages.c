/* The key messages one by one: rates, stances, targets, the words that were found; and change. */
#include "report/build.h"

#include "base/str.h"

#include <math.h>
#include <string.h>

static double target_of(em_build *build, const cJSON *message)
{
    const cJSON *id = em_build_item(message, "id"), *target;
    cJSON_ArrayForEach(target, em_build_item(build->summary, "targets"))
    {
        const cJSON *of = em_build_item(target, "message");
        if (cJSON_IsString(id) && cJSON_IsString(of) &&
            strcmp(id->valuestring, of->valuestring) == 0)
            return em_build_number(target, "target");
    }
    return NAN;
}

static em_report_grid *rates_table(em_build *build, em_report_section *section)
{
    em_report *report = build->report;
    em_report_grid *table = em_report_add_table(report, section, "messages", EM_P_TABLE_MESSAGES,
                                                build->message_count);
    em_report_add_column(report, table, EM_P_MESSAGE, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_AFFIRMED, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_RATE, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_INTERVAL, EM_CELL_INTERVAL);
    em_report_add_column(report, table, EM_P_ORGANIC_RATE, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_TARGET, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_POSITIVE, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_NEGATIVE, EM_CELL_SHARE);
    for (size_t i = 0; i < build->message_count; i++) {
        const cJSON *message = cJSON_GetArrayItem(build->messages, (int)i);
        em_report_cell *row = em_report_add_row(table);
        if (!row)
            continue;
        row[0].text = em_build_label(build, message);
        row[1].value = em_build_number(message, "affirmed");
        row[2].value = em_build_number(message, "rate");
        em_build_interval(&row[3].low, &row[3].high, message, "interval");
        row[4].value = em_build_number(message, "organic_rate");
        row[5].value = target_of(build, message);
        row[6].value = em_build_feeling_share(em_build_item(message, "sentiment"), "positive");
        row[7].value = em_build_feeling_share(em_build_item(message, "sentiment"), "negative");
    }
    return table;
}

static void rates_chart(em_build *build, em_report_section *section)
{
    em_report *report = build->report;
    em_report_chart *chart = em_report_add_chart(report, section, "message-rates", EM_CHART_BARS,
                                                 EM_CELL_SHARE, EM_P_CHART_MESSAGES,
                                                 build->message_count);
    em_report_add_series(report, chart, EM_P_RATE, EM_TONE_AFFIRMED);
    bool targets = false;
    for (size_t i = 0; i < build->message_count; i++) {
        const cJSON *message = cJSON_GetArrayItem(build->messages, (int)i);
        em_report_chart_row *row = em_report_add_chart_row(chart, em_build_label(build, message));
        if (!row)
            continue;
        row->target = target_of(build, message);
        targets = targets || !isnan(row->target);
        row->bars[0].value = em_build_number(message, "rate");
        em_build_interval(&row->bars[0].low, &row->bars[0].high, message, "interval");
    }
    if (!chart)
        return;
    chart->key = em_report_phrase(report, EM_P_LEGEND_INTERVAL);
    if (targets)
        chart->key = EM_BUILD_SAY_PLAIN(build, EM_P_DOT_JOIN, chart->key,
                                        em_report_phrase(report, EM_P_LEGEND_TARGET));
    chart->description = EM_BUILD_SAY_PLAIN(
        build, EM_P_DESC_MESSAGES, em_build_count_text(build, (double)build->message_count));
}

static const struct {
    const char *field;
    em_phrase phrase;
    em_tone tone;
} STANCES[] = { { "affirmed", EM_P_AFFIRMED, EM_TONE_AFFIRMED },
                { "mixed", EM_P_MIXED, EM_TONE_MIXED },
                { "denied", EM_P_DENIED, EM_TONE_DENIED },
                { "questioned", EM_P_QUESTIONED, EM_TONE_QUESTIONED },
                { "quoted", EM_P_QUOTED, EM_TONE_QUOTED } };
#define STANCE_COUNT (sizeof STANCES / sizeof *STANCES)

static em_report_grid *stance_table(em_build *build, em_report_section *section)
{
    em_report *report = build->report;
    em_report_grid *table = em_report_add_table(report, section, "stances", EM_P_TABLE_STANCES,
                                                build->message_count);
    em_report_add_column(report, table, EM_P_MESSAGE, EM_CELL_TEXT);
    for (size_t k = 0; k < STANCE_COUNT; k++)
        em_report_add_column(report, table, STANCES[k].phrase, EM_CELL_COUNT);
    for (size_t i = 0; i < build->message_count; i++) {
        const cJSON *message = cJSON_GetArrayItem(build->messages, (int)i);
        em_report_cell *row = em_report_add_row(table);
        for (size_t k = 0; row && k < STANCE_COUNT; k++)
            row[k + 1].value = em_build_number(message, STANCES[k].field);
        if (row)
            row[0].text = em_build_label(build, message);
    }
    if (table)
        table->behind_chart = true;
    return table;
}

static void stance_chart(em_build *build, em_report_section *section)
{
    em_report *report = build->report;
    em_report_chart *chart = em_report_add_chart(report, section, "message-stances", EM_CHART_STACK,
                                                 EM_CELL_COUNT, EM_P_CHART_STANCES,
                                                 build->message_count);
    for (size_t k = 0; k < STANCE_COUNT; k++)
        em_report_add_series(report, chart, STANCES[k].phrase, STANCES[k].tone);
    for (size_t i = 0; i < build->message_count; i++) {
        const cJSON *message = cJSON_GetArrayItem(build->messages, (int)i);
        em_report_chart_row *row = em_report_add_chart_row(chart, em_build_label(build, message));
        for (size_t k = 0; row && k < STANCE_COUNT; k++)
            row->bars[k].value = em_build_number(message, STANCES[k].field);
    }
    em_report_grid *table = stance_table(build, section);
    if (chart) {
        chart->description = em_report_phrase(report, EM_P_DESC_STANCES);
        chart->key = em_report_phrase(report, EM_P_KEY_STANCES);
        chart->table = table;
    }
}

/* The words found most, per message. */
#define WORDS_SHOWN 8

/* What a rule or pattern found may be half a sentence. */
#define WORD_BYTES 42

static em_str short_word(em_build *build, const cJSON *word)
{
    const cJSON *found = em_build_item(word, "word");
    em_str text = cJSON_IsString(found) ? em_str_from(found->valuestring) : EM_STR("");
    text = em_build_verbatim(build, text, text);
    if (text.len <= WORD_BYTES)
        return text;
    return em_report_printf(build->report, "%.*s…", (int)em_str_cut(text, WORD_BYTES), text.data);
}

static em_str word_list(em_build *build, const cJSON *message)
{
    em_str list = EM_STR("");
    const cJSON *word;
    int shown = 0;
    cJSON_ArrayForEach(word, em_build_item(message, "words"))
    {
        if (shown++ >= WORDS_SHOWN)
            break;
        em_phrase phrase = cJSON_IsTrue(em_build_item(word, "negated")) ? EM_P_WORD_DENIED
                                                                        : EM_P_WORD_FOUND;
        em_str item = EM_BUILD_SAY_PLAIN(
            build, phrase, short_word(build, word),
            em_build_count_text(build, em_build_number(word, "comments")));
        list = list.len ? EM_BUILD_SAY_PLAIN(build, EM_P_LIST_AND_MORE, list, item) : item;
    }
    return list;
}

/* Were some comments that affirm a message left out of the sample that the words come from? */
static bool is_word_sample(em_build *build)
{
    const cJSON *message;
    cJSON_ArrayForEach(message, build->messages)
    {
        if (em_build_number(message, "words_sampled") < em_build_number(message, "affirmed"))
            return true;
    }
    return false;
}

static void words_table(em_build *build, em_report_section *section)
{
    em_report *report = build->report;
    em_report_grid *table = em_report_add_table(report, section, "terms", EM_P_TABLE_WORDS,
                                                build->message_count);
    em_report_add_column(report, table, EM_P_MESSAGE, EM_CELL_TEXT);
    em_build_add_time_column(build, table, EM_P_FIRST_RECEIVED);
    em_report_add_column(report, table, EM_P_WORDS, EM_CELL_TEXT);
    for (size_t i = 0; i < build->message_count; i++) {
        const cJSON *message = cJSON_GetArrayItem(build->messages, (int)i);
        em_report_cell *row = em_report_add_row(table);
        if (!row)
            continue;
        row[0].text = em_build_label(build, message);
        row[1].text = em_build_time(build, message, "first_received");
        row[2].text = word_list(build, message);
    }
    em_report_add_text(
        report, section, EM_BLOCK_NOTE,
        em_build_say(build, is_word_sample(build) ? EM_P_NOTE_WORDS_SAMPLE : EM_P_NOTE_WORDS));
}

void em_build_messages(em_build *build)
{
    if (!build->message_count)
        return;
    em_report *report = build->report;
    em_report_section *section = em_report_add_section(report, "messages", EM_P_MESSAGES);
    em_report_add_text(report, section, EM_BLOCK_LEAD, em_build_say(build, EM_P_LEAD_MESSAGES));
    rates_chart(build, section);
    stance_chart(build, section);
    rates_table(build, section);
    em_report_add_text(report, section, EM_BLOCK_NOTE, em_build_say(build, EM_P_NOTE_STANCES));
    words_table(build, section);
}

/* --- change between periods ------------------------------------------------------------------ */

static em_phrase change_word(const cJSON *change)
{
    const cJSON *verdict = em_build_item(change, "verdict");
    if (!cJSON_IsString(verdict))
        return EM_P_CHANGE_OPEN;
    if (strcmp(verdict->valuestring, "up") == 0)
        return EM_P_CHANGE_UP;
    return strcmp(verdict->valuestring, "down") == 0 ? EM_P_CHANGE_DOWN : EM_P_CHANGE_OPEN;
}

static em_str change_label(em_build *build, const cJSON *change)
{
    const cJSON *message = em_build_item(change, "message");
    return cJSON_IsString(message) ? em_build_label_of(build, message->valuestring)
                                   : em_report_phrase(build->report, EM_P_ANY_MESSAGE);
}

static void change_table(em_build *build, em_report_section *section, const cJSON *changes)
{
    em_report *report = build->report;
    em_report_grid *table = em_report_add_table(report, section, "change", EM_P_TABLE_CHANGE,
                                                em_build_count(changes, EM_BUILD_MESSAGES_MAX * 8));
    em_report_add_column(report, table, EM_P_MESSAGE, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_PERIOD, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_RATE_BASELINE, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_RATE_PERIOD, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_DIFFERENCE, EM_CELL_POINTS);
    em_report_add_column(report, table, EM_P_INTERVAL, EM_CELL_POINTS_INTERVAL);
    em_report_add_column(report, table, EM_P_P_HOLM, EM_CELL_P_VALUE);
    em_report_add_column(report, table, EM_P_RESULT, EM_CELL_TEXT);
    em_report_keep_whole(table);
    const cJSON *change;
    cJSON_ArrayForEach(change, changes)
    {
        em_report_cell *row = em_report_add_row(table);
        if (!row)
            break;
        row[0].text = change_label(build, change);
        row[1].text = em_build_string(build, change, "period");
        row[2].value = em_build_number(change, "rate_baseline");
        row[3].value = em_build_number(change, "rate");
        row[4].value = em_build_number(change, "difference");
        em_build_interval(&row[5].low, &row[5].high, change, "interval");
        row[6].value = em_build_number(change, "p_holm");
        row[7].text = em_report_phrase(report, change_word(change));
    }
}

const cJSON *em_build_periods(em_build *build)
{
    const cJSON *named = em_build_item(build->summary, "campaign.periods");
    return em_build_count(named, 1) ? named : em_build_item(build->summary, "by.period");
}

const cJSON *em_build_period(em_build *build, const char *id)
{
    const cJSON *period;
    cJSON_ArrayForEach(period, em_build_item(build->summary, "by.period"))
    {
        const cJSON *other = em_build_item(period, "id");
        if (cJSON_IsString(other) && strcmp(other->valuestring, id) == 0)
            return period;
    }
    return NULL;
}

#define PERIODS_SHOWN 60

static em_report_grid *periods_table(em_build *build, em_report_section *section, bool none)
{
    const cJSON *periods = em_build_periods(build), *period;
    em_report_grid *table = em_build_rate_table(
        build, section, "periods", none ? EM_P_TABLE_PERIODS_NONE : EM_P_TABLE_PERIODS, EM_P_PERIOD,
        em_build_count(periods, PERIODS_SHOWN));
    cJSON_ArrayForEach(period, periods)
    {
        const cJSON *id = em_build_item(period, "id");
        if (cJSON_IsString(id))
            em_build_rate_row(table, em_build_string(build, period, "id"),
                              em_build_period(build, id->valuestring));
    }
    if (table)
        table->behind_chart = !none;
    return table;
}

static void periods_chart(em_build *build, em_report_section *section)
{
    em_report *report = build->report;
    const cJSON *periods = em_build_item(build->summary, "by.period"), *period;
    em_report_chart *chart = em_report_add_chart(report, section, "periods", EM_CHART_BARS,
                                                 EM_CELL_SHARE, EM_P_CHART_PERIODS,
                                                 em_build_count(periods, PERIODS_SHOWN));
    em_report_add_series(report, chart, EM_P_RECEIPT_RATE, EM_TONE_AFFIRMED);
    cJSON_ArrayForEach(period, periods)
    {
        em_report_chart_row *row = em_report_add_chart_row(chart,
                                                           em_build_string(build, period, "id"));
        if (!row)
            break;
        row->bars[0].value = em_build_number(period, "rate");
        em_build_interval(&row->bars[0].low, &row->bars[0].high, period, "interval");
    }
    em_report_grid *table = periods_table(build, section, false);
    if (!chart)
        return;
    chart->description = em_report_phrase(report, EM_P_DESC_PERIODS);
    chart->table = table;
}

void em_build_change(em_build *build)
{
    const cJSON *changes = em_build_item(build->summary, "change");
    if (!em_build_count(em_build_periods(build), 1) ||
        !(em_build_number(build->summary, "comments.analyzed") > 0))
        return;
    em_report *report = build->report;
    em_report_section *section = em_report_add_section(report, "change", EM_P_CHANGE);
    if (em_build_count(em_build_item(build->summary, "by.period"), 1))
        periods_chart(build, section);
    else
        (void)periods_table(build, section, true);
    if (!em_build_count(changes, 1))
        return;
    em_report_add_text(report, section, EM_BLOCK_NOTE, em_build_say(build, EM_P_NOTE_CHANGE));
    change_table(build, section, changes);
}
