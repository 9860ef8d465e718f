/*
 * Which records were read already from another input: the same platform, id and text. Records
 * without an id are never taken for the same. 16 bytes and up to as much again per record.
 */
#ifndef EM_BATCH_SEEN_H
#define EM_BATCH_SEEN_H

#include "reader/record.h"

typedef struct em_seen em_seen; /* one thread at a time */

em_seen *em_seen_new(void); /* NULL: no memory */
void em_seen_free(em_seen *seen);

/* Remembers the record; *duplicate tells whether an input before its own had it. */
EM_MUST_CHECK em_status em_seen_add(bool *duplicate, em_seen *seen, const em_record *record,
                                    em_error *err);

#endif
