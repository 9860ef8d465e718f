/*
 * Cuts kept comments into their telling words, on several threads: of letters, more than one
 * character, not in addresses, names and reposts, not part of a mention of a message. What comes
 * out depends on the comment alone.
 */
#ifndef EM_TALLY_WORDCUT_H
#define EM_TALLY_WORDCUT_H

#include "tally/kept.h"
#include "text/text.h"

typedef struct em_cut_word {
    uint64_t key;          /* em_hash64 of its text                                */
    em_span span;          /* in the comment's folded text                         */
    bool beside;           /* the telling word before it stands right before it... */
    unsigned char between; /* ... with this byte between the two, or 0 for none    */
} em_cut_word;

/* A comment to be cut, and what came of it: lent to the taker. */
typedef struct em_cut {
    const em_kept *kept;
    bool with_text;
    em_str folded; /* empty unless with_text */
    const em_cut_word *words;
    uint32_t count;
} em_cut;

typedef struct em_cutter em_cutter;

/* `model` must outlive the cutter; NULL: it loads one of its own. One thread or more. */
EM_MUST_CHECK em_status em_cutter_new(em_cutter **out, const em_text_model *model, unsigned threads,
                                      em_error *err);
void em_cutter_free(em_cutter *cutter); /* NULL is fine */

/* Takes cuts[from] to cuts[end - 1], which are cut; not EM_OK ends the job. */
typedef em_status em_cut_taker(void *context, size_t from, size_t end, em_error *err);

/*
 * Cuts all comments (fewer than 2^32) and hands them to `take` in their order: from different
 * threads, but from one at a time.
 */
EM_MUST_CHECK em_status em_cutter_run(em_cutter *cutter, em_cut *cuts, size_t count,
                                      em_cut_taker *take, void *context, em_error *err);

#endif
