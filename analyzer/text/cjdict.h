/*
 * ICU's Chinese and Japanese dictionary, read where it lies through the public udata calls.
 *
 * The layout behind them is ICU's own affair: data format "Dict" version 1 holding a UCharsTrie
 * with values (ICU's i18n and common sources, dictionarydata.h and ucharstrie.h). Anything else
 * is EM_E_INPUT, and the caller falls back to ICU's iterator.
 */
#ifndef EM_TEXT_CJDICT_H
#define EM_TEXT_CJDICT_H

#include "em_base.h"

#include <unicode/udata.h>

typedef struct em_cjdict {
    UDataMemory *data;
    const UChar *trie;
    size_t units;
} em_cjdict;

/* `cost` is the dictionary's own: 27 to 251 in ICU 72, lower is likelier. */
typedef bool em_cjdict_visit(void *context, const UChar *word, int32_t len, int32_t cost);

EM_MUST_CHECK em_status em_cjdict_open(em_cjdict *out, em_error *err);
void em_cjdict_close(em_cjdict *dictionary);

/*
 * Visits every word in order of its UTF-16 units. EM_E_INPUT where the trie is not sound,
 * EM_E_MEMORY where a visit returned false.
 */
EM_MUST_CHECK em_status em_cjdict_each(const em_cjdict *dictionary, em_cjdict_visit *visit,
                                       void *context, em_error *err);

#endif
