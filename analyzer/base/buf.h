/* A growing byte buffer with a compulsory maximum; always NUL-terminated once written. */
#ifndef EM_BASE_BUF_H
#define EM_BASE_BUF_H

#include "em_base.h"

/*
 * `status` is sticky: after a failure (EM_E_MEMORY, or EM_E_LIMIT past `max`) later puts do
 * nothing, so that a writer may check once at its end.
 */
typedef struct em_buf {
    char *data;
    size_t len;
    size_t cap;
    size_t max;
    em_status status;
} em_buf;

#define EM_BUF_UNLIMITED (SIZE_MAX / 2)

void em_buf_init(em_buf *buf, size_t max_bytes);
void em_buf_release(em_buf *buf);
void em_buf_reset(em_buf *buf); /* empty, EM_OK, memory kept */
/* Room for `extra` more bytes and a NUL at data + len; false sets the status. */
bool em_buf_reserve(em_buf *buf, size_t extra);
void em_buf_put(em_buf *buf, em_str s);
void em_buf_put_char(em_buf *buf, char c);
void em_buf_puts(em_buf *buf, const char *text);
void em_buf_printf(em_buf *buf, const char *fmt, ...) EM_PRINTF(2, 3);
/* Yours to em_mem_free, NUL-terminated; the buffer is then empty. NULL after a failure. */
char *em_buf_detach(em_buf *buf, size_t *len);

static inline em_str em_buf_str(const em_buf *buf)
{
    return (em_str){ buf->data ? buf->data : "", buf->len };
}

#endif
