/* From hits of message terms to mentions with a stance, and from mentions to stances. */
#ifndef EM_JUDGE_MENTION_H
#define EM_JUDGE_MENTION_H

#include "judge/scope.h"

typedef EM_VEC(em_mention) em_mentions;

/* The stance of a message's unit in this state. */
em_stance em_stance_of(const em_unit *unit, const em_state *state);

/*
 * Appends a mention for every hit of a message's term or opposite; `field` spans are left for
 * the caller to fill.
 */
EM_MUST_CHECK em_status em_mentions_collect(em_mentions *out, const em_scopes *scopes,
                                            em_error *err);

/*
 * One stance per message: own words win over quoted ones, affirmed and denied give mixed, either
 * wins over questioned. `stances` has `message_count` places.
 */
void em_mentions_weigh(em_stance *stances, size_t message_count, const em_mention *mentions,
                       size_t count);

#endif
