/*
 * The table of export formats: each is data, none a branch.
 *
 * Paths. In a table (CSV, XLSX) a path is a column name, compared without case and outer blanks.
 * In JSON it is a chain of member names parted by dots, from the record unless it begins with '/':
 *
 *     user.screen_name              a member of a member
 *     data.data[]                   each element of an array (in `records` and `nested`)
 *     refs[type=replied_to].id      the first element whose member has that value
 *     /includes.users[id={author_id}].username
 *                                   from the document's root; {path} stands for the record's value
 *
 * A document is the top-level value, or one line of a JSONL file. A path leads to nothing where a
 * member is missing, null, or of another kind (Weibo's `"comments": false`).
 *
 * Field entries hold alternatives parted by '|'; the first that is there and not empty counts.
 * Marks before an alternative say what the value is:
 *
 *     <   HTML                          ("<text")
 *     =   the author's own words alone  ("=reply_original_text")
 *     ~   an estimate                   ("~timestamp")
 *     ^   the part before the last dot; nothing where there is no dot ("^cid" of a reply)
 *     \   backslash-n stands for a line break ("\full_text")
 *     !   yes: the author owns the page, channel or post ("!author_is_uploader")
 *     #   Weibo's number of a kind of account ("#user.verified_type")
 *
 * Of the author type's alternatives not the first one counts but the one that says most.
 */
#ifndef EM_READER_FORMATS_H
#define EM_READER_FORMATS_H

#include "reader/reader.h"

#define EM_FORMAT_SIGNATURE_MAX 12
#define EM_FORMAT_RECORDS_MAX 4
#define EM_FORMAT_NESTED_MAX 3

typedef enum em_container {
    EM_CONTAINER_CSV = 1, /* comma, tab, semicolon, ... */
    EM_CONTAINER_JSON = 2,
    EM_CONTAINER_JSONL = 4,
    EM_CONTAINER_XLSX = 8
} em_container;

typedef struct em_format {
    const char *id, *title;
    const char *platform; /* "weibo", ...; "" where a column says it, or nothing does        */
    unsigned containers;  /* em_container flags                                              */

    /*
     * What must all be there. Tables: columns. JSON: paths in the first document that has
     * records, from its root ("data.data[].rootid": in the first element); an entry "kind=youtube#"
     * asks for a string that begins so, and '|' parts alternatives of which one must be there. The
     * format with the longest matching signature wins, the earlier one among equals.
     */
    const char *signature[EM_FORMAT_SIGNATURE_MAX];

    /* JSON: where the records stand in a document ("" : the document is one; else "...[]"). */
    const char *records[EM_FORMAT_RECORDS_MAX];
    /* JSON: more records inside a record ("replies.comments[]"), read the same way, recursively;
     * they follow their record. A nested record without its own parent gets the outer one's id. */
    const char *nested[EM_FORMAT_NESTED_MAX];

    const char *field[EM_FIELD_COUNT];

    /* JSON: the number of comments that the platform says exist: "data.total_number" (the
     * largest seen counts) or, ending in '+', a path inside the record whose values are added up
     * together with the records that hold them ("snippet.totalReplyCount+"). */
    const char *stated_total;

    /* X: `text` of a repost is cut; this path leads to the whole text, which replaces what
     * follows "RT @name: ". */
    const char *repost_text;

    const char *note; /* known bias of the export, for people; "" */
} em_format;

/* All formats; detection order. Static. */
const em_format *em_formats(size_t *count);

/* A format by its id, or NULL. The generic ones ("csv", "json", ...) have no signature. */
const em_format *em_format_find(const char *id);

/* The format of the table with these columns, or NULL. `container` is one flag. */
const em_format *em_format_by_columns(const em_str *names, size_t count, em_container container);

/* Is `name` (a header cell) this column: compared without ASCII case and outer blanks. */
bool em_format_is_column(em_str name, em_str column);

/* One alternative of a field entry, marks taken off. */
typedef struct em_format_path {
    em_str path;
    bool html, own_words, estimate, before_dot, backslash_n, yes_is_owner, weibo_number;
} em_format_path;

/*
 * Steps through a field entry: `*rest` starts as the entry (NULL is fine) and moves on. False
 * after the last alternative.
 */
bool em_format_next_path(const char **rest, em_format_path *out);

/*
 * Generic names ("comment", "评论内容", "likeCount"): how well `name` suits `field`; 0: not at
 * all, 1: perfectly, more: less well. A JSON reader without a format calls it for the members of
 * a record (nested ones by their last name) and takes the lowest.
 */
unsigned em_column_rank(em_str name, em_field field);

/* Our name ("x", "weibo") of a platform as exports write it ("Twitter", "新浪微博"); NULL: unknown.
 */
const char *em_platform_name(em_str written);

/* Columns of this name hold a platform in some exports and an app or a device in others. */
bool em_column_is_loose(em_str name);

#endif
