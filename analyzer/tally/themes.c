/* Unexpected themes: keyness of words in the sample of receivers against that of the others. */
#include "tally/themes.h"

#include "base/str.h"
#include "stats/keyness.h"

#include <stdlib.h>

/* Of two words of which one is part of the other, the second is dropped where nearly all its
 * comments are the first's: at most this many times as many. */
#define SAME_THEME_FACTOR 1.25

/* Chi-square with one degree of freedom: beyond it p is below 0.001. */
#define TELLING_G2 10.828

typedef struct theme {
    const em_word *word;
    em_keyness keyness;
} theme;

static int compare_themes(const void *a, const void *b)
{
    const theme *left = a, *right = b;
    if (left->keyness.g2 != right->keyness.g2)
        return left->keyness.g2 > right->keyness.g2 ? -1 : 1;
    if (left->word->pair != right->word->pair)
        return left->word->pair ? -1 : 1;
    return em_str_cmp(left->word->text, right->word->text);
}

static bool contains(em_str whole, em_str part)
{
    return part.len <= whole.len && memmem(whole.data, whole.len, part.data, part.len);
}

static bool is_same_theme(const em_word *a, const em_word *b)
{
    double of_a = a->comments[EM_SAMPLE_RECEIVERS], of_b = b->comments[EM_SAMPLE_RECEIVERS];
    return (contains(a->text, b->text) || contains(b->text, a->text)) &&
           of_a <= SAME_THEME_FACTOR * of_b && of_b <= SAME_THEME_FACTOR * of_a;
}

static void put_theme(em_json_tree *tree, cJSON *parent, const theme *shown)
{
    cJSON *object = em_json_add_object(tree, parent, NULL);
    em_json_add_string(tree, object, "word", shown->word->text);
    em_json_add_number(tree, object, "receivers", shown->word->comments[EM_SAMPLE_RECEIVERS]);
    em_json_add_number(tree, object, "others", shown->word->comments[EM_SAMPLE_OTHERS]);
    em_json_add_number(tree, object, "g2", shown->keyness.g2);
    em_json_add_number(tree, object, "log_ratio", shown->keyness.log_ratio);
}

static size_t find_themes(theme *themes, const em_words *words)
{
    size_t count = 0;
    for (size_t i = 0; i < words->words.len; i++) {
        theme *next = &themes[count];
        next->word = &words->words.items[i];
        uint32_t receivers = next->word->comments[EM_SAMPLE_RECEIVERS];
        if (receivers >= EM_THEMES_MIN_COMMENTS &&
            em_keyness_measure(&next->keyness, receivers, words->distinct[EM_SAMPLE_RECEIVERS],
                               next->word->comments[EM_SAMPLE_OTHERS],
                               words->distinct[EM_SAMPLE_OTHERS]) == EM_OK &&
            next->keyness.g2 > TELLING_G2)
            count++;
    }
    if (count)
        qsort(themes, count, sizeof *themes, compare_themes);
    return count;
}

em_status em_themes_put(em_json_tree *tree, cJSON *root, const em_words *words, em_error *err)
{
    theme *themes = em_mem_zalloc(words->words.len + 1, sizeof *themes);
    if (!themes)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    size_t count = find_themes(themes, words), shown = 0;
    cJSON *object = em_json_add_object(tree, root, "themes");
    em_json_add_number(tree, object, "receivers", (double)words->distinct[EM_SAMPLE_RECEIVERS]);
    em_json_add_number(tree, object, "others", (double)words->distinct[EM_SAMPLE_OTHERS]);
    cJSON *list = em_json_add_array(tree, object, "words");
    for (size_t i = 0; i < count && shown < EM_THEMES_MAX; i++) {
        bool is_new = true;
        for (size_t j = 0; j < shown && is_new; j++)
            is_new = !is_same_theme(themes[i].word, themes[j].word);
        if (!is_new)
            continue;
        themes[shown] = themes[i]; /* those shown gather at the front */
        put_theme(tree, list, &themes[shown++]);
    }
    em_mem_free(themes);
    return EM_OK;
}
