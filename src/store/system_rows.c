// system_rows.c - reads distinct system prompts and their tools back.
#include "store/database.h"
#include "store/prompts.h"
#include "store_sql.h"

// Columns of system_read.sql.
enum system_column {
    SYSTEM_ID,
    SYSTEM_PRINT,
    SYSTEM_TOOLS,
    SYSTEM_TOOLS_SET,
    SYSTEM_TEXT_BYTES,
    SYSTEM_TRIM,
    SYSTEM_EDITS = SYSTEM_TRIM + 2 * TRIM_KINDS,
    SYSTEM_FORM,
};
// Columns of tool_read.sql.
enum tool_column { TOOL_SYSTEM, TOOL_HASH, TOOL_NAME, TOOL_BYTES, TOOL_CALLS };

static bool is_mark(char c)
{
    return c == '[' || c == ']' || c == ',';
}

// The next number of "[[1,2,3,null],[…]]"; UNKNOWN for null. False at the end.
static bool next_number(struct str *json, int64_t *out)
{
    size_t at = 0;
    while (at < json->len && is_mark(json->ptr[at]))
        at++;
    size_t end = at;
    while (end < json->len && !is_mark(json->ptr[end]))
        end++;
    struct str text = str_head(str_skip(*json, at), end - at);
    *json = str_skip(*json, end);
    if (!str_to_i64(text, out))
        *out = UNKNOWN;
    return text.len > 0;
}

static bool next_edit(struct str *json, struct trim_edit *out)
{
    int64_t kind = 0;
    if (!next_number(json, &kind) || !next_number(json, &out->offset) ||
        !next_number(json, &out->bytes) || !next_number(json, &out->other))
        return false;
    out->kind = (enum trim_kind)kind;
    return kind >= 0 && kind < TRIM_KINDS;
}

static void read_edits(struct str json, struct system_facts *out, struct arena *a)
{
    out->edits = ARENA_ARRAY(a, struct trim_edit, TRIM_EDITS_MAX);
    while (out->edit_count < TRIM_EDITS_MAX && next_edit(&json, &out->edits[out->edit_count]))
        out->edit_count++;
}

static struct system_facts read_facts(sqlite3_stmt *rows, struct arena *a)
{
    struct system_facts f = {
        .system_fp = (uint64_t)sqlite3_column_int64(rows, SYSTEM_PRINT),
        .form = (uint64_t)sqlite3_column_int64(rows, SYSTEM_FORM),
        .tools_fp = (uint64_t)sqlite3_column_int64(rows, SYSTEM_TOOLS),
        .tools_set = (uint64_t)sqlite3_column_int64(rows, SYSTEM_TOOLS_SET),
        .text_bytes = sqlite3_column_int64(rows, SYSTEM_TEXT_BYTES),
    };
    for (int k = 0; k < TRIM_KINDS; k++) {
        f.trim_bytes[k] = sqlite3_column_int64(rows, SYSTEM_TRIM + k);
        f.trim_count[k] = sqlite3_column_int64(rows, SYSTEM_TRIM + TRIM_KINDS + k);
    }
    read_edits(db_column_str(rows, SYSTEM_EDITS), &f, a);
    return f;
}

struct system_list {
    struct system_row *rows;  // by id - 1
    int64_t count, cap;
    struct arena *arena;
};

static void add_system(struct system_list *l, struct system_facts facts)
{
    if (l->count == l->cap) {
        int64_t cap = l->cap ? l->cap * 2 : 64;
        l->rows = arena_grow(l->arena, l->rows, (size_t)l->cap * sizeof *l->rows,
                             (size_t)cap * sizeof *l->rows);
        l->cap = cap;
    }
    l->rows[l->count++] = (struct system_row){.facts = facts};
}

static bool read_systems(sqlite3 *db, struct system_list *l, struct err *e)
{
    sqlite3_stmt *rows = NULL;
    bool ok = db_prepare(db, sql_system_read, &rows, e);
    for (bool has_row = true; ok;) {
        ok = db_row(rows, &has_row, e);
        if (!ok || !has_row)
            break;
        if (sqlite3_column_int64(rows, SYSTEM_ID) != l->count + 1) {
            ok = err_set(e, ERR_DB, "database is damaged (system prompts)");
            break;
        }
        add_system(l, read_facts(rows, l->arena));
    }
    sqlite3_finalize(rows);
    return ok;
}

// Tools of a system prompt stand together.
static bool read_tools(sqlite3 *db, struct system_list *l, struct err *e)
{
    sqlite3_stmt *rows = NULL;
    struct tool_row *list = NULL;
    size_t n = 0;
    size_t cap = 0;
    bool ok = db_prepare(db, sql_tool_read, &rows, e);
    for (bool has_row = true; ok;) {
        ok = db_row(rows, &has_row, e);
        if (!ok || !has_row)
            break;
        int64_t system = sqlite3_column_int64(rows, TOOL_SYSTEM);
        if (system < 1 || system > l->count)
            continue;
        struct system_row *row = &l->rows[system - 1];
        if (!row->tool_count)
            n = cap = 0;
        if (n == cap) {
            size_t more = cap ? cap * 2 : 8;
            list = arena_grow(l->arena, cap ? list : NULL, cap * sizeof *list, more * sizeof *list);
            cap = more;
        }
        list[n++] = (struct tool_row){
            .name_hash = (uint64_t)sqlite3_column_int64(rows, TOOL_HASH),
            .name = str_copy(db_column_str(rows, TOOL_NAME), l->arena),
            .bytes = sqlite3_column_int64(rows, TOOL_BYTES),
            .calls = sqlite3_column_int64(rows, TOOL_CALLS),
        };
        row->tools = list;
        row->tool_count = (int64_t)n;
    }
    sqlite3_finalize(rows);
    return ok;
}

bool prompts_systems(struct store *s, struct system_row **out, int64_t *count, int64_t *dropped,
                     struct arena *a, struct err *e)
{
    struct system_list list = {.arena = a};
    bool ok = read_systems(s->db, &list, e) && read_tools(s->db, &list, e) &&
              meta_int(s, S("dropped_systems"), dropped, e);
    if (ok && *dropped == UNKNOWN)
        *dropped = 0;
    *out = list.rows;
    *count = list.count;
    return ok;
}
