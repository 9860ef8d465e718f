/*
 * A small model and random verdicts for tests of the tally: no lexicon, no judge. Everything
 * comes from a seed, so that a failure can be run again.
 */
#ifndef TESTS_SUPPORT_TALLY_FIXTURE_H
#define TESTS_SUPPORT_TALLY_FIXTURE_H

#include "base/hash.h"
#include "base/str.h"
#include "stats/random.h"
#include "tally/tally.h"

#include <stdio.h>

#define FIXTURE_MESSAGES 3
#define FIXTURE_TERMS 6

static const em_message FIXTURE_MESSAGE_LIST[FIXTURE_MESSAGES] = {
    { .id = { "open", 4 }, .label_en = { "Open", 4 }, .label_zh = { "开放", 6 } },
    { .id = { "fair", 4 }, .label_en = { "Fair", 4 }, .label_zh = { "", 0 } },
    { .id = { "bold", 4 }, .label_en = { "Bold", 4 }, .label_zh = { "", 0 } },
};

static const em_entry FIXTURE_ENTRIES[] = {
    { .role = EM_ROLE_NEGATOR, .term = { "not", 3 } },
    { .role = EM_ROLE_TERM, .message = 0, .term = { "open", 4 } },
    { .role = EM_ROLE_OPPOSITE, .message = 0, .term = { "closed", 6 } },
    { .role = EM_ROLE_TERM, .message = 1, .term = { "fair", 4 } },
    { .role = EM_ROLE_TERM, .message = 1, .term = { "just", 4 } },
    { .role = EM_ROLE_POLAR, .term = { "good", 4 } },
    { .role = EM_ROLE_TERM, .message = 2, .term = { "bold", 4 } },
    { .role = EM_ROLE_TERM, .message = 2, .term = { "brave", 5 } },
};

static const em_period FIXTURE_PERIODS[] = {
    { .id = { "before", 6 }, .from = 1300000000, .to = 1303344000 },
    { .id = { "after", 5 }, .from = 1303344000, .to = 1310000000 },
};

static const em_target FIXTURE_TARGETS[] = { { .message = 1, .rate = 0.05 } };

static const em_model FIXTURE_MODEL = {
    .id = { "fixture", 7 },
    .title = { "A fixture", 9 },
    .entries = FIXTURE_ENTRIES,
    .entry_count = sizeof FIXTURE_ENTRIES / sizeof *FIXTURE_ENTRIES,
    .messages = FIXTURE_MESSAGE_LIST,
    .message_count = FIXTURE_MESSAGES,
    .periods = FIXTURE_PERIODS,
    .period_count = 2,
    .targets = FIXTURE_TARGETS,
    .target_count = 1,
    .timezone = { "Asia/Shanghai", 13 },
    .baseline = 0,
};

/* One random comment and what a judge might say of it; strings live in the struct. */
typedef struct fixture_comment {
    char text[200], id[24], author[24];
    em_record record;
    em_verdict verdict;
    em_stance stances[FIXTURE_MESSAGES];
    em_mention mentions[FIXTURE_MESSAGES];
} fixture_comment;

static inline void fixture_mention(fixture_comment *c, size_t message, em_stance stance)
{
    static const uint32_t ENTRY_OF[FIXTURE_MESSAGES] = { 1, 3, 6 };
    em_str term = FIXTURE_ENTRIES[ENTRY_OF[message]].term;
    size_t start = strlen(c->text);
    snprintf(c->text + start, sizeof c->text - start, "%.*s ", EM_STR_ARG(term));
    em_span span = { (uint32_t)start, (uint32_t)(start + term.len) };
    c->mentions[c->verdict.mention_count++] = (em_mention){ .entry = ENTRY_OF[message],
                                                            .message = (uint16_t)message,
                                                            .stance = stance,
                                                            .own = true,
                                                            .field = span,
                                                            .norm = span };
}

/* A verdict is a pure function of its text, as the judge's is: both come from `kind`. */
static inline void fixture_text(fixture_comment *c, uint64_t kind)
{
    static const char *const OPENINGS[] = { "they are so ", "英国人很 ", "well, @someone says ",
                                            "" };
    em_random random = em_random_seed(kind);
    snprintf(c->text, sizeof c->text, "%s", OPENINGS[em_random_below(&random, 4)]);
    for (size_t m = 0; m < FIXTURE_MESSAGES; m++) {
        uint64_t draw = em_random_below(&random, 12);
        c->stances[m] = draw < EM_STANCE_COUNT ? (em_stance)draw : EM_STANCE_NONE;
        if (c->stances[m] != EM_STANCE_NONE)
            fixture_mention(c, m, c->stances[m]);
    }
    size_t len = strlen(c->text);
    snprintf(c->text + len, sizeof c->text - len, "number%u of these",
             (unsigned)em_random_below(&random, 40));
    c->verdict.language = em_random_below(&random, 3) ? "en" : "zh-Hans";
    c->verdict.score = (int32_t)em_random_below(&random, 20001) - 10000;
    c->verdict.label = c->verdict.score > 500    ? EM_POSITIVE
                       : c->verdict.score < -500 ? EM_NEGATIVE
                                                 : EM_NEUTRAL;
    c->verdict.own_words = em_random_below(&random, 4) > 0;
    c->verdict.copy_key = c->verdict.own_words ? em_hash64(em_str_from(c->text + len), 9) : 0;
}

static inline void fixture_make(fixture_comment *c, em_random *random, unsigned number)
{
    static const char *const PLATFORMS[] = { "weibo", "youtube", "" };
    memset(c, 0, sizeof *c);
    fixture_text(c, em_random_below(random, 400));
    snprintf(c->id, sizeof c->id, "c%u", number);
    snprintf(c->author, sizeof c->author, "a%u", (unsigned)em_random_below(random, 60));
    c->verdict.empty = em_random_below(random, 50) == 0;
    c->verdict.text_hash = em_hash64(em_str_from(c->text), 0);
    c->verdict.stances = c->stances;
    c->verdict.mentions = c->mentions;
    bool dated = em_random_below(random, 10) > 0;
    c->record = (em_record){
        .number = number,
        .text = em_str_from(c->text),
        .id = em_str_from(em_random_below(random, 5) ? c->id : ""),
        .author = em_str_from(em_random_below(random, 8) ? c->author : ""),
        .platform = em_str_from(PLATFORMS[em_random_below(random, 3)]),
        .time = { .seconds = 1300000000 + (int64_t)em_random_below(random, 9000000),
                  .known = dated },
        .likes = em_random_below(random, 3) ? (int64_t)em_random_below(random, 500)
                                            : EM_LIKES_UNKNOWN,
        .author_type = (em_author_type)(number % EM_AUTHOR_TYPE_COUNT),
    };
}

#endif
