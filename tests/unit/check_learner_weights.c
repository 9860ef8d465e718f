/*
 * analyzer/cli/learner_weights.c: what an entry weighs when a Chinese phrase starts from the
 * entries inside it, on sets whose answer follows from their grades, and against a dense descent.
 */
#include "cli/learner.h"

#include "base/file.h"
#include "base/str.h"

#include "support/check_main.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

/* So large that a weight stays where it starts. */
#define STIFF 1e6
/* What the solver's own bounds leave open. */
#define NEARLY 0.04

/* A comment's grade is the log odds that it is praise: the slope is 1. */
typedef struct comment {
    double grade;
    const char *text;
} comment;

typedef struct entry {
    const char *term;
    double seed;
    bool seeded;
} entry;

/* --- a learner of hand-made sets ----------------------------------------------------------------
 */

static char folder[64], base_path[96], set_path[96], out_path[96];
static em_learner_options options;
static em_error err;
static em_learner l;

static void write_files(const comment *comments, size_t count)
{
    em_buf set;
    snprintf(folder, sizeof folder, "/tmp/echometer-learner-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(base_path, sizeof base_path, "%s/base.tsv", folder);
    snprintf(set_path, sizeof set_path, "%s/set.csv", folder);
    snprintf(out_path, sizeof out_path, "%s/out.tsv", folder);
    em_buf_init(&set, EM_BUF_UNLIMITED);
    em_buf_puts(&set, "sentiment,text\n");
    for (size_t i = 0; i < count; i++)
        em_buf_printf(&set, "%.6f,%s\n", comments[i].grade, comments[i].text);
    ck_assert_int_eq(em_file_write_whole(set_path, em_buf_str(&set), NULL), EM_OK);
    em_buf_release(&set);
    ck_assert_int_eq(
        em_file_write_whole(base_path, EM_STR("#! id\tzh\n#! version\t1.0.0\n#! lang\tzh\n"), NULL),
        EM_OK);
}

static void start(const comment *comments, size_t count, double l2)
{
    char *operands[] = { set_path };
    em_issue_sink first = em_issue_first_error(&err);
    write_files(comments, count);
    options = (em_learner_options){ .base = base_path,
                                    .out = out_path,
                                    .slope = 1,
                                    .l2 = l2,
                                    .least_weight = 0.1,
                                    .limit = 100,
                                    .scale = 4,
                                    .positive_from = 0.1,
                                    .negative_to = -0.1 };
    l = (em_learner){ .options = &options, .err = &err };
    em_buf_init(&l.room, EM_BUF_UNLIMITED);
    ck_assert_int_eq(em_sentiment_file_read(&l.base, base_path, &first, &err), EM_OK);
    ck_assert_int_eq(em_learner__name_sets(&l, 1, operands), EM_OK);
    ck_assert_int_eq(em_learner__read_sets(&l), EM_OK);
    ck_assert_int_eq(em_learner__set_targets(&l), EM_OK);
    ck_assert_uint_eq(l.comment_count, count);
}

static void add_entries(const entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        em_learner_column made = { .term = em_str_from(entries[i].term),
                                   .seed = entries[i].seed,
                                   .weight = EM_LEARNER_NO_WEIGHT,
                                   .seeded = entries[i].seeded };
        ck_assert(em_vec_push(&l.columns, made));
    }
    em_learner__merge_columns(&l);
}

static void weigh(void)
{
    ck_assert_msg(em_learner__weigh_terms(&l) == EM_OK, "%s", err.text);
}

static const em_learner_column *column_of(const char *term)
{
    return em_learner__find_column(&l, em_str_from(term));
}

static void expect(const char *term, double added, double weight)
{
    const em_learner_column *c = column_of(term);
    ck_assert_ptr_nonnull(c);
    ck_assert_msg(fabs(c->added - added) < NEARLY && fabs(c->weight - weight) < NEARLY,
                  "%s adds %.4f and weighs %.4f (wanted %.4f and %.4f)", term, c->added, c->weight,
                  added, weight);
}

static void finish(void)
{
    em_mem_free(l.sets[0].spec.bytes);
    em_gold_free(l.sets[0].gold);
    em_mem_free(l.targets);
    em_mem_free(l.weights);
    em_mem_free(l.offsets);
    em_sentiment_file_release(&l.base);
    em_scratch_free(l.scratch);
    em_model_free(l.model);
    em_vec_release(&l.columns);
    em_vec_release(&l.parts);
    em_vec_release(&l.starts);
    em_vec_release(&l.cells);
    em_vec_release(&l.values);
    em_buf_release(&l.room);
    unlink(base_path);
    unlink(set_path);
    unlink(out_path);
    rmdir(folder);
}

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* --- known answers ------------------------------------------------------------------------------
 */

/* Without penalty the weights are the grades, less that of a comment without entries: 0.2. */
static const comment ADDITIVE[] = {
    { 0.2, "今天" },     { 0.7, "服务" },      { 1.2, "周到" },     { -0.8, "房间" },
    { 1.7, "服务周到" }, { -0.3, "服务房间" }, { 0.2, "周到房间" },
};
static const entry PHRASES[] = { { .term = "服务" },     { .term = "周到" },
                                 { .term = "房间" },     { .term = "服务周到" },
                                 { .term = "服务房间" }, { .term = "周到房间" } };

START_TEST(a_phrase_that_adds_nothing_is_not_listed)
{
    start(ADDITIVE, COUNT(ADDITIVE), 0);
    add_entries(PHRASES, COUNT(PHRASES));
    for (int round = 0; round < 2; round++) {
        weigh();
        expect("服务", 0.5, 0.5);
        expect("周到", 1, 1);
        expect("房间", -1, -1);
        if (round == 0) {
            expect("服务周到", 0, 1.5);
            expect("服务房间", 0, -0.5);
        }
        ck_assert_double_eq_tol(l.bias, 0.2, NEARLY);
        em_learner__prune(&l);
        em_learner__merge_columns(&l);
        ck_assert_uint_eq(l.columns.len, 3); /* the comments' own words then say the same */
    }
    finish();
}
END_TEST

/* 服务周到 is 0.7 less than its words say, 周到房间 nothing: only the first is listed. */
START_TEST(a_phrase_is_listed_for_what_it_adds_with_all_that_it_weighs)
{
    comment comments[COUNT(ADDITIVE)];
    em_buf listed;
    memcpy(comments, ADDITIVE, sizeof comments);
    comments[4].grade -= 0.7;
    start(comments, COUNT(comments), 0);
    add_entries(PHRASES, COUNT(PHRASES));
    weigh();
    expect("服务周到", -0.7, 0.8);
    expect("周到房间", 0, 0);
    em_learner__prune(&l);
    em_learner__merge_columns(&l);
    ck_assert_ptr_null(column_of("周到房间"));
    ck_assert_int_eq(em_learner__write_lexicon(&l, true), EM_OK);
    em_buf_init(&listed, EM_BUF_UNLIMITED);
    ck_assert_int_eq(em_file_read(&listed, out_path, NULL), EM_OK);
    const char *line = strstr(listed.data, "\n服务周到\t");
    ck_assert_ptr_nonnull(line);
    ck_assert_double_eq_tol(strtod(strchr(line, '\t'), NULL), 0.8, NEARLY);
    ck_assert_ptr_null(strstr(listed.data, "周到房间"));
    em_buf_release(&listed);
    finish();
}
END_TEST

/* Weights that cannot move: every entry keeps its seed and what its parts weigh. */
static const entry STIFF_ENTRIES[] = {
    { "好", 1, true },    { "吃", 0.25, true }, { "好看", -0.5, true },  { .term = "好吃" },
    { .term = "真好吃" }, { .term = "好好吃" }, { .term = "好吃好" },    { .term = "真的" },
    { .term = "好看吃" }, { "good", 1, true },  { .term = "good food" }, { .term = "吃good" },
};
static const struct {
    const char *term;
    double weight;
} STIFF_WEIGHTS[] = {
    { "好", 1 },        { "好看", -0.5 },   /* a person's own judgement has no parts      */
    { "好吃", 1.25 },   { "真好吃", 1.25 }, /* through 好吃                               */
    { "好好吃", 2.25 }, { "好吃好", 2.25 }, /* the longest from the left, one after other */
    { "真的", 0 },      { "好看吃", -0.25 },
    { "good food", 0 }, /* words of spaced scripts are no parts       */
    { "吃good", 1.25 },
};

START_TEST(a_phrase_starts_from_the_entries_inside_it)
{
    static const comment COMMENTS[] = { { 2, "好吃" }, { -2, "真的" }, { 1, "好好吃" } };
    start(COMMENTS, COUNT(COMMENTS), STIFF);
    add_entries(STIFF_ENTRIES, COUNT(STIFF_ENTRIES));
    weigh();
    for (size_t i = 0; i < COUNT(STIFF_WEIGHTS); i++) {
        const em_learner_column *c = column_of(STIFF_WEIGHTS[i].term);
        expect(STIFF_WEIGHTS[i].term, c->seed, STIFF_WEIGHTS[i].weight);
    }
    finish();
}
END_TEST

/* --- against a dense descent --------------------------------------------------------------------
 */

#define DENSE_ENTRIES 5
#define DENSE_COMMENTS 10
#define DENSE_L2 0.4
#define DESCENT_STEPS 100000
#define DESCENT_STEP 0.01

/* 快递 holds 快, 快递快 holds 快递 and then 快, and 快递快吗 holds all of that. */
static const entry DENSE[DENSE_ENTRIES] = { { "快", 0.5, true },
                                            { .term = "快递" },
                                            { .term = "快递快" },
                                            { .term = "差" },
                                            { .term = "快递快吗" } };
static const comment DENSE_SET[DENSE_COMMENTS] = {
    { 1.5, "快" },      { -0.3, "快递" },      { 2.2, "快递快" }, { -2.5, "差" },
    { -1, "快递，差" }, { -0.4, "快递快吗" },  { 1.1, "快，差" }, { 0.4, "今天" },
    { 1.8, "快递快" },  { 0.3, "快递快，差" },
};
/* How often each comment says each entry, alone or inside another one. */
static const double SAID[DENSE_COMMENTS][DENSE_ENTRIES] = {
    { 1, 0, 0, 0, 0 }, { 1, 1, 0, 0, 0 }, { 2, 1, 1, 0, 0 }, { 0, 0, 0, 1, 0 }, { 1, 1, 0, 1, 0 },
    { 2, 1, 1, 0, 1 }, { 1, 0, 0, 1, 0 }, { 0, 0, 0, 0, 0 }, { 2, 1, 1, 0, 0 }, { 2, 1, 1, 1, 0 },
};
/* What an entry weighs: what it adds and what those inside it add. */
static const double HOLDS[DENSE_ENTRIES][DENSE_ENTRIES] = {
    { 1, 0, 0, 0, 0 }, { 1, 1, 0, 0, 0 }, { 2, 1, 1, 0, 0 }, { 0, 0, 0, 1, 0 }, { 2, 1, 1, 0, 1 },
};

static double odds_share(double x)
{
    return 1 / (1 + exp(-x));
}

/* The size of each entry's log-count ratio (Wang and Manning): less penalty for what says more. */
static void dense_ratios(double *out)
{
    double all = 0;
    for (size_t i = 0; i < DENSE_COMMENTS; i++)
        all += odds_share(DENSE_SET[i].grade);
    for (size_t j = 0; j < DENSE_ENTRIES; j++) {
        double p = 1, q = 1;
        for (size_t i = 0; i < DENSE_COMMENTS; i++) {
            p += SAID[i][j] * odds_share(DENSE_SET[i].grade);
            q += SAID[i][j] * odds_share(-DENSE_SET[i].grade);
        }
        out[j] = fabs(log(p / q) - log(all / (DENSE_COMMENTS - all)));
    }
}

/* Descends to the least cross entropy plus l2 / 2 * (added - seed)^2 / ratio. */
static void descend(double *added, double *bias)
{
    double ratios[DENSE_ENTRIES];
    dense_ratios(ratios);
    *bias = 0;
    for (size_t j = 0; j < DENSE_ENTRIES; j++)
        added[j] = DENSE[j].seed;
    for (int step = 0; step < DESCENT_STEPS; step++) {
        double slopes[DENSE_ENTRIES], bias_slope = 0;
        for (size_t j = 0; j < DENSE_ENTRIES; j++)
            slopes[j] = DENSE_L2 * (added[j] - DENSE[j].seed) / ratios[j];
        for (size_t i = 0; i < DENSE_COMMENTS; i++) {
            double margin = *bias;
            for (size_t j = 0; j < DENSE_ENTRIES; j++)
                margin += SAID[i][j] * added[j];
            double slope = odds_share(margin) - odds_share(DENSE_SET[i].grade);
            bias_slope += slope;
            for (size_t j = 0; j < DENSE_ENTRIES; j++)
                slopes[j] += slope * SAID[i][j];
        }
        *bias -= DESCENT_STEP * bias_slope;
        for (size_t j = 0; j < DENSE_ENTRIES; j++)
            added[j] -= DESCENT_STEP * slopes[j];
    }
}

START_TEST(weights_are_those_of_a_dense_descent)
{
    double added[DENSE_ENTRIES], bias;
    descend(added, &bias);
    start(DENSE_SET, DENSE_COMMENTS, DENSE_L2);
    add_entries(DENSE, DENSE_ENTRIES);
    weigh();
    for (size_t j = 0; j < DENSE_ENTRIES; j++) {
        double weight = 0;
        for (size_t k = 0; k < DENSE_ENTRIES; k++)
            weight += HOLDS[j][k] * added[k];
        expect(DENSE[j].term, added[j], weight);
    }
    ck_assert_double_eq_tol(l.bias, bias, NEARLY);
    finish();
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, a_phrase_that_adds_nothing_is_not_listed);
    tcase_add_test(tests, a_phrase_is_listed_for_what_it_adds_with_all_that_it_weighs);
    tcase_add_test(tests, a_phrase_starts_from_the_entries_inside_it);
    tcase_add_test(tests, weights_are_those_of_a_dense_descent);
}

CHECK_MAIN("learner_weights", add_tests)
