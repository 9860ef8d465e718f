/* The inside of a matcher, shared by the files that build it and those that search. */
#ifndef EM_MATCH_MATCHER_PARTS_H
#define EM_MATCH_MATCHER_PARTS_H

#include "match/glob.h"
#include "match/matcher.h"
#include "match/pattern.h"
#include "match/trie.h"

/* What an out of the trie stands for. */
typedef enum em_out_kind {
    EM_OUT_ENTRY,     /* target: an entry; a hit of it                              */
    EM_OUT_EXCEPTION, /* target: an entry; hits of it that overlap this are dropped */
    EM_OUT_PART,      /* target: a leaf that is a literal of a rule or pattern with other parts */
    EM_OUT_LEAF       /* target: any other leaf                                     */
} em_out_kind;

/* What stands at the leaves of a rule, and what the walk must look at more closely. */
typedef enum em_leaf_kind {
    EM_LEAF_LITERAL,
    EM_LEAF_EXACT,     /* found like a literal, then compared with what was written   */
    EM_LEAF_GLOB,      /* found by its anchor                                         */
    EM_LEAF_PATTERN,   /* found by a required literal, or looked for in every subject */
    EM_LEAF_CONDITION, /* a literal that need not begin or end a word: of a pattern   */
    EM_LEAF_REFERENCE  /* the hits of other entries                                   */
} em_leaf_kind;

typedef struct em_leaf {
    em_leaf_kind kind;
    uint8_t flags;      /* em_literal_flag                                           */
    bool leads;         /* a pattern that begins with the literals that announce it  */
    bool direct;        /* is the whole of its rule: its hits are the entry's own    */
    uint16_t group;     /* where direct: of the rule's entry                         */
    uint32_t entry;     /* likewise                                                  */
    uint32_t pattern;   /* into patterns                                             */
    em_span conditions; /* of a pattern: of the matcher's                          */
    em_span entries;    /* of a reference                                            */
    em_str text;        /* folded; of a glob or pattern its source, or exact: as written */
    em_glob glob;
} em_leaf;

/* An operator or a leaf of a rule. */
typedef struct em_rule_node {
    em_rule_kind kind; /* OR and the near operators; PHRASE stands for any leaf */
    uint32_t distance;
    uint32_t left, right; /* nodes; of a leaf: left is its number */
} em_rule_node;

#define EM_RULE_NO_ROOT UINT32_MAX /* the rule could not be added whole */

typedef struct em_rule_code {
    uint32_t root, entry;
    uint16_t group;
    uint8_t flags;
    bool refers;        /* has a reference: evaluated after what it refers to */
    uint32_t level;     /* 1 plus the level of what it refers to              */
    em_span conditions; /* of the matcher's: all that must be met but what wakes it */
} em_rule_code;

#define EM_CONDITION_END UINT32_MAX

struct em_matcher {
    em_trie trie;
    em_arena arena;     /* globs and exact forms           */
    uint64_t *excepted; /* one bit an entry: has exceptions */
    size_t entry_count; /* highest entry plus 1             */
    uint32_t group_count;
    EM_VEC(em_leaf) leaves; /* those of rules are shared: one for all that say the same */
    em_span *keyed_by;      /* by leaf: the stretch of keyed that it wakes              */
    EM_VEC(uint32_t) keyed; /* rules, side by side for the leaf that wakes them         */
    EM_VEC(em_pattern *) patterns;
    /* Sets of leaves, each closed by EM_CONDITION_END: a pattern or rule can hold only where one
     * leaf of each of its sets was seen. */
    EM_VEC(uint32_t) conditions;
    EM_VEC(uint32_t) free_patterns; /* leaves of patterns without a required literal */
    EM_VEC(em_rule_node) nodes;
    EM_VEC(em_rule_code) rules;
    EM_VEC(uint32_t) referring; /* rules with references, by level */
};

struct em_matcher_builder {
    em_matcher *matcher;
    uint32_t *leaf_slots; /* hash table of shared leaves: number plus 1, 0 is free */
    size_t leaf_slot_count, shared_leaves;
    EM_VEC(uint32_t) excepted; /* entries with exceptions, in order of adding */
};

/* Adds an out below the root that fits `bytes` and its flags. */
EM_MUST_CHECK em_status em_matcher__add_out(em_matcher_builder *builder, em_str bytes,
                                            em_trie_out out, em_error *err);
/* Notes that an entry and its group exist. */
EM_MUST_CHECK em_status em_matcher__note_entry(em_matcher_builder *builder, uint32_t group,
                                               uint32_t entry, em_error *err);

/* A hit before leftmost-longest. */
typedef struct em_raw_hit {
    uint32_t entry, start, end;
    uint16_t group;
    bool all_hits;
} em_raw_hit;

/* An occurrence of a leaf, and the place of the leaf's next one plus 1; 0: none. */
typedef struct em_leaf_hit {
    uint32_t leaf, start, end, next;
} em_leaf_hit;

/*
 * The occurrences of one leaf in the order found: places plus 1. first 0: none. Laid only where
 * a rule is evaluated, which few subjects ask for.
 */
typedef struct em_leaf_hits {
    uint32_t first, last;
} em_leaf_hits;

/* A window in which to look for the pattern of a leaf; where the leaf leads, an offset. */
typedef struct em_leaf_window {
    uint32_t leaf, window;
} em_leaf_window;

/* One unit of a subject, as words are walked: a run of letters and digits, or a character. */
typedef struct em_walk_unit {
    em_unit label;
    uint32_t start, end;
    uint32_t edges; /* of words, as EM_LITERAL_EDGE_... say; walk.c's own where they are unknown */
} em_walk_unit;

/*
 * What the trie knows of a word by itself. Comments say the same few thousand words again and
 * again: each is looked up in all tables once, and then remembered by its label.
 */
typedef struct em_word_memo {
    em_unit label;    /* with EM_MEMO_...; 0: free                               */
    em_trie_out head; /* as in the trie's words; EM_TRIE_NOWHERE: begins no term */
} em_word_memo;
/* Bits that no label of a word has. */
#define EM_MEMO_PREFIXES ((em_unit)0x10 << 56) /* begins with the head of a prefix    */
#define EM_MEMO_INSIDE ((em_unit)0x20 << 56)   /* something ANYWHERE may begin in it  */

/* Sets of memos, one line of the cache each; the highest bits of a label's em_unit_hash choose. */
#define EM_WORD_MEMO_WAYS 4
#define EM_WORD_MEMO_BITS 11
#define EM_WORD_MEMO_SHIFT (64 - EM_WORD_MEMO_BITS)

struct em_match_scratch {
    EM_VEC(em_walk_unit) units;
    EM_VEC(em_raw_hit) raw;
    EM_VEC(em_hit) exceptions; /* of entries; merged to disjoint spans before use */
    EM_VEC(em_leaf_hit) leaf_hits;
    em_word_memo *memos; /* in memo_block, where a line of the cache begins */
    void *memo_block;
    em_leaf_hits *by_leaf;        /* by number of the leaf                           */
    uint64_t *seen;               /* one bit a leaf: was met                         */
    EM_VEC(uint32_t) seen_leaves; /* those that were met, each once                  */
    EM_VEC(em_leaf_window) windows;
    EM_VEC(em_span) stack;        /* of spans, while rules are evaluated             */
    EM_VEC(uint32_t) woken;       /* rules that were woken, each once                */
    uint64_t *awake;              /* one bit a rule: is in woken                     */
    em_pattern_scratch *patterns; /* NULL where the matcher has none                 */
    em_pattern_spans found;
    EM_VEC(em_hit) hits;
    EM_VEC(em_span) words;      /* em_match_scratch_reserve     */
    EM_VEC(uint32_t) sentences; /* likewise                     */
    em_span *chosen;            /* by group: the last hit taken */
    bool full;                  /* EM_MATCH_MAX_HITS was reached */
    bool no_memory;
};

/*
 * Chooses for each rule the leaves that wake it: of the sides that must all stand, the one whose
 * leaves are likely the least common; the others are conditions. False: no memory.
 */
EM_MUST_CHECK bool em_matcher__key_rules(em_matcher *matcher);

/* Whether one leaf of each set of `conditions` was seen in the subject. */
bool em_match__conditions_met(const em_match_scratch *scratch, const em_matcher *matcher,
                              em_span conditions);

/* Evaluates the rules without references that were woken and whose sides were all seen. */
void em_match__live_rules(em_match_scratch *scratch, const em_matcher *matcher,
                          const em_match_subject *subject);
void em_match__rule(em_match_scratch *scratch, const em_matcher *matcher,
                    const em_match_subject *subject, uint32_t rule);

#endif
