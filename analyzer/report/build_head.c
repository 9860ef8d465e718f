/* The top of the report: headline, figures, what to take from it and what to do next. */
#include "report/build.h"

#include "base/str.h"
#include "stats/target.h"

#include <math.h>
#include <string.h>

/* --- head ---------------------------------------------------------------------------------- */

static em_str first_id(em_build *build, const cJSON *array, bool last)
{
    const cJSON *item = NULL;
    int count = cJSON_IsArray(array) ? cJSON_GetArraySize(array) : 0;
    for (int i = 0; i < count; i++) {
        const cJSON *day = cJSON_GetArrayItem(array, last ? count - 1 - i : i);
        const cJSON *id = em_build_item(day, "id");
        if (cJSON_IsString(id) && id->valuestring[0] >= '0' && id->valuestring[0] <= '9') {
            item = day;
            break;
        }
    }
    return em_build_string(build, item, "id");
}

/* The platforms with most comments: so many by name, then how many more there are. */
#define PLATFORMS_NAMED 3

static const cJSON *next_largest(const cJSON *platforms, const cJSON *const *named, size_t count)
{
    const cJSON *platform, *best = NULL;
    cJSON_ArrayForEach(platform, platforms)
    {
        bool used = !cJSON_IsString(em_build_item(platform, "id"));
        for (size_t i = 0; i < count; i++)
            used = used || named[i] == platform;
        if (!used &&
            (!best || em_build_number(platform, "analyzed") > em_build_number(best, "analyzed")))
            best = platform;
    }
    return best;
}

em_str em_build_platform_names(em_build *build)
{
    em_str names = EM_STR("");
    const cJSON *platforms = em_build_item(build->summary, "by.platform");
    const cJSON *named[PLATFORMS_NAMED + 1];
    size_t all = em_build_count(platforms, SIZE_MAX);
    size_t shown = all <= PLATFORMS_NAMED + 1 ? all : PLATFORMS_NAMED;
    if (!em_build_knows_platforms(build))
        return names;
    for (size_t i = 0; i < shown; i++) {
        named[i] = next_largest(platforms, named, i);
        em_str id = named[i] ? em_build_string(build, named[i], "id") : EM_STR("");
        if (!id.len)
            return names;
        em_str name = em_build_platform(build, id);
        names = names.len ? EM_BUILD_SAY_PLAIN(build, EM_P_LIST_AND_MORE, names, name) : name;
    }
    return all > shown ? EM_BUILD_SAY_PLAIN(build, EM_P_AND_N_MORE, names,
                                            em_build_count_text(build, (double)(all - shown)))
                       : names;
}

static em_str subtitle(em_build *build)
{
    const cJSON *days = em_build_item(build->summary, "by.day");
    em_str first = first_id(build, days, false), last = first_id(build, days, true);
    em_str comments = em_build_count_text(build,
                                          em_build_number(build->summary, "comments.analyzed"));
    em_str line = EM_BUILD_SAY_PLAIN(build, EM_P_N_COMMENTS, comments);
    if (first.len)
        line = em_str_eq(first, last)
                   ? EM_BUILD_SAY_PLAIN(build, EM_P_DOT_JOIN, line, first)
                   : EM_BUILD_SAY_PLAIN(build, EM_P_DOT_JOIN, line,
                                        EM_BUILD_SAY_PLAIN(build, EM_P_FROM_TO, first, last));
    em_str platforms = em_build_platform_names(build);
    return platforms.len ? EM_BUILD_SAY_PLAIN(build, EM_P_DOT_JOIN, line, platforms) : line;
}

static const cJSON *best_message(em_build *build)
{
    const cJSON *message, *best = NULL;
    double most = 0;
    cJSON_ArrayForEach(message, build->messages)
    {
        double rate = em_build_number(message, "rate");
        if (rate > most) {
            most = rate;
            best = message;
        }
    }
    return best;
}

static void put_headline(em_build *build)
{
    em_report *report = build->report;
    const cJSON *receipt = em_build_item(build->summary, "receipt");
    double analyzed = em_build_number(build->summary, "comments.analyzed");
    double received = em_build_number(receipt, "received");
    if (!(analyzed > 0)) {
        report->headline = em_build_say(build, EM_P_HEADLINE_EMPTY);
        return;
    }
    double low, high;
    em_build_interval(&low, &high, receipt, "interval");
    em_str rate = em_build_share_text(build, em_build_number(receipt, "rate"));
    report->headline = received > 0 ? EM_BUILD_SAY(build, EM_P_HEADLINE, rate)
                                    : em_build_say(build, EM_P_HEADLINE_NONE);
    report->summary = EM_BUILD_SAY(build, EM_P_SUMMARY_COUNTS, em_build_count_text(build, received),
                                   em_build_count_text(build, analyzed),
                                   em_build_interval_text(build, low, high));
    const cJSON *best = best_message(build);
    if (best)
        report->summary = em_report_join(
            report, report->summary,
            EM_BUILD_SAY(build, EM_P_SUMMARY_BEST, em_build_label(build, best),
                         em_build_share_text(build, em_build_number(best, "rate"))));
    double denied = em_build_number(receipt, "denied");
    if (denied > 0)
        report->summary = em_report_join(
            report, report->summary,
            EM_BUILD_SAY(build, EM_P_SUMMARY_DENIED, em_build_count_text(build, denied),
                         em_build_share_text(build, denied / analyzed)));
}

/* Too few comments to judge a target by, whatever the interval says. */
static bool is_too_few(em_build *build)
{
    return em_build_number(build->summary, "comments.analyzed") < EM_TARGET_COMMENTS_MIN;
}

static void put_targets_figure(em_build *build)
{
    const cJSON *targets = em_build_item(build->summary, "targets");
    size_t all = em_build_count(targets, EM_BUILD_MESSAGES_MAX), met = 0, open = 0;
    const cJSON *target;
    cJSON_ArrayForEach(target, targets)
    {
        const cJSON *verdict = em_build_item(target, "verdict");
        met += cJSON_IsString(verdict) && strcmp(verdict->valuestring, "met") == 0;
        open += cJSON_IsString(verdict) && strcmp(verdict->valuestring, "too_close") == 0;
    }
    if (!all || is_too_few(build))
        return;
    em_report_add_figure(build->report, &build->report->figures, EM_P_FIGURE_TARGETS,
                         EM_BUILD_SAY_PLAIN(build, EM_P_M_OF_N,
                                            em_build_count_text(build, (double)met),
                                            em_build_count_text(build, (double)all)),
                         open ? EM_BUILD_SAY_PLAIN(build, EM_P_FIGURE_TARGETS_OPEN,
                                                   em_build_count_text(build, (double)open))
                              : EM_STR(""));
}

static void put_figures(em_build *build)
{
    em_report *report = build->report;
    const cJSON *receipt = em_build_item(build->summary, "receipt");
    double low, high;
    em_build_interval(&low, &high, receipt, "interval");
    em_report_add_figure(
        report, &report->figures, EM_P_RECEIPT_RATE,
        em_build_share_text(build, em_build_number(receipt, "rate")),
        EM_BUILD_SAY_PLAIN(build, EM_P_FIGURE_INTERVAL, em_build_interval_text(build, low, high)));
    em_report_add_figure(
        report, &report->figures, EM_P_RATE_OWN_WORDS,
        em_build_share_text(build, em_build_number(receipt, "rate_own_words")),
        EM_BUILD_SAY_PLAIN(
            build, EM_P_FIGURE_OWN_WORDS,
            em_build_count_text(build, em_build_number(build->summary, "comments.own_words"))));
    em_report_add_figure(
        report, &report->figures, EM_P_ORGANIC_RATE,
        em_build_share_text(build, em_build_number(receipt, "organic_rate")),
        EM_BUILD_SAY_PLAIN(
            build, EM_P_FIGURE_ORGANIC,
            em_build_count_text(build, em_build_number(build->summary, "comments.organic"))));
    const cJSON *all = em_build_item(build->summary, "sentiment");
    em_report_add_figure(
        report, &report->figures, EM_P_FIGURE_SENTIMENT,
        em_build_share_text(build, em_build_feeling_share(all, "positive")),
        EM_BUILD_SAY_PLAIN(build, EM_P_FIGURE_NEGATIVE,
                           em_build_share_text(build, em_build_feeling_share(all, "negative"))));
    put_targets_figure(build);
}

void em_build_head(em_build *build)
{
    const cJSON *campaign = em_build_item(build->summary, "campaign");
    build->report->title = em_build_label(build, campaign);
    build->report->subtitle = subtitle(build);
    put_headline(build);
    put_figures(build);
}

/* --- findings ------------------------------------------------------------------------------ */

static void put_unjudged_point(em_build *build, em_report_block *points, const cJSON *target,
                               const char *message_id)
{
    double analyzed = em_build_number(build->summary, "comments.analyzed");
    em_report_add_point(build->report, points, EM_POINT_OPEN,
                        EM_BUILD_SAY(build, EM_P_POINT_TARGET_FEW,
                                     em_build_label_of(build, message_id),
                                     em_build_share_text(build, em_build_number(target, "rate")),
                                     em_build_share_text(build, em_build_number(target, "target")),
                                     em_build_count_text(build, analyzed)));
}

static void put_target_points(em_build *build, em_report_block *points)
{
    static const struct {
        const char *verdict;
        em_phrase phrase;
        em_point_tone tone;
    } WAYS[] = { { "met", EM_P_POINT_TARGET_MET, EM_POINT_GOOD },
                 { "not_met", EM_P_POINT_TARGET_NOT_MET, EM_POINT_BAD },
                 { "too_close", EM_P_POINT_TARGET_OPEN, EM_POINT_OPEN } };
    const cJSON *target;
    cJSON_ArrayForEach(target, em_build_item(build->summary, "targets"))
    {
        const cJSON *id = em_build_item(target, "message");
        const cJSON *verdict = em_build_item(target, "verdict");
        if (!cJSON_IsString(id) || !cJSON_IsString(verdict))
            continue;
        if (is_too_few(build)) {
            put_unjudged_point(build, points, target, id->valuestring);
            continue;
        }
        double low, high;
        em_build_interval(&low, &high, target, "interval");
        for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++)
            if (strcmp(verdict->valuestring, WAYS[i].verdict) == 0)
                em_report_add_point(
                    build->report, points, WAYS[i].tone,
                    EM_BUILD_SAY(build, WAYS[i].phrase, em_build_label_of(build, id->valuestring),
                                 em_build_share_text(build, em_build_number(target, "rate")),
                                 em_build_share_text(build, em_build_number(target, "target")),
                                 em_build_interval_text(build, low, high)));
    }
}

static void put_denied_points(em_build *build, em_report_block *points)
{
    const cJSON *message;
    cJSON_ArrayForEach(message, build->messages)
    {
        double affirmed = em_build_number(message, "affirmed");
        double denied = em_build_number(message, "denied");
        if (denied > affirmed)
            em_report_add_point(build->report, points, EM_POINT_BAD,
                                EM_BUILD_SAY(build, EM_P_POINT_DENIED_MORE,
                                             em_build_label(build, message),
                                             em_build_count_text(build, denied),
                                             em_build_count_text(build, affirmed)));
    }
}

/* Organic rates that differ from the plain one by this factor are worth a sentence. */
#define COPIES_MATTER 1.2

static void put_copies_point(em_build *build, em_report_block *points)
{
    double rate = em_build_number(build->summary, "receipt.rate");
    double organic = em_build_number(build->summary, "receipt.organic_rate");
    if (!(rate > 0) || !(organic > 0) || !(em_build_number(build->summary, "copies.groups") > 0))
        return;
    em_phrase phrase = rate > organic * COPIES_MATTER   ? EM_P_POINT_COPIES_RAISE
                       : organic > rate * COPIES_MATTER ? EM_P_POINT_COPIES_LOWER
                                                        : EM_P_POINT_COPIES_EVEN;
    em_report_add_point(build->report, points,
                        phrase == EM_P_POINT_COPIES_EVEN ? EM_POINT_PLAIN : EM_POINT_OPEN,
                        EM_BUILD_SAY(build, phrase, em_build_share_text(build, organic),
                                     em_build_share_text(build, rate)));
}

static void put_change_point(em_build *build, em_report_block *points)
{
    const cJSON *change;
    cJSON_ArrayForEach(change, em_build_item(build->summary, "change"))
    {
        const cJSON *verdict = em_build_item(change, "verdict");
        if (cJSON_IsString(em_build_item(change, "message")) || !cJSON_IsString(verdict))
            continue;
        bool up = strcmp(verdict->valuestring, "up") == 0;
        bool down = strcmp(verdict->valuestring, "down") == 0;
        double difference = em_build_number(change, "difference");
        em_report_add_point(build->report, points,
                            up     ? EM_POINT_GOOD
                            : down ? EM_POINT_BAD
                                   : EM_POINT_OPEN,
                            EM_BUILD_SAY(build,
                                         up     ? EM_P_POINT_CHANGE_UP
                                         : down ? EM_P_POINT_CHANGE_DOWN
                                                : EM_P_POINT_CHANGE_OPEN,
                                         em_build_string(build, change, "period"),
                                         em_build_string(build, change, "baseline"),
                                         up || down
                                             ? em_build_fixed_text(build, fabs(difference) * 100, 1)
                                             : em_build_points_text(build, difference)));
    }
}

static void put_periods_point(em_build *build, em_report_block *points)
{
    const cJSON *summary = build->summary;
    const cJSON *baseline = em_build_item(summary, "campaign.baseline");
    size_t filled = em_build_count(em_build_item(summary, "by.period"), 2);
    em_report_text text;
    if (!em_build_count(em_build_periods(build), 1))
        return;
    if (!filled)
        text = em_build_say(build, em_build_number(summary, "comments.undated") ==
                                           em_build_number(summary, "comments.analyzed")
                                       ? EM_P_POINT_NO_DATES
                                       : EM_P_POINT_NO_PERIOD);
    else if (cJSON_IsString(baseline) && !em_build_period(build, baseline->valuestring))
        text = EM_BUILD_SAY(build, EM_P_POINT_NO_BASELINE,
                            em_build_string(build, summary, "campaign.baseline"));
    else if (cJSON_IsString(baseline) && filled == 1)
        text = EM_BUILD_SAY(build, EM_P_POINT_ONLY_BASELINE,
                            em_build_string(build, summary, "campaign.baseline"));
    else
        return;
    em_report_add_point(build->report, points, EM_POINT_OPEN, text);
}

/* Inputs that are cut off: the figures lack what stood behind. */
static void put_broken_points(em_build *build, em_report_block *points)
{
    const cJSON *input;
    cJSON_ArrayForEach(
        input, em_build_item(build->summary,
                             "inputs")) if (cJSON_IsString(em_build_item(input, "broken_off")))
        em_report_add_point(build->report, points, EM_POINT_BAD,
                            EM_BUILD_SAY(build,
                                         em_build_string(build, input, "format").len
                                             ? EM_P_POINT_BROKEN_OFF
                                             : EM_P_POINT_UNREADABLE,
                                         em_build_string(build, input, "path"),
                                         em_build_string(build, input, "broken_off")));
}

/* With fewer comments that say something of their own, the plain rate is diluted. */
#define OWN_WORDS_MATTER 0.8

static void put_reposts_point(em_build *build, em_report_block *points)
{
    double analyzed = em_build_number(build->summary, "comments.analyzed");
    double own = em_build_number(build->summary, "comments.own_words");
    double rate = em_build_number(build->summary, "receipt.rate_own_words");
    if (!(own < analyzed * OWN_WORDS_MATTER) || isnan(rate))
        return;
    em_report_add_point(build->report, points, EM_POINT_OPEN,
                        EM_BUILD_SAY(build, EM_P_POINT_REPOSTS,
                                     em_build_share_text(build, own / analyzed),
                                     em_build_share_text(build, rate)));
}

/* Heading and list, once there is a step to put in. */
static void add_step(em_build *build, em_report_section *section, em_report_block **steps,
                     em_report_text text)
{
    if (!*steps) {
        em_report_add_text(build->report, section, EM_BLOCK_HEADING,
                           em_build_say(build, EM_P_NEXT_STEPS));
        *steps = em_report_add_text(build->report, section, EM_BLOCK_POINTS, (em_report_text){ 0 });
    }
    em_report_add_point(build->report, *steps, EM_POINT_PLAIN, text);
}

static void put_next_steps(em_build *build, em_report_section *section)
{
    const cJSON *message;
    em_report_block *steps = NULL;
    cJSON_ArrayForEach(message, build->messages)
    {
        double affirmed = em_build_number(message, "affirmed");
        double against = em_build_number(message, "denied") +
                         em_build_number(message, "questioned");
        if (affirmed == 0)
            add_step(build, section, &steps,
                     EM_BUILD_SAY(build, EM_P_STEP_SILENT, em_build_label(build, message)));
        else if (against > affirmed)
            add_step(build, section, &steps,
                     EM_BUILD_SAY(build, EM_P_STEP_ANSWER, em_build_label(build, message),
                                  em_build_count_text(build, against)));
    }
    double read = em_build_number(build->summary, "comments.read");
    double rejected = em_build_number(build->summary, "comments.rejected");
    if (rejected > 0 && rejected / read > 0.01)
        add_step(build, section, &steps,
                 EM_BUILD_SAY(build, EM_P_STEP_REJECTED, em_build_count_text(build, rejected)));
    if (em_build_count(em_build_item(build->summary, "themes.words"), 1))
        add_step(build, section, &steps, em_build_say(build, EM_P_STEP_THEMES));
    if (!build->scores)
        add_step(build, section, &steps, em_build_say(build, EM_P_STEP_GOLD));
}

void em_build_findings(em_build *build)
{
    if (!(em_build_number(build->summary, "comments.analyzed") > 0))
        return;
    em_report *report = build->report;
    em_report_section *section = em_report_add_section(report, "findings", EM_P_FINDINGS);
    em_report_block *points = em_report_add_text(report, section, EM_BLOCK_POINTS,
                                                 (em_report_text){ 0 });
    put_broken_points(build, points);
    em_build_corrected_point(build, points);
    put_target_points(build, points);
    put_change_point(build, points);
    put_periods_point(build, points);
    put_reposts_point(build, points);
    put_denied_points(build, points);
    put_copies_point(build, points);
    if (em_build_count(em_build_item(build->summary, "targets"), 1) && !is_too_few(build))
        em_report_add_text(report, section, EM_BLOCK_NOTE, em_build_say(build, EM_P_NOTE_TARGETS));
    put_next_steps(build, section);
}
