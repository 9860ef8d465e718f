/* What a tally holds: shared by tally.c, partial.c and summary.c, not with users. */
#ifndef EM_TALLY_TALLY_STATE_H
#define EM_TALLY_TALLY_STATE_H

#include "tally/campaign.h"
#include "tally/copies.h"
#include "tally/groups.h"
#include "tally/kept.h"
#include "tally/tally.h"

#define EM_EXCLUDED_COUNT 2

/* Clusters for intervals: by hash of the author, else of the copy key. */
#define EM_BUCKETS 1024
#define EM_BUCKET_ANALYZED 0
#define EM_BUCKET_RECEIVED 1
#define EM_BUCKET_MESSAGES 2 /* then one count per message: comments that affirm it */

/* Sums of what hostile exports state stop here (2^53 - 1, exact in JSON). */
#define EM_SUM_MAX ((uint64_t)9007199254740991)

/* Names kept in full; the rest is summed up (groups.h). */
#define EM_MAX_PLATFORMS 512
#define EM_MAX_LANGUAGES 512
#define EM_MAX_DAYS 16384 /* 45 years */

typedef struct em_feeling {
    uint64_t comments, positive, neutral, negative;
    int64_t score_sum; /* fixed point */
} em_feeling;

/*
 * The rules by which a pool keeps the best. Strongest (affirmed, questioned) and contradicting
 * (denied, mixed): most messages of the stance, then the highest tone in its direction. "typical"
 * is chosen from the samples.
 */
typedef enum em_rule {
    EM_RULE_STRONGEST,
    EM_RULE_CONTRADICTING,
    EM_RULE_LIKED,
    EM_RULE_COUNT
} em_rule;

/* Stances that are quoted: affirmed, denied, mixed, questioned. */
#define EM_QUOTED_STANCES 4

typedef struct em_message_tally {
    uint64_t stances[EM_STANCE_COUNT]; /* comments                                       */
    em_feeling receivers;              /* of comments that affirm it                     */
    uint64_t likes;                    /* of comments that affirm it                     */
    int64_t first_received;            /* seconds; INT64_MAX: not known                  */
    em_best best[EM_QUOTED_STANCES][EM_RULE_COUNT]; /* [stance - EM_STANCE_AFFIRMED]      */
} em_message_tally;

typedef struct em_tally_input {
    char *path;
    char *format, *encoding, *platform, *broken_off, *dates;
    char sha256[65];
    double encoding_confidence;
    uint64_t records, rejected, repaired, replaced;
    int64_t stated_total;
} em_tally_input;

typedef enum em_sample_id { EM_SAMPLE_RECEIVERS, EM_SAMPLE_OTHERS, EM_SAMPLE_COUNT } em_sample_id;

/* Finds the calendar day of a time; NULL in tallies that were read from a partial. */
typedef struct em_day_finder em_day_finder;

struct em_tally {
    em_campaign *campaign;
    em_tally_options options;
    uint64_t analyzed, empty, excluded[EM_EXCLUDED_COUNT];
    uint64_t own_words, unsure, undated, unread_times, undecided_patterns, undecided_comments;
    uint64_t any[EM_STANCE_COUNT]; /* comments with at least one message of that stance */
    uint64_t echoed;
    em_feeling all, receivers;
    uint64_t likes_known; /* comments whose likes are known */
    uint64_t likes, likes_received;
    em_message_tally *messages;
    uint64_t *hits;     /* by term of the campaign                     */
    uint64_t *breadth;  /* by number of messages affirmed              */
    uint64_t *together; /* message_count squared; both affirmed        */
    uint64_t *buckets;  /* EM_BUCKETS rows of 2 + message_count        */
    em_groups platforms, languages, days, periods, author_types;
    EM_VEC(em_tally_input) inputs;
    em_sample samples[EM_SAMPLE_COUNT];
    em_copies *copies; /* NULL: off */
    /* for adding only */
    const em_model *model;
    uint32_t *terms; /* entry of the model -> term of the campaign */
    em_day_finder *day_finder;
    uint16_t *affirmed; /* messages that the comment at hand affirms */
};

static inline size_t em_tally_bucket_width(const em_tally *tally)
{
    return EM_BUCKET_MESSAGES + tally->campaign->message_count;
}

/* A tally without a model around `campaign`, which it owns from now on, also on failure. */
EM_MUST_CHECK em_status em_tally__new(em_tally **out, em_campaign *campaign,
                                      const em_tally_options *options, em_error *err);
/* Copies `info`. */
EM_MUST_CHECK em_status em_tally__put_input(em_tally *tally, const em_tally_input *info,
                                            em_error *err);

#endif
