/* Phrases with wildcards: making them of pieces, and verifying them around an anchor. */
#include "match/glob.h"

#include "base/str.h"
#include "base/vec.h"
#include "match/subject.h"

/* --- making ------------------------------------------------------------------------------------
 */

typedef EM_VEC(em_rule_piece) piece_list;
typedef EM_VEC(em_glob_word) word_list;

static bool end_word(word_list *words, piece_list *pieces, em_arena *arena)
{
    if (pieces->len == 0)
        return true;
    size_t bytes = pieces->len * sizeof *pieces->items;
    em_rule_piece *kept = em_arena_alloc(arena, bytes);
    if (!kept)
        return false;
    memcpy(kept, pieces->items, bytes);
    em_glob_word word = { .pieces = kept, .count = pieces->len };
    for (size_t i = 0; i < word.count; i++)
        word.has_star |= kept[i].kind == EM_PIECE_STAR;
    em_vec_clear(pieces);
    return em_vec_push(words, word);
}

/* A text piece, cut into words at its separators. */
static bool put_text(word_list *words, piece_list *pieces, em_arena *arena, em_str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t gap = em_unit_separators(text.data + at, text.len - at);
        if (gap && !end_word(words, pieces, arena))
            return false;
        at += gap;
        size_t from = at;
        while (at < text.len && em_unit_separators(text.data + at, text.len - at) == 0)
            at += em_unit_char_bytes((unsigned char)text.data[at]);
        if (at == from)
            continue;
        em_rule_piece piece = { EM_PIECE_TEXT,
                                em_arena_copy(arena, (em_str){ text.data + from, at - from }) };
        if (!piece.text.data || !em_vec_push(pieces, piece))
            return false;
    }
    return true;
}

static void choose_anchor(em_glob *glob)
{
    const em_glob_word *word = &glob->words[0];
    size_t skip = 0;
    bool floats = false;
    for (size_t i = 0; i < word->count; i++) {
        const em_rule_piece *piece = &word->pieces[i];
        floats |= piece->kind == EM_PIECE_STAR;
        if (piece->kind == EM_PIECE_TEXT && piece->text.len > glob->anchor.len) {
            glob->anchor = piece->text;
            glob->anchor_skip = skip;
            glob->anchor_floats = floats;
            glob->anchor_is_prefix = i == 0;
        }
        skip += piece->kind == EM_PIECE_ANY;
        for (size_t at = 0; at < piece->text.len; skip++)
            at += em_unit_char_bytes((unsigned char)piece->text.data[at]);
    }
    glob->is_stem = glob->word_count == 1 && word->count == 2 && glob->anchor_is_prefix &&
                    word->pieces[1].kind == EM_PIECE_STAR;
}

bool em_glob_make(em_glob *out, em_arena *arena, const em_rule_piece *pieces, size_t count)
{
    piece_list word = { 0 };
    word_list words = { 0 };
    bool made = true;
    *out = (em_glob){ .anchor = EM_STR("") };
    for (size_t i = 0; i < count && made; i++)
        made = pieces[i].kind == EM_PIECE_TEXT ? put_text(&words, &word, arena, pieces[i].text)
                                               : em_vec_push(&word, pieces[i]);
    made = made && end_word(&words, &word, arena);
    em_glob_word *kept = made ? em_arena_alloc(arena, words.len * sizeof *kept + 1) : NULL;
    if (kept && words.len) {
        memcpy(kept, words.items, words.len * sizeof *kept);
        out->words = kept;
        out->word_count = words.len;
        choose_anchor(out);
    }
    em_vec_release(&word);
    em_vec_release(&words);
    return kept != NULL;
}

/* --- matching ----------------------------------------------------------------------------------
 */

/* Bytes of `text` from `at` that `piece` takes; 0: it does not fit. */
static size_t piece_fits(const em_rule_piece *piece, em_str text, size_t at)
{
    uint32_t a, b;
    if (at >= text.len)
        return 0;
    if (piece->kind == EM_PIECE_ANY) {
        size_t n = em_unit_decode(&a, text.data + at, text.len - at);
        return em_unit_is_separator(a) || a == '\n' || a == '\r' ? 0 : n;
    }
    size_t from = at;
    for (size_t i = 0; i < piece->text.len;) {
        if (at >= text.len)
            return 0;
        i += em_unit_decode(&a, piece->text.data + i, piece->text.len - i);
        at += em_unit_decode(&b, text.data + at, text.len - at);
        if (em_unit_fold(a) != em_unit_fold(b))
            return 0;
    }
    return at - from;
}

/* Whether the pieces fit all of `text`: on a misfit the last star takes one character more. */
static bool word_fits(const em_glob_word *word, em_str text)
{
    size_t piece = 0, at = 0, star = SIZE_MAX, star_at = 0;
    for (;;) {
        size_t n = 0;
        if (piece == word->count && at == text.len)
            return true;
        if (piece < word->count && word->pieces[piece].kind == EM_PIECE_STAR) {
            star = piece++;
            star_at = at;
            continue;
        }
        if (piece < word->count)
            n = piece_fits(&word->pieces[piece], text, at);
        if (n) {
            at += n;
            piece++;
            continue;
        }
        if (star == SIZE_MAX || star_at >= text.len)
            return false;
        star_at += em_unit_char_bytes((unsigned char)text.data[star_at]);
        at = star_at;
        piece = star + 1;
    }
}

/* A word with a star fits a word of the text, its possessive left out where it must be. */
static size_t star_word_end(const em_glob_word *word, const em_match_subject *s, size_t at)
{
    size_t behind = em_subject_word_behind(s, at);
    if (behind == s->word_count || s->words[behind].start != at)
        return 0;
    size_t end = s->words[behind].end;
    if (end - at > EM_GLOB_WORD_MAX_BYTES)
        return 0;
    if (word_fits(word, (em_str){ s->folded.data + at, end - at }))
        return end;
    for (size_t back = 2; back <= 4 && back < end - at; back++)
        if (em_subject_possessive(s, end - back) == back &&
            word_fits(word, (em_str){ s->folded.data + at, end - back - at }))
            return end - back;
    return 0;
}

static size_t word_end(const em_glob_word *word, const em_match_subject *s, size_t at)
{
    if (word->has_star)
        return star_word_end(word, s, at);
    for (size_t i = 0; i < word->count; i++) {
        size_t n = piece_fits(&word->pieces[i], s->folded, at);
        if (n == 0)
            return 0;
        at += n;
    }
    return at;
}

/* Where the match around an anchor at `at` begins; SIZE_MAX: nowhere. */
static size_t glob_start(const em_glob *glob, const em_match_subject *s, size_t at)
{
    if (glob->anchor_floats) {
        size_t behind = em_subject_word_behind(s, at);
        return behind < s->word_count && s->words[behind].start <= at ? s->words[behind].start
                                                                      : SIZE_MAX;
    }
    for (size_t i = 0; i < glob->anchor_skip; i++) {
        if (at == 0)
            return SIZE_MAX;
        do
            at--;
        while (at > 0 && ((unsigned char)s->folded.data[at] & 0xC0) == 0x80);
    }
    return at;
}

bool em_glob_match(em_span *out, const em_glob *glob, const em_match_subject *subject, size_t at)
{
    size_t start = glob_start(glob, subject, at);
    size_t end = start;
    if (start == SIZE_MAX)
        return false;
    for (size_t i = 0; i < glob->word_count; i++) {
        if (i > 0) {
            size_t gap = em_unit_separators(subject->folded.data + end, subject->folded.len - end);
            if (gap == 0)
                return false;
            end += gap;
        }
        end = word_end(&glob->words[i], subject, end);
        if (end == 0)
            return false;
    }
    *out = (em_span){ (uint32_t)start, (uint32_t)end };
    return true;
}
