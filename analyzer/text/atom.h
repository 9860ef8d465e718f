/*
 * Stretches that hold together whatever the word rules say: web addresses, @names, emoticons,
 * hashtags. Each function looks at `at` alone and returns the end of what begins there, or `at`.
 * `text` is well-formed UTF-8; ASCII letters may have any case.
 */
#ifndef EM_TEXT_ATOM_H
#define EM_TEXT_ATOM_H

#include "text/chars.h"

/* http://..., https://..., www...., and the short forms t.cn/ t.co/ youtu.be/ pic.twitter.com/. */
uint32_t em_atom_url(em_str text, uint32_t at);

/* @name: letters, digits, - and _ of any script; none right behind a letter or digit (mail). */
uint32_t em_atom_mention(const em_chars *chars, em_str text, uint32_t at);

/* [doge] [赞] [笑cry]: up to eight characters in square brackets. */
uint32_t em_atom_bracket_emoticon(const em_chars *chars, em_str text, uint32_t at);

/* :-) ;( =D ^_^ >_< <3 and their kin. */
uint32_t em_atom_ascii_emoticon(em_str text, uint32_t at);

/*
 * What a platform puts there: 网页链接, 查看图片, 展开全文, 全文 behind three dots; 转发微博 only
 * as the whole text. *start may move back over the dots.
 */
uint32_t em_atom_stub(em_str text, uint32_t *start);

/*
 * #topic# (closed by a second mark) or #tag: returns the end, and whether it is closed.
 */
uint32_t em_atom_hashtag(const em_chars *chars, em_str text, uint32_t at, bool *closed);

#endif
