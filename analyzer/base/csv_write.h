/* Writing CSV (RFC 4180, LF) from strangers' text: quoted where needed, inert in spreadsheets. */
#ifndef EM_BASE_CSV_WRITE_H
#define EM_BASE_CSV_WRITE_H

#include "base/buf.h"

/*
 * Puts one field. Text that a spreadsheet could take for a formula (first character = + - @ | %,
 * TAB, CR, LF, or a full-width = + - @) or that begins with an apostrophe gets one apostrophe in
 * front; dropping one leading apostrophe gives back the text exactly. `first` is true for the
 * first field of a row (no comma before it).
 */
void em_csv_put_text(em_buf *out, em_str text, bool first);

/* Puts what the program itself made and knows to be harmless: numbers, ids, times. */
void em_csv_put_plain(em_buf *out, em_str text, bool first);

void em_csv_end_row(em_buf *out);

#endif
