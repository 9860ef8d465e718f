/* Telling words of kept comments: each thread cuts a part of them into an arena of its own. */
#include "tally/wordcut.h"

#include "base/hash.h"
#include "base/str.h"
#include "base/utf8.h"

#include <pthread.h>
#include <unicode/uchar.h>

#define WORD_MAX_BYTES 64 /* longer "words" are junk */
/* Comments have EM_KEPT_TEXT_BYTES: a run of any length stays far below it. */
#define ARENA_MAX_BYTES ((size_t)256 * 1024 * 1024)
/* Fewer are not worth a thread. */
#define PART_MIN 64

/* What one thread owns. */
typedef struct part {
    em_cutter *cutter;
    em_text_scratch *scratch;
    em_arena arena;
    EM_VEC(em_cut_word) words; /* of the comment at hand */
    em_cut *cuts;
    size_t count;
    pthread_t thread;
    em_status status;
    em_error err;
} part;

struct em_cutter {
    const em_text_model *model;
    pthread_mutex_t loading;   /* guards dictionary */
    em_text_model *dictionary; /* its words cut unspaced text; NULL: none met so far */
    part *parts;
    unsigned part_count;
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

static void *cut_part(void *context)
{
    part *p = context;
    em_arena_reset(&p->arena);
    p->status = p->scratch ? EM_OK : em_text_scratch_new(&p->scratch, p->cutter->model, &p->err);
    for (size_t i = 0; p->status == EM_OK && i < p->count; i++)
        p->status = cut_comment(p, &p->cuts[i]);
    return NULL;
}

em_status em_cutter_run(em_cutter *cutter, em_cut *cuts, size_t count, em_error *err)
{
    unsigned parts = count / PART_MIN < cutter->part_count ? (unsigned)(count / PART_MIN)
                                                           : cutter->part_count;
    parts = parts ? parts : 1;
    unsigned started = 1;
    for (unsigned i = 0; i < parts; i++) {
        part *p = &cutter->parts[i];
        size_t from = count * i / parts;
        p->cuts = cuts + from;
        p->count = count * (i + 1) / parts - from;
        if (i == started && pthread_create(&p->thread, NULL, cut_part, p) == 0)
            started++;
    }
    cut_part(&cutter->parts[0]);
    for (unsigned i = started; i < parts; i++) /* there are no more threads to be had */
        cut_part(&cutter->parts[i]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(cutter->parts[i].thread, NULL);
    for (unsigned i = 0; i < parts; i++)
        if (cutter->parts[i].status != EM_OK) {
            if (err)
                *err = cutter->parts[i].err;
            return cutter->parts[i].status;
        }
    return EM_OK;
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
    em_mem_free(cutter);
}
