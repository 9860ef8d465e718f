/* What negators reach. */
#include "judge/scope_build.h"

/*
 * Where the forward scope [first, end) of unit `index` really ends: at a terminator, a contrast,
 * a joining word that joins something else, or a negator behind a target that has its own.
 * `last` is the last target within, or SIZE_MAX.
 */
static uint32_t stop_scope(const em_build *b, size_t index, uint32_t first, uint32_t end,
                           size_t *last)
{
    const em_unit *units = b->scopes->units.items;
    *last = SIZE_MAX;
    for (size_t i = index + 1; i < b->scopes->units.len && units[i].first < end; i++) {
        const em_unit *unit = &units[i];
        if (unit->first < first)
            continue;
        if (em_cue_is_target(unit->cue)) {
            if (*last == SIZE_MAX || unit->end > units[*last].end)
                *last = i;
        } else if (has_role(unit, EM_ROLE_BOOSTER) && unit->first > first &&
                   units[index].cue->degree_ends) {
            return unit->first;
        } else if (has_role(unit, EM_ROLE_CONTRAST) || has_kind(unit, EM_CUE_STOPS) ||
                   (has_kind(unit, EM_CUE_OPENS) && em_scope__stands_right(b, i))) {
            return unit->first;
        } else if (has_role(unit, EM_ROLE_NEGATOR) && em_scope__stands_right(b, i) &&
                   (*last != SIZE_MAX ||
                    (unit->cue->again_ends && unit->cue->word == units[index].cue->word))) {
            return unit->first;
        } else if (has_kind(unit, EM_CUE_JOINS)) {
            size_t next = em_scope__next_target(b, i, unit->end);
            bool goes_on = next < b->scopes->units.len && units[next].first < end &&
                           em_scope__list_goes_on(b, i - 1, unit->first, next) &&
                           (*last == SIZE_MAX || units[next].cue->side == units[*last].cue->side);
            if (!goes_on)
                return unit->first;
        }
    }
    return end;
}

/* A scope that reaches the beginning of a target reaches all of it. */
static uint32_t take_whole_targets(const em_build *b, size_t index, uint32_t end)
{
    const em_unit *units = b->scopes->units.items;
    uint32_t whole = end;
    for (size_t i = index + 1; i < b->scopes->units.len && units[i].first < end; i++)
        if (em_cue_is_target(units[i].cue))
            whole = max_u32(whole, units[i].end);
    return whole;
}

/* Longest repeated part of an A-not-A question, in characters: 与众不同不与众不同. */
#define A_NOT_A_MAX 4

/* How many characters stand alike on both sides of the unit; 0: none. */
static uint32_t count_twins(const em_build *b, const em_unit *unit)
{
    const em_text *text = b->text;
    for (uint32_t len = 1; len <= A_NOT_A_MAX; len++) {
        if (unit->first < len || unit->end + len > text->token_count)
            return 0;
        bool same = true;
        for (uint32_t i = 0; same && i < len; i++)
            same = text->tokens[unit->end + i].kind == EM_TOKEN_HAN &&
                   em_str_eq(token_text(text, unit->first - len + i),
                             token_text(text, unit->end + i));
        if (same)
            return len;
    }
    return 0;
}

/* What throws a word back denies it, 绅士什么绅士; a negator between two words asks. */
bool em_scope__put_twins(em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    const em_clause *clause = clause_of(b, unit);
    uint32_t twins = count_twins(b, unit);
    if (!twins)
        return false;
    uint32_t first = unit->first - twins, end = unit->end + twins;
    if (unit->cue->role == EM_ROLE_NEGATOR) {
        em_scope__put_sentence_arc(b, EM_SCOPE_QUESTION, unit, clause->first_token,
                                   clause_end(clause));
    } else {
        em_scope__put_cue_arc(b, EM_SCOPE_NEGATION, unit, first, end, -1);
        em_scope__put_cue_arc(b, EM_SCOPE_ASSERTION, unit, first, end, 1);
    }
    return true;
}

/* How many of the last arcs are looked at for a negation that holds already. */
#define ARC_LOOK_BACK 16

static bool is_negated_already(const em_build *b, uint32_t first, uint32_t end)
{
    size_t count = b->scopes->arcs.len;
    for (size_t back = 1; back <= ARC_LOOK_BACK && back <= count; back++) {
        const em_arc *arc = &b->scopes->arcs.items[count - back];
        if (arc->scope.kind == EM_SCOPE_NEGATION && arc->first < end && arc->end > first)
            return true;
    }
    return false;
}

/* A cue that reaches both ways reaches so far back: 创意都没有, but not 礼貌得一点架子都没有. */
#define BOTH_BACK 3

/* So many tokens may stand between a negator and one behind it that it denies: 不是都装出来的. */
#define DENIED_GAP 1

/* Negators right before it say that it does not hold, 不是装出来的; two of them that it does. */
static bool is_itself_denied(const em_build *b, size_t index)
{
    const em_unit *units = b->scopes->units.items;
    uint32_t first = units[index].first;
    bool denied = false;
    for (size_t i = index; i-- > 0 && units[i].end + DENIED_GAP >= first;) {
        const em_cue *cue = units[i].cue;
        if (em_cue_is_target(cue))
            return denied;
        if (cue->role != EM_ROLE_NEGATOR || cue->post || units[i].end > first ||
            units[i].clause != units[index].clause || !em_scope__stands_right(b, i))
            continue;
        denied = !denied;
        first = units[i].first;
    }
    return denied;
}

/* A negator behind what it denies. Said of another sentence it repeats a denial there, if any. */
static void put_post_negator(em_build *b, size_t index)
{
    const em_unit *units = b->scopes->units.items;
    const em_unit *unit = &units[index];
    const em_cue *cue = unit->cue;
    unsigned reach = cue->both && cue->reach > BOTH_BACK ? BOTH_BACK : cue->reach;
    uint32_t first = em_scope__retreat(b, unit->first, em_scope__left_limit(b, index), reach);
    bool to_previous = cue->cross == EM_CUE_TO_PREVIOUS && em_scope__at_start(b, index);
    for (size_t i = index; i-- > 0 && units[i].end > first;)
        if (has_role(&units[i], EM_ROLE_CONTRAST))
            first = max_u32(first, units[i].end);
    if (to_previous && em_scope__answers(b, unit))
        em_scope__put_cue_arc(b, EM_SCOPE_ASSERTION, unit, first, unit->first, 1);
    else if (to_previous ? is_negated_already(b, first, unit->first) : is_itself_denied(b, index))
        return;
    em_scope__put_cue_arc(b, EM_SCOPE_NEGATION, unit, first, unit->first, cue->factor);
}

/* Where the statement begins that unit `index` ends: behind a contrast, else with the clause. */
static uint32_t statement_start(const em_build *b, size_t index)
{
    const em_unit *units = b->scopes->units.items;
    uint32_t first = clause_of(b, &units[index])->first_token;
    for (size_t i = index; i-- > 0 && units[i].end > first;)
        if (has_role(&units[i], EM_ROLE_CONTRAST))
            return units[i].end;
    return first;
}

/* A subject of so many words is no pronoun, which would mean who was spoken of before. */
#define NOUN_WORDS 2

/* Has the statement a subject of its own, but no quality? */
static bool has_own_subject(const em_build *b, size_t index, uint32_t start)
{
    const em_unit *unit = &b->scopes->units.items[index];
    uint32_t roles = em_scope__roles_around(b, index, start);
    unsigned words = em_scope__count_words(b->text, start, unit->first);
    if (roles & (EM_CUE_MESSAGES | 1u << EM_ROLE_NOT_ABOUT))
        return false;
    return words >= NOUN_WORDS || roles & 1u << EM_ROLE_ABOUT;
}

/* "London is open-minded, the rest of England isn't": the quality is denied of others. */
static void except_others(em_build *b, size_t index)
{
    em_unit *units = b->scopes->units.items;
    uint32_t start = statement_start(b, index), clause = units[index].clause;
    if (!has_own_subject(b, index, start))
        return;
    if (em_scope__count_words(b->text, clause_of(b, &units[index])->first_token, start) <= 1)
        clause -= clause > 0;
    if (clause < sentence_of(b, units[index].clause)->first_clause)
        return;
    uint32_t first = max_u32(b->text->clauses[clause].first_token,
                             em_scope__last_barrier(b, units[index].first));
    for (size_t i = index; i-- > 0 && units[i].first >= first;)
        units[i].excepted |= em_cue_is_message(units[i].cue) && units[i].end <= start;
}

/* Who is compared with does not count as words: 没有日本那么开放. */
static uint32_t name_end(const em_build *b, size_t index)
{
    const em_unit *units = b->scopes->units.items;
    uint32_t end = units[index].end;
    if (units[index].cue->kind != EM_CUE_COMPARES)
        return end;
    for (size_t i = index + 1; i < b->scopes->units.len && units[i].first <= units[index].end; i++)
        if (units[i].cue->role == EM_ROLE_NOT_ABOUT || units[i].cue->role == EM_ROLE_ABOUT)
            end = max_u32(end, units[i].end);
    return end;
}

void em_scope__put_negator(em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    const em_cue *cue = unit->cue;
    if (em_scope__answers(b, unit) && em_scope__is_alone(b, index)) {
        em_scope__answer(b, unit, false);
        return;
    }
    const em_sentence *sentence = sentence_of(b, unit->clause);
    if (sentence->asks &&
        (cue->in_question == EM_CUE_ASSERTS_ANYWHERE ||
         (cue->in_question == EM_CUE_ASSERTS_AT_START && em_scope__at_start(b, index)))) {
        em_scope__put_sentence_arc(b, EM_SCOPE_ASSERTION, unit, unit->end, sentence->end_token);
        return;
    }
    if (cue->post || (cue->both && em_scope__at_end(b, unit))) {
        put_post_negator(b, index);
        return;
    }
    bool auxiliary = cue->in_question == EM_CUE_ASSERTS_AT_START;
    if (auxiliary && em_scope__at_end(b, unit))
        except_others(b, index);
    uint32_t limit = em_scope__right_limit(b, unit, cue->cross);
    uint32_t sentence_limit = em_scope__right_limit(b, unit, EM_CUE_IN_SENTENCE);
    size_t last;
    uint32_t end = em_scope__advance(b, name_end(b, index), limit, cue->reach);
    end = stop_scope(b, index, unit->end, end, &last);
    end = take_whole_targets(b, index, end);
    if (last != SIZE_MAX)
        end = em_scope__follow_list(b, last, end, sentence_limit);
    em_scope__put_cue_arc(b, EM_SCOPE_NEGATION, unit, unit->end, end, cue->factor);
}

void em_scope__put_hidden_negator(em_build *b, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    uint32_t first = token_at(b, unit->hit->start + unit->cue->hidden);
    uint32_t end = unit->end;
    if (first < end)
        em_scope__put_cue_arc(b, EM_SCOPE_NEGATION, unit, first, end, -1);
}
