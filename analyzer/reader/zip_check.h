/*
 * A second opinion on a ZIP file that libzip calls inconsistent. Streamed archives (bit 3 of a
 * header's flags) may say in front of a member what is only known behind it; workbooks of some
 * programs have sizes there that differ from the central directory's, which every reader passes
 * over. Internal to the readers.
 */
#ifndef EM_READER_ZIP_CHECK_H
#define EM_READER_ZIP_CHECK_H

#include "em_base.h"

/*
 * True where each header in front of a member agrees with the central directory on name, method
 * and flags and, if it is not streamed, on sizes and checksum, and the directory ends the file.
 * False also for what it does not know (ZIP64, more than 8 MiB of directory) and cannot read.
 */
bool em_zip_headers_agree(const char *path);

#endif
