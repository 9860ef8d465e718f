/*
 * Dictionaries of other programs to lexicons of ours. Each reader turns its file into categories
 * with terms of our term language; one writer makes the lexicon.
 */
#include "lexicon/import.h"

#include "base/json_write.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "lexicon/canonical.h"

#include <ctype.h>
#include <expat.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/ucnv.h>
#include <yaml.h>

#define DEPTH_MAX 32
#define CATEGORIES_MAX 10000

static const char *const FORMAT_NAMES[EM_IMPORT_FORMAT_COUNT] = {
    "liwc", "wordstat", "yoshikoder", "lexicoder", "quanteda", "vader", "list",
};

bool em_import_format_parse(em_import_format *out, const char *name)
{
    for (int i = 0; i < EM_IMPORT_FORMAT_COUNT; i++) {
        if (strcmp(FORMAT_NAMES[i], name) == 0) {
            *out = (em_import_format)i;
            return true;
        }
    }
    return false;
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static bool parse_weight(double *out, em_str text)
{
    char digits[32];
    char *end;
    if (!text.len || text.len >= sizeof digits)
        return false;
    memcpy(digits, text.data, text.len);
    digits[text.len] = '\0';
    *out = strtod(digits, &end);
    return *end == '\0' && isfinite(*out);
}

/* "happy,1" or "happy;1": what stands before the weight, and the weight. */
static bool split_comma(em_str line, em_str *term, em_str *weight)
{
    double unused;
    line = em_str_trim(line);
    size_t at = line.len;
    while (at && line.data[at - 1] != ',' && line.data[at - 1] != ';')
        at--;
    em_str behind = em_str_trim((em_str){ line.data + at, line.len - at });
    if (at < 2 || !parse_weight(&unused, behind))
        return false;
    *term = em_str_trim((em_str){ line.data, at - 1 });
    *weight = behind;
    return true;
}

/* Does one of the first two lines (the first may be a header) end in a weight behind a comma? */
static bool has_comma_weights(em_str bytes)
{
    em_str term, weight;
    for (int line = 0; line < 2 && bytes.len; line++) {
        const char *end = memchr(bytes.data, '\n', bytes.len);
        size_t len = end ? (size_t)(end - bytes.data) : bytes.len;
        if (split_comma((em_str){ bytes.data, len }, &term, &weight))
            return true;
        len += end != NULL;
        bytes = (em_str){ bytes.data + len, bytes.len - len };
    }
    return false;
}

em_import_format em_import_format_guess(const char *path, em_str bytes)
{
    static const struct {
        const char *ending;
        em_import_format format;
    } ENDINGS[] = {
        { ".dic", EM_IMPORT_LIWC },      { ".cat", EM_IMPORT_WORDSTAT },
        { ".CAT", EM_IMPORT_WORDSTAT },  { ".ykd", EM_IMPORT_YOSHIKODER },
        { ".lc3", EM_IMPORT_LEXICODER }, { ".yml", EM_IMPORT_QUANTEDA },
        { ".yaml", EM_IMPORT_QUANTEDA },
    };
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++)
        if (ends_with(path, ENDINGS[i].ending))
            return ENDINGS[i].format;
    if (em_str_starts(bytes, EM_STR("%")))
        return EM_IMPORT_LIWC;
    if (em_str_starts(bytes, EM_STR("<?xml")))
        return EM_IMPORT_YOSHIKODER;
    const char *tab = bytes.len ? memchr(bytes.data, '\t', bytes.len < 200 ? bytes.len : 200)
                                : NULL;
    return tab || has_comma_weights(bytes) ? EM_IMPORT_VADER : EM_IMPORT_LIST;
}

/* --- what an import holds ------------------------------------------------------------------ */

typedef struct category {
    char *id;   /* fit for a message id: lower case, digits, hyphens */
    char *name; /* as written */
    cJSON *terms;
} category;

typedef struct importer {
    const char *path;
    const em_import_options *options;
    em_import_loss *loss;
    void *context;
    EM_VEC(category) categories;
    em_error *err;
} importer;

static em_status no_memory(importer *in)
{
    return em_error_set(in->err, EM_E_MEMORY, "no memory");
}

static void lose(importer *in, uint32_t line, em_str what, const char *why)
{
    in->loss(in->context, line, what, why);
}

static char *make_id(const importer *in, em_str name)
{
    em_buf id;
    em_buf_init(&id, EM_BUF_UNLIMITED);
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.data[i];
        if (isalnum(c) || c >= 0x80)
            em_buf_put_char(&id, (char)tolower(c));
        else if (id.len && id.data[id.len - 1] != '-')
            em_buf_put_char(&id, '-');
    }
    while (id.len && id.data[id.len - 1] == '-')
        id.len--;
    if (!id.len)
        em_buf_puts(&id, "category");
    size_t stem = id.len;
    for (int n = 2;; n++) {
        bool taken = false;
        em_str now = em_buf_str(&id);
        for (size_t i = 0; i < in->categories.len; i++)
            taken = taken || em_str_eq(em_str_from(in->categories.items[i].id), now);
        if (!taken)
            break;
        id.len = stem;
        em_buf_printf(&id, "-%d", n);
    }
    return em_buf_detach(&id, NULL);
}

/* Index of the category called `name`, made where it is new; -1: no memory or too many. */
static int find_category(importer *in, em_str name)
{
    for (size_t i = 0; i < in->categories.len; i++)
        if (em_str_eq(em_str_from(in->categories.items[i].name), name))
            return (int)i;
    if (in->categories.len == CATEGORIES_MAX)
        return -1;
    category new_one = { make_id(in, name), em_mem_strdup(name), cJSON_CreateArray() };
    if (new_one.id && new_one.name && new_one.terms && em_vec_push(&in->categories, new_one))
        return (int)in->categories.len - 1;
    em_mem_free(new_one.id);
    em_mem_free(new_one.name);
    cJSON_Delete(new_one.terms);
    return -1;
}

static bool is_operator_word(em_str word)
{
    return em_str_eq(word, EM_STR("OR")) || em_str_starts(word, EM_STR("NEAR/")) ||
           em_str_starts(word, EM_STR("ONEAR/")) || em_str_eq(word, EM_STR("NOT"));
}

/*
 * Another program's term in our term language: characters that mean something to us and nothing to
 * it get a backslash; `*` and `?` stay wildcards where `globs`, an underscore is a blank where
 * `underscores`.
 */
static void put_term(em_buf *out, em_str source, bool globs, bool underscores)
{
    for (size_t i = 0; i < source.len; i++) {
        char c = source.data[i];
        bool word_start = i == 0 || source.data[i - 1] == ' ';
        em_str rest = { source.data + i, source.len - i };
        const char *blank = memchr(rest.data, ' ', rest.len);
        em_str word = { rest.data, blank ? (size_t)(blank - rest.data) : rest.len };
        bool special = strchr("\\\"()", c) || (!globs && strchr("*?", c)) ||
                       (word_start && (c == '#' || c == '/' || is_operator_word(word)));
        if (special)
            em_buf_put_char(out, '\\');
        em_buf_put_char(out, c == '_' && underscores ? ' ' : c);
    }
}

static em_status add_text(importer *in, int index, em_str term)
{
    char *copy = em_mem_strdup(term);
    cJSON *item = copy ? cJSON_CreateString(copy) : NULL;
    em_mem_free(copy);
    if (!item)
        return no_memory(in);
    cJSON_AddItemToArray(in->categories.items[index].terms, item);
    return EM_OK;
}

static em_status add_term(importer *in, int index, em_str source, bool globs, bool underscores)
{
    em_buf term;
    if (index < 0)
        return no_memory(in);
    em_buf_init(&term, EM_BUF_UNLIMITED);
    put_term(&term, source, globs, underscores);
    em_status status = term.status == EM_OK ? add_text(in, index, em_buf_str(&term))
                                            : no_memory(in);
    em_buf_release(&term);
    return status;
}

/* --- lines ------------------------------------------------------------------------------- */

/* The next line by CR, CRLF or LF; false at the end. */
static bool next_line(em_str *rest, em_str *line)
{
    if (!rest->len)
        return false;
    size_t len = 0;
    while (len < rest->len && rest->data[len] != '\n' && rest->data[len] != '\r')
        len++;
    *line = (em_str){ rest->data, len };
    if (len < rest->len)
        len += rest->data[len] == '\r' && len + 1 < rest->len && rest->data[len + 1] == '\n' ? 2
                                                                                             : 1;
    rest->data += len;
    rest->len -= len;
    return true;
}

/* The next field by tab (or blanks where `blanks`). */
static em_str next_field(em_str *rest, bool blanks)
{
    size_t len = 0;
    while (len < rest->len && rest->data[len] != '\t' && !(blanks && rest->data[len] == ' '))
        len++;
    em_str field = { rest->data, len };
    len += len < rest->len;
    rest->data += len;
    rest->len -= len;
    return em_str_trim(field);
}

/* --- LIWC -------------------------------------------------------------------------------- */

typedef struct liwc_category {
    em_str number;
    int index;
} liwc_category;
typedef EM_VEC(liwc_category) liwc_categories;

static em_status read_liwc_entry(importer *in, const liwc_categories *known, em_str line,
                                 uint32_t number)
{
    em_str rest = line, whole = em_str_trim(line);
    bool tabs = memchr(line.data, '\t', line.len) != NULL;
    em_str term = next_field(&rest, !tabs);
    em_status status = EM_OK;
    if (!term.len)
        return EM_OK;
    bool condition = term.data[0] == '<' || memchr(rest.data, '(', rest.len) ||
                     memchr(rest.data, '/', rest.len);
    if (condition) {
        lose(in, number, term, "a LIWC condition");
        return EM_OK;
    }
    while (status == EM_OK && rest.len) {
        em_str id = next_field(&rest, true);
        size_t at = 0;
        while (at < known->len && !em_str_eq(known->items[at].number, id))
            at++;
        if (id.len && at == known->len)
            lose(in, number, whole, "it names a category that the head does not list");
        else if (id.len)
            status = add_term(in, known->items[at].index, term, true, false);
    }
    return status;
}

static em_status read_liwc(importer *in, em_str rest)
{
    liwc_categories known = { 0 };
    em_str line;
    em_status status = EM_OK;
    int marks = 0;
    for (uint32_t number = 1; status == EM_OK && next_line(&rest, &line); number++) {
        em_str trimmed = em_str_trim(line);
        if (!trimmed.len)
            continue;
        if (em_str_eq(trimmed, EM_STR("%"))) {
            marks++;
        } else if (marks == 0) {
            status = em_error_at(in->err, EM_E_LEXICON, in->path, number, 1,
                                 "a LIWC dictionary begins with a line %%");
        } else if (marks == 1) {
            em_str fields = trimmed;
            em_str id = next_field(&fields, true);
            liwc_category new_one = { id, find_category(in, em_str_trim(fields)) };
            if (new_one.index < 0 || !em_vec_push(&known, new_one))
                status = no_memory(in);
        } else {
            status = read_liwc_entry(in, &known, line, number);
        }
    }
    em_vec_release(&known);
    return status;
}

/* --- WordStat ------------------------------------------------------------------------------ */

static bool split_weight(em_str *term, em_str *weight)
{
    if (!term->len || term->data[term->len - 1] != ')')
        return false;
    size_t open = term->len - 1;
    while (open && term->data[open] != '(')
        open--;
    if (term->data[open] != '(')
        return false;
    *weight = (em_str){ term->data + open + 1, term->len - open - 2 };
    *term = em_str_trim((em_str){ term->data, open });
    return true;
}

/* The next word of a rule, up to a blank. */
static em_str next_word(em_str *rest)
{
    *rest = em_str_trim(*rest);
    size_t len = 0;
    while (len < rest->len && rest->data[len] != ' ')
        len++;
    em_str word = { rest->data, len };
    rest->data += len;
    rest->len -= len;
    return word;
}

/* "/S5", "/10": the words between; 0 where it is none. The unit (S, C, P) is not carried. */
static unsigned distance_of(em_str word)
{
    unsigned distance = 0;
    if (!word.len || word.data[0] != '/')
        return 0;
    for (size_t i = 1; i < word.len; i++) {
        if (isdigit((unsigned char)word.data[i]))
            distance = distance * 10 + (unsigned)(word.data[i] - '0');
        else if (i > 1)
            return 0;
        if (distance > 100)
            return 0;
    }
    return distance;
}

/*
 * "[A NEAR B /S5]" as "A NEAR/5 B"; BEFORE and AFTER are ordered, NOT NEAR stays; a distance that
 * is not written is WordStat's ten words. False for any other rule.
 */
static bool put_wordstat_rule(em_buf *out, em_str rule)
{
    em_str first = next_word(&rule), name = next_word(&rule);
    bool negated = em_str_eq(name, EM_STR("NOT"));
    if (negated)
        name = next_word(&rule);
    em_str second = next_word(&rule), tail = next_word(&rule);
    unsigned distance = tail.len ? distance_of(tail) : 10;
    bool near = em_str_eq(name, EM_STR("NEAR")), before = em_str_eq(name, EM_STR("BEFORE"));
    bool after = em_str_eq(name, EM_STR("AFTER"));
    if (!second.len || !distance || em_str_trim(rule).len || !(near || before || after) ||
        (negated && !near) || first.data[0] == '#' || second.data[0] == '#')
        return false;
    put_term(out, after ? second : first, true, true);
    em_buf_printf(out, " %s/%u ", negated ? "NOT NEAR" : near ? "NEAR" : "ONEAR", distance);
    put_term(out, after ? first : second, true, true);
    return true;
}

/* "@NAME [expression] (1)" under the category `index`. */
static em_status read_wordstat_rule(importer *in, int index, em_str entry, uint32_t number)
{
    const char *open = memchr(entry.data, '[', entry.len);
    const char *close = memchr(entry.data, ']', entry.len);
    em_buf term;
    em_status status = EM_OK;
    em_buf_init(&term, EM_BUF_UNLIMITED);
    if (index >= 0 && open && close && open < close &&
        put_wordstat_rule(&term, (em_str){ open + 1, (size_t)(close - open) - 1 }))
        status = add_text(in, index, em_buf_str(&term));
    else
        lose(in, number, entry, "a WordStat rule that NEAR/n cannot say");
    em_buf_release(&term);
    return status;
}

static em_status read_wordstat_line(importer *in, int *path, em_str line, uint32_t number)
{
    size_t depth = 0;
    em_str weight = { "", 0 };
    while (depth < line.len && line.data[depth] == '\t')
        depth++;
    em_str entry = em_str_trim(line);
    if (!entry.len)
        return EM_OK;
    if (depth >= DEPTH_MAX)
        return em_error_at(in->err, EM_E_LEXICON, in->path, number, (uint32_t)depth,
                           "categories are nested deeper than %d", DEPTH_MAX);
    if (entry.data[0] == '@')
        return read_wordstat_rule(in, depth ? path[depth - 1] : -1, entry, number);
    if (!split_weight(&entry, &weight)) {
        path[depth] = find_category(in, entry);
        return path[depth] < 0 ? no_memory(in) : EM_OK;
    }
    if (depth == 0) {
        lose(in, number, entry, "a term outside any category");
        return EM_OK;
    }
    if (!em_str_eq(weight, EM_STR("1")))
        lose(in, number, entry, "its weight: message terms have none");
    return add_term(in, path[depth - 1], entry, true, true);
}

static em_status read_wordstat(importer *in, em_str rest)
{
    int path[DEPTH_MAX] = { 0 };
    em_str line;
    em_status status = EM_OK;
    for (uint32_t number = 1; status == EM_OK && next_line(&rest, &line); number++)
        status = read_wordstat_line(in, path, line, number);
    return status;
}

/* --- Lexicoder, lists ------------------------------------------------------------------------ */

static em_status read_lexicoder(importer *in, em_str rest)
{
    em_str line;
    int index = -1;
    em_status status = EM_OK;
    for (uint32_t number = 1; status == EM_OK && next_line(&rest, &line); number++) {
        em_str term = em_str_trim(line);
        if (!term.len)
            continue;
        if (term.data[0] == '+') {
            index = find_category(in, em_str_trim((em_str){ term.data + 1, term.len - 1 }));
            status = index < 0 ? no_memory(in) : EM_OK;
        } else if (index < 0) {
            status = em_error_at(in->err, EM_E_LEXICON, in->path, number, 1,
                                 "a term before any category (a line +Category)");
        } else {
            status = add_term(in, index, term, true, false);
        }
    }
    return status;
}

static em_status read_list(importer *in, em_str rest)
{
    em_str line, weight;
    int index = find_category(in, em_str_from(in->options->id));
    em_status status = index < 0 ? no_memory(in) : EM_OK;
    for (uint32_t number = 1; status == EM_OK && next_line(&rest, &line); number++) {
        em_str term = em_str_trim(line);
        if (split_comma(line, &term, &weight))
            lose(in, number, weight, "a word list has no weights (--format vader keeps them)");
        if (term.len && term.data[0] != '#')
            status = add_term(in, index, term, false, false);
    }
    return status;
}

/* --- Yoshikoder ------------------------------------------------------------------------------ */

typedef struct yoshikoder {
    importer *in;
    XML_Parser parser;
    int path[DEPTH_MAX];
    int depth;
    em_status status;
} yoshikoder;

static const char *attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

static void stop(yoshikoder *reader, em_status status)
{
    reader->status = status;
    XML_StopParser(reader->parser, XML_FALSE);
}

static void open_element(void *user, const char *name, const char **attributes)
{
    yoshikoder *reader = user;
    importer *in = reader->in;
    const char *label = attribute(attributes, "name");
    uint32_t line = (uint32_t)XML_GetCurrentLineNumber(reader->parser);
    if (strcmp(name, "cnode") == 0 && label) {
        int index = find_category(in, em_str_from(label));
        if (index < 0 || ++reader->depth >= DEPTH_MAX)
            stop(reader, em_error_at(in->err, EM_E_LEXICON, in->path, line, 0,
                                     "too many or too deep categories"));
        else
            reader->path[reader->depth] = index;
    } else if (strcmp(name, "pnode") == 0 && label) {
        if (!reader->depth)
            lose(in, line, em_str_from(label), "a pattern outside any category");
        else if (add_term(in, reader->path[reader->depth], em_str_from(label), true, false) !=
                 EM_OK)
            stop(reader, EM_E_MEMORY);
    }
}

static void close_element(void *user, const char *name)
{
    yoshikoder *reader = user;
    reader->depth -= strcmp(name, "cnode") == 0 && reader->depth;
}

static void refuse_doctype(void *user, const char *name, const char *system, const char *public_id,
                           int internal)
{
    yoshikoder *reader = user;
    (void)name, (void)system, (void)public_id, (void)internal;
    stop(reader, em_error_at(reader->in->err, EM_E_LEXICON, reader->in->path,
                             (uint32_t)XML_GetCurrentLineNumber(reader->parser), 0,
                             "a DOCTYPE is refused"));
}

static em_status read_yoshikoder(importer *in, em_str bytes)
{
    yoshikoder reader = { .in = in, .parser = XML_ParserCreate("UTF-8") };
    if (!reader.parser)
        return no_memory(in);
    XML_SetUserData(reader.parser, &reader);
    XML_SetElementHandler(reader.parser, open_element, close_element);
    XML_SetStartDoctypeDeclHandler(reader.parser, refuse_doctype);
    if (XML_Parse(reader.parser, bytes.data, (int)bytes.len, 1) == XML_STATUS_ERROR &&
        reader.status == EM_OK)
        reader.status = em_error_at(in->err, EM_E_LEXICON, in->path,
                                    (uint32_t)XML_GetCurrentLineNumber(reader.parser),
                                    (uint32_t)XML_GetCurrentColumnNumber(reader.parser) + 1, "%s",
                                    XML_ErrorString(XML_GetErrorCode(reader.parser)));
    XML_ParserFree(reader.parser);
    return reader.status;
}

/* --- quanteda -------------------------------------------------------------------------------- */

static em_status read_yaml_node(importer *in, yaml_document_t *document, yaml_node_t *node,
                                int index, int depth);

static em_str scalar_of(const yaml_node_t *node)
{
    return (em_str){ (const char *)node->data.scalar.value, node->data.scalar.length };
}

static em_status read_yaml_pair(importer *in, yaml_document_t *document, yaml_node_pair_t *pair,
                                int index, int depth)
{
    yaml_node_t *key = yaml_document_get_node(document, pair->key);
    yaml_node_t *value = yaml_document_get_node(document, pair->value);
    if (!key || !value || key->type != YAML_SCALAR_NODE)
        return EM_OK;
    em_str name = scalar_of(key);
    /* "__": terms of the category itself, beside its sub-categories. */
    int into = em_str_eq(name, EM_STR("__")) ? index : find_category(in, name);
    if (into < 0)
        return no_memory(in);
    return read_yaml_node(in, document, value, into, depth + 1);
}

static em_status read_yaml_node(importer *in, yaml_document_t *document, yaml_node_t *node,
                                int index, int depth)
{
    em_status status = EM_OK;
    uint32_t line = (uint32_t)node->start_mark.line + 1;
    if (depth > DEPTH_MAX)
        return em_error_at(in->err, EM_E_LEXICON, in->path, line, 0, "nested deeper than %d",
                           DEPTH_MAX);
    if (node->type == YAML_SCALAR_NODE) {
        if (index >= 0 && node->data.scalar.length)
            return add_term(in, index, scalar_of(node), true, false);
        return EM_OK;
    }
    if (node->type == YAML_SEQUENCE_NODE) {
        for (yaml_node_item_t *item = node->data.sequence.items.start;
             item < node->data.sequence.items.top && status == EM_OK; item++) {
            yaml_node_t *child = yaml_document_get_node(document, *item);
            if (child)
                status = read_yaml_node(in, document, child, index, depth + 1);
        }
        return status;
    }
    for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         node->type == YAML_MAPPING_NODE && pair < node->data.mapping.pairs.top && status == EM_OK;
         pair++)
        status = read_yaml_pair(in, document, pair, index, depth);
    return status;
}

static em_status read_quanteda(importer *in, em_str bytes)
{
    yaml_parser_t parser;
    yaml_document_t document;
    if (!yaml_parser_initialize(&parser))
        return no_memory(in);
    yaml_parser_set_input_string(&parser, (const unsigned char *)bytes.data, bytes.len);
    em_status status;
    if (!yaml_parser_load(&parser, &document)) {
        status = em_error_at(in->err, EM_E_LEXICON, in->path,
                             (uint32_t)parser.problem_mark.line + 1,
                             (uint32_t)parser.problem_mark.column + 1, "%s",
                             parser.problem ? parser.problem : "this is not YAML");
    } else {
        yaml_node_t *root = yaml_document_get_root_node(&document);
        status = root ? read_yaml_node(in, &document, root, -1, 0) : EM_OK;
        yaml_document_delete(&document);
    }
    yaml_parser_delete(&parser);
    return status;
}

/* --- VADER ----------------------------------------------------------------------------------- */

static em_status import_vader(importer *in, em_buf *out, em_str rest)
{
    em_buf entries;
    em_str line;
    em_buf_init(&entries, out->max);
    em_buf_printf(&entries,
                  "#! id\t%s\n#! version\t0.1.0\n#! lang\t%s\n#! positive_from\t0.05\n"
                  "#! negative_to\t-0.05\n#! scale\t3.873\n#! bias\t0\n",
                  in->options->id, in->options->lang);
    for (uint32_t number = 1; next_line(&rest, &line); number++) {
        em_str fields = line;
        em_str term = next_field(&fields, false);
        em_str mean = next_field(&fields, false);
        double weight;
        if (!mean.len)
            split_comma(line, &term, &mean);
        if (!em_str_trim(line).len)
            continue;
        if (!parse_weight(&weight, mean) || term.data[0] == '#')
            lose(in, number, em_str_trim(line), "the line has no weight in its second field");
        else if (weight < -4 || weight > 4)
            lose(in, number, term, "its weight is outside -4 to 4");
        else
            em_buf_printf(&entries, "%.*s\t%.*s\tpolar\timport\t\n", EM_STR_ARG(term),
                          EM_STR_ARG(mean));
    }
    em_status status = entries.status == EM_OK
                           ? em_canonical_put_tsv(out, em_buf_str(&entries), in->path, in->err)
                           : no_memory(in);
    em_buf_release(&entries);
    return status;
}

/* --- the whole ------------------------------------------------------------------------------- */

static em_status decode(em_buf *out, em_str bytes, em_error *err)
{
    if (em_str_starts(bytes, EM_STR("\xEF\xBB\xBF")))
        bytes = (em_str){ bytes.data + 3, bytes.len - 3 };
    if (em_utf8_is_valid(bytes.data, bytes.len, NULL)) {
        em_buf_put(out, bytes);
        return out->status;
    }
    UErrorCode code = U_ZERO_ERROR;
    if (bytes.len > INT32_MAX / 4 || !em_buf_reserve(out, bytes.len * 3 + 1))
        return em_error_set(err, EM_E_LIMIT, "the file is too large");
    int32_t len = ucnv_convert("UTF-8", "windows-1252", out->data, (int32_t)(bytes.len * 3 + 1),
                               bytes.data, (int32_t)bytes.len, &code);
    if (U_FAILURE(code))
        return em_error_set(err, EM_E_LEXICON, "neither UTF-8 nor Windows-1252");
    out->len = (size_t)len;
    return EM_OK;
}

static em_status read_categories(importer *in, em_str text)
{
    switch (in->options->format) {
    case EM_IMPORT_LIWC:
        return read_liwc(in, text);
    case EM_IMPORT_WORDSTAT:
        return read_wordstat(in, text);
    case EM_IMPORT_YOSHIKODER:
        return read_yoshikoder(in, text);
    case EM_IMPORT_LEXICODER:
        return read_lexicoder(in, text);
    case EM_IMPORT_QUANTEDA:
        return read_quanteda(in, text);
    default:
        return read_list(in, text);
    }
}

static bool has_terms(const importer *in)
{
    for (size_t i = 0; i < in->categories.len; i++)
        if (in->categories.items[i].terms->child)
            return true;
    return false;
}

static cJSON *label_of(const importer *in, const char *text)
{
    cJSON *label = cJSON_CreateObject();
    cJSON_AddStringToObject(label, in->options->lang, text);
    return label;
}

static void put_lexicon(importer *in, em_buf *out)
{
    cJSON *lexicon = cJSON_CreateObject();
    cJSON_AddStringToObject(lexicon, "schema", "echometer/messages/1");
    cJSON_AddStringToObject(lexicon, "id", in->options->id);
    cJSON_AddStringToObject(lexicon, "version", "0.1.0");
    cJSON_AddItemToObject(lexicon, "title", label_of(in, in->options->id));
    cJSON *messages = cJSON_AddArrayToObject(lexicon, "messages");
    for (size_t i = 0; i < in->categories.len; i++) {
        category *from = &in->categories.items[i];
        if (!from->terms->child) {
            lose(in, 0, em_str_from(from->name), "a category without terms of its own");
            continue;
        }
        cJSON *message = cJSON_CreateObject();
        cJSON_AddStringToObject(message, "id", from->id);
        cJSON_AddItemToObject(message, "label", label_of(in, from->name));
        cJSON_AddItemToObject(message, "terms", from->terms);
        from->terms = NULL;
        cJSON_AddItemToArray(messages, message);
    }
    em_canonical_put_json(out, lexicon);
    cJSON_Delete(lexicon);
}

static void release(importer *in)
{
    for (size_t i = 0; i < in->categories.len; i++) {
        em_mem_free(in->categories.items[i].id);
        em_mem_free(in->categories.items[i].name);
        cJSON_Delete(in->categories.items[i].terms);
    }
    em_vec_release(&in->categories);
}

em_status em_lexicon_import(em_buf *out, em_str bytes, const char *path,
                            const em_import_options *options, em_import_loss *loss, void *context,
                            em_error *err)
{
    importer in = {
        .path = path, .options = options, .loss = loss, .context = context, .err = err
    };
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_status status = decode(&text, bytes, err);
    if (status == EM_OK && options->format == EM_IMPORT_VADER) {
        status = import_vader(&in, out, em_buf_str(&text));
    } else if (status == EM_OK) {
        status = read_categories(&in, em_buf_str(&text));
        if (status == EM_OK && !has_terms(&in))
            status = em_error_at(err, EM_E_LEXICON, path, 0, 0,
                                 "no term was found (--format names the kind of dictionary)");
        if (status == EM_OK)
            put_lexicon(&in, out);
    }
    if (status == EM_OK && out->status != EM_OK)
        status = em_error_set(err, out->status, "no memory");
    release(&in);
    em_buf_release(&text);
    return status;
}

/* --- export ------------------------------------------------------------------------------------
 */

/* What a quanteda glob cannot say of a term; NULL where it can. */
static const char *not_a_glob(em_str term, const cJSON *object)
{
    static const char *const OPERATORS[] = { " NEAR/", " ONEAR/", " OR ", " NOT NEAR/" };
    if (cJSON_GetObjectItemCaseSensitive(object, "except"))
        return "its exceptions: a quanteda dictionary has none";
    for (size_t i = 0; i < sizeof OPERATORS / sizeof *OPERATORS; i++)
        if (memmem(term.data, term.len, OPERATORS[i], strlen(OPERATORS[i])))
            return "a rule: a quanteda dictionary has globs alone";
    if (term.len && strchr("/#\"(", term.data[0]))
        return "a pattern, reference, exact form or group";
    return memchr(term.data, '\\', term.len) ? "a literal wildcard" : NULL;
}

static void export_term(em_buf *out, const cJSON *item, em_import_loss *loss, void *context)
{
    const cJSON *text = cJSON_IsString(item) ? item
                                             : cJSON_GetObjectItemCaseSensitive(item, "term");
    if (!cJSON_IsString(text))
        return;
    em_str term = em_str_from(text->valuestring);
    const char *why = not_a_glob(term, item);
    bool rule = why && !cJSON_GetObjectItemCaseSensitive(item, "except");
    if (why)
        loss(context, 0, term, why);
    if (rule)
        return;
    em_buf_puts(out, "  - ");
    em_json_put_string(out, term); /* a JSON string is a YAML double-quoted scalar */
    em_buf_put_char(out, '\n');
}

void em_lexicon_export_quanteda(em_buf *out, const cJSON *lexicon, em_import_loss *loss,
                                void *context)
{
    const cJSON *message, *item;
    cJSON_ArrayForEach(message, cJSON_GetObjectItemCaseSensitive(lexicon, "messages"))
    {
        const cJSON *id = cJSON_GetObjectItemCaseSensitive(message, "id");
        em_json_put_string(out, em_str_from(cJSON_IsString(id) ? id->valuestring : ""));
        em_buf_puts(out, ":\n");
        cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(message, "terms"))
        {
            export_term(out, item, loss, context);
        }
        if (cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(message, "opposites")))
            loss(context, 0, em_str_from(cJSON_IsString(id) ? id->valuestring : ""),
                 "its opposites: a quanteda dictionary has none");
    }
}
