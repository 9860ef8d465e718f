/* Paths into a JSON tree and the text of its values. */
#include "reader/json_path.h"

#include "base/json_write.h"
#include "base/str.h"

#include <string.h>

/* ---------- compiling ---------- */

static bool add_step(em_json_path *path, em_json_step step)
{
    if (path->count == EM_JSON_PATH_STEPS_MAX)
        return false;
    path->step[path->count++] = step;
    return true;
}

/* What stands in brackets: nothing, or key=value. */
static bool add_bracket(em_json_path *path, em_str inside)
{
    em_json_step step = { .kind = EM_JSON_STEP_EACH };
    const char *equals = inside.len ? memchr(inside.data, '=', inside.len) : NULL;
    if (equals) {
        size_t at = (size_t)(equals - inside.data);
        step.kind = EM_JSON_STEP_FIND;
        step.name = (em_str){ inside.data, at };
        step.value = (em_str){ equals + 1, inside.len - at - 1 };
        if (step.value.len > 2 && step.value.data[0] == '{') {
            step.value = (em_str){ step.value.data + 1, step.value.len - 2 };
            step.value_is_of_record = true;
        }
    } else if (inside.len) {
        return false;
    }
    return add_step(path, step);
}

/* The bracket that closes the one at `p`; a path in braces may hold others. NULL: none. */
static const char *bracket_end(const char *p, const char *end)
{
    bool in_braces = false;
    for (; p < end; p++) {
        if (*p == '{' || *p == '}')
            in_braces = *p == '{';
        else if (*p == ']' && !in_braces)
            return p;
    }
    return NULL;
}

bool em_json_path_compile(em_json_path *out, em_str text)
{
    *out = (em_json_path){ 0 };
    const char *p = text.data, *end = p + text.len;
    if (p < end && *p == '/') {
        out->from_root = true;
        p++;
    }
    while (p < end) {
        const char *start = p;
        while (p < end && *p != '.' && *p != '[')
            p++;
        em_json_step member = { .name = { start, (size_t)(p - start) } };
        if (p > start && !add_step(out, member))
            return false;
        while (p < end && *p == '[') {
            const char *close = bracket_end(p, end);
            if (!close || !add_bracket(out, (em_str){ p + 1, (size_t)(close - p - 1) }))
                return false;
            p = close + 1;
        }
        if (p < end && *p == '.')
            p++;
    }
    return true;
}

/* ---------- following ---------- */

static bool name_is(const em_json_tree *tree, uint32_t node, em_str name)
{
    em_str raw = em_json_raw(tree, node);
    if (!tree->nodes.items[node].escaped)
        return raw.len == name.len && memcmp(raw.data, name.data, name.len) == 0;
    if (raw.len < name.len)
        return false;
    em_buf plain;
    em_buf_init(&plain, EM_BUF_UNLIMITED);
    em_json_unescape(&plain, raw);
    bool same = em_str_eq(em_buf_str(&plain), name);
    em_buf_release(&plain);
    return same;
}

uint32_t em_json_member(const em_json_tree *tree, uint32_t object, em_str name,
                        uint64_t *duplicates)
{
    const em_json_node *nodes = tree->nodes.items;
    uint32_t found = EM_JSON_NO_NODE;
    if (nodes[object].kind != EM_JSON_OBJECT)
        return found;
    for (uint32_t at = object + 1; at < nodes[object].next; at = nodes[at + 1].next) {
        if (!name_is(tree, at, name))
            continue;
        if (found != EM_JSON_NO_NODE && duplicates)
            ++*duplicates;
        found = at + 1;
    }
    return found;
}

/* Does the value of member step->name of `node` read as the step wants it? */
static bool find_fits(const em_json_tree *tree, const em_json_step *step, uint32_t node,
                      uint32_t record)
{
    uint32_t have = em_json_member(tree, node, step->name, NULL);
    if (have == EM_JSON_NO_NODE)
        return false;
    em_str want = step->value;
    if (step->value_is_of_record) {
        em_json_path path;
        if (!em_json_path_compile(&path, step->value))
            return false;
        uint32_t of_record = em_json_follow(tree, &path, record, NULL);
        if (of_record == EM_JSON_NO_NODE)
            return false;
        want = em_json_raw(tree, of_record);
    }
    return em_str_eq(em_json_raw(tree, have), want);
}

/* What a walk along a path carries with it. */
typedef struct follow {
    const em_json_tree *tree;
    const em_json_path *path;
    uint32_t record;
    uint64_t *duplicates;
    bool (*visit)(void *context, uint32_t node);
    void *context;
} follow;

/* Recursion is as deep as the path is long. */
static bool follow_from(const follow *f, size_t at, uint32_t node)
{
    if (at == f->path->count)
        return f->visit(f->context, node);
    const em_json_step *step = &f->path->step[at];
    const em_json_node *nodes = f->tree->nodes.items;
    if (step->kind == EM_JSON_STEP_MEMBER) {
        uint32_t value = em_json_member(f->tree, node, step->name, f->duplicates);
        return value == EM_JSON_NO_NODE || follow_from(f, at + 1, value);
    }
    if (step->kind == EM_JSON_STEP_EACH && nodes[node].kind == EM_JSON_OBJECT)
        return follow_from(f, at + 1, node);
    if (nodes[node].kind != EM_JSON_ARRAY)
        return true;
    for (uint32_t each = node + 1; each < nodes[node].next; each = nodes[each].next) {
        if (step->kind == EM_JSON_STEP_FIND && !find_fits(f->tree, step, each, f->record))
            continue;
        if (!follow_from(f, at + 1, each))
            return false;
        if (step->kind == EM_JSON_STEP_FIND)
            break;
    }
    return true;
}

bool em_json_each(const em_json_tree *tree, const em_json_path *path, uint32_t record,
                  bool (*visit)(void *context, uint32_t node), void *context)
{
    follow f = { tree, path, record, NULL, visit, context };
    return follow_from(&f, 0, path->from_root ? 0 : record);
}

static bool keep_first(void *context, uint32_t node)
{
    *(uint32_t *)context = node;
    return false;
}

uint32_t em_json_follow(const em_json_tree *tree, const em_json_path *path, uint32_t record,
                        uint64_t *duplicates)
{
    uint32_t found = EM_JSON_NO_NODE;
    if (path->count == 1 && path->step[0].kind == EM_JSON_STEP_MEMBER) /* nearly always */
        return em_json_member(tree, path->from_root ? 0 : record, path->step[0].name, duplicates);
    follow f = { tree, path, record, duplicates, keep_first, &found };
    follow_from(&f, 0, path->from_root ? 0 : record);
    return found;
}

/* ---------- text ---------- */

size_t em_json_put_text(em_buf *out, const em_json_tree *tree, uint32_t node)
{
    const em_json_node *n = &tree->nodes.items[node];
    if (n->escaped)
        return em_json_unescape(out, em_json_raw(tree, node));
    if (n->kind != EM_JSON_NULL)
        em_buf_put(out, em_json_raw(tree, node));
    return 0;
}

static void put_string(em_buf *out, const em_json_tree *tree, uint32_t node)
{
    if (!tree->nodes.items[node].escaped) {
        em_json_put_string(out, em_json_raw(tree, node));
        return;
    }
    em_buf plain;
    em_buf_init(&plain, EM_RECORD_MAX_BYTES);
    em_json_unescape(&plain, em_json_raw(tree, node));
    if (plain.status == EM_OK)
        em_json_put_string(out, em_buf_str(&plain));
    else
        out->status = plain.status;
    em_buf_release(&plain);
}

/* Recursion is at most EM_JSON_DEPTH_MAX deep. */
void em_json_put_value(em_buf *out, const em_json_tree *tree, uint32_t node)
{
    const em_json_node *n = &tree->nodes.items[node];
    if (n->kind == EM_JSON_STRING) {
        put_string(out, tree, node);
        return;
    }
    if (n->kind < EM_JSON_STRING) {
        em_buf_put(out, em_json_raw(tree, node));
        return;
    }
    bool object = n->kind == EM_JSON_OBJECT;
    em_buf_put_char(out, object ? '{' : '[');
    for (uint32_t at = node + 1; at < n->next;) {
        if (at > node + 1)
            em_buf_put_char(out, ',');
        if (object) {
            put_string(out, tree, at++);
            em_buf_put_char(out, ':');
        }
        em_json_put_value(out, tree, at);
        at = tree->nodes.items[at].next;
    }
    em_buf_put_char(out, object ? '}' : ']');
}
