/* Is a target met? */
#ifndef EM_STATS_TARGET_H
#define EM_STATS_TARGET_H

#include "stats/interval.h"

typedef enum em_target_verdict {
    EM_TARGET_MET,      /* the whole interval is at or above the target */
    EM_TARGET_NOT_MET,  /* the whole interval is below it               */
    EM_TARGET_TOO_CLOSE /* the interval holds both answers              */
} em_target_verdict;

/* Fewer comments are too few for any verdict: one that happens to affirm is 100 %. */
#define EM_TARGET_COMMENTS_MIN 30

em_target_verdict em_target_judge(em_interval interval, double target);
/* "met", "not_met", "too_close"; static. */
const char *em_target_verdict_name(em_target_verdict verdict);

#endif
