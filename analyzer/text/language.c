/* The language of a comment, by script, common words and rare letters. */
#include "text/language.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

/* Words of up to eight bytes, keyed by those bytes; longer ones are not looked at. */
#define KEY_BYTES 8u
#define TABLE_SLOTS 4096u
#define MAX_ENTRIES 1024u
/* A hit is shared among the languages that have the word. */
#define HIT 60u
/* So many words that are English alone, beyond two for each that is not English, settle it. */
#define ENOUGH 2
#define FOREIGN (-2)
/* Of words that tell nothing, so few may still pass for English when all are ASCII. */
#define FEW_WORDS 3u
#define MIXED_WORDS 3u
/* Between languages that share the words found, English, the commonest, wins. */
#define ENGLISH_FIRST (HIT / 10)

enum { ENGLISH, SPANISH, FRENCH, GERMAN, ITALIAN, PORTUGUESE, DUTCH, LANGUAGES = 20 };

static const struct {
    const char *id;
    const char *words;
} WORDS[LANGUAGES] = {
    [ENGLISH] = { "en",
                  "a i an the and of to in is it you that for was on are with as at be this have "
                  "from or had by "
                  "but not what all were we when your can said there an each which she do "
                  "how their if will "
                  "up other about out many then them these so some her would make him has "
                  "look more could "
                  "go see no way who my than been now find long get come did made may i he "
                  "they its a "
                  "just like love really very because why come back im ive dont cant wont u ur "
                  "don't it's i'm can't that's you're "
                  "didn't isn't "
                  "nice great good always never much people should wish best beautiful "
                  "lovely happy thank "
                  "thanks please want know think our me us too also only even still well "
                  "here where off" },
    [SPANISH] = { "es", "el la los las un una unos que de en y a por con para es son no se lo su "
                        "sus al del como "
                        "más pero muy ya este esta esto ese esa eso todo todos está estoy soy hay "
                        "ser tiene "
                        "cuando donde quien también qué porque si sin sobre hasta nada yo tú él "
                        "ella nos mi "
                        "menuda gracias día vez feliz primera después me te le fue era hoy siempre "
                        "nunca mejor" },
    [FRENCH] = { "fr", "le la les un une des du de et est sont dans que qui pour pas sur avec au "
                       "aux ce cette ces "
                       "il elle ils nous vous je tu on ne se sa son ses mon ma mes plus mais ou où "
                       "par tout "
                       "très bien être avoir fait comme c'est j'ai j'adore d'un qu'il n'est merci "
                       "encore hier "
                       "soir y en quand aussi trop sans leur été a" },
    [GERMAN] = { "de", "der die das und ist ich nicht ein eine einen einem einer zu den dem des "
                       "mit für auf im in von "
                       "es sie er wir ihr auch wie so aber oder wenn nur noch schon war sind bin "
                       "hat haben wird "
                       "kann mehr sehr ja nein mir mich dich uns sich bei nach aus dass was wer "
                       "hier immer "
                       "nächstes jahr schön vom zum zur über doch mal heute danke" },
    [ITALIAN] = { "it", "il lo la i gli le un una di che è e per con non si da in del della dei "
                        "delle al alla sono "
                        "come ma anche più questo questa quello cosa chi quando mio mia suo sua "
                        "molto bene "
                        "sempre mai tutto tutti ho hai ha abbiamo grazie perché sei nel nella ci "
                        "se o bella" },
    [PORTUGUESE] = { "pt", "o a os as um uma de que e do da dos das em no na para com não por mais "
                           "se como mas foi "
                           "ao ele ela seu sua ou quando muito nos já eu também só pelo pela até "
                           "isso são "
                           "está você vocês meu minha esse essa tem ser vai bom dia obrigado tudo "
                           "nunca sempre" },
    [DUTCH] = { "nl", "de het een en van ik te dat die in is niet je zijn op aan met als voor er "
                      "maar om dan wat mijn "
                      "ook hij zij wij ze we naar heb heeft nog wel bij uit door over geen kan "
                      "meer zo deze "
                      "dit was veel goed mooi heel leuk waar" },
    { "sv", "och att det som en på är av för med till den har de inte om ett han men var jag vi du "
            "så hon kan "
            "när eller från mycket bara alla min sig också vad nu här där" },
    { "da", "og i at det er en til på for med den har de ikke af som et var jeg men han vi du så "
            "kan fra eller "
            "meget også hvad nu her der hun mig sig blev skal" },
    { "pl", "i w nie na się z do to jest że jak co tak za po ale o czy już tylko dla od przez ich "
            "był być może "
            "bardzo jestem mnie ja ty my kto gdzie kiedy są jego jej" },
    { "tr", "bir ve bu da de için çok ne var mi ben sen o gibi daha ama değil kadar her şey olarak "
            "olan yok "
            "mı mu iyi en ile biz siz güzel nasıl bana sana diye" },
    { "id", "yang dan di itu dengan untuk tidak ini dari dalam akan pada saya juga ke bisa ada "
            "kamu kita aku "
            "sudah atau seperti apa tapi banget nggak gak ya mau lebih sangat orang bukan" },
    { "fi", "ja on ei se että en ole mutta niin kuin hän minä sinä oli ovat nyt vain jos myös kun "
            "mitä tämä "
            "kaikki hyvä olen olla" },
    { "ro", "și în de la cu nu pe este să că din un o mai care sunt pentru ce dar au fost foarte "
            "eu tu el ea noi "
            "dacă asta acest cum" },
    { "vi", "và là của không có được cho một các tôi bạn này với người những đã trong khi rất như "
            "thì mình cũng "
            "anh em đi lại sẽ" },
    { "tl", "ang ng sa na mga ay ko mo ako ka siya kayo kami hindi wala lang naman po din rin pa "
            "ba talaga kung "
            "para yung si ni kay kasi pero" },
    { "cs", "a je se na to že v s z do i jako ale tak jsem jsou pro by co o už jen kdy být také "
            "který není "
            "moc jak když" },
    { "hu", "a az és hogy nem is egy ez van de meg csak mint már még el volt ha nagyon én te mi ki "
            "itt azt "
            "ezt jó lesz" },
    { "no", "og i det er en til på som for med den har de ikke av et var jeg men han vi du så kan "
            "fra eller "
            "veldig også hva nå her der hun meg seg ble skal" },
    { "sw", "na ya wa ni kwa katika hii hiyo lakini sana mimi wewe yeye sisi hapa kama au tu pia "
            "kuwa bila "
            "watu leo" },
};

/* Letters that point to a language where its words do not: two bytes in UTF-8. */
static const struct {
    const char *letter;
    const char *id;
} LETTERS[] = {
    { "ñ", "es" }, { "¿", "es" }, { "¡", "es" }, { "ß", "de" }, { "ğ", "tr" }, { "ş", "tr" },
    { "ı", "tr" }, { "ł", "pl" }, { "ż", "pl" }, { "ś", "pl" }, { "ą", "pl" }, { "ę", "pl" },
    { "ã", "pt" }, { "õ", "pt" }, { "ő", "hu" }, { "ű", "hu" }, { "ă", "ro" }, { "ț", "ro" },
    { "ř", "cs" }, { "ě", "cs" }, { "ů", "cs" }, { "đ", "vi" }, { "ơ", "vi" }, { "ư", "vi" },
    { "ø", "da" }, { "å", "sv" }, { "œ", "fr" }, { "ê", "fr" }, { "ü", "de" },
};

typedef struct entry {
    uint64_t key;
    uint32_t set;    /* a bit per language                             */
    uint16_t next;   /* of the same slot; 0, where nothing is: no more */
    int16_t balance; /* what it weighs for English                     */
} entry;

/* Most words are in no list, and of those that are most are English: the slots are small, and the
 * entries of one language stand together, so that what is looked at stays near. */
struct em_languages {
    uint16_t slots[TABLE_SLOTS]; /* the first entry */
    entry entries[MAX_ENTRIES];
    uint32_t count;
};

/* --- the table of words ------------------------------------------------------------------- */

static inline uint32_t slot_of(uint64_t key)
{
    return (uint32_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 52) % TABLE_SLOTS;
}

/* The first `len` of eight readable bytes; 0 where that are none, or more than eight. */
static inline uint64_t key_of(const char *bytes, uint32_t len)
{
    static const uint64_t MASKS[] = { 0,
                                      UINT64_C(0xFF),
                                      UINT64_C(0xFFFF),
                                      UINT64_C(0xFFFFFF),
                                      UINT64_C(0xFFFFFFFF),
                                      UINT64_C(0xFFFFFFFFFF),
                                      UINT64_C(0xFFFFFFFFFFFF),
                                      UINT64_C(0xFFFFFFFFFFFFFF),
                                      UINT64_C(0xFFFFFFFFFFFFFFFF),
                                      0 };
    uint64_t key = 0;
    memcpy(&key, bytes, sizeof key);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    key = __builtin_bswap64(key);
#endif
    return key & MASKS[len <= KEY_BYTES ? len : KEY_BYTES + 1];
}

static void add_word(em_languages *languages, const char *bytes, size_t len, uint32_t language)
{
    char padded[KEY_BYTES] = { 0 };
    if (len > KEY_BYTES)
        return;
    memcpy(padded, bytes, len);
    uint64_t key = key_of(padded, (uint32_t)len);
    uint16_t *slot = &languages->slots[slot_of(key)];
    entry *found = &languages->entries[*slot];
    while (found->key != key && found->next)
        found = &languages->entries[found->next];
    if (found->key != key) {
        assert(languages->count + 1 < MAX_ENTRIES);
        uint16_t place = (uint16_t)++languages->count;
        if (*slot) /* what came first stays first: English */
            found->next = place;
        else
            *slot = place;
        found = &languages->entries[place];
        found->key = key;
    }
    found->set |= UINT32_C(1) << language;
    bool english = found->set & UINT32_C(1) << ENGLISH;
    found->balance = (int16_t)(!english ? FOREIGN : found->set == UINT32_C(1) << ENGLISH);
}

em_status em_languages_new(em_languages **out, em_error *err)
{
    em_languages *languages = *out = em_mem_zalloc(1, sizeof *languages);
    if (!languages)
        return em_error_set(err, EM_E_MEMORY, "no memory for the words of languages");
    for (uint32_t i = 0; i < LANGUAGES; i++)
        for (const char *at = WORDS[i].words; *at;) {
            size_t len = strcspn(at, " ");
            add_word(languages, at, len, i);
            at += len + strspn(at + len, " ");
        }
    return EM_OK;
}

void em_languages_free(em_languages *languages)
{
    em_mem_free(languages);
}

/* The entry of a word; of one that is in no list, the empty entry. Without branches but where slots
 * are shared: whether a word is in a list, nothing can foretell. */
static inline const entry *find_entry(const em_languages *languages, uint64_t key)
{
    uint32_t at = languages->slots[slot_of(key)];
    while ((languages->entries[at].key != key) & (languages->entries[at].next != 0))
        at = languages->entries[at].next;
    return &languages->entries[at & (0 - (uint32_t)(languages->entries[at].key == key))];
}

/* No word has the length that other kinds get here. */
static inline uint64_t token_key(em_str norm, em_token token)
{
    uint32_t other = (uint32_t)token.kind << 8;
    return key_of(norm.data + token.start, (token.end - token.start) | other);
}

/* --- Latin letters -------------------------------------------------------------------------- */

typedef struct evidence {
    uint32_t scores[LANGUAGES];
    uint32_t words;
} evidence;

static void take_word(evidence *e, uint32_t languages)
{
    uint32_t each = HIT / (uint32_t)__builtin_popcount(languages);
    for (; languages; languages &= languages - 1)
        e->scores[__builtin_ctz(languages)] += each;
}

/* Endings that English words have and few others: weak, but often all there is. */
static bool ends_in_english(const char *bytes, uint32_t len)
{
    static const struct {
        const char *ending;
        uint32_t len;
    } ENDINGS[] = { { "ing", 3 },  { "ed", 2 },  { "ly", 2 },
                    { "ness", 4 }, { "ght", 3 }, { "ful", 3 } };
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++)
        if (len >= ENDINGS[i].len + 3 &&
            memcmp(bytes + len - ENDINGS[i].len, ENDINGS[i].ending, ENDINGS[i].len) == 0)
            return true;
    return false;
}

/* The language with the highest score and the score next to it. */
static uint32_t best_of(const evidence *e, uint32_t *second)
{
    uint32_t best = 0;
    *second = 0;
    for (uint32_t i = 1; i < LANGUAGES; i++) {
        if (e->scores[i] > e->scores[best]) {
            *second = e->scores[best];
            best = i;
        } else if (e->scores[i] > *second) {
            *second = e->scores[i];
        }
    }
    return best;
}

/* A language that the text's rare letters point to; NULL: none. *plain: all letters are ASCII. */
static const char *by_letters(em_str norm, bool *plain)
{
    *plain = true;
    for (size_t at = 0; at + 1 < norm.len; at++) {
        unsigned char lead = (unsigned char)norm.data[at];
        if (lead < 0xC2 || lead > 0xC9)
            continue;
        *plain &= lead == 0xC2;
        for (size_t i = 0; i < sizeof LETTERS / sizeof *LETTERS; i++)
            if (memcmp(norm.data + at, LETTERS[i].letter, 2) == 0)
                return LETTERS[i].id;
    }
    return NULL;
}

/* Most English comments show themselves within ten words: one probe a word until they do. */
static bool is_plainly_english(const em_languages *languages, em_str norm, const em_token *tokens,
                               size_t count)
{
    int balance = 0;
    for (size_t i = 0; i < count; i++) {
        balance += find_entry(languages, token_key(norm, tokens[i]))->balance;
        if (balance >= ENOUGH)
            return true;
    }
    return false;
}

static void gather(evidence *e, const em_languages *languages, em_str norm, const em_token *tokens,
                   size_t count)
{
    *e = (evidence){ { [ENGLISH] = ENGLISH_FIRST }, 0 };
    for (size_t i = 0; i < count; i++) {
        if (tokens[i].kind != EM_TOKEN_WORD)
            continue;
        const char *bytes = norm.data + tokens[i].start;
        uint32_t len = tokens[i].end - tokens[i].start;
        uint32_t hits = find_entry(languages, key_of(bytes, len))->set;
        e->words++;
        if (hits)
            take_word(e, hits);
        else if (ends_in_english(bytes, len))
            e->scores[ENGLISH] += HIT / 5;
    }
}

static const char *latin(const em_languages *languages, em_str norm, const em_token *tokens,
                         size_t count)
{
    if (is_plainly_english(languages, norm, tokens, count))
        return "en";
    evidence e;
    gather(&e, languages, norm, tokens, count);
    uint32_t second, best = best_of(&e, &second);
    if (e.scores[best] > second && (e.scores[best] >= HIT / 4 || e.words <= FEW_WORDS))
        return WORDS[best].id;
    bool plain;
    const char *pointed = by_letters(norm, &plain);
    if (pointed)
        return pointed;
    return plain && e.words <= FEW_WORDS ? "en" : "und";
}

/* --- scripts -------------------------------------------------------------------------------- */

/* A Han or Thai character says about as much as three letters. */
static const struct {
    em_script script;
    uint32_t weight;
    const char *language;
} BY_SCRIPT[] = {
    { EM_SCRIPT_HAN, 3, "zh" },        { EM_SCRIPT_LATIN, 1, "und" },
    { EM_SCRIPT_HANGUL, 1, "ko" },     { EM_SCRIPT_CYRILLIC, 1, "ru" },
    { EM_SCRIPT_GREEK, 1, "el" },      { EM_SCRIPT_ARABIC, 1, "ar" },
    { EM_SCRIPT_HEBREW, 1, "he" },     { EM_SCRIPT_THAI, 3, "th" },
    { EM_SCRIPT_DEVANAGARI, 1, "hi" }, { EM_SCRIPT_OTHER, 1, "und" },
};

static bool is_mixed(em_str norm, const em_token *tokens, size_t count)
{
    size_t words = 0;
    for (size_t i = 0; i < count; i++)
        words += tokens[i].kind == EM_TOKEN_WORD && tokens[i].end - tokens[i].start > 1 &&
                 (unsigned char)norm.data[tokens[i].start] < 0x80;
    return words >= MIXED_WORDS;
}

static const char *chinese(const em_script_counts *scripts, em_str norm, const em_token *tokens,
                           size_t count)
{
    uint32_t han = scripts->of[EM_SCRIPT_HAN], kana = scripts->of[EM_SCRIPT_KANA];
    if (kana * 5 > han + kana)
        return "ja";
    if (scripts->of[EM_SCRIPT_LATIN] > han / 2 && is_mixed(norm, tokens, count))
        return "mul";
    if (scripts->traditional > scripts->simplified)
        return "zh-Hant";
    return scripts->simplified ? "zh-Hans" : "zh";
}

const char *em_languages_find(const em_languages *languages, const em_script_counts *scripts,
                              em_str norm, const em_token *tokens, size_t token_count)
{
    em_script most = EM_SCRIPT_NONE;
    const char *language = "und";
    uint32_t highest = 0;
    for (size_t i = 0; i < sizeof BY_SCRIPT / sizeof *BY_SCRIPT; i++) {
        uint32_t score = scripts->of[BY_SCRIPT[i].script] * BY_SCRIPT[i].weight;
        if (BY_SCRIPT[i].script == EM_SCRIPT_HAN)
            score += scripts->of[EM_SCRIPT_KANA] * BY_SCRIPT[i].weight;
        if (score > highest) {
            highest = score;
            most = BY_SCRIPT[i].script;
            language = BY_SCRIPT[i].language;
        }
    }
    if (most == EM_SCRIPT_HAN ||
        (most == EM_SCRIPT_LATIN && scripts->of[EM_SCRIPT_HAN] > MIXED_WORDS))
        return chinese(scripts, norm, tokens, token_count);
    if (most == EM_SCRIPT_LATIN)
        return latin(languages, norm, tokens, token_count);
    return language;
}
