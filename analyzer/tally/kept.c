/* Comments kept to be quoted or compared: masking, the best of their kind, uniform samples. */
#include "tally/kept.h"

#include "base/hash.h"
#include "base/str.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <unicode/uchar.h>

/* --- hashes -------------------------------------------------------------------------- */

uint64_t em_kept_author(const em_record *record)
{
    if (!record->author.len)
        return 0;
    uint64_t hash = em_hash64(record->author, em_hash64(record->platform, 0));
    return hash ? hash : 1;
}

uint64_t em_kept_copy_key(const em_verdict *verdict)
{
    return verdict->copy_key ? verdict->copy_key : verdict->text_hash;
}

uint64_t em_kept_hash(const em_record *record, const em_verdict *verdict, uint64_t author)
{
    const int64_t numbers[] = { (int64_t)verdict->text_hash, (int64_t)author,
                                record->time.known ? record->time.seconds : INT64_MIN,
                                record->likes };
    uint64_t hash = em_hash64((em_str){ (const char *)numbers, sizeof numbers }, 0);
    hash = em_hash64(record->id, hash);
    return em_hash64(record->platform, hash);
}

/* --- masking handles ----------------------------------------------------------------- */

#define MASK "@…"
/* A handle is two bytes at least, the mask four. */
#define MASK_GROWTH 2

static bool is_ascii_name(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           c == '-' || c == '.' || c == '+' || c == '%';
}

/* The length of the name at the start of `s`: letters and digits of any script, '_', '-', '.'. */
static size_t name_length(em_str s)
{
    size_t len = 0;
    while (len < s.len) {
        uint32_t c;
        size_t n = em_utf8_decode(&c, s.data + len, s.len - len);
        bool in_name = c < 0x80 ? is_ascii_name((unsigned char)c)
                                : c != EM_UTF8_BAD && u_isalnum((UChar32)c);
        if (!in_name)
            break;
        len += n;
    }
    return len;
}

/*
 * The next handle from `from` on; an empty span at the end where there is none. What stands
 * before '@' without a blank is taken for a mail address and belongs to it.
 */
static em_span next_handle(em_str text, size_t from)
{
    for (size_t at = from; at < text.len; at++) {
        const char *found = memchr(text.data + at, '@', text.len - at);
        if (!found)
            break;
        at = (size_t)(found - text.data);
        size_t name = name_length((em_str){ found + 1, text.len - at - 1 });
        if (!name)
            continue;
        size_t start = at;
        while (start > from && is_ascii_name((unsigned char)text.data[start - 1]))
            start--;
        return (em_span){ (uint32_t)start, (uint32_t)(at + 1 + name) };
    }
    return (em_span){ (uint32_t)text.len, (uint32_t)text.len };
}

/*
 * Writes the first `upto` bytes of `text` to `out` (NULL: only counts) with handles masked;
 * returns the bytes that makes. An offset inside a handle stands for its end.
 */
static size_t mask_handles(char *out, em_str text, size_t upto)
{
    size_t done = 0, len = 0;
    while (done < upto) {
        em_span handle = next_handle(text, done);
        size_t plain = (handle.start < upto ? handle.start : upto) - done;
        if (out)
            memcpy(out + len, text.data + done, plain);
        len += plain;
        done += plain;
        if (done >= upto)
            break;
        if (out)
            memcpy(out + len, MASK, sizeof MASK - 1);
        len += sizeof MASK - 1;
        done = handle.end;
    }
    return len;
}

/* --- making one ---------------------------------------------------------------------- */

/* Bytes shown before the first evidence of a comment that is cut. */
#define LEAD_BYTES 120

/* The part of the field that is kept: around the first evidence. */
static em_span choose_window(em_str field, const em_verdict *verdict)
{
    if (field.len <= EM_KEPT_TEXT_BYTES)
        return (em_span){ 0, (uint32_t)field.len };
    size_t start = verdict->mention_count ? verdict->mentions[0].field.start : 0;
    start = start > LEAD_BYTES ? start - LEAD_BYTES : 0;
    while (start < field.len && ((unsigned char)field.data[start] & 0xC0) == 0x80)
        start++;
    em_str rest = { field.data + start, field.len - start };
    return (em_span){ (uint32_t)start, (uint32_t)(start + em_str_cut(rest, EM_KEPT_TEXT_BYTES)) };
}

static bool is_inside(em_span span, em_span window)
{
    return span.start >= window.start && span.end <= window.end;
}

/* A mention that is evidence for something: not one about another subject. */
static bool is_evidence(const em_mention *mention, em_span window)
{
    return mention->stance != EM_STANCE_NONE && is_inside(mention->field, window);
}

/* Blocks come in steps of this: what a comment leaves behind serves most that come after it. */
#define BLOCK_STEP ((size_t)128)

em_kept *em_kept_alloc(size_t text_bytes, size_t platform_bytes, size_t language_bytes,
                       size_t mention_count, size_t stance_count)
{
    size_t size = sizeof(em_kept) + mention_count * sizeof(em_kept_mention) +
                  stance_count * sizeof(em_kept_stance) + text_bytes + platform_bytes +
                  language_bytes;
    em_kept *kept = em_mem_alloc((size + BLOCK_STEP - 1) / BLOCK_STEP * BLOCK_STEP);
    if (!kept)
        return NULL;
    char *place = (char *)(kept + 1);
    *kept = (em_kept){ .references = 1 };
    kept->mentions = (em_kept_mention *)(void *)place;
    place += mention_count * sizeof(em_kept_mention);
    kept->stances = (em_kept_stance *)(void *)place;
    place += stance_count * sizeof(em_kept_stance);
    kept->text = (em_str){ place, text_bytes };
    kept->platform = (em_str){ place + text_bytes, platform_bytes };
    kept->language = (em_str){ place + text_bytes + platform_bytes, language_bytes };
    kept->mention_count = mention_count;
    kept->stance_count = stance_count;
    return kept;
}

void em_kept_drop(em_kept *kept)
{
    if (kept && --kept->references == 0)
        em_mem_free(kept);
}

static void fill_string(em_str into, const char *from)
{
    /* em_str lends const bytes; these are the block's own, not yet seen by anyone. */
    if (into.len)
        memcpy((char *)(uintptr_t)into.data, from, into.len);
}

static void fill_mentions(em_kept *kept, em_str shown, em_span window, const em_verdict *verdict,
                          const uint32_t *terms)
{
    size_t n = 0;
    for (size_t i = 0; i < verdict->mention_count; i++) {
        const em_mention *mention = &verdict->mentions[i];
        if (!is_evidence(mention, window))
            continue;
        kept->mentions[n++] = (em_kept_mention){
            .start = (uint32_t)mask_handles(NULL, shown, mention->field.start - window.start),
            .end = (uint32_t)mask_handles(NULL, shown, mention->field.end - window.start),
            .term = terms[mention->entry],
            .message = mention->message,
            .stance = (uint8_t)mention->stance,
        };
    }
}

static void fill_stances(em_kept *kept, const em_verdict *verdict, size_t message_count)
{
    size_t n = 0;
    for (size_t m = 0; m < message_count; m++)
        if (verdict->stances[m] != EM_STANCE_NONE)
            kept->stances[n++] = (em_kept_stance){ (uint16_t)m, (uint8_t)verdict->stances[m] };
}

static void drop_nuls(char *text, size_t len)
{
    char *end = text + len;
    while ((text = memchr(text, '\0', (size_t)(end - text))))
        *text = ' ';
}

em_kept *em_kept_new(const em_record *record, const em_verdict *verdict, uint64_t hash,
                     const uint32_t *terms, size_t message_count)
{
    char text[EM_KEPT_TEXT_BYTES * (1 + MASK_GROWTH / 2)];
    em_span window = choose_window(record->text, verdict);
    em_str shown = em_str_sub(record->text, window);
    size_t text_len = mask_handles(text, shown, shown.len);
    drop_nuls(text, text_len);
    size_t mentions = 0, stances = 0;
    for (size_t i = 0; i < verdict->mention_count; i++)
        mentions += is_evidence(&verdict->mentions[i], window);
    for (size_t m = 0; m < message_count; m++)
        stances += verdict->stances[m] != EM_STANCE_NONE;
    size_t language_len = strlen(verdict->language);
    em_kept *kept = em_kept_alloc(text_len, record->platform.len, language_len, mentions, stances);
    if (!kept)
        return NULL;
    kept->hash = hash;
    kept->copy_key = em_kept_copy_key(verdict);
    kept->author = em_kept_author(record);
    kept->time = record->time.known ? record->time.seconds : 0;
    kept->has_time = record->time.known;
    kept->likes = record->likes;
    kept->score = verdict->score;
    kept->cut = shown.len < record->text.len;
    kept->own_words = verdict->own_words;
    fill_string(kept->text, text);
    fill_string(kept->platform, record->platform.data);
    fill_string(kept->language, verdict->language);
    fill_mentions(kept, shown, window, verdict, terms);
    fill_stances(kept, verdict, message_count);
    return kept;
}

/* --- the best of their kind ---------------------------------------------------------- */

static bool ranks_before(int64_t rank, uint64_t hash, const em_ranked *other)
{
    return rank != other->rank ? rank > other->rank : hash < other->hash;
}

static size_t find_copy(const em_best *best, uint64_t copy_key)
{
    size_t i = 0;
    while (i < best->count && best->items[i].copy_key != copy_key)
        i++;
    return i;
}

bool em_best_admits(const em_best *best, int64_t rank, uint64_t hash, uint64_t copy_key)
{
    if (best->count == EM_BEST_MAX && !ranks_before(rank, hash, &best->items[EM_BEST_MAX - 1]))
        return false;
    size_t copy = find_copy(best, copy_key);
    return copy == best->count || ranks_before(rank, hash, &best->items[copy]);
}

bool em_best_put(em_best *best, int64_t rank, em_kept *kept)
{
    if (!em_best_admits(best, rank, kept->hash, kept->copy_key))
        return true;
    if (!best->items)
        best->items = em_mem_zalloc(EM_BEST_MAX, sizeof *best->items);
    if (!best->items)
        return false;
    /* The place that becomes free: of a copy that ranks behind, else the end. */
    size_t place = find_copy(best, kept->copy_key);
    if (place == best->count && best->count == EM_BEST_MAX)
        place--;
    if (place < best->count)
        em_kept_drop(best->items[place].kept);
    else
        best->count++;
    for (; place > 0 && ranks_before(rank, kept->hash, &best->items[place - 1]); place--)
        best->items[place] = best->items[place - 1];
    kept->references++;
    best->items[place] = (em_ranked){ rank, kept->hash, kept->copy_key, kept };
    return true;
}

void em_best_release(em_best *best)
{
    for (size_t i = 0; i < best->count; i++)
        em_kept_drop(best->items[i].kept);
    em_mem_free(best->items);
    *best = (em_best){ NULL, 0 };
}

/* --- uniform samples ----------------------------------------------------------------- */

bool em_sample_admits(const em_sample *sample, uint64_t hash)
{
    return sample->heap.len < sample->max || hash < sample->heap.items[0].hash;
}

void em_sample_prefetch(const em_sample *sample)
{
    if (sample->heap.len == sample->max)
        __builtin_prefetch(sample->heap.items[0].kept, 1);
}

/* Four below each: half as many steps, of which each looks at neighbours. */
#define BELOW 4

static void sift_up(em_sampled *heap, size_t i)
{
    em_sampled moving = heap[i];
    for (; i && heap[(i - 1) / BELOW].hash < moving.hash; i = (i - 1) / BELOW)
        heap[i] = heap[(i - 1) / BELOW];
    heap[i] = moving;
}

static void sift_down(em_sampled *heap, size_t len)
{
    em_sampled moving = heap[0];
    size_t i = 0;
    for (size_t first; (first = BELOW * i + 1) < len;) {
        size_t largest = first, end = first + BELOW < len ? first + BELOW : len;
        for (size_t below = first + 1; below < end; below++)
            if (heap[below].hash > heap[largest].hash)
                largest = below;
        if (heap[largest].hash <= moving.hash)
            break;
        heap[i] = heap[largest];
        i = largest;
    }
    heap[i] = moving;
}

bool em_sample_put(em_sample *sample, em_kept *kept)
{
    em_sampled sampled = { kept->hash, kept };
    if (!em_sample_admits(sample, kept->hash))
        return true;
    if (sample->heap.len < sample->max) {
        if (!em_vec_push(&sample->heap, sampled))
            return false;
        sift_up(sample->heap.items, sample->heap.len - 1);
    } else {
        em_kept_drop(sample->heap.items[0].kept);
        sample->heap.items[0] = sampled;
        sift_down(sample->heap.items, sample->heap.len);
    }
    kept->references++;
    return true;
}

void em_sample_release(em_sample *sample)
{
    for (size_t i = 0; i < sample->heap.len; i++)
        em_kept_drop(sample->heap.items[i].kept);
    em_vec_release(&sample->heap);
}

static int compare_hash(const void *a, const void *b)
{
    uint64_t left = ((const em_sampled *)a)->hash, right = ((const em_sampled *)b)->hash;
    return left < right ? -1 : left > right;
}

em_sampled *em_sample_sorted(const em_sample *sample)
{
    size_t len = sample->heap.len;
    em_sampled *sorted = em_mem_alloc((len + 1) * sizeof *sorted);
    if (!sorted || !len)
        return sorted;
    memcpy(sorted, sample->heap.items, len * sizeof *sorted);
    qsort(sorted, len, sizeof *sorted, compare_hash);
    return sorted;
}
