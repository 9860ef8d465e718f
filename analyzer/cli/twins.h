/* Warning of an input that was given twice: its comments count twice where they carry no ids. */
#ifndef EM_CLI_TWINS_H
#define EM_CLI_TWINS_H

#include <cjson/cJSON.h>

/* Prints a warning for each input of a summary whose bytes are those of an earlier one. */
void em_twins_warn(const cJSON *summary);

#endif
