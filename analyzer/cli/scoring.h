/* A model's verdicts on gold comments, scored: what `evaluate` prints and `lexicon diff` compares.
 */
#ifndef EM_CLI_SCORING_H
#define EM_CLI_SCORING_H

#include "base/vec.h"
#include "eval/gold.h"
#include "eval/scores_json.h"
#include "judge/verdict.h"

typedef struct em_scoring {
    em_arena arena; /* stances of verdicts */
    EM_VEC(em_scored) items;
    em_str *message_ids;
    size_t message_count;
    em_scores_lexicon *lexicons;
    size_t lexicon_count;
} em_scoring;

/* Notes the ids of the model's messages and lexicons. Release it in every case. */
EM_MUST_CHECK em_status em_scoring_init(em_scoring *out, const em_model *model, em_error *err);
void em_scoring_release(em_scoring *scoring);

/* Before anything is judged: EM_E_USAGE where one of --min's values names no metric or number. */
EM_MUST_CHECK em_status em_scoring_check_gates(const em_model *model, const char *const *gates,
                                               size_t count, em_error *err);

/* Called with each gold comment and its verdict; may be NULL. */
typedef void em_scoring_seen(void *context, const em_gold_comment *gold, const em_verdict *verdict);

/* Judges every comment of `gold`, which must outlive the scoring, and adds it to the items. */
EM_MUST_CHECK em_status em_scoring_judge(em_scoring *scoring, const em_model *model,
                                         const em_gold *gold, em_scoring_seen *seen, void *context,
                                         em_error *err);

/* The scores of the items as a tree; cJSON_Delete it. */
EM_MUST_CHECK em_status em_scoring_build(cJSON **out, const em_scoring *scoring,
                                         const em_gold *gold, em_error *err);

#endif
