/* `echometer evaluate`: the program's verdicts against labels that people gave. */
#include "base/file.h"
#include "base/json_write.h"
#include "base/csv_write.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/model_options.h"
#include "cli/scoring.h"

#include <stdio.h>
#include <string.h>

typedef struct evaluate_options {
    em_model_options model;
    const char *gold, *gold_second, *sentiment_column, *messages_column, *map, *out, *errors;
    em_option_list columns, gates;
    bool json;
} evaluate_options;

#define AT(field) offsetof(evaluate_options, field)

static const em_option OPTIONS[] = {
    EM_MODEL_OPTION_ROWS(evaluate_options, model),
    { "gold", 'g', EM_OPTION_STRING, AT(gold), "FILE", "labelled comments, CSV or JSONL" },
    { "gold-sentiment", 0, EM_OPTION_STRING, AT(sentiment_column), "COLUMN",
      "column of sentiment labels (default: sentiment)" },
    { "gold-messages", 0, EM_OPTION_STRING, AT(messages_column), "COLUMN",
      "column of message labels (default: messages)" },
    { "gold-second", 0, EM_OPTION_STRING, AT(gold_second), "FILE",
      "a second coder's labels: report the coders' agreement instead" },
    { "column", 0, EM_OPTION_LIST, AT(columns), "text=NAME", "column of texts (default: text)" },
    { "map", 0, EM_OPTION_STRING, AT(map), "LABELS",
      "what labels mean: 0=negative,4=positive (- drops a label)" },
    { "min", 0, EM_OPTION_LIST, AT(gates), "METRIC=VALUE",
      "exit 1 where a score is lower, e.g. messages.micro.f1=0.8" },
    { "errors", 0, EM_OPTION_STRING, AT(errors), "FILE.csv", "list every disagreement" },
    { "out", 'o', EM_OPTION_STRING, AT(out), "FILE.json", "write scores.json" },
    { "json", 0, EM_OPTION_FLAG, AT(json), NULL, "print scores.json instead of the table" },
    { .name = NULL },
};

/* Everything one evaluation holds; freed in one place. */
typedef struct evaluation {
    const evaluate_options *options;
    em_gold_options labels; /* messages are those of the model, once it is loaded */
    em_model *model;
    em_gold *gold, *second;
    em_scoring scoring;
    em_buf errors; /* CSV of disagreements */
    cJSON *scores;
    bool all_held;
    em_error *err;
} evaluation;

/* --- disagreements ------------------------------------------------------------------------- */

static void put_row_start(em_buf *out, const em_gold_comment *gold, const char *what)
{
    char line[32];
    snprintf(line, sizeof line, "%llu", (unsigned long long)gold->line);
    em_csv_put_plain(out, em_str_from(line), true);
    em_csv_put_text(out, gold->id, false);
    em_csv_put_text(out, em_str_from(what), false);
}

static void put_evidence(em_buf *out, const em_verdict *verdict, const em_model *model,
                         size_t message, em_str text)
{
    em_buf evidence;
    em_buf_init(&evidence, EM_TEXT_MAX_BYTES);
    for (size_t i = 0; i < verdict->mention_count; i++) {
        const em_mention *mention = &verdict->mentions[i];
        if (mention->message != message)
            continue;
        em_str term = model->entries[mention->entry].term;
        em_str quote = em_str_sub(text, mention->field);
        em_buf_printf(&evidence, "%s%.*s [%.*s] %s", evidence.len ? "; " : "", EM_STR_ARG(quote),
                      EM_STR_ARG(term),
                      mention->other_subject ? "other subject" : em_stance_name(mention->stance));
    }
    em_csv_put_text(out, em_buf_str(&evidence), false);
    em_buf_release(&evidence);
}

static void list_message_errors(evaluation *e, const em_gold_comment *gold,
                                const em_verdict *verdict)
{
    for (size_t m = 0; m < e->model->message_count; m++) {
        em_stance wanted = (em_stance)gold->stances[m];
        if (wanted == verdict->stances[m])
            continue;
        put_row_start(&e->errors, gold, "message");
        em_csv_put_text(&e->errors, e->scoring.message_ids[m], false);
        em_csv_put_plain(&e->errors, em_str_from(em_stance_name(wanted)), false);
        em_csv_put_plain(&e->errors, em_str_from(em_stance_name(verdict->stances[m])), false);
        em_csv_put_plain(&e->errors, EM_STR(""), false);
        put_evidence(&e->errors, verdict, e->model, m, gold->text);
        em_csv_put_text(&e->errors, gold->text, false);
        em_csv_end_row(&e->errors);
    }
}

static void list_sentiment_error(evaluation *e, const em_gold_comment *gold,
                                 const em_verdict *verdict)
{
    em_buf score;
    if (gold->label == verdict->label)
        return;
    em_buf_init(&score, 64);
    em_json_put_fixed(&score, verdict->score, EM_SCORE_DIGITS);
    put_row_start(&e->errors, gold, "sentiment");
    em_csv_put_plain(&e->errors, EM_STR(""), false);
    em_csv_put_plain(&e->errors, em_str_from(em_polarity_name(gold->label)), false);
    em_csv_put_plain(&e->errors, em_str_from(em_polarity_name(verdict->label)), false);
    em_csv_put_plain(&e->errors, em_buf_str(&score), false);
    em_csv_put_plain(&e->errors, EM_STR(""), false);
    em_csv_put_text(&e->errors, gold->text, false);
    em_csv_end_row(&e->errors);
    em_buf_release(&score);
}

static void list_errors(void *context, const em_gold_comment *gold, const em_verdict *verdict)
{
    evaluation *e = context;
    if (gold->has_messages)
        list_message_errors(e, gold, verdict);
    if (gold->has_sentiment)
        list_sentiment_error(e, gold, verdict);
}

/* --- two coders ------------------------------------------------------------------------------ */

/* Pairs the second coder's labels with the first's by id, else by place. */
static const em_gold_comment *find_partner(const em_gold_comment *first, size_t place,
                                           const em_gold_comment *seconds, size_t count)
{
    if (!first->id.len)
        return place < count ? &seconds[place] : NULL;
    if (place < count && em_str_eq(seconds[place].id, first->id))
        return &seconds[place];
    for (size_t i = 0; i < count; i++)
        if (em_str_eq(seconds[i].id, first->id))
            return &seconds[i];
    return NULL;
}

static em_status pair_coders(evaluation *e)
{
    size_t count, second_count;
    const em_gold_comment *firsts = em_gold_comments(e->gold, &count);
    const em_gold_comment *seconds = em_gold_comments(e->second, &second_count);
    for (size_t i = 0; i < count; i++) {
        const em_gold_comment *a = &firsts[i];
        const em_gold_comment *b = find_partner(a, i, seconds, second_count);
        if (!b)
            continue;
        em_scored item = {
            .has_sentiment = a->has_sentiment && b->has_sentiment,
            .graded = a->graded && b->graded,
            .gold_grade = a->grade,
            .gold_label = a->label,
            .label = b->label,
            .score = b->graded ? b->grade : (double)b->label,
            .has_messages = a->has_messages && b->has_messages,
            .gold_stances = a->stances,
            .stances = b->stances,
            .weight = a->weight,
        };
        if (!em_vec_push(&e->scoring.items, item))
            return em_error_set(e->err, EM_E_MEMORY, "no memory");
    }
    if (!e->scoring.items.len)
        return em_error_at(e->err, EM_E_INPUT, e->options->gold_second, 0, 0,
                           "no comment stands in both files (they are paired by id)");
    return EM_OK;
}

/* --- the table -------------------------------------------------------------------------------- */

static const cJSON *get(const cJSON *node, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(node, name);
}

static void put_metric(em_buf *out, const cJSON *scores, const char *section, const char *name,
                       const char *path, const char *label)
{
    const cJSON *value = get(get(scores, section), name);
    const cJSON *interval = get(get(scores, "intervals"), path);
    if (!cJSON_IsNumber(value))
        return;
    em_buf_printf(out, "  %-34s %6.3f", label, value->valuedouble);
    if (interval)
        em_buf_printf(out, "   95 %% %.3f to %.3f", cJSON_GetArrayItem(interval, 0)->valuedouble,
                      cJSON_GetArrayItem(interval, 1)->valuedouble);
    em_buf_put_char(out, '\n');
}

static void put_prf_row(em_buf *out, const cJSON *row, const char *name)
{
    em_buf_printf(out, "  %-22s %9.3f %7.3f %7.3f", name, get(row, "precision")->valuedouble,
                  get(row, "recall")->valuedouble, get(row, "f1")->valuedouble);
    const cJSON *support = get(row, "support");
    if (support)
        em_buf_printf(out, " %8.0f", support->valuedouble);
    em_buf_put_char(out, '\n');
}

static void put_sentiment_table(em_buf *out, const cJSON *scores)
{
    const cJSON *sentiment = get(scores, "sentiment");
    if (!sentiment)
        return;
    em_buf_printf(out, "sentiment (%.0f comments)\n", get(sentiment, "comments")->valuedouble);
    put_metric(out, scores, "sentiment", "accuracy", "sentiment.accuracy", "accuracy");
    put_metric(out, scores, "sentiment", "accuracy_polar", "sentiment.accuracy_polar",
               "accuracy, positive or negative");
    put_metric(out, scores, "sentiment", "macro_f1", "sentiment.macro_f1", "macro F1");
    put_metric(out, scores, "sentiment", "macro_recall", "sentiment.macro_recall", "macro recall");
    put_metric(out, scores, "sentiment", "pearson", "sentiment.pearson", "Pearson's r");
    em_buf_puts(out, "  class                  precision  recall      F1  support\n");
    for (const cJSON *row = get(sentiment, "classes")->child; row; row = row->next)
        put_prf_row(out, row, row->string);
}

static void put_messages_table(em_buf *out, const cJSON *scores)
{
    const cJSON *messages = get(scores, "messages");
    if (!messages)
        return;
    em_buf_printf(out, "messages received (%.0f comments)\n",
                  get(messages, "comments")->valuedouble);
    put_metric(out, scores, "messages", "stance_accuracy", "messages.stance_accuracy",
               "stance accuracy, where not none");
    put_metric(out, scores, "messages", "kappa", "messages.kappa", "Cohen's kappa, received");
    put_metric(out, scores, "messages", "alpha", "messages.alpha", "Krippendorff's alpha, stances");
    em_buf_puts(out, "  message                precision  recall      F1  support\n");
    for (const cJSON *row = get(messages, "by_message")->child; row; row = row->next)
        put_prf_row(out, row, row->string);
    put_prf_row(out, get(messages, "micro"), "all (micro)");
    put_prf_row(out, get(messages, "any"), "any message");
}

static void put_gates(em_buf *out, const cJSON *scores)
{
    const cJSON *gate;
    cJSON_ArrayForEach(gate, get(scores, "gates"))
    {
        em_buf_printf(out, "%s  %s = %.4f (floor %.4f)\n",
                      cJSON_IsTrue(get(gate, "held")) ? "held  " : "FAILED",
                      get(gate, "metric")->valuestring, get(gate, "value")->valuedouble,
                      get(gate, "floor")->valuedouble);
    }
}

/* --- the run ------------------------------------------------------------------------------- */

static em_status settle_labels(evaluation *e)
{
    e->labels = (em_gold_options){
        .sentiment_column = e->options->sentiment_column,
        .messages_column = e->options->messages_column,
        .map = e->options->map,
    };
    for (size_t i = 0; i < e->options->columns.count; i++) {
        const char *column = e->options->columns.items[i];
        if (strncmp(column, "text=", 5) != 0)
            return em_error_set(e->err, EM_E_USAGE, "--column %s is not text=NAME", column);
        e->labels.text_column = column + 5;
    }
    return em_gold_check_map(e->labels.map, e->err);
}

static em_status load_model(evaluation *e)
{
    const em_option_list *gates = &e->options->gates;
    em_status status = em_model_options_load(&e->model, &e->options->model, e->err);
    if (status == EM_OK)
        status = em_scoring_check_gates(e->model, gates->items, gates->count, e->err);
    if (status == EM_OK)
        status = em_scoring_init(&e->scoring, e->model, e->err);
    e->labels.messages = e->scoring.message_ids;
    e->labels.message_count = e->scoring.message_count;
    return status;
}

static bool has_labels(const em_gold *gold)
{
    size_t count;
    const em_gold_comment *comments = em_gold_comments(gold, &count);
    for (size_t i = 0; i < count; i++)
        if (comments[i].has_sentiment || comments[i].has_messages)
            return true;
    return false;
}

static em_status load(evaluation *e)
{
    em_status status = settle_labels(e);
    if (status == EM_OK)
        status = load_model(e);
    if (status == EM_OK)
        status = em_gold_read(&e->gold, e->options->gold, &e->labels, e->err);
    if (status == EM_OK && !has_labels(e->gold))
        return em_error_at(e->err, EM_E_INPUT, e->options->gold, 0, 0, "no labelled comment");
    return status;
}

static em_status fill_items(evaluation *e)
{
    em_buf_puts(&e->errors, "line,id,what,message,gold,program,score,evidence,text\n");
    if (!e->options->gold_second)
        return em_scoring_judge(&e->scoring, e->model, e->gold, list_errors, e, e->err);
    em_status status = em_gold_read(&e->second, e->options->gold_second, &e->labels, e->err);
    return status == EM_OK ? pair_coders(e) : status;
}

static em_status check_gates(evaluation *e)
{
    e->all_held = true;
    for (size_t i = 0; i < e->options->gates.count; i++) {
        bool held;
        em_status status = em_scores_gate(&held, e->scores, e->options->gates.items[i], e->err);
        if (status != EM_OK)
            return status;
        e->all_held = e->all_held && held;
    }
    return EM_OK;
}

static em_status put_out(evaluation *e)
{
    em_status status = EM_OK;
    char *json = cJSON_Print(e->scores);
    if (!json)
        return em_error_set(e->err, EM_E_MEMORY, "no memory");
    em_buf table;
    em_buf_init(&table, EM_BUF_UNLIMITED);
    if (e->options->json) {
        em_buf_printf(&table, "%s\n", json);
    } else {
        put_sentiment_table(&table, e->scores);
        put_messages_table(&table, e->scores);
        put_gates(&table, e->scores);
    }
    em_buf file;
    em_buf_init(&file, EM_BUF_UNLIMITED);
    em_buf_printf(&file, "%s\n", json);
    if (e->options->out)
        status = em_file_write_whole(e->options->out, em_buf_str(&file), e->err);
    if (status == EM_OK && e->options->errors)
        status = em_file_write_whole(e->options->errors, em_buf_str(&e->errors), e->err);
    if (status == EM_OK)
        status = em_console_put(em_buf_str(&table), e->err);
    em_buf_release(&file);
    em_buf_release(&table);
    cJSON_free(json);
    return status;
}

static void release(evaluation *e)
{
    cJSON_Delete(e->scores);
    em_buf_release(&e->errors);
    em_scoring_release(&e->scoring);
    em_gold_free(e->gold);
    em_gold_free(e->second);
    em_model_free(e->model);
}

static em_status evaluate(evaluation *e)
{
    if (!e->options->gold)
        return em_error_set(e->err, EM_E_USAGE, "no gold labels (--gold FILE)");
    em_status status = load(e);
    if (status == EM_OK)
        status = fill_items(e);
    if (status == EM_OK)
        status = em_scoring_build(&e->scores, &e->scoring, e->gold, e->err);
    if (status == EM_OK)
        status = check_gates(e);
    return status == EM_OK ? put_out(e) : status;
}

static int run_evaluate(int argc, char **argv)
{
    evaluate_options options = { 0 };
    em_error err = { 0 };
    int operands;
    em_status status = em_option_parse(&em_command_evaluate, argc, argv, &options, &operands, &err);
    if (status == EM_END)
        return 0;
    if (status == EM_OK && operands)
        status = em_error_set(&err, EM_E_USAGE,
                              "evaluate: %s is one argument too many (--gold "
                              "names the file of labels)",
                              argv[1]);
    if (status != EM_OK)
        return em_console_fail(&err);
    evaluation e = { .options = &options, .err = &err };
    em_buf_init(&e.errors, EM_GOLD_MAX_BYTES);
    status = evaluate(&e);
    bool held = e.all_held;
    release(&e);
    if (status != EM_OK)
        return em_console_fail(&err);
    return held ? 0 : 1;
}

const em_command em_command_evaluate = {
    .name = "evaluate",
    .summary = "score the verdicts against labels that people gave",
    .usage = "--campaign C --gold FILE [--min METRIC=VALUE]... [--out scores.json]",
    .examples = "  echometer evaluate --campaign "
                "corpora/royal-wedding-2011/royal-wedding-2011.campaign.json "
                "--gold corpora/royal-wedding-2011/gold.jsonl\n"
                "  echometer evaluate --sentiment lexicons/sentiment/en.tsv --gold tweets.csv "
                "--gold-sentiment label --map 0=negative,4=positive --min sentiment.accuracy=0.7\n",
    .options = OPTIONS,
    .run = run_evaluate,
};
