/*
 * `echometer lexicon diff`: what a change of lexicons moves. Terms added, removed and changed; then
 * every comment of a corpus judged by both sides: rates before and after, the interval of the
 * paired difference, which comments changed and through which term, and a budget for the shift.
 */
#include "base/csv_write.h"
#include "base/file.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/lexicon_sides.h"
#include "cli/model_options.h"
#include "cli/reading.h"
#include "cli/scoring.h"
#include "stats/interval.h"
#include "stats/significance.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Comments shown a message; --changes lists all. */
#define EXAMPLES 5
#define EXAMPLE_BYTES 160

typedef struct diff_options {
    em_reading_options reading;
    em_option_list corpus, messages, sentiment, gates;
    const char *gold, *changes, *output;
    double max_shift;
} diff_options;

#define AT(field) offsetof(diff_options, field)

static const em_option OPTIONS[] = {
    { "corpus", 'c', EM_OPTION_LIST, AT(corpus), "EXPORT", "comments to judge by both sides" },
    { "max-shift", 0, EM_OPTION_NUMBER, AT(max_shift), "POINTS",
      "exit 1 where a message's rate moves by more percentage points" },
    { "gold", 'g', EM_OPTION_STRING, AT(gold), "FILE", "labelled comments: scores of both sides" },
    { "min", 0, EM_OPTION_LIST, AT(gates), "METRIC=VALUE",
      "exit 1 where a score of the new side is lower" },
    { "changes", 0, EM_OPTION_STRING, AT(changes), "FILE.csv", "list every comment that changed" },
    { "messages", 'm', EM_OPTION_LIST, AT(messages), "FILE",
      "message lexicon for sides that have none" },
    { "sentiment", 's', EM_OPTION_LIST, AT(sentiment), "FILE",
      "sentiment lexicon for sides that have none" },
    { "output", 0, EM_OPTION_STRING, AT(output), "text|json|markdown", "how to print" },
    EM_READING_OPTIONS(AT(reading)),
    { .name = NULL },
};

typedef enum term_change { TERM_ADDED, TERM_REMOVED, TERM_CHANGED } term_change;
static const char *const CHANGE_NAMES[] = { "added", "removed", "changed" };

typedef struct changed_term {
    term_change change;
    em_str message, term;
    em_role role;
} changed_term;

typedef struct example {
    char *text, *term;
    em_stance before, after;
} example;

/* One message on both sides; -1 where a side lacks it. */
typedef struct message_pair {
    em_str id;
    int before, after;
    uint64_t both, lost, gained; /* received before and after, only before, only after */
    uint64_t changed;            /* any change of stance */
    example examples[EXAMPLES];
    size_t example_count;
} message_pair;

typedef struct diff {
    const diff_options *options;
    em_reader_options reading;
    em_lexicon_side before, after;
    em_scratch *scratch_before, *scratch_after;
    EM_VEC(changed_term) terms;
    EM_VEC(message_pair) pairs;
    uint64_t comments, changed_comments;
    em_buf changes; /* CSV */
    cJSON *scores_before, *scores_after;
    bool held;
    em_error *err;
} diff;

static em_status no_memory(diff *d)
{
    return em_error_set(d->err, EM_E_MEMORY, "no memory");
}

/* --- terms -------------------------------------------------------------------------------------
 */

static em_str message_of(const em_messages_file *file, const em_term_spec *term)
{
    bool has_message = term->role == EM_ROLE_TERM || term->role == EM_ROLE_OPPOSITE;
    return has_message ? file->messages.items[term->message].id : EM_STR("");
}

static const em_term_spec *find_term(const em_lexicon_side *side, em_str message,
                                     const em_term_spec *wanted, const em_messages_file **in)
{
    for (size_t f = 0; f < side->message_file_count; f++) {
        const em_messages_file *file = &side->messages[f];
        for (size_t i = 0; i < file->terms.len; i++) {
            const em_term_spec *term = &file->terms.items[i];
            if (term->role == wanted->role && em_str_eq(term->term, wanted->term) &&
                em_str_eq(message_of(file, term), message)) {
                *in = file;
                return term;
            }
        }
    }
    return NULL;
}

static bool same_options(const em_messages_file *file_a, const em_term_spec *a,
                         const em_messages_file *file_b, const em_term_spec *b)
{
    if (!em_str_eq(a->lang, b->lang) || a->except_count != b->except_count ||
        a->any_diacritics != b->any_diacritics || a->elongation != b->elongation)
        return false;
    for (uint32_t i = 0; i < a->except_count; i++)
        if (!em_str_eq(file_a->excepts.items[a->first_except + i].text,
                       file_b->excepts.items[b->first_except + i].text))
            return false;
    return true;
}

static em_status compare_terms(diff *d, const em_lexicon_side *from, const em_lexicon_side *to,
                               term_change absent)
{
    for (size_t f = 0; f < from->message_file_count; f++) {
        const em_messages_file *file = &from->messages[f];
        for (size_t i = 0; i < file->terms.len; i++) {
            const em_messages_file *other_file = NULL;
            const em_term_spec *term = &file->terms.items[i];
            em_str message = message_of(file, term);
            const em_term_spec *other = find_term(to, message, term, &other_file);
            bool counted_once = absent == TERM_ADDED;
            if (other && (!counted_once || same_options(file, term, other_file, other)))
                continue;
            changed_term changed = { other ? TERM_CHANGED : absent, message, term->term,
                                     term->role };
            if (!em_vec_push(&d->terms, changed))
                return no_memory(d);
        }
    }
    return EM_OK;
}

/* --- messages ----------------------------------------------------------------------------------
 */

static int find_message(const em_model *model, em_str id)
{
    for (size_t m = 0; m < model->message_count; m++)
        if (em_str_eq(model->messages[m].id, id))
            return (int)m;
    return -1;
}

static em_status pair_messages(diff *d)
{
    for (size_t m = 0; m < d->before.model->message_count; m++) {
        em_str id = d->before.model->messages[m].id;
        message_pair pair = { .id = id,
                              .before = (int)m,
                              .after = find_message(d->after.model, id) };
        if (!em_vec_push(&d->pairs, pair))
            return no_memory(d);
    }
    for (size_t m = 0; m < d->after.model->message_count; m++) {
        em_str id = d->after.model->messages[m].id;
        message_pair pair = { .id = id, .before = -1, .after = (int)m };
        if (find_message(d->before.model, id) < 0 && !em_vec_push(&d->pairs, pair))
            return no_memory(d);
    }
    return EM_OK;
}

/* --- comments ----------------------------------------------------------------------------------
 */

/* The term that speaks for the message in this verdict; empty where none does. */
static em_str deciding_term(const em_model *model, const em_verdict *verdict, int message)
{
    for (size_t i = 0; i < verdict->mention_count; i++)
        if (verdict->mentions[i].message == message)
            return model->entries[verdict->mentions[i].entry].term;
    return EM_STR("");
}

static em_status add_example(diff *d, message_pair *pair, em_str text, em_str term,
                             em_stance before, em_stance after)
{
    if (pair->example_count == EXAMPLES)
        return EM_OK;
    example *shown = &pair->examples[pair->example_count++];
    shown->text = em_mem_strdup((em_str){ text.data, em_str_cut(text, EXAMPLE_BYTES) });
    shown->term = em_mem_strdup(term);
    shown->before = before;
    shown->after = after;
    if (!shown->text || !shown->term)
        return no_memory(d);
    em_str_make_printable(shown->text);
    em_str_make_printable(shown->term);
    return EM_OK;
}

static void list_change(diff *d, const message_pair *pair, const em_record *record, em_str term,
                        em_stance before, em_stance after)
{
    char place[48];
    snprintf(place, sizeof place, "%" PRIu32 ",%" PRIu64, record->input, record->number);
    em_buf_puts(&d->changes, place);
    em_csv_put_text(&d->changes, record->id, false);
    em_csv_put_text(&d->changes, pair->id, false);
    em_csv_put_plain(&d->changes, em_str_from(em_stance_name(before)), false);
    em_csv_put_plain(&d->changes, em_str_from(em_stance_name(after)), false);
    em_csv_put_text(&d->changes, term, false);
    em_csv_put_text(&d->changes, record->text, false);
    em_csv_end_row(&d->changes);
}

static em_status compare_pair(diff *d, message_pair *pair, const em_record *record,
                              const em_verdict *before, const em_verdict *after, bool *changed)
{
    em_stance was = pair->before < 0 ? EM_STANCE_NONE : before->stances[pair->before];
    em_stance is = pair->after < 0 ? EM_STANCE_NONE : after->stances[pair->after];
    pair->both += was == EM_STANCE_AFFIRMED && is == EM_STANCE_AFFIRMED;
    pair->lost += was == EM_STANCE_AFFIRMED && is != EM_STANCE_AFFIRMED;
    pair->gained += was != EM_STANCE_AFFIRMED && is == EM_STANCE_AFFIRMED;
    if (was == is)
        return EM_OK;
    *changed = true;
    pair->changed++;
    em_str term = deciding_term(d->after.model, after, pair->after);
    if (!term.len)
        term = deciding_term(d->before.model, before, pair->before);
    if (d->options->changes)
        list_change(d, pair, record, term, was, is);
    return add_example(d, pair, record->text, term, was, is);
}

static em_status compare_comment(void *context, const em_record *record)
{
    diff *d = context;
    em_verdict before, after;
    bool changed = false;
    em_status status = em_judge_comment(&before, d->before.model, d->scratch_before, record, false,
                                        d->err);
    if (status == EM_OK)
        status = em_judge_comment(&after, d->after.model, d->scratch_after, record, false, d->err);
    if (status == EM_E_LIMIT || (status == EM_OK && before.empty))
        return EM_OK;
    for (size_t i = 0; i < d->pairs.len && status == EM_OK; i++)
        status = compare_pair(d, &d->pairs.items[i], record, &before, &after, &changed);
    d->comments++;
    d->changed_comments += changed;
    return status;
}

static em_status compare_corpus(diff *d)
{
    em_status status = em_scratch_new(&d->scratch_before, d->before.model, d->err);
    if (status == EM_OK)
        status = em_scratch_new(&d->scratch_after, d->after.model, d->err);
    if (status != EM_OK)
        return status;
    em_reading_take_campaign(&d->reading, d->after.model);
    em_buf_puts(&d->changes, "input,record,id,message,before,after,term,text\n");
    return em_reading_each(&d->reading, d->options->corpus.items, d->options->corpus.count,
                           compare_comment, d, d->err);
}

/* --- gold
 * ------------------------------------------------------------------------------------------ */

static em_status score_side(diff *d, const em_model *model, cJSON **scores)
{
    em_scoring scoring;
    em_gold *gold = NULL;
    em_status status = em_scoring_init(&scoring, model, d->err);
    em_gold_options options = { .messages = scoring.message_ids,
                                .message_count = scoring.message_count };
    if (status == EM_OK)
        status = em_gold_read(&gold, d->options->gold, &options, d->err);
    if (status == EM_OK)
        status = em_scoring_judge(&scoring, model, gold, NULL, NULL, d->err);
    if (status == EM_OK)
        status = em_scoring_build(scores, &scoring, gold, d->err);
    em_gold_free(gold);
    em_scoring_release(&scoring);
    return status;
}

static em_status compare_scores(diff *d)
{
    em_status status = score_side(d, d->before.model, &d->scores_before);
    if (status == EM_OK)
        status = score_side(d, d->after.model, &d->scores_after);
    for (size_t i = 0; i < d->options->gates.count && status == EM_OK; i++) {
        bool held = true;
        status = em_scores_gate(&held, d->scores_after, d->options->gates.items[i], d->err);
        d->held = d->held && held;
    }
    return status;
}

/* --- the outcome as a tree
 * ------------------------------------------------------------------------- */

static void add_str(cJSON *object, const char *name, em_str text)
{
    char *copy = em_mem_strdup(text);
    cJSON_AddStringToObject(object, name, copy ? copy : "");
    em_mem_free(copy);
}

static cJSON *terms_tree(const diff *d)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < d->terms.len; i++) {
        const changed_term *term = &d->terms.items[i];
        cJSON *object = cJSON_CreateObject();
        cJSON_AddStringToObject(object, "change", CHANGE_NAMES[term->change]);
        add_str(object, "message", term->message);
        cJSON_AddStringToObject(object, "role", em_role_name(term->role));
        add_str(object, "term", term->term);
        cJSON_AddItemToArray(array, object);
    }
    return array;
}

static cJSON *examples_tree(const message_pair *pair)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < pair->example_count; i++) {
        const example *shown = &pair->examples[i];
        cJSON *object = cJSON_CreateObject();
        cJSON_AddStringToObject(object, "before", em_stance_name(shown->before));
        cJSON_AddStringToObject(object, "after", em_stance_name(shown->after));
        cJSON_AddStringToObject(object, "term", shown->term);
        cJSON_AddStringToObject(object, "text", shown->text);
        cJSON_AddItemToArray(array, object);
    }
    return array;
}

static double rounded(double value)
{
    return round(value * 1e6) / 1e6;
}

static cJSON *pair_tree(diff *d, const message_pair *pair)
{
    cJSON *object = cJSON_CreateObject();
    double n = d->comments ? (double)d->comments : 1;
    double before = (double)(pair->both + pair->lost) / n;
    double after = (double)(pair->both + pair->gained) / n;
    add_str(object, "id", pair->id);
    cJSON_AddNumberToObject(object, "received_before", (double)(pair->both + pair->lost));
    cJSON_AddNumberToObject(object, "received_after", (double)(pair->both + pair->gained));
    cJSON_AddNumberToObject(object, "rate_before", rounded(before));
    cJSON_AddNumberToObject(object, "rate_after", rounded(after));
    cJSON_AddNumberToObject(object, "difference", rounded(after - before));
    uint64_t neither = d->comments - pair->both - pair->gained - pair->lost;
    em_interval interval;
    if (em_interval_newcombe_paired(&interval, pair->both, pair->gained, pair->lost, neither,
                                    EM_Z_95) == EM_OK) {
        cJSON *pair_of = cJSON_AddArrayToObject(object, "interval");
        cJSON_AddItemToArray(pair_of, cJSON_CreateNumber(rounded(interval.low)));
        cJSON_AddItemToArray(pair_of, cJSON_CreateNumber(rounded(interval.high)));
    }
    cJSON_AddNumberToObject(object, "gained", (double)pair->gained);
    cJSON_AddNumberToObject(object, "lost", (double)pair->lost);
    cJSON_AddNumberToObject(object, "mcnemar_p", rounded(em_p_mcnemar(pair->gained, pair->lost)));
    cJSON_AddNumberToObject(object, "changed", (double)pair->changed);
    bool over = d->options->max_shift > 0 && fabs(after - before) * 100 > d->options->max_shift;
    cJSON_AddBoolToObject(object, "within_budget", !over);
    d->held = d->held && !over;
    cJSON_AddItemToObject(object, "examples", examples_tree(pair));
    return object;
}

static cJSON *build_tree(diff *d)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "schema", "echometer/lexicon-diff/1");
    cJSON_AddItemToObject(root, "terms", terms_tree(d));
    cJSON_AddNumberToObject(root, "comments", (double)d->comments);
    cJSON_AddNumberToObject(root, "changed_comments", (double)d->changed_comments);
    cJSON *messages = cJSON_AddArrayToObject(root, "messages");
    for (size_t i = 0; i < d->pairs.len && d->comments; i++)
        cJSON_AddItemToArray(messages, pair_tree(d, &d->pairs.items[i]));
    if (d->scores_before)
        cJSON_AddItemReferenceToObject(root, "scores_before", d->scores_before);
    if (d->scores_after)
        cJSON_AddItemReferenceToObject(root, "scores_after", d->scores_after);
    cJSON_AddBoolToObject(root, "held", d->held);
    return root;
}

/* --- printing
 * ---------------------------------------------------------------------------------------- */

static const cJSON *get(const cJSON *node, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(node, name);
}

static double number(const cJSON *node, const char *name)
{
    return cJSON_GetNumberValue(get(node, name));
}

static const char *text_of(const cJSON *node, const char *name)
{
    const char *text = cJSON_GetStringValue(get(node, name));
    return text ? text : "";
}

static void put_escaped(em_buf *out, const char *text, bool markdown)
{
    for (; *text; text++) {
        if (markdown && strchr("|\\`*_<>[]&#", *text))
            em_buf_put_char(out, '\\');
        em_buf_put_char(out, *text == '\n' ? ' ' : *text);
    }
}

static void put_terms(em_buf *out, const cJSON *root, bool markdown)
{
    const cJSON *term;
    em_buf_printf(out, "%sterms: %d changes\n%s", markdown ? "### " : "",
                  cJSON_GetArraySize(get(root, "terms")), markdown ? "\n" : "");
    cJSON_ArrayForEach(term, get(root, "terms"))
    {
        em_buf_printf(out, "%s%-8s %s %s  ", markdown ? "- " : "  ", text_of(term, "change"),
                      text_of(term, "message"), text_of(term, "role"));
        put_escaped(out, text_of(term, "term"), markdown);
        em_buf_put_char(out, '\n');
    }
}

static void put_message_row(em_buf *out, const cJSON *message, bool markdown)
{
    static const char TEXT[] =
        "  %-18s %7.2f %% %7.2f %% %+7.2f points (%+.2f to %+.2f)  +%.0f -%.0f  p %.3g%s\n";
    static const char MARKDOWN[] =
        "| %s | %.2f %% | %.2f %% | %+.2f points (%+.2f to %+.2f) | +%.0f -%.0f | %.3g |%s\n";
    const cJSON *interval = get(message, "interval");
    bool within = cJSON_IsTrue(get(message, "within_budget"));
    em_buf_printf(out, markdown ? MARKDOWN : TEXT, text_of(message, "id"),
                  number(message, "rate_before") * 100, number(message, "rate_after") * 100,
                  number(message, "difference") * 100,
                  cJSON_GetNumberValue(cJSON_GetArrayItem(interval, 0)) * 100,
                  cJSON_GetNumberValue(cJSON_GetArrayItem(interval, 1)) * 100,
                  number(message, "gained"), number(message, "lost"), number(message, "mcnemar_p"),
                  within ? "" : "  OVER BUDGET");
}

static void put_examples(em_buf *out, const cJSON *message, bool markdown)
{
    const cJSON *shown;
    cJSON_ArrayForEach(shown, get(message, "examples"))
    {
        em_buf_printf(out, "%s%s: %s -> %s (", markdown ? "- " : "  ", text_of(message, "id"),
                      text_of(shown, "before"), text_of(shown, "after"));
        put_escaped(out, text_of(shown, "term"), markdown);
        em_buf_puts(out, "): ");
        put_escaped(out, text_of(shown, "text"), markdown);
        em_buf_put_char(out, '\n');
    }
}

static void put_corpus(em_buf *out, const cJSON *root, bool markdown)
{
    const cJSON *message;
    if (number(root, "comments") <= 0)
        return;
    em_buf_printf(out, "%s%scomments: %.0f judged by both sides, %.0f changed\n",
                  markdown ? "\n" : "", markdown ? "### " : "", number(root, "comments"),
                  number(root, "changed_comments"));
    if (markdown)
        em_buf_puts(out, "\n| message | before | after | difference, 95 % | gained, lost | p |\n"
                         "| --- | ---: | ---: | ---: | ---: | ---: |\n");
    cJSON_ArrayForEach(message, get(root, "messages"))
    {
        put_message_row(out, message, markdown);
    }
    em_buf_puts(out, markdown ? "\n" : "examples\n");
    cJSON_ArrayForEach(message, get(root, "messages"))
    {
        put_examples(out, message, markdown);
    }
}

static void put_score(em_buf *out, const cJSON *root, const char *section, const char *name,
                      const char *label)
{
    const cJSON *before = get(get(get(root, "scores_before"), section), name);
    const cJSON *after = get(get(get(root, "scores_after"), section), name);
    if (strcmp(name, "micro") == 0) {
        before = get(before, "f1");
        after = get(after, "f1");
    }
    if (cJSON_IsNumber(before) && cJSON_IsNumber(after))
        em_buf_printf(out, "  %-32s %.3f -> %.3f\n", label, before->valuedouble,
                      after->valuedouble);
}

static void put_scores(em_buf *out, const cJSON *root)
{
    const cJSON *gate;
    if (!get(root, "scores_after"))
        return;
    em_buf_puts(out, "gold\n");
    put_score(out, root, "messages", "micro", "received, micro F1");
    put_score(out, root, "messages", "stance_accuracy", "stance accuracy");
    put_score(out, root, "sentiment", "accuracy", "sentiment accuracy");
    put_score(out, root, "sentiment", "macro_f1", "sentiment macro F1");
    cJSON_ArrayForEach(gate, get(get(root, "scores_after"), "gates"))
    {
        em_buf_printf(out, "%s  %s = %.4f (floor %.4f)\n",
                      cJSON_IsTrue(get(gate, "held")) ? "held  " : "FAILED",
                      text_of(gate, "metric"), number(gate, "value"), number(gate, "floor"));
    }
}

static em_status print(diff *d)
{
    em_buf out;
    const char *output = d->options->output ? d->options->output : "text";
    cJSON *root = build_tree(d);
    em_buf_init(&out, EM_BUF_UNLIMITED);
    if (strcmp(output, "json") == 0) {
        char *json = cJSON_Print(root);
        em_buf_printf(&out, "%s\n", json ? json : "");
        cJSON_free(json);
    } else {
        bool markdown = strcmp(output, "markdown") == 0;
        put_terms(&out, root, markdown);
        put_corpus(&out, root, markdown);
        put_scores(&out, root);
    }
    cJSON_Delete(root);
    em_status status = out.status == EM_OK ? EM_OK : no_memory(d);
    if (status == EM_OK && d->options->changes)
        status = em_file_write_whole(d->options->changes, em_buf_str(&d->changes), d->err);
    if (status == EM_OK)
        status = em_console_put(em_buf_str(&out), d->err);
    em_buf_release(&out);
    return status;
}

/* --- the run
 * ------------------------------------------------------------------------------------------- */

static em_status check_output(const char *output, em_error *err)
{
    static const char *const KNOWN[] = { "text", "json", "markdown" };
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++)
        if (!output || strcmp(output, KNOWN[i]) == 0)
            return EM_OK;
    return em_error_set(err, EM_E_USAGE, "lexicon diff: no output %s (text, json, markdown)",
                        output);
}

static em_status check_options(diff *d)
{
    const diff_options *o = d->options;
    if (o->max_shift < 0)
        return em_error_set(d->err, EM_E_USAGE, "--max-shift %g is below 0", o->max_shift);
    if (o->gates.count && !o->gold)
        return em_error_set(d->err, EM_E_USAGE,
                            "--min %s needs labelled comments to score (--gold FILE)",
                            o->gates.items[0]);
    em_status status = check_output(o->output, d->err);
    return status == EM_OK ? em_reading_settle(&d->reading, &o->reading, d->err) : status;
}

static em_status run(diff *d, const char *before, const char *after)
{
    const diff_options *o = d->options;
    em_side_lexicons other = { o->messages.items, o->messages.count, o->sentiment.items,
                               o->sentiment.count };
    em_status status = check_options(d);
    if (status == EM_OK)
        status = em_lexicon_side_load(&d->before, before, &other, d->err);
    if (status == EM_OK)
        status = em_lexicon_side_load(&d->after, after, &other, d->err);
    if (status == EM_OK)
        status = em_scoring_check_gates(d->after.model, o->gates.items, o->gates.count, d->err);
    if (status == EM_OK)
        status = compare_terms(d, &d->after, &d->before, TERM_ADDED);
    if (status == EM_OK)
        status = compare_terms(d, &d->before, &d->after, TERM_REMOVED);
    if (status == EM_OK)
        status = pair_messages(d);
    if (status == EM_OK && o->corpus.count)
        em_model_warn_of_negators(d->after.model);
    if (status == EM_OK && o->corpus.count)
        status = compare_corpus(d);
    if (status == EM_OK && o->gold)
        status = compare_scores(d);
    return status == EM_OK ? print(d) : status;
}

static void release(diff *d)
{
    for (size_t i = 0; i < d->pairs.len; i++) {
        for (size_t j = 0; j < d->pairs.items[i].example_count; j++) {
            em_mem_free(d->pairs.items[i].examples[j].text);
            em_mem_free(d->pairs.items[i].examples[j].term);
        }
    }
    em_vec_release(&d->pairs);
    em_vec_release(&d->terms);
    em_buf_release(&d->changes);
    cJSON_Delete(d->scores_before);
    cJSON_Delete(d->scores_after);
    em_scratch_free(d->scratch_before);
    em_scratch_free(d->scratch_after);
    em_lexicon_side_release(&d->before);
    em_lexicon_side_release(&d->after);
}

static int run_diff(int argc, char **argv)
{
    diff_options options = { .max_shift = 0 };
    em_error err = { 0 };
    int operands;
    em_status status = em_option_parse(&em_command_lexicon_diff, argc, argv, &options, &operands,
                                       &err);
    if (status == EM_END)
        return 0;
    if (status == EM_OK && operands != 2)
        status = em_error_set(&err, EM_E_USAGE, "lexicon diff: OLD and NEW are needed");
    if (status != EM_OK)
        return em_console_fail(&err);
    diff d = { .options = &options, .held = true, .err = &err };
    em_buf_init(&d.changes, EM_BUF_UNLIMITED);
    status = run(&d, argv[1], argv[2]);
    bool held = d.held;
    release(&d);
    if (status != EM_OK)
        return em_console_fail(&err);
    return held ? 0 : 1;
}

const em_command em_command_lexicon_diff = {
    .name = "lexicon diff",
    .summary = "show what a change of lexicons moves in a corpus",
    .usage = "OLD NEW [--corpus EXPORT]... [--max-shift POINTS] [--gold FILE]",
    .examples = "  echometer lexicon diff HEAD~1:lexicons lexicons --corpus "
                "corpora/royal-wedding-2011/comments.csv --max-shift 2\n",
    .options = OPTIONS,
    .run = run_diff,
};
