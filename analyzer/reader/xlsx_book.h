/*
 * What a workbook's sheets refer to: their names and parts, the shared strings, and the styles
 * that make a number a date. Internal to the readers.
 */
#ifndef EM_READER_XLSX_BOOK_H
#define EM_READER_XLSX_BOOK_H

#include "base/vec.h"
#include "reader/xlsx_number.h"
#include "reader/xlsx_package.h"

/* Text of all shared strings, and how many of them. */
#define EM_SHARED_BYTES_MAX ((size_t)96 * 1024 * 1024)
#define EM_SHARED_COUNT_MAX ((size_t)8 * 1024 * 1024)
#define EM_SHEETS_MAX 4096
#define EM_STYLES_MAX 65536

typedef struct em_sheet {
    em_str name;
    em_str part; /* empty for a sheet without cells (a chart) */
} em_sheet;

typedef struct em_book {
    em_package *package;
    em_arena names;
    EM_VEC(em_sheet) sheets;
    em_buf shared;               /* all strings, one behind the other */
    EM_VEC(uint32_t) shared_end; /* where each ends in it */
    EM_VEC(uint8_t) style;       /* em_number_kind by the cell's style index */
    bool from_1904;
} em_book;

/* `bytes` as in em_package_open. */
EM_MUST_CHECK em_status em_book_open(em_book *out, const char *path, const em_buf *bytes,
                                     em_error *err);
void em_book_close(em_book *book); /* also after em_book_open failed */

/* The shared string numbered `index`; false where there is none. */
bool em_book_shared(const em_book *book, uint64_t index, em_str *out);

em_number_kind em_book_style(const em_book *book, unsigned style);

/* Puts `text` with _xHHHH_ (an escaped character, ECMA-376 part 1, 22.9.2.19) resolved. */
void em_book_put_text(em_buf *out, em_str text);

#endif
