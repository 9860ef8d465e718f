/* The choice of quotations, from the pools and samples of a tally. */
#include "tally/quotations.h"

#include "base/str.h"

static const char *const RULE_NAMES[EM_RULE_COUNT] = { "strongest", "contradicting", "most-liked" };

/* What was quoted so far; `fresh_from` is where the message at hand begins. */
typedef struct chosen {
    EM_VEC(const em_kept *) quoted;
    size_t fresh_from;
    bool failed;
} chosen;

static bool same_voice(const em_kept *a, const em_kept *b)
{
    return a->copy_key == b->copy_key || (a->author && a->author == b->author) ||
           em_str_eq(a->text, b->text);
}

static bool is_quoted(const chosen *so_far, const em_kept *kept, size_t from)
{
    for (size_t i = from; i < so_far->quoted.len; i++)
        if (same_voice(so_far->quoted.items[i], kept))
            return true;
    return false;
}

static void put_evidence(em_json_tree *tree, cJSON *parent, const em_campaign *campaign,
                         const em_kept *kept, size_t message)
{
    cJSON *evidence = em_json_add_array(tree, parent, "evidence");
    for (size_t i = 0; i < kept->mention_count; i++) {
        const em_kept_mention *mention = &kept->mentions[i];
        if (mention->message != message)
            continue;
        cJSON *item = em_json_add_object(tree, evidence, NULL);
        em_json_add_string(tree, item, "term", campaign->terms[mention->term].term);
        em_json_add_number(tree, item, "start", mention->start);
        em_json_add_number(tree, item, "end", mention->end);
        em_json_add_string(tree, item, "text",
                           em_str_sub(kept->text, (em_span){ mention->start, mention->end }));
    }
}

static void put_quotation(em_json_tree *tree, cJSON *parent, const em_campaign *campaign,
                          size_t message, em_stance stance, const char *rule, const em_kept *kept)
{
    cJSON *quotation = em_json_add_object(tree, parent, NULL);
    em_json_add_string(tree, quotation, "message", campaign->messages[message].id);
    em_json_add_string(tree, quotation, "stance", em_str_from(em_stance_name(stance)));
    em_json_add_string(tree, quotation, "rule", em_str_from(rule));
    em_json_add_string(tree, quotation, "text", kept->text);
    if (kept->cut)
        em_json_add_bool(tree, quotation, "cut", true);
    put_evidence(tree, quotation, campaign, kept, message);
    em_json_add_string(tree, quotation, "platform", kept->platform);
    em_json_add_string(tree, quotation, "language", kept->language);
    char time[EM_TIME_TEXT_BYTES] = "";
    if (kept->has_time)
        em_time_format(time, kept->time);
    if (kept->has_time)
        em_json_add_string(tree, quotation, "time", em_str_from(time));
    else
        em_json_add_null(tree, quotation, "time");
    if (kept->likes == EM_LIKES_UNKNOWN)
        em_json_add_null(tree, quotation, "likes");
    else
        em_json_add_number(tree, quotation, "likes", (double)kept->likes);
    em_json_add_number(tree, quotation, "score", (double)kept->score / EM_SCORE_ONE);
}

/* One pass over a pool: those new to the whole page (from 0), or only to this message. */
static size_t quote_from(em_json_tree *tree, cJSON *parent, const em_tally *tally, chosen *so_far,
                         size_t message, em_stance stance, em_rule rule, size_t new_from,
                         size_t room)
{
    const em_best *best = &tally->messages[message].best[stance - EM_STANCE_AFFIRMED][rule];
    size_t quoted = 0;
    for (size_t i = 0; i < best->count && quoted < room; i++) {
        const em_kept *kept = best->items[i].kept;
        if (is_quoted(so_far, kept, new_from))
            continue;
        put_quotation(tree, parent, tally->campaign, message, stance, RULE_NAMES[rule], kept);
        so_far->failed = so_far->failed || !em_vec_push(&so_far->quoted, kept);
        quoted++;
    }
    return quoted;
}

static void quote_message(em_json_tree *tree, cJSON *parent, const em_tally *tally, chosen *so_far,
                          size_t message)
{
    so_far->fresh_from = so_far->quoted.len;
    for (int s = 0; s < EM_QUOTED_STANCES; s++)
        for (int r = 0; r < EM_RULE_COUNT; r++) {
            em_stance stance = (em_stance)(EM_STANCE_AFFIRMED + s);
            size_t quoted = quote_from(tree, parent, tally, so_far, message, stance, (em_rule)r, 0,
                                       EM_QUOTATIONS_EACH);
            quote_from(tree, parent, tally, so_far, message, stance, (em_rule)r, so_far->fresh_from,
                       EM_QUOTATIONS_EACH - quoted);
        }
}

em_status em_quotations_put(em_json_tree *tree, cJSON *root, const em_tally *tally, em_error *err)
{
    chosen so_far = { 0 };
    cJSON *quotations = em_json_add_array(tree, root, "quotations");
    for (size_t m = 0; m < tally->campaign->message_count; m++)
        quote_message(tree, quotations, tally, &so_far, m);
    em_vec_release(&so_far.quoted);
    return so_far.failed ? em_error_set(err, EM_E_MEMORY, "no memory") : EM_OK;
}
