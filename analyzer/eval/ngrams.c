/* Walks the tokens of each clause; words that may not become entries are a sorted list. */
#include "eval/ngrams.h"

#include "base/file.h"
#include "base/str.h"
#include "base/vec.h"

#include <stdlib.h>

#define BARRED_MAX_BYTES ((size_t)4 * 1024 * 1024)

/* --- n-grams ---------------------------------------------------------------------------------- */

/* A token that forms n-grams with its neighbours of the same kind. */
static bool is_part(em_token_kind kind)
{
    return kind == EM_TOKEN_WORD || kind == EM_TOKEN_HAN;
}

static bool stands_alone(const em_token *token)
{
    return token->kind == EM_TOKEN_EMOTICON || token->kind == EM_TOKEN_EMOJI ||
           token->kind == EM_TOKEN_PUNCT;
}

static em_str token_text(const em_text *text, const em_token *token)
{
    return (em_str){ text->folded.data + token->start, token->end - token->start };
}

/* N-grams that begin at token `first`; `end` is the end of its clause. */
static bool each_from(const em_text *text, uint32_t first, uint32_t end, em_ngram_limits limits,
                      em_buf *room, em_ngram_seen *seen, void *context)
{
    const em_token *token = &text->tokens[first];
    if (stands_alone(token))
        return seen(context, token_text(text, token), first, first + 1);
    if (!is_part(token->kind))
        return true;
    unsigned most = token->kind == EM_TOKEN_HAN ? limits.characters : limits.words;
    em_buf_reset(room);
    for (uint32_t i = first; i < end && i - first < most; i++) {
        if (text->tokens[i].kind != token->kind)
            break;
        if (i > first && token->kind == EM_TOKEN_WORD)
            em_buf_put_char(room, ' ');
        em_buf_put(room, token_text(text, &text->tokens[i]));
        if (!seen(context, em_buf_str(room), first, i + 1))
            return false;
    }
    return true;
}

em_status em_ngrams_each(const em_text *text, em_ngram_limits limits, em_buf *room,
                         em_ngram_seen *seen, void *context, em_error *err)
{
    for (uint32_t c = 0; c < text->clause_count; c++) {
        const em_clause *clause = &text->clauses[c];
        uint32_t end = clause->first_token + clause->token_count;
        for (uint32_t i = clause->first_token; i < end; i++)
            if (!each_from(text, i, end, limits, room, seen, context))
                return em_error_set(err, EM_E_MEMORY, "no memory for n-grams");
    }
    return room->status == EM_OK ? EM_OK : em_error_set(err, room->status, "no memory for n-grams");
}

/* --- barred words ----------------------------------------------------------------------------- */

struct em_barred {
    em_buf bytes;
    EM_VEC(em_str) words;     /* bar what holds them */
    EM_VEC(em_str) functions; /* sorted              */
    EM_VEC(em_str) alone;     /* sorted; bar themselves */
};

static int compare(const void *a, const void *b)
{
    return em_str_cmp(*(const em_str *)a, *(const em_str *)b);
}

static bool add_line(em_barred *barred, em_str line)
{
    if (line.len == 0 || line.data[0] == '#')
        return true;
    if (em_str_starts(line, EM_STR("==")) && line.len > 2)
        return em_vec_push(&barred->alone, ((em_str){ line.data + 2, line.len - 2 }));
    if (line.data[0] == '=' && line.len > 1)
        return em_vec_push(&barred->functions, ((em_str){ line.data + 1, line.len - 1 }));
    return em_vec_push(&barred->words, line);
}

em_status em_barred_read(em_barred **out, const char *path, em_error *err)
{
    em_barred *barred = *out = em_mem_zalloc(1, sizeof *barred);
    if (!barred)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    em_buf_init(&barred->bytes, BARRED_MAX_BYTES);
    em_status status = path ? em_file_read(&barred->bytes, path, err) : EM_OK;
    em_str all = em_buf_str(&barred->bytes);
    for (size_t from = 0, to; status == EM_OK && from < all.len; from = to + 1) {
        for (to = from; to < all.len && all.data[to] != '\n';)
            to++;
        if (!add_line(barred, em_str_trim((em_str){ all.data + from, to - from })))
            status = em_error_set(err, EM_E_MEMORY, "no memory");
    }
    if (status != EM_OK) {
        em_barred_free(barred);
        *out = NULL;
        return status;
    }
    if (barred->functions.len)
        qsort(barred->functions.items, barred->functions.len, sizeof(em_str), compare);
    if (barred->alone.len)
        qsort(barred->alone.items, barred->alone.len, sizeof(em_str), compare);
    return EM_OK;
}

void em_barred_free(em_barred *barred)
{
    if (!barred)
        return;
    em_buf_release(&barred->bytes);
    em_vec_release(&barred->words);
    em_vec_release(&barred->functions);
    em_vec_release(&barred->alone);
    em_mem_free(barred);
}

static bool is_ascii(char c)
{
    return (unsigned char)c < 0x80;
}

/* True where `word` stands in `term`: whole words in ASCII, anywhere else. */
static bool holds(em_str term, em_str word)
{
    for (size_t i = 0; i + word.len <= term.len; i++) {
        if (memcmp(term.data + i, word.data, word.len) != 0)
            continue;
        bool starts = i == 0 || term.data[i - 1] == ' ' || !is_ascii(word.data[0]);
        size_t end = i + word.len;
        bool ends = end == term.len || term.data[end] == ' ' || !is_ascii(word.data[word.len - 1]);
        if (starts && ends)
            return true;
    }
    return false;
}

static bool is_function(const em_barred *barred, em_str word)
{
    return barred->functions.len &&
           bsearch(&word, barred->functions.items, barred->functions.len, sizeof(em_str), compare);
}

/* Length of the word or character that begins at `at`. */
static size_t part_len(em_str term, size_t at)
{
    size_t end = at;
    if (!is_ascii(term.data[at])) {
        for (end++; end < term.len && ((unsigned char)term.data[end] & 0xC0) == 0x80;)
            end++;
        return end - at;
    }
    while (end < term.len && term.data[end] != ' ')
        end++;
    return end - at;
}

/* True where the first or the last word (character) of `term` is a function word. */
static bool has_loose_end(const em_barred *barred, em_str term)
{
    size_t last = 0;
    for (size_t at = 0; at < term.len;) {
        last = at;
        at += part_len(term, at);
        if (at < term.len && term.data[at] == ' ')
            at++;
    }
    return is_function(barred, (em_str){ term.data, part_len(term, 0) }) ||
           is_function(barred, (em_str){ term.data + last, part_len(term, last) });
}

bool em_barred_has(const em_barred *barred, em_str term)
{
    for (size_t i = 0; i < barred->words.len; i++)
        if (holds(term, barred->words.items[i]))
            return true;
    if (barred->alone.len &&
        bsearch(&term, barred->alone.items, barred->alone.len, sizeof(em_str), compare))
        return true;
    return term.len > 0 && has_loose_end(barred, term);
}
