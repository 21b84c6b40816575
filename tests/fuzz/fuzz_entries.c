// fuzz_entries.c - any JSON through parse_entry: always an outcome with its reason, always the
// same.
#include <assert.h>

#include "parsers/envelope.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void check_count(int64_t n)
{
    assert(n == UNKNOWN || n >= 0);
}

static void check_record(const struct record *r)
{
    for (int i = 0; i < TOK_CLASSES; i++)
        check_count(r->usage.tok[i]);
    check_count(r->latency_us);
    check_count(r->ttft_us);
    check_count(r->logged_cost_nusd);
    check_count(r->status);
    assert(!r->is_error || r->names[NAME_ERROR].len > 0);
    assert(r->segment_count >= 0 && r->segment_count <= r->segment_cap);
    for (int i = 0; i < NAME_COUNT; i++)
        assert(!r->names[i].ptr || r->names[i].len > 0);
}

static void check_outcomes(const struct parse *p)
{
    assert(p->outcome_count >= 1);
    for (int64_t i = 0; i < p->outcome_count; i++) {
        const struct outcome *o = &p->outcomes[i];
        assert(o->end == END_RECORD || o->end == END_SKIPPED || o->end == END_REJECTED);
        assert(o->end != END_REJECTED || reject_reason_text[o->reason]);
        assert((o->end == END_RECORD) == (o->record != NULL));
        if (o->record)
            check_record(o->record);
    }
}

// What two runs over one entry must agree on.
static void check_same(const struct parse *p, const struct parse *again)
{
    assert(p->outcome_count == again->outcome_count);
    for (int64_t i = 0; i < p->outcome_count; i++) {
        const struct outcome *a = &p->outcomes[i];
        const struct outcome *b = &again->outcomes[i];
        assert(a->end == b->end && a->envelope == b->envelope);
        if (!a->record)
            continue;
        assert(memcmp(&a->record->usage, &b->record->usage, sizeof a->record->usage) == 0);
        for (int n = 0; n < NAME_COUNT; n++)
            assert(str_eq(a->record->names[n], b->record->names[n]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const struct source_context source;
    struct json_parser *parser = json_parser_new();
    struct arena arena = {0};
    struct parse parse = {0};
    struct parse again = {0};
    struct json root;
    struct str text = {(const char *)bytes, len};
    if (json_parse(parser, text, 0, &root) == JSON_OK) {
        parse_begin(&parse, &source, &arena);
        parse_entry(&parse, root);
        check_outcomes(&parse);
        parse_begin(&again, &source, &arena);
        parse_entry(&again, root);
        check_same(&parse, &again);
    }
    parse_release(&again);
    parse_release(&parse);
    arena_release(&arena);
    json_parser_free(parser);
    return 0;
}
