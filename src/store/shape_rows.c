// shape_rows.c - see shape_rows.h.
#include "store/shape_rows.h"

#include <string.h>

#include "base/hash.h"
#include "store/database.h"
#include "store_sql.h"

_Static_assert(SHAPES_MAX + SHAPES_COARSE_MAX < 100000, "a number has five digits");

void shape_chunk_init(struct shape_chunk *c, struct arena *a)
{
    *c = (struct shape_chunk){
        .shapes = {.arena = a}, .levels = {.arena = a}, .origins = {.arena = a}};
}

void shape_chunk_clear(struct shape_chunk *c)
{
    c->shapes.len = c->levels.len = c->origins.len = 0;
    c->has_origins = false;
    c->count = 0;
}

void shape_chunk_add(struct shape_chunk *c, const struct shape_row *shape)
{
    const int64_t segments[] = {shape->question_segment, shape->system_segment};
    buf_str(&c->shapes, (struct str){(const char *)&shape->shape, sizeof shape->shape});
    buf_byte(&c->levels, (char)shape->level);
    for (int i = 0; i < 2; i++) {
        c->has_origins |= segments[i] != UNKNOWN;
        buf_varint(&c->origins, segments[i] == UNKNOWN ? 0 : (uint64_t)segments[i] + 1);
    }
    c->count++;
}

// Columns of shape_read.sql.
enum read_column {
    READ_ID,
    READ_SHAPES,
    READ_LEVELS,
    READ_ORIGINS,
    READ_TEMPLATES,
    READ_COUNTS,
};

// A row of both tables, taken apart from the front.
struct row {
    struct str shapes, levels, origins, templates, counts;
};

static bool take_segment(struct str *origins, int64_t *out)
{
    uint64_t n = 0;
    *out = UNKNOWN;
    if (!origins->ptr)
        return true;
    if (!str_take_varint(origins, &n))
        return false;
    if (n)
        *out = (int64_t)n - 1;
    return true;
}

// Shapes that are newer than the last settle have neither template nor counts.
static bool take_settled(struct row *from, struct shape_row *out, int64_t *number)
{
    uint64_t counts[2];
    *number = 0;
    if (!from->templates.len)
        return true;
    struct str digits = {from->templates.ptr, TEMPLATE_DIGITS};
    if (from->templates.len < TEMPLATE_DIGITS || !str_to_i64(digits, number) ||
        !str_take_varint(&from->counts, &counts[0]) || !str_take_varint(&from->counts, &counts[1]))
        return false;
    from->templates = str_skip(from->templates, TEMPLATE_DIGITS);
    out->requests = (int64_t)counts[0];
    out->unique_contents = (int64_t)counts[1];
    return true;
}

static bool take_shape(struct row *from, struct shape_row *out, int64_t *number)
{
    *out = (struct shape_row){0};
    if (from->shapes.len < sizeof out->shape || !from->levels.len)
        return false;
    memcpy(&out->shape, from->shapes.ptr, sizeof out->shape);
    out->level = (unsigned char)from->levels.ptr[0];
    from->shapes = str_skip(from->shapes, sizeof out->shape);
    from->levels = str_skip(from->levels, 1);
    return take_segment(&from->origins, &out->question_segment) &&
           take_segment(&from->origins, &out->system_segment) && take_settled(from, out, number);
}

static bool take_row(struct shape_list *l, size_t cap, sqlite3_stmt *rows)
{
    struct row row = {
        .shapes = db_column_str(rows, READ_SHAPES),
        .levels = db_column_str(rows, READ_LEVELS),
        .origins = db_column_str(rows, READ_ORIGINS),
        .templates = db_column_str(rows, READ_TEMPLATES),
        .counts = db_column_str(rows, READ_COUNTS),
    };
    // Rows have no gaps, and all but the last one are full.
    if (sqlite3_column_int64(rows, READ_ID) * SHAPES_A_ROW != (int64_t)l->count || !row.levels.len)
        return false;
    for (size_t n = row.levels.len; n; n--) {
        if (l->count == cap || !take_shape(&row, &l->rows[l->count], &l->numbers[l->count]))
            return false;
        l->count++;
        l->rows[l->count - 1].id = (int64_t)l->count;
    }
    return true;
}

// Ids of templates by number. They are not those of their shapes in an anonymised copy.
static bool set_templates(struct store *s, struct shape_list *l, struct err *e)
{
    struct arena scratch = {0};
    uint64_t *ids = ARENA_ARRAY(&scratch, uint64_t, l->count + 1);
    sqlite3_stmt *rows = NULL;
    bool ok = db_prepare(s->db, sql_template_list, &rows, e);
    for (bool has_row = true; ok;) {
        ok = db_row(rows, &has_row, e);
        if (!ok || !has_row)
            break;
        int64_t number = sqlite3_column_int64(rows, 0);
        if (number > 0 && number <= (int64_t)l->count)
            ids[number] = (uint64_t)sqlite3_column_int64(rows, 1);
    }
    sqlite3_finalize(rows);
    for (size_t i = 0; ok && i < l->count; i++) {
        ok = (l->numbers[i] >= 0 && l->numbers[i] <= (int64_t)l->count) ||
             err_set(e, ERR_DB, "database is damaged (templates)");
        if (ok)
            l->rows[i].template_id = ids[l->numbers[i]];
    }
    arena_release(&scratch);
    return ok;
}

bool shape_list_read(struct store *s, struct shape_list *out, struct arena *a, struct err *e)
{
    int64_t newest = UNKNOWN;
    sqlite3_stmt *rows = NULL;
    *out = (struct shape_list){0};
    bool ok = db_query_int(s->db, sql_shape_max, &newest, e) &&
              db_prepare(s->db, sql_shape_read, &rows, e);
    size_t cap = newest == UNKNOWN || newest < 0 ? 0 : ((size_t)newest + 1) * SHAPES_A_ROW;
    if (cap > SHAPES_MAX + SHAPES_COARSE_MAX)
        cap = SHAPES_MAX + SHAPES_COARSE_MAX;
    out->rows = ARENA_ARRAY(a, struct shape_row, cap);
    out->numbers = ARENA_ARRAY(a, int64_t, cap);
    for (bool has_row = true; ok;) {
        ok = db_row(rows, &has_row, e);
        if (!ok || !has_row)
            break;
        ok = take_row(out, cap, rows) || err_set(e, ERR_DB, "database is damaged (shapes)");
    }
    sqlite3_finalize(rows);
    return ok && set_templates(s, out, e);
}

bool shape_settled_put(sqlite3_stmt *put, const struct shape_list *now, size_t first, struct err *e)
{
    struct arena scratch = {0};
    char templates[SHAPES_A_ROW * TEMPLATE_DIGITS];
    struct buf counts = {.arena = &scratch};
    size_t count = 0;
    for (; count < SHAPES_A_ROW && first + count < now->count; count++) {
        const struct shape_row *shape = &now->rows[first + count];
        int64_t number = now->numbers[first + count];
        for (int i = TEMPLATE_DIGITS; i-- > 0; number /= 10)
            templates[count * TEMPLATE_DIGITS + (size_t)i] = (char)('0' + number % 10);
        buf_varint(&counts, (uint64_t)shape->requests);
        buf_varint(&counts, (uint64_t)shape->unique_contents);
    }
    sqlite3_bind_int64(put, 1, (int64_t)(first / SHAPES_A_ROW));
    db_bind_str(put, 2, (struct str){templates, count * TEMPLATE_DIGITS});
    db_bind_blob(put, 3, buf_view(&counts));
    bool ok = db_run(put, e);
    arena_release(&scratch);
    return ok;
}

uint64_t template_id_of(const struct shape *first)
{
    return hash_bytes(first, sizeof *first);
}
