/* Building cJSON trees without a check at every step, and printing them deterministically. */
#include "base/json_tree.h"

#include "base/json_write.h"
#include "base/memory.h"
#include "base/str.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* --- building ------------------------------------------------------------------------ */

/* Takes `item` in every case; NULL where that failed. */
static cJSON *put(em_json_tree *tree, cJSON *parent, const char *key, cJSON *item)
{
    bool put_in = item && !tree->failed;
    if (put_in && parent)
        put_in = key ? cJSON_AddItemToObject(parent, key, item)
                     : cJSON_AddItemToArray(parent, item);
    if (put_in)
        return item;
    cJSON_Delete(item);
    tree->failed = true;
    return NULL;
}

cJSON *em_json_add_object(em_json_tree *tree, cJSON *parent, const char *key)
{
    return tree->failed ? NULL : put(tree, parent, key, cJSON_CreateObject());
}

cJSON *em_json_add_array(em_json_tree *tree, cJSON *parent, const char *key)
{
    return tree->failed ? NULL : put(tree, parent, key, cJSON_CreateArray());
}

void em_json_add_number(em_json_tree *tree, cJSON *parent, const char *key, double value)
{
    if (!tree->failed)
        put(tree, parent, key, isfinite(value) ? cJSON_CreateNumber(value) : cJSON_CreateNull());
}

void em_json_add_bool(em_json_tree *tree, cJSON *parent, const char *key, bool value)
{
    if (!tree->failed)
        put(tree, parent, key, cJSON_CreateBool(value));
}

void em_json_add_null(em_json_tree *tree, cJSON *parent, const char *key)
{
    if (!tree->failed)
        put(tree, parent, key, cJSON_CreateNull());
}

void em_json_add_string(em_json_tree *tree, cJSON *parent, const char *key, em_str value)
{
    if (tree->failed)
        return;
    char *copy = em_mem_strdup(value); /* cJSON wants a NUL at the end */
    put(tree, parent, key, copy ? cJSON_CreateString(copy) : NULL);
    em_mem_free(copy);
}

/* --- printing ------------------------------------------------------------------------ */

/* Whole numbers below this print as such. */
#define WHOLE_MAX 9007199254740992.0 /* 2^53 */
#define INDENT "  "

static void print_number(em_buf *out, double value)
{
    if (!isfinite(value)) {
        em_buf_puts(out, "null");
        return;
    }
    if (value == floor(value) && fabs(value) <= WHOLE_MAX) {
        em_buf_printf(out, "%" PRId64, (int64_t)value);
        return;
    }
    char digits[40];
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value)
            break;
    }
    for (char *p = digits; *p; p++)
        if (!strchr("0123456789+-e", *p))
            *p = '.';
    em_buf_puts(out, digits);
}

static bool is_plain(const cJSON *value)
{
    return !cJSON_IsObject(value) && !cJSON_IsArray(value);
}

static bool stands_on_one_line(const cJSON *value)
{
    for (const cJSON *item = value->child; item; item = item->next)
        if (!is_plain(item))
            return false;
    return cJSON_IsArray(value) || !value->child;
}

static void break_line(em_buf *out, int level)
{
    em_buf_put_char(out, '\n');
    for (int i = 0; i < level; i++)
        em_buf_puts(out, INDENT);
}

static void print_value(em_buf *out, const cJSON *value, int level);

static void print_items(em_buf *out, const cJSON *value, int level)
{
    bool one_line = stands_on_one_line(value);
    for (const cJSON *item = value->child; item; item = item->next) {
        if (!one_line)
            break_line(out, level + 1);
        if (cJSON_IsObject(value)) {
            em_json_put_string(out, em_str_from(item->string));
            em_buf_puts(out, ": ");
        }
        print_value(out, item, level + 1);
        if (item->next)
            em_buf_puts(out, one_line ? ", " : ",");
    }
    if (!one_line)
        break_line(out, level);
}

/* Recursion is bounded: trees are built here, or parsed by cJSON, which nests 1000 deep at most. */
static void print_value(em_buf *out, const cJSON *value, int level)
{
    if (cJSON_IsObject(value) || cJSON_IsArray(value)) {
        em_buf_put_char(out, cJSON_IsObject(value) ? '{' : '[');
        print_items(out, value, level);
        em_buf_put_char(out, cJSON_IsObject(value) ? '}' : ']');
    } else if (cJSON_IsString(value)) {
        em_json_put_string(out, em_str_from(value->valuestring));
    } else if (cJSON_IsNumber(value)) {
        print_number(out, value->valuedouble);
    } else if (cJSON_IsBool(value)) {
        em_buf_puts(out, cJSON_IsTrue(value) ? "true" : "false");
    } else {
        em_buf_puts(out, "null");
    }
}

void em_json_print(em_buf *out, const cJSON *value)
{
    print_value(out, value, 0);
    em_buf_put_char(out, '\n');
}
