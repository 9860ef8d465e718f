/*
 * The words and pairs of words of the sampled comments. Receivers come first: among the others,
 * only words that a receiver used are counted, unless the comment may be quoted or stands in a
 * period that is compared; that keeps the table small where it matters.
 */
#include "tally/words.h"

#include "base/hash.h"
#include "base/str.h"
#include "base/utf8.h"

#include <unicode/uchar.h>

#define WORDS_MAX_BYTES ((size_t)256 * 1024 * 1024)
#define WORD_MAX_BYTES 64 /* longer "words" are junk */

/* What reading one comment needs. */
typedef struct reading {
    em_words *words;
    const em_text_model *model;
    em_text_model *dictionary; /* its words cut unspaced text; NULL: none met so far */
    em_text_scratch *scratch;
    EM_VEC(uint32_t) found;     /* words of the comment at hand, distinct */
    uint32_t comment;           /* counts from 1 */
    em_word_set sample, period; /* sets of the comment at hand; EM_SET_COUNT: none */
    uint64_t below;             /* hashes to here are a uniform sample    */
    bool only_known;            /* words not in the table are passed over */
    bool has_words;             /* the comment at hand has a telling one, known or not */
    em_error *err;
} reading;

static em_status no_memory(em_error *err)
{
    return em_error_set(err, EM_E_MEMORY, "no memory");
}

/* --- the table --------------------------------------------------------------------------- */

/*
 * Open addressing by 64-bit keys alone: a word's is the hash of its text, a pair's is made of its
 * words' numbers. Two of a million words share a key once in 30 million jobs.
 */
typedef struct em_word_place {
    uint64_t key;
    uint32_t number; /* of the word, from 1; 0: free */
} em_word_place;

static em_word_place *find_place(const em_words *words, uint64_t key)
{
    size_t i = (size_t)key & (words->index_cap - 1);
    while (words->index[i].number && words->index[i].key != key)
        i = (i + 1) & (words->index_cap - 1);
    return &words->index[i];
}

/* Different pairs have different keys (a step of Steele, Lea and Flood's SplitMix64, OOPSLA 2014).
 */
static uint64_t pair_key(uint32_t first, uint32_t second, unsigned char between)
{
    uint64_t key = (uint64_t)first << 40 | (uint64_t)second << 16 | between | 0x100;
    key = (key ^ key >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    key = (key ^ key >> 27) * UINT64_C(0x94D049BB133111EB);
    return key ^ key >> 31;
}

/* Small enough for a near cache where the index is not; one key in eight or more that is not in
 * the table has its bit set. */
#define FILTER_BITS 4

static size_t filter_bit(const em_words *words, uint64_t key)
{
    return (size_t)(key >> 32) & (words->index_cap * FILTER_BITS - 1);
}

static bool may_be_known(const em_words *words, uint64_t key)
{
    size_t bit = filter_bit(words, key);
    return words->maybe[bit / 64] >> bit % 64 & 1;
}

static void take_place(em_words *words, em_word_place *place, em_word_place taken)
{
    size_t bit = filter_bit(words, taken.key);
    words->maybe[bit / 64] |= UINT64_C(1) << bit % 64;
    *place = taken;
}

static bool index_grow(em_words *words)
{
    size_t cap = words->index_cap ? words->index_cap * 2 : 4096, old_cap = words->index_cap;
    em_word_place *old = words->index, *index = em_mem_zalloc(cap, sizeof *index);
    uint64_t *maybe = em_mem_zalloc(cap * FILTER_BITS / 64, sizeof *maybe);
    if (!index || !maybe) {
        em_mem_free(index);
        em_mem_free(maybe);
        return false;
    }
    em_mem_free(words->maybe);
    words->maybe = maybe;
    words->index = index;
    words->index_cap = cap;
    for (size_t i = 0; i < old_cap; i++)
        if (old[i].number)
            take_place(words, find_place(words, old[i].key), old[i]);
    em_mem_free(old);
    return true;
}

/* A word met for the first time; false: no memory. */
static bool put_word(em_words *words, em_word_place *place, em_word word, uint64_t key)
{
    word.text = em_arena_copy(&words->arena, word.text);
    if (!word.text.data || !em_vec_push(&words->words, word))
        return false;
    take_place(words, place, (em_word_place){ key, (uint32_t)words->words.len });
    return words->words.len * 2 <= words->index_cap || index_grow(words);
}

/*
 * Notes that the comment at hand has the word. *number is the word's, from 1, or 0 where it is
 * passed over. False: no memory.
 */
static bool note_word(reading *r, em_word word, uint64_t key, uint32_t *number)
{
    em_words *words = r->words;
    *number = 0;
    if (r->only_known && !may_be_known(words, key))
        return true;
    em_word_place *place = find_place(words, key);
    *number = place->number;
    if (!*number && (r->only_known || words->words.len == EM_WORDS_MAX))
        return true;
    if (!*number && !put_word(words, place, word, key))
        return false;
    if (!*number)
        *number = (uint32_t)words->words.len;
    em_word *noted = &words->words.items[*number - 1];
    if (noted->last == r->comment)
        return true;
    noted->last = r->comment;
    noted->comments[r->sample]++;
    if (r->period != EM_SET_COUNT)
        noted->comments[r->period]++;
    return em_vec_push(&r->found, *number - 1);
}

/* --- one comment --------------------------------------------------------------------------- */

static bool overlaps_mention(const em_kept *kept, em_span field)
{
    for (size_t i = 0; i < kept->mention_count; i++)
        if (field.start < kept->mentions[i].end && field.end > kept->mentions[i].start)
            return true;
    return false;
}

static bool in_platform_zone(const em_text *text, em_span span)
{
    for (uint32_t i = 0; i < text->zone_count; i++) {
        em_zone_kind kind = text->zones[i].kind;
        bool no_words = kind == EM_ZONE_URL || kind == EM_ZONE_MENTION || kind == EM_ZONE_STUB ||
                        kind == EM_ZONE_REPOST;
        if (no_words && span.start < text->zones[i].end && span.end > text->zones[i].start)
            return true;
    }
    return false;
}

/* A word worth counting: of letters, and not a single character of Han or Latin. */
static bool is_telling(em_str word)
{
    uint32_t first;
    if (word.len < 2 || word.len > WORD_MAX_BYTES)
        return false;
    unsigned char c = (unsigned char)word.data[0];
    if (c < 0x80)
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    size_t len = em_utf8_decode(&first, word.data, word.len);
    return len < word.len && first != EM_UTF8_BAD && u_isalpha((UChar32)first);
}

/* The telling word before the one at hand. */
typedef struct word_before {
    em_span span;
    uint32_t number; /* from 1; 0: not in the table */
} word_before;

/* The pair of the word at hand and the one just before it. False: no memory. */
static bool read_pair(reading *r, em_str folded, const word_before *first, em_span second,
                      uint32_t second_number)
{
    em_span pair = { first->span.start, second.end };
    size_t gap = second.start - first->span.end;
    uint32_t number;
    if (!first->number || !second_number || gap > 1 || pair.end - pair.start > WORD_MAX_BYTES)
        return true;
    em_word word = { .text = em_str_sub(folded, pair), .pair = { first->number, second_number } };
    unsigned char between = gap ? (unsigned char)folded.data[first->span.end] : 0;
    return note_word(r, word, pair_key(first->number, second_number, between), &number);
}

/* One word of the comment; `before` is the telling word just before it, and becomes this one. */
static bool read_word(reading *r, const em_kept *kept, const em_text *text, em_span span,
                      word_before *before)
{
    word_before previous = *before;
    em_word word = { .text = em_str_sub(text->folded, span) };
    *before = (word_before){ .number = 0 };
    if (!is_telling(word.text) || in_platform_zone(text, span) ||
        (kept->mention_count && overlaps_mention(kept, em_text_field_span(text, r->scratch, span))))
        return true;
    before->span = span;
    r->has_words = true;
    return note_word(r, word, em_hash64(word.text, 0), &before->number) &&
           read_pair(r, text->folded, &previous, span, before->number);
}

static bool has_unspaced(const em_text *text)
{
    for (uint32_t i = 0; i < text->token_count; i++)
        if (text->tokens[i].kind == EM_TOKEN_HAN)
            return true;
    return false;
}

/* Judging needs no dictionary, so the campaign's model has none; a partial comes without model. */
static em_status load_dictionary(reading *r)
{
    const em_text_options options = { .segmenter = EM_SEGMENTER_OWN, .like = r->model };
    return r->dictionary ? EM_OK : em_text_model_new(&r->dictionary, &options, r->err);
}

/* Text in spaced scripts has its words as tokens; only other text needs the dictionary. */
static em_status read_words(reading *r, const em_kept *kept)
{
    em_text text;
    const em_span *spans = NULL;
    size_t count = 0;
    word_before before = { .number = 0 };
    bool ok = true;
    em_status status = em_text_analyze(&text, r->model, r->scratch, kept->text, false, r->err);
    bool by_dictionary = status == EM_OK && has_unspaced(&text);
    if (by_dictionary)
        status = load_dictionary(r);
    if (by_dictionary && status == EM_OK)
        status = em_text_words(&spans, &count, &text, r->dictionary, r->scratch, r->err);
    if (status != EM_OK)
        return status;
    for (size_t i = 0; ok && i < count; i++)
        ok = read_word(r, kept, &text, spans[i], &before);
    for (uint32_t i = 0; ok && !by_dictionary && i < text.token_count; i++) {
        const em_token *token = &text.tokens[i];
        if (token->kind == EM_TOKEN_WORD)
            ok = read_word(r, kept, &text, (em_span){ token->start, token->end }, &before);
    }
    return ok ? EM_OK : no_memory(r->err);
}

static bool in_period(const em_period *period, const em_kept *kept)
{
    return kept->time >= period->from && kept->time < period->to;
}

/* The campaign's or the baseline's set; EM_SET_COUNT where the comment takes no part. */
static em_word_set find_period_set(const reading *r, const em_campaign *campaign,
                                   const em_kept *kept)
{
    if (campaign->baseline < 0 || !kept->has_time || kept->hash > r->below)
        return EM_SET_COUNT;
    if (in_period(&campaign->periods[campaign->baseline], kept))
        return EM_SET_BASELINE;
    for (size_t i = 0; i < campaign->period_count; i++)
        if (in_period(&campaign->periods[i], kept))
            return EM_SET_CAMPAIGN;
    return EM_SET_COUNT;
}

static em_status read_comment(reading *r, em_worded *out, em_kept *kept)
{
    r->comment++;
    em_vec_clear(&r->found);
    r->has_words = false;
    em_status status = read_words(r, kept);
    size_t bytes = r->found.len * sizeof(uint32_t);
    uint32_t *list = em_arena_alloc(&r->words->arena, bytes);
    if (status == EM_OK && !list)
        status = no_memory(r->err);
    if (status != EM_OK)
        return status;
    if (bytes)
        memcpy(list, r->found.items, bytes);
    r->words->distinct[r->sample] += r->has_words;
    if (r->period != EM_SET_COUNT)
        r->words->distinct[r->period] += r->has_words;
    *out = (em_worded){ kept, list, (uint32_t)r->found.len };
    return EM_OK;
}

/* Copy keys met so far: open addressing, twice as many places as comments; 0 is free. */
typedef struct key_set {
    uint64_t *keys;
    size_t cap;
} key_set;

static bool key_set_init(key_set *set, size_t comments)
{
    set->cap = 64;
    while (set->cap < comments * 2)
        set->cap *= 2;
    set->keys = em_mem_zalloc(set->cap, sizeof *set->keys);
    return set->keys;
}

/* True where the key was not there yet. */
static bool key_set_add(key_set *set, uint64_t key)
{
    key += key == 0;
    size_t i = (size_t)(key ^ key >> 32) & (set->cap - 1);
    while (set->keys[i] && set->keys[i] != key)
        i = (i + 1) & (set->cap - 1);
    bool is_new = !set->keys[i];
    set->keys[i] = key;
    return is_new;
}

static em_status read_sample(reading *r, const em_tally *tally, em_sample_id id)
{
    const em_sample *sample = &tally->samples[id];
    em_sampled *sorted = em_sample_sorted(sample);
    em_worded *comments = em_mem_zalloc(sample->heap.len, sizeof *comments);
    r->words->comments[id] = comments;
    key_set keys = { NULL, 0 };
    bool ok = sorted && comments && key_set_init(&keys, sample->heap.len);
    em_status status = ok ? EM_OK : no_memory(r->err);
    for (size_t i = 0; status == EM_OK && i < sample->heap.len; i++) {
        em_kept *kept = comments[i].kept = sorted[i].kept;
        r->words->comment_count[id]++;
        if (!key_set_add(&keys, kept->copy_key))
            continue;
        r->sample = (em_word_set)id;
        r->period = find_period_set(r, tally->campaign, kept);
        r->only_known = id != EM_SAMPLE_RECEIVERS && !kept->stance_count &&
                        r->period == EM_SET_COUNT;
        status = read_comment(r, &comments[i], kept);
    }
    em_mem_free(keys.keys);
    em_mem_free(sorted);
    return status;
}

/* --- the whole ----------------------------------------------------------------------------- */

/* A full sample holds every comment of its kind up to its largest hash, one not full holds all. */
static uint64_t find_uniform_limit(const em_tally *tally)
{
    uint64_t limit = UINT64_MAX;
    for (int id = 0; id < EM_SAMPLE_COUNT; id++) {
        const em_sample *sample = &tally->samples[id];
        if (sample->heap.len == sample->max && sample->heap.items[0].hash < limit)
            limit = sample->heap.items[0].hash;
    }
    return limit;
}

em_status em_words_new(em_words **out, const em_tally *tally, em_error *err)
{
    *out = NULL;
    reading r = { .words = em_mem_zalloc(1, sizeof *r.words),
                  .below = find_uniform_limit(tally),
                  .err = err };
    if (!r.words)
        return no_memory(err);
    em_arena_init(&r.words->arena, WORDS_MAX_BYTES);
    em_status status = index_grow(r.words) ? EM_OK : no_memory(err);
    bool has_text = tally->model && tally->model->text;
    if (status == EM_OK && !has_text)
        status = load_dictionary(&r);
    r.model = has_text ? tally->model->text : r.dictionary;
    if (status == EM_OK)
        status = em_text_scratch_new(&r.scratch, r.model, err);
    for (int id = 0; status == EM_OK && id < EM_SAMPLE_COUNT; id++)
        status = read_sample(&r, tally, (em_sample_id)id);
    em_vec_release(&r.found);
    em_text_scratch_free(r.scratch);
    em_text_model_free(r.dictionary);
    if (status == EM_OK)
        *out = r.words;
    else
        em_words_free(r.words);
    return status;
}

void em_words_free(em_words *words)
{
    if (!words)
        return;
    for (int id = 0; id < EM_SAMPLE_COUNT; id++)
        em_mem_free(words->comments[id]);
    em_vec_release(&words->words);
    em_arena_release(&words->arena);
    em_mem_free(words->index);
    em_mem_free(words->maybe);
    em_mem_free(words);
}
