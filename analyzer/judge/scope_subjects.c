/* Whose quality it is. */
#include "judge/scope_build.h"

/* Who a clause is about. */
typedef struct em_naming {
    const em_unit *about, *rival; /* the last of each; NULL: none                     */
    const em_unit *term;          /* the last term                                    */
    const em_unit *owned;         /* a term whose next word is a rival: a creative edit */
    uint32_t compared;            /* end of the last "than"                           */
    uint32_t joined;              /* end of the last "and"                            */
    const em_unit *unjoined;      /* the last rival that does not stand right behind one */
} em_naming;

static void name_rival(em_naming *naming, const em_unit *rival)
{
    const em_unit *term = naming->term;
    naming->rival = rival;
    if (!naming->joined || rival->first != naming->joined)
        naming->unjoined = rival;
    if (term && rival->first >= term->end && rival->first <= term->end + 1 && !naming->about)
        naming->owned = term;
}

/* "Than" compares with who follows, 一样 with who stands before it behind 跟 or 和. */
static void name_comparison(em_naming *naming, const em_unit *unit)
{
    if (!unit->cue->post)
        naming->compared = unit->end;
    else if (naming->rival && unit->first <= naming->rival->end + 1)
        naming->rival = naming->unjoined;
}

static void name_subject(const em_build *b, em_naming *naming, size_t index)
{
    const em_unit *unit = &b->scopes->units.items[index];
    bool compared = naming->compared && unit->first <= naming->compared + 1;
    if (has_kind(unit, EM_CUE_COMPARES) && em_scope__stands_right(b, index))
        name_comparison(naming, unit);
    else if (has_kind(unit, EM_CUE_JOINS))
        naming->joined = unit->end;
    else if (em_cue_is_message(unit->cue))
        naming->term = unit;
    else if (unit->cue->role == EM_ROLE_ABOUT && !compared)
        naming->about = unit;
    else if (has_role(unit, EM_ROLE_NOT_ABOUT) && !compared)
        name_rival(naming, unit);
}

/* Does the clause begin with a quality, but for words of degree and one other: ", such a kind man"?
 */
static bool opens_with_quality(const em_build *b, uint32_t clause)
{
    uint32_t token = b->text->clauses[clause].first_token;
    unsigned strangers = 0;
    for (size_t i = em_scope__first_unit(b, clause); i < b->scopes->units.len; i++) {
        const em_unit *unit = &b->scopes->units.items[i];
        for (; token < unit->first; token++)
            strangers += is_word(b->text, token);
        if (unit->clause != clause || strangers > LIST_GAP)
            return false;
        if (em_cue_is_message(unit->cue))
            return true;
        if (!is_degree(unit) && !has_kind(unit, EM_CUE_JOINS) && !em_cue_is_target(unit->cue))
            return false;
        token = max_u32(token, unit->end);
    }
    return false;
}

/*
 * Does a clause that names nobody still speak of whom the clause before it named? Its list does,
 * and what is only added to it ("Kate is lovely, such a kind woman");
 * in Han text a sentence keeps its topic, since a clause there needs no subject of its own.
 */
static bool keeps_topic(const em_build *b, uint32_t clause)
{
    const em_clause *c = &b->text->clauses[clause];
    if (clause == 0 || b->text->clauses[clause - 1].sentence != c->sentence)
        return false;
    return b->text->tokens[c->first_token].kind == EM_TOKEN_HAN ||
           em_scope__continues_list(b, clause) || opens_with_quality(b, clause);
}

/*
 * A clause that names somebody else and not the subject says nothing of the subject, nor does one
 * that keeps its topic ("the French are creative, polite and tolerant"). Where it names both, a
 * term that stands right before somebody else is theirs ("a creative video about Britain").
 */
void em_scope__put_subjects(em_build *b)
{
    const em_text *text = b->text;
    const em_unit *units = b->scopes->units.items;
    size_t at = 0;
    bool other = false;
    if (!em_scopes_have(b->scopes, 1u << EM_ROLE_NOT_ABOUT) || !has_askers_of_messages(b))
        return;
    for (uint32_t clause = 0; clause < text->clause_count; clause++) {
        em_naming naming = { NULL, NULL, NULL, NULL, 0, 0, NULL };
        for (; at < b->scopes->units.len && units[at].clause == clause; at++)
            name_subject(b, &naming, at);
        const em_clause *c = &text->clauses[clause];
        bool inherited = other && !naming.rival && keeps_topic(b, clause);
        other = !naming.about && (naming.rival || inherited);
        if (other && naming.rival)
            em_scope__put_cue_arc(b, EM_SCOPE_SUBJECT, naming.rival, c->first_token, clause_end(c),
                                  1);
        else if (other)
            em_scope__put_arc(b, EM_SCOPE_SUBJECT, UINT32_MAX, (em_span){ c->start, c->start },
                              c->first_token, clause_end(c), 1);
        else if (naming.owned)
            em_scope__put_cue_arc(b, EM_SCOPE_SUBJECT, naming.rival, naming.owned->first,
                                  naming.owned->end, 1);
    }
}

/* Words of a clause beside its quality from which on it has a subject of its own. */
#define SENTENCE_WORDS 4

/* Words of a clause that are neither quality nor cue. */
static unsigned plain_words(const em_build *b, uint32_t clause)
{
    const em_clause *c = &b->text->clauses[clause];
    unsigned words = 0;
    uint32_t token = c->first_token;
    for (size_t i = em_scope__first_unit(b, clause);; i++) {
        const em_unit *unit = i < b->scopes->units.len ? &b->scopes->units.items[i] : NULL;
        bool inside = unit && unit->clause == clause;
        if (inside && unit->cue->role == EM_ROLE_POLAR)
            continue;
        for (uint32_t end = inside ? unit->first : clause_end(c); token < end; token++)
            words += is_word(b->text, token);
        if (!inside)
            return words;
        token = max_u32(token, unit->end);
    }
}

/* Qualities side by side from which on they are a list of the author's judgements. */
#define LIST_QUALITIES 3

/*
 * Does the comment name the campaign's subject, or anything that may mean it (they, people,
 * there)? Han text leaves its subjects out, and who quotes or tags may mean what is quoted.
 */
static bool names_subject(const em_build *b)
{
    const em_text *text = b->text;
    size_t qualities = 0;
    if (text->zone_count)
        return true;
    for (size_t i = 0; i < b->scopes->units.len; i++) {
        const em_unit *unit = &b->scopes->units.items[i];
        qualities += em_cue_is_message(unit->cue) &&
                     (i == 0 || unit->first >= b->scopes->units.items[i - 1].end);
        if (unit->cue->role == EM_ROLE_ABOUT || has_kind(unit, EM_CUE_REFERS) ||
            has_kind(unit, EM_CUE_CONFIRMS) || has_kind(unit, EM_CUE_COMPARES) ||
            qualities >= LIST_QUALITIES)
            return true;
    }
    for (uint32_t token = 0; token < text->token_count; token++)
        if (text->tokens[token].kind == EM_TOKEN_HAN)
            return true;
    return false;
}

/*
 * A bare quality is taken as the subject's; but in a whole sentence of a comment that nowhere
 * names the subject it is said of something else: "Dynamic loading is broken on Firefox".
 */
void em_scope__mark_unowned(em_build *b)
{
    if (!b->has_owned || names_subject(b))
        return;
    uint32_t clause = UINT32_MAX;
    bool sentence = false;
    for (size_t i = 0; i < b->scopes->units.len; i++) {
        em_unit *unit = &b->scopes->units.items[i];
        if (!unit->cue->owned)
            continue;
        if (unit->clause != clause)
            sentence = plain_words(b, unit->clause) >= SENTENCE_WORDS;
        clause = unit->clause;
        unit->unowned = sentence && unit->end == unit->first + 1;
    }
}
