// row_pages.c - walks the B-tree of the table: interior pages down to leaves, cell after cell.
#include "store/row_pages.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "model/record.h"
#include "store/database.h"
#include "store_sql.h"

// DEPTH_MAX: that of SQLite. COLUMNS_MAX: of the table. LOCAL_MIN: bytes of that many integers with
// their types; pages that may keep fewer in a cell are not read here. SLACK: behind a page, so that
// as many values can be read wherever a record begins.
enum { DEPTH_MAX = 20, COLUMNS_MAX = ROW_PAGES_VALUES };
enum { LOCAL_MIN = 9 * COLUMNS_MAX + 16, SLACK = 9 * COLUMNS_MAX };
enum { HEADER_BYTES = 100, AT_PAGE_SIZE = 16, AT_RESERVED = 20, NOT_WANTED = -1 };
enum { PAGE_INTERIOR = 5, PAGE_LEAF = 13, LEAF_HEAD = 8, INTERIOR_HEAD = 12 };

struct level {
    unsigned char *page;
    int cell, cells;  // the next one; interior pages have one child more than cells
    uint64_t last;    // the greatest row that the child that is being read may have
    bool is_leaf;
};

struct row_pages {
    struct arena arena;  // holds the struct
    sqlite3 *db;
    sqlite3_stmt *root;  // stays on its row: holds the moment that is read
    sqlite3_file *file;
    size_t page_bytes, usable;
    struct level levels[DEPTH_MAX];
    int depth;               // of the levels in use
    int place[COLUMNS_MAX];  // of a column of the table in the values
    int columns;             // up to the last one that is wanted
    int number_at;           // place of the row's number
    int wanted;              // columns; where they are in the table and in the values
    int wanted_column[COLUMNS_MAX], wanted_place[COLUMNS_MAX];
    int64_t after;           // rows are wanted above it: the last one given, or the first asked for
    int64_t asked, skipped;  // the first `after`; the greatest key met that is not above it
};

static bool damaged(const struct row_pages *p, struct err *e)
{
    const char *name = sqlite3_db_filename(p->db, "main");
    return err_set(e, ERR_DB, "%s: database is damaged", name ? name : "database");
}

static uint32_t two(const unsigned char *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

static uint32_t four(const unsigned char *at)
{
    return two(at) << 16 | two(at + 2);
}

// Written out, it is one instruction.
static uint64_t eight(const unsigned char *at)
{
    return (uint64_t)at[0] << 56 | (uint64_t)at[1] << 48 | (uint64_t)at[2] << 40 |
           (uint64_t)at[3] << 32 | (uint64_t)at[4] << 24 | (uint64_t)at[5] << 16 |
           (uint64_t)at[6] << 8 | (uint64_t)at[7];
}

// Reads nine bytes at most; returns how many.
static size_t varint(const unsigned char *at, uint64_t *out)
{
    uint64_t n = 0;
    for (size_t i = 0; i < 8; i++) {
        n = n << 7 | (at[i] & 127);
        if (at[i] < 128) {
            *out = n;
            return i + 1;
        }
    }
    *out = n << 8 | at[8];
    return 9;
}

// Is what the connection sees in the file itself, all of it?
static bool is_in_file(sqlite3 *db, sqlite3_file **file)
{
    sqlite3_file *journal = NULL;
    sqlite3_int64 bytes = 0;
    return sqlite3_db_readonly(db, "main") == 1 &&
           sqlite3_txn_state(db, "main") != SQLITE_TXN_WRITE &&
           sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, file) == SQLITE_OK &&
           *file && (*file)->pMethods &&
           sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal) == SQLITE_OK &&
           (!journal || !journal->pMethods ||
            (journal->pMethods->xFileSize(journal, &bytes) == SQLITE_OK && bytes == 0));
}

static bool read_bytes(struct row_pages *p, void *out, size_t bytes, uint64_t offset, struct err *e)
{
    int code = p->file->pMethods->xRead(p->file, out, (int)bytes, (sqlite3_int64)offset);
    return code == SQLITE_OK || damaged(p, e);
}

// False also where cells may keep too little of a row on their page.
static bool read_header(struct row_pages *p)
{
    unsigned char header[HEADER_BYTES];
    struct err none = {0};
    if (!read_bytes(p, header, sizeof header, 0, &none))
        return false;
    uint32_t bytes = two(header + AT_PAGE_SIZE);
    p->page_bytes = bytes == 1 ? 65536 : bytes;
    p->usable = p->page_bytes - header[AT_RESERVED];
    return p->page_bytes >= 4096 && (p->usable - 12) * 32 / 255 - 23 >= LOCAL_MIN;
}

static int find_column(sqlite3_stmt *table, const char *name)
{
    int count = sqlite3_column_count(table);
    for (int i = 0; i < count && i < COLUMNS_MAX; i++)
        if (str_eq(str_of(sqlite3_column_name(table, i)), str_of(name)))
            return i;
    return NOT_WANTED;
}

// Column 0 of the table is its row's number, which is not among the values of a record.
static bool place_columns(struct row_pages *p, sqlite3_stmt *table, sqlite3_stmt *wanted)
{
    for (int i = 0; i < COLUMNS_MAX; i++)
        p->place[i] = NOT_WANTED;
    for (int i = 0; i < sqlite3_column_count(wanted); i++) {
        int column = find_column(table, sqlite3_column_name(wanted, i));
        if (column == NOT_WANTED || p->place[column] != NOT_WANTED)
            return false;
        p->place[column] = i;
        p->columns = column + 1 > p->columns ? column + 1 : p->columns;
    }
    p->number_at = p->place[0];
    p->place[0] = NOT_WANTED;
    for (int i = 0; i < p->columns; i++)
        if (p->place[i] != NOT_WANTED) {
            p->wanted_column[p->wanted] = i;
            p->wanted_place[p->wanted++] = p->place[i];
        }
    return true;
}

static bool learn_columns(struct row_pages *p, const char *sql, bool *can, struct err *e)
{
    sqlite3_stmt *all = NULL;
    sqlite3_stmt *wanted = NULL;
    bool ok = db_prepare(p->db, sql_request_columns, &all, e) && db_prepare(p->db, sql, &wanted, e);
    *can = ok && place_columns(p, all, wanted);
    sqlite3_finalize(all);
    sqlite3_finalize(wanted);
    return ok;
}

// Begins to read: from here on the connection sees one moment.
static bool find_root(struct row_pages *p, int64_t *root, struct err *e)
{
    bool has = false;
    if (!db_prepare(p->db, sql_request_root, &p->root, e) || !db_row(p->root, &has, e))
        return false;
    *root = has ? sqlite3_column_int64(p->root, 0) : 0;
    return true;
}

// A row or child that is not above `after`: there are some before the first that is, in order.
static bool skip(struct row_pages *p, int64_t key, struct err *e)
{
    if (p->after != p->asked || key <= p->skipped)
        return damaged(p, e);
    p->skipped = key;
    return true;
}

// Reads the page into the next level. Only the root may be empty. As keys must go up, a page that
// is met again is damage at its first key.
static bool descend(struct row_pages *p, uint64_t number, struct err *e)
{
    if (p->depth == DEPTH_MAX || number < 2)
        return damaged(p, e);
    struct level *l = &p->levels[p->depth];
    if (!l->page)
        l->page = arena_alloc(&p->arena, p->page_bytes + SLACK, 1);
    if (!read_bytes(p, l->page, p->page_bytes, (number - 1) * p->page_bytes, e))
        return false;
    l->is_leaf = l->page[0] == PAGE_LEAF;
    l->cell = 0;
    l->cells = (int)two(l->page + 3);
    size_t head = l->is_leaf ? LEAF_HEAD : INTERIOR_HEAD;
    bool is_known = l->cells ? l->is_leaf || l->page[0] == PAGE_INTERIOR : l->is_leaf && !p->depth;
    if (!is_known || head + 2 * (size_t)l->cells > p->usable)
        return damaged(p, e);
    p->depth++;
    return true;
}

// Where a cell begins; NULL when that is beyond the page.
static const unsigned char *cell_at(const struct row_pages *p, const struct level *l, int cell)
{
    const unsigned char *pointers = l->page + (l->is_leaf ? LEAF_HEAD : INTERIOR_HEAD);
    size_t at = two(pointers + 2 * (size_t)cell);
    return at + 4 <= p->usable ? l->page + at : NULL;
}

// From an interior page to its next child that may have rows above `after`.
static bool next_child(struct row_pages *p, struct err *e)
{
    struct level *l = &p->levels[p->depth - 1];
    if (l->cell && (int64_t)l->last < p->after)
        return damaged(p, e);
    p->after = l->cell ? (int64_t)l->last : p->after;
    while (l->cell < l->cells) {
        const unsigned char *cell = cell_at(p, l, l->cell++);
        if (!cell)
            return damaged(p, e);
        varint(cell + 4, &l->last);
        if ((int64_t)l->last > p->after)
            return descend(p, four(cell), e);
        if (!skip(p, (int64_t)l->last, e))
            return false;
    }
    l->cell++;
    return descend(p, four(l->page + LEAF_HEAD), e);
}

// To the level whose next cell is a row's; none is left when the depth is 0.
static bool find_leaf(struct row_pages *p, struct err *e)
{
    while (p->depth) {
        const struct level *l = &p->levels[p->depth - 1];
        if (l->cell >= l->cells + !l->is_leaf)
            p->depth--;
        else if (l->is_leaf)
            return true;
        else if (!next_child(p, e))
            return false;
    }
    return true;
}

// Values by their type. Type 7 is a floating point number, from 12 on come text and bytes.
enum { TYPE_FLOAT = 7, TYPE_ONE = 9, TYPE_TEXT = 12 };
static const struct {
    unsigned char bytes, shift;  // shift: of eight bytes, down to those of the value
    int64_t constant;            // of a type without bytes
} types[TYPE_TEXT] = {
    {0, 0, UNKNOWN}, {1, 56, 0}, {2, 48, 0}, {3, 40, 0}, {4, 32, 0}, {6, 16, 0},
    {8, 0, 0},       {8, 0, 0},  {0, 0, 0},  {0, 0, 1},  {0, 0, 0},  {0, 0, 0},
};

static bool is_integer(uint64_t type)
{
    return type <= TYPE_ONE && type != TYPE_FLOAT;
}

static int64_t integer_of(uint64_t type, const unsigned char *at)
{
    int64_t read = (int64_t)eight(at) >> types[type].shift;
    return types[type].bytes ? read : types[type].constant;
}

// All columns up to the last one that is wanted, where each is an integer whose type is one byte.
// False where not all are.
static bool read_integers(const struct row_pages *p, const unsigned char *type,
                          const unsigned char *value, const unsigned char *end, int64_t *columns)
{
    for (int i = 0; i < p->columns; i++) {
        if (!is_integer(type[i]))
            return false;
        columns[i] = integer_of(type[i], value);
        value += types[type[i]].bytes;
    }
    return value <= end;
}

// The same where others are among those that are not wanted; false where one is wanted, or where
// the record is damaged. Columns that it does not have are NULL.
static bool read_mixed(const struct row_pages *p, const unsigned char *record, size_t bytes,
                       int64_t *columns)
{
    uint64_t head_bytes = 0;
    size_t type_at = varint(record, &head_bytes);
    size_t value_at = (size_t)head_bytes;
    for (int i = 0; i < p->columns; i++) {
        uint64_t type = 0;
        if (type_at < head_bytes)
            type_at += varint(record + type_at, &type);
        if (type >= TYPE_TEXT && (type - TYPE_TEXT) / 2 > bytes)
            return false;
        size_t size = type < TYPE_TEXT ? types[type].bytes : (size_t)(type - TYPE_TEXT) / 2;
        if (value_at + size > bytes || (p->place[i] != NOT_WANTED && !is_integer(type)))
            return false;
        columns[i] = is_integer(type) ? integer_of(type, record + value_at) : UNKNOWN;
        value_at += size;
    }
    return true;
}

// The wanted columns of a record that has `bytes` bytes on the page.
static bool read_record(const struct row_pages *p, const unsigned char *record, size_t bytes,
                        int64_t *values)
{
    int64_t columns[COLUMNS_MAX];
    uint64_t head_bytes = 0;
    size_t at = varint(record, &head_bytes);
    if (head_bytes > bytes)
        return false;
    bool has_all = head_bytes >= at + (size_t)p->columns;
    if ((!has_all ||
         !read_integers(p, record + at, record + head_bytes, record + bytes, columns)) &&
        !read_mixed(p, record, bytes, columns))
        return false;
    for (int i = 0; i < p->wanted; i++)
        values[p->wanted_place[i]] = columns[p->wanted_column[i]];
    return true;
}

// Bytes of a record that its cell has; the others are on overflow pages.
static size_t local_bytes(const struct row_pages *p, uint64_t bytes)
{
    size_t most = p->usable - 35;
    size_t least = (p->usable - 12) * 32 / 255 - 23;
    if (bytes <= most)
        return (size_t)bytes;
    size_t kept = least + (size_t)((bytes - least) % (p->usable - 4));
    return kept <= most ? kept : least;
}

// The row of the next cell. *is_later: it is above `after`.
static bool read_cell(struct row_pages *p, int64_t *values, bool *is_later, struct err *e)
{
    struct level *l = &p->levels[p->depth - 1];
    uint64_t bytes = 0;
    uint64_t number = 0;
    const unsigned char *cell = cell_at(p, l, l->cell++);
    if (!cell)
        return damaged(p, e);
    cell += varint(cell, &bytes);
    cell += varint(cell, &number);
    *is_later = (int64_t)number > p->after;
    if (!*is_later)
        return skip(p, (int64_t)number, e);
    size_t local = local_bytes(p, bytes);
    if ((size_t)(cell - l->page) + local > p->usable || !read_record(p, cell, local, values))
        return damaged(p, e);
    if (p->number_at != NOT_WANTED)
        values[p->number_at] = (int64_t)number;
    p->after = (int64_t)number;
    return true;
}

bool row_pages_next(struct row_pages *p, int64_t *values, bool *has, struct err *e)
{
    *has = false;
    while (!*has) {
        if (!find_leaf(p, e))
            return false;
        if (!p->depth)
            return true;
        if (!read_cell(p, values, has, e))
            return false;
    }
    return true;
}

bool row_pages_open(sqlite3 *db, const char *sql, int64_t after, struct row_pages **out,
                    struct err *e)
{
    struct arena a = {0};
    struct row_pages *p = ARENA_NEW(&a, struct row_pages);
    int64_t root = 0;
    bool can = false;
    p->arena = a;
    p->db = db;
    p->after = p->asked = after;
    p->skipped = INT64_MIN;
    *out = NULL;
    bool ok = find_root(p, &root, e) && learn_columns(p, sql, &can, e);
    can = ok && can && root && is_in_file(db, &p->file) && read_header(p);
    ok = ok && (!can || descend(p, (uint64_t)root, e));
    if (ok && can)
        *out = p;
    else
        row_pages_close(p);
    return ok;
}

void row_pages_close(struct row_pages *p)
{
    if (!p)
        return;
    sqlite3_finalize(p->root);
    struct arena a = p->arena;
    arena_release(&a);
}
