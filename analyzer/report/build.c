/* Reading a summary's values, and the order of the report's chapters. */
#include "report/build.h"

#include "base/str.h"
#include "report/figure.h"
#include "tally/groups.h"

#include <math.h>
#include <string.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

/* --- values -------------------------------------------------------------------------------- */

const cJSON *em_build_item(const cJSON *object, const char *path)
{
    while (object && *path) {
        size_t len = strcspn(path, ".");
        char name[64];
        if (len >= sizeof name)
            return NULL;
        memcpy(name, path, len);
        name[len] = '\0';
        object = cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, name) : NULL;
        path += len + (path[len] == '.');
    }
    return object;
}

double em_build_number(const cJSON *object, const char *path)
{
    const cJSON *item = em_build_item(object, path);
    return cJSON_IsNumber(item) && isfinite(item->valuedouble) ? item->valuedouble : NAN;
}

double em_build_feeling_share(const cJSON *sentiment, const char *feeling)
{
    double all = em_build_number(sentiment, "positive") + em_build_number(sentiment, "neutral") +
                 em_build_number(sentiment, "negative");
    return all > 0 ? em_build_number(sentiment, feeling) / all : NAN;
}

em_str em_build_string(em_build *build, const cJSON *object, const char *path)
{
    const cJSON *item = em_build_item(object, path);
    if (!cJSON_IsString(item))
        return EM_STR("");
    return em_report_clean(build->report, em_str_from(item->valuestring));
}

uint64_t em_build_whole(double count)
{
    return count > 0 && count < 9e15 ? (uint64_t)(count + 0.5) : 0;
}

size_t em_build_count(const cJSON *array, size_t max)
{
    size_t count = cJSON_IsArray(array) ? (size_t)cJSON_GetArraySize(array) : 0;
    return count < max ? count : max;
}

void em_build_interval(double *low, double *high, const cJSON *object, const char *path)
{
    const cJSON *pair = em_build_item(object, path);
    const cJSON *first = cJSON_IsArray(pair) ? cJSON_GetArrayItem(pair, 0) : NULL;
    const cJSON *second = cJSON_IsArray(pair) ? cJSON_GetArrayItem(pair, 1) : NULL;
    bool known = cJSON_IsNumber(first) && cJSON_IsNumber(second);
    *low = known ? first->valuedouble : NAN;
    *high = known ? second->valuedouble : NAN;
}

static const cJSON *label_in(const cJSON *label, const char *language)
{
    const cJSON *item = cJSON_IsObject(label) ? cJSON_GetObjectItemCaseSensitive(label, language)
                                              : NULL;
    return cJSON_IsString(item) ? item : NULL;
}

em_str em_build_label(em_build *build, const cJSON *item)
{
    static const char *const LABELS[] = { "label", "title" };
    const char *language = em_language_tag(build->report->language);
    for (size_t i = 0; i < 2; i++) {
        const cJSON *label = em_build_item(item, LABELS[i]);
        const cJSON *text = cJSON_IsString(label) ? label : label_in(label, language);
        if (!text)
            text = label_in(label, "en");
        if (!text && cJSON_IsObject(label) && cJSON_IsString(label->child))
            text = label->child;
        if (text && text->valuestring[0])
            return em_report_clean(build->report, em_str_from(text->valuestring));
    }
    return em_build_string(build, item, "id");
}

em_str em_build_label_of(em_build *build, const char *message_id)
{
    const cJSON *message;
    cJSON_ArrayForEach(message, build->messages)
    {
        const cJSON *id = em_build_item(message, "id");
        if (cJSON_IsString(id) && strcmp(id->valuestring, message_id) == 0)
            return em_build_label(build, message);
    }
    return em_report_clean(build->report, em_str_from(message_id));
}

em_str em_build_platform(em_build *build, em_str id)
{
    static const struct {
        const char *id, *name;
    } PLATFORMS[] = {
        { "weibo", "Weibo" },         { "youtube", "YouTube" },     { "facebook", "Facebook" },
        { "instagram", "Instagram" }, { "twitter", "Twitter" },     { "x", "X" },
        { "tiktok", "TikTok" },       { "reddit", "Reddit" },       { "bilibili", "Bilibili" },
        { "douyin", "Douyin" },       { "xiaohongshu", "RedNote" }, { "wechat", "WeChat" },
        { "threads", "Threads" },     { "linkedin", "LinkedIn" },   { "bluesky", "Bluesky" },
        { "mastodon", "Mastodon" },   { "telegram", "Telegram" },   { "vk", "VK" },
        { "kuaishou", "Kuaishou" },   { "zhihu", "Zhihu" },         { "douban", "Douban" },
        { "pinterest", "Pinterest" }, { "snapchat", "Snapchat" },   { "twitch", "Twitch" }
    };
    for (size_t i = 0; i < sizeof PLATFORMS / sizeof *PLATFORMS; i++)
        if (em_str_eq(id, em_str_from(PLATFORMS[i].id)))
            return em_str_from(PLATFORMS[i].name);
    bool known = id.len && !em_str_eq(id, EM_STR(EM_GROUP_UNKNOWN));
    return known ? id : em_report_phrase(build->report, EM_P_UNKNOWN);
}

bool em_build_knows_platforms(const em_build *build)
{
    const cJSON *platform;
    cJSON_ArrayForEach(platform, em_build_item(build->summary, "by.platform"))
    {
        const cJSON *id = em_build_item(platform, "id");
        if (cJSON_IsString(id) && strcmp(id->valuestring, EM_GROUP_UNKNOWN) != 0)
            return true;
    }
    return false;
}

/* "Spanish" of "es"; a tag that ICU does not know stays as it is. */
#define LANGUAGE_NAME_MAX 80

static em_str language_by_icu(em_build *build, em_str tag)
{
    UChar name[LANGUAGE_NAME_MAX];
    char utf8[3 * LANGUAGE_NAME_MAX + 1];
    UErrorCode status = U_ZERO_ERROR;
    int32_t bytes = 0;
    int32_t len = uloc_getDisplayName(tag.data, em_language_tag(build->report->language), name,
                                      LANGUAGE_NAME_MAX, &status);
    u_strToUTF8(utf8, sizeof utf8, &bytes, name, len, &status);
    return U_SUCCESS(status) && bytes > 0
               ? em_report_clean(build->report, (em_str){ utf8, (size_t)bytes })
               : tag;
}

em_str em_build_language(em_build *build, em_str tag)
{
    static const struct {
        const char *tag;
        em_phrase name;
    } LANGUAGES[] = { { "en", EM_P_LANGUAGE_EN },           { "zh", EM_P_LANGUAGE_ZH },
                      { "zh-Hans", EM_P_LANGUAGE_ZH_HANS }, { "zh-Hant", EM_P_LANGUAGE_ZH_HANT },
                      { "ja", EM_P_LANGUAGE_JA },           { "ko", EM_P_LANGUAGE_KO },
                      { "und", EM_P_LANGUAGE_UND } };
    for (size_t i = 0; i < sizeof LANGUAGES / sizeof *LANGUAGES; i++)
        if (em_str_eq(tag, em_str_from(LANGUAGES[i].tag)))
            return em_report_phrase(build->report, LANGUAGES[i].name);
    return tag.len ? language_by_icu(build, tag) : em_report_phrase(build->report, EM_P_UNKNOWN);
}

em_str em_build_author_type(em_build *build, em_str id)
{
    static const struct {
        const char *id;
        em_phrase name;
    } TYPES[] = { { "owner", EM_P_AUTHOR_OWNER },
                  { "organisation", EM_P_AUTHOR_ORGANISATION },
                  { "verified", EM_P_AUTHOR_VERIFIED },
                  { "ordinary", EM_P_AUTHOR_ORDINARY } };
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
        if (em_str_eq(id, em_str_from(TYPES[i].id)))
            return em_report_phrase(build->report, TYPES[i].name);
    return em_report_phrase(build->report, EM_P_UNKNOWN);
}

/* --- numbers as text ----------------------------------------------------------------------- */

static em_str kept(em_build *build, em_buf *buf)
{
    em_str text = em_report_copy(build->report, em_buf_str(buf));
    em_buf_release(buf);
    return text;
}

em_str em_build_count_text(em_build *build, double count)
{
    em_buf buf;
    em_buf_init(&buf, EM_BUF_UNLIMITED);
    em_figure_put_count(&buf, count);
    return kept(build, &buf);
}

em_str em_build_share_text(em_build *build, double share)
{
    em_buf buf;
    em_buf_init(&buf, EM_BUF_UNLIMITED);
    em_figure_put_share(&buf, share);
    return kept(build, &buf);
}

em_str em_build_interval_text(em_build *build, double low, double high)
{
    em_buf buf;
    em_buf_init(&buf, EM_BUF_UNLIMITED);
    em_figure_put_interval(&buf, low, high);
    return kept(build, &buf);
}

em_str em_build_points_text(em_build *build, double difference)
{
    em_buf buf;
    em_buf_init(&buf, EM_BUF_UNLIMITED);
    em_figure_put_points(&buf, difference);
    return kept(build, &buf);
}

em_str em_build_fixed_text(em_build *build, double value, int digits)
{
    em_buf buf;
    em_buf_init(&buf, EM_BUF_UNLIMITED);
    em_figure_put_fixed(&buf, value, digits);
    return kept(build, &buf);
}

em_report_text em_build_say(em_build *build, em_phrase phrase)
{
    return em_report_plain(build->report, em_report_phrase(build->report, phrase));
}

/* --- the whole ----------------------------------------------------------------------------- */

static em_status check_summary(const cJSON *summary, em_error *err)
{
    const cJSON *schema = em_build_item(summary, "schema");
    if (cJSON_IsString(schema) && strcmp(schema->valuestring, "echometer/summary/1") != 0)
        return em_error_set(err, EM_E_INPUT, "schema \"%.80s\" (echometer/summary/1 is read)",
                            schema->valuestring);
    if (!cJSON_IsObject(em_build_item(summary, "comments")) ||
        !cJSON_IsObject(em_build_item(summary, "receipt")))
        return em_error_set(err, EM_E_INPUT,
                            "this is no summary (an object with \"comments\" and \"receipt\")");
    return EM_OK;
}

em_status em_build_start(em_build *out, em_report *report, const cJSON *summary,
                         const cJSON *scores, em_error *err)
{
    *out = (em_build){ .report = report, .summary = summary, .scores = scores };
    out->messages = em_build_item(summary, "messages");
    out->message_count = em_build_count(out->messages, EM_BUILD_MESSAGES_MAX);
    return check_summary(summary, err);
}

em_status em_build_report(em_report *report, const cJSON *summary, const cJSON *scores,
                          em_error *err)
{
    em_build build;
    em_status status = em_build_start(&build, report, summary, scores, err);
    if (status != EM_OK)
        return status;
    em_build_open_clock(&build);
    em_build_head(&build);
    em_build_findings(&build);
    em_build_messages(&build);
    em_build_change(&build);
    em_build_scores(&build);
    em_build_sentiment(&build);
    em_build_places(&build);
    em_build_copies(&build);
    em_build_breadth(&build);
    em_build_quotes(&build);
    em_build_themes(&build);
    em_build_quality(&build);
    em_build_method(&build);
    em_build_close_clock(&build);
    report->footer = EM_BUILD_SAY_PLAIN(&build, EM_P_FOOTER,
                                        em_build_string(&build, summary, "tool.version"));
    if (report->status != EM_OK)
        return em_error_set(err, report->status, "no memory for the report");
    return EM_OK;
}
