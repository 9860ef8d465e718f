/* The inside of a matcher, shared by the files that build it and the one that searches. */
#ifndef EM_MATCH_MATCHER_PARTS_H
#define EM_MATCH_MATCHER_PARTS_H

#include "match/matcher.h"
#include "match/trie.h"

/* What an out of the trie stands for. */
typedef enum em_out_kind {
    EM_OUT_ENTRY,     /* target: an entry; a hit of it                              */
    EM_OUT_EXCEPTION, /* target: an entry; hits of it that overlap this are dropped */
    EM_OUT_LEAF       /* target: a leaf of a rule                                   */
} em_out_kind;

struct em_matcher {
    em_trie trie;
    uint64_t *excepted; /* one bit an entry: has exceptions */
    size_t entry_count; /* highest entry plus 1             */
    uint32_t group_count;
};

struct em_matcher_builder {
    em_matcher *matcher;
    EM_VEC(uint32_t) excepted; /* entries with exceptions, in order of adding */
};

/* A hit before leftmost-longest. */
typedef struct em_raw_hit {
    uint32_t entry, start, end;
    uint16_t group;
    bool all_hits;
} em_raw_hit;

#endif
