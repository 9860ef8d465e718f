/* "Did you mean": the name nearest to a mistyped one. */
#include "base/nearest.h"

#include "base/str.h"

#define LONGEST 63
#define MAX_EDITS 2

static size_t least(size_t a, size_t b, size_t c)
{
    size_t low = a < b ? a : b;
    return low < c ? low : c;
}

/* Three rows of the table at a time. */
size_t em_edit_distance(em_str a, em_str b)
{
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    if (a.len > LONGEST || b.len > LONGEST)
        return SIZE_MAX;
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            row[j] = least(above[j] + 1, row[j - 1] + 1,
                           above[j - 1] + (a.data[i - 1] != b.data[j - 1]));
            bool swapped = i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] &&
                           a.data[i - 2] == b.data[j - 1];
            if (swapped && before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
        }
    }
    return row[b.len];
}

const char *em_nearest(em_str name, const char *const *names)
{
    const char *found = NULL;
    size_t best = MAX_EDITS + 1;
    for (; *names; names++) {
        em_str other = em_str_from(*names);
        size_t distance = em_edit_distance(name, other);
        if (distance < best && distance * 2 < other.len) {
            best = distance;
            found = *names;
        }
    }
    return found;
}
