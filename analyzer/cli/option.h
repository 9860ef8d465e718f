/*
 * Options of the sub-commands: one table per command, which parsing, --help, completion and the
 * man page all read. Parsing only validates; opening files comes after.
 */
#ifndef EM_CLI_OPTION_H
#define EM_CLI_OPTION_H

#include "base/buf.h"

typedef enum em_option_kind {
    EM_OPTION_FLAG,   /* bool                                          */
    EM_OPTION_STRING, /* const char *                                  */
    EM_OPTION_COUNT,  /* unsigned, 1 to 4096                           */
    EM_OPTION_NUMBER, /* double                                        */
    EM_OPTION_LIST    /* em_option_list: may be given again and again  */
} em_option_kind;

#define EM_OPTION_LIST_MAX 256
typedef struct em_option_list {
    const char *items[EM_OPTION_LIST_MAX];
    size_t count;
} em_option_list;

typedef struct em_option {
    const char *name; /* long name without dashes; NULL ends the table */
    char letter;      /* or 0                                          */
    em_option_kind kind;
    size_t offset;     /* of the field in the command's own struct      */
    const char *value; /* placeholder in help; NULL for flags           */
    const char *help;
} em_option;

typedef struct em_command {
    const char *name;     /* "analyze", "lexicon check"                  */
    const char *summary;  /* a line for the list of commands             */
    const char *usage;    /* arguments: "--campaign C [--out DIR] INPUT..." */
    const char *examples; /* lines, each a command that runs            */
    const char *notes;    /* what else one must know, in lines; or NULL  */
    const em_option *options;
    int (*run)(int argc, char **argv); /* argv[0] is the command's name; returns the exit code */
} em_command;

/*
 * Parses argv (options anywhere, "--" ends them, "--name=value" and "--name value") into the
 * fields of `into`; operands are moved to the front of argv from 1 and counted in *operands.
 * `--help` prints help to stdout and returns EM_END (EM_E_SYSTEM where stdout fails). A mistake:
 * EM_E_USAGE, with a "did you mean".
 */
EM_MUST_CHECK em_status em_option_parse(const em_command *command, int argc, char **argv,
                                        void *into, int *operands, em_error *err);

/* Help of one command, as text for a terminal. */
void em_option_help(em_buf *out, const em_command *command);

/* All commands, ended by a NULL name: completion and the man page are made from it. */
extern const em_command *const EM_COMMANDS[];

#endif
