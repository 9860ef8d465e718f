/* Building a matcher: which root a literal goes below, and what is known of all entries. */
#include "match/matcher_parts.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

em_status em_matcher_builder_new(em_matcher_builder **out, em_error *err)
{
    *out = em_mem_zalloc(1, sizeof **out);
    if (*out)
        (*out)->matcher = em_mem_zalloc(1, sizeof *(*out)->matcher);
    if (*out && (*out)->matcher && em_trie_init(&(*out)->matcher->trie))
        return EM_OK;
    em_matcher_builder_free(*out);
    *out = NULL;
    return em_error_set(err, EM_E_MEMORY, "no memory for the matcher");
}

void em_matcher_builder_free(em_matcher_builder *builder)
{
    if (!builder)
        return;
    em_matcher_free(builder->matcher);
    em_vec_release(&builder->excepted);
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

static em_status add_out(em_matcher_builder *builder, em_str bytes, em_trie_out out, em_error *err)
{
    if (bytes.len == 0 || bytes.len > EM_MATCH_MAX_LITERAL_BYTES)
        return em_error_set(err, EM_E_ARGUMENT, "a literal has 1 to %d bytes, not %zu",
                            EM_MATCH_MAX_LITERAL_BYTES, bytes.len);
    em_trie *trie = &builder->matcher->trie;
    uint32_t root = root_of(bytes, out.flags);
    em_trie_added added = em_trie_add(trie, root, bytes, out);
    if (added == EM_TRIE_CLASH)
        added = em_trie_add(trie, EM_TRIE_PREFIXES, bytes, out);
    if (added != EM_TRIE_ADDED)
        return em_error_set(err, EM_E_MEMORY, "no memory for the matcher");
    return EM_OK;
}

em_status em_matcher_add_literal(em_matcher_builder *builder, em_str bytes, unsigned flags,
                                 uint32_t group, uint32_t entry, em_error *err)
{
    if (group >= EM_MATCH_MAX_GROUPS)
        return em_error_set(err, EM_E_ARGUMENT, "group %u is too large", group);
    em_matcher *matcher = builder->matcher;
    if (group >= matcher->group_count)
        matcher->group_count = group + 1;
    if (entry >= matcher->entry_count)
        matcher->entry_count = (size_t)entry + 1;
    em_trie_out out = { entry, (uint16_t)group, EM_OUT_ENTRY, (uint8_t)flags };
    return add_out(builder, bytes, out, err);
}

em_status em_matcher_add_exception(em_matcher_builder *builder, uint32_t entry, em_str exception,
                                   unsigned flags, em_error *err)
{
    if (!em_vec_push(&builder->excepted, entry))
        return em_error_set(err, EM_E_MEMORY, "no memory for the matcher");
    em_trie_out out = { entry, 0, EM_OUT_EXCEPTION, (uint8_t)flags };
    return add_out(builder, exception, out, err);
}

em_status em_matcher_build(em_matcher **out, em_matcher_builder *builder, em_error *err)
{
    em_matcher *matcher = builder->matcher;
    *out = NULL;
    matcher->excepted = em_mem_zalloc(matcher->entry_count / 64 + 1, sizeof *matcher->excepted);
    bool ready = matcher->excepted && em_trie_finish(&matcher->trie);
    for (size_t i = 0; ready && i < builder->excepted.len; i++) {
        uint32_t entry = builder->excepted.items[i];
        if (entry < matcher->entry_count)
            matcher->excepted[entry >> 6] |= UINT64_C(1) << (entry & 63);
    }
    if (ready) {
        *out = matcher;
        builder->matcher = NULL;
    }
    em_matcher_builder_free(builder);
    return ready ? EM_OK : em_error_set(err, EM_E_MEMORY, "no memory for the matcher");
}

void em_matcher_free(em_matcher *matcher)
{
    if (!matcher)
        return;
    em_trie_release(&matcher->trie);
    em_mem_free(matcher->excepted);
    em_mem_free(matcher);
}

#define STRINGISE(x) #x
#define AS_TEXT(x) STRINGISE(x)

const char *em_matcher_pcre2_version(void)
{
    return AS_TEXT(PCRE2_MAJOR) "." AS_TEXT(PCRE2_MINOR);
}
