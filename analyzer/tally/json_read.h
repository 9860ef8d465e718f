/*
 * Reading a partial: every value is checked, the first mistake is remembered and named, later
 * calls give harmless values, so that the caller checks once at the end.
 */
#ifndef EM_TALLY_JSON_READ_H
#define EM_TALLY_JSON_READ_H

#include "em_base.h"

#include <cjson/cJSON.h>

typedef struct em_json_in {
    const char *path; /* of the file, for messages */
    bool failed;
    char key[64];          /* where it failed first */
    const char *complaint; /* static */
} em_json_in;

void em_json_in_fail(em_json_in *in, const char *key, const char *complaint);
/* EM_OK, or EM_E_INPUT with the first mistake. */
EM_MUST_CHECK em_status em_json_in_status(const em_json_in *in, em_error *err);

/*
 * The value of `key` in `object`; with a NULL key, `object` itself. A value of another kind,
 * or none, is a mistake: then NULL, 0 or an empty string comes back.
 */
const cJSON *em_json_in_object(em_json_in *in, const cJSON *object, const char *key);
const cJSON *em_json_in_array(em_json_in *in, const cJSON *object, const char *key);
em_str em_json_in_string(em_json_in *in, const cJSON *object, const char *key); /* lent */
double em_json_in_number(em_json_in *in, const cJSON *object, const char *key);
int64_t em_json_in_int(em_json_in *in, const cJSON *object, const char *key); /* |x| <= 2^53 */
uint64_t em_json_in_count(em_json_in *in, const cJSON *object, const char *key);
/* A count below `limit`. */
size_t em_json_in_index(em_json_in *in, const cJSON *object, const char *key, size_t limit);
/* 64 bits as 16 hexadecimal digits. */
uint64_t em_json_in_hash(em_json_in *in, const cJSON *object, const char *key);
/* An array of exactly `count` counts. */
void em_json_in_counts(em_json_in *in, const cJSON *object, const char *key, uint64_t *out,
                       size_t count);

#endif
