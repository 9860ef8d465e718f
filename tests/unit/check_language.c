/* analyzer/text/language.c: by script, by common words, and not at all where nothing tells. */
#include "support/text_fixture.h"

static const struct {
    const char *text, *language;
} TEXTS[] = {
    { "They are so open-minded and polite", "en" },
    { "Lovely!", "en" },
    { "beautiful film. crying at work", "en" },
    { "英国真的很开放", "zh-Hans" },
    { "英國真的很開放", "zh-Hant" },
    { "好看", "zh" },
    { "UK真的很开放", "zh-Hans" },
    { "老师PPT配色太creative，全班以为投影坏了，主题还是British culture", "mul" },
    { "日本の英国大使館です", "ja" },
    { "영국은 개방적이다", "ko" },
    { "Великобритания прекрасна", "ru" },
    { "بريطانيا جميلة", "ar" },
    { "encore les Anglais à la télé, au secours", "fr" },
    { "devuélvannos Gibraltar y después hablamos", "es" },
    { "Wunderschöne Landschaft, nächstes Jahr Schottland!", "de" },
    { "Diese Hochzeit ist wirklich nicht zu übersehen", "de" },
    { "que bom dia, muito obrigado a você", "pt" },
    { "questa città è molto bella", "it" },
    { "dit is echt heel mooi", "nl" },
    { "terima kasih kepada kamu, ini sangat bagus dan saya juga", "id" },
    { "@someone http://t.co/abc", "und" },
    { "❤️❤️❤️", "und" },
    { "。。。", "und" },
    { "", "und" },
};

START_TEST(the_language_of_a_comment_is_found)
{
    ck_assert_str_eq(analyse(TEXTS[_i].text, false).language, TEXTS[_i].language);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, text_set_up, text_tear_down);
    tcase_add_loop_test(tests, the_language_of_a_comment_is_found, 0, sizeof TEXTS / sizeof *TEXTS);
}

CHECK_MAIN("language", add_tests)
