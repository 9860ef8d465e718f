/* The lines of the job's own files: comments.jsonl and rejects.csv. */
#include "batch/lines.h"

#include "base/csv_write.h"
#include "base/hash.h"
#include "base/json_write.h"
#include "base/str.h"

/* --- comments.jsonl -------------------------------------------------------------------- */

static void put_field(em_buf *out, const char *key, em_str value)
{
    em_buf_puts(out, key);
    em_json_put_string(out, value);
}

static void put_optional(em_buf *out, const char *key, em_str value)
{
    if (value.len)
        put_field(out, key, value);
}

static void put_hash(em_buf *out, const char *key, uint64_t hash)
{
    char digits[17];
    for (int i = 0; i < 16; i++)
        digits[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
    digits[16] = '"';
    em_buf_puts(out, key);
    em_buf_put(out, (em_str){ digits, sizeof digits });
}

static void put_author(em_buf *out, const em_record *record, bool keep)
{
    if (!record->author.len)
        return;
    if (keep)
        put_field(out, ",\"author\":", record->author);
    else
        put_hash(out, ",\"author_hash\":\"",
                 em_hash64(record->author, em_hash64(record->platform, 0)));
}

static void put_frame(em_buf *out, const em_record *record, const em_verdict *verdict,
                      const em_line_options *options)
{
    em_buf_puts(out, "{\"input\":");
    em_json_put_unsigned(out, record->input);
    em_buf_puts(out, ",\"record\":");
    em_json_put_unsigned(out, record->number);
    put_optional(out, ",\"id\":", record->id);
    put_optional(out, ",\"platform\":", record->platform);
    put_author(out, record, options->keep_authors);
    if (record->time.known) {
        char time[EM_TIME_TEXT_BYTES];
        em_time_format(time, record->time.seconds);
        put_field(out, ",\"time\":", em_str_from(time));
    }
    if (record->likes != EM_LIKES_UNKNOWN) {
        em_buf_puts(out, ",\"likes\":");
        em_json_put_fixed(out, record->likes, 0);
    }
    put_field(out, ",\"language\":", em_str_from(verdict->language));
    if (options->with_text)
        put_field(out, ",\"text\":", record->text);
}

static void put_sentiment(em_buf *out, const em_verdict *verdict)
{
    em_buf_puts(out, ",\"sentiment\":{\"score\":");
    em_json_put_fixed(out, verdict->score, EM_SCORE_DIGITS);
    put_field(out, ",\"label\":", em_str_from(em_polarity_name(verdict->label)));
    em_buf_puts(out, ",\"positive\":");
    em_json_put_fixed(out, verdict->positive, EM_SCORE_DIGITS);
    em_buf_puts(out, ",\"negative\":");
    em_json_put_fixed(out, verdict->negative, EM_SCORE_DIGITS);
    em_buf_puts(out, "}");
    if (verdict->unsure)
        em_buf_puts(out, ",\"unsure\":true");
    em_buf_puts(out, verdict->own_words ? ",\"own_words\":true" : ",\"own_words\":false");
}

static void put_evidence(em_buf *out, const em_model *model, const em_record *record,
                         const em_mention *mention, em_stance stance)
{
    const em_entry *entry = &model->entries[mention->entry];
    put_field(out, "{\"term\":", entry->term);
    em_buf_puts(out, ",\"start\":");
    em_json_put_unsigned(out, mention->field.start);
    em_buf_puts(out, ",\"end\":");
    em_json_put_unsigned(out, mention->field.end);
    put_field(out, ",\"text\":", em_str_sub(record->text, mention->field));
    if (entry->role == EM_ROLE_OPPOSITE)
        em_buf_puts(out, ",\"opposite\":true");
    if (mention->other_subject)
        em_buf_puts(out, ",\"other_subject\":true");
    if (mention->stance != stance)
        put_field(out, ",\"stance\":", em_str_from(em_stance_name(mention->stance)));
    em_buf_put_char(out, '}');
}

static void put_message(em_buf *out, const em_model *model, const em_record *record,
                        const em_verdict *verdict, size_t message)
{
    em_stance stance = verdict->stances[message];
    bool first = true;
    put_field(out, "", model->messages[message].id);
    put_field(out, ":{\"stance\":", em_str_from(em_stance_name(stance)));
    em_buf_puts(out, ",\"evidence\":[");
    for (size_t i = 0; i < verdict->mention_count; i++) {
        if (verdict->mentions[i].message != message)
            continue;
        if (!first)
            em_buf_put_char(out, ',');
        put_evidence(out, model, record, &verdict->mentions[i], stance);
        first = false;
    }
    em_buf_puts(out, "]}");
}

static bool is_mentioned(const em_verdict *verdict, size_t message)
{
    for (size_t i = 0; i < verdict->mention_count; i++)
        if (verdict->mentions[i].message == message)
            return true;
    return false;
}

void em_line_put_comment(em_buf *out, const em_model *model, const em_record *record,
                         const em_verdict *verdict, const em_line_options *options)
{
    put_frame(out, record, verdict, options);
    put_sentiment(out, verdict);
    em_buf_puts(out, ",\"messages\":{");
    bool first = true;
    for (size_t m = 0; m < model->message_count; m++) {
        if (verdict->stances[m] == EM_STANCE_NONE && !is_mentioned(verdict, m))
            continue;
        if (!first)
            em_buf_put_char(out, ',');
        put_message(out, model, record, verdict, m);
        first = false;
    }
    em_buf_puts(out, "}}\n");
}

/* --- rejects.csv ----------------------------------------------------------------------- */

void em_line_put_rejects_head(em_buf *out)
{
    em_buf_puts(out, "input,path,record,line,column,reason,detail\n");
}

/* 0 stands for "not known" and gives an empty field. */
static void put_number(em_buf *out, uint64_t value, bool known)
{
    em_buf_put_char(out, ',');
    if (known)
        em_json_put_unsigned(out, value);
}

void em_line_put_reject(em_buf *out, const char *path, const em_reject *reject)
{
    em_json_put_unsigned(out, reject->input);
    em_csv_put_text(out, em_str_from(path), false);
    put_number(out, reject->number, true);
    put_number(out, reject->line, reject->line > 0);
    put_number(out, reject->column, reject->column > 0);
    em_csv_put_plain(out, em_str_from(reject->reason), false);
    em_csv_put_text(out, reject->detail, false);
    em_csv_end_row(out);
}
