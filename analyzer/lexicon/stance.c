/* The words of verdicts and of gold labels. */
#include "lexicon/stance.h"

#include "base/str.h"

static const char *const STANCES[EM_STANCE_COUNT] = {
    "none", "affirmed", "denied", "mixed", "questioned", "quoted",
};
static const char *const POLARITIES[] = { "negative", "neutral", "positive" };

const char *em_stance_name(em_stance stance)
{
    return STANCES[stance];
}

const char *em_polarity_name(em_polarity polarity)
{
    return POLARITIES[polarity - EM_NEGATIVE];
}

bool em_stance_parse(em_stance *out, em_str name)
{
    for (int i = 0; i < EM_STANCE_COUNT; i++) {
        if (em_str_eq_ascii_case(name, em_str_from(STANCES[i]))) {
            *out = (em_stance)i;
            return true;
        }
    }
    return false;
}

bool em_polarity_parse(em_polarity *out, em_str name)
{
    for (int i = 0; i < 3; i++) {
        if (em_str_eq_ascii_case(name, em_str_from(POLARITIES[i]))) {
            *out = (em_polarity)(i + EM_NEGATIVE);
            return true;
        }
    }
    return false;
}
