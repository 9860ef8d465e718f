/* analyzer/text/tokens.c and atom.c: what holds together and what does not. */
#include "support/text_fixture.h"

static const char *const LETTERS[] = {
    [EM_TOKEN_WORD] = "w",     [EM_TOKEN_NUMBER] = "n",  [EM_TOKEN_HAN] = "h",
    [EM_TOKEN_EMOTICON] = "E", [EM_TOKEN_EMOJI] = "P",   [EM_TOKEN_URL] = "U",
    [EM_TOKEN_MENTION] = "@",  [EM_TOKEN_HASHTAG] = "#", [EM_TOKEN_PUNCT] = ".",
};

/* Tokens as "kind:field text", parted by blanks. */
static const struct {
    const char *field, *tokens;
} TOKENS[] = {
    { "open-minded", "w:open .:- w:minded" },
    { "Don't! It’s 3.5% of 1,000", "w:Don't .:! w:It’s n:3.5 .:% w:of n:1,000" },
    { "英国UK", "h:英 h:国 w:UK" },
    { "カタカナひらがな", "h:カ h:タ h:カ h:ナ h:ひ h:ら h:が h:な" },
    { "한국어 좋아요", "w:한국어 w:좋아요" },
    { "Привет мир", "w:Привет w:мир" },
    { "好[doge][笑cry]", "h:好 E:[doge] E:[笑cry]" },
    { "［赞］", "E:［赞］" },
    { "[抱抱_旧]ok", "E:[抱抱_旧] w:ok" },
    { "[UK is] decent", ".:[ w:UK w:is .:] w:decent" },
    { "he [sic] said", "w:he .:[ w:sic .:] w:said" },
    { "[1] note", ".:[ n:1 .:] w:note" },
    { "[未闭合", ".:[ h:未 h:闭 h:合" },
    { "nice :-) :D xD", "w:nice E::-) E::D w:xD" },
    { "<3 ^_^ -_- :)))", "E:<3 E:^_^ E:-_- E::)))" },
    { "10:30 ratio 3:2", "n:10 .:: n:30 w:ratio n:3 .:: n:2" },
    { "👩‍👧‍👦👍🏽🇬🇧🇨🇳",
      "P:👩‍👧‍👦 P:👍🏽 P:🇬🇧 P:🇨🇳" },
    { "1️⃣❤️", "P:1️⃣ P:❤" },
    { "see https://t.co/a_b?c=1, ok", "w:see U:https://t.co/a_b?c=1 .:, w:ok" },
    { "看http://t.cn/Rx0真好", "h:看 U:http://t.cn/Rx0 h:真 h:好" },
    { "(www.bbc.co.uk)", ".:( U:www.bbc.co.uk .:)" },
    { "http:// nothing", "w:http .:: .:/ .:/ w:nothing" },
    { "@UKinChina: hi", "@:@UKinChina .:: w:hi" },
    { "＠英国大使馆 好", "@:＠英国大使馆 h:好" },
    { "a@b.com", "w:a .:@ w:b.com" },
    { "#英国婚礼#真好", "#:# h:英 h:国 h:婚 h:礼 #:# h:真 h:好" },
    { "#RoyalWedding is #great", "#:# w:RoyalWedding w:is #:# w:great" },
    { "#1 song", ".:# n:1 w:song" },
    { "a\t b\n", "w:a w:b" },
    { "  ", "" },
    { "", "" },
    { "bad\xFFutf8", "w:bad .:\xFF w:utf8" },
    { "zero\u200Bwidth", "w:zero\u200Bwidth" },
};

START_TEST(text_falls_into_tokens)
{
    char got[4096] = "";
    em_text text = analyse(TOKENS[_i].field, false);
    for (uint32_t i = 0; i < text.token_count; i++) {
        em_token token = text.tokens[i];
        em_span span = em_text_field_span(&text, text_scratch, (em_span){ token.start, token.end });
        show(got, i ? " " : "", em_str_from(LETTERS[token.kind]), ":");
        show(got, "", em_str_sub(text.field, span), "");
    }
    ck_assert_str_eq(got, TOKENS[_i].tokens);
}
END_TEST

START_TEST(tokens_are_in_order_and_do_not_overlap)
{
    em_text text = analyse("RT @a: #话题# 好[doge] it's 3.5 http://x.cn/y 👍🏽!!", false);
    for (uint32_t i = 0; i < text.token_count; i++) {
        ck_assert_uint_lt(text.tokens[i].start, text.tokens[i].end);
        ck_assert_uint_le(text.tokens[i].end, text.norm.len);
        ck_assert(i == 0 || text.tokens[i - 1].end <= text.tokens[i].start);
    }
}
END_TEST

START_TEST(ill_formed_parts_are_counted)
{
    ck_assert_uint_eq(analyse("a\xFF\xE4\xBD b", false).replaced, 2);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, text_set_up, text_tear_down);
    tcase_add_loop_test(tests, text_falls_into_tokens, 0, sizeof TOKENS / sizeof *TOKENS);
    tcase_add_test(tests, tokens_are_in_order_and_do_not_overlap);
    tcase_add_test(tests, ill_formed_parts_are_counted);
}

CHECK_MAIN("tokens", add_tests)
