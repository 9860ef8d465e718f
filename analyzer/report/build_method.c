/* What the figures rest on: data quality, then method and limits for the auditor. */
#include "report/build.h"

#include "base/str.h"

#include <math.h>

/* --- data quality -------------------------------------------------------------------------- */

static void put_flow(em_build *build, em_report_section *section)
{
    static const struct {
        const char *path;
        em_phrase phrase;
    } STEPS[] = { { "comments.read", EM_P_FLOW_READ },
                  { "comments.rejected", EM_P_FLOW_REJECTED },
                  { "comments.empty", EM_P_FLOW_EMPTY },
                  { "comments.excluded.duplicate_id", EM_P_FLOW_DUPLICATE },
                  { "comments.excluded.own_account", EM_P_FLOW_OWN_ACCOUNT },
                  { "comments.analyzed", EM_P_FLOW_ANALYZED },
                  { "comments.own_words", EM_P_FLOW_OWN_WORDS },
                  { "comments.organic", EM_P_FLOW_ORGANIC } };
    em_report *report = build->report;
    em_report_grid *table = em_report_add_table(report, section, "comments", EM_P_TABLE_FLOW,
                                                sizeof STEPS / sizeof *STEPS);
    em_report_add_column(report, table, EM_P_STEP, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_RECORDS, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_SHARE_OF_READ, EM_CELL_SHARE);
    double read = em_build_number(build->summary, "comments.read");
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++) {
        em_report_cell *row = em_report_add_row(table);
        if (!row)
            continue;
        row[0].text = em_report_phrase(report, STEPS[i].phrase);
        row[1].value = em_build_number(build->summary, STEPS[i].path);
        row[2].value = read > 0 ? row[1].value / read : NAN;
    }
}

static void put_inputs(em_build *build, em_report_section *section)
{
    em_report *report = build->report;
    const cJSON *inputs = em_build_item(build->summary, "inputs"), *input;
    em_report_grid *table = em_report_add_table(report, section, "inputs", EM_P_TABLE_INPUTS,
                                                em_build_count(inputs, 1000));
    em_report_add_column(report, table, EM_P_FILE, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_FORMAT, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_ENCODING, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_RECORDS, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_REJECTED, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_REPAIRED, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_SHA256, EM_CELL_TEXT);
    cJSON_ArrayForEach(input, inputs)
    {
        em_report_cell *row = em_report_add_row(table);
        if (!row)
            break;
        row[0].text = em_build_string(build, input, "path");
        row[1].text = em_build_string(build, input, "format");
        row[2].text = em_build_string(build, input, "encoding");
        row[3].value = em_build_number(input, "records");
        row[4].value = em_build_number(input, "rejected");
        row[5].value = em_build_number(input, "repaired");
        row[6].text = em_build_string(build, input, "sha256");
    }
}

static void put_outputs(em_build *build, em_report_section *section)
{
    em_report *report = build->report;
    const cJSON *outputs = em_build_item(build->summary, "campaign.outputs"), *output;
    size_t count = em_build_count(outputs, 40);
    if (!count)
        return;
    em_report_grid *table = em_report_add_table(report, section, "outputs", EM_P_TABLE_OUTPUTS,
                                                count);
    em_report_add_column(report, table, EM_P_OUTPUT, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_VALUE, EM_CELL_TEXT);
    cJSON_ArrayForEach(output, outputs)
    {
        em_report_cell *row = em_report_add_row(table);
        if (!row)
            break;
        row[0].text = em_build_label(build, output);
        double value = em_build_number(output, "value");
        row[1].text = isnan(value) ? em_build_string(build, output, "value")
                                   : em_build_count_text(build, value);
    }
    em_report_add_text(report, section, EM_BLOCK_NOTE, em_build_say(build, EM_P_NOTE_OUTPUTS));
}

static void put_cautions(em_build *build, em_report_section *section)
{
    static const struct {
        const char *path;
        em_phrase phrase;
    } CAUTIONS[] = { { "comments.unsure", EM_P_CAUTION_UNSURE },
                     { "comments.undated", EM_P_CAUTION_UNDATED },
                     { "comments.unread_times", EM_P_CAUTION_UNREAD_TIMES },
                     { "comments.undecided.comments", EM_P_CAUTION_UNDECIDED } };
    em_report *report = build->report;
    em_report_block *points = em_report_add_text(report, section, EM_BLOCK_POINTS,
                                                 (em_report_text){ 0 });
    double held = em_build_number(build->summary, "coverage.held");
    double stated = em_build_number(build->summary, "coverage.stated");
    if (stated > 0)
        em_report_add_point(report, points, EM_POINT_OPEN,
                            EM_BUILD_SAY(build, EM_P_CAUTION_COVERAGE,
                                         em_build_count_text(build, held),
                                         em_build_count_text(build, stated),
                                         em_build_share_text(build, held / stated)));
    for (size_t i = 0; i < sizeof CAUTIONS / sizeof *CAUTIONS; i++) {
        double count = em_build_number(build->summary, CAUTIONS[i].path);
        if (count > 0)
            em_report_add_point(
                report, points, EM_POINT_PLAIN,
                EM_BUILD_SAY(build, CAUTIONS[i].phrase, em_build_count_text(build, count)));
    }
}

void em_build_quality(em_build *build)
{
    em_report_section *section = em_report_add_section(build->report, "quality", EM_P_QUALITY);
    put_cautions(build, section);
    put_flow(build, section);
    put_inputs(build, section);
    put_outputs(build, section);
}

/* --- method and limits --------------------------------------------------------------------- */

static void put_lexicons(em_build *build, em_report_section *section)
{
    em_report *report = build->report;
    const cJSON *lexicons = em_build_item(build->summary, "campaign.lexicons"), *lexicon;
    em_report_grid *table = em_report_add_table(report, section, "lexicons", EM_P_TABLE_LEXICONS,
                                                em_build_count(lexicons, 200));
    em_report_add_column(report, table, EM_P_LEXICON, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_VERSION, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_SHA256, EM_CELL_TEXT);
    cJSON_ArrayForEach(lexicon, lexicons)
    {
        em_report_cell *row = em_report_add_row(table);
        if (!row)
            break;
        row[0].text = em_build_string(build, lexicon, "id");
        row[1].text = em_build_string(build, lexicon, "version");
        row[2].text = em_build_string(build, lexicon, "sha256");
    }
}

static void put_tool(em_build *build, em_report_section *section)
{
    static const struct {
        const char *path, *name;
    } PARTS[] = { { "tool.version", "echometer" },
                  { "tool.icu", "ICU" },
                  { "tool.unicode", "Unicode" },
                  { "tool.pcre2", "PCRE2" } };
    em_report *report = build->report;
    em_report_grid *table = em_report_add_table(report, section, "versions", EM_P_TABLE_VERSIONS,
                                                sizeof PARTS / sizeof *PARTS);
    em_report_add_column(report, table, EM_P_SOFTWARE, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_VERSION, EM_CELL_TEXT);
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
        em_str version = em_build_string(build, build->summary, PARTS[i].path);
        em_report_cell *row = version.len ? em_report_add_row(table) : NULL;
        if (row) {
            row[0].text = em_str_from(PARTS[i].name);
            row[1].text = version;
        }
    }
}

static void put_design_effect(em_build *build, em_report_block *points)
{
    double effect = em_build_number(build->summary, "receipt.design_effect");
    if (isnan(effect))
        return;
    double low, high;
    em_build_interval(&low, &high, build->summary, "receipt.interval_clustered");
    em_report_add_point(build->report, points, EM_POINT_PLAIN,
                        EM_BUILD_SAY(build, EM_P_LIMIT_CLUSTERS,
                                     em_build_fixed_text(build, effect, 2),
                                     em_build_interval_text(build, low, high)));
}

static em_report_block *put_limits(em_build *build, em_report_section *section)
{
    static const em_phrase LIMITS[] = { EM_P_LIMIT_COMMENTERS, EM_P_LIMIT_OUTTAKE,
                                        EM_P_LIMIT_INTERVAL, EM_P_LIMIT_WORDS };
    em_report_block *limits = em_report_add_text(build->report, section, EM_BLOCK_POINTS,
                                                 (em_report_text){ 0 });
    for (size_t i = 0; i < sizeof LIMITS / sizeof *LIMITS; i++)
        em_report_add_point(build->report, limits, EM_POINT_PLAIN, em_build_say(build, LIMITS[i]));
    return limits;
}

void em_build_limits(em_build *build)
{
    (void)put_limits(build, em_report_add_section(build->report, "limits", EM_P_LIMITS));
}

void em_build_method(em_build *build)
{
    static const em_phrase METHODS[] = { EM_P_METHOD_RECEIPT, EM_P_METHOD_INTERVAL,
                                         EM_P_METHOD_ORGANIC, EM_P_METHOD_CHANGE,
                                         EM_P_METHOD_TARGET,  EM_P_METHOD_QUOTATIONS,
                                         EM_P_METHOD_HANDLES };
    em_report *report = build->report;
    em_report_section *section = em_report_add_section(report, "method", EM_P_METHOD);
    em_report_add_text(report, section, EM_BLOCK_HEADING, em_build_say(build, EM_P_LIMITS));
    em_report_block *limits = put_limits(build, section);
    put_design_effect(build, limits);
    em_report_add_text(report, section, EM_BLOCK_HEADING, em_build_say(build, EM_P_HOW_COUNTED));
    em_report_block *methods = em_report_add_text(report, section, EM_BLOCK_POINTS,
                                                  (em_report_text){ 0 });
    for (size_t i = 0; i < sizeof METHODS / sizeof *METHODS; i++)
        em_report_add_point(report, methods, EM_POINT_PLAIN, em_build_say(build, METHODS[i]));
    put_lexicons(build, section);
    put_tool(build, section);
}
