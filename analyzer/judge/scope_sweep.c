/* From arcs to stretches of equal state. */
#include "judge/scope_build.h"

/*
 * Where an arc begins or ends, as one number: by token, at a token ends before beginnings, then by
 * arc. A text has fewer than 2^31 arcs.
 */
#define EDGE_STARTS (UINT64_C(1) << 31)

static uint64_t edge_of(uint32_t token, uint64_t starts, uint32_t arc)
{
    return (uint64_t)token << 32 | starts | arc;
}

static uint32_t edge_token(uint64_t edge)
{
    return (uint32_t)(edge >> 32);
}

static uint32_t edge_arc(uint64_t edge)
{
    return (uint32_t)(edge & (EDGE_STARTS - 1));
}

/* Up to here insertion sort is the quicker one: cues come in order, and so nearly do their arcs. */
#define SMALL_SORT 32

static void sort_few(uint64_t *edges, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t edge = edges[i];
        size_t j = i;
        for (; j > 0 && edges[j - 1] > edge; j--)
            edges[j] = edges[j - 1];
        edges[j] = edge;
    }
}

static void merge(uint64_t *out, const uint64_t *left, size_t left_count, const uint64_t *right,
                  size_t right_count)
{
    while (left_count && right_count) {
        bool from_right = *right < *left;
        *out++ = from_right ? *right : *left;
        right += from_right;
        right_count -= from_right;
        left += !from_right;
        left_count -= !from_right;
    }
    memcpy(out, left, left_count * sizeof *out);
    memcpy(out + left_count, right, right_count * sizeof *out);
}

/* Merge sort; `spare` has room for as many. Returns the one of the two that is sorted. */
static uint64_t *sort_edges(uint64_t *edges, uint64_t *spare, size_t count)
{
    for (size_t from = 0; from < count; from += SMALL_SORT)
        sort_few(edges + from, min_size(SMALL_SORT, count - from));
    for (size_t run = SMALL_SORT; run < count; run *= 2) {
        for (size_t from = 0; from < count; from += 2 * run) {
            size_t middle = min_size(from + run, count), end = min_size(from + 2 * run, count);
            merge(spare + from, edges + from, middle - from, edges + middle, end - middle);
        }
        uint64_t *sorted = spare;
        spare = edges;
        edges = sorted;
    }
    return edges;
}

/* Arcs of one kind whose factors are multiplied; deeper ones only count. */
#define FACTOR_DEPTH 8

/* The factors at work, so that the end of an arc takes exactly its own away. */
typedef struct em_factors {
    struct {
        uint32_t arc;
        float factor;
    } items[FACTOR_DEPTH];
    size_t count;
} em_factors;

static float factors_change(em_factors *factors, uint32_t arc, float factor, bool starts)
{
    size_t kept = 0;
    for (size_t i = 0; i < factors->count; i++)
        if (factors->items[i].arc != arc)
            factors->items[kept++] = factors->items[i];
    factors->count = kept;
    if (starts && factors->count < FACTOR_DEPTH) {
        factors->items[factors->count].arc = arc;
        factors->items[factors->count++].factor = factor;
    }
    float product = 1;
    for (size_t i = 0; i < factors->count; i++)
        product *= factors->items[i].factor;
    return product;
}

typedef struct em_sweep {
    em_state state;
    em_factors negation, degree, weight;
} em_sweep;

/* Only the counts: the factors behind them are not read before they are written. */
static void sweep_begin(em_sweep *sweep)
{
    sweep->state = (em_state){ .negation = 1, .degree = 1, .weight = 1 };
    sweep->negation.count = sweep->degree.count = sweep->weight.count = 0;
}

static void sweep_arc(em_sweep *sweep, const em_arc *arc, uint32_t index, bool starts)
{
    em_state *state = &sweep->state;
    uint16_t *count = &state->arcs[arc->scope.kind];
    float factor = arc->factor;
    if (starts && *count < UINT16_MAX)
        ++*count;
    else if (!starts && *count > 0)
        --*count;
    switch (arc->scope.kind) {
    case EM_SCOPE_NEGATION:
        state->negation = factors_change(&sweep->negation, index, factor, starts);
        break;
    case EM_SCOPE_DEGREE:
        /* 不很好 is a weak denial, 很不好 a strong one: a booster behind a negator weakens. */
        if (state->arcs[EM_SCOPE_NEGATION] % 2 && factor > 1)
            factor = 1 / factor;
        state->degree = factors_change(&sweep->degree, index, factor, starts);
        break;
    case EM_SCOPE_CONTRAST:
    case EM_SCOPE_EMPHASIS:
        state->weight = factors_change(&sweep->weight, index, factor, starts);
        break;
    default:
        break;
    }
}

/* The edges of all arcs, in order; NULL: no memory. */
static const uint64_t *collect_edges(em_scopes *scopes)
{
    size_t count = 2 * scopes->arcs.len;
    if (!em_vec_reserve(&scopes->edges, 2 * count + 1))
        return NULL;
    uint64_t *edges = scopes->edges.items;
    for (uint32_t i = 0; i < scopes->arcs.len; i++) {
        const em_arc *arc = &scopes->arcs.items[i];
        edges[2 * i] = edge_of(arc->first, EDGE_STARTS, i);
        edges[2 * i + 1] = edge_of(arc->end, 0, i);
    }
    return sort_edges(edges, edges + count, count);
}

em_status em_scope__build_stretches(em_scopes *scopes)
{
    size_t count = 2 * scopes->arcs.len;
    const uint64_t *edges = collect_edges(scopes);
    if (!edges || !em_vec_reserve(&scopes->stretches, count + 1))
        return EM_E_MEMORY;
    em_stretch *stretch = scopes->stretches.items;
    em_sweep sweep;
    sweep_begin(&sweep);
    *stretch++ = (em_stretch){ 0, sweep.state };
    for (size_t i = 0; i < count; i++) {
        uint32_t arc = edge_arc(edges[i]), token = edge_token(edges[i]);
        sweep_arc(&sweep, &scopes->arcs.items[arc], arc, (edges[i] & EDGE_STARTS) != 0);
        if (i + 1 == count || edge_token(edges[i + 1]) != token)
            *stretch++ = (em_stretch){ token, sweep.state };
    }
    scopes->stretches.len = (size_t)(stretch - scopes->stretches.items);
    return EM_OK;
}

const em_state *em_scopes_at(const em_scopes *scopes, uint32_t token)
{
    size_t low = 0, high = scopes->stretches.len;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (scopes->stretches.items[middle].first <= token)
            low = middle;
        else
            high = middle;
    }
    return &scopes->stretches.items[low].state;
}
