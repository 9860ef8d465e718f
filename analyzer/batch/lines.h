/* The lines of the job's own files: comments.jsonl and rejects.csv. */
#ifndef EM_BATCH_LINES_H
#define EM_BATCH_LINES_H

#include "base/buf.h"
#include "judge/verdict.h"
#include "reader/record.h"

typedef struct em_line_options {
    bool with_text;
    bool keep_authors; /* names as exported; else their hashes */
} em_line_options;

/* One analyzed comment as a line of comments.jsonl. Check out->status. */
void em_line_put_comment(em_buf *out, const em_model *model, const em_record *record,
                         const em_verdict *verdict, const em_line_options *options);

/* The head line of rejects.csv, and the row of one reject. */
void em_line_put_rejects_head(em_buf *out);
void em_line_put_reject(em_buf *out, const char *path, const em_reject *reject);

#endif
