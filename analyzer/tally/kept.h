/*
 * Comments that a tally keeps in full, to be quoted or compared: made once, shared by the pools
 * that hold them. Handles are masked before anything is kept.
 */
#ifndef EM_TALLY_KEPT_H
#define EM_TALLY_KEPT_H

#include "base/vec.h"
#include "judge/verdict.h"
#include "reader/record.h"

/* Longer comments are cut around their first evidence. About 200 Chinese characters. */
#define EM_KEPT_TEXT_BYTES 600

typedef struct em_kept_mention {
    uint32_t start, end; /* bytes of em_kept.text */
    uint32_t term;       /* into em_campaign.terms */
    uint16_t message;
    uint8_t stance;
} em_kept_mention;

typedef struct em_kept_stance {
    uint16_t message;
    uint8_t stance; /* never none */
} em_kept_stance;

/* Const once made. */
typedef struct em_kept {
    unsigned references; /* of pools in one tally: one thread at a time */
    uint64_t hash;       /* of the whole comment: em_kept_hash           */
    uint64_t copy_key;
    uint64_t author; /* hash; 0: not known                           */
    int64_t time;    /* seconds; meaningless without has_time        */
    int64_t likes;   /* EM_LIKES_UNKNOWN                             */
    int32_t score;
    bool has_time, cut;
    bool own_words; /* false: a bare repost or quotation                     */
    em_str text, platform, language;
    em_kept_mention *mentions;
    em_kept_stance *stances;
    size_t mention_count, stance_count;
} em_kept;

/* A hash of all that may be shown of a comment: equal hashes, equal quotations. `author` is
 * em_kept_author's. */
uint64_t em_kept_hash(const em_record *record, const em_verdict *verdict, uint64_t author);
/* 0 where the export names no author. */
uint64_t em_kept_author(const em_record *record);
/* The judge's copy key; that of the whole text where no words are the author's own. */
uint64_t em_kept_copy_key(const em_verdict *verdict);

/* `terms` gives the term's number for an entry of the model. One reference is yours. */
em_kept *em_kept_new(const em_record *record, const em_verdict *verdict, uint64_t hash,
                     const uint32_t *terms, size_t message_count);
/* One block for all, with room for the lists and strings; they are filled by the caller. */
em_kept *em_kept_alloc(size_t text_bytes, size_t platform_bytes, size_t language_bytes,
                       size_t mention_count, size_t stance_count);
void em_kept_drop(em_kept *kept); /* NULL is fine */

/* --- pools --------------------------------------------------------------------------- */

/* The best by (rank descending, hash), each copy key once. */
#define EM_BEST_MAX 64

typedef struct em_ranked {
    int64_t rank;
    uint64_t hash, copy_key; /* the comment's, to be compared without a look at it */
    em_kept *kept;
} em_ranked;

typedef struct em_best {
    em_ranked *items; /* EM_BEST_MAX of them once there is one; sorted, best first */
    size_t count;
} em_best;

/* Would a comment of this rank, hash and key be kept? */
bool em_best_admits(const em_best *best, int64_t rank, uint64_t hash, uint64_t copy_key);
/* Takes a reference of its own if it is kept; false: no memory. */
bool em_best_put(em_best *best, int64_t rank, em_kept *kept);
void em_best_release(em_best *best);

/* A uniform sample: the comments with the smallest hashes. */
#define EM_SAMPLE_MAX 10000

typedef struct em_sampled {
    uint64_t hash; /* kept->hash, to be compared without a look at it */
    em_kept *kept;
} em_sampled;

typedef struct em_sample {
    EM_VEC(em_sampled) heap; /* the largest hash on top */
    size_t max;
} em_sample;

bool em_sample_admits(const em_sample *sample, uint64_t hash);
/* Begins to fetch the comment that would give way, where there is other work meanwhile. */
void em_sample_prefetch(const em_sample *sample);
bool em_sample_put(em_sample *sample, em_kept *kept); /* as em_best_put */
void em_sample_release(em_sample *sample);
/* Lends the comments sorted by hash, in a new array (em_mem_free); NULL: no memory. */
em_sampled *em_sample_sorted(const em_sample *sample);

#endif
