/**
 * Judging single comments: load a campaign once, share it, judge from any number of threads.
 *
 *     em_analyzer *campaign;
 *     em_judge *judge;
 *     em_judgement found;
 *     if (em_analyzer_open(&campaign, "my.campaign.json", &err) != EM_OK) ...
 *     if (em_judge_new(&judge, campaign, &err) != EM_OK) ...            one a thread
 *     if (em_judge_text(&found, judge, text, false, &err) == EM_OK)
 *         printf("%s\n", em_stance_label(found.stances[0]));
 *     em_judge_free(judge);
 *     em_analyzer_free(campaign);
 */
#ifndef EM_COMMENT_H
#define EM_COMMENT_H

#include "em_base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A campaign with its lexicons, compiled. Const once opened: any thread may use it. */
typedef struct em_analyzer em_analyzer;

/** What one thread needs to judge. */
typedef struct em_judge em_judge;

/** What a comment does with a message: values of em_judgement.stances. */
enum em_stance_value {
    EM_IS_NONE = 0,
    EM_IS_AFFIRMED, /**< received: affirmed in the author's own words */
    EM_IS_DENIED,
    EM_IS_MIXED,
    EM_IS_QUESTIONED,
    EM_IS_QUOTED /**< only in words that are not the author's own  */
};

/** A mention of a message: the term that hit and where, in UTF-8 bytes of the text judged. */
typedef struct em_evidence {
    size_t message; /**< index as in em_analyzer_message_id */
    em_span place;  /**< [start, end)                       */
    em_str term;    /**< as written in the lexicon; lent by the campaign */
} em_evidence;

typedef struct em_judgement {
    const char *language; /**< BCP 47; static                                  */
    double score;         /**< sentiment, -1 to 1                              */
    int label;            /**< -1 negative, 0 neutral, 1 positive              */
    bool unsure;          /**< an irony marker stands in the comment           */
    bool own_words;       /**< it has words of the author's own                */
    size_t message_count;
    const unsigned char *stances; /**< em_stance_value, one a message; lent by the judge */
    size_t evidence_count;
    const em_evidence *evidence; /**< in order of place; lent by the judge            */
} em_judgement;

/**
 * Opens a campaign file and compiles what it names. Yours: em_analyzer_free. On failure *out is
 * NULL and `err` has file, line and column: EM_E_LEXICON, EM_E_SYSTEM or EM_E_MEMORY.
 */
EM_MUST_CHECK em_status em_analyzer_open(em_analyzer **out, const char *path, em_error *err);
/** NULL is fine. No judge of it may be in use. */
void em_analyzer_free(em_analyzer *campaign);

/** Number of messages; their ids by index, lent by the campaign. */
size_t em_analyzer_message_count(const em_analyzer *campaign);
em_str em_analyzer_message_id(const em_analyzer *campaign, size_t message);

/** Yours: em_judge_free. One thread at a time; `campaign` must outlive it. */
EM_MUST_CHECK em_status em_judge_new(em_judge **out, const em_analyzer *campaign, em_error *err);
void em_judge_free(em_judge *judge);

/**
 * Judges one text (any bytes; ill-formed UTF-8 is read with U+FFFD). `markup`: it is HTML. `out`
 * lends from `judge` until its next use. EM_E_LIMIT for a text over 16 MiB, EM_E_MEMORY.
 */
EM_MUST_CHECK em_status em_judge_text(em_judgement *out, em_judge *judge, em_str text, bool markup,
                                      em_error *err);

/** Lends "none", "affirmed", "denied", "mixed", "questioned" or "quoted"; "" for other values. */
const char *em_stance_label(unsigned char stance);

#ifdef __cplusplus
}
#endif

#endif
