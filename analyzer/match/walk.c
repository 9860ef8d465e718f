/*
 * The walk. The subject is cut into units once; words are known by their label, two characters
 * together everywhere else, and what may lead further is followed from unit to unit.
 */
#include "match/walk.h"

#include "base/str.h"
#include "match/subject.h"

/* Units behind it are characters, not whole words. */
#define NO_UNIT UINT32_MAX

/* So many steps wait together: enough for memory to answer, few enough to stay in the cache. */
#define STEPS_TOGETHER 64

typedef enum step_kind {
    STEP_OUTS, /* outs of one character: their place                          */
    STEP_OUT,  /* the one out of a word                                       */
    STEP_NODE, /* a word that leads to a node                                 */
    STEP_SLOT  /* two characters, or letters of a prefix: a slot of a table   */
} step_kind;

/*
 * What may begin at `start`. Steps wait for each other, since nearly every look-up is a line that
 * is not in the nearest cache: all are asked for before the first is used. They stay in order.
 */
typedef struct step {
    step_kind kind;
    uint32_t start, end;        /* of the text that was gone over so far                      */
    uint32_t unit;              /* of a word: its number                                      */
    uint32_t place;             /* of outs; of a node; of where the probe of a slot begins    */
    em_trie_out out;            /* of a word: the out, or the head that leads to the node     */
    bool leads;                 /* of a node: there may be an edge to the unit behind         */
    uint64_t key;               /* of that edge the hash; of a slot the unit                  */
    const em_trie_heads *heads; /* of a slot: its table                                       */
} step;

typedef struct walk {
    const em_matcher *matcher;
    em_match_scratch *scratch;
    const em_match_subject *subject;
    const char *text;
    size_t len;
    const em_walk_unit *units;
    size_t unit_count;
    size_t word; /* the first that ends behind the place last asked for */
    size_t step_count;
    step *steps;
} walk;

/* --- where words start and end ------------------------------------------------------------- */

#define EDGES (EM_LITERAL_EDGE_START | EM_LITERAL_EDGE_END)
/* Beside them: edges that are not in the mask are not known. */
#define EDGES_UNKNOWN 0x40u

static bool starts_word(walk *w, size_t at)
{
    const em_match_subject *s = w->subject;
    while (w->word > 0 && s->words[w->word - 1].end > at)
        w->word--;
    while (w->word < s->word_count && s->words[w->word].end <= at)
        w->word++;
    return w->word < s->word_count && s->words[w->word].start == at;
}

/* The edges of words at which [start, end) begins and ends. */
static unsigned edges_at(walk *w, size_t start, size_t end)
{
    unsigned edges = starts_word(w, start) ? EM_LITERAL_EDGE_START : 0;
    return em_subject_ends_word_from(w->subject, w->word, end) ? edges | EM_LITERAL_EDGE_END
                                                               : edges;
}

/* Whether a literal with `flags` stands at [start, end), of which `edges` are known. */
static inline bool stands(walk *w, unsigned flags, unsigned edges, size_t start, size_t end)
{
    unsigned lacking = flags & EDGES & ~edges;
    return lacking == 0 || ((edges & EDGES_UNKNOWN) && (lacking & ~edges_at(w, start, end)) == 0);
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

/* A leaf was met; a bit that is set stands in seen_leaves, which resets it. False: no memory. */
static inline bool see_leaf(em_match_scratch *scratch, uint32_t number)
{
    uint64_t *word = &scratch->seen[number >> 6], bit = UINT64_C(1) << (number & 63);
    if (*word & bit)
        return true;
    if (!em_vec_push(&scratch->seen_leaves, number))
        return false;
    *word |= bit;
    return true;
}

static inline void note_leaf_hit(em_match_scratch *scratch, uint32_t number, em_span span)
{
    if (scratch->leaf_hits.len >= EM_MATCH_MAX_HITS)
        scratch->full = true;
    else if (!see_leaf(scratch, number) ||
             !em_vec_push(&scratch->leaf_hits, ((em_leaf_hit){ number, span.start, span.end, 0 })))
        scratch->no_memory = true;
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

/* The word that the stem at *span begins, to its end; false: it begins none. */
static bool complete_stem(walk *w, em_span *span)
{
    if (!starts_word(w, span->start))
        return false;
    uint32_t end = w->subject->words[w->word].end;
    if (end < span->end || end - span->start > EM_GLOB_WORD_MAX_BYTES)
        return false;
    span->end = end;
    return true;
}

static bool glob_stands(walk *w, const em_leaf *leaf, em_span *span)
{
    return leaf->glob.is_stem ? complete_stem(w, span)
                              : em_glob_match(span, &leaf->glob, w->subject, span->start) &&
                                    em_match__edges_stand(w->subject, leaf->flags, *span);
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
        if (glob_stands(w, leaf, &span))
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

static inline void try_out(walk *w, const em_trie_out *out, unsigned edges, size_t start,
                           size_t end)
{
    if (stands(w, out->flags, edges, start, end))
        meet_out(w, out, (em_span){ (uint32_t)start, (uint32_t)end });
}

/* All outs of a node, which begin at `place` less 1; 0: there are none. */
static inline void emit(walk *w, uint32_t place, unsigned edges, size_t start, size_t end)
{
    if (place == 0)
        return;
    for (const em_trie_out *out = &w->matcher->trie.outs.items[place - 1];; out++) {
        try_out(w, out, edges, start, end);
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
        emit(w, w->matcher->trie.nodes.items[edge->child].outs, EDGES_UNKNOWN, start, at + n);
    else
        try_out(w, &edge->out, EDGES_UNKNOWN, start, at + n);
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
    out->edges = EDGES_UNKNOWN;
    return n > 0;
}

/* Whether an edge by a unit whose label may be another's leads by this very one. */
static inline bool enter(const walk *w, const em_trie_edge *edge, const em_walk_unit *unit)
{
    return !(unit->label & EM_UNIT_HASH) || edge->out.kind != EM_TRIE_TO_NODE ||
           em_trie_run_is(&w->matcher->trie, edge->out.target, w->text + unit->start,
                          unit->end - unit->start);
}

/* The edges of a literal that went over `edges` and now over `unit`. */
static inline unsigned edges_over(unsigned edges, const em_walk_unit *unit)
{
    return (edges & ~(unsigned)EM_LITERAL_EDGE_END) |
           (unit->edges & (EM_LITERAL_EDGE_END | EDGES_UNKNOWN));
}

/*
 * Follows what begins at `start` from the node that `out` leads to at `at`, as far as it goes;
 * `edges` are those of what it has come over so far.
 */
static void follow(walk *w, const em_trie_out *out, unsigned edges, size_t start, size_t at,
                   uint32_t next)
{
    const em_trie *trie = &w->matcher->trie;
    for (;;) {
        uint32_t node = out->target;
        em_walk_unit unit;
        if (out->flags & EM_TRIE_HAS_OUTS)
            emit(w, trie->nodes.items[node].outs, edges, start, at);
        if (!(out->flags & EM_TRIE_HAS_MORE) || at >= w->len)
            return;
        if (out->flags & EM_TRIE_HAS_TAILS)
            try_tail(w, node, start, at);
        if (!unit_behind(&unit, w, &next, at))
            return;
        const em_trie_edge *edge = em_trie_follow(trie, node, unit.label);
        if (!edge || !enter(w, edge, &unit))
            return;
        out = &edge->out;
        at = unit.end;
        edges = edges_over(edges, &unit);
        if (out->kind != EM_TRIE_TO_NODE) {
            try_out(w, out, edges, start, at);
            return;
        }
    }
}

/* A word that begins longer terms: the unit behind it leads on, if the filter knew it. */
static void take_node(walk *w, const step *s)
{
    const em_trie *trie = &w->matcher->trie;
    const em_walk_unit *unit = &w->units[s->unit];
    if (s->place)
        emit(w, s->place, unit->edges, s->start, s->end);
    if ((s->out.flags & EM_TRIE_HAS_TAILS) && s->end < w->len)
        try_tail(w, s->out.target, s->start, s->end);
    if (!s->leads)
        return;
    const em_walk_unit *behind = unit + 1;
    const em_trie_edge *edge = em_trie_step(trie, s->out.target, behind->label, s->key);
    if (edge->child == EM_TRIE_NONE || !enter(w, edge, behind))
        return;
    unsigned edges = edges_over(unit->edges, behind);
    if (edge->out.kind != EM_TRIE_TO_NODE)
        try_out(w, &edge->out, edges, s->start, behind->end);
    else
        follow(w, &edge->out, edges, s->start, behind->end, s->unit + 2);
}

static void take_slot(walk *w, const step *s)
{
    const em_trie_head *head = em_trie_head_from(s->heads, s->key, s->place);
    if (!head)
        return;
    if (head->out.kind != EM_TRIE_TO_NODE)
        try_out(w, &head->out, EDGES_UNKNOWN, s->start, s->end);
    else if (s->heads == &w->matcher->trie.pairs || starts_word(w, s->start))
        follow(w, &head->out, EDGES_UNKNOWN, s->start, s->end, NO_UNIT);
}

static void take_step(walk *w, const step *s)
{
    switch (s->kind) {
    case STEP_OUTS:
        emit(w, s->place, EDGES_UNKNOWN, s->start, s->end);
        return;
    case STEP_OUT:
        try_out(w, &s->out, w->units[s->unit].edges, s->start, s->end);
        return;
    case STEP_NODE:
        take_node(w, s);
        return;
    case STEP_SLOT:
        take_slot(w, s);
    }
}

/* Now that its node and its part of the filter came: asks for its outs, and for its edge. */
static void fetch_behind(const walk *w, step *s)
{
    const em_trie *trie = &w->matcher->trie;
    if (s->out.flags & EM_TRIE_HAS_OUTS) {
        s->place = trie->nodes.items[s->out.target].outs;
        __builtin_prefetch(&trie->outs.items[s->place]);
    }
    s->leads = s->leads && em_trie_filter_has(&trie->edge_filter, s->key);
    if (s->leads)
        __builtin_prefetch(&trie->edges[s->key >> trie->edge_shift]);
}

static void take_steps(walk *w)
{
    for (size_t i = 0; i < w->step_count; i++)
        if (w->steps[i].kind == STEP_NODE)
            fetch_behind(w, &w->steps[i]);
    for (size_t i = 0; i < w->step_count; i++)
        take_step(w, &w->steps[i]);
    w->step_count = 0;
}

/* The next step, to be filled in. */
static inline step *put_step(walk *w, step_kind kind, size_t start, size_t end)
{
    if (w->step_count == STEPS_TOGETHER)
        take_steps(w);
    step *s = &w->steps[w->step_count++];
    s->kind = kind;
    s->start = (uint32_t)start;
    s->end = (uint32_t)end;
    return s;
}

/* A step by a slot of a table, if it may lead anywhere with what stands `behind`. */
static inline void put_slot(walk *w, const em_trie_heads *heads, em_unit unit, em_unit behind,
                            size_t start, size_t end)
{
    uint64_t hash = em_unit_hash(unit);
    if (!em_trie_may_lead(heads, hash, behind))
        return;
    step *s = put_step(w, STEP_SLOT, start, end);
    s->place = (uint32_t)(hash >> heads->shift);
    s->key = unit;
    s->heads = heads;
    __builtin_prefetch(&heads->slots[s->place]);
}

/* Word `i`, whose head is known. */
static void put_word(walk *w, em_trie_out head, size_t i)
{
    const em_trie *trie = &w->matcher->trie;
    const em_walk_unit *unit = &w->units[i];
    bool to_node = head.kind == EM_TRIE_TO_NODE;
    if (to_node && !(unit->edges & EM_LITERAL_EDGE_START))
        return;
    step *s = put_step(w, to_node ? STEP_NODE : STEP_OUT, unit->start, unit->end);
    s->unit = (uint32_t)i;
    s->out = head;
    s->place = 0;
    s->leads = (head.flags & EM_TRIE_HAS_MORE) && i + 1 < w->unit_count;
    if (!to_node)
        return;
    __builtin_prefetch(&trie->nodes.items[head.target]);
    if (s->leads) {
        s->key = em_trie_edge_hash(head.target, unit[1].label);
        em_trie_filter_fetch(&trie->edge_filter, s->key);
    }
}

/* --- characters ---------------------------------------------------------------------------- */

/* What `c` is by itself, as em_trie has it: EM_TRIE_NOTHING where nothing ANYWHERE begins so. */
static inline uint32_t begins_with(const walk *w, uint32_t c)
{
    const em_trie *trie = &w->matcher->trie;
    if (c <= 0xFFFF)
        return trie->begins[c];
    const em_trie_edge *edge = em_trie_follow(trie, EM_TRIE_ANYWHERE, EM_UNIT_CHAR | c);
    return edge ? trie->nodes.items[edge->child].outs : EM_TRIE_NOTHING;
}

static inline void put_outs(walk *w, uint32_t place, size_t start, size_t end)
{
    if (place)
        put_step(w, STEP_OUTS, start, end)->place = place;
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
static inline void try_pair(walk *w, uint32_t c, size_t at, size_t n, const em_walk_unit *second,
                            em_unit third)
{
    const em_trie_heads *pairs = &w->matcher->trie.pairs;
    put_slot(w, pairs, em_trie_pair(c, second->label), third, at, second->end);
    if (second->label & EM_UNIT_APART) {
        uint32_t mark;
        size_t bytes = em_unit_decode(&mark, w->text + at + n, w->len - at - n);
        put_slot(w, pairs, em_trie_pair(c, EM_UNIT_TAIL | mark), 0, at, at + n + bytes);
    }
}

/* A character inside a run of letters, or a separator: what may begin with it. */
static void try_anywhere(walk *w, size_t at)
{
    uint32_t c;
    size_t n = em_unit_decode(&c, w->text + at, w->len - at), gap;
    c = em_unit_fold(c);
    uint32_t place = begins_with(w, c);
    if (place == EM_TRIE_NOTHING)
        return;
    em_walk_unit second;
    put_outs(w, place, at, at + n);
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

/* The character behind `first`, which is unit `i` or the first letter of it; 0: none. */
static inline em_unit char_after(const walk *w, size_t i, const em_walk_unit *first)
{
    if (first->end < w->units[i].end)
        return char_behind(w, first->end);
    return i + 1 < w->unit_count ? char_of(w, i + 1).label : 0;
}

/* Unit `i`, a character `c` that may begin something. */
static void try_char(walk *w, uint32_t c, size_t i)
{
    const em_walk_unit *unit = &w->units[i];
    if (i + 1 == w->unit_count) {
        try_anywhere(w, unit->start);
        return;
    }
    em_walk_unit second = char_of(w, i + 1);
    size_t n = unit->end - unit->start;
    em_unit third = char_after(w, i + 1, &second);
    put_outs(w, begins_with(w, c), unit->start, unit->end);
    try_pair(w, c, unit->start, n, &second, third);
}

/* Whether a unit is a character right behind the one before it. */
static inline bool is_plain_char(em_unit label)
{
    return label >> 24 == EM_UNIT_CHAR >> 24;
}

/* Unit `i`, a character: mostly Han among Han. */
static inline void meet_char(walk *w, size_t i)
{
    const em_trie_heads *pairs = &w->matcher->trie.pairs;
    const em_walk_unit *unit = &w->units[i];
    uint32_t c = (uint32_t)(unit->label & 0xFFFFFF);
    uint32_t place = begins_with(w, c);
    if (place == EM_TRIE_NOTHING)
        return;
    if (i + 2 >= w->unit_count || !is_plain_char(unit[1].label) || !is_plain_char(unit[2].label)) {
        try_char(w, c, i);
        return;
    }
    put_outs(w, place, unit->start, unit->end);
    put_slot(w, pairs, em_trie_pair(c, unit[1].label), unit[2].label, unit->start, unit[1].end);
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
        em_unit unit = em_trie_prefix_unit(s, bytes, w->len - at);
        put_slot(w, &trie->prefixes, unit, 0, at, at + bytes);
    }
}

/* The memos among which that of a word with this hash stands. */
static inline em_word_memo *memos_of(const walk *w, uint64_t hash)
{
    return &w->scratch->memos[(hash >> EM_WORD_MEMO_SHIFT) * EM_WORD_MEMO_WAYS];
}

/* What the trie knows of a word by itself; `unit` is looked at where it is met the first time. */
static em_word_memo learn(const walk *w, const em_walk_unit *unit, uint64_t hash)
{
    const em_trie *trie = &w->matcher->trie;
    const char *s = w->text + unit->start;
    size_t n = unit->end - unit->start;
    em_unit label = unit->label & ~EM_UNIT_APART;
    em_word_memo memo = { .label = label, .head = { .kind = EM_TRIE_NOWHERE } };
    const em_trie_head *head = NULL;
    if (em_trie_filter_has(&trie->words.ends, hash))
        head = em_trie_head_from(&trie->words, label, hash >> trie->words.shift);
    if (head && !((label & EM_UNIT_HASH) && !em_trie_run_is(trie, head->out.target, s, n)))
        memo.head = head->out;
    if (trie->prefix_lengths && em_trie_has_prefixes(trie, s, n))
        memo.label |= EM_MEMO_PREFIXES;
    if (trie->inside && em_trie_may_begin_inside(trie, s, n))
        memo.label |= EM_MEMO_INSIDE;
    return memo;
}

/* Unit `i`, a run of letters and digits: the word, its prefixes, what may lie inside. */
static void use_memo(walk *w, em_word_memo memo, size_t i)
{
    const em_walk_unit *unit = &w->units[i];
    if (memo.head.kind != EM_TRIE_NOWHERE)
        put_word(w, memo.head, i);
    if (memo.label & EM_MEMO_PREFIXES)
        try_prefixes(w, unit->start, unit->end - unit->start);
    if (memo.label & EM_MEMO_INSIDE)
        try_inside(w, unit->start, unit->end);
}

/* The memo of a word, moved one place ahead: what is met often stays. NULL: there is none. */
static inline const em_word_memo *recall(em_word_memo *memos, em_unit label)
{
    for (size_t k = 0; k < EM_WORD_MEMO_WAYS; k++) {
        if ((memos[k].label & ~(EM_MEMO_PREFIXES | EM_MEMO_INSIDE)) != label)
            continue;
        if (k == 0)
            return memos;
        em_word_memo memo = memos[k];
        memos[k] = memos[k - 1];
        memos[k - 1] = memo;
        return &memos[k - 1];
    }
    return NULL;
}

static inline void meet_word(walk *w, size_t i)
{
    const em_walk_unit *unit = &w->units[i];
    em_unit label = unit->label & ~EM_UNIT_APART;
    uint64_t hash = em_unit_hash(label);
    em_word_memo *memos = memos_of(w, hash), fresh = { 0 };
    const em_word_memo *memo = recall(memos, label);
    if (!memo) {
        /* Two words may have the hash of a long one as their label: nothing to remember. */
        em_word_memo *made = label & EM_UNIT_HASH ? &fresh : &memos[EM_WORD_MEMO_WAYS - 1];
        *made = learn(w, unit, hash);
        memo = made;
    }
    if (memo->head.kind != EM_TRIE_NOWHERE || memo->label != label)
        use_memo(w, *memo, i);
}

/* --- the whole ----------------------------------------------------------------------------- */

/* Edges of the words of a subject's units, which are asked for in their order. */
static inline unsigned unit_edges(const em_match_subject *s, size_t *word, size_t start, size_t end)
{
    size_t i = *word;
    while (i < s->word_count && s->words[i].end <= start)
        i++;
    *word = i;
    if (i == s->word_count)
        return 0;
    unsigned edges = s->words[i].start == start ? EM_LITERAL_EDGE_START : 0;
    bool ends = s->words[i].end == end || em_subject_ends_word_from(s, i, end);
    return ends ? edges | EM_LITERAL_EDGE_END : edges;
}

static bool is_han_byte(unsigned char byte)
{
    return byte >= 0xE4 && byte <= 0xE9;
}

/* The run of letters and digits at `at`. */
static inline em_walk_unit read_run(const walk *w, size_t at, size_t *word)
{
    const char *s = w->text + at;
    size_t n = em_unit_run_bytes(s, w->len - at);
    em_unit label = em_unit_run_label(s, n, w->len - at);
    __builtin_prefetch(memos_of(w, em_unit_hash(label)));
    return (em_walk_unit){ label, (uint32_t)at, (uint32_t)(at + n),
                           unit_edges(w->subject, word, at, at + n) };
}

/* A character that is no separator, nor Han. */
static inline em_walk_unit read_char(const walk *w, size_t at, size_t *word)
{
    uint32_t c;
    size_t n = em_unit_decode(&c, w->text + at, w->len - at);
    return (em_walk_unit){ EM_UNIT_CHAR | em_unit_fold(c), (uint32_t)at, (uint32_t)(at + n),
                           unit_edges(w->subject, word, at, at + n) };
}

/* Bytes of the separators at `at`, of which a blank is the commonest; 0: there is none. */
static inline size_t separators_at(const walk *w, size_t at)
{
    return w->text[at] == ' ' ? 1 : em_unit_separators(w->text + at, w->len - at);
}

/* Puts the run of Han characters at `at`, the first of them perhaps apart; 0: no memory. */
static size_t read_han(const walk *w, size_t at, em_unit apart)
{
    em_match_scratch *scratch = w->scratch;
    const unsigned char *s = (const unsigned char *)w->text;
    size_t end = at + 3;
    while (end < w->len && is_han_byte(s[end]))
        end += 3;
    if (!em_vec_reserve(&scratch->units, scratch->units.len + (end - at) / 3))
        return 0;
    em_walk_unit *unit = &scratch->units.items[scratch->units.len];
    for (; at < end; at += 3) {
        uint32_t c = (uint32_t)(s[at] & 0x0F) << 12 | (uint32_t)(s[at + 1] & 0x3F) << 6 |
                     (s[at + 2] & 0x3F);
        *unit++ = (em_walk_unit){ EM_UNIT_CHAR | apart | c, (uint32_t)at, (uint32_t)(at + 3),
                                  EDGES_UNKNOWN };
        apart = 0;
    }
    scratch->units.len = (size_t)(unit - scratch->units.items);
    return end;
}

static bool read_units(walk *w)
{
    em_match_scratch *scratch = w->scratch;
    em_vec_clear(&scratch->units);
    em_unit apart = 0;
    size_t word = 0;
    for (size_t at = 0; at < w->len;) {
        unsigned char byte = (unsigned char)w->text[at];
        em_walk_unit unit;
        if (is_han_byte(byte)) {
            at = read_han(w, at, apart);
            apart = 0;
            if (at == 0)
                return false;
            continue;
        }
        if (em_unit_is_alnum(byte)) {
            unit = read_run(w, at, &word);
        } else {
            size_t gap = separators_at(w, at);
            if (gap) {
                apart = EM_UNIT_APART;
                at += gap;
                continue;
            }
            unit = read_char(w, at, &word);
        }
        at = unit.end;
        unit.label |= apart;
        apart = 0;
        if (!em_vec_push(&scratch->units, unit))
            return false;
    }
    w->units = scratch->units.items;
    w->unit_count = scratch->units.len;
    return true;
}

/* Separators up to unit `i`, where any literal begins with one: what is behind them is read once.
 */
static void try_separators(walk *w, size_t from, size_t i)
{
    bool is_last = i == w->unit_count;
    size_t to = is_last ? w->len : w->units[i].start;
    em_walk_unit second = { 0 };
    if (!is_last)
        second = char_of(w, i);
    em_unit third = is_last ? 0 : char_after(w, i, &second);
    for (size_t at = from, n; at < to; at += n) {
        uint32_t c;
        n = em_unit_decode(&c, w->text + at, w->len - at);
        c = em_unit_fold(c);
        uint32_t place = begins_with(w, c);
        if (place == EM_TRIE_NOTHING)
            continue;
        put_outs(w, place, at, at + n);
        second.label &= ~EM_UNIT_APART;
        second.label |= at + n < to ? EM_UNIT_APART : 0;
        if (!is_last || second.label)
            try_pair(w, c, at, n, &second, third);
    }
}

static void walk_units(walk *w)
{
    size_t behind = 0;
    bool separators = w->matcher->trie.separator_begins;
    for (size_t i = 0; i < w->unit_count; i++) {
        if (separators)
            try_separators(w, behind, i);
        if (em_unit_is_run(w->units[i].label))
            meet_word(w, i);
        else
            meet_char(w, i);
        behind = w->units[i].end;
    }
    if (separators)
        try_separators(w, behind, w->unit_count);
    take_steps(w);
}

void em_match__walk(em_match_scratch *scratch, const em_matcher *matcher,
                    const em_match_subject *subject)
{
    step steps[STEPS_TOGETHER];
    walk w = { .matcher = matcher,
               .scratch = scratch,
               .subject = subject,
               .text = subject->folded.data,
               .len = subject->folded.len,
               .steps = steps };
    if (read_units(&w))
        walk_units(&w);
    else
        scratch->no_memory = true;
}
