/* Words by UAX #29 and ICU's dictionaries, for tokenize and keyness. */
#include "text/scratch.h"

#include "base/utf8.h"

/* Decodes `text` to UTF-16 with the byte offset of each unit; ill-formed parts are U+FFFD. */
static em_status to_utf16(em_text_scratch *scratch, em_str text)
{
    em_vec_clear(&scratch->utf16);
    em_vec_clear(&scratch->utf16_offsets);
    if (!em_vec_reserve(&scratch->utf16, text.len + 1) ||
        !em_vec_reserve(&scratch->utf16_offsets, text.len + 1))
        return EM_E_MEMORY;
    for (size_t at = 0; at < text.len;) {
        uint32_t c;
        size_t taken = em_utf8_decode(&c, text.data + at, text.len - at);
        int32_t unit = (int32_t)scratch->utf16.len;
        U16_APPEND_UNSAFE(scratch->utf16.items, unit, (UChar32)(c == EM_UTF8_BAD ? 0xFFFD : c));
        while (scratch->utf16.len < (size_t)unit) {
            scratch->utf16.len++;
            scratch->utf16_offsets.items[scratch->utf16_offsets.len++] = (uint32_t)at;
        }
        at += taken;
    }
    scratch->utf16_offsets.items[scratch->utf16_offsets.len++] = (uint32_t)text.len;
    return EM_OK;
}

em_status em_words__cut(em_text_scratch *scratch, const em_text_model *model, em_str text)
{
    (void)model;
    UErrorCode code = U_ZERO_ERROR;
    em_vec_clear(&scratch->boundaries);
    em_status status = to_utf16(scratch, text);
    if (status != EM_OK)
        return status;
    ubrk_setText(scratch->words, scratch->utf16.items, (int32_t)scratch->utf16.len, &code);
    if (U_FAILURE(code))
        return EM_E_SYSTEM;
    for (int32_t at = ubrk_first(scratch->words); at != UBRK_DONE; at = ubrk_next(scratch->words))
        if (!em_vec_push(&scratch->boundaries, scratch->utf16_offsets.items[at]))
            return EM_E_MEMORY;
    return EM_OK;
}
