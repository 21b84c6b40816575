// image.c - leaf pages of rows, a page above them that finds them, a page that says what they are.
#include "store/image.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "store_sql.h"

// Pages are large, so that one above the leaves is enough: it has room for 4,600.
enum {
    PAGE_BYTES = CELL_PAGE_BYTES,
    FILE_HEADER = 100,  // of page 1
    LEAF_HEADER = 8,
    INTERIOR_HEADER = 12,
    POINTER = 2,  // to a cell
    FIRST_PAGES = 32,
};
enum page_kind { PAGE_INTERIOR = 5, PAGE_LEAF = 13 };

// A page while cells are put into it, from its end on.
struct page {
    uint32_t number;
    size_t header;    // where its header begins,
    size_t pointers;  // and the list of its cells
    size_t cells;
    size_t content;  // where the lowest cell begins
    int64_t last;    // id of the last row
};

struct table {
    struct page *leaves;
    size_t count, cap;
};

struct image {
    struct arena arena;   // holds the struct
    struct arena lists;   // leaves of the tables
    struct arena memory;  // holds the pages
    unsigned char *pages;
    uint32_t count, cap;  // of pages
    struct table tables[IMAGE_TABLES];
    bool is_attached;
};

static const struct {
    const char *name, *append;
} tables[IMAGE_TABLES] = {
    [IMAGE_REQUESTS] = {"request_t", sql_request_append},
    [IMAGE_SEGMENTS] = {"segment_t", sql_segment_append},
    [IMAGE_WORDS] = {"word_t", sql_word_append},
    [IMAGE_ROLLUPS] = {"rollup_t", sql_rollup_append},
    [IMAGE_USER_DAYS] = {"user_day_t", sql_user_day_append},
};

struct image *image_new(void)
{
    struct arena a = {0};
    struct image *m = ARENA_NEW(&a, struct image);
    m->arena = a;
    return m;
}

void image_free(struct image *m)
{
    if (!m)
        return;
    arena_release(&m->lists);
    arena_release(&m->memory);
    struct arena a = m->arena;
    arena_release(&a);
}

static unsigned char *bytes_of(const struct image *m, uint32_t page)
{
    return m->pages + (size_t)(page - 1) * PAGE_BYTES;
}

// Pages move when there is a new one.
static uint32_t new_page(struct image *m)
{
    if (m->count == m->cap) {
        struct arena old = m->memory;
        uint32_t cap = m->cap ? m->cap * 2 : FIRST_PAGES;
        m->memory = (struct arena){0};
        unsigned char *pages = arena_raw(&m->memory, (size_t)cap * PAGE_BYTES);
        if (m->count)
            memcpy(pages, m->pages, (size_t)m->count * PAGE_BYTES);
        arena_release(&old);
        m->pages = pages;
        m->cap = cap;
    }
    return ++m->count;
}

static struct page page_begin(struct image *m, enum page_kind kind)
{
    uint32_t number = new_page(m);
    size_t header = number == 1 ? FILE_HEADER : 0;
    size_t pointers = header + (kind == PAGE_LEAF ? LEAF_HEADER : INTERIOR_HEADER);
    unsigned char *bytes = bytes_of(m, number);
    memset(bytes, 0, pointers);
    bytes[header] = (unsigned char)kind;
    return (struct page){
        .number = number, .header = header, .pointers = pointers, .content = PAGE_BYTES};
}

static bool page_has_room(const struct page *p, size_t bytes)
{
    return p->pointers + (p->cells + 1) * POINTER + bytes <= p->content;
}

// Room for a cell.
static unsigned char *page_take(struct image *m, struct page *p, size_t bytes)
{
    assert(page_has_room(p, bytes));
    unsigned char *page = bytes_of(m, p->number);
    p->content -= bytes;
    big_endian_put(page + p->pointers + p->cells * POINTER, p->content, POINTER);
    p->cells++;
    return page + p->content;
}

static void page_end(struct image *m, const struct page *p)
{
    unsigned char *header = bytes_of(m, p->number) + p->header;
    big_endian_put(header + 3, p->cells, 2);
    big_endian_put(header + 5, p->content, 2);
}

static struct page *begin_leaf(struct image *m, struct table *t)
{
    if (t->count == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 64;
        t->leaves =
            arena_grow(&m->lists, t->leaves, t->cap * sizeof *t->leaves, cap * sizeof *t->leaves);
        t->cap = cap;
    }
    t->leaves[t->count++] = page_begin(m, PAGE_LEAF);
    return &t->leaves[t->count - 1];
}

// Pages for what has no room in a cell, a list; returns the first.
static uint32_t add_overflow(struct image *m, struct str rest)
{
    uint32_t first = m->count + 1;
    while (rest.len) {
        uint32_t page = new_page(m);
        struct str here = str_head(rest, CELL_OVERFLOW_BYTES);
        rest = str_skip(rest, here.len);
        big_endian_put(bytes_of(m, page), rest.len ? page + 1 : 0, 4);
        memcpy(bytes_of(m, page) + 4, here.ptr, here.len);
    }
    return first;
}

void image_add(struct image *m, enum image_table table, const struct image_row *row)
{
    struct table *t = &m->tables[table];
    struct leaf_cell cell;
    leaf_cell_begin(&cell);
    leaf_cell_ints(&cell, &(int64_t){UNKNOWN}, 1);  // the primary key stands before the row
    leaf_cell_ints(&cell, row->values, row->count);
    leaf_cell_end(&cell, row->id, row->last, row->kind);
    if (!m->count)
        (void)new_page(m);  // the schema's
    uint32_t overflow = cell.rest.len ? add_overflow(m, cell.rest) : 0;
    struct page *leaf = t->count ? &t->leaves[t->count - 1] : NULL;
    if (!leaf || !page_has_room(leaf, leaf_cell_bytes(&cell)))
        leaf = begin_leaf(m, t);
    leaf_cell_put(&cell, overflow, page_take(m, leaf, leaf_cell_bytes(&cell)));
    leaf->last = row->id;
}

size_t image_bytes(const struct image *m)
{
    return (size_t)m->count * PAGE_BYTES;
}

// The page that stands for a table: its only leaf, or one that has all leaves.
static uint32_t end_table(struct image *m, const struct table *t)
{
    for (size_t i = 0; i < t->count; i++)
        page_end(m, &t->leaves[i]);
    const struct page *last = &t->leaves[t->count - 1];
    if (t->count == 1)
        return last->number;
    struct page root = page_begin(m, PAGE_INTERIOR);
    for (const struct page *leaf = t->leaves; leaf < last; leaf++) {
        unsigned char key[9];
        size_t n = leaf_cell_varint(key, (uint64_t)leaf->last);
        unsigned char *out = page_take(m, &root, 4 + n);
        big_endian_put(out, leaf->number, 4);
        memcpy(out + 4, key, n);
    }
    page_end(m, &root);
    big_endian_put(bytes_of(m, root.number) + LEAF_HEADER, last->number, 4);
    return root.number;
}

// How the database defines a table.
static bool definition_of(sqlite3 *db, const char *name, struct str *out, struct arena *a,
                          struct err *e)
{
    sqlite3_stmt *t = NULL;
    bool has_row = false;
    if (!db_prepare(db, sql_table_definition, &t, e))
        return false;
    db_bind_str(t, 1, str_of(name));
    bool ok = db_row(t, &has_row, e) &&
              (has_row || err_set(e, ERR_DB, "database is damaged (no table %s)", name));
    if (ok)
        *out = str_copy(db_column_str(t, 0), a);
    sqlite3_finalize(t);
    return ok;
}

static bool add_definition(struct image *m, struct page *schema, int table, sqlite3 *db,
                           struct err *e)
{
    struct arena scratch = {0};
    struct str sql = {0};
    if (!definition_of(db, tables[table].name, &sql, &scratch, e))
        return false;
    struct leaf_cell cell;
    leaf_cell_begin(&cell);
    leaf_cell_text(&cell, S("table"));
    leaf_cell_text(&cell, str_of(tables[table].name));
    leaf_cell_text(&cell, str_of(tables[table].name));
    leaf_cell_ints(&cell, &(int64_t){end_table(m, &m->tables[table])}, 1);
    leaf_cell_end(&cell, table + 1, sql, CELL_TEXT);
    leaf_cell_put(&cell, 0, page_take(m, schema, leaf_cell_bytes(&cell)));
    arena_release(&scratch);
    return true;
}

static void put_file_header(const struct image *m)
{
    static const struct {
        unsigned char at, bytes;
        uint32_t value;
    } fields[] = {
        {16, 2, 1},   // pages of 65,536 bytes
        {18, 1, 1},   // written and
        {19, 1, 1},   // read without a WAL
        {21, 1, 64},  // fixed fractions of a page
        {22, 1, 32},  //
        {23, 1, 32},  //
        {24, 4, 1},   // count of changes
        {40, 4, 1},   // count of changes of the schema
        {44, 4, 4},   // format of the schema
        {56, 4, 1},   // UTF-8
        {92, 4, 1},   // count of changes for which the pages are as many as said
    };
    unsigned char *header = bytes_of(m, 1);
    memcpy(header, "SQLite format 3", 16);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        big_endian_put(header + fields[i].at, fields[i].value, fields[i].bytes);
    big_endian_put(header + 28, m->count, 4);
}

static bool make_schema(struct image *m, sqlite3 *db, struct err *e)
{
    struct page schema = {
        .number = 1,
        .header = FILE_HEADER,
        .pointers = FILE_HEADER + LEAF_HEADER,
        .content = PAGE_BYTES,
    };
    memset(bytes_of(m, 1), 0, schema.pointers);
    for (int i = 0; i < IMAGE_TABLES; i++)
        if (m->tables[i].count && !add_definition(m, &schema, i, db, e))
            return false;
    bytes_of(m, 1)[FILE_HEADER] = PAGE_LEAF;
    page_end(m, &schema);
    put_file_header(m);
    return true;
}

static bool attach(struct image *m, sqlite3 *db, struct err *e)
{
    if (!db_exec(db, sql_image_attach, e))
        return false;
    m->is_attached = true;
    sqlite3_int64 size = (sqlite3_int64)image_bytes(m);
    return sqlite3_deserialize(db, "image", m->pages, size, size, SQLITE_DESERIALIZE_READONLY) ==
               SQLITE_OK ||
           db_error(db, e);
}

bool image_write(struct image *m, sqlite3 *db, struct err *e)
{
    if (!m->count)
        return true;
    if (!make_schema(m, db, e) || !attach(m, db, e))
        return false;
    for (int i = 0; i < IMAGE_TABLES; i++)
        if (m->tables[i].count && !db_exec(db, tables[i].append, e))
            return false;
    return true;
}

bool image_clear(struct image *m, sqlite3 *db, struct err *e)
{
    bool ok = !m->is_attached || db_exec(db, sql_image_detach, e);
    m->is_attached = false;
    m->count = 0;
    arena_reset(&m->lists);
    memset(m->tables, 0, sizeof m->tables);
    return ok;
}
