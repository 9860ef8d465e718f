/*
 * Paths into a JSON tree, as the table of formats writes them (formats.h), and the text of values.
 * Internal to the readers. Pure functions.
 */
#ifndef EM_READER_JSON_PATH_H
#define EM_READER_JSON_PATH_H

#include "reader/json_scan.h"

#define EM_JSON_PATH_STEPS_MAX 10
#define EM_JSON_NO_NODE UINT32_MAX

typedef enum em_json_step_kind {
    EM_JSON_STEP_MEMBER, /* name            */
    EM_JSON_STEP_EACH,   /* name[]          */
    EM_JSON_STEP_FIND    /* name[key=value] */
} em_json_step_kind;

typedef struct em_json_step {
    em_json_step_kind kind;
    em_str name;             /* MEMBER: its name; FIND: the key                        */
    em_str value;            /* FIND: what the key's value must be                     */
    bool value_is_of_record; /* FIND: `value` names a member of the record: {name}    */
} em_json_step;

typedef struct em_json_path {
    em_json_step step[EM_JSON_PATH_STEPS_MAX]; /* "a.b[]": MEMBER a, MEMBER b, EACH */
    size_t count;
    bool from_root; /* begins with '/' */
} em_json_path;

/* Slices of `text` are kept. False where it has too many steps or an unclosed bracket. */
bool em_json_path_compile(em_json_path *out, em_str text);

/*
 * The value of the member called `name`, or EM_JSON_NO_NODE. The last of several counts; each
 * other one adds 1 to *duplicates (NULL is fine).
 */
uint32_t em_json_member(const em_json_tree *tree, uint32_t object, em_str name,
                        uint64_t *duplicates);

/*
 * Where `path` leads from node `record`; an EACH step takes the first element that leads on.
 * EM_JSON_NO_NODE where a step finds nothing.
 */
uint32_t em_json_follow(const em_json_tree *tree, const em_json_path *path, uint32_t record,
                        uint64_t *duplicates);

/*
 * Calls `visit` with each node that `path` leads to, until it returns false. An EACH step on an
 * object takes that object.
 */
bool em_json_each(const em_json_tree *tree, const em_json_path *path, uint32_t record,
                  bool (*visit)(void *context, uint32_t node), void *context);

static inline em_str em_json_raw(const em_json_tree *tree, uint32_t node)
{
    const em_json_node *n = &tree->nodes.items[node];
    return (em_str){ tree->text + n->start, n->end - n->start };
}

/*
 * Appends the value's text: a string unescaped, a number as it stands, true, false; nothing for
 * null. Returns the lone surrogates met.
 */
size_t em_json_put_text(em_buf *out, const em_json_tree *tree, uint32_t node);

/*
 * Appends the value as JSON text that is safe to show: no blanks, numbers as they stand,
 * strings escaped anew.
 */
void em_json_put_value(em_buf *out, const em_json_tree *tree, uint32_t node);

#endif
