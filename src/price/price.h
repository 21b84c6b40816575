// price.h - what a call costs: an effective-dated price book and the only cost formula.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "model/record.h"
#include "price/price_span.h"

// Prices are integers: pico-USD a token ($1 per million tokens = 1,000,000 pUSD), nano-USD a call.
#define PUSD_PER_NUSD 1000LL

// What is priced apart. The first TOK_CLASSES entries are enum tok_class.
enum price_class { PRICE_REQUEST = TOK_CLASSES, PRICE_WEB_SEARCH, PRICE_CLASSES };

struct price_book;  // rows loaded from JSON; read-only while in use, shared by threads

// The built-in book (src/price/book/*.json). Lives in `a`.
MUST_USE bool price_book_builtin(struct price_book **out, struct arena *a, struct err *e);
// Adds rows of a file that stand before all rows loaded so far: ours (docs/prices.md),
// genai-prices' data.json or LiteLLM's model map, told apart by their shape. `origin` names the
// file in messages.
MUST_USE bool price_book_import(struct price_book *book, struct str json, struct str origin,
                                struct err *e);
// A book without rows, for imports alone.
struct price_book *price_book_empty(struct arena *a);
// What the imports found wrong and left out ("gpt-x: cache_read is dearer than input: left out").
size_t price_book_warnings(const struct price_book *book, const struct str **out);
// Newest date (µs) for which the book was read from its sources.
int64_t price_book_date_us(const struct price_book *book);
// Identity of the contents: the same rows, the same hash.
uint64_t price_book_hash(const struct price_book *book);

struct price_row;
// The row for a call: by provider, model (as billed, then as asked), tier and instant. NULL = none.
// ts_us UNKNOWN takes the row valid at the book's date; an instant before the model's first row
// takes that one (reports warn; price_row_from_us() says so).
const struct price_row *price_find(const struct price_book *book, struct str provider,
                                   struct str model, enum tier tier, int64_t ts_us);
// The same; cuts the span (may be NULL) to where the answer is the same, not for ts_us UNKNOWN.
const struct price_row *price_find_for(const struct price_book *book, struct str provider,
                                       struct str model, enum tier tier, int64_t ts_us,
                                       struct price_span *span);
struct str price_row_id(const struct price_row *row);  // "anthropic/claude-sonnet-4-6@2026-02-17"
struct str price_row_provider(const struct price_row *row);
struct str price_row_model(const struct price_row *row);
int64_t price_row_from_us(const struct price_row *row);  // INT64_MIN = always
uint32_t price_row_number(const struct price_row *row);
// NULL beyond the last; numbers are 1, 2, 3, …
const struct price_row *price_row_by_number(const struct price_book *book, uint32_t number);

// Cost of a call in pico-USD: each class and the total. Part classes (reasoning, audio, image) are
// taken out of their class when the row prices them apart. Long-context tiers re-price the whole
// request when its input (fresh + read + write) is strictly above the threshold.
struct price_cost {
    int64_t pusd[PRICE_CLASSES];
    int64_t total_pusd;
    int64_t threshold_tok;  // of the tier that applied, 0 = none
};
// False when the call uses a class that the row has no price for, or on overflow: then it is
// unpriced. A cache class without a price costs what it would without the cache: 1h write → 5m
// write → input, read → input (docs/prices.md). A tier that is not sold has no price either.
bool price_cost(const struct price_row *row, const struct usage *u, enum tier tier,
                struct price_cost *out);
// Total in nano-USD, rounded half up once.
int64_t price_total_nusd(const struct price_cost *cost);
// The part of it that the output costs (reasoning, audio and images of the answer included),
// rounded half up on its own and never above the total; the rest is the input's.
int64_t price_output_nusd(const struct price_cost *cost);

// Prices a record: cost_nusd, output_cost_nusd and price_row, UNKNOWN and 0 without a price; a
// gateway hit and a failed call without usage cost 0. Estimated tokens are priced like logged ones.
void price_record(const struct price_book *book, struct record *r);

// The same through a cache of names, for callers that price many records: one a thread, zero +
// book is a valid start. Its memory is bounded, whatever the log calls its models.
struct price_cache {
    const struct price_book *book;
    struct arena arena;
    struct map by_name;
};
void price_record_cached(struct price_cache *cache, struct record *r);
void price_cache_release(struct price_cache *cache);

// Canonical provider ("Azure OpenAI" → "azure") and the bare model name (lower case, provider
// prefix, region prefix and "models/" removed) that matching and request_fp use.
struct str price_canonical_provider(struct str provider, struct arena *a);
struct str price_bare_model(struct str model, struct arena *a);

// Bytes per token of a tokenizer family, ×1000 (for logs without counts), by model name.
int64_t price_bytes_per_ktok(struct str model);
