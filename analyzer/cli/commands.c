/* The list of sub-commands: one line for each; its table stands in its own file. */
#include "cli/commands.h"

const em_command *const EM_COMMANDS[] = {
    &em_command_completion,
    &em_command_explain,
    &em_command_formats,
    &em_command_man,
    &em_command_records,
    &em_command_tokenize,
    NULL,
};
