/* Quotations, hashtags, reposts and copies, and the barriers at their borders. */
#include "judge/scope_build.h"

#include <stdlib.h>

static bool is_long_quotation(const em_text *text, uint32_t first, uint32_t end)
{
    return em_scope__count_words(text, first, end) > EM_SCOPE_SHORT_QUOTATION;
}

uint32_t em_scope__short_quotation_end(const em_build *b, uint32_t token)
{
    const em_text *text = b->text;
    size_t low = 0, high = text->zone_count;
    if (token >= text->token_count)
        return token;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text->zones[middle].start < text->tokens[token].start)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == text->zone_count || text->zones[low].kind != EM_ZONE_QUOTATION ||
        text->zones[low].start != text->tokens[token].start)
        return token;
    uint32_t end = token_at(b, text->zones[low].end);
    return is_long_quotation(text, token, end) ? token : end;
}

static int by_number(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return left < right ? -1 : left > right;
}

static void put_barrier(em_build *b, uint32_t token)
{
    b->failed |= !em_vec_push(&b->scopes->barriers, token);
}

/* They come in order unless zones nest. */
static void sort_barriers(em_scopes *scopes)
{
    uint32_t *barriers = scopes->barriers.items;
    size_t at = 1;
    while (at < scopes->barriers.len && barriers[at - 1] <= barriers[at])
        at++;
    if (at < scopes->barriers.len)
        qsort(barriers, scopes->barriers.len, sizeof *barriers, by_number);
}

static void put_zone(em_build *b, const em_zone *zone)
{
    static const em_scope_kind SCOPES[] = { [EM_ZONE_REPOST] = EM_SCOPE_REPOST,
                                            [EM_ZONE_REPLY] = EM_SCOPE_REPOST,
                                            [EM_ZONE_QUOTATION] = EM_SCOPE_QUOTATION,
                                            [EM_ZONE_HASHTAG] = EM_SCOPE_HASHTAG };
    uint32_t first = token_at(b, zone->start), end = token_at(b, zone->end);
    em_scope__put_arc(b, SCOPES[zone->kind], UINT32_MAX, (em_span){ zone->start, zone->end }, first,
                      end, 1);
    if (zone->kind == EM_ZONE_REPOST || zone->kind == EM_ZONE_REPLY ||
        (zone->kind == EM_ZONE_QUOTATION && is_long_quotation(b->text, first, end))) {
        put_barrier(b, first);
        put_barrier(b, end);
    }
}

void em_scope__put_zones(em_build *b, const em_span *copies, size_t copy_count)
{
    const em_text *text = b->text;
    uint32_t kinds = 1u << EM_ZONE_REPOST | 1u << EM_ZONE_REPLY | 1u << EM_ZONE_QUOTATION;
    if (has_askers_of_messages(b))
        kinds |= 1u << EM_ZONE_HASHTAG;
    for (uint32_t i = 0; i < text->zone_count; i++)
        if (kinds >> text->zones[i].kind & 1)
            put_zone(b, &text->zones[i]);
    for (size_t i = 0; i < copy_count; i++)
        em_scope__put_arc(b, EM_SCOPE_COPY, UINT32_MAX, copies[i], token_at(b, copies[i].start),
                          token_at(b, copies[i].end), 1);
    sort_barriers(b->scopes);
}
