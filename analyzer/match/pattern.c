/* Patterns (PCRE2) with a bound on time: see pattern.h for the rule and its measure. */
#include "match/pattern.h"

#include "match/unit.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Memory of one match, in KiB, and steps that no callout counts. */
#define HEAP_LIMIT_KIB 20000
#define MATCH_LIMIT 2000000
#define PARENTHESES_LIMIT 100

struct em_pattern {
    pcre2_code *code;
};

struct em_pattern_scratch {
    pcre2_general_context *general;
    pcre2_match_context *context;
    pcre2_match_data *data;
    uint32_t left;       /* callouts left for this window  */
    uint32_t total_left; /* and for this subject           */
};

static void *allocate(PCRE2_SIZE size, void *unused)
{
    (void)unused;
    return em_mem_alloc(size);
}

static void release(void *block, void *unused)
{
    (void)unused;
    em_mem_free(block);
}

/* --- compiling -------------------------------------------------------------------------------- */

static em_status compile_error(em_error *err, int code)
{
    PCRE2_UCHAR text[256];
    if (code == PCRE2_ERROR_NOMEMORY || code == PCRE2_ERROR_HEAP_FAILED)
        return em_error_set(err, EM_E_MEMORY, "no memory for a pattern");
    pcre2_get_error_message(code, text, sizeof text);
    return em_error_set(err, EM_E_LEXICON, "the pattern does not compile: %s", (const char *)text);
}

em_status em_pattern_new(em_pattern **out, em_str source, size_t *error_at, em_error *err)
{
    int code = PCRE2_ERROR_NOMEMORY;
    PCRE2_SIZE offset = 0;
    em_pattern *pattern = em_mem_zalloc(1, sizeof *pattern);
    pcre2_general_context *general = pcre2_general_context_create(allocate, release, NULL);
    pcre2_compile_context *context = general ? pcre2_compile_context_create(general) : NULL;
    *out = NULL;
    if (pattern && context) {
        pcre2_set_max_pattern_length(context, EM_PATTERN_MAX_BYTES);
        pcre2_set_parens_nest_limit(context, PARENTHESES_LIMIT);
        pattern->code = pcre2_compile((PCRE2_SPTR)source.data, source.len,
                                      PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C |
                                          PCRE2_CASELESS | PCRE2_AUTO_CALLOUT,
                                      &code, &offset, context);
    }
    pcre2_compile_context_free(context);
    pcre2_general_context_free(general);
    if (pattern && pattern->code) {
        *out = pattern;
        return EM_OK;
    }
    *error_at = offset;
    em_mem_free(pattern);
    return compile_error(err, code);
}

void em_pattern_free(em_pattern *pattern)
{
    if (!pattern)
        return;
    pcre2_code_free(pattern->code);
    em_mem_free(pattern);
}

/* --- matching --------------------------------------------------------------------------------- */

static int count_callout(pcre2_callout_block *block, void *context)
{
    em_pattern_scratch *scratch = context;
    (void)block;
    if (scratch->left == 0)
        return PCRE2_ERROR_CALLOUT;
    scratch->left--;
    return 0;
}

em_status em_pattern_scratch_new(em_pattern_scratch **out, em_error *err)
{
    em_pattern_scratch *scratch = em_mem_zalloc(1, sizeof *scratch);
    *out = scratch;
    if (scratch)
        scratch->general = pcre2_general_context_create(allocate, release, NULL);
    if (scratch && scratch->general) {
        scratch->context = pcre2_match_context_create(scratch->general);
        scratch->data = pcre2_match_data_create(1, scratch->general);
    }
    if (!scratch || !scratch->context || !scratch->data) {
        em_pattern_scratch_free(scratch);
        *out = NULL;
        return em_error_set(err, EM_E_MEMORY, "no memory for patterns");
    }
    pcre2_set_callout(scratch->context, count_callout, scratch);
    pcre2_set_match_limit(scratch->context, MATCH_LIMIT);
    pcre2_set_heap_limit(scratch->context, HEAP_LIMIT_KIB);
    return EM_OK;
}

void em_pattern_scratch_free(em_pattern_scratch *scratch)
{
    if (!scratch)
        return;
    pcre2_match_data_free(scratch->data);
    pcre2_match_context_free(scratch->context);
    pcre2_general_context_free(scratch->general);
    em_mem_free(scratch);
}

void em_pattern_begin(em_pattern_scratch *scratch)
{
    scratch->total_left = EM_PATTERN_TOTAL_BUDGET;
}

size_t em_pattern_window_count(size_t subject_bytes)
{
    if (subject_bytes <= EM_PATTERN_WINDOW_BYTES)
        return 1;
    return (subject_bytes - EM_PATTERN_WINDOW_BYTES + EM_PATTERN_WINDOW_STEP - 1) /
               EM_PATTERN_WINDOW_STEP +
           1;
}

/* The start of the character that holds byte `at`. */
static size_t character_start(em_str subject, size_t at)
{
    if (at >= subject.len)
        return subject.len;
    while (at > 0 && ((unsigned char)subject.data[at] & 0xC0) == 0x80)
        at--;
    return at;
}

/* The window's part of the budget, taken from the subject's. */
static void open_budget(em_pattern_scratch *scratch)
{
    scratch->left = scratch->total_left < EM_PATTERN_CALLOUT_BUDGET ? scratch->total_left
                                                                    : EM_PATTERN_CALLOUT_BUDGET;
    scratch->total_left -= scratch->left;
}

/* A stretch of the subject that is searched, and whether a bound stopped it. */
typedef struct stretch {
    const em_pattern *pattern;
    em_pattern_scratch *scratch;
    em_str subject;
    size_t end;
    uint32_t options;
    bool decided;
} stretch;

/* The next match from *at on, which moves behind it; *at is the end where there is none. */
static em_status find_next(em_pattern_spans *out, stretch *s, size_t *at, em_error *err)
{
    int code = pcre2_match(s->pattern->code, (PCRE2_SPTR)s->subject.data, s->end, *at, s->options,
                           s->scratch->data, s->scratch->context);
    if (code == PCRE2_ERROR_NOMEMORY)
        return em_error_set(err, EM_E_MEMORY, "no memory for patterns");
    if (code < 0) {
        s->decided = code == PCRE2_ERROR_NOMATCH;
        *at = s->end;
        return EM_OK;
    }
    const PCRE2_SIZE *found = pcre2_get_ovector_pointer(s->scratch->data);
    em_span span = { (uint32_t)found[0], (uint32_t)found[1] };
    /* \K may move the start behind the end or the end before where the search began. */
    if (span.start < span.end && !em_vec_push(out, span))
        return em_error_set(err, EM_E_MEMORY, "no memory for patterns");
    *at = found[1] > *at ? found[1] : *at + em_unit_char_bytes((unsigned char)s->subject.data[*at]);
    return EM_OK;
}

static stretch open_stretch(const em_pattern *pattern, em_pattern_scratch *scratch, em_str subject,
                            size_t end)
{
    uint32_t options = PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY;
    open_budget(scratch);
    return (stretch){
        pattern, scratch, subject, end, options | (end < subject.len ? PCRE2_NOTEOL : 0), true
    };
}

em_status em_pattern_find(em_pattern_spans *out, bool *decided, const em_pattern *pattern,
                          em_pattern_scratch *scratch, em_str subject, size_t window, em_error *err)
{
    size_t first = window * EM_PATTERN_WINDOW_STEP;
    size_t end = character_start(subject, first + EM_PATTERN_WINDOW_BYTES);
    stretch s = open_stretch(pattern, scratch, subject, end);
    em_status status = EM_OK;
    for (size_t at = character_start(subject, first); at < end && status == EM_OK;)
        status = find_next(out, &s, &at, err);
    scratch->total_left += scratch->left;
    *decided = s.decided;
    return status;
}

em_status em_pattern_find_at(em_pattern_spans *out, bool *decided, size_t *next,
                             const em_pattern *pattern, em_pattern_scratch *scratch, em_str subject,
                             size_t at, em_error *err)
{
    *decided = true;
    if (at < *next)
        return EM_OK;
    size_t end = character_start(subject, at + EM_PATTERN_WINDOW_BYTES);
    stretch s = open_stretch(pattern, scratch, subject, end);
    s.options |= PCRE2_ANCHORED;
    size_t matches = out->len;
    em_status status = find_next(out, &s, &at, err);
    if (out->len > matches)
        *next = at;
    scratch->total_left += scratch->left;
    *decided = s.decided;
    return status;
}
