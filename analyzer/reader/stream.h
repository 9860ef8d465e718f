/*
 * An input's text as UTF-8 behind a sliding window: what the CSV and JSON scanners read.
 *
 *     for (;;) {
 *         size_t used = scan(stream->data, stream->len, stream->ended);
 *         if (used) { em_stream_take(stream, used); ... }
 *         else if ((status = em_stream_more(stream, err)) != EM_OK) ...
 *     }
 *
 * The window is well-formed UTF-8 that ends at a character boundary; a BOM is taken off, and
 * ill-formed parts have become U+FFFD (counted). Lent slices stay valid until the next
 * em_stream_more. Internal to the readers. One thread at a time.
 */
#ifndef EM_READER_STREAM_H
#define EM_READER_STREAM_H

#include "reader/source.h"

/* The longest record (CSV row, JSON record) that can be held; the window never grows past it. */
#define EM_RECORD_MAX_BYTES ((size_t)16 * 1024 * 1024)
/* Readable bytes (zeros) after data + len, for scanners that read whole vectors. */
#define EM_STREAM_PADDING 64

typedef struct em_stream {
    const char *data; /* the window: text not yet taken */
    size_t len;
    bool ended;      /* nothing comes after the window */
    uint64_t offset; /* UTF-8 bytes taken before `data` */
    struct em_stream_state *state;
} em_stream;

/* `encoding`: a WHATWG label, or NULL to detect it. Takes over `source`, also on failure. */
EM_MUST_CHECK em_status em_stream_open(em_stream **out, em_source *source, const char *encoding,
                                       const char *path, em_error *err);
void em_stream_close(em_stream *stream); /* closes the source; NULL is fine */

/*
 * Widens the window by at least one byte; `data` may move, its content stays. EM_END where the
 * stream has ended; EM_E_LIMIT where the window holds EM_RECORD_MAX_BYTES already.
 */
EM_MUST_CHECK em_status em_stream_more(em_stream *stream, em_error *err);

static inline void em_stream_take(em_stream *stream, size_t bytes)
{
    stream->data += bytes;
    stream->len -= bytes;
    stream->offset += bytes;
}

const char *em_stream_encoding(const em_stream *stream); /* static, canonical name  */
double em_stream_confidence(const em_stream *stream);    /* 0 to 1                  */
uint64_t em_stream_replaced(const em_stream *stream);    /* parts that became U+FFFD */
/* Offset in the text of the first of them; UINT64_MAX: none, or a decoder does not know it. */
uint64_t em_stream_first_replaced(const em_stream *stream);
em_source *em_stream_source(const em_stream *stream); /* lent */

#endif
