/*
 * ICU's Chinese and Japanese dictionary: a walk over all words of a UCharsTrie.
 *
 * Node units, after unicode/ucharstrie.h: 0 to 0x2F a branch of that many edges and one (0: the
 * count stands in the next unit); 0x30 to 0x3F one to sixteen units in a row; from 0x40 a value
 * in the upper bits with a node in the lower six; bit 15 a value with nothing behind it. Every
 * read is checked against the end of the data.
 */
#include "text/cjdict.h"

#include <string.h>

#define HEADER_INTS 8
#define TYPE_UCHARS_VALUES 9 /* ix[4]: UCharsTrie, with values */
#define WORD_MAX 64

#define MIN_LINEAR 0x30u
#define MIN_VALUE 0x40u
#define FINAL_VALUE 0x8000u
#define LONGEST_LINEAR_BRANCH 5u

static UBool is_dictionary(void *context, const char *type, const char *name, const UDataInfo *info)
{
    (void)context;
    (void)type;
    (void)name;
    return info->size >= sizeof *info && memcmp(info->dataFormat, "Dict", 4) == 0 &&
           info->formatVersion[0] == 1 && info->isBigEndian == U_IS_BIG_ENDIAN &&
           info->charsetFamily == U_ASCII_FAMILY;
}

em_status em_cjdict_open(em_cjdict *out, em_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    *out = (em_cjdict){ 0 };
    out->data = udata_openChoice(U_ICUDATA_NAME "-brkitr", "dict", "cjdict", is_dictionary, NULL,
                                 &code);
    if (U_FAILURE(code))
        return em_error_set(err, EM_E_INPUT, "ICU has no Chinese dictionary of a known format: %s",
                            u_errorName(code));
    const int32_t *head = udata_getMemory(out->data);
    bool sound = head[0] >= HEADER_INTS * 4 && head[3] > head[0] && head[0] % 2 == 0 &&
                 head[4] == TYPE_UCHARS_VALUES && head[5] == 0;
    if (!sound) {
        em_cjdict_close(out);
        return em_error_set(err, EM_E_INPUT, "ICU's Chinese dictionary has an unknown layout");
    }
    out->trie = (const UChar *)(const void *)((const char *)head + head[0]);
    out->units = (size_t)(head[3] - head[0]) / sizeof(UChar);
    return EM_OK;
}

void em_cjdict_close(em_cjdict *dictionary)
{
    if (dictionary->data)
        udata_close(dictionary->data);
    *dictionary = (em_cjdict){ 0 };
}

/* --- the walk ----------------------------------------------------------------------------- */

typedef struct walk {
    const em_cjdict *dictionary;
    em_cjdict_visit *visit;
    void *context;
    UChar word[WORD_MAX];
    bool broken, stopped;
} walk;

static bool enough(const walk *w)
{
    return w->broken || w->stopped;
}

static uint32_t unit(walk *w, size_t *at)
{
    if (*at >= w->dictionary->units) {
        w->broken = true;
        return FINAL_VALUE;
    }
    return w->dictionary->trie[(*at)++];
}

/* Reads the rest of a number whose first unit was `lead`: one, two or three units. */
static uint32_t number(walk *w, size_t *at, uint32_t lead, uint32_t two, uint32_t three)
{
    if (lead < two)
        return lead;
    uint32_t high = lead < three ? lead - two : unit(w, at);
    return high << 16 | unit(w, at);
}

static uint32_t final_value(walk *w, size_t *at, uint32_t lead)
{
    return number(w, at, lead & 0x7FFFu, 0x4000, 0x7FFF);
}

static uint32_t node_value(walk *w, size_t *at, uint32_t lead)
{
    if (lead < 0x4040)
        return (lead >> 6) - 1;
    uint32_t high = lead < 0x7FC0 ? ((lead & 0x7FC0u) - 0x4040u) >> 6 : unit(w, at);
    return high << 16 | unit(w, at);
}

static void tell(walk *w, int32_t len, uint32_t value)
{
    if (!enough(w) && !w->visit(w->context, w->word, len, (int32_t)value))
        w->stopped = true;
}

static bool append(walk *w, int32_t len, uint32_t c)
{
    if (len >= WORD_MAX) {
        w->broken = true;
        return false;
    }
    w->word[len] = (UChar)c;
    return true;
}

static void walk_node(walk *w, size_t at, int32_t len);

/* An edge of a branch: its unit, then a final value or the way to a node. */
static size_t walk_edge(walk *w, size_t at, int32_t len)
{
    uint32_t c = unit(w, &at);
    uint32_t lead = unit(w, &at);
    if (!append(w, len, c) || enough(w))
        return at;
    uint32_t value = final_value(w, &at, lead);
    if (lead & FINAL_VALUE)
        tell(w, len + 1, value);
    else
        walk_node(w, at + value, len + 1);
    return at;
}

static void walk_branch(walk *w, size_t at, uint32_t edges, int32_t len)
{
    while (edges > LONGEST_LINEAR_BRANCH && !enough(w)) {
        unit(w, &at); /* the unit that parts the halves */
        uint32_t lead = unit(w, &at);
        uint32_t delta = number(w, &at, lead, 0xFC00, 0xFFFF);
        walk_branch(w, at + delta, edges >> 1, len);
        edges -= edges >> 1;
    }
    for (; edges > 1 && !enough(w); edges--)
        at = walk_edge(w, at, len);
    uint32_t c = unit(w, &at);
    if (append(w, len, c) && !enough(w))
        walk_node(w, at, len + 1);
}

static void walk_node(walk *w, size_t at, int32_t len)
{
    while (!enough(w)) {
        uint32_t node = unit(w, &at);
        if (node & FINAL_VALUE) {
            tell(w, len, final_value(w, &at, node));
            return;
        }
        if (node >= MIN_VALUE) {
            tell(w, len, node_value(w, &at, node));
            node &= MIN_VALUE - 1;
        }
        if (node < MIN_LINEAR) {
            uint32_t edges = node ? node : unit(w, &at);
            walk_branch(w, at, edges + 1, len);
            return;
        }
        for (uint32_t count = node - MIN_LINEAR + 1; count > 0; count--)
            if (!append(w, len++, unit(w, &at)))
                return;
    }
}

em_status em_cjdict_each(const em_cjdict *dictionary, em_cjdict_visit *visit, void *context,
                         em_error *err)
{
    walk w = { .dictionary = dictionary, .visit = visit, .context = context };
    walk_node(&w, 0, 0);
    if (w.broken)
        return em_error_set(err, EM_E_INPUT, "ICU's Chinese dictionary is not sound");
    if (w.stopped)
        return em_error_set(err, EM_E_MEMORY, "no memory for ICU's Chinese dictionary");
    return EM_OK;
}
