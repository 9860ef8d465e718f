/*
 * The receipt rate corrected for the program's own errors, from scores against people's labels;
 * or, in plain words, why it cannot be corrected.
 */
#include "report/build.h"

#include "base/str.h"
#include "stats/prevalence.h"

#include <math.h>
#include <string.h>

/* --- may these scores speak for this summary? ---------------------------------------------- */

static const cJSON *hash_of(const cJSON *lexicons, const char *id)
{
    const cJSON *lexicon;
    cJSON_ArrayForEach(lexicon, lexicons)
    {
        const cJSON *name = em_build_item(lexicon, "id");
        if (cJSON_IsString(name) && strcmp(name->valuestring, id) == 0)
            return em_build_item(lexicon, "sha256");
    }
    return NULL;
}

/* Every lexicon of the summary stands in the scores with the same hash. */
static bool same_lexicons(em_build *build)
{
    const cJSON *ours = em_build_item(build->summary, "campaign.lexicons"), *lexicon;
    const cJSON *theirs = em_build_item(build->scores, "lexicons");
    cJSON_ArrayForEach(lexicon, ours)
    {
        const cJSON *id = em_build_item(lexicon, "id"), *hash = em_build_item(lexicon, "sha256");
        if (!cJSON_IsString(id) || !cJSON_IsString(hash))
            return false;
        const cJSON *other = hash_of(theirs, id->valuestring);
        if (!cJSON_IsString(other) || strcmp(other->valuestring, hash->valuestring) != 0)
            return false;
    }
    return em_build_count(ours, 1) > 0;
}

static bool sample_is(em_build *build, const char *kind)
{
    const cJSON *sample = em_build_item(build->scores, "sample");
    return cJSON_IsString(sample) && strcmp(sample->valuestring, kind) == 0;
}

/* --- rows ---------------------------------------------------------------------------------- */

static em_phrase refusal_phrase(em_prevalence_refusal why)
{
    switch (why) {
    case EM_PREVALENCE_FEW_POSITIVES:
        return EM_P_REFUSED_FEW_POSITIVES;
    case EM_PREVALENCE_FEW_NEGATIVES:
        return EM_P_REFUSED_FEW_NEGATIVES;
    case EM_PREVALENCE_WEAK:
        return EM_P_REFUSED_WEAK;
    case EM_PREVALENCE_NO_COMMENTS:
    case EM_PREVALENCE_SOUND:
        break;
    }
    return EM_P_REFUSED_NO_COMMENTS;
}

static em_gold_counts gold_of(const cJSON *counts)
{
    return (em_gold_counts){ em_build_whole(em_build_number(counts, "tp")),
                             em_build_whole(em_build_number(counts, "fp")),
                             em_build_whole(em_build_number(counts, "fn")),
                             em_build_whole(em_build_number(counts, "tn")) };
}

/* Weighted counts stand for more comments than people labelled: these must be enough too. */
static em_prevalence_refusal find_thin(const cJSON *counts)
{
    if (!(em_build_number(counts, "labelled.positive") >= EM_PREVALENCE_GOLD_MIN))
        return EM_PREVALENCE_FEW_POSITIVES;
    if (!(em_build_number(counts, "labelled.negative") >= EM_PREVALENCE_GOLD_MIN))
        return EM_PREVALENCE_FEW_NEGATIVES;
    return EM_PREVALENCE_SOUND;
}

static void put_row(em_build *build, em_report_grid *table, em_str label, double hits,
                    const cJSON *counts)
{
    em_report_cell *row = em_report_add_row(table);
    if (!row)
        return;
    em_gold_counts gold = gold_of(counts);
    uint64_t trials = em_build_whole(em_build_number(build->summary, "comments.analyzed"));
    em_prevalence found;
    em_prevalence_refusal why = em_prevalence_correct(&found, em_build_whole(hits), trials, &gold,
                                                      EM_Z_95);
    if (why == EM_PREVALENCE_SOUND && !sample_is(build, "random"))
        why = find_thin(counts);
    row[0].text = label;
    row[1].value = trials ? hits / (double)trials : NAN;
    row[2].value = em_build_number(counts, "precision");
    row[3].value = found.sensitivity;
    row[4].value = found.specificity;
    row[5].value = why == EM_PREVALENCE_SOUND ? found.rate : NAN;
    /* Weighted counts are not as many people as they stand for: no interval from them. */
    if (sample_is(build, "random")) {
        row[6].low = found.interval.low;
        row[6].high = found.interval.high;
    }
    if (why != EM_PREVALENCE_SOUND)
        row[7].text = em_report_phrase(build->report, refusal_phrase(why));
}

static void put_table(em_build *build, em_report_section *section)
{
    em_report *report = build->report;
    em_report_grid *table = em_report_add_table(report, section, "corrected", EM_P_TABLE_CORRECTED,
                                                build->message_count + 1);
    em_report_add_column(report, table, EM_P_MESSAGE, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_MEASURED, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_PRECISION, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_RECALL, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_SPECIFICITY, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_CORRECTED, EM_CELL_SHARE);
    em_report_add_column(report, table, EM_P_INTERVAL, EM_CELL_INTERVAL);
    em_report_add_column(report, table, EM_P_REMARK, EM_CELL_TEXT);
    put_row(build, table, em_report_phrase(report, EM_P_ANY_MESSAGE),
            em_build_number(build->summary, "receipt.received"),
            em_build_item(build->scores, "messages.any"));
    const cJSON *all = em_build_item(build->scores, "messages.by_message");
    for (size_t i = 0; i < build->message_count; i++) {
        const cJSON *message = cJSON_GetArrayItem(build->messages, (int)i);
        const cJSON *id = em_build_item(message, "id");
        const cJSON *counts = cJSON_IsString(id) && cJSON_IsObject(all)
                                  ? cJSON_GetObjectItemCaseSensitive(all, id->valuestring)
                                  : NULL;
        put_row(build, table, em_build_label(build, message), em_build_number(message, "affirmed"),
                counts);
    }
}

void em_build_corrected_point(em_build *build, em_report_block *points)
{
    if (!build->scores || !same_lexicons(build) || !sample_is(build, "random"))
        return;
    em_gold_counts gold = gold_of(em_build_item(build->scores, "messages.any"));
    em_prevalence found;
    if (em_prevalence_correct(&found,
                              em_build_whole(em_build_number(build->summary, "receipt.received")),
                              em_build_whole(em_build_number(build->summary, "comments.analyzed")),
                              &gold, EM_Z_95) != EM_PREVALENCE_SOUND)
        return;
    em_report_add_point(
        build->report, points, EM_POINT_PLAIN,
        EM_BUILD_SAY(build, EM_P_POINT_CORRECTED, em_build_share_text(build, found.rate),
                     em_build_interval_text(build, found.interval.low, found.interval.high)));
}

void em_build_scores(em_build *build)
{
    if (!build->scores)
        return;
    em_report *report = build->report;
    em_report_section *section = em_report_add_section(report, "corrected", EM_P_SECTION_CORRECTED);
    bool random = sample_is(build, "random"), weighted = sample_is(build, "stratified");
    em_phrase refused = !same_lexicons(build)  ? EM_P_REFUSED_LEXICONS
                        : !random && !weighted ? EM_P_REFUSED_SAMPLE
                                               : EM_P_COUNT;
    if (refused != EM_P_COUNT) {
        em_report_add_text(report, section, EM_BLOCK_TEXT, em_build_say(build, refused));
        return;
    }
    em_report_add_text(
        report, section, EM_BLOCK_LEAD,
        EM_BUILD_SAY(build, EM_P_LEAD_CORRECTED,
                     em_build_count_text(build, em_build_number(build->scores, "comments"))));
    put_table(build, section);
    em_report_add_text(report, section, EM_BLOCK_NOTE,
                       em_build_say(build, EM_P_NOTE_TERMS_CORRECTED));
    em_report_add_text(report, section, EM_BLOCK_NOTE,
                       em_build_say(build, random ? EM_P_NOTE_CORRECTED : EM_P_NOTE_WEIGHTED));
}
