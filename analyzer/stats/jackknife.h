/*
 * An interval that knows that one author, or one copied text, is not many people: comments fall
 * into groups by hash, and whole groups are left out in turn.
 */
#ifndef EM_STATS_JACKKNIFE_H
#define EM_STATS_JACKKNIFE_H

#include "stats/interval.h"

typedef struct em_jackknife_group {
    uint64_t hits, trials;
} em_jackknife_group;

typedef struct em_jackknife {
    double rate;
    double standard_error;
    double design_effect; /* variance over that of as many independent comments; 1 where unknown */
    em_interval interval; /* Wilson's, of trials / design effect (never below 1)                 */
    size_t groups;        /* that have comments                                                  */
} em_jackknife;

/*
 * Delete-a-group jackknife of a share. EM_E_ARGUMENT with fewer than two groups that have
 * comments, or hits over trials; `out` is then untouched. Any thread; allocates nothing.
 *
 * Sources: Kott (2001), J. Off. Stat. 17(4), 521-526 (delete-a-group jackknife); the interval by
 * effective sample size with a t correction for few groups: Korn, Graubard (1998), Surv.
 * Methodol. 24(2), 193-201, with Wilson's interval as in Franco et al. (2019), J. Surv. Stat.
 * Methodol. 7(3), 334-364.
 */
EM_MUST_CHECK em_status em_jackknife_rate(em_jackknife *out, const em_jackknife_group *groups,
                                          size_t count, double z);

#endif
