/*
 * Dead and shadowed terms, by trial: each term's own text is matched with the compiled lexicon. A
 * plain term that is not found in itself can never be found; one that another term finds as well is
 * shadowed.
 */
#include "lexicon/lint_state.h"

#include "base/str.h"
#include "match/rule.h"

#include <inttypes.h>
#include <string.h>

typedef struct trial {
    em_lint *lint;
    em_lint_file *file;
    em_model *model;
    em_text_scratch *text;
    em_match_scratch *match;
} trial;

static bool is_plain_term(em_lint *lint, em_str term)
{
    const em_rule *rule;
    size_t at;
    em_error err;
    return em_rule_parse(&rule, &lint->arena, term, NULL, &at, &err) == EM_OK &&
           rule->kind == EM_RULE_PHRASE && rule->piece_count == 1 &&
           rule->pieces[0].kind == EM_PIECE_TEXT && em_str_eq(rule->pieces[0].text, term);
}

static const cJSON *allow_of(em_lint_file *file, const em_entry *entry)
{
    for (size_t i = 0; i < file->messages.terms.len; i++) {
        const em_term_spec *term = &file->messages.terms.items[i];
        if (term->place.line == entry->line && term->place.column == entry->column)
            return term->allow;
    }
    return NULL;
}

static const em_hit *find_hit(const em_hit *hits, size_t count, uint32_t entry)
{
    for (size_t i = 0; i < count; i++)
        if (hits[i].entry == entry)
            return &hits[i];
    return NULL;
}

/*
 * A wildcard or pattern of the same role and message that hits where `own` does, or anywhere where
 * `own` is NULL. Plain terms that repeat one another are duplicates, not shadows.
 */
static bool found_by_another(const trial *t, const em_hit *hits, size_t count, uint32_t index,
                             const em_hit *own)
{
    const em_entry *entry = &t->model->entries[index];
    for (size_t i = 0; i < count; i++) {
        const em_entry *other = &t->model->entries[hits[i].entry];
        bool same_place = !own || (hits[i].start <= own->start && hits[i].end >= own->end);
        if (hits[i].entry != index && same_place && other->role == entry->role &&
            other->message == entry->message && (!own || !is_plain_term(t->lint, other->term)))
            return true;
    }
    return false;
}

static em_status try_entry(const trial *t, uint32_t index)
{
    const em_entry *entry = &t->model->entries[index];
    em_text text;
    const em_hit *hits;
    size_t count;
    uint32_t undecided;
    em_error *err = t->lint->err;
    em_place place = { entry->line, entry->column };
    em_status status = em_text_analyze(&text, t->model->text, t->text, entry->term, false, err);
    if (status == EM_OK)
        status = em_model_find(&hits, &count, &undecided, t->model, t->match, &text, t->text, err);
    if (status != EM_OK)
        return status;
    const em_hit *own = find_hit(hits, count, index);
    if (found_by_another(t, hits, count, index, own))
        return em_lint_report(t->lint, t->file, allow_of(t->file, entry), "shadowed-term", place,
                              "\"%.*s\" is found by another term of its message already",
                              EM_STR_ARG(entry->term));
    if (own)
        return EM_OK;
    return em_lint_report(t->lint, t->file, allow_of(t->file, entry), "dead-term", place,
                          "\"%.*s\" is not found in its own text: it can never match",
                          EM_STR_ARG(entry->term));
}

static em_status try_all(trial *t)
{
    em_status status = em_text_scratch_new(&t->text, t->model->text, t->lint->err);
    if (status == EM_OK)
        status = em_match_scratch_new(&t->match, t->model->matcher, t->lint->err);
    for (uint32_t i = 0; i < t->model->entry_count && status == EM_OK; i++)
        if (is_plain_term(t->lint, t->model->entries[i].term))
            status = try_entry(t, i);
    em_match_scratch_free(t->match);
    em_text_scratch_free(t->text);
    return status;
}

static em_model_source source_of(em_lint_file *file)
{
    em_model_source source = { 0 };
    if (file->kind == EM_LEXICON_CAMPAIGN)
        source.campaign = file->path;
    source.messages = source.sentiment = &file->path;
    source.message_count = file->kind == EM_LEXICON_MESSAGES;
    source.sentiment_count = file->kind == EM_LEXICON_SENTIMENT;
    return source;
}

/* The place may be in a lexicon that the campaign names. */
static em_status report_uncompiled(em_lint *lint, em_lint_file *file, const em_error *err)
{
    if (!*err->file || strcmp(err->file, file->path) == 0)
        return em_lint_report(lint, file, NULL, "does-not-compile",
                              (em_place){ err->line, err->column }, "%s", err->text);
    return em_lint_report(lint, file, NULL, "does-not-compile", (em_place){ 1, 1 },
                          "%s:%" PRIu32 ":%" PRIu32 ": %s", err->file, err->line, err->column,
                          err->text);
}

em_status em_lint_dead_terms(em_lint *lint, em_lint_file *file)
{
    trial t = { .lint = lint, .file = file };
    em_error err = { 0 };
    em_model_source source = source_of(file);
    em_status status = em_model_load(&t.model, &source, &err);
    if ((status == EM_E_LEXICON || status == EM_E_SYSTEM) && file->errors)
        return EM_OK; /* its place has been told */
    if (status == EM_E_LEXICON || status == EM_E_SYSTEM)
        return report_uncompiled(lint, file, &err);
    if (status != EM_OK && lint->err)
        *lint->err = err;
    /* The lexicons of a campaign are tried as files of their own. */
    if (status == EM_OK && file->kind != EM_LEXICON_CAMPAIGN)
        status = try_all(&t);
    em_model_free(t.model);
    return status;
}
