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
 * Appends to `out` the stretches of norm that repeat one of the campaign's texts nearly word by
 * word (shingles of three tokens that follow each other at small distance and cover four fifths
 * of the text). A stretch that consists of messages' terms and joining words alone is a list of
 * the qualities and no copy: it may be the author's own judgement. `hits` and `cues` tell these.
 */
EM_MUST_CHECK em_status em_own_find_copies(em_own_spans *out, const em_own_texts *own,
                                           const em_text *text, const em_hit *hits,
                                           size_t hit_count, const em_cue *cues, em_error *err);

/* True where a word or number stands outside every zone and outside `copies`. */
bool em_own_has_words(const em_text *text, const em_span *copies, size_t copy_count);

/*
 * 64-bit hash of the author's words: folded words, numbers and Han characters, one blank between
 * words, without marks, emoji, URLs, mentions, platform stubs, reply prefixes and what follows
 * the first repost mark; hashtags and quotations stay, since who quotes something else says
 * something else. 0 where nothing is left.
 */
EM_MUST_CHECK em_status em_own_copy_key(uint64_t *out, const em_text *text, em_buf *work,
                                        em_error *err);

#endif
