/* analyzer/text/zones.c: what is not the author's own plain words. */
#include "support/text_fixture.h"

static const char *const NAMES[] = {
    [EM_ZONE_REPOST] = "repost",   [EM_ZONE_REPLY] = "reply",     [EM_ZONE_QUOTATION] = "quote",
    [EM_ZONE_HASHTAG] = "hashtag", [EM_ZONE_MENTION] = "mention", [EM_ZONE_URL] = "url",
    [EM_ZONE_STUB] = "stub",
};

static const struct {
    const char *field, *zones;
} ZONES[] = {
    { "说得对//@张三：不开放//@李四:哈",
      "repost(//@张三:不开放//@李四:哈) mention(@张三) mention(@李四)" },
    { "So true RT @bbc: text", "repost(rt @bbc: text) mention(@bbc)" },
    { "art @bbc", "mention(@bbc)" },
    { "see http://a.cn/@b", "url(http://a.cn/@b)" },
    { "www.-", "url(www.-)" },
    { "回复@小明 ：说得对", "reply(回复@小明 :) mention(@小明)" },
    { "回覆 @user：好", "reply(回覆 @user:) mention(@user)" },
    { "@a @b hi @c", "reply(@a @b) mention(@a) mention(@b) mention(@c)" },
    { "回复很快", "" },
    { "他说“英国很开放”。", "quote(“英国很开放”)" },
    { "「真好」『嗯』«oui» 《泰坦尼克号》", "quote(「真好」) quote(『嗯』) quote(«oui»)" },
    { "the \"open\" one and \"shut\"", "quote(\"open\") quote(\"shut\")" },
    { "5\" long and 6\" wide", "" },
    { "open \" one\nnext \" line", "" },
    { "don't the wedding’s ’tis", "" },
    { "it says 'open at heart', he said", "quote('open at heart')" },
    { "'tis rock 'n' roll, the kids' toys and the dogs' tails", "" },
    { "the word 'kids'' end", "quote('kids')" },
    { "an open ' mark\nthe kids' toys", "" },
    { "'Nuff said: open, and the Brits' manners", "" },
    { "'Uge fan: it is open, and the Brits' manners", "" },
    { "an 'Uge fan of a very open people and all the Brits' manners", "" },
    { "their 'good manners' are a myth", "quote('good manners')" },
    { "“a「b”c」", "quote(“a「b”)" },
    { "“「a” \"b\n\"c「d」", "quote(“「a”) quote(「d」)" },
    { "\"a 'b' c\"", "quote(\"a 'b' c\") quote('b')" },
    { "the ‘open’ UK’s", "quote(‘open’)" },
    { "“outer ‘inner’ rest”", "quote(“outer ‘inner’ rest”) quote(‘inner’)" },
    { "“never closed", "" },
    { "never opened”", "" },
    { "#“一带一路”倡议#", "hashtag(#“一带一路”倡议#) quote(“一带一路”)" },
    { "“看#话题”好#吧”", "quote(“看#话题”好#吧”) hashtag(#话题”好#)" },
    { "“好//@a:真”", "repost(//@a:真”) mention(@a)" },
    { "转发微博", "stub(转发微博)" },
    { "请转发微博", "" },
    { "太美了…全文", "stub(...全文)" },
    { "看 网页链接", "stub(网页链接)" },
    { "#Wedding and #话题#", "hashtag(#wedding) hashtag(#话题#)" },
};

START_TEST(zones_are_found)
{
    char got[4096] = "";
    em_text text = analyse(ZONES[_i].field, false);
    for (uint32_t i = 0; i < text.zone_count; i++) {
        em_zone zone = text.zones[i];
        show(got, i ? " " : "", em_str_from(NAMES[zone.kind]), "(");
        show(got, "", em_str_sub(text.norm, (em_span){ zone.start, zone.end }), ")");
    }
    ck_assert_str_eq(got, ZONES[_i].zones);
}
END_TEST

static void check_nesting(const em_text *text)
{
    for (uint32_t i = 0; i < text->zone_count; i++)
        for (uint32_t k = i + 1; k < text->zone_count; k++) {
            const em_zone *a = &text->zones[i], *b = &text->zones[k];
            ck_assert_uint_le(a->start, b->start);
            ck_assert_msg(b->start >= a->end || b->end <= a->end, "%.*s", EM_STR_ARG(text->norm));
        }
}

START_TEST(zones_nest_and_never_cross)
{
    static const char *const PARTS[] = { "“", "”", "\"", "‘",  "’",  "「", "」",   "#",  "话",
                                         "a", " ", "\n", "//", "@u", ":",  "[赞]", "。", "rt " };
    uint32_t seed = 20110429;
    for (int round = 0; round < 20000; round++) {
        char field[256] = "";
        for (int part = 0; part < 14; part++) {
            seed = seed * 1664525 + 1013904223;
            strcat(field, PARTS[(seed >> 16) % (sizeof PARTS / sizeof *PARTS)]);
        }
        em_text text = analyse(field, false);
        check_nesting(&text);
    }
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, text_set_up, text_tear_down);
    tcase_add_loop_test(tests, zones_are_found, 0, sizeof ZONES / sizeof *ZONES);
    tcase_add_test(tests, zones_nest_and_never_cross);
}

CHECK_MAIN("zones", add_tests)
