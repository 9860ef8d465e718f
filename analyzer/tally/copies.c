/*
 * Groups of copies: 4,096 hash tables, by the first 12 bits of the key, each an array of 12-byte
 * slots with linear probing. Each grows by an eighth when 86 % full, so that a key costs 14 to
 * 15.7 bytes, and no growth moves more than a small part of the whole; small ones double.
 */
#include "tally/copies.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/str.h"

#define PART_BITS 12
#define PARTS (1u << PART_BITS)
#define TEXT_BITS 20
#define COUNT_MAX 31 /* from here on the count stands in `many` */
#define DOUBLE_TO 64 /* slots: all parts together then take 3 MB */

/* 52 bits of key (12 more are the part's number), 20 of text, 18 of set, 1 of near, 5 of count. */
typedef struct slot {
    uint32_t key_low;
    uint32_t key_high_text_low;   /* 20 bits of key, 12 of text       */
    uint32_t text_high_set_count; /* 8 of text, 18 of set, 1 of near, 5 of count; count 0: free */
} slot;

typedef struct part {
    slot *slots;
    uint32_t used, cap;
} part;

/* Counts from COUNT_MAX up, by key: open addressing, a power of two slots. */
typedef struct many_slot {
    uint64_t key, count; /* count 0: free */
} many_slot;

struct em_copies {
    size_t message_count;
    part parts[PARTS];
    size_t used;
    many_slot *many;
    size_t many_used, many_cap;
    uint8_t *sets; /* set_count rows of message_count stances; set 0 is all none */
    uint32_t set_count, set_cap;
    uint32_t *set_index; /* open addressing over sets: number + 1, 0 is free */
    uint32_t set_index_cap;
    uint8_t *row; /* one row: the set being looked up */
};

static em_status no_memory(em_error *err)
{
    return em_error_set(err, EM_E_MEMORY, "no memory");
}

/* --- slots --------------------------------------------------------------------------- */

static uint64_t slot_key(const slot *s, uint32_t part_number)
{
    return (uint64_t)part_number << 52 | (uint64_t)(s->key_high_text_low & 0xFFFFF) << 32 |
           s->key_low;
}

static uint32_t slot_text(const slot *s)
{
    return s->key_high_text_low >> 20 | (s->text_high_set_count & 0xFF) << 12;
}

static uint32_t slot_set(const slot *s)
{
    return s->text_high_set_count >> 8 & 0x3FFFF;
}

static bool slot_near(const slot *s)
{
    return s->text_high_set_count >> 26 & 1;
}

static uint32_t slot_count(const slot *s)
{
    return s->text_high_set_count >> 27;
}

/* A group as a slot holds it; its set is one of this table. */
static slot slot_make(const em_copy_group *group)
{
    uint32_t count = group->count < COUNT_MAX ? (uint32_t)group->count : COUNT_MAX;
    return (slot){ (uint32_t)group->key, (uint32_t)(group->key >> 32 & 0xFFFFF) | group->text << 20,
                   group->text >> 12 | group->set << 8 | (uint32_t)group->near << 26 |
                       count << 27 };
}

/*
 * The factor differs with the capacity, so that moving one table's slots to another in their
 * order does not crowd its beginning.
 */
static uint32_t home_slot(const part *p, uint64_t key)
{
    uint32_t mixed = (uint32_t)key * (p->cap * 0x9E3779B1u | 1);
    return (uint32_t)((uint64_t)mixed * p->cap >> 32);
}

/* The slot of the key, or the free one where it belongs. There is always a free one. */
static slot *find_slot(const part *p, uint64_t key)
{
    uint32_t i = home_slot(p, key);
    while (slot_count(&p->slots[i]) &&
           (p->slots[i].key_low != (uint32_t)key ||
            (p->slots[i].key_high_text_low & 0xFFFFF) != (uint32_t)(key >> 32 & 0xFFFFF)))
        i = i + 1 == p->cap ? 0 : i + 1;
    return &p->slots[i];
}

static bool part_grow(part *p, uint32_t part_number)
{
    part grown = { .used = p->used };
    uint64_t cap = (uint64_t)p->cap + (p->cap < DOUBLE_TO ? p->cap : p->cap / 8) + 4;
    if (cap > UINT32_MAX / 2)
        return false;
    grown.cap = (uint32_t)cap;
    grown.slots = em_mem_zalloc(grown.cap, sizeof *grown.slots);
    if (!grown.slots)
        return false;
    for (uint32_t i = 0; i < p->cap; i++)
        if (slot_count(&p->slots[i]))
            *find_slot(&grown, slot_key(&p->slots[i], part_number)) = p->slots[i];
    em_mem_free(p->slots);
    *p = grown;
    return true;
}

/* --- counts too large for a slot ------------------------------------------------------- */

static many_slot *find_many(const em_copies *copies, uint64_t key)
{
    size_t i = (size_t)(key ^ key >> 32) & (copies->many_cap - 1);
    while (copies->many[i].count && copies->many[i].key != key)
        i = (i + 1) & (copies->many_cap - 1);
    return &copies->many[i];
}

static bool many_reserve(em_copies *copies)
{
    if ((copies->many_used + 1) * 2 <= copies->many_cap)
        return true;
    many_slot *old = copies->many;
    size_t old_cap = copies->many_cap;
    size_t cap = old_cap ? old_cap * 2 : 64;
    many_slot *grown = em_mem_zalloc(cap, sizeof *grown);
    if (!grown)
        return false;
    copies->many = grown;
    copies->many_cap = cap;
    for (size_t i = 0; i < old_cap; i++)
        if (old[i].count)
            *find_many(copies, old[i].key) = old[i];
    em_mem_free(old);
    return true;
}

static uint64_t full_count(const em_copies *copies, const slot *s, uint64_t key)
{
    uint32_t count = slot_count(s);
    return count < COUNT_MAX ? count : find_many(copies, key)->count;
}

/* --- sets of stances ------------------------------------------------------------------- */

static const uint8_t *set_row(const em_copies *copies, uint32_t set)
{
    return copies->sets + (size_t)set * copies->message_count;
}

static uint32_t *find_set(const em_copies *copies, const uint8_t *stances)
{
    uint32_t mask = copies->set_index_cap - 1;
    size_t bytes = copies->message_count;
    uint32_t i = (uint32_t)em_hash64((em_str){ (const char *)stances, bytes }, 0) & mask;
    while (copies->set_index[i] &&
           memcmp(set_row(copies, copies->set_index[i] - 1), stances, bytes) != 0)
        i = (i + 1) & mask;
    return &copies->set_index[i];
}

static bool set_index_grow(em_copies *copies)
{
    uint32_t cap = copies->set_index_cap ? copies->set_index_cap * 2 : 64;
    uint32_t *index = em_mem_zalloc(cap, sizeof *index);
    if (!index)
        return false;
    em_mem_free(copies->set_index);
    copies->set_index = index;
    copies->set_index_cap = cap;
    for (uint32_t set = 0; set < copies->set_count; set++)
        *find_set(copies, set_row(copies, set)) = set + 1;
    return true;
}

static bool sets_reserve(em_copies *copies)
{
    if (copies->set_count < copies->set_cap)
        return true;
    uint32_t cap = copies->set_cap ? copies->set_cap * 2 : 16;
    uint8_t *sets = em_mem_realloc(copies->sets, (size_t)cap * copies->message_count);
    if (!sets)
        return false;
    copies->sets = sets;
    copies->set_cap = cap;
    return true;
}

static em_status intern_set(uint32_t *out, em_copies *copies, const uint8_t *stances, em_error *err)
{
    uint32_t *place = find_set(copies, stances);
    if (*place) {
        *out = *place - 1;
        return EM_OK;
    }
    if (copies->set_count == EM_COPIES_MAX_SETS)
        return em_error_set(err, EM_E_LIMIT,
                            "the comments take more than %u different sets of stances "
                            "(--copies off does without groups of copies)",
                            EM_COPIES_MAX_SETS);
    if (!sets_reserve(copies))
        return no_memory(err);
    if ((copies->set_count + 1) * 2 > copies->set_index_cap && !set_index_grow(copies))
        return no_memory(err);
    memcpy(copies->sets + (size_t)copies->set_count * copies->message_count, stances,
           copies->message_count);
    *out = copies->set_count++;
    *find_set(copies, stances) = *out + 1;
    return EM_OK;
}

/* --- the whole ------------------------------------------------------------------------- */

em_copies *em_copies_new(size_t message_count)
{
    em_copies *copies = em_mem_zalloc(1, sizeof *copies);
    if (!copies)
        return NULL;
    copies->message_count = message_count;
    copies->row = em_mem_zalloc(message_count, 1);
    uint32_t set;
    if (!copies->row || !set_index_grow(copies) ||
        intern_set(&set, copies, copies->row, NULL) != EM_OK) {
        em_copies_free(copies);
        return NULL;
    }
    return copies;
}

void em_copies_free(em_copies *copies)
{
    if (!copies)
        return;
    for (uint32_t i = 0; i < PARTS; i++)
        em_mem_free(copies->parts[i].slots);
    em_mem_free(copies->many);
    em_mem_free(copies->sets);
    em_mem_free(copies->set_index);
    em_mem_free(copies->row);
    em_mem_free(copies);
}

/* Is (text, set) the one to keep rather than what stands in `s`? */
static bool goes_before(const em_copies *copies, uint32_t text, uint32_t set, const slot *s)
{
    if (text != slot_text(s))
        return text < slot_text(s);
    return set != slot_set(s) &&
           memcmp(set_row(copies, set), set_row(copies, slot_set(s)), copies->message_count) < 0;
}

/* `group.set` is one of this table. */
static em_status put_group(em_copies *copies, em_copy_group group, em_error *err)
{
    uint32_t number = (uint32_t)(group.key >> 52);
    part *p = &copies->parts[number];
    if ((uint64_t)p->used * 100 >= (uint64_t)p->cap * 86 && !part_grow(p, number))
        return no_memory(err);
    slot *s = find_slot(p, group.key);
    bool is_new = slot_count(s) == 0;
    if (!is_new) {
        group.count += full_count(copies, s, group.key);
        group.near = group.near || slot_near(s) || group.text != slot_text(s);
    }
    if (group.count >= COUNT_MAX) {
        if (!many_reserve(copies))
            return no_memory(err);
        many_slot *many = find_many(copies, group.key);
        copies->many_used += many->count == 0;
        *many = (many_slot){ group.key, group.count };
    }
    if (!is_new && !goes_before(copies, group.text, group.set, s)) {
        group.text = slot_text(s);
        group.set = slot_set(s);
    }
    *s = slot_make(&group);
    p->used += is_new;
    copies->used += is_new;
    return EM_OK;
}

em_status em_copies_add(em_copies *copies, uint64_t key, uint64_t text_hash,
                        const em_stance *stances, em_error *err)
{
    uint32_t set = 0;
    bool any = false;
    for (size_t i = 0; i < copies->message_count; i++) {
        copies->row[i] = (uint8_t)stances[i];
        any = any || stances[i] != EM_STANCE_NONE;
    }
    if (any) {
        em_status status = intern_set(&set, copies, copies->row, err);
        if (status != EM_OK)
            return status;
    }
    em_copy_group group = {
        .key = key, .count = 1, .text = (uint32_t)(text_hash >> (64 - TEXT_BITS)), .set = set
    };
    return put_group(copies, group, err);
}

void em_copies_prefetch_part(const em_copies *copies, uint64_t key)
{
    __builtin_prefetch(&copies->parts[key >> 52], 1);
}

void em_copies_prefetch(const em_copies *copies, uint64_t key)
{
    const part *p = &copies->parts[key >> 52];
    if (p->cap)
        __builtin_prefetch(&p->slots[home_slot(p, key)], 1);
}

em_status em_copies_put(em_copies *copies, const em_copy_group *group, em_error *err)
{
    em_copy_group put = *group;
    if (!put.count || put.text >> TEXT_BITS)
        return em_error_set(err, EM_E_ARGUMENT, "this is no group of copies");
    em_status status = intern_set(&put.set, copies, put.stances, err);
    return status == EM_OK ? put_group(copies, put, err) : status;
}

static em_copy_group read_slot(const em_copies *copies, const slot *s, uint32_t part_number)
{
    uint64_t key = slot_key(s, part_number);
    return (em_copy_group){ key,         full_count(copies, s, key),   slot_text(s),
                            slot_set(s), set_row(copies, slot_set(s)), slot_near(s) };
}

static em_status merge_part(em_copies *into, const em_copies *from, uint32_t number, em_error *err)
{
    const part *p = &from->parts[number];
    em_status status = EM_OK;
    for (uint32_t i = 0; status == EM_OK && i < p->cap; i++) {
        const slot *s = &p->slots[i];
        if (!slot_count(s))
            continue;
        em_copy_group group = read_slot(from, s, number);
        status = em_copies_put(into, &group, err);
    }
    return status;
}

em_status em_copies_merge(em_copies *into, const em_copies *from, em_error *err)
{
    em_status status = EM_OK;
    for (uint32_t i = 0; status == EM_OK && i < PARTS; i++)
        status = merge_part(into, from, i, err);
    return status;
}

em_status em_copies_absorb(em_copies *into, em_copies *from, em_error *err)
{
    em_status status = EM_OK;
    for (uint32_t i = 0; status == EM_OK && i < PARTS; i++) {
        status = merge_part(into, from, i, err);
        em_mem_free(from->parts[i].slots);
        from->parts[i] = (part){ 0 };
    }
    return status;
}

size_t em_copies_count(const em_copies *copies)
{
    return copies->used;
}

size_t em_copies_bytes(const em_copies *copies)
{
    size_t bytes = copies->many_cap * sizeof *copies->many;
    for (uint32_t i = 0; i < PARTS; i++)
        bytes += copies->parts[i].cap * sizeof(slot);
    return bytes;
}

bool em_copies_next(const em_copies *copies, uint64_t *place, em_copy_group *out)
{
    uint32_t number = (uint32_t)(*place >> 32), i = (uint32_t)*place;
    for (; number < PARTS; number++, i = 0) {
        const part *p = &copies->parts[number];
        for (; i < p->cap; i++) {
            const slot *s = &p->slots[i];
            if (!slot_count(s))
                continue;
            *out = read_slot(copies, s, number);
            *place = (uint64_t)number << 32 | (i + 1);
            return true;
        }
    }
    return false;
}
