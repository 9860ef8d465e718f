/*
 * The matcher alone, with 500, 5,000 and 50,000 terms drawn from the text's own words, beside a
 * dense Aho-Corasick automaton over bytes and memmem for each of the 500 in the same run.
 *
 *     bench_match FILE.txt [ROUNDS]        one comment a line
 *
 * Prints medians of MB/s of folded text and of the ratio to the matcher with 500 terms.
 */
#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"
#include "base/vec.h"
#include "lexicon/edges.h"
#include "match/matcher.h"
#include "text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define MAX_ROUNDS 31

typedef struct comment {
    em_str folded;
    em_match_subject subject;
} comment;

typedef EM_VEC(comment) comment_list;
typedef EM_VEC(em_str) term_list;

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void need(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "bench_match: %s\n", what);
    exit(EXIT_FAILURE);
}

/* --- comments ----------------------------------------------------------------------------------
 */

static comment analyze(em_arena *arena, const em_text *text)
{
    comment c = { .folded = em_arena_copy(arena, text->folded) };
    em_span *words = em_arena_alloc(arena, (text->token_count + 1) * sizeof *words);
    need(c.folded.data && words, "no memory");
    size_t count = 0;
    for (uint32_t i = 0; i < text->token_count; i++) {
        words[count] = (em_span){ text->tokens[i].start, text->tokens[i].end };
        count += text->tokens[i].kind != EM_TOKEN_PUNCT;
    }
    c.subject = (em_match_subject){ .folded = c.folded, .words = words, .word_count = count };
    return c;
}

static size_t read_comments(comment_list *out, em_arena *arena, const char *path)
{
    em_buf text;
    em_text_model *model;
    em_text_scratch *scratch;
    em_text_options options = { 0 };
    size_t bytes = 0;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    need(em_file_read(&text, path, NULL) == EM_OK, "cannot read the text");
    need(em_text_model_new(&model, &options, NULL) == EM_OK, "no text model");
    need(em_text_scratch_new(&scratch, model, NULL) == EM_OK, "no text scratch");
    for (size_t at = 0; at < text.len;) {
        const char *end = memchr(text.data + at, '\n', text.len - at);
        size_t stop = end ? (size_t)(end - text.data) : text.len;
        em_str line = { text.data + at, stop - at };
        em_text analyzed;
        need(em_text_analyze(&analyzed, model, scratch, line, false, NULL) == EM_OK, "no text");
        need(em_vec_push(out, analyze(arena, &analyzed)), "no memory");
        bytes += out->items[out->len - 1].folded.len;
        at = stop + 1;
    }
    em_text_scratch_free(scratch);
    em_text_model_free(model);
    em_buf_release(&text);
    return bytes;
}

/* --- terms ---------------------------------------------------------------------------------------
 */

static uint64_t random_state = 1;

static size_t below(size_t n)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(random_state >> 33) % n;
}

static int by_bytes(const void *a, const void *b)
{
    return em_str_cmp(*(const em_str *)a, *(const em_str *)b);
}

/* A word or two of a spaced script, two to four characters of Han, from a random place. */
static em_str random_term(const comment_list *comments)
{
    const comment *c = &comments->items[below(comments->len)];
    if (c->subject.word_count < 5)
        return EM_STR("");
    size_t first = below(c->subject.word_count - 4);
    bool han = (unsigned char)c->folded.data[c->subject.words[first].start] >= 0xE3;
    size_t last = first + (han ? 1 + below(3) : below(3) == 0);
    size_t start = c->subject.words[first].start, end = c->subject.words[last].end;
    if (end - start < 4 || end - start > 40)
        return EM_STR("");
    return (em_str){ c->folded.data + start, end - start };
}

/* Draws places until `want` different terms are there: types, so most of them are rare. */
static void draw_terms(term_list *out, const comment_list *comments, size_t want)
{
    for (size_t tries = 0; out->len < want && tries < 60; tries++) {
        size_t kept = 0;
        for (size_t i = 0; i < want; i++) {
            em_str term = random_term(comments);
            if (term.len)
                need(em_vec_push(out, term), "no memory");
        }
        qsort(out->items, out->len, sizeof *out->items, by_bytes);
        for (size_t i = 0; i < out->len; i++)
            if (i == 0 || !em_str_eq(out->items[i], out->items[kept - 1]))
                out->items[kept++] = out->items[i];
        out->len = kept;
    }
    for (size_t i = out->len; i > 1; i--) {
        size_t j = below(i);
        em_str other = out->items[j];
        out->items[j] = out->items[i - 1];
        out->items[i - 1] = other;
    }
}

/* --- the matcher ---------------------------------------------------------------------------------
 */

typedef struct candidate {
    em_matcher *matcher;
    em_match_scratch *scratch;
    double build_seconds, seconds[MAX_ROUNDS];
    size_t hits;
} candidate;

static candidate make_candidate(const term_list *terms, size_t count)
{
    candidate c = { .hits = 0 };
    em_matcher_builder *builder;
    double start = cpu_seconds();
    need(em_matcher_builder_new(&builder, NULL) == EM_OK, "no builder");
    for (size_t i = 0; i < count; i++)
        need(em_matcher_add_literal(builder, terms->items[i], em_edges_of(terms->items[i]), 0,
                                    (uint32_t)i, NULL) == EM_OK,
             "no literal");
    need(em_matcher_build(&c.matcher, builder, NULL) == EM_OK, "no matcher");
    c.build_seconds = cpu_seconds() - start;
    need(em_match_scratch_new(&c.scratch, c.matcher, NULL) == EM_OK, "no scratch");
    return c;
}

static void run_candidate(candidate *c, const comment_list *comments, size_t round)
{
    double start = cpu_seconds();
    c->hits = 0;
    for (size_t i = 0; i < comments->len; i++) {
        em_hit *hits;
        size_t count;
        uint32_t undecided;
        need(em_matcher_find(&hits, &count, &undecided, c->matcher, c->scratch,
                             &comments->items[i].subject, NULL) == EM_OK,
             "no hits");
        c->hits += count;
    }
    c->seconds[round] = cpu_seconds() - start;
}

/* --- peers ---------------------------------------------------------------------------------------
 */

/* Aho and Corasick (1975) as a full table over bytes: one dependent load a byte. */
typedef struct dense {
    uint32_t (*next)[256];
    uint32_t *link;
    bool *ends;
    size_t count;
} dense;

static dense make_dense(const term_list *terms, size_t count)
{
    size_t most = 1;
    for (size_t i = 0; i < count; i++)
        most += terms->items[i].len;
    dense d = { .next = calloc(most, sizeof *d.next),
                .link = calloc(most, sizeof *d.link),
                .ends = calloc(most, sizeof *d.ends),
                .count = 1 };
    uint32_t *queue = calloc(most, sizeof *queue);
    need(d.next && d.link && d.ends && queue, "no memory for the automaton");
    for (size_t i = 0; i < count; i++) {
        uint32_t state = 0;
        for (size_t j = 0; j < terms->items[i].len; j++) {
            uint32_t *next = &d.next[state][(unsigned char)terms->items[i].data[j]];
            if (*next == 0)
                *next = (uint32_t)d.count++;
            state = *next;
        }
        d.ends[state] = true;
    }
    size_t tail = 0;
    for (int b = 0; b < 256; b++)
        if (d.next[0][b])
            queue[tail++] = d.next[0][b];
    for (size_t head = 0; head < tail; head++) {
        uint32_t state = queue[head];
        d.ends[state] |= d.ends[d.link[state]];
        for (int b = 0; b < 256; b++) {
            uint32_t child = d.next[state][b], fallback = d.next[d.link[state]][b];
            if (child == 0) {
                d.next[state][b] = fallback;
                continue;
            }
            d.link[child] = fallback;
            queue[tail++] = child;
        }
    }
    free(queue);
    return d;
}

static size_t run_dense(const dense *d, const comment_list *comments, double *seconds)
{
    double start = cpu_seconds();
    size_t hits = 0;
    for (size_t i = 0; i < comments->len; i++) {
        em_str s = comments->items[i].folded;
        uint32_t state = 0;
        for (size_t j = 0; j < s.len; j++) {
            state = d->next[state][(unsigned char)s.data[j]];
            hits += d->ends[state];
        }
    }
    *seconds = cpu_seconds() - start;
    return hits;
}

static size_t run_memmem(const term_list *terms, size_t count, const comment_list *comments,
                         size_t step, double *seconds)
{
    double start = cpu_seconds();
    size_t hits = 0;
    for (size_t i = 0; i < comments->len; i += step)
        for (size_t t = 0; t < count; t++)
            hits += memmem(comments->items[i].folded.data, comments->items[i].folded.len,
                           terms->items[t].data, terms->items[t].len) != NULL;
    *seconds = (cpu_seconds() - start) * (double)step;
    return hits;
}

/* --- the table
 * ------------------------------------------------------------------------------------ */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const double *values, size_t count)
{
    double sorted[MAX_ROUNDS];
    memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_value);
    return sorted[count / 2];
}

static void print_row(const char *name, const double *seconds, const double *base, size_t rounds,
                      size_t bytes, size_t hits)
{
    double ratios[MAX_ROUNDS], speeds[MAX_ROUNDS];
    for (size_t i = 0; i < rounds; i++) {
        ratios[i] = seconds[i] / base[i];
        speeds[i] = (double)bytes / 1e6 / seconds[i];
    }
    printf("%-28s %8.0f MB/s   %6.2f x the time of 500 terms   %zu hits\n", name,
           median(speeds, rounds), median(ratios, rounds), hits);
}

#define SIZES 3
static const size_t SIZE[SIZES] = { 500, 5000, 50000 };

int main(int argc, char **argv)
{
    need(argc > 1, "usage: bench_match FILE.txt [ROUNDS]");
    size_t rounds = argc > 2 ? strtoull(argv[2], NULL, 10) : 5;
    need(rounds >= 1 && rounds <= MAX_ROUNDS, "1 to 31 rounds");
    em_arena arena;
    comment_list comments = { 0 };
    term_list terms = { 0 };
    candidate own[SIZES];
    dense peer[SIZES];
    double peer_seconds[SIZES][MAX_ROUNDS], memmem_seconds[MAX_ROUNDS];
    size_t peer_hits[SIZES] = { 0 }, memmem_hits = 0;
    em_arena_init(&arena, SIZE_MAX / 2);
    size_t bytes = read_comments(&comments, &arena, argv[1]);
    need(comments.len > 0, "the text is empty");
    draw_terms(&terms, &comments, SIZE[SIZES - 1]);
    printf("%zu comments, %.1f MB folded, %zu terms\n", comments.len, (double)bytes / 1e6,
           terms.len);
    for (int s = 0; s < SIZES; s++) {
        size_t count = SIZE[s] < terms.len ? SIZE[s] : terms.len;
        own[s] = make_candidate(&terms, count);
        peer[s] = make_dense(&terms, count);
        printf("built for %zu terms in %.1f ms\n", count, own[s].build_seconds * 1e3);
    }
    for (size_t round = 0; round < rounds; round++) {
        for (int s = 0; s < SIZES; s++) {
            run_candidate(&own[s], &comments, round);
            peer_hits[s] = run_dense(&peer[s], &comments, &peer_seconds[s][round]);
        }
        memmem_hits = run_memmem(&terms, SIZE[0], &comments, 50, &memmem_seconds[round]);
    }
    for (int s = 0; s < SIZES; s++) {
        char name[64];
        snprintf(name, sizeof name, "matcher, %zu terms", SIZE[s]);
        print_row(name, own[s].seconds, own[0].seconds, rounds, bytes, own[s].hits);
    }
    for (int s = 0; s < SIZES; s++) {
        char name[64];
        snprintf(name, sizeof name, "dense automaton, %zu", SIZE[s]);
        print_row(name, peer_seconds[s], own[0].seconds, rounds, bytes, peer_hits[s]);
    }
    print_row("memmem for each of 500", memmem_seconds, own[0].seconds, rounds, bytes, memmem_hits);
    return EXIT_SUCCESS;
}
