/* `echometer completion`: a bash completion script, made from the tables of options. */
#include "base/str.h"
#include "cli/commands.h"
#include "cli/console.h"

#include <string.h>

static size_t first_word_len(const char *name)
{
    return strcspn(name, " ");
}

static bool starts_group_again(size_t index)
{
    const char *name = EM_COMMANDS[index]->name;
    size_t len = first_word_len(name);
    for (size_t i = 0; i < index; i++)
        if (first_word_len(EM_COMMANDS[i]->name) == len &&
            strncmp(EM_COMMANDS[i]->name, name, len) == 0)
            return true;
    return false;
}

static void put_first_words(em_buf *out)
{
    for (size_t i = 0; EM_COMMANDS[i]; i++) {
        const char *name = EM_COMMANDS[i]->name;
        if (!starts_group_again(i))
            em_buf_printf(out, "%.*s ", (int)first_word_len(name), name);
    }
}

static void put_second_words(em_buf *out, const char *group, size_t len)
{
    for (size_t i = 0; EM_COMMANDS[i]; i++) {
        const char *name = EM_COMMANDS[i]->name;
        if (strncmp(name, group, len) == 0 && name[len] == ' ')
            em_buf_printf(out, "%s ", name + len + 1);
    }
}

static void put_options_case(em_buf *out, const em_command *command)
{
    em_buf_printf(out, "    '%s') words='", command->name);
    for (const em_option *option = command->options; option->name; option++)
        em_buf_printf(out, "--%s ", option->name);
    em_buf_puts(out, "--help' ;;\n");
}

static void put_script(em_buf *out)
{
    em_buf_puts(out, "# bash completion for echometer\n"
                     "_echometer() {\n"
                     "  local current=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words=''\n"
                     "  if [ \"$COMP_CWORD\" = 1 ]; then\n"
                     "    COMPREPLY=($(compgen -W '");
    put_first_words(out);
    em_buf_puts(out, "' -- \"$current\"))\n    return\n  fi\n  case $command in\n");
    for (size_t i = 0; EM_COMMANDS[i]; i++) {
        const char *name = EM_COMMANDS[i]->name;
        size_t len = first_word_len(name);
        if (name[len] != ' ' || starts_group_again(i))
            continue;
        em_buf_printf(out,
                      "    %.*s)\n      if [ \"$COMP_CWORD\" = 2 ]; then\n"
                      "        COMPREPLY=($(compgen -W '",
                      (int)len, name);
        put_second_words(out, name, len);
        em_buf_puts(out, "' -- \"$current\"))\n        return\n      fi\n"
                         "      command=\"$command ${COMP_WORDS[2]}\" ;;\n");
    }
    em_buf_puts(out, "  esac\n  case $command in\n");
    for (size_t i = 0; EM_COMMANDS[i]; i++)
        put_options_case(out, EM_COMMANDS[i]);
    em_buf_puts(out, "  esac\n"
                     "  case $current in\n"
                     "    -*) COMPREPLY=($(compgen -W \"$words\" -- \"$current\")) ;;\n"
                     "    *) COMPREPLY=($(compgen -f -- \"$current\")) ;;\n"
                     "  esac\n"
                     "}\n"
                     "complete -o filenames -F _echometer echometer\n");
}

static int run_completion(int argc, char **argv)
{
    struct {
        bool unused;
    } options = { false };
    int operands;
    em_error err;
    em_status status = em_option_parse(&em_command_completion, argc, argv, &options, &operands,
                                       &err);
    if (status != EM_OK)
        return status == EM_END ? 0 : em_console_fail(&err);
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    put_script(&text);
    int code = em_console_print(em_buf_str(&text));
    em_buf_release(&text);
    return code;
}

static const em_option OPTIONS[] = { { .name = NULL } };

const em_command em_command_completion = {
    .name = "completion",
    .summary = "print the bash completion script",
    .usage = "",
    .examples = "  source <(echometer completion)\n",
    .options = OPTIONS,
    .run = run_completion,
};
