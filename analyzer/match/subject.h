/* Words and sentences of a subject, by binary search. */
#ifndef EM_MATCH_SUBJECT_H
#define EM_MATCH_SUBJECT_H

#include "match/matcher.h"
#include "match/unit.h"

/* The first word that ends behind `at`; word_count where none does. */
static inline size_t em_subject_word_behind(const em_match_subject *s, size_t at)
{
    size_t low = 0, high = s->word_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->words[middle].end <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static inline bool em_subject_starts_word(const em_match_subject *s, size_t at)
{
    size_t word = em_subject_word_behind(s, at);
    return word < s->word_count && s->words[word].start == at;
}

/* Bytes of a possessive 's at `at`, in any apostrophe; 0 where there is none. */
static inline size_t em_subject_possessive(const em_match_subject *s, size_t at)
{
    const char *text = s->folded.data;
    size_t len = s->folded.len;
    uint32_t c;
    if (at >= len || em_unit_is_alnum((unsigned char)text[at]) || text[at] == ' ')
        return 0;
    size_t n = em_unit_decode(&c, text + at, len - at);
    return em_unit_fold(c) == '\'' && at + n < len && text[at + n] == 's' ? n + 1 : 0;
}

/* Whether a word ends at `at`, looked for from word `from` on; a possessive may follow. */
static inline bool em_subject_ends_word_from(const em_match_subject *s, size_t from, size_t at)
{
    while (from < s->word_count && s->words[from].end < at)
        from++;
    if (from == s->word_count)
        return false;
    return s->words[from].end == at || s->words[from].end == at + em_subject_possessive(s, at);
}

static inline bool em_subject_ends_word(const em_match_subject *s, size_t at)
{
    return at > 0 && em_subject_ends_word_from(s, em_subject_word_behind(s, at - 1), at);
}

/* The number of the sentence that holds `at`. */
static inline size_t em_subject_sentence(const em_match_subject *s, size_t at)
{
    size_t low = 0, high = s->sentence_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->sentences[middle] <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

#endif
