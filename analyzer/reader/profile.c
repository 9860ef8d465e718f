/*
 * A cell's shape: each digit a 9, each run of letters an a, other ASCII as it stands. Columns with
 * few shapes (dates, ids, counts, links) tell where a cell belongs; running text takes anything.
 */
#include "reader/profile.h"

#include "base/hash.h"

#define SHAPE_MAX 24
/* Cells out of place by length alone weigh less than those out of shape. */
#define LENGTH_MISFIT 0.5
#define EMPTY_MISFIT 0.75

bool em_profile_init(em_profile *profile, size_t width)
{
    *profile = (em_profile){ .width = width };
    if (width == 0 || width > EM_PROFILE_COLUMNS_MAX)
        return true;
    profile->columns = em_mem_zalloc(width, sizeof *profile->columns);
    return profile->columns != NULL;
}

void em_profile_release(em_profile *profile)
{
    em_mem_free(profile->columns);
    *profile = (em_profile){ .width = 0 };
}

static uint64_t shape_of(em_str cell)
{
    char shape[SHAPE_MAX];
    size_t len = 0;
    char last = '\0';
    for (size_t i = 0; i < cell.len && len < SHAPE_MAX; i++) {
        unsigned char c = (unsigned char)cell.data[i];
        if (c == '"')
            continue; /* quotes come and go with the damage */
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
        char as = letter ? 'a' : c >= '0' && c <= '9' ? '9' : (char)c;
        if (!(letter && last == 'a'))
            shape[len++] = as;
        last = as;
    }
    return em_hash64((em_str){ shape, len }, 0);
}

static bool has_shape(const em_column_profile *column, uint64_t shape)
{
    for (unsigned i = 0; i < column->shape_count && i < EM_PROFILE_SHAPES; i++)
        if (column->shapes[i] == shape)
            return true;
    return false;
}

static void learn_cell(em_column_profile *column, em_str cell)
{
    if (cell.len == 0) {
        column->empty_seen = true;
        return;
    }
    if (!column->filled_seen || cell.len < column->shortest)
        column->shortest = cell.len;
    if (cell.len > column->longest)
        column->longest = cell.len;
    column->filled_seen = true;
    uint64_t shape = shape_of(cell);
    if (column->shape_count > EM_PROFILE_SHAPES || has_shape(column, shape))
        return;
    if (column->shape_count < EM_PROFILE_SHAPES)
        column->shapes[column->shape_count] = shape;
    column->shape_count++;
}

void em_profile_learn(em_profile *profile, const em_str *cells)
{
    for (size_t i = 0; profile->columns && i < profile->width; i++)
        learn_cell(&profile->columns[i], cells[i]);
    profile->rows++;
}

double em_profile_cell_misfit(const em_profile *profile, size_t column, em_str cell)
{
    if (!profile->columns || column >= profile->width)
        return 0;
    const em_column_profile *known = &profile->columns[column];
    if (cell.len == 0)
        return known->empty_seen ? 0 : EMPTY_MISFIT;
    if (!known->filled_seen)
        return 1;
    if (known->shape_count <= EM_PROFILE_SHAPES)
        return has_shape(known, shape_of(cell)) ? 0 : 1;
    return cell.len >= known->shortest / 2 && cell.len <= 2 * known->longest ? 0 : LENGTH_MISFIT;
}

double em_profile_misfit(const em_profile *profile, const em_str *cells, size_t count)
{
    double sum = 0;
    if (!profile->columns)
        return 0;
    for (size_t i = 0; i < profile->width; i++)
        sum += em_profile_cell_misfit(profile, i, i < count ? cells[i] : (em_str){ "", 0 });
    return sum;
}
