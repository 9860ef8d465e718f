/* The walk over one subject: raw hits, exceptions, occurrences of leaves and pattern windows. */
#ifndef EM_MATCH_WALK_H
#define EM_MATCH_WALK_H

#include "match/matcher_parts.h"

/* Puts what the walk meets into `scratch`, whose `full` and `no_memory` say what went wrong. */
void em_match__walk(em_match_scratch *scratch, const em_matcher *matcher,
                    const em_match_subject *subject);

/* Puts a hit of `leaf` where it belongs: a raw hit, or an occurrence for its rules. */
void em_match__put_leaf(em_match_scratch *scratch, const em_matcher *matcher, uint32_t leaf,
                        em_span span);
void em_match__put_raw(em_match_scratch *scratch, em_raw_hit hit);
void em_match__put_window(em_match_scratch *scratch, uint32_t leaf, size_t window);

/* Whether `span` begins and ends where `flags` (em_literal_flag) say. */
bool em_match__edges_stand(const em_match_subject *subject, unsigned flags, em_span span);

#endif
