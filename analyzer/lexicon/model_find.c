/* Matching a comment: the matcher's subject from its text, and hits outside addresses. */
#include "lexicon/model.h"

#include "base/str.h"

/* What em_text_field_span needs, for terms that must stand exactly as written. */
typedef struct original_view {
    const em_text *text;
    const em_text_scratch *scratch;
} original_view;

static em_str original_of(const void *context, em_span norm)
{
    const original_view *view = context;
    return em_str_sub(view->text->field, em_text_field_span(view->text, view->scratch, norm));
}

/* Words alone count for distances and have edges that matter: marks are left out. */
static bool is_word(em_token_kind kind)
{
    return kind != EM_TOKEN_PUNCT && kind != EM_TOKEN_HASHTAG;
}

static size_t fill_words(em_span *words, const em_text *text)
{
    const em_token *token = text->tokens, *end = token + text->token_count;
    em_span *word = words;
    for (; token < end; token++) {
        *word = (em_span){ token->start, token->end };
        word += is_word(token->kind);
    }
    return (size_t)(word - words);
}

static size_t fill_sentences(uint32_t *sentences, const em_text *text)
{
    size_t count = 0;
    for (uint32_t i = 0; i < text->clause_count; i++)
        if (i == 0 || text->clauses[i].sentence != text->clauses[i - 1].sentence)
            sentences[count++] = text->clauses[i].start;
    return count;
}

static bool is_address(em_zone_kind kind)
{
    return kind == EM_ZONE_URL || kind == EM_ZONE_MENTION;
}

/* Drops hits that overlap an address. Hits and zones are sorted; addresses do not nest. */
static size_t drop_addresses(em_hit *hits, size_t count, const em_text *text)
{
    size_t kept = 0;
    uint32_t z = 0;
    for (size_t i = 0; i < count; i++) {
        while (z < text->zone_count &&
               (!is_address(text->zones[z].kind) || text->zones[z].end <= hits[i].start))
            z++;
        if (z == text->zone_count || text->zones[z].start >= hits[i].end)
            hits[kept++] = hits[i];
    }
    return kept;
}

em_status em_model_find(const em_hit **out, size_t *count, uint32_t *undecided,
                        const em_model *model, em_match_scratch *match, const em_text *text,
                        const em_text_scratch *text_scratch, em_error *err)
{
    original_view view = { text, text_scratch };
    em_match_subject subject = { .folded = text->folded,
                                 .original = original_of,
                                 .original_context = &view };
    em_span *words;
    uint32_t *sentences;
    em_status status = em_match_scratch_reserve(match, text->token_count, text->clause_count,
                                                &words, &sentences);
    if (status != EM_OK)
        return em_error_set(err, status, "no memory for matching");
    subject.word_count = fill_words(words, text);
    subject.sentence_count = fill_sentences(sentences, text);
    subject.words = words;
    subject.sentences = sentences;
    em_hit *hits;
    *out = NULL;
    status = em_matcher_find(&hits, count, undecided, model->matcher, match, &subject, err);
    if (status != EM_OK)
        return status;
    *count = drop_addresses(hits, *count, text);
    *out = hits;
    return EM_OK;
}
