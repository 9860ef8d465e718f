/* Every sub-command, each defined in cli/<name>.c. */
#ifndef EM_CLI_COMMANDS_H
#define EM_CLI_COMMANDS_H

#include "cli/option.h"

extern const em_command em_command_completion;
extern const em_command em_command_explain;
extern const em_command em_command_formats;
extern const em_command em_command_man;
extern const em_command em_command_records;
extern const em_command em_command_tokenize;

#endif
