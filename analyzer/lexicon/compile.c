/*
 * Compiling terms: parsed by the term language, folded as comments will be, with their edges,
 * into the matcher. All terms of a file become entries first, since a term may refer to the
 * terms of another message.
 */
#include "lexicon/edges.h"
#include "lexicon/model_build.h"
#include "lexicon/variant.h"

#include "base/str.h"
#include "match/rule.h"

/* A parsed term that will be added. */
typedef struct parsed_term {
    const em_rule *rule; /* NULL: plain, or reported as wrong */
    uint32_t entry;
    bool plain; /* a phrase as it stands, as most terms are: no tree is kept */
} parsed_term;

/* One message lexicon on its way into the matcher. */
typedef struct compiling {
    em_model_build *build;
    em_messages_file *file;
    uint16_t lexicon;
    uint32_t first_message;              /* of the file, in the model                     */
    uint32_t about, not_about, messages; /* groups: the last is the first message's */
    em_arena rules;
    EM_VEC(parsed_term) terms;
    em_span *ranges; /* by message of the file: entries of its terms  */
} compiling;

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

/* --- folding -----------------------------------------------------------------------------------
 */

static em_status fold(void *context, em_str *out, em_str text, em_error *err)
{
    em_model_build *build = context;
    em_str norm;
    em_arena_reset(&build->work);
    return em_text_normalise(&norm, out, build->model->text, &build->work, text, err);
}

/* `text` must fold to something that can stand in a comment; *out is empty where it does not. */
static em_status fold_checked(em_str *out, em_model_build *build, em_str text, const char *path,
                              em_place place)
{
    em_status status = fold(build, out, em_str_trim(text), build->err);
    if (status != EM_OK)
        return status;
    *out = em_str_trim(*out);
    if (out->len > 0 && out->len <= EM_MATCH_MAX_LITERAL_BYTES)
        return EM_OK;
    bool empty = out->len == 0;
    *out = EM_STR("");
    if (empty)
        return em_issue_error(build->sink, "dead-term", path, place,
                              "nothing is left of this term when it is folded");
    return em_issue_error(build->sink, "long-term", path, place,
                          "the term is too long (at most %d bytes)", EM_MATCH_MAX_LITERAL_BYTES);
}

/* A term that is one phrase as it stands. */
static em_status add_plain(em_model_build *build, em_str term, const char *path, em_place place,
                           uint32_t group, uint32_t entry)
{
    em_str folded;
    em_status status = fold_checked(&folded, build, term, path, place);
    if (status != EM_OK || folded.len == 0)
        return status;
    return em_matcher_add_literal(build->matcher, folded, em_edges_of(folded), group, entry,
                                  build->err);
}

/* What was foreign and folds to a mark of ASCII must not become syntax. */
static void put_escaped(em_buf *out, em_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c < 0x80 && !em_edges_of((em_str){ text.data + i, 1 }))
            em_buf_put_char(out, '\\');
        em_buf_put_char(out, (char)c);
    }
}

/* Folds what is not ASCII in a pattern; ASCII is its syntax, and case never matters. */
static em_status fold_pattern(void *context, em_str *out, em_str text, em_error *err)
{
    em_model_build *build = context;
    em_buf *folded = &build->pattern;
    em_buf_reset(folded);
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        while (at < text.len && !((unsigned char)text.data[at] & 0x80))
            at++;
        em_buf_put(folded, (em_str){ text.data + from, at - from });
        from = at;
        while (at < text.len && ((unsigned char)text.data[at] & 0x80))
            at++;
        em_str part;
        em_status status = fold(build, &part, (em_str){ text.data + from, at - from }, err);
        if (status != EM_OK)
            return status;
        put_escaped(folded, part);
    }
    *out = em_buf_str(folded);
    return folded->status == EM_OK ? EM_OK : em_error_set(err, folded->status, "no memory");
}

/* --- references --------------------------------------------------------------------------------
 */

static uint32_t message_by_id(const em_messages_file *file, em_str id)
{
    for (size_t i = 0; i < file->messages.len; i++)
        if (em_str_eq(file->messages.items[i].id, id))
            return (uint32_t)i;
    return UINT32_MAX;
}

static bool has_message(const void *context, em_str id)
{
    return message_by_id(context, id) != UINT32_MAX;
}

/* The folder's context is the build; the file being compiled hangs on it. */
static em_status reference(void *context, em_span *entries, em_str id, em_error *err)
{
    em_model_build *build = context;
    uint32_t message = message_by_id(build->file, id);
    if (message == UINT32_MAX)
        return em_error_set(err, EM_E_LEXICON, "no message has the id \"%.*s\"", EM_STR_ARG(id));
    *entries = build->ranges[message];
    return EM_OK;
}

/* Whether `rule` leads, over other messages' terms, to message `target`. */
static bool leads_to(const compiling *c, const em_rule *rule, uint32_t target, bool *seen)
{
    if (rule->kind >= EM_RULE_OR)
        return leads_to(c, rule->left, target, seen) || leads_to(c, rule->right, target, seen);
    if (rule->kind != EM_RULE_REFERENCE)
        return false;
    uint32_t message = message_by_id(c->file, rule->text);
    if (message == target)
        return true;
    if (message == UINT32_MAX || seen[message])
        return false;
    seen[message] = true;
    for (size_t i = 0; i < c->file->terms.len; i++) {
        const em_term_spec *spec = &c->file->terms.items[i];
        if (spec->role == EM_ROLE_TERM && spec->message == message && c->terms.items[i].rule &&
            leads_to(c, c->terms.items[i].rule, target, seen))
            return true;
    }
    return false;
}

static em_status refuse_circles(compiling *c)
{
    em_status status = EM_OK;
    for (size_t i = 0; i < c->file->terms.len && status == EM_OK; i++) {
        const em_term_spec *spec = &c->file->terms.items[i];
        bool seen[EM_MAX_MESSAGES] = { false };
        if (spec->role != EM_ROLE_TERM || !c->terms.items[i].rule ||
            c->terms.items[i].rule->kind == EM_RULE_PHRASE ||
            !leads_to(c, c->terms.items[i].rule, spec->message, seen))
            continue;
        c->terms.items[i].rule = NULL;
        status = em_issue_error(c->build->sink, "reference-circle", c->file->json.path, spec->place,
                                "this reference leads back to its own message");
    }
    return status;
}

/* --- terms of messages ---------------------------------------------------------------------------
 */

/* Reports what `err` says of byte `offset` of the term. */
static em_status term_issue(const compiling *c, const em_term_spec *spec, const char *rule,
                            size_t offset)
{
    em_place place;
    char text[EM_ERROR_TEXT_BYTES];
    em_str message = em_str_from(c->build->err->text);
    em_json_inner_place_of(&place.line, &place.column, &c->file->json, spec->string, offset);
    memcpy(text, message.data, message.len + 1);
    return em_issue_error(c->build->sink, rule, c->file->json.path, place, "%s", text);
}

static em_status parse_term(parsed_term *out, compiling *c, const em_term_spec *spec)
{
    em_model_build *build = c->build;
    bool of_message = spec->role == EM_ROLE_TERM || spec->role == EM_ROLE_OPPOSITE;
    em_rule_names names = { has_message, c->file };
    em_entry entry = { .role = spec->role,
                       .lexicon = c->lexicon,
                       .term = spec->term,
                       .tag = EM_STR(""),
                       .line = spec->place.line,
                       .column = spec->place.column };
    size_t error_at;
    if (of_message) {
        double weight = c->file->messages.items[spec->message].sentiment;
        entry.message = (uint16_t)(c->first_message + spec->message);
        entry.weight = spec->role == EM_ROLE_TERM ? weight : -weight;
    }
    *out = (parsed_term){ .entry = (uint32_t)build->entries.len };
    if (!keep(build, &entry.term) || !em_vec_push(&build->entries, entry))
        return no_memory(build, c->file->json.path);
    out->plain = em_rule_is_plain(spec->term);
    if (out->plain)
        return EM_OK;
    em_status status = em_rule_parse(&out->rule, &c->rules, spec->term, &names, &error_at,
                                     build->err);
    return status == EM_E_LEXICON ? term_issue(c, spec, "bad-term", error_at) : status;
}

static void note_range(compiling *c, const em_term_spec *spec, uint32_t entry)
{
    em_span *range = &c->ranges[spec->message];
    if (spec->role != EM_ROLE_TERM)
        return;
    if (range->start == range->end)
        range->start = entry;
    range->end = entry + 1;
}

static em_status parse_terms(compiling *c)
{
    for (size_t i = 0; i < c->file->terms.len; i++) {
        const em_term_spec *spec = &c->file->terms.items[i];
        parsed_term term;
        em_status status = parse_term(&term, c, spec);
        if (status != EM_OK)
            return status;
        note_range(c, spec, term.entry);
        if (!em_vec_push(&c->terms, term))
            return no_memory(c->build, c->file->json.path);
    }
    return refuse_circles(c);
}

static uint32_t group_of(const compiling *c, const em_term_spec *spec)
{
    if (spec->role == EM_ROLE_ABOUT)
        return c->about;
    return spec->role == EM_ROLE_NOT_ABOUT ? c->not_about : c->messages + spec->message;
}

/* A phrase with elongation or without regard to diacritics is matched by a pattern. */
static em_status add_variant(compiling *c, const em_term_spec *spec, const parsed_term *term)
{
    em_model_build *build = c->build;
    em_str folded = EM_STR("");
    if (!term->plain)
        return em_issue_error(build->sink, "bad-option", c->file->json.path, spec->place,
                              "elongation and diacritics are options of plain words and phrases");
    em_status status = fold_checked(&folded, build, spec->term, c->file->json.path, spec->place);
    if (status != EM_OK || folded.len == 0)
        return status;
    em_buf_reset(&build->pattern);
    em_variant_pattern(&build->pattern, folded, spec->elongation, spec->any_diacritics);
    if (build->pattern.status != EM_OK)
        return no_memory(build, c->file->json.path);
    status = em_matcher_add_pattern(build->matcher, em_buf_str(&build->pattern),
                                    em_edges_of(folded), group_of(c, spec), term->entry,
                                    build->err);
    return status == EM_E_LEXICON ? term_issue(c, spec, "bad-term", 0) : status;
}

static em_status add_exceptions(compiling *c, const em_term_spec *spec, uint32_t entry)
{
    em_model_build *build = c->build;
    for (uint32_t i = 0; i < spec->except_count; i++) {
        const em_placed *except = &c->file->excepts.items[spec->first_except + i];
        em_str folded;
        em_status status = fold_checked(&folded, build, except->text, c->file->json.path,
                                        except->place);
        if (status == EM_OK && folded.len)
            status = em_matcher_add_exception(build->matcher, entry, folded, em_edges_of(folded),
                                              build->err);
        if (status != EM_OK)
            return status;
    }
    return EM_OK;
}

static em_status add_term(compiling *c, const em_term_spec *spec, const parsed_term *term)
{
    em_model_build *build = c->build;
    const em_rule_folder folder = { fold, fold_pattern, em_edges_of, reference, build };
    size_t error_at = 0;
    em_status status;
    if (!term->rule && !term->plain)
        return EM_OK;
    if (spec->elongation || spec->any_diacritics) {
        status = add_variant(c, spec, term);
    } else if (term->plain) {
        status = add_plain(build, spec->term, c->file->json.path, spec->place, group_of(c, spec),
                           term->entry);
    } else {
        status = em_matcher_add_rule(build->matcher, term->rule, 0, group_of(c, spec), term->entry,
                                     &folder, &error_at, build->err);
        if (status == EM_E_LEXICON)
            status = term_issue(c, spec, "bad-term", error_at);
    }
    return status == EM_OK ? add_exceptions(c, spec, term->entry) : status;
}

/* Messages of a file take their numbers behind those of the files before. */
em_status em_compile_messages(em_model_build *build, em_messages_file *file, uint16_t lexicon)
{
    compiling c = { .build = build, .file = file, .lexicon = lexicon };
    c.first_message = (uint32_t)(build->messages.len - file->messages.len);
    c.about = build->group_count++;
    c.not_about = build->group_count++;
    c.messages = build->group_count;
    build->group_count += (uint32_t)file->messages.len;
    c.ranges = em_mem_zalloc(file->messages.len + 1, sizeof *c.ranges);
    em_arena_init(&c.rules, EM_LEXICON_MAX_BYTES * 4);
    build->file = file;
    build->ranges = c.ranges;
    em_status status = c.ranges ? parse_terms(&c) : no_memory(build, file->json.path);
    for (size_t i = 0; i < c.terms.len && status == EM_OK; i++)
        status = add_term(&c, &file->terms.items[i], &c.terms.items[i]);
    em_arena_release(&c.rules);
    em_vec_release(&c.terms);
    em_mem_free(c.ranges);
    return status;
}

/* --- entries of sentiment lexicons ---------------------------------------------------------------
 */

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
        em_status status = add_plain(build, spec->term, path, spec->place, group,
                                     (uint32_t)build->entries.len - 1);
        if (status != EM_OK)
            return status;
    }
    return EM_OK;
}
