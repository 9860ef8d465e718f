/*
 * What to read out of JSON: where the records stand and which paths lead to their fields, from
 * the table of formats, by the names of members, or as the user says.
 * Internal to the readers.
 */
#ifndef EM_READER_JSON_PLAN_H
#define EM_READER_JSON_PLAN_H

#include "reader/json_path.h"
#include "reader/rows.h"

#define EM_JSON_ALTERNATIVES_MAX 8

typedef struct em_json_field {
    em_json_path path;
    em_row_field marks; /* its flags alone */
} em_json_field;

typedef struct em_json_plan {
    const em_format *format; /* NULL: by the names of members */
    em_json_path records[EM_FORMAT_RECORDS_MAX];
    size_t record_count;
    em_json_path nested[EM_FORMAT_NESTED_MAX];
    size_t nested_count;
    em_json_field field[EM_FIELD_COUNT][EM_JSON_ALTERNATIVES_MAX];
    size_t alternatives[EM_FIELD_COUNT];
    em_json_path total;
    bool has_total, total_in_record;
    em_json_path repost_text;
    bool has_repost_text;
    bool strings_are_texts; /* no member is the text: records that are strings are */
    bool whole_documents;   /* a path begins at the root: a document is held whole */
    em_arena names;         /* of members found in the samples */
} em_json_plan;

void em_json_plan_init(em_json_plan *plan);
void em_json_plan_release(em_json_plan *plan);

/*
 * The format whose signature fits the document at `root`, or NULL. `container` is one flag.
 */
const em_format *em_json_plan_detect(const em_json_tree *tree, uint32_t root,
                                     em_container container);

/* Every top-level value, or element of a top-level array, is a record; a string is a text. */
void em_json_plan_raw(em_json_plan *plan);

/* By the table; the user's --column goes first. EM_E_USAGE: a path that cannot be read. */
EM_MUST_CHECK em_status em_json_plan_by_format(em_json_plan *plan, const em_format *format,
                                               const em_rows_host *host, em_error *err);

/*
 * By names. `documents` are the nodes of the sampled documents in `tree`; `many`: the
 * documents themselves are likely the records (lines, or elements of an array). Without a fitting
 * text alternatives[EM_FIELD_TEXT] is 0.
 */
EM_MUST_CHECK em_status em_json_plan_by_names(em_json_plan *plan, const em_json_tree *tree,
                                              const uint32_t *documents, size_t count, bool many,
                                              const em_rows_host *host, em_error *err);

/*
 * A page without records: objects whose arrays are all empty, one at least ({"data": []}). Plans to
 * read the elements of the first; false where it is none.
 */
bool em_json_plan_empty_page(em_json_plan *plan, const em_json_tree *tree, uint32_t document);

/* What a platform answers instead of comments: {"error": {"message": "..."}}; empty: nothing such.
 */
em_str em_json_plan_complaint(const em_json_tree *tree, uint32_t document);

/*
 * The dotted names of what the first of the documents holds, for em_rows_fail_columns: copied
 * to the plan's arena. Returns how many, at most `max`.
 */
size_t em_json_plan_names(em_json_plan *plan, const em_json_tree *tree, uint32_t document,
                          em_str *names, size_t max);

#endif
