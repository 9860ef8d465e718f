/* The texts of the reports by language. */
#include "report/phrases.h"

#include <string.h>

static const char *const TEXTS[EM_P_COUNT][EM_LANGUAGE_COUNT] = {
#define EM_PHRASE_TEXTS(id, en, zh) { en, zh },
    EM_PHRASES(EM_PHRASE_TEXTS)
#undef EM_PHRASE_TEXTS
};

static const char *const TAGS[EM_LANGUAGE_COUNT] = { "en", "zh-Hans" };

const char *em_phrase_text(em_phrase phrase, em_language language)
{
    return TEXTS[phrase][language];
}

const char *em_language_tag(em_language language)
{
    return TAGS[language];
}

bool em_language_find(em_language *out, const char *tag)
{
    for (size_t i = 0; i < EM_LANGUAGE_COUNT; i++)
        if (strcmp(TAGS[i], tag) == 0) {
            *out = (em_language)i;
            return true;
        }
    return false;
}
