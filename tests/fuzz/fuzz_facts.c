// fuzz_facts.c - any text as a segment: facts stay within it, previews hold nothing private that
// was found, JSON is what the parser takes for it, all processors sweep it alike.
#include <assert.h>
#include <string.h>

#include "base/utf8.h"
#include "ingest/facts.h"
#include "ingest/json_text.h"
#include "ingest/pii.h"
#include "ingest/redact.h"
#include "ingest/spots.h"
#include "ingest/task.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void check_spans(struct str text)
{
    struct pii_span span = {0};
    size_t end = 0;
    uint32_t kinds = 0;
    while (pii_next(text, end, &span)) {
        assert(span.begin >= end && span.begin < span.end && span.end <= text.len);
        assert(span.kind < PII_COUNT);
        kinds |= UINT32_C(1) << span.kind;
        end = span.end;
    }
    assert(kinds == pii_kinds(text));
}

static void check_facts(struct str text)
{
    static const struct str words[] = {{"now", 3}, {"a b", 3}};
    static const struct watch watch = {words, 2};
    for (int role = ROLE_TOOLS; role <= ROLE_TOOL; role++) {
        struct segment s = {.role = (enum role)role, .kind = SEG_TEXT, .text = text};
        struct segment_facts told;
        segment_facts(&told, &s, text, &watch);
        assert(told.retrieved_bytes <= text.len);
        assert((told.retrieved_chunks > 0) == (told.retrieved_bytes > 0));
        assert(task_of(told.task_clue) < TASK_COUNT);
        bool has_now = (told.time_words >> TIME_NOW & 1) != 0;
        assert(role != ROLE_USER || has_now == (told.watch & 1));
    }
}

// Lone surrogates and numbers out of range pass here, and the parser refuses them.
static void check_json(struct str text, struct json_parser *parser)
{
    struct json v = {0};
    enum json_error error = json_parse(parser, text, 0, &v);
    bool is_container = error == JSON_OK && (json_is_object(v) || json_is_array(v));
    assert(!is_container || json_is_whole(text));
    if (json_is_whole(text) && !str_contains(text, S("`")))
        assert(is_container || error == JSON_ERROR_NUMBER || error == JSON_ERROR_STRING);
}

// Spots of the text as it stands, and of a copy with room behind it by the plain code.
static void check_spots(struct str text, struct arena *a)
{
    size_t words = text.len / SWEEP_WORD + 1;
    char *copy = arena_alloc(a, words * SWEEP_WORD + SWEEP_BEHIND, 1);
    uint64_t *bits = ARENA_ARRAY(a, uint64_t, words);
    memcpy(copy, text.len ? text.ptr : "", text.len);
    for (int kind = 0; kind <= SPOT_SECRET; kind++) {
        struct spots spots;
        sweeps_any.spots((enum spot_kind)kind, bits, copy, words);
        spots_begin(&spots, text, (enum spot_kind)kind);
        size_t next = spots_next(&spots, 0);
        for (size_t i = 0; i < text.len; i++) {
            bool is_spot = bits[i / SWEEP_WORD] >> i % SWEEP_WORD & 1;
            assert(is_spot == (next == i));
            if (next == i)
                next = spots_next(&spots, i + 1);
        }
        assert(next == text.len);
    }
}

static void check_fold(struct str text, struct arena *a)
{
    char *any = arena_alloc(a, text.len + SWEEP_MARGIN, 1);
    char *best = arena_alloc(a, text.len + SWEEP_MARGIN, 1);
    bool is_ascii[2];
    size_t len = (size_t)(sweeps_any.fold(any, text, &is_ascii[0]) - any);
    assert((size_t)(sweeps()->fold(best, text, &is_ascii[1]) - best) == len);
    assert(len <= text.len && memcmp(any, best, len) == 0);
    assert(is_ascii[0] == is_ascii[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena arena = {0};
    struct json_parser *parser = json_parser_new();
    struct str text = utf8_repair((struct str){(const char *)bytes, len}, &arena);
    check_spans(text);
    check_facts(text);
    check_spots(text, &arena);
    check_fold(text, &arena);
    check_json(str_trim(text), parser);
    struct str shown = redact(text, PREVIEW_BYTES, &arena);
    assert(pii_kinds(text) || str_eq(shown, redact_clean(text, PREVIEW_BYTES, &arena)));
    assert(shown.len <= PREVIEW_BYTES && utf8_is_valid(shown));
    json_parser_free(parser);
    arena_release(&arena);
    return 0;
}
