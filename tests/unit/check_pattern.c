/*
 * Patterns: what they match, that hostile ones stop within their bound and say so, and the
 * literals that are derived from them.
 */
#include "match/pattern.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"
#include "match/required.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <time.h>

#include "support/check_main.h"

#define SUBJECT_BYTES 2000
#define LIMIT_SECONDS 0.050
#define LONG_SUBJECT_BYTES 20000
#define LONG_LIMIT_SECONDS 0.500

/* Searches all windows; returns the number of matches, *decided is false where one was stopped. */
static size_t search(const em_pattern *pattern, em_pattern_scratch *scratch, em_str subject,
                     bool *decided)
{
    em_pattern_spans spans = { 0 };
    *decided = true;
    em_pattern_begin(scratch);
    for (size_t w = 0; w < em_pattern_window_count(subject.len); w++) {
        bool complete;
        ck_assert_int_eq(em_pattern_find(&spans, &complete, pattern, scratch, subject, w, NULL),
                         EM_OK);
        *decided &= complete;
    }
    size_t count = spans.len;
    em_vec_release(&spans);
    return count;
}

static em_pattern *compile(const char *source)
{
    em_pattern *pattern;
    em_error err = { .text = "" };
    size_t at;
    ck_assert_msg(em_pattern_new(&pattern, em_str_from(source), &at, &err) == EM_OK, "%s: %s",
                  source, err.text);
    return pattern;
}

START_TEST(matches_across_windows_are_found)
{
    em_pattern_scratch *scratch;
    em_pattern *pattern = compile("x+é");
    em_buf subject;
    bool decided;
    em_buf_init(&subject, EM_BUF_UNLIMITED);
    ck_assert_int_eq(em_pattern_scratch_new(&scratch, NULL), EM_OK);
    for (size_t place = 0; place < 6000; place += 37) {
        em_buf_reset(&subject);
        while (subject.len < place)
            em_buf_puts(&subject, "国");
        em_buf_puts(&subject, "xxxé");
        while (subject.len < 6000)
            em_buf_puts(&subject, "国");
        ck_assert_uint_ge(search(pattern, scratch, em_buf_str(&subject), &decided), 1);
        ck_assert(decided);
    }
    em_buf_release(&subject);
    em_pattern_scratch_free(scratch);
    em_pattern_free(pattern);
}
END_TEST

static const char *const REFUSED[] = { "\\C", "(a", "[z-a]", "(?<=a+)b", "a{70000}" };

START_TEST(what_does_not_compile_is_refused)
{
    em_pattern *pattern;
    em_error err = { .text = "" };
    size_t at;
    ck_assert_int_eq(em_pattern_new(&pattern, em_str_from(REFUSED[_i]), &at, &err), EM_E_LEXICON);
    ck_assert_ptr_null(pattern);
    ck_assert(strstr(err.text, "does not compile") != NULL);
}
END_TEST

START_TEST(odd_patterns_end)
{
    static const char *const ODD[] = {
        "(?=a)",      "\\b",      "a*",         "(?C)a", "(*LIMIT_MATCH=1)a+b",
        "a\\Kb|\\Ka", "(?R)?a|x", "(*NO_JIT)a", "^$",    "(?<=a\\Kb)c?"
    };
    em_pattern_scratch *scratch;
    bool decided;
    ck_assert_int_eq(em_pattern_scratch_new(&scratch, NULL), EM_OK);
    for (size_t i = 0; i < sizeof ODD / sizeof *ODD; i++) {
        em_pattern *pattern;
        size_t at;
        if (em_pattern_new(&pattern, em_str_from(ODD[i]), &at, NULL) != EM_OK)
            continue;
        search(pattern, scratch, EM_STR("aaabab 国国a é abcabc"), &decided);
        em_pattern_free(pattern);
    }
    em_pattern_scratch_free(scratch);
}
END_TEST

/* --- required literals
 * ------------------------------------------------------------------------------ */

/* Literals of each set, the sets in order with & between them; the best one stands in < >, one that
 * leads behind ^. */
static const struct {
    const char *pattern, *sets;
} REQUIRED[] = {
    { "toleran(t|ce)", "^<toleran>" },
    { "colou?r", "^<colo>" },
    { "(fish|chips)", "^<fish chips>" },
    { "(fish|chips)?", "" },
    { "a(bc)+d", "<bc>" },
    { "so+", "^<so>" },
    { "s{1,}o{1,}", "<so>" },
    { "ab*c", "" },
    { "\\bopen\\b", "^<open>" },
    { "[Oo]pen", "<pen>" },
    { "Open", "^<open>" },
    { "(?:abc|d)", "" },
    { "(?=abcdef)xy", "^<xy>" },
    { "(?!abcdef)xy", "^<xy>" },
    { "(?i)abc", "" },
    { "\\Qabc\\E", "" },
    { "abc\\d+defg", "^abc & <defg>" },
    { "\\x{41}bcd", "<bcd>" },
    { "开放.{0,3}包容", "^开放 & <包容>" },
    { "(nobody|no one) (\\w+ ){0,3}(pushes|barges)", "^nobody no one & <pushes barges>" },
    { "(ab(cd|ef))? still gh", "<still gh>" },
    { "(ab.cde|fgh)ij", "<cde fgh> & ij" },
    { "a\\.b", "^<a.b>" },
    { "[]x]yz", "<yz>" },
    { "[[:alpha:]]yz", "<yz>" },
    { "[[:x]ab|cd[e]", "<ab cd>" },
    { "[[:]ab", "<ab>" },
    { "[\\E]ab]cd", "" },
    { "(?<*ab)cd", "^<cd>" },
    { "ab -", "^<ab>" },
    { "ab--|cd \u2013", "^<ab cd>" },
    { "- -", "" },
    { "-ab -cd", "^<-ab -cd>" },
    { "\\Gabc", "<abc>" },
    { "x{0}yz", "<yz>" },
    { "x{,3}yz", "" }, /* a count for PCRE2 10.43, text for 10.42 */
    { "x{ 0 }yz", "" },
    { "x{}yz", "^<x{}yz>" },
    { "x{1,2,3}yz", "" },
    { "x{a}yz", "^<x{a}yz>" },
    { "(abc)\\1", "" },
    { "(?<name>abc)d", "^<abc>" },
    { "abc|", "" },
    { "^(?<!x)(我|咱们)(也|都)", "^我 咱们 & <也 都>" },
    { "(我|很咱们)", "^<我 很咱们>" },
    { "(我|.咱们)", "<我 咱们>" },
    { " abc", "<abc>" },
};

START_TEST(required_literals_are_those_of_every_match)
{
    em_required required;
    em_arena arena;
    em_buf got;
    em_arena_init(&arena, 1 << 20);
    em_buf_init(&got, EM_BUF_UNLIMITED);
    em_buf_puts(&got, "");
    ck_assert_int_eq(em_required_of(&required, &arena, em_str_from(REQUIRED[_i].pattern), NULL),
                     EM_OK);
    for (size_t i = 0; i < required.count; i++) {
        bool best = i == required.best;
        em_buf_printf(&got, "%s%s%s", i ? " & " : "", required.sets[i].leads ? "^" : "",
                      best ? "<" : "");
        for (size_t k = 0; k < required.sets[i].count; k++)
            em_buf_printf(&got, "%s%.*s", k ? " " : "", EM_STR_ARG(required.sets[i].literals[k]));
        em_buf_puts(&got, best ? ">" : "");
    }
    em_str want = em_str_from(REQUIRED[_i].sets);
    ck_assert_msg(em_str_eq(em_buf_str(&got), want), "%s: \"%s\", not \"%s\"", REQUIRED[_i].pattern,
                  got.data ? got.data : "", REQUIRED[_i].sets);
    em_buf_release(&got);
    em_arena_release(&arena);
}
END_TEST

static bool contains(em_str text, em_str part)
{
    return memmem(text.data, text.len, part.data, part.len) != NULL;
}

static bool has_one(em_str text, const em_required_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        if (contains(text, set->literals[i]))
            return true;
    return false;
}

/* Every match of a pattern must hold one literal of each set derived from it. */
static void check_required(const em_pattern *pattern, em_pattern_scratch *scratch, em_str source,
                           em_str folded)
{
    em_required required;
    em_arena arena;
    em_pattern_spans spans = { 0 };
    bool decided;
    em_arena_init(&arena, 1 << 20);
    em_pattern_begin(scratch);
    ck_assert_int_eq(em_required_of(&required, &arena, source, NULL), EM_OK);
    ck_assert_int_eq(em_pattern_find(&spans, &decided, pattern, scratch, folded, 0, NULL), EM_OK);
    for (size_t i = 0; i < required.count && spans.len; i++)
        ck_assert_msg(has_one(folded, &required.sets[i]), "%.*s matches without its literals",
                      EM_STR_ARG(source));
    em_vec_release(&spans);
    em_arena_release(&arena);
}

static const char *const LEADING[] = {
    "(我|我们)(也|都)?b?", "我(们)?(?!b)a*", "(?<!a)(ab|我)+",    "\\bab|我们",
    "(aa|ab)(我|们)",      "abb*我?",        "\\b(ab|们) (b|我)", "我( |b) ?们",
};

static bool begins_here(em_str text, size_t at, const em_required_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        if (em_str_starts((em_str){ text.data + at, text.len - at }, set->literals[i]))
            return true;
    return false;
}

/* Random text of pieces that the patterns are made of. */
static void put_pieces(em_buf *out, uint32_t *random)
{
    static const char *const PIECES[] = { "我", "们", "也", "都", "a", "b", "ab", " ", "们b" };
    em_buf_reset(out);
    for (unsigned i = 0; i < 12; i++) {
        *random = *random * 1664525 + 1013904223;
        em_buf_puts(out, PIECES[(*random >> 16) % (sizeof PIECES / sizeof *PIECES)]);
    }
}

/* A pattern tried only where its leading literals stand finds what a whole search finds. */
/* Matches found from the places where a literal of `set` stands are all matches. */
static void check_leads(const em_pattern *pattern, const em_required_set *set, const char *source)
{
    em_pattern_scratch *scratch;
    em_buf text;
    uint32_t random = 7;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    ck_assert_int_eq(em_pattern_scratch_new(&scratch, NULL), EM_OK);
    for (unsigned round = 0; round < 2000; round++) {
        em_pattern_spans whole = { 0 }, led = { 0 };
        bool decided;
        size_t next = 0;
        put_pieces(&text, &random);
        em_str subject = em_buf_str(&text);
        em_pattern_begin(scratch);
        ck_assert_int_eq(em_pattern_find(&whole, &decided, pattern, scratch, subject, 0, NULL),
                         EM_OK);
        for (size_t at = 0; at < subject.len; at++)
            if (begins_here(subject, at, set))
                ck_assert_int_eq(
                    em_pattern_find_at(&led, &decided, &next, pattern, scratch, subject, at, NULL),
                    EM_OK);
        ck_assert_msg(whole.len == led.len &&
                          (whole.len == 0 ||
                           memcmp(whole.items, led.items, whole.len * sizeof *whole.items) == 0),
                      "%s in %s", source, text.data);
        em_vec_release(&whole);
        em_vec_release(&led);
    }
    em_pattern_scratch_free(scratch);
    em_buf_release(&text);
}

START_TEST(leading_literals_begin_every_match)
{
    em_pattern *pattern = compile(LEADING[_i]);
    em_required required;
    em_required_set beginnings;
    em_arena arena;
    em_arena_init(&arena, 1 << 20);
    em_str source = em_str_from(LEADING[_i]);
    ck_assert_int_eq(em_required_of(&required, &arena, source, NULL), EM_OK);
    ck_assert_uint_gt(required.count, 0);
    ck_assert_msg(required.sets[0].leads, "%s: no literal leads", LEADING[_i]);
    check_leads(pattern, &required.sets[0], LEADING[_i]);
    ck_assert_int_eq(em_required_beginnings(&beginnings, &arena, source, NULL), EM_OK);
    if (beginnings.count)
        check_leads(pattern, &beginnings, LEADING[_i]);
    em_pattern_free(pattern);
    em_arena_release(&arena);
}
END_TEST

/* Patterns and the literals that they begin with; "": not told. */
static const struct {
    const char *pattern, *literals;
} BEGINNINGS[] = {
    { "(我|我们)(也|都)?b", "我也b 我都b 我b 我们也b 我们都b 我们b" },
    { "(?:A|bc)d[ef]g", "" },
    { "(?:A|bc)d.g", "ad bcd" },
    { "colou?r(s|ed)+", "colour color" },
    { "ab*c", "a" },
    { "a b", "a b" },
    { "a (b|c)d", "a bd a cd" },
    { "a .", "a" },
    { "(a|b)(,|, and) c", "a, c a, and c b, c b, and c" },
    { "\\b(a|b)c", "ac bc" },
    { " a", "" },
    { "-*a", "" },
    { "(a|b", "" },
    { "a(|b)c", "a" },
    { "a(b|c){2}", "a" },
    { "a??b", "" },
    { "a|b", "" },
    { "(a|b)|c", "" },
    { "(?!a)b", "" },
    { "a\\(b|c", "" },
    { "(0|1|2|3|4|5|6|7|8|9)(0|1|2|3|4|5|6|7|8|9)(0|1|2|3|4|5|6|7|8|9)(0|1)z",
      "(a thousand of three digits)" },
};

/* Literals are multiplied once more with each letter behind the groups: all must fit the arena. */
START_TEST(many_beginnings_are_loaded)
{
    static const char *const PATTERNS[] = {
        "(i|we|you|he|she|they|it|one) (do|did|can|may|will|so|all|too) "
        "(see|say|hear|feel|know|like|love|want) open minded people",
        "(0|1|2|3|4|5|6|7|8|9)(0|1|2|3|4|5|6|7|8|9)(0|1|2|3|4|5|6|7|8|9) reasons to visit",
    };
    for (size_t i = 0; i < sizeof PATTERNS / sizeof *PATTERNS; i++) {
        em_arena arena;
        em_required_set set;
        em_arena_init(&arena, EM_BEGINNINGS_WORK_BYTES);
        em_str pattern = em_str_from(PATTERNS[i]);
        ck_assert_int_eq(em_required_beginnings(&set, &arena, pattern, NULL), EM_OK);
        ck_assert_uint_gt(set.count, 500);
        em_arena_release(&arena);
    }
}
END_TEST

START_TEST(beginnings_are_multiplied_out)
{
    em_arena arena;
    em_required_set set;
    em_buf got;
    em_arena_init(&arena, 1 << 20);
    em_buf_init(&got, EM_BUF_UNLIMITED);
    em_str pattern = em_str_from(BEGINNINGS[_i].pattern);
    ck_assert_int_eq(em_required_beginnings(&set, &arena, pattern, NULL), EM_OK);
    for (size_t i = 0; i < set.count; i++)
        em_buf_printf(&got, "%s%.*s", i ? " " : "", EM_STR_ARG(set.literals[i]));
    if (BEGINNINGS[_i].literals[0] == '(') {
        ck_assert_uint_eq(set.count, 1000);
        ck_assert(em_str_eq(set.literals[999], EM_STR("999")));
    } else {
        ck_assert_str_eq(got.len ? got.data : "", BEGINNINGS[_i].literals);
    }
    em_buf_release(&got);
    em_arena_release(&arena);
}
END_TEST

/* --- hostile patterns
 * -------------------------------------------------------------------------------- */

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static const char *text_of(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsString(item) ? item->valuestring : "";
}

/* Prefix, pump again and again, suffix: `bytes` in all; ASCII in lower case, as subjects are. */
static void pump(em_buf *out, const cJSON *object, size_t bytes)
{
    em_str prefix = em_str_from(text_of(object, "prefix"));
    em_str pumped = em_str_from(text_of(object, "pump"));
    em_str suffix = em_str_from(text_of(object, "suffix"));
    em_buf_reset(out);
    em_buf_put(out, prefix);
    while (pumped.len && out->len + pumped.len + suffix.len <= bytes)
        em_buf_put(out, pumped);
    em_buf_put(out, suffix);
    for (size_t i = 0; i < out->len; i++)
        if (out->data[i] >= 'A' && out->data[i] <= 'Z')
            out->data[i] = (char)(out->data[i] + 'a' - 'A');
}

typedef struct tally {
    size_t patterns, refused, undecided, slow, long_slow;
    double worst, long_worst;
} tally;

/* The least of three times, so that a busy machine does not fail the test. */
static double time_search(const em_pattern *pattern, em_pattern_scratch *scratch, em_str subject,
                          bool *decided, double limit)
{
    double best = 1e9;
    for (int i = 0; i < 3 && best > limit; i++) {
        double start = cpu_seconds();
        search(pattern, scratch, subject, decided);
        double spent = cpu_seconds() - start;
        best = spent < best ? spent : best;
    }
    return best;
}

static void try_hostile(tally *t, em_pattern_scratch *scratch, const cJSON *object, em_buf *subject)
{
    em_str source = em_str_from(text_of(object, "pattern"));
    em_pattern *pattern;
    size_t at;
    bool decided, again;
    t->patterns++;
    if (em_pattern_new(&pattern, source, &at, NULL) != EM_OK) {
        t->refused++;
        return;
    }
    pump(subject, object, SUBJECT_BYTES);
    if (em_utf8_is_valid(subject->data, subject->len, NULL)) {
        double spent = time_search(pattern, scratch, em_buf_str(subject), &decided, LIMIT_SECONDS);
        search(pattern, scratch, em_buf_str(subject), &again);
        ck_assert(decided == again);
        check_required(pattern, scratch, source, em_buf_str(subject));
        t->undecided += !decided;
        t->slow += spent > LIMIT_SECONDS;
        t->worst = spent > t->worst ? spent : t->worst;
    }
    pump(subject, object, LONG_SUBJECT_BYTES);
    if (getenv("EM_TEST_LONG") && em_utf8_is_valid(subject->data, subject->len, NULL)) {
        double spent = time_search(pattern, scratch, em_buf_str(subject), &decided,
                                   LONG_LIMIT_SECONDS);
        t->long_slow += spent > LONG_LIMIT_SECONDS;
        t->long_worst = spent > t->long_worst ? spent : t->long_worst;
    }
    em_pattern_free(pattern);
}

START_TEST(hostile_patterns_stop_in_time)
{
    const char *folder = getenv("ECHOMETER_DATA");
    char path[512];
    em_buf text, subject;
    em_pattern_scratch *scratch;
    tally t = { 0 };
    snprintf(path, sizeof path, "%s/suites/regex/redos.jsonl", folder ? folder : "../shared");
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_buf_init(&subject, EM_BUF_UNLIMITED);
    if (em_file_read(&text, path, NULL) != EM_OK) {
        printf("skipped: no %s\n", path);
        return;
    }
    ck_assert_int_eq(em_pattern_scratch_new(&scratch, NULL), EM_OK);
    for (char *line = text.data; line && *line;) {
        char *end = strchr(line, '\n');
        cJSON *object = cJSON_ParseWithLength(line, end ? (size_t)(end - line) : strlen(line));
        ck_assert_ptr_nonnull(object);
        try_hostile(&t, scratch, object, &subject);
        cJSON_Delete(object);
        line = end ? end + 1 : NULL;
    }
    printf("%zu hostile patterns: %zu do not compile, %zu undecided; worst %.1f ms at %d bytes, "
           "%.1f ms at %d\n",
           t.patterns, t.refused, t.undecided, t.worst * 1e3, SUBJECT_BYTES, t.long_worst * 1e3,
           LONG_SUBJECT_BYTES);
    ck_assert_uint_eq(t.slow, 0);
    ck_assert_uint_eq(t.long_slow, 0);
    em_pattern_scratch_free(scratch);
    em_buf_release(&subject);
    em_buf_release(&text);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, matches_across_windows_are_found);
    tcase_add_loop_test(tests, what_does_not_compile_is_refused, 0,
                        sizeof REFUSED / sizeof *REFUSED);
    tcase_add_test(tests, odd_patterns_end);
    tcase_add_loop_test(tests, required_literals_are_those_of_every_match, 0,
                        sizeof REQUIRED / sizeof *REQUIRED);
    tcase_add_loop_test(tests, leading_literals_begin_every_match, 0,
                        sizeof LEADING / sizeof *LEADING);
    tcase_add_loop_test(tests, beginnings_are_multiplied_out, 0,
                        sizeof BEGINNINGS / sizeof *BEGINNINGS);
    tcase_add_test(tests, many_beginnings_are_loaded);
    tcase_add_test(tests, hostile_patterns_stop_in_time);
}

CHECK_MAIN("pattern", add_tests)
