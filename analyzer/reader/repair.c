/*
 * Several readings of a damaged row are tried. Each has a price for the damage that it assumes;
 * what its cells look like beside those of sound rows (profile.c) is added, and the cheapest
 * reading wins. Quotes are laid out by dynamic programming over (field, place).
 */
#include "reader/repair.h"

#include "base/str.h"

/* Prices. A cell out of place costs MISFIT_PRICE, so that two of them outweigh any one damage. */
#define MISFIT_PRICE 4.0
#define PRICE_INNER_QUOTE 1.0
#define PRICE_LITERAL_QUOTE 2.0
#define PRICE_NO_SEPARATOR 3.0
#define PRICE_SPLIT_PAIR 3.0
#define PRICE_PLAIN_QUOTE 2.0  /* a quote inside a field that is not quoted */
#define PRICE_SINGLE_QUOTE 1.5 /* a pair read as a text's last quote and the closing one */
#define PRICE_EXTRA_SEPARATOR 1.0
#define PRICE_MERGE 3.0
#define PRICE_SPLIT 3.0
#define PRICE_OTHER_DELIMITER 2.0
#define PRICE_PAD 1.5 /* each missing field; a single one is less odd */
#define PRICE_PAD_FIRST_FREE 0.5
/* Between two letters or two digits a split is less likely. */
#define PRICE_SPLIT_INSIDE 1.0

/* Places that the search may hold for one number of fields. */
#define STATES_MAX 48
/* Rows longer than this are not laid out anew by search. */
#define LINE_MAX_BYTES ((size_t)64 * 1024)
/* The search looks at each byte so many times at most; hostile rows end it, real ones need a few.
 */
#define LOOKS_PER_BYTE 12
#define LOOKS_AT_LEAST 4096
/* Wider tables are not laid out by trying each column, nor rows with this many surplus fields. */
#define TRIED_COLUMNS_MAX 128
#define SURPLUS_MAX 64

void em_repair_init(em_repair *repair)
{
    *repair = (em_repair){ .found = false };
    em_buf_init(&repair->best.text, EM_BUF_UNLIMITED);
    em_buf_init(&repair->trial.text, EM_BUF_UNLIMITED);
}

void em_repair_release(em_repair *repair)
{
    em_vec_release(&repair->best.cells);
    em_vec_release(&repair->trial.cells);
    em_buf_release(&repair->best.text);
    em_buf_release(&repair->trial.text);
}

static void begin_trial(em_repair *repair, size_t text_bytes)
{
    em_vec_clear(&repair->trial.cells);
    em_buf_reset(&repair->trial.text);
    repair->failed |= !em_buf_reserve(&repair->trial.text, text_bytes);
}

static void add_cell(em_repair *repair, em_str cell)
{
    repair->failed |= !em_vec_push(&repair->trial.cells, cell);
}

/* Makes the trial the best reading where it is cheaper. */
static void end_trial(em_repair *repair, const em_profile *profile, double price, const char *what)
{
    em_layout *trial = &repair->trial;
    if (repair->failed || trial->cells.len != profile->width)
        return;
    trial->misfit = price +
                    MISFIT_PRICE * em_profile_misfit(profile, trial->cells.items, trial->cells.len);
    trial->what = what;
    if (repair->found && trial->misfit >= repair->best.misfit)
        return;
    em_layout swap = repair->best;
    repair->best = *trial;
    *trial = swap;
    repair->found = true;
}

/* --- quotes ---------------------------------------------------------------------------------- */

typedef struct state {
    size_t at;         /* where the next field begins; line.len + 1: after the last one */
    size_t start, end; /* the field that led here */
    size_t previous;   /* index of the state before, in the row of one field less */
    double price;
    bool quoted;
} state;

typedef struct search {
    const em_dialect *dialect;
    em_str line;
    state *states; /* [field][STATES_MAX] */
    size_t *counts;
    size_t width;
    size_t budget; /* bytes that may still be looked at */
} search;

static bool is_edge(const search *s, size_t at)
{
    return at >= s->line.len || s->line.data[at] == s->dialect->delimiter;
}

/* Keeps the cheapest way to each place. */
static void reach(search *s, size_t field, size_t previous, state reached)
{
    state *row = s->states + field * STATES_MAX;
    reached.previous = previous;
    for (size_t i = 0; i < s->counts[field]; i++)
        if (row[i].at == reached.at) {
            if (reached.price < row[i].price)
                row[i] = reached;
            return;
        }
    if (s->counts[field] < STATES_MAX)
        row[s->counts[field]++] = reached;
}

/* A quoted field that begins at `start`: its readings by where it closes. */
static void reach_quoted(search *s, size_t field, size_t previous, size_t start, double price)
{
    const char *text = s->line.data;
    char quote = s->dialect->quote;
    double inner = 0;
    for (size_t at = start + 1; at < s->line.len && s->budget > 0; at++, s->budget--) {
        if (text[at] != quote)
            continue;
        bool escaped = s->dialect->has_escape && text[at - 1] == s->dialect->escape;
        if (is_edge(s, at + 1)) {
            reach(s, field, previous, (state){ at + 2, start + 1, at, 0, price + inner, true });
            if (!escaped)
                return;
        } else if (text[at + 1] == quote) {
            if (is_edge(s, at + 2))
                reach(s, field, previous,
                      (state){ at + 3, start + 1, at + 1, 0, price + inner + PRICE_SINGLE_QUOTE,
                               true });
            reach(s, field, previous,
                  (state){ at + 1, start + 1, at, 0, price + inner + PRICE_SPLIT_PAIR, true });
            at++;
        } else if (!escaped) {
            reach(s, field, previous,
                  (state){ at + 1, start + 1, at, 0, price + inner + PRICE_NO_SEPARATOR, true });
            inner = PRICE_INNER_QUOTE;
        }
    }
}

static void reach_plain(search *s, size_t field, size_t previous, size_t start, double price)
{
    const char *text = s->line.data;
    size_t end = start;
    double inner = 0;
    for (; !is_edge(s, end) && s->budget > 0; end++, s->budget--) {
        if (!s->dialect->quote || text[end] != s->dialect->quote)
            continue;
        if (end > start && inner == 0)
            reach(s, field, previous,
                  (state){ end, start, end, 0, price + PRICE_NO_SEPARATOR, false });
        inner = PRICE_PLAIN_QUOTE;
    }
    reach(s, field, previous, (state){ end + 1, start, end, 0, price + inner, false });
}

static void expand(search *s, size_t field, size_t previous, const state *from)
{
    size_t start = from->at;
    if (start > s->line.len)
        return;
    bool quoted = start < s->line.len && s->dialect->quote &&
                  s->line.data[start] == s->dialect->quote;
    if (quoted)
        reach_quoted(s, field, previous, start, from->price);
    reach_plain(s, field, previous, start, from->price + (quoted ? PRICE_LITERAL_QUOTE : 0));
}

/* The text of a field, doubled and escaped quotes made plain where it is quoted. */
static em_str field_text(em_repair *repair, const search *s, const state *field)
{
    em_str raw = { s->line.data + field->start, field->end - field->start };
    char quote = s->dialect->quote;
    if (!field->quoted || !memchr(raw.data, quote, raw.len))
        return raw;
    char *out = repair->trial.text.data + repair->trial.text.len;
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        bool before_quote = i + 1 < raw.len && raw.data[i + 1] == quote;
        bool dropped = before_quote &&
                       (raw.data[i] == quote ||
                        (s->dialect->has_escape && raw.data[i] == s->dialect->escape));
        i += dropped;
        out[len++] = raw.data[i];
    }
    repair->trial.text.len += len;
    return (em_str){ out, len };
}

static void take_path(em_repair *repair, const search *s, size_t last)
{
    begin_trial(repair, s->line.len + 1);
    if (repair->failed || !em_vec_reserve(&repair->trial.cells, s->width)) {
        repair->failed = true;
        return;
    }
    repair->trial.cells.len = s->width;
    for (size_t field = s->width, at = last; field > 0; field--) {
        const state *reached = &s->states[field * STATES_MAX + at];
        repair->trial.cells.items[field - 1] = field_text(repair, s, reached);
        at = reached->previous;
    }
}

/* Lays out the quotes of the line so that it has exactly as many fields as there are columns. */
static void try_quotes(em_repair *repair, const em_dialect *dialect, const em_profile *profile,
                       em_str line)
{
    search s = { .dialect = dialect,
                 .line = line,
                 .width = profile->width,
                 .budget = LOOKS_PER_BYTE * line.len + LOOKS_AT_LEAST };
    if (line.len > LINE_MAX_BYTES || profile->width > EM_PROFILE_COLUMNS_MAX)
        return;
    s.states = em_mem_alloc((s.width + 1) * STATES_MAX * sizeof *s.states);
    s.counts = em_mem_zalloc(s.width + 1, sizeof *s.counts);
    if (!s.states || !s.counts) {
        repair->failed = true;
    } else {
        reach(&s, 0, 0, (state){ 0, 0, 0, 0, 0, false });
        for (size_t field = 1; field <= s.width; field++)
            for (size_t i = 0; i < s.counts[field - 1]; i++)
                expand(&s, field, i, &s.states[(field - 1) * STATES_MAX + i]);
        for (size_t i = 0; i < s.counts[s.width]; i++) {
            const state *last = &s.states[s.width * STATES_MAX + i];
            if (last->at != line.len + 1 || s.budget == 0)
                continue;
            take_path(repair, &s, i);
            end_trial(repair, profile, last->price, "its quotes were set right");
        }
    }
    em_mem_free(s.states);
    em_mem_free(s.counts);
}

/* --- separators --------------------------------------------------------------------------------
 */

/* One empty field too many: taken out where the others fit best. */
static void try_without_empty(em_repair *repair, const em_profile *profile, const em_str *cells,
                              size_t count)
{
    for (size_t out = 0; out < count; out++) {
        if (cells[out].len || (out + 1 < count && cells[out + 1].len == 0))
            continue; /* of neighbouring empty fields, the last stands for all */
        begin_trial(repair, 0);
        for (size_t i = 0; i < count; i++)
            if (i != out)
                add_cell(repair, cells[i]);
        end_trial(repair, profile, PRICE_EXTRA_SEPARATOR, "a separator too many was left out");
    }
}

/* Separators that belong to a text: `surplus` + 1 neighbouring fields become one. */
static void try_merged(em_repair *repair, const em_profile *profile, em_str line,
                       const em_str *cells, size_t count)
{
    size_t surplus = count - profile->width;
    for (size_t first = 0; first + surplus < count; first++) {
        const char *start = cells[first].data;
        const char *end = cells[first + surplus].data + cells[first + surplus].len;
        if (start < line.data || end > line.data + line.len || end < start)
            continue; /* unescaped fields do not stand in the line */
        begin_trial(repair, 0);
        for (size_t i = 0; i < count; i++) {
            if (i == first)
                add_cell(repair, (em_str){ start, (size_t)(end - start) });
            else if (i < first || i > first + surplus)
                add_cell(repair, cells[i]);
        }
        end_trial(repair, profile, PRICE_MERGE, "separators inside a text were taken as text");
    }
}

static int kind_of(char c)
{
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
    return letter ? 1 : c >= '0' && c <= '9' ? 2 : 3;
}

/* A missing separator inside field `at`: cut where both halves suit their columns. */
static void try_split_at(em_repair *repair, const em_dialect *dialect, const em_profile *profile,
                         const em_str *cells, size_t count, size_t at)
{
    em_str cell = cells[at];
    if (memchr(cell.data, dialect->quote, cell.len))
        return; /* try_quotes knows better */
    for (size_t cut = 1; cut < cell.len && cell.len < 400; cut++) {
        if (((unsigned char)cell.data[cut] & 0xC0) == 0x80)
            continue;
        em_str left = { cell.data, cut }, right = { cell.data + cut, cell.len - cut };
        if (em_profile_cell_misfit(profile, at, left) +
                em_profile_cell_misfit(profile, at + 1, right) >
            0)
            continue;
        begin_trial(repair, 0);
        for (size_t i = 0; i < count; i++) {
            add_cell(repair, i == at ? left : cells[i]);
            if (i == at)
                add_cell(repair, right);
        }
        bool inside = kind_of(cell.data[cut - 1]) == kind_of(cell.data[cut]);
        end_trial(repair, profile, PRICE_SPLIT + inside * PRICE_SPLIT_INSIDE,
                  "a missing separator was put in");
    }
}

static void try_padded(em_repair *repair, const em_profile *profile, const em_str *cells,
                       size_t count)
{
    begin_trial(repair, 0);
    for (size_t i = 0; i < profile->width; i++)
        add_cell(repair, i < count ? cells[i] : (em_str){ "", 0 });
    end_trial(repair, profile, PRICE_PAD * (double)(profile->width - count) - PRICE_PAD_FIRST_FREE,
              "missing fields at its end are empty");
}

static void try_other_delimiters(em_repair *repair, const em_dialect *dialect,
                                 const em_profile *profile, em_str line)
{
    static const char OTHERS[] = { ',', ';', '\t', '|', ' ' };
    for (size_t i = 0; i < sizeof OTHERS; i++) {
        em_dialect other = *dialect;
        other.delimiter = OTHERS[i];
        if (OTHERS[i] == dialect->delimiter || !memchr(line.data, OTHERS[i], line.len))
            continue;
        double before = repair->found ? repair->best.misfit : -1;
        em_repair inner;
        em_repair_init(&inner);
        try_quotes(&inner, &other, profile, line);
        inner.best.misfit += PRICE_OTHER_DELIMITER;
        bool better = inner.found && (before < 0 || inner.best.misfit < before);
        if (better) {
            em_layout swap = repair->best;
            repair->best = inner.best;
            inner.best = swap;
            repair->best.what = "another separator was taken";
            repair->found = true;
        }
        repair->failed |= inner.failed;
        em_repair_release(&inner);
    }
}

bool em_repair_row(em_repair *repair, const em_dialect *dialect, const em_profile *profile,
                   em_str line, const em_str *cells, size_t count)
{
    repair->found = repair->failed = false;
    if (profile->width < 2)
        return false;
    try_quotes(repair, dialect, profile, line);
    if (count == profile->width + 1 && count <= TRIED_COLUMNS_MAX)
        try_without_empty(repair, profile, cells, count);
    if (count > profile->width && profile->columns && count <= profile->width + SURPLUS_MAX &&
        profile->width <= TRIED_COLUMNS_MAX)
        try_merged(repair, profile, line, cells, count);
    for (size_t i = 0; count + 1 == profile->width && count <= TRIED_COLUMNS_MAX && i < count; i++)
        try_split_at(repair, dialect, profile, cells, count, i);
    if (count < profile->width)
        try_padded(repair, profile, cells, count);
    if (!repair->found || repair->best.misfit > MISFIT_PRICE)
        try_other_delimiters(repair, dialect, profile, line);
    return repair->found && !repair->failed;
}
