/* Checking the shape of a JSON object: its keys, and values of the kind that is wanted. */
#include "lexicon/json_check.h"

#include "base/nearest.h"
#include "base/str.h"

em_place em_json_check_place(const em_json_check *check, const cJSON *node)
{
    em_place place;
    em_json_place_of(&place.line, &place.column, check->file, node);
    return place;
}

em_place em_json_check_key_place(const em_json_check *check, const cJSON *node)
{
    em_place place;
    em_json_key_place_of(&place.line, &place.column, check->file, node);
    return place;
}

static bool is_known(const char *key, const char *const *keys)
{
    for (; *keys; keys++)
        if (strcmp(key, *keys) == 0)
            return true;
    return false;
}

static em_status unknown_key(const em_json_check *check, const cJSON *member,
                             const char *const *keys, const char *what)
{
    const char *near = em_nearest(em_str_from(member->string), keys);
    em_place place = em_json_check_key_place(check, member);
    if (near)
        return em_issue_error(check->sink, "unknown-key", check->file->path, place,
                              "%s has no key \"%s\" (did you mean \"%s\"?)", what, member->string,
                              near);
    char list[256] = "";
    for (size_t used = 0; *keys && used < sizeof list - 32; keys++) {
        strcat(list, used ? ", " : "");
        strcat(list, *keys);
        used = strlen(list);
    }
    return em_issue_error(check->sink, "unknown-key", check->file->path, place,
                          "%s has no key \"%s\" (it has %s)", what, member->string, list);
}

em_status em_json_check_keys(const em_json_check *check, const cJSON *object,
                             const char *const *keys, const char *what)
{
    em_status status = EM_OK;
    for (const cJSON *member = object->child; member && status == EM_OK; member = member->next)
        if (!is_known(member->string, keys))
            status = unknown_key(check, member, keys, what);
    return status;
}

em_status em_json_check_kind(const em_json_check *check, const cJSON *node, const char *wanted)
{
    em_place place = em_json_check_place(check, node);
    if (node->string)
        return em_issue_error(check->sink, "wrong-kind", check->file->path, place,
                              "\"%s\" should be %s", node->string, wanted);
    return em_issue_error(check->sink, "wrong-kind", check->file->path, place,
                          "%s should stand here", wanted);
}

static em_status missing(const em_json_check *check, const cJSON *object, const char *key)
{
    return em_issue_error(check->sink, "missing-key", check->file->path,
                          em_json_check_place(check, object), "the key \"%s\" is missing", key);
}

em_str em_json_text(const cJSON *node)
{
    return em_str_from(node->valuestring);
}

em_status em_json_check_string(em_str *out, const em_json_check *check, const cJSON *object,
                               const char *key, bool required)
{
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(object, key);
    *out = EM_STR("");
    if (!node)
        return required ? missing(check, object, key) : EM_OK;
    if (!cJSON_IsString(node))
        return em_json_check_kind(check, node, "a text in quotes");
    *out = em_json_text(node);
    if (required && out->len == 0)
        return em_issue_error(check->sink, "empty-value", check->file->path,
                              em_json_check_place(check, node), "\"%s\" is empty", key);
    return EM_OK;
}

em_status em_json_check_array(const cJSON **out, const em_json_check *check, const cJSON *object,
                              const char *key, bool required)
{
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(object, key);
    *out = NULL;
    if (!node)
        return required ? missing(check, object, key) : EM_OK;
    if (!cJSON_IsArray(node))
        return em_json_check_kind(check, node, "a list in [ ]");
    *out = node;
    return EM_OK;
}

em_status em_json_check_object(const cJSON **out, const em_json_check *check, const cJSON *object,
                               const char *key, bool required)
{
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(object, key);
    *out = NULL;
    if (!node)
        return required ? missing(check, object, key) : EM_OK;
    if (!cJSON_IsObject(node))
        return em_json_check_kind(check, node, "an object in { }");
    *out = node;
    return EM_OK;
}

em_status em_json_check_bool(bool *out, const em_json_check *check, const cJSON *object,
                             const char *key)
{
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!node)
        return EM_OK;
    if (!cJSON_IsBool(node))
        return em_json_check_kind(check, node, "true or false");
    *out = cJSON_IsTrue(node);
    return EM_OK;
}
