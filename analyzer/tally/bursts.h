/*
 * Signs of arrangement: one text from many accounts within few minutes, in words of their own: bare
 * reposts of a popular post come as fast. Each account counts with its first comment of the text.
 * Found among the sampled comments: an export of more than they
 * hold has more of each.
 */
#ifndef EM_TALLY_BURSTS_H
#define EM_TALLY_BURSTS_H

#include "base/json_tree.h"
#include "tally/words.h"

#define EM_BURST_SECONDS 600
#define EM_BURST_ACCOUNTS_MIN 5
/* Bytes of text: 8 Han characters. What is shorter, many say without being asked. */
#define EM_BURST_TEXT_MIN 24
#define EM_BURSTS_MAX 10

/*
 * Adds "bursts" to `parent`: [{text, accounts, first, last}], for every text its busiest ten
 * minutes, those with most accounts first.
 */
EM_MUST_CHECK em_status em_bursts_put(em_json_tree *tree, cJSON *parent, const em_words *words,
                                      em_error *err);

#endif
