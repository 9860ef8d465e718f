/*
 * Verdicts on texts that were met before. Half of a collection of tweets may be copies of each
 * other, letter for letter; since a verdict is a pure function of model and record, an equal text
 * need not be judged again. Of all texts only those met twice are kept, a few thousand of them.
 */
#ifndef EM_JUDGE_VERDICT_CACHE_H
#define EM_JUDGE_VERDICT_CACHE_H

#include "judge/verdict.h"

/* One thread at a time. At most about 10 MB. */
typedef struct em_verdict_cache em_verdict_cache;

/* For verdicts of one model, which has so many messages. */
EM_MUST_CHECK em_status em_verdict_cache_new(em_verdict_cache **out, size_t message_count,
                                             em_error *err);
void em_verdict_cache_free(em_verdict_cache *cache); /* NULL is fine */

/*
 * The verdict on a record that is to be judged as this one is, without `text` and all that only
 * `explain` asks for; NULL where none is kept. Lent until the next put.
 */
const em_verdict *em_verdict_cache_find(const em_verdict_cache *cache, const em_record *record);

/* Notes what was said of a record that was not found; without memory for it nothing is kept. */
void em_verdict_cache_put(em_verdict_cache *cache, const em_record *record,
                          const em_verdict *verdict);

#endif
