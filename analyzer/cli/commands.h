/* Every sub-command, each defined in cli/<name>.c. */
#ifndef EM_CLI_COMMANDS_H
#define EM_CLI_COMMANDS_H

#include "cli/option.h"

extern const em_command em_command_analyze;
extern const em_command em_command_completion;
extern const em_command em_command_evaluate;
extern const em_command em_command_explain;
extern const em_command em_command_formats;
extern const em_command em_command_lexicon_check;
extern const em_command em_command_lexicon_diff;
extern const em_command em_command_lexicon_export;
extern const em_command em_command_lexicon_format;
extern const em_command em_command_lexicon_import;
extern const em_command em_command_lexicon_learn;
extern const em_command em_command_lexicon_suggest;
extern const em_command em_command_lexicon_test;
extern const em_command em_command_lexicon_words;
extern const em_command em_command_man;
extern const em_command em_command_merge;
extern const em_command em_command_records;
extern const em_command em_command_report;
extern const em_command em_command_sample;
extern const em_command em_command_tokenize;

#endif
