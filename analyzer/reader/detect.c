/*
 * Which encoding a file is in, guessed from its first bytes: a BOM, the pattern of NUL bytes,
 * well-formed UTF-8, escape sequences; else each candidate decodes a sample, and what comes
 * out is weighed: how much of it are the most usual characters of that candidate's language, how
 * much is ill-formed or rare.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "reader/encoding.h"

#define SAMPLE_BYTES ((size_t)64 * 1024)

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

/*
 * UTF-8 with a few damaged places: multi-byte characters by far outnumber the ill-formed parts.
 * Text in any other encoding has next to no well-formed ones.
 */
static bool is_damaged_utf8(em_encoding_guess *out, em_str bytes)
{
    size_t good = 0, bad = 0;
    while (bytes.len) {
        uint32_t c;
        size_t taken = em_utf8_decode(&c, bytes.data, bytes.len);
        good += c != EM_UTF8_BAD && c >= 0x80;
        bad += c == EM_UTF8_BAD;
        bytes.data += taken;
        bytes.len -= taken;
    }
    if (good < 10 * bad)
        return false;
    *out = (em_encoding_guess){ EM_ENCODING_UTF_8, 0.99 * (double)good / (double)(good + bad), 0 };
    return true;
}

/* --- wide encodings without a BOM ------------------------------------------------------------- */

/* Blanks, line ends, digits and ASCII letters as whole units of `width` bytes: the share of all. */
static double plain_share(em_str bytes, size_t width, bool little)
{
    size_t plain = 0, units = bytes.len / width;
    for (size_t i = 0; i < units; i++) {
        const char *unit = bytes.data + i * width;
        size_t at = little ? 0 : width - 1;
        bool zeros = true;
        for (size_t j = 0; j < width; j++)
            zeros &= j == at || unit[j] == '\0';
        char c = unit[at];
        plain += zeros && c && (c == '\n' || c == '\r' || c == '\t' || (c >= ' ' && c < 0x7F));
    }
    return units ? (double)plain / (double)units : 0;
}

/* A few ASCII units are enough: in no other reading are there NULs beside blanks and commas, */
#define WIDE_SHARE 0.02
/* but for narrow text with a stray NUL: well-formed, and with fewer of them than a header gives. */
#define STRAY_SHARE 0.1

static bool has_stray_nuls_only(em_str bytes)
{
    size_t nuls = 0;
    for (size_t i = 0; i < bytes.len; i++)
        nuls += bytes.data[i] == '\0';
    return (double)nuls < STRAY_SHARE * (double)bytes.len && is_utf8(bytes, false);
}

static bool find_wide(em_encoding_guess *out, em_str bytes)
{
    static const struct {
        em_encoding encoding;
        size_t width;
        bool little;
    } WIDE[] = { { EM_ENCODING_UTF_32LE, 4, true },
                 { EM_ENCODING_UTF_32BE, 4, false },
                 { EM_ENCODING_UTF_16LE, 2, true },
                 { EM_ENCODING_UTF_16BE, 2, false } };
    double best = WIDE_SHARE;
    bool found = false;
    if (has_stray_nuls_only(bytes))
        return false;
    for (size_t i = 0; i < sizeof WIDE / sizeof *WIDE; i++) {
        double share = plain_share(bytes, WIDE[i].width, WIDE[i].little);
        if (share > best) {
            best = share;
            *out = (em_encoding_guess){ WIDE[i].encoding, 0.9 + 0.1 * share, 0 };
            found = true;
        }
    }
    return found;
}

/* --- escape sequences ----------------------------------------------------------------------------
 */

static bool find_escapes(em_encoding_guess *out, em_str bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        if ((unsigned char)bytes.data[i] >= 0x80)
            return false;
    const char *escape = memchr(bytes.data, 0x1B, bytes.len);
    size_t left = escape ? (size_t)(bytes.data + bytes.len - escape) : 0;
    if (left < 4)
        return false;
    bool korean = memcmp(escape + 1, "$)C", 3) == 0;
    bool japanese = memcmp(escape + 1, "$B", 2) == 0 || memcmp(escape + 1, "$@", 2) == 0 ||
                    memcmp(escape + 1, "(J", 2) == 0 || memcmp(escape + 1, "(I", 2) == 0;
    *out = (em_encoding_guess){ korean ? EM_ENCODING_ISO_2022_KR : EM_ENCODING_ISO_2022_JP, 0.95,
                                0 };
    return korean || japanese;
}

/* --- by what comes out
 * -------------------------------------------------------------------------------- */

/* Characters that running text of a language is full of (own choice of well-known ones). */
#define SIMPLIFIED                                                                                                                               \
    "的一是了不在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过" \
    "发"                                                                                                                                        \
    "后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前" \
    "开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最" \
    "重"                                                                                                                                        \
    "并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任" \
    "常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安" \
    "少"                                                                                                                                        \
    "报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五" \
    "基"                                                                                                                                        \
    "眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望" \
    "觉"                                                                                                                                        \
    "术领共确传师观清今切院让识候带导争运微博评论微信网发布来自客户端视频转发疫情武汉确诊"
#define TRADITIONAL                                                                                                                              \
    "的一是了不在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過" \
    "發"                                                                                                                                        \
    "後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前" \
    "開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最" \
    "重"                                                                                                                                        \
    "並物手應戰向頭文體政美相見被利什二等產或新己制身果加西月話合回特代內信表化老給世位次度門任"    \
    "常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安" \
    "少"                                                                                                                                        \
    "報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五" \
    "基"                                                                                                                                        \
    "眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品住告類求據程北邊死張該交規萬取拉格望" \
    "覺"                                                                                                                                        \
    "術領共確傳師觀清今切院讓識候帶導爭運台灣網誌文章喜歡覺得謝謝"
#define MARKS "，。！？：；、“”‘’（）《》「」『』【】…—～·　"
#define KANA                                                                                                                                     \
    "のにはをたがでてとしれさあいるなもまかりこうそきらくすちよけおつみめやせえわんどだじばびべぼ" \
    "ンスルトイラリクアドレタフコジムサマカシテロナパオブチニキメグバデエ"
#define JAPANESE KANA "、。「」ー日本語人大年会国中出時事自分者月上行生今見前後"
#define HANGUL                                                                                                                                   \
    "이다는을의가고에하지한사아기리어들그나도대자로서시은일인수해를있과스정부보주전여제구라것상선" \
    "우"                                                                                                                                        \
    "만소조게면거안비원장오마신성동국내유경모치니도했없말무미생세중때요너네데야래습니다까지"

static const struct {
    em_encoding encoding;
    const char *usual;
} CANDIDATES[] = {
    { EM_ENCODING_GB18030, SIMPLIFIED MARKS },
    { EM_ENCODING_BIG5, TRADITIONAL MARKS },
    { EM_ENCODING_SHIFT_JIS, JAPANESE },
    { EM_ENCODING_EUC_JP, JAPANESE },
    { EM_ENCODING_EUC_KR, HANGUL },
};

/* A sorted set of code points. */
#define USUAL_MAX 700

typedef struct usual_set {
    uint32_t characters[USUAL_MAX];
    size_t count;
} usual_set;

static void fill_usual(usual_set *set, const char *text)
{
    em_str rest = em_str_from(text);
    set->count = 0;
    while (rest.len && set->count < USUAL_MAX) {
        uint32_t c;
        size_t taken = em_utf8_decode(&c, rest.data, rest.len);
        rest.data += taken;
        rest.len -= taken;
        size_t at = set->count++;
        for (; at > 0 && set->characters[at - 1] > c; at--)
            set->characters[at] = set->characters[at - 1];
        set->characters[at] = c;
    }
}

static bool is_usual(const usual_set *set, uint32_t c)
{
    size_t low = 0, high = set->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (set->characters[middle] < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low < set->count && set->characters[low] == c;
}

static bool is_private(uint32_t c)
{
    return (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
}

/* Share of usual characters among those beyond ASCII, less what speaks against the candidate. */
static double weigh(em_str decoded, const usual_set *set, uint64_t replaced)
{
    size_t usual = 0, wide = 0, odd = replaced;
    while (decoded.len) {
        uint32_t c;
        size_t taken = em_utf8_decode(&c, decoded.data, decoded.len);
        decoded.data += taken;
        decoded.len -= taken;
        if (c < 0x80)
            continue;
        wide++;
        usual += is_usual(set, c);
        odd += is_private(c) || (c >= 0xFF61 && c <= 0xFF9F); /* half-width katakana */
    }
    if (wide == 0)
        return 0;
    double share = ((double)usual - 4.0 * (double)odd) / (double)wide;
    return share > 0 ? share : 0;
}

static double weigh_candidate(size_t candidate, em_str sample, bool whole)
{
    em_decoder *decoder;
    em_buf out;
    usual_set set;
    uint64_t replaced = 0;
    double weight = 0;
    em_buf_init(&out, 8 * SAMPLE_BYTES);
    if (em_decoder_new(&decoder, CANDIDATES[candidate].encoding, NULL) == EM_OK) {
        fill_usual(&set, CANDIDATES[candidate].usual);
        if (em_decoder_put(decoder, &out, sample, whole, &replaced, NULL) == EM_OK)
            weight = weigh(em_buf_str(&out), &set, replaced);
        em_decoder_free(decoder);
    }
    em_buf_release(&out);
    return weight;
}

/* Western text: a letter with an accent stands between ASCII letters, and there are few of them. */
static double weigh_western(em_str sample)
{
    size_t high = 0, fitting = 0;
    for (size_t i = 0; i < sample.len; i++) {
        unsigned char c = (unsigned char)sample.data[i];
        if (c < 0x80)
            continue;
        high++;
        unsigned char after = i + 1 < sample.len ? (unsigned char)sample.data[i + 1] : ' ';
        unsigned char before = i > 0 ? (unsigned char)sample.data[i - 1] : ' ';
        fitting += after < 0x80 && before < 0x80;
    }
    double share = high ? (double)fitting / (double)high : 0;
    return share > 0.5 ? share * 0.7 : share * 0.1;
}

/*
 * In running Chinese, half of the characters are usual ones. A clear winner is one that stands
 * far above the next: the distance says how sure the guess is.
 */
static double confidence_of(double best, double second)
{
    double clear = best > 0 ? (best - second) / best : 0;
    double strength = best > 0.35 ? 1 : best / 0.35;
    return 0.3 + 0.68 * clear * strength;
}

em_encoding_guess em_encoding_detect(em_str bytes, bool whole)
{
    em_encoding_guess guess = { EM_ENCODING_UTF_8, 1, 0 };
    if (find_bom(&guess, bytes))
        return guess;
    if (bytes.len > SAMPLE_BYTES) {
        em_str sample = { bytes.data, SAMPLE_BYTES };
        if (find_wide(&guess, sample) || find_escapes(&guess, sample))
            return guess;
    } else if (find_wide(&guess, bytes) || find_escapes(&guess, bytes)) {
        return guess;
    }
    if (is_utf8(bytes, whole))
        return guess;
    if (is_damaged_utf8(&guess, bytes))
        return guess;
    em_str sample = { bytes.data, bytes.len < SAMPLE_BYTES ? bytes.len : SAMPLE_BYTES };
    double best = weigh_western(sample), second = 0;
    guess = (em_encoding_guess){ EM_ENCODING_WINDOWS_1252, 0, 0 };
    for (size_t i = 0; i < sizeof CANDIDATES / sizeof *CANDIDATES; i++) {
        double weight = weigh_candidate(i, sample, whole && sample.len == bytes.len);
        if (weight > best) {
            second = best;
            best = weight;
            guess.encoding = CANDIDATES[i].encoding;
        } else if (weight > second) {
            second = weight;
        }
    }
    guess.confidence = confidence_of(best, second);
    return guess;
}
