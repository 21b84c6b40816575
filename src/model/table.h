// table.h - an answer: named columns with units, rows of cells; what renderers draw.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

// What a number is, so that every renderer shows it the same way.
enum unit {
    UNIT_TEXT,
    UNIT_COUNT,    // integer
    UNIT_TOKENS,   // integer
    UNIT_BYTES,    // integer
    UNIT_NUSD,     // integer nano-USD; JSON and CSV print USD with all nine digits
    UNIT_SHARE,    // double 0..1; text prints per cent, JSON the number
    UNIT_MS,       // integer or double milliseconds
    UNIT_TIME_US,  // integer, Unix µs; printed as ISO 8601 UTC
    UNIT_HASH,     // integer (uint64 bits); 16 hexadecimal digits
    UNIT_NUMBER,   // double
    UNIT_SECONDS,  // double; text prints seconds, minutes, hours or days
    UNIT_RATIO,    // double; text prints three digits
    UNIT_BOOL,     // integer 0 or 1
    UNIT_CELL,     // every cell says it itself: cell.unit
    UNIT_TABLE,    // a table in a cell, for JSON: its column has no title
    UNIT_GROUP,    // text that rows in a row have alike: people may see it once, above them
    UNIT_PROSE,    // text as long as a sentence: people may see it below its row
    UNIT_COMMAND,  // text to be copied: likewise, and never cut or broken
};

// How sure a figure is (design.md §6).
enum evidence { EVIDENCE_MEASURED, EVIDENCE_MODELLED, EVIDENCE_ASSUMED };

struct column {
    struct str key;    // snake_case, the JSON and CSV name: stable
    struct str title;  // for people; unknown = the column is for programs: only JSON has it
    enum unit unit;
    enum evidence evidence;
    bool is_label;  // names the row (left-aligned, first)
};

struct cell {
    bool is_null;               // unknown: null in JSON, "-" in text
    int64_t i;                  // integer units
    double f;                   // UNIT_SHARE, UNIT_NUMBER, UNIT_MS, UNIT_SECONDS, UNIT_RATIO
    struct str s;               // UNIT_TEXT
    enum unit unit;             // in a column of UNIT_CELL
    enum evidence evidence;     // likewise: how sure this one is
    const struct table *table;  // UNIT_TABLE: without tables in its own cells
};

enum table_shape {
    TABLE_ROWS,    // an array of objects
    TABLE_OBJECT,  // one row: an object
};

struct table {
    struct str key;        // JSON name of the section ("totals", "by", "unpriced"); "" = an object
                           // whose members are those of the answer itself
    struct str title;      // heading for people
    struct str dimension;  // with key "by": "feature" or "feature,model"; unknown otherwise
    enum table_shape shape;
    struct column *columns;
    int column_count;
    struct cell *cells;  // row_count * column_count
    int64_t row_count, row_cap;
    struct str *notes;  // sentences below the table
    int note_count;
    struct arena *arena;
};

// Several tables with the facts about all of them: one answer of the program.
struct answer {
    struct str title;
    struct table **tables;
    int table_count, table_cap;
    struct str *notes;  // warnings and the period line, for people; also in JSON as "notes"
    int note_count, note_cap;
    struct arena *arena;
};

struct table *table_new(struct arena *a, struct str key, struct str title,
                        const struct column *columns, int column_count);
// A row of nulls; fill it before the next table_row().
struct cell *table_row(struct table *t);
void table_note(struct table *t, struct str note);
int table_column(const struct table *t, struct str key);  // -1 when absent

struct cell cell_int(int64_t n);     // UNKNOWN becomes null
struct cell cell_double(double x);   // NaN becomes null
struct cell cell_str(struct str s);  // unknown becomes null
struct cell cell_table(const struct table *t);
// True when cells hold their value in `s`.
bool unit_is_text(enum unit unit);
// The unit that a cell of this column is in.
enum unit cell_unit(const struct column *column, const struct cell *cell);

void answer_add(struct answer *out, struct table *t);
void answer_note(struct answer *out, struct str note);
