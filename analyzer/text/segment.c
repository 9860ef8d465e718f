/* Cutting a chain of Han and kana into words: the cheapest path over a lattice of words. */
#include "text/segment.h"

#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/chars.h"
#include "text/cjdict.h"

#include <math.h>
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

/* ICU's words come sorted: what a word shares with the one before need not be walked again. */
typedef struct loader {
    em_wordtrie *trie;
    double total;    /* of the counts; 0: take ICU's own costs */
    uint32_t unseen; /* cost                                   */
    size_t nodes;    /* while counting                         */
    UChar last[WORD_MAX_UNITS];
    int32_t last_len;
    em_wordnode path[WORD_MAX_UNITS + 1]; /* of the last word, by unit */
} loader;

static uint32_t cost_of(double count, double total)
{
    double cost = EM_SEGMENT_SCALE * log(total / count);
    return cost < 1 ? 1 : cost > EM_WORD_MAX_COST ? EM_WORD_MAX_COST : (uint32_t)lround(cost);
}

/* Units that `word` shares with the last one, which it then becomes. */
static int32_t follow_last(loader *l, const UChar *word, int32_t len)
{
    int32_t shared = 0;
    while (shared < len && shared < l->last_len && word[shared] == l->last[shared])
        shared++;
    memcpy(l->last + shared, word + shared, (size_t)(len - shared) * sizeof *word);
    l->last_len = len;
    return shared;
}

static bool count_nodes(void *context, const UChar *word, int32_t len, int32_t cost)
{
    loader *l = context;
    (void)cost;
    if (len > WORD_MAX_UNITS)
        return false;
    l->nodes += (size_t)(len - follow_last(l, word, len));
    return true;
}

static bool add_icu_word(void *context, const UChar *word, int32_t len, int32_t cost)
{
    loader *l = context;
    int32_t i = follow_last(l, word, len);
    if (i > 0 && i < len && U16_IS_TRAIL(word[i]))
        i--;
    while (i < len) {
        UChar32 c;
        em_wordnode node = l->path[i];
        U16_NEXT(word, i, len, c);
        l->path[i] = em_wordtrie_grow(l->trie, node, (uint32_t)c);
        if (l->path[i] == EM_WORDNODE_NONE)
            return false;
    }
    if (l->total == 0)
        em_wordtrie_set_cost(l->trie, l->path[len], (uint32_t)cost);
    else if (em_wordtrie_cost(l->trie, l->path[len]) == UINT32_MAX)
        em_wordtrie_set_cost(l->trie, l->path[len], l->unseen);
    return true;
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

static bool add_own_word(em_wordtrie *trie, em_str word, uint32_t cost)
{
    em_wordnode node = EM_WORDNODE_ROOT;
    for (uint32_t at = 0; at < word.len;) {
        node = em_wordtrie_grow(trie, node, em_chars_next(word.data, &at));
        if (node == EM_WORDNODE_NONE)
            return false;
    }
    em_wordtrie_set_cost(trie, node, cost);
    return true;
}

/* Goes over the file: with trie NULL sums counts and bytes, else adds its words. */
static em_status each_word(em_str file, em_wordtrie *trie, double *total, size_t *bytes,
                           const char *path, em_error *err)
{
    for (uint32_t number = 1; file.len; number++) {
        const char *end = memchr(file.data, '\n', file.len);
        em_str word, line = { file.data, end ? (size_t)(end - file.data) : file.len };
        double count = 0;
        em_status status = read_line(line, &word, &count, path, number, err);
        if (status != EM_OK)
            return status;
        if (word.len && trie && !add_own_word(trie, word, cost_of(count, *total)))
            return em_error_set(err, EM_E_LIMIT, "%s: too many words", path);
        if (!trie) {
            *total += count;
            *bytes += word.len;
        }
        file.data += line.len + (end != NULL);
        file.len -= line.len + (end != NULL);
    }
    return EM_OK;
}

static em_status load_words(em_segmenter_data *out, const em_cjdict *dictionary, em_str file,
                            const char *path, em_error *err)
{
    loader l = { .trie = &out->trie };
    size_t bytes = 0;
    em_status status = each_word(file, NULL, &l.total, &bytes, path, err);
    if (status == EM_OK && dictionary)
        status = em_cjdict_each(dictionary, count_nodes, &l, err);
    if (status == EM_OK)
        status = em_wordtrie_init(&out->trie, l.nodes + bytes / 3, err);
    if (status == EM_OK)
        status = each_word(file, &out->trie, &l.total, &bytes, path, err);
    if (l.total > 0) {
        l.unseen = cost_of(UNSEEN_COUNT, l.total);
        out->unknown_cost = cost_of(UNKNOWN_COUNT, l.total);
    } else {
        out->unknown_cost = ICU_UNKNOWN_COST;
        out->katakana_runs = true;
    }
    l.last_len = 0;
    l.path[0] = EM_WORDNODE_ROOT;
    if (status == EM_OK && dictionary)
        status = em_cjdict_each(dictionary, add_icu_word, &l, err);
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
    em_wordtrie_release(&data->trie);
}

void em_segment_scratch_release(em_segment_scratch *scratch)
{
    em_vec_release(&scratch->characters);
    em_vec_release(&scratch->offsets);
    em_vec_release(&scratch->best);
    em_vec_release(&scratch->from);
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

static inline void offer(em_segment_scratch *s, uint32_t from, uint32_t to, uint32_t cost)
{
    if (cost < s->best.items[to]) {
        s->best.items[to] = cost;
        s->from.items[to] = from;
    }
}

static void offer_words(const em_segmenter_data *data, em_segment_scratch *s, uint32_t from,
                        uint32_t count)
{
    uint32_t base = s->best.items[from];
    em_wordnode node = EM_WORDNODE_ROOT;
    bool single = false;
    for (uint32_t to = from; to < count; to++) {
        node = em_wordtrie_step(&data->trie, node, s->characters.items[to]);
        if (node == EM_WORDNODE_NONE)
            break;
        uint32_t cost = em_wordtrie_cost(&data->trie, node);
        if (cost != UINT32_MAX) {
            offer(s, from, to + 1, base + cost);
            single |= to == from;
        }
    }
    if (!single)
        offer(s, from, from + 1, base + data->unknown_cost);
}

static void offer_katakana(em_segment_scratch *s, uint32_t from, uint32_t count)
{
    const uint32_t *c = s->characters.items;
    if (!is_katakana(c[from]) || (from > 0 && is_katakana(c[from - 1])))
        return;
    uint32_t len = 1;
    while (from + len < count && len < KATAKANA_LONGEST && is_katakana(c[from + len]))
        len++;
    if (len < KATAKANA_LONGEST)
        offer(s, from, from + len, s->best.items[from] + katakana_cost(len));
}

static bool decode(em_segment_scratch *s, em_str chain)
{
    em_vec_clear(&s->characters);
    em_vec_clear(&s->offsets);
    for (uint32_t at = 0; at < chain.len;)
        if (!em_vec_push(&s->offsets, at) ||
            !em_vec_push(&s->characters, em_chars_next(chain.data, &at)))
            return false;
    size_t places = s->characters.len + 1;
    return em_vec_push(&s->offsets, (uint32_t)chain.len) && em_vec_reserve(&s->best, places) &&
           em_vec_reserve(&s->from, places);
}

/* Turns the way back from the end into the words' ends, in order, at the front of `from`. */
static size_t list_ends(em_segment_scratch *s, uint32_t count)
{
    size_t words = 0;
    for (uint32_t at = count; at > 0; at = s->from.items[at])
        s->best.items[words++] = at;
    for (size_t i = 0; i < words; i++)
        s->from.items[i] = s->best.items[words - 1 - i];
    return words;
}

em_status em_segment(const em_segmenter_data *data, em_segment_scratch *scratch, em_str chain,
                     size_t *count)
{
    *count = 0;
    if (!decode(scratch, chain))
        return EM_E_MEMORY;
    uint32_t len = (uint32_t)scratch->characters.len;
    memset(scratch->best.items, 0xFF, (len + 1) * sizeof *scratch->best.items);
    scratch->best.items[0] = 0;
    for (uint32_t at = 0; at < len; at++) {
        offer_words(data, scratch, at, len);
        if (data->katakana_runs)
            offer_katakana(scratch, at, len);
    }
    *count = list_ends(scratch, len);
    return EM_OK;
}
