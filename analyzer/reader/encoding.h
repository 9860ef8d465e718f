/*
 * Encodings: labels, detection with a stated confidence, and streaming decoding to UTF-8 by the
 * WHATWG Encoding Standard's rules. Internal to the readers.
 */
#ifndef EM_READER_ENCODING_H
#define EM_READER_ENCODING_H

#include "base/buf.h"

typedef enum em_encoding {
    EM_ENCODING_UTF_8,
    EM_ENCODING_UTF_16LE,
    EM_ENCODING_UTF_16BE,
    EM_ENCODING_UTF_32LE,
    EM_ENCODING_UTF_32BE,
    EM_ENCODING_GB18030, /* GBK and GB2312 are read as this, as browsers do */
    EM_ENCODING_BIG5,
    EM_ENCODING_SHIFT_JIS,
    EM_ENCODING_EUC_JP,
    EM_ENCODING_ISO_2022_JP,
    EM_ENCODING_EUC_KR,
    EM_ENCODING_ISO_2022_KR,
    EM_ENCODING_WINDOWS_1252,
    EM_ENCODING_COUNT
} em_encoding;

/* Lends the name: "UTF-8", "GB18030", "windows-1252", ... */
const char *em_encoding_name(em_encoding encoding);

/* The encoding of a WHATWG label ("gbk", "latin1", "utf-16"); EM_E_USAGE with the usual names. */
EM_MUST_CHECK em_status em_encoding_parse(em_encoding *out, const char *label, em_error *err);

typedef struct em_encoding_guess {
    em_encoding encoding;
    double confidence; /* 0 to 1; 1: a BOM, or well-formed UTF-8 that is more than ASCII   */
    size_t bom;        /* bytes of the BOM at the start                                    */
} em_encoding_guess;

/* Guesses from the first bytes of a file; `whole`: there are no others. */
em_encoding_guess em_encoding_detect(em_str bytes, bool whole);

/* The BOM's length where `bytes` begins with that of `encoding`, else 0. */
size_t em_encoding_bom(em_str bytes, em_encoding encoding);

/* Below this a guess is said aloud. */
#define EM_ENCODING_SURE 0.9

/* Decodes any encoding but UTF-8 (stream.c has that path), in pieces. */
typedef struct em_decoder em_decoder;

EM_MUST_CHECK em_status em_decoder_new(em_decoder **out, em_encoding encoding, em_error *err);
void em_decoder_free(em_decoder *decoder); /* NULL is fine */

/*
 * Appends the UTF-8 of `in` to `out`. What an incomplete character needs is kept for the next
 * call; `last` says that none comes. *replaced grows by the parts that became U+FFFD.
 */
EM_MUST_CHECK em_status em_decoder_put(em_decoder *decoder, em_buf *out, em_str in, bool last,
                                       uint64_t *replaced, em_error *err);

#endif
