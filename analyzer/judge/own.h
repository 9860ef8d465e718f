/* Which words of a comment are the author's own, and the copy key made of them. */
#ifndef EM_JUDGE_OWN_H
#define EM_JUDGE_OWN_H

#include "base/buf.h"
#include "base/vec.h"
#include "judge/cue.h"

/* The campaign's own texts, ready to be found in comments. Const once built; any thread. */
typedef struct em_own_texts em_own_texts;

/*
 * Reads the model's own texts. Texts of fewer than three words or characters are left out: a
 * single word is everybody's. Hashtags among them need no search, being zones anyway.
 */
EM_MUST_CHECK em_status em_own_texts_new(em_own_texts **out, const em_model *model,
                                         em_text_scratch *text, em_error *err);
void em_own_texts_free(em_own_texts *own);

typedef EM_VEC(em_span) em_own_spans;

/*
 * Puts into `out`, which is empty, the stretches of norm that repeat one of the campaign's texts
 * nearly word by word (shingles of three tokens that follow each other at small distance and cover
 * four fifths of the text), in order and apart. A stretch that consists of messages' terms and
 * joining words alone is a list of the qualities and no copy: it may be the author's own judgement.
 * `hits` and `cues` tell these.
 */
EM_MUST_CHECK em_status em_own_find_copies(em_own_spans *out, em_own_texts *own,
                                           const em_text *text, const em_hit *hits,
                                           size_t hit_count, const em_cue *cues, em_error *err);

/* True where a word or number stands outside every zone and outside `copies`. */
bool em_own_has_words(const em_text *text, const em_span *copies, size_t copy_count);

/*
 * 64-bit key that copies and near-copies share: a function of the author's words and of `said`,
 * any number that tells what they say of the messages. Words count folded, without marks, emoji,
 * URLs, mentions, platform stubs, reply prefixes and what follows the first repost mark;
 * quotations stay, since who quotes something else says something else.
 *
 * The key is made of the five smallest hashes of the text's shingles: each two words that follow
 * each other (the last one and the end too), each four Han characters; without numbers, hashtags
 * and `copies` (em_own_find_copies). Two texts whose sets of shingles overlap by the share J
 * have equal keys with a chance of about J to the fifth. A text of fewer than five shingles
 * (about five words or eight Han characters) has the hash of all its words, numbers and
 * hashtags: what is that short many say without copying. 0 where nothing is left.
 *
 * Source: Cohen and Kaplan (2007), Summarizing data using bottom-k sketches, PODC.
 */
EM_MUST_CHECK em_status em_own_copy_key(uint64_t *out, const em_text *text, const em_span *copies,
                                        size_t copy_count, uint64_t said, em_buf *work,
                                        em_error *err);

#endif
