/* `echometer lexicon check`: what is wrong with lexicons and campaigns, at the place of the term.
 */
#include "base/str.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/issues_out.h"
#include "cli/reading.h"
#include "lexicon/lint.h"

typedef struct check_options {
    const char *output;
    em_option_list corpus;
    bool rules, notes;
} check_options;

static const em_option OPTIONS[] = {
    { "output", 0, EM_OPTION_STRING, offsetof(check_options, output),
      "text|json|sarif|junit|github|markdown", "how to print what was found" },
    { "corpus", 0, EM_OPTION_LIST, offsetof(check_options, corpus), "EXPORT",
      "background comments: warn of wildcards and patterns that hit too many" },
    { "notes", 0, EM_OPTION_FLAG, offsetof(check_options, notes), NULL,
      "list each shadowed term (text gives their number)" },
    { "rules", 0, EM_OPTION_FLAG, offsetof(check_options, rules), NULL, "list the rules and end" },
    { .name = NULL },
};

static size_t count_rules(void)
{
    size_t count = 0;
    while (EM_LINT_RULES[count].id)
        count++;
    return count;
}

static int print_rules(void)
{
    em_buf out;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    for (const em_lint_rule *rule = EM_LINT_RULES; rule->id; rule++)
        em_buf_printf(&out, "%-26s %-8s %s: %s\n", rule->id, em_severity_name(rule->severity),
                      rule->why, rule->mend);
    em_buf_puts(&out,
                "\nA file silences a rule with its reason: \"allow\": {\"RULE\": \"REASON\"} in a "
                "term, a\nmessage or the lexicon.\n");
    int code = em_console_print(em_buf_str(&out));
    em_buf_release(&out);
    return code;
}

/* --- wildcards on a background corpus ----------------------------------------------------- */

/* A wildcard that hits more comments than this in a thousand says little of a message. */
#define WIDE_PER_THOUSAND 20

typedef struct background {
    const char *path; /* of the message lexicon */
    em_model *model;
    em_text_scratch *text;
    em_match_scratch *match;
    uint64_t *comments; /* that each entry hits */
    uint64_t *last;     /* comment it hit last  */
    uint64_t count;
    em_error *err;
} background;

static em_status count_hits(void *context, const em_record *record)
{
    background *b = context;
    em_text text;
    const em_hit *hits;
    size_t count;
    uint32_t undecided;
    em_status status = em_text_analyze(&text, b->model->text, b->text, record->text, record->markup,
                                       b->err);
    if (status == EM_OK)
        status = em_model_find(&hits, &count, &undecided, b->model, b->match, &text, b->text,
                               b->err);
    if (status == EM_E_LIMIT)
        return EM_OK;
    b->count++;
    for (size_t i = 0; status == EM_OK && i < count; i++) {
        uint32_t entry = hits[i].entry;
        b->comments[entry] += b->last[entry] != b->count;
        b->last[entry] = b->count;
    }
    return status;
}

static bool is_wild(em_str term)
{
    return memchr(term.data, '*', term.len) || memchr(term.data, '?', term.len) ||
           (term.len && term.data[0] == '/');
}

static em_status report_wide(background *b, const em_issue_sink *sink)
{
    em_status status = EM_OK;
    for (size_t i = 0; i < b->model->entry_count && status == EM_OK; i++) {
        const em_entry *entry = &b->model->entries[i];
        bool wide = b->comments[i] * 1000 > b->count * WIDE_PER_THOUSAND;
        if (!wide || !is_wild(entry->term))
            continue;
        em_buf text;
        em_buf_init(&text, EM_BUF_UNLIMITED);
        em_buf_printf(&text,
                      "\"%.*s\" hits %.0f in 1,000 comments of the corpus (write more of the "
                      "word)",
                      EM_STR_ARG(entry->term), (double)b->comments[i] * 1000 / (double)b->count);
        em_issue issue = { "too-wide",
                           EM_SEVERITY_WARNING,
                           b->path,
                           { entry->line, entry->column },
                           em_buf_str(&text).data };
        status = sink->report(sink->context, &issue);
        em_buf_release(&text);
    }
    return status;
}

static em_status check_background(em_issue_list *list, const char *path,
                                  const em_option_list *corpus, em_error *err)
{
    background b = { .path = path, .err = err };
    em_issue_sink sink = em_issue_list_sink(list);
    em_model_source source = { .messages = &path, .message_count = 1 };
    em_reader_options reading = { 0 };
    em_error ignored;
    em_status status = em_model_load(&b.model, &source, &ignored);
    if (status == EM_E_LEXICON)
        return EM_OK; /* what is wrong with it has been told */
    if (status == EM_OK)
        status = em_text_scratch_new(&b.text, b.model->text, err);
    if (status == EM_OK)
        status = em_match_scratch_new(&b.match, b.model->matcher, err);
    if (status == EM_OK) {
        b.comments = em_mem_zalloc(b.model->entry_count + 1, sizeof *b.comments);
        b.last = em_mem_zalloc(b.model->entry_count + 1, sizeof *b.last);
        if (!b.comments || !b.last)
            status = em_error_set(err, EM_E_MEMORY, "no memory");
    }
    if (status == EM_OK)
        status = em_reading_each(&reading, corpus->items, corpus->count, count_hits, &b, err);
    if (status == EM_OK)
        status = report_wide(&b, &sink);
    em_mem_free(b.comments);
    em_mem_free(b.last);
    em_match_scratch_free(b.match);
    em_text_scratch_free(b.text);
    em_model_free(b.model);
    return status;
}

/* --- the run ---------------------------------------------------------------------------------- */

static em_status check_paths(em_issue_list *list, const char *const *paths, size_t path_count,
                             const em_option_list *corpus, em_error *err)
{
    char **files;
    size_t count;
    em_status status = em_lexicon_files_find(&files, &count, paths, path_count, err);
    if (status != EM_OK)
        return status;
    for (size_t i = 0; i < count && status == EM_OK; i++)
        status = em_issue_list_add_file(list, files[i]);
    em_issue_sink sink = em_issue_list_sink(list);
    if (status == EM_OK)
        status = em_lint_files((const char *const *)files, count, &sink, &list->checked, err);
    for (size_t i = 0; i < count && status == EM_OK && corpus->count; i++)
        if (em_lexicon_kind_of(files[i]) == EM_LEXICON_MESSAGES)
            status = check_background(list, files[i], corpus, err);
    em_lexicon_files_free(files, count);
    return status;
}

/* The rules as the renderers know them. */
static em_issue_rule *rules_for_output(void)
{
    size_t count = count_rules();
    em_issue_rule *rules = em_mem_zalloc(count + 1, sizeof *rules);
    for (size_t i = 0; rules && i < count; i++)
        rules[i] = (em_issue_rule){ EM_LINT_RULES[i].id, EM_LINT_RULES[i].severity,
                                    EM_LINT_RULES[i].why, EM_LINT_RULES[i].mend };
    return rules;
}

static em_status print_issues(em_issue_list *list, em_issue_output output, bool notes,
                              em_error *err)
{
    em_buf out;
    em_issue_rule *rules = rules_for_output();
    if (!rules)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    em_issues_head head = { "lexicon check", "entries", rules, notes ? NULL : "shadowed-term" };
    em_buf_init(&out, EM_BUF_UNLIMITED);
    em_issue_list_sort(list);
    em_issues_put(&out, list, output, &head, em_console_colour(false));
    em_status status = em_console_put(em_buf_str(&out), err);
    em_buf_release(&out);
    em_mem_free(rules);
    return status;
}

static int run_check(int argc, char **argv)
{
    check_options options = { 0 };
    em_error err = { 0 };
    int operands;
    em_issue_output output = EM_OUTPUT_TEXT;
    em_issue_list list;
    em_status status = em_option_parse(&em_command_lexicon_check, argc, argv, &options, &operands,
                                       &err);
    if (status == EM_END)
        return 0;
    if (status == EM_OK && options.rules)
        return print_rules();
    if (status == EM_OK && !operands)
        status = em_error_set(&err, EM_E_USAGE, "lexicon check: no files or folders");
    if (status == EM_OK && !em_issue_output_parse(&output, options.output))
        status = em_error_set(&err, EM_E_USAGE, "lexicon check: no output %s (see --help)",
                              options.output);
    if (status != EM_OK)
        return em_console_fail(&err);
    em_issue_list_init(&list);
    status = check_paths(&list, (const char *const *)(argv + 1), (size_t)operands, &options.corpus,
                         &err);
    if (status == EM_OK)
        status = print_issues(&list, output, options.notes, &err);
    bool found = em_issue_list_count(&list, EM_SEVERITY_ERROR) ||
                 em_issue_list_count(&list, EM_SEVERITY_WARNING);
    em_issue_list_release(&list);
    if (status != EM_OK)
        return em_console_fail(&err);
    return found ? 1 : 0;
}

const em_command em_command_lexicon_check = {
    .name = "lexicon check",
    .summary = "find what is wrong with lexicons and campaigns",
    .usage = "[--output FORMAT] [--notes] [--corpus EXPORT]... PATH... | --rules",
    .examples = "  echometer lexicon check lexicons corpora\n"
                "  echometer lexicon check --output sarif lexicons\n"
                "  echometer lexicon check --rules\n",
    .notes = "exit: 0 nothing but notes, 1 an error or a warning, 2 usage\n",
    .options = OPTIONS,
    .run = run_check,
};
