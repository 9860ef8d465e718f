/*
 * The words and pairs of words of the sampled comments. Receivers come first: among the others,
 * only words that a receiver used are counted, unless the comment may be quoted or stands in a
 * period that is compared; that keeps the table small where it matters.
 */
#include "tally/words.h"

#include "base/str.h"
#include "tally/wordcut.h"

#define WORDS_MAX_BYTES ((size_t)256 * 1024 * 1024)

/* A comment whose words count: one of its copies. */
typedef struct listed {
    em_worded *out;
    em_word_set sample, period; /* sets that it is in; EM_SET_COUNT: none      */
    bool only_known;            /* words not in the table are passed over      */
} listed;

/* What counting needs. */
typedef struct reading {
    em_words *words;
    EM_VEC(listed) list;
    EM_VEC(em_cut) cuts;    /* of the list, at the same places      */
    uint64_t below;         /* hashes to here are a uniform sample  */
    EM_VEC(uint32_t) found; /* words of the comment at hand, distinct */
    uint32_t comment;       /* the one at hand, from 1              */
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
    uint32_t last;   /* the last comment that had it, from 1; 0: none */
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

/* A word met for the first time gets its place; NULL: no memory. */
static em_word_place *put_word(em_words *words, em_word word, uint64_t key)
{
    if ((words->words.len + 1) * 2 > words->index_cap && !index_grow(words))
        return NULL;
    word.text = em_arena_copy(&words->arena, word.text);
    if (!word.text.data || !em_vec_push(&words->words, word))
        return NULL;
    em_word_place *place = find_place(words, key);
    take_place(words, place, (em_word_place){ key, (uint32_t)words->words.len, 0 });
    return place;
}

/* The comment at hand has the word; false: no memory. */
static bool count_word(reading *r, const listed *at, em_word_place *place)
{
    if (place->last == r->comment)
        return true;
    place->last = r->comment;
    em_word *word = &r->words->words.items[place->number - 1];
    word->comments[at->sample]++;
    if (at->period != EM_SET_COUNT)
        word->comments[at->period]++;
    return em_vec_push(&r->found, place->number - 1);
}

/*
 * Notes that the comment at hand has the word at `span`, or the pair of the words numbered `pair`.
 * *number is the word's, from 1, or 0 where it is passed over. False: no memory.
 */
static bool note_word(reading *r, const listed *at, em_str folded, em_span span,
                      const uint32_t pair[2], uint64_t key, uint32_t *number)
{
    em_words *words = r->words;
    *number = 0;
    if (at->only_known && !may_be_known(words, key))
        return true;
    em_word_place *place = find_place(words, key);
    if (!place->number && (at->only_known || words->words.len == EM_WORDS_MAX))
        return true;
    if (!place->number) {
        em_word word = { .text = em_str_sub(folded, span), .pair = { pair[0], pair[1] } };
        place = put_word(words, word, key);
        if (!place)
            return false;
    }
    *number = place->number;
    return count_word(r, at, place);
}

/* --- one comment --------------------------------------------------------------------------- */

/* Begins to fetch the place of a key, unless it will not be looked up. */
static void fetch_place(const em_words *words, const listed *at, uint64_t key)
{
    if (!at->only_known || may_be_known(words, key))
        __builtin_prefetch(&words->index[(size_t)key & (words->index_cap - 1)]);
}

/* The number of a word in the table, or 0; begins to fetch it. */
static uint32_t fetch_word(const em_words *words, const listed *at, uint64_t key)
{
    if (at->only_known && !may_be_known(words, key))
        return 0;
    uint32_t number = find_place(words, key)->number;
    if (number)
        __builtin_prefetch(words->words.items[number - 1].comments, 1);
    return number;
}

/* Begins to fetch what counting the comment will need: all at once, not one after the other. */
static void fetch_words(const em_words *words, const listed *at, const em_cut *cut)
{
    uint32_t numbers[2] = { 0, 0 };
    for (uint32_t i = 0; i < cut->count; i++)
        fetch_place(words, at, cut->words[i].key);
    for (uint32_t i = 0; i < cut->count; i++) {
        numbers[0] = numbers[1];
        numbers[1] = fetch_word(words, at, cut->words[i].key);
        if (cut->words[i].beside && numbers[0] && numbers[1])
            fetch_place(words, at, pair_key(numbers[0], numbers[1], cut->words[i].between));
    }
}

/* Counts the words of a comment and the pairs of those that stand side by side. */
static em_status count_words(reading *r, const listed *at, const em_cut *cut, em_error *err)
{
    static const uint32_t NO_PAIR[2] = { 0, 0 };
    uint32_t numbers[2] = { 0, 0 }, number; /* of the word before and the one at hand */
    bool ok = true;
    for (uint32_t i = 0; ok && i < cut->count; i++) {
        const em_cut_word *word = &cut->words[i];
        numbers[0] = numbers[1];
        ok = note_word(r, at, cut->folded, word->span, NO_PAIR, word->key, &numbers[1]);
        if (!ok || !word->beside || !numbers[0] || !numbers[1])
            continue;
        em_span both = { word[-1].span.start, word->span.end };
        ok = note_word(r, at, cut->folded, both, numbers,
                       pair_key(numbers[0], numbers[1], word->between), &number);
    }
    return ok ? EM_OK : no_memory(err);
}

static em_status count_comment(reading *r, const listed *at, const em_cut *cut, em_error *err)
{
    r->comment++;
    em_vec_clear(&r->found);
    fetch_words(r->words, at, cut);
    em_status status = count_words(r, at, cut, err);
    size_t bytes = r->found.len * sizeof(uint32_t);
    uint32_t *list = em_arena_alloc(&r->words->arena, bytes);
    if (status == EM_OK && !list)
        status = no_memory(err);
    if (status != EM_OK)
        return status;
    if (bytes)
        memcpy(list, r->found.items, bytes);
    r->words->distinct[at->sample] += cut->count > 0;
    if (at->period != EM_SET_COUNT)
        r->words->distinct[at->period] += cut->count > 0;
    at->out->words = list;
    at->out->count = (uint32_t)r->found.len;
    return EM_OK;
}

/* --- the samples --------------------------------------------------------------------------- */

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

/* Comments lie all over memory: they are fetched so many ahead. */
#define FETCH_AHEAD 8

static void fetch_kept(const em_kept *kept)
{
    __builtin_prefetch(&kept->copy_key);
    __builtin_prefetch(&kept->stance_count);
}

/* Lists the comments of a sample, copies of one before them left out. */
static em_status list_sample(reading *r, const em_tally *tally, em_sample_id id, em_error *err)
{
    const em_sample *sample = &tally->samples[id];
    em_sampled *sorted = em_sample_sorted(sample);
    em_worded *comments = em_mem_zalloc(sample->heap.len, sizeof *comments);
    r->words->comments[id] = comments;
    key_set keys = { NULL, 0 };
    bool ok = sorted && comments && key_set_init(&keys, sample->heap.len);
    for (size_t i = 0; ok && i < sample->heap.len; i++) {
        em_kept *kept = comments[i].kept = sorted[i].kept;
        if (i + FETCH_AHEAD < sample->heap.len)
            fetch_kept(sorted[i + FETCH_AHEAD].kept);
        comments[i].echoes = kept->stance_count > 0;
        r->words->comment_count[id]++;
        if (!key_set_add(&keys, kept->copy_key))
            continue;
        listed at = { .out = &comments[i],
                      .sample = (em_word_set)id,
                      .period = find_period_set(r, tally->campaign, kept) };
        at.only_known = id != EM_SAMPLE_RECEIVERS && !comments[i].echoes &&
                        at.period == EM_SET_COUNT;
        ok = em_vec_push(&r->list, at) &&
             em_vec_push(&r->cuts, ((em_cut){ .kept = kept, .with_text = !at.only_known }));
    }
    em_mem_free(keys.keys);
    em_mem_free(sorted);
    return ok ? EM_OK : no_memory(err);
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

static em_status count_run(void *context, size_t from, size_t end, em_error *err)
{
    reading *r = context;
    em_status status = EM_OK;
    for (size_t i = from; status == EM_OK && i < end; i++)
        status = count_comment(r, &r->list.items[i], &r->cuts.items[i], err);
    return status;
}

/* Cuts the listed comments on all threads, and counts what came of it in their order. */
static em_status count_all(reading *r, const em_tally *tally, em_error *err)
{
    unsigned threads = tally->options.threads ? tally->options.threads : 1;
    em_cutter *cutter;
    em_status status = em_cutter_new(&cutter, tally->model ? tally->model->text : NULL, threads,
                                     err);
    if (status == EM_OK)
        status = em_cutter_run(cutter, r->cuts.items, r->cuts.len, count_run, r, err);
    em_cutter_free(cutter);
    return status;
}

em_status em_words_new(em_words **out, const em_tally *tally, em_error *err)
{
    *out = NULL;
    reading r = { .words = em_mem_zalloc(1, sizeof *r.words), .below = find_uniform_limit(tally) };
    if (!r.words)
        return no_memory(err);
    em_arena_init(&r.words->arena, WORDS_MAX_BYTES);
    em_status status = index_grow(r.words) ? EM_OK : no_memory(err);
    for (int id = 0; status == EM_OK && id < EM_SAMPLE_COUNT; id++)
        status = list_sample(&r, tally, (em_sample_id)id, err);
    if (status == EM_OK)
        status = count_all(&r, tally, err);
    em_vec_release(&r.list);
    em_vec_release(&r.cuts);
    em_vec_release(&r.found);
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
