/* Learning Chinese words and their counts by expectation maximisation over word lattices. */
#include "text/wordlearn.h"

#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/chars.h"
#include "text/cjdict.h"
#include "text/wordtrie.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Runs of Han are summed over in stretches of at most so many characters. */
#define STRETCH 200u
#define LONGEST_WORD 12u
#define NODES_FOR_NEW_WORDS ((size_t)600000)
/* ICU's costs are about this many times the natural logarithm of 1 / probability. */
#define ICU_COST_SCALE 12.3
/* Keeps sums over a stretch near one: the usual logarithm of a character's share. */
#define CHARACTER_LOG 5.0
/* A character that stands in no word of its own yet, against all words. */
#define SINGLE_FLOOR 1e-9
/* What a word of segmented text that ICU lacks has to begin with: a middling word's share. */
#define FIRST_SHARE 1e-6

typedef struct learner {
    const em_wordlearn_options *options;
    em_chars *chars;
    em_wordtrie trie;
    EM_VEC(uint32_t) text; /* runs of Han characters, each ended by 0 */
    double *share;         /* per node: probability of the word; 0: no word */
    double *used;          /* per node: expected uses in this round         */
    double *taught;        /* per node: weighted uses in segmented text     */
    double *parted;        /* per node: weighted uses cut up there          */
    /* Characters and pairs of the texts, and where segmented texts put edges. */
    em_wordtrie pairs;
    double *seen;   /* per node of pairs: uses in the texts         */
    double *ends;   /* per node of one character: ends a word ...   */
    double *starts; /* ... starts one ...                           */
    double *marked; /* ... is in segmented text at all              */
    double characters, couples;
    bool failed;
} learner;

/* --- input ---------------------------------------------------------------------------------- */

static bool is_han(const learner *l, uint32_t c)
{
    return EM_CHAR_SCRIPT(em_chars_bits(l->chars, c)) == EM_SCRIPT_HAN &&
           EM_CHAR_KIND(em_chars_bits(l->chars, c)) == EM_CHAR_UNSPACED;
}

static void push(learner *l, uint32_t c)
{
    if (c == 0 && (l->text.len == 0 || l->text.items[l->text.len - 1] == 0))
        return;
    if (!em_vec_push(&l->text, c))
        l->failed = true;
}

static void read_raw(learner *l, em_str raw)
{
    uint32_t run = 0;
    for (size_t at = 0; at < raw.len && !l->failed;) {
        uint32_t c;
        at += em_utf8_decode(&c, raw.data + at, raw.len - at);
        bool han = c != EM_UTF8_BAD && is_han(l, c);
        if (!han || run == STRETCH)
            push(l, 0);
        run = han ? run % STRETCH + 1 : 0;
        if (han)
            push(l, c);
    }
    push(l, 0);
}

/* The node of a word of Han characters, made if need be; NONE for any other word. */
static em_wordnode node_of(learner *l, em_str word)
{
    em_wordnode node = EM_WORDNODE_ROOT;
    unsigned len = 0;
    for (size_t at = 0; at < word.len; len++) {
        uint32_t c;
        at += em_utf8_decode(&c, word.data + at, word.len - at);
        if (c == EM_UTF8_BAD || !is_han(l, c) || len == LONGEST_WORD)
            return EM_WORDNODE_NONE;
        node = em_wordtrie_grow(&l->trie, node, c);
        if (node == EM_WORDNODE_NONE) {
            l->failed = true;
            return node;
        }
    }
    return len ? node : EM_WORDNODE_NONE;
}

/* The node of a character, or of a pair of them (b not 0), in l->pairs. */
static em_wordnode pair_node(learner *l, uint32_t a, uint32_t b)
{
    em_wordnode node = em_wordtrie_grow(&l->pairs, EM_WORDNODE_ROOT, a);
    if (node != EM_WORDNODE_NONE && b)
        node = em_wordtrie_grow(&l->pairs, node, b);
    if (node == EM_WORDNODE_NONE)
        l->failed = true;
    return node;
}

static void count_pairs(learner *l)
{
    for (size_t i = 0; i + 1 < l->text.len && !l->failed; i++) {
        uint32_t a = l->text.items[i], b = l->text.items[i + 1];
        if (a == 0)
            continue;
        em_wordnode one = pair_node(l, a, 0);
        em_wordnode two = b ? pair_node(l, a, b) : EM_WORDNODE_NONE;
        if (l->failed)
            return;
        l->seen[one - 1]++;
        l->characters++;
        if (b) {
            l->seen[two - 1]++;
            l->couples++;
        }
    }
}

/* Counts the edges of a word of segmented text. */
static void mark_edges(learner *l, em_str word)
{
    for (uint32_t at = 0; at < word.len && !l->failed;) {
        bool first = at == 0;
        em_wordnode node = pair_node(l, em_chars_next(word.data, &at), 0);
        if (node == EM_WORDNODE_NONE)
            return;
        l->marked[node - 1]++;
        l->starts[node - 1] += first;
        l->ends[node - 1] += at == word.len;
    }
}

static em_str next_word(em_str text, size_t *at)
{
    while (*at < text.len && (unsigned char)text.data[*at] <= ' ')
        (*at)++;
    size_t start = *at;
    while (*at < text.len && (unsigned char)text.data[*at] > ' ')
        (*at)++;
    return (em_str){ text.data + start, *at - start };
}

/* Words that two or more words from `at` on spell together, on one line, were cut up there. */
static void count_parted(learner *l, em_str text, size_t at)
{
    em_wordnode node = EM_WORDNODE_ROOT;
    for (unsigned words = 0; words < LONGEST_WORD; words++) {
        size_t before = at;
        em_str word = next_word(text, &at);
        if (word.len == 0 || memchr(text.data + before, '\n', at - before - word.len))
            return;
        for (size_t i = 0; i < word.len && node != EM_WORDNODE_NONE;) {
            uint32_t c;
            i += em_utf8_decode(&c, word.data + i, word.len - i);
            node = em_wordtrie_step(&l->trie, node, c);
        }
        if (node == EM_WORDNODE_NONE)
            return;
        if (words > 0)
            l->parted[node - 1] += l->options->segmented_weight;
    }
}

static void read_segmented(learner *l, em_str text)
{
    for (size_t at = 0; at < text.len && !l->failed;) {
        em_str word = next_word(text, &at);
        em_wordnode node = node_of(l, word);
        if (node == EM_WORDNODE_NONE)
            continue;
        l->taught[node - 1] += l->options->segmented_weight;
        mark_edges(l, word);
    }
    for (size_t at = 0; at < text.len;) {
        em_str word = next_word(text, &at);
        count_parted(l, text, at - word.len);
    }
}

typedef struct icu_words {
    learner *learner;
    size_t nodes;
} icu_words;

static bool count_units(void *context, const UChar *word, int32_t len, int32_t cost)
{
    icu_words *words = context;
    (void)word;
    (void)cost;
    words->nodes += (size_t)len;
    return true;
}

static bool add_icu_word(void *context, const UChar *word, int32_t len, int32_t cost)
{
    icu_words *words = context;
    learner *l = words->learner;
    em_wordnode node = EM_WORDNODE_ROOT;
    for (int32_t i = 0; i < len;) {
        UChar32 c;
        U16_NEXT(word, i, len, c);
        if (!is_han(l, (uint32_t)c))
            return true;
        node = em_wordtrie_grow(&l->trie, node, (uint32_t)c);
        if (node == EM_WORDNODE_NONE)
            return false;
    }
    l->share[node - 1] = exp(-cost / ICU_COST_SCALE);
    return true;
}

/* --- phrases that are no words ---------------------------------------------------------------- */

/*
 * ICU's dictionary holds phrases such as 我的 and 不会. A junction of two characters is judged by
 * how often the left one ends and the right one starts a word in segmented text, and by their
 * mutual information in all texts: logistic regression, fitted on one half of the training
 * treebanks and right at 86.6 % of the junctions of the other.
 */
#define WEIGHT_END 0.83
#define WEIGHT_START 0.80
#define WEIGHT_INFORMATION -0.60
#define WEIGHT_ONE 0.40
/* Log odds of an edge inside: above, a dictionary's word is a phrase; below, a pair is a word.
 * From -0.5 to 1 and 0 to -2 scores on the dev parts moved by less than one point. */
#define PHRASE_ODDS 0.5
#define WORD_ODDS -1.0

static double log_odds(double hits, double all)
{
    double share = (hits + 1.2) / (all + 2); /* 0.6 is the usual share */
    return log(share / (1 - share));
}

static double seen(const learner *l, em_wordnode node)
{
    return node == EM_WORDNODE_NONE ? 0 : l->seen[node - 1];
}

/* Log odds that a word ends between `a` and `b`. */
static double junction(learner *l, uint32_t a, uint32_t b)
{
    em_wordnode left = pair_node(l, a, 0), right = pair_node(l, b, 0);
    if (l->failed)
        return 0;
    double together = seen(l, em_wordtrie_step(&l->pairs, left, b));
    double information = log((together + 0.5) / l->couples) -
                         log((seen(l, left) + 1) / l->characters) -
                         log((seen(l, right) + 1) / l->characters);
    return WEIGHT_END * log_odds(l->ends[left - 1], l->marked[left - 1]) +
           WEIGHT_START * log_odds(l->starts[right - 1], l->marked[right - 1]) +
           WEIGHT_INFORMATION * information + WEIGHT_ONE;
}

static unsigned spell_characters(const em_wordtrie *trie, em_wordnode node, uint32_t *characters)
{
    unsigned count = 0;
    uint32_t reversed[LONGEST_WORD];
    for (; node != EM_WORDNODE_ROOT && count < LONGEST_WORD; count++) {
        uint64_t slot = trie->slots[node - 1];
        reversed[count] = (uint32_t)(slot >> 20) & 0x1FFFFFu;
        node = (em_wordnode)(slot >> 41) - 1;
    }
    for (unsigned i = 0; i < count; i++)
        characters[i] = reversed[count - 1 - i];
    return count;
}

static bool is_phrase(learner *l, em_wordnode node)
{
    uint32_t characters[LONGEST_WORD];
    unsigned count = spell_characters(&l->trie, node, characters);
    double taught = l->taught[node - 1], parted = l->parted[node - 1];
    if (count < 2)
        return false;
    if (taught + parted > 0)
        return parted > taught;
    double loosest = -100;
    for (unsigned i = 0; i + 1 < count; i++) {
        double odds = junction(l, characters[i], characters[i + 1]);
        loosest = odds > loosest ? odds : loosest;
    }
    return loosest > PHRASE_ODDS;
}

static void drop_phrases(learner *l)
{
    for (size_t i = 0; i <= l->trie.mask && !l->failed; i++)
        if (l->share[i] > 0 && is_phrase(l, (em_wordnode)i + 1))
            l->share[i] = l->taught[i] = 0;
}

/* --- new words ------------------------------------------------------------------------------- */

/* Pairs that stand in the texts often enough and stick together. */
static void add_candidates(learner *l)
{
    for (size_t i = 0; i <= l->pairs.mask && !l->failed; i++) {
        uint32_t characters[LONGEST_WORD];
        if (l->pairs.slots[i] == 0 || l->seen[i] < l->options->candidate_uses ||
            spell_characters(&l->pairs, (em_wordnode)i + 1, characters) != 2 ||
            junction(l, characters[0], characters[1]) > WORD_ODDS)
            continue;
        em_wordnode node = em_wordtrie_grow(&l->trie, EM_WORDNODE_ROOT, characters[0]);
        if (node != EM_WORDNODE_NONE)
            node = em_wordtrie_grow(&l->trie, node, characters[1]);
        if (node == EM_WORDNODE_NONE)
            l->failed = true;
        else if (l->share[node - 1] == 0 && l->parted[node - 1] == 0)
            l->share[node - 1] = FIRST_SHARE;
    }
}

/* --- sums over one stretch -------------------------------------------------------------------- */

typedef struct edge {
    uint32_t from, to;
    em_wordnode node;
    double weight;
} edge;

typedef struct lattice {
    edge edges[STRETCH * LONGEST_WORD];
    size_t count;
    double forward[STRETCH + 1], backward[STRETCH + 1];
} lattice;

static void build_lattice(learner *l, lattice *lat, const uint32_t *run, uint32_t len)
{
    lat->count = 0;
    for (uint32_t from = 0; from < len; from++) {
        em_wordnode node = EM_WORDNODE_ROOT;
        for (uint32_t to = from; to < len && to - from < LONGEST_WORD; to++) {
            node = to == from ? em_wordtrie_grow(&l->trie, node, run[to])
                              : em_wordtrie_step(&l->trie, node, run[to]);
            if (node == EM_WORDNODE_NONE)
                break;
            double share = l->share[node - 1];
            if (to == from && share < SINGLE_FLOOR)
                share = SINGLE_FLOOR;
            if (share > 0)
                lat->edges[lat->count++] = (edge){ from, to + 1, node,
                                                   share * exp(CHARACTER_LOG * (to - from + 1)) };
        }
    }
}

static void sum_stretch(learner *l, lattice *lat, const uint32_t *run, uint32_t len)
{
    build_lattice(l, lat, run, len);
    for (uint32_t i = 0; i <= len; i++)
        lat->forward[i] = lat->backward[i] = 0;
    lat->forward[0] = lat->backward[len] = 1;
    for (size_t i = 0; i < lat->count; i++)
        lat->forward[lat->edges[i].to] += lat->forward[lat->edges[i].from] * lat->edges[i].weight;
    for (size_t i = lat->count; i > 0; i--)
        lat->backward[lat->edges[i - 1].from] += lat->backward[lat->edges[i - 1].to] *
                                                 lat->edges[i - 1].weight;
    double all = lat->forward[len];
    if (!(all > 0) || isinf(all))
        return;
    for (size_t i = 0; i < lat->count; i++)
        l->used[lat->edges[i].node - 1] += lat->forward[lat->edges[i].from] * lat->edges[i].weight *
                                           lat->backward[lat->edges[i].to] / all;
}

static void sum_all(learner *l, lattice *lat)
{
    size_t slots = (size_t)l->trie.mask + 1;
    for (size_t i = 0; i < slots; i++)
        l->used[i] = 0;
    for (size_t at = 0; at < l->text.len;) {
        size_t end = at;
        while (l->text.items[end])
            end++;
        sum_stretch(l, lat, l->text.items + at, (uint32_t)(end - at));
        at = end + 1;
    }
}

/* Shares from uses: words that are used too seldom are words no more, but for single characters. */
static void update_shares(learner *l)
{
    size_t slots = (size_t)l->trie.mask + 1;
    double total = 0;
    for (size_t i = 0; i < slots; i++) {
        l->used[i] += l->taught[i];
        if (l->used[i] < l->options->least)
            l->used[i] = 0;
        total += l->used[i];
    }
    for (size_t i = 0; i < slots; i++)
        l->share[i] = total > 0 ? l->used[i] / total : 0;
}

/* --- output ----------------------------------------------------------------------------------- */

typedef struct learned {
    char word[LONGEST_WORD * 4];
    uint32_t len;
    double count;
} learned;

static int compare_learned(const void *a, const void *b)
{
    const learned *left = a, *right = b;
    return em_str_cmp((em_str){ left->word, left->len }, (em_str){ right->word, right->len });
}

static void spell(const em_wordtrie *trie, em_wordnode node, learned *word)
{
    uint32_t characters[LONGEST_WORD];
    unsigned count = spell_characters(trie, node, characters);
    word->len = 0;
    for (unsigned i = 0; i < count; i++)
        word->len += (uint32_t)em_utf8_encode(word->word + word->len, characters[i]);
}

static em_status put_words(learner *l, em_buf *out, em_error *err)
{
    EM_VEC(learned) words = { 0 };
    for (size_t i = 0; i <= l->trie.mask && !l->failed; i++) {
        learned word = { .count = l->used[i] };
        if (l->used[i] < 0.5)
            continue;
        spell(&l->trie, (em_wordnode)i + 1, &word);
        if (!em_vec_push(&words, word))
            l->failed = true;
    }
    if (!l->failed && words.len)
        qsort(words.items, words.len, sizeof *words.items, compare_learned);
    for (size_t i = 0; i < words.len; i++)
        em_buf_printf(out, "%.*s\t%.0f\n", (int)words.items[i].len, words.items[i].word,
                      words.items[i].count);
    em_vec_release(&words);
    if (l->failed || out->status != EM_OK)
        return em_error_set(err, EM_E_MEMORY, "no memory for the learned words");
    return EM_OK;
}

/* --- in order ----------------------------------------------------------------------------------
 */

#define PAIRS_MAX ((size_t)1300000)

static bool make_counts(double ***fields, size_t count, size_t slots)
{
    for (size_t i = 0; i < count; i++) {
        *fields[i] = em_mem_zalloc(slots, sizeof **fields[i]);
        if (!*fields[i])
            return false;
    }
    return true;
}

static em_status make_tables(learner *l, size_t nodes, em_error *err)
{
    em_status status = em_wordtrie_init(&l->trie, nodes, err);
    if (status == EM_OK)
        status = em_wordtrie_init(&l->pairs, PAIRS_MAX, err);
    if (status != EM_OK)
        return status;
    double **of_words[] = { &l->share, &l->used, &l->taught, &l->parted };
    double **of_pairs[] = { &l->seen, &l->ends, &l->starts, &l->marked };
    if (!make_counts(of_words, 4, (size_t)l->trie.mask + 1) ||
        !make_counts(of_pairs, 4, (size_t)l->pairs.mask + 1))
        return em_error_set(err, EM_E_MEMORY, "no memory for counts");
    return EM_OK;
}

static em_status read_dictionary(learner *l, em_error *err)
{
    em_cjdict dictionary;
    icu_words words = { l, NODES_FOR_NEW_WORDS };
    em_status status = em_cjdict_open(&dictionary, err);
    if (status != EM_OK)
        return status;
    status = em_cjdict_each(&dictionary, count_units, &words, err);
    if (status == EM_OK)
        status = make_tables(l, words.nodes, err);
    if (status == EM_OK)
        status = em_cjdict_each(&dictionary, add_icu_word, &words, err);
    em_cjdict_close(&dictionary);
    return status;
}

static em_status prepare(learner *l, em_str raw, em_str segmented, em_error *err)
{
    em_status status = em_chars_new(&l->chars, err);
    if (status == EM_OK)
        status = read_dictionary(l, err);
    if (status != EM_OK)
        return status;
    read_raw(l, raw);
    count_pairs(l);
    read_segmented(l, segmented);
    if (segmented.len > 1 && !l->failed)
        drop_phrases(l);
    if (l->options->candidate_uses && !l->failed)
        add_candidates(l);
    for (size_t i = 0; i <= l->trie.mask; i++)
        if (l->taught[i] > 0 && l->share[i] < FIRST_SHARE)
            l->share[i] = FIRST_SHARE;
    return l->failed
               ? em_error_set(err, EM_E_MEMORY, "no room for the words and pairs of the texts")
               : EM_OK;
}

static void release(learner *l)
{
    em_chars_free(l->chars);
    em_wordtrie_release(&l->trie);
    em_vec_release(&l->text);
    em_mem_free(l->share);
    em_mem_free(l->used);
    em_mem_free(l->taught);
    em_mem_free(l->parted);
    em_wordtrie_release(&l->pairs);
    em_mem_free(l->seen);
    em_mem_free(l->ends);
    em_mem_free(l->starts);
    em_mem_free(l->marked);
}

em_status em_wordlearn(em_buf *out, em_str raw, em_str segmented,
                       const em_wordlearn_options *options, em_error *err)
{
    learner l = { .options = options };
    em_status status = prepare(&l, raw, segmented, err);
    lattice *lat = status == EM_OK ? em_mem_alloc(sizeof *lat) : NULL;
    if (status == EM_OK && !lat)
        status = em_error_set(err, EM_E_MEMORY, "no memory for a lattice");
    for (unsigned round = 0; status == EM_OK && round < options->rounds; round++) {
        sum_all(&l, lat);
        update_shares(&l);
    }
    if (status == EM_OK)
        status = put_words(&l, out, err);
    em_mem_free(lat);
    release(&l);
    return status;
}
