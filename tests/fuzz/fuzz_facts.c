// fuzz_facts.c - any text as a segment: facts stay within it, previews hold nothing private that
// was found, JSON is what the parser takes for it.
#include <assert.h>

#include "base/utf8.h"
#include "ingest/facts.h"
#include "ingest/json_text.h"
#include "ingest/pii.h"
#include "ingest/redact.h"
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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena arena = {0};
    struct json_parser *parser = json_parser_new();
    struct str text = utf8_repair((struct str){(const char *)bytes, len}, &arena);
    check_spans(text);
    check_facts(text);
    check_json(str_trim(text), parser);
    struct str shown = redact(text, PREVIEW_BYTES, &arena);
    assert(pii_kinds(text) || str_eq(shown, redact_clean(text, PREVIEW_BYTES, &arena)));
    assert(shown.len <= PREVIEW_BYTES && utf8_is_valid(shown));
    json_parser_free(parser);
    arena_release(&arena);
    return 0;
}
