// nearest.c - see nearest.h.
#include "model/nearest.h"

enum { NAME_MAX_BYTES = 40 };

static int min3(int a, int b, int c)
{
    int least = a < b ? a : b;
    return least < c ? least : c;
}

// Optimal string alignment: insertions, deletions, replacements and swapped neighbours count one
// each. Rows of the matrix: this letter of a, the one before, the one before that. Both at most
// NAME_MAX_BYTES long.
static int distance(struct str a, struct str b)
{
    int rows[3][NAME_MAX_BYTES + 1];
    for (size_t j = 0; j <= b.len; j++)
        rows[0][j] = (int)j;
    for (size_t i = 1; i <= a.len; i++) {
        int *row = rows[i % 3];
        const int *before = rows[(i + 2) % 3];
        const int *two_before = rows[(i + 1) % 3];
        row[0] = (int)i;
        for (size_t j = 1; j <= b.len; j++) {
            bool is_same = a.ptr[i - 1] == b.ptr[j - 1];
            row[j] = min3(before[j] + 1, row[j - 1] + 1, before[j - 1] + !is_same);
            bool is_swapped =
                i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1];
            if (is_swapped && two_before[j - 2] + 1 < row[j])
                row[j] = two_before[j - 2] + 1;
        }
    }
    return rows[a.len % 3][b.len];
}

void nearest_offer(struct nearest *n, struct str name)
{
    if (!n->word.len || n->word.len > NAME_MAX_BYTES || name.len > NAME_MAX_BYTES)
        return;
    int d = distance(n->word, name);
    bool continues = n->word.len >= 3 && (str_starts(name, n->word) || str_starts(n->word, name));
    if (continues)
        d = 1;
    size_t longer = n->word.len > name.len ? n->word.len : name.len;
    if (d * 3 > (int)longer + 1)
        return;
    if (!n->best.ptr || d < n->distance) {
        n->best = name;
        n->distance = d;
    }
}
