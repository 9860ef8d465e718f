/* In their words: verbatim comments with the evidence marked, and themes beyond the messages. */
#include "report/build.h"

#include "base/str.h"
#include "text/markup.h"
#include "text/text.h"

#include <math.h>
#include <string.h>

/* Shown per message on a page; the CSV and XLSX tables have all. */
#define QUOTES_SHOWN 12
#define MARKS_MAX 64

typedef struct mark {
    size_t start, end;
} mark;

static bool is_character_edge(em_str text, size_t at)
{
    return at == text.len || ((unsigned char)text.data[at] & 0xC0) != 0x80;
}

/* The places of the evidence, sorted, without those that are no place in this text. */
static size_t read_marks(mark *marks, em_str text, const cJSON *evidence)
{
    size_t count = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, evidence)
    {
        double start = em_build_number(item, "start"), end = em_build_number(item, "end");
        if (count == MARKS_MAX || !(start >= 0) || !(end > start) || !(end <= (double)text.len))
            continue;
        mark m = { (size_t)start, (size_t)end };
        if (!is_character_edge(text, m.start) || !is_character_edge(text, m.end))
            continue;
        size_t place = count++;
        for (; place > 0 && marks[place - 1].start > m.start; place--)
            marks[place] = marks[place - 1];
        marks[place] = m;
    }
    return count;
}

/* Nobody types these: they come with a platform's page. */
static bool has_platform_markup(em_str text)
{
    static const char *const SIGNS[] = { "<span class=", "<img alt=", "<a href=", "<br />" };
    for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; i++)
        if (memmem(text.data, text.len, SIGNS[i], strlen(SIGNS[i])))
            return true;
    return false;
}

em_str em_build_verbatim(em_build *build, em_str piece, em_str comment)
{
    if (!piece.len || !has_platform_markup(comment))
        return em_report_clean(build->report, piece);
    em_buf plain;
    em_offsets offsets = { 0 };
    em_buf_init(&plain, EM_TEXT_MAX_BYTES);
    em_status status = em_markup_strip(&plain, &offsets, piece, NULL);
    em_str shown = em_report_clean(build->report, status == EM_OK ? em_buf_str(&plain) : piece);
    if (status == EM_E_MEMORY)
        build->report->status = status;
    em_offsets_release(&offsets);
    em_buf_release(&plain);
    return shown;
}

static em_str text_of(const cJSON *quotation)
{
    const cJSON *item = em_build_item(quotation, "text");
    return cJSON_IsString(item) ? em_str_from(item->valuestring) : EM_STR("");
}

static em_report_text quote_text(em_build *build, const cJSON *quotation)
{
    em_str text = text_of(quotation);
    mark marks[MARKS_MAX];
    size_t count = read_marks(marks, text, em_build_item(quotation, "evidence"));
    em_report_run *runs = em_report_alloc(build->report, 2 * count + 1, sizeof *runs);
    em_report_text out = { runs, 0 };
    size_t at = 0;
    for (size_t i = 0; runs && i <= count; i++) {
        size_t start = i < count ? marks[i].start : text.len;
        if (start < at) /* two terms on the same words: one mark */
            continue;
        em_str plain = { text.data + at, start - at };
        if (plain.len)
            runs[out.count++] = (em_report_run){ em_build_verbatim(build, plain, text),
                                                 EM_RUN_PLAIN };
        if (i == count)
            break;
        em_str marked = { text.data + start, marks[i].end - start };
        runs[out.count++] = (em_report_run){ em_build_verbatim(build, marked, text),
                                             EM_RUN_EVIDENCE };
        at = marks[i].end;
    }
    return out;
}

static const struct {
    const char *name;
    em_phrase phrase;
    em_tone tone;
} STANCES[] = { { "affirmed", EM_P_AFFIRMED, EM_TONE_AFFIRMED },
                { "denied", EM_P_DENIED, EM_TONE_DENIED },
                { "mixed", EM_P_MIXED, EM_TONE_MIXED },
                { "questioned", EM_P_QUESTIONED, EM_TONE_QUESTIONED },
                { "quoted", EM_P_QUOTED, EM_TONE_QUOTED } };

static const struct {
    const char *name;
    em_phrase phrase;
} RULES[] = { { "typical", EM_P_RULE_TYPICAL },
              { "strongest", EM_P_RULE_STRONGEST },
              { "contradicting", EM_P_RULE_CONTRADICTING },
              { "most-liked", EM_P_RULE_MOST_LIKED } };

static em_str rule_word(em_build *build, const cJSON *quotation)
{
    const cJSON *rule = em_build_item(quotation, "rule");
    for (size_t i = 0; cJSON_IsString(rule) && i < sizeof RULES / sizeof *RULES; i++)
        if (strcmp(rule->valuestring, RULES[i].name) == 0)
            return em_report_phrase(build->report, RULES[i].phrase);
    return em_build_string(build, quotation, "rule");
}

static em_str joined(em_build *build, em_str line, em_str part)
{
    if (!part.len || !line.len)
        return line.len ? line : part;
    return EM_BUILD_SAY_PLAIN(build, EM_P_DOT_JOIN, line, part);
}

static em_str day_of(em_str time)
{
    return time.len > 10 && time.data[4] == '-' ? (em_str){ time.data, 10 } : time;
}

static em_str source_line(em_build *build, const cJSON *quotation)
{
    em_str line = rule_word(build, quotation);
    em_str platform = em_build_string(build, quotation, "platform");
    if (platform.len)
        line = joined(build, line, em_build_platform(build, platform));
    line = joined(build, line, day_of(em_build_time(build, quotation, "time")));
    double likes = em_build_number(quotation, "likes");
    if (likes > 0)
        line = joined(build, line,
                      EM_BUILD_SAY_PLAIN(build, EM_P_N_LIKES, em_build_count_text(build, likes)));
    return line;
}

static void put_quote(em_build *build, em_report_block *block, const cJSON *quotation)
{
    em_report_quote *quote = em_report_add_quote(build->report, block);
    if (!quote)
        return;
    quote->text = quote_text(build, quotation);
    quote->source = source_line(build, quotation);
    quote->tone = EM_TONE_QUIET;
    const cJSON *stance = em_build_item(quotation, "stance");
    for (size_t i = 0; cJSON_IsString(stance) && i < sizeof STANCES / sizeof *STANCES; i++)
        if (strcmp(stance->valuestring, STANCES[i].name) == 0) {
            quote->tone = STANCES[i].tone;
            quote->stance = em_report_phrase(build->report, STANCES[i].phrase);
        }
}

static bool is_of(const cJSON *quotation, const cJSON *id)
{
    const cJSON *message = em_build_item(quotation, "message");
    return cJSON_IsString(message) && cJSON_IsString(id) &&
           strcmp(message->valuestring, id->valuestring) == 0;
}

static bool same_text(const cJSON *a, const cJSON *b)
{
    const cJSON *x = em_build_item(a, "text"), *y = em_build_item(b, "text");
    return cJSON_IsString(x) && cJSON_IsString(y) && strcmp(x->valuestring, y->valuestring) == 0;
}

/* A comment may serve two rules: a page shows it once. */
static bool is_shown(const cJSON *const *shown, size_t count, const cJSON *quotation)
{
    for (size_t i = 0; i < count; i++)
        if (same_text(shown[i], quotation))
            return true;
    return false;
}

/* One of every stance and rule first, then the next of each: `turn` counts the rounds. */
static bool is_turn_of(const cJSON *const *shown, size_t count, const cJSON *quotation, size_t turn)
{
    size_t before = 0;
    const cJSON *stance = em_build_item(quotation, "stance"),
                *rule = em_build_item(quotation, "rule");
    for (size_t i = 0; i < count; i++)
        before += cJSON_Compare(em_build_item(shown[i], "stance"), stance, true) &&
                  cJSON_Compare(em_build_item(shown[i], "rule"), rule, true);
    return before <= turn;
}

static void put_message_quotes(em_build *build, em_report_section *section, const cJSON *message)
{
    const cJSON *quotations = em_build_item(build->summary, "quotations"), *quotation;
    const cJSON *shown[QUOTES_SHOWN];
    const cJSON *id = em_build_item(message, "id");
    size_t count = 0;
    for (size_t turn = 0; turn < 3; turn++)
        cJSON_ArrayForEach(quotation, quotations)
        {
            if (count < QUOTES_SHOWN && is_of(quotation, id) &&
                !is_shown(shown, count, quotation) && is_turn_of(shown, count, quotation, turn))
                shown[count++] = quotation;
        }
    if (!count)
        return;
    em_report *report = build->report;
    em_report_add_text(report, section, EM_BLOCK_HEADING,
                       em_report_plain(report, em_build_label(build, message)));
    em_report_block *block = em_report_add_text(report, section, EM_BLOCK_QUOTES,
                                                (em_report_text){ 0 });
    for (size_t i = 0; i < count; i++)
        put_quote(build, block, shown[i]);
}

static void quotes_table(em_build *build, em_report_section *section, const cJSON *quotations)
{
    em_report *report = build->report;
    em_report_grid *table = em_report_add_table(report, section, "quotations",
                                                EM_P_TABLE_QUOTATIONS,
                                                em_build_count(quotations, EM_BUILD_QUOTES_MAX));
    em_report_add_column(report, table, EM_P_MESSAGE, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_STANCE, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_RULE, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_TEXT, EM_CELL_TEXT);
    em_report_add_column(report, table, EM_P_PLATFORM, EM_CELL_TEXT);
    em_build_add_time_column(build, table, EM_P_TIME_OF);
    em_report_add_column(report, table, EM_P_LIKES, EM_CELL_COUNT);
    const cJSON *quotation;
    cJSON_ArrayForEach(quotation, quotations)
    {
        em_report_cell *row = em_report_add_row(table);
        if (!row)
            break;
        const cJSON *message = em_build_item(quotation, "message");
        if (cJSON_IsString(message))
            row[0].text = em_build_label_of(build, message->valuestring);
        row[1].text = em_build_string(build, quotation, "stance");
        row[2].text = rule_word(build, quotation);
        row[3].text = em_report_text_plain(report, quote_text(build, quotation));
        row[4].text = em_build_string(build, quotation, "platform");
        row[5].text = em_build_time(build, quotation, "time");
        row[6].value = em_build_number(quotation, "likes");
    }
    if (table)
        table->data_only = true;
}

void em_build_quotes(em_build *build)
{
    const cJSON *quotations = em_build_item(build->summary, "quotations");
    if (!em_build_count(quotations, 1))
        return;
    em_report *report = build->report;
    em_report_section *section = em_report_add_section(report, "quotations", EM_P_QUOTATIONS);
    em_report_add_text(report, section, EM_BLOCK_LEAD, em_build_say(build, EM_P_LEAD_QUOTATIONS));
    for (size_t i = 0; i < build->message_count; i++)
        put_message_quotes(build, section, cJSON_GetArrayItem(build->messages, (int)i));
    quotes_table(build, section, quotations);
}

/* --- themes -------------------------------------------------------------------------------- */

#define THEMES_MAX 60

/* One comparison: what it is in the summary, and how the page calls it. */
typedef struct themes_page {
    const char *path, *set_key, *against_key, *table_id;
    em_phrase lead, table, set, against;
} themes_page;

static void put_themes(em_build *build, em_report_section *section, const themes_page *page)
{
    const cJSON *themes = em_build_item(build->summary, page->path), *word;
    const cJSON *words = em_build_item(themes, "words");
    size_t count = em_build_count(words, THEMES_MAX);
    if (!count)
        return;
    em_report *report = build->report;
    em_report_add_text(
        report, section, EM_BLOCK_LEAD,
        EM_BUILD_SAY(build, page->lead,
                     em_build_count_text(build, em_build_number(themes, page->set_key)),
                     em_build_count_text(build, em_build_number(themes, page->against_key))));
    em_report_grid *table = em_report_add_table(report, section, page->table_id, page->table,
                                                count);
    em_report_add_column(report, table, EM_P_WORD, EM_CELL_TEXT);
    em_report_add_column(report, table, page->set, EM_CELL_COUNT);
    em_report_add_column(report, table, page->against, EM_CELL_COUNT);
    em_report_add_column(report, table, EM_P_LOG_RATIO, EM_CELL_NUMBER);
    em_report_add_column(report, table, EM_P_G2, EM_CELL_NUMBER);
    cJSON_ArrayForEach(word, words)
    {
        em_report_cell *row = em_report_add_row(table);
        if (!row)
            break;
        row[0].text = em_build_string(build, word, "word");
        row[1].value = em_build_number(word, page->set_key);
        row[2].value = em_build_number(word, page->against_key);
        row[3].value = em_build_number(word, "log_ratio");
        row[4].value = em_build_number(word, "g2");
    }
}

void em_build_themes(em_build *build)
{
    static const themes_page RECEIPT = {
        "themes",          "receivers",          "others",         "themes", EM_P_LEAD_THEMES,
        EM_P_TABLE_THEMES, EM_P_AMONG_RECEIVERS, EM_P_AMONG_OTHERS
    };
    static const themes_page PERIODS = { "themes.change",
                                         "campaign",
                                         "baseline",
                                         "themes-change",
                                         EM_P_LEAD_THEMES_CHANGE,
                                         EM_P_TABLE_THEMES_CHANGE,
                                         EM_P_IN_CAMPAIGN,
                                         EM_P_IN_BASELINE };
    if (!em_build_count(em_build_item(build->summary, "themes.words"), 1) &&
        !em_build_count(em_build_item(build->summary, "themes.change.words"), 1))
        return;
    em_report_section *section = em_report_add_section(build->report, "themes", EM_P_THEMES);
    put_themes(build, section, &RECEIPT);
    put_themes(build, section, &PERIODS);
    em_report_add_text(build->report, section, EM_BLOCK_NOTE,
                       em_build_say(build, EM_P_NOTE_THEMES));
}
