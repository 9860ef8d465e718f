/*
 * HTML of comment fields made plain: tags out, line breaks and emoticons kept, entities decoded.
 *
 *     <br> and </p>                      a line feed
 *     <img alt="[doge]">                 its alt text
 *     <script>, <style>, <!-- -->        out, with what they hold
 *     any other tag                      out
 *     &amp; &#x4F60; &#20320;            the character
 *
 * A '<' that begins no tag ("a < b", "<3") stays; behind a tag that never ends all does.
 */
#ifndef EM_TEXT_MARKUP_H
#define EM_TEXT_MARKUP_H

#include "base/buf.h"
#include "text/offsets.h"

/* Writes plain text to `out` (emptied first) and the way back to `offsets`. */
EM_MUST_CHECK em_status em_markup_strip(em_buf *out, em_offsets *offsets, em_str html,
                                        em_error *err);

/* False where em_markup_strip would change nothing. */
bool em_markup_found(em_str html);

#endif
