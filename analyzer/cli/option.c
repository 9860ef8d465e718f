/* Options of the sub-commands: one table per command. */
#include "cli/option.h"

#include "base/nearest.h"
#include "base/str.h"
#include "cli/console.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_MAX 4096

/* --- help ---------------------------------------------------------------------------- */

static void put_option(em_buf *out, const em_option *option)
{
    char left[64];
    char letter[8] = "    ";
    if (option->letter)
        snprintf(letter, sizeof letter, "-%c, ", option->letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, option->name, option->value ? " " : "",
             option->value ? option->value : "");
    em_buf_printf(out, "  %-30s %s%s\n", left, option->help,
                  option->kind == EM_OPTION_LIST ? " (may be repeated)" : "");
}

void em_option_help(em_buf *out, const em_command *command)
{
    em_buf_printf(out, "echometer %s: %s\n\nusage: echometer %s %s\n", command->name,
                  command->summary, command->name, command->usage);
    em_buf_puts(out, "\noptions:\n");
    for (const em_option *option = command->options; option->name; option++)
        put_option(out, option);
    em_buf_puts(out, "  -h, --help                     show this\n");
    if (command->notes)
        em_buf_printf(out, "\n%s", command->notes);
    if (command->examples)
        em_buf_printf(out, "\nexamples:\n%s", command->examples);
}

static em_status print_help(const em_command *command, em_error *err)
{
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_option_help(&text, command);
    em_status status = em_console_put(em_buf_str(&text), err);
    em_buf_release(&text);
    return status == EM_OK ? EM_END : status;
}

/* --- did you mean ---------------------------------------------------------------------- */

#define OPTIONS_MAX 64

static const char *nearest_name(const em_command *command, const char *name)
{
    const char *names[OPTIONS_MAX + 2] = { "help" };
    size_t count = 1;
    for (const em_option *option = command->options; option->name && count <= OPTIONS_MAX; option++)
        names[count++] = option->name;
    return em_nearest(em_str_from(name), names);
}

/* --- parsing ----------------------------------------------------------------------------- */

static em_status unknown_option(const em_command *command, const char *argument, const char *name,
                                em_error *err)
{
    const char *nearest = nearest_name(command, name);
    if (nearest)
        return em_error_set(err, EM_E_USAGE, "%s: no option %s (did you mean --%s?)", command->name,
                            argument, nearest);
    return em_error_set(err, EM_E_USAGE, "%s: no option %s (echometer %s --help lists them)",
                        command->name, argument, command->name);
}

static em_status store_count(const em_option *option, unsigned *field, const char *value,
                             em_error *err)
{
    char *end;
    errno = 0;
    unsigned long number = strtoul(value, &end, 10);
    if (errno || *end || end == value || *value == '-' || number < 1 || number > COUNT_MAX)
        return em_error_set(err, EM_E_USAGE, "--%s %s is not a whole number from 1 to %d",
                            option->name, value, COUNT_MAX);
    *field = (unsigned)number;
    return EM_OK;
}

static em_status store_number(const em_option *option, double *field, const char *value,
                              em_error *err)
{
    char *end;
    *field = strtod(value, &end);
    if (*end || end == value || !(*field > -1e15 && *field < 1e15))
        return em_error_set(err, EM_E_USAGE, "--%s %s is not a number", option->name, value);
    return EM_OK;
}

static em_status store_list(const em_option *option, em_option_list *list, const char *value,
                            em_error *err)
{
    if (list->count == EM_OPTION_LIST_MAX)
        return em_error_set(err, EM_E_USAGE, "--%s is given more than %d times", option->name,
                            EM_OPTION_LIST_MAX);
    list->items[list->count++] = value;
    return EM_OK;
}

static em_status store(const em_option *option, void *into, const char *value, em_error *err)
{
    void *field = (char *)into + option->offset;
    switch (option->kind) {
    case EM_OPTION_FLAG:
        *(bool *)field = true;
        return EM_OK;
    case EM_OPTION_STRING:
        *(const char **)field = value;
        return EM_OK;
    case EM_OPTION_COUNT:
        return store_count(option, field, value, err);
    case EM_OPTION_NUMBER:
        return store_number(option, field, value, err);
    case EM_OPTION_LIST:
        return store_list(option, field, value, err);
    }
    return EM_E_ARGUMENT;
}

static const em_option *find_long(const em_command *command, em_str name)
{
    for (const em_option *option = command->options; option->name; option++)
        if (em_str_eq(em_str_from(option->name), name))
            return option;
    return NULL;
}

static const em_option *find_letter(const em_command *command, char letter)
{
    for (const em_option *option = command->options; option->name; option++)
        if (option->letter == letter)
            return option;
    return NULL;
}

typedef struct parse_state {
    const em_command *command;
    char **argv;
    int argc, next;
    void *into;
    em_error *err;
} parse_state;

static em_status take_option(parse_state *state, const char *argument)
{
    bool is_long = argument[1] == '-';
    const char *name = argument + 1 + is_long;
    const char *equals = is_long ? strchr(name, '=') : NULL;
    const char *value = equals ? equals + 1 : NULL;
    em_str name_part = { name, equals ? (size_t)(equals - name) : strlen(name) };
    const em_option *option = is_long ? find_long(state->command, name_part)
                                      : find_letter(state->command, name[0]);
    if (!option)
        return unknown_option(state->command, argument, name, state->err);
    if (!is_long && name[1])
        value = name + 1;
    if (option->kind == EM_OPTION_FLAG) {
        if (value)
            return em_error_set(state->err, EM_E_USAGE, "--%s takes no value", option->name);
        return store(option, state->into, NULL, state->err);
    }
    if (!value && state->next >= state->argc)
        return em_error_set(state->err, EM_E_USAGE, "--%s needs a value: --%s %s", option->name,
                            option->name, option->value);
    return store(option, state->into, value ? value : state->argv[state->next++], state->err);
}

em_status em_option_parse(const em_command *command, int argc, char **argv, void *into,
                          int *operands, em_error *err)
{
    parse_state state = { command, argv, argc, 1, into, err };
    bool ended = false;
    int kept = 0;
    while (state.next < argc) {
        char *argument = argv[state.next++];
        if (ended || argument[0] != '-' || argument[1] == '\0') {
            argv[1 + kept++] = argument;
        } else if (strcmp(argument, "--") == 0) {
            ended = true;
        } else if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
            return print_help(command, err);
        } else {
            em_status status = take_option(&state, argument);
            if (status != EM_OK)
                return status;
        }
    }
    *operands = kept;
    return EM_OK;
}
