/*
 * Finding out what to read out of JSON: by a format's signature, else by the names of members.
 *
 * By names: the records are the documents themselves or, in one document, the elements of the
 * array whose objects have the member that suits best as text. A field gets the members that
 * suit it, best first, those nearer to the record before those inside other objects.
 */
#include "reader/json_plan.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>

/* Bytes of names kept from samples. */
#define NAMES_MAX_BYTES ((size_t)1024 * 1024)
/* Records of a sample that are looked at. */
#define SAMPLE_RECORDS 64
/* user.id names the author less well than any name. */
#define AUTHOR_ID_RANK 100
/* How deep fields are looked for inside a record: user.legacy.name. */
#define FIELD_DEPTH 3
/* How deep an array of records is looked for inside a document. */
#define ARRAY_DEPTH 6

void em_json_plan_init(em_json_plan *plan)
{
    memset(plan, 0, sizeof *plan);
    em_arena_init(&plan->names, NAMES_MAX_BYTES);
}

void em_json_plan_release(em_json_plan *plan)
{
    em_arena_release(&plan->names);
}

/* ---------- by signature ---------- */

typedef struct wanted {
    const em_json_tree *tree;
    em_str prefix; /* of the string that is wanted; empty: anything will do */
    bool found;
} wanted;

static bool visit_wanted(void *context, uint32_t node)
{
    wanted *want = context;
    want->found = !want->prefix.len || (want->tree->nodes.items[node].kind == EM_JSON_STRING &&
                                        em_str_starts(em_json_raw(want->tree, node), want->prefix));
    return !want->found;
}

/* Could what `path` leads to still come behind a sample that was cut? */
static bool may_come(const em_json_tree *tree, uint32_t root, const em_json_path *path)
{
    em_json_path known = *path;
    while (known.count > 0) {
        known.count--;
        uint32_t node = em_json_follow(tree, &known, root, NULL);
        if (node != EM_JSON_NO_NODE)
            return tree->nodes.items[node].open;
    }
    return false;
}

typedef enum fit { FIT_NOT, FIT_MAYBE, FIT_SURE } fit;

/* One entry of a signature: paths parted by '|', or path=prefix. */
static fit signature_entry_fits(const em_json_tree *tree, uint32_t root, const char *entry)
{
    em_format_path any;
    fit best = FIT_NOT;
    while (em_format_next_path(&entry, &any)) {
        wanted want = { .tree = tree };
        em_str text = any.path;
        const char *equals = memchr(text.data, '=', text.len);
        if (equals) {
            want.prefix = (em_str){ equals + 1, text.len - (size_t)(equals - text.data) - 1 };
            text.len = (size_t)(equals - text.data);
        }
        em_json_path path;
        if (!em_json_path_compile(&path, text))
            continue;
        em_json_each(tree, &path, root, visit_wanted, &want);
        if (want.found)
            return FIT_SURE;
        if (may_come(tree, root, &path))
            best = FIT_MAYBE;
    }
    return best;
}

/*
 * How many entries are surely there, or 0 where one of them is not. In a sample that was cut
 * half of them must be there, two at least: total and cursor often stand behind the records.
 */
static size_t signature_length(const em_json_tree *tree, uint32_t root, const em_format *format)
{
    size_t sure = 0, n = 0;
    for (; n < EM_FORMAT_SIGNATURE_MAX && format->signature[n]; n++) {
        fit entry = signature_entry_fits(tree, root, format->signature[n]);
        if (entry == FIT_NOT)
            return 0;
        sure += entry == FIT_SURE;
    }
    return sure == n || (sure >= 2 && sure * 2 >= n) ? sure : 0;
}

const em_format *em_json_plan_detect(const em_json_tree *tree, uint32_t root,
                                     em_container container)
{
    size_t count;
    const em_format *formats = em_formats(&count), *best = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < count; i++) {
        if (!(formats[i].containers & container))
            continue;
        size_t length = signature_length(tree, root, &formats[i]);
        if (length > longest) {
            longest = length;
            best = &formats[i];
        }
    }
    return best;
}

/* ---------- by the table ---------- */

/* A record that is a string is its own text: the empty path leads to itself. */
static void text_is_record(em_json_plan *plan)
{
    plan->alternatives[EM_FIELD_TEXT] = 1;
    plan->field[EM_FIELD_TEXT][0] = (em_json_field){ .path.count = 0 };
    plan->strings_are_texts = true;
}

void em_json_plan_raw(em_json_plan *plan)
{
    plan->record_count = 1; /* the empty path */
    text_is_record(plan);
}

static em_status bad_path(const em_rows_host *host, em_str path, em_error *err)
{
    return em_error_at(err, EM_E_USAGE, host->path, 0, 0,
                       "\"%.*s\" is no path to a JSON value (like text or user.name or "
                       "refs[type=replied_to].id)",
                       EM_STR_ARG(path));
}

static em_status add_alternative(em_json_plan *plan, em_field field, const em_format_path *from,
                                 const em_rows_host *host, em_error *err)
{
    if (plan->alternatives[field] == EM_JSON_ALTERNATIVES_MAX)
        return EM_OK;
    em_json_field *to = &plan->field[field][plan->alternatives[field]];
    if (!em_json_path_compile(&to->path, from->path))
        return bad_path(host, from->path, err);
    to->marks = em_rows_marks(from);
    plan->whole_documents |= to->path.from_root;
    plan->alternatives[field]++;
    return EM_OK;
}

static em_status add_entry(em_json_plan *plan, em_field field, const char *entry,
                           const em_rows_host *host, em_error *err)
{
    em_format_path path;
    em_status status = EM_OK;
    while (status == EM_OK && em_format_next_path(&entry, &path))
        status = add_alternative(plan, field, &path, host, err);
    return status;
}

/* The user's --column NAME: as a path, then as one name that may hold dots. */
static em_status add_user_column(em_json_plan *plan, em_field field, const em_rows_host *host,
                                 em_error *err)
{
    const char *name = host->options->column[field];
    em_status status = add_entry(plan, field, name, host, err);
    if (status == EM_OK && strpbrk(name, ".[") &&
        plan->alternatives[field] < EM_JSON_ALTERNATIVES_MAX) {
        em_json_field *to = &plan->field[field][plan->alternatives[field]++];
        *to = (em_json_field){ .path = { .count = 1 } };
        to->path.step[0].name = em_str_from(name);
    }
    return status;
}

static em_status add_path(em_json_path *paths, size_t *count, const char *text,
                          const em_rows_host *host, em_error *err)
{
    if (!em_json_path_compile(&paths[*count], em_str_from(text)))
        return bad_path(host, em_str_from(text), err);
    ++*count;
    return EM_OK;
}

/* The elements of a top-level array are documents, so that "[]" says nothing new. */
static em_status add_records(em_json_plan *plan, const em_rows_host *host, em_error *err)
{
    em_status status = EM_OK;
    for (size_t i = 0; status == EM_OK && i < EM_FORMAT_RECORDS_MAX; i++) {
        const char *text = plan->format->records[i];
        if (text && strncmp(text, "[]", 2) != 0)
            status = add_path(plan->records, &plan->record_count, text, host, err);
    }
    for (size_t i = 0; status == EM_OK && i < EM_FORMAT_NESTED_MAX; i++)
        if (plan->format->nested[i])
            status = add_path(plan->nested, &plan->nested_count, plan->format->nested[i], host,
                              err);
    return status;
}

static em_status add_total(em_json_plan *plan, const em_rows_host *host, em_error *err)
{
    em_str text = em_str_from(plan->format->stated_total);
    if (!text.len)
        return EM_OK;
    plan->has_total = true;
    plan->total_in_record = text.data[text.len - 1] == '+';
    text.len -= plan->total_in_record;
    return em_json_path_compile(&plan->total, text) ? EM_OK : bad_path(host, text, err);
}

em_status em_json_plan_by_format(em_json_plan *plan, const em_format *format,
                                 const em_rows_host *host, em_error *err)
{
    plan->format = format;
    em_status status = add_records(plan, host, err);
    if (status == EM_OK)
        status = add_total(plan, host, err);
    if (status == EM_OK && format->repost_text) {
        plan->has_repost_text = true;
        if (!em_json_path_compile(&plan->repost_text, em_str_from(format->repost_text)))
            status = bad_path(host, em_str_from(format->repost_text), err);
        plan->whole_documents |= plan->repost_text.from_root;
    }
    for (em_field field = 0; status == EM_OK && field < EM_FIELD_COUNT; field++)
        status = host->options->column[field]
                     ? add_user_column(plan, field, host, err)
                     : add_entry(plan, field, format->field[field], host, err);
    return status;
}

/* ---------- by names ---------- */

/* A member that may be a field. */
typedef struct candidate {
    em_json_path path; /* its names are slices of the sample */
    unsigned score;    /* lower is better */
} candidate;

typedef struct candidates {
    candidate item[EM_JSON_ALTERNATIVES_MAX];
    size_t count;
} candidates;

static bool same_path(const em_json_path *a, const em_json_path *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!em_str_eq(a->step[i].name, b->step[i].name))
            return false;
    return true;
}

/* Keeps the best, in order; the first seen goes first among equals. */
static void candidates_add(candidates *list, const em_json_path *path, unsigned score)
{
    for (size_t i = 0; i < list->count; i++)
        if (same_path(&list->item[i].path, path))
            return;
    size_t at = list->count;
    while (at > 0 && list->item[at - 1].score > score)
        at--;
    if (at == EM_JSON_ALTERNATIVES_MAX)
        return;
    if (list->count < EM_JSON_ALTERNATIVES_MAX)
        list->count++;
    memmove(&list->item[at + 1], &list->item[at], (list->count - at - 1) * sizeof *list->item);
    list->item[at] = (candidate){ *path, score };
}

/* Members of an object with such a name tell of the author, not of the comment. */
static bool is_about_author(em_str name)
{
    return em_column_rank(name, EM_FIELD_AUTHOR) > 0 || em_str_eq_ascii_case(name, EM_STR("from"));
}

static unsigned score_member(const em_json_path *path, em_field field)
{
    em_str name = path->step[path->count - 1].name;
    bool of_author = path->count > 1 && is_about_author(path->step[path->count - 2].name);
    unsigned rank = em_column_rank(name, field);
    if (field == EM_FIELD_AUTHOR && of_author && !rank && em_str_eq_ascii_case(name, EM_STR("id")))
        rank = AUTHOR_ID_RANK;
    if (!rank || (of_author && field != EM_FIELD_AUTHOR && field != EM_FIELD_AUTHOR_TYPE))
        return 0;
    return rank * 8 + (unsigned)path->count;
}

/* Adds the members of `object`, and of objects inside it, that suit a field. */
static void add_members(const em_json_tree *tree, uint32_t object, em_json_path *path,
                        candidates fields[EM_FIELD_COUNT])
{
    const em_json_node *nodes = tree->nodes.items;
    if (path->count == FIELD_DEPTH)
        return;
    path->count++;
    for (uint32_t name = object + 1; name < nodes[object].next; name = nodes[name + 1].next) {
        uint32_t value = name + 1;
        if (nodes[name].escaped)
            continue;
        path->step[path->count - 1] = (em_json_step){ .name = em_json_raw(tree, name) };
        if (nodes[value].kind == EM_JSON_OBJECT) {
            add_members(tree, value, path, fields);
            continue;
        }
        if (nodes[value].kind == EM_JSON_ARRAY || nodes[value].kind == EM_JSON_NULL)
            continue;
        for (em_field field = 0; field < EM_FIELD_COUNT; field++) {
            unsigned score = score_member(path, field);
            if (score && (field != EM_FIELD_TEXT || nodes[value].kind == EM_JSON_STRING))
                candidates_add(&fields[field], path, score);
        }
    }
    path->count--;
}

/* How well `node` would do as a record: the score of its text, 0 where it has none. */
static unsigned score_record(const em_json_tree *tree, uint32_t node, const em_rows_host *host)
{
    em_json_path path = { 0 };
    const char *user = host->options->column[EM_FIELD_TEXT];
    if (tree->nodes.items[node].kind != EM_JSON_OBJECT)
        return 0;
    if (user) {
        bool fits = em_json_path_compile(&path, em_str_from(user)) &&
                    em_json_follow(tree, &path, node, NULL) != EM_JSON_NO_NODE;
        return fits || em_json_member(tree, node, em_str_from(user), NULL) != EM_JSON_NO_NODE;
    }
    candidates fields[EM_FIELD_COUNT] = { 0 };
    add_members(tree, node, &path, fields);
    return fields[EM_FIELD_TEXT].count ? fields[EM_FIELD_TEXT].item[0].score : 0;
}

/* The array of records found so far. */
typedef struct array_search {
    const em_json_tree *tree;
    const em_rows_host *host;
    em_json_path best;
    unsigned score; /* 0: none yet */
    uint32_t node;
} array_search;

static void consider_array(array_search *search, uint32_t array, const em_json_path *path)
{
    const em_json_node *nodes = search->tree->nodes.items;
    size_t seen = 0;
    for (uint32_t each = array + 1; each < nodes[array].next && seen < 4;
         each = nodes[each].next, seen++) {
        unsigned score = score_record(search->tree, each, search->host);
        if (score && (!search->score || score + path->count < search->score)) {
            search->score = score + (unsigned)path->count;
            search->best = *path;
            search->best.step[search->best.count++].kind = EM_JSON_STEP_EACH;
            search->node = array;
        }
    }
}

/* Looks for arrays of records in the members of `object`. */
static void search_arrays(array_search *search, uint32_t object, em_json_path *path)
{
    const em_json_node *nodes = search->tree->nodes.items;
    if (nodes[object].kind != EM_JSON_OBJECT || path->count == ARRAY_DEPTH)
        return;
    path->count++;
    for (uint32_t name = object + 1; name < nodes[object].next; name = nodes[name + 1].next) {
        uint32_t value = name + 1;
        if (nodes[name].escaped)
            continue;
        path->step[path->count - 1] = (em_json_step){ .name = em_json_raw(search->tree, name) };
        if (nodes[value].kind == EM_JSON_ARRAY)
            consider_array(search, value, path);
        else
            search_arrays(search, value, path);
    }
    path->count--;
}

/* Copies a path whose names lie in the sample. */
static em_status keep_path(em_json_plan *plan, em_json_path *to, const em_json_path *from,
                           em_error *err)
{
    *to = *from;
    for (size_t i = 0; i < to->count; i++) {
        to->step[i].name = em_arena_copy(&plan->names, from->step[i].name);
        if (!to->step[i].name.data)
            return em_error_set(err, EM_E_MEMORY, "no memory for the names of JSON members");
    }
    return EM_OK;
}

static em_status keep_fields(em_json_plan *plan, const candidates fields[EM_FIELD_COUNT],
                             const em_rows_host *host, em_error *err)
{
    em_status status = EM_OK;
    for (em_field field = 0; status == EM_OK && field < EM_FIELD_COUNT; field++) {
        if (host->options->column[field]) {
            status = add_user_column(plan, field, host, err);
            continue;
        }
        for (size_t i = 0; status == EM_OK && i < fields[field].count; i++) {
            em_json_field *to = &plan->field[field][plan->alternatives[field]++];
            status = keep_path(plan, &to->path, &fields[field].item[i].path, err);
        }
    }
    return status;
}

em_status em_json_plan_by_names(em_json_plan *plan, const em_json_tree *tree,
                                const uint32_t *documents, size_t count, bool many,
                                const em_rows_host *host, em_error *err)
{
    array_search search = { .tree = tree, .host = host };
    em_json_path path = { 0 };
    candidates fields[EM_FIELD_COUNT] = { 0 };
    const em_json_node *nodes = tree->nodes.items;
    unsigned own_score = 0, strings = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned score = score_record(tree, documents[i], host);
        strings += nodes[documents[i]].kind == EM_JSON_STRING;
        own_score = score && (!own_score || score < own_score) ? score : own_score;
    }
    for (size_t i = 0; i < count && !search.score && !(many && own_score); i++)
        search_arrays(&search, documents[i], &path);

    if (search.score) {
        em_status status = keep_path(plan, &plan->records[0], &search.best, err);
        if (status != EM_OK)
            return status;
        size_t seen = 0;
        for (uint32_t each = search.node + 1;
             each < nodes[search.node].next && seen < SAMPLE_RECORDS;
             each = nodes[each].next, seen++)
            if (nodes[each].kind == EM_JSON_OBJECT)
                add_members(tree, each, &path, fields);
    } else {
        for (size_t i = 0; i < count; i++)
            if (nodes[documents[i]].kind == EM_JSON_OBJECT)
                add_members(tree, documents[i], &path, fields);
    }
    plan->record_count = 1;
    em_status status = keep_fields(plan, fields, host, err);
    const char *user = host->options->column[EM_FIELD_TEXT];
    if (user && !search.score && !own_score)
        plan->alternatives[EM_FIELD_TEXT] = 0; /* there is no such member */
    if (status == EM_OK && !user && !plan->alternatives[EM_FIELD_TEXT] && strings * 2 > count)
        text_is_record(plan);
    return status;
}

/* ---------- documents without records ---------- */

/* Finds the first empty array inside `object`; false where an array holds something. */
static bool find_empty_array(const em_json_tree *tree, uint32_t object, em_json_path *path,
                             em_json_path *found)
{
    const em_json_node *nodes = tree->nodes.items;
    if (nodes[object].kind != EM_JSON_OBJECT || path->count == ARRAY_DEPTH)
        return true;
    bool empty = true;
    path->count++;
    for (uint32_t name = object + 1; empty && name < nodes[object].next;
         name = nodes[name + 1].next) {
        uint32_t value = name + 1;
        path->step[path->count - 1] = (em_json_step){ .name = em_json_raw(tree, name) };
        if (nodes[value].kind != EM_JSON_ARRAY) {
            empty = find_empty_array(tree, value, path, found);
        } else if (nodes[value].next > value + 1) {
            empty = false;
        } else if (!found->count) {
            *found = *path;
            found->step[found->count++].kind = EM_JSON_STEP_EACH;
        }
    }
    path->count--;
    return empty;
}

bool em_json_plan_empty_page(em_json_plan *plan, const em_json_tree *tree, uint32_t document)
{
    em_json_path path = { 0 }, found = { 0 };
    if (!find_empty_array(tree, document, &path, &found) || !found.count)
        return false;
    plan->record_count = 1;
    return keep_path(plan, &plan->records[0], &found, NULL) == EM_OK;
}

em_str em_json_plan_complaint(const em_json_tree *tree, uint32_t document)
{
    const em_json_node *nodes = tree->nodes.items;
    em_json_path message;
    if (nodes[document].kind != EM_JSON_OBJECT)
        return (em_str){ "", 0 };
    for (uint32_t name = document + 1; name < nodes[document].next; name = nodes[name + 1].next) {
        bool is_error = em_str_eq(em_json_raw(tree, name), EM_STR("error")) ||
                        em_str_eq(em_json_raw(tree, name), EM_STR("errors"));
        if (!is_error && nodes[name + 1].kind >= EM_JSON_ARRAY)
            return (em_str){ "", 0 };
    }
    static const char *const PLACES[] = { "error.message", "errors[].message" };
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
        bool known = em_json_path_compile(&message, em_str_from(PLACES[i]));
        uint32_t node = known ? em_json_follow(tree, &message, document, NULL) : EM_JSON_NO_NODE;
        if (node != EM_JSON_NO_NODE && nodes[node].kind == EM_JSON_STRING)
            return em_json_raw(tree, node);
    }
    return (em_str){ "", 0 };
}

/* ---------- names for people ---------- */

static size_t list_names(em_json_plan *plan, const em_json_tree *tree, uint32_t object,
                         em_str prefix, em_str *names, size_t at, size_t max, unsigned depth)
{
    const em_json_node *nodes = tree->nodes.items;
    if (nodes[object].kind == EM_JSON_ARRAY && nodes[object].next > object + 1)
        return list_names(plan, tree, object + 1, prefix, names, at, max, depth);
    if (nodes[object].kind != EM_JSON_OBJECT || depth == FIELD_DEPTH)
        return at;
    for (uint32_t name = object + 1; name < nodes[object].next && at < max;
         name = nodes[name + 1].next) {
        em_str own = em_json_raw(tree, name);
        uint8_t kind = nodes[name + 1].kind;
        const char *link = kind == EM_JSON_ARRAY ? "[]" : "";
        char joined[256];
        int len = snprintf(joined, sizeof joined, "%.*s%s%.*s%s", EM_STR_ARG(prefix),
                           prefix.len ? "." : "", EM_STR_ARG(own), link);
        if (len < 0 || (size_t)len >= sizeof joined)
            continue;
        em_str whole = em_arena_copy(&plan->names, (em_str){ joined, (size_t)len });
        if (!whole.data)
            break;
        size_t before = at;
        if (kind == EM_JSON_OBJECT || kind == EM_JSON_ARRAY)
            at = list_names(plan, tree, name + 1, whole, names, at, max, depth + 1);
        if (at == before && at < max)
            names[at++] = whole;
    }
    return at;
}

size_t em_json_plan_names(em_json_plan *plan, const em_json_tree *tree, uint32_t document,
                          em_str *names, size_t max)
{
    return list_names(plan, tree, document, (em_str){ "", 0 }, names, 0, max, 0);
}
