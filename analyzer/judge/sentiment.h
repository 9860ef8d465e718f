/* The sentiment of a comment: a linear sum over polar entries, then a squash. */
#ifndef EM_JUDGE_SENTIMENT_H
#define EM_JUDGE_SENTIMENT_H

#include "judge/scope.h"

typedef EM_VEC(em_feature) em_features;

/*
 * Appends one feature for every polar hit that counts: value = negation * degree * contrast *
 * emphasis * damping of what stands in its scopes (judge/README.md). Repost chains, reply
 * prefixes and copied campaign texts give none. With `marks_only` emoticons and emoji alone
 * count (a repost whose author wrote no word).
 */
EM_MUST_CHECK em_status em_features_collect(em_features *out, const em_scopes *scopes,
                                            const em_text *text,
                                            const em_text_scratch *text_scratch, bool marks_only,
                                            em_error *err);

/*
 * Halves the value of a feature for every time that its entry stood before in the comment: who
 * says "good" four times does not praise four times as much. `said` has one zero per entry of
 * the model, and is all zero again afterwards.
 */
void em_features_damp_repeats(em_feature *features, size_t count, uint8_t *said);

/* The value of an entry that stood `times` times before in the comment. */
double em_repeat_value(double value, unsigned times);

/* What a polar word at a token of this state counts: the factors above, emphasis left out. */
double em_feature_value(const em_state *state);

/*
 * Sums weight * value by side, adds the bias of the comment's language where there is a
 * feature, squashes and labels; writes the verdict's score, label, positive and negative.
 */
void em_sentiment_score(em_verdict *out, const em_model *model, const em_feature *features,
                        size_t count);

#endif
