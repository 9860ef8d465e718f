/* Literals of which one must stand in every match of a pattern: the walk finds them. */
#ifndef EM_MATCH_REQUIRED_H
#define EM_MATCH_REQUIRED_H

#include "base/vec.h"
#include "em_base.h"

#define EM_REQUIRED_MAX_LITERALS 64
#define EM_REQUIRED_MAX_BYTES 32
#define EM_REQUIRED_MIN_BYTES 2

typedef struct em_required {
    EM_VEC(em_str) literals; /* none: nothing could be derived */
} em_required;

/*
 * Derives literals from `pattern`, which must compile; strings go to `arena`. Careful rather than
 * clever: what it does not know for sure it leaves out. Release `out` in every case.
 */
EM_MUST_CHECK em_status em_required_of(em_required *out, em_arena *arena, em_str pattern,
                                       em_error *err);
void em_required_release(em_required *required);

#endif
