/*
 * `echometer sample`: a blind coding sheet. Comments are drawn by the smallest hash of their
 * text and seed, so that the same inputs give the same sheet, and stand in hash order, so that
 * nothing of the verdict shows. Stratified by stance, each stratum (affirmed, other echo, none)
 * gives the same number; `weight` is how many comments one row stands for.
 */
#include "base/csv_write.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/vec.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/model_options.h"
#include "cli/reading.h"
#include "judge/verdict.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define DEFAULT_COMMENTS 200
#define COMMENTS_MAX 1000000 /* the rows of one sheet */
#define STRATA 3

typedef struct sample_options {
    em_model_options model;
    double comments;
    unsigned seed;
    em_reading_options reading;
    const char *by, *out;
} sample_options;

#define AT(field) offsetof(sample_options, field)

static const em_option OPTIONS[] = {
    EM_MODEL_OPTION_ROWS(sample_options, model),
    { "number", 'n', EM_OPTION_NUMBER, AT(comments), "N", "comments to draw (default: 200)" },
    { "by", 0, EM_OPTION_STRING, AT(by), "stance", "draw the same number from each stance" },
    { "seed", 0, EM_OPTION_COUNT, AT(seed), "N", "another number draws another sample" },
    { "out", 'o', EM_OPTION_STRING, AT(out), "FILE", "the sheet, .csv or .xlsx" },
    EM_READING_OPTIONS(AT(reading)),
    { .name = NULL },
};

typedef struct drawn {
    uint64_t key; /* smallest first */
    char *text, *id;
    double weight;
} drawn;

/* One stratum: a max-heap of the `room` smallest keys seen. */
typedef struct stratum {
    EM_VEC(drawn) heap;
    size_t room;
    uint64_t seen;
} stratum;

typedef struct sampling {
    const sample_options *options;
    em_reader_options reading;
    em_model *model;
    em_scratch *scratch;
    stratum strata[STRATA];
    size_t stratum_count;
    EM_VEC(drawn) rows;
    em_error *err;
} sampling;

static em_status no_memory(sampling *s)
{
    return em_error_set(s->err, EM_E_MEMORY, "no memory");
}

static void drawn_release(drawn *row)
{
    em_mem_free(row->text);
    em_mem_free(row->id);
}

/* --- drawing ----------------------------------------------------------------------------- */

static void sift_down(drawn *heap, size_t count, size_t at)
{
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= count)
            return;
        if (child + 1 < count && heap[child + 1].key > heap[child].key)
            child++;
        if (heap[at].key >= heap[child].key)
            return;
        drawn swap = heap[at];
        heap[at] = heap[child];
        heap[child] = swap;
        at = child;
    }
}

static void sift_up(drawn *heap, size_t at)
{
    while (at && heap[(at - 1) / 2].key < heap[at].key) {
        drawn swap = heap[at];
        heap[at] = heap[(at - 1) / 2];
        heap[(at - 1) / 2] = swap;
        at = (at - 1) / 2;
    }
}

static em_status offer(sampling *s, stratum *into, const em_record *record, uint64_t key)
{
    into->seen++;
    bool full = into->heap.len == into->room;
    if (full && (into->room == 0 || key >= into->heap.items[0].key))
        return EM_OK;
    drawn row = { key, em_mem_strdup(record->text), em_mem_strdup(record->id), 1 };
    if (!row.text || !row.id || (!full && !em_vec_reserve(&into->heap, into->heap.len + 1))) {
        drawn_release(&row);
        return no_memory(s);
    }
    if (full) {
        drawn_release(&into->heap.items[0]);
        into->heap.items[0] = row;
        sift_down(into->heap.items, into->heap.len, 0);
    } else {
        into->heap.items[into->heap.len++] = row;
        sift_up(into->heap.items, into->heap.len - 1);
    }
    return EM_OK;
}

static size_t stratum_of(const sampling *s, const em_verdict *verdict)
{
    bool echoed = false;
    if (s->stratum_count == 1)
        return 0;
    for (size_t m = 0; m < s->model->message_count; m++) {
        if (verdict->stances[m] == EM_STANCE_AFFIRMED)
            return 0;
        echoed = echoed || verdict->stances[m] != EM_STANCE_NONE;
    }
    return echoed ? 1 : 2;
}

static em_status draw_record(void *context, const em_record *record)
{
    sampling *s = context;
    em_verdict verdict;
    em_status status = em_judge_comment(&verdict, s->model, s->scratch, record, false, s->err);
    if (status == EM_E_LIMIT || (status == EM_OK && verdict.empty))
        return EM_OK;
    if (status != EM_OK)
        return status;
    /* The place parts equal texts, so that copies are drawn like any other comment. */
    uint64_t place = record->number << 16 ^ record->input;
    uint64_t key = em_hash64(record->text,
                             s->options->seed ^
                                 em_hash64((em_str){ (const char *)&place, sizeof place }, 0));
    return offer(s, &s->strata[stratum_of(s, &verdict)], record, key);
}

static em_status draw_all(sampling *s, char **argv, int operands)
{
    em_reading_take_campaign(&s->reading, s->model);
    return em_reading_each(&s->reading, (const char *const *)(argv + 1), (size_t)operands,
                           draw_record, s, s->err);
}

/* --- the sheet --------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    const drawn *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

static em_status collect(sampling *s)
{
    for (size_t i = 0; i < s->stratum_count; i++) {
        stratum *from = &s->strata[i];
        if (!em_vec_reserve(&s->rows, s->rows.len + from->heap.len))
            return no_memory(s);
        for (size_t j = 0; j < from->heap.len; j++) {
            from->heap.items[j].weight = (double)from->seen / (double)from->heap.len;
            s->rows.items[s->rows.len++] = from->heap.items[j];
        }
        em_vec_clear(&from->heap); /* the rows own the texts now */
    }
    if (!s->rows.len)
        return em_error_set(s->err, EM_E_INPUT, "no comment with text in the inputs");
    qsort(s->rows.items, s->rows.len, sizeof *s->rows.items, by_key);
    return EM_OK;
}

static const char *const HEAD[] = {
    "row", "id", "text", "sentiment", "messages", "sample", "weight"
};
#define COLUMNS (sizeof HEAD / sizeof *HEAD)

static const char *sample_kind(const sampling *s)
{
    return s->stratum_count > 1 ? "stratified" : "random";
}

static em_status write_csv(sampling *s)
{
    em_buf out;
    em_buf_init(&out, EM_BUF_UNLIMITED);
    for (size_t c = 0; c < COLUMNS; c++)
        em_csv_put_plain(&out, em_str_from(HEAD[c]), c == 0);
    em_csv_end_row(&out);
    for (size_t i = 0; i < s->rows.len; i++) {
        const drawn *row = &s->rows.items[i];
        char number[32];
        snprintf(number, sizeof number, "%zu", i + 1);
        em_csv_put_plain(&out, em_str_from(number), true);
        em_csv_put_text(&out, em_str_from(row->id), false);
        em_csv_put_text(&out, em_str_from(row->text), false);
        em_csv_put_plain(&out, EM_STR(""), false);
        em_csv_put_plain(&out, EM_STR(""), false);
        em_csv_put_plain(&out, em_str_from(sample_kind(s)), false);
        snprintf(number, sizeof number, "%.6g", row->weight);
        em_csv_put_plain(&out, em_str_from(number), false);
        em_csv_end_row(&out);
    }
    em_status status = out.status == EM_OK
                           ? em_file_write_whole(s->options->out, em_buf_str(&out), s->err)
                           : no_memory(s);
    em_buf_release(&out);
    return status;
}

/* A cell of a workbook holds at most 32,767 characters; a longer text is cut. */
#define CELL_BYTES 32000

static void write_xlsx_row(lxw_worksheet *sheet, lxw_row_t at, const drawn *row, const char *kind)
{
    row->text[em_str_cut(em_str_from(row->text), CELL_BYTES)] = '\0';
    worksheet_write_number(sheet, at, 0, at, NULL);
    worksheet_write_string(sheet, at, 1, row->id, NULL);
    worksheet_write_string(sheet, at, 2, row->text, NULL);
    worksheet_write_string(sheet, at, 5, kind, NULL);
    worksheet_write_number(sheet, at, 6, row->weight, NULL);
}

static em_status write_xlsx(sampling *s)
{
    lxw_workbook *book = workbook_new(s->options->out);
    if (!book)
        return no_memory(s);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "coding");
    for (size_t c = 0; c < COLUMNS; c++)
        worksheet_write_string(sheet, 0, (lxw_col_t)c, HEAD[c], NULL);
    worksheet_set_column(sheet, 2, 2, 80, NULL);
    worksheet_freeze_panes(sheet, 1, 0);
    for (size_t i = 0; i < s->rows.len; i++)
        write_xlsx_row(sheet, (lxw_row_t)(i + 1), &s->rows.items[i], sample_kind(s));
    lxw_error failed = workbook_close(book);
    if (failed == LXW_NO_ERROR)
        return EM_OK;
    unlink(s->options->out);
    return em_error_at(s->err, EM_E_SYSTEM, s->options->out, 0, 0, "%s", lxw_strerror(failed));
}

/* --- the run ----------------------------------------------------------------------------- */

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static em_status check_options(sampling *s, int operands)
{
    const sample_options *o = s->options;
    if (!operands)
        return em_error_set(s->err, EM_E_USAGE, "sample: no inputs (files, folders or -)");
    if (!o->out || !(ends_with(o->out, ".csv") || ends_with(o->out, ".xlsx")))
        return em_error_set(s->err, EM_E_USAGE, "sample: --out FILE.csv or FILE.xlsx is needed");
    if (o->comments < 1 || o->comments > COMMENTS_MAX || o->comments != floor(o->comments))
        return em_error_set(s->err, EM_E_USAGE, "sample: -n %g is not a whole number from 1 to %d",
                            o->comments, COMMENTS_MAX);
    if (o->by && strcmp(o->by, "stance") != 0)
        return em_error_set(s->err, EM_E_USAGE, "sample: --by %s is not stance", o->by);
    return em_reading_settle(&s->reading, &o->reading, s->err);
}

static void share_room(sampling *s)
{
    size_t wanted = (size_t)s->options->comments;
    s->stratum_count = s->options->by ? STRATA : 1;
    for (size_t i = 0; i < s->stratum_count; i++)
        s->strata[i].room = wanted / s->stratum_count + (i < wanted % s->stratum_count);
}

static em_status draw_sheet(sampling *s, char **argv, int operands)
{
    em_status status = check_options(s, operands);
    if (status == EM_OK)
        status = em_model_options_load(&s->model, &s->options->model, s->err);
    if (status == EM_OK)
        status = em_scratch_new(&s->scratch, s->model, s->err);
    if (status != EM_OK)
        return status;
    share_room(s);
    status = draw_all(s, argv, operands);
    if (status == EM_OK)
        status = collect(s);
    if (status != EM_OK)
        return status;
    return ends_with(s->options->out, ".csv") ? write_csv(s) : write_xlsx(s);
}

static void release(sampling *s)
{
    for (size_t i = 0; i < STRATA; i++) {
        for (size_t j = 0; j < s->strata[i].heap.len; j++)
            drawn_release(&s->strata[i].heap.items[j]);
        em_vec_release(&s->strata[i].heap);
    }
    for (size_t i = 0; i < s->rows.len; i++)
        drawn_release(&s->rows.items[i]);
    em_vec_release(&s->rows);
    em_scratch_free(s->scratch);
    em_model_free(s->model);
}

static int run_sample(int argc, char **argv)
{
    sample_options options = { .comments = DEFAULT_COMMENTS };
    em_error err = { 0 };
    int operands;
    em_status status = em_option_parse(&em_command_sample, argc, argv, &options, &operands, &err);
    if (status == EM_END)
        return 0;
    sampling s = { .options = &options, .err = &err };
    if (status == EM_OK)
        status = draw_sheet(&s, argv, operands);
    release(&s);
    return status == EM_OK ? 0 : em_console_fail(&err);
}

const em_command em_command_sample = {
    .name = "sample",
    .summary = "draw a blind coding sheet with sampling weights",
    .usage = "--campaign C [-n N] [--by stance] --out FILE.(csv|xlsx) INPUT...",
    .examples = "  echometer sample --campaign "
                "corpora/royal-wedding-2011/royal-wedding-2011.campaign.json -n 60 --by stance "
                "--out sheet.csv corpora/royal-wedding-2011/comments.csv\n",
    .options = OPTIONS,
    .run = run_sample,
};
