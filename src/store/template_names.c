// template_names.c - names that people gave templates.
#include "store/database.h"
#include "store/prompts.h"
#include "store_sql.h"

enum { DIGITS_MIN = 4, DIGITS_MAX = 16 };

static bool has_name_of(const struct template_name *names, size_t count, uint64_t template_id)
{
    for (size_t i = 0; i < count; i++)
        if (names[i].template_id == template_id)
            return true;
    return false;
}

bool prompts_names(struct store *s, struct template_name **out, int64_t *count, struct arena *a,
                   struct err *e)
{
    sqlite3_stmt *rows = NULL;
    struct template_name *list = NULL;
    size_t n = 0;
    size_t cap = 0;
    bool ok = db_prepare(s->db, sql_template_name_list, &rows, e);
    for (bool has_row = true; ok;) {
        ok = db_row(rows, &has_row, e);
        if (!ok || !has_row)
            break;
        uint64_t id = (uint64_t)sqlite3_column_int64(rows, 0);
        if (has_name_of(list, n, id))
            continue;
        if (n == cap) {
            size_t more = cap ? cap * 2 : 16;
            list = arena_grow(a, list, cap * sizeof *list, more * sizeof *list);
            cap = more;
        }
        list[n++] = (struct template_name){id, str_copy(db_column_str(rows, 1), a)};
    }
    sqlite3_finalize(rows);
    *out = list;
    *count = (int64_t)n;
    return ok;
}

// Templates whose id begins with so many bits; *out is the last of them.
static bool match_templates(struct store *s, uint64_t prefix, int bits, int64_t *matches,
                            uint64_t *out, struct err *e)
{
    sqlite3_stmt *rows = NULL;
    bool ok = db_prepare(s->db, sql_template_list, &rows, e);
    *matches = 0;
    for (bool has_row = true; ok;) {
        ok = db_row(rows, &has_row, e);
        if (!ok || !has_row)
            break;
        uint64_t id = (uint64_t)sqlite3_column_int64(rows, 1);
        if (!sqlite3_column_int64(rows, 2) || id >> (64 - bits) != prefix)
            continue;
        *out = id;
        ++*matches;
    }
    sqlite3_finalize(rows);
    return ok;
}

static bool find_template(struct store *s, struct str id, uint64_t *out, struct err *e)
{
    uint64_t prefix = 0;
    int64_t matches = 0;
    if (id.len < DIGITS_MIN || id.len > DIGITS_MAX || !str_to_hex64(id, &prefix))
        return err_set(e, ERR_USAGE, "\"%.*s\" is no template id: 4 to 16 hexadecimal digits",
                       STR_ARG(id));
    if (!match_templates(s, prefix, 4 * (int)id.len, &matches, out, e))
        return false;
    if (!matches)
        return err_set(e, ERR_USAGE, "no template has an id that begins with %.*s", STR_ARG(id));
    return matches == 1 || err_set(e, ERR_USAGE, "%.*s stands for %lld templates: give more digits",
                                   STR_ARG(id), (long long)matches);
}

static bool check_free(struct store *s, struct str name, uint64_t template_id, struct err *e)
{
    struct arena scratch = {0};
    struct template_name *names = NULL;
    int64_t count = 0;
    bool ok = prompts_names(s, &names, &count, &scratch, e);
    for (int64_t i = 0; ok && i < count; i++)
        if (names[i].template_id != template_id && str_eq(names[i].name, name))
            ok = err_set(e, ERR_USAGE, "\"%.*s\" is the name of template %016llx", STR_ARG(name),
                         (unsigned long long)names[i].template_id);
    arena_release(&scratch);
    return ok;
}

static bool write_name(struct store *s, struct str name, uint64_t template_id, struct err *e)
{
    sqlite3_stmt *remove = NULL;
    sqlite3_stmt *put = NULL;
    bool ok = db_prepare(s->db, sql_template_name_delete, &remove, e) &&
              db_prepare(s->db, sql_template_name_put, &put, e);
    if (ok) {
        sqlite3_bind_int64(remove, 1, (int64_t)template_id);
        sqlite3_bind_int64(put, 1, (int64_t)template_id);
        db_bind_str(put, 2, name);
        ok = db_run(remove, e) && (!name.len || db_run(put, e));
    }
    sqlite3_finalize(remove);
    sqlite3_finalize(put);
    return ok;
}

bool prompts_set_name(struct store *s, struct str id, struct str name, struct err *e)
{
    uint64_t template_id = 0;
    name = str_trim(name);
    if (!find_template(s, id, &template_id, e) ||
        (name.len && !check_free(s, name, template_id, e)) || !store_begin(s, e))
        return false;
    if (write_name(s, name, template_id, e) && store_end(s, e))
        return true;
    store_rollback(s);
    return false;
}
