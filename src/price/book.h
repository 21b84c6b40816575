// book.h - inside of the price book: origins (files), series (one model each), rows (one span
// each).
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "price/clause.h"
#include "price/model_names.h"
#include "price/price_row.h"

// The prices of one model of one provider; rows in the order in which they are tried.
struct price_series {
    struct str provider, model;
    struct clause match;
    struct price_row *rows;
    int row_count, row_cap;
    uint32_t number;  // 1, 2, 3, … in the book
};

// One file. Own files and LiteLLM's name models exactly, a few by globs; genai-prices tries its
// rules in the order of the file.
struct price_origin {
    struct str name;  // of the file; "" = built in
    struct str read;  // the date in its name; unknown = none
    bool is_ordered;
    struct price_series **series;
    size_t count, cap;
    struct map by_name;             // model_name_key() → position + 1 in `series`
    struct price_series **globbed;  // series whose rule is more than names, longest literal first
    size_t globbed_count, globbed_cap;
    struct str fallbacks[16][2];  // genai-prices: provider → further provider
    int fallback_count;
    struct price_origin *older;
};

struct provider_terms {
    struct str provider;
    const struct price_terms *terms;
};

struct price_book {
    struct arena *arena;
    struct price_origin *newest;   // first to be asked
    struct price_series **series;  // all, by number - 1
    size_t series_count, series_cap;
    struct price_row **rows;  // all, by number - 1; filled by book_close_origin()
    size_t row_count, row_cap;
    struct provider_terms *terms;  // what imports take, too; [0] = of everybody else
    size_t terms_count, terms_cap;
    struct str *warnings;
    size_t warning_count, warning_cap;
    int64_t date_us;
    uint64_t hash;
};

// Building: open an origin, add series and rows, close it (sorts, numbers, indexes).
struct price_origin *book_open_origin(struct price_book *b, struct str name);
void book_close_origin(struct price_book *b, struct price_origin *o);
struct price_series *book_series(struct price_book *b, struct price_origin *o, struct str provider,
                                 struct str model);
// A row that is all unknown, always valid, at the standard terms.
struct price_row *series_add_row(struct price_book *b, struct price_series *s);
void origin_add_name(struct price_book *b, struct price_origin *o, struct price_series *s,
                     struct str name);
void origin_add_rule(struct price_book *b, struct price_origin *o, struct price_series *s,
                     struct clause rule);
// The date a book's sources were read, "2026-09-23"; the newest is kept.
void book_note_date(struct price_book *b, struct str date);
void book_warn(struct price_book *b, const char *format, ...) PRINTF(2, 3);
void price_set_clear(struct price_set *set);

// Terms by provider: factors of batch, flex and priority that a file sets for all of its rows.
void book_set_terms(struct price_book *b, struct str provider, const struct price_terms *terms);
const struct price_terms *book_terms(const struct price_book *b, struct str provider);

// Readers of the three shapes; `root` is the parsed file.
MUST_USE bool load_own(struct price_book *b, struct price_origin *o, const cJSON *root,
                       struct err *e);
MUST_USE bool load_genai(struct price_book *b, struct price_origin *o, const cJSON *root,
                         struct err *e);
MUST_USE bool load_litellm(struct price_book *b, struct price_origin *o, const cJSON *root,
                           struct err *e);

// The first series of a provider whose rule holds for a name (lower case), or NULL.
const struct price_series *origin_by_rule(const struct price_origin *o, struct str provider,
                                          struct str name);
// How a series was found, for explain.
struct price_match {
    const struct price_series *series;
    const struct price_origin *origin;
    struct str provider;  // under which it stands
    struct str name;      // the candidate that matched, in the caller's model_names
    bool by_rule;
};
// False when nothing matches.
bool book_match(const struct price_book *b, const struct model_names *n, struct price_match *out);
// Cuts the span (may be NULL) to where the row is the same.
const struct price_row *series_row_at(const struct price_book *b, const struct price_series *s,
                                      enum tier tier, int64_t ts_us, struct price_span *span);
