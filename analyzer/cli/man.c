/* `echometer man`: the man page, made from the same tables that parsing and --help read. */
#include "base/str.h"
#include "cli/commands.h"
#include "cli/console.h"

#include <string.h>

static const char HEAD[] =
    ".SH NAME\n"
    "echometer \\- measure how audience comments echo a campaign's key messages\n"
    ".SH SYNOPSIS\n"
    ".B echometer\n"
    ".I COMMAND\n"
    "[\\fIOPTION\\fR]... [\\fIARGUMENT\\fR]...\n"
    ".SH DESCRIPTION\n"
    "Reads exported audience comments (CSV, TSV, JSON, JSONL, XLSX; Weibo, YouTube, Facebook, X "
    "and\n"
    "listening tools) and measures how many affirm, deny, question or only quote each key message "
    "of\n"
    "a campaign, with what sentiment, and with the evidence for every count. English and "
    "Chinese.\n";

static const char TERM_LANGUAGE[] =
    ".SH TERM LANGUAGE\n"
    "The grammar of a term in a message lexicon:\n"
    ".PP\n"
    ".nf\n"
    "term      = choice\n"
    "choice    = near { \"OR\" near }\n"
    "near      = item { (\"NEAR/\" n | \"ONEAR/\" n | \"NOT NEAR/\" n) item }\n"
    "item      = \"(\" choice \")\" | phrase | exact | reference | pattern\n"
    "phrase    = word { blank word }        * and ? inside a word; \\e makes the next character "
    "literal\n"
    "exact     = '\"' text '\"'               case, width and variant kept\n"
    "reference = \"#\" message-id             the terms of another message\n"
    "pattern   = \"/\" regex \"/\"              PCRE2, bounded in time\n"
    ".fi\n"
    ".PP\n"
    "Operators are upper case between blanks. n counts words in spaced scripts and characters in "
    "Han\n"
    "text, and never crosses a sentence. ONEAR is ordered. Blank and hyphen match each other. In "
    "Han\n"
    "text ? is one character and * is refused.\n";

static const char TAIL[] =
    ".SH EXIT STATUS\n"
    ".TP\n.B 0\ndone (rejected rows alone leave it 0)\n"
    ".TP\n.B 1\nthe check that was asked for did not hold\n"
    ".TP\n.B 2\nusage, or a bad campaign or lexicon\n"
    ".TP\n.B 3\nbad input: not well-formed, truncated, or over a limit; all sound records come "
    "first\n"
    ".TP\n.B 4\nthe system refused\n"
    ".SH ENVIRONMENT\n"
    ".TP\n.B NO_COLOR\nno colour, also on a terminal\n"
    ".SH FILES\n"
    "Message lexicons (*.messages.json), sentiment lexicons (sentiment/*.tsv) and campaigns\n"
    "(*.campaign.json) are described in the README of the lexicons folder.\n";

/* Text for roff: backslashes doubled, a leading dot or quote made harmless, hyphens kept. */
static void put_roff(em_buf *out, const char *text)
{
    bool line_start = true;
    for (; *text; text++) {
        if (line_start && (*text == '.' || *text == '\''))
            em_buf_puts(out, "\\&");
        if (*text == '\\')
            em_buf_puts(out, "\\e");
        else if (*text == '-')
            em_buf_puts(out, "\\-");
        else
            em_buf_put_char(out, *text);
        line_start = *text == '\n';
    }
}

static void put_option(em_buf *out, const em_option *option)
{
    em_buf_puts(out, ".TP\n\\fB");
    if (option->letter)
        em_buf_printf(out, "\\-%c\\fR, \\fB", option->letter);
    em_buf_puts(out, "\\-\\-");
    put_roff(out, option->name);
    em_buf_puts(out, "\\fR");
    if (option->value) {
        em_buf_puts(out, " \\fI");
        put_roff(out, option->value);
        em_buf_puts(out, "\\fR");
    }
    em_buf_put_char(out, '\n');
    put_roff(out, option->help);
    em_buf_put_char(out, '\n');
}

static void put_command(em_buf *out, const em_command *command)
{
    em_buf_puts(out, ".SS \"echometer ");
    put_roff(out, command->name);
    em_buf_put_char(out, ' ');
    put_roff(out, command->usage);
    em_buf_puts(out, "\"\n");
    put_roff(out, command->summary);
    em_buf_put_char(out, '\n');
    for (const em_option *option = command->options; option->name; option++)
        put_option(out, option);
    if (command->notes) {
        em_buf_puts(out, ".PP\n");
        put_roff(out, command->notes);
    }
    if (command->examples) {
        em_buf_puts(out, ".PP\nExamples:\n.PP\n.nf\n");
        put_roff(out, command->examples);
        em_buf_puts(out, ".fi\n");
    }
}

static int run_man(int argc, char **argv)
{
    struct {
        bool unused;
    } options = { false };
    int operands;
    em_error err;
    em_status status = em_option_parse(&em_command_man, argc, argv, &options, &operands, &err);
    if (status != EM_OK)
        return status == EM_END ? 0 : em_console_fail(&err);
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_buf_printf(&text, ".TH ECHOMETER 1 \"\" \"echometer %s\" \"User commands\"\n", em_version());
    em_buf_puts(&text, HEAD);
    em_buf_puts(&text, ".SH COMMANDS\n");
    for (size_t i = 0; EM_COMMANDS[i]; i++)
        put_command(&text, EM_COMMANDS[i]);
    em_buf_puts(&text, TERM_LANGUAGE);
    em_buf_puts(&text, TAIL);
    int code = em_console_print(em_buf_str(&text));
    em_buf_release(&text);
    return code;
}

static const em_option OPTIONS[] = { { .name = NULL } };

const em_command em_command_man = {
    .name = "man",
    .summary = "print the man page (echometer man | man -l -)",
    .usage = "",
    .examples = "  echometer man > echometer.1\n",
    .options = OPTIONS,
    .run = run_man,
};
