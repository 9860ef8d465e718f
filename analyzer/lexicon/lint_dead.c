/*
 * Dead and shadowed terms, by trial: each term's own text is matched with the compiled lexicon. A
 * plain term that is not found in itself can never be found; one that another term finds as well is
 * shadowed.
 */
#include "lexicon/lint_state.h"

#include "base/str.h"
#include "match/rule.h"

typedef struct trial {
    em_lint *lint;
    const em_lint_file *file;
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

static const cJSON *allow_of(const em_lint_file *file, const em_entry *entry)
{
    for (size_t i = 0; i < file->messages.terms.len; i++) {
        const em_term_spec *term = &file->messages.terms.items[i];
        if (term->place.line == entry->line && term->place.column == entry->column)
            return term->allow;
    }
    return NULL;
}

static bool found(const em_hit *hits, size_t count, uint32_t entry)
{
    for (size_t i = 0; i < count; i++)
        if (hits[i].entry == entry)
            return true;
    return false;
}

/* Another entry of the same role (and message) whose hit lies where this one's would. */
static bool found_by_equal(const trial *t, const em_hit *hits, size_t count, const em_entry *entry)
{
    for (size_t i = 0; i < count; i++) {
        const em_entry *other = &t->model->entries[hits[i].entry];
        if (other->role == entry->role && other->message == entry->message)
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
    if (status != EM_OK || found(hits, count, index))
        return status;
    if (found_by_equal(t, hits, count, entry))
        return em_lint_report(t->lint, t->file, allow_of(t->file, entry), "shadowed-term", place,
                              "\"%.*s\" is found by another term of its message already",
                              EM_STR_ARG(entry->term));
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

em_status em_lint_dead_terms(em_lint *lint, const em_lint_file *file)
{
    trial t = { .lint = lint, .file = file };
    bool messages = file->kind == EM_LEXICON_MESSAGES;
    em_error err = { 0 };
    em_model_source source = {
        .messages = messages ? &file->path : NULL,
        .message_count = messages,
        .sentiment = messages ? NULL : &file->path,
        .sentiment_count = !messages,
        .segmenter = EM_SEGMENTER_ICU,
    };
    em_status status = em_model_load(&t.model, &source, &err);
    if (status == EM_E_LEXICON)
        return em_lint_report(lint, file, NULL, "bad-rule", (em_place){ err.line, err.column },
                              "%s", err.text);
    if (status == EM_OK)
        status = try_all(&t);
    em_model_free(t.model);
    return status;
}
