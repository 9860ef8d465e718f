/* analyzer/judge/scope*.c over small tables of cues: where arcs begin, end and go on. */
#include "base/buf.h"
#include "judge/scope.h"

#include "support/check_main.h"
#include "support/scope_table.h"

#include <stdio.h>
#include <time.h>

static const table_row ROWS[] = {
    { "good", EM_ROLE_TERM, 0, NULL },
    { "fine", EM_ROLE_TERM, 0, NULL },
    { "kind", EM_ROLE_TERM, 0, NULL },
    { "bad", EM_ROLE_OPPOSITE, 0, NULL },
    { "开放", EM_ROLE_TERM, 0, NULL },
    { "包容", EM_ROLE_TERM, 0, NULL },
    { "不卑不亢", EM_ROLE_TERM, 0, NULL },
    { "not", EM_ROLE_NEGATOR, -0.7, NULL },
    { "never", EM_ROLE_NEGATOR, -0.8, "reach=2;" },
    { "nor", EM_ROLE_NEGATOR, -0.7, NULL },
    { "my foot", EM_ROLE_NEGATOR, -0.8, "dir=post;reach=12;cross=comma;" },
    { "tell that to", EM_ROLE_NEGATOR, -0.8, "dir=post;reach=clause;cross=sentence;" },
    { "isn't", EM_ROLE_NEGATOR, -0.7, "asked=start;" },
    { "to", EM_ROLE_NEGATOR, -0.7, "needs=too;" },
    { "too", EM_ROLE_BOOSTER, 1.1, NULL },
    { "not only", EM_ROLE_PSEUDO_NEGATOR, 1, NULL },
    { "very", EM_ROLE_BOOSTER, 2, NULL },
    { "a lot", EM_ROLE_BOOSTER, 2, "dir=post;" },
    { "absolutely", EM_ROLE_BOOSTER, 2, NULL },
    { "but", EM_ROLE_CONTRAST, 1.25, "before=0.5;" },
    { "although", EM_ROLE_CONTRAST, 0.5, NULL },
    { "and", EM_ROLE_TERMINATOR, 0, "kind=joins;" },
    { "or", EM_ROLE_TERMINATOR, 0, "kind=joins;" },
    { "because", EM_ROLE_TERMINATOR, 0, NULL },
    { "are", EM_ROLE_QUESTION, 0, "kind=opens;at=start;" },
    { "i wonder", EM_ROLE_QUESTION, 0, NULL },
    { "who says", EM_ROLE_QUESTION, 0, "kind=denies;" },
    { "if", EM_ROLE_QUESTION, 0, "kind=supposes;" },
    { "please", EM_ROLE_QUESTION, 0, "kind=wishes;" },
    { "they say", EM_ROLE_QUESTION, 0, "kind=reports;" },
    { "i agree", EM_ROLE_QUESTION, 0, "kind=confirms;answers=report;" },
    { "france", EM_ROLE_NOT_ABOUT, 0, NULL },
    { "britain", EM_ROLE_ABOUT, 0, NULL },
    { "不", EM_ROLE_NEGATOR, -0.7, "a-not-a=yes;" },
    { "没有", EM_ROLE_NEGATOR, -0.7, NULL },
    { "很", EM_ROLE_BOOSTER, 2, NULL },
    { "吗", EM_ROLE_QUESTION, 0, "dir=post;" },
    { "和", EM_ROLE_TERMINATOR, 0, "kind=joins;" },
    { NULL, EM_ROLE_TERM, 0, NULL },
};

/* One letter a target, in order: which scopes of the kind reach it. */
static void expect_arcs(const char *comment, em_scope_kind kind, const char *wanted)
{
    scope_table table;
    char got[64] = "";
    table_open(&table, ROWS);
    table_judge(&table, comment);
    for (size_t i = 0; i < table.scopes.units.len; i++) {
        const em_unit *unit = &table.scopes.units.items[i];
        if (!em_cue_is_target(unit->cue))
            continue;
        unsigned arcs = em_scopes_at(&table.scopes, em_unit_token(unit))->arcs[kind];
        snprintf(got + strlen(got), sizeof got - strlen(got), "%u", arcs);
    }
    ck_assert_msg(strcmp(got, wanted) == 0, "%s of \"%s\": %s, not %s", em_scope_kind_name(kind),
                  comment, got, wanted);
    table_close(&table);
}

static const struct {
    const char *comment;
    em_scope_kind kind;
    const char *arcs;
} ARCS[] = {
    { "good", EM_SCOPE_NEGATION, "0" },
    { "not good", EM_SCOPE_NEGATION, "1" },
    { "not good, fine or kind", EM_SCOPE_NEGATION, "111" },
    { "not good and fine", EM_SCOPE_NEGATION, "11" },
    { "not good and bad", EM_SCOPE_NEGATION, "10" },
    { "not good, it was fine", EM_SCOPE_NEGATION, "10" },
    { "not good but fine", EM_SCOPE_NEGATION, "10" },
    { "not because good", EM_SCOPE_NEGATION, "0" },
    { "not only good", EM_SCOPE_NEGATION, "0" },
    { "not here. good", EM_SCOPE_NEGATION, "0" },
    { "never one two three good", EM_SCOPE_NEGATION, "0" },
    { "never one good", EM_SCOPE_NEGATION, "1" },
    { "not never good", EM_SCOPE_NEGATION, "2" },
    { "not good nor fine", EM_SCOPE_NEGATION, "11" },
    { "good, my foot", EM_SCOPE_NEGATION, "1" },
    { "good. my foot", EM_SCOPE_NEGATION, "0" },
    { "so good. tell that to him", EM_SCOPE_NEGATION, "1" },
    { "so good. he can tell that to him", EM_SCOPE_NEGATION, "0" },
    { "too slow to be good", EM_SCOPE_NEGATION, "1" },
    { "slow to be good", EM_SCOPE_NEGATION, "0" },
    { "good? not.", EM_SCOPE_NEGATION, "1" },
    { "good? absolutely.", EM_SCOPE_ASSERTION, "1" },
    { "good. not.", EM_SCOPE_NEGATION, "0" },
    { "isn't britain good?", EM_SCOPE_NEGATION, "0" },
    { "isn't britain good?", EM_SCOPE_ASSERTION, "1" },
    { "it isn't good?", EM_SCOPE_NEGATION, "1" },
    { "who says good", EM_SCOPE_NEGATION, "1" },
    { "are they good, fine or kind?", EM_SCOPE_QUESTION, "111" },
    { "they are good.", EM_SCOPE_QUESTION, "0" },
    { "good, but are they kind?", EM_SCOPE_QUESTION, "01" },
    { "good. kind?", EM_SCOPE_QUESTION, "01" },
    { "i wonder about good", EM_SCOPE_QUESTION, "1" },
    { "if good", EM_SCOPE_SUPPOSITION, "1" },
    { "please be good", EM_SCOPE_WISH, "1" },
    { "they say good, fine but kind", EM_SCOPE_REPORT, "110" },
    { "they say good, i agree", EM_SCOPE_REPORT, "0" },
    { "they say good, i agree", EM_SCOPE_ASSERTION, "1" },
    { "they say good and i agree", EM_SCOPE_REPORT, "0" },
    { "they say good. tell that to him", EM_SCOPE_REPORT, "0" },
    { "they say good. tell that to him", EM_SCOPE_NEGATION, "1" },
    { "they say good. it rains. tell that to him", EM_SCOPE_REPORT, "1" },
    { "they say good. my foot", EM_SCOPE_REPORT, "1" },
    { "they say good, kind my foot", EM_SCOPE_REPORT, "10" },
    { "they say good, kind my foot", EM_SCOPE_NEGATION, "01" },
    { "they say good, france my foot", EM_SCOPE_REPORT, "1" },
    { "france is good, fine and kind", EM_SCOPE_SUBJECT, "111" },
    { "france is good, it is fine", EM_SCOPE_SUBJECT, "10" },
    { "britain and france are good", EM_SCOPE_SUBJECT, "0" },
    { "\"good\" good", EM_SCOPE_QUOTATION, "10" },
    { "not \"good\"", EM_SCOPE_NEGATION, "1" },
    { "not \"one two three four good\"", EM_SCOPE_NEGATION, "0" },
    { "\"not one two three four\" good", EM_SCOPE_NEGATION, "0" },
    { "不开放", EM_SCOPE_NEGATION, "1" },
    { "不开放、包容", EM_SCOPE_NEGATION, "11" },
    { "不开放,包容", EM_SCOPE_NEGATION, "10" },
    { "不开放和包容", EM_SCOPE_NEGATION, "11" },
    { "不开放不包容", EM_SCOPE_NEGATION, "11" },
    { "没有不开放", EM_SCOPE_NEGATION, "2" },
    { "不卑不亢开放", EM_SCOPE_NEGATION, "00" },
    { "开放不开放", EM_SCOPE_NEGATION, "00" },
    { "开放不开放", EM_SCOPE_QUESTION, "11" },
    { "开不开放", EM_SCOPE_QUESTION, "1" },
    { "开放、包容吗", EM_SCOPE_QUESTION, "11" },
    { "//@a:不 //@b:开放", EM_SCOPE_REPOST, "1" },
    { "开放//@a:包容", EM_SCOPE_REPOST, "01" },
};

START_TEST(arcs_reach_what_the_rules_say)
{
    expect_arcs(ARCS[_i].comment, ARCS[_i].kind, ARCS[_i].arcs);
}
END_TEST

static const struct {
    const char *comment;
    double negation, degree, weight; /* of the first target */
} FACTORS[] = {
    { "good", 1, 1, 1 },
    { "very good", 1, 2, 1 },
    { "good a lot", 1, 2, 1 },
    { "very very good", 1, 4, 1 },
    { "very slow and good", 1, 1, 1 },
    { "not good", -0.7, 1, 1 },
    { "not never good", 0.56, 1, 1 },
    { "很不开放", -0.7, 2, 1 },
    { "不很开放", -0.7, 0.5, 1 },
    { "good but slow", 1, 1, 0.5 },
    { "slow but good", 1, 1, 1.25 },
    { "although good it rains, it rains", 1, 1, 0.5 },
    { "good!", 1, 1, 1.15 },
};

START_TEST(factors_multiply)
{
    scope_table table;
    table_open(&table, ROWS);
    table_judge(&table, FACTORS[_i].comment);
    const em_unit *target = NULL;
    for (size_t i = 0; i < table.scopes.units.len && !target; i++)
        if (em_cue_is_target(table.scopes.units.items[i].cue))
            target = &table.scopes.units.items[i];
    ck_assert_ptr_nonnull(target);
    const em_state *state = em_scopes_at(&table.scopes, target->first);
    ck_assert_double_eq_tol(state->negation, FACTORS[_i].negation, 1e-5);
    ck_assert_double_eq_tol(state->degree, FACTORS[_i].degree, 1e-5);
    ck_assert_double_eq_tol(state->weight, FACTORS[_i].weight, 1e-5);
    table_close(&table);
}
END_TEST

START_TEST(every_stretch_begins_where_something_changes)
{
    scope_table table;
    table_open(&table, ROWS);
    table_judge(&table, "not good, fine or kind but very bad! are they good? not.");
    const em_scopes *scopes = &table.scopes;
    for (size_t i = 1; i < scopes->stretches.len; i++)
        ck_assert_uint_lt(scopes->stretches.items[i - 1].first,
                          scopes->stretches.items[i].first + (i == 1));
    const em_state *last = &scopes->stretches.items[scopes->stretches.len - 1].state;
    for (int kind = 0; kind < EM_SCOPE_KIND_COUNT; kind++)
        ck_assert_uint_eq(last->arcs[kind], 0);
    ck_assert_double_eq(last->negation, 1);
    table_close(&table);
}
END_TEST

/* Many arcs change the state where few do. */
START_TEST(many_arcs_keep_their_order)
{
    enum { TIMES = 120 };
    static const unsigned NEGATED[] = { 1, 0, 0 };
    static const double DEGREES[] = { 1, 2, 1 }, WEIGHTS[] = { 1, 1.15, 1 };
    em_buf comment;
    em_buf_init(&comment, EM_BUF_UNLIMITED);
    for (int i = 0; i < TIMES; i++)
        em_buf_put(&comment, EM_STR("not good. very kind! fine. "));
    scope_table table;
    table_open(&table, ROWS);
    table_judge(&table, comment.data);
    size_t target = 0;
    for (size_t i = 0; i < table.scopes.units.len; i++) {
        const em_unit *unit = &table.scopes.units.items[i];
        if (!em_cue_is_target(unit->cue))
            continue;
        const em_state *state = em_scopes_at(&table.scopes, em_unit_token(unit));
        ck_assert_uint_eq(state->arcs[EM_SCOPE_NEGATION], NEGATED[target % 3]);
        ck_assert_double_eq_tol(state->degree, DEGREES[target % 3], 1e-5);
        ck_assert_double_eq_tol(state->weight, WEIGHTS[target % 3], 1e-5);
        target++;
    }
    ck_assert_uint_eq(target, 3 * TIMES);
    table_close(&table);
    em_buf_release(&comment);
}
END_TEST

START_TEST(a_text_without_words_has_a_state)
{
    scope_table table;
    table_open(&table, ROWS);
    table_judge(&table, "");
    ck_assert_double_eq(em_scopes_at(&table.scopes, 0)->degree, 1);
    table_judge(&table, "?!?!");
    ck_assert_double_eq(em_scopes_at(&table.scopes, 9)->negation, 1);
    table_close(&table);
}
END_TEST

/* Hostile texts: cues without end. Time may grow with the length, not with its square. */
static const char *const PATTERNS[] = { "not ", "not good ", "not, ", "and ",     "they say ",
                                        "but ", "good, ",    "不",    "开放吗? ", "if good and " };

static double seconds_to_build(scope_table *table, const char *pattern, size_t times)
{
    size_t len = strlen(pattern), count = 0;
    char *comment = malloc(len * times + 1);
    ck_assert_ptr_nonnull(comment);
    for (size_t i = 0; i < times; i++)
        memcpy(comment + i * len, pattern, len);
    comment[len * times] = '\0';
    ck_assert_int_eq(em_text_analyze(&table->text, table->model, table->scratch,
                                     em_str_from(comment), false, NULL),
                     EM_OK);
    em_hit *hits = malloc(times * 4 * sizeof *hits);
    ck_assert_ptr_nonnull(hits);
    for (uint32_t at = 0; at < table->text.folded.len && count < times * 4;) {
        em_text window = table->text;
        size_t step = window.folded.len - at < len ? window.folded.len - at : len;
        window.folded = (em_str){ table->text.folded.data + at, step };
        em_text whole = table->text;
        table->text = window;
        table_match(table);
        table->text = whole;
        for (size_t i = 0; i < table->hit_count && count < times * 4; i++)
            hits[count++] = (em_hit){ table->hits[i].entry, table->hits[i].start + at,
                                      table->hits[i].end + at };
        at += (uint32_t)step;
    }
    clock_t started = clock();
    ck_assert_int_eq(em_scopes_build(&table->scopes, &table->text, hits, count, table->cues, NULL,
                                     0, true, NULL),
                     EM_OK);
    double seconds = (double)(clock() - started) / CLOCKS_PER_SEC;
    free(hits);
    free(comment);
    return seconds;
}

START_TEST(time_grows_with_the_length)
{
    scope_table table;
    table_open(&table, ROWS);
    double small = seconds_to_build(&table, PATTERNS[_i], 4000);
    double large = seconds_to_build(&table, PATTERNS[_i], 32000);
    ck_assert_msg(large < 0.02 + 24 * small, "\"%s\": 8 times the text took %.4f s after %.4f s",
                  PATTERNS[_i], large, small);
    table_close(&table);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, arcs_reach_what_the_rules_say, 0, sizeof ARCS / sizeof *ARCS);
    tcase_add_loop_test(tests, factors_multiply, 0, sizeof FACTORS / sizeof *FACTORS);
    tcase_add_test(tests, every_stretch_begins_where_something_changes);
    tcase_add_test(tests, many_arcs_keep_their_order);
    tcase_add_test(tests, a_text_without_words_has_a_state);
    tcase_add_loop_test(tests, time_grows_with_the_length, 0, sizeof PATTERNS / sizeof *PATTERNS);
}

CHECK_MAIN("scope", add_tests)
