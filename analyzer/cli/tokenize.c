/* echometer tokenize: word boundaries of lines from standard input. */
#include "cli/commands.h"
#include "cli/console.h"

#include "base/memory.h"
#include "base/str.h"
#include "text/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define OUT_CHUNK ((size_t)64 * 1024)

typedef struct tokenize_options {
    const char *separator;
    const char *segmenter;
    const char *words;
} tokenize_options;

#define AT(field) offsetof(tokenize_options, field)
static const em_option OPTIONS[] = {
    { "separator", 's', EM_OPTION_STRING, AT(separator), "S", "put S between words (default: |)" },
    { "segmenter", 0, EM_OPTION_STRING, AT(segmenter), "NAME",
      "own: the project's Chinese words (default); icu: ICU's alone" },
    { "words", 0, EM_OPTION_STRING, AT(words), "FILE", "Chinese words and counts to use instead" },
    { NULL, 0, EM_OPTION_FLAG, 0, NULL, NULL },
};

typedef struct job {
    em_text_model *model;
    em_text_scratch *scratch;
    em_str separator;
    em_buf out;
} job;

/* Empties the output buffer; 0, or the exit code of a failed stdout. */
static int flush(job *j)
{
    int code = em_console_print(em_buf_str(&j->out));
    em_buf_reset(&j->out);
    return code;
}

static em_status put_line(job *j, em_str line, bool ended, em_error *err)
{
    const uint32_t *boundaries;
    size_t count;
    em_status status = em_text_cut(&boundaries, &count, j->model, j->scratch, line, err);
    if (status != EM_OK)
        return status;
    for (size_t i = 0; i + 1 < count; i++) {
        if (i)
            em_buf_put(&j->out, j->separator);
        em_buf_put(&j->out, em_str_sub(line, (em_span){ boundaries[i], boundaries[i + 1] }));
    }
    if (ended)
        em_buf_put_char(&j->out, '\n');
    if (j->out.status != EM_OK)
        return em_error_set(err, j->out.status, "no memory for a line of output");
    return EM_OK;
}

static int cut_lines(job *j)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;
    int code = 0;
    em_error err = { 0 };
    errno = 0;
    while (code == 0 && (len = getdelim(&line, &cap, '\n', stdin)) > 0) {
        bool ended = line[len - 1] == '\n';
        em_str text = { line, (size_t)len - ended };
        if (put_line(j, text, ended, &err) != EM_OK)
            code = em_console_fail(&err);
        else if (j->out.len >= OUT_CHUNK)
            code = flush(j);
    }
    if (code == 0 && ferror(stdin)) {
        em_error_set(&err, EM_E_SYSTEM, "cannot read standard input: %s", strerror(errno));
        code = em_console_fail(&err);
    }
    free(line);
    int flushed = flush(j);
    return code ? code : flushed;
}

static em_status parse(tokenize_options *options, em_segmenter *segmenter, int argc, char **argv,
                       em_error *err)
{
    int operands;
    em_status status = em_option_parse(&em_command_tokenize, argc, argv, options, &operands, err);
    if (status != EM_OK)
        return status;
    if (operands > 0)
        return em_error_set(err, EM_E_USAGE, "tokenize: %s: text is read from standard input only",
                            argv[1]);
    *segmenter = strcmp(options->segmenter, "icu") == 0 ? EM_SEGMENTER_ICU : EM_SEGMENTER_OWN;
    if (*segmenter == EM_SEGMENTER_OWN && strcmp(options->segmenter, "own") != 0)
        return em_error_set(err, EM_E_USAGE, "--segmenter %s: no such segmenter (own or icu)",
                            options->segmenter);
    return EM_OK;
}

static int run(int argc, char **argv)
{
    tokenize_options options = { .separator = "|", .segmenter = "own" };
    em_segmenter segmenter = EM_SEGMENTER_OWN;
    em_error err = { 0 };
    em_status status = parse(&options, &segmenter, argc, argv, &err);
    if (status == EM_END)
        return 0;
    job j = { .separator = em_str_from(options.separator) };
    em_buf_init(&j.out, EM_BUF_UNLIMITED);
    if (status == EM_OK) {
        em_text_options text = { .segmenter = segmenter, .words_file = options.words };
        status = em_text_model_new(&j.model, &text, &err);
    }
    if (status == EM_OK)
        status = em_text_scratch_new(&j.scratch, j.model, &err);
    int code = status == EM_OK ? cut_lines(&j) : em_console_fail(&err);
    em_text_scratch_free(j.scratch);
    em_text_model_free(j.model);
    em_buf_release(&j.out);
    return code;
}

const em_command em_command_tokenize = {
    .name = "tokenize",
    .summary = "cut text into words",
    .usage = "[--separator S] [--segmenter own|icu] < TEXT",
    .examples = "  echo '英国真的很开放' | echometer tokenize\n"
                "  echometer tokenize --separator ' ' < comments.txt\n",
    .options = OPTIONS,
    .run = run,
};
