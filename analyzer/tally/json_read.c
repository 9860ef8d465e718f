/* Reading a partial: every value is checked, the first mistake is remembered and named. */
#include "tally/json_read.h"

#include "base/str.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define WHOLE_MAX 9007199254740992.0 /* 2^53: the last whole number a JSON reader keeps exact */

void em_json_in_fail(em_json_in *in, const char *key, const char *complaint)
{
    if (in->failed)
        return;
    in->failed = true;
    in->complaint = complaint;
    snprintf(in->key, sizeof in->key, "%s", key ? key : "an item");
}

em_status em_json_in_status(const em_json_in *in, em_error *err)
{
    if (!in->failed)
        return EM_OK;
    return em_error_at(err, EM_E_INPUT, in->path, 0, 0,
                       "this is no sound echometer/partial/1: \"%s\" %s", in->key, in->complaint);
}

static const cJSON *find(em_json_in *in, const cJSON *object, const char *key)
{
    const cJSON *value = key && object ? cJSON_GetObjectItemCaseSensitive(object, key) : object;
    if (!value)
        em_json_in_fail(in, key, "is missing");
    return value;
}

const cJSON *em_json_in_object(em_json_in *in, const cJSON *object, const char *key)
{
    const cJSON *value = find(in, object, key);
    if (value && cJSON_IsObject(value))
        return value;
    em_json_in_fail(in, key, "is no object");
    return NULL;
}

const cJSON *em_json_in_array(em_json_in *in, const cJSON *object, const char *key)
{
    const cJSON *value = find(in, object, key);
    if (value && cJSON_IsArray(value))
        return value;
    em_json_in_fail(in, key, "is no array");
    return NULL;
}

em_str em_json_in_string(em_json_in *in, const cJSON *object, const char *key)
{
    const cJSON *value = find(in, object, key);
    if (value && cJSON_IsString(value))
        return em_str_from(value->valuestring);
    em_json_in_fail(in, key, "is no string");
    return EM_STR("");
}

double em_json_in_number(em_json_in *in, const cJSON *object, const char *key)
{
    const cJSON *value = find(in, object, key);
    if (value && cJSON_IsNumber(value) && isfinite(value->valuedouble))
        return value->valuedouble;
    em_json_in_fail(in, key, "is no number");
    return 0;
}

int64_t em_json_in_int(em_json_in *in, const cJSON *object, const char *key)
{
    double value = em_json_in_number(in, object, key);
    if (value == floor(value) && fabs(value) <= WHOLE_MAX)
        return (int64_t)value;
    em_json_in_fail(in, key, "is no whole number up to 2^53");
    return 0;
}

uint64_t em_json_in_count(em_json_in *in, const cJSON *object, const char *key)
{
    int64_t value = em_json_in_int(in, object, key);
    if (value >= 0)
        return (uint64_t)value;
    em_json_in_fail(in, key, "is negative");
    return 0;
}

size_t em_json_in_index(em_json_in *in, const cJSON *object, const char *key, size_t limit)
{
    uint64_t value = em_json_in_count(in, object, key);
    if (value < limit)
        return (size_t)value;
    em_json_in_fail(in, key, "names what does not exist");
    return 0;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

uint64_t em_json_in_hash(em_json_in *in, const cJSON *object, const char *key)
{
    em_str text = em_json_in_string(in, object, key);
    uint64_t hash = 0;
    bool sound = text.len == 16;
    for (size_t i = 0; sound && i < 16; i++) {
        int digit = hex_digit(text.data[i]);
        sound = digit >= 0;
        hash = hash << 4 | (uint64_t)(digit & 15);
    }
    if (sound)
        return hash;
    em_json_in_fail(in, key, "is not 16 hexadecimal digits");
    return 0;
}

void em_json_in_counts(em_json_in *in, const cJSON *object, const char *key, uint64_t *out,
                       size_t count)
{
    const cJSON *array = em_json_in_array(in, object, key);
    const cJSON *item = array ? array->child : NULL;
    for (size_t i = 0; i < count && item; i++, item = item->next)
        out[i] = em_json_in_count(in, item, NULL);
    if (array && (size_t)cJSON_GetArraySize(array) != count)
        em_json_in_fail(in, key, "has not the right number of items");
}
