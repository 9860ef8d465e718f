/* Questions, answers, reports and wishes; question and exclamation marks. */
#include "judge/scope_build.h"

bool em_scope__answers(const em_build *b, const em_unit *unit)
{
    return unit->clause > 0 && b->text->clauses[unit->clause - 1].ended_by == EM_CLAUSE_QUESTION;
}

void em_scope__answer(em_build *b, const em_unit *unit, bool yes)
{
    const em_sentence *asked = sentence_of(b, unit->clause - 1);
    uint32_t end = clause_end(&b->text->clauses[unit->clause - 1]);
    uint32_t first = max_u32(asked->first_token, em_scope__last_barrier(b, end ? end - 1 : 0));
    em_scope__put_cue_arc(b, EM_SCOPE_ASSERTION, unit, first, end, 1);
    if (!yes)
        em_scope__put_cue_arc(b, EM_SCOPE_NEGATION, unit, first, end, unit->cue->factor);
}

/* The last report, if it stands in the unit's sentence or closes the one before; else NULL. */
static em_arc *report_before(em_build *b, const em_unit *unit)
{
    if (b->report == SIZE_MAX)
        return NULL;
    em_arc *report = &b->scopes->arcs.items[b->report];
    const em_sentence *sentence = sentence_of(b, unit->clause);
    bool inside = report->end > sentence->first_token;
    bool follows = report->end == sentence->first_token && unit->clause == sentence->first_clause &&
                   unit->cue->cross != EM_CUE_IN_SENTENCE;
    return (inside || follows) && report->first < unit->first &&
                   em_scope__last_barrier(b, unit->first) <= report->first
               ? report
               : NULL;
}

/* Up to so many words behind a negator leave it without an object: I don't see it at all. */
#define OBJECT_WORDS 3

static bool has_more_words(const em_text *text, uint32_t first, uint32_t end, unsigned most)
{
    unsigned words = 0;
    for (uint32_t token = first; token < end && words <= most; token++)
        words += is_word(text, token);
    return words > most;
}

/* Does a cue that acts on what follows find nothing there to act on? */
static bool has_no_object(const em_build *b, const em_unit *unit)
{
    bool bare = unit->end == unit->first + 1; /* they aren't */
    bool denies = unit->cue->role == EM_ROLE_NEGATOR;
    if (unit->cue->post || unit->cue->role == EM_ROLE_QUESTION)
        return true;
    return !has_more_words(b->text, unit->end, clause_end(clause_of(b, unit)),
                           denies && !bare ? OBJECT_WORDS : 0);
}

static void end_report(const em_build *b, em_arc *report, uint32_t end)
{
    report->end = max_u32(report->first + 1, min_u32(report->end, end));
    report->scope.reach.end = b->text->tokens[report->end - 1].end;
}

bool em_scope__answer_report(em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    em_arc *report = report_before(b, unit);
    if (!report)
        return false;
    uint32_t clause_first = clause_of(b, unit)->first_token;
    bool same_clause = report->first > clause_first;
    uint32_t roles = em_scope__roles_around(b, index, same_clause ? unit->first : clause_first);
    if (roles & EM_CUE_MESSAGES && !same_clause)
        end_report(b, report, clause_first);
    if (roles & (EM_CUE_MESSAGES | 1u << EM_ROLE_NOT_ABOUT) || !has_no_object(b, unit))
        return false;
    bool denied = unit->cue->role == EM_ROLE_NEGATOR;
    report->scope.kind = denied ? EM_SCOPE_NEGATION : EM_SCOPE_ASSERTION;
    report->scope.entry = unit->hit->entry;
    report->scope.cue = (em_span){ unit->hit->start, unit->hit->end };
    report->factor = denied ? unit->cue->factor : 1;
    end_report(b, report, unit->first);
    b->report = SIZE_MAX;
    return true;
}

/* What a quality in scare quotes is worth, as behind an ordinary negator. */
#define SCARE_FACTOR -0.7f

static void put_report(em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    uint32_t covered = b->covered[EM_SCOPE_REPORT];
    uint32_t quoted = unit->cue->cross == EM_CUE_IN_QUOTATION
                          ? em_scope__short_quotation_end(b, unit->end)
                          : unit->end;
    if (quoted > unit->end) {
        em_scope__put_cue_arc(b, EM_SCOPE_NEGATION, unit, unit->end, quoted, SCARE_FACTOR);
        return;
    }
    uint32_t first = unit->end, end = unit->first;
    if (unit->cue->post)
        first = sentence_of(b, unit->clause)->first_token;
    else if (unit->end >= covered)
        end = em_scope__next_contrast(b, index, em_scope__right_limit(b, unit, EM_CUE_IN_SENTENCE));
    em_scope__put_sentence_arc(b, EM_SCOPE_REPORT, unit, first, end);
    if (b->covered[EM_SCOPE_REPORT] != covered && first < end)
        b->report = b->scopes->arcs.len - 1;
}

void em_scope__put_question(em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    const em_sentence *sentence = sentence_of(b, unit->clause);
    uint32_t clause_first = clause_of(b, unit)->first_token;
    uint32_t clause_limit = em_scope__right_limit(b, unit, unit->cue->cross);
    uint32_t asked_limit = em_scope__right_limit(
        b, unit, sentence->asks ? EM_CUE_IN_SENTENCE : unit->cue->cross);
    switch (unit->cue->kind) {
    case EM_CUE_ASKS:
        if (unit->cue->post)
            clause_first = min_u32(em_scope__list_start(b, unit->clause),
                                   em_scope__left_limit(b, index));
        em_scope__put_sentence_arc(b, EM_SCOPE_QUESTION, unit, clause_first, clause_limit);
        break;
    case EM_CUE_ASSERTS:
        if (unit->cue->post)
            em_scope__put_sentence_arc(b, EM_SCOPE_ASSERTION, unit, sentence->first_token,
                                       unit->first);
        else
            em_scope__put_sentence_arc(b, EM_SCOPE_ASSERTION, unit, unit->end, asked_limit);
        break;
    case EM_CUE_DENIES:
        if (unit->cue->post) {
            uint32_t first = max_u32(clause_first, em_scope__last_barrier(b, unit->first));
            em_scope__put_cue_arc(b, EM_SCOPE_NEGATION, unit, first, unit->first, -1);
            em_scope__put_cue_arc(b, EM_SCOPE_ASSERTION, unit, first, unit->first, 1);
            break;
        }
        em_scope__put_cue_arc(b, EM_SCOPE_NEGATION, unit, unit->end, asked_limit, -1);
        em_scope__put_cue_arc(b, EM_SCOPE_ASSERTION, unit, unit->end, asked_limit, 1);
        break;
    case EM_CUE_CONFIRMS:
        if (em_scope__answers(b, unit))
            em_scope__answer(b, unit, true);
        break;
    case EM_CUE_SUPPOSES:
        em_scope__put_cue_arc(b, EM_SCOPE_SUPPOSITION, unit, unit->end, clause_limit, 1);
        break;
    case EM_CUE_WISHES:
        if (unit->cue->cross == EM_CUE_IN_COMMENT)
            em_scope__put_sentence_arc(b, EM_SCOPE_WISH, unit,
                                       em_scope__last_barrier(b, unit->first),
                                       em_scope__next_barrier(b, unit->first));
        else
            em_scope__put_sentence_arc(b, EM_SCOPE_WISH, unit, unit->end, clause_limit);
        break;
    case EM_CUE_REPORTS:
        put_report(b, index);
        break;
    default:
        break;
    }
}

/* What a quality that is thrown back is worth, as behind an ordinary negator. */
#define THROWN_BACK_FACTOR -0.7f

/* Nothing but qualities: "Open-minded?" */
static bool is_fragment(const em_build *b, uint32_t clause)
{
    const em_clause *c = &b->text->clauses[clause];
    const em_unit *units = b->scopes->units.items;
    uint32_t token = c->first_token;
    bool has_quality = false;
    for (size_t i = em_scope__first_unit(b, clause);
         i < b->scopes->units.len && units[i].clause == clause; i++) {
        if (!em_cue_is_message(units[i].cue))
            continue;
        if (em_scope__count_words(b->text, token, units[i].first))
            return false;
        token = max_u32(token, units[i].end);
        has_quality = true;
    }
    return has_quality && em_scope__count_words(b->text, token, clause_end(c)) == 0;
}

/* Whether a clause answers the question before it by yes or no, which their cues see to. */
static bool is_yes_or_no(const em_build *b, uint32_t clause)
{
    const em_unit *units = b->scopes->units.items;
    for (size_t i = em_scope__first_unit(b, clause);
         i < b->scopes->units.len && units[i].clause == clause; i++)
        if (has_kind(&units[i], EM_CUE_CONFIRMS) ||
            ((has_role(&units[i], EM_ROLE_NEGATOR) || has_role(&units[i], EM_ROLE_BOOSTER)) &&
             em_scope__is_alone(b, i)))
            return true;
    return false;
}

/*
 * Who asks nothing but a quality, and goes on with a statement in their own words, throws it
 * back: "Polite? They let my pregnant wife stand."
 */
static bool is_thrown_back(em_build *b, uint32_t clause)
{
    const em_text *text = b->text;
    if (sentence_of(b, clause)->first_clause != clause || !is_fragment(b, clause))
        return false;
    uint32_t next = max_u32(clause + 1, b->asked_end); /* a run is passed over once */
    while (next < text->clause_count && text->clauses[next].ended_by == EM_CLAUSE_QUESTION &&
           is_fragment(b, next))
        next++;
    b->asked_end = next;
    if (next == text->clause_count || text->clauses[next].ended_by == EM_CLAUSE_QUESTION)
        return false;
    const em_clause *statement = &text->clauses[next];
    return em_scope__last_barrier(b, statement->first_token) <= text->clauses[clause].first_token &&
           em_scope__count_words(text, statement->first_token, clause_end(statement)) > 1 &&
           !is_yes_or_no(b, next);
}

/* A question mark asks from the word that opens the question, else its own clause. */
static void put_question_mark(em_build *b, uint32_t clause, uint32_t after_clause)
{
    const em_clause *asked = &b->text->clauses[clause];
    if (is_thrown_back(b, clause)) {
        em_scope__put_arc(b, EM_SCOPE_NEGATION, UINT32_MAX, (em_span){ asked->end, asked->end },
                          asked->first_token, clause_end(asked), THROWN_BACK_FACTOR);
        return;
    }
    uint32_t begin = max_u32(sentence_of(b, clause)->first_clause, after_clause);
    uint32_t first = max_u32(em_scope__list_start(b, clause), b->text->clauses[begin].first_token);
    for (size_t index = em_scope__first_unit(b, begin); index < b->scopes->units.len; index++) {
        const em_unit *unit = &b->scopes->units.items[index];
        if (unit->clause > clause)
            break;
        if (has_role(unit, EM_ROLE_QUESTION) && has_kind(unit, EM_CUE_OPENS) &&
            em_scope__stands_right(b, index)) {
            first = min_u32(first, clause_of(b, unit)->first_token);
            break;
        }
    }
    em_scope__put_arc(b, EM_SCOPE_QUESTION, UINT32_MAX, (em_span){ asked->end, asked->end }, first,
                      clause_end(asked), 1);
}

/* Of a clause that ends in an exclamation mark. */
#define EMPHASIS_FACTOR 1.15f

void em_scope__put_marks(em_build *b)
{
    uint32_t after = 0;
    for (uint32_t i = 0; i < b->text->clause_count; i++) {
        const em_clause *clause = &b->text->clauses[i];
        if (clause->ended_by == EM_CLAUSE_EXCLAIM)
            em_scope__put_arc(b, EM_SCOPE_EMPHASIS, UINT32_MAX,
                              (em_span){ clause->end, clause->end }, clause->first_token,
                              clause_end(clause), EMPHASIS_FACTOR);
        if (clause->ended_by == EM_CLAUSE_QUESTION) {
            put_question_mark(b, i, after);
            after = i + 1;
        }
    }
}
