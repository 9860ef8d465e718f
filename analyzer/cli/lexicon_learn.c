/*
 * `echometer lexicon learn`: labelled comments in, a sentiment lexicon that a person can review
 * out.
 *
 * Two rounds. The first weighs all n-grams that are frequent enough by sparse logistic regression
 * (L1) and keeps those with a weight; each counts what the judge would count for it there, so
 * that "not good" speaks for "good" backwards. The second compiles the kept ones into a lexicon,
 * lets the judge find them as it will later (the longest entry wins), and weighs them again (L2).
 * There an entry starts from what the entries inside it say together, and what it adds to them is
 * penalised: a phrase that few comments have says what its words say. In both rounds a seed list
 * of a person's own weights is where the weights start from.
 */
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/vec.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "eval/gold.h"
#include "eval/learn.h"
#include "eval/ngrams.h"
#include "judge/sentiment.h"
#include "judge/verdict.h"
#include "lexicon/lexicon_file.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WEIGHT_MAX 4.0
#define SETS_MAX 64
/* The option of a cue's note that learning writes, and where the weight of a negator starts. */
#define POLAR "polar="
#define NEGATOR_SEED (-0.2)
/* So small that it says nothing, and not 0, so that the judge counts it. Other cues start there. */
#define NO_WEIGHT 0.01
#define TERM_MAX_BYTES 64
#define TERMS_MAX_BYTES ((size_t)256 * 1024 * 1024)

typedef struct learn_options {
    const char *base, *seed, *barred, *out;
    double seed_scale, slope, sure, l1, l2, least_weight, neutral_weight;
    double positive_from, negative_to, scale;
    unsigned words, characters, least_characters, least_comments, limit;
} learn_options;

#define AT(field) offsetof(learn_options, field)

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

/* --- labelled comments ------------------------------------------------------------------------ */

/* FILE;label=COLUMN;text=COLUMN;map=LABELS;weight=X, taken apart. */
typedef struct set_spec {
    char *bytes; /* lends the rest */
    const char *path, *label, *text, *map;
    double weight;
} set_spec;

typedef struct labelled_set {
    set_spec spec;
    em_gold *gold;
} labelled_set;

static em_status parse_key(set_spec *spec, char *key, em_error *err)
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

static em_status parse_set(set_spec *spec, const char *operand, em_error *err)
{
    em_status status = EM_OK;
    *spec = (set_spec){ .bytes = em_mem_strdup(em_str_from(operand)), .weight = 1 };
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

/* --- the state of a run ----------------------------------------------------------------------- */

/* An n-gram while it is counted. */
typedef struct counted {
    uint64_t hash;
    uint32_t comments, last_comment;
    uint32_t said; /* times in last_comment, while rows are made */
    uint32_t id;   /* column; UINT32_MAX: none yet */
} counted;

typedef struct count_table {
    counted *slots; /* hash 0: free */
    size_t used, size;
} count_table;

typedef struct column {
    em_str term;
    uint32_t comments;
    double seed, weight;
    double added; /* to what its parts weigh; the weight itself where it has none */
    size_t first_part, end_part;
    bool seeded;
    bool is_cue; /* what a cue carries itself: an option of its entry */
} column;

typedef struct learner {
    const learn_options *options;
    labelled_set sets[SETS_MAX];
    size_t set_count;
    size_t comment_count;
    double *targets, *weights, *offsets;
    em_barred *barred;
    em_sentiment_file base, seed;
    em_model *model; /* the base, later the first round's lexicon */
    em_scratch *scratch;
    count_table table;
    em_arena terms; /* bytes of the columns' terms */
    EM_VEC(column) columns;
    EM_VEC(uint32_t) parts; /* columns, of all columns one after another */
    EM_VEC(size_t) starts;
    EM_VEC(uint32_t) cells;
    EM_VEC(float) values;
    em_buf room;
    double bias;
    em_error *err;
} learner;

static em_status no_memory(learner *l)
{
    return em_error_set(l->err, EM_E_MEMORY, "no memory to learn");
}

typedef em_status comment_seen(learner *l, size_t index, const em_gold_comment *comment,
                               const em_verdict *verdict);

/* Judges every labelled comment with the present model. */
static em_status each_comment(learner *l, comment_seen *seen)
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

static double target_of(const learner *l, const em_gold_comment *comment)
{
    if (comment->graded)
        return 1 / (1 + exp(-l->options->slope * comment->grade));
    return comment->label == EM_NEUTRAL    ? 0.5
           : comment->label == EM_POSITIVE ? l->options->sure
                                           : 1 - l->options->sure;
}

static double weight_of(const learner *l, const labelled_set *set, const em_gold_comment *comment)
{
    bool is_neutral = !comment->graded && comment->label == EM_NEUTRAL;
    return set->spec.weight * comment->weight * (is_neutral ? l->options->neutral_weight : 1);
}

static em_status read_sets(learner *l, int count, char **operands)
{
    em_status status = EM_OK;
    if (count == 0 || count > SETS_MAX)
        return em_error_set(l->err, EM_E_USAGE, "lexicon learn: name 1 to %d labelled sets",
                            SETS_MAX);
    for (int i = 0; i < count && status == EM_OK; i++) {
        labelled_set *set = &l->sets[l->set_count++];
        status = parse_set(&set->spec, operands[i], l->err);
        em_gold_options options = { .sentiment_column = set->spec.label,
                                    .text_column = set->spec.text,
                                    .map = set->spec.map };
        if (status == EM_OK)
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

static em_status set_targets(learner *l)
{
    size_t index = 0;
    l->targets = em_mem_zalloc(l->comment_count + 1, sizeof(double));
    l->weights = em_mem_zalloc(l->comment_count + 1, sizeof(double));
    l->offsets = em_mem_zalloc(l->comment_count + 1, sizeof(double));
    if (!l->targets || !l->weights || !l->offsets)
        return no_memory(l);
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

/* --- writing a lexicon ------------------------------------------------------------------------ */

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

static em_status add_line(learner *l, lines *out, em_arena *arena, em_str term, double weight,
                          const char *role, em_str source, em_str note)
{
    em_buf_reset(&l->room);
    em_buf_put(&l->room, term);
    em_buf_put_char(&l->room, '\t');
    put_number(&l->room, weight);
    em_buf_printf(&l->room, "\t%s\t%.*s\t%.*s\n", role, EM_STR_ARG(source), EM_STR_ARG(note));
    line made = { term, em_arena_copy(arena, em_buf_str(&l->room)) };
    if (l->room.status != EM_OK || !made.text.data || !em_vec_push(out, made))
        return no_memory(l);
    return EM_OK;
}

static const char *source_of(const column *c)
{
    if (!c->seeded)
        return "learned";
    return c->comments ? "own+learned" : "own";
}

static void put_head(const learner *l, em_buf *out, bool final)
{
    const learn_options *options = l->options;
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

static const column *find_column(const learner *l, em_str term);

static double listed_weight(const column *c)
{
    double weight = fmax(-WEIGHT_MAX, fmin(WEIGHT_MAX, c->weight));
    return fabs(weight) < NO_WEIGHT ? copysign(NO_WEIGHT, weight) : weight;
}

/* An entry of another role; its note has the option polar= where it carries a weight itself. */
static em_status put_cue(learner *l, lines *out, em_arena *arena, const em_sentiment_spec *entry)
{
    const column *own = find_column(l, entry->term);
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
                           : no_memory(l);
    em_buf_release(&note);
    return status;
}

static em_status gather_lines(learner *l, lines *out, em_arena *arena)
{
    em_status status = EM_OK;
    for (size_t i = 0; i < l->base.entries.len && status == EM_OK; i++) {
        const em_sentiment_spec *entry = &l->base.entries.items[i];
        if (entry->role != EM_ROLE_POLAR)
            status = put_cue(l, out, arena, entry);
    }
    for (size_t i = 0; i < l->columns.len && status == EM_OK; i++) {
        const column *c = &l->columns.items[i];
        if (!c->is_cue)
            status = add_line(l, out, arena, c->term, listed_weight(c), em_role_name(EM_ROLE_POLAR),
                              em_str_from(source_of(c)), EM_STR(""));
    }
    return status;
}

/* Writes base and columns to --out; `final`: with the bias. */
static em_status write_lexicon(learner *l, bool final)
{
    em_arena arena;
    lines all = { 0 };
    em_buf text;
    em_arena_init(&arena, TERMS_MAX_BYTES);
    em_buf_init(&text, TERMS_MAX_BYTES);
    em_status status = gather_lines(l, &all, &arena);
    if (status == EM_OK) {
        put_head(l, &text, final);
        if (all.len)
            qsort(all.items, all.len, sizeof *all.items, compare_lines);
        for (size_t i = 0; i < all.len; i++)
            em_buf_put(&text, all.items[i].text);
        status = text.status == EM_OK
                     ? em_file_write_whole(l->options->out, em_buf_str(&text), l->err)
                     : no_memory(l);
    }
    em_buf_release(&text);
    em_vec_release(&all);
    em_arena_release(&arena);
    return status;
}

static em_status load_model(learner *l)
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

/* --- first round: which n-grams carry sentiment ------------------------------------------------
 */

static bool grow(count_table *table)
{
    size_t size = table->size ? table->size * 2 : (size_t)1 << 16;
    counted *slots = em_mem_zalloc(size, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < table->size; i++)
        if (table->slots[i].hash) {
            size_t at = table->slots[i].hash & (size - 1);
            while (slots[at].hash)
                at = (at + 1) & (size - 1);
            slots[at] = table->slots[i];
        }
    em_mem_free(table->slots);
    table->slots = slots;
    table->size = size;
    return true;
}

/* The slot of `hash`, made where it is new; NULL without memory. */
static counted *slot_of(count_table *table, uint64_t hash)
{
    hash += hash == 0;
    if (table->used * 2 >= table->size && !grow(table))
        return NULL;
    size_t at = hash & (table->size - 1);
    while (table->slots[at].hash && table->slots[at].hash != hash)
        at = (at + 1) & (table->size - 1);
    if (!table->slots[at].hash) {
        table->slots[at] = (counted){ hash, 0, UINT32_MAX, 0, UINT32_MAX };
        table->used++;
    }
    return &table->slots[at];
}

typedef struct ngram_visit {
    learner *l;
    uint32_t comment;
    const em_text *text;
    const em_span *words;
    size_t word_count;
} ngram_visit;

static int compare_starts(const void *key, const void *word)
{
    uint32_t start = *(const uint32_t *)key, other = ((const em_span *)word)->start;
    return start < other ? -1 : start > other;
}

static int compare_ends(const void *key, const void *word)
{
    uint32_t end = *(const uint32_t *)key, other = ((const em_span *)word)->end;
    return end < other ? -1 : end > other;
}

/* True where the tokens begin and end with words: 很好吃, not 道很好. */
static bool is_whole(const ngram_visit *visit, uint32_t first_token, uint32_t end_token)
{
    const em_token *first = &visit->text->tokens[first_token];
    if (first->kind != EM_TOKEN_HAN)
        return true;
    uint32_t end = visit->text->tokens[end_token - 1].end;
    return visit->word_count &&
           bsearch(&first->start, visit->words, visit->word_count, sizeof(em_span),
                   compare_starts) &&
           bsearch(&end, visit->words, visit->word_count, sizeof(em_span), compare_ends);
}

static bool count_ngram(void *context, em_str term, uint32_t first_token, uint32_t end_token)
{
    ngram_visit *visit = context;
    if (term.len > TERM_MAX_BYTES || !is_whole(visit, first_token, end_token))
        return true;
    counted *slot = slot_of(&visit->l->table, em_hash64(term, 0));
    if (slot && slot->last_comment != visit->comment) {
        slot->last_comment = visit->comment;
        slot->comments++;
    }
    return slot != NULL;
}

static em_ngram_limits limits_of(const learner *l)
{
    return (em_ngram_limits){ l->options->words, l->options->characters };
}

static em_status count_comment(learner *l, size_t index, const em_gold_comment *comment,
                               const em_verdict *verdict)
{
    ngram_visit visit = { .l = l, .comment = (uint32_t)index, .text = &verdict->text };
    (void)comment;
    em_status status = em_text_words(&visit.words, &visit.word_count, &verdict->text,
                                     l->model->text, em_scratch_text(l->scratch), l->err);
    if (status != EM_OK)
        return status;
    return em_ngrams_each(&verdict->text, limits_of(l), &l->room, count_ngram, &visit, l->err);
}

/*
 * True where `term` is, holds (spaced scripts) or ends in (Han) an entry of another role. "is
 * not" as an entry would hide the negator from the words behind it; 不好 says all there is to say.
 */
static bool hides_cue(const learner *l, em_str term)
{
    for (size_t i = 0; i < l->base.entries.len; i++) {
        const em_sentiment_spec *entry = &l->base.entries.items[i];
        size_t len = entry->term.len;
        if (entry->role == EM_ROLE_POLAR || len > term.len)
            continue;
        bool is_spaced = (unsigned char)entry->term.data[0] < 0x80;
        for (size_t at = is_spaced ? 0 : term.len - len; at + len <= term.len; at++) {
            if (memcmp(term.data + at, entry->term.data, len) != 0)
                continue;
            if (!is_spaced || ((at == 0 || term.data[at - 1] == ' ') &&
                               (at + len == term.len || term.data[at + len] == ' ')))
                return true;
        }
    }
    return false;
}

static bool is_seed(const learner *l, em_str term)
{
    for (size_t i = 0; i < l->seed.entries.len; i++)
        if (em_str_eq(l->seed.entries.items[i].term, term))
            return true;
    return false;
}

/* Latin words in Chinese comments are no Chinese entries, nor Han characters English ones. */
static bool is_foreign(const learner *l, em_str term)
{
    bool is_han = em_str_starts(l->base.language, EM_STR("zh"));
    char first = term.data[0];
    bool is_latin = (first >= 'a' && first <= 'z') || ((unsigned char)first & 0xE0) == 0xC0;
    bool has_han = (unsigned char)first >= 0xE3 && (unsigned char)first <= 0xE9;
    return (is_han ? is_latin : has_han) && !is_seed(l, term);
}

/* One Han character says little and stands in many words: only those that the seed lists. */
static bool is_too_short(const learner *l, em_str term)
{
    bool is_spaced = (unsigned char)term.data[0] < 0xE3; /* below U+3000 */
    bool is_emoji = (unsigned char)term.data[0] >= 0xF0; /* above U+FFFF */
    return !is_spaced && !is_emoji && term.len < l->options->least_characters * 3 &&
           !is_seed(l, term);
}

/* Gives the n-gram a column, unless it is too rare, barred, or has another role already. */
static bool make_column(learner *l, counted *slot, em_str term)
{
    if (slot->comments < l->options->least_comments || em_barred_has(l->barred, term) ||
        hides_cue(l, term) || is_foreign(l, term) || is_too_short(l, term)) {
        slot->comments = 0;
        return true;
    }
    column made = { .term = em_arena_copy(&l->terms, term), .comments = slot->comments };
    if (!made.term.data || l->columns.len >= UINT32_MAX || !em_vec_push(&l->columns, made))
        return false;
    slot->id = (uint32_t)(l->columns.len - 1);
    return true;
}

static bool add_cell(learner *l, uint32_t id, double value)
{
    return em_vec_push(&l->cells, id) && em_vec_push(&l->values, (float)value);
}

static bool add_ngram(void *context, em_str term, uint32_t first_token, uint32_t end_token)
{
    (void)end_token;
    const ngram_visit *visit = context;
    learner *l = visit->l;
    if (term.len > TERM_MAX_BYTES)
        return true;
    counted *slot = slot_of(&l->table, em_hash64(term, 0));
    if (!slot || (slot->comments && slot->id == UINT32_MAX && !make_column(l, slot, term)))
        return false;
    if (slot->last_comment != visit->comment)
        slot->said = 0;
    slot->last_comment = visit->comment;
    double value = slot->id == UINT32_MAX ? 0 : em_judge_value_at(l->scratch, first_token);
    value = em_repeat_value(value, slot->said++);
    return fabs(value) < 1e-6 || add_cell(l, slot->id, value);
}

static em_status add_ngrams(learner *l, size_t index, const em_gold_comment *comment,
                            const em_verdict *verdict)
{
    ngram_visit visit = { .l = l, .comment = (uint32_t)index };
    (void)comment;
    if (!em_vec_push(&l->starts, l->cells.len))
        return no_memory(l);
    for (size_t i = 0; i < verdict->feature_count; i++) /* the seeds' */
        l->offsets[index] += verdict->features[i].weight * verdict->features[i].value;
    return em_ngrams_each(&verdict->text, limits_of(l), &l->room, add_ngram, &visit, l->err);
}

/*
 * Multiplies each column by its factor, the root of the size of its log-count ratio, so that a
 * weight is penalised less the more its entry says for itself. The root and not the ratio: that
 * leaves too little to what is weak alone (cross-validated).
 */
static em_status scale_columns(learner *l, double *factors, const em_learn_problem *problem)
{
    em_status status = em_learn_ratios(factors, problem, l->err);
    for (size_t i = 0; i < l->columns.len && status == EM_OK; i++)
        factors[i] = sqrt(fabs(factors[i]));
    for (size_t i = 0; i < l->cells.len && status == EM_OK; i++)
        l->values.items[i] *= (float)factors[l->cells.items[i]];
    return status;
}

/* What a column adds and what its parts weigh. These are shorter, so this ends. */
static double weight_with_parts(const learner *l, const column *c)
{
    double weight = c->added;
    for (size_t i = c->first_part; i < c->end_part; i++)
        weight += weight_with_parts(l, &l->columns.items[l->parts.items[i]]);
    return weight;
}

/* Weighs all columns by the cells, and leaves these scaled. */
static em_status solve(learner *l, double l1, double l2)
{
    size_t width = l->columns.len;
    double *coefficients = em_mem_zalloc(width + 1, sizeof(double));
    double *factors = em_mem_zalloc(width + 1, sizeof(double));
    em_status status = EM_OK;
    if (!coefficients || !factors || !em_vec_push(&l->starts, l->cells.len))
        status = no_memory(l);
    em_learn_problem problem = {
        .rows = { l->starts.items, l->cells.items, l->values.items, l->comment_count, width },
        .targets = l->targets,
        .weights = l->weights,
        .offsets = l->offsets,
        .l1 = l1,
        .l2 = l2,
    };
    if (status == EM_OK)
        status = scale_columns(l, factors, &problem);
    if (status == EM_OK)
        status = em_learn_solve(coefficients, &l->bias, &problem, l->err);
    for (size_t i = 0; i < width && status == EM_OK; i++)
        l->columns.items[i].added = l->columns.items[i].seed + coefficients[i] * factors[i];
    for (size_t i = 0; i < width && status == EM_OK; i++)
        l->columns.items[i].weight = weight_with_parts(l, &l->columns.items[i]);
    em_mem_free(coefficients);
    em_mem_free(factors);
    return status;
}

/* How much an entry moves all scores together: what is kept where there are too many. */
static double reach_of(const column *c)
{
    return fabs(c->added) * sqrt((double)c->comments);
}

static int compare_reach(const void *a, const void *b)
{
    const column *x = a, *y = b;
    double rx = reach_of(x), ry = reach_of(y);
    if (x->seeded != y->seeded)
        return x->seeded ? -1 : 1;
    return rx > ry ? -1 : rx < ry ? 1 : em_str_cmp(x->term, y->term);
}

/* Leaves out columns that add too little, then the weakest above --limit; seeds stay. */
static void prune(learner *l)
{
    size_t kept = 0, learned = 0;
    if (l->columns.len)
        qsort(l->columns.items, l->columns.len, sizeof(column), compare_reach);
    for (size_t i = 0; i < l->columns.len; i++) {
        column *c = &l->columns.items[i];
        if (!c->seeded &&
            (fabs(c->added) < l->options->least_weight || learned == l->options->limit))
            continue;
        learned += !c->seeded;
        l->columns.items[kept++] = *c;
    }
    l->columns.len = kept;
}

static bool is_cue(const learner *l, em_str term)
{
    for (size_t i = 0; i < l->base.entries.len; i++)
        if (l->base.entries.items[i].role != EM_ROLE_POLAR &&
            em_str_eq(l->base.entries.items[i].term, term))
            return true;
    return false;
}

/* Columns for the seed words: their weights stand whether a comment has them or not. */
static em_status add_seeds(learner *l)
{
    for (size_t i = 0; i < l->seed.entries.len; i++) {
        const em_sentiment_spec *entry = &l->seed.entries.items[i];
        double weight = entry->weight * l->options->seed_scale;
        column made = { .term = entry->term, .seed = weight, .weight = weight, .seeded = true };
        if (entry->role == EM_ROLE_POLAR && !is_cue(l, entry->term) &&
            !em_vec_push(&l->columns, made))
            return no_memory(l);
    }
    return EM_OK;
}

/* Columns for what cues carry themselves: "no" alone is no praise, "why" no content. An irony
 * marker says nothing but that one cannot be sure. */
static em_status add_cues(learner *l)
{
    for (size_t i = 0; i < l->base.entries.len; i++) {
        const em_sentiment_spec *entry = &l->base.entries.items[i];
        bool is_negator = entry->role == EM_ROLE_NEGATOR;
        column made = { .term = entry->term,
                        .seed = is_negator ? NEGATOR_SEED : 0,
                        .weight = is_negator ? NEGATOR_SEED : NO_WEIGHT,
                        .seeded = is_negator,
                        .is_cue = true };
        if (entry->role != EM_ROLE_POLAR && entry->role != EM_ROLE_IRONY &&
            !em_vec_push(&l->columns, made))
            return no_memory(l);
    }
    return EM_OK;
}

static int compare_terms(const void *a, const void *b)
{
    return em_str_cmp(((const column *)a)->term, ((const column *)b)->term);
}

/* A seed word that was also learned is one entry: its seed plus what was learned. */
static void merge_columns(learner *l)
{
    size_t kept = 0;
    if (l->columns.len)
        qsort(l->columns.items, l->columns.len, sizeof(column), compare_terms);
    for (size_t i = 0; i < l->columns.len; i++) {
        column *last = kept ? &l->columns.items[kept - 1] : NULL;
        const column *c = &l->columns.items[i];
        if (!last || !em_str_eq(last->term, c->term)) {
            l->columns.items[kept++] = *c;
            continue;
        }
        last->seed += c->seed;
        last->weight += c->weight;
        last->seeded |= c->seeded;
        last->comments += c->comments;
    }
    l->columns.len = kept;
}

static void clear_rows(learner *l)
{
    em_vec_clear(&l->starts);
    em_vec_clear(&l->cells);
    em_vec_clear(&l->values);
    memset(l->offsets, 0, l->comment_count * sizeof *l->offsets);
}

static em_status choose_terms(learner *l)
{
    em_status status = add_seeds(l);
    if (status == EM_OK)
        status = add_cues(l);
    merge_columns(l);
    if (status == EM_OK)
        status = write_lexicon(l, false); /* roles and seeds alone: their scopes and offsets */
    em_vec_clear(&l->columns);
    if (status == EM_OK)
        status = load_model(l);
    if (status == EM_OK)
        status = each_comment(l, count_comment);
    clear_rows(l);
    if (status == EM_OK)
        status = each_comment(l, add_ngrams);
    if (status == EM_OK)
        status = solve(l, l->options->l1, 0);
    if (status == EM_OK)
        prune(l);
    if (status == EM_OK)
        status = add_seeds(l);
    if (status == EM_OK)
        status = add_cues(l);
    merge_columns(l);
    return status;
}

/* --- second round: their weights as the judge finds them ---------------------------------------
 */

static const column *find_column(const learner *l, em_str term)
{
    column key = { .term = term };
    return l->columns.len
               ? bsearch(&key, l->columns.items, l->columns.len, sizeof key, compare_terms)
               : NULL;
}

/* The longest column that begins at `at` in `whole` and is not all of it; NULL: none. */
static const column *part_at(const learner *l, em_str whole, size_t at)
{
    for (size_t len = whole.len - at; len > 0; len--) {
        em_str term = { whole.data + at, len };
        const column *found = len < whole.len ? find_column(l, term) : NULL;
        if (found)
            return found;
    }
    return NULL;
}

/* Whether other entries inside it say what it says: not of Latin words, marks and own judgement. */
static bool has_parts(const column *c)
{
    return !c->seeded && !c->is_cue && (unsigned char)c->term.data[0] >= 0xE3;
}

/* Takes the Han columns apart as the judge would if they were no entries. */
static em_status find_parts(learner *l)
{
    em_vec_clear(&l->parts);
    for (size_t i = 0; i < l->columns.len; i++) {
        column *c = &l->columns.items[i];
        c->first_part = l->parts.len;
        for (size_t at = 0; has_parts(c) && at < c->term.len;) {
            const column *part = part_at(l, c->term, at);
            if (part && !em_vec_push(&l->parts, (uint32_t)(part - l->columns.items)))
                return no_memory(l);
            at += part ? part->term.len : 1;
        }
        c->end_part = l->parts.len;
    }
    return EM_OK;
}

/* Cells for a column and for its parts. */
static bool add_cells(learner *l, size_t index, uint32_t id, double value)
{
    const column *c = &l->columns.items[id];
    l->offsets[index] += c->seed * value;
    bool added = add_cell(l, id, value);
    for (size_t i = c->first_part; i < c->end_part && added; i++)
        added = add_cells(l, index, l->parts.items[i], value);
    return added;
}

static em_status add_features(learner *l, size_t index, const em_gold_comment *comment,
                              const em_verdict *verdict)
{
    (void)comment;
    if (!em_vec_push(&l->starts, l->cells.len))
        return no_memory(l);
    for (size_t i = 0; i < verdict->feature_count; i++) {
        const em_feature *feature = &verdict->features[i];
        const column *found = find_column(l, l->model->entries[feature->entry].term);
        if (!found)
            continue;
        uint32_t id = (uint32_t)(found - l->columns.items);
        l->columns.items[id].comments++;
        if (!add_cells(l, index, id, feature->value))
            return no_memory(l);
    }
    return EM_OK;
}

static em_status weigh_terms(learner *l)
{
    em_status status = write_lexicon(l, false);
    if (status == EM_OK)
        status = load_model(l);
    clear_rows(l);
    for (size_t i = 0; i < l->columns.len; i++)
        l->columns.items[i].comments = 0;
    if (status == EM_OK)
        status = find_parts(l);
    if (status == EM_OK)
        status = each_comment(l, add_features);
    return status == EM_OK ? solve(l, 0, l->options->l2) : status;
}

/* --- the command ------------------------------------------------------------------------------ */

static em_status learn(learner *l, int count, char **operands)
{
    const learn_options *options = l->options;
    em_issue_sink first = em_issue_first_error(l->err);
    if (!options->base || !options->out)
        return em_error_set(l->err, EM_E_USAGE, "lexicon learn: --base and --out are needed");
    em_status status = em_sentiment_file_read(&l->base, options->base, &first, l->err);
    if (status == EM_OK && options->seed)
        status = em_sentiment_file_read(&l->seed, options->seed, &first, l->err);
    if (status == EM_OK)
        status = em_barred_read(&l->barred, options->barred, l->err);
    if (status == EM_OK)
        status = read_sets(l, count, operands);
    if (status == EM_OK)
        status = set_targets(l);
    if (status == EM_OK)
        status = choose_terms(l);
    for (int round = 0; round < 2 && status == EM_OK; round++) { /* prune, then weigh what stays */
        status = weigh_terms(l);
        prune(l);
        merge_columns(l);
    }
    return status == EM_OK ? write_lexicon(l, true) : status;
}

static void release(learner *l)
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
    learn_options options = { .seed_scale = 0.5,
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
    learner *l = em_mem_zalloc(1, sizeof *l);
    if (!l)
        return em_status_exit_code(EM_E_MEMORY);
    *l = (learner){ .options = &options, .err = &err };
    em_arena_init(&l->terms, TERMS_MAX_BYTES);
    em_buf_init(&l->room, EM_BUF_UNLIMITED);
    em_status status = em_option_parse(&em_command_lexicon_learn, argc, argv, &options, &operands,
                                       &err);
    if (status == EM_END) {
        em_mem_free(l);
        return 0;
    }
    if (status == EM_OK)
        status = learn(l, operands, argv + 1);
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
