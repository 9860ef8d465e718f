/* The roles and options of lexicon entries, read into cues. */
#include "judge/cue.h"
#include "judge/cue_inside.h"

#include "base/hash.h"
#include "base/str.h"
#include "base/vec.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Reaches where the note gives none, in words or Han characters. */
#define NEGATOR_REACH 6
#define DEGREE_REACH 3

typedef struct em_choice {
    const char *name;
    int value;
} em_choice;

static const em_choice KINDS[] = {
    { "asks", EM_CUE_ASKS },
    { "opens", EM_CUE_OPENS },
    { "asserts", EM_CUE_ASSERTS },
    { "denies", EM_CUE_DENIES },
    { "confirms", EM_CUE_CONFIRMS },
    { "supposes", EM_CUE_SUPPOSES },
    { "wishes", EM_CUE_WISHES },
    { "reports", EM_CUE_REPORTS },
    { "refers", EM_CUE_REFERS },
    { "stops", EM_CUE_STOPS },
    { "joins", EM_CUE_JOINS },
    { "compares", EM_CUE_COMPARES },
    { NULL, 0 },
};
static const em_choice PLACES[] = {
    { "start", EM_CUE_AT_START },
    { "end", EM_CUE_AT_END },
    { "alone", EM_CUE_ALONE },
    { "with-target", EM_CUE_WITH_TARGET },
    { "behind-target", EM_CUE_BEHIND_TARGET },
    { NULL, 0 },
};
static const em_choice CROSSES[] = {
    { "comma", EM_CUE_IN_SENTENCE },
    { "sentence", EM_CUE_TO_PREVIOUS },
    { "comment", EM_CUE_IN_COMMENT },
    { "quotation", EM_CUE_IN_QUOTATION },
    { NULL, 0 },
};
static const em_choice QUESTIONS[] = {
    { "start", EM_CUE_ASSERTS_AT_START },
    { "any", EM_CUE_ASSERTS_ANYWHERE },
    { NULL, 0 },
};
static const em_choice DIRECTIONS[] = { { "pre", 0 }, { "post", 1 }, { "both", 2 }, { NULL, 0 } };
static const em_choice ENDS[] = { { "ends", 1 }, { NULL, 0 } };
static const em_choice ANSWERED[] = { { "report", 1 }, { NULL, 0 } };
static const em_choice YES[] = { { "yes", 1 }, { NULL, 0 } };

/* False where `value` is none of `choices`. */
static bool choose(int *out, const em_choice *choices, em_str value)
{
    for (; choices->name; choices++) {
        if (em_str_eq(value, em_str_from(choices->name))) {
            *out = choices->value;
            return true;
        }
    }
    return false;
}

/* Digits with at most one point, 0 to 255. */
static bool parse_number(double *out, em_str text)
{
    double value = 0, unit = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == '.' && unit == 0) {
            unit = 1;
        } else if (c >= '0' && c <= '9') {
            value = value * 10 + (c - '0');
            unit *= 10;
        } else {
            return false;
        }
    }
    *out = unit > 1 ? value / unit : value;
    return text.len > 0 && *out <= 255;
}

/* The same with a sign. */
static bool parse_signed(double *out, em_str text)
{
    bool minus = text.len && text.data[0] == '-';
    if (!parse_number(out, minus ? (em_str){ text.data + 1, text.len - 1 } : text))
        return false;
    if (minus)
        *out = -*out;
    return true;
}

static uint32_t word_id(em_str term)
{
    uint32_t id = (uint32_t)em_hash64(term, 0);
    return id ? id : 1;
}

static bool set_option(em_cue *cue, em_str key, em_str value)
{
    int choice = 0;
    double number = 0;
    if (em_str_eq(key, EM_STR("reach"))) {
        if (em_str_eq(value, EM_STR("clause")))
            number = EM_CUE_REACH_CLAUSE;
        else if (!parse_number(&number, value) || number > EM_CUE_REACH_CLAUSE)
            return false;
        cue->reach = (uint8_t)number;
    } else if (em_str_eq(key, EM_STR("before"))) {
        if (!parse_number(&number, value))
            return false;
        cue->before = (float)number;
    } else if (em_str_eq(key, EM_STR("polar"))) {
        if (cue->role == EM_ROLE_POLAR || cue->role == EM_ROLE_IRONY || em_cue_is_message(cue) ||
            !parse_signed(&number, value) || fabs(number) > 4)
            return false;
        cue->polar = (float)number;
    } else if (em_str_eq(key, EM_STR("kind"))) {
        if (!choose(&choice, KINDS, value))
            return false;
        cue->kind = (em_cue_kind)choice;
    } else if (em_str_eq(key, EM_STR("at"))) {
        if (!choose(&choice, PLACES, value))
            return false;
        cue->place = (em_cue_place)choice;
    } else if (em_str_eq(key, EM_STR("cross"))) {
        if (!choose(&choice, CROSSES, value))
            return false;
        cue->cross = (em_cue_cross)choice;
    } else if (em_str_eq(key, EM_STR("asked"))) {
        if (!choose(&choice, QUESTIONS, value))
            return false;
        cue->in_question = (em_cue_in_question)choice;
    } else if (em_str_eq(key, EM_STR("dir"))) {
        if (!choose(&choice, DIRECTIONS, value))
            return false;
        cue->post = choice == 1;
        cue->both = choice == 2;
    } else if (em_str_eq(key, EM_STR("a-not-a"))) {
        if (!choose(&choice, YES, value))
            return false;
        cue->a_not_a = true;
    } else if (em_str_eq(key, EM_STR("answers"))) {
        if (!choose(&choice, ANSWERED, value))
            return false;
        cue->answers = true;
    } else if (em_str_eq(key, EM_STR("again"))) {
        if (!choose(&choice, ENDS, value))
            return false;
        cue->again_ends = true;
    } else if (em_str_eq(key, EM_STR("degree"))) {
        if (!choose(&choice, ENDS, value))
            return false;
        cue->degree_ends = true;
    } else if (em_str_eq(key, EM_STR("needs"))) {
        cue->needs = word_id(value);
    } else {
        return false;
    }
    return true;
}

static bool contains(em_str text, const char *part)
{
    return memmem(text.data, text.len, part, strlen(part)) != NULL;
}

static void set_defaults(em_cue *cue, const em_entry *entry)
{
    *cue = (em_cue){ .role = entry->role,
                     .factor = (float)entry->weight,
                     .before = 1,
                     .message = entry->message,
                     .word = word_id(entry->term) };
    switch (entry->role) {
    case EM_ROLE_NEGATOR:
        cue->reach = NEGATOR_REACH;
        break;
    case EM_ROLE_PSEUDO_NEGATOR:
    case EM_ROLE_BOOSTER:
    case EM_ROLE_DOWNTONER:
        cue->reach = DEGREE_REACH;
        break;
    case EM_ROLE_QUESTION:
        cue->kind = EM_CUE_ASKS;
        break;
    case EM_ROLE_TERMINATOR:
        cue->kind = EM_CUE_STOPS;
        break;
    case EM_ROLE_TERM:
    case EM_ROLE_OPPOSITE:
        cue->side = entry->role == EM_ROLE_TERM ? 1 : -1;
        cue->polar = cue->factor;
        cue->spans = contains(entry->term, "NEAR/");
        break;
    case EM_ROLE_POLAR:
        cue->side = entry->weight < 0 ? -1 : 1;
        cue->polar = cue->factor;
        break;
    default:
        break;
    }
}

em_status em_cue_parse(em_cue *out, const em_entry *entry, em_str path, em_error *err)
{
    char file[EM_ERROR_PLACE_BYTES];
    set_defaults(out, entry);
    em_str rest = em_str_trim(entry->tag);
    while (rest.len) {
        const char *end = memchr(rest.data, ';', rest.len);
        size_t len = end ? (size_t)(end - rest.data) : rest.len;
        em_str option = em_str_trim((em_str){ rest.data, len });
        const char *equal = option.len ? memchr(option.data, '=', option.len) : NULL;
        if (equal) {
            em_str key = { option.data, (size_t)(equal - option.data) };
            em_str value = { equal + 1, option.len - key.len - 1 };
            if (!set_option(out, key, value)) {
                snprintf(file, sizeof file, "%.*s", EM_STR_ARG(path));
                return em_error_at(err, EM_E_LEXICON, file, entry->line, entry->column,
                                   "the option \"%.*s\" of \"%.*s\" is not known "
                                   "(lexicons/README.md lists them)",
                                   EM_STR_ARG(option), EM_STR_ARG(entry->term));
            }
        }
        if (!end)
            break;
        rest = (em_str){ rest.data + len + 1, rest.len - len - 1 };
    }
    if (out->role != EM_ROLE_CONTRAST)
        out->inner = 0;
    out->answers |= out->role == EM_ROLE_NEGATOR && out->post && out->cross != EM_CUE_IN_CLAUSE;
    return EM_OK;
}

/* Without names of the subject, or words for it, nobody can say that a comment does not name it. */
static void find_owned(em_cue *cues, size_t count)
{
    bool named = false, referred = false;
    for (size_t i = 0; i < count; i++) {
        named |= cues[i].role == EM_ROLE_ABOUT;
        referred |= cues[i].kind == EM_CUE_REFERS;
    }
    for (size_t i = 0; named && referred && i < count; i++)
        cues[i].owned = cues[i].role == EM_ROLE_TERM;
}

em_status em_cue_compile(em_cue **out, const em_model *model, em_error *err)
{
    *out = NULL;
    em_cue *cues = em_mem_zalloc(model->entry_count + 1, sizeof *cues);
    if (!cues)
        return em_error_set(err, EM_E_MEMORY, "no memory for the judge's cues");
    em_status status = EM_OK;
    for (size_t i = 0; status == EM_OK && i < model->entry_count; i++) {
        const em_entry *entry = &model->entries[i];
        em_str path = model->lexicons ? model->lexicons[entry->lexicon].path : (em_str){ "", 0 };
        status = em_cue_parse(&cues[i], entry, path, err);
    }
    if (status == EM_OK)
        status = em_cue__look_inside(cues, model);
    find_owned(cues, model->entry_count);
    if (status == EM_E_MEMORY)
        em_error_set(err, status, "no memory for the judge's cues");
    if (status != EM_OK) {
        em_mem_free(cues);
        return status;
    }
    *out = cues;
    return EM_OK;
}
