/* The language of a comment: by script, and for Latin letters by its commonest words. */
#include "text/scratch.h"

/* Counts weigh by script: a Han character says about as much as three Latin letters. */
static const struct {
    em_script script;
    uint32_t weight;
    const char *language;
} BY_SCRIPT[] = {
    { EM_SCRIPT_LATIN, 1, "en" },      { EM_SCRIPT_HAN, 3, "zh" },
    { EM_SCRIPT_HANGUL, 1, "ko" },     { EM_SCRIPT_CYRILLIC, 1, "ru" },
    { EM_SCRIPT_GREEK, 1, "el" },      { EM_SCRIPT_ARABIC, 1, "ar" },
    { EM_SCRIPT_HEBREW, 1, "he" },     { EM_SCRIPT_THAI, 3, "th" },
    { EM_SCRIPT_DEVANAGARI, 1, "hi" }, { EM_SCRIPT_OTHER, 1, "und" },
};

static const char *chinese(const em_text_scratch *scratch)
{
    if (scratch->traditional > scratch->simplified)
        return "zh-Hant";
    return scratch->simplified ? "zh-Hans" : "zh";
}

const char *em_language__of(const em_text_scratch *scratch, em_str norm)
{
    (void)norm;
    const char *best = "und";
    uint32_t most = 0;
    uint32_t han = scratch->scripts[EM_SCRIPT_HAN], kana = scratch->scripts[EM_SCRIPT_KANA];
    for (size_t i = 0; i < sizeof BY_SCRIPT / sizeof *BY_SCRIPT; i++) {
        uint32_t count = scratch->scripts[BY_SCRIPT[i].script] * BY_SCRIPT[i].weight;
        if (BY_SCRIPT[i].script == EM_SCRIPT_HAN)
            count += kana * BY_SCRIPT[i].weight;
        if (count > most) {
            most = count;
            best = BY_SCRIPT[i].script == EM_SCRIPT_HAN
                       ? kana * 5 > han + kana ? "ja" : chinese(scratch)
                       : BY_SCRIPT[i].language;
        }
    }
    return best;
}
