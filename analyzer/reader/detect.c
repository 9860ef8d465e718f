/* Which encoding a file is in, guessed from its first bytes. */
#include "base/str.h"
#include "base/utf8.h"
#include "reader/encoding.h"

static bool find_bom(em_encoding_guess *out, em_str bytes)
{
    /* UTF-32LE first: its BOM begins like that of UTF-16LE. */
    static const em_encoding WITH_BOM[] = { EM_ENCODING_UTF_32LE, EM_ENCODING_UTF_32BE,
                                            EM_ENCODING_UTF_8,    EM_ENCODING_UTF_16LE,
                                            EM_ENCODING_UTF_16BE, EM_ENCODING_GB18030 };
    for (size_t i = 0; i < sizeof WITH_BOM / sizeof *WITH_BOM; i++) {
        size_t bom = em_encoding_bom(bytes, WITH_BOM[i]);
        if (bom) {
            *out = (em_encoding_guess){ WITH_BOM[i], 1, bom };
            return true;
        }
    }
    return false;
}

/* Well-formed but for a character that the end of the sample cuts. */
static bool is_utf8(em_str bytes, bool whole)
{
    size_t bad;
    return em_utf8_is_valid(bytes.data, bytes.len, &bad) || (!whole && bytes.len - bad < 4);
}

em_encoding_guess em_encoding_detect(em_str bytes, bool whole)
{
    em_encoding_guess guess = { EM_ENCODING_UTF_8, 1, 0 };
    if (find_bom(&guess, bytes) || is_utf8(bytes, whole))
        return guess;
    return (em_encoding_guess){ EM_ENCODING_GB18030, 0.5, 0 };
}
