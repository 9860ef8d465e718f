/* The lexicon of a round: the base's cues and the columns, written and loaded. */
#include "cli/learner.h"

#include "base/file.h"
#include "base/str.h"
#include "judge/sentiment.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WEIGHT_MAX 4.0
/* The option of a cue's note that learning writes. */
#define POLAR "polar="

typedef struct line {
    em_str term, text;
} line;
typedef EM_VEC(line) lines;

static int compare_lines(const void *a, const void *b)
{
    return em_str_cmp(((const line *)a)->term, ((const line *)b)->term);
}

/* Two digits behind the point, none needless; independent of the locale. */
static void put_number(em_buf *out, double value)
{
    long hundredths = lround(value * 100);
    long whole = labs(hundredths) / 100, rest = labs(hundredths) % 100;
    em_buf_printf(out, "%s%ld", hundredths < 0 ? "-" : "", whole);
    if (rest % 10)
        em_buf_printf(out, ".%02ld", rest);
    else if (rest)
        em_buf_printf(out, ".%ld", rest / 10);
}

static em_status add_line(em_learner *l, lines *out, em_arena *arena, em_str term, double weight,
                          const char *role, em_str source, em_str note)
{
    em_buf_reset(&l->room);
    em_buf_put(&l->room, term);
    em_buf_put_char(&l->room, '\t');
    put_number(&l->room, weight);
    em_buf_printf(&l->room, "\t%s\t%.*s\t%.*s\n", role, EM_STR_ARG(source), EM_STR_ARG(note));
    line made = { term, em_arena_copy(arena, em_buf_str(&l->room)) };
    if (l->room.status != EM_OK || !made.text.data || !em_vec_push(out, made))
        return em_learner__no_memory(l);
    return EM_OK;
}

static const char *source_of(const em_learner_column *c)
{
    if (!c->seeded)
        return "learned";
    return c->comments ? "own+learned" : "own";
}

static void put_head(const em_learner *l, em_buf *out, bool final)
{
    const em_learner_options *options = l->options;
    em_buf_printf(out, "#! id\t%.*s\n#! version\t%.*s\n#! lang\t%.*s\n", EM_STR_ARG(l->base.id),
                  EM_STR_ARG(l->base.version), EM_STR_ARG(l->base.language));
    const struct {
        const char *key;
        double value;
    } heads[] = { { "positive_from", options->positive_from },
                  { "negative_to", options->negative_to },
                  { "scale", options->scale },
                  { "bias", final ? l->bias : 0 } };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        em_buf_printf(out, "#! %s\t", heads[i].key);
        put_number(out, heads[i].value);
        em_buf_put_char(out, '\n');
    }
}

static double listed_weight(const em_learner_column *c)
{
    double weight = fmax(-WEIGHT_MAX, fmin(WEIGHT_MAX, c->weight));
    return fabs(weight) < EM_LEARNER_NO_WEIGHT ? copysign(EM_LEARNER_NO_WEIGHT, weight) : weight;
}

/* An entry of another role; its note has the option polar= where it carries a weight itself. */
static em_status put_cue(em_learner *l, lines *out, em_arena *arena, const em_sentiment_spec *entry)
{
    const em_learner_column *own = em_learner__find_column(l, entry->term);
    em_buf note;
    em_buf_init(&note, EM_BUF_UNLIMITED);
    const char *old = memmem(entry->note.data, entry->note.len, POLAR, strlen(POLAR));
    size_t before = old ? (size_t)(old - entry->note.data) : entry->note.len;
    if (own) {
        em_buf_puts(&note, POLAR);
        put_number(&note, listed_weight(own));
        em_buf_put_char(&note, ';');
    }
    em_buf_put(&note, (em_str){ entry->note.data, before });
    const char *end = old ? memchr(old, ';', entry->note.len - before) : NULL;
    if (end)
        em_buf_put(&note,
                   (em_str){ end + 1, (size_t)(entry->note.data + entry->note.len - end - 1) });
    em_status status = note.status == EM_OK
                           ? add_line(l, out, arena, entry->term, entry->weight,
                                      em_role_name(entry->role), entry->source, em_buf_str(&note))
                           : em_learner__no_memory(l);
    em_buf_release(&note);
    return status;
}

static em_status gather_lines(em_learner *l, lines *out, em_arena *arena)
{
    em_status status = EM_OK;
    for (size_t i = 0; i < l->base.entries.len && status == EM_OK; i++) {
        const em_sentiment_spec *entry = &l->base.entries.items[i];
        if (entry->role != EM_ROLE_POLAR)
            status = put_cue(l, out, arena, entry);
    }
    for (size_t i = 0; i < l->columns.len && status == EM_OK; i++) {
        const em_learner_column *c = &l->columns.items[i];
        if (!c->is_cue)
            status = add_line(l, out, arena, c->term, listed_weight(c), em_role_name(EM_ROLE_POLAR),
                              em_str_from(source_of(c)), EM_STR(""));
    }
    return status;
}

/* Writes base and columns to --out; `final`: with the bias. */
em_status em_learner__write_lexicon(em_learner *l, bool final)
{
    em_arena arena;
    lines all = { 0 };
    em_buf text;
    em_arena_init(&arena, EM_LEARNER_TERMS_MAX_BYTES);
    em_buf_init(&text, EM_LEARNER_TERMS_MAX_BYTES);
    em_status status = gather_lines(l, &all, &arena);
    if (status == EM_OK && final && fabs(l->bias) > EM_SENTIMENT_BIAS_MAX)
        status = em_error_set(l->err, EM_E_INPUT,
                              "learning ends with a bias of %g, beyond the %d that a lexicon can "
                              "hold: the seeds weigh too much (--seed-scale), or too little is "
                              "penalised (--l1, --l2)",
                              l->bias, EM_SENTIMENT_BIAS_MAX);
    if (status == EM_OK) {
        put_head(l, &text, final);
        if (all.len)
            qsort(all.items, all.len, sizeof *all.items, compare_lines);
        for (size_t i = 0; i < all.len; i++)
            em_buf_put(&text, all.items[i].text);
        status = text.status == EM_OK
                     ? em_file_write_whole(l->options->out, em_buf_str(&text), l->err)
                     : em_learner__no_memory(l);
    }
    em_buf_release(&text);
    em_vec_release(&all);
    em_arena_release(&arena);
    return status;
}

em_status em_learner__load_model(em_learner *l)
{
    const char *path = l->options->out;
    em_scratch_free(l->scratch);
    em_model_free(l->model);
    l->scratch = NULL;
    l->model = NULL;
    em_model_source source = { .sentiment = &path, .sentiment_count = 1 };
    em_status status = em_model_load(&l->model, &source, l->err);
    return status == EM_OK ? em_scratch_new(&l->scratch, l->model, l->err) : status;
}
