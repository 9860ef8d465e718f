/*
 * The canonical layout of lexicon files: one term a line, so that a diff shows one term a line.
 * Laying out twice changes nothing; no value, note or comment is lost.
 */
#ifndef EM_LEXICON_CANONICAL_H
#define EM_LEXICON_CANONICAL_H

#include "base/buf.h"

#include <cjson/cJSON.h>

/*
 * Appends a message lexicon or a campaign. Keys keep their order, `term` and `text` come first;
 * `terms`, `opposites`, `tests`, `messages`, `periods` and `targets` have one item a line; other
 * lists are filled up to 100 characters a line.
 */
void em_canonical_put_json(em_buf *out, const cJSON *document);

/*
 * Appends a sentiment lexicon: head lines and comments keep their place before the entries, which
 * are sorted by UTF-8 bytes; blanks at the ends of fields and empty lines go. `path` is for
 * messages: EM_E_LEXICON where a line has no tab.
 */
EM_MUST_CHECK em_status em_canonical_put_tsv(em_buf *out, em_str text, const char *path,
                                             em_error *err);

#endif
