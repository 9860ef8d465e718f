/*
 * The term language of message lexicons: a term becomes a tree of phrases, exact forms,
 * references and patterns under OR, NEAR/n, ONEAR/n and NOT NEAR/n.
 *
 *     term      = choice
 *     choice    = near { "OR" near }
 *     near      = item { ("NEAR/" n | "ONEAR/" n | "NOT NEAR/" n) item }
 *     item      = "(" choice ")" | phrase | exact | reference | pattern
 *     phrase    = word { blank word }     with * and ? inside words
 *     exact     = '"' text '"'
 *     reference = "#" id                  of an existing message; else it is text
 *     pattern   = "/" regex "/"
 *
 * Operators are upper case and stand between blanks; near operators bind from left to right. A
 * backslash makes the next character literal. In Han text ? is one character and * is an error.
 */
#ifndef EM_MATCH_RULE_H
#define EM_MATCH_RULE_H

#include "match/matcher.h"

#define EM_RULE_MAX_DISTANCE 100
#define EM_RULE_MAX_DEPTH 32
#define EM_RULE_MAX_NODES 1024

typedef enum em_rule_kind {
    EM_RULE_PHRASE,
    EM_RULE_EXACT,     /* text: as it must be written          */
    EM_RULE_REFERENCE, /* text: the id                         */
    EM_RULE_PATTERN,   /* text: what stands between the slashes */
    EM_RULE_OR,
    EM_RULE_NEAR,
    EM_RULE_ONEAR,
    EM_RULE_NOT_NEAR
} em_rule_kind;

typedef enum em_piece_kind {
    EM_PIECE_TEXT,
    EM_PIECE_ANY, /* ?: one character                         */
    EM_PIECE_STAR /* *: any number of characters of the word  */
} em_piece_kind;

typedef struct em_rule_piece {
    em_piece_kind kind;
    em_str text; /* of TEXT; backslashes undone */
} em_rule_piece;

typedef struct em_rule {
    em_rule_kind kind;
    uint32_t distance; /* of the near operators, 1 to EM_RULE_MAX_DISTANCE */
    size_t offset;     /* where it begins in the term, in bytes            */
    em_str text;
    const em_rule_piece *pieces; /* of a phrase; one TEXT where it has no wildcard */
    size_t piece_count;
    const struct em_rule *left, *right; /* of the operators */
} em_rule;

/* Whether a message has this id. */
typedef struct em_rule_names {
    bool (*has)(const void *context, em_str id);
    const void *context;
} em_rule_names;

/* Whether a term has no mark of the language: it is then one phrase as it stands. */
bool em_rule_is_plain(em_str term);

/*
 * Parses a term into `arena`; the tree also borrows from `term`. `names` may be NULL: no message
 * exists. EM_E_LEXICON for a mistake: `err` says what is wrong and *error_at is the byte in `term`.
 */
EM_MUST_CHECK em_status em_rule_parse(const em_rule **out, em_arena *arena, em_str term,
                                      const em_rule_names *names, size_t *error_at, em_error *err);

/* How the parts of a rule are made like the subjects; all strings are lent until the next call. */
typedef struct em_rule_folder {
    em_status (*fold)(void *context, em_str *out, em_str text, em_error *err);
    em_status (*fold_pattern)(void *context, em_str *out, em_str text, em_error *err);
    unsigned (*edges)(em_str folded); /* em_literal_flag for a text's two ends */
    /* The entries [start, end) of a message's terms; their rules may be added later. */
    em_status (*reference)(void *context, em_span *entries, em_str id, em_error *err);
    void *context;
} em_rule_folder;

/*
 * Adds a rule whose hits are `entry`'s. References must not form a circle. EM_E_LEXICON with
 * *error_at where a part cannot match or a pattern does not compile.
 */
EM_MUST_CHECK em_status em_matcher_add_rule(em_matcher_builder *builder, const em_rule *rule,
                                            unsigned flags, uint32_t group, uint32_t entry,
                                            const em_rule_folder *folder, size_t *error_at,
                                            em_error *err);

#endif
