/*
 * Own words: copies of campaign texts found by shingles (Broder 1997), and the copy key, a
 * bottom-k sketch (Cohen and Kaplan 2007) of such shingles.
 */
#include "judge/own.h"

#include "base/hash.h"
#include "base/str.h"

#include <stdlib.h>

#define SHINGLE_TOKENS 3
/* Shingles of one copy may be so many tokens apart: a changed word breaks three of them. */
#define COPY_GAP 4
/* Share of a campaign text that a copy must hold, as a fraction. */
#define COPY_SHARE_TOP 4
#define COPY_SHARE_BASE 5
/* A copy key is made of so many hashes: README.md tells what more and fewer find. */
#define SKETCH_SHINGLES 5
/* Han characters of a shingle; elsewhere it is two words. */
#define SKETCH_HAN 4
/* Bits of the filter that spares most tokens the search among the shingles. */
#define FILTER_BITS 12

typedef struct em_shingle {
    uint64_t hash;
    uint32_t text; /* which of the campaign's texts */
} em_shingle;

/* A stretch of a comment that may repeat one of the campaign's texts. */
typedef struct em_run {
    uint32_t text;     /* of the campaign's                     */
    uint32_t from, to; /* bytes of norm                         */
    uint32_t last;     /* content token of the last shingle     */
    uint32_t tokens;   /* content tokens that shingles cover    */
} em_run;

struct em_own_texts {
    EM_VEC(em_run) runs;         /* under way in the comment at hand, at most one a text */
    EM_VEC(em_shingle) shingles; /* sorted by hash, then text */
    EM_VEC(uint32_t) lengths;    /* tokens per text           */
    uint64_t filter[(1u << FILTER_BITS) / 64]; /* by the top bits of the hashes there are */
};

static bool is_content(const em_token *token)
{
    return token->kind == EM_TOKEN_WORD || token->kind == EM_TOKEN_NUMBER ||
           token->kind == EM_TOKEN_HAN;
}

/* Eight bytes, the first one lowest: compilers make one load of it. */
static inline uint64_t load_8(const unsigned char *p)
{
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
           (uint64_t)p[7] << 56;
}

/* Short tokens, which nearly all are, are their own hash. The same on every machine. */
static inline uint64_t token_hash(em_str folded, const em_token *token)
{
    const char *word = folded.data + token->start;
    uint32_t len = token->end - token->start;
    if (len > 8)
        return em_hash64((em_str){ word, len }, 0);
    if (token->start + (size_t)8 <= folded.len)
        return load_8((const unsigned char *)word) & UINT64_MAX >> (64 - 8 * len);
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < len; i++)
        bytes |= (uint64_t)(unsigned char)word[i] << 8 * i;
    return bytes;
}

static uint64_t mix_in(uint64_t hash, uint64_t more)
{
    return (hash ^ more) * 0x9E3779B97F4A7C15u;
}

/* The last SHINGLE_TOKENS hashes, mixed; order matters. */
static uint64_t mix(const uint64_t recent[SHINGLE_TOKENS], uint32_t count)
{
    uint64_t hash = 0;
    for (uint32_t i = 0; i < SHINGLE_TOKENS; i++)
        hash = mix_in(hash, recent[(count + i) % SHINGLE_TOKENS]);
    return hash;
}

static bool add_text(em_own_texts *own, const em_text *text)
{
    uint64_t recent[SHINGLE_TOKENS] = { 0 };
    uint32_t count = 0, id = (uint32_t)own->lengths.len;
    for (uint32_t i = 0; i < text->token_count; i++) {
        if (!is_content(&text->tokens[i]))
            continue;
        recent[count++ % SHINGLE_TOKENS] = token_hash(text->folded, &text->tokens[i]);
        if (count >= SHINGLE_TOKENS &&
            !em_vec_push(&own->shingles, ((em_shingle){ mix(recent, count), id })))
            return false;
    }
    return em_vec_push(&own->lengths, count);
}

static int by_hash(const void *a, const void *b)
{
    const em_shingle *left = a, *right = b;
    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    return left->text < right->text ? -1 : left->text > right->text;
}

/* A hashtag alone is a zone of its own wherever it stands. */
static bool is_tag(em_str text)
{
    return text.len && text.data[0] == '#' && !memchr(text.data, ' ', text.len);
}

em_status em_own_texts_new(em_own_texts **out, const em_model *model, em_text_scratch *text,
                           em_error *err)
{
    *out = NULL;
    em_own_texts *own = em_mem_zalloc(1, sizeof *own);
    if (!own)
        return em_error_set(err, EM_E_MEMORY, "no memory for the campaign's own texts");
    for (size_t i = 0; i < model->own_text_count; i++) {
        em_text analyzed;
        if (is_tag(model->own_texts[i]))
            continue;
        em_status status = em_text_analyze(&analyzed, model->text, text, model->own_texts[i], false,
                                           err);
        if (status == EM_OK && !add_text(own, &analyzed))
            status = em_error_set(err, EM_E_MEMORY, "no memory for the campaign's own texts");
        if (status != EM_OK) {
            em_own_texts_free(own);
            return status;
        }
    }
    for (size_t i = 0; i < own->shingles.len; i++) {
        uint64_t bit = own->shingles.items[i].hash >> (64 - FILTER_BITS);
        own->filter[bit / 64] |= (uint64_t)1 << bit % 64;
    }
    if (own->shingles.len)
        qsort(own->shingles.items, own->shingles.len, sizeof *own->shingles.items, by_hash);
    *out = own;
    return EM_OK;
}

void em_own_texts_free(em_own_texts *own)
{
    if (!own)
        return;
    em_vec_release(&own->runs);
    em_vec_release(&own->shingles);
    em_vec_release(&own->lengths);
    em_mem_free(own);
}

/* The first place of a shingle among those of the campaign's texts; their number where there is
 * none. */
static size_t find_shingle(const em_own_texts *own, uint64_t hash)
{
    uint64_t bit = hash >> (64 - FILTER_BITS);
    size_t low = 0, high = own->shingles.len;
    if (!(own->filter[bit / 64] >> bit % 64 & 1))
        return high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (own->shingles.items[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Does every word of [start, end) belong to a message's term, a degree or a joining word? */
static bool is_listing(const em_text *text, em_span span, const em_hit *hits, size_t hit_count,
                       const em_cue *cues)
{
    size_t at = 0;
    while (at < hit_count && hits[at].end <= span.start)
        at++;
    uint32_t covered = span.start;
    for (uint32_t i = 0; i < text->token_count; i++) {
        const em_token *token = &text->tokens[i];
        if (token->start < span.start || !is_content(token))
            continue;
        if (token->start >= span.end)
            break;
        for (; at < hit_count && hits[at].start <= token->start; at++) {
            const em_cue *cue = &cues[hits[at].entry];
            if (em_cue_is_target(cue) || cue->role == EM_ROLE_TERMINATOR ||
                cue->role == EM_ROLE_BOOSTER)
                covered = hits[at].end > covered ? hits[at].end : covered;
        }
        if (token->end > covered)
            return false;
    }
    return true;
}

static bool is_copy(const em_own_texts *own, const em_run *run)
{
    return (uint64_t)run->tokens * COPY_SHARE_BASE >=
           (uint64_t)own->lengths.items[run->text] * COPY_SHARE_TOP;
}

/* The shingle that ends with content token `count` at `end` was found in `text`. */
static bool extend_run(em_own_texts *own, uint32_t text, uint32_t count, uint32_t start,
                       uint32_t end)
{
    for (size_t i = 0; i < own->runs.len; i++) {
        em_run *run = &own->runs.items[i];
        if (run->text != text)
            continue;
        run->tokens += count - run->last < SHINGLE_TOKENS ? count - run->last : SHINGLE_TOKENS;
        run->last = count;
        run->to = end;
        return true;
    }
    return em_vec_push(&own->runs, ((em_run){ text, start, end, count, SHINGLE_TOKENS }));
}

/* Ends the runs that nothing went on with for too long, or all; what they copy goes to `out`. */
static bool end_runs(em_own_spans *out, em_own_texts *own, uint32_t count, bool all)
{
    size_t kept = 0;
    for (size_t i = 0; i < own->runs.len; i++) {
        const em_run run = own->runs.items[i];
        if (!all && count <= run.last + COPY_GAP)
            own->runs.items[kept++] = run;
        else if (is_copy(own, &run) && !em_vec_push(out, ((em_span){ run.from, run.to })))
            return false;
    }
    own->runs.len = kept;
    return true;
}

static int by_start(const void *a, const void *b)
{
    const em_span *left = a, *right = b;
    return left->start < right->start ? -1 : left->start > right->start;
}

/* Several campaign texts may be copied in one place: joins what overlaps, in order. */
static void join_copies(em_own_spans *copies)
{
    size_t kept = 0;
    if (copies->len < 2)
        return;
    qsort(copies->items, copies->len, sizeof *copies->items, by_start);
    for (size_t i = 1; i < copies->len; i++) {
        em_span *last = &copies->items[kept];
        if (copies->items[i].start >= last->end)
            copies->items[++kept] = copies->items[i];
        else if (copies->items[i].end > last->end)
            last->end = copies->items[i].end;
    }
    copies->len = kept + 1;
}

static void drop_listings(em_own_spans *copies, const em_text *text, const em_hit *hits,
                          size_t hit_count, const em_cue *cues)
{
    size_t kept = 0;
    for (size_t i = 0; i < copies->len; i++)
        if (!is_listing(text, copies->items[i], hits, hit_count, cues))
            copies->items[kept++] = copies->items[i];
    copies->len = kept;
}

/* One content token more: `starts` and `recent` are those of the last shingle's tokens. */
static bool take_token(em_own_spans *out, em_own_texts *own, const em_token *token,
                       const uint64_t *recent, const uint32_t *starts, uint32_t count)
{
    if (!end_runs(out, own, count, false))
        return false;
    if (count < SHINGLE_TOKENS)
        return true;
    uint64_t hash = mix(recent, count);
    for (size_t i = find_shingle(own, hash);
         i < own->shingles.len && own->shingles.items[i].hash == hash; i++)
        if (!extend_run(own, own->shingles.items[i].text, count, starts[count % SHINGLE_TOKENS],
                        token->end))
            return false;
    return true;
}

em_status em_own_find_copies(em_own_spans *out, em_own_texts *own, const em_text *text,
                             const em_hit *hits, size_t hit_count, const em_cue *cues,
                             em_error *err)
{
    uint64_t recent[SHINGLE_TOKENS] = { 0 };
    uint32_t starts[SHINGLE_TOKENS] = { 0 };
    uint32_t count = 0;
    bool ready = true;
    em_vec_clear(&own->runs);
    if (own->shingles.len == 0)
        return EM_OK;
    for (uint32_t i = 0; i < text->token_count && ready; i++) {
        const em_token *token = &text->tokens[i];
        if (token->kind == EM_TOKEN_MENTION) {
            ready = end_runs(out, own, count, true);
            count = 0;
        } else if (is_content(token)) {
            starts[count % SHINGLE_TOKENS] = token->start;
            recent[count++ % SHINGLE_TOKENS] = token_hash(text->folded, token);
            ready = take_token(out, own, token, recent, starts, count);
        }
    }
    if (!ready || !end_runs(out, own, count, true))
        return em_error_set(err, EM_E_MEMORY, "no memory for copied texts");
    join_copies(out);
    drop_listings(out, text, hits, hit_count, cues);
    return EM_OK;
}

/* Parts a text where zones of some kinds, and copies, begin and end. */
typedef struct em_free_walk {
    const em_text *text;
    uint32_t kinds; /* 1 << kind of each zone that counts */
    const em_span *copies;
    size_t copy_count;
    uint32_t blocked; /* end of the zones and copies entered */
    uint32_t zone;    /* not yet entered                     */
    size_t copy;      /* likewise                            */
} em_free_walk;

#define QUOTATIONS (1u << EM_ZONE_QUOTATION)
#define HASHTAGS (1u << EM_ZONE_HASHTAG)

static uint32_t max_u32(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* Is byte `at` outside all of them? The same holds up to `end`. Asked in ascending order. */
static bool is_free(em_free_walk *walk, uint32_t at, uint32_t *end)
{
    const em_zone *zones = walk->text->zones;
    uint32_t zone_count = walk->text->zone_count;
    for (; walk->zone < zone_count && zones[walk->zone].start <= at; walk->zone++)
        if (walk->kinds >> zones[walk->zone].kind & 1)
            walk->blocked = max_u32(walk->blocked, zones[walk->zone].end);
    for (; walk->copy < walk->copy_count && walk->copies[walk->copy].start <= at; walk->copy++)
        walk->blocked = max_u32(walk->blocked, walk->copies[walk->copy].end);
    *end = walk->blocked;
    if (at < walk->blocked)
        return false;
    *end = walk->zone < zone_count ? zones[walk->zone].start : UINT32_MAX;
    if (walk->copy < walk->copy_count && walk->copies[walk->copy].start < *end)
        *end = walk->copies[walk->copy].start;
    return true;
}

bool em_own_has_words(const em_text *text, const em_span *copies, size_t copy_count)
{
    em_free_walk walk = { text, UINT32_MAX, copies, copy_count, .zone = 0 };
    uint32_t limit = 0;
    bool free = false;
    for (uint32_t i = 0; i < text->token_count; i++) {
        const em_token *token = &text->tokens[i];
        if (token->start >= limit)
            free = is_free(&walk, token->start, &limit);
        if (free && is_content(token))
            return true;
    }
    return false;
}

/* --- the copy key ---------------------------------------------------------------------- */

/* The smallest hashes of a text's shingles: ascending, each once; UINT64_MAX: none yet. */
typedef struct sketch {
    uint64_t least[SKETCH_SHINGLES];
} sketch;

/* Of the tokens before the next one. */
typedef struct shingler {
    uint64_t token;    /* hash of the last one, mixed                  */
    uint64_t pairs[2]; /* the last one and the one before it, one back */
    uint32_t han;      /* how many of the last ones are Han            */
    bool after_word;
} shingler;

/* All ones where it holds: compilers make no branch of it, and none could be foretold. */
static inline uint64_t mask_of(bool holds)
{
    return -(uint64_t)holds;
}

static void sketch_insert(sketch *s, uint64_t hash)
{
    for (uint32_t i = 0; i < SKETCH_SHINGLES; i++) {
        uint64_t here = s->least[i], below = mask_of(hash < here), same = mask_of(hash == here);
        uint64_t swapped = (hash ^ here) & below;
        s->least[i] = here ^ swapped;
        hash = (hash ^ swapped) | same;
    }
}

static inline void sketch_put(sketch *s, uint64_t hash)
{
    if (hash < s->least[SKETCH_SHINGLES - 1])
        sketch_insert(s, hash);
}

/* Puts the shingle that ends with this token: two words, or two pairs of Han characters. */
static inline void shingler_add(shingler *before, sketch *s, uint64_t hash, bool is_han)
{
    uint64_t pair = mix_in(before->token, hash);
    before->han = is_han ? before->han + 1 : 0;
    if (before->after_word)
        sketch_put(s, pair);
    else if (before->han >= SKETCH_HAN)
        sketch_put(s, mix_in(before->pairs[1], pair));
    *before = (shingler){ mix_in(0, hash), { pair, before->pairs[0] }, before->han, !is_han };
}

/* Takes the words and Han characters from `token` on that start before `limit`. */
static const em_token *shingler_run(shingler *before, sketch *s, em_str folded,
                                    const em_token *token, const em_token *end, uint32_t limit)
{
    shingler here = *before;
    for (; token < end && token->start < limit; token++) {
        if (token->kind == EM_TOKEN_HAN)
            shingler_add(&here, s, token_hash(folded, token), true);
        else if (token->kind == EM_TOKEN_WORD)
            shingler_add(&here, s, token_hash(folded, token), false);
    }
    *before = here;
    return token;
}

/* False where the text is too short for one. */
static bool make_sketch(sketch *out, const em_text *text, const em_span *copies, size_t copy_count)
{
    em_free_walk walk = { text, ~QUOTATIONS, copies, copy_count, .zone = 0 };
    shingler before = { .after_word = false };
    const em_token *token = text->tokens, *end = token + text->token_count;
    memset(out->least, 0xFF, sizeof out->least);
    while (token < end) {
        uint32_t limit;
        if (is_free(&walk, token->start, &limit))
            token = shingler_run(&before, out, text->folded, token, end, limit);
        else
            while (token < end && token->start < limit)
                token++;
    }
    if (before.after_word)
        shingler_add(&before, out, 0, false);
    return out->least[SKETCH_SHINGLES - 1] != UINT64_MAX;
}

/* Does `token` stand behind byte `end` as it will in the key: with one blank, or with nothing? */
static bool follows(const em_text *text, const em_token *token, uint32_t end, bool blank)
{
    return blank ? token->start == end + 1 && text->folded.data[end] == ' ' : token->start == end;
}

/* Folded words, numbers and Han characters, one blank between words. */
static void write_words(em_buf *out, const em_text *text)
{
    em_free_walk walk = { .text = text, .kinds = ~(QUOTATIONS | HASHTAGS) };
    em_span stretch = { 0, 0 }; /* stands in the text as in the key: copied at once */
    uint32_t limit = 0;
    bool after_word = false, free = false;
    for (uint32_t i = 0; i < text->token_count; i++) {
        const em_token *token = &text->tokens[i];
        if (token->start >= limit)
            free = is_free(&walk, token->start, &limit);
        if (!free || !is_content(token))
            continue;
        bool blank = after_word && token->kind != EM_TOKEN_HAN;
        if (!follows(text, token, stretch.end, blank)) {
            em_buf_put(out, em_str_sub(text->folded, stretch));
            if (blank)
                em_buf_put_char(out, ' ');
            stretch.start = token->start;
        }
        stretch.end = token->end;
        after_word = token->kind != EM_TOKEN_HAN;
    }
    em_buf_put(out, em_str_sub(text->folded, stretch));
}

em_status em_own_copy_key(uint64_t *out, const em_text *text, const em_span *copies,
                          size_t copy_count, uint64_t said, em_buf *work, em_error *err)
{
    sketch s;
    if (make_sketch(&s, text, copies, copy_count)) {
        *out = said;
        for (uint32_t i = 0; i < SKETCH_SHINGLES; i++)
            *out = mix_in(*out, s.least[i]);
        return EM_OK;
    }
    em_buf_reset(work);
    write_words(work, text);
    *out = work->len ? em_hash64(em_buf_str(work), said) : 0;
    return work->status == EM_OK ? EM_OK
                                 : em_error_set(err, work->status, "no memory for a copy key");
}
