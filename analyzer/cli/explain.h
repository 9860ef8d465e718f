/* What `explain` shows of one comment, for other commands that must say why. */
#ifndef EM_CLI_EXPLAIN_H
#define EM_CLI_EXPLAIN_H

#include "base/buf.h"
#include "judge/verdict.h"

/*
 * Appends tokens, mentions, scopes, sentiment and stances of a verdict that was explained;
 * `scratch` is the one it was judged with.
 */
void em_explain_put_text(em_buf *out, const em_model *model, em_scratch *scratch,
                         const em_verdict *verdict, bool colour);

#endif
