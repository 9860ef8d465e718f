/*
 * Telling words of kept comments. Each thread takes the next few comments, cuts them into an arena
 * of its own, waits for its turn and hands them over: so they are handed over in order, one thread
 * at a time, while the other threads cut.
 */
#include "tally/wordcut.h"

#include "base/hash.h"
#include "base/str.h"
#include "base/utf8.h"

#include <pthread.h>
#include <unicode/uchar.h>

#define WORD_MAX_BYTES 64 /* longer "words" are junk */
/* Comments have EM_KEPT_TEXT_BYTES: a run of them stays far below it. */
#define ARENA_MAX_BYTES ((size_t)256 * 1024 * 1024)
/* Comments taken in one go: their words stay in a near cache until they are handed over. */
#define RUN 128

/* What one thread owns. */
typedef struct part {
    em_cutter *cutter;
    em_text_scratch *scratch;
    em_arena arena;
    EM_VEC(em_cut_word) words; /* of the comment at hand */
    pthread_t thread;
    em_error err;
} part;

struct em_cutter {
    const em_text_model *model;
    pthread_mutex_t loading;   /* guards dictionary */
    em_text_model *dictionary; /* its words cut unspaced text; NULL: none met so far */
    part *parts;
    unsigned part_count;
    /* The job at hand. */
    em_cut *cuts;
    size_t count;
    em_cut_taker *take;
    void *context;
    pthread_mutex_t taking; /* guards what follows */
    pthread_cond_t turn_is_over;
    size_t next;      /* comments before it were taken by a thread  */
    size_t turn;      /* comments before it were handed over        */
    em_status status; /* of the first run that failed               */
    em_error err;
};

static em_status no_memory(em_error *err)
{
    return em_error_set(err, EM_E_MEMORY, "no memory");
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

/* One word of the comment; `before` is the telling word just before it (empty: none), and becomes
 * this one. False: no memory. */
static bool put_word(part *p, const em_kept *kept, const em_text *text, em_span span,
                     em_span *before)
{
    em_span previous = *before;
    em_str word = em_str_sub(text->folded, span);
    *before = (em_span){ 0, 0 };
    if (!is_telling(word) || in_platform_zone(text, span) ||
        (kept->mention_count && overlaps_mention(kept, em_text_field_span(text, p->scratch, span))))
        return true;
    *before = span;
    uint32_t gap = span.start - previous.end;
    em_cut_word cut = { .key = em_hash64(word, 0), .span = span };
    cut.beside = previous.end && gap <= 1 && span.end - previous.start <= WORD_MAX_BYTES;
    if (cut.beside && gap)
        cut.between = (unsigned char)text->folded.data[previous.end];
    return em_vec_push(&p->words, cut);
}

static bool has_unspaced(const em_text *text)
{
    for (uint32_t i = 0; i < text->token_count; i++)
        if (text->tokens[i].kind == EM_TOKEN_HAN)
            return true;
    return false;
}

/* Judging needs no dictionary, so the campaign's model has none; a partial comes without model. */
static em_status load_dictionary(em_cutter *cutter, em_error *err)
{
    const em_text_options options = { .segmenter = EM_SEGMENTER_OWN, .like = cutter->model };
    pthread_mutex_lock(&cutter->loading);
    em_status status = cutter->dictionary ? EM_OK
                                          : em_text_model_new(&cutter->dictionary, &options, err);
    pthread_mutex_unlock(&cutter->loading);
    return status;
}

/* Text in spaced scripts has its words as tokens; only other text needs the dictionary. */
static em_status find_words(part *p, em_text *text, const em_kept *kept)
{
    const em_span *spans = NULL;
    size_t count = 0;
    em_span before = { 0, 0 };
    bool ok = true;
    em_status status = em_text_analyze(text, p->cutter->model, p->scratch, kept->text, false,
                                       &p->err);
    bool by_dictionary = status == EM_OK && has_unspaced(text);
    if (by_dictionary)
        status = load_dictionary(p->cutter, &p->err);
    if (by_dictionary && status == EM_OK)
        status = em_text_words(&spans, &count, text, p->cutter->dictionary, p->scratch, &p->err);
    if (status != EM_OK)
        return status;
    for (size_t i = 0; ok && i < count; i++)
        ok = put_word(p, kept, text, spans[i], &before);
    for (uint32_t i = 0; ok && !by_dictionary && i < text->token_count; i++) {
        const em_token *token = &text->tokens[i];
        if (token->kind == EM_TOKEN_WORD)
            ok = put_word(p, kept, text, (em_span){ token->start, token->end }, &before);
    }
    return ok ? EM_OK : no_memory(&p->err);
}

static em_status cut_comment(part *p, em_cut *cut)
{
    em_text text;
    em_vec_clear(&p->words);
    em_status status = find_words(p, &text, cut->kept);
    if (status != EM_OK)
        return status;
    size_t bytes = p->words.len * sizeof *p->words.items;
    em_cut_word *words = em_arena_alloc(&p->arena, bytes);
    cut->folded = cut->with_text ? em_arena_copy(&p->arena, text.folded) : (em_str){ "", 0 };
    if (!words || !cut->folded.data)
        return no_memory(&p->err);
    if (bytes)
        memcpy(words, p->words.items, bytes);
    cut->words = words;
    cut->count = (uint32_t)p->words.len;
    return EM_OK;
}

/* --- threads --------------------------------------------------------------------------------- */

/* The next run of comments; empty at the end, and once a run has failed. */
static em_span take_run(em_cutter *cutter)
{
    pthread_mutex_lock(&cutter->taking);
    size_t from = cutter->next, left = cutter->count - from;
    if (cutter->status != EM_OK)
        left = 0;
    cutter->next += left < RUN ? left : RUN;
    em_span run = { (uint32_t)from, (uint32_t)cutter->next };
    pthread_mutex_unlock(&cutter->taking);
    return run;
}

static em_status cut_run(part *p, em_span run)
{
    em_arena_reset(&p->arena);
    em_status status = p->scratch ? EM_OK
                                  : em_text_scratch_new(&p->scratch, p->cutter->model, &p->err);
    for (size_t i = run.start; status == EM_OK && i < run.end; i++)
        status = cut_comment(p, &p->cutter->cuts[i]);
    return status;
}

/* Waits for the turn of a run and hands it over; `status` says whether it could be cut. */
static void hand_over(part *p, em_span run, em_status status)
{
    em_cutter *cutter = p->cutter;
    pthread_mutex_lock(&cutter->taking);
    while (cutter->turn != run.start)
        pthread_cond_wait(&cutter->turn_is_over, &cutter->taking);
    bool failed = cutter->status != EM_OK;
    pthread_mutex_unlock(&cutter->taking);
    if (status == EM_OK && !failed)
        status = cutter->take(cutter->context, run.start, run.end, &p->err);
    pthread_mutex_lock(&cutter->taking);
    if (status != EM_OK && !failed) {
        cutter->status = status;
        cutter->err = p->err;
    }
    cutter->turn = run.end;
    pthread_cond_broadcast(&cutter->turn_is_over);
    pthread_mutex_unlock(&cutter->taking);
}

static void *cut_part(void *context)
{
    part *p = context;
    for (em_span run = take_run(p->cutter); run.start < run.end; run = take_run(p->cutter))
        hand_over(p, run, cut_run(p, run));
    return NULL;
}

em_status em_cutter_run(em_cutter *cutter, em_cut *cuts, size_t count, em_cut_taker *take,
                        void *context, em_error *err)
{
    size_t runs = count / RUN + 1;
    unsigned threads = runs < cutter->part_count ? (unsigned)runs : cutter->part_count;
    unsigned started = 1;
    cutter->cuts = cuts;
    cutter->count = count;
    cutter->take = take;
    cutter->context = context;
    cutter->next = cutter->turn = 0;
    cutter->status = EM_OK;
    while (started < threads && pthread_create(&cutter->parts[started].thread, NULL, cut_part,
                                               &cutter->parts[started]) == 0)
        started++;
    cut_part(&cutter->parts[0]); /* does it all where there are no threads to be had */
    for (unsigned i = 1; i < started; i++)
        pthread_join(cutter->parts[i].thread, NULL);
    if (cutter->status != EM_OK && err)
        *err = cutter->err;
    return cutter->status;
}

/* --- making and freeing ---------------------------------------------------------------------- */

em_status em_cutter_new(em_cutter **out, const em_text_model *model, unsigned threads,
                        em_error *err)
{
    *out = NULL;
    em_cutter *cutter = em_mem_zalloc(1, sizeof *cutter);
    if (!cutter)
        return no_memory(err);
    pthread_mutex_init(&cutter->loading, NULL);
    pthread_mutex_init(&cutter->taking, NULL);
    pthread_cond_init(&cutter->turn_is_over, NULL);
    cutter->model = model;
    em_status status = model ? EM_OK : load_dictionary(cutter, err);
    if (!model)
        cutter->model = cutter->dictionary;
    cutter->parts = em_mem_zalloc(threads, sizeof *cutter->parts);
    if (status == EM_OK && !cutter->parts)
        status = no_memory(err);
    while (status == EM_OK && cutter->part_count < threads) {
        part *p = &cutter->parts[cutter->part_count++];
        p->cutter = cutter;
        em_arena_init(&p->arena, ARENA_MAX_BYTES);
    }
    if (status == EM_OK)
        *out = cutter;
    else
        em_cutter_free(cutter);
    return status;
}

void em_cutter_free(em_cutter *cutter)
{
    if (!cutter)
        return;
    for (unsigned i = 0; i < cutter->part_count; i++) {
        em_text_scratch_free(cutter->parts[i].scratch);
        em_arena_release(&cutter->parts[i].arena);
        em_vec_release(&cutter->parts[i].words);
    }
    em_mem_free(cutter->parts);
    em_text_model_free(cutter->dictionary);
    pthread_mutex_destroy(&cutter->loading);
    pthread_mutex_destroy(&cutter->taking);
    pthread_cond_destroy(&cutter->turn_is_over);
    em_mem_free(cutter);
}
