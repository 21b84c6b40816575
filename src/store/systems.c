// systems.c - system prompts and tools by hash in memory, calls since the last flush beside them.
#include "store/systems.h"

#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/map.h"
#include "store/prompts.h"
#include "store_sql.h"

enum {
    CALLS_MAX = 4096,  // different tools called between two flushes
    FORM_BITS = 16,
    FORM_COUNT = (1 << FORM_BITS) - 1,
};
_Static_assert((int)SYSTEMS_OF_FORM <= (int)FORM_COUNT, "as many as a count can say");

// Calls of a tool that are not in the table yet.
struct calls {
    uint64_t tool;  // key in `tools`
    int64_t system;
    uint64_t name_hash;
    int64_t count;
};

struct systems {
    struct arena arena;  // holds the struct and the maps
    struct store *store;
    sqlite3_stmt *insert, *insert_tool, *call;
    struct map ids;        // system_fp → id
    struct map forms;      // form → id of its first << FORM_BITS | how many are kept
    struct map tools;      // key of system and tool → number in `calls` + 1, 0 = not called
    int64_t tool_count;    // offered
    int64_t called_count;  // called without being offered
    int64_t dropped;       // requests with a system prompt that found no room; UNKNOWN = none
    bool is_changed;       // `dropped`
    struct calls calls[CALLS_MAX];
    size_t pending;
};

static uint64_t tool_key(int64_t system, uint64_t name_hash)
{
    return hash_mix(hash_mix(0, (uint64_t)system), name_hash);
}

static void know(struct systems *t, uint64_t system_fp, uint64_t form, int64_t id)
{
    bool is_new = false;
    uint64_t *of_form = map_put(&t->forms, form, &is_new);
    *of_form = is_new ? (uint64_t)id << FORM_BITS | 1 : *of_form + 1;
    *map_put(&t->ids, system_fp, NULL) = (uint64_t)id;
}

static bool load_systems(struct systems *t, struct err *e)
{
    sqlite3_stmt *rows = NULL;
    bool ok = db_prepare(t->store->db, sql_system_list, &rows, e);
    for (bool has_row = true; ok;) {
        ok = db_row(rows, &has_row, e);
        if (!ok || !has_row)
            break;
        know(t, (uint64_t)sqlite3_column_int64(rows, 1), (uint64_t)sqlite3_column_int64(rows, 2),
             sqlite3_column_int64(rows, 0));
    }
    sqlite3_finalize(rows);
    return ok;
}

static bool load_tools(struct systems *t, struct err *e)
{
    sqlite3_stmt *rows = NULL;
    bool ok = db_prepare(t->store->db, sql_tool_list, &rows, e);
    for (bool has_row = true; ok;) {
        ok = db_row(rows, &has_row, e);
        if (!ok || !has_row)
            break;
        map_put(&t->tools,
                tool_key(sqlite3_column_int64(rows, 0), (uint64_t)sqlite3_column_int64(rows, 1)),
                NULL);
        bool is_offered = db_column(rows, 2) != UNKNOWN;
        t->tool_count += is_offered;
        t->called_count += !is_offered;
    }
    sqlite3_finalize(rows);
    return ok;
}

bool systems_open(struct store *s, struct systems **out, struct err *e)
{
    struct arena a = {0};
    struct systems *t = ARENA_NEW(&a, struct systems);
    t->arena = a;
    t->store = s;
    t->ids.arena = t->forms.arena = t->tools.arena = &t->arena;
    if (!db_prepare(s->db, sql_system_insert, &t->insert, e) ||
        !db_prepare(s->db, sql_tool_insert, &t->insert_tool, e) ||
        !db_prepare(s->db, sql_tool_call, &t->call, e) || !load_systems(t, e) ||
        !load_tools(t, e) || !meta_int(s, S("dropped_systems"), &t->dropped, e)) {
        systems_close(t);
        return false;
    }
    *out = t;
    return true;
}

void systems_close(struct systems *t)
{
    if (!t)
        return;
    sqlite3_finalize(t->insert);
    sqlite3_finalize(t->insert_tool);
    sqlite3_finalize(t->call);
    struct arena a = t->arena;
    arena_release(&a);
}

enum { NUMBER_BYTES = 20 };  // with what stands behind it

// Up to NUMBER_BYTES - 1, without buf_fmt(): it took four fifths of the time of a system prompt.
static char *put_number(char *at, int64_t n)
{
    char digits[NUMBER_BYTES];
    size_t first = sizeof digits;
    if (n < 0) {  // only UNKNOWN is
        struct str null = S("null");
        memcpy(at, null.ptr, null.len);
        return at + null.len;
    }
    do {
        digits[--first] = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    memcpy(at, digits + first, sizeof digits - first);
    return at + (sizeof digits - first);
}

static void edits_json(const struct system_facts *f, struct buf *out)
{
    buf_byte(out, '[');
    for (int64_t i = 0; i < f->edit_count; i++) {
        const struct trim_edit *edit = &f->edits[i];
        const int64_t numbers[] = {edit->kind, edit->offset, edit->bytes, edit->other};
        char *at = buf_reserve(out, 4 * NUMBER_BYTES + 3);
        char *begin = at;
        if (i)
            *at++ = ',';
        *at++ = '[';
        for (int n = 0; n < 4; n++) {
            at = put_number(at, numbers[n]);
            *at++ = n < 3 ? ',' : ']';
        }
        out->len += (size_t)(at - begin);
    }
    buf_byte(out, ']');
}

static void bind_print(sqlite3_stmt *t, int at, uint64_t print)
{
    db_bind(t, at, print ? (int64_t)print : UNKNOWN);
}

static bool write_system(struct systems *t, int64_t id, const struct system_facts *f, struct err *e)
{
    enum { ID = 1, SYSTEM_FP, FORM, TOOLS_FP, TOOLS_SET, TEXT_BYTES, TRIM };
    struct arena scratch = {0};
    struct buf edits = {.arena = &scratch};
    edits_json(f, &edits);
    sqlite3_bind_int64(t->insert, ID, id);
    sqlite3_bind_int64(t->insert, SYSTEM_FP, (int64_t)f->system_fp);
    sqlite3_bind_int64(t->insert, FORM, (int64_t)f->form);
    bind_print(t->insert, TOOLS_FP, f->tools_fp);
    bind_print(t->insert, TOOLS_SET, f->tools_set);
    sqlite3_bind_int64(t->insert, TEXT_BYTES, f->text_bytes);
    for (int k = 0; k < TRIM_KINDS; k++) {
        sqlite3_bind_int64(t->insert, TRIM + k, f->trim_bytes[k]);
        sqlite3_bind_int64(t->insert, TRIM + TRIM_KINDS + k, f->trim_count[k]);
    }
    db_bind_str(t->insert, TRIM + 2 * TRIM_KINDS, buf_view(&edits));
    bool ok = db_run(t->insert, e);
    arena_release(&scratch);
    return ok;
}

static bool write_tool(struct systems *t, int64_t system, const struct tool *tool, int64_t place,
                       struct err *e)
{
    bool is_new = false;
    map_put(&t->tools, tool_key(system, tool->name_hash), &is_new);
    t->tool_count += is_new;
    sqlite3_bind_int64(t->insert_tool, 1, system);
    sqlite3_bind_int64(t->insert_tool, 2, (int64_t)tool->name_hash);
    db_bind_str(t->insert_tool, 3, tool->name);
    sqlite3_bind_int64(t->insert_tool, 4, place);
    sqlite3_bind_int64(t->insert_tool, 5, tool->bytes);
    return db_run(t->insert_tool, e);
}

bool systems_put(struct systems *t, const struct system_facts *facts, struct err *e)
{
    if (!facts->system_fp || map_get(&t->ids, facts->system_fp))
        return true;
    const uint64_t *of_form = map_get(&t->forms, facts->form);
    if (t->ids.len >= SYSTEMS_MAX || t->tool_count + facts->tool_count > TOOLS_MAX ||
        (of_form && (*of_form & FORM_COUNT) >= SYSTEMS_OF_FORM))
        return true;
    int64_t id = (int64_t)t->ids.len + 1;
    know(t, facts->system_fp, facts->form, id);
    if (!write_system(t, id, facts, e))
        return false;
    for (int64_t i = 0; i < facts->tool_count; i++)
        if (!write_tool(t, id, &facts->tools[i], i, e))
            return false;
    return true;
}

void systems_count_request(struct systems *t, uint64_t system_fp)
{
    if (!system_fp || map_get(&t->ids, system_fp))
        return;
    t->dropped = t->dropped == UNKNOWN ? 1 : t->dropped + 1;
    t->is_changed = true;
}

static bool flush_calls(struct systems *t, struct err *e)
{
    for (size_t i = 0; i < t->pending; i++) {
        const struct calls *calls = &t->calls[i];
        sqlite3_bind_int64(t->call, 1, calls->system);
        sqlite3_bind_int64(t->call, 2, (int64_t)calls->name_hash);
        sqlite3_bind_int64(t->call, 3, calls->count);
        if (!db_run(t->call, e))
            return false;
        *map_get(&t->tools, calls->tool) = 0;
    }
    t->pending = 0;
    return true;
}

// The system prompt whose tools were called; 0 = none that is known.
static int64_t calling(const struct systems *t, const struct tool_calls *calls)
{
    const uint64_t *id = map_get(&t->ids, calls->system_fp);
    if (id)
        return (int64_t)*id;
    const uint64_t *of_form = map_get(&t->forms, calls->form);
    return of_form && calls->system_fp ? (int64_t)(*of_form >> FORM_BITS) : 0;
}

bool systems_count_calls(struct systems *t, const struct tool_calls *calls, struct err *e)
{
    int64_t system = calling(t, calls);
    for (int64_t i = 0; system && i < calls->count; i++) {
        uint64_t name_hash = calls->called[i];
        uint64_t key = tool_key(system, name_hash);
        uint64_t *slot = map_get(&t->tools, key);
        if (!slot && t->called_count == TOOLS_CALLED_MAX)
            continue;
        if (t->pending == CALLS_MAX && !flush_calls(t, e))
            return false;
        t->called_count += !slot;
        slot = slot ? slot : map_put(&t->tools, key, NULL);
        if (!*slot) {
            t->calls[t->pending++] =
                (struct calls){.tool = key, .system = system, .name_hash = name_hash};
            *slot = t->pending;
        }
        t->calls[*slot - 1].count++;
    }
    return true;
}

bool systems_flush(struct systems *t, struct err *e)
{
    if (!flush_calls(t, e))
        return false;
    if (!t->is_changed)
        return true;
    t->is_changed = false;
    return meta_set_int(t->store, S("dropped_systems"), t->dropped, e);
}
