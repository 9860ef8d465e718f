/*
 * The matcher against a naive reference on random lexicons and texts, and its rules for edges,
 * exceptions and leftmost-longest on cases that read by themselves.
 */
#include "match/matcher.h"

#include "base/buf.h"

#include <stdio.h>

#include "support/naive_match.h"

/* --- the naive reference
 * --------------------------------------------------------------------------- */

typedef struct literal {
    char bytes[64];
    size_t len;
    unsigned flags;
    uint32_t group, entry;
    bool is_exception;
} literal;

/* Fills `hits`; returns their number. */
static size_t naive_find(naive_hit *hits, size_t max, const literal *lits, size_t count,
                         const em_match_subject *s)
{
    size_t found = 0;
    em_hit except[512];
    size_t excepts = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; at < s->folded.len; at++) {
            size_t end = naive_end((em_str){ lits[i].bytes, lits[i].len }, s->folded, at);
            if (end == 0 || !naive_edges(s, lits[i].flags, at, end))
                continue;
            em_hit hit = { lits[i].entry, (uint32_t)at, (uint32_t)end };
            ck_assert(found < max && excepts < 512);
            if (lits[i].is_exception)
                except[excepts++] = hit;
            else
                hits[found++] = (naive_hit){ hit, lits[i].group,
                                             (lits[i].flags & EM_LITERAL_ALL_HITS) != 0 };
        }
    return naive_choose(hits, found, except, excepts);
}

/* --- random cases
 * ---------------------------------------------------------------------------------- */

/* Few characters, so that terms overlap; every class that the matcher tells apart. */
static size_t random_text(char *out, size_t max_chars)
{
    static const char *const CHARS[] = { "ab1ab1ab1ab1a",
                                         "ab1ab1ab1ab1b",
                                         "a",
                                         "b",
                                         "a",
                                         "b",
                                         "s",
                                         "1",
                                         " ",
                                         "-",
                                         "\u2013",
                                         "\t",
                                         "\u00A0",
                                         "\u3000",
                                         "'",
                                         "\u2019",
                                         "\u2018",
                                         "\u02BC",
                                         "\u4DC0",
                                         "\u0122",
                                         "\u00E9",
                                         "英",
                                         "国",
                                         "开",
                                         "😀",
                                         ".",
                                         "abababab",
                                         "abababac" };
    size_t len = 0, chars = 1 + below((uint32_t)max_chars);
    for (size_t i = 0; i < chars; i++) {
        const char *c = CHARS[below(sizeof CHARS / sizeof *CHARS)];
        memcpy(out + len, c, strlen(c));
        len += strlen(c);
    }
    return len;
}

static size_t random_lexicon(literal *lits, size_t max)
{
    size_t count = 1 + below((uint32_t)max);
    for (size_t i = 0; i < count; i++) {
        char bytes[128];
        size_t len = random_text(bytes, 4);
        lits[i] = (literal){ .len = len, .flags = below(8), .entry = (uint32_t)i };
        lits[i].group = below(3);
        if (i > 0 && below(4) == 0) {
            lits[i].is_exception = true;
            lits[i].flags &= 3;
            lits[i].entry = below((uint32_t)i);
        }
        memcpy(lits[i].bytes, bytes, len);
    }
    return count;
}

static em_matcher *build(const literal *lits, size_t count)
{
    em_matcher_builder *builder;
    em_matcher *matcher;
    ck_assert_int_eq(em_matcher_builder_new(&builder, NULL), EM_OK);
    for (size_t i = 0; i < count; i++) {
        em_str bytes = { lits[i].bytes, lits[i].len };
        em_status status = lits[i].is_exception
                               ? em_matcher_add_exception(builder, lits[i].entry, bytes,
                                                          lits[i].flags, NULL)
                               : em_matcher_add_literal(builder, bytes, lits[i].flags,
                                                        lits[i].group, lits[i].entry, NULL);
        ck_assert_int_eq(status, EM_OK);
    }
    ck_assert_int_eq(em_matcher_build(&matcher, builder, NULL), EM_OK);
    return matcher;
}

static void show(em_buf *out, const literal *lits, size_t count, em_str text)
{
    em_buf_printf(out, "text \"%.*s\"\n", EM_STR_ARG(text));
    for (size_t i = 0; i < count; i++)
        em_buf_printf(out, "  %s \"%.*s\" entry %u group %u flags %u\n",
                      lits[i].is_exception ? "except" : "literal", (int)lits[i].len, lits[i].bytes,
                      lits[i].entry, lits[i].group, lits[i].flags);
}

static void compare(const literal *lits, size_t count, em_str text, const em_hit *got,
                    size_t got_count)
{
    static naive_hit want[4096];
    subject_room room;
    make_subject(&room, text);
    size_t want_count = naive_find(want, 4096, lits, count, &room.subject);
    bool equal = got_count == want_count;
    for (size_t i = 0; i < want_count && equal; i++)
        equal = memcmp(&got[i], &want[i].hit, sizeof got[i]) == 0;
    if (equal)
        return;
    em_buf text_out;
    em_buf_init(&text_out, EM_BUF_UNLIMITED);
    show(&text_out, lits, count, text);
    for (size_t i = 0; i < want_count; i++)
        em_buf_printf(&text_out, "  want %u [%u,%u)\n", want[i].hit.entry, want[i].hit.start,
                      want[i].hit.end);
    for (size_t i = 0; i < got_count; i++)
        em_buf_printf(&text_out, "  got %u [%u,%u)\n", got[i].entry, got[i].start, got[i].end);
    ck_abort_msg("%s", text_out.data);
}

START_TEST(matcher_agrees_with_a_naive_search)
{
    const char *seed = getenv("EM_TEST_SEED");
    size_t cases = getenv("EM_TEST_LONG") ? 1000000 : 20000;
    random_state = seed ? strtoull(seed, NULL, 10) : 20110429;
    printf("seed %llu, %zu cases\n", (unsigned long long)random_state, cases);
    for (size_t i = 0; i < cases; i++) {
        literal lits[12];
        char text[1024];
        size_t count = random_lexicon(lits, 12);
        em_matcher *matcher = build(lits, count);
        em_match_scratch *scratch;
        ck_assert_int_eq(em_match_scratch_new(&scratch, matcher, NULL), EM_OK);
        for (int round = 0; round < 2; round++) {
            subject_room room;
            em_str subject = { text, random_text(text, 40) };
            em_hit *hits;
            size_t hit_count;
            uint32_t undecided;
            make_subject(&room, subject);
            ck_assert_int_eq(em_matcher_find(&hits, &hit_count, &undecided, matcher, scratch,
                                             &room.subject, NULL),
                             EM_OK);
            compare(lits, count, subject, hits, hit_count);
        }
        em_match_scratch_free(scratch);
        em_matcher_free(matcher);
    }
}
END_TEST

/* --- long runs ----------------------------------------------------------------------------------
 */

/* The labels of long runs are hashes: the first two here have one, and so has the third's run. */
START_TEST(runs_of_one_label_are_told_apart)
{
    const literal lits[] = {
        { "abababababababab", 16, EM_LITERAL_EDGE_START | EM_LITERAL_EDGE_END, 0, 0, false },
        { "svo5f55bfskuebog", 16, EM_LITERAL_EDGE_START | EM_LITERAL_EDGE_END, 0, 1, false },
        { "a svo5f55bfskuebog", 18, EM_LITERAL_EDGE_START | EM_LITERAL_EDGE_END, 0, 2, false },
        { "a abababababababab", 18, EM_LITERAL_EDGE_START | EM_LITERAL_EDGE_END, 0, 3, false },
    };
    em_matcher *matcher = build(lits, sizeof lits / sizeof *lits);
    em_match_scratch *scratch;
    subject_room room;
    em_buf text;
    em_hit *hits;
    size_t count;
    uint32_t undecided;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_buf_puts(&text, "svo5f55bfskuebog abababababababab, a abababababababab "
                       "a svo5f55bfskuebog a ");
    for (int i = 0; i < 984; i++)
        em_buf_put_char(&text, 'a');
    em_buf_puts(&text, "242xa1kq7ixqeq9b");
    make_subject(&room, em_buf_str(&text));
    ck_assert_int_eq(em_match_scratch_new(&scratch, matcher, NULL), EM_OK);
    ck_assert_int_eq(
        em_matcher_find(&hits, &count, &undecided, matcher, scratch, &room.subject, NULL), EM_OK);
    compare(lits, sizeof lits / sizeof *lits, em_buf_str(&text), hits, count);
    ck_assert_uint_eq(count, 4);
    em_match_scratch_free(scratch);
    em_matcher_free(matcher);
    em_buf_release(&text);
}
END_TEST

START_TEST(too_many_hits_are_a_limit)
{
    const literal lits[] = { { "a", 1, 0, 0, 0, false }, { "ab", 2, 0, 1, 1, false } };
    em_matcher *matcher = build(lits, sizeof lits / sizeof *lits);
    em_match_scratch *scratch;
    em_buf text;
    em_hit *hits;
    size_t count;
    uint32_t undecided;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    for (size_t i = 0; i <= EM_MATCH_MAX_HITS; i++)
        em_buf_put_char(&text, 'a');
    em_match_subject subject = { .folded = em_buf_str(&text) };
    ck_assert_int_eq(em_match_scratch_new(&scratch, matcher, NULL), EM_OK);
    ck_assert_int_eq(em_matcher_find(&hits, &count, &undecided, matcher, scratch, &subject, NULL),
                     EM_E_LIMIT);
    ck_assert_uint_eq(count, 0);
    subject.folded = EM_STR("ab");
    ck_assert_int_eq(em_matcher_find(&hits, &count, &undecided, matcher, scratch, &subject, NULL),
                     EM_OK);
    compare(lits, sizeof lits / sizeof *lits, subject.folded, hits, count);
    em_match_scratch_free(scratch);
    em_matcher_free(matcher);
    em_buf_release(&text);
}
END_TEST

/* --- the term language ---------------------------------------------------------------------------
 */

/* Writes the hits of one term in `text` as "a b|c d". */
static void find_term(em_buf *out, const char *term, const char *text)
{
    const em_rule_folder folder = { same_text, same_text, test_edges, NULL, NULL };
    em_matcher_builder *builder;
    em_matcher *matcher;
    em_match_scratch *scratch;
    em_arena arena;
    const em_rule *rule;
    size_t error_at, count;
    uint32_t undecided;
    em_hit *hits;
    subject_room room;
    em_error err = { .text = "" };
    em_arena_init(&arena, 1 << 20);
    ck_assert_msg(em_rule_parse(&rule, &arena, em_str_from(term), NULL, &error_at, &err) == EM_OK,
                  "%s: %s", term, err.text);
    ck_assert_int_eq(em_matcher_builder_new(&builder, NULL), EM_OK);
    ck_assert_msg(em_matcher_add_rule(builder, rule, 0, 0, 0, &folder, &error_at, &err) == EM_OK,
                  "%s: %s", term, err.text);
    ck_assert_int_eq(em_matcher_build(&matcher, builder, NULL), EM_OK);
    ck_assert_int_eq(em_match_scratch_new(&scratch, matcher, NULL), EM_OK);
    make_subject(&room, em_str_from(text));
    ck_assert_int_eq(
        em_matcher_find(&hits, &count, &undecided, matcher, scratch, &room.subject, NULL), EM_OK);
    ck_assert_uint_eq(undecided, 0);
    em_buf_puts(out, "");
    for (size_t i = 0; i < count; i++)
        em_buf_printf(out, "%s%.*s", i ? "|" : "", (int)(hits[i].end - hits[i].start),
                      text + hits[i].start);
    em_match_scratch_free(scratch);
    em_matcher_free(matcher);
    em_arena_release(&arena);
}

static const struct {
    const char *term, *text, *want;
} TERMS[] = {
    { "open-minded", "open minded, open-minded, open  - minded, openminded",
      "open minded|open-minded|open  - minded" },
    { "open minded", "so open-minded", "open-minded" },
    { "uk", "the uk's people; truck; uk\u2019s uk英国", "uk|uk|uk" },
    { "don't", "i don\u2019t and don't", "don\u2019t|don't" },
    { "uk", "uk\u02BCs uk\u2018s", "uk|uk" },
    { "uk*", "uk\u02BCs", "uk\u02BCs" },
    { "u*k", "uk\u02BCs", "uk" },
    { "开放", "改革开放", "开放" },
    { "open*", "open opens opening reopen open-air", "open|opens|opening|open" },
    { "*minded", "narrow-minded reminded minded's", "minded|reminded|minded" },
    { "wom?n", "woman women womn womaan", "woman|women" },
    { "a*b*c", "axxbxxc abc acb aXbXcX", "axxbxxc|abc" },
    { "open* mind*", "opening minds, open-minded, open the mind", "opening minds|open-minded" },
    { "开?包", "开放包 开包 开放放包", "开放包" },
    { "fish OR chips", "fish and chips", "fish|chips" },
    { "a NEAR/2 b", "a b. a x b. a x x b. b x a", "a b|a x b|b x a" },
    { "a ONEAR/2 b", "b a. a x b", "a x b" },
    { "a NEAR/3 b", "a b. a", "a b" },
    { "a NEAR/9 b", "a. b", "" },
    { "a NEAR/3 b", "a x a b", "a b" },
    { "a NOT NEAR/2 b", "a b. a x x b. b a", "a" },
    { "a NOT NEAR/4 (/b.*d/ OR c)", "a b c. d", "" },
    { "a NOT NEAR/4 (/b.*d/ OR c)", "a b x. d", "a" },
    { "开 NEAR/2 国", "开放国 开放放国", "开放国" },
    { "(a OR b) NEAR/1 (c OR d)", "a c. b d. a b", "a c|b d" },
    { "a NEAR/2 b NEAR/2 c", "a b c. a b x x x c", "a b c" },
    { "(a b x OR b) NEAR/1 c", "a b x c", "a b x c" },
    { "(a b c OR b) ONEAR/1 c", "a b c", "b c" },
    { "\"exact\"", "exact inexact", "exact" },
    { "/colou?r/", "color colour colouring", "color|colour" },
    { "/\\bx+\\b/", "xx axx x", "xx|x" },
    { "/a\\/b/", "a/b", "a/b" },
    { "5\\*", "a 5* hotel, 55", "5*" },
    { "why\\?", "why? why not", "why?" },
    { "\\(y\\)", "good (y)", "(y)" },
    { "OR", "", "" },
    { "and OR/or", "", "" },
};

START_TEST(terms_match_what_their_language_says)
{
    em_buf got;
    em_buf_init(&got, EM_BUF_UNLIMITED);
    find_term(&got, TERMS[_i].term, TERMS[_i].text);
    ck_assert_msg(strcmp(got.data ? got.data : "", TERMS[_i].want) == 0, "%s in \"%s\": %s, not %s",
                  TERMS[_i].term, TERMS[_i].text, got.data, TERMS[_i].want);
    em_buf_release(&got);
}
END_TEST

/* Positions of `word` among the words of a text of single letters. */
static bool naive_near(const char *text, char a, char b, size_t reach, bool ordered)
{
    size_t words = 0, place[256];
    char word[256];
    int sentence[256], s = 0;
    for (; *text; text++) {
        s += *text == '.';
        if (*text >= 'a' && *text <= 'z') {
            word[words] = *text;
            sentence[words] = s;
            place[words] = words;
            words++;
        }
    }
    for (size_t i = 0; i < words; i++)
        for (size_t j = 0; j < words; j++)
            if (word[i] == a && word[j] == b && sentence[i] == sentence[j] && i != j &&
                (i < j ? place[j] - place[i] <= reach : !ordered && place[i] - place[j] <= reach))
                return true;
    return false;
}

START_TEST(proximity_agrees_with_a_naive_search)
{
    random_state = 1947;
    for (int i = 0; i < 4000; i++) {
        char text[64], term[32];
        size_t len = 1 + below(12), reach = 1 + below(4);
        bool ordered = below(2);
        for (size_t j = 0; j < len; j++) {
            text[2 * j] = "abcdx"[below(5)];
            text[2 * j + 1] = below(6) ? ' ' : '.';
        }
        text[2 * len] = '\0';
        snprintf(term, sizeof term, "a %s/%zu b", ordered ? "ONEAR" : "NEAR", reach);
        em_buf got;
        em_buf_init(&got, EM_BUF_UNLIMITED);
        find_term(&got, term, text);
        ck_assert_msg((got.len > 0) == naive_near(text, 'a', 'b', reach, ordered), "%s in \"%s\"",
                      term, text);
        em_buf_release(&got);
    }
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_set_timeout(tests, 1700);
    tcase_add_test(tests, matcher_agrees_with_a_naive_search);
    tcase_add_test(tests, runs_of_one_label_are_told_apart);
    tcase_add_test(tests, too_many_hits_are_a_limit);
    tcase_add_loop_test(tests, terms_match_what_their_language_says, 0,
                        sizeof TERMS / sizeof *TERMS);
    tcase_add_test(tests, proximity_agrees_with_a_naive_search);
}

CHECK_MAIN("matcher", add_tests)
