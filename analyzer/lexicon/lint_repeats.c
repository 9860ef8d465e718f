/* What stands twice once folded: duplicates, contradictions, terms that are negators. */
#include "lexicon/lint_state.h"

#include "base/str.h"

static bool is_message_role(em_role role)
{
    return role == EM_ROLE_TERM || role == EM_ROLE_OPPOSITE;
}

static em_str message_id(const em_folded_term *term)
{
    return term->file->messages.messages.items[term->term->message].id;
}

static em_status report_term(em_lint *lint, const em_folded_term *later, const char *rule,
                             const em_folded_term *earlier, const char *what)
{
    em_place first = earlier->term ? earlier->term->place : earlier->entry->place;
    return em_lint_report(lint, later->file, later->term ? later->term->allow : NULL, rule,
                          later->term ? later->term->place : later->entry->place,
                          "\"%.*s\" %s (%s:%u)",
                          EM_STR_ARG(later->term ? later->term->term : later->entry->term), what,
                          earlier->file->path, (unsigned)first.line);
}

static em_status compare_subjects(em_lint *lint, const em_folded_term *a, const em_folded_term *b)
{
    if (a->file != b->file || is_message_role(a->term->role) || is_message_role(b->term->role))
        return EM_OK;
    if (a->term->role != b->term->role)
        return report_term(lint, b, "about-conflict", a, "stands in about and in not_about");
    /* A subject is often listed in both scripts for the reader's sake. */
    if (em_str_eq(a->term->term, b->term->term))
        return report_term(lint, b, "duplicate-term", a, "stands twice");
    return EM_OK;
}

static em_status compare_terms(em_lint *lint, const em_folded_term *a, const em_folded_term *b)
{
    if (!is_message_role(a->term->role) || !is_message_role(b->term->role))
        return compare_subjects(lint, a, b);
    bool same_message = a->file == b->file && a->term->message == b->term->message;
    if (same_message && a->term->role != b->term->role)
        return report_term(lint, b, "opposite-of-itself", a,
                           "is a term and an opposite of one message");
    if (same_message)
        return report_term(lint, b, "duplicate-term", a, "stands twice, once folded");
    if (a->term->role == b->term->role && a->file == b->file)
        return em_lint_report(lint, b->file, b->term->allow, "term-in-two-messages", b->term->place,
                              "\"%.*s\" stands in %.*s and in %.*s", EM_STR_ARG(b->term->term),
                              EM_STR_ARG(message_id(a)), EM_STR_ARG(message_id(b)));
    return EM_OK;
}

static em_status compare_entries(em_lint *lint, const em_folded_term *a, const em_folded_term *b)
{
    if (a->file != b->file)
        return EM_OK;
    if (a->entry->role != b->entry->role)
        return report_term(lint, b, "double-role", a, "has two roles");
    if (a->entry->weight != b->entry->weight)
        return report_term(lint, b, "conflicting-weight", a, "has two weights");
    return report_term(lint, b, "duplicate-term", a, "stands twice, once folded");
}

static em_status compare_kinds(em_lint *lint, const em_folded_term *term,
                               const em_folded_term *entry)
{
    if (entry->entry->role != EM_ROLE_NEGATOR || !is_message_role(term->term->role))
        return EM_OK;
    return report_term(lint, term, "negator-term", entry, "is also a negator");
}

static em_status compare(em_lint *lint, const em_folded_term *a, const em_folded_term *b)
{
    if (a->term && b->term)
        return compare_terms(lint, a, b);
    if (a->entry && b->entry)
        return compare_entries(lint, a, b);
    return a->term ? compare_kinds(lint, a, b) : compare_kinds(lint, b, a);
}

/* Each term of a run of equal ones is held against the first few: a run is short, or hostile. */
#define RUN_COMPARED 8

em_status em_lint_repeats(em_lint *lint)
{
    size_t start = 0;
    em_status status = EM_OK;
    for (size_t i = 1; i < lint->folded.len && status == EM_OK; i++) {
        const em_folded_term *term = &lint->folded.items[i];
        if (!em_str_eq(term->folded, lint->folded.items[start].folded)) {
            start = i;
            continue;
        }
        for (size_t j = start; j < i && j < start + RUN_COMPARED && status == EM_OK; j++)
            status = compare(lint, &lint->folded.items[j], term);
    }
    return status;
}
