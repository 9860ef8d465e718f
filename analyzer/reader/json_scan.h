/*
 * A strict scanner for RFC 8259 over an input's sliding window, without a tree of the whole.
 *
 *     em_json_scan_peek   what comes next, nothing taken
 *     em_json_scan_enter  takes the bracket of an array or object
 *     em_json_scan_skip   passes over one value of any size, checking it, in constant memory
 *     em_json_scan_tree   reads one value of at most EM_RECORD_MAX_BYTES whole
 *
 * so that a file larger than memory is walked down to its records, each of which is then held
 * alone. What is documented of the corners RFC 8259 leaves open: numbers keep their text and any
 * size; a lone surrogate escape is read as U+FFFD and counted, or refused if `strict`; of members
 * with the same name the last counts; nesting ends at EM_JSON_DEPTH_MAX. The window is well-formed
 * UTF-8 (stream.h).
 * Internal to the readers. One thread at a time.
 */
#ifndef EM_READER_JSON_SCAN_H
#define EM_READER_JSON_SCAN_H

#include "base/buf.h"
#include "base/vec.h"
#include "reader/stream.h"

/* Arrays and objects inside each other; the deepest export met has 12. */
#define EM_JSON_DEPTH_MAX 512
/* Values in one tree: 64 MiB of nodes. */
#define EM_JSON_VALUES_MAX ((size_t)4 * 1024 * 1024)

typedef enum em_json_kind {
    EM_JSON_NULL,
    EM_JSON_FALSE,
    EM_JSON_TRUE,
    EM_JSON_NUMBER,
    EM_JSON_STRING,
    EM_JSON_ARRAY,
    EM_JSON_OBJECT,
    EM_JSON_CLOSE, /* peek alone: the end of the array or object that was entered */
    EM_JSON_END    /* peek alone: the end of the input */
} em_json_kind;

/*
 * A value in a tree. The nodes of an array's elements follow it; those of an object's members
 * alternate name (a string), value.
 */
typedef struct em_json_node {
    uint32_t start, end; /* in the tree's text; a string without its quotes        */
    uint32_t next;       /* index of the node behind this value and all inside it  */
    uint8_t kind;
    bool escaped; /* a string with backslashes: em_json_unescape */
    bool open;    /* an array or object that goes on behind the sample */
} em_json_node;

typedef struct em_json_tree {
    EM_VEC(em_json_node) nodes;
    const char *text; /* lent by the window until the scanner's next call */
    uint64_t line;    /* where the value starts, from 1 */
    bool cut;         /* em_json_scan_sample alone: not the whole value */
} em_json_tree;

typedef struct em_json_place {
    uint64_t line, column; /* from 1; column in characters */
} em_json_place;

typedef struct em_json_scan {
    em_stream *stream;
    const char *path;    /* for messages */
    em_buf name;         /* of the member whose value comes */
    em_json_place place; /* of the window's first byte */
    bool strict;         /* ill-formed UTF-8 and lone surrogates are errors, not U+FFFD */
    bool lines;          /* JSON lines: a line break inside a value is an error */
    bool after_value;    /* inside the container that was entered: a comma or its end comes */
    bool named;          /* a member's name was taken, its value comes */
    unsigned depth;      /* containers entered */
    uint64_t object[EM_JSON_DEPTH_MAX / 64]; /* bit d: container d + 1 is an object */
    em_json_place failed;                    /* place of the last EM_E_INPUT or EM_E_LIMIT */
    const char *reason;                      /* why: "not-json", "too-long" or "too-deep" */
} em_json_scan;

/* Borrows `stream` and `path`. */
void em_json_scan_init(em_json_scan *scan, em_stream *stream, const char *path);
void em_json_scan_release(em_json_scan *scan);

/*
 * Moves over blanks and a comma to what comes next and tells its kind; inside an object also
 * the member's name, unescaped and lent until the next call (empty elsewhere). All functions
 * below: EM_E_INPUT with line, column and offset where the text is no JSON, EM_E_LIMIT past a
 * maximum.
 */
EM_MUST_CHECK em_status em_json_scan_peek(em_json_scan *scan, em_json_kind *kind, em_str *name,
                                          em_error *err);
/* After peek gave EM_JSON_ARRAY or EM_JSON_OBJECT. */
EM_MUST_CHECK em_status em_json_scan_enter(em_json_scan *scan, em_error *err);
/* After peek gave EM_JSON_CLOSE. */
EM_MUST_CHECK em_status em_json_scan_leave(em_json_scan *scan, em_error *err);
/*
 * After peek gave a value. A tree that failed leaves the scanner before its value, so that one
 * too large can still be skipped; a skip that failed leaves it somewhere inside.
 */
EM_MUST_CHECK em_status em_json_scan_skip(em_json_scan *scan, em_error *err);
EM_MUST_CHECK em_status em_json_scan_tree(em_json_scan *scan, em_json_tree *out, em_error *err);

/*
 * For detection: adds the value at `from` bytes into the window to the tree as far as the window
 * reaches, nothing taken; out->cut where it goes on behind or is no JSON from *end on (EM_E_INPUT
 * or EM_E_LIMIT, the tree holds what stood before). *end is where it ends in the window. EM_END
 * where nothing but blanks comes.
 */
EM_MUST_CHECK em_status em_json_scan_sample(em_json_scan *scan, em_json_tree *out, size_t from,
                                            size_t *end, em_error *err);

/*
 * Gives up the value that failed and stands behind the next line break, outside of everything;
 * EM_END where there is none.
 */
EM_MUST_CHECK em_status em_json_scan_next_line(em_json_scan *scan, em_error *err);

void em_json_tree_release(em_json_tree *tree);

/*
 * Appends the text of a string's inside with its escapes resolved. Returns the number of lone
 * surrogates, each of which became U+FFFD. The string has passed the scanner.
 */
size_t em_json_unescape(em_buf *out, em_str inside);

#endif
