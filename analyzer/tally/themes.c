/* Unexpected themes: keyness of words in one set of sampled comments against another. */
#include "tally/themes.h"

#include "base/str.h"
#include "stats/keyness.h"

#include <stdlib.h>

/* Of two words of which one is part of the other, the second is dropped where nearly all its
 * comments are the first's: at most this many times as many. */
#define SAME_THEME_FACTOR 1.25

/* Chi-square with one degree of freedom: beyond it p is below 0.001. */
#define TELLING_G2 10.828

/* Words in so large a share of the second set's comments are anybody's ("the", the subject's
 * name) and tell nothing, nor does a pair with one of them; in a small set by so many comments. */
#define COMMON_SHARE 0.02
#define COMMON_COMMENTS 5

/* Which sets are compared, and how they are called. */
typedef struct contrast {
    em_word_set set, against;
    const char *set_key, *against_key;
} contrast;

static const contrast RECEIPT = { EM_SET_RECEIVERS, EM_SET_OTHERS, "receivers", "others" };
static const contrast PERIODS = { EM_SET_CAMPAIGN, EM_SET_BASELINE, "campaign", "baseline" };

typedef struct theme {
    const em_word *word;
    em_keyness keyness;
} theme;

static int compare_themes(const void *a, const void *b)
{
    const theme *left = a, *right = b;
    if (left->keyness.g2 != right->keyness.g2)
        return left->keyness.g2 > right->keyness.g2 ? -1 : 1;
    if (!left->word->pair[0] != !right->word->pair[0])
        return left->word->pair[0] ? -1 : 1;
    return em_str_cmp(left->word->text, right->word->text);
}

static bool contains(em_str whole, em_str part)
{
    return part.len <= whole.len && memmem(whole.data, whole.len, part.data, part.len);
}

static bool is_same_theme(const em_word *a, const em_word *b, em_word_set set)
{
    double of_a = a->comments[set], of_b = b->comments[set];
    return (contains(a->text, b->text) || contains(b->text, a->text)) &&
           of_a <= SAME_THEME_FACTOR * of_b && of_b <= SAME_THEME_FACTOR * of_a;
}

static bool is_common(const em_words *words, const em_word *word, em_word_set set)
{
    return word->comments[set] >= COMMON_COMMENTS &&
           word->comments[set] > COMMON_SHARE * (double)words->distinct[set];
}

static bool has_common_word(const em_words *words, const em_word *word, em_word_set set)
{
    const em_word *all = words->words.items;
    if (!word->pair[0])
        return is_common(words, word, set);
    return is_common(words, &all[word->pair[0] - 1], set) ||
           is_common(words, &all[word->pair[1] - 1], set);
}

static void put_theme(em_json_tree *tree, cJSON *parent, const theme *shown, const contrast *by)
{
    cJSON *object = em_json_add_object(tree, parent, NULL);
    em_json_add_string(tree, object, "word", shown->word->text);
    em_json_add_number(tree, object, by->set_key, shown->word->comments[by->set]);
    em_json_add_number(tree, object, by->against_key, shown->word->comments[by->against]);
    em_json_add_number(tree, object, "g2", shown->keyness.g2);
    em_json_add_number(tree, object, "log_ratio", shown->keyness.log_ratio);
}

static size_t find_themes(theme *themes, const em_words *words, const contrast *by)
{
    size_t count = 0;
    for (size_t i = 0; i < words->words.len; i++) {
        theme *next = &themes[count];
        next->word = &words->words.items[i];
        uint32_t having = next->word->comments[by->set];
        if (having >= EM_THEMES_MIN_COMMENTS &&
            em_keyness_measure(&next->keyness, having, words->distinct[by->set],
                               next->word->comments[by->against],
                               words->distinct[by->against]) == EM_OK &&
            next->keyness.g2 > TELLING_G2 && !has_common_word(words, next->word, by->against))
            count++;
    }
    if (count)
        qsort(themes, count, sizeof *themes, compare_themes);
    return count;
}

/* `themes` has room for all words. */
static void put_contrast(em_json_tree *tree, cJSON *object, theme *themes, const em_words *words,
                         const contrast *by)
{
    size_t count = find_themes(themes, words, by), shown = 0;
    em_json_add_number(tree, object, by->set_key, (double)words->distinct[by->set]);
    em_json_add_number(tree, object, by->against_key, (double)words->distinct[by->against]);
    cJSON *list = em_json_add_array(tree, object, "words");
    for (size_t i = 0; i < count && shown < EM_THEMES_MAX; i++) {
        bool is_new = true;
        for (size_t j = 0; j < shown && is_new; j++)
            is_new = !is_same_theme(themes[i].word, themes[j].word, by->set);
        if (!is_new)
            continue;
        themes[shown] = themes[i]; /* those shown gather at the front */
        put_theme(tree, list, &themes[shown++], by);
    }
}

em_status em_themes_put(em_json_tree *tree, cJSON *root, const em_words *words, em_error *err)
{
    theme *themes = em_mem_zalloc(words->words.len + 1, sizeof *themes);
    if (!themes)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    cJSON *object = em_json_add_object(tree, root, "themes");
    put_contrast(tree, object, themes, words, &RECEIPT);
    if (words->distinct[EM_SET_CAMPAIGN] && words->distinct[EM_SET_BASELINE])
        put_contrast(tree, em_json_add_object(tree, object, "change"), themes, words, &PERIODS);
    em_mem_free(themes);
    return EM_OK;
}
