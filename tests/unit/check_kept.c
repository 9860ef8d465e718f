/* analyzer/tally/kept.c: masked handles, moved evidence, pools and samples. */
#include "tally/kept.h"

#include "support/check_main.h"
#include "support/tally_fixture.h"

static const uint32_t TERMS[FIXTURE_TERMS + 2] = { 0 };

static em_kept *keep(const char *text, em_mention *mention)
{
    static const em_stance STANCES[FIXTURE_MESSAGES] = { EM_STANCE_AFFIRMED };
    em_verdict verdict = {
        .language = "en", .stances = STANCES, .mentions = mention, .mention_count = mention ? 1 : 0
    };
    em_record record = { .text = em_str_from(text), .likes = EM_LIKES_UNKNOWN };
    return em_kept_new(&record, &verdict, 1, TERMS, FIXTURE_MESSAGES);
}

static const struct {
    const char *text, *masked;
} HANDLES[] = {
    { "no handle here", "no handle here" },
    { "@someone is right", "@… is right" },
    { "so true @a_b-c.d!", "so true @…!" },
    { "//@英国那些事儿: 开放", "//@…: 开放" },
    { "回复@小明：同意", "回复@…：同意" },
    { "write to jane.doe@example.com now", "write to @… now" },
    { "@@twice", "@@…" },
    { "at 5 @ home", "at 5 @ home" },
    { "@", "@" },
    { "", "" },
};

START_TEST(handles_are_masked)
{
    em_kept *kept = keep(HANDLES[_i].text, NULL);
    char *masked = em_mem_strdup(kept->text);
    ck_assert_str_eq(masked, HANDLES[_i].masked);
    em_mem_free(masked);
    em_kept_drop(kept);
}
END_TEST

START_TEST(evidence_moves_with_the_text)
{
    const char *text = "@someone and @b: so open-minded";
    size_t at = (size_t)(strstr(text, "open") - text);
    em_mention mention = { .entry = 1,
                           .stance = EM_STANCE_AFFIRMED,
                           .field = { (uint32_t)at, (uint32_t)at + 4 } };
    em_kept *kept = keep(text, &mention);
    ck_assert_uint_eq(kept->mention_count, 1);
    em_span span = { kept->mentions[0].start, kept->mentions[0].end };
    ck_assert(em_str_eq(em_str_sub(kept->text, span), EM_STR("open")));
    em_kept_drop(kept);
}
END_TEST

START_TEST(long_comments_are_cut_around_their_evidence)
{
    char text[4000];
    for (size_t i = 0; i < 1200; i++)
        memcpy(text + 3 * i, "英", 3);
    memcpy(text + 2700, "open", 4);
    memcpy(text + 2704, "  ", 2);
    text[3600] = '\0';
    em_mention mention = { .entry = 1, .stance = EM_STANCE_AFFIRMED, .field = { 2700, 2704 } };
    em_kept *kept = keep(text, &mention);
    ck_assert(kept->cut);
    ck_assert_uint_le(kept->text.len, EM_KEPT_TEXT_BYTES);
    em_span span = { kept->mentions[0].start, kept->mentions[0].end };
    ck_assert(em_str_eq(em_str_sub(kept->text, span), EM_STR("open")));
    ck_assert(((unsigned char)kept->text.data[0] & 0xC0) != 0x80);
    em_kept_drop(kept);
}
END_TEST

static em_kept *plain(uint64_t hash, uint64_t key)
{
    em_kept *kept = em_kept_alloc(0, 0, 0, 0, 0);
    kept->hash = hash;
    kept->copy_key = key;
    return kept;
}

/* Pools filled in any order, alone or merged, hold the same. */
START_TEST(the_best_do_not_depend_on_the_order)
{
    em_best whole = { NULL, 0 }, parts[2] = { { NULL, 0 }, { NULL, 0 } };
    em_random random = em_random_seed((uint64_t)_i + 1);
    for (int i = 0; i < 2000; i++) {
        int64_t rank = (int64_t)em_random_below(&random, 300);
        em_kept *kept = plain(em_random_next(&random), em_random_below(&random, 150));
        ck_assert(em_best_put(&whole, rank, kept));
        ck_assert(em_best_put(&parts[em_random_below(&random, 2)], rank, kept));
        em_kept_drop(kept);
    }
    for (size_t i = 0; i < parts[1].count; i++)
        ck_assert(em_best_put(&parts[0], parts[1].items[i].rank, parts[1].items[i].kept));
    ck_assert_uint_eq(whole.count, EM_BEST_MAX);
    ck_assert_uint_eq(parts[0].count, EM_BEST_MAX);
    for (size_t i = 0; i < whole.count; i++) {
        ck_assert_ptr_eq(whole.items[i].kept, parts[0].items[i].kept);
        for (size_t j = 0; j < i; j++)
            ck_assert_uint_ne(whole.items[i].kept->copy_key, whole.items[j].kept->copy_key);
    }
    em_best_release(&whole);
    em_best_release(&parts[0]);
    em_best_release(&parts[1]);
}
END_TEST

START_TEST(a_sample_is_the_smallest_hashes)
{
    enum { ALL = 500, KEPT = 37 };
    em_sample sample = { .max = KEPT };
    uint64_t hashes[ALL];
    em_random random = em_random_seed(3);
    for (size_t i = 0; i < ALL; i++) {
        hashes[i] = em_random_next(&random);
        em_kept *kept = plain(hashes[i], 0);
        ck_assert(em_sample_put(&sample, kept));
        em_kept_drop(kept);
    }
    em_sampled *sorted = em_sample_sorted(&sample);
    ck_assert_uint_eq(sample.heap.len, KEPT);
    for (size_t i = 0; i < KEPT; i++) {
        size_t smaller = 0;
        for (size_t j = 0; j < ALL; j++)
            smaller += hashes[j] < sorted[i].kept->hash;
        ck_assert_uint_eq(smaller, i);
    }
    em_mem_free(sorted);
    em_sample_release(&sample);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, handles_are_masked, 0, sizeof HANDLES / sizeof *HANDLES);
    tcase_add_test(tests, evidence_moves_with_the_text);
    tcase_add_test(tests, long_comments_are_cut_around_their_evidence);
    tcase_add_loop_test(tests, the_best_do_not_depend_on_the_order, 0, 4);
    tcase_add_test(tests, a_sample_is_the_smallest_hashes);
}

CHECK_MAIN("kept", add_tests)
