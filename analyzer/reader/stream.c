/*
 * The sliding window of UTF-8 over a source. UTF-8 input is read straight into the window and
 * checked in place; any other encoding goes through a decoder.
 */
#include "reader/stream.h"

#include "base/memory.h"
#include "base/str.h"
#include "base/utf8.h"
#include "reader/encoding.h"

/* Bytes read at a time; detection sees the first block. */
#define BLOCK_BYTES ((size_t)256 * 1024)
#define REPLACEMENT EM_STR("\xEF\xBF\xBD")

struct em_stream_state {
    em_source *source;
    char *path;
    em_buf window; /* [start, end of checked text) is the window; then zeros */
    em_buf raw;    /* stored bytes on their way to the decoder */
    char cut[4];   /* the beginning of a character that the last block cut */
    size_t cut_len;
    em_encoding encoding;
    double confidence;
    em_decoder *decoder; /* NULL: UTF-8 */
    uint64_t replaced;
    uint64_t first_replaced; /* where in the UTF-8 text; UINT64_MAX: nowhere, or not known */
    bool source_ended;
    em_status failed; /* of the source, after bytes that are still to be read */
    em_error failure;
};

static em_status no_memory(const em_stream *stream, em_error *err)
{
    return em_error_at(err, EM_E_MEMORY, stream->state->path, 0, 0, "no memory");
}

/*
 * Reads until `buf` has grown by `want` bytes or the source has ended. Where it fails after some
 * bytes, these are given first, and the next call fails.
 */
static em_status read_block(em_stream *stream, em_buf *buf, size_t want, em_error *err)
{
    struct em_stream_state *state = stream->state;
    size_t before = buf->len;
    if (want && state->failed != EM_OK) {
        if (err)
            *err = state->failure;
        return state->failed;
    }
    while (want && !state->source_ended) {
        if (!em_buf_reserve(buf, want + EM_STREAM_PADDING))
            return no_memory(stream, err);
        size_t got = 0;
        em_status status = em_source_read(state->source, buf->data + buf->len, want, &got,
                                          &state->failure);
        if (status == EM_END) {
            state->source_ended = true;
        } else if (status != EM_OK && buf->len > before) {
            state->failed = status;
            return EM_OK;
        } else if (status != EM_OK) {
            if (err)
                *err = state->failure;
            return status;
        }
        buf->len += got;
        want -= got;
    }
    return EM_OK;
}

/* Length of the character at the end of `bytes` that more bytes could complete, else 0. */
static size_t cut_character(const char *bytes, size_t len)
{
    for (size_t back = 1; back <= 3 && back <= len; back++) {
        unsigned char c = (unsigned char)bytes[len - back];
        if (c < 0x80)
            return 0;
        if (c >= 0xC0) {
            size_t whole = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
            return whole > back ? back : 0;
        }
    }
    return 0;
}

/* Replaces ill-formed parts of the window's bytes from `start` on, the first of them at `bad`. */
static em_status mend(em_stream *stream, size_t bad, em_error *err)
{
    struct em_stream_state *state = stream->state;
    if (state->first_replaced == UINT64_MAX)
        state->first_replaced = stream->offset + bad;
    em_buf_reset(&state->raw);
    em_buf_put(&state->raw, (em_str){ state->window.data + bad, state->window.len - bad });
    state->window.len = bad;
    em_str rest = em_buf_str(&state->raw);
    while (rest.len && state->raw.status == EM_OK) {
        size_t good = 0;
        if (em_utf8_is_valid(rest.data, rest.len, &good))
            good = rest.len;
        em_buf_put(&state->window, (em_str){ rest.data, good });
        rest.data += good;
        rest.len -= good;
        if (rest.len) {
            uint32_t c;
            size_t part = em_utf8_decode(&c, rest.data, rest.len);
            em_buf_put(&state->window, REPLACEMENT);
            state->replaced++;
            rest.data += part;
            rest.len -= part;
        }
    }
    return state->raw.status == EM_OK && state->window.status == EM_OK ? EM_OK
                                                                       : no_memory(stream, err);
}

/* Widens the window with UTF-8 read in place; what it holds from `checked` on is new as well. */
static em_status more_utf8(em_stream *stream, size_t checked, size_t want, em_error *err)
{
    struct em_stream_state *state = stream->state;
    em_buf_put(&state->window, (em_str){ state->cut, state->cut_len });
    em_status status = read_block(stream, &state->window, want, err);
    if (status != EM_OK)
        return status;
    em_buf *window = &state->window;
    state->cut_len = state->source_ended ? 0 : cut_character(window->data, window->len);
    window->len -= state->cut_len;
    memcpy(state->cut, window->data + window->len, state->cut_len);
    size_t bad;
    if (!em_utf8_is_valid(window->data + checked, window->len - checked, &bad))
        return mend(stream, checked + bad, err);
    return EM_OK;
}

static em_status more_decoded(em_stream *stream, size_t want, em_error *err)
{
    struct em_stream_state *state = stream->state;
    em_status status = read_block(stream, &state->raw, want, err);
    if (status != EM_OK)
        return status;
    status = em_decoder_put(state->decoder, &state->window, em_buf_str(&state->raw),
                            state->source_ended, &state->replaced, err);
    em_buf_reset(&state->raw);
    return status;
}

/* Shows the window to the consumer, with zeros behind it. */
static em_status show_window(em_stream *stream, em_error *err)
{
    struct em_stream_state *state = stream->state;
    if (!em_buf_reserve(&state->window, EM_STREAM_PADDING))
        return no_memory(stream, err);
    memset(state->window.data + state->window.len, 0, EM_STREAM_PADDING);
    stream->data = state->window.data;
    stream->len = state->window.len;
    stream->ended = state->source_ended;
    return EM_OK;
}

em_status em_stream_more(em_stream *stream, em_error *err)
{
    struct em_stream_state *state = stream->state;
    if (stream->ended)
        return EM_END;
    if (stream->len >= EM_RECORD_MAX_BYTES)
        return em_error_at(err, EM_E_LIMIT, state->path, 0, 0,
                           "a record is longer than %zu bytes (the most that is held)",
                           EM_RECORD_MAX_BYTES);
    size_t start = state->window.data ? (size_t)(stream->data - state->window.data) : 0;
    size_t had = stream->len;
    if (start) {
        memmove(state->window.data, stream->data, stream->len);
        state->window.len = stream->len;
    }
    size_t room = EM_RECORD_MAX_BYTES - had + BLOCK_BYTES;
    size_t want = had > BLOCK_BYTES ? had : BLOCK_BYTES;
    if (want > room)
        want = room;
    em_status status = EM_OK;
    while (status == EM_OK && state->window.len == had && !state->source_ended)
        status = state->decoder ? more_decoded(stream, want, err)
                                : more_utf8(stream, state->window.len, want, err);
    if (status == EM_OK)
        status = show_window(stream, err);
    return status == EM_OK && stream->len == had ? EM_END : status;
}

/* --- opening ------------------------------------------------------------------------------ */

static em_status choose_encoding(em_stream *stream, const char *label, size_t *bom, em_error *err)
{
    struct em_stream_state *state = stream->state;
    em_str head = em_buf_str(&state->raw);
    if (!label) {
        em_encoding_guess guess = em_encoding_detect(head, state->source_ended);
        state->encoding = guess.encoding;
        state->confidence = guess.confidence;
        *bom = guess.bom;
        return EM_OK;
    }
    em_status status = em_encoding_parse(&state->encoding, label, err);
    state->confidence = 1;
    *bom = status == EM_OK ? em_encoding_bom(head, state->encoding) : 0;
    return status;
}

/* The first block has been read for detection: it becomes the window. */
static em_status begin(em_stream *stream, size_t bom, em_error *err)
{
    struct em_stream_state *state = stream->state;
    em_str head = em_buf_str(&state->raw);
    head.data += bom;
    head.len -= bom;
    em_status status = EM_OK;
    if (state->encoding == EM_ENCODING_UTF_8) {
        em_buf_put(&state->window, head);
        em_buf_reset(&state->raw);
        status = state->window.status == EM_OK ? more_utf8(stream, 0, 0, err)
                                               : no_memory(stream, err);
    } else {
        status = em_decoder_new(&state->decoder, state->encoding, err);
        if (status == EM_OK)
            status = em_decoder_put(state->decoder, &state->window, head, state->source_ended,
                                    &state->replaced, err);
        em_buf_reset(&state->raw);
    }
    return status == EM_OK ? show_window(stream, err) : status;
}

em_status em_stream_open(em_stream **out, em_source *source, const char *encoding, const char *path,
                         em_error *err)
{
    *out = NULL;
    em_stream *stream = em_mem_zalloc(1, sizeof *stream);
    struct em_stream_state *state = em_mem_zalloc(1, sizeof *state);
    if (!stream || !state) {
        em_mem_free(stream);
        em_mem_free(state);
        em_source_close(source);
        return em_error_at(err, EM_E_MEMORY, path, 0, 0, "no memory");
    }
    stream->state = state;
    state->source = source;
    state->first_replaced = UINT64_MAX;
    /* The window doubles before it is full; a decoder may add half a block's worth again. */
    em_buf_init(&state->window, 4 * EM_RECORD_MAX_BYTES);
    em_buf_init(&state->raw, 2 * EM_RECORD_MAX_BYTES + BLOCK_BYTES);
    state->path = em_mem_strdup(em_str_from(path));
    size_t bom = 0;
    em_status status = state->path ? EM_OK : no_memory(stream, err);
    if (status == EM_OK)
        status = read_block(stream, &state->raw, BLOCK_BYTES, err);
    if (status == EM_OK)
        status = choose_encoding(stream, encoding, &bom, err);
    if (status == EM_OK)
        status = begin(stream, bom, err);
    if (status == EM_OK)
        *out = stream;
    else
        em_stream_close(stream);
    return status;
}

void em_stream_close(em_stream *stream)
{
    if (!stream)
        return;
    struct em_stream_state *state = stream->state;
    em_decoder_free(state->decoder);
    em_buf_release(&state->window);
    em_buf_release(&state->raw);
    em_source_close(state->source);
    em_mem_free(state->path);
    em_mem_free(state);
    em_mem_free(stream);
}

const char *em_stream_encoding(const em_stream *stream)
{
    return em_encoding_name(stream->state->encoding);
}

double em_stream_confidence(const em_stream *stream)
{
    return stream->state->confidence;
}

uint64_t em_stream_replaced(const em_stream *stream)
{
    return stream->state->replaced;
}

uint64_t em_stream_first_replaced(const em_stream *stream)
{
    return stream->state->first_replaced;
}

em_source *em_stream_source(const em_stream *stream)
{
    return stream->state->source;
}
