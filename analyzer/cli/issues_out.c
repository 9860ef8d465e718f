/* Issues of lexicons, gathered and printed for people and for CI. */
#include "cli/issues_out.h"

#include "base/hash.h"
#include "base/json_write.h"
#include "base/str.h"
#include "base/utf8.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Issues past this are counted by nobody's patience; it bounds memory on a hostile file. */
#define ISSUES_MAX 1000000

const char *em_severity_name(em_severity severity)
{
    static const char *const NAMES[] = { "error", "warning", "note" };
    return NAMES[severity];
}

/* --- the list ---------------------------------------------------------------------------- */

void em_issue_list_init(em_issue_list *list)
{
    *list = (em_issue_list){ .checked = 0 };
    em_arena_init(&list->arena, EM_BUF_UNLIMITED);
}

void em_issue_list_release(em_issue_list *list)
{
    em_vec_release(&list->items);
    em_vec_release(&list->files);
    em_vec_release(&list->passed);
    em_arena_release(&list->arena);
}

em_status em_issue_list_add_file(em_issue_list *list, const char *path)
{
    em_str copy = em_arena_copy(&list->arena, em_str_from(path));
    return copy.data && em_vec_push(&list->files, copy.data) ? EM_OK : EM_E_MEMORY;
}

em_status em_issue_list_add_passed(em_issue_list *list, const char *path, em_place place,
                                   em_str text)
{
    em_issue_passed passed = { em_arena_copy(&list->arena, em_str_from(path)).data,
                               em_arena_copy(&list->arena, text).data, place };
    return passed.file && passed.text && em_vec_push(&list->passed, passed) ? EM_OK : EM_E_MEMORY;
}

static em_status list_report(void *context, const em_issue *issue)
{
    em_issue_list *list = context;
    em_issue copy = *issue;
    em_str file = em_arena_copy(&list->arena, em_str_from(issue->file ? issue->file : ""));
    em_str text = em_arena_copy(&list->arena, em_str_from(issue->text));
    if (!file.data || !text.data || list->items.len == ISSUES_MAX)
        return EM_E_MEMORY;
    copy.file = file.data;
    copy.text = text.data;
    return em_vec_push(&list->items, copy) ? EM_OK : EM_E_MEMORY;
}

em_issue_sink em_issue_list_sink(em_issue_list *list)
{
    return (em_issue_sink){ list_report, list };
}

static int compare_issues(const void *a, const void *b)
{
    const em_issue *x = a, *y = b;
    int order = strcmp(x->file, y->file);
    if (!order)
        order = (x->place.line > y->place.line) - (x->place.line < y->place.line);
    if (!order)
        order = (x->place.column > y->place.column) - (x->place.column < y->place.column);
    if (!order)
        order = strcmp(x->rule, y->rule);
    return order ? order : strcmp(x->text, y->text);
}

void em_issue_list_sort(em_issue_list *list)
{
    if (list->items.len)
        qsort(list->items.items, list->items.len, sizeof *list->items.items, compare_issues);
}

size_t em_issue_list_count(const em_issue_list *list, em_severity severity)
{
    size_t count = 0;
    for (size_t i = 0; i < list->items.len; i++)
        count += list->items.items[i].severity == severity;
    return count;
}

bool em_issue_output_parse(em_issue_output *out, const char *name)
{
    static const char *const NAMES[] = { "text", "json", "sarif", "junit", "github", "markdown" };
    for (int i = 0; i < (int)(sizeof NAMES / sizeof *NAMES); i++) {
        if (!name || strcmp(NAMES[i], name) == 0) {
            *out = (em_issue_output)i;
            return true;
        }
    }
    return false;
}

/* --- text ------------------------------------------------------------------------------------ */

/* Text that is safe on a terminal. */
static void put_printable(em_buf *out, const char *text)
{
    size_t start = out->len;
    em_buf_puts(out, text);
    if (out->status != EM_OK || out->len == start)
        return;
    em_str_make_printable(out->data + start);
    out->len = start + strlen(out->data + start);
}

static void put_place(em_buf *out, const em_issue *issue)
{
    put_printable(out, issue->file);
    if (issue->place.line)
        em_buf_printf(out, ":%" PRIu32, issue->place.line);
    if (issue->place.line && issue->place.column)
        em_buf_printf(out, ":%" PRIu32, issue->place.column);
}

static bool is_summed(const em_issue *issue, const em_issues_head *head)
{
    return head->summed && strcmp(issue->rule, head->summed) == 0;
}

/* How many of the file are summed up, from the first of them at `at` of the sorted list on. */
static size_t count_summed(const em_issue_list *list, size_t at, const em_issues_head *head)
{
    size_t count = 0;
    for (size_t i = at; i < list->items.len; i++)
        count += is_summed(&list->items.items[i], head) &&
                 strcmp(list->items.items[i].file, list->items.items[at].file) == 0;
    return count;
}

static const char *why_of(const em_issue_rule *rule, const char *id)
{
    while (rule->id && strcmp(rule->id, id) != 0)
        rule++;
    return rule->id ? rule->why : "";
}

static void put_sum(em_buf *out, const em_issue *issue, size_t count, const em_issues_head *head)
{
    put_printable(out, issue->file);
    em_buf_printf(out, ": %s: %zu times: %s (--notes lists them) [%s]\n",
                  em_severity_name(issue->severity), count, why_of(head->rules, issue->rule),
                  issue->rule);
}

static void put_issue(em_buf *out, const em_issue *issue, bool colour)
{
    static const char *const COLOURS[] = { "\033[31m", "\033[33m", "\033[36m" };
    put_place(out, issue);
    em_buf_printf(out, ": %s%s%s: ", colour ? COLOURS[issue->severity] : "",
                  em_severity_name(issue->severity), colour ? "\033[0m" : "");
    put_printable(out, issue->text);
    em_buf_printf(out, " [%s]\n", issue->rule);
}

static void put_text(em_buf *out, const em_issue_list *list, const em_issues_head *head,
                     bool colour)
{
    const char *summed_file = "";
    for (size_t i = 0; i < list->items.len; i++) {
        const em_issue *issue = &list->items.items[i];
        bool summed = is_summed(issue, head);
        bool first = summed && strcmp(summed_file, issue->file) != 0;
        size_t count = first ? count_summed(list, i, head) : 0;
        summed_file = summed ? issue->file : summed_file;
        if (count > 1)
            put_sum(out, issue, count, head);
        else if (!summed || first)
            put_issue(out, issue, colour);
    }
    em_buf_printf(out, "%zu files, %" PRIu64 " %s: %zu errors, %zu warnings, %zu notes\n",
                  list->files.len, list->checked, head->unit,
                  em_issue_list_count(list, EM_SEVERITY_ERROR),
                  em_issue_list_count(list, EM_SEVERITY_WARNING),
                  em_issue_list_count(list, EM_SEVERITY_NOTE));
}

/* --- JSON and SARIF ------------------------------------------------------------------------------
 */

static void put_tree(em_buf *out, cJSON *tree)
{
    char *text = tree ? cJSON_Print(tree) : NULL;
    if (text)
        em_buf_printf(out, "%s\n", text);
    else
        out->status = EM_E_MEMORY;
    cJSON_free(text);
    cJSON_Delete(tree);
}

static void put_json(em_buf *out, const em_issue_list *list, const em_issues_head *head)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "schema", "echometer/issues/1");
    cJSON_AddStringToObject(root, "command", head->command);
    cJSON_AddNumberToObject(root, "files", (double)list->files.len);
    cJSON_AddNumberToObject(root, head->unit, (double)list->checked);
    cJSON *issues = cJSON_AddArrayToObject(root, "issues");
    for (size_t i = 0; i < list->items.len; i++) {
        const em_issue *issue = &list->items.items[i];
        cJSON *object = cJSON_CreateObject();
        cJSON_AddStringToObject(object, "rule", issue->rule);
        cJSON_AddStringToObject(object, "severity", em_severity_name(issue->severity));
        cJSON_AddStringToObject(object, "file", issue->file);
        cJSON_AddNumberToObject(object, "line", issue->place.line);
        cJSON_AddNumberToObject(object, "column", issue->place.column);
        cJSON_AddStringToObject(object, "message", issue->text);
        cJSON_AddItemToArray(issues, object);
    }
    put_tree(out, root);
}

static cJSON *sarif_text(const char *text)
{
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "text", text);
    return object;
}

static cJSON *sarif_rules(const em_issue_rule *rules)
{
    cJSON *array = cJSON_CreateArray();
    for (; rules->id; rules++) {
        cJSON *rule = cJSON_CreateObject();
        cJSON_AddStringToObject(rule, "id", rules->id);
        cJSON_AddItemToObject(rule, "shortDescription", sarif_text(rules->why));
        cJSON_AddItemToObject(rule, "help", sarif_text(rules->mend));
        cJSON *defaults = cJSON_AddObjectToObject(rule, "defaultConfiguration");
        cJSON_AddStringToObject(defaults, "level", em_severity_name(rules->severity));
        cJSON_AddItemToArray(array, rule);
    }
    return array;
}

/* Stays the same when lines move: what is wrong, not where. */
static cJSON *sarif_fingerprint(const em_issue *issue)
{
    char digits[17];
    uint64_t hash = em_hash64(
        em_str_from(issue->text),
        em_hash64(em_str_from(issue->rule), em_hash64(em_str_from(issue->file), 0)));
    snprintf(digits, sizeof digits, "%016" PRIx64, hash);
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "issue/v1", digits);
    return object;
}

static cJSON *sarif_result(const em_issue *issue)
{
    cJSON *result = cJSON_CreateObject();
    cJSON_AddStringToObject(result, "ruleId", issue->rule);
    cJSON_AddStringToObject(result, "level", em_severity_name(issue->severity));
    cJSON_AddItemToObject(result, "message", sarif_text(issue->text));
    cJSON *locations = cJSON_AddArrayToObject(result, "locations");
    cJSON *location = cJSON_CreateObject();
    cJSON_AddItemToArray(locations, location);
    cJSON *physical = cJSON_AddObjectToObject(location, "physicalLocation");
    cJSON *artifact = cJSON_AddObjectToObject(physical, "artifactLocation");
    cJSON_AddStringToObject(artifact, "uri", issue->file);
    if (issue->place.line) {
        cJSON *region = cJSON_AddObjectToObject(physical, "region");
        cJSON_AddNumberToObject(region, "startLine", issue->place.line);
        if (issue->place.column)
            cJSON_AddNumberToObject(region, "startColumn", issue->place.column);
    }
    cJSON_AddItemToObject(result, "partialFingerprints", sarif_fingerprint(issue));
    return result;
}

static void put_sarif(em_buf *out, const em_issue_list *list, const em_issues_head *head)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    cJSON_AddStringToObject(root, "version", "2.1.0");
    cJSON *runs = cJSON_AddArrayToObject(root, "runs");
    cJSON *run = cJSON_CreateObject();
    cJSON_AddItemToArray(runs, run);
    cJSON *tool = cJSON_AddObjectToObject(run, "tool");
    cJSON *driver = cJSON_AddObjectToObject(tool, "driver");
    cJSON_AddStringToObject(driver, "name", "echometer");
    cJSON_AddStringToObject(driver, "version", em_version());
    cJSON_AddItemToObject(driver, "rules", sarif_rules(head->rules));
    cJSON_AddStringToObject(run, "columnKind", "unicodeCodePoints");
    cJSON *results = cJSON_AddArrayToObject(run, "results");
    for (size_t i = 0; i < list->items.len; i++)
        cJSON_AddItemToArray(results, sarif_result(&list->items.items[i]));
    put_tree(out, root);
}

/* --- JUnit -------------------------------------------------------------------------------------
 */

/* XML 1.0 text: markup escaped, characters that XML forbids replaced. */
static void put_xml(em_buf *out, const char *text)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < len;) {
        uint32_t c;
        size_t n = em_utf8_decode(&c, text + i, len - i);
        if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\n' || c == '\t')
            em_buf_printf(out, "&#%u;", (unsigned)c);
        else if (c == EM_UTF8_BAD || em_utf8_is_unsafe_to_show(c) || c == 0xFFFE || c == 0xFFFF)
            em_buf_puts(out, "\xEF\xBF\xBD");
        else
            em_buf_put(out, (em_str){ text + i, n });
        i += n;
    }
}

static size_t failures_of(const em_issue_list *list, const char *file)
{
    size_t count = 0;
    for (size_t i = 0; i < list->items.len; i++)
        count += list->items.items[i].severity != EM_SEVERITY_NOTE &&
                 strcmp(list->items.items[i].file, file) == 0;
    return count;
}

static void put_junit_case(em_buf *out, const em_issue *issue)
{
    char place[64];
    snprintf(place, sizeof place, "line %" PRIu32 ", column %" PRIu32, issue->place.line,
             issue->place.column);
    em_buf_puts(out, "    <testcase classname=\"");
    put_xml(out, issue->file);
    em_buf_printf(out, "\" name=\"%s, %s\">\n      <failure type=\"%s\" message=\"", issue->rule,
                  place, em_severity_name(issue->severity));
    put_xml(out, issue->text);
    em_buf_puts(out, "\"></failure>\n    </testcase>\n");
}

/* The tests of the file that held; returns their number. `out` NULL: only counts. */
static size_t put_junit_passed(em_buf *out, const em_issue_list *list, const char *file)
{
    size_t count = 0;
    for (size_t i = 0; i < list->passed.len; i++) {
        const em_issue_passed *passed = &list->passed.items[i];
        if (strcmp(passed->file, file) != 0)
            continue;
        count++;
        if (!out)
            continue;
        em_buf_puts(out, "    <testcase classname=\"");
        put_xml(out, file);
        em_buf_printf(out, "\" name=\"line %" PRIu32 ": ", passed->place.line);
        put_xml(out, passed->text);
        em_buf_puts(out, "\"></testcase>\n");
    }
    return count;
}

static void put_junit_suite(em_buf *out, const em_issue_list *list, const char *file)
{
    size_t failures = failures_of(list, file),
           cases = failures + put_junit_passed(NULL, list, file);
    em_buf_puts(out, "  <testsuite name=\"");
    put_xml(out, file);
    em_buf_printf(out, "\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\" time=\"0\">\n",
                  cases ? cases : 1, failures);
    for (size_t i = 0; i < list->items.len; i++)
        if (list->items.items[i].severity != EM_SEVERITY_NOTE &&
            strcmp(list->items.items[i].file, file) == 0)
            put_junit_case(out, &list->items.items[i]);
    put_junit_passed(out, list, file);
    if (!cases) {
        em_buf_puts(out, "    <testcase classname=\"");
        put_xml(out, file);
        em_buf_puts(out, "\" name=\"all\"></testcase>\n");
    }
    em_buf_puts(out, "  </testsuite>\n");
}

static void put_junit(em_buf *out, const em_issue_list *list, const em_issues_head *head)
{
    em_buf_printf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"%s\">\n",
                  head->command);
    for (size_t i = 0; i < list->files.len; i++)
        put_junit_suite(out, list, list->files.items[i]);
    em_buf_puts(out, "</testsuites>\n");
}

/* --- GitHub and Markdown
 * --------------------------------------------------------------------------- */

/* GitHub's escapes for workflow commands; in properties also of ':' and ','. */
static void put_github_value(em_buf *out, const char *text, bool property)
{
    em_buf printable;
    em_buf_init(&printable, EM_BUF_UNLIMITED);
    put_printable(&printable, text);
    em_str value = em_buf_str(&printable);
    for (size_t i = 0; i < value.len; i++) {
        char c = value.data[i];
        if (c == '%' || (property && (c == ':' || c == ',')))
            em_buf_printf(out, "%%%02X", (unsigned)c);
        else
            em_buf_put_char(out, c);
    }
    em_buf_release(&printable);
}

static void put_github(em_buf *out, const em_issue_list *list)
{
    static const char *const COMMANDS[] = { "error", "warning", "notice" };
    for (size_t i = 0; i < list->items.len; i++) {
        const em_issue *issue = &list->items.items[i];
        em_buf_printf(out, "::%s file=", COMMANDS[issue->severity]);
        put_github_value(out, issue->file, true);
        if (issue->place.line)
            em_buf_printf(out, ",line=%" PRIu32 ",col=%" PRIu32, issue->place.line,
                          issue->place.column ? issue->place.column : 1);
        em_buf_printf(out, ",title=%s::", issue->rule);
        put_github_value(out, issue->text, false);
        em_buf_put_char(out, '\n');
    }
}

static void put_markdown_cell(em_buf *out, const char *text)
{
    em_buf printable;
    em_buf_init(&printable, EM_BUF_UNLIMITED);
    put_printable(&printable, text);
    em_str value = em_buf_str(&printable);
    for (size_t i = 0; i < value.len; i++) {
        if (strchr("|\\`*_<>[]&", value.data[i]))
            em_buf_put_char(out, '\\');
        em_buf_put_char(out, value.data[i]);
    }
    em_buf_release(&printable);
}

static void put_markdown(em_buf *out, const em_issue_list *list, const em_issues_head *head)
{
    em_buf_printf(out, "### echometer %s\n\n%zu files, %" PRIu64 " %s: %zu errors, %zu warnings\n",
                  head->command, list->files.len, list->checked, head->unit,
                  em_issue_list_count(list, EM_SEVERITY_ERROR),
                  em_issue_list_count(list, EM_SEVERITY_WARNING));
    if (!list->items.len)
        return;
    em_buf_puts(out, "\n| where | severity | what | rule |\n| --- | --- | --- | --- |\n");
    for (size_t i = 0; i < list->items.len; i++) {
        const em_issue *issue = &list->items.items[i];
        em_buf_puts(out, "| ");
        put_markdown_cell(out, issue->file);
        em_buf_printf(out, ":%" PRIu32 ":%" PRIu32 " | %s | ", issue->place.line,
                      issue->place.column, em_severity_name(issue->severity));
        put_markdown_cell(out, issue->text);
        em_buf_printf(out, " | `%s` |\n", issue->rule);
    }
}

void em_issues_put(em_buf *out, const em_issue_list *list, em_issue_output output,
                   const em_issues_head *head, bool colour)
{
    switch (output) {
    case EM_OUTPUT_TEXT:
        put_text(out, list, head, colour);
        break;
    case EM_OUTPUT_JSON:
        put_json(out, list, head);
        break;
    case EM_OUTPUT_SARIF:
        put_sarif(out, list, head);
        break;
    case EM_OUTPUT_JUNIT:
        put_junit(out, list, head);
        break;
    case EM_OUTPUT_GITHUB:
        put_github(out, list);
        break;
    case EM_OUTPUT_MARKDOWN:
        put_markdown(out, list, head);
        break;
    }
}
