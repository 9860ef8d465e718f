/*
 * `echometer lexicon test`: the tests inside message lexicons. Each is judged with its lexicon
 * and sentiment lexicons (for negators and questions): those that a campaign names with it, else
 * those beside it.
 */
#include "base/file.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/explain.h"
#include "cli/issues_out.h"
#include "cli/model_options.h"
#include "judge/verdict.h"
#include "lexicon/lexicon_file.h"
#include "lexicon/lexicon_files.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct test_options {
    em_option_list sentiment;
    const char *output;
    bool require_tests;
} test_options;

#define AT(field) offsetof(test_options, field)

static const em_option OPTIONS[] = {
    { "sentiment", 's', EM_OPTION_LIST, AT(sentiment), "FILE",
      "sentiment lexicon (default: the campaign's, or those in the folder sentiment beside the "
      "lexicon)" },
    { "output", 0, EM_OPTION_STRING, AT(output), "text|json|sarif|junit|github|markdown",
      "how to print what was found" },
    { "require-tests", 0, EM_OPTION_FLAG, AT(require_tests), NULL,
      "fail on a term that no test reaches" },
    { .name = NULL },
};

static const em_issue_rule RULES[] = {
    { "message-untested", EM_SEVERITY_NOTE, "no test of the message expects none",
      "add a text that must not count" },
    { "term-untested", EM_SEVERITY_NOTE, "no test reaches the term", "add a test with the term" },
    { "test-failed", EM_SEVERITY_ERROR, "a test does not come out as expected",
      "mend the term, its exceptions or the test" },
    { "test-todo-holds", EM_SEVERITY_WARNING, "a test marked todo holds",
      "take the todo mark away" },
    { NULL, EM_SEVERITY_NOTE, NULL, NULL },
};

typedef EM_VEC(const char *) path_list;

/* A message lexicon tested with lists[from] to lists[end - 1]. */
typedef struct campaign_run {
    const char *path;
    size_t from, end;
} campaign_run;

typedef struct tester {
    const test_options *options;
    em_issue_list list;
    em_issue_sink sink;
    em_buf explanations;
    uint64_t terms, terms_tested;
    bool lists_untested;
    bool warned;               /* of missing negators, if there are none              */
    em_arena names;            /* paths that campaigns name                           */
    path_list lists;           /* sentiment lists of all campaigns                    */
    EM_VEC(campaign_run) runs; /* message lexicons that were tested for some campaign */
    em_error *err;
} tester;

/* One message lexicon under test. */
typedef struct tested_file {
    const char *path;
    em_messages_file file;
    em_model *model;
    em_scratch *scratch;
    bool *reached; /* per entry of the model */
} tested_file;

static em_status report(tester *t, const char *rule, em_severity severity, const char *file,
                        em_place place, const char *text)
{
    em_issue issue = { rule, severity, file, place, text };
    em_status status = t->sink.report(t->sink.context, &issue);
    return status == EM_OK ? EM_OK : em_error_set(t->err, status, "no memory");
}

/* --- the model of a file -----------------------------------------------------------------------
 */

/* Adds the sentiment lexicons of the folder `sentiment` beside `path`, if there is one. */
static em_status find_sentiment(char ***files, size_t *count, const char *path, em_error *err)
{
    em_buf folder;
    struct stat info;
    em_status status = EM_OK;
    *files = NULL;
    *count = 0;
    em_buf_init(&folder, EM_BUF_UNLIMITED);
    em_file_resolve(&folder, path, EM_STR("sentiment"));
    if (folder.status != EM_OK)
        status = em_error_set(err, EM_E_MEMORY, "no memory");
    else if (stat(folder.data, &info) == 0 && S_ISDIR(info.st_mode)) {
        const char *name = folder.data;
        status = em_lexicon_files_find(files, count, &name, 1, err);
    }
    em_buf_release(&folder);
    return status;
}

/* `lists`: of a campaign, or NULL for those beside the lexicon; --sentiment stands before both. */
static em_status load_model(tester *t, tested_file *tested, const path_list *lists)
{
    char **found = NULL;
    size_t found_count = 0;
    const em_option_list *given = &t->options->sentiment;
    em_status status = EM_OK;
    em_model_source source = { .messages = &tested->path, .message_count = 1 };
    if (given->count) {
        source.sentiment = given->items;
        source.sentiment_count = given->count;
    } else if (lists) {
        source.sentiment = lists->items;
        source.sentiment_count = lists->len;
    } else {
        status = find_sentiment(&found, &found_count, tested->path, t->err);
        source.sentiment = (const char *const *)found;
        source.sentiment_count = found_count;
    }
    if (status == EM_OK)
        status = em_model_load(&tested->model, &source, t->err);
    if (status == EM_OK)
        status = em_scratch_new(&tested->scratch, tested->model, t->err);
    if (status == EM_OK) {
        tested->reached = em_mem_zalloc(tested->model->entry_count + 1, sizeof(bool));
        if (!tested->reached)
            status = em_error_set(t->err, EM_E_MEMORY, "no memory");
    }
    em_lexicon_files_free(found, found_count);
    return status;
}

/* --- tests -------------------------------------------------------------------------------------
 */

static em_status test_failed(tester *t, const tested_file *tested, const em_test_spec *test,
                             const em_verdict *verdict)
{
    const em_message_spec *message = &tested->file.messages.items[test->message];
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_buf_printf(&text, "\"%.*s\" is %s for %.*s (expected: %.*s)", EM_STR_ARG(test->text),
                  em_stance_name(verdict->stances[test->message]), EM_STR_ARG(message->id),
                  EM_STR_ARG(test->expect));
    em_status status = report(t, "test-failed", EM_SEVERITY_ERROR, tested->path, test->place,
                              em_buf_str(&text).data);
    em_buf_printf(&t->explanations, "\n%s:%" PRIu32 ": %s\n", tested->path, test->place.line,
                  em_buf_str(&text).data);
    em_explain_put_text(&t->explanations, tested->model, tested->scratch, verdict,
                        em_console_colour(false));
    em_buf_release(&text);
    return status;
}

static em_status run_test(tester *t, tested_file *tested, const em_test_spec *test)
{
    em_verdict verdict;
    em_stance expected = EM_STANCE_NONE;
    em_record record = { .text = test->text, .likes = EM_LIKES_UNKNOWN };
    em_stance_parse(&expected, test->expect);
    em_status status = em_judge_comment(&verdict, tested->model, tested->scratch, &record, true,
                                        t->err);
    if (status != EM_OK)
        return status;
    t->list.checked++;
    for (size_t i = 0; i < verdict.mention_count; i++)
        tested->reached[verdict.mentions[i].entry] = true;
    bool holds = verdict.stances[test->message] == expected;
    if (!holds && !test->todo)
        return test_failed(t, tested, test, &verdict);
    if (holds && test->todo)
        return report(t, "test-todo-holds", EM_SEVERITY_WARNING, tested->path, test->place,
                      "the test is marked todo and holds (take the mark away)");
    status = em_issue_list_add_passed(&t->list, tested->path, test->place, test->text);
    return status == EM_OK ? EM_OK : em_error_set(t->err, status, "no memory");
}

/* --- coverage ------------------------------------------------------------------------------------
 */

static em_status report_untested_terms(tester *t, const tested_file *tested)
{
    em_severity severity = t->options->require_tests ? EM_SEVERITY_ERROR : EM_SEVERITY_NOTE;
    em_status status = EM_OK;
    for (size_t i = 0; i < tested->model->entry_count && status == EM_OK; i++) {
        const em_entry *entry = &tested->model->entries[i];
        if (entry->role != EM_ROLE_TERM && entry->role != EM_ROLE_OPPOSITE)
            continue;
        t->terms++;
        t->terms_tested += tested->reached[i];
        /* A person reads the coverage; a list of thousands is for --require-tests and machines. */
        if (tested->reached[i] || !t->lists_untested)
            continue;
        em_buf text;
        em_buf_init(&text, EM_BUF_UNLIMITED);
        em_buf_printf(&text, "no test reaches \"%.*s\" (add one)", EM_STR_ARG(entry->term));
        status = report(t, "term-untested", severity, tested->path,
                        (em_place){ entry->line, entry->column }, em_buf_str(&text).data);
        em_buf_release(&text);
    }
    return status;
}

static em_status report_untested_messages(tester *t, const tested_file *tested)
{
    em_severity severity = t->options->require_tests ? EM_SEVERITY_ERROR : EM_SEVERITY_NOTE;
    em_status status = EM_OK;
    for (size_t m = 0; m < tested->file.messages.len && status == EM_OK; m++) {
        bool has_none = false;
        for (size_t i = 0; i < tested->file.tests.len; i++)
            has_none = has_none || (tested->file.tests.items[i].message == m &&
                                    em_str_eq(tested->file.tests.items[i].expect, EM_STR("none")));
        if (!has_none)
            status = report(t, "message-untested", severity, tested->path,
                            tested->file.messages.items[m].place,
                            "no test of the message expects none (add a text that must not count)");
    }
    return status;
}

/* --- the run
 * --------------------------------------------------------------------------------------- */

static em_status test_file(tester *t, const char *path, const path_list *lists)
{
    tested_file tested = { .path = path };
    em_issue_sink first = em_issue_first_error(t->err);
    em_status status = em_messages_file_read(&tested.file, path, &first, t->err);
    if (status == EM_OK)
        status = em_issue_list_add_file(&t->list, path);
    if (status == EM_OK)
        status = load_model(t, &tested, lists);
    if (status == EM_OK && tested.file.tests.len && !t->warned) {
        t->warned = true;
        em_model_warn_of_negators(tested.model);
    }
    for (size_t i = 0; i < tested.file.tests.len && status == EM_OK; i++)
        status = run_test(t, &tested, &tested.file.tests.items[i]);
    if (status == EM_OK)
        status = report_untested_terms(t, &tested);
    if (status == EM_OK)
        status = report_untested_messages(t, &tested);
    em_mem_free(tested.reached);
    em_scratch_free(tested.scratch);
    em_model_free(tested.model);
    em_messages_file_release(&tested.file);
    return status;
}

/* Adds files that a campaign names, as the campaign's folder sees them. */
static em_status add_named(tester *t, path_list *out, const char *campaign, const em_placed *files,
                           size_t count)
{
    bool kept = true;
    for (size_t i = 0; i < count && kept; i++) {
        em_buf path;
        em_buf_init(&path, EM_BUF_UNLIMITED);
        em_file_resolve(&path, campaign, files[i].text);
        const char *name = em_arena_copy(&t->names, em_buf_str(&path)).data;
        kept = path.status == EM_OK && name && em_vec_push(out, name);
        em_buf_release(&path);
    }
    return kept ? EM_OK : em_error_set(t->err, EM_E_MEMORY, "no memory");
}

static bool same_file(const char *a, const char *b)
{
    struct stat one, other;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

static bool same_run(const tester *t, const campaign_run *a, const campaign_run *b)
{
    bool same = same_file(a->path, b->path) && a->end - a->from == b->end - b->from;
    for (size_t i = 0; same && i < a->end - a->from; i++)
        same = same_file(t->lists.items[a->from + i], t->lists.items[b->from + i]);
    return same;
}

/* Campaigns may share a lexicon: with the same lists it is tested once. */
static em_status test_run(tester *t, campaign_run run)
{
    size_t count = run.end - run.from;
    path_list lists = { count ? t->lists.items + run.from : NULL, count, count };
    for (size_t i = 0; i < t->runs.len; i++)
        if (same_run(t, &t->runs.items[i], &run))
            return EM_OK;
    if (!em_vec_push(&t->runs, run))
        return em_error_set(t->err, EM_E_MEMORY, "no memory");
    return test_file(t, run.path, &lists);
}

static em_status test_campaign(tester *t, const char *path)
{
    em_campaign_file campaign;
    path_list named = { 0 };
    size_t from = t->lists.len;
    em_issue_sink first = em_issue_first_error(t->err);
    em_status status = em_campaign_file_read(&campaign, path, &first, t->err);
    if (status == EM_OK)
        status = add_named(t, &named, path, campaign.messages.items, campaign.messages.len);
    if (status == EM_OK)
        status = add_named(t, &t->lists, path, campaign.sentiment.items, campaign.sentiment.len);
    for (size_t i = 0; i < named.len && status == EM_OK; i++)
        status = test_run(t, (campaign_run){ named.items[i], from, t->lists.len });
    em_vec_release(&named);
    em_campaign_file_release(&campaign);
    return status;
}

static bool was_tested(const tester *t, const char *path)
{
    for (size_t i = 0; i < t->runs.len; i++)
        if (same_file(t->runs.items[i].path, path))
            return true;
    return false;
}

static em_status test_paths(tester *t, const char *const *paths, size_t path_count)
{
    char **files;
    size_t count;
    em_status status = em_lexicon_files_find(&files, &count, paths, path_count, t->err);
    if (status != EM_OK)
        return status;
    for (size_t i = 0; i < count && status == EM_OK; i++)
        if (em_lexicon_kind_of(files[i]) == EM_LEXICON_CAMPAIGN)
            status = test_campaign(t, files[i]);
    for (size_t i = 0; i < count && status == EM_OK; i++)
        if (em_lexicon_kind_of(files[i]) == EM_LEXICON_MESSAGES && !was_tested(t, files[i]))
            status = test_file(t, files[i], NULL);
    if (status == EM_OK && !t->list.files.len)
        status = em_error_set(t->err, EM_E_USAGE,
                              "no message lexicon there (*.messages.json, or a *.campaign.json "
                              "that names one)");
    em_lexicon_files_free(files, count);
    return status;
}

static int print_outcome(tester *t, em_issue_output output)
{
    static const em_issues_head HEAD = { "lexicon test", "tests", RULES, NULL };
    em_buf out;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    em_issue_list_sort(&t->list);
    if (output == EM_OUTPUT_TEXT)
        em_buf_put(&out, em_buf_str(&t->explanations));
    em_issues_put(&out, &t->list, output, &HEAD, em_console_colour(false));
    if (output == EM_OUTPUT_TEXT)
        em_buf_printf(&out, "coverage: %" PRIu64 " of %" PRIu64 " terms are reached by tests\n",
                      t->terms_tested, t->terms);
    int code = em_console_print(em_buf_str(&out));
    em_buf_release(&out);
    bool found = em_issue_list_count(&t->list, EM_SEVERITY_ERROR) ||
                 em_issue_list_count(&t->list, EM_SEVERITY_WARNING);
    return code ? code : found;
}

static int run_lexicon_test(int argc, char **argv)
{
    test_options options = { 0 };
    em_error err = { 0 };
    int operands;
    em_issue_output output;
    em_status status = em_option_parse(&em_command_lexicon_test, argc, argv, &options, &operands,
                                       &err);
    if (status == EM_END)
        return 0;
    if (status == EM_OK && !operands)
        status = em_error_set(&err, EM_E_USAGE, "lexicon test: no files or folders");
    if (status == EM_OK && !em_issue_output_parse(&output, options.output))
        status = em_error_set(&err, EM_E_USAGE, "lexicon test: no output %s (see --help)",
                              options.output);
    if (status != EM_OK)
        return em_console_fail(&err);
    tester t = { .options = &options,
                 .lists_untested = options.require_tests || output != EM_OUTPUT_TEXT,
                 .err = &err };
    em_issue_list_init(&t.list);
    em_arena_init(&t.names, EM_BUF_UNLIMITED);
    em_buf_init(&t.explanations, EM_BUF_UNLIMITED);
    t.sink = em_issue_list_sink(&t.list);
    status = test_paths(&t, (const char *const *)(argv + 1), (size_t)operands);
    int code = status == EM_OK ? print_outcome(&t, output) : em_console_fail(&err);
    em_buf_release(&t.explanations);
    em_issue_list_release(&t.list);
    em_vec_release(&t.runs);
    em_vec_release(&t.lists);
    em_arena_release(&t.names);
    return code;
}

const em_command em_command_lexicon_test = {
    .name = "lexicon test",
    .summary = "run the tests inside message lexicons",
    .usage = "[--require-tests] [--output FORMAT] PATH...",
    .examples = "  echometer lexicon test lexicons\n"
                "  echometer lexicon test "
                "corpora/royal-wedding-2011/royal-wedding-2011.campaign.json\n"
                "  echometer lexicon test --output junit lexicons/great-britain.messages.json\n",
    .options = OPTIONS,
    .run = run_lexicon_test,
};
