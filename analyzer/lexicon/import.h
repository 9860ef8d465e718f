/*
 * Dictionaries of other programs to lexicons of ours, with a report of what could not be carried.
 *
 * LIWC .dic (2007 to 2015), WordStat .cat, Yoshikoder .ykd, Lexicoder .lc3, quanteda YAML and plain
 * word lists become a message lexicon, a message a category; a VADER list becomes a sentiment
 * lexicon. Bytes that are not UTF-8 are read as Windows-1252.
 */
#ifndef EM_LEXICON_IMPORT_H
#define EM_LEXICON_IMPORT_H

#include "base/buf.h"

#include <cjson/cJSON.h>

typedef enum em_import_format {
    EM_IMPORT_LIWC,
    EM_IMPORT_WORDSTAT,
    EM_IMPORT_YOSHIKODER,
    EM_IMPORT_LEXICODER,
    EM_IMPORT_QUANTEDA,
    EM_IMPORT_VADER,
    EM_IMPORT_LIST,
    EM_IMPORT_FORMAT_COUNT
} em_import_format;

/* "liwc", "wordstat", ...; false: no such format. */
bool em_import_format_parse(em_import_format *out, const char *name);
/* By the file's ending, then by its first bytes. */
em_import_format em_import_format_guess(const char *path, em_str bytes);

typedef struct em_import_options {
    em_import_format format;
    const char *id;   /* of the new lexicon */
    const char *lang; /* BCP 47             */
} em_import_options;

/* Called for each thing that was not carried. `line` 0: not known. */
typedef void em_import_loss(void *context, uint32_t line, em_str what, const char *why);

/*
 * Appends the lexicon in its canonical layout. EM_E_LEXICON, with file and line, where the file is
 * not what `format` says.
 */
EM_MUST_CHECK em_status em_lexicon_import(em_buf *out, em_str bytes, const char *path,
                                          const em_import_options *options, em_import_loss *loss,
                                          void *context, em_error *err);

/*
 * Appends a message lexicon as a quanteda dictionary in YAML (glob patterns); terms that a glob
 * cannot say are losses.
 */
void em_lexicon_export_quanteda(em_buf *out, const cJSON *lexicon, em_import_loss *loss,
                                void *context);

#endif
