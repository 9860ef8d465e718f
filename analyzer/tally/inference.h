/* What the counts allow to say: clustered intervals, targets, change between periods. */
#ifndef EM_TALLY_INFERENCE_H
#define EM_TALLY_INFERENCE_H

#include "base/json_tree.h"
#include "tally/tally_state.h"

/*
 * Adds "design_effect" and "interval_clustered" for one column of the tally's buckets
 * (EM_BUCKET_RECEIVED, or EM_BUCKET_MESSAGES and on) to `parent`; null where there are too few
 * clusters.
 */
void em_inference_put_clustered(em_json_tree *tree, cJSON *parent, const em_tally *tally,
                                size_t column);

/*
 * Adds "targets": [{message, target, rate, interval, verdict}]. The verdict is by the clustered
 * interval where there is one, else by Wilson's; that one stands in "interval".
 */
void em_inference_put_targets(em_json_tree *tree, cJSON *root, const em_tally *tally);

/*
 * Adds "change": each period against the baseline, for any message (no "message") and each:
 * [{message, baseline, period, rate_baseline, rate, difference, interval, p, p_holm, verdict}].
 * Intervals and p-values are those of counts divided by the design effect, where that is above
 * 1; Holm's correction runs over the messages of one period. Verdict: "up" or "down" where
 * p_holm is below 0.05, else "unclear".
 */
EM_MUST_CHECK em_status em_inference_put_change(em_json_tree *tree, cJSON *root,
                                                const em_tally *tally);

#endif
