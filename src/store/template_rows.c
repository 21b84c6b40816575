// template_rows.c - see template_rows.h.
#include "store/template_rows.h"

#include <string.h>

#include "store_sql.h"

// struct prompt_sums as its columns: all of it is integers.
enum { SUMS = sizeof(struct prompt_sums) / sizeof(int64_t) };
_Static_assert(SUMS == 24, "template_read.sql and template_insert.sql have a column each");
// Columns of template_read.sql, parameters of template_insert.sql (+ 1).
enum column {
    COLUMN_NUMBER,
    COLUMN_ID,
    COLUMN_SHAPES,
    COLUMN_CONTENTS,
    COLUMN_QUESTION,
    COLUMN_SYSTEM,
    COLUMN_SUMS,
};

static struct template_sums read_row(sqlite3_stmt *rows)
{
    int64_t v[SUMS];
    for (int i = 0; i < SUMS; i++)
        v[i] = db_column(rows, COLUMN_SUMS + i);
    struct template_sums out = {
        .number = sqlite3_column_int64(rows, COLUMN_NUMBER),
        .template_id = (uint64_t)sqlite3_column_int64(rows, COLUMN_ID),
        .shapes = sqlite3_column_int64(rows, COLUMN_SHAPES),
        .contents = sqlite3_column_int64(rows, COLUMN_CONTENTS),
        .question_segment = db_column(rows, COLUMN_QUESTION),
        .system_segment = db_column(rows, COLUMN_SYSTEM),
    };
    memcpy(&out.sums, v, sizeof out.sums);
    return out;
}

bool template_rows_read(struct store *s, struct template_sums **out, size_t *count, struct arena *a,
                        struct err *e)
{
    sqlite3_stmt *rows = NULL;
    struct template_sums *list = NULL;
    size_t n = 0;
    size_t cap = 0;
    bool ok = db_prepare(s->db, sql_template_read, &rows, e);
    for (bool has_row = true; ok;) {
        ok = db_row(rows, &has_row, e);
        if (!ok || !has_row)
            break;
        if (n == cap) {
            size_t more = cap ? cap * 2 : 64;
            list = arena_grow(a, list, cap * sizeof *list, more * sizeof *list);
            cap = more;
        }
        list[n++] = read_row(rows);
    }
    sqlite3_finalize(rows);
    *out = list;
    *count = n;
    return ok;
}

static bool write_row(sqlite3_stmt *put, const struct template_sums *template, struct err *e)
{
    int64_t v[SUMS];
    memcpy(v, &template->sums, sizeof v);
    sqlite3_bind_int64(put, COLUMN_NUMBER + 1, template->number);
    sqlite3_bind_int64(put, COLUMN_ID + 1, (int64_t) template->template_id);
    sqlite3_bind_int64(put, COLUMN_SHAPES + 1, template->shapes);
    sqlite3_bind_int64(put, COLUMN_CONTENTS + 1, template->contents);
    db_bind(put, COLUMN_QUESTION + 1, template->question_segment);
    db_bind(put, COLUMN_SYSTEM + 1, template->system_segment);
    for (int i = 0; i < SUMS; i++)
        db_bind(put, COLUMN_SUMS + 1 + i, v[i]);
    return db_run(put, e);
}

bool template_rows_write(struct store *s, const struct template_sums *templates, size_t count,
                         struct err *e)
{
    sqlite3_stmt *put = NULL;
    bool ok =
        db_exec(s->db, sql_template_clear, e) && db_prepare(s->db, sql_template_insert, &put, e);
    for (size_t i = 0; ok && i < count; i++)
        ok = write_row(put, &templates[i], e);
    sqlite3_finalize(put);
    return ok;
}

bool prompts_templates(struct store *s, struct template_row **out, int64_t *count, struct arena *a,
                       struct err *e)
{
    struct arena scratch = {0};
    struct template_sums *list = NULL;
    size_t n = 0;
    bool ok = template_rows_read(s, &list, &n, &scratch, e);
    *count = 0;
    *out = ARENA_ARRAY(a, struct template_row, n);
    for (size_t i = 0; ok && i < n; i++)
        if (list[i].sums.requests)
            (*out)[(*count)++] =
                (struct template_row){list[i].template_id, list[i].contents, list[i].sums};
    arena_release(&scratch);
    return ok;
}
