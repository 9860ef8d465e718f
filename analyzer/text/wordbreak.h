/*
 * Word boundaries by UAX #29 as ICU's root rules have them, straight over UTF-8.
 *
 * Equal to ICU's word iterator for all text without dictionary scripts. A chain of Han and kana
 * or a run of Thai, Lao, Khmer or Burmese comes back as one piece, for a dictionary to cut.
 */
#ifndef EM_TEXT_WORDBREAK_H
#define EM_TEXT_WORDBREAK_H

#include "text/chars.h"

typedef struct em_wordbreak {
    const em_chars *chars;
    const uint8_t *ascii; /* chars->ascii_break or chars->ascii_tailor */
} em_wordbreak;

/* The boundary after `at` (at < text.len); `text` is well-formed UTF-8. */
uint32_t em_wordbreak_next(const em_wordbreak *rules, em_str text, uint32_t at);

#endif
