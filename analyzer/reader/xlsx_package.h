/*
 * An Office Open XML package: a ZIP file whose parts are XML, read under caps.
 *
 * A DOCTYPE is refused before anything in it is read, so that there are no entities to expand
 * and none to fetch. Names of members are only compared, never made into paths.
 * Internal to the readers. One thread at a time.
 */
#ifndef EM_READER_XLSX_PACKAGE_H
#define EM_READER_XLSX_PACKAGE_H

#include "base/buf.h"

#include <expat.h>

/* Members of a package; Excel's own have some dozens. */
#define EM_PACKAGE_MEMBERS_MAX 65536
/* Unpacked bytes of one part. */
#define EM_PART_BYTES_MAX ((uint64_t)2 * 1024 * 1024 * 1024)
/* One tag or one attribute; a cell holds at most 32,767 characters. */
#define EM_PART_TOKEN_MAX ((int64_t)4 * 1024 * 1024)
/* Elements inside each other; SpreadsheetML needs about a dozen. */
#define EM_PART_DEPTH_MAX 128

typedef struct em_package em_package;

/*
 * The package in `bytes`, which must stay, or (NULL) in the file `path`, which messages name.
 * EM_E_INPUT where it is no ZIP file, is inconsistent, or is an encrypted workbook.
 */
EM_MUST_CHECK em_status em_package_open(em_package **out, const char *path, const em_buf *bytes,
                                        em_error *err);
void em_package_close(em_package *package); /* NULL is fine */

/* Compares names without case, with '\' as '/', and without a leading slash. */
bool em_package_has(const em_package *package, em_str part);

/* What a part's elements are told to. Names come without their namespace. */
typedef struct em_part_handler {
    void (*start)(void *context, const char *name, const char **attributes);
    void (*end)(void *context, const char *name);
    void (*text)(void *context, const char *text, int len);
    void *context;
} em_part_handler;

/* A part while it is parsed. */
typedef struct em_part em_part;

/* EM_E_INPUT where there is no such part. */
EM_MUST_CHECK em_status em_part_open(em_part **out, em_package *package, em_str part,
                                     const em_part_handler *handler, em_error *err);

/*
 * Parses on until the part ends (EM_END), a handler calls em_part_pause (EM_OK), or something is
 * wrong: EM_E_INPUT with the line in the part, EM_E_LIMIT past a maximum.
 */
EM_MUST_CHECK em_status em_part_run(em_part *part, em_error *err);
void em_part_pause(em_part *part);

/* From a handler: the run ends with this status and sentence (static). */
void em_part_fail(em_part *part, em_status status, const char *what);

uint64_t em_part_line(const em_part *part); /* of the XML text, from 1 */
void em_part_close(em_part *part);          /* NULL is fine */

/* Runs a whole part; EM_OK at its end. A part that is not there is EM_OK as well. */
EM_MUST_CHECK em_status em_package_parse(em_package *package, em_str part,
                                         const em_part_handler *handler, em_error *err);

/* The value of an attribute by its name without namespace, or NULL. */
const char *em_part_attribute(const char **attributes, const char *name);

#endif
