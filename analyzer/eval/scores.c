/* Scores of a program's verdicts against people's labels. */
#include "eval/scores.h"

#include <math.h>
#include <string.h>

static const em_scored *item_at(const em_scored *items, const uint32_t *picked, size_t i)
{
    return &items[picked ? picked[i] : i];
}

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

em_prf em_confusion_prf(const em_confusion *counts)
{
    em_prf prf = { share(counts->tp, counts->tp + counts->fp),
                   share(counts->tp, counts->tp + counts->fn), 0 };
    prf.f1 = share(2 * counts->tp, 2 * counts->tp + counts->fp + counts->fn);
    return prf;
}

static void count_decision(em_confusion *counts, bool gold, bool said, double weight)
{
    if (gold)
        *(said ? &counts->tp : &counts->fn) += weight;
    else
        *(said ? &counts->fp : &counts->tn) += weight;
}

/* --- sentiment --------------------------------------------------------------------------- */

/* Weighted sums for Pearson's r. */
typedef struct moments {
    double n, x, y, xx, yy, xy;
} moments;

static void add_moment(moments *m, double x, double y, double weight)
{
    m->n += weight;
    m->x += weight * x;
    m->y += weight * y;
    m->xx += weight * x * x;
    m->yy += weight * y * y;
    m->xy += weight * x * y;
}

static double pearson(const moments *m)
{
    double covariance = m->n * m->xy - m->x * m->y;
    double spread = (m->n * m->xx - m->x * m->x) * (m->n * m->yy - m->y * m->y);
    return spread > 0 ? covariance / sqrt(spread) : NAN;
}

static void score_classes(em_sentiment_scores *out, double table[3][3])
{
    double classes = 0;
    for (int c = 0; c < 3; c++) {
        em_confusion counts = { .tp = table[c][c] };
        for (int other = 0; other < 3; other++) {
            counts.fn += other == c ? 0 : table[c][other];
            counts.fp += other == c ? 0 : table[other][c];
        }
        out->classes[c].prf = em_confusion_prf(&counts);
        out->classes[c].support = counts.tp + counts.fn;
        if (out->classes[c].support <= 0)
            continue;
        classes++;
        out->macro_f1 += out->classes[c].prf.f1;
        out->macro_recall += out->classes[c].prf.recall;
    }
    out->macro_f1 = share(out->macro_f1, classes);
    out->macro_recall = share(out->macro_recall, classes);
}

void em_scores_sentiment(em_sentiment_scores *out, const em_scored *items, const uint32_t *picked,
                         size_t count)
{
    double table[3][3] = { { 0 } };
    double right = 0, all = 0, polar = 0, polar_right = 0;
    bool all_graded = true;
    moments m = { 0 };
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < count; i++) {
        const em_scored *item = item_at(items, picked, i);
        if (!item->has_sentiment)
            continue;
        out->comments++;
        all += item->weight;
        right += item->label == item->gold_label ? item->weight : 0;
        table[item->gold_label + 1][item->label + 1] += item->weight;
        if (item->gold_label != EM_NEUTRAL) {
            polar += item->weight;
            polar_right += item->score * item->gold_label > 0 ? item->weight : 0;
        }
        all_graded = all_graded && item->graded;
        add_moment(&m, item->score, item->gold_grade, item->weight);
    }
    out->accuracy = share(right, all);
    out->accuracy_polar = share(polar_right, polar);
    out->pearson = all_graded && out->comments ? pearson(&m) : NAN;
    score_classes(out, table);
}

/* --- stances ----------------------------------------------------------------------------- */

static double cohen_kappa(const em_confusion *c)
{
    double n = c->tp + c->fp + c->fn + c->tn;
    if (n <= 0)
        return 0;
    double observed = (c->tp + c->tn) / n;
    double chance = ((c->tp + c->fn) * (c->tp + c->fp) + (c->fp + c->tn) * (c->fn + c->tn)) /
                    (n * n);
    return chance < 1 ? (observed - chance) / (1 - chance) : 1;
}

/*
 * Krippendorff (2011), "Computing Krippendorff's alpha-reliability", section B: nominal data, two
 * observers, no missing data; weights count units.
 */
static double krippendorff_alpha(double table[EM_STANCE_COUNT][EM_STANCE_COUNT])
{
    double values[EM_STANCE_COUNT] = { 0 };
    double n = 0, agreeing = 0, expected = 0;
    for (int a = 0; a < EM_STANCE_COUNT; a++) {
        for (int b = 0; b < EM_STANCE_COUNT; b++) {
            values[a] += table[a][b];
            values[b] += table[a][b];
            n += 2 * table[a][b];
        }
        agreeing += 2 * table[a][a];
    }
    for (int a = 0; a < EM_STANCE_COUNT; a++)
        expected += values[a] * (values[a] - 1);
    double denominator = n * (n - 1) - expected;
    if (n < 2)
        return 0;
    return denominator > 0 ? ((n - 1) * agreeing - expected) / denominator : 1;
}

/* Sums over messages and comments that the scores are made from. */
typedef struct stance_sums {
    double table[EM_STANCE_COUNT][EM_STANCE_COUNT];
    double present, present_right;
    em_confusion micro, any;
    em_labelled labelled;
} stance_sums;

static void count_label(em_labelled *labelled, bool positive)
{
    labelled->positive += positive;
    labelled->negative += !positive;
}

static void add_pair(stance_sums *sums, em_message_scores *message, em_stance gold, em_stance said,
                     double weight)
{
    bool gold_received = gold == EM_STANCE_AFFIRMED, received = said == EM_STANCE_AFFIRMED;
    sums->table[gold][said] += weight;
    count_decision(&sums->micro, gold_received, received, weight);
    if (gold != EM_STANCE_NONE) {
        sums->present += weight;
        sums->present_right += gold == said ? weight : 0;
    }
    if (message) {
        message->stances[gold][said] += weight;
        count_decision(&message->received, gold_received, received, weight);
        count_label(&message->labelled, gold_received);
    }
}

static void add_comment(stance_sums *sums, em_message_scores *by_message, size_t message_count,
                        const em_scored *item)
{
    bool gold_any = false, said_any = false;
    for (size_t m = 0; m < message_count; m++) {
        gold_any = gold_any || item->gold_stances[m] == EM_STANCE_AFFIRMED;
        said_any = said_any || item->stances[m] == EM_STANCE_AFFIRMED;
        add_pair(sums, by_message ? &by_message[m] : NULL, (em_stance)item->gold_stances[m],
                 (em_stance)item->stances[m], item->weight);
    }
    count_decision(&sums->any, gold_any, said_any, item->weight);
    count_label(&sums->labelled, gold_any);
}

/* Fills each message's scores; the mean F1 over those with gold affirmed. */
static double finish_messages(em_message_scores *by_message, size_t message_count)
{
    double sum = 0, with_support = 0;
    for (size_t m = 0; m < message_count; m++) {
        em_message_scores *message = &by_message[m];
        message->prf = em_confusion_prf(&message->received);
        message->support = message->received.tp + message->received.fn;
        if (message->support > 0) {
            sum += message->prf.f1;
            with_support++;
        }
    }
    return share(sum, with_support);
}

void em_scores_stance(em_stance_scores *out, em_message_scores *by_message, size_t message_count,
                      const em_scored *items, const uint32_t *picked, size_t count)
{
    stance_sums sums;
    memset(&sums, 0, sizeof sums);
    memset(out, 0, sizeof *out);
    if (by_message)
        memset(by_message, 0, message_count * sizeof *by_message);
    for (size_t i = 0; i < count; i++) {
        const em_scored *item = item_at(items, picked, i);
        if (!item->has_messages)
            continue;
        out->comments++;
        add_comment(&sums, by_message, message_count, item);
    }
    out->micro = sums.micro;
    out->any = sums.any;
    out->labelled = sums.labelled;
    out->micro_prf = em_confusion_prf(&sums.micro);
    out->any_prf = em_confusion_prf(&sums.any);
    out->macro_f1 = by_message ? finish_messages(by_message, message_count) : 0;
    out->stance_accuracy = share(sums.present_right, sums.present);
    out->kappa = cohen_kappa(&sums.micro);
    out->alpha = krippendorff_alpha(sums.table);
}
