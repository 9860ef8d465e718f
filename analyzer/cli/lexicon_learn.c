/* `echometer lexicon learn`: labelled comments in, a sentiment lexicon that a person can review
 * out. */
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/learner.h"

#include <stdio.h>
#include <string.h>

#define AT(field) offsetof(em_learner_options, field)

static const em_option OPTIONS[] = {
    { "base", 'b', EM_OPTION_STRING, AT(base), "FILE.tsv",
      "sentiment lexicon whose head lines and roles other than polar are kept" },
    { "seed", 's', EM_OPTION_STRING, AT(seed), "FILE.tsv",
      "polar entries with a person's weights, where learning starts" },
    { "seed-scale", 0, EM_OPTION_NUMBER, AT(seed_scale), "X", "times X (default: 0.5)" },
    { "barred", 0, EM_OPTION_STRING, AT(barred), "FILE",
      "words that may not become entries, one a line (=word: not alone)" },
    { "out", 'o', EM_OPTION_STRING, AT(out), "FILE.tsv", "the lexicon to write" },
    { "words", 0, EM_OPTION_COUNT, AT(words), "N", "words in an n-gram at most (default: 3)" },
    { "characters", 0, EM_OPTION_COUNT, AT(characters), "N",
      "Han characters in an n-gram at most (default: 4)" },
    { "least-characters", 0, EM_OPTION_COUNT, AT(least_characters), "N",
      "shorter Han n-grams only where the seed has them (default: 2)" },
    { "least-comments", 0, EM_OPTION_COUNT, AT(least_comments), "N",
      "n-grams of fewer comments are left out (default: 5)" },
    { "l1", 0, EM_OPTION_NUMBER, AT(l1), "X", "penalty of the first round (default: 1.5)" },
    { "l2", 0, EM_OPTION_NUMBER, AT(l2), "X", "penalty of the second round (default: 5)" },
    { "neutral-weight", 0, EM_OPTION_NUMBER, AT(neutral_weight), "X",
      "what a neutral comment weighs beside others (default: 1)" },
    { "slope", 0, EM_OPTION_NUMBER, AT(slope), "X",
      "log odds that a grade of 1 stands for (default: 1.1)" },
    { "sure", 0, EM_OPTION_NUMBER, AT(sure), "X",
      "share of people who would call positive what is labelled so (default: 0.96)" },
    { "least-weight", 0, EM_OPTION_NUMBER, AT(least_weight), "X",
      "smaller weights are left out (default: 0.1)" },
    { "limit", 'n', EM_OPTION_COUNT, AT(limit), "N", "learned entries at most (default: 4000)" },
    { "positive-from", 0, EM_OPTION_NUMBER, AT(positive_from), "X", "head line (default: 0.1)" },
    { "negative-to", 0, EM_OPTION_NUMBER, AT(negative_to), "X", "head line (default: -0.1)" },
    { "scale", 0, EM_OPTION_NUMBER, AT(scale), "X", "head line (default: 4)" },
    { .name = NULL },
};

/* What learning, or the lexicon that it writes, can take. */
static const struct {
    const char *name;
    size_t offset;
    double low, high;
} RANGES[] = {
    { "seed-scale", AT(seed_scale), 0, 10 },
    { "l1", AT(l1), 0, 1e6 },
    { "l2", AT(l2), 0, 1e6 },
    { "neutral-weight", AT(neutral_weight), 0, 1000 },
    { "slope", AT(slope), 0, 1000 },
    { "sure", AT(sure), 0.5, 0.999999 },
    { "least-weight", AT(least_weight), 0, 1000 },
    { "positive-from", AT(positive_from), -1, 1 },
    { "negative-to", AT(negative_to), -1, 1 },
    { "scale", AT(scale), 0.01, 1e6 },
};

static em_status check_numbers(const em_learner_options *options, em_error *err)
{
    for (size_t i = 0; i < sizeof RANGES / sizeof *RANGES; i++) {
        double value;
        memcpy(&value, (const char *)options + RANGES[i].offset, sizeof value);
        if (value < RANGES[i].low || value > RANGES[i].high)
            return em_error_set(err, EM_E_USAGE, "lexicon learn: --%s %g is not from %g to %g",
                                RANGES[i].name, value, RANGES[i].low, RANGES[i].high);
    }
    if (options->positive_from < options->negative_to)
        return em_error_set(err, EM_E_USAGE,
                            "lexicon learn: --positive-from %g is below --negative-to %g",
                            options->positive_from, options->negative_to);
    return EM_OK;
}

static em_status check_options(em_learner *l, int count, char **operands)
{
    const em_learner_options *options = l->options;
    if (!options->base || !options->out)
        return em_error_set(l->err, EM_E_USAGE, "lexicon learn: --base and --out are needed");
    em_status status = check_numbers(options, l->err);
    return status == EM_OK ? em_learner__name_sets(l, count, operands) : status;
}

static em_status learn(em_learner *l)
{
    const em_learner_options *options = l->options;
    em_issue_sink first = em_issue_first_error(l->err);
    em_status status = em_sentiment_file_read(&l->base, options->base, &first, l->err);
    if (status == EM_OK && options->seed)
        status = em_sentiment_file_read(&l->seed, options->seed, &first, l->err);
    if (status == EM_OK)
        status = em_barred_read(&l->barred, options->barred, l->err);
    if (status == EM_OK)
        status = em_learner__read_sets(l);
    if (status == EM_OK)
        status = em_learner__set_targets(l);
    if (status == EM_OK)
        status = em_learner__choose_terms(l);
    for (int round = 0; round < 2 && status == EM_OK; round++) { /* prune, then weigh what stays */
        status = em_learner__weigh_terms(l);
        em_learner__prune(l);
        em_learner__merge_columns(l);
    }
    return status == EM_OK ? em_learner__write_lexicon(l, true) : status;
}

static void release(em_learner *l)
{
    for (size_t i = 0; i < l->set_count; i++) {
        em_mem_free(l->sets[i].spec.bytes);
        em_gold_free(l->sets[i].gold);
    }
    em_mem_free(l->targets);
    em_mem_free(l->weights);
    em_mem_free(l->offsets);
    em_barred_free(l->barred);
    em_sentiment_file_release(&l->base);
    em_sentiment_file_release(&l->seed);
    em_scratch_free(l->scratch);
    em_model_free(l->model);
    em_mem_free(l->table.slots);
    em_arena_release(&l->terms);
    em_vec_release(&l->columns);
    em_vec_release(&l->parts);
    em_vec_release(&l->starts);
    em_vec_release(&l->cells);
    em_vec_release(&l->values);
    em_buf_release(&l->room);
}

static int run(int argc, char **argv)
{
    em_error err = { 0 };
    int operands;
    em_learner_options options = { .seed_scale = 0.5,
                                   .slope = 1.1,
                                   .sure = 0.96,
                                   .l1 = 1.5,
                                   .l2 = 5,
                                   .least_weight = 0.1,
                                   .neutral_weight = 1,
                                   .positive_from = 0.1,
                                   .negative_to = -0.1,
                                   .scale = 4,
                                   .words = 3,
                                   .characters = 4,
                                   .least_characters = 2,
                                   .least_comments = 5,
                                   .limit = 4000 };
    em_learner *l = em_mem_zalloc(1, sizeof *l);
    if (!l)
        return em_status_exit_code(EM_E_MEMORY);
    *l = (em_learner){ .options = &options, .err = &err };
    em_arena_init(&l->terms, EM_LEARNER_TERMS_MAX_BYTES);
    em_buf_init(&l->room, EM_BUF_UNLIMITED);
    em_status status = em_option_parse(&em_command_lexicon_learn, argc, argv, &options, &operands,
                                       &err);
    if (status == EM_END) {
        em_mem_free(l);
        return 0;
    }
    if (status == EM_OK)
        status = check_options(l, operands, argv + 1);
    if (status == EM_OK)
        status = learn(l);
    if (status == EM_OK)
        fprintf(stderr, "echometer: %s: %zu polar entries from %zu comments, bias %.3f\n",
                options.out, l->columns.len, l->comment_count, l->bias);
    release(l);
    em_mem_free(l);
    return status == EM_OK ? 0 : em_console_fail(&err);
}

const em_command em_command_lexicon_learn = {
    .name = "lexicon learn",
    .summary = "learn a sentiment lexicon from labelled comments",
    .usage = "--base B --out FILE.tsv [--seed S] SET...",
    .examples = "  echometer lexicon learn --base lexicons/sentiment/en.tsv --out en.tsv "
                "'tweets.csv;label=polarity;map=0=negative,4=positive;weight=0.5'\n",
    .options = OPTIONS,
    .run = run,
};
