/* analyzer/text/wordpack.c: it holds the words that were put in, and no others. */
#include "text/wordpack.h"

#include "support/check_main.h"

#include <string.h>

enum { WORDS = 4000, LONGEST = 5, LETTERS = 7 };

typedef struct word {
    uint32_t characters[LONGEST];
    size_t len;
    uint32_t cost;
} word;

static uint64_t random_state = 7;

static uint32_t below(uint32_t n)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random_state >> 33) % n;
}

/* Few letters, so that beginnings are shared; among them neighbours and one past U+FFFF. */
static word random_word(void)
{
    static const uint32_t ALPHABET[LETTERS] = { 0x4E00, 0x4E01, 0x5F00, 0x653E,
                                                0x9FA5, 0xFF9F, 0x2070E };
    word w = { .len = 1 + below(LONGEST), .cost = below(EM_WORDPACK_MAX_COST + 1) };
    for (size_t i = 0; i < w.len; i++)
        w.characters[i] = ALPHABET[below(LETTERS)];
    return w;
}

static int compare(const void *left, const void *right)
{
    const word *a = left, *b = right;
    for (size_t i = 0; i < LONGEST; i++) /* what stands behind a word's end is 0 */
        if (a->characters[i] != b->characters[i])
            return a->characters[i] < b->characters[i] ? -1 : 1;
    return 0;
}

static em_packnode walk(const em_wordpack *pack, const uint32_t *characters, size_t len)
{
    em_packnode node = pack->root;
    for (size_t i = 0; i < len && node; i++)
        node = em_wordpack_step(pack, node, characters[i]);
    return node;
}

START_TEST(words_are_found_with_their_costs_and_others_are_not)
{
    static word words[WORDS];
    em_wordpack_builder builder = { 0 };
    em_wordpack pack;
    for (size_t i = 0; i < WORDS; i++)
        words[i] = random_word();
    qsort(words, WORDS, sizeof *words, compare);
    for (size_t i = 0; i < WORDS; i++)
        ck_assert_int_eq(
            em_wordpack_put(&builder, words[i].characters, words[i].len, words[i].cost, NULL),
            EM_OK);
    ck_assert_int_eq(em_wordpack_finish(&pack, &builder, NULL), EM_OK);
    for (size_t i = 0; i < WORDS; i++) {
        bool last_of_equals = i + 1 == WORDS || compare(&words[i], &words[i + 1]) != 0;
        em_packnode node = walk(&pack, words[i].characters, words[i].len);
        ck_assert(node != 0);
        if (last_of_equals)
            ck_assert_uint_eq(em_wordpack_cost(node), words[i].cost);
    }
    for (size_t i = 0; i < WORDS; i++) {
        word w = random_word();
        const word *found = bsearch(&w, words, WORDS, sizeof *words, compare);
        em_packnode node = walk(&pack, w.characters, w.len);
        ck_assert_int_eq(found != NULL, node != 0 && em_wordpack_cost(node) != UINT32_MAX);
        w.characters[w.len - 1] = 'a';
        ck_assert(walk(&pack, w.characters, w.len) == 0);
    }
    em_wordpack_release(&pack);
}
END_TEST

START_TEST(without_words_nothing_is_found)
{
    em_wordpack_builder builder = { 0 };
    em_wordpack pack;
    ck_assert_int_eq(em_wordpack_finish(&pack, &builder, NULL), EM_OK);
    ck_assert_ptr_null(pack.slots);
    ck_assert(em_wordpack_step(&pack, pack.root, 0x4E00) == 0);
    em_wordpack_release(&pack);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, words_are_found_with_their_costs_and_others_are_not);
    tcase_add_test(tests, without_words_nothing_is_found);
}

CHECK_MAIN("wordpack", add_tests)
