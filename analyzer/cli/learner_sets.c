/* Labelled comments: what the operands name, and what each comment is to score. */
#include "cli/learner.h"

#include "base/str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static em_status parse_key(em_set_spec *spec, char *key, em_error *err)
{
    static const char *const NAMES[] = { "label=", "text=", "map=" };
    const char **into[] = { &spec->label, &spec->text, &spec->map };
    char *end;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (strncmp(key, NAMES[i], strlen(NAMES[i])) == 0) {
            *into[i] = key + strlen(NAMES[i]);
            return EM_OK;
        }
    if (strncmp(key, "weight=", 7) == 0) {
        spec->weight = strtod(key + 7, &end);
        if (*end == '\0' && end != key + 7 && spec->weight > 0 && spec->weight <= 1000)
            return EM_OK;
    }
    return em_error_set(err, EM_E_USAGE,
                        "lexicon learn: \"%s\" (known: label=, text=, map=, weight=)", key);
}

static em_status parse_set(em_set_spec *spec, const char *operand, em_error *err)
{
    em_status status = EM_OK;
    *spec = (em_set_spec){ .bytes = em_mem_strdup(em_str_from(operand)), .weight = 1 };
    if (!spec->bytes)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    spec->path = spec->bytes;
    char *next = strchr(spec->bytes, ';');
    while (next && status == EM_OK) {
        char *key = next + 1;
        *next = '\0';
        next = strchr(key, ';');
        if (next)
            *next = '\0';
        status = parse_key(spec, key, err);
        if (next)
            *next = ';';
    }
    return status;
}

em_status em_learner__no_memory(em_learner *l)
{
    return em_error_set(l->err, EM_E_MEMORY, "no memory to learn");
}

/* Judges every labelled comment with the present model. */
em_status em_learner__each_comment(em_learner *l, em_comment_seen *seen)
{
    size_t index = 0;
    for (size_t s = 0; s < l->set_count; s++) {
        size_t count;
        const em_gold_comment *comments = em_gold_comments(l->sets[s].gold, &count);
        for (size_t i = 0; i < count; i++) {
            em_verdict verdict;
            em_record record = { .text = comments[i].text, .likes = EM_LIKES_UNKNOWN };
            if (!comments[i].has_sentiment)
                continue;
            em_status status = em_judge_comment(&verdict, l->model, l->scratch, &record, true,
                                                l->err);
            if (status == EM_OK)
                status = seen(l, index++, &comments[i], &verdict);
            if (status != EM_OK)
                return status;
        }
    }
    return EM_OK;
}

static double target_of(const em_learner *l, const em_gold_comment *comment)
{
    if (comment->graded)
        return 1 / (1 + exp(-l->options->slope * comment->grade));
    return comment->label == EM_NEUTRAL    ? 0.5
           : comment->label == EM_POSITIVE ? l->options->sure
                                           : 1 - l->options->sure;
}

static double weight_of(const em_learner *l, const em_labelled_set *set,
                        const em_gold_comment *comment)
{
    bool is_neutral = !comment->graded && comment->label == EM_NEUTRAL;
    return set->spec.weight * comment->weight * (is_neutral ? l->options->neutral_weight : 1);
}

em_status em_learner__name_sets(em_learner *l, int count, char **operands)
{
    em_status status = EM_OK;
    if (count == 0 || count > EM_LEARNER_SETS_MAX)
        return em_error_set(l->err, EM_E_USAGE, "lexicon learn: name 1 to %d labelled sets",
                            EM_LEARNER_SETS_MAX);
    for (int i = 0; i < count && status == EM_OK; i++) {
        em_set_spec *spec = &l->sets[l->set_count++].spec;
        status = parse_set(spec, operands[i], l->err);
        if (status == EM_OK)
            status = em_gold_check_map(spec->map, l->err);
    }
    return status;
}

em_status em_learner__read_sets(em_learner *l)
{
    em_status status = EM_OK;
    for (size_t i = 0; i < l->set_count && status == EM_OK; i++) {
        em_labelled_set *set = &l->sets[i];
        em_gold_options options = { .sentiment_column = set->spec.label,
                                    .text_column = set->spec.text,
                                    .map = set->spec.map };
        status = em_gold_read(&set->gold, set->spec.path, &options, l->err);
        if (status != EM_OK)
            return status;
        size_t read;
        const em_gold_comment *comments = em_gold_comments(set->gold, &read);
        for (size_t k = 0; k < read; k++)
            l->comment_count += comments[k].has_sentiment;
    }
    return status;
}

em_status em_learner__set_targets(em_learner *l)
{
    size_t index = 0;
    l->targets = em_mem_zalloc(l->comment_count + 1, sizeof(double));
    l->weights = em_mem_zalloc(l->comment_count + 1, sizeof(double));
    l->offsets = em_mem_zalloc(l->comment_count + 1, sizeof(double));
    if (!l->targets || !l->weights || !l->offsets)
        return em_learner__no_memory(l);
    for (size_t s = 0; s < l->set_count; s++) {
        size_t count;
        const em_gold_comment *comments = em_gold_comments(l->sets[s].gold, &count);
        for (size_t i = 0; i < count; i++)
            if (comments[i].has_sentiment) {
                l->targets[index] = target_of(l, &comments[i]);
                l->weights[index++] = weight_of(l, &l->sets[s], &comments[i]);
            }
    }
    return EM_OK;
}
