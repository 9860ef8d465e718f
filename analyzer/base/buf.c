/* A growing byte buffer with a compulsory maximum. */
#include "base/buf.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void em_buf_init(em_buf *buf, size_t max_bytes)
{
    *buf = (em_buf){ .max = max_bytes };
}

void em_buf_release(em_buf *buf)
{
    em_mem_free(buf->data);
    em_buf_init(buf, buf->max);
}

void em_buf_reset(em_buf *buf)
{
    buf->len = 0;
    buf->status = EM_OK;
}

bool em_buf_reserve(em_buf *buf, size_t extra)
{
    if (buf->status != EM_OK)
        return false;
    if (extra > buf->max - buf->len) {
        buf->status = EM_E_LIMIT;
        return false;
    }
    size_t need = buf->len + extra + 1;
    if (need <= buf->cap)
        return true;
    size_t cap = buf->cap ? buf->cap + buf->cap / 2 : 256;
    if (cap < need)
        cap = need;
    char *data = em_mem_realloc(buf->data, cap);
    if (!data) {
        buf->status = EM_E_MEMORY;
        return false;
    }
    buf->data = data;
    buf->cap = cap;
    return true;
}

void em_buf_put(em_buf *buf, em_str s)
{
    if (!em_buf_reserve(buf, s.len))
        return;
    if (s.len)
        memcpy(buf->data + buf->len, s.data, s.len);
    buf->len += s.len;
    buf->data[buf->len] = '\0';
}

void em_buf_put_char(em_buf *buf, char c)
{
    if (!em_buf_reserve(buf, 1))
        return;
    buf->data[buf->len++] = c;
    buf->data[buf->len] = '\0';
}

void em_buf_puts(em_buf *buf, const char *text)
{
    em_buf_put(buf, (em_str){ text, strlen(text) });
}

void em_buf_printf(em_buf *buf, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len < 0 || !em_buf_reserve(buf, (size_t)len))
        return;
    va_start(args, fmt);
    vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, args);
    va_end(args);
    buf->len += (size_t)len;
}

char *em_buf_detach(em_buf *buf, size_t *len)
{
    char *data = NULL;
    if (buf->status == EM_OK && em_buf_reserve(buf, 0)) {
        data = buf->data;
        data[buf->len] = '\0';
        if (len)
            *len = buf->len;
        buf->data = NULL;
    }
    em_buf_release(buf);
    return data;
}
