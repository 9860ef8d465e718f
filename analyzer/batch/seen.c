/* Which records were read already: open addressing over 64-bit hashes, doubled when half full. */
#include "batch/seen.h"

#include "base/hash.h"

/* One in 2^64 pairs of different records agree in the hash: ten million records, once in 400,000
 * jobs. */
typedef struct seen_slot {
    uint64_t hash;  /* 0: free */
    uint32_t input; /* that had it first */
} seen_slot;

struct em_seen {
    seen_slot *slots;
    size_t used, cap; /* cap: a power of two */
};

#define FIRST_CAP 1024

em_seen *em_seen_new(void)
{
    em_seen *seen = em_mem_zalloc(1, sizeof *seen);
    if (!seen)
        return NULL;
    seen->cap = FIRST_CAP;
    seen->slots = em_mem_zalloc(seen->cap, sizeof *seen->slots);
    if (!seen->slots) {
        em_mem_free(seen);
        return NULL;
    }
    return seen;
}

void em_seen_free(em_seen *seen)
{
    if (!seen)
        return;
    em_mem_free(seen->slots);
    em_mem_free(seen);
}

static seen_slot *find_slot(seen_slot *slots, size_t cap, uint64_t hash)
{
    size_t i = (size_t)hash & (cap - 1);
    while (slots[i].hash && slots[i].hash != hash)
        i = (i + 1) & (cap - 1);
    return &slots[i];
}

static bool grow(em_seen *seen)
{
    size_t cap = seen->cap * 2;
    seen_slot *slots = em_mem_zalloc(cap, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < seen->cap; i++)
        if (seen->slots[i].hash)
            *find_slot(slots, cap, seen->slots[i].hash) = seen->slots[i];
    em_mem_free(seen->slots);
    seen->slots = slots;
    seen->cap = cap;
    return true;
}

static uint64_t identity(const em_record *record)
{
    uint64_t hash = em_hash64(record->text, em_hash64(record->id, em_hash64(record->platform, 0)));
    return hash ? hash : 1;
}

/* 0: too little is known of the record to take it for another. */
static uint64_t likeness(const em_record *record)
{
    if (!record->text.len || !record->author.len || !record->time.known)
        return 0;
    uint64_t hash = em_hash64(record->text,
                              em_hash64(record->author, (uint64_t)record->time.seconds));
    return hash ? hash : 1;
}

em_status em_seen_add(em_seen_before *before, em_seen *seen, const em_record *record, em_error *err)
{
    uint64_t hash = record->id.len ? identity(record) : likeness(record);
    *before = EM_SEEN_NOT;
    if (!hash)
        return EM_OK;
    if (seen->used * 2 >= seen->cap && !grow(seen))
        return em_error_set(err, EM_E_MEMORY, "no memory");
    seen_slot *slot = find_slot(seen->slots, seen->cap, hash);
    if (!slot->hash) {
        *slot = (seen_slot){ hash, record->input };
        seen->used++;
    } else if (slot->input != record->input) {
        *before = record->id.len ? EM_SEEN_SAME : EM_SEEN_ALIKE;
    }
    return EM_OK;
}
