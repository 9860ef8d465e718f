/* Reading the first records ahead, to settle how their dates are written. */
#include "reader/ahead.h"

#include "base/str.h"

void em_ahead_init(em_ahead *ahead)
{
    *ahead = (em_ahead){ .status = EM_OK };
    em_arena_init(&ahead->arena, EM_BUF_UNLIMITED);
}

void em_ahead_release(em_ahead *ahead)
{
    em_vec_release(&ahead->rows);
    em_arena_release(&ahead->arena);
}

/* Keeps the row; its fields must outlast the call that gave it (empty ones do: they are ""). */
static bool keep(em_ahead *ahead, const em_row *row, const em_rows_host *host, size_t *bytes)
{
    em_ahead_row kept = { *row, host->due };
    for (int i = 0; i < EM_FIELD_COUNT; i++) {
        em_str *value = &kept.row.field[i].value;
        if (!value->len)
            continue;
        *value = em_arena_copy(&ahead->arena, *value);
        if (!value->data)
            return false;
        *bytes += value->len;
    }
    return em_vec_push(&ahead->rows, kept);
}

/* What the day-month dates seen so far say by themselves. */
typedef struct evidence {
    bool seen, day_first, month_first;
} evidence;

/* Takes in one time; false where it is of another kind, and the column with it. */
static bool look_at(evidence *found, em_str time, em_zone_rules *zone, em_time collected)
{
    em_date_order tells;
    if (em_time_is_day_month(time, &tells)) {
        found->seen = true;
        found->day_first |= tells == EM_DATES_DAY_FIRST;
        found->month_first |= tells == EM_DATES_MONTH_FIRST;
        return true;
    }
    return found->seen || !em_time_parse(time, zone, collected, EM_DATES_OPEN).known;
}

em_status em_ahead_settle_dates(em_ahead *ahead, em_rows *rows, em_rows_host *host,
                                em_zone_rules *zone, em_date_order *dates, em_error *err)
{
    evidence found = { .seen = false };
    size_t bytes = 0;
    bool goes_on = true;
    host->holds = true;
    while (goes_on && ahead->rows.len < EM_AHEAD_ROWS && bytes < EM_AHEAD_BYTES) {
        em_row row;
        ahead->status = rows->next(rows, &row, &ahead->error);
        if (ahead->status != EM_OK)
            break;
        if (!keep(ahead, &row, host, &bytes))
            return em_error_at(err, EM_E_MEMORY, host->path, 0, 0, "no memory");
        goes_on = look_at(&found, row.field[EM_FIELD_TIME].value, zone, host->options->collected);
    }
    host->holds = false;
    if (found.day_first != found.month_first)
        *dates = found.day_first ? EM_DATES_DAY_FIRST : EM_DATES_MONTH_FIRST;
    return EM_OK;
}

em_status em_ahead_next(em_ahead *ahead, em_rows *rows, em_rows_host *host, em_row *out,
                        em_error *err)
{
    if (ahead->next < ahead->rows.len) {
        const em_ahead_row *kept = &ahead->rows.items[ahead->next++];
        em_rows_tell_first_held(host, kept->rejects - ahead->told);
        ahead->told = kept->rejects;
        *out = kept->row;
        return EM_OK;
    }
    if (ahead->status == EM_OK)
        return rows->next(rows, out, err);
    em_rows_tell_held(host, UINT64_MAX);
    if (err)
        *err = ahead->error;
    return ahead->status;
}
