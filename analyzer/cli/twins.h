/* Warning of an input that was given twice. */
#ifndef EM_CLI_TWINS_H
#define EM_CLI_TWINS_H

#include <cjson/cJSON.h>

/* Prints a warning for each input of a summary whose bytes are those of an earlier one, and the
 * effect of that ("comments without ids count twice"). */
void em_twins_warn(const cJSON *summary, const char *effect);

#endif
