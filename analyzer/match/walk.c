/*
 * The walk. The subject is cut into units once; words are looked up by their label, two characters
 * together everywhere else, and what may lead further is followed from unit to unit.
 */
#include "match/walk.h"

#include "base/str.h"
#include "match/subject.h"

/* Which table a step looks into. */
typedef enum step_kind { STEP_WORD, STEP_PREFIX, STEP_PAIR, STEP_EDGE } step_kind;

/* A step whose slot is on its way into the cache. */
typedef struct step {
    em_unit unit;
    uint64_t hash;
    uint32_t start;     /* where the literal would begin                    */
    uint32_t from, end; /* of the text that the unit stands for             */
    uint32_t parent;    /* of an edge                                       */
    uint32_t next;      /* where whole words follow: number of the next unit */
    uint8_t kind;
    bool words; /* units behind it are whole words, else characters */
} step;

/* Far enough ahead for memory to answer, near enough to keep hits almost in order. */
#define STEPS_AHEAD 8
#define STEPS_ROOM 16

typedef struct walk {
    const em_matcher *matcher;
    em_match_scratch *scratch;
    const em_match_subject *subject;
    const char *text;
    size_t len;
    const em_walk_unit *units;
    size_t unit_count;
    size_t token; /* the first word that ends behind the place last asked for */
    size_t steps; /* put so far ...                                           */
    size_t taken; /* ... and taken                                            */
    step ahead[STEPS_ROOM];
} walk;

/* --- where words start and end ------------------------------------------------------------- */

static bool starts_word(walk *w, size_t at)
{
    const em_match_subject *s = w->subject;
    while (w->token > 0 && s->ends[w->token - 1] > at)
        w->token--;
    while (w->token < s->token_count && s->ends[w->token] <= at)
        w->token++;
    return w->token < s->token_count && s->starts[w->token] == at;
}

static bool stands(walk *w, unsigned flags, size_t start, size_t end)
{
    if ((flags & (EM_LITERAL_EDGE_START | EM_LITERAL_EDGE_END)) == 0)
        return true;
    bool at_start = starts_word(w, start);
    if ((flags & EM_LITERAL_EDGE_START) && !at_start)
        return false;
    return !(flags & EM_LITERAL_EDGE_END) || em_subject_ends_word_from(w->subject, w->token, end);
}

bool em_match__edges_stand(const em_match_subject *s, unsigned flags, em_span span)
{
    if ((flags & EM_LITERAL_EDGE_START) && !em_subject_starts_word(s, span.start))
        return false;
    return !(flags & EM_LITERAL_EDGE_END) || em_subject_ends_word(s, span.end);
}

/* --- what is met --------------------------------------------------------------------------- */

void em_match__put_raw(em_match_scratch *scratch, em_raw_hit hit)
{
    if (scratch->raw.len >= EM_MATCH_MAX_HITS)
        scratch->full = true;
    else if (!em_vec_push(&scratch->raw, hit))
        scratch->no_memory = true;
}

static void put_exception(em_match_scratch *scratch, em_hit span)
{
    if (scratch->exceptions.len >= EM_MATCH_MAX_HITS)
        scratch->full = true;
    else if (!em_vec_push(&scratch->exceptions, span))
        scratch->no_memory = true;
}

static void note_leaf_hit(em_match_scratch *scratch, uint32_t number, em_span span)
{
    em_leaf_hits *hits = &scratch->by_leaf[number];
    em_leaf_hit hit = { span.start, span.end, 0 };
    if (scratch->leaf_hits.len >= EM_MATCH_MAX_HITS) {
        scratch->full = true;
        return;
    }
    if (!em_vec_push(&scratch->leaf_hits, hit) ||
        (hits->first == 0 && !em_vec_push(&scratch->seen_leaves, number))) {
        scratch->no_memory = true;
        return;
    }
    uint32_t place = (uint32_t)scratch->leaf_hits.len;
    if (hits->first)
        scratch->leaf_hits.items[hits->last - 1].next = place;
    else
        hits->first = place;
    hits->last = place;
}

void em_match__put_leaf(em_match_scratch *scratch, const em_matcher *matcher, uint32_t number,
                        em_span span)
{
    const em_leaf *leaf = &matcher->leaves.items[number];
    if (leaf->direct)
        em_match__put_raw(scratch, (em_raw_hit){ leaf->entry, span.start, span.end, leaf->group,
                                                 (leaf->flags & EM_LITERAL_ALL_HITS) != 0 });
    else
        note_leaf_hit(scratch, number, span);
}

void em_match__put_window(em_match_scratch *scratch, uint32_t leaf, size_t window)
{
    if (scratch->windows.len >= EM_MATCH_MAX_HITS)
        scratch->full = true;
    else if (!em_vec_push(&scratch->windows, ((em_leaf_window){ leaf, (uint32_t)window })))
        scratch->no_memory = true;
}

static bool stands_as_written(const em_match_subject *s, const em_leaf *leaf, em_span span)
{
    em_str written = s->original ? s->original(s->original_context, span)
                                 : em_str_sub(s->folded, span);
    return em_str_eq(written, leaf->text);
}

/* A leaf's literal was found: looks more closely where the leaf is more than that. */
static void meet_leaf(walk *w, uint32_t number, em_span span)
{
    const em_leaf *leaf = &w->matcher->leaves.items[number];
    switch (leaf->kind) {
    case EM_LEAF_EXACT:
        if (stands_as_written(w->subject, leaf, span))
            em_match__put_leaf(w->scratch, w->matcher, number, span);
        return;
    case EM_LEAF_GLOB:
        if (em_glob_match(&span, &leaf->glob, w->subject, span.start) &&
            em_match__edges_stand(w->subject, leaf->flags, span))
            em_match__put_leaf(w->scratch, w->matcher, number, span);
        return;
    case EM_LEAF_PATTERN:
        em_match__put_window(w->scratch, number, em_pattern_window_of(span.start));
        return;
    case EM_LEAF_LITERAL:
    case EM_LEAF_REFERENCE:
        em_match__put_leaf(w->scratch, w->matcher, number, span);
    }
}

static void meet_out(walk *w, const em_trie_out *out, em_span span)
{
    if (out->kind == EM_OUT_ENTRY)
        em_match__put_raw(w->scratch, (em_raw_hit){ out->target, span.start, span.end, out->group,
                                                    (out->flags & EM_LITERAL_ALL_HITS) != 0 });
    else if (out->kind == EM_OUT_EXCEPTION)
        put_exception(w->scratch, (em_hit){ out->target, span.start, span.end });
    else
        meet_leaf(w, out->target, span);
}

static void try_out(walk *w, const em_trie_out *out, size_t start, size_t end)
{
    if (stands(w, out->flags, start, end))
        meet_out(w, out, (em_span){ (uint32_t)start, (uint32_t)end });
}

static void emit(walk *w, uint32_t node, size_t start, size_t end)
{
    const em_trie *trie = &w->matcher->trie;
    uint32_t place = trie->nodes.items[node].outs;
    if (place == 0)
        return;
    for (const em_trie_out *out = &trie->outs.items[place - 1];; out++) {
        try_out(w, out, start, end);
        if (out->flags & EM_TRIE_LAST)
            return;
    }
}

/* --- steps --------------------------------------------------------------------------------- */

/* A hyphen or blank that ends a literal stands for itself. */
static void try_tail(walk *w, uint32_t node, size_t start, size_t at)
{
    uint32_t c;
    size_t n = em_unit_decode(&c, w->text + at, w->len - at);
    const em_trie_edge *edge = em_trie_follow(&w->matcher->trie, node, EM_UNIT_TAIL | c);
    if (!edge)
        return;
    if (edge->out.kind == EM_TRIE_TO_NODE)
        emit(w, edge->child, start, at + n);
    else
        try_out(w, &edge->out, start, at + n);
}

static inline step *new_step(walk *w, step_kind kind, em_unit unit, uint64_t hash, const void *slot)
{
    step *next = &w->ahead[w->steps++ % STEPS_ROOM];
    __builtin_prefetch(slot);
    next->kind = (uint8_t)kind;
    next->unit = unit;
    next->hash = hash;
    return next;
}

/* The unit behind a step that ended at `at`; false: there is none. */
static inline bool unit_behind(em_walk_unit *out, const walk *w, const step *s, size_t at)
{
    if (s->words) {
        if (s->next >= w->unit_count)
            return false;
        *out = w->units[s->next];
        return true;
    }
    size_t gap;
    size_t n = em_unit_next(&out->label, &gap, w->text + at, w->len - at, false);
    out->start = (uint32_t)(at + gap);
    out->end = (uint32_t)(at + n);
    return n > 0;
}

/* What a step led to: emits what ends here, and puts the step behind it, if it may lead on. */
static void go_on(walk *w, const em_trie_out *out, const step *s)
{
    const em_trie *trie = &w->matcher->trie;
    uint32_t node = out->target, start = s->start, at = s->end;
    if (out->flags & EM_TRIE_HAS_OUTS)
        emit(w, node, start, at);
    if (!(out->flags & EM_TRIE_HAS_MORE) || at >= w->len)
        return;
    if (out->flags & EM_TRIE_HAS_TAILS)
        try_tail(w, node, start, at);
    em_walk_unit unit;
    if (!unit_behind(&unit, w, s, at))
        return;
    uint64_t hash = em_trie_edge_hash(node, unit.label);
    if (!em_trie_may_step(trie, hash))
        return;
    const em_trie_edge *slot = &trie->edges[hash & (trie->edge_slots - 1)];
    step *next = new_step(w, STEP_EDGE, unit.label, hash, slot);
    next->start = start;
    next->from = unit.start;
    next->end = unit.end;
    next->parent = node;
    next->words = s->words;
    next->next = s->next + 1;
}

static const em_trie_out *look_up(const em_trie *trie, const step *s)
{
    if (s->kind == STEP_EDGE) {
        const em_trie_edge *edge = em_trie_step(trie, s->parent, s->unit, s->hash);
        return edge->child == EM_TRIE_NONE ? NULL : &edge->out;
    }
    const em_trie_heads *heads = s->kind == STEP_WORD     ? &trie->words
                                 : s->kind == STEP_PREFIX ? &trie->prefixes
                                                          : &trie->pairs;
    const em_trie_head *head = em_trie_head_of(heads, s->unit, s->hash);
    return head ? &head->out : NULL;
}

/* Takes the oldest step; it puts at most one new one. */
static void take_step(walk *w)
{
    const em_trie *trie = &w->matcher->trie;
    const step s = w->ahead[w->taken++ % STEPS_ROOM];
    const em_trie_out *out = look_up(trie, &s);
    if (!out)
        return;
    if (out->kind != EM_TRIE_TO_NODE) {
        try_out(w, out, s.start, s.end);
        return;
    }
    if ((s.unit & EM_UNIT_HASH) &&
        !em_trie_run_is(trie, out->target, w->text + s.from, s.end - s.from))
        return;
    if (s.kind == STEP_EDGE || s.kind == STEP_PAIR || starts_word(w, s.start))
        go_on(w, out, &s);
}

/* Puts a first step, if it may lead anywhere, behind those under way; NULL where it may not. */
static inline step *put_step(walk *w, const em_trie_heads *heads, step_kind kind, em_unit unit,
                             size_t start, size_t end)
{
    uint64_t hash = em_unit_mix(unit);
    if (!em_trie_may_have(heads, hash))
        return NULL;
    while (w->steps - w->taken >= STEPS_AHEAD)
        take_step(w);
    step *next = new_step(w, kind, unit, hash, &heads->slots[hash & heads->mask]);
    next->start = next->from = (uint32_t)start;
    next->end = (uint32_t)end;
    next->words = false;
    return next;
}

/* --- characters ---------------------------------------------------------------------------- */

static void try_single(walk *w, uint32_t c, size_t at, size_t n)
{
    const em_trie *trie = &w->matcher->trie;
    if (c <= 0xFFFF && !em_trie_bit(trie->singles, c))
        return;
    const em_trie_edge *edge = em_trie_follow(trie, EM_TRIE_ANYWHERE, EM_UNIT_CHAR | c);
    if (edge)
        emit(w, edge->child, at, at + n);
}

/*
 * The character `c` of `n` bytes at `at`, folded, that may begin something ANYWHERE, and the
 * character behind it; a separator between them may also end a literal, standing for itself.
 */
static void try_pair(walk *w, uint32_t c, size_t at, size_t n, const em_walk_unit *second)
{
    const em_trie_heads *pairs = &w->matcher->trie.pairs;
    put_step(w, pairs, STEP_PAIR, em_trie_pair(c, second->label), at, second->end);
    if (second->label & EM_UNIT_APART) {
        uint32_t mark;
        size_t bytes = em_unit_decode(&mark, w->text + at + n, w->len - at - n);
        put_step(w, pairs, STEP_PAIR, em_trie_pair(c, EM_UNIT_TAIL | mark), at, at + n + bytes);
    }
}

/* A character inside a run of letters, or a separator: what may begin with it. */
static void try_anywhere(walk *w, size_t at)
{
    const em_trie *trie = &w->matcher->trie;
    uint32_t c;
    size_t n = em_unit_decode(&c, w->text + at, w->len - at), gap;
    c = em_unit_fold(c);
    if (c <= 0xFFFF && !em_trie_bit(trie->begins, c))
        return;
    em_walk_unit second;
    try_single(w, c, at, n);
    size_t bytes = em_unit_next(&second.label, &gap, w->text + at + n, w->len - at - n, false);
    second.end = (uint32_t)(at + n + bytes);
    if (bytes)
        try_pair(w, c, at, n, &second);
    else if (gap) /* nothing but separators is left, of which the first may end a literal */
        try_pair(w, c, at, n, &(em_walk_unit){ .label = EM_UNIT_APART });
}

/* Unit `i`, a character. */
static void try_char(walk *w, size_t i)
{
    const em_walk_unit *unit = &w->units[i];
    uint32_t c = (uint32_t)(unit->label & 0xFFFFFF);
    if (c <= 0xFFFF && !em_trie_bit(w->matcher->trie.begins, c))
        return;
    if (i + 1 == w->unit_count) {
        try_anywhere(w, unit->start);
        return;
    }
    em_walk_unit second = w->units[i + 1];
    size_t n = unit->end - unit->start;
    if (em_unit_is_run(second.label)) {
        second.label = (second.label & EM_UNIT_APART) | EM_UNIT_CHAR |
                       (unsigned char)w->text[second.start];
        second.end = second.start + 1;
    }
    try_single(w, c, unit->start, n);
    try_pair(w, c, unit->start, n, &second);
}

/* --- words --------------------------------------------------------------------------------- */

/* What may lie anywhere in a run of letters and digits: three bytes tell most places apart. */
static void try_inside(walk *w, size_t from, size_t to)
{
    const uint64_t *begins = w->matcher->trie.ascii_begins;
    const unsigned char *s = (const unsigned char *)w->text;
    for (size_t at = from; at < to; at++) {
        unsigned second = at + 1 < w->len ? s[at + 1] : 0, third = at + 2 < w->len ? s[at + 2] : 0;
        if (em_trie_bit(begins, em_trie_begin_slot(s[at], second, third)))
            try_anywhere(w, at);
    }
}

/* Beginnings of the word at `at` that are prefixes: by the lengths that its letters allow. */
static void try_prefixes(walk *w, size_t at, size_t n)
{
    const em_trie *trie = &w->matcher->trie;
    const char *s = w->text + at;
    unsigned lengths = trie->prefix_lengths[em_trie_prefix_slot(s, n)];
    while (lengths) {
        unsigned bytes = (unsigned)__builtin_ctz(lengths);
        lengths &= lengths - 1;
        if (bytes > n)
            return;
        em_unit unit = (em_unit)bytes << 56 | em_unit_load(s, bytes, w->len - at);
        put_step(w, &trie->prefixes, STEP_PREFIX, unit, at, at + bytes);
    }
}

/* Unit `i`, a run of letters and digits: the word, its prefixes, what may lie inside. */
static void try_run(walk *w, size_t i)
{
    const em_trie *trie = &w->matcher->trie;
    const em_walk_unit *unit = &w->units[i];
    em_unit word = unit->label & ~EM_UNIT_APART;
    step *next = put_step(w, &trie->words, STEP_WORD, word, unit->start, unit->end);
    if (next) {
        next->words = true;
        next->next = (uint32_t)i + 1;
    }
    if (trie->has_prefixes)
        try_prefixes(w, unit->start, unit->end - unit->start);
    if (trie->ascii_begins)
        try_inside(w, unit->start, unit->end);
}

/* --- the whole ----------------------------------------------------------------------------- */

static bool read_units(em_match_scratch *scratch, em_str text)
{
    em_vec_clear(&scratch->units);
    for (size_t at = 0, n; at < text.len; at += n) {
        em_walk_unit unit;
        size_t gap;
        n = em_unit_next(&unit.label, &gap, text.data + at, text.len - at, true);
        if (n == 0)
            return true;
        unit.start = (uint32_t)(at + gap);
        unit.end = (uint32_t)(at + n);
        if (!em_vec_push(&scratch->units, unit))
            return false;
    }
    return true;
}

/* Separators between two units, where any literal begins with one. */
static void try_separators(walk *w, size_t from, size_t to)
{
    for (size_t at = from; at < to; at += em_unit_char_bytes((unsigned char)w->text[at]))
        try_anywhere(w, at);
}

void em_match__walk(em_match_scratch *scratch, const em_matcher *matcher,
                    const em_match_subject *subject)
{
    walk w = { .matcher = matcher,
               .scratch = scratch,
               .subject = subject,
               .text = subject->folded.data,
               .len = subject->folded.len };
    if (!read_units(scratch, subject->folded)) {
        scratch->no_memory = true;
        return;
    }
    w.units = scratch->units.items;
    w.unit_count = scratch->units.len;
    size_t behind = 0;
    for (size_t i = 0; i < w.unit_count; i++) {
        if (matcher->trie.separator_begins)
            try_separators(&w, behind, w.units[i].start);
        if (em_unit_is_run(w.units[i].label))
            try_run(&w, i);
        else
            try_char(&w, i);
        behind = w.units[i].end;
    }
    if (matcher->trie.separator_begins)
        try_separators(&w, behind, w.len);
    while (w.taken < w.steps)
        take_step(&w);
}
