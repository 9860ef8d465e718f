/*
 * Which records were read already from another input: the same platform, id and text. Records
 * without an id are never taken for the same, only for alike: by text, author and time, where
 * all three are known. 16 bytes and up to as much again per record.
 */
#ifndef EM_BATCH_SEEN_H
#define EM_BATCH_SEEN_H

#include "reader/record.h"

typedef struct em_seen em_seen; /* one thread at a time */

typedef enum em_seen_before {
    EM_SEEN_NOT,
    EM_SEEN_SAME, /* the same record */
    EM_SEEN_ALIKE /* it may well be the same: there is no id to go by */
} em_seen_before;

em_seen *em_seen_new(void); /* NULL: no memory */
void em_seen_free(em_seen *seen);

/* Remembers the record; *before tells whether an input before its own had it. */
EM_MUST_CHECK em_status em_seen_add(em_seen_before *before, em_seen *seen, const em_record *record,
                                    em_error *err);

#endif
