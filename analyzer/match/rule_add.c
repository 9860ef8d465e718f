/*
 * Adding parsed rules to a matcher: what is a plain literal stays one, alternatives become
 * literals of the same entry, and only what needs a closer look becomes a leaf.
 */
#include "match/matcher_parts.h"
#include "match/required.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/str.h"

typedef struct adding {
    em_matcher_builder *builder;
    const em_rule_folder *folder;
    unsigned flags; /* EM_LITERAL_ALL_HITS or 0 */
    uint32_t group, entry;
    uint32_t rule; /* the rule whose leaves are added */
    bool direct;   /* the leaf is the whole rule      */
    size_t *error_at;
    em_error *err;
} adding;

static em_status no_memory(const adding *a)
{
    return em_error_set(a->err, EM_E_MEMORY, "no memory for the matcher");
}

static em_status wrong(const adding *a, const em_rule *rule, const char *what)
{
    *a->error_at = rule->offset;
    return em_error_set(a->err, EM_E_LEXICON, "%s", what);
}

/* --- leaves ------------------------------------------------------------------------------------
 */

static uint64_t leaf_hash(const em_leaf *leaf)
{
    return em_hash64(leaf->text, (uint64_t)leaf->kind << 8 | leaf->flags);
}

static bool same_leaf(const em_leaf *a, const em_leaf *b)
{
    return a->kind == b->kind && a->flags == b->flags && em_str_eq(a->text, b->text);
}

static bool leaf_slots_grow(em_matcher_builder *builder)
{
    size_t slots = builder->leaf_slot_count ? builder->leaf_slot_count * 2 : 64;
    uint32_t *grown = em_mem_zalloc(slots, sizeof *grown);
    if (!grown)
        return false;
    for (size_t i = 0; i < builder->leaf_slot_count; i++) {
        uint32_t number = builder->leaf_slots[i];
        if (number == 0)
            continue;
        size_t at = leaf_hash(&builder->matcher->leaves.items[number - 1]) & (slots - 1);
        while (grown[at])
            at = (at + 1) & (slots - 1);
        grown[at] = number;
    }
    em_mem_free(builder->leaf_slots);
    builder->leaf_slots = grown;
    builder->leaf_slot_count = slots;
    return true;
}

/* The slot of a leaf like this one, or the free one where it belongs; NULL: no memory. */
static uint32_t *leaf_slot(em_matcher_builder *builder, const em_leaf *leaf)
{
    if ((builder->shared_leaves + 1) * 2 > builder->leaf_slot_count && !leaf_slots_grow(builder))
        return NULL;
    size_t mask = builder->leaf_slot_count - 1, at = leaf_hash(leaf) & mask;
    while (builder->leaf_slots[at] &&
           !same_leaf(&builder->matcher->leaves.items[builder->leaf_slots[at] - 1], leaf))
        at = (at + 1) & mask;
    return &builder->leaf_slots[at];
}

static em_status push_leaf(uint32_t *number, adding *a, em_leaf leaf)
{
    em_matcher *matcher = a->builder->matcher;
    *number = (uint32_t)matcher->leaves.len;
    return em_vec_push(&matcher->leaves, leaf) ? EM_OK : no_memory(a);
}

/* Adds a leaf of a rule with others, where no rule has one like it yet. */
static em_status share_leaf(uint32_t *number, bool *is_new, adding *a, em_leaf leaf)
{
    uint32_t *slot = leaf_slot(a->builder, &leaf);
    if (!slot)
        return no_memory(a);
    *is_new = *slot == 0;
    if (!*is_new) {
        *number = *slot - 1;
        return EM_OK;
    }
    em_status status = push_leaf(number, a, leaf);
    if (status == EM_OK) {
        *slot = *number + 1;
        a->builder->shared_leaves++;
    }
    return status;
}

/* Adds a leaf, unless another rule has it already: *is_new says. */
static em_status put_leaf(uint32_t *number, bool *is_new, adding *a, em_leaf leaf)
{
    *is_new = true;
    leaf.text = em_arena_copy(&a->builder->matcher->arena, leaf.text);
    if (!leaf.text.data)
        return no_memory(a);
    if (!a->direct && leaf.kind != EM_LEAF_REFERENCE)
        return share_leaf(number, is_new, a, leaf);
    leaf.direct = a->direct;
    leaf.group = (uint16_t)a->group;
    leaf.entry = a->entry;
    return push_leaf(number, a, leaf);
}

static em_status announce(adding *a, uint32_t leaf, em_str literal, unsigned flags)
{
    em_leaf_kind kind = a->builder->matcher->leaves.items[leaf].kind;
    bool is_part = kind == EM_LEAF_CONDITION || (kind == EM_LEAF_LITERAL && !a->direct);
    em_trie_out out = { leaf, (uint16_t)a->group, is_part ? EM_OUT_PART : EM_OUT_LEAF,
                        (uint8_t)flags };
    return em_matcher__add_out(a->builder, literal, out, a->err);
}

/* Folds text and refuses what nothing is left of. */
static em_status fold(em_str *out, adding *a, const em_rule *rule, em_str text)
{
    em_status status = a->folder->fold(a->folder->context, out, text, a->err);
    if (status != EM_OK)
        return status;
    *out = em_str_trim(*out);
    if (out->len == 0)
        return wrong(a, rule, "nothing is left of this term when it is folded");
    if (out->len > EM_MATCH_MAX_LITERAL_BYTES)
        return wrong(a, rule, "the term is too long (at most 1000 bytes)");
    return EM_OK;
}

static em_status add_literal_leaf(uint32_t *number, adding *a, const em_rule *rule, em_str text,
                                  em_leaf leaf)
{
    em_str folded;
    em_status status = fold(&folded, a, rule, text);
    if (status != EM_OK)
        return status;
    bool is_new = false;
    leaf.flags = (uint8_t)a->flags;
    if (leaf.kind == EM_LEAF_LITERAL)
        leaf.text = folded;
    status = put_leaf(number, &is_new, a, leaf);
    return is_new && status == EM_OK ? announce(a, *number, folded, a->folder->edges(folded))
                                     : status;
}

static em_status add_exact(uint32_t *number, adding *a, const em_rule *rule)
{
    em_leaf leaf = { .kind = EM_LEAF_EXACT, .text = em_str_trim(rule->text) };
    return add_literal_leaf(number, a, rule, rule->text, leaf);
}

/* The edges of a glob: a wildcard at an end wants one where the glob is of a spaced script. */
static unsigned glob_edges(const adding *a, const em_rule_piece *pieces, size_t count)
{
    bool unspaced = false;
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; at < pieces[i].text.len;) {
            uint32_t c;
            at += em_unit_decode(&c, pieces[i].text.data + at, pieces[i].text.len - at);
            unspaced |= em_unit_is_unspaced(c);
        }
    unsigned both = EM_LITERAL_EDGE_START | EM_LITERAL_EDGE_END;
    unsigned start = unspaced ? 0 : both, end = start;
    if (pieces[0].kind == EM_PIECE_TEXT)
        start = a->folder->edges(pieces[0].text);
    if (pieces[count - 1].kind == EM_PIECE_TEXT)
        end = a->folder->edges(pieces[count - 1].text);
    return (start & EM_LITERAL_EDGE_START) | (end & EM_LITERAL_EDGE_END);
}

/* Folded copies of a phrase's pieces, blanks inside kept; in `arena`. */
static em_status fold_pieces(em_rule_piece *out, adding *a, const em_rule *rule, em_arena *arena)
{
    for (size_t i = 0; i < rule->piece_count; i++) {
        out[i] = rule->pieces[i];
        if (out[i].kind != EM_PIECE_TEXT)
            continue;
        em_str folded;
        em_status status = a->folder->fold(a->folder->context, &folded, rule->pieces[i].text,
                                           a->err);
        if (status != EM_OK)
            return status;
        out[i].text = em_arena_copy(arena, folded);
        if (!out[i].text.data)
            return no_memory(a);
    }
    return EM_OK;
}

/* The pieces as one text, by which equal globs are known: text holds no control characters. */
static bool glob_text(em_str *out, em_arena *arena, const em_rule_piece *pieces, size_t count)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        len += pieces[i].kind == EM_PIECE_TEXT ? pieces[i].text.len : 1;
    char *text = em_arena_alloc(arena, len);
    *out = (em_str){ text, len };
    for (size_t i = 0; text && i < count; i++) {
        if (pieces[i].kind == EM_PIECE_TEXT) {
            memcpy(text, pieces[i].text.data, pieces[i].text.len);
            text += pieces[i].text.len;
        } else {
            *text++ = (char)pieces[i].kind;
        }
    }
    return out->data != NULL;
}

static em_status add_glob(uint32_t *number, adding *a, const em_rule *rule)
{
    em_arena *arena = &a->builder->matcher->arena;
    em_rule_piece *pieces = em_arena_alloc(arena, rule->piece_count * sizeof *pieces);
    em_leaf leaf = { .kind = EM_LEAF_GLOB };
    if (!pieces)
        return no_memory(a);
    em_status status = fold_pieces(pieces, a, rule, arena);
    if (status != EM_OK)
        return status;
    if (!em_glob_make(&leaf.glob, arena, pieces, rule->piece_count) ||
        !glob_text(&leaf.text, arena, pieces, rule->piece_count))
        return no_memory(a);
    if (leaf.glob.anchor.len == 0)
        return wrong(a, rule, "the first word needs a letter beside * and ?");
    if (leaf.glob.anchor.len > EM_MATCH_MAX_LITERAL_BYTES)
        return wrong(a, rule, "the term is too long (at most 1000 bytes)");
    unsigned edges = glob_edges(a, pieces, rule->piece_count);
    leaf.flags = (uint8_t)(edges | a->flags);
    bool is_new = false;
    status = put_leaf(number, &is_new, a, leaf);
    if (status != EM_OK || !is_new)
        return status;
    bool prefix = leaf.glob.anchor_is_prefix && (edges & EM_LITERAL_EDGE_START);
    return announce(a, *number, leaf.glob.anchor, prefix ? EM_LITERAL_EDGE_START : 0);
}

/* A literal that only has to stand somewhere: a leaf that many patterns may share. */
static em_status add_condition(adding *a, em_str literal)
{
    em_matcher *matcher = a->builder->matcher;
    em_leaf leaf = { .kind = EM_LEAF_CONDITION, .text = literal };
    adding part = *a;
    uint32_t number;
    bool is_new = false;
    part.direct = false;
    em_status status = put_leaf(&number, &is_new, &part, leaf);
    if (status == EM_OK && is_new)
        status = announce(&part, number, literal, 0);
    if (status != EM_OK)
        return status;
    return em_vec_push(&matcher->conditions, number) ? EM_OK : no_memory(a);
}

/* Shorter literals stand in every other comment and would rule nothing out. */
#define CONDITION_MIN_BYTES 5

static bool rules_out(const em_required_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->literals[i].len < CONDITION_MIN_BYTES)
            return false;
    return true;
}

/* All sets but the one that announces, each closed by EM_CONDITION_END. */
static em_status add_conditions(adding *a, uint32_t number, const em_required *required,
                                size_t announcing)
{
    em_matcher *matcher = a->builder->matcher;
    em_span conditions = { (uint32_t)matcher->conditions.len, 0 };
    em_status status = EM_OK;
    for (size_t i = 0; i < required->count && status == EM_OK; i++) {
        const em_required_set *set = &required->sets[i];
        if (i == announcing || !rules_out(set))
            continue;
        for (size_t k = 0; k < set->count && status == EM_OK; k++)
            status = add_condition(a, set->literals[k]);
        if (status == EM_OK && !em_vec_push(&matcher->conditions, EM_CONDITION_END))
            status = no_memory(a);
    }
    conditions.end = (uint32_t)matcher->conditions.len;
    matcher->leaves.items[number].conditions = conditions;
    return status;
}

/* Where a match begins with a literal, it is tried there alone. */
static size_t announcing_set(const em_required *required)
{
    for (size_t i = 0; i < required->count; i++)
        if (required->sets[i].leads)
            return i;
    return required->best;
}

static size_t shortest_literal(const em_required_set *set)
{
    size_t least = set->count ? SIZE_MAX : 0;
    for (size_t i = 0; i < set->count; i++)
        least = set->literals[i].len < least ? set->literals[i].len : least;
    return least;
}

/* Announces a pattern by the literals of `set`; the others that it requires are conditions. */
static em_status announce_by(adding *a, uint32_t number, const em_required_set *set,
                             const em_required *required, size_t announcing)
{
    em_status status = EM_OK;
    a->builder->matcher->leaves.items[number].leads = set->leads;
    for (size_t i = 0; i < set->count && status == EM_OK; i++)
        status = announce(a, number, set->literals[i], 0);
    return status == EM_OK ? add_conditions(a, number, required, announcing) : status;
}

/* `bare` is `source` without the edges around it. */
static em_status announce_pattern(adding *a, uint32_t number, em_str source, em_str bare)
{
    em_matcher *matcher = a->builder->matcher;
    em_required required;
    em_required_set beginnings;
    em_arena work;
    em_arena_init(&work, EM_PATTERN_MAX_BYTES * 64 + EM_BEGINNINGS_WORK_BYTES);
    em_status status = em_required_of(&required, &work, source, a->err);
    if (status == EM_OK)
        status = em_required_beginnings(&beginnings, &work, bare, a->err);
    if (status == EM_OK && required.count == 0) {
        status = em_vec_push(&matcher->free_patterns, number) ? EM_OK : no_memory(a);
    } else if (status == EM_OK) {
        size_t announcing = announcing_set(&required);
        const em_required_set *set = &required.sets[announcing];
        if (set->leads && shortest_literal(&beginnings) > shortest_literal(set))
            set = &beginnings;
        status = announce_by(a, number, set, &required, announcing);
    }
    em_arena_release(&work);
    return status;
}

/* A pattern that is folded already; *at is where in it a mistake lies. `bare`: without edges. */
static em_status add_folded_pattern(uint32_t *number, adding *a, em_str source, em_str bare,
                                    unsigned edges, size_t *at)
{
    em_matcher *matcher = a->builder->matcher;
    em_pattern *pattern;
    em_status status = em_pattern_new(&pattern, source, at, a->err);
    if (status != EM_OK)
        return status;
    em_leaf leaf = { .kind = EM_LEAF_PATTERN,
                     .flags = (uint8_t)(a->flags | edges),
                     .text = source,
                     .pattern = (uint32_t)matcher->patterns.len };
    bool is_new = false;
    if (!em_vec_push(&matcher->patterns, pattern)) {
        em_pattern_free(pattern);
        return no_memory(a);
    }
    status = put_leaf(number, &is_new, a, leaf);
    return is_new && status == EM_OK ? announce_pattern(a, *number, source, bare) : status;
}

/*
 * What a pattern finds begins and ends where words do, as all terms: toleran(t|ce) is not in
 * intolerance. Scripts without blanks have no such edges; particles may follow Hangul.
 */
#define UNSPACED                                                                                   \
    "\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Bopomofo}\\p{Yi}\\p{Thai}\\p{Lao}\\p{Khmer}\\p{"        \
    "Myanmar}"
#define BEFORE_EDGE "(?!(?<=[^\\W_" UNSPACED "])[^\\W_" UNSPACED "])(?:"
#define BEHIND_EDGE ")(?!(?<=[^\\W_" UNSPACED "\\p{Hangul}])[^\\W_" UNSPACED "\\p{Hangul}])"

static em_status add_edged_pattern(uint32_t *number, adding *a, em_str source, size_t *at)
{
    em_pattern *bare;
    em_status status = em_pattern_new(&bare, source, at, a->err); /* mistakes, in their places */
    em_pattern_free(bare);
    if (status != EM_OK)
        return status;
    em_buf edged;
    em_buf_init(&edged, EM_BUF_UNLIMITED);
    em_buf_put(&edged, EM_STR(BEFORE_EDGE));
    em_buf_put(&edged, source);
    em_buf_put(&edged, EM_STR(BEHIND_EDGE));
    status = edged.status == EM_OK
                 ? add_folded_pattern(number, a, em_buf_str(&edged), source, 0, at)
                 : no_memory(a);
    bool fits = edged.len <= EM_PATTERN_MAX_BYTES;
    em_buf_release(&edged);
    if (status != EM_E_LEXICON)
        return status;
    *at = 0;
    if (!fits)
        return status; /* PCRE2 said that it is too long */
    return em_error_set(a->err, EM_E_LEXICON,
                        "the pattern goes on behind its end: \\Q needs its \\E, and a comment "
                        "of (?x) or a verb like (*UTF) cannot stand in a term");
}

static em_status add_pattern(uint32_t *number, adding *a, const em_rule *rule)
{
    em_str source;
    size_t at = 0;
    em_status status = a->folder->fold_pattern(a->folder->context, &source, rule->text, a->err);
    if (status == EM_OK)
        status = add_edged_pattern(number, a, source, &at);
    *a->error_at = rule->offset + 1 + at;
    return status;
}

static em_status add_reference(uint32_t *number, adding *a, const em_rule *rule)
{
    em_leaf leaf = { .kind = EM_LEAF_REFERENCE, .text = rule->text };
    bool is_new;
    em_status status = a->folder->reference(a->folder->context, &leaf.entries, rule->text, a->err);
    if (status != EM_OK) {
        *a->error_at = rule->offset;
        return status;
    }
    a->builder->matcher->rules.items[a->rule].refers = true;
    return put_leaf(number, &is_new, a, leaf);
}

static bool has_wildcard(const em_rule *rule)
{
    return rule->piece_count != 1 || rule->pieces[0].kind != EM_PIECE_TEXT;
}

static em_status add_leaf(uint32_t *number, adding *a, const em_rule *rule)
{
    switch (rule->kind) {
    case EM_RULE_EXACT:
        return add_exact(number, a, rule);
    case EM_RULE_PATTERN:
        return add_pattern(number, a, rule);
    case EM_RULE_REFERENCE:
        return add_reference(number, a, rule);
    default:
        if (has_wildcard(rule))
            return add_glob(number, a, rule);
        return add_literal_leaf(number, a, rule, rule->pieces[0].text,
                                (em_leaf){ .kind = EM_LEAF_LITERAL });
    }
}

/* --- rules -------------------------------------------------------------------------------------
 */

static em_status add_node(uint32_t *number, adding *a, const em_rule *rule)
{
    em_matcher *matcher = a->builder->matcher;
    em_rule_node node = { .kind = rule->kind, .distance = rule->distance };
    em_status status;
    if (rule->kind < EM_RULE_OR) {
        node.kind = EM_RULE_PHRASE;
        status = add_leaf(&node.left, a, rule);
    } else {
        status = add_node(&node.left, a, rule->left);
        if (status == EM_OK)
            status = add_node(&node.right, a, rule->right);
    }
    if (status != EM_OK)
        return status;
    *number = (uint32_t)matcher->nodes.len;
    return em_vec_push(&matcher->nodes, node) ? EM_OK : no_memory(a);
}

static em_status add_code(adding *a, const em_rule *rule)
{
    em_matcher *matcher = a->builder->matcher;
    em_rule_code code = { .entry = a->entry,
                          .group = (uint16_t)a->group,
                          .flags = (uint8_t)a->flags };
    a->rule = (uint32_t)matcher->rules.len;
    a->direct = false;
    if (!em_vec_push(&matcher->rules, code))
        return no_memory(a);
    uint32_t root = EM_RULE_NO_ROOT;
    em_status status = add_node(&root, a, rule);
    matcher->rules.items[a->rule].root = root;
    return status;
}

static em_status add_rule(adding *a, const em_rule *rule)
{
    if (rule->kind == EM_RULE_OR) {
        em_status status = add_rule(a, rule->left);
        return status == EM_OK ? add_rule(a, rule->right) : status;
    }
    if (rule->kind > EM_RULE_OR || rule->kind == EM_RULE_REFERENCE)
        return add_code(a, rule);
    if (rule->kind == EM_RULE_PHRASE && !has_wildcard(rule)) {
        em_str folded;
        em_status status = fold(&folded, a, rule, rule->pieces[0].text);
        if (status != EM_OK)
            return status;
        return em_matcher_add_literal(a->builder, folded, a->folder->edges(folded) | a->flags,
                                      a->group, a->entry, a->err);
    }
    uint32_t leaf;
    a->direct = true;
    return add_leaf(&leaf, a, rule);
}

em_status em_matcher_add_rule(em_matcher_builder *builder, const em_rule *rule, unsigned flags,
                              uint32_t group, uint32_t entry, const em_rule_folder *folder,
                              size_t *error_at, em_error *err)
{
    adding a = { .builder = builder,
                 .folder = folder,
                 .flags = flags & EM_LITERAL_ALL_HITS,
                 .group = group,
                 .entry = entry,
                 .error_at = error_at,
                 .err = err };
    *error_at = 0;
    em_status status = em_matcher__note_entry(builder, group, entry, err);
    return status == EM_OK ? add_rule(&a, rule) : status;
}

em_status em_matcher_add_pattern(em_matcher_builder *builder, em_str folded, unsigned flags,
                                 uint32_t group, uint32_t entry, em_error *err)
{
    adding a = { .builder = builder,
                 .flags = flags & EM_LITERAL_ALL_HITS,
                 .group = group,
                 .entry = entry,
                 .direct = true,
                 .err = err };
    uint32_t leaf;
    size_t at;
    em_status status = em_matcher__note_entry(builder, group, entry, err);
    return status == EM_OK ? add_folded_pattern(&leaf, &a, folded, folded, flags, &at) : status;
}
