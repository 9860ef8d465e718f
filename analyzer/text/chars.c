/*
 * The character table, read from ICU's properties.
 *
 * Word-break classes follow ICU's root word.txt: letters of dictionary scripts are kept apart
 * from ALetter, and the colon is no MidLetter (CLDR 42 and later). What differs between
 * versions of ICU ('@' between letters) is found by asking its iterator.
 */
#include "text/chars.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "text/han.h"

#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ures.h>
#include <unicode/uset.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define CODE_POINTS 0x110000u
#define BLOCKS (CODE_POINTS / EM_CHARS_BLOCK)
/* Planes without characters share the block of one of their code points. */
#define LAST_IDEOGRAPH_PLANE_END 0x32400u
#define TAGS_START 0xE0000u
#define TAGS_END 0xE1000u

/* Where a block is not worth computing, the code point that stands for it; else itself. */
static uint32_t block_model(uint32_t first)
{
    if (first >= LAST_IDEOGRAPH_PLANE_END && first < TAGS_START)
        return 0x50000u;
    if (first >= TAGS_END)
        return 0xF0000u;
    return first;
}

/* --- properties of one character ------------------------------------------------------- */

static em_break_class break_class(UChar32 c, UScriptCode script)
{
    switch ((UWordBreakValues)u_getIntPropertyValue(c, UCHAR_WORD_BREAK)) {
    case U_WB_CR:
        return EM_BREAK_CR;
    case U_WB_LF:
        return EM_BREAK_LF;
    case U_WB_NEWLINE:
        return EM_BREAK_NEWLINE;
    case U_WB_WSEGSPACE:
        return EM_BREAK_SPACE;
    case U_WB_EXTEND:
        return script == USCRIPT_HAN ? EM_BREAK_HAN : EM_BREAK_EXTEND;
    case U_WB_FORMAT:
        return EM_BREAK_FORMAT;
    case U_WB_ZWJ:
        return EM_BREAK_ZWJ;
    case U_WB_HEBREW_LETTER:
        return EM_BREAK_HEBREW;
    case U_WB_NUMERIC:
        return EM_BREAK_NUMERIC;
    case U_WB_EXTENDNUMLET:
        return EM_BREAK_JOINER;
    case U_WB_MIDLETTER:
        return c == ':' || c == 0xFE55 || c == 0xFF1A ? EM_BREAK_OTHER : EM_BREAK_MID_LETTER;
    case U_WB_MIDNUM:
        return EM_BREAK_MID_NUM;
    case U_WB_MIDNUMLET:
        return EM_BREAK_MID_BOTH;
    case U_WB_SINGLE_QUOTE:
        return EM_BREAK_SINGLE_QUOTE;
    case U_WB_DOUBLE_QUOTE:
        return EM_BREAK_DOUBLE_QUOTE;
    case U_WB_REGIONAL_INDICATOR:
        return EM_BREAK_REGIONAL;
    case U_WB_KATAKANA:
        return EM_BREAK_KATAKANA;
    case U_WB_ALETTER:
        if (c >= 0xAC00 && c <= 0xD7A3)
            return EM_BREAK_HANGUL;
        if (script != USCRIPT_HAN && script != USCRIPT_HIRAGANA && script != USCRIPT_KATAKANA)
            return EM_BREAK_LETTER;
        break;
    default:
        break;
    }
    if (script == USCRIPT_HAN || script == USCRIPT_HIRAGANA)
        return EM_BREAK_HAN;
    if (script == USCRIPT_KATAKANA)
        return EM_BREAK_KATAKANA;
    if (u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT &&
        u_getIntPropertyValue(c, UCHAR_GRAPHEME_CLUSTER_BREAK) != U_GCB_CONTROL)
        return EM_BREAK_COMPLEX;
    return EM_BREAK_OTHER;
}

static em_script script_group(UScriptCode script)
{
    switch (script) {
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED:
    case USCRIPT_UNKNOWN:
        return EM_SCRIPT_NONE;
    case USCRIPT_LATIN:
        return EM_SCRIPT_LATIN;
    case USCRIPT_HAN:
        return EM_SCRIPT_HAN;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
        return EM_SCRIPT_KANA;
    case USCRIPT_HANGUL:
        return EM_SCRIPT_HANGUL;
    case USCRIPT_CYRILLIC:
        return EM_SCRIPT_CYRILLIC;
    case USCRIPT_GREEK:
        return EM_SCRIPT_GREEK;
    case USCRIPT_ARABIC:
        return EM_SCRIPT_ARABIC;
    case USCRIPT_HEBREW:
        return EM_SCRIPT_HEBREW;
    case USCRIPT_THAI:
        return EM_SCRIPT_THAI;
    case USCRIPT_DEVANAGARI:
        return EM_SCRIPT_DEVANAGARI;
    default:
        return EM_SCRIPT_OTHER;
    }
}

static em_char_kind char_kind(UChar32 c, em_break_class class, bool pictograph)
{
    switch (class) {
    case EM_BREAK_EXTEND:
    case EM_BREAK_FORMAT:
    case EM_BREAK_ZWJ:
        return EM_CHAR_MARK;
    case EM_BREAK_LETTER:
    case EM_BREAK_HEBREW:
    case EM_BREAK_HANGUL:
    case EM_BREAK_JOINER:
        return EM_CHAR_LETTER;
    case EM_BREAK_NUMERIC:
        return EM_CHAR_DIGIT;
    case EM_BREAK_KATAKANA:
    case EM_BREAK_HAN:
    case EM_BREAK_COMPLEX:
        return EM_CHAR_UNSPACED;
    case EM_BREAK_REGIONAL:
        return EM_CHAR_EMOJI;
    default:
        break;
    }
    if (u_isUWhiteSpace(c))
        return EM_CHAR_BLANK;
    if (c >= 0x80 && pictograph)
        return EM_CHAR_EMOJI;
    int8_t category = u_charType(c);
    if (category == U_CONTROL_CHAR || category == U_FORMAT_CHAR)
        return EM_CHAR_HIDDEN;
    return u_isalnum(c) ? EM_CHAR_LETTER : EM_CHAR_OTHER;
}

static uint32_t char_bits(UChar32 c)
{
    UErrorCode code = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(c, &code);
    em_break_class class = break_class(c, script);
    bool pictograph = u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC);
    uint32_t bits = (uint32_t) class | (uint32_t)char_kind(c, class, pictograph) << 5 |
                    (uint32_t)script_group(script) << 9;
    if (pictograph)
        bits |= EM_CHAR_PICTOGRAPH;
    if (u_hasBinaryProperty(c, UCHAR_EMOJI_MODIFIER))
        bits |= EM_CHAR_MODIFIER;
    return bits;
}

/* --- building ----------------------------------------------------------------------------- */

typedef struct builder {
    em_chars *chars;
    const UNormalizer2 *normalizer;
    EM_VEC(uint32_t) bits;
    EM_VEC(uint32_t) aux;
    EM_VEC(char) pool;
    uint8_t *sorts; /* a block_sort for each block */
    bool private_blocks[LAST_IDEOGRAPH_PLANE_END / EM_CHARS_BLOCK];
    bool failed;
} builder;

static uint32_t add_mapping(builder *b, const char *bytes, size_t len)
{
    uint32_t offset = (uint32_t)b->pool.len;
    for (size_t i = 0; i < len; i++)
        if (!em_vec_push(&b->pool, bytes[i]))
            b->failed = true;
    return offset << 8 | (uint32_t)len;
}

/* How NFKC_Casefold treats `c` alone; stores its mapping, if any, in *aux. */
static uint32_t normal_bits(builder *b, UChar32 c, uint32_t *aux)
{
    if (U_IS_SURROGATE(c) || unorm2_isInert(b->normalizer, c))
        return EM_CHAR_STARTS;
    uint32_t bits = unorm2_hasBoundaryBefore(b->normalizer, c) ? EM_CHAR_STARTS : 0;
    UErrorCode code = U_ZERO_ERROR;
    UChar source[2], target[40];
    int32_t source_len = 0;
    U16_APPEND_UNSAFE(source, source_len, c);
    int32_t target_len = unorm2_normalize(b->normalizer, source, source_len, target, 40, &code);
    if (U_FAILURE(code)) {
        b->failed = true;
        return bits;
    }
    if (target_len == 0)
        return bits | EM_CHAR_DROPPED;
    if (target_len == source_len && u_memcmp(source, target, source_len) == 0)
        return bits;
    char bytes[120];
    int32_t len = 0;
    u_strToUTF8(bytes, sizeof bytes, &len, target, target_len, &code);
    *aux = add_mapping(b, bytes, (size_t)len);
    return bits | EM_CHAR_MAPPED;
}

/* Stores a block, or finds the equal one already there; its number. */
static uint16_t store_block(builder *b, bool aux, const uint32_t *block)
{
    const uint32_t *have = aux ? b->aux.items : b->bits.items;
    size_t len = aux ? b->aux.len : b->bits.len;
    /* Equal blocks mostly stand near each other: look at the last 32, and at the first. */
    size_t count = len / EM_CHARS_BLOCK;
    size_t from = count > 32 ? count - 32 : 0;
    if (count && memcmp(have, block, EM_CHARS_BLOCK * sizeof *block) == 0)
        return 0;
    for (size_t i = from; i < count; i++)
        if (memcmp(have + i * EM_CHARS_BLOCK, block, EM_CHARS_BLOCK * sizeof *block) == 0)
            return (uint16_t)i;
    for (size_t i = 0; i < EM_CHARS_BLOCK; i++)
        if (!(aux ? em_vec_push(&b->aux, block[i]) : em_vec_push(&b->bits, block[i])))
            b->failed = true;
    return (uint16_t)count;
}

/*
 * Characters of two sorts fill more than half of the blocks and have all their properties in
 * common: unified ideographs, and code points that are not assigned and for which no property but
 * the usual ones is reserved.
 */
typedef enum block_sort { BLOCK_MIXED, BLOCK_IDEOGRAPHS, BLOCK_UNASSIGNED, BLOCK_SORTS } block_sort;

/* Gives a sort to the blocks that lie in [first, end); with `touched` also to those that lap over.
 */
static void sort_range(const builder *b, UChar32 first, UChar32 end, block_sort sort, bool touched)
{
    uint32_t last = EM_CHARS_BLOCK - 1;
    uint32_t from = ((uint32_t)first + (touched ? 0 : last)) / EM_CHARS_BLOCK;
    uint32_t to = ((uint32_t)end + (touched ? last : 0)) / EM_CHARS_BLOCK;
    for (uint32_t i = from; i < to; i++)
        b->sorts[i] = (uint8_t)sort;
}

static UBool U_CALLCONV sort_unassigned(const void *context, UChar32 first, UChar32 end,
                                        UCharCategory category)
{
    if (category == U_UNASSIGNED)
        sort_range(context, first, end, BLOCK_UNASSIGNED, false);
    return true;
}

static void sort_by_property(builder *b, UProperty property, block_sort sort)
{
    UErrorCode code = U_ZERO_ERROR;
    const USet *set = u_getBinaryPropertySet(property, &code);
    int32_t ranges = U_SUCCESS(code) ? uset_getItemCount(set) : 0;
    for (int32_t i = 0; i < ranges; i++) {
        UChar32 first = 0, last = 0;
        uset_getItem(set, i, &first, &last, NULL, 0, &code);
        sort_range(b, first, last + 1, sort, sort == BLOCK_MIXED);
    }
    b->failed |= U_FAILURE(code);
}

static void sort_blocks(builder *b)
{
    u_enumCharTypes(sort_unassigned, b);
    sort_by_property(b, UCHAR_UNIFIED_IDEOGRAPH, BLOCK_IDEOGRAPHS);
    sort_by_property(b, UCHAR_EXTENDED_PICTOGRAPHIC, BLOCK_MIXED);
    sort_by_property(b, UCHAR_DEFAULT_IGNORABLE_CODE_POINT, BLOCK_MIXED);
}

static void share_block(em_chars *chars, uint32_t block, uint32_t model)
{
    chars->index[block] = chars->index[model];
    chars->aux_index[block] = chars->aux_index[model];
}

static void build_blocks(builder *b)
{
    em_chars *chars = b->chars;
    uint32_t models[BLOCK_SORTS] = { 0 }; /* the first block of its sort; 0: none so far */
    sort_blocks(b);
    for (uint32_t i = 0; i < BLOCKS && !b->failed; i++) {
        uint32_t first = i * EM_CHARS_BLOCK;
        uint32_t model = block_model(first);
        block_sort sort = model < first ? BLOCK_MIXED : (block_sort)b->sorts[i];
        if (model < first || models[sort]) {
            share_block(chars, i, model < first ? model / EM_CHARS_BLOCK : models[sort]);
            continue;
        }
        if (sort != BLOCK_MIXED)
            models[sort] = i;
        uint32_t bits[EM_CHARS_BLOCK], aux[EM_CHARS_BLOCK] = { 0 };
        for (uint32_t k = 0; k < EM_CHARS_BLOCK; k++) {
            UChar32 c = (UChar32)(model + k);
            bits[k] = char_bits(c) | normal_bits(b, c, &aux[k]);
        }
        chars->index[i] = store_block(b, false, bits);
        chars->aux_index[i] = store_block(b, true, aux);
    }
}

/* --- Traditional and Simplified ----------------------------------------------------------- */

static uint32_t *bits_of(builder *b, uint32_t c)
{
    return &b->bits.items[(uint32_t)b->chars->index[c / EM_CHARS_BLOCK] * EM_CHARS_BLOCK +
                          c % EM_CHARS_BLOCK];
}

/*
 * Gives the block of `c` to it alone: blocks that were equal are stored once, but of their
 * characters only some fold, and to forms of their own.
 */
static void make_private(builder *b, uint32_t c)
{
    uint32_t block = c / EM_CHARS_BLOCK;
    if (b->private_blocks[block])
        return;
    b->private_blocks[block] = true;
    uint32_t copy[EM_CHARS_BLOCK], aux_copy[EM_CHARS_BLOCK];
    memcpy(copy, b->bits.items + (size_t)b->chars->index[block] * EM_CHARS_BLOCK, sizeof copy);
    memcpy(aux_copy, b->aux.items + (size_t)b->chars->aux_index[block] * EM_CHARS_BLOCK,
           sizeof aux_copy);
    b->chars->index[block] = (uint16_t)(b->bits.len / EM_CHARS_BLOCK);
    b->chars->aux_index[block] = (uint16_t)(b->aux.len / EM_CHARS_BLOCK);
    for (size_t i = 0; i < EM_CHARS_BLOCK; i++)
        if (!em_vec_push(&b->bits, copy[i]) || !em_vec_push(&b->aux, aux_copy[i]))
            b->failed = true;
}

static bool in_charset(UConverter *converter, UChar32 c, bool *common)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar source[2];
    int32_t source_len = 0;
    char bytes[8];
    U16_APPEND_UNSAFE(source, source_len, c);
    ucnv_reset(converter);
    int32_t len = ucnv_fromUChars(converter, bytes, sizeof bytes, source, source_len, &code);
    if (U_FAILURE(code) || len != 2)
        return false;
    /* Big5 puts its 5,401 common characters below C6A1; the rare ones above. */
    *common = (unsigned char)bytes[0] < 0xC7;
    return true;
}

typedef struct fold_source {
    UTransliterator *to_simplified;
    UConverter *gb2312, *big5;
} fold_source;

static void close_fold_source(fold_source *source)
{
    if (source->to_simplified)
        utrans_close(source->to_simplified);
    if (source->gb2312)
        ucnv_close(source->gb2312);
    if (source->big5)
        ucnv_close(source->big5);
}

/*
 * By its name alone, ICU first registers all of its several hundred transliterators, which takes
 * three times as long as this one's rules: so they are read where ICU keeps them. NULL: not there.
 */
static UTransliterator *open_by_rules(const UChar *id)
{
    UErrorCode code = U_ZERO_ERROR;
    int32_t len = 0;
    UResourceBundle *root = ures_openDirect(U_ICUDATA_NAME "-translit", "root", &code);
    UResourceBundle *at = ures_getByKey(root, "RuleBasedTransliteratorIDs", NULL, &code);
    at = ures_getByKey(at, "Hant-Hans", at, &code);
    at = ures_getByKey(at, "file", at, &code);
    const UChar *direction = ures_getStringByKey(at, "direction", &len, &code);
    bool reverse = U_SUCCESS(code) && len && direction[0] == 'R'; /* else FORWARD */
    const UChar *rules = ures_getStringByKey(at, "resource", &len, &code);
    UTransliterator *opened = U_SUCCESS(code)
                                  ? utrans_openU(id, -1, reverse ? UTRANS_REVERSE : UTRANS_FORWARD,
                                                 rules, len, NULL, &code)
                                  : NULL;
    ures_close(at);
    ures_close(root);
    return U_SUCCESS(code) ? opened : NULL;
}

static em_status open_fold_source(fold_source *source, em_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar id[16];
    u_uastrcpy(id, "Hant-Hans");
    *source = (fold_source){ .to_simplified = open_by_rules(id) };
    if (!source->to_simplified)
        source->to_simplified = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    source->gb2312 = ucnv_open("gb2312", &code);
    source->big5 = ucnv_open("big5", &code);
    if (U_SUCCESS(code))
        ucnv_setFromUCallBack(source->gb2312, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL, &code);
    if (U_SUCCESS(code))
        ucnv_setFromUCallBack(source->big5, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL, &code);
    if (U_FAILURE(code)) {
        close_fold_source(source);
        return em_error_set(err, EM_E_SYSTEM, "ICU cannot open its Chinese data: %s",
                            u_errorName(code));
    }
    return EM_OK;
}

static UChar32 simplified_of(UTransliterator *to_simplified, UChar32 c)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar text[8];
    int32_t len = 0, at = 0;
    U16_APPEND_UNSAFE(text, len, c);
    int32_t limit = len;
    utrans_transUChars(to_simplified, text, &len, 8, 0, &limit, &code);
    UChar32 simplified;
    if (U_FAILURE(code) || len == 0)
        return c;
    U16_NEXT(text, at, len, simplified);
    bool same_length = at == len && (simplified > 0xFFFF) == (c > 0xFFFF) && simplified > 0x7FF;
    return same_length ? simplified : c;
}

/* A character tells a script where the other's everyday character set lacks it. */
static void mark_telling(builder *b, const fold_source *source, uint32_t traditional,
                         uint32_t simplified)
{
    bool common;
    if (!in_charset(source->gb2312, (UChar32)traditional, &common))
        *bits_of(b, traditional) |= EM_CHAR_HANT;
    bool in_big5 = in_charset(source->big5, (UChar32)simplified, &common);
    if (!in_big5 || !common)
        *bits_of(b, simplified) |= EM_CHAR_HANS;
}

static void set_aux(builder *b, uint32_t c, uint32_t value)
{
    b->aux.items[(uint32_t)b->chars->aux_index[c / EM_CHARS_BLOCK] * EM_CHARS_BLOCK +
                 c % EM_CHARS_BLOCK] = value;
}

/* Characters that fold beside certain neighbours alone, and those that begin a stub. */
static void mark_special(builder *b)
{
    static const char FOLD_BESIDE[] = "甚覆", BEGIN_STUB[] = "网查展转轉全";
    for (uint32_t at = 0; FOLD_BESIDE[at];) {
        uint32_t c = em_chars_next(FOLD_BESIDE, &at);
        make_private(b, c);
        *bits_of(b, c) |= EM_CHAR_FOLDS;
        set_aux(b, c, c);
    }
    for (uint32_t at = 0; BEGIN_STUB[at];) {
        uint32_t c = em_chars_next(BEGIN_STUB, &at);
        make_private(b, c);
        *bits_of(b, c) |= EM_CHAR_STUB;
    }
}

static bool is_ideograph(uint32_t c)
{
    return (c >= 0x3400 && c < 0xA000) || (c >= 0x20000 && c < LAST_IDEOGRAPH_PLANE_END);
}

static void fold_character(builder *b, const fold_source *source, uint32_t c)
{
    uint32_t simplified = (uint32_t)simplified_of(source->to_simplified, (UChar32)c);
    if (simplified == c || *bits_of(b, c) & EM_CHAR_MAPPED)
        return;
    make_private(b, c);
    make_private(b, simplified);
    if (b->failed)
        return;
    *bits_of(b, c) |= EM_CHAR_FOLDS;
    set_aux(b, c, simplified);
    mark_telling(b, source, c, simplified);
}

static em_status build_fold(builder *b, em_error *err)
{
    fold_source source;
    UErrorCode code = U_ZERO_ERROR;
    em_status status = open_fold_source(&source, err);
    if (status != EM_OK)
        return status;
    USet *folding = uset_openEmpty();
    utrans_getSourceSet(source.to_simplified, true, folding, &code);
    int32_t ranges = U_SUCCESS(code) ? uset_getItemCount(folding) : 0;
    for (int32_t i = 0; i < ranges && !b->failed; i++) {
        UChar32 first, last;
        if (uset_getItem(folding, i, &first, &last, NULL, 0, &code) != 0)
            continue; /* a string */
        for (UChar32 c = first; c <= last && !b->failed; c++)
            if (is_ideograph((uint32_t)c))
                fold_character(b, &source, (uint32_t)c);
    }
    uset_close(folding);
    close_fold_source(&source);
    if (U_FAILURE(code))
        return em_error_set(err, EM_E_SYSTEM, "ICU cannot list what it folds: %s",
                            u_errorName(code));
    mark_special(b);
    return EM_OK;
}

/* --- what the ICU at hand tailors --------------------------------------------------------- */

static em_status ask_icu_about_at(em_chars *chars, em_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar text[4];
    u_uastrcpy(text, "a@b");
    UBreakIterator *words = ubrk_open(UBRK_WORD, "en", text, 3, &code);
    if (U_FAILURE(code))
        return em_error_set(err, EM_E_SYSTEM, "ICU cannot open its word rules: %s",
                            u_errorName(code));
    chars->at_is_letter = !ubrk_isBoundary(words, 1);
    ubrk_close(words);
    return EM_OK;
}

static void fill_ascii(em_chars *chars)
{
    for (uint32_t c = 0; c < 128; c++)
        chars->ascii_break[c] = chars->ascii_tailor[c] = (uint8_t)EM_CHAR_BREAK(
            em_chars_bits(chars, c));
    if (chars->at_is_letter)
        chars->ascii_tailor['@'] = EM_BREAK_LETTER;
}

static void fill_han(em_chars *chars)
{
    for (uint32_t i = 0; i < EM_HAN_COUNT; i++) {
        uint32_t bits = em_chars_bits(chars, EM_HAN_FIRST + i);
        bool asks = bits & (EM_CHAR_FOLDS | EM_CHAR_HANT | EM_CHAR_STUB);
        bool simplified = bits & EM_CHAR_HANS;
        chars->han[i] = (uint8_t)(asks         ? EM_CHARS_HAN_ASKS
                                  : simplified ? EM_CHARS_HAN_SIMPLIFIED
                                               : 0);
    }
}

static void fill_narrow(em_chars *chars)
{
    for (uint32_t i = 0; i < 128; i++) {
        uint32_t bits = em_chars_bits(chars, 0xFF00 + i);
        bool maps = bits & EM_CHAR_MAPPED && bits & EM_CHAR_STARTS;
        em_str form = maps ? em_chars_mapping(chars, 0xFF00 + i) : (em_str){ NULL, 0 };
        chars->narrow[i] = form.len == 1 ? form.data[0] : 0;
    }
}

static em_status build(builder *b, em_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    em_chars *chars = b->chars;
    b->normalizer = unorm2_getNFKCCasefoldInstance(&code);
    if (U_FAILURE(code))
        return em_error_set(err, EM_E_SYSTEM, "ICU cannot open its normalisation data: %s",
                            u_errorName(code));
    chars->index = em_mem_zalloc(BLOCKS, sizeof *chars->index);
    chars->aux_index = em_mem_zalloc(BLOCKS, sizeof *chars->aux_index);
    chars->han = em_mem_zalloc(EM_HAN_COUNT, sizeof *chars->han);
    if (!chars->index || !chars->aux_index || !chars->han)
        return em_error_set(err, EM_E_MEMORY, "no memory for the character table");
    build_blocks(b);
    em_status status = b->failed ? EM_OK : build_fold(b, err);
    chars->bits = b->bits.items;
    chars->aux = b->aux.items;
    chars->pool = b->pool.items;
    if (status == EM_OK && b->failed)
        return em_error_set(err, EM_E_MEMORY, "no memory for the character table");
    if (status == EM_OK)
        status = ask_icu_about_at(chars, err);
    if (status == EM_OK) {
        fill_ascii(chars);
        fill_han(chars);
        fill_narrow(chars);
    }
    return status;
}

em_status em_chars_new(em_chars **out, em_error *err)
{
    *out = NULL;
    builder b = { .chars = em_mem_zalloc(1, sizeof(em_chars)),
                  .sorts = em_mem_zalloc(BLOCKS, sizeof *b.sorts) };
    em_status status = b.chars && b.sorts
                           ? build(&b, err)
                           : em_error_set(err, EM_E_MEMORY, "no memory for the character table");
    em_mem_free(b.sorts);
    if (status != EM_OK) {
        em_chars_free(b.chars);
        return status;
    }
    *out = b.chars;
    return EM_OK;
}

void em_chars_free(em_chars *chars)
{
    if (!chars)
        return;
    em_mem_free(chars->index);
    em_mem_free(chars->bits);
    em_mem_free(chars->aux_index);
    em_mem_free(chars->aux);
    em_mem_free(chars->pool);
    em_mem_free(chars->han);
    em_mem_free(chars);
}
