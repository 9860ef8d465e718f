/* analyzer/judge/mention.c: what the mentions of a message say together. */
#include "judge/mention.h"

#include "support/check_main.h"
#include "support/scope_table.h"

#define A EM_STANCE_AFFIRMED
#define D EM_STANCE_DENIED
#define M EM_STANCE_MIXED
#define Q EM_STANCE_QUESTIONED
#define U EM_STANCE_QUOTED
#define N EM_STANCE_NONE

static const struct {
    em_stance mentions[3], wanted;
} JOINED[] = {
    { { N, N, N }, N }, { { U, N, N }, U }, { { U, Q, N }, Q }, { { U, A, N }, A },
    { { U, D, U }, D }, { { Q, A, Q }, A }, { { Q, D, U }, D }, { { A, D, N }, M },
    { { D, A, Q }, M }, { { A, A, U }, A }, { { D, D, D }, D }, { { A, D, A }, M },
};

START_TEST(own_words_win_and_both_sides_are_mixed)
{
    static const int ORDERS[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
                                      { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
    for (int order = 0; order < 6; order++) {
        em_mention mentions[3] = { { .message = 1 }, { .message = 1 }, { .message = 1 } };
        for (int i = 0; i < 3; i++)
            mentions[i].stance = JOINED[_i].mentions[ORDERS[order][i]];
        em_stance stances[3] = { A, A, A };
        em_mentions_weigh(stances, 3, mentions, 3);
        ck_assert_int_eq(stances[0], N);
        ck_assert_int_eq(stances[1], JOINED[_i].wanted);
        ck_assert_int_eq(stances[2], N);
    }
}
END_TEST

static const table_row ROWS[] = {
    { "good", EM_ROLE_TERM, 0, NULL },
    { "bad", EM_ROLE_OPPOSITE, 0, NULL },
    { "not", EM_ROLE_NEGATOR, -0.7, NULL },
    { "france", EM_ROLE_NOT_ABOUT, 0, NULL },
    { "please", EM_ROLE_QUESTION, 0, "kind=wishes;" },
    { "they say", EM_ROLE_QUESTION, 0, "kind=reports;" },
    { NULL, EM_ROLE_TERM, 0, NULL },
};

static const struct {
    const char *comment;
    em_stance stance;
    bool own, other_subject;
} SINGLE[] = {
    { "good", A, true, false },
    { "not good", D, true, false },
    { "bad", D, true, false },
    { "not bad", A, true, false },
    { "good?", Q, true, false },
    { "bad?", Q, true, false },
    { "please be good", N, true, false },
    { "they say good", U, true, false },
    { "//@x: good", U, false, false },
    { "\"good\"", U, false, false },
    { "not \"good\"", D, true, false },
    { "#good", U, false, false },
    { "not #good", D, true, false },
    { "france is good", N, true, true },
    { "france is bad?", N, true, true },
};

START_TEST(one_mention_has_the_stance_of_its_scopes)
{
    scope_table table;
    table_open(&table, ROWS);
    table_judge(&table, SINGLE[_i].comment);
    em_mentions mentions = { 0 };
    ck_assert_int_eq(em_mentions_collect(&mentions, &table.scopes, NULL), EM_OK);
    ck_assert_uint_eq(mentions.len, 1);
    ck_assert_int_eq(mentions.items[0].stance, SINGLE[_i].stance);
    ck_assert_int_eq(mentions.items[0].own, SINGLE[_i].own);
    ck_assert_int_eq(mentions.items[0].other_subject, SINGLE[_i].other_subject);
    em_vec_release(&mentions);
    table_close(&table);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, own_words_win_and_both_sides_are_mixed, 0,
                        sizeof JOINED / sizeof *JOINED);
    tcase_add_loop_test(tests, one_mention_has_the_stance_of_its_scopes, 0,
                        sizeof SINGLE / sizeof *SINGLE);
}

CHECK_MAIN("mention", add_tests)
