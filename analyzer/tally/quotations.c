/* The choice of quotations, from the pools and samples of a tally. */
#include "tally/quotations.h"

#include "base/str.h"

#include <math.h>

/* --- typical comments ---------------------------------------------------------------------- */

/* Below so many distinct words a comment is too short to be typical of anything. */
#define TYPICAL_MIN_WORDS 3
#define TYPICAL_SCALE 1e6 /* scores become whole ranks */

static bool has_stance(const em_kept *kept, size_t message, em_stance stance)
{
    for (size_t i = 0; i < kept->stance_count; i++)
        if (kept->stances[i].message == message && kept->stances[i].stance == stance)
            return true;
    return false;
}

/* Room for the search of typical comments, used again for every message and stance. */
typedef struct typical {
    const em_words *words;
    uint32_t *shared; /* by word: comments of the message and stance at hand that have it */
    EM_VEC(const em_worded *) echoes;  /* all comments of any stance                       */
    EM_VEC(const em_worded *) members; /* those of the message and stance at hand          */
} typical;

/* Most comments have no stance on any message, and are looked at once. */
static bool gather_echoes(typical *at)
{
    for (int s = 0; s < EM_SAMPLE_COUNT; s++)
        for (size_t i = 0; i < at->words->comment_count[s]; i++) {
            const em_worded *comment = &at->words->comments[s][i];
            if (comment->echoes && !em_vec_push(&at->echoes, comment))
                return false;
        }
    return true;
}

static bool gather_members(typical *at, size_t message, em_stance stance)
{
    em_vec_clear(&at->members);
    for (size_t i = 0; i < at->echoes.len; i++)
        if (has_stance(at->echoes.items[i]->kept, message, stance) &&
            !em_vec_push(&at->members, at->echoes.items[i]))
            return false;
    return true;
}

static void count_shared(typical *at, int change)
{
    for (size_t i = 0; i < at->members.len; i++)
        for (uint32_t k = 0; k < at->members.items[i]->count; k++)
            at->shared[at->members.items[i]->words[k]] += (uint32_t)change;
}

/*
 * How typical a comment is: its words, each weighed by how many of its fellows share it and how
 * rare it is among all comments, over the root of their number, so that length alone does not win.
 */
static int64_t rank_typical(const typical *at, const em_worded *comment)
{
    const size_t *counts = at->words->distinct;
    double all = (double)(counts[EM_SAMPLE_RECEIVERS] + counts[EM_SAMPLE_OTHERS]), sum = 0;
    for (uint32_t k = 0; k < comment->count; k++) {
        const em_word *word = &at->words->words.items[comment->words[k]];
        double having = (double)word->comments[EM_SAMPLE_RECEIVERS] +
                        (double)word->comments[EM_SAMPLE_OTHERS];
        sum += (at->shared[comment->words[k]] - 1.0) * log((all + 1) / having);
    }
    return (int64_t)(sum / sqrt(comment->count) * TYPICAL_SCALE);
}

/* The most typical comments of a message and stance; false: no memory. */
static bool find_typical(em_best *out, typical *at, size_t message, em_stance stance)
{
    bool ok = gather_members(at, message, stance);
    count_shared(at, 1);
    for (size_t i = 0; ok && i < at->members.len; i++)
        if (at->members.items[i]->count >= TYPICAL_MIN_WORDS)
            ok = em_best_put(out, rank_typical(at, at->members.items[i]),
                             at->members.items[i]->kept);
    count_shared(at, -1);
    return ok;
}

/* --- near copies ----------------------------------------------------------------------------- */

/*
 * Near copies: the sets of their three neighbouring bytes (of UTF-8, ASCII blanks and punctuation
 * left out) have this share in common. In corpora/royal-wedding-2011 edited copies have 0.53 and
 * more, any two other comments 0.30 and less.
 */
#define NEAR_COPY_SHARE 0.4
#define SET_WORDS (65536 / 64)

/* The byte as it is compared; 0: left out. */
static unsigned compared_byte(unsigned char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 'a';
    bool counts = c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    return counts ? c : 0;
}

/* A masked handle takes two bytes more than the shortest name: kept texts are not longer. */
#define TRIPLES_MAX (2 * EM_KEPT_TEXT_BYTES)

/* The set as a list of places in a set of bits. */
typedef struct triples {
    size_t count;
    uint16_t places[TRIPLES_MAX];
} triples;

static bool has_bit(const uint64_t set[SET_WORDS], uint32_t place)
{
    return set[place / 64] >> place % 64 & 1;
}

/* Lists the triples of a text, and sets their bits in `set`. */
static void find_triples(triples *out, uint64_t set[SET_WORDS], em_str text)
{
    uint32_t before = 0; /* the last two bytes */
    memset(set, 0, SET_WORDS * sizeof *set);
    out->count = 0;
    for (size_t i = 0; i < text.len && out->count < TRIPLES_MAX; i++) {
        unsigned byte = compared_byte((unsigned char)text.data[i]);
        if (!byte)
            continue;
        uint32_t triple = before << 8 | byte;
        uint32_t place = triple * 0x9E3779B1u >> 16;
        if (triple > 0xFFFF && !has_bit(set, place)) {
            set[place / 64] |= (uint64_t)1 << place % 64;
            out->places[out->count++] = (uint16_t)place;
        }
        before = triple & 0xFFFF;
    }
}

/* `set` has the bits of `found`. */
static bool is_near_copy(const triples *quoted, const triples *found, const uint64_t set[SET_WORDS])
{
    size_t common = 0;
    for (size_t i = 0; i < quoted->count; i++)
        common += has_bit(set, quoted->places[i]);
    double either = (double)(quoted->count + found->count - common);
    return common && (double)common >= NEAR_COPY_SHARE * either;
}

/* --- choosing ------------------------------------------------------------------------------ */

static const char *const RULE_NAMES[EM_RULE_COUNT] = { "strongest", "contradicting", "most-liked" };

/* The page being made: where quotations go, and whose were taken. */
typedef struct quote_page {
    em_json_tree *tree;
    cJSON *quotations;
    const em_tally *tally;
    typical typical;
    EM_VEC(const em_kept *) quoted;
    size_t message_from;     /* into quoted: where the message at hand begins */
    EM_VEC(triples) triples; /* of those quoted for the message at hand */
    bool failed;
} quote_page;

/* The shelf that is quoted from: what all its comments have in common. */
typedef struct quote_shelf {
    size_t message;
    em_stance stance;
    const char *rule;
    const em_best *best;
} quote_shelf;

static bool same_voice(const em_kept *a, const em_kept *b)
{
    return a->copy_key == b->copy_key || (a->author && a->author == b->author) ||
           em_str_eq(a->text, b->text);
}

/* Was it quoted for this message, if only in other words? */
static bool is_repetition(const quote_page *page, const em_kept *kept, const triples *found,
                          const uint64_t set[SET_WORDS])
{
    for (size_t i = 0; i < page->triples.len; i++)
        if (same_voice(page->quoted.items[page->message_from + i], kept) ||
            is_near_copy(&page->triples.items[i], found, set))
            return true;
    return false;
}

/* Was it quoted for another message? */

static bool is_quoted_before(const quote_page *page, const em_kept *kept)
{
    for (size_t i = 0; i < page->message_from; i++)
        if (same_voice(page->quoted.items[i], kept))
            return true;
    return false;
}

static void put_evidence(em_json_tree *tree, cJSON *parent, const em_campaign *campaign,
                         const em_kept *kept, size_t message)
{
    cJSON *evidence = em_json_add_array(tree, parent, "evidence");
    for (size_t i = 0; i < kept->mention_count; i++) {
        const em_kept_mention *mention = &kept->mentions[i];
        if (mention->message != message)
            continue;
        cJSON *item = em_json_add_object(tree, evidence, NULL);
        em_json_add_string(tree, item, "term", campaign->terms[mention->term].term);
        em_json_add_number(tree, item, "start", mention->start);
        em_json_add_number(tree, item, "end", mention->end);
        em_json_add_string(tree, item, "text",
                           em_str_sub(kept->text, (em_span){ mention->start, mention->end }));
    }
}

static void put_quotation(quote_page *page, const quote_shelf *shelf, const em_kept *kept)
{
    em_json_tree *tree = page->tree;
    const em_campaign *campaign = page->tally->campaign;
    cJSON *quotation = em_json_add_object(tree, page->quotations, NULL);
    em_json_add_string(tree, quotation, "message", campaign->messages[shelf->message].id);
    em_json_add_string(tree, quotation, "stance", em_str_from(em_stance_name(shelf->stance)));
    em_json_add_string(tree, quotation, "rule", em_str_from(shelf->rule));
    em_json_add_string(tree, quotation, "text", kept->text);
    if (kept->cut)
        em_json_add_bool(tree, quotation, "cut", true);
    put_evidence(tree, quotation, campaign, kept, shelf->message);
    em_json_add_string(tree, quotation, "platform", kept->platform);
    em_json_add_string(tree, quotation, "language", kept->language);
    char time[EM_TIME_TEXT_BYTES] = "";
    if (kept->has_time)
        em_time_format(time, kept->time);
    if (kept->has_time)
        em_json_add_string(tree, quotation, "time", em_str_from(time));
    else
        em_json_add_null(tree, quotation, "time");
    if (kept->likes == EM_LIKES_UNKNOWN)
        em_json_add_null(tree, quotation, "likes");
    else
        em_json_add_number(tree, quotation, "likes", (double)kept->likes);
    em_json_add_number(tree, quotation, "score", (double)kept->score / EM_SCORE_ONE);
}

/* One pass over a shelf; `fresh`: only voices not heard for another message. */
static size_t quote_some(quote_page *page, const quote_shelf *shelf, bool fresh, size_t room)
{
    size_t quoted = 0;
    for (size_t i = 0; i < shelf->best->count && quoted < room; i++) {
        const em_kept *kept = shelf->best->items[i].kept;
        if (fresh && is_quoted_before(page, kept))
            continue;
        triples found;
        uint64_t set[SET_WORDS];
        find_triples(&found, set, kept->text);
        if (is_repetition(page, kept, &found, set))
            continue;
        put_quotation(page, shelf, kept);
        page->failed = page->failed || !em_vec_push(&page->quoted, kept) ||
                       !em_vec_push(&page->triples, found);
        quoted++;
    }
    return quoted;
}

static void quote_from(quote_page *page, const quote_shelf *shelf)
{
    size_t quoted = quote_some(page, shelf, true, EM_QUOTATIONS_EACH);
    quote_some(page, shelf, false, EM_QUOTATIONS_EACH - quoted);
}

static void quote_stance(quote_page *page, size_t message, em_stance stance)
{
    em_best best = { NULL, 0 };
    page->failed = page->failed || !find_typical(&best, &page->typical, message, stance);
    quote_from(page, &(quote_shelf){ message, stance, "typical", &best });
    em_best_release(&best);
    const em_best *pools = page->tally->messages[message].best[stance - EM_STANCE_AFFIRMED];
    for (int rule = 0; rule < EM_RULE_COUNT; rule++)
        quote_from(page, &(quote_shelf){ message, stance, RULE_NAMES[rule], &pools[rule] });
}

em_status em_quotations_put(em_json_tree *tree, cJSON *root, const em_tally *tally,
                            const em_words *words, em_error *err)
{
    quote_page page = { .tree = tree, .tally = tally, .typical = { .words = words } };
    page.quotations = em_json_add_array(tree, root, "quotations");
    page.typical.shared = em_mem_zalloc(words->words.len, sizeof *page.typical.shared);
    page.failed = !page.typical.shared || !gather_echoes(&page.typical);
    for (size_t m = 0; !page.failed && m < tally->campaign->message_count; m++) {
        page.message_from = page.quoted.len;
        em_vec_clear(&page.triples);
        for (int s = 0; !page.failed && s < EM_QUOTED_STANCES; s++)
            quote_stance(&page, m, (em_stance)(EM_STANCE_AFFIRMED + s));
    }
    em_vec_release(&page.quoted);
    em_vec_release(&page.triples);
    em_vec_release(&page.typical.echoes);
    em_vec_release(&page.typical.members);
    em_mem_free(page.typical.shared);
    return page.failed ? em_error_set(err, EM_E_MEMORY, "no memory") : EM_OK;
}
