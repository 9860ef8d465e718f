/* Literals without which a pattern cannot match: the walk finds them. */
#ifndef EM_MATCH_REQUIRED_H
#define EM_MATCH_REQUIRED_H

#include "base/memory.h"

#define EM_REQUIRED_MAX_LITERALS 64 /* of one set */
#define EM_REQUIRED_MAX_SETS 16
#define EM_REQUIRED_MAX_BYTES 32
#define EM_REQUIRED_MIN_BYTES 2

/* Literals of which one must stand in every match; never empty. */
typedef struct em_required_set {
    const em_str *literals;
    size_t count;
    bool leads; /* every match begins with one of them */
} em_required_set;

typedef struct em_required {
    const em_required_set *sets; /* each must be met; none: nothing could be derived */
    size_t count;
    size_t best; /* the one of the longest literals */
} em_required;

/*
 * Derives literals from `pattern`, which must compile; all is kept in `arena`. Careful rather than
 * clever: what it does not know for sure it leaves out.
 */
EM_MUST_CHECK em_status em_required_of(em_required *out, em_arena *arena, em_str pattern,
                                       em_error *err);

#define EM_BEGINNINGS_MAX_LITERALS 1024
/* What em_required_beginnings may take of its arena: each factor makes the longest one longer. */
#define EM_BEGINNINGS_WORK_BYTES                                                                   \
    ((size_t)(EM_REQUIRED_MAX_BYTES + 1) * EM_BEGINNINGS_MAX_LITERALS * (EM_REQUIRED_MAX_BYTES * 2))

/*
 * Literals of which one begins every match of `pattern`, its first groups of plain alternatives
 * multiplied out: (a|b)(c|d)? gives ac, ad, a, bc, bd, b. Longer than what em_required_of finds,
 * which takes each group for itself. An empty set where it does not begin so.
 */
EM_MUST_CHECK em_status em_required_beginnings(em_required_set *out, em_arena *arena,
                                               em_str pattern, em_error *err);

#endif
