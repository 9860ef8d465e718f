/*
 * Lexicon and campaign files as they stand in the text: values with places, checked for their
 * shape, nothing folded or compiled. What em_model_load compiles and `lexicon check` examines.
 *
 * Strings are lent by the file struct until it is released.
 */
#ifndef EM_LEXICON_LEXICON_FILE_H
#define EM_LEXICON_LEXICON_FILE_H

#include "lexicon/issue.h"
#include "lexicon/json_place.h"
#include "lexicon/model.h"

#define EM_LEXICON_MAX_BYTES ((size_t)256 * 1024 * 1024)
/* More in one file: EM_E_LEXICON. At this size a model takes about 200 MB while it is built. */
#define EM_LEXICON_MAX_TERMS 500000
#define EM_CAMPAIGN_COLUMNS 10 /* EM_FIELD_COUNT of the reader, a room on the same floor */

/* Weights of sentiment lie between this and its negative. */
#define EM_MAX_WEIGHT 4.0

/* One string with its place. */
typedef struct em_placed {
    em_str text;
    em_place place;
} em_placed;

/* A term of a message lexicon. */
typedef struct em_term_spec {
    em_str term; /* as written, escapes of JSON undone */
    em_str lang; /* BCP 47, or empty: by script        */
    em_str note;
    em_role role;
    uint32_t message; /* into the file's messages; unused for ABOUT and NOT_ABOUT */
    uint32_t first_except, except_count;
    bool any_diacritics; /* "diacritics": false: café and cafe match each other     */
    bool elongation;     /* "elongation": true: soooo matches so                    */
    em_place place;
    const cJSON *string; /* the term's own node: for places inside it */
    const cJSON *allow;  /* silenced rules with reasons, or NULL       */
} em_term_spec;

typedef struct em_test_spec {
    em_str text;
    em_str expect; /* "affirmed", ..., "none" */
    uint32_t message;
    bool todo; /* known to fail: must fail until it is mended */
    em_place place;
} em_test_spec;

typedef struct em_message_spec {
    em_str id, label_en, label_zh;
    double sentiment; /* what a mention of it weighs in the sentiment; of an opposite the reverse */
    em_place place;   /* of its id */
    const cJSON *allow;
} em_message_spec;

typedef struct em_messages_file {
    em_json_file json;
    em_str id, version;
    const cJSON *allow;
    EM_VEC(em_message_spec) messages;
    EM_VEC(em_term_spec) terms; /* in the order of the file, ABOUT and NOT_ABOUT too */
    EM_VEC(em_placed) excepts;  /* of all terms */
    EM_VEC(em_test_spec) tests;
} em_messages_file;

/* Reads and checks one `*.messages.json`. Release `out` in every case. */
EM_MUST_CHECK em_status em_messages_file_read(em_messages_file *out, const char *path,
                                              const em_issue_sink *sink, em_error *err);
void em_messages_file_release(em_messages_file *file);

/* A line of a sentiment lexicon. */
typedef struct em_sentiment_spec {
    em_str term, source, note;
    em_str tag; /* the word behind ';' in the note */
    em_role role;
    double weight;
    em_place place;
} em_sentiment_spec;

#define EM_SENTIMENT_BIAS_MAX 100 /* either way */

typedef struct em_sentiment_file {
    em_buf text;
    em_str id, version, language;
    double positive_from, negative_to, scale, bias;
    EM_VEC(em_sentiment_spec) entries;
} em_sentiment_file;

/* Reads and checks one `sentiment/<lang>.tsv`. Release `out` in every case. */
EM_MUST_CHECK em_status em_sentiment_file_read(em_sentiment_file *out, const char *path,
                                               const em_issue_sink *sink, em_error *err);
void em_sentiment_file_release(em_sentiment_file *file);

typedef struct em_target_spec {
    em_placed message;
    double rate;
} em_target_spec;

typedef struct em_campaign_file {
    em_json_file json;
    em_str id, title, timezone;
    EM_VEC(em_placed) messages;
    EM_VEC(em_placed) sentiment;
    EM_VEC(em_placed) own_texts;
    EM_VEC(em_placed) own_accounts;
    EM_VEC(em_period) periods;
    EM_VEC(em_target_spec) targets;
    EM_VEC(em_output) outputs;
    em_str columns[EM_CAMPAIGN_COLUMNS]; /* by em_field of the reader */
    int baseline;
} em_campaign_file;

/* Reads and checks one `*.campaign.json`. Release `out` in every case. */
EM_MUST_CHECK em_status em_campaign_file_read(em_campaign_file *out, const char *path,
                                              const em_issue_sink *sink, em_error *err);
void em_campaign_file_release(em_campaign_file *file);

#endif
