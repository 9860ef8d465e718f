/* `echometer lexicon check`: what is wrong with lexicons and campaigns, at the place of the term.
 */
#include "base/str.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/issues_out.h"
#include "lexicon/lint.h"

typedef struct check_options {
    const char *output;
    bool rules;
} check_options;

static const em_option OPTIONS[] = {
    { "output", 0, EM_OPTION_STRING, offsetof(check_options, output),
      "text|json|sarif|junit|github|markdown", "how to print what was found" },
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

static em_status check_paths(em_issue_list *list, const char *const *paths, size_t path_count,
                             em_error *err)
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

static em_status print_issues(em_issue_list *list, em_issue_output output, em_error *err)
{
    em_buf out;
    em_issue_rule *rules = rules_for_output();
    if (!rules)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    em_issues_head head = { "lexicon check", "entries", rules };
    em_buf_init(&out, EM_BUF_UNLIMITED);
    em_issue_list_sort(list);
    em_issues_put(&out, list, output, &head, em_console_colour(false));
    em_status status = em_console_print(em_buf_str(&out)) == 0
                           ? EM_OK
                           : em_error_set(err, EM_E_SYSTEM, "cannot write standard output");
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
    status = check_paths(&list, (const char *const *)(argv + 1), (size_t)operands, &err);
    if (status == EM_OK)
        status = print_issues(&list, output, &err);
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
    .usage = "[--output FORMAT] PATH... | --rules",
    .examples = "  echometer lexicon check lexicons corpora\n"
                "  echometer lexicon check --output sarif lexicons\n"
                "  echometer lexicon check --rules\n",
    .options = OPTIONS,
    .run = run_check,
};
