/* echometer explain: what was found in one comment, which scopes reach it, and the verdict. */
#include "cli/explain.h"

#include "cli/commands.h"
#include "cli/console.h"

#include "base/file.h"
#include "base/json_write.h"
#include "base/str.h"
#include "judge/verdict.h"

#include <math.h>
#include <string.h>

#define LINES_MAX ((size_t)256 * 1024 * 1024)

typedef struct explain_options {
    const char *campaign;
    em_option_list messages, sentiment;
    bool json, lines, markup;
} explain_options;

#define AT(field) offsetof(explain_options, field)
static const em_option OPTIONS[] = {
    { "campaign", 'c', EM_OPTION_STRING, AT(campaign), "FILE", "the campaign to judge by" },
    { "messages", 'm', EM_OPTION_LIST, AT(messages), "FILE", "a message lexicon instead" },
    { "sentiment", 's', EM_OPTION_LIST, AT(sentiment), "FILE", "a sentiment lexicon instead" },
    { "json", 'j', EM_OPTION_FLAG, AT(json), NULL, "one JSON object a comment" },
    { "lines", 'l', EM_OPTION_FLAG, AT(lines), NULL, "every line of TEXT is a comment" },
    { "markup", 0, EM_OPTION_FLAG, AT(markup), NULL, "TEXT is HTML" },
    { NULL, 0, EM_OPTION_FLAG, 0, NULL, NULL },
};

typedef struct explainer {
    const em_model *model;
    em_scratch *scratch;
    explain_options options;
    bool colour;
    em_buf out;
} explainer;

/* --- JSON ----------------------------------------------------------------------------------- */

static const char *const TOKEN_KINDS[] = {
    "word", "number", "han", "emoticon", "emoji", "url", "mention", "hashtag", "mark",
};

static void put_key(em_buf *out, const char *key)
{
    em_json_put_string(out, em_str_from(key));
    em_buf_put_char(out, ':');
}

static void put_text(em_buf *out, const char *key, em_str value)
{
    put_key(out, key);
    em_json_put_string(out, value);
}

static void put_fixed(em_buf *out, const char *key, int64_t value)
{
    put_key(out, key);
    em_json_put_fixed(out, value, EM_SCORE_DIGITS);
}

static void put_flag(em_buf *out, const char *key, bool value)
{
    put_key(out, key);
    em_buf_puts(out, value ? "true" : "false");
}

/* "start":..,"end":..,"text":".." of a span of norm, in the field. */
static void put_place(explainer *e, const em_verdict *verdict, em_span norm)
{
    em_span field = em_text_field_span(&verdict->text, em_scratch_text(e->scratch), norm);
    em_buf_printf(&e->out, "\"start\":%u,\"end\":%u,", field.start, field.end);
    put_text(&e->out, "text", em_str_sub(verdict->text.field, field));
}

static void put_json_tokens(explainer *e, const em_verdict *verdict)
{
    const em_text *text = &verdict->text;
    put_key(&e->out, "tokens");
    em_buf_put_char(&e->out, '[');
    for (uint32_t i = 0; i < text->token_count; i++) {
        em_span span = { text->tokens[i].start, text->tokens[i].end };
        em_buf_puts(&e->out, i ? ",{" : "{");
        put_place(e, verdict, span);
        em_buf_put_char(&e->out, ',');
        put_text(&e->out, "folded", em_str_sub(text->folded, span));
        em_buf_put_char(&e->out, ',');
        put_text(&e->out, "kind", em_str_from(TOKEN_KINDS[text->tokens[i].kind]));
        em_buf_put_char(&e->out, '}');
    }
    em_buf_puts(&e->out, "],");
}

static void put_json_hits(explainer *e, const em_verdict *verdict)
{
    put_key(&e->out, "hits");
    em_buf_put_char(&e->out, '[');
    for (size_t i = 0; i < verdict->hit_count; i++) {
        const em_hit *hit = &verdict->hits[i];
        const em_entry *entry = &e->model->entries[hit->entry];
        em_buf_puts(&e->out, i ? ",{" : "{");
        put_text(&e->out, "term", entry->term);
        em_buf_put_char(&e->out, ',');
        put_text(&e->out, "role", em_str_from(em_role_name(entry->role)));
        em_buf_put_char(&e->out, ',');
        put_text(&e->out, "lexicon", e->model->lexicons[entry->lexicon].id);
        em_buf_put_char(&e->out, ',');
        put_place(e, verdict, (em_span){ hit->start, hit->end });
        em_buf_put_char(&e->out, '}');
    }
    em_buf_puts(&e->out, "],");
}

static void put_json_scopes(explainer *e, const em_verdict *verdict)
{
    put_key(&e->out, "scopes");
    em_buf_put_char(&e->out, '[');
    for (size_t i = 0; i < verdict->scope_count; i++) {
        const em_scope *scope = &verdict->scopes[i];
        em_buf_puts(&e->out, i ? ",{" : "{");
        put_text(&e->out, "kind", em_str_from(em_scope_kind_name(scope->kind)));
        if (scope->entry != UINT32_MAX) {
            em_buf_put_char(&e->out, ',');
            put_text(&e->out, "cue", e->model->entries[scope->entry].term);
        }
        em_buf_put_char(&e->out, ',');
        put_place(e, verdict, scope->reach);
        em_buf_put_char(&e->out, '}');
    }
    em_buf_puts(&e->out, "],");
}

static void put_json_mentions(explainer *e, const em_verdict *verdict)
{
    put_key(&e->out, "mentions");
    em_buf_put_char(&e->out, '[');
    for (size_t i = 0; i < verdict->mention_count; i++) {
        const em_mention *mention = &verdict->mentions[i];
        em_buf_puts(&e->out, i ? ",{" : "{");
        put_text(&e->out, "message", e->model->messages[mention->message].id);
        em_buf_put_char(&e->out, ',');
        put_text(&e->out, "term", e->model->entries[mention->entry].term);
        em_buf_put_char(&e->out, ',');
        put_text(&e->out, "stance", em_str_from(em_stance_name(mention->stance)));
        em_buf_put_char(&e->out, ',');
        put_flag(&e->out, "own", mention->own);
        em_buf_put_char(&e->out, ',');
        put_flag(&e->out, "other_subject", mention->other_subject);
        em_buf_put_char(&e->out, ',');
        put_place(e, verdict, mention->norm);
        em_buf_put_char(&e->out, '}');
    }
    em_buf_puts(&e->out, "],");
}

static void put_json_features(explainer *e, const em_verdict *verdict)
{
    put_key(&e->out, "features");
    em_buf_put_char(&e->out, '[');
    for (size_t i = 0; i < verdict->feature_count; i++) {
        const em_feature *feature = &verdict->features[i];
        const em_entry *entry = &e->model->entries[feature->entry];
        em_buf_puts(&e->out, i ? ",{" : "{");
        put_text(&e->out, "term", entry->term);
        em_buf_put_char(&e->out, ',');
        put_text(&e->out, "lexicon", e->model->lexicons[entry->lexicon].id);
        em_buf_put_char(&e->out, ',');
        put_fixed(&e->out, "weight", llround(feature->weight * EM_SCORE_ONE));
        em_buf_put_char(&e->out, ',');
        put_fixed(&e->out, "value", llround(feature->value * EM_SCORE_ONE));
        em_buf_put_char(&e->out, ',');
        put_flag(&e->out, "negated", feature->negated);
        em_buf_put_char(&e->out, '}');
    }
    em_buf_puts(&e->out, "],");
}

static void put_json_verdict(explainer *e, const em_verdict *verdict)
{
    em_buf *out = &e->out;
    put_flag(out, "own_words", verdict->own_words);
    em_buf_put_char(out, ',');
    put_flag(out, "unsure", verdict->unsure);
    em_buf_printf(out, ",\"copy_key\":\"%016llx\",", (unsigned long long)verdict->copy_key);
    em_buf_puts(out, "\"sentiment\":{");
    put_fixed(out, "score", verdict->score);
    em_buf_put_char(out, ',');
    put_text(out, "label", em_str_from(em_polarity_name(verdict->label)));
    em_buf_put_char(out, ',');
    put_fixed(out, "positive", verdict->positive);
    em_buf_put_char(out, ',');
    put_fixed(out, "negative", verdict->negative);
    em_buf_puts(out, "},\"messages\":{");
    bool first = true;
    for (size_t i = 0; i < e->model->message_count; i++) {
        if (verdict->stances[i] == EM_STANCE_NONE)
            continue;
        if (!first)
            em_buf_put_char(out, ',');
        first = false;
        em_json_put_string(out, e->model->messages[i].id);
        em_buf_put_char(out, ':');
        em_json_put_string(out, em_str_from(em_stance_name(verdict->stances[i])));
    }
    em_buf_puts(out, "}");
}

static void put_json(explainer *e, const em_verdict *verdict)
{
    em_buf_put_char(&e->out, '{');
    put_text(&e->out, "schema", EM_STR("echometer/explain/1"));
    em_buf_put_char(&e->out, ',');
    put_text(&e->out, "text", verdict->text.field);
    em_buf_put_char(&e->out, ',');
    put_text(&e->out, "language", em_str_from(verdict->language));
    em_buf_put_char(&e->out, ',');
    put_json_tokens(e, verdict);
    put_json_hits(e, verdict);
    put_json_scopes(e, verdict);
    put_json_mentions(e, verdict);
    put_json_features(e, verdict);
    put_json_verdict(e, verdict);
    em_buf_puts(&e->out, "}\n");
}

/* --- for people ------------------------------------------------------------------------------ */

static const char *stance_colour(em_stance stance)
{
    switch (stance) {
    case EM_STANCE_AFFIRMED:
        return "\033[32m";
    case EM_STANCE_DENIED:
        return "\033[31m";
    case EM_STANCE_MIXED:
    case EM_STANCE_QUESTIONED:
        return "\033[33m";
    default:
        return "\033[2m";
    }
}

static void put_coloured(explainer *e, const char *colour, const char *text)
{
    if (e->colour)
        em_buf_puts(&e->out, colour);
    em_buf_puts(&e->out, text);
    if (e->colour)
        em_buf_puts(&e->out, "\033[0m");
}

static void put_heading(explainer *e, const char *text)
{
    put_coloured(e, "\033[1m", text);
    em_buf_put_char(&e->out, '\n');
}

/* Quoted bytes of strangers, made harmless for a terminal. */
static void put_shown(explainer *e, em_str s)
{
    size_t start = e->out.len;
    em_buf_put(&e->out, s);
    if (e->out.status != EM_OK)
        return;
    em_str_make_printable(e->out.data + start);
    e->out.len = start + strlen(e->out.data + start);
}

static void put_shown_span(explainer *e, const em_verdict *verdict, em_span norm)
{
    em_span field = em_text_field_span(&verdict->text, em_scratch_text(e->scratch), norm);
    put_shown(e, em_str_sub(verdict->text.field, field));
    em_buf_printf(&e->out, " [%u,%u)", field.start, field.end);
}

static void put_tokens(explainer *e, const em_verdict *verdict)
{
    const em_text *text = &verdict->text;
    put_heading(e, "tokens");
    for (uint32_t c = 0; c < text->clause_count; c++) {
        const em_clause *clause = &text->clauses[c];
        em_buf_printf(&e->out, "  %u ", c + 1);
        for (uint32_t i = 0; i < clause->token_count; i++) {
            const em_token *token = &text->tokens[clause->first_token + i];
            em_buf_put_char(&e->out, ' ');
            put_shown(e, em_str_sub(text->folded, (em_span){ token->start, token->end }));
        }
        em_buf_put_char(&e->out, '\n');
    }
}

static void put_mentions(explainer *e, const em_verdict *verdict)
{
    if (verdict->mention_count == 0)
        return;
    put_heading(e, "mentions");
    for (size_t i = 0; i < verdict->mention_count; i++) {
        const em_mention *mention = &verdict->mentions[i];
        em_buf_puts(&e->out, "  ");
        put_coloured(e, stance_colour(mention->stance), em_stance_name(mention->stance));
        em_buf_printf(&e->out, "  %.*s  ", EM_STR_ARG(e->model->messages[mention->message].id));
        put_shown_span(e, verdict, mention->norm);
        em_buf_puts(&e->out, "  by ");
        put_shown(e, e->model->entries[mention->entry].term);
        if (e->model->entries[mention->entry].role == EM_ROLE_OPPOSITE)
            em_buf_puts(&e->out, ", an opposite");
        if (mention->other_subject)
            em_buf_puts(&e->out, ", of somebody else");
        if (!mention->own)
            em_buf_puts(&e->out, ", not the author's own words");
        em_buf_put_char(&e->out, '\n');
    }
}

static void put_scopes(explainer *e, const em_verdict *verdict)
{
    if (verdict->scope_count == 0)
        return;
    put_heading(e, "scopes");
    for (size_t i = 0; i < verdict->scope_count; i++) {
        const em_scope *scope = &verdict->scopes[i];
        em_buf_printf(&e->out, "  %-12s", em_scope_kind_name(scope->kind));
        if (scope->entry != UINT32_MAX) {
            put_shown(e, e->model->entries[scope->entry].term);
            em_buf_puts(&e->out, " -> ");
        }
        put_shown_span(e, verdict, scope->reach);
        em_buf_put_char(&e->out, '\n');
    }
}

static void put_sentiment(explainer *e, const em_verdict *verdict)
{
    put_heading(e, "sentiment");
    for (size_t i = 0; i < verdict->feature_count; i++) {
        const em_feature *feature = &verdict->features[i];
        em_buf_puts(&e->out, "  ");
        put_shown_span(e, verdict, feature->norm);
        em_buf_puts(&e->out, "  weight ");
        em_json_put_fixed(&e->out, llround(feature->weight * 100), 2);
        em_buf_puts(&e->out, " times ");
        em_json_put_fixed(&e->out, llround(feature->value * 100), 2);
        em_buf_puts(&e->out, feature->negated ? " (negated)\n" : "\n");
    }
    em_buf_puts(&e->out, "  ");
    put_coloured(e,
                 verdict->label > 0   ? "\033[32m"
                 : verdict->label < 0 ? "\033[31m"
                                      : "\033[2m",
                 em_polarity_name(verdict->label));
    em_buf_puts(&e->out, ", score ");
    em_json_put_fixed(&e->out, verdict->score, EM_SCORE_DIGITS);
    em_buf_put_char(&e->out, '\n');
}

static void put_stances(explainer *e, const em_verdict *verdict)
{
    put_heading(e, "verdict");
    bool any = false;
    for (size_t i = 0; i < e->model->message_count; i++) {
        if (verdict->stances[i] == EM_STANCE_NONE)
            continue;
        any = true;
        em_buf_printf(&e->out, "  %.*s ", EM_STR_ARG(e->model->messages[i].id));
        put_coloured(e, stance_colour(verdict->stances[i]), em_stance_name(verdict->stances[i]));
        em_buf_put_char(&e->out, '\n');
    }
    if (!any)
        em_buf_puts(&e->out, "  no message\n");
    em_buf_printf(&e->out, "  language %s%s%s\n", verdict->language,
                  verdict->own_words ? "" : ", no words of the author's own",
                  verdict->unsure ? ", unsure: an irony marker stands in it" : "");
}

static void put_all(explainer *e, const em_verdict *verdict)
{
    put_tokens(e, verdict);
    put_mentions(e, verdict);
    put_scopes(e, verdict);
    put_sentiment(e, verdict);
    put_stances(e, verdict);
}

void em_explain_put_text(em_buf *out, const em_model *model, em_scratch *scratch,
                         const em_verdict *verdict, bool colour)
{
    explainer e = { .model = model, .scratch = scratch, .colour = colour, .out = *out };
    put_all(&e, verdict);
    *out = e.out;
}

/* --- one comment, all comments --------------------------------------------------------------- */

static em_status explain_comment(explainer *e, em_str text, em_error *err)
{
    em_verdict verdict;
    em_record record = { .text = text, .markup = e->options.markup, .likes = EM_LIKES_UNKNOWN };
    em_status status = em_judge_comment(&verdict, e->model, e->scratch, &record, true, err);
    if (status != EM_OK)
        return status;
    if (e->options.json) {
        put_json(e, &verdict);
    } else {
        put_all(e, &verdict);
    }
    return e->out.status == EM_OK ? EM_OK : em_error_set(err, e->out.status, "no memory");
}

static em_status explain_lines(explainer *e, em_str text, em_error *err)
{
    em_status status = EM_OK;
    while (status == EM_OK && text.len) {
        const char *end = memchr(text.data, '\n', text.len);
        size_t len = end ? (size_t)(end - text.data) : text.len;
        status = explain_comment(e, (em_str){ text.data, len }, err);
        size_t step = end ? len + 1 : len;
        text = (em_str){ text.data + step, text.len - step };
    }
    return status;
}

static em_status explain(explainer *e, const char *operand, em_error *err)
{
    em_buf input;
    em_buf_init(&input, LINES_MAX);
    em_status status = EM_OK;
    em_str text = em_str_from(operand);
    if (strcmp(operand, "-") == 0) {
        status = em_file_read(&input, "-", err);
        text = em_buf_str(&input);
        if (!e->options.lines && text.len && text.data[text.len - 1] == '\n')
            text.len--;
    }
    if (status == EM_OK)
        status = e->options.lines ? explain_lines(e, text, err) : explain_comment(e, text, err);
    em_buf_release(&input);
    return status;
}

static em_status load(explainer *e, em_error *err)
{
    const explain_options *o = &e->options;
    if (!o->campaign && o->messages.count == 0 && o->sentiment.count == 0)
        return em_error_set(err, EM_E_USAGE,
                            "explain: no lexicon (give --campaign FILE, or "
                            "--messages FILE and --sentiment FILE)");
    em_model_source source = { .campaign = o->campaign,
                               .messages = o->messages.items,
                               .message_count = o->messages.count,
                               .sentiment = o->sentiment.items,
                               .sentiment_count = o->sentiment.count };
    em_model *model = NULL;
    em_status status = em_model_load(&model, &source, err);
    e->model = model;
    return status == EM_OK ? em_scratch_new(&e->scratch, e->model, err) : status;
}

static int run(int argc, char **argv)
{
    explainer e = { .colour = em_console_colour(false) };
    em_error err = { 0 };
    int operands = 0;
    em_buf_init(&e.out, EM_BUF_UNLIMITED);
    em_status status = em_option_parse(&em_command_explain, argc, argv, &e.options, &operands,
                                       &err);
    if (status == EM_END)
        return 0;
    if (status == EM_OK && operands != 1)
        status = em_error_set(&err, EM_E_USAGE,
                              "explain: one TEXT, or - for standard input, is needed");
    if (status == EM_OK)
        status = load(&e, &err);
    if (status == EM_OK)
        status = explain(&e, argv[1], &err);
    int code = status == EM_OK ? em_console_print(em_buf_str(&e.out)) : em_console_fail(&err);
    em_scratch_free(e.scratch);
    em_model_free((em_model *)e.model);
    em_buf_release(&e.out);
    return code;
}

const em_command em_command_explain = {
    .name = "explain",
    .summary = "show how one comment is judged: tokens, mentions, scopes, verdict",
    .usage = "--campaign C [--json] [--lines] TEXT|-",
    .examples = "  echometer explain --campaign corpora/royal-wedding-2011/"
                "royal-wedding-2011.campaign.json 'They are not open-minded'\n"
                "  echometer explain --messages lexicons/great-britain.messages.json --json 'So "
                "creative'\n",
    .options = OPTIONS,
    .run = run,
};
