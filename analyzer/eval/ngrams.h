/*
 * The n-grams of a comment that could become entries of a sentiment lexicon: words of spaced
 * scripts in a row, characters of Han text in a row, emoticons, emoji and marks alone. None
 * crosses a clause, a number, a URL or a mention.
 */
#ifndef EM_EVAL_NGRAMS_H
#define EM_EVAL_NGRAMS_H

#include "base/buf.h"
#include "text/text.h"

typedef struct em_ngram_limits {
    unsigned words;      /* of spaced scripts, at most */
    unsigned characters; /* of Han text, at most       */
} em_ngram_limits;

/* `term` is folded, words parted by one blank; it dies with the call. Its tokens are
 * [first_token, end_token). False stops. */
typedef bool em_ngram_seen(void *context, em_str term, uint32_t first_token, uint32_t end_token);

/* Calls `seen` for every n-gram, in order of place, then length. `room` is scratch memory. */
EM_MUST_CHECK em_status em_ngrams_each(const em_text *text, em_ngram_limits limits, em_buf *room,
                                       em_ngram_seen *seen, void *context, em_error *err);

/*
 * Words that may not become entries: a file with one a line. A plain line bars every n-gram that
 * holds it (a hotel's name); a line that begins with `=` is a function word, and bars n-grams
 * that begin or end with it; one that begins with `==` bars that n-gram alone (a surname of one
 * character, which stands in other words too). `#` begins a comment.
 */
typedef struct em_barred em_barred;

/* Yours: em_barred_free. `path` NULL: bars nothing. */
EM_MUST_CHECK em_status em_barred_read(em_barred **out, const char *path, em_error *err);
void em_barred_free(em_barred *barred); /* NULL is fine */
bool em_barred_has(const em_barred *barred, em_str term);

#endif
