/* What stands inside lexicon entries: the longest entry wins, and so hides shorter cues. */
#ifndef EM_JUDGE_CUE_INSIDE_H
#define EM_JUDGE_CUE_INSIDE_H

#include "judge/cue.h"

/* Sets `hidden` and `spans` of targets, and `inner` of cues; `cues` has one for each entry. */
EM_MUST_CHECK em_status em_cue__look_inside(em_cue *cues, const em_model *model);

#endif
