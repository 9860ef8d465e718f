/* Checking the shape of a JSON object: its keys, and values of the kind that is wanted. */
#ifndef EM_LEXICON_JSON_CHECK_H
#define EM_LEXICON_JSON_CHECK_H

#include "lexicon/issue.h"
#include "lexicon/json_place.h"

typedef struct em_json_check {
    em_json_file *file;
    const em_issue_sink *sink;
} em_json_check;

em_place em_json_check_place(const em_json_check *check, const cJSON *node);
em_place em_json_check_key_place(const em_json_check *check, const cJSON *node);

/*
 * Each takes what it needs from `object`. They report an issue where the value is of another
 * kind, and set *out to empty (or NULL, or leave it) then and where it is absent; their status is
 * the sink's.
 */
EM_MUST_CHECK em_status em_json_check_keys(const em_json_check *check, const cJSON *object,
                                           const char *const *keys, const char *what);
EM_MUST_CHECK em_status em_json_check_string(em_str *out, const em_json_check *check,
                                             const cJSON *object, const char *key, bool required);
EM_MUST_CHECK em_status em_json_check_array(const cJSON **out, const em_json_check *check,
                                            const cJSON *object, const char *key, bool required);
EM_MUST_CHECK em_status em_json_check_object(const cJSON **out, const em_json_check *check,
                                             const cJSON *object, const char *key, bool required);
EM_MUST_CHECK em_status em_json_check_bool(bool *out, const em_json_check *check,
                                           const cJSON *object, const char *key);
/* Reports that `node` is not `wanted` ("a text", "a list"). */
EM_MUST_CHECK em_status em_json_check_kind(const em_json_check *check, const cJSON *node,
                                           const char *wanted);
/* The text of a string node. */
em_str em_json_text(const cJSON *node);

#endif
