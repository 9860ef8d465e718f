/*
 * Building cJSON trees without a check at every step, and printing them deterministically.
 *
 *     em_json_tree tree = { 0 };
 *     cJSON *root = em_json_add_object(&tree, NULL, NULL);
 *     em_json_add_number(&tree, root, "comments", 12);
 *     if (tree.failed) { cJSON_Delete(root); return EM_E_MEMORY; }
 */
#ifndef EM_BASE_JSON_TREE_H
#define EM_BASE_JSON_TREE_H

#include "base/buf.h"

#include <cjson/cJSON.h>

/* `failed` is sticky: set where there was no memory; later calls then do nothing. */
typedef struct em_json_tree {
    bool failed;
} em_json_tree;

/*
 * Each puts a new value at the end of `parent`: under `key`, or as the next item where `key`
 * is NULL. A NULL parent makes a root, which is yours to cJSON_Delete. Keys are copied.
 * NULL after a failure.
 */
cJSON *em_json_add_object(em_json_tree *tree, cJSON *parent, const char *key);
cJSON *em_json_add_array(em_json_tree *tree, cJSON *parent, const char *key);
/* Whole numbers are exact up to 2^53. What is not finite becomes null. */
void em_json_add_number(em_json_tree *tree, cJSON *parent, const char *key, double value);
void em_json_add_bool(em_json_tree *tree, cJSON *parent, const char *key, bool value);
void em_json_add_null(em_json_tree *tree, cJSON *parent, const char *key);
/* Text up to its first NUL. */
void em_json_add_string(em_json_tree *tree, cJSON *parent, const char *key, em_str value);

/*
 * Appends the tree as text: two blanks a level, arrays of plain values on one line; strings as
 * em_json_put_string writes them; numbers with the fewest digits (15 to 17) that read back
 * equal, a point whatever the locale. Check out->status.
 */
void em_json_print(em_buf *out, const cJSON *value);

#endif
