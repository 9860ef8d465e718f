/*
 * `echometer lexicon suggest`: what a lexicon may lack. Nothing is added by itself.
 *
 * From a corpus: words that mark the receivers of a message against everybody else (signed G2 and
 * log ratio), and the comments without any mention that carry most of them. From gold labels: words
 * of comments that people found affirmed and the program did not, and the neighbours of hits that
 * people did not confirm, as exceptions. Each comes with its evidence and a ready test.
 */
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/model_options.h"
#include "cli/reading.h"
#include "eval/gold.h"
#include "judge/verdict.h"
#include "stats/keyness.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

/* Comments held for the look at missed receipts; what comes after them is left out, and said. */
#define COMMENTS_MAX 200000
#define WORDS_MAX ((size_t)1 << 20)
#define TEXT_BYTES_MAX ((size_t)512 * 1024 * 1024)
#define SUGGESTIONS_PER_MESSAGE 10
#define MIN_RECEIVERS 3
#define MIN_LOG_RATIO 1.0
/* A word of more comments than this share says nothing of a message: good, we, this video. */
#define COMMON_SHARE 0.03
/* Chi-square with one degree of freedom: beyond it p is below 0.001. */
#define TELLING_G2 10.828
/* Words proposed from one missed gold comment. */
#define WORDS_PER_MISS 3

typedef struct suggest_options {
    em_model_options model;
    em_reading_options reading;
    em_option_list corpus;
    const char *gold, *output;
} suggest_options;

#define AT(field) offsetof(suggest_options, field)

static const em_option OPTIONS[] = {
    EM_MODEL_OPTION_ROWS(suggest_options, model),
    { "corpus", 0, EM_OPTION_LIST, AT(corpus), "EXPORT", "comments to look for missed receipts" },
    { "gold", 'g', EM_OPTION_STRING, AT(gold), "FILE",
      "labelled comments to learn from the program's errors" },
    { "output", 0, EM_OPTION_STRING, AT(output), "text|json|markdown", "how to print" },
    EM_READING_OPTIONS(AT(reading)),
    { .name = NULL },
};

typedef struct word {
    em_str text;
    uint64_t hash;
    uint32_t comments;   /* that have it                                     */
    uint32_t last;       /* comment that had it last, counted from 1          */
    uint32_t *receivers; /* comments that have it and receive, one a message */
} word;

typedef struct comment {
    em_str text;
    uint32_t first_word, word_count; /* into suggester.comment_words */
    const uint8_t *stances;
    bool mentions; /* any message */
} comment;

typedef struct suggester {
    const suggest_options *options;
    em_reader_options reading;
    em_model *model;
    em_text_model *dictionary; /* cuts words, which judging never needs */
    em_scratch *scratch;
    em_arena arena;
    EM_VEC(word) words;
    uint32_t *index; /* open addressing: word number + 1, 0: free */
    size_t index_cap;
    EM_VEC(comment) comments;
    EM_VEC(uint32_t) comment_words;
    uint64_t left_out;
    uint32_t *received; /* comments that receive, one a message */
    cJSON *suggestions;
    em_error *err;
} suggester;

static em_status no_memory(suggester *s)
{
    return em_error_set(s->err, EM_E_MEMORY, "no memory");
}

/* --- words ------------------------------------------------------------------------------------ */

static size_t slot_of(const suggester *s, em_str text, uint64_t hash)
{
    size_t slot = hash & (s->index_cap - 1);
    while (s->index[slot]) {
        const word *known = &s->words.items[s->index[slot] - 1];
        if (known->hash == hash && em_str_eq(known->text, text))
            break;
        slot = (slot + 1) & (s->index_cap - 1);
    }
    return slot;
}

/* The number of the word, made where it is new; UINT32_MAX: no room or memory. */
static uint32_t intern(suggester *s, em_str text)
{
    uint64_t hash = em_hash64(text, 0);
    size_t slot = slot_of(s, text, hash);
    if (s->index[slot])
        return s->index[slot] - 1;
    size_t messages = s->model->message_count;
    word new_one = { .text = em_arena_copy(&s->arena, text), .hash = hash };
    new_one.receivers = em_arena_alloc(&s->arena, messages * sizeof(uint32_t) + 1);
    if (s->words.len == WORDS_MAX || !new_one.text.data || !new_one.receivers)
        return UINT32_MAX;
    memset(new_one.receivers, 0, messages * sizeof(uint32_t));
    if (!em_vec_push(&s->words, new_one))
        return UINT32_MAX;
    s->index[slot] = (uint32_t)s->words.len;
    return (uint32_t)s->words.len - 1;
}

static bool in_mention(const em_verdict *verdict, em_span span)
{
    for (size_t i = 0; i < verdict->mention_count; i++)
        if (verdict->mentions[i].norm.start < span.end &&
            span.start < verdict->mentions[i].norm.end)
            return true;
    return false;
}

static bool in_zone(const em_text *text, em_span span)
{
    for (uint32_t i = 0; i < text->zone_count; i++)
        if (text->zones[i].start < span.end && span.start < text->zones[i].end &&
            text->zones[i].kind != EM_ZONE_QUOTATION)
            return true;
    return false;
}

/* Two letters or two characters of another script at least, and no mark. */
static bool is_word(em_str text)
{
    size_t characters = 0;
    for (size_t i = 0; i < text.len; i++)
        characters += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    uint32_t first;
    em_utf8_decode(&first, text.data, text.len);
    return characters >= 2 && u_isalpha((UChar32)first);
}

/* Counts the distinct words of one judged comment that no mention covers. */
static em_status add_words(suggester *s, const em_verdict *verdict, comment *into)
{
    const em_span *spans;
    size_t count;
    uint32_t number = (uint32_t)s->comments.len + 1;
    em_status status = em_text_words(&spans, &count, &verdict->text, s->dictionary,
                                     em_scratch_text(s->scratch), s->err);
    for (size_t i = 0; i < count && status == EM_OK; i++) {
        em_str text = em_str_sub(verdict->text.folded, spans[i]);
        if (!is_word(text) || in_mention(verdict, spans[i]) || in_zone(&verdict->text, spans[i]))
            continue;
        uint32_t id = intern(s, text);
        if (id == UINT32_MAX)
            continue; /* the table is full: rarer words came first */
        word *known = &s->words.items[id];
        if (known->last == number)
            continue;
        known->last = number;
        known->comments++;
        for (size_t m = 0; m < s->model->message_count; m++)
            known->receivers[m] += into->stances[m] == EM_STANCE_AFFIRMED;
        if (!em_vec_push(&s->comment_words, id))
            return no_memory(s);
        into->word_count++;
    }
    return status;
}

static em_status add_comment(suggester *s, em_str text, const em_verdict *verdict)
{
    size_t messages = s->model->message_count;
    uint8_t *stances = em_arena_alloc(&s->arena, messages + 1);
    comment held = { .text = em_arena_copy(&s->arena, text),
                     .first_word = (uint32_t)s->comment_words.len,
                     .stances = stances,
                     .mentions = verdict->mention_count > 0 };
    if (!stances || !held.text.data)
        return no_memory(s);
    for (size_t m = 0; m < messages; m++) {
        stances[m] = (uint8_t)verdict->stances[m];
        s->received[m] += stances[m] == EM_STANCE_AFFIRMED;
    }
    em_status status = add_words(s, verdict, &held);
    if (status == EM_OK && !em_vec_push(&s->comments, held))
        status = no_memory(s);
    return status;
}

/* --- the corpus ----------------------------------------------------------------------------------
 */

static em_status take_record(void *context, const em_record *record)
{
    suggester *s = context;
    em_verdict verdict;
    if (s->comments.len == COMMENTS_MAX) {
        s->left_out++;
        return EM_OK;
    }
    em_status status = em_judge_comment(&verdict, s->model, s->scratch, record, false, s->err);
    if (status == EM_E_LIMIT || (status == EM_OK && verdict.empty))
        return EM_OK;
    return status == EM_OK ? add_comment(s, record->text, &verdict) : status;
}

static em_status read_corpus(suggester *s)
{
    em_reading_take_campaign(&s->reading, s->model);
    return em_reading_each(&s->reading, s->options->corpus.items, s->options->corpus.count,
                           take_record, s, s->err);
}

/* --- suggestions
 * ----------------------------------------------------------------------------------- */

static void add_str(cJSON *object, const char *name, em_str text)
{
    char *copy = em_mem_strdup(text);
    cJSON_AddStringToObject(object, name, copy ? copy : "");
    em_mem_free(copy);
}

static cJSON *add_suggestion(suggester *s, const char *kind, size_t message, em_str term,
                             em_str text, em_stance expect)
{
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "kind", kind);
    add_str(object, "message", s->model->messages[message].id);
    add_str(object, "term", term);
    cJSON *test = cJSON_AddObjectToObject(object, "test");
    add_str(test, "text", text);
    cJSON_AddStringToObject(test, "expect", em_stance_name(expect));
    cJSON_AddItemToArray(s->suggestions, object);
    return object;
}

static bool measure(em_keyness *out, const suggester *s, const word *w, size_t message)
{
    uint32_t receivers = w->receivers[message], in_receipt = s->received[message];
    return receivers >= MIN_RECEIVERS && w->comments <= COMMON_SHARE * (double)s->comments.len &&
           em_keyness_measure(out, receivers, in_receipt, w->comments - receivers,
                              s->comments.len - in_receipt) == EM_OK &&
           out->g2 >= TELLING_G2 && out->log_ratio >= MIN_LOG_RATIO;
}

typedef struct near_miss {
    uint32_t comment, word; /* word: the most telling one */
    double score;
} near_miss;

static int by_score(const void *a, const void *b)
{
    const near_miss *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->comment > y->comment) - (x->comment < y->comment);
}

/* How much of the receivers' vocabulary a comment without any mention carries. */
static near_miss weigh(const suggester *s, uint32_t at, size_t message)
{
    const comment *c = &s->comments.items[at];
    near_miss miss = { .comment = at };
    double best = 0;
    for (uint32_t i = 0; i < c->word_count; i++) {
        uint32_t id = s->comment_words.items[c->first_word + i];
        em_keyness keyness;
        if (!measure(&keyness, s, &s->words.items[id], message))
            continue;
        miss.score += keyness.log_ratio;
        if (keyness.g2 > best) {
            best = keyness.g2;
            miss.word = id;
        }
    }
    return miss;
}

static bool proposed_before(const near_miss *misses, size_t count, uint32_t id)
{
    for (size_t i = 0; i < count; i++)
        if (misses[i].word == id)
            return true;
    return false;
}

static void propose_miss(suggester *s, const near_miss *miss, size_t message)
{
    const word *w = &s->words.items[miss->word];
    em_keyness keyness = { 0 };
    measure(&keyness, s, w, message);
    cJSON *object = add_suggestion(s, "term", message, w->text,
                                   s->comments.items[miss->comment].text, EM_STANCE_AFFIRMED);
    cJSON *evidence = cJSON_AddObjectToObject(object, "evidence");
    cJSON_AddNumberToObject(evidence, "receivers_with_it", w->receivers[message]);
    cJSON_AddNumberToObject(evidence, "others_with_it", w->comments - w->receivers[message]);
    cJSON_AddNumberToObject(evidence, "g2", round(keyness.g2 * 100) / 100);
    cJSON_AddNumberToObject(evidence, "log_ratio", round(keyness.log_ratio * 100) / 100);
}

static em_status suggest_missed(suggester *s, size_t message)
{
    EM_VEC(near_miss) misses = { 0 };
    size_t kept = 0;
    for (uint32_t i = 0; i < s->comments.len; i++) {
        if (s->comments.items[i].mentions)
            continue;
        near_miss miss = weigh(s, i, message);
        if (miss.score > 0 && !em_vec_push(&misses, miss)) {
            em_vec_release(&misses);
            return no_memory(s);
        }
    }
    if (misses.len)
        qsort(misses.items, misses.len, sizeof *misses.items, by_score);
    for (size_t i = 0; i < misses.len && kept < SUGGESTIONS_PER_MESSAGE; i++) {
        if (proposed_before(misses.items, kept, misses.items[i].word))
            continue;
        misses.items[kept++] = misses.items[i];
        propose_miss(s, &misses.items[kept - 1], message);
    }
    em_vec_release(&misses);
    return EM_OK;
}

/* --- gold
 * ------------------------------------------------------------------------------------------ */

static int by_rarity(const void *a, const void *b)
{
    const near_miss *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? -1 : 1;
    return (x->word > y->word) - (x->word < y->word);
}

/* Words of a missed comment, rarest first, as terms to think about. */
static void suggest_from_miss(suggester *s, const comment *c, size_t message)
{
    near_miss rare[64];
    size_t count = 0;
    for (uint32_t i = 0; i < c->word_count && count < 64; i++) {
        uint32_t id = s->comment_words.items[c->first_word + i];
        rare[count++] = (near_miss){ .word = id, .score = s->words.items[id].comments };
    }
    if (count)
        qsort(rare, count, sizeof *rare, by_rarity);
    for (size_t i = 0; i < count && i < WORDS_PER_MISS; i++) {
        const word *w = &s->words.items[rare[i].word];
        cJSON *object = add_suggestion(s, "missed", message, w->text, c->text, EM_STANCE_AFFIRMED);
        cJSON *evidence = cJSON_AddObjectToObject(object, "evidence");
        cJSON_AddNumberToObject(evidence, "comments_with_it", w->comments);
    }
}

/* The hit with one token on either side, in the comment's own spelling. */
static em_str neighbourhood(const em_verdict *verdict, const em_text_scratch *scratch, em_span hit,
                            em_str field)
{
    em_span span = hit;
    const em_text *text = &verdict->text;
    for (uint32_t i = 0; i < text->token_count; i++) {
        if (text->tokens[i].end <= hit.start)
            span.start = text->tokens[i].start;
        if (text->tokens[i].start >= hit.end) {
            span.end = text->tokens[i].end;
            break;
        }
    }
    return em_str_sub(field, em_text_field_span(text, scratch, span));
}

static void suggest_exceptions(suggester *s, const em_gold_comment *gold, const em_verdict *verdict,
                               size_t message)
{
    for (size_t i = 0; i < verdict->mention_count; i++) {
        const em_mention *mention = &verdict->mentions[i];
        if (mention->message != message || mention->stance != EM_STANCE_AFFIRMED)
            continue;
        em_str around = neighbourhood(verdict, em_scratch_text(s->scratch), mention->norm,
                                      gold->text);
        cJSON *object = add_suggestion(s, "exception", message, around, gold->text,
                                       (em_stance)gold->stances[message]);
        add_str(object, "of", s->model->entries[mention->entry].term);
    }
}

static em_status compare_with_gold(suggester *s, const em_gold_comment *gold)
{
    em_verdict verdict;
    em_record record = { .text = gold->text, .likes = EM_LIKES_UNKNOWN };
    em_status status = em_judge_comment(&verdict, s->model, s->scratch, &record, false, s->err);
    for (size_t m = 0; status == EM_OK && m < s->model->message_count; m++)
        if (gold->stances[m] != EM_STANCE_AFFIRMED && verdict.stances[m] == EM_STANCE_AFFIRMED)
            suggest_exceptions(s, gold, &verdict, m);
    return status == EM_OK ? add_comment(s, gold->text, &verdict) : status;
}

static em_status learn_from_gold(suggester *s)
{
    em_gold *gold;
    size_t count, first = s->comments.len;
    em_str *ids = em_mem_zalloc(s->model->message_count + 1, sizeof *ids);
    if (!ids)
        return no_memory(s);
    for (size_t m = 0; m < s->model->message_count; m++)
        ids[m] = s->model->messages[m].id;
    em_gold_options options = { .messages = ids, .message_count = s->model->message_count };
    em_status status = em_gold_read(&gold, s->options->gold, &options, s->err);
    em_mem_free(ids);
    if (status != EM_OK)
        return status;
    const em_gold_comment *comments = em_gold_comments(gold, &count);
    for (size_t i = 0; i < count && status == EM_OK; i++) {
        if (!comments[i].has_messages)
            status = em_error_at(s->err, EM_E_INPUT, s->options->gold, (uint32_t)comments[i].line,
                                 0, "the comment has no messages label");
        else
            status = compare_with_gold(s, &comments[i]);
    }
    for (size_t i = 0; i < count && status == EM_OK; i++)
        for (size_t m = 0; m < s->model->message_count; m++)
            if (comments[i].stances[m] == EM_STANCE_AFFIRMED &&
                s->comments.items[first + i].stances[m] == EM_STANCE_NONE)
                suggest_from_miss(s, &s->comments.items[first + i], m);
    em_gold_free(gold);
    return status;
}

/* --- printing
 * ---------------------------------------------------------------------------------------- */

static const char *string_of(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
    return text ? text : "";
}

static void put_clean(em_buf *out, const char *text)
{
    size_t start = out->len;
    em_buf_puts(out, text);
    if (out->status != EM_OK || out->len == start)
        return;
    em_str_make_printable(out->data + start);
    out->len = start + strlen(out->data + start);
}

static void put_evidence(em_buf *out, const cJSON *suggestion)
{
    const cJSON *figure;
    cJSON_ArrayForEach(figure, cJSON_GetObjectItemCaseSensitive(suggestion, "evidence"))
    {
        em_buf_printf(out, "  %s %g", figure->string, figure->valuedouble);
    }
    if (*string_of(suggestion, "of")) {
        em_buf_puts(out, "  of ");
        put_clean(out, string_of(suggestion, "of"));
    }
}

static void put_suggestion(em_buf *out, const cJSON *suggestion, bool markdown)
{
    const cJSON *test = cJSON_GetObjectItemCaseSensitive(suggestion, "test");
    char *test_text = cJSON_PrintUnformatted(test);
    em_buf_printf(out, "%s%-9s %s  ", markdown ? "- " : "", string_of(suggestion, "kind"),
                  string_of(suggestion, "message"));
    em_buf_puts(out, markdown ? "`" : "\"");
    put_clean(out, string_of(suggestion, "term"));
    em_buf_puts(out, markdown ? "`" : "\"");
    put_evidence(out, suggestion);
    em_buf_puts(out, markdown ? "\n  `" : "\n    ");
    put_clean(out, test_text ? test_text : "");
    em_buf_puts(out, markdown ? "`\n" : "\n");
    cJSON_free(test_text);
}

static em_status print(suggester *s)
{
    em_buf out;
    const char *output = s->options->output ? s->options->output : "text";
    em_buf_init(&out, EM_BUF_UNLIMITED);
    if (strcmp(output, "json") == 0) {
        cJSON *root = cJSON_CreateObject();
        cJSON_AddStringToObject(root, "schema", "echometer/suggestions/1");
        cJSON_AddNumberToObject(root, "comments", (double)s->comments.len);
        cJSON_AddNumberToObject(root, "left_out", (double)s->left_out);
        cJSON_AddItemReferenceToObject(root, "suggestions", s->suggestions);
        char *text = cJSON_Print(root);
        em_buf_printf(&out, "%s\n", text ? text : "");
        cJSON_free(text);
        cJSON_Delete(root);
    } else {
        const cJSON *suggestion;
        cJSON_ArrayForEach(suggestion, s->suggestions)
        {
            put_suggestion(&out, suggestion, strcmp(output, "markdown") == 0);
        }
        em_buf_printf(&out, "%d suggestions from %zu comments (%" PRIu64 " left out)\n",
                      cJSON_GetArraySize(s->suggestions), s->comments.len, s->left_out);
    }
    em_status status = out.status == EM_OK ? em_console_put(em_buf_str(&out), s->err)
                                           : no_memory(s);
    em_buf_release(&out);
    return status;
}

/* --- the run
 * ------------------------------------------------------------------------------------------- */

static em_status check_options(suggester *s, int operands)
{
    static const char *const OUTPUTS[] = { "text", "json", "markdown" };
    const suggest_options *o = s->options;
    bool known = !o->output;
    for (size_t i = 0; i < sizeof OUTPUTS / sizeof *OUTPUTS; i++)
        known = known || strcmp(o->output, OUTPUTS[i]) == 0;
    if (!known)
        return em_error_set(s->err, EM_E_USAGE,
                            "lexicon suggest: no output %s (text, json, "
                            "markdown)",
                            o->output);
    if (operands || (!o->corpus.count && !o->gold))
        return em_error_set(s->err, EM_E_USAGE,
                            "lexicon suggest: --corpus EXPORT or --gold FILE is needed, and no "
                            "other argument");
    return em_reading_settle(&s->reading, &o->reading, s->err);
}

static em_status set_up(suggester *s)
{
    em_status status = em_model_options_load(&s->model, &s->options->model, s->err);
    if (status == EM_OK)
        status = em_text_model_new(&s->dictionary, NULL, s->err);
    if (status == EM_OK)
        status = em_scratch_new(&s->scratch, s->model, s->err);
    if (status != EM_OK)
        return status;
    s->index_cap = WORDS_MAX * 2;
    s->index = em_mem_zalloc(s->index_cap, sizeof *s->index);
    s->received = em_mem_zalloc(s->model->message_count + 1, sizeof *s->received);
    s->suggestions = cJSON_CreateArray();
    return s->index && s->received && s->suggestions ? EM_OK : no_memory(s);
}

static em_status suggest(suggester *s)
{
    em_status status = set_up(s);
    if (status == EM_OK && s->options->corpus.count)
        status = read_corpus(s);
    for (size_t m = 0; status == EM_OK && m < s->model->message_count; m++)
        status = suggest_missed(s, m);
    if (status == EM_OK && s->options->gold)
        status = learn_from_gold(s);
    return status == EM_OK ? print(s) : status;
}

static void release(suggester *s)
{
    cJSON_Delete(s->suggestions);
    em_vec_release(&s->words);
    em_vec_release(&s->comments);
    em_vec_release(&s->comment_words);
    em_mem_free(s->index);
    em_mem_free(s->received);
    em_arena_release(&s->arena);
    em_scratch_free(s->scratch);
    em_text_model_free(s->dictionary);
    em_model_free(s->model);
}

static int run_suggest(int argc, char **argv)
{
    suggest_options options = { 0 };
    em_error err = { 0 };
    int operands;
    em_status status = em_option_parse(&em_command_lexicon_suggest, argc, argv, &options, &operands,
                                       &err);
    if (status == EM_END)
        return 0;
    suggester s = { .options = &options, .err = &err };
    em_arena_init(&s.arena, TEXT_BYTES_MAX);
    if (status == EM_OK)
        status = check_options(&s, operands);
    if (status == EM_OK)
        status = suggest(&s);
    release(&s);
    return status == EM_OK ? 0 : em_console_fail(&err);
}

const em_command em_command_lexicon_suggest = {
    .name = "lexicon suggest",
    .summary = "propose terms and exceptions, with evidence and ready tests",
    .usage = "--campaign C [--corpus EXPORT]... [--gold FILE]",
    .examples = "  echometer lexicon suggest --campaign "
                "corpora/royal-wedding-2011/royal-wedding-2011.campaign.json "
                "--gold corpora/royal-wedding-2011/gold.jsonl\n",
    .options = OPTIONS,
    .run = run_suggest,
};
