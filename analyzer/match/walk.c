/*
 * The walk. The subject is cut into units once; words are looked up by their label, two characters
 * together everywhere else, and what may lead further is followed from unit to unit.
 */
#include "match/walk.h"

#include "base/str.h"
#include "match/subject.h"

/* A first step whose slot is on its way into the cache. */
typedef struct first_step {
    em_unit unit;
    const em_trie_heads *heads; /* the table it looks into                                    */
    uint32_t slot;              /* where its probe begins                                     */
    uint32_t start, end;        /* of the text that the unit stands for                       */
    uint32_t next;              /* of a word: number of the unit behind it; else NO_UNIT      */
} first_step;

/* Units behind it are characters, not whole words. */
#define NO_UNIT UINT32_MAX

/* So many first steps are fetched together: enough for memory to answer, few enough to stay. */
#define STEPS_TOGETHER 64

typedef struct walk {
    const em_matcher *matcher;
    em_match_scratch *scratch;
    const em_match_subject *subject;
    const char *text;
    size_t len;
    const em_walk_unit *units;
    size_t unit_count;
    size_t token; /* the first word that ends behind the place last asked for */
    size_t steps; /* of `ahead` */
    first_step *ahead;
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
        em_match__put_window(w->scratch, number,
                             leaf->leads ? span.start : em_pattern_window_of(span.start));
        return;
    case EM_LEAF_LITERAL:
    case EM_LEAF_CONDITION:
    case EM_LEAF_REFERENCE:
        em_match__put_leaf(w->scratch, w->matcher, number, span);
    }
}

static void meet_out(walk *w, const em_trie_out *out, em_span span)
{
    if (out->kind == EM_OUT_ENTRY)
        em_match__put_raw(w->scratch, (em_raw_hit){ out->target, span.start, span.end, out->group,
                                                    (out->flags & EM_LITERAL_ALL_HITS) != 0 });
    else if (out->kind == EM_OUT_PART)
        note_leaf_hit(w->scratch, out->target, span);
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

/* All outs of a node, which begin at `place` less 1; 0: there are none. */
static void emit(walk *w, uint32_t place, size_t start, size_t end)
{
    if (place == 0)
        return;
    for (const em_trie_out *out = &w->matcher->trie.outs.items[place - 1];; out++) {
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
        emit(w, w->matcher->trie.nodes.items[edge->child].outs, start, at + n);
    else
        try_out(w, &edge->out, start, at + n);
}

/* The unit behind `at`, *next of the subject or a character; false: there is none. */
static inline bool unit_behind(em_walk_unit *out, const walk *w, uint32_t *next, size_t at)
{
    if (*next != NO_UNIT) {
        if (*next >= w->unit_count)
            return false;
        *out = w->units[(*next)++];
        return true;
    }
    size_t gap;
    size_t n = em_unit_next(&out->label, &gap, w->text + at, w->len - at, false);
    out->start = (uint32_t)(at + gap);
    out->end = (uint32_t)(at + n);
    return n > 0;
}

/* Follows what begins at `start` from the node that `out` leads to at `at`, as far as it goes. */
static void follow(walk *w, const em_trie_out *out, size_t start, size_t at, uint32_t next)
{
    const em_trie *trie = &w->matcher->trie;
    for (;;) {
        uint32_t node = out->target;
        em_walk_unit unit;
        if (out->flags & EM_TRIE_HAS_OUTS)
            emit(w, trie->nodes.items[node].outs, start, at);
        if (!(out->flags & EM_TRIE_HAS_MORE) || at >= w->len)
            return;
        if (out->flags & EM_TRIE_HAS_TAILS)
            try_tail(w, node, start, at);
        if (!unit_behind(&unit, w, &next, at))
            return;
        const em_trie_edge *edge = em_trie_follow(trie, node, unit.label);
        if (!edge)
            return;
        out = &edge->out;
        at = unit.end;
        if (out->kind != EM_TRIE_TO_NODE) {
            try_out(w, out, start, at);
            return;
        }
        if ((unit.label & EM_UNIT_HASH) &&
            !em_trie_run_is(trie, out->target, w->text + unit.start, unit.end - unit.start))
            return;
    }
}

static void take_step(walk *w, const first_step *s)
{
    const em_trie *trie = &w->matcher->trie;
    const em_trie_head *head = em_trie_head_from(s->heads, s->unit, s->slot);
    if (!head)
        return;
    if (head->out.kind != EM_TRIE_TO_NODE) {
        try_out(w, &head->out, s->start, s->end);
        return;
    }
    if ((s->unit & EM_UNIT_HASH) &&
        !em_trie_run_is(trie, head->out.target, w->text + s->start, s->end - s->start))
        return;
    if (s->heads == &trie->pairs || starts_word(w, s->start))
        follow(w, &head->out, s->start, s->end, s->next);
}

static void take_steps(walk *w)
{
    for (size_t i = 0; i < w->steps; i++)
        take_step(w, &w->ahead[i]);
    w->steps = 0;
}

/* Puts a first step to those under way, if it may lead anywhere with what stands `behind`. */
static inline void put_step(walk *w, const em_trie_heads *heads, em_unit unit, em_unit behind,
                            size_t start, size_t end, size_t next)
{
    uint64_t hash = em_unit_mix(unit);
    if (!em_trie_may_lead(heads, hash, behind))
        return;
    uint32_t slot = (uint32_t)(hash & heads->mask);
    __builtin_prefetch(&heads->slots[slot]);
    w->ahead[w->steps++] = (first_step){ .unit = unit,
                                         .heads = heads,
                                         .slot = slot,
                                         .start = (uint32_t)start,
                                         .end = (uint32_t)end,
                                         .next = (uint32_t)next };
    if (w->steps == STEPS_TOGETHER)
        take_steps(w);
}

/* --- characters ---------------------------------------------------------------------------- */

static void try_single(walk *w, uint32_t c, size_t at, size_t n)
{
    const em_trie *trie = &w->matcher->trie;
    if (c <= 0xFFFF) {
        emit(w, trie->singles[c], at, at + n);
        return;
    }
    const em_trie_edge *edge = em_trie_follow(trie, EM_TRIE_ANYWHERE, EM_UNIT_CHAR | c);
    if (edge)
        emit(w, trie->nodes.items[edge->child].outs, at, at + n);
}

/* The character at `at` as a unit, with the separators before it; 0 where none is left. */
static inline em_unit char_behind(const walk *w, size_t at)
{
    em_unit unit;
    size_t gap;
    if (at >= w->len)
        return 0;
    return em_unit_next(&unit, &gap, w->text + at, w->len - at, false) ? unit : 0;
}

/*
 * The character `c` of `n` bytes at `at`, folded, that may begin something ANYWHERE, the one
 * behind it, and the `third`. A separator behind `c` may also end a literal, standing for itself.
 */
static void try_pair(walk *w, uint32_t c, size_t at, size_t n, const em_walk_unit *second,
                     em_unit third)
{
    const em_trie_heads *pairs = &w->matcher->trie.pairs;
    put_step(w, pairs, em_trie_pair(c, second->label), third, at, second->end, NO_UNIT);
    if (second->label & EM_UNIT_APART) {
        uint32_t mark;
        size_t bytes = em_unit_decode(&mark, w->text + at + n, w->len - at - n);
        put_step(w, pairs, em_trie_pair(c, EM_UNIT_TAIL | mark), 0, at, at + n + bytes, NO_UNIT);
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
        try_pair(w, c, at, n, &second, char_behind(w, second.end));
    else if (gap) /* nothing but separators is left, of which the first may end a literal */
        try_pair(w, c, at, n, &(em_walk_unit){ .label = EM_UNIT_APART }, 0);
}

/* Unit `i` as a character: of a run the first letter. */
static inline em_walk_unit char_of(const walk *w, size_t i)
{
    em_walk_unit unit = w->units[i];
    if (em_unit_is_run(unit.label)) {
        unit.label = (unit.label & EM_UNIT_APART) | EM_UNIT_CHAR |
                     (unsigned char)w->text[unit.start];
        unit.end = unit.start + 1;
    }
    return unit;
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
    em_walk_unit second = char_of(w, i + 1);
    size_t n = unit->end - unit->start;
    em_unit third = second.end < w->units[i + 1].end ? char_behind(w, second.end)
                    : i + 2 < w->unit_count          ? char_of(w, i + 2).label
                                                     : 0;
    try_single(w, c, unit->start, n);
    try_pair(w, c, unit->start, n, &second, third);
}

/* --- words --------------------------------------------------------------------------------- */

/* What may lie anywhere in a run of letters and digits: three bytes tell most places apart. */
static void try_inside(walk *w, size_t from, size_t to)
{
    const uint64_t *inside = w->matcher->trie.inside;
    const unsigned char *s = (const unsigned char *)w->text;
    unsigned slot = em_trie_begin_slot(s[from], from + 1 < w->len ? s[from + 1] : 0);
    for (size_t at = from; at < to; at++) {
        slot = em_trie_begin_slot(slot, at + 2 < w->len ? s[at + 2] : 0);
        if (em_trie_bit(inside, slot))
            try_anywhere(w, at);
    }
}

/* Beginnings of the word at `at` that are prefixes: by the lengths that its letters allow. */
static void try_prefixes(walk *w, size_t at, size_t n)
{
    const em_trie *trie = &w->matcher->trie;
    const char *s = w->text + at;
    size_t slot = em_trie_prefix_slot((unsigned char)s[0], n > 1 ? (unsigned char)s[1] : 0,
                                      n > 2 ? (unsigned char)s[2] : 0);
    unsigned lengths = trie->prefix_lengths[slot];
    while (lengths) {
        unsigned bytes = (unsigned)__builtin_ctz(lengths);
        lengths &= lengths - 1;
        if (bytes > n)
            return;
        em_unit unit = (em_unit)bytes << 56 | em_unit_load(s, bytes, w->len - at);
        put_step(w, &trie->prefixes, unit, 0, at, at + bytes, NO_UNIT);
    }
}

/* Unit `i`, a run of letters and digits: the word, its prefixes, what may lie inside. */
static void try_run(walk *w, size_t i)
{
    const em_trie *trie = &w->matcher->trie;
    const em_walk_unit *unit = &w->units[i];
    em_unit behind = i + 1 < w->unit_count ? w->units[i + 1].label : 0;
    put_step(w, &trie->words, unit->label & ~EM_UNIT_APART, behind, unit->start, unit->end, i + 1);
    if (trie->prefix_lengths)
        try_prefixes(w, unit->start, unit->end - unit->start);
    if (trie->inside)
        try_inside(w, unit->start, unit->end);
}

/* --- the whole ----------------------------------------------------------------------------- */

/* The unit at `at`, which is no separator; the bytes of it. */
static inline size_t read_unit(em_unit *label, em_str text, size_t at)
{
    const char *s = text.data + at;
    size_t left = text.len - at;
    uint32_t c;
    if (em_unit_is_alnum((unsigned char)*s)) {
        size_t n = em_unit_run_bytes(s, left);
        *label = em_unit_run_label(s, n, left);
        return n;
    }
    size_t n = em_unit_decode(&c, s, left);
    *label = EM_UNIT_CHAR | em_unit_fold(c);
    return n;
}

static bool read_units(em_match_scratch *scratch, em_str text)
{
    em_vec_clear(&scratch->units);
    em_unit apart = 0;
    for (size_t at = 0, n; at < text.len; at += n) {
        unsigned char byte = (unsigned char)text.data[at];
        n = byte == ' ' ? 1 : 0;
        if (n == 0 && !em_unit_is_alnum(byte) && !(byte >= 0xE4 && byte <= 0xE9))
            n = em_unit_separators(text.data + at, text.len - at);
        if (n) {
            apart = EM_UNIT_APART;
            continue;
        }
        em_unit label;
        n = read_unit(&label, text, at);
        em_walk_unit unit = { label | apart, (uint32_t)at, (uint32_t)(at + n) };
        apart = 0;
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
    first_step ahead[STEPS_TOGETHER];
    walk w = { .matcher = matcher,
               .scratch = scratch,
               .subject = subject,
               .text = subject->folded.data,
               .len = subject->folded.len,
               .ahead = ahead };
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
    take_steps(&w);
}
