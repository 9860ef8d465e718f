/*
 * Traditional characters made Simplified in place.
 *
 * The exceptions are of one form: in these neighbourhoods a character keeps its shape, or takes
 * it only there. They are our own, from dictionaries' everyday words.
 */
#include "text/fold.h"

#include "base/str.h"
#include "base/utf8.h"

/* Both sides are lists of characters that may stand next to it, in both scripts. */
typedef struct neighbours {
    uint32_t c;
    const char *before, *after;
} neighbours;

/* The character stays where one of these stands beside it. */
static const neighbours KEPT[] = {
    { 0x4E7E, "乹", "隆坤" },                                                             /* 乾 */
    { 0x8457, "名顯显卓編编巨原專专論论土昭遺遗合譯译拙撰新鉅", "名作者稱称述書书錄录" }, /* 著 */
    { 0x85C9, "慰狼蘊蕴枕", "" },                                                         /* 藉 */
    { 0x77AD, "", "望" },                                                                 /* 瞭 */
    { 0x5FB5, "角", "羽" },                                                               /* 徵 */
};

/* The character folds only where one of these stands beside it. */
static const struct {
    neighbours where;
    uint32_t to;
} ONLY[] = {
    { { 0x751A, "", "麼么" }, 0x4EC0 },   /* 甚麼 -> 什么 */
    { { 0x8986, "回答批", "" }, 0x590D }, /* 回覆 -> 回复 */
};

static bool listed(const char *list, uint32_t c)
{
    uint32_t at = 0;
    while (list[at])
        if (em_chars_next(list, &at) == c)
            return true;
    return false;
}

static uint32_t char_before(em_str text, uint32_t at)
{
    if (at == 0)
        return 0;
    do
        at--;
    while (at > 0 && ((unsigned char)text.data[at] & 0xC0) == 0x80);
    return em_chars_next(text.data, &at);
}

static bool beside(const neighbours *where, em_str text, uint32_t at, uint32_t next)
{
    uint32_t after = next;
    return listed(where->before, char_before(text, at)) ||
           (next < text.len && listed(where->after, em_chars_next(text.data, &after)));
}

static uint32_t fold_one(const em_chars *chars, em_str text, uint32_t at, uint32_t c, uint32_t next)
{
    for (size_t i = 0; i < sizeof ONLY / sizeof *ONLY; i++)
        if (ONLY[i].where.c == c)
            return beside(&ONLY[i].where, text, at, next) ? ONLY[i].to : c;
    for (size_t i = 0; i < sizeof KEPT / sizeof *KEPT; i++)
        if (KEPT[i].c == c && beside(&KEPT[i], text, at, next))
            return c;
    return em_chars_simplified(chars, c);
}

void em_fold_at(const em_chars *chars, em_str text, uint32_t at, char *folded)
{
    uint32_t next = at;
    uint32_t c = em_chars_next(text.data, &next);
    em_utf8_encode(folded + at, fold_one(chars, text, at, c, next));
}
