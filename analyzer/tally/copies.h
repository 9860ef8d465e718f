/*
 * Groups of copies: for every copy key the number of its comments, and the stances of the
 * member whose text has the smallest hash. At most 16 bytes for each key once there are many;
 * mergeable in any order.
 *
 * Of the text's hash the first 20 bits are kept; where two members agree in them (once in a
 * million pairs) the stances that sort first are taken, so that the order of adding never shows. By
 * the same bits a group knows whether its texts differ.
 */
#ifndef EM_TALLY_COPIES_H
#define EM_TALLY_COPIES_H

#include "base/vec.h"
#include "lexicon/stance.h"

/* More sets of stances than this in one job: EM_E_LIMIT (--copies off does without). */
#define EM_COPIES_MAX_SETS ((1u << 18) - 1)

typedef struct em_copies em_copies;

/* One group of copies. */
typedef struct em_copy_group {
    uint64_t key;
    uint64_t count;
    uint32_t text;          /* first 20 bits of the text's hash       */
    uint32_t set;           /* number of its stances in this table    */
    const uint8_t *stances; /* one per message; lent                  */
    bool near;              /* its texts are not all the same         */
} em_copy_group;

em_copies *em_copies_new(size_t message_count); /* NULL: no memory */
void em_copies_free(em_copies *copies);         /* NULL is fine */

/* Adds a comment; `stances` as in the verdict. */
EM_MUST_CHECK em_status em_copies_add(em_copies *copies, uint64_t key, uint64_t text_hash,
                                      const em_stance *stances, em_error *err);
/* Begin to fetch what em_copies_add of this key will need, first the one, then the other, with
 * other work between. */
void em_copies_prefetch_part(const em_copies *copies, uint64_t key);
void em_copies_prefetch(const em_copies *copies, uint64_t key);
/* Adds the comments of a group, or of a part of it; `set` is not read. */
EM_MUST_CHECK em_status em_copies_put(em_copies *copies, const em_copy_group *group, em_error *err);
EM_MUST_CHECK em_status em_copies_merge(em_copies *into, const em_copies *from, em_error *err);
/* The same, freeing `from` piece by piece, so that both never stand in memory whole. */
EM_MUST_CHECK em_status em_copies_absorb(em_copies *into, em_copies *from, em_error *err);

size_t em_copies_count(const em_copies *copies); /* distinct keys */
size_t em_copies_bytes(const em_copies *copies); /* of memory that grows with them */

/*
 * Walks all groups: start with *place = 0; false at the end. In an order that depends on the
 * order of adding.
 */
bool em_copies_next(const em_copies *copies, uint64_t *place, em_copy_group *out);

#endif
