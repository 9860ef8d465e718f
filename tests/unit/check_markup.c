/* analyzer/text/markup.c: HTML out, emoticons and line breaks kept, with the way back. */
#include "text/markup.h"

#include "base/str.h"
#include "support/check_main.h"

#include <string.h>

static const struct {
    const char *html, *plain;
} CASES[] = {
    { "a<br>b<br />c<BR/>d", "a\nb\nc\nd" },
    { "回复<a href='/n/x'>@小明</a>:好", "回复@小明:好" },
    { "<span class=\"url-icon\"><img alt=[doge] src=\"//x.png\" style=\"w:1em;\" /></span>",
      "[doge]" },
    { "<img src=x alt=\"[笑&amp;cry]\">!", "[笑&cry]!" },
    { "<img src=x>", "" },
    { "a &amp; b &lt;3 &quot;c&quot; &#39;d&#39; &#x4F60;&nbsp;", "a & b <3 \"c\" 'd' 你\u00A0" },
    { "a < b > c <3 <- &c; & AT&T", "a < b > c <3 <- &c; & AT&T" },
    { "x<script>alert('</b>')</script>y<style>p{}</style>z", "xyz" },
    { "a<!-- no -->b", "ab" },
    { "<p>one</p><p>two</p>", "one\ntwo\n" },
    { "cut <b", "cut <b" },
    { "cut <b a='>' &amp; <i", "cut <b a='>' & <i" },
    { "<a title=\"a>b\">t</a>", "t" },
    { "&#0;&#xD800;&#1114112;", "\uFFFD\uFFFD\uFFFD" },
    { "<https://t.cn/x>", "<https://t.cn/x>" },
};

START_TEST(mark_up_comes_out)
{
    em_buf out;
    em_offsets offsets = { 0 };
    em_buf_init(&out, EM_BUF_UNLIMITED);
    em_str html = em_str_from(CASES[_i].html);
    ck_assert_int_eq(em_markup_strip(&out, &offsets, html, NULL), EM_OK);
    ck_assert_str_eq(out.data ? out.data : "", CASES[_i].plain);
    uint32_t before = 0;
    for (uint32_t at = 0; at < out.len; at++) {
        em_span back = em_offsets_map(&offsets, (em_span){ at, at + 1 });
        ck_assert(back.start >= before && back.start < back.end && back.end <= html.len);
        before = back.start;
    }
    em_offsets_release(&offsets);
    em_buf_release(&out);
}
END_TEST

START_TEST(the_way_back_leads_behind_the_mark_up)
{
    em_buf out;
    em_offsets offsets = { 0 };
    em_buf_init(&out, EM_BUF_UNLIMITED);
    em_str html = EM_STR("<b>好</b>&amp;<br>看");
    ck_assert_int_eq(em_markup_strip(&out, &offsets, html, NULL), EM_OK);
    em_span first = em_offsets_map(&offsets, (em_span){ 0, 3 });
    em_span amp = em_offsets_map(&offsets, (em_span){ 3, 4 });
    em_span last = em_offsets_map(&offsets, (em_span){ 5, 8 });
    ck_assert(em_str_eq(em_str_sub(html, first), EM_STR("好")));
    ck_assert(em_str_eq(em_str_sub(html, amp), EM_STR("&amp;")));
    ck_assert(em_str_eq(em_str_sub(html, last), EM_STR("看")));
    em_offsets_release(&offsets);
    em_buf_release(&out);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, mark_up_comes_out, 0, sizeof CASES / sizeof *CASES);
    tcase_add_test(tests, the_way_back_leads_behind_the_mark_up);
}

CHECK_MAIN("markup", add_tests)
