/* Cutting a chain of Han and kana into words: the cheapest path over a lattice of words. */
#include "text/segment.h"

#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/chars.h"
#include "text/cjdict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* As ICU's CjkBreakEngine has it (dictbe.cpp): the cost of a character that no word holds. */
#define ICU_UNKNOWN_COST 255u
#define WORDS_FILE_MAX_BYTES ((size_t)64 * 1024 * 1024)
/* ICU's longest word has 16 units. */
#define WORD_MAX_UNITS 64
/* A word that ICU knows and our texts never hold counts as seen so often. */
#define UNSEEN_COUNT 0.05
/* A character that no word holds, against the rarest word. */
#define UNKNOWN_COUNT 0.001

/* --- loading ------------------------------------------------------------------------------ */

/* A word of the words file. */
typedef struct own_word {
    em_str word;
    double count;
} own_word;

/* Merges the words file's words with ICU's, both in order of their UTF-16 units. */
typedef struct loader {
    em_wordpack_builder pack;
    EM_VEC(own_word) own;
    size_t next;                 /* own word that ICU's words have not come to yet */
    double total;                /* of the counts; 0: take ICU's own costs         */
    uint32_t unseen;             /* cost                                           */
    EM_VEC(uint32_t) characters; /* of the next own word               */
    em_status status;
    em_error failure;
} loader;

static uint32_t cost_of(double count, double total)
{
    double cost = EM_SEGMENT_SCALE * log(total / count);
    return cost < 1                      ? 1
           : cost > EM_WORDPACK_MAX_COST ? EM_WORDPACK_MAX_COST
                                         : (uint32_t)lround(cost);
}

/* In UTF-16 the characters past U+FFFF (in UTF-8 from byte F0) stand before U+E000 (byte EE). */
static int rank_of_byte(unsigned char c)
{
    return c == 0xEE || c == 0xEF ? c + 0x10 : c;
}

static int compare_own(const void *left, const void *right)
{
    const own_word *a = left, *b = right;
    size_t len = a->word.len < b->word.len ? a->word.len : b->word.len, i = 0;
    while (i < len && a->word.data[i] == b->word.data[i])
        i++;
    if (i < len)
        return rank_of_byte((unsigned char)a->word.data[i]) -
               rank_of_byte((unsigned char)b->word.data[i]);
    if (a->word.len != b->word.len)
        return a->word.len < b->word.len ? -1 : 1;
    return a->word.data < b->word.data ? -1 : 1; /* of two equal words the later one holds */
}

static void sort_own(loader *l)
{
    size_t i = 1;
    while (i < l->own.len && compare_own(&l->own.items[i - 1], &l->own.items[i]) < 0)
        i++;
    if (i < l->own.len)
        qsort(l->own.items, l->own.len, sizeof *l->own.items, compare_own);
}

/* Spells the next own word out; no characters: there is none, or loading failed. */
static void spell_next(loader *l)
{
    em_vec_clear(&l->characters);
    if (l->next == l->own.len || l->status != EM_OK)
        return;
    em_str word = l->own.items[l->next].word;
    for (uint32_t at = 0; at < word.len;)
        if (!em_vec_push(&l->characters, em_chars_next(word.data, &at))) {
            l->status = em_error_set(&l->failure, EM_E_MEMORY, "no memory for a dictionary");
            em_vec_clear(&l->characters);
            return;
        }
}

/* Adds the next own word and goes on to the one behind it. */
static void put_own(loader *l)
{
    l->status = em_wordpack_put(&l->pack, l->characters.items, l->characters.len,
                                cost_of(l->own.items[l->next].count, l->total), &l->failure);
    l->next++;
    spell_next(l);
}

static uint32_t rank_of_character(uint32_t c)
{
    return c >= 0xE000 && c <= 0xFFFF ? c + 0x110000 : c;
}

/* Where the next own word stands to a word of ICU's: below 0 before it. */
static int compare_next(const loader *l, const uint32_t *word, size_t len)
{
    const uint32_t *own = l->characters.items;
    size_t shorter = l->characters.len < len ? l->characters.len : len, i = 0;
    while (i < shorter && own[i] == word[i])
        i++;
    if (i < shorter)
        return rank_of_character(own[i]) < rank_of_character(word[i]) ? -1 : 1;
    return l->characters.len < len ? -1 : l->characters.len > len;
}

static bool add_icu_word(void *context, const UChar *word, int32_t len, int32_t cost)
{
    loader *l = context;
    uint32_t characters[WORD_MAX_UNITS];
    size_t count = 0;
    int order = 1;
    if (len > WORD_MAX_UNITS || cost > (int32_t)EM_WORDPACK_MAX_COST)
        return false;
    for (int32_t i = 0; i < len;) {
        UChar32 c;
        U16_NEXT(word, i, len, c);
        characters[count++] = (uint32_t)c;
    }
    while (l->characters.len && (order = compare_next(l, characters, count)) < 0)
        put_own(l);
    if (order != 0 && l->status == EM_OK) /* else the own word holds, with its own cost */
        l->status = em_wordpack_put(&l->pack, characters, count,
                                    l->total > 0 ? l->unseen : (uint32_t)cost, &l->failure);
    return l->status == EM_OK;
}

/* One line of the words file; *word is empty for a comment. */
static em_status read_line(em_str line, em_str *word, double *count, const char *path,
                           uint32_t number, em_error *err)
{
    *word = (em_str){ line.data, 0 };
    if (line.len == 0 || line.data[0] == '#')
        return EM_OK;
    const char *tab = memchr(line.data, '\t', line.len);
    if (!tab || tab == line.data)
        return em_error_at(err, EM_E_LEXICON, path, number, 1,
                           "a line without a tab (a word, a tab and its count)");
    word->len = (size_t)(tab - line.data);
    *count = 0;
    for (const char *c = tab + 1; c < line.data + line.len; c++) {
        if (*c < '0' || *c > '9' || *count > 1e15)
            return em_error_at(err, EM_E_LEXICON, path, number, 0, "the count is no whole number");
        *count = *count * 10 + (*c - '0');
    }
    if (*count < 1)
        return em_error_at(err, EM_E_LEXICON, path, number, 0, "the count is below 1");
    if (!em_utf8_is_valid(word->data, word->len, NULL))
        return em_error_at(err, EM_E_LEXICON, path, number, 1, "the word is no UTF-8");
    return EM_OK;
}

/* Lists the words of the file and sums up their counts. */
static em_status list_own(loader *l, em_str file, const char *path, em_error *err)
{
    for (uint32_t number = 1; file.len; number++) {
        const char *end = memchr(file.data, '\n', file.len);
        em_str line = { file.data, end ? (size_t)(end - file.data) : file.len };
        own_word own;
        em_status status = read_line(line, &own.word, &own.count, path, number, err);
        if (status != EM_OK)
            return status;
        if (own.word.len && !em_vec_push(&l->own, own))
            return em_error_set(err, EM_E_MEMORY, "no memory for a dictionary");
        l->total += own.word.len ? own.count : 0;
        file.data += line.len + (end != NULL);
        file.len -= line.len + (end != NULL);
    }
    sort_own(l);
    return EM_OK;
}

static em_status merge_words(loader *l, const em_cjdict *dictionary, em_error *err)
{
    spell_next(l);
    em_status status = l->status;
    if (status == EM_OK && dictionary)
        status = em_cjdict_each(dictionary, add_icu_word, l, err);
    while (status == EM_OK && l->characters.len)
        put_own(l);
    if (l->status != EM_OK && err)
        *err = l->failure;
    return l->status != EM_OK ? l->status : status;
}

static em_status load_words(em_segmenter_data *out, const em_cjdict *dictionary, em_str file,
                            const char *path, em_error *err)
{
    loader l = { 0 };
    em_status status = list_own(&l, file, path, err);
    if (l.total > 0) {
        l.unseen = cost_of(UNSEEN_COUNT, l.total);
        out->unknown_cost = cost_of(UNKNOWN_COUNT, l.total);
    } else {
        out->unknown_cost = ICU_UNKNOWN_COST;
        out->katakana_runs = true;
    }
    if (status == EM_OK)
        status = merge_words(&l, dictionary, err);
    if (status == EM_OK)
        status = em_wordpack_finish(&out->words, &l.pack, err);
    em_wordpack_builder_release(&l.pack);
    em_vec_release(&l.own);
    em_vec_release(&l.characters);
    return status;
}

em_status em_segmenter_load(em_segmenter_data *out, em_segmenter segmenter, const char *words_file,
                            em_error *err)
{
    *out = (em_segmenter_data){ 0 };
    em_cjdict dictionary;
    em_buf file;
    em_buf_init(&file, WORDS_FILE_MAX_BYTES);
    bool own = segmenter == EM_SEGMENTER_OWN && words_file;
    em_status status = own ? em_file_read(&file, words_file, err) : EM_OK;
    if (status != EM_OK) {
        em_buf_release(&file);
        return status;
    }
    status = em_cjdict_open(&dictionary, err);
    bool found = status == EM_OK;
    if (found || (own && status == EM_E_INPUT))
        status = load_words(out, found ? &dictionary : NULL, em_buf_str(&file), words_file, err);
    if (found)
        em_cjdict_close(&dictionary);
    em_buf_release(&file);
    if (status != EM_OK)
        em_segmenter_release(out);
    return status;
}

void em_segmenter_release(em_segmenter_data *data)
{
    em_wordpack_release(&data->words);
}

void em_segment_scratch_release(em_segment_scratch *scratch)
{
    em_vec_release(&scratch->characters);
    em_vec_release(&scratch->offsets);
    em_vec_release(&scratch->steps);
    em_vec_release(&scratch->ends);
}

/* --- the cheapest path -------------------------------------------------------------------- */

static bool is_katakana(uint32_t c)
{
    return (c >= 0x30A1 && c <= 0x30FE && c != 0x30FB) || (c >= 0xFF66 && c <= 0xFF9F);
}

/* ICU's costs of a katakana run by its length (dictbe.cpp, getKatakanaCost). */
static uint32_t katakana_cost(uint32_t len)
{
    static const uint32_t COSTS[] = { 8192, 984, 408, 240, 204, 252, 300, 372, 480 };
    return len < sizeof COSTS / sizeof *COSTS ? COSTS[len] : 8192;
}

#define KATAKANA_LONGEST 20u

static inline void offer(em_segment_step *steps, uint32_t from, uint32_t to, uint32_t cost)
{
    if (cost < steps[to].cost)
        steps[to] = (em_segment_step){ cost, from };
}

static void offer_words(const em_segmenter_data *data, em_segment_step *steps, const uint32_t *c,
                        uint32_t from, uint32_t count)
{
    uint32_t base = steps[from].cost;
    em_packnode node = data->words.root;
    bool single = false;
    for (uint32_t to = from; to < count; to++) {
        node = em_wordpack_step(&data->words, node, c[to]);
        if (node == 0)
            break;
        uint32_t cost = em_wordpack_cost(node);
        if (cost != UINT32_MAX) {
            offer(steps, from, to + 1, base + cost);
            single |= to == from;
        }
    }
    if (!single)
        offer(steps, from, from + 1, base + data->unknown_cost);
}

static void offer_katakana(em_segment_step *steps, const uint32_t *c, uint32_t from, uint32_t count)
{
    if (!is_katakana(c[from]) || (from > 0 && is_katakana(c[from - 1])))
        return;
    uint32_t len = 1;
    while (from + len < count && len < KATAKANA_LONGEST && is_katakana(c[from + len]))
        len++;
    if (len < KATAKANA_LONGEST)
        offer(steps, from, from + len, steps[from].cost + katakana_cost(len));
}

/* The characters of `chain` and where they begin; their number, 0: no memory. */
static uint32_t decode(em_segment_scratch *s, em_str chain)
{
    size_t places = chain.len + 1;
    uint32_t count = 0;
    if (!em_vec_reserve(&s->characters, places) || !em_vec_reserve(&s->offsets, places) ||
        !em_vec_reserve(&s->steps, places) || !em_vec_reserve(&s->ends, places))
        return 0;
    for (uint32_t at = 0; at < chain.len; count++) {
        s->offsets.items[count] = at;
        s->characters.items[count] = em_chars_next(chain.data, &at);
    }
    s->offsets.items[count] = (uint32_t)chain.len;
    return count;
}

/* Follows the way back from the end; lists the words' ends in order. */
static size_t list_ends(em_segment_scratch *s, uint32_t count)
{
    size_t words = 0;
    for (uint32_t at = count; at > 0; at = s->steps.items[at].from)
        words++;
    size_t i = words;
    for (uint32_t at = count; at > 0; at = s->steps.items[at].from)
        s->ends.items[--i] = s->offsets.items[at];
    return words;
}

em_status em_segment(const em_segmenter_data *data, em_segment_scratch *scratch, em_str chain,
                     size_t *count)
{
    *count = 0;
    uint32_t len = decode(scratch, chain);
    if (len == 0)
        return chain.len ? EM_E_MEMORY : EM_OK;
    em_segment_step *steps = scratch->steps.items;
    for (uint32_t at = 1; at <= len; at++)
        steps[at].cost = UINT32_MAX;
    steps[0].cost = 0;
    for (uint32_t at = 0; at < len; at++) {
        offer_words(data, steps, scratch->characters.items, at, len);
        if (data->katakana_runs)
            offer_katakana(steps, scratch->characters.items, at, len);
    }
    *count = list_ends(scratch, len);
    return EM_OK;
}
