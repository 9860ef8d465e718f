/* Reading `*.messages.json`: the shape of every object, with the place of every fault. */
#include "lexicon/json_check.h"
#include "lexicon/lexicon_file.h"

#include "base/str.h"

#include <math.h>

#define SCHEMA "echometer/messages/1"

static const char *const FILE_KEYS[] = { "$schema", "schema", "id",        "version",
                                         "title",   "about",  "not_about", "messages",
                                         "note",    "allow",  NULL };
static const char *const MESSAGE_KEYS[] = { "id",    "label", "sentiment", "terms", "opposites",
                                            "tests", "note",  "allow",     NULL };
static const char *const TERM_KEYS[] = { "term",       "lang",       "except", "note",
                                         "diacritics", "elongation", "allow",  NULL };
static const char *const TEST_KEYS[] = { "text", "expect", "todo", "note", NULL };
static const char *const EXPECTATIONS[] = { "affirmed",   "denied", "mixed",
                                            "questioned", "quoted", "none" };

typedef struct reading {
    em_messages_file *file;
    em_json_check check;
    em_error *err;
} reading;

static em_status no_memory(const reading *r)
{
    return em_error_at(r->err, EM_E_MEMORY, r->file->json.path, 0, 0, "no memory");
}

static em_status issue_at(const reading *r, const cJSON *node, const char *rule, const char *text)
{
    return em_issue_error(r->check.sink, rule, r->file->json.path,
                          em_json_check_place(&r->check, node), "%s", text);
}

/* --- terms --------------------------------------------------------------------------------- */

static em_status read_excepts(reading *r, em_term_spec *spec, const cJSON *object)
{
    const cJSON *list, *node;
    em_status status = em_json_check_array(&list, &r->check, object, "except", false);
    spec->first_except = (uint32_t)r->file->excepts.len;
    cJSON_ArrayForEach(node, list)
    {
        if (status != EM_OK)
            return status;
        if (!cJSON_IsString(node)) {
            status = em_json_check_kind(&r->check, node, "a text in quotes");
            continue;
        }
        em_placed except = { em_json_text(node), em_json_check_place(&r->check, node) };
        if (em_str_trim(except.text).len == 0)
            status = issue_at(r, node, "empty-term", "the exception is empty");
        else if (!em_vec_push(&r->file->excepts, except))
            status = no_memory(r);
    }
    spec->except_count = (uint32_t)r->file->excepts.len - spec->first_except;
    return status;
}

static em_status read_term_object(reading *r, em_term_spec *spec, const cJSON *object)
{
    em_str note = EM_STR("");
    bool diacritics = true;
    em_status status = em_json_check_keys(&r->check, object, TERM_KEYS, "a term");
    if (status == EM_OK)
        status = em_json_check_string(&spec->term, &r->check, object, "term", true);
    if (status == EM_OK)
        status = em_json_check_string(&spec->lang, &r->check, object, "lang", false);
    if (status == EM_OK)
        status = em_json_check_string(&note, &r->check, object, "note", false);
    if (status == EM_OK)
        status = em_json_check_bool(&diacritics, &r->check, object, "diacritics");
    if (status == EM_OK)
        status = em_json_check_bool(&spec->elongation, &r->check, object, "elongation");
    if (status == EM_OK)
        status = em_json_check_object(&spec->allow, &r->check, object, "allow", false);
    if (status == EM_OK)
        status = read_excepts(r, spec, object);
    spec->note = note;
    spec->any_diacritics = !diacritics;
    spec->string = cJSON_GetObjectItemCaseSensitive(object, "term");
    return status;
}

static em_status read_term(reading *r, const cJSON *node, em_role role)
{
    em_term_spec spec = { .role = role,
                          .message = (uint32_t)r->file->messages.len - 1,
                          .term = EM_STR(""),
                          .lang = EM_STR(""),
                          .note = EM_STR("") };
    em_status status = EM_OK;
    if (cJSON_IsString(node)) {
        spec.string = node;
        spec.term = em_json_text(node);
    } else if (cJSON_IsObject(node)) {
        status = read_term_object(r, &spec, node);
    } else {
        return em_json_check_kind(&r->check, node, "a term: a text, or an object with \"term\"");
    }
    if (status != EM_OK || !cJSON_IsString(spec.string))
        return status;
    spec.place = em_json_check_place(&r->check, spec.string);
    if (em_str_trim(spec.term).len == 0)
        return cJSON_IsString(node) || spec.term.len
                   ? issue_at(r, spec.string, "empty-term", "the term is empty")
                   : EM_OK; /* reported with its key */
    if (r->file->terms.len >= EM_LEXICON_MAX_TERMS)
        return em_error_at(r->err, EM_E_LEXICON, r->file->json.path, spec.place.line,
                           spec.place.column, "a lexicon has at most %d terms",
                           EM_LEXICON_MAX_TERMS);
    return em_vec_push(&r->file->terms, spec) ? EM_OK : no_memory(r);
}

static em_status read_terms(reading *r, const cJSON *object, const char *key, em_role role,
                            bool required)
{
    const cJSON *list, *node;
    em_status status = em_json_check_array(&list, &r->check, object, key, required);
    cJSON_ArrayForEach(node, list)
    {
        if (status != EM_OK)
            return status;
        status = read_term(r, node, role);
    }
    return status;
}

/* --- tests --------------------------------------------------------------------------------- */

static em_status check_expectation(reading *r, const em_test_spec *test, const cJSON *object)
{
    for (size_t i = 0; i < sizeof EXPECTATIONS / sizeof *EXPECTATIONS; i++)
        if (em_str_eq(test->expect, em_str_from(EXPECTATIONS[i])))
            return EM_OK;
    return issue_at(r, cJSON_GetObjectItemCaseSensitive(object, "expect"), "unknown-stance",
                    "\"expect\" is affirmed, denied, mixed, questioned, quoted or none");
}

static em_status read_test(reading *r, const cJSON *object)
{
    em_test_spec test = { .message = (uint32_t)r->file->messages.len - 1 };
    if (!cJSON_IsObject(object))
        return em_json_check_kind(&r->check, object, "a test: an object with text and expect");
    test.place = em_json_check_place(&r->check, object);
    em_status status = em_json_check_keys(&r->check, object, TEST_KEYS, "a test");
    if (status == EM_OK)
        status = em_json_check_string(&test.text, &r->check, object, "text", true);
    if (status == EM_OK)
        status = em_json_check_string(&test.expect, &r->check, object, "expect", true);
    if (status == EM_OK)
        status = em_json_check_bool(&test.todo, &r->check, object, "todo");
    if (status != EM_OK || test.expect.len == 0 || test.text.len == 0)
        return status;
    status = check_expectation(r, &test, object);
    if (status != EM_OK)
        return status;
    return em_vec_push(&r->file->tests, test) ? EM_OK : no_memory(r);
}

static em_status read_tests(reading *r, const cJSON *message)
{
    const cJSON *list, *node;
    em_status status = em_json_check_array(&list, &r->check, message, "tests", false);
    cJSON_ArrayForEach(node, list)
    {
        if (status != EM_OK)
            return status;
        status = read_test(r, node);
    }
    return status;
}

/* --- messages ------------------------------------------------------------------------------ */

static em_status check_id(reading *r, const cJSON *object, em_str id)
{
    for (size_t i = 0; i < id.len; i++)
        if (strchr(" \t\r\n;:#/\"", id.data[i]))
            return issue_at(r, cJSON_GetObjectItemCaseSensitive(object, "id"), "bad-id",
                            "an id has no blanks and none of ; : # / \"");
    return EM_OK;
}

static em_status read_label(reading *r, em_message_spec *spec, const cJSON *object)
{
    const cJSON *label, *text;
    em_status status = em_json_check_object(&label, &r->check, object, "label", false);
    cJSON_ArrayForEach(text, label)
    {
        if (status != EM_OK)
            return status;
        if (!cJSON_IsString(text))
            status = em_json_check_kind(&r->check, text, "a text in quotes");
    }
    if (status != EM_OK || !label)
        return status;
    status = em_json_check_string(&spec->label_en, &r->check, label, "en", false);
    if (status == EM_OK)
        status = em_json_check_string(&spec->label_zh, &r->check, label, "zh-Hans", false);
    return status;
}

static em_status read_sentiment(reading *r, em_message_spec *spec, const cJSON *object)
{
    const cJSON *weight = cJSON_GetObjectItemCaseSensitive(object, "sentiment");
    if (!weight)
        return EM_OK;
    if (!cJSON_IsNumber(weight))
        return em_json_check_kind(&r->check, weight, "a number from -4 to 4");
    if (!(fabs(weight->valuedouble) <= EM_MAX_WEIGHT))
        return issue_at(r, weight, "bad-weight", "a weight is a number from -4 to 4");
    spec->sentiment = weight->valuedouble;
    return EM_OK;
}

static em_status read_message(reading *r, const cJSON *object)
{
    em_message_spec spec = { .label_en = EM_STR(""), .label_zh = EM_STR("") };
    if (!cJSON_IsObject(object))
        return em_json_check_kind(&r->check, object, "a message: an object with id and terms");
    em_status status = em_json_check_keys(&r->check, object, MESSAGE_KEYS, "a message");
    if (status == EM_OK)
        status = em_json_check_string(&spec.id, &r->check, object, "id", true);
    if (status == EM_OK)
        status = check_id(r, object, spec.id);
    if (status == EM_OK)
        status = read_label(r, &spec, object);
    if (status == EM_OK)
        status = read_sentiment(r, &spec, object);
    if (status == EM_OK)
        status = em_json_check_object(&spec.allow, &r->check, object, "allow", false);
    if (status != EM_OK)
        return status;
    const cJSON *id = cJSON_GetObjectItemCaseSensitive(object, "id");
    spec.place = em_json_check_place(&r->check, id ? id : object);
    if (!em_vec_push(&r->file->messages, spec))
        return no_memory(r);
    status = read_terms(r, object, "terms", EM_ROLE_TERM, true);
    if (status == EM_OK)
        status = read_terms(r, object, "opposites", EM_ROLE_OPPOSITE, false);
    return status == EM_OK ? read_tests(r, object) : status;
}

static em_status read_messages(reading *r)
{
    const cJSON *list, *node;
    em_status status = em_json_check_array(&list, &r->check, r->file->json.root, "messages", true);
    cJSON_ArrayForEach(node, list)
    {
        if (status != EM_OK)
            return status;
        if (r->file->messages.len >= EM_MAX_MESSAGES)
            return issue_at(r, node, "too-many-messages", "a lexicon has at most 256 messages");
        status = read_message(r, node);
    }
    return status;
}

static em_status check_schema(reading *r)
{
    em_str schema;
    em_status status = em_json_check_string(&schema, &r->check, r->file->json.root, "schema", true);
    if (status != EM_OK || schema.len == 0 || em_str_eq(schema, EM_STR(SCHEMA)))
        return status;
    return issue_at(r, cJSON_GetObjectItemCaseSensitive(r->file->json.root, "schema"),
                    "unknown-schema", "\"schema\" should be \"" SCHEMA "\"");
}

static em_status read_file(reading *r)
{
    em_messages_file *file = r->file;
    const cJSON *root = file->json.root, *title;
    if (!cJSON_IsObject(root))
        return em_json_check_kind(&r->check, root, "a message lexicon: an object in { }");
    em_status status = em_json_check_keys(&r->check, root, FILE_KEYS, "a message lexicon");
    if (status == EM_OK)
        status = check_schema(r);
    if (status == EM_OK)
        status = em_json_check_string(&file->id, &r->check, root, "id", true);
    if (status == EM_OK)
        status = em_json_check_string(&file->version, &r->check, root, "version", false);
    if (status == EM_OK)
        status = em_json_check_object(&title, &r->check, root, "title", false);
    if (status == EM_OK)
        status = em_json_check_object(&file->allow, &r->check, root, "allow", false);
    if (status == EM_OK)
        status = read_terms(r, root, "about", EM_ROLE_ABOUT, false);
    if (status == EM_OK)
        status = read_terms(r, root, "not_about", EM_ROLE_NOT_ABOUT, false);
    return status == EM_OK ? read_messages(r) : status;
}

em_status em_messages_file_read(em_messages_file *out, const char *path, const em_issue_sink *sink,
                                em_error *err)
{
    *out = (em_messages_file){ .id = EM_STR(""), .version = EM_STR("") };
    reading r = { out, { &out->json, sink }, err };
    em_status status = em_json_read(&out->json, path, EM_LEXICON_MAX_BYTES, err);
    return status == EM_OK ? read_file(&r) : status;
}

void em_messages_file_release(em_messages_file *file)
{
    em_json_release(&file->json);
    em_vec_release(&file->messages);
    em_vec_release(&file->terms);
    em_vec_release(&file->excepts);
    em_vec_release(&file->tests);
}
