/**
 * Words that every part of echometer shares: status, error place, strings.
 *
 * All text is UTF-8. All functions are free of global state unless they say
 * otherwise; none calls exit or abort, none changes the locale.
 */
#ifndef EM_BASE_H
#define EM_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define EM_VERSION "0.1.0"

#if defined(__GNUC__)
#define EM_MUST_CHECK __attribute__((warn_unused_result))
#define EM_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define EM_MUST_CHECK
#define EM_PRINTF(fmt, args)
#endif

/** What became of a call. Anything but EM_OK and EM_END is a failure. */
typedef enum em_status {
    EM_OK = 0,
    EM_END,        /**< nothing more to read; not a failure                  */
    EM_E_ARGUMENT, /**< the caller broke the function's contract             */
    EM_E_USAGE,    /**< wrong options on the command line            (exit 2) */
    EM_E_LEXICON,  /**< a campaign or lexicon file is wrong          (exit 2) */
    EM_E_INPUT,    /**< an input file is not what it should be       (exit 3) */
    EM_E_LIMIT,    /**< input passes a stated maximum                (exit 3) */
    EM_E_MEMORY,   /**< no memory                                    (exit 4) */
    EM_E_SYSTEM    /**< the system refused: open, read, write, close (exit 4) */
} em_status;

/** A borrowed string: bytes and their number, not NUL-terminated. */
typedef struct em_str {
    const char *data;
    size_t len;
} em_str;

/** Half-open range of UTF-8 byte offsets, [start, end). */
typedef struct em_span {
    uint32_t start;
    uint32_t end;
} em_span;

#define EM_ERROR_PLACE_BYTES 512
#define EM_ERROR_TEXT_BYTES 1024

/**
 * Where and why a call failed. The caller owns it and passes its address or
 * NULL; it is filled without allocating. `line` and `column` count from 1
 * (column in characters); 0 means not known. `file` and `text` are
 * NUL-terminated, cut at a character where they do not fit, and free of
 * control characters.
 */
typedef struct em_error {
    em_status status;
    uint32_t line;
    uint32_t column;
    char file[EM_ERROR_PLACE_BYTES];
    char text[EM_ERROR_TEXT_BYTES];
} em_error;

/** Fills `err` (NULL is fine) without a place; returns `status`. */
em_status em_error_set(em_error *err, em_status status, const char *fmt, ...) EM_PRINTF(3, 4);

/** Fills `err` (NULL is fine) with a place; returns `status`. `file` may be NULL. */
em_status em_error_at(em_error *err, em_status status, const char *file, uint32_t line,
                      uint32_t column, const char *fmt, ...) EM_PRINTF(6, 7);

/** The exit code that a status stands for: 0, 2, 3 or 4. */
int em_status_exit_code(em_status status);

/** Lends the version as text, e.g. "0.1.0". */
const char *em_version(void);

#ifdef __cplusplus
}
#endif

#endif
