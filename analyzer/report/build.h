/*
 * Between the files that build the report's tree from summary.json: reading its values without
 * trusting their presence or type, and one function for each chapter.
 */
#ifndef EM_REPORT_BUILD_H
#define EM_REPORT_BUILD_H

#include "report/report_tree.h"

#include <cjson/cJSON.h>
#include <unicode/ucal.h>

/* Longer lists in a summary are cut: no page shows more. */
#define EM_BUILD_MESSAGES_MAX 200
#define EM_BUILD_DAYS_MAX 3660
#define EM_BUILD_QUOTES_MAX 20000

typedef struct em_build {
    em_report *report;
    const cJSON *summary;
    const cJSON *scores;   /* or NULL */
    const cJSON *messages; /* array of the summary; may be NULL */
    size_t message_count;  /* at most EM_BUILD_MESSAGES_MAX     */
    UCalendar *clock;      /* of the campaign's zone; NULL: UTC */
    em_str zone;           /* its name, with a clock            */
} em_build;

/* --- values; `path` is "receipt.rate" ------------------------------------------------------ */

const cJSON *em_build_item(const cJSON *object, const char *path); /* NULL: absent */
double em_build_number(const cJSON *object, const char *path);     /* NAN: absent or no number */
/* Share of "positive", "neutral" or "negative" in a sentiment's counts; NAN where it has none. */
double em_build_feeling_share(const cJSON *sentiment, const char *feeling);
em_str em_build_string(em_build *build, const cJSON *object, const char *path); /* cleaned */
/* "2011-04-29 20:01" of "2011-04-29T12:01:00Z" by the build's clock; anything else as it is. */
em_str em_build_time(em_build *build, const cJSON *object, const char *path);
/* A count as a whole number; 0 for what is none. */
uint64_t em_build_whole(double count);
size_t em_build_count(const cJSON *array, size_t max);
/*
 * A piece of a comment as its reader saw it: where the whole `comment` has mark-up that a platform
 * put there, without tags, emoticons as their names; cleaned.
 */
em_str em_build_verbatim(em_build *build, em_str piece, em_str comment);
/* array[0] and array[1], or NAN twice. */
void em_build_interval(double *low, double *high, const cJSON *object, const char *path);
/* The label in the report's language, else in any, else the id; cleaned. */
em_str em_build_label(em_build *build, const cJSON *item);
em_str em_build_label_of(em_build *build, const char *message_id);

/* How people write a platform or a language tag; "not known" where empty, unknown ones as given. */
em_str em_build_platform(em_build *build, em_str id);
/* Does any comment come from a platform that is known? */
bool em_build_knows_platforms(const em_build *build);
/* The platforms in one line, largest first; empty where none is known. */
em_str em_build_platform_names(em_build *build);
/* "owner", "verified", ... in words. */
em_str em_build_author_type(em_build *build, em_str id);
em_str em_build_language(em_build *build, em_str tag);

/* --- numbers as text ----------------------------------------------------------------------- */

em_str em_build_count_text(em_build *build, double count);
em_str em_build_share_text(em_build *build, double share);
em_str em_build_interval_text(em_build *build, double low, double high);
em_str em_build_points_text(em_build *build, double difference);
em_str em_build_fixed_text(em_build *build, double value, int digits);

/* --- short ways to say ----------------------------------------------------------------------*/

#define EM_BUILD_SAY(build, phrase, ...)                                                           \
    em_report_fill((build)->report, (phrase), true, (const em_str[]){ __VA_ARGS__ },               \
                   sizeof((const em_str[]){ __VA_ARGS__ }) / sizeof(em_str))
#define EM_BUILD_SAY_PLAIN(build, phrase, ...)                                                     \
    em_report_fill_plain((build)->report, (phrase), (const em_str[]){ __VA_ARGS__ },               \
                         sizeof((const em_str[]){ __VA_ARGS__ }) / sizeof(em_str))
em_report_text em_build_say(em_build *build, em_phrase phrase); /* without places */

/* A column of texts whose title names the clock's zone. */
void em_build_add_time_column(em_build *build, em_report_grid *table, em_phrase title);

/* A table of groups ("by.period" and the like): comments, receipt with its interval, tone. */
em_report_grid *em_build_rate_table(em_build *build, em_report_section *section, const char *id,
                                    em_phrase caption, em_phrase column, size_t rows);
/* `group` NULL: one without comments. */
void em_build_rate_row(em_report_grid *table, em_str name, const cJSON *group);

/* What the campaign names as its periods: ids; those without comments count too. */
const cJSON *em_build_periods(em_build *build);
/* A period in by.period; NULL: no comment lies in it. */
const cJSON *em_build_period(em_build *build, const char *id);

/* --- the campaign's clock ------------------------------------------------------------------- */

/* An unknown zone leaves the build without a clock: times are UTC. */
void em_build_open_clock(em_build *build);
void em_build_close_clock(em_build *build);
/* The IANA name of the zone that times are shown in. */
em_str em_build_zone(const em_build *build);

/* --- chapters, in the order of the page ------------------------------------------------------ */

void em_build_head(em_build *build);
void em_build_findings(em_build *build);
void em_build_messages(em_build *build);
void em_build_change(em_build *build);
void em_build_scores(em_build *build);
void em_build_sentiment(em_build *build);
void em_build_places(em_build *build);
void em_build_copies(em_build *build);
void em_build_breadth(em_build *build);
void em_build_quotes(em_build *build);
void em_build_themes(em_build *build);
void em_build_quality(em_build *build);
void em_build_method(em_build *build);

/* What no figure of this report can say, as a section of its own: for comparisons. */
void em_build_limits(em_build *build);

/* EM_E_INPUT where this is no summary. */
EM_MUST_CHECK em_status em_build_start(em_build *out, em_report *report, const cJSON *summary,
                                       const cJSON *scores, em_error *err);
/* The corrected rate as a finding, where it may be had. */
void em_build_corrected_point(em_build *build, em_report_block *points);

/* The whole report of one summary; `report` is initialised. */
EM_MUST_CHECK em_status em_build_report(em_report *report, const cJSON *summary,
                                        const cJSON *scores, em_error *err);
/* Several summaries side by side. */
EM_MUST_CHECK em_status em_build_comparison(em_report *report, const cJSON *const *summaries,
                                            size_t count, em_error *err);

#endif
