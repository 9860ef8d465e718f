/* What kind of account wrote a comment, as exports tell it. Internal to the readers. */
#ifndef EM_READER_AUTHOR_TYPE_H
#define EM_READER_AUTHOR_TYPE_H

#include "reader/rows.h"

/*
 * Reads "true", "-1", "蓝V", "organisational", ... by the marks of the path it came from; anything
 * else is EM_AUTHOR_UNKNOWN.
 */
em_author_type em_author_type_read(const em_row_field *field);

#endif
