/*
 * NFKC_Casefold over UTF-8 with a way back: case, width and compatibility forms folded,
 * default-ignorable characters out, ill-formed bytes replaced (Unicode 15, 3.9 and 3.13, R4).
 */
#ifndef EM_TEXT_NORMALISE_H
#define EM_TEXT_NORMALISE_H

#include "base/buf.h"
#include "text/chars.h"
#include "text/offsets.h"

#include <unicode/umachine.h>

/* NUL bytes behind the normalised text, so that it can be read 64 bytes at a time. */
#define EM_NORMALISER_PADDING 64

typedef struct em_normaliser {
    em_buf bytes;            /* the normalised text                                     */
    em_offsets offsets;      /* its way back                                            */
    EM_VEC(uint32_t) joints; /* where a ZERO WIDTH JOINER stood, in offsets of `bytes`   */
    EM_VEC(UChar) source;    /* one stretch that needs ICU, in UTF-16                    */
    EM_VEC(UChar) target;
    uint32_t replaced; /* ill-formed parts that became U+FFFD */
} em_normaliser;

void em_normaliser_init(em_normaliser *normaliser);
void em_normaliser_release(em_normaliser *normaliser);

/* Normalises `text` into the normaliser's fields, replacing what they held. */
EM_MUST_CHECK em_status em_normaliser_run(em_normaliser *normaliser, const em_chars *chars,
                                          em_str text, em_error *err);

#endif
