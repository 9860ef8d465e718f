/* echometer lexicon words: Chinese words and counts learned from texts. */
#include "cli/commands.h"
#include "cli/console.h"

#include "base/file.h"
#include "base/str.h"
#include "text/wordlearn.h"

#define TEXTS_MAX_BYTES ((size_t)1 << 30)

typedef struct words_options {
    em_option_list segmented;
    const char *out;
    unsigned rounds;
    double weight;
    double least;
    double candidates;
} words_options;

#define AT(field) offsetof(words_options, field)
static const em_option OPTIONS[] = {
    { "segmented", 0, EM_OPTION_LIST, AT(segmented), "FILE",
      "texts whose words are parted by blanks" },
    { "weight", 0, EM_OPTION_NUMBER, AT(weight), "X",
      "what one word of a segmented text counts (default: 10)" },
    { "least", 0, EM_OPTION_NUMBER, AT(least), "X",
      "leave out words used less often (default: 2)" },
    { "candidates", 0, EM_OPTION_NUMBER, AT(candidates), "N",
      "try new words that stand in the texts N times or more (0: none; default: 20)" },
    { "rounds", 0, EM_OPTION_COUNT, AT(rounds), "N", "of counting (default: 5)" },
    { "out", 'o', EM_OPTION_STRING, AT(out), "FILE", "write there (default: standard output)" },
    { NULL, 0, EM_OPTION_FLAG, 0, NULL, NULL },
};

/* Appends every file and a line end behind it. */
static em_status read_all(em_buf *out, const char *const *paths, size_t count, em_error *err)
{
    em_status status = EM_OK;
    for (size_t i = 0; i < count && status == EM_OK; i++) {
        status = em_file_read(out, paths[i], err);
        em_buf_put_char(out, '\n');
    }
    if (status == EM_OK && out->status != EM_OK)
        return em_error_set(err, out->status, "the texts are longer than %zu bytes",
                            TEXTS_MAX_BYTES);
    return status;
}

static void put_head(em_buf *out)
{
    em_buf_puts(out, "# Chinese words and how often our texts use them, for `echometer tokenize`.\n"
                     "# Made by `echometer lexicon words` (tools/make-words.sh); edit nothing here "
                     "by hand.\n"
                     "# word<TAB>count\n");
}

static int give_out(const words_options *options, em_str words, em_error *err)
{
    if (!options->out)
        return em_console_print(words);
    if (em_file_write_whole(options->out, words, err) != EM_OK)
        return em_console_fail(err);
    return 0;
}

static int learn(const words_options *options, char **paths, int count)
{
    em_error err = { 0 };
    em_buf raw, segmented, words;
    em_buf_init(&raw, TEXTS_MAX_BYTES);
    em_buf_init(&segmented, TEXTS_MAX_BYTES);
    em_buf_init(&words, TEXTS_MAX_BYTES);
    em_wordlearn_options how = { options->rounds, options->weight, options->least,
                                 (unsigned)options->candidates };
    em_status status = read_all(&raw, (const char *const *)paths, (size_t)count, &err);
    if (status == EM_OK)
        status = read_all(&segmented, options->segmented.items, options->segmented.count, &err);
    put_head(&words);
    if (status == EM_OK)
        status = em_wordlearn(&words, em_buf_str(&raw), em_buf_str(&segmented), &how, &err);
    int code = status == EM_OK ? give_out(options, em_buf_str(&words), &err)
                               : em_console_fail(&err);
    em_buf_release(&raw);
    em_buf_release(&segmented);
    em_buf_release(&words);
    return code;
}

static int run(int argc, char **argv)
{
    words_options options = { .rounds = 5, .weight = 10, .least = 2, .candidates = 20 };
    int operands = 0;
    em_error err = { 0 };
    em_status status = em_option_parse(&em_command_lexicon_words, argc, argv, &options, &operands,
                                       &err);
    if (status == EM_END)
        return 0;
    if (status == EM_OK && operands == 0)
        status = em_error_set(&err, EM_E_USAGE,
                              "lexicon words: no text to learn from (give files "
                              "with one text a line)");
    if (status == EM_OK && (options.candidates < 0 || options.candidates > 1e6))
        status = em_error_set(&err, EM_E_USAGE, "--candidates is not 0 to 1000000");
    return status == EM_OK ? learn(&options, argv + 1, operands) : em_console_fail(&err);
}

const em_command em_command_lexicon_words = {
    .name = "lexicon words",
    .summary = "learn Chinese words and their counts from texts",
    .usage = "[--segmented FILE]... [--out FILE] TEXT...",
    .examples = "  echometer lexicon words --segmented treebank.txt --out words.tsv comments.txt\n",
    .options = OPTIONS,
    .run = run,
};
