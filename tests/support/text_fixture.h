/* A text model and scratch for tests, and `analyse` in one call. */
#ifndef TESTS_SUPPORT_TEXT_FIXTURE_H
#define TESTS_SUPPORT_TEXT_FIXTURE_H

#include "base/str.h"
#include "support/check_main.h"
#include "text/text.h"

#include <stdio.h>
#include <string.h>

static em_text_model *text_model;
static em_text_scratch *text_scratch;

static inline void text_set_up(void)
{
    ck_assert_int_eq(em_text_model_new(&text_model, NULL, NULL), EM_OK);
    ck_assert_int_eq(em_text_scratch_new(&text_scratch, text_model, NULL), EM_OK);
}

static inline void text_tear_down(void)
{
    em_text_scratch_free(text_scratch);
    em_text_model_free(text_model);
}

static inline em_text analyse(const char *field, bool markup)
{
    em_text text;
    em_error err = { 0 };
    ck_assert_int_eq(
        em_text_analyze(&text, text_model, text_scratch, em_str_from(field), markup, &err), EM_OK);
    return text;
}

/* Appends formatted text to a fixed buffer of 4096 bytes. */
static inline void show(char *out, const char *before, em_str s, const char *after)
{
    size_t len = strlen(out);
    snprintf(out + len, 4096 - len, "%s%.*s%s", before, EM_STR_ARG(s), after);
}

#endif
