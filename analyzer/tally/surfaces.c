/* The words by which comments affirm messages, from the sample of receivers: gathered one by one,
 * sorted by message and text, and counted in runs. */
#include "tally/surfaces.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/str.h"
#include "tally/tally_state.h"

#include <stdlib.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#define SURFACES_MAX_BYTES ((size_t)64 * 1024 * 1024)

/* In one comment; then, once counted, in `comments` of them. */
typedef struct surface {
    uint64_t key; /* of its text, and of `negated` */
    em_str text;
    uint32_t message, comment, comments;
    bool negated; /* an opposite, which the comment denies */
} surface;

struct em_surfaces {
    EM_VEC(surface) list; /* by message, then most comments first */
    uint32_t *sampled;    /* by message: sampled comments that affirm it */
    em_arena arena;       /* texts */
};

/* What gathering needs. */
typedef struct gathering {
    em_surfaces *into;
    const em_campaign *campaign;
    const UNormalizer2 *folder;
    em_buf text;
} gathering;

/* --- folding ----------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* As it is read, with every run of blanks as one and ASCII letters small. */
static bool put_plain(em_buf *out, em_str found)
{
    bool ascii = true;
    em_buf_reset(out);
    for (size_t i = 0; i < found.len; i++) {
        char c = found.data[i];
        ascii = ascii && (unsigned char)c < 0x80;
        if (!is_blank(c))
            em_buf_put_char(out, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
        else if (out->len && !is_blank(found.data[i - 1]))
            em_buf_put_char(out, ' ');
    }
    return ascii;
}

/* Room for kept text, twice as long when folded. */
#define FOLD_MAX (4 * EM_KEPT_TEXT_BYTES)

static void put_folded(em_buf *out, const UNormalizer2 *folder)
{
    UChar plain[FOLD_MAX], folded[FOLD_MAX];
    char utf8[3 * FOLD_MAX];
    int32_t len = 0;
    UErrorCode code = U_ZERO_ERROR;
    u_strFromUTF8WithSub(plain, FOLD_MAX, &len, out->data, (int32_t)out->len, 0xFFFD, NULL, &code);
    len = unorm2_normalize(folder, plain, len, folded, FOLD_MAX, &code);
    u_strToUTF8(utf8, sizeof utf8, &len, folded, len, &code);
    if (U_FAILURE(code) || len <= 0) /* stays as it is */
        return;
    em_buf_reset(out);
    em_buf_put(out, (em_str){ utf8, (size_t)len });
}

/* --- gathering --------------------------------------------------------------------------- */

static bool affirms(const em_kept *kept, size_t message)
{
    for (size_t i = 0; i < kept->stance_count; i++)
        if (kept->stances[i].message == message)
            return kept->stances[i].stance == EM_STANCE_AFFIRMED;
    return false;
}

static bool gather_mention(gathering *g, const em_kept *kept, uint32_t comment,
                           const em_kept_mention *mention)
{
    if (!put_plain(&g->text, em_str_sub(kept->text, (em_span){ mention->start, mention->end })))
        put_folded(&g->text, g->folder);
    surface found = { .text = em_arena_copy(&g->into->arena, em_buf_str(&g->text)),
                      .message = mention->message,
                      .comment = comment,
                      .negated = g->campaign->terms[mention->term].opposite };
    if (g->text.status != EM_OK || !found.text.data)
        return false;
    found.key = em_hash64(found.text, found.negated);
    return em_vec_push(&g->into->list, found);
}

static bool gather_comment(gathering *g, const em_kept *kept, uint32_t comment)
{
    bool ok = true;
    for (size_t i = 0; i < kept->stance_count; i++)
        g->into->sampled[kept->stances[i].message] += kept->stances[i].stance == EM_STANCE_AFFIRMED;
    for (size_t i = 0; ok && i < kept->mention_count; i++) {
        const em_kept_mention *mention = &kept->mentions[i];
        if (mention->stance == EM_STANCE_AFFIRMED && mention->end > mention->start &&
            affirms(kept, mention->message))
            ok = gather_mention(g, kept, comment, mention);
    }
    return ok;
}

/* --- counting ---------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    const surface *left = a, *right = b;
    if (left->message != right->message)
        return left->message < right->message ? -1 : 1;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return (left->comment > right->comment) - (left->comment < right->comment);
}

static int by_comments(const void *a, const void *b)
{
    const surface *left = a, *right = b;
    if (left->message != right->message)
        return left->message < right->message ? -1 : 1;
    if (left->comments != right->comments)
        return left->comments > right->comments ? -1 : 1;
    if (left->negated != right->negated)
        return left->negated ? 1 : -1;
    return em_str_cmp(left->text, right->text);
}

/* Makes one of all that are the same, with how many comments have it. */
static void count_all(em_surfaces *surfaces)
{
    surface *list = surfaces->list.items;
    size_t distinct = 0;
    if (!surfaces->list.len)
        return;
    qsort(list, surfaces->list.len, sizeof *list, by_key);
    for (size_t i = 0; i < surfaces->list.len; i++) {
        surface next = list[i];
        bool known = distinct && list[distinct - 1].message == next.message &&
                     list[distinct - 1].key == next.key;
        if (!known)
            list[distinct++] = next;
        surface *counted = &list[distinct - 1];
        counted->comments += !known || counted->comment != next.comment;
        counted->comment = next.comment;
    }
    surfaces->list.len = distinct;
    qsort(list, distinct, sizeof *list, by_comments);
}

/* --- the whole --------------------------------------------------------------------------- */

static bool gather_all(em_surfaces *surfaces, const em_tally *tally)
{
    const em_sample *sample = &tally->samples[EM_SAMPLE_RECEIVERS];
    UErrorCode code = U_ZERO_ERROR;
    gathering g = { .into = surfaces,
                    .campaign = tally->campaign,
                    .folder = unorm2_getNFKCCasefoldInstance(&code) };
    bool ok = U_SUCCESS(code);
    em_buf_init(&g.text, EM_BUF_UNLIMITED);
    for (size_t i = 0; ok && i < sample->heap.len; i++)
        ok = gather_comment(&g, sample->heap.items[i].kept, (uint32_t)i);
    em_buf_release(&g.text);
    return ok;
}

em_status em_surfaces_new(em_surfaces **out, const em_tally *tally, em_error *err)
{
    *out = NULL;
    em_surfaces *surfaces = em_mem_zalloc(1, sizeof *surfaces);
    if (!surfaces)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    em_arena_init(&surfaces->arena, SURFACES_MAX_BYTES);
    surfaces->sampled = em_mem_zalloc(tally->campaign->message_count, sizeof *surfaces->sampled);
    if (!surfaces->sampled || !gather_all(surfaces, tally)) {
        em_surfaces_free(surfaces);
        return em_error_set(err, EM_E_MEMORY, "no memory");
    }
    count_all(surfaces);
    *out = surfaces;
    return EM_OK;
}

void em_surfaces_free(em_surfaces *surfaces)
{
    if (!surfaces)
        return;
    em_vec_release(&surfaces->list);
    em_mem_free(surfaces->sampled);
    em_arena_release(&surfaces->arena);
    em_mem_free(surfaces);
}

void em_surfaces_put(em_json_tree *tree, cJSON *parent, const em_surfaces *surfaces, size_t message)
{
    cJSON *words = em_json_add_array(tree, parent, "words");
    size_t shown = 0;
    for (size_t i = 0; i < surfaces->list.len && shown < EM_SURFACES_MAX; i++) {
        const surface *at = &surfaces->list.items[i];
        if (at->message != message)
            continue;
        cJSON *word = em_json_add_object(tree, words, NULL);
        em_json_add_string(tree, word, "word", at->text);
        em_json_add_number(tree, word, "comments", at->comments);
        if (at->negated)
            em_json_add_bool(tree, word, "negated", true);
        shown++;
    }
    em_json_add_number(tree, parent, "words_sampled", surfaces->sampled[message]);
}
