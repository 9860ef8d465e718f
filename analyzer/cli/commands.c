/* The list of sub-commands: one line for each; its table stands in its own file. */
#include "cli/commands.h"

/* clang-format off */
const em_command *const EM_COMMANDS[] = {
    &em_command_analyze,
    &em_command_completion,
    &em_command_evaluate,
    &em_command_explain,
    &em_command_formats,
    &em_command_lexicon_check,
    &em_command_lexicon_diff,
    &em_command_lexicon_export,
    &em_command_lexicon_format,
    &em_command_lexicon_import,
    &em_command_lexicon_learn,
    &em_command_lexicon_suggest,
    &em_command_lexicon_test,
    &em_command_lexicon_words,
    &em_command_man,
    &em_command_merge,
    &em_command_records,
    &em_command_report,
    &em_command_sample,
    &em_command_tokenize,
    NULL,
};
/* clang-format on */
