/* analyzer/text/clauses.c: where clauses and sentences end. */
#include "support/text_fixture.h"

/* Clauses as they stand in norm, parted by " | "; behind each its end and, from 0, its sentence. */
static const struct {
    const char *field, *clauses;
} CLAUSES[] = {
    { "不贵，很喜欢", "不贵,/c0 | 很喜欢/t0" },
    { "好。真的？不会吧！", "好。/s0 | 真的?/q1 | 不会吧!/e2" },
    { "真的？[doge]英国好", "真的?[doge]/q0 | 英国好/t1" },
    { "什么？！😂😂好", "什么?!😂😂/q0 | 好/t1" },
    { "“好。”他说", "“好。”/s0 | 他说/t1" },
    { "Mr. Smith vs. the U.K. team, e.g. us.", "mr. smith vs. the u.k. team,/c0 | e.g. us./s0" },
    { "Paid 1,000.50 at 10:30.", "paid 1,000.50 at 10:30./s0" },
    { "Not open - just loud", "not open -/c0 | just loud/t0" },
    { "open-minded, decent", "open-minded,/c0 | decent/t0" },
    { "well... it is", "well.../s0 | it is/t1" },
    { "line one\nline two", "line one/s0 | line two/t1" },
    { "质量差 不好看", "质量差/c0 | 不好看/t0" },
    { " 英 英 英 ", "英/c0 | 英/c0 | 英/t0" },
    { "讨厌[怒]英国", "讨厌[怒]/c0 | 英国/t0" },
    { "I ❤ UK", "i ❤ uk/t0" },
    { "好喜欢~下次再来", "好喜欢~/c0 | 下次再来/t0" },
    { "开放、正派；自信——好", "开放、/c0 | 正派;/c0 | 自信——/c0 | 好/t0" },
    { "see www.a.com. ok", "see www.a.com./s0 | ok/t1" },
    { "开放吗//@张三:是的//@李四:好", "开放吗/s0 | //@张三:/c1 | 是的/s1 | //@李四:/c2 | 好/t2" },
    { "", "" },
};

START_TEST(text_falls_into_clauses)
{
    static const char *const ENDS[] = { "c", "s", "q", "e", "t" };
    char got[4096] = "";
    em_text text = analyse(CLAUSES[_i].field, false);
    for (uint32_t i = 0; i < text.clause_count; i++) {
        const em_clause *clause = &text.clauses[i];
        char end[16];
        snprintf(end, sizeof end, "/%s%u", ENDS[clause->ended_by], clause->sentence);
        show(got, i ? " | " : "", em_str_sub(text.norm, (em_span){ clause->start, clause->end }),
             end);
    }
    ck_assert_str_eq(got, CLAUSES[_i].clauses);
}
END_TEST

START_TEST(every_token_is_in_one_clause)
{
    em_text text = analyse("a, b. c？[doge]d \n\n e!! “f” 好 [x", false);
    uint32_t token = 0;
    for (uint32_t i = 0; i < text.clause_count; i++) {
        ck_assert_uint_eq(text.clauses[i].first_token, token);
        token += text.clauses[i].token_count;
        ck_assert_uint_eq(text.clauses[i].end, text.tokens[token - 1].end);
    }
    ck_assert_uint_eq(token, text.token_count);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, text_set_up, text_tear_down);
    tcase_add_loop_test(tests, text_falls_into_clauses, 0, sizeof CLAUSES / sizeof *CLAUSES);
    tcase_add_test(tests, every_token_is_in_one_clause);
}

CHECK_MAIN("clauses", add_tests)
