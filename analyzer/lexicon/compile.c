/* Compiling terms: folded as comments will be, with their edges, into the matcher. */
#include "lexicon/edges.h"
#include "lexicon/model_build.h"

#include "base/str.h"

static em_status no_memory(const em_model_build *build, const char *path)
{
    return em_error_at(build->err, EM_E_MEMORY, path, 0, 0, "no memory");
}

/* Keeps a string in the model. */
static bool keep(em_model_build *build, em_str *s)
{
    *s = em_arena_copy(build->arena, *s);
    return s->data != NULL;
}

/* The folded form of a literal, without blanks at its ends; in the work arena. */
static em_status fold(em_str *out, em_model_build *build, em_str term)
{
    em_str norm;
    em_arena_reset(&build->work);
    em_status status = em_text_normalise(&norm, out, build->model->text, &build->work,
                                         em_str_trim(term), build->err);
    *out = em_str_trim(*out);
    return status;
}

/* `text` must fold to something that can stand in a comment. */
static em_status fold_checked(em_str *out, em_model_build *build, em_str text, const char *path,
                              em_place place)
{
    em_status status = fold(out, build, text);
    if (status != EM_OK)
        return status;
    if (out->len == 0)
        return em_issue_error(build->sink, "dead-term", path, place,
                              "nothing is left of this term when it is folded");
    if (out->len > EM_MATCH_MAX_LITERAL_BYTES)
        return em_issue_error(build->sink, "long-term", path, place,
                              "the term is longer than %d bytes", EM_MATCH_MAX_LITERAL_BYTES);
    return EM_OK;
}

static bool usable(em_str folded)
{
    return folded.len > 0 && folded.len <= EM_MATCH_MAX_LITERAL_BYTES;
}

static em_status add_literal(em_model_build *build, em_str term, uint32_t group, const char *path,
                             em_place place)
{
    em_str folded;
    uint32_t entry = (uint32_t)build->entries.len - 1;
    em_status status = fold_checked(&folded, build, term, path, place);
    if (status != EM_OK || !usable(folded))
        return status;
    return em_matcher_add_literal(build->matcher, folded, em_edges_of(folded), group, entry,
                                  build->err);
}

static em_status add_exceptions(em_model_build *build, const em_messages_file *file,
                                const em_term_spec *spec)
{
    uint32_t entry = (uint32_t)build->entries.len - 1;
    for (uint32_t i = 0; i < spec->except_count; i++) {
        const em_placed *except = &file->excepts.items[spec->first_except + i];
        em_str folded;
        em_status status = fold_checked(&folded, build, except->text, file->json.path,
                                        except->place);
        if (status == EM_OK && usable(folded))
            status = em_matcher_add_exception(build->matcher, entry, folded, em_edges_of(folded),
                                              build->err);
        if (status != EM_OK)
            return status;
    }
    return EM_OK;
}

static em_status compile_term(em_model_build *build, em_messages_file *file,
                              const em_term_spec *spec, em_entry entry, uint32_t group)
{
    entry.term = spec->term;
    entry.role = spec->role;
    entry.weight = 1;
    entry.line = spec->place.line;
    entry.column = spec->place.column;
    if (!keep(build, &entry.term) || !em_vec_push(&build->entries, entry))
        return no_memory(build, file->json.path);
    em_status status = add_literal(build, spec->term, group, file->json.path, spec->place);
    return status == EM_OK ? add_exceptions(build, file, spec) : status;
}

/* Messages of a file take their numbers behind those of the files before. */
em_status em_compile_messages(em_model_build *build, em_messages_file *file, uint16_t lexicon)
{
    size_t first_message = build->messages.len - file->messages.len;
    uint32_t about = build->group_count++;
    uint32_t not_about = build->group_count++;
    uint32_t messages = build->group_count;
    build->group_count += (uint32_t)file->messages.len;
    for (size_t i = 0; i < file->terms.len; i++) {
        const em_term_spec *spec = &file->terms.items[i];
        bool of_message = spec->role == EM_ROLE_TERM || spec->role == EM_ROLE_OPPOSITE;
        em_entry entry = { .lexicon = lexicon, .tag = EM_STR("") };
        if (of_message)
            entry.message = (uint16_t)(first_message + spec->message);
        uint32_t group = of_message                    ? messages + spec->message
                         : spec->role == EM_ROLE_ABOUT ? about
                                                       : not_about;
        em_status status = compile_term(build, file, spec, entry, group);
        if (status != EM_OK)
            return status;
    }
    return EM_OK;
}

em_status em_compile_sentiment(em_model_build *build, const em_sentiment_file *file,
                               const char *path, uint16_t lexicon)
{
    uint32_t group = build->group_count++;
    for (size_t i = 0; i < file->entries.len; i++) {
        const em_sentiment_spec *spec = &file->entries.items[i];
        em_entry entry = { .role = spec->role,
                           .lexicon = lexicon,
                           .weight = spec->weight,
                           .term = spec->term,
                           .tag = spec->tag,
                           .line = spec->place.line,
                           .column = spec->place.column };
        if (!keep(build, &entry.term) || !keep(build, &entry.tag) ||
            !em_vec_push(&build->entries, entry))
            return no_memory(build, path);
        em_status status = add_literal(build, spec->term, group, path, spec->place);
        if (status != EM_OK)
            return status;
    }
    return EM_OK;
}
