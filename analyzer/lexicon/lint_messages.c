/* One message lexicon: its terms, exceptions, patterns and tests. */
#include "lexicon/lint_state.h"

#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "match/pattern.h"
#include "match/rule.h"

#include <ctype.h>
#include <stdio.h>

/* --- the shape of one term ------------------------------------------------------------------- */

static bool has_blank_edges(em_str term)
{
    if (em_str_trim(term).len != term.len)
        return true;
    for (size_t i = 1; i < term.len; i++)
        if (term.data[i] == ' ' && term.data[i - 1] == ' ')
            return true;
    return false;
}

static size_t count_characters(em_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return count;
}

/* "near", "and", "NEAR": what other programs take for an operator. */
static bool is_false_operator(em_str word)
{
    static const char *const WORDS[] = { "AND", "NEAR", "ONEAR", "NOT", "BEFORE", "AFTER" };
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (em_str_eq(word, em_str_from(WORDS[i])))
            return true;
    return em_str_starts(word, EM_STR("near/")) || em_str_starts(word, EM_STR("onear/"));
}

static em_status check_operators(em_lint *lint, em_lint_file *file, const em_term_spec *term)
{
    em_str rest = term->term;
    for (bool first = true; rest.len; first = false) {
        const char *blank = memchr(rest.data, ' ', rest.len);
        em_str word = { rest.data, blank ? (size_t)(blank - rest.data) : rest.len };
        rest.data += word.len + (blank != NULL);
        rest.len -= word.len + (blank != NULL);
        if (!first && rest.len && is_false_operator(word))
            return em_lint_report(lint, file, term->allow, "unknown-operator", term->place,
                                  "%.*s in \"%.*s\" is read as a word (operators are NEAR/n, "
                                  "ONEAR/n, NOT NEAR/n and OR)",
                                  EM_STR_ARG(word), EM_STR_ARG(term->term));
    }
    return EM_OK;
}

static bool is_lang_tag(em_str lang)
{
    if (lang.len < 2 || lang.len > 35)
        return false;
    for (size_t i = 0; i < lang.len; i++)
        if (!isalnum((unsigned char)lang.data[i]) && lang.data[i] != '-')
            return false;
    return isalpha((unsigned char)lang.data[0]) && isalpha((unsigned char)lang.data[1]);
}

static em_status check_shape(em_lint *lint, em_lint_file *file, const em_term_spec *term)
{
    em_str bare = em_str_trim(term->term);
    em_status status = em_lint_characters(lint, file, term->allow, term->term, term->place);
    if (status == EM_OK && has_blank_edges(term->term))
        status = em_lint_report(lint, file, term->allow, "blank-edges", term->place,
                                "\"%.*s\" has blanks at an end or two in a row (delete them)",
                                EM_STR_ARG(term->term));
    if (status == EM_OK && term->lang.len && !is_lang_tag(term->lang))
        status = em_lint_report(lint, file, term->allow, "bad-lang", term->place,
                                "\"%.*s\" is no language tag (en, zh, zh-Hant)",
                                EM_STR_ARG(term->lang));
    if (status == EM_OK && count_characters(bare) == 1 && !term->except_count)
        status = em_lint_report(lint, file, term->allow, "short-term", term->place,
                                "\"%.*s\" is one character long (write a longer term or add "
                                "exceptions)",
                                EM_STR_ARG(bare));
    return status == EM_OK ? check_operators(lint, file, term) : status;
}

/* --- rules --------------------------------------------------------------------------------- */

typedef struct rule_check {
    em_lint *lint;
    em_lint_file *file;
    const em_term_spec *term;
} rule_check;

static bool has_message(const void *context, em_str id)
{
    const em_messages_file *file = context;
    for (size_t i = 0; i < file->messages.len; i++)
        if (em_str_eq(file->messages.items[i].id, id))
            return true;
    return false;
}

#define WIDE_LETTERS 3

/* A star behind fewer letters than three, in one word. */
static em_status check_width(const rule_check *check, const em_rule *rule)
{
    size_t letters = 0;
    for (size_t i = 0; i < rule->piece_count; i++) {
        const em_rule_piece *piece = &rule->pieces[i];
        if (piece->kind == EM_PIECE_TEXT) {
            size_t blank = piece->text.len;
            while (blank && piece->text.data[blank - 1] != ' ')
                blank--;
            em_str word = { piece->text.data + blank, piece->text.len - blank };
            letters = (blank ? 0 : letters) + count_characters(word);
        } else if (piece->kind == EM_PIECE_STAR && letters < WIDE_LETTERS) {
            return em_lint_report(check->lint, check->file, check->term->allow, "too-wide",
                                  check->term->place,
                                  "the * in \"%.*s\" stands behind fewer than %d letters",
                                  EM_STR_ARG(check->term->term), WIDE_LETTERS);
        }
    }
    return EM_OK;
}

/* The letters and digits of a pattern, each once. */
static size_t letters_of(em_str source, char out[static 64])
{
    size_t count = 0;
    for (size_t i = 0; i < source.len && count < 63; i++)
        if (isalnum((unsigned char)source.data[i]) && !memchr(out, source.data[i], count))
            out[count++] = source.data[i];
    out[count] = '\0';
    return count;
}

/* One letter again and again, then a mark and all letters, so that the end is sought in vain. */
static em_status try_pump(const rule_check *check, const em_pattern *pattern,
                          em_pattern_scratch *scratch, char pump, const char *letters,
                          bool *decided)
{
    em_buf subject;
    em_pattern_spans spans = { 0 };
    em_buf_init(&subject, 2 * EM_PATTERN_WINDOW_BYTES);
    while (subject.len + 80 < EM_PATTERN_WINDOW_BYTES)
        em_buf_put_char(&subject, pump);
    em_buf_printf(&subject, "!%s", letters);
    em_pattern_begin(scratch);
    em_status status = em_pattern_find(&spans, decided, pattern, scratch, em_buf_str(&subject), 0,
                                       check->lint->err);
    em_vec_release(&spans);
    em_buf_release(&subject);
    return status;
}

static em_status try_pattern(const rule_check *check, const em_pattern *pattern, em_str source)
{
    char letters[64], pumps[80];
    em_pattern_scratch *scratch;
    bool decided = true;
    letters_of(source, letters);
    snprintf(pumps, sizeof pumps, "%s aA0.\t", letters);
    em_status status = em_pattern_scratch_new(&scratch, check->lint->err);
    for (size_t i = 0; pumps[i] && status == EM_OK && decided; i++)
        status = try_pump(check, pattern, scratch, pumps[i], letters, &decided);
    em_pattern_scratch_free(scratch);
    if (status == EM_OK && !decided)
        status = em_lint_report(check->lint, check->file, check->term->allow, "slow-pattern",
                                check->term->place,
                                "the pattern /%.*s/ can run into its time bound (avoid nested "
                                "repetition)",
                                EM_STR_ARG(source));
    return status;
}

/* A mark of private use: patterns do not name it. */
#define MARK "\xEE\x80\x80"

/*
 * With a mark behind it and the mark alone as the text, a pattern is found only where it matches
 * the empty text.
 */
static em_status check_empty_match(const rule_check *check, em_str source)
{
    em_buf marked;
    em_pattern *pattern = NULL;
    em_pattern_scratch *scratch = NULL;
    em_pattern_spans spans = { 0 };
    size_t at;
    bool decided = true;
    em_error *err = check->lint->err;
    em_buf_init(&marked, EM_PATTERN_MAX_BYTES + 16);
    em_buf_printf(&marked, "(?:%.*s)" MARK, EM_STR_ARG(source));
    em_status status = em_pattern_new(&pattern, em_buf_str(&marked), &at, err);
    if (status == EM_OK)
        status = em_pattern_scratch_new(&scratch, err);
    if (status == EM_OK) {
        em_pattern_begin(scratch);
        status = em_pattern_find(&spans, &decided, pattern, scratch, EM_STR(MARK), 0, err);
    }
    if (status == EM_OK && spans.len)
        status = em_lint_report(
            check->lint, check->file, check->term->allow, "matches-empty", check->term->place,
            "the pattern /%.*s/ matches the empty text (require a character)", EM_STR_ARG(source));
    em_pattern_scratch_free(scratch);
    em_pattern_free(pattern);
    em_vec_release(&spans);
    em_buf_release(&marked);
    return status == EM_E_LEXICON ? EM_OK : status; /* too long with the mark: of no moment */
}

static em_status check_pattern(const rule_check *check, em_str source)
{
    em_pattern *pattern;
    size_t at = 0;
    em_error err;
    em_status status = em_pattern_new(&pattern, source, &at, &err);
    if (status == EM_E_LEXICON)
        return em_lint_report(check->lint, check->file, check->term->allow, "bad-pattern",
                              check->term->place, "%s", err.text);
    if (status != EM_OK)
        return status;
    status = try_pattern(check, pattern, source);
    if (status == EM_OK)
        status = check_empty_match(check, source);
    em_pattern_free(pattern);
    return status;
}

static em_status check_node(const rule_check *check, const em_rule *rule)
{
    em_status status = EM_OK;
    if (!rule)
        return EM_OK;
    if (rule->kind == EM_RULE_PHRASE)
        return check_width(check, rule);
    if (rule->kind == EM_RULE_PATTERN)
        return check_pattern(check, rule->text);
    status = check_node(check, rule->left);
    return status == EM_OK ? check_node(check, rule->right) : status;
}

/* Whether the term is one plain phrase: no wildcard, operator, reference or pattern. */
static bool is_plain(const em_rule *rule)
{
    return rule->kind == EM_RULE_PHRASE && rule->piece_count == 1 &&
           rule->pieces[0].kind == EM_PIECE_TEXT;
}

static em_status check_rule(const rule_check *check, bool *plain)
{
    const em_rule *rule;
    size_t at = 0;
    em_error err = { 0 };
    em_lint *lint = check->lint;
    em_rule_names names = { has_message, &check->file->messages };
    *plain = false;
    em_status status = em_rule_parse(&rule, &lint->arena, check->term->term, &names, &at, &err);
    if (status == EM_E_LEXICON) {
        em_place place = check->term->place;
        em_json_inner_place_of(&place.line, &place.column,
                               (em_json_file *)&check->file->messages.json, check->term->string,
                               at);
        return em_lint_report(lint, check->file, check->term->allow, "bad-rule", place, "%s",
                              err.text);
    }
    if (status != EM_OK)
        return status;
    *plain = is_plain(rule);
    bool hash = check->term->term.len > 1 && check->term->term.data[0] == '#';
    if (hash && *plain)
        return em_lint_report(lint, check->file, check->term->allow, "unknown-reference",
                              check->term->place,
                              "\"%.*s\" names no message of this file and is matched as text (mend "
                              "the id, or write \\#)",
                              EM_STR_ARG(check->term->term));
    return check_node(check, rule);
}

/* --- exceptions ------------------------------------------------------------------------------ */

static bool contains(em_str text, em_str part)
{
    return part.len && memmem(text.data, text.len, part.data, part.len) != NULL;
}

/* Whether a place of `text` can overlap a place of `term`: one holds the other, or ends meet. */
static bool can_overlap(em_str text, em_str term)
{
    if (contains(text, term) || contains(term, text))
        return true;
    size_t most = text.len < term.len ? text.len : term.len;
    for (size_t n = 1; n < most; n++) {
        if (memcmp(text.data + text.len - n, term.data, n) == 0 ||
            memcmp(term.data + term.len - n, text.data, n) == 0)
            return true;
    }
    return false;
}

static em_status check_exceptions(em_lint *lint, em_lint_file *file, const em_term_spec *term,
                                  bool plain)
{
    em_str norm, folded, except;
    em_status status = em_text_normalise(&norm, &folded, lint->text, &lint->arena, term->term,
                                         lint->err);
    for (uint32_t i = 0; i < term->except_count && status == EM_OK; i++) {
        const em_placed *placed = &file->messages.excepts.items[term->first_except + i];
        status = em_text_normalise(&norm, &except, lint->text, &lint->arena, placed->text,
                                   lint->err);
        if (status == EM_OK && plain && !can_overlap(except, folded))
            status = em_lint_report(lint, file, term->allow, "exception-without-effect",
                                    placed->place,
                                    "the exception \"%.*s\" cannot overlap \"%.*s\" (write the "
                                    "whole phrase)",
                                    EM_STR_ARG(placed->text), EM_STR_ARG(term->term));
        for (uint32_t j = 0; j < i && status == EM_OK; j++) {
            em_str other = file->messages.excepts.items[term->first_except + j].text;
            if (em_str_eq(other, placed->text))
                status = em_lint_report(lint, file, term->allow, "duplicate-exception",
                                        placed->place, "the exception \"%.*s\" stands twice",
                                        EM_STR_ARG(other));
        }
        if (status == EM_OK)
            status = em_lint_characters(lint, file, term->allow, placed->text, placed->place);
    }
    return status;
}

/* --- messages and tests -------------------------------------------------------------------------
 */

static bool is_term_of(const em_term_spec *term, size_t message)
{
    return term->message == message &&
           (term->role == EM_ROLE_TERM || term->role == EM_ROLE_OPPOSITE);
}

static em_status check_message(em_lint *lint, em_lint_file *file, size_t index)
{
    const em_message_spec *message = &file->messages.messages.items[index];
    bool has_test = false, has_term = false, others_zh = false, others_en = false;
    for (size_t i = 0; i < file->messages.terms.len; i++)
        has_term = has_term || is_term_of(&file->messages.terms.items[i], index);
    for (size_t i = 0; i < file->messages.tests.len; i++)
        has_test = has_test || file->messages.tests.items[i].message == index;
    for (size_t i = 0; i < file->messages.messages.len; i++) {
        others_zh = others_zh || file->messages.messages.items[i].label_zh.len;
        others_en = others_en || file->messages.messages.items[i].label_en.len;
    }
    em_status status = EM_OK;
    for (size_t i = 0; i < index && status == EM_OK; i++)
        if (em_str_eq(file->messages.messages.items[i].id, message->id))
            status = em_lint_report(lint, file, message->allow, "duplicate-id", message->place,
                                    "another message has the id \"%.*s\"", EM_STR_ARG(message->id));
    if (status == EM_OK && !has_test)
        status = em_lint_report(lint, file, message->allow, "missing-tests", message->place,
                                "%.*s has no test (add a text for each stance that matters)",
                                EM_STR_ARG(message->id));
    bool lacks = !message->label_en.len || (others_zh && !message->label_zh.len);
    if (status == EM_OK && lacks)
        status = em_lint_report(lint, file, message->allow, "missing-label", message->place,
                                "%.*s has no label in %s%s", EM_STR_ARG(message->id),
                                message->label_en.len ? "zh-Hans" : "en",
                                message->label_en.len || others_en ? ", which others have"
                                                                   : " (reports show it)");
    if (status == EM_OK && !has_term && !file->errors)
        status = em_lint_report(lint, file, message->allow, "no-terms", message->place,
                                "%.*s has no term: it is never found (add one)",
                                EM_STR_ARG(message->id));
    return status;
}

static em_status check_tests(em_lint *lint, em_lint_file *file)
{
    em_status status = EM_OK;
    const em_messages_file *messages = &file->messages;
    for (size_t i = 0; i < messages->tests.len && status == EM_OK; i++) {
        const em_test_spec *test = &messages->tests.items[i];
        for (size_t j = i; j-- > 0 && status == EM_OK;) {
            const em_test_spec *earlier = &messages->tests.items[j];
            if (earlier->message != test->message)
                break; /* tests stand by message */
            if (!em_str_eq(earlier->text, test->text))
                continue;
            bool same = em_str_eq(earlier->expect, test->expect);
            status = em_lint_report(lint, file, NULL, same ? "duplicate-test" : "conflicting-test",
                                    test->place, "the test \"%.*s\" stands at line %u%s",
                                    EM_STR_ARG(test->text), (unsigned)earlier->place.line,
                                    same ? " too" : " with another expectation");
        }
    }
    return status;
}

static bool is_version(em_str version)
{
    int dots = 0;
    bool digit = false;
    for (size_t i = 0; i < version.len; i++) {
        if (version.data[i] == '.' && digit) {
            dots++;
            digit = false;
        } else if (isdigit((unsigned char)version.data[i])) {
            digit = true;
        } else {
            return false;
        }
    }
    return digit && dots == 2;
}

static em_status check_head(em_lint *lint, em_lint_file *file)
{
    const cJSON *root = file->messages.json.root;
    em_place top = { 1, 1 };
    em_status status = EM_OK;
    if (!cJSON_GetObjectItemCaseSensitive(root, "title"))
        status = em_lint_report(lint, file, NULL, "missing-title", top,
                                "the lexicon has no title (reports show it)");
    if (status == EM_OK && file->messages.version.len && !is_version(file->messages.version))
        status = em_lint_report(lint, file, NULL, "version", top,
                                "the version \"%.*s\" is not like 1.0.0",
                                EM_STR_ARG(file->messages.version));
    return status;
}

em_status em_lint_messages(em_lint *lint, em_lint_file *file)
{
    em_status status = file->errors ? EM_OK : check_head(lint, file);
    for (size_t i = 0; i < file->messages.terms.len && status == EM_OK; i++) {
        const em_term_spec *term = &file->messages.terms.items[i];
        rule_check check = { lint, file, term };
        bool plain;
        status = check_shape(lint, file, term);
        if (status == EM_OK)
            status = check_rule(&check, &plain);
        if (status == EM_OK && term->except_count)
            status = check_exceptions(lint, file, term, plain);
    }
    for (size_t i = 0; i < file->messages.messages.len && status == EM_OK; i++)
        status = check_message(lint, file, i);
    return status == EM_OK ? check_tests(lint, file) : status;
}
