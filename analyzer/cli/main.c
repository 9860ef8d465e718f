/* echometer: finds the sub-command and runs it. */
#include "cli/console.h"
#include "cli/option.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const em_command *find_command(int argc, char **argv, int *words)
{
    const em_command *found = NULL;
    for (size_t i = 0; EM_COMMANDS[i]; i++) {
        const char *name = EM_COMMANDS[i]->name;
        const char *blank = strchr(name, ' ');
        size_t first = blank ? (size_t)(blank - name) : strlen(name);
        if (strncmp(argv[1], name, first) != 0 || argv[1][first] != '\0')
            continue;
        if (!blank) {
            *words = 1;
            found = EM_COMMANDS[i];
        } else if (argc > 2 && strcmp(argv[2], blank + 1) == 0) {
            *words = 2;
            return EM_COMMANDS[i];
        }
    }
    return found;
}

/* The second words of a group such as lexicon; empty where `group` is none. */
static void put_members(em_buf *out, const char *group)
{
    size_t len = strlen(group);
    for (size_t i = 0; EM_COMMANDS[i]; i++)
        if (strncmp(EM_COMMANDS[i]->name, group, len) == 0 && EM_COMMANDS[i]->name[len] == ' ')
            em_buf_printf(out, "%s%s", out->len ? ", " : "", EM_COMMANDS[i]->name + len + 1);
}

static int unknown_command(int argc, char **argv)
{
    em_error err;
    em_buf members;
    em_buf_init(&members, EM_ERROR_TEXT_BYTES);
    put_members(&members, argv[1]);
    if (members.len)
        em_error_set(&err, EM_E_USAGE, "%s %s (there are %s)", argv[1],
                     argc > 2 ? "has no such command" : "needs a command", members.data);
    else
        em_error_set(&err, EM_E_USAGE, "no command \"%s\" (echometer --help lists them)", argv[1]);
    em_buf_release(&members);
    return em_console_fail(&err);
}

static bool wants_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

/* `echometer lexicon --help`: the commands of a group; empty where the word is none. */
static void put_group(em_buf *out, const char *group)
{
    size_t len = strlen(group);
    for (size_t i = 0; EM_COMMANDS[i]; i++) {
        const em_command *command = EM_COMMANDS[i];
        if (strncmp(command->name, group, len) != 0 || command->name[len] != ' ')
            continue;
        if (!out->len)
            em_buf_printf(
                out, "usage: echometer %s COMMAND [OPTION]... [ARGUMENT]...\n\ncommands:\n", group);
        em_buf_printf(out, "  %-16s %s\n", command->name, command->summary);
    }
    if (out->len)
        em_buf_printf(out,
                      "\n`echometer %s COMMAND --help` shows a command's options and examples.\n",
                      group);
}

static void overview(em_buf *out)
{
    em_buf_puts(out,
                "echometer measures how often audience comments echo a campaign's key messages,\n"
                "and with what sentiment.\n\n"
                "usage: echometer COMMAND [OPTION]... [ARGUMENT]...\n\n"
                "commands:\n");
    for (size_t i = 0; EM_COMMANDS[i]; i++)
        em_buf_printf(out, "  %-16s %s\n", EM_COMMANDS[i]->name, EM_COMMANDS[i]->summary);
    em_buf_puts(out,
                "\n`echometer COMMAND --help` shows a command's options and examples.\n"
                "exit: 0 done, 1 the check asked for did not hold, 2 usage or a bad campaign or\n"
                "lexicon, 3 bad input, 4 system\n");
}

static int print_overview(void)
{
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    overview(&text);
    int code = em_console_print(em_buf_str(&text));
    em_buf_release(&text);
    return code;
}

static int print_group(int argc, char **argv)
{
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    put_group(&text, argv[1]);
    int code = text.len ? em_console_print(em_buf_str(&text)) : unknown_command(argc, argv);
    em_buf_release(&text);
    return code;
}

static int print_version(void)
{
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_buf_printf(&text, "echometer %s\n", em_version());
    int code = em_console_print(em_buf_str(&text));
    em_buf_release(&text);
    return code;
}

int main(int argc, char **argv)
{
    /* A file too large for the quota is a failed write with a message, not a sudden end. */
    signal(SIGXFSZ, SIG_IGN);
    if (argc < 2 || wants_help(argv[1]))
        return print_overview();
    if (strcmp(argv[1], "--version") == 0)
        return print_version();
    int words = 0;
    const em_command *command = find_command(argc, argv, &words);
    if (!command)
        return argc > 2 && wants_help(argv[2]) ? print_group(argc, argv)
                                               : unknown_command(argc, argv);
    return command->run(argc - words, argv + words);
}
