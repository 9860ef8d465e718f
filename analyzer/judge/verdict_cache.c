/* A table of verdicts by the hash of their texts, where the newer one takes a place. */
#include "judge/verdict_cache.h"

#include "base/hash.h"
#include "base/str.h"

/* Texts noted when they are met the first time, and verdicts kept from the second time on. */
#define NOTED 16384
#define KEPT 4096
/* Of a text, its mentions and stances together: copies are seldom longer. Empty ones cost nothing.
 */
#define KEPT_MAX_BYTES 2048

/* One verdict; its arrays and the text lie in `block`. */
typedef struct kept_verdict {
    em_verdict verdict; /* text_hash 0: none */
    bool markup, text_is_own;
    em_str text;
    char *block;
    size_t block_size;
} kept_verdict;

struct em_verdict_cache {
    size_t message_count;
    uint64_t noted[NOTED]; /* hashes */
    kept_verdict kept[KEPT];
};

em_status em_verdict_cache_new(em_verdict_cache **out, size_t message_count, em_error *err)
{
    *out = em_mem_zalloc(1, sizeof **out);
    if (!*out)
        return em_error_set(err, EM_E_MEMORY, "no memory for verdicts");
    (*out)->message_count = message_count;
    return EM_OK;
}

void em_verdict_cache_free(em_verdict_cache *cache)
{
    for (size_t i = 0; cache && i < KEPT; i++)
        em_mem_free(cache->kept[i].block);
    em_mem_free(cache);
}

const em_verdict *em_verdict_cache_find(const em_verdict_cache *cache, const em_record *record)
{
    uint64_t hash = em_hash64(record->text, 0);
    const kept_verdict *kept = &cache->kept[hash % KEPT];
    bool found = kept->verdict.text_hash == hash && kept->markup == record->markup &&
                 kept->text_is_own == record->text_is_own && em_str_eq(kept->text, record->text);
    return found && kept->block ? &kept->verdict : NULL;
}

/* Room for `size` bytes; false: no memory. */
static bool make_room(kept_verdict *kept, size_t size)
{
    if (size <= kept->block_size)
        return true;
    em_mem_free(kept->block);
    kept->text = (em_str){ "", 0 };
    kept->block = em_mem_alloc(size);
    kept->block_size = kept->block ? size : 0;
    return kept->block;
}

static void keep(kept_verdict *kept, size_t message_count, const em_record *record,
                 const em_verdict *verdict)
{
    size_t mentions = verdict->mention_count * sizeof *verdict->mentions;
    size_t stances = message_count * sizeof *verdict->stances;
    size_t size = mentions + stances + record->text.len;
    kept->verdict.text_hash = 0;
    if (verdict->empty || size > KEPT_MAX_BYTES || !make_room(kept, size))
        return;
    char *at[] = { kept->block, kept->block + mentions, kept->block + mentions + stances };
    if (mentions)
        memcpy(at[0], verdict->mentions, mentions);
    if (stances)
        memcpy(at[1], verdict->stances, stances);
    memcpy(at[2], record->text.data, record->text.len);
    kept->verdict = *verdict;
    kept->verdict.mentions = (const em_mention *)(const void *)at[0];
    kept->verdict.stances = (const em_stance *)(const void *)at[1];
    kept->verdict.text = (em_text){ .field = { "", 0 } };
    kept->text = (em_str){ at[2], record->text.len };
    kept->markup = record->markup;
    kept->text_is_own = record->text_is_own;
}

void em_verdict_cache_put(em_verdict_cache *cache, const em_record *record,
                          const em_verdict *verdict)
{
    uint64_t *noted = &cache->noted[verdict->text_hash % NOTED];
    if (*noted == verdict->text_hash)
        keep(&cache->kept[verdict->text_hash % KEPT], cache->message_count, record, verdict);
    *noted = verdict->text_hash;
}
