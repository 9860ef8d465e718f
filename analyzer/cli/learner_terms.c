/* The first round: which n-grams carry sentiment. */
#include "cli/learner.h"

#include "base/hash.h"
#include "base/str.h"
#include "judge/sentiment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where the weight of a negator starts. */
#define NEGATOR_SEED (-0.2)
#define TERM_MAX_BYTES 64

/* --- counting ------------------------------------------------------------------------------ */

static bool grow(em_count_table *table)
{
    size_t size = table->size ? table->size * 2 : (size_t)1 << 16;
    em_counted *slots = em_mem_zalloc(size, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < table->size; i++)
        if (table->slots[i].hash) {
            size_t at = table->slots[i].hash & (size - 1);
            while (slots[at].hash)
                at = (at + 1) & (size - 1);
            slots[at] = table->slots[i];
        }
    em_mem_free(table->slots);
    table->slots = slots;
    table->size = size;
    return true;
}

/* The slot of `hash`, made where it is new; NULL without memory. */
static em_counted *slot_of(em_count_table *table, uint64_t hash)
{
    hash += hash == 0;
    if (table->used * 2 >= table->size && !grow(table))
        return NULL;
    size_t at = hash & (table->size - 1);
    while (table->slots[at].hash && table->slots[at].hash != hash)
        at = (at + 1) & (table->size - 1);
    if (!table->slots[at].hash) {
        table->slots[at] = (em_counted){ hash, 0, UINT32_MAX, 0, UINT32_MAX };
        table->used++;
    }
    return &table->slots[at];
}

typedef struct ngram_visit {
    em_learner *l;
    uint32_t comment;
    const em_text *text;
    const em_span *words;
    size_t word_count;
} ngram_visit;

static int compare_starts(const void *key, const void *word)
{
    uint32_t start = *(const uint32_t *)key, other = ((const em_span *)word)->start;
    return start < other ? -1 : start > other;
}

static int compare_ends(const void *key, const void *word)
{
    uint32_t end = *(const uint32_t *)key, other = ((const em_span *)word)->end;
    return end < other ? -1 : end > other;
}

/* True where the tokens begin and end with words: 很好吃, not 道很好. */
static bool is_whole(const ngram_visit *visit, uint32_t first_token, uint32_t end_token)
{
    const em_token *first = &visit->text->tokens[first_token];
    if (first->kind != EM_TOKEN_HAN)
        return true;
    uint32_t end = visit->text->tokens[end_token - 1].end;
    return visit->word_count &&
           bsearch(&first->start, visit->words, visit->word_count, sizeof(em_span),
                   compare_starts) &&
           bsearch(&end, visit->words, visit->word_count, sizeof(em_span), compare_ends);
}

static bool count_ngram(void *context, em_str term, uint32_t first_token, uint32_t end_token)
{
    ngram_visit *visit = context;
    if (term.len > TERM_MAX_BYTES || !is_whole(visit, first_token, end_token))
        return true;
    em_counted *slot = slot_of(&visit->l->table, em_hash64(term, 0));
    if (slot && slot->last_comment != visit->comment) {
        slot->last_comment = visit->comment;
        slot->comments++;
    }
    return slot != NULL;
}

static em_ngram_limits limits_of(const em_learner *l)
{
    return (em_ngram_limits){ l->options->words, l->options->characters };
}

static em_status count_comment(em_learner *l, size_t index, const em_gold_comment *comment,
                               const em_verdict *verdict)
{
    ngram_visit visit = { .l = l, .comment = (uint32_t)index, .text = &verdict->text };
    (void)comment;
    em_status status = em_text_words(&visit.words, &visit.word_count, &verdict->text,
                                     l->model->text, em_scratch_text(l->scratch), l->err);
    if (status != EM_OK)
        return status;
    return em_ngrams_each(&verdict->text, limits_of(l), &l->room, count_ngram, &visit, l->err);
}

/* --- columns ------------------------------------------------------------------------------- */

/*
 * True where `term` is, holds (spaced scripts) or ends in (Han) an entry of another role. "is
 * not" as an entry would hide the negator from the words behind it; 不好 says all there is to say.
 */
static bool hides_cue(const em_learner *l, em_str term)
{
    for (size_t i = 0; i < l->base.entries.len; i++) {
        const em_sentiment_spec *entry = &l->base.entries.items[i];
        size_t len = entry->term.len;
        if (entry->role == EM_ROLE_POLAR || len > term.len)
            continue;
        bool is_spaced = (unsigned char)entry->term.data[0] < 0x80;
        for (size_t at = is_spaced ? 0 : term.len - len; at + len <= term.len; at++) {
            if (memcmp(term.data + at, entry->term.data, len) != 0)
                continue;
            if (!is_spaced || ((at == 0 || term.data[at - 1] == ' ') &&
                               (at + len == term.len || term.data[at + len] == ' ')))
                return true;
        }
    }
    return false;
}

static bool is_seed(const em_learner *l, em_str term)
{
    for (size_t i = 0; i < l->seed.entries.len; i++)
        if (em_str_eq(l->seed.entries.items[i].term, term))
            return true;
    return false;
}

/* Latin words in Chinese comments are no Chinese entries, nor Han characters English ones. */
static bool is_foreign(const em_learner *l, em_str term)
{
    bool is_han = em_str_starts(l->base.language, EM_STR("zh"));
    char first = term.data[0];
    bool is_latin = (first >= 'a' && first <= 'z') || ((unsigned char)first & 0xE0) == 0xC0;
    bool has_han = (unsigned char)first >= 0xE3 && (unsigned char)first <= 0xE9;
    return (is_han ? is_latin : has_han) && !is_seed(l, term);
}

/* One Han character says little and stands in many words: only those that the seed lists. */
static bool is_too_short(const em_learner *l, em_str term)
{
    bool is_spaced = (unsigned char)term.data[0] < 0xE3; /* below U+3000 */
    bool is_emoji = (unsigned char)term.data[0] >= 0xF0; /* above U+FFFF */
    return !is_spaced && !is_emoji && term.len < l->options->least_characters * 3 &&
           !is_seed(l, term);
}

/* Gives the n-gram a column, unless it is too rare, barred, or has another role already. */
static bool make_column(em_learner *l, em_counted *slot, em_str term)
{
    if (slot->comments < l->options->least_comments || em_barred_has(l->barred, term) ||
        hides_cue(l, term) || is_foreign(l, term) || is_too_short(l, term)) {
        slot->comments = 0;
        return true;
    }
    em_learner_column made = { .term = em_arena_copy(&l->terms, term), .comments = slot->comments };
    if (!made.term.data || l->columns.len >= UINT32_MAX || !em_vec_push(&l->columns, made))
        return false;
    slot->id = (uint32_t)(l->columns.len - 1);
    return true;
}

static bool add_ngram(void *context, em_str term, uint32_t first_token, uint32_t end_token)
{
    (void)end_token;
    const ngram_visit *visit = context;
    em_learner *l = visit->l;
    if (term.len > TERM_MAX_BYTES)
        return true;
    em_counted *slot = slot_of(&l->table, em_hash64(term, 0));
    if (!slot || (slot->comments && slot->id == UINT32_MAX && !make_column(l, slot, term)))
        return false;
    if (slot->last_comment != visit->comment)
        slot->said = 0;
    slot->last_comment = visit->comment;
    double value = slot->id == UINT32_MAX ? 0 : em_judge_value_at(l->scratch, first_token);
    value = em_repeat_value(value, slot->said++);
    return fabs(value) < 1e-6 || em_learner__add_cell(l, slot->id, value);
}

static em_status add_ngrams(em_learner *l, size_t index, const em_gold_comment *comment,
                            const em_verdict *verdict)
{
    ngram_visit visit = { .l = l, .comment = (uint32_t)index };
    (void)comment;
    if (!em_vec_push(&l->starts, l->cells.len))
        return em_learner__no_memory(l);
    for (size_t i = 0; i < verdict->feature_count; i++) /* the seeds' */
        l->offsets[index] += verdict->features[i].weight * verdict->features[i].value;
    return em_ngrams_each(&verdict->text, limits_of(l), &l->room, add_ngram, &visit, l->err);
}

/* How much an entry moves all scores together: what is kept where there are too many. */
static double reach_of(const em_learner_column *c)
{
    return fabs(c->added) * sqrt((double)c->comments);
}

static int compare_reach(const void *a, const void *b)
{
    const em_learner_column *x = a, *y = b;
    double rx = reach_of(x), ry = reach_of(y);
    if (x->seeded != y->seeded)
        return x->seeded ? -1 : 1;
    return rx > ry ? -1 : rx < ry ? 1 : em_str_cmp(x->term, y->term);
}

/* Leaves out columns that add too little, then the weakest above --limit; seeds stay. */
void em_learner__prune(em_learner *l)
{
    size_t kept = 0, learned = 0;
    if (l->columns.len)
        qsort(l->columns.items, l->columns.len, sizeof(em_learner_column), compare_reach);
    for (size_t i = 0; i < l->columns.len; i++) {
        em_learner_column *c = &l->columns.items[i];
        if (!c->seeded &&
            (fabs(c->added) < l->options->least_weight || learned == l->options->limit))
            continue;
        learned += !c->seeded;
        l->columns.items[kept++] = *c;
    }
    l->columns.len = kept;
}

static bool is_cue(const em_learner *l, em_str term)
{
    for (size_t i = 0; i < l->base.entries.len; i++)
        if (l->base.entries.items[i].role != EM_ROLE_POLAR &&
            em_str_eq(l->base.entries.items[i].term, term))
            return true;
    return false;
}

/* Columns for the seed words: their weights stand whether a comment has them or not. */
static em_status add_seeds(em_learner *l)
{
    for (size_t i = 0; i < l->seed.entries.len; i++) {
        const em_sentiment_spec *entry = &l->seed.entries.items[i];
        double weight = entry->weight * l->options->seed_scale;
        em_learner_column made = {
            .term = entry->term, .seed = weight, .weight = weight, .seeded = true
        };
        if (entry->role == EM_ROLE_POLAR && !is_cue(l, entry->term) &&
            !em_vec_push(&l->columns, made))
            return em_learner__no_memory(l);
    }
    return EM_OK;
}

/* Columns for what cues carry themselves: "no" alone is no praise, "why" no content. An irony
 * marker says nothing but that one cannot be sure. */
static em_status add_cues(em_learner *l)
{
    for (size_t i = 0; i < l->base.entries.len; i++) {
        const em_sentiment_spec *entry = &l->base.entries.items[i];
        bool is_negator = entry->role == EM_ROLE_NEGATOR;
        em_learner_column made = { .term = entry->term,
                                   .seed = is_negator ? NEGATOR_SEED : 0,
                                   .weight = is_negator ? NEGATOR_SEED : EM_LEARNER_NO_WEIGHT,
                                   .seeded = is_negator,
                                   .is_cue = true };
        if (entry->role != EM_ROLE_POLAR && entry->role != EM_ROLE_IRONY &&
            !em_vec_push(&l->columns, made))
            return em_learner__no_memory(l);
    }
    return EM_OK;
}

static int compare_terms(const void *a, const void *b)
{
    return em_str_cmp(((const em_learner_column *)a)->term, ((const em_learner_column *)b)->term);
}

/* A seed word that was also learned is one entry: its seed plus what was learned. */
void em_learner__merge_columns(em_learner *l)
{
    size_t kept = 0;
    if (l->columns.len)
        qsort(l->columns.items, l->columns.len, sizeof(em_learner_column), compare_terms);
    for (size_t i = 0; i < l->columns.len; i++) {
        em_learner_column *last = kept ? &l->columns.items[kept - 1] : NULL;
        const em_learner_column *c = &l->columns.items[i];
        if (!last || !em_str_eq(last->term, c->term)) {
            l->columns.items[kept++] = *c;
            continue;
        }
        last->seed += c->seed;
        last->weight += c->weight;
        last->seeded |= c->seeded;
        last->comments += c->comments;
    }
    l->columns.len = kept;
}

const em_learner_column *em_learner__find_column(const em_learner *l, em_str term)
{
    em_learner_column key = { .term = term };
    return l->columns.len
               ? bsearch(&key, l->columns.items, l->columns.len, sizeof key, compare_terms)
               : NULL;
}

em_status em_learner__choose_terms(em_learner *l)
{
    em_status status = add_seeds(l);
    if (status == EM_OK)
        status = add_cues(l);
    em_learner__merge_columns(l);
    if (status == EM_OK)
        status = em_learner__write_lexicon(
            l, false); /* roles and seeds alone: their scopes and offsets */
    em_vec_clear(&l->columns);
    if (status == EM_OK)
        status = em_learner__load_model(l);
    if (status == EM_OK)
        status = em_learner__each_comment(l, count_comment);
    em_learner__clear_rows(l);
    if (status == EM_OK)
        status = em_learner__each_comment(l, add_ngrams);
    if (status == EM_OK)
        status = em_learner__solve(l, l->options->l1, 0);
    if (status == EM_OK)
        em_learner__prune(l);
    if (status == EM_OK)
        status = add_seeds(l);
    if (status == EM_OK)
        status = add_cues(l);
    em_learner__merge_columns(l);
    return status;
}
