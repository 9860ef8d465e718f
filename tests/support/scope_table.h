/*
 * A small table of cues for tests of the judge, matched naively: the longest entry at every
 * place, in the order of the table where two are equal.
 */
#ifndef TESTS_SUPPORT_SCOPE_TABLE_H
#define TESTS_SUPPORT_SCOPE_TABLE_H

#include "base/str.h"
#include "judge/scope.h"

#include <check.h>

#define TABLE_MAX 64
#define TABLE_HITS 1024

typedef struct table_row {
    const char *term;
    em_role role;
    double weight;
    const char *options;
} table_row;

typedef struct scope_table {
    em_text_model *model;
    em_text_scratch *scratch;
    em_text text;
    em_entry entries[TABLE_MAX];
    em_cue cues[TABLE_MAX];
    size_t count;
    em_hit hits[TABLE_HITS];
    size_t hit_count;
    em_scopes scopes;
} scope_table;

static inline void table_open(scope_table *table, const table_row *rows)
{
    *table = (scope_table){ .count = 0 };
    em_text_options options = { .segmenter = EM_SEGMENTER_ICU, .without_words = true };
    ck_assert_int_eq(em_text_model_new(&table->model, &options, NULL), EM_OK);
    ck_assert_int_eq(em_text_scratch_new(&table->scratch, table->model, NULL), EM_OK);
    for (; rows->term; rows++, table->count++) {
        em_entry *entry = &table->entries[table->count];
        *entry = (em_entry){ .role = rows->role,
                             .weight = rows->weight,
                             .term = em_str_from(rows->term),
                             .tag = em_str_from(rows->options ? rows->options : "") };
        ck_assert_int_eq(em_cue_parse(&table->cues[table->count], entry, EM_STR("table"), NULL),
                         EM_OK);
    }
}

static inline void table_close(scope_table *table)
{
    em_scopes_release(&table->scopes);
    em_text_scratch_free(table->scratch);
    em_text_model_free(table->model);
}

static inline bool table_edge(const em_text *text, uint32_t at)
{
    if (at == 0 || at >= text->folded.len || (unsigned char)text->folded.data[at] >= 0x80)
        return true;
    char before = text->folded.data[at - 1], here = text->folded.data[at];
    return !(before >= 'a' && before <= 'z' && here >= 'a' && here <= 'z');
}

static inline void table_match(scope_table *table)
{
    const em_text *text = &table->text;
    table->hit_count = 0;
    for (uint32_t at = 0; at < text->folded.len;) {
        size_t best = table->count, length = 0;
        for (size_t i = 0; i < table->count; i++) {
            em_str term = table->entries[i].term;
            em_str rest = { text->folded.data + at, text->folded.len - at };
            if (term.len > length && em_str_starts(rest, term) && table_edge(text, at) &&
                table_edge(text, at + (uint32_t)term.len)) {
                best = i;
                length = term.len;
            }
        }
        if (length && table->hit_count < TABLE_HITS)
            table->hits[table->hit_count++] = (em_hit){ (uint32_t)best, at, at + (uint32_t)length };
        at += length ? (uint32_t)length : 1;
    }
}

/* Analyses, matches and builds the scopes of one comment. */
static inline void table_judge(scope_table *table, const char *comment)
{
    ck_assert_int_eq(em_text_analyze(&table->text, table->model, table->scratch,
                                     em_str_from(comment), false, NULL),
                     EM_OK);
    table_match(table);
    ck_assert_int_eq(em_scopes_build(&table->scopes, &table->text, table->hits, table->hit_count,
                                     table->cues, NULL, 0, true, NULL),
                     EM_OK);
}

#endif
