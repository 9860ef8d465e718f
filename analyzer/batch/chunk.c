/* A handful of records on their way through a job. */
#include "batch/chunk.h"

/* More than the largest record a reader lets through, so that only memory can end. */
#define CHUNK_MAX_BYTES ((size_t)512 * 1024 * 1024)

void em_chunk_init(em_chunk *chunk)
{
    *chunk = (em_chunk){ 0 };
    em_arena_init(&chunk->arena, CHUNK_MAX_BYTES);
    em_buf_init(&chunk->comments, CHUNK_MAX_BYTES);
    em_buf_init(&chunk->rejected, CHUNK_MAX_BYTES);
}

void em_chunk_release(em_chunk *chunk)
{
    em_arena_release(&chunk->arena);
    em_vec_release(&chunk->records);
    em_vec_release(&chunk->rejects);
    em_buf_release(&chunk->comments);
    em_buf_release(&chunk->rejected);
}

/* Lines of one giant comment do not stay in memory. */
static void reset_buf(em_buf *buf)
{
    if (buf->cap > 4 * EM_CHUNK_BYTES)
        em_buf_release(buf);
    em_buf_reset(buf);
}

void em_chunk_reset(em_chunk *chunk)
{
    em_arena_reset(&chunk->arena);
    em_vec_clear(&chunk->records);
    em_vec_clear(&chunk->rejects);
    reset_buf(&chunk->comments);
    reset_buf(&chunk->rejected);
    chunk->late_rejects = 0;
}

bool em_chunk_is_full(const em_chunk *chunk)
{
    return chunk->records.len + chunk->rejects.len >= EM_CHUNK_RECORDS ||
           chunk->arena.total >= EM_CHUNK_BYTES;
}

static bool copy_string(em_arena *arena, em_str *s)
{
    if (!s->len) {
        s->data = "";
        return true;
    }
    *s = em_arena_copy(arena, *s);
    return s->data;
}

bool em_chunk_put_record(em_chunk *chunk, const em_record *record, bool duplicate)
{
    em_chunk_record copy = { *record, duplicate };
    em_str *const strings[] = { &copy.record.text,     &copy.record.id,       &copy.record.author,
                                &copy.record.platform, &copy.record.language, &copy.record.parent,
                                &copy.record.reposted };
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        if (!copy_string(&chunk->arena, strings[i]))
            return false;
    return em_vec_push(&chunk->records, copy);
}

bool em_chunk_put_reject(em_chunk *chunk, const em_reject *reject)
{
    em_reject copy = *reject;
    return copy_string(&chunk->arena, &copy.detail) && em_vec_push(&chunk->rejects, copy);
}
