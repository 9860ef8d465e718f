/*
 * JSON with places: a strict scan (RFC 8259) that reports the first fault with line and column,
 * and makes cJSON's tree with each node tied to its place.
 */
#ifndef EM_LEXICON_JSON_PLACE_H
#define EM_LEXICON_JSON_PLACE_H

#include "base/buf.h"
#include "base/vec.h"

#include <cjson/cJSON.h>

#define EM_JSON_MAX_DEPTH 64

typedef struct em_json_place {
    uint32_t value; /* byte offset of the value's first character            */
    uint32_t key;   /* of its key's opening quote; UINT32_MAX: has no key    */
} em_json_place;

typedef struct em_json_file {
    const char *path; /* as given, for messages; not owned                                 */
    em_buf text;      /* the file's bytes                                                  */
    cJSON *root;      /* the tree: to be read, never changed or deleted                    */
    em_arena nodes;   /* holds the tree                                                    */
    EM_VEC(em_json_place) places;
    /* Where the last look-up ended, so that look-ups in order are linear over the file. */
    uint32_t seen_offset, seen_line, seen_column;
} em_json_file;

/*
 * Reads and parses `path` (at most `max_bytes`). EM_E_LEXICON with place for a fault of the
 * text: ill-formed JSON or UTF-8, a key twice in one object, a NUL or a number that is not
 * finite. Release it in every case.
 */
EM_MUST_CHECK em_status em_json_read(em_json_file *out, const char *path, size_t max_bytes,
                                     em_error *err);
/* The same for text at hand; `text` is taken over (and emptied). */
EM_MUST_CHECK em_status em_json_parse(em_json_file *out, const char *path, em_buf *text,
                                      em_error *err);
void em_json_release(em_json_file *file);

/* Where a node stands, counted from 1, columns in characters. */
void em_json_place_of(uint32_t *line, uint32_t *column, em_json_file *file, const cJSON *node);
void em_json_key_place_of(uint32_t *line, uint32_t *column, em_json_file *file, const cJSON *node);
/* Where byte `offset` of the string node's decoded value stands. */
void em_json_inner_place_of(uint32_t *line, uint32_t *column, em_json_file *file, const cJSON *node,
                            size_t offset);

/* The digits of a number node as they are written; lent by the file. */
em_str em_json_number_text(const em_json_file *file, const cJSON *node);

#endif
