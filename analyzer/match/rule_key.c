/*
 * Which leaves wake a rule. A rule of NEAR can hold only where both its sides stand, so it is
 * enough that one side wakes it: the one whose leaves are the least common. How common a leaf is
 * in comments is not known here; how many rules share it is a good sign ("people", "country"), and
 * so is how short it is.
 */
#include "match/matcher_parts.h"

typedef struct keying {
    em_matcher *matcher;
    uint32_t *uses; /* by leaf: how many rules name it */
} keying;

/* A rough guess from its length: short words stand everywhere, and prefixes of many words too. */
static uint64_t commonness(const em_leaf *leaf)
{
    em_str text = leaf->kind == EM_LEAF_GLOB ? leaf->glob.anchor : leaf->text;
    size_t bytes = text.len;
    bool ascii = bytes == 0 || (unsigned char)text.data[0] < 0x80;
    uint64_t short_word = ascii ? (bytes <= 3   ? 16
                                   : bytes <= 5 ? 4
                                                : 1)
                                : (bytes <= 3   ? 16
                                   : bytes <= 6 ? 2
                                                : 1);
    return leaf->kind == EM_LEAF_GLOB ? short_word * 2 : short_word;
}

/* The sum of the uses of all leaves that would wake `node`. Depth: EM_RULE_MAX_NODES. */
static uint64_t cost_of(const keying *k, uint32_t number)
{
    const em_rule_node *node = &k->matcher->nodes.items[number];
    if (node->kind == EM_RULE_PHRASE)
        return k->uses[node->left] * commonness(&k->matcher->leaves.items[node->left]);
    uint64_t left = cost_of(k, node->left);
    if (node->kind == EM_RULE_NOT_NEAR)
        return left;
    uint64_t right = cost_of(k, node->right);
    return node->kind == EM_RULE_OR ? left + right : left < right ? left : right;
}

/* Calls `meet` with every leaf that wakes `node`. */
static void each_key(const keying *k, uint32_t number, uint32_t rule,
                     void (*meet)(em_matcher *matcher, uint32_t leaf, uint32_t rule))
{
    const em_rule_node *node = &k->matcher->nodes.items[number];
    if (node->kind == EM_RULE_PHRASE) {
        meet(k->matcher, node->left, rule);
        return;
    }
    bool ordered = node->kind == EM_RULE_NEAR || node->kind == EM_RULE_ONEAR;
    bool left = !ordered || cost_of(k, node->left) <= cost_of(k, node->right);
    if (left)
        each_key(k, node->left, rule, meet);
    if (!left || node->kind == EM_RULE_OR)
        each_key(k, node->right, rule, meet);
}

static void count_key(em_matcher *matcher, uint32_t leaf, uint32_t rule)
{
    (void)rule;
    matcher->leaves.items[leaf].keyed.end++;
}

static void lay_key(em_matcher *matcher, uint32_t leaf, uint32_t rule)
{
    matcher->keyed.items[matcher->leaves.items[leaf].keyed.end++] = rule;
}

/* Rules that refer to others are always evaluated, those without a root never. */
static void each_rule(const keying *k,
                      void (*meet)(em_matcher *matcher, uint32_t leaf, uint32_t rule))
{
    for (size_t i = 0; i < k->matcher->rules.len; i++) {
        const em_rule_code *rule = &k->matcher->rules.items[i];
        if (!rule->refers && rule->root != EM_RULE_NO_ROOT)
            each_key(k, rule->root, (uint32_t)i, meet);
    }
}

bool em_matcher__key_rules(em_matcher *matcher)
{
    keying k = { matcher, em_mem_zalloc(matcher->leaves.len + 1, sizeof *k.uses) };
    if (!k.uses)
        return false;
    for (size_t i = 0; i < matcher->nodes.len; i++)
        if (matcher->nodes.items[i].kind == EM_RULE_PHRASE)
            k.uses[matcher->nodes.items[i].left]++;
    each_rule(&k, count_key);
    size_t total = 0;
    for (size_t i = 0; i < matcher->leaves.len; i++) {
        em_span *keyed = &matcher->leaves.items[i].keyed;
        size_t count = keyed->end;
        *keyed = (em_span){ (uint32_t)total, (uint32_t)total };
        total += count;
    }
    bool room = em_vec_reserve(&matcher->keyed, total + 1);
    if (room) {
        each_rule(&k, lay_key);
        matcher->keyed.len = total;
    }
    em_mem_free(k.uses);
    return room;
}
