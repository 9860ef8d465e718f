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
    EM_VEC(uint32_t) found; /* words of the comment at hand, distinct */
    uint32_t *seen_in;      /* by word: the last comment that had it, from 1 */
    size_t seen_cap;
    uint32_t comment; /* counts from 1 */
    uint64_t below;   /* hashes to here are a uniform sample    */
    bool only_known;  /* words not in the table are passed over */
    bool has_words;   /* the comment at hand has a telling one, known or not */
    em_error *err;
} reading;

static em_status no_memory(em_error *err)
{
    return em_error_set(err, EM_E_MEMORY, "no memory");
}

/* --- the table --------------------------------------------------------------------------- */

/* Open addressing; the tag spares a look at words that are others. */
typedef struct em_word_place {
    uint32_t number; /* of the word, from 1; 0: free */
    uint32_t tag;    /* upper half of its hash       */
} em_word_place;

static em_word_place *find_place(const em_words *words, em_str text, uint64_t hash)
{
    size_t i = (size_t)hash & (words->index_cap - 1);
    uint32_t tag = (uint32_t)(hash >> 32);
    em_word_place *place = &words->index[i];
    while (place->number &&
           (place->tag != tag || !em_str_eq(words->words.items[place->number - 1].text, text))) {
        i = (i + 1) & (words->index_cap - 1);
        place = &words->index[i];
    }
    return place;
}

static void take_place(em_word_place *place, uint32_t number, uint64_t hash)
{
    *place = (em_word_place){ number, (uint32_t)(hash >> 32) };
}

static bool index_grow(em_words *words)
{
    size_t cap = words->index_cap ? words->index_cap * 2 : 4096;
    em_word_place *index = em_mem_zalloc(cap, sizeof *index);
    if (!index)
        return false;
    em_mem_free(words->index);
    words->index = index;
    words->index_cap = cap;
    for (size_t i = 0; i < words->words.len; i++) {
        uint64_t hash = em_hash64(words->words.items[i].text, 0);
        take_place(find_place(words, words->words.items[i].text, hash), (uint32_t)i + 1, hash);
    }
    return true;
}

static bool seen_reserve(reading *r, size_t want)
{
    if (want <= r->seen_cap)
        return true;
    size_t cap = r->seen_cap ? r->seen_cap * 2 : 4096;
    uint32_t *seen = em_mem_realloc(r->seen_in, cap * sizeof *seen);
    if (!seen)
        return false;
    memset(seen + r->seen_cap, 0, (cap - r->seen_cap) * sizeof *seen);
    r->seen_in = seen;
    r->seen_cap = cap;
    return true;
}

/* A word met for the first time; false: no memory. */
static bool put_word(reading *r, em_word_place *place, em_word word, uint64_t hash)
{
    em_words *words = r->words;
    word.text = em_arena_copy(&words->arena, word.text);
    if (!word.text.data || !em_vec_push(&words->words, word) || !seen_reserve(r, words->words.len))
        return false;
    take_place(place, (uint32_t)words->words.len, hash);
    return words->words.len * 2 <= words->index_cap || index_grow(words);
}

/* Notes that the comment at hand has the word; false: no memory. */
static bool note_word(reading *r, em_word word)
{
    em_words *words = r->words;
    uint64_t hash = em_hash64(word.text, 0);
    em_word_place *place = find_place(words, word.text, hash);
    uint32_t number = place->number ? place->number - 1 : (uint32_t)words->words.len;
    if (!place->number && (r->only_known || words->words.len == EM_WORDS_MAX))
        return true;
    if (!place->number && !put_word(r, place, word, hash))
        return false;
    if (r->seen_in[number] == r->comment)
        return true;
    r->seen_in[number] = r->comment;
    return em_vec_push(&r->found, number);
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
    size_t len = em_utf8_decode(&first, word.data, word.len);
    return word.len <= WORD_MAX_BYTES && len < word.len && first != EM_UTF8_BAD &&
           u_isalpha((UChar32)first);
}

/* One word of the comment; `before` is the telling word just before it, if it is next to it. */
static bool read_word(reading *r, const em_kept *kept, const em_text *text, em_span span,
                      em_span *before)
{
    em_span previous = *before;
    *before = (em_span){ 0, 0 };
    if (!is_telling(em_str_sub(text->folded, span)) || in_platform_zone(text, span) ||
        (kept->mention_count && overlaps_mention(kept, em_text_field_span(text, r->scratch, span))))
        return true;
    *before = span;
    r->has_words = true;
    em_span pair = { previous.start, span.end };
    bool is_pair = previous.end && span.start - previous.end <= 1 &&
                   pair.end - pair.start <= WORD_MAX_BYTES;
    em_word word = { .text = em_str_sub(text->folded, span) };
    if (!note_word(r, word))
        return false;
    if (!is_pair)
        return true;
    word = (em_word){ .text = em_str_sub(text->folded, pair),
                      .first = (uint8_t)(previous.end - previous.start),
                      .second = (uint8_t)(span.start - previous.start) };
    return note_word(r, word);
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
    em_span before = { 0, 0 };
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

static em_status read_comment(reading *r, em_worded *out, em_word_set sample, em_word_set period,
                              em_kept *kept)
{
    r->comment++;
    em_vec_clear(&r->found);
    r->has_words = false;
    em_status status = read_words(r, kept);
    uint32_t *list = em_arena_alloc(&r->words->arena, (r->found.len + 1) * sizeof *list);
    if (status == EM_OK && !list)
        status = no_memory(r->err);
    if (status != EM_OK)
        return status;
    for (size_t i = 0; i < r->found.len; i++) {
        em_word *word = &r->words->words.items[r->found.items[i]];
        list[i] = r->found.items[i];
        word->comments[sample]++;
        if (period != EM_SET_COUNT)
            word->comments[period]++;
    }
    r->words->distinct[sample] += r->has_words;
    if (period != EM_SET_COUNT)
        r->words->distinct[period] += r->has_words;
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
    em_kept **sorted = em_sample_sorted(sample);
    em_worded *comments = em_mem_zalloc(sample->heap.len, sizeof *comments);
    r->words->comments[id] = comments;
    key_set keys = { NULL, 0 };
    bool ok = sorted && comments && key_set_init(&keys, sample->heap.len);
    em_status status = ok ? EM_OK : no_memory(r->err);
    for (size_t i = 0; status == EM_OK && i < sample->heap.len; i++) {
        comments[i].kept = sorted[i];
        r->words->comment_count[id]++;
        if (!key_set_add(&keys, sorted[i]->copy_key))
            continue;
        em_word_set period = find_period_set(r, tally->campaign, sorted[i]);
        r->only_known = id != EM_SAMPLE_RECEIVERS && !sorted[i]->stance_count &&
                        period == EM_SET_COUNT;
        status = read_comment(r, &comments[i], (em_word_set)id, period, sorted[i]);
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
    em_mem_free(r.seen_in);
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
    em_mem_free(words);
}

const em_word *em_words_find(const em_words *words, em_str text)
{
    const em_word_place *place = find_place(words, text, em_hash64(text, 0));
    return place->number ? &words->words.items[place->number - 1] : NULL;
}
