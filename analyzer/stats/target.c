/* Is a target met? */
#include "stats/target.h"

em_target_verdict em_target_judge(em_interval interval, double target)
{
    if (interval.low >= target)
        return EM_TARGET_MET;
    return interval.high < target ? EM_TARGET_NOT_MET : EM_TARGET_TOO_CLOSE;
}

const char *em_target_verdict_name(em_target_verdict verdict)
{
    static const char *const NAMES[] = { "met", "not_met", "too_close" };
    return NAMES[verdict];
}
