/* The parser of the term language: trees as text, and mistakes at their byte. */
#include "match/rule.h"

#include "base/buf.h"
#include "base/str.h"

#include "support/check_main.h"

static bool has_id(const void *context, em_str id)
{
    return em_str_eq(id, em_str_from(context));
}

static void put_phrase(em_buf *out, const em_rule *rule)
{
    for (size_t i = 0; i < rule->piece_count; i++) {
        const em_rule_piece *piece = &rule->pieces[i];
        if (piece->kind == EM_PIECE_TEXT)
            em_buf_put(out, piece->text);
        else
            em_buf_puts(out, piece->kind == EM_PIECE_STAR ? "<*>" : "<?>");
    }
}

static void put_rule(em_buf *out, const em_rule *rule)
{
    static const char *const NAMES[] = { "phrase", "exact", "reference", "pattern",
                                         "or",     "near",  "onear",     "not-near" };
    em_buf_printf(out, "%s(", NAMES[rule->kind]);
    if (rule->kind >= EM_RULE_OR) {
        if (rule->distance)
            em_buf_printf(out, "%u ", rule->distance);
        put_rule(out, rule->left);
        em_buf_put_char(out, ' ');
        put_rule(out, rule->right);
    } else if (rule->kind == EM_RULE_PHRASE) {
        put_phrase(out, rule);
    } else {
        em_buf_put(out, rule->text);
    }
    em_buf_put_char(out, ')');
}

static const struct {
    const char *term, *tree;
} TREES[] = {
    { "open-minded", "phrase(open-minded)" },
    { "  fair play  ", "phrase(fair play)" },
    { "a  b*", "phrase(a b<*>)" },
    { "wom?n", "phrase(wom<?>n)" },
    { "a***", "phrase(a<*>)" },
    { "\\*\\?\\\\ \\(", "phrase(*?\\ ()" },
    { "开?放", "phrase(开<?>放)" },
    { "a OR b OR c", "or(or(phrase(a) phrase(b)) phrase(c))" },
    { "a NEAR/3 b OR c", "or(near(3 phrase(a) phrase(b)) phrase(c))" },
    { "a NEAR/3 b ONEAR/2 c", "onear(2 near(3 phrase(a) phrase(b)) phrase(c))" },
    { "a NOT NEAR/2 b c", "not-near(2 phrase(a) phrase(b c))" },
    { "a NOT  NEAR/2 (b OR c)", "not-near(2 phrase(a) or(phrase(b) phrase(c)))" },
    { "(a b) NEAR/1 c", "near(1 phrase(a b) phrase(c))" },
    { "\"NHS\" OR nhs", "or(exact(NHS) phrase(nhs))" },
    { "\"say \\\"hi\\\"\"", "exact(say \"hi\")" },
    { "/a\\/b\\d/", "pattern(a/b\\d)" },
    { "/a b/ NEAR/2 c", "near(2 pattern(a b) phrase(c))" },
    { "#known", "reference(known)" },
    { "(#known)", "reference(known)" },
    { "#known NEAR/2 x", "near(2 reference(known) phrase(x))" },
    { "#unknown tag", "phrase(#unknown tag)" },
    { "OR", "phrase(OR)" },
    { "do NOT enter", "phrase(do NOT enter)" },
    { "near/3 or", "phrase(near/3 or)" },
    { "FLOOR NEARBY", "phrase(FLOOR NEARBY)" },
};

START_TEST(terms_become_trees)
{
    em_rule_names names = { has_id, "known" };
    em_arena arena;
    em_buf got;
    em_error err = { .text = "" };
    const em_rule *rule;
    size_t at;
    em_arena_init(&arena, 1 << 20);
    em_buf_init(&got, EM_BUF_UNLIMITED);
    ck_assert_msg(em_rule_parse(&rule, &arena, em_str_from(TREES[_i].term), &names, &at, &err) ==
                      EM_OK,
                  "%s: %s", TREES[_i].term, err.text);
    put_rule(&got, rule);
    ck_assert_str_eq(got.data, TREES[_i].tree);
    em_buf_release(&got);
    em_arena_release(&arena);
}
END_TEST

static const struct {
    const char *term;
    size_t at;
    const char *text;
} MISTAKES[] = {
    { "a (b", 2, "a ( begins a group" },
    { "(a OR b", 0, "the closing ) is missing" },
    { "a ) b", 2, "no ( stands before" },
    { "a OR", 4, "a word should stand here" },
    { "OR b", 0, "something should stand before" },
    { "a NEAR b", 2, "a distance is missing" },
    { "a NEAR/ b", 2, "a distance is missing" },
    { "a NEAR/x b", 7, "a distance is a number" },
    { "a NEAR/0 b", 7, "a distance is 1 to 100" },
    { "a NEAR/101 b", 7, "a distance is 1 to 100" },
    { "a NOT NEAR/999 b", 11, "a distance is 1 to 100" },
    { "开*放", 3, "* cannot stand in Han text" },
    { "* minded", 0, "a word needs something beside" },
    { "a\\", 1, "nothing stands behind this backslash" },
    { "\"abc", 0, "the closing \" is missing" },
    { "\"\"", 0, "nothing stands between the quotes" },
    { "\"a\" b", 4, "OR, NEAR/n, ONEAR/n or NOT NEAR/n should stand here" },
    { "\"a\"b", 3, "a blank should stand behind" },
    { "/abc", 0, "the closing / is missing" },
    { "/abc/i", 5, "nothing may follow the closing /" },
    { "a NEAR/2 ()", 10, "a word should stand here" },
    { "   ", 0, "the term is empty" },
};

START_TEST(mistakes_have_their_place)
{
    em_arena arena;
    em_error err = { .text = "" };
    const em_rule *rule;
    size_t at;
    em_arena_init(&arena, 1 << 20);
    ck_assert_int_eq(em_rule_parse(&rule, &arena, em_str_from(MISTAKES[_i].term), NULL, &at, &err),
                     EM_E_LEXICON);
    ck_assert_ptr_null(rule);
    ck_assert_msg(strncmp(err.text, MISTAKES[_i].text, strlen(MISTAKES[_i].text)) == 0, "%s: %s",
                  MISTAKES[_i].term, err.text);
    ck_assert_msg(at == MISTAKES[_i].at, "%s: at %zu, not %zu", MISTAKES[_i].term, at,
                  MISTAKES[_i].at);
    em_arena_release(&arena);
}
END_TEST

START_TEST(depth_and_size_are_bounded)
{
    em_buf term;
    em_arena arena;
    em_error err = { .text = "" };
    const em_rule *rule;
    size_t at;
    em_arena_init(&arena, 1 << 24);
    em_buf_init(&term, EM_BUF_UNLIMITED);
    for (int i = 0; i < 100000; i++)
        em_buf_put_char(&term, '(');
    ck_assert_int_eq(em_rule_parse(&rule, &arena, em_buf_str(&term), NULL, &at, &err),
                     EM_E_LEXICON);
    ck_assert_uint_eq(at, EM_RULE_MAX_DEPTH);
    em_buf_reset(&term);
    em_buf_puts(&term, "a");
    for (int i = 0; i < 100000; i++)
        em_buf_puts(&term, " OR a");
    ck_assert_int_eq(em_rule_parse(&rule, &arena, em_buf_str(&term), NULL, &at, &err),
                     EM_E_LEXICON);
    em_buf_release(&term);
    em_arena_release(&arena);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, terms_become_trees, 0, sizeof TREES / sizeof *TREES);
    tcase_add_loop_test(tests, mistakes_have_their_place, 0, sizeof MISTAKES / sizeof *MISTAKES);
    tcase_add_test(tests, depth_and_size_are_bounded);
}

CHECK_MAIN("rule", add_tests)
