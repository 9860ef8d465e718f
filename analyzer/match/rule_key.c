/*
 * Which leaves wake a rule. A rule of NEAR can hold only where both its sides stand, so it is
 * enough that one side wakes it: the one whose leaves are the least common. How common a leaf is
 * in comments is not known here; how many rules share it is a good sign ("people", "country"), and
 * so is how short it is.
 */
#include "match/matcher_parts.h"

/* A leaf that wakes a rule. */
typedef struct key {
    uint32_t leaf, rule;
} key;

typedef struct keying {
    em_matcher *matcher;
    uint32_t *uses; /* by leaf: how many rules name it */
    /* Of the rule in work: the sets of leaves that must all be met, each by one of its leaves;
     * each is closed by EM_CONDITION_END. */
    EM_VEC(uint32_t) sets;
    EM_VEC(key) keys;
    bool no_memory;
} keying;

/* A rough guess from its length: short words stand everywhere, and prefixes of many words too. */
static uint64_t commonness(const em_leaf *leaf)
{
    em_str text = leaf->kind == EM_LEAF_GLOB ? leaf->glob.anchor : leaf->text;
    bool ascii = text.len == 0 || (unsigned char)text.data[0] < 0x80;
    uint64_t common = 1;
    if (text.len <= 3) /* three letters, or one Han character */
        common = 16;
    else if (ascii && text.len <= 5)
        common = 4;
    else if (!ascii && text.len <= 6)
        common = 2;
    return leaf->kind == EM_LEAF_GLOB ? common * 2 : common;
}

static void put(keying *k, uint32_t leaf)
{
    k->no_memory |= !em_vec_push(&k->sets, leaf);
}

/* The place behind the set that begins at `from`; adds up what its leaves cost. */
static size_t set_end(const keying *k, size_t from, uint64_t *cost)
{
    *cost = 0;
    for (; k->sets.items[from] != EM_CONDITION_END; from++) {
        uint32_t leaf = k->sets.items[from];
        *cost += k->uses[leaf] * commonness(&k->matcher->leaves.items[leaf]);
    }
    return from + 1;
}

/* Of the sets from `from` on, the one whose leaves are the least common: [start, end). */
static em_span best_set(const keying *k, size_t from)
{
    uint64_t least = UINT64_MAX, cost;
    em_span best = { (uint32_t)from, (uint32_t)from };
    for (size_t end; from < k->sets.len; from = end) {
        end = set_end(k, from, &cost);
        if (cost < least) {
            least = cost;
            best = (em_span){ (uint32_t)from, (uint32_t)end };
        }
    }
    return best;
}

/* Leaves the best of the sets from `from` on. */
static void keep_best(keying *k, size_t from)
{
    em_span best = best_set(k, from);
    size_t count = best.end - best.start;
    memmove(&k->sets.items[from], &k->sets.items[best.start], count * sizeof *k->sets.items);
    k->sets.len = from + count;
}

/*
 * Adds the sets of a node. Both sides of NEAR must be met; of OR one, for which the best set of
 * either side stands. Depth: EM_RULE_MAX_NODES.
 */
static void gather(keying *k, uint32_t number)
{
    const em_rule_node *node = &k->matcher->nodes.items[number];
    if (node->kind == EM_RULE_PHRASE) {
        put(k, node->left);
        put(k, EM_CONDITION_END);
        return;
    }
    size_t from = k->sets.len;
    gather(k, node->left);
    if (node->kind == EM_RULE_NOT_NEAR || k->no_memory)
        return;
    if (node->kind == EM_RULE_OR) {
        keep_best(k, from);
        from = --k->sets.len; /* the right side goes on in the same set */
    }
    gather(k, node->right);
    if (node->kind == EM_RULE_OR && !k->no_memory)
        keep_best(k, from);
}

/* The best set of a rule wakes it, the others are its conditions. */
static void key_rule(keying *k, uint32_t number)
{
    em_matcher *matcher = k->matcher;
    em_rule_code *rule = &matcher->rules.items[number];
    em_vec_clear(&k->sets);
    gather(k, rule->root);
    if (k->no_memory)
        return;
    em_span best = best_set(k, 0);
    rule->conditions.start = (uint32_t)matcher->conditions.len;
    for (uint32_t i = 0; i < k->sets.len; i++) {
        uint32_t leaf = k->sets.items[i];
        bool is_key = i >= best.start && i < best.end;
        if (!is_key)
            k->no_memory |= !em_vec_push(&matcher->conditions, leaf);
        else if (leaf != EM_CONDITION_END)
            k->no_memory |= !em_vec_push(&k->keys, ((key){ leaf, number }));
    }
    rule->conditions.end = (uint32_t)matcher->conditions.len;
}

/* Lays the rules of each leaf side by side, in their order. */
static bool lay_keys(keying *k)
{
    em_matcher *matcher = k->matcher;
    uint32_t total = 0;
    matcher->keyed_by = em_mem_zalloc(matcher->leaves.len + 1, sizeof *matcher->keyed_by);
    if (!matcher->keyed_by || !em_vec_reserve(&matcher->keyed, k->keys.len + 1))
        return false;
    for (size_t i = 0; i < k->keys.len; i++)
        matcher->keyed_by[k->keys.items[i].leaf].end++;
    for (size_t i = 0; i < matcher->leaves.len; i++) {
        em_span *keyed = &matcher->keyed_by[i];
        uint32_t count = keyed->end;
        *keyed = (em_span){ total, total };
        total += count;
    }
    for (size_t i = 0; i < k->keys.len; i++) {
        em_span *keyed = &matcher->keyed_by[k->keys.items[i].leaf];
        matcher->keyed.items[keyed->end++] = k->keys.items[i].rule;
    }
    matcher->keyed.len = total;
    return true;
}

/* Rules that refer to others are always evaluated, those without a root never. */
bool em_matcher__key_rules(em_matcher *matcher)
{
    keying k = { .matcher = matcher,
                 .uses = em_mem_zalloc(matcher->leaves.len + 1, sizeof *k.uses) };
    k.no_memory = !k.uses;
    for (size_t i = 0; i < matcher->nodes.len && !k.no_memory; i++)
        if (matcher->nodes.items[i].kind == EM_RULE_PHRASE)
            k.uses[matcher->nodes.items[i].left]++;
    for (uint32_t i = 0; i < matcher->rules.len && !k.no_memory; i++)
        if (!matcher->rules.items[i].refers && matcher->rules.items[i].root != EM_RULE_NO_ROOT)
            key_rule(&k, i);
    bool ready = !k.no_memory && lay_keys(&k);
    em_vec_release(&k.sets);
    em_vec_release(&k.keys);
    em_mem_free(k.uses);
    return ready;
}
