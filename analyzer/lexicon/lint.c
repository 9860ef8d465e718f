/* The lint: reads the files, folds their terms, asks each part in turn. */
#include "lexicon/lint_state.h"

#include "base/file.h"
#include "base/str.h"
#include "lexicon/canonical.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static em_status no_memory(em_lint *lint)
{
    return em_error_set(lint->err, EM_E_MEMORY, "no memory");
}

/* --- reporting -------------------------------------------------------------------------------- */

em_severity em_lint_severity(const char *rule)
{
    for (const em_lint_rule *known = EM_LINT_RULES; known->id; known++)
        if (strcmp(known->id, rule) == 0)
            return known->severity;
    return EM_SEVERITY_ERROR;
}

/* An "allow" object has the rule's id as key and the reason, not empty, as value. */
static bool allows(const cJSON *allow, const char *rule)
{
    const char *reason = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(allow, rule));
    return reason && *reason;
}

em_status em_lint_report(em_lint *lint, em_lint_file *file, const cJSON *allow, const char *rule,
                         em_place place, const char *fmt, ...)
{
    char text[EM_ERROR_TEXT_BYTES];
    va_list args;
    if (allows(allow, rule) || allows(file->messages.allow, rule))
        return EM_OK;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    em_issue issue = { rule, em_lint_severity(rule), file->path, place, text };
    file->errors += issue.severity == EM_SEVERITY_ERROR;
    em_status status = lint->sink->report(lint->sink->context, &issue);
    return status == EM_OK ? EM_OK : em_error_set(lint->err, status, "no memory");
}

/* --- reading ---------------------------------------------------------------------------------- */

/* Passes the readers' issues on and counts them. */
typedef struct counting_sink {
    em_lint *lint;
    em_lint_file *file;
} counting_sink;

static em_status count_and_pass(void *context, const em_issue *issue)
{
    counting_sink *counting = context;
    counting->file->errors++;
    return counting->lint->sink->report(counting->lint->sink->context, issue);
}

/* A file that could not be read at all is an issue at its place. */
static em_status report_unreadable(em_lint *lint, em_lint_file *file)
{
    em_error *err = lint->err;
    bool of_the_file = err->line || err->status == EM_E_LIMIT;
    const char *rule = of_the_file ? "bad-syntax" : "unreadable";
    return em_lint_report(lint, file, NULL, rule, (em_place){ err->line, err->column }, "%s",
                          err->text);
}

static em_status read_file(em_lint *lint, em_lint_file *file)
{
    counting_sink counting = { lint, file };
    em_issue_sink sink = { count_and_pass, &counting };
    em_status status = EM_OK;
    switch (file->kind) {
    case EM_LEXICON_MESSAGES:
        status = em_messages_file_read(&file->messages, file->path, &sink, lint->err);
        break;
    case EM_LEXICON_SENTIMENT:
        status = em_sentiment_file_read(&file->sentiment, file->path, &sink, lint->err);
        break;
    case EM_LEXICON_CAMPAIGN:
        status = em_campaign_file_read(&file->campaign, file->path, &sink, lint->err);
        break;
    case EM_LEXICON_OTHER:
        return em_lint_report(lint, file, NULL, "unreadable", (em_place){ 0, 0 },
                              "the name is not that of a lexicon (*.messages.json, "
                              "*.campaign.json or *.tsv)");
    }
    if (status == EM_E_MEMORY)
        return status;
    return status == EM_OK ? EM_OK : report_unreadable(lint, file);
}

static em_status read_files(em_lint *lint, const char *const *paths, size_t count)
{
    if (!em_vec_reserve(&lint->files, count + 1))
        return no_memory(lint);
    for (size_t i = 0; i < count; i++) {
        em_lint_file *file = &lint->files.items[lint->files.len++];
        *file = (em_lint_file){ .path = paths[i], .kind = em_lexicon_kind_of(paths[i]) };
        em_status status = read_file(lint, file);
        file->is_readable = file->errors == 0;
        if (status != EM_OK)
            return status;
    }
    return EM_OK;
}

/* --- folding -----------------------------------------------------------------------------------
 */

/* Blank and hyphen match each other. */
static void join_hyphens(em_str folded)
{
    for (size_t i = 0; i < folded.len; i++)
        if (folded.data[i] == '-')
            ((char *)folded.data)[i] = ' ';
}

/* A pattern stands as it is written: in one, \S and \s are opposites. */
static em_status fold_term(em_lint *lint, em_str term, em_folded_term folded)
{
    em_str norm;
    em_status status = EM_OK;
    if (term.len && term.data[0] == '/') {
        folded.folded = term;
    } else {
        status = em_text_normalise(&norm, &folded.folded, lint->text, &lint->arena, term,
                                   lint->err);
        if (status == EM_OK)
            join_hyphens(folded.folded);
    }
    if (status == EM_OK && !em_vec_push(&lint->folded, folded))
        status = no_memory(lint);
    return status;
}

static em_status fold_file(em_lint *lint, em_lint_file *file)
{
    em_status status = EM_OK;
    for (size_t i = 0; i < file->messages.terms.len && status == EM_OK; i++) {
        const em_term_spec *term = &file->messages.terms.items[i];
        status = fold_term(lint, term->term, (em_folded_term){ .file = file, .term = term });
    }
    for (size_t i = 0; i < file->sentiment.entries.len && status == EM_OK; i++) {
        const em_sentiment_spec *entry = &file->sentiment.entries.items[i];
        status = fold_term(lint, entry->term, (em_folded_term){ .file = file, .entry = entry });
    }
    return status;
}

static em_place place_of(const em_folded_term *term)
{
    return term->term ? term->term->place : term->entry->place;
}

static int compare_folded(const void *a, const void *b)
{
    const em_folded_term *x = a, *y = b;
    int order = em_str_cmp(x->folded, y->folded);
    if (!order)
        order = (x->file > y->file) - (x->file < y->file);
    if (!order)
        order = (place_of(x).line > place_of(y).line) - (place_of(x).line < place_of(y).line);
    return order ? order
                 : (place_of(x).column > place_of(y).column) -
                       (place_of(x).column < place_of(y).column);
}

static em_status fold_all(em_lint *lint)
{
    em_status status = EM_OK;
    for (size_t i = 0; i < lint->files.len && status == EM_OK; i++)
        status = fold_file(lint, &lint->files.items[i]);
    if (status == EM_OK && lint->folded.len)
        qsort(lint->folded.items, lint->folded.len, sizeof *lint->folded.items, compare_folded);
    return status;
}

/* --- layout ------------------------------------------------------------------------------------
 */

static uint32_t first_difference(em_str a, em_str b)
{
    uint32_t line = 1;
    for (size_t i = 0; i < a.len && i < b.len && a.data[i] == b.data[i]; i++)
        line += a.data[i] == '\n';
    return line;
}

static em_status check_layout(em_lint *lint, em_lint_file *file)
{
    em_buf laid_out, text;
    em_buf_init(&laid_out, EM_BUF_UNLIMITED);
    em_buf_init(&text, EM_LEXICON_MAX_BYTES);
    em_status status = em_file_read(&text, file->path, lint->err);
    em_str now = em_buf_str(&text);
    if (status == EM_OK && file->kind == EM_LEXICON_SENTIMENT)
        status = em_canonical_put_tsv(&laid_out, now, file->path, lint->err);
    else if (status == EM_OK)
        em_canonical_put_json(&laid_out, file->kind == EM_LEXICON_MESSAGES
                                             ? file->messages.json.root
                                             : file->campaign.json.root);
    if (status == EM_OK && laid_out.status != EM_OK)
        status = no_memory(lint);
    if (status == EM_OK && !em_str_eq(now, em_buf_str(&laid_out)))
        status = em_lint_report(lint, file, NULL, "not-canonical",
                                (em_place){ first_difference(now, em_buf_str(&laid_out)), 1 },
                                "the file is not in the canonical layout (echometer lexicon "
                                "format mends it)");
    em_buf_release(&laid_out);
    em_buf_release(&text);
    return status;
}

/* --- the whole -----------------------------------------------------------------------------------
 */

static em_status lint_file(em_lint *lint, em_lint_file *file)
{
    em_status status = EM_OK;
    switch (file->kind) {
    case EM_LEXICON_MESSAGES:
        status = em_lint_messages(lint, file);
        break;
    case EM_LEXICON_SENTIMENT:
        status = em_lint_sentiment(lint, file);
        break;
    case EM_LEXICON_CAMPAIGN:
        status = em_lint_campaign(lint, file);
        break;
    case EM_LEXICON_OTHER:
        return EM_OK;
    }
    if (status == EM_OK && file->is_readable)
        status = check_layout(lint, file);
    if (status == EM_OK && file->is_readable)
        status = em_lint_dead_terms(lint, file);
    return status;
}

static void release(em_lint *lint)
{
    for (size_t i = 0; i < lint->files.len; i++) {
        em_lint_file *file = &lint->files.items[i];
        if (file->kind == EM_LEXICON_MESSAGES)
            em_messages_file_release(&file->messages);
        else if (file->kind == EM_LEXICON_SENTIMENT)
            em_sentiment_file_release(&file->sentiment);
        else if (file->kind == EM_LEXICON_CAMPAIGN)
            em_campaign_file_release(&file->campaign);
    }
    em_vec_release(&lint->files);
    em_vec_release(&lint->folded);
    em_text_model_free(lint->text);
    em_arena_release(&lint->arena);
}

em_status em_lint_files(const char *const *paths, size_t count, const em_issue_sink *sink,
                        uint64_t *entries, em_error *err)
{
    em_lint lint = { .sink = sink, .err = err };
    em_text_options options = { .segmenter = EM_SEGMENTER_ICU, .without_words = true };
    em_arena_init(&lint.arena, EM_BUF_UNLIMITED);
    em_status status = em_text_model_new(&lint.text, &options, err);
    if (status == EM_OK)
        status = read_files(&lint, paths, count);
    if (status == EM_OK)
        status = fold_all(&lint);
    if (status == EM_OK)
        status = em_lint_repeats(&lint);
    for (size_t i = 0; i < lint.files.len && status == EM_OK; i++)
        status = lint_file(&lint, &lint.files.items[i]);
    *entries = lint.folded.len;
    release(&lint);
    return status;
}
