/* Building a matcher: which root a literal goes below, and what is known of all entries. */
#include "match/matcher_parts.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Of globs and exact forms. */
#define ARENA_MAX_BYTES ((size_t)1024 * 1024 * 1024)

static em_status no_memory(em_error *err)
{
    return em_error_set(err, EM_E_MEMORY, "no memory for the matcher");
}

em_status em_matcher_builder_new(em_matcher_builder **out, em_error *err)
{
    *out = em_mem_zalloc(1, sizeof **out);
    if (*out)
        (*out)->matcher = em_mem_zalloc(1, sizeof *(*out)->matcher);
    if (*out && (*out)->matcher && em_trie_init(&(*out)->matcher->trie)) {
        em_arena_init(&(*out)->matcher->arena, ARENA_MAX_BYTES);
        return EM_OK;
    }
    em_matcher_builder_free(*out);
    *out = NULL;
    return no_memory(err);
}

void em_matcher_builder_free(em_matcher_builder *builder)
{
    if (!builder)
        return;
    em_matcher_free(builder->matcher);
    em_vec_release(&builder->excepted);
    em_mem_free(builder->leaf_slots);
    em_mem_free(builder);
}

/*
 * Words are found by whole runs of letters and digits, which needs both ends of every run to be
 * known; what may end inside a word is walked by characters from where words start; the rest from
 * everywhere.
 */
static uint32_t root_of(em_str bytes, unsigned flags)
{
    bool starts = (flags & EM_LITERAL_EDGE_START) && em_unit_is_alnum((unsigned char)*bytes.data);
    bool open_end = em_unit_is_alnum((unsigned char)bytes.data[bytes.len - 1]) &&
                    !(flags & EM_LITERAL_EDGE_END);
    if (!starts)
        return EM_TRIE_ANYWHERE;
    return open_end ? EM_TRIE_PREFIXES : EM_TRIE_WORDS;
}

em_status em_matcher__add_out(em_matcher_builder *builder, em_str bytes, em_trie_out out,
                              em_error *err)
{
    if (bytes.len == 0 || bytes.len > EM_MATCH_MAX_LITERAL_BYTES)
        return em_error_set(err, EM_E_ARGUMENT, "a literal has 1 to %d bytes, not %zu",
                            EM_MATCH_MAX_LITERAL_BYTES, bytes.len);
    em_trie *trie = &builder->matcher->trie;
    em_trie_added added = em_trie_add(trie, root_of(bytes, out.flags), bytes, out);
    if (added == EM_TRIE_CLASH)
        added = em_trie_add(trie, EM_TRIE_PREFIXES, bytes, out);
    if (added != EM_TRIE_ADDED)
        return no_memory(err);
    return EM_OK;
}

em_status em_matcher__note_entry(em_matcher_builder *builder, uint32_t group, uint32_t entry,
                                 em_error *err)
{
    em_matcher *matcher = builder->matcher;
    if (group >= EM_MATCH_MAX_GROUPS || entry == UINT32_MAX)
        return em_error_set(err, EM_E_ARGUMENT, "group %u or entry %u is too large", group, entry);
    if (group >= matcher->group_count)
        matcher->group_count = group + 1;
    if (entry >= matcher->entry_count)
        matcher->entry_count = (size_t)entry + 1;
    return EM_OK;
}

em_status em_matcher_add_literal(em_matcher_builder *builder, em_str bytes, unsigned flags,
                                 uint32_t group, uint32_t entry, em_error *err)
{
    em_status status = em_matcher__note_entry(builder, group, entry, err);
    em_trie_out out = { entry, (uint16_t)group, EM_OUT_ENTRY, (uint8_t)flags };
    return status == EM_OK ? em_matcher__add_out(builder, bytes, out, err) : status;
}

em_status em_matcher_add_exception(em_matcher_builder *builder, uint32_t entry, em_str exception,
                                   unsigned flags, em_error *err)
{
    if (!em_vec_push(&builder->excepted, entry))
        return no_memory(err);
    em_trie_out out = { entry, 0, EM_OUT_EXCEPTION, (uint8_t)flags };
    return em_matcher__add_out(builder, exception, out, err);
}

/* --- building ------------------------------------------------------------------------------------
 */

static bool refers_to(const em_matcher *matcher, uint32_t node, uint32_t entry)
{
    if (node == EM_RULE_NO_ROOT)
        return false;
    const em_rule_node *n = &matcher->nodes.items[node];
    if (n->kind != EM_RULE_PHRASE)
        return refers_to(matcher, n->left, entry) || refers_to(matcher, n->right, entry);
    const em_leaf *leaf = &matcher->leaves.items[n->left];
    return leaf->kind == EM_LEAF_REFERENCE && entry >= leaf->entries.start &&
           entry < leaf->entries.end;
}

/* Raises a rule above all that it refers to; says whether it had to. */
static bool raise(em_matcher *matcher, em_rule_code *rule)
{
    uint32_t level = 1;
    for (size_t i = 0; i < matcher->referring.len; i++) {
        const em_rule_code *other = &matcher->rules.items[matcher->referring.items[i]];
        if (other->level >= level && refers_to(matcher, rule->root, other->entry))
            level = other->level + 1;
    }
    bool raised = level != rule->level;
    rule->level = level;
    return raised;
}

static em_status order_references(em_matcher *matcher, em_error *err)
{
    for (size_t i = 0; i < matcher->rules.len; i++)
        if (matcher->rules.items[i].refers && !em_vec_push(&matcher->referring, (uint32_t)i))
            return no_memory(err);
    bool again = matcher->referring.len > 0;
    for (size_t round = 0; again && round <= matcher->referring.len; round++) {
        again = false;
        for (size_t i = 0; i < matcher->referring.len; i++)
            again |= raise(matcher, &matcher->rules.items[matcher->referring.items[i]]);
    }
    if (again)
        return em_error_set(err, EM_E_ARGUMENT, "rules refer to each other in a circle");
    uint32_t *order = matcher->referring.items;
    for (size_t i = 1; i < matcher->referring.len; i++) {
        uint32_t rule = order[i];
        size_t j = i;
        for (; j > 0 && matcher->rules.items[order[j - 1]].level > matcher->rules.items[rule].level;
             j--)
            order[j] = order[j - 1];
        order[j] = rule;
    }
    return EM_OK;
}

static bool note_exceptions(em_matcher *matcher, const em_matcher_builder *builder)
{
    matcher->excepted = em_mem_zalloc(matcher->entry_count / 64 + 1, sizeof *matcher->excepted);
    for (size_t i = 0; matcher->excepted && i < builder->excepted.len; i++) {
        uint32_t entry = builder->excepted.items[i];
        if (entry < matcher->entry_count)
            matcher->excepted[entry >> 6] |= UINT64_C(1) << (entry & 63);
    }
    return matcher->excepted != NULL;
}

em_status em_matcher_build(em_matcher **out, em_matcher_builder *builder, em_error *err)
{
    em_matcher *matcher = builder->matcher;
    *out = NULL;
    em_status status = order_references(matcher, err);
    if (status == EM_OK && (!note_exceptions(matcher, builder) || !em_trie_finish(&matcher->trie) ||
                            !em_matcher__key_rules(matcher)))
        status = no_memory(err);
    if (status == EM_OK) {
        *out = matcher;
        builder->matcher = NULL;
    }
    em_matcher_builder_free(builder);
    return status;
}

void em_matcher_free(em_matcher *matcher)
{
    if (!matcher)
        return;
    for (size_t i = 0; i < matcher->patterns.len; i++)
        em_pattern_free(matcher->patterns.items[i]);
    em_trie_release(&matcher->trie);
    em_arena_release(&matcher->arena);
    em_vec_release(&matcher->leaves);
    em_mem_free(matcher->keyed_by);
    em_vec_release(&matcher->keyed);
    em_vec_release(&matcher->patterns);
    em_vec_release(&matcher->free_patterns);
    em_vec_release(&matcher->conditions);
    em_vec_release(&matcher->nodes);
    em_vec_release(&matcher->rules);
    em_vec_release(&matcher->referring);
    em_mem_free(matcher->excepted);
    em_mem_free(matcher);
}

#define STRINGISE(x) #x
#define AS_TEXT(x) STRINGISE(x)

const char *em_matcher_pcre2_version(void)
{
    return AS_TEXT(PCRE2_MAJOR) "." AS_TEXT(PCRE2_MINOR);
}
