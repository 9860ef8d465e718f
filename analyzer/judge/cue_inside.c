/* Which cues stand inside longer entries, and what becomes of them there. */
#include "judge/cue_inside.h"

#include "base/str.h"
#include "base/vec.h"

#include <stdlib.h>

/* Longer terms, in bytes, are not looked into, nor longer cues looked for. */
#define TERM_MAX 64
#define HIDDEN_MAX 24

/* Cues by their terms, sorted. */
typedef struct em_known {
    em_str term;
    uint32_t entry;
} em_known;

typedef EM_VEC(em_known) em_known_list;

static int by_term(const void *a, const void *b)
{
    const em_known *left = a, *right = b;
    int order = em_str_cmp(left->term, right->term);
    return order ? order : (left->entry > right->entry) - (left->entry < right->entry);
}

static int to_term(const void *key, const void *known)
{
    return em_str_cmp(*(const em_str *)key, ((const em_known *)known)->term);
}

static const em_known *find_known(const em_known_list *list, em_str term)
{
    return list->len ? bsearch(&term, list->items, list->len, sizeof *list->items, to_term) : NULL;
}

static em_status list_known(em_known_list *out, const em_cue *cues, const em_model *model,
                            bool (*wanted)(const em_cue *))
{
    for (uint32_t i = 0; i < model->entry_count; i++)
        if (wanted(&cues[i]) && !em_vec_push(out, ((em_known){ model->entries[i].term, i })))
            return EM_E_MEMORY;
    if (out->len)
        qsort(out->items, out->len, sizeof *out->items, by_term);
    return EM_OK;
}

static bool is_spaced(em_str term)
{
    return term.len && (unsigned char)term.data[0] < 0x80;
}

/* Does a token of `term` begin at byte `at`? Its end is a beginning too. */
static bool token_starts(em_str term, size_t at)
{
    if (at == 0 || at == term.len)
        return true;
    if (is_spaced(term))
        return term.data[at - 1] == ' ';
    return ((unsigned char)term.data[at] & 0xC0) != 0x80;
}

/* Does one end there? */
static bool token_ends(em_str term, size_t at)
{
    if (at == term.len)
        return true;
    return is_spaced(term) ? term.data[at] == ' ' : token_starts(term, at);
}

/* --- hidden negators -------------------------------------------------------------------------- */

/* Denies what follows, wherever it stands. */
static bool is_plain_negator(const em_cue *cue)
{
    return cue->role == EM_ROLE_NEGATOR && !cue->post && !em_cue_is_conditional(cue);
}

/*
 * What a term must begin with for a negator to begin it: a hash of three bytes, which few other
 * terms have. Behind a shorter one, which a blank follows, stands that blank.
 */
typedef struct beginnings {
    uint64_t bits[1024];
} beginnings;

static uint32_t beginning_of(em_str term)
{
    uint32_t bytes = 0;
    for (size_t i = 0; i < 3; i++)
        bytes = bytes << 8 | (i < term.len ? (unsigned char)term.data[i] : ' ');
    return bytes * UINT32_C(0x9E3779B1) >> 16; /* multiplicative hashing: Knuth, volume 3, 6.4 */
}

static void note_beginning(beginnings *out, em_str term)
{
    uint32_t beginning = beginning_of(term);
    out->bits[beginning >> 6] |= UINT64_C(1) << (beginning & 63);
}

/* Behind a single letter (and the blank that follows one of ASCII) anything may stand. */
static void note_letter(beginnings *out, em_str letter)
{
    char bytes[3] = { letter.data[0], letter.len > 1 ? letter.data[1] : ' ', 0 };
    for (unsigned behind = 0; behind < 256; behind++) {
        bytes[2] = (char)behind;
        note_beginning(out, (em_str){ bytes, 3 });
    }
}

static void note_beginnings(beginnings *out, const em_known_list *negators)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < negators->len; i++) {
        em_str term = negators->items[i].term;
        if (term.len == 1 || (term.len == 2 && !is_spaced(term)))
            note_letter(out, term);
        else
            note_beginning(out, term);
    }
}

static bool may_begin(const beginnings *known, em_str term)
{
    uint32_t beginning = beginning_of(term);
    return known->bits[beginning >> 6] >> (beginning & 63) & 1;
}

/* The plain negators, and how terms begin that begin with one. */
typedef struct negator_list {
    em_known_list known;
    beginnings beginnings;
} negator_list;

/* How many of the first `count` negators do not come after `key`. */
static size_t count_up_to(em_str key, const em_known_list *negators, size_t count)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (em_str_cmp(negators->items[middle].term, key) <= 0)
            low = middle + 1;
        else
            count = middle;
    }
    return low;
}

static size_t common_length(em_str a, em_str b)
{
    size_t len = 0;
    while (len < a.len && len < b.len && a.data[len] == b.data[len])
        len++;
    return len;
}

/*
 * Bytes of the longest negator that `term` begins with and does not end with, or 0. What `term`
 * begins with comes before it in order, the longest last, behind it only what shares a beginning.
 */
static uint8_t hidden_in(em_str term, const negator_list *negators)
{
    em_str key = { term.data, term.len < HIDDEN_MAX ? term.len : HIDDEN_MAX };
    size_t count = negators->known.len;
    if (!may_begin(&negators->beginnings, term))
        return 0;
    while (key.len) {
        count = count_up_to(key, &negators->known, count);
        if (!count)
            return 0;
        em_str last = negators->known.items[count - 1].term;
        size_t common = common_length(last, key);
        if (common == last.len && common < term.len && token_ends(term, common))
            return (uint8_t)common;
        key.len = common == last.len ? common - 1 : common;
    }
    return 0;
}

/* Where the first NEAR/ of a rule ends; SIZE_MAX where it has none. */
static size_t end_of_near(em_str rule)
{
    static const char NEAR[] = "NEAR/";
    const char *at = memmem(rule.data, rule.len, NEAR, strlen(NEAR));
    return at ? (size_t)(at - rule.data) + strlen(NEAR) : SIZE_MAX;
}

/*
 * A rule one of whose words is or begins with a negator (没人 ONEAR/4 外人) says itself what it
 * denies: negators inside it are its own, as those inside a phrase are.
 */
static void find_hidden_in_rule(em_cue *cue, em_str rule, const negator_list *negators)
{
    bool word_starts = true;
    size_t first_end = end_of_near(rule);
    for (size_t i = 0; i < rule.len; i++) {
        char c = rule.data[i];
        if (c == ' ' || c == '(') {
            word_starts = true;
        } else if (word_starts) {
            em_str rest = { rule.data + i, rule.len - i };
            uint8_t hidden = hidden_in(rest, negators);
            cue->spans &= hidden == 0;
            if (i < first_end && hidden)
                cue->hidden = hidden;
            word_starts = false;
        }
    }
}

/*
 * Within one sentiment file the longest entry wins, so that a polar entry such as 不高兴 hides
 * the negator 不 from everybody; and a message term such as 不怕别人笑话 may be overlapped by the
 * negator 也不. So every target notes the negator that it begins with.
 */
static void find_hidden(em_cue *cue, em_str term, const negator_list *negators)
{
    if (cue->spans)
        find_hidden_in_rule(cue, term, negators);
    else
        cue->hidden = hidden_in(term, negators);
}

/* --- inner cues ------------------------------------------------------------------------------- */

/* Matters inside a cue that itself counts only in some places. */
static bool is_released(const em_cue *cue)
{
    return cue->role == EM_ROLE_NEGATOR || cue->role == EM_ROLE_PSEUDO_NEGATOR ||
           cue->role == EM_ROLE_CONTRAST ||
           (cue->role == EM_ROLE_QUESTION && cue->kind == EM_CUE_DENIES);
}

/* At the end of a polar entry it governs what follows all the same: 那代人都说. */
static bool is_closing(const em_cue *cue)
{
    return cue->role == EM_ROLE_QUESTION && !cue->post && !em_cue_is_conditional(cue) &&
           (cue->kind == EM_CUE_REPORTS || cue->kind == EM_CUE_DENIES ||
            cue->kind == EM_CUE_SUPPOSES);
}

static unsigned count_tokens(em_str term, size_t from, size_t end)
{
    unsigned count = 0;
    for (size_t at = from; at < end; at++)
        count += token_starts(term, at);
    return count;
}

/* Notes as `inner` the cue that is written from byte `from` to `end`, if there is one. */
static bool take_inner(em_cue *cue, const em_entry *entry, size_t from, size_t end,
                       const em_known_list *known, const em_model *model)
{
    em_str part = { entry->term.data + from, end - from };
    unsigned tokens = count_tokens(entry->term, from, end);
    const em_known *inner = find_known(known, part);
    if (!inner || model->entries[inner->entry].lexicon != entry->lexicon ||
        (tokens == 1 && !is_spaced(entry->term)))
        return false;
    cue->inner = inner->entry + 1;
    cue->inner_first = (uint8_t)count_tokens(entry->term, 0, from);
    cue->inner_tokens = (uint8_t)tokens;
    return true;
}

/* The leftmost cue inside, the longest of those that begin there; at the end alone if `closing`. */
static void find_inner(em_cue *cue, const em_entry *entry, bool closing, const em_known_list *known,
                       const em_model *model)
{
    em_str term = entry->term;
    if (term.len > TERM_MAX)
        return;
    for (size_t from = closing ? 1 : 0; from < term.len; from++) {
        if (!token_starts(term, from))
            continue;
        for (size_t end = term.len; end > from && (!closing || end == term.len); end--)
            if (token_ends(term, end) && end - from < term.len &&
                take_inner(cue, entry, from, end, known, model))
                return;
    }
}

em_status em_cue__look_inside(em_cue *cues, const em_model *model)
{
    negator_list negators = { .known = { 0 } };
    em_known_list released = { 0 }, closing = { 0 };
    em_status status = list_known(&negators.known, cues, model, is_plain_negator);
    note_beginnings(&negators.beginnings, &negators.known);
    if (status == EM_OK)
        status = list_known(&released, cues, model, is_released);
    if (status == EM_OK)
        status = list_known(&closing, cues, model, is_closing);
    for (size_t i = 0; status == EM_OK && i < model->entry_count; i++) {
        em_cue *cue = &cues[i];
        const em_entry *entry = &model->entries[i];
        if (em_cue_is_target(cue))
            find_hidden(cue, entry->term, &negators);
        if (cue->role == EM_ROLE_POLAR)
            find_inner(cue, entry, true, &closing, model);
        else if (em_cue_is_conditional(cue) && cue->role != EM_ROLE_CONTRAST)
            find_inner(cue, entry, false, &released, model);
    }
    em_vec_release(&negators.known);
    em_vec_release(&released);
    em_vec_release(&closing);
    return status;
}
