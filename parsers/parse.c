// parse.c - one entry to its outcomes: finds the envelope and finishes what it gave.
#include "base/buf.h"
#include "base/utf8.h"
#include "parsers/envelope.h"

enum { DETAIL_KEYS = 8, DETAIL_KEY_BYTES = 40 };

static struct outcome *add_outcome(struct parse *p, enum entry_end end)
{
    if (p->outcome_count == p->outcome_cap) {
        int64_t cap = p->outcome_cap ? p->outcome_cap * 2 : 4;
        p->outcomes =
            arena_grow(p->arena, p->outcomes, (size_t)p->outcome_cap * sizeof *p->outcomes,
                       (size_t)cap * sizeof *p->outcomes);
        p->outcome_cap = cap;
    }
    struct outcome *out = &p->outcomes[p->outcome_count++];
    *out = (struct outcome){.end = end, .envelope = p->envelope};
    return out;
}

struct record *parse_record(struct parse *p)
{
    struct record *r = ARENA_NEW(p->arena, struct record);
    record_init(r);
    add_outcome(p, END_RECORD)->record = r;
    return r;
}

void parse_skip(struct parse *p)
{
    add_outcome(p, END_SKIPPED);
}

void parse_reject(struct parse *p, enum reject_reason reason, struct str detail)
{
    struct outcome *out = add_outcome(p, END_REJECTED);
    out->reason = reason;
    out->detail = detail;
}

static bool is_for(const struct envelope *envelope, const struct source_context *source)
{
    return source->csv_columns ? envelope->detect_csv != NULL : envelope->detect != NULL;
}

static bool claims(const struct envelope *envelope, const struct source_context *source,
                   struct json root)
{
    if (!is_for(envelope, source))
        return false;
    return source->csv_columns ? envelope->detect_csv(source) : envelope->detect(root);
}

// The envelopes by rank; ranks are unique.
static void sort_envelopes(struct parse *p)
{
    size_t count = 0;
    while (envelopes[count])
        count++;
    p->by_rank = ARENA_ARRAY(&p->pool, const struct envelope *, count + 1);
    for (size_t i = 0; i < count; i++) {
        size_t at = i;
        for (; at && p->by_rank[at - 1]->rank > envelopes[i]->rank; at--)
            p->by_rank[at] = p->by_rank[at - 1];
        p->by_rank[at] = envelopes[i];
    }
    p->by_rank[count] = NULL;
}

// The first that claims the entry, by rank; NULL when none does. Not the other way round: the
// cheap and certain tests come first.
static const struct envelope *find_envelope(struct parse *p, struct json root)
{
    const struct source_context *source = p->source;
    if (source->format)
        return is_for(source->format, source) ? source->format : NULL;
    if (!p->by_rank)
        sort_envelopes(p);
    const struct envelope **at = p->by_rank;
    while (*at && !claims(*at, source, root))
        at++;
    return *at;
}

// "no known format: keys model, text": names only, never values.
static struct str unknown_detail(struct parse *p, struct json root)
{
    struct buf text = {.arena = p->arena};
    struct json_iter it = json_iter(root);
    for (int n = 0; n < DETAIL_KEYS && json_next(&it); n++) {
        buf_str(&text, n == 0 ? S("keys ") : S(", "));
        buf_str(&text, utf8_head(it.key, DETAIL_KEY_BYTES));
    }
    if (text.len == 0)
        buf_str(&text, S("an empty object"));
    return buf_view(&text);
}

static struct str csv_detail(struct parse *p)
{
    struct buf text = {.arena = p->arena};
    for (int64_t i = 0; i < DETAIL_KEYS && i < p->source->csv_count; i++) {
        buf_str(&text, i == 0 ? S("columns ") : S(", "));
        buf_str(&text, utf8_head(p->source->csv_columns[i], DETAIL_KEY_BYTES));
    }
    return buf_view(&text);
}

static void reject_unknown(struct parse *p, struct json root)
{
    if (p->source->csv_columns)
        parse_reject(p, REJECT_UNKNOWN_FORMAT, csv_detail(p));
    else if (json_is_object(root))
        parse_reject(p, REJECT_UNKNOWN_FORMAT, unknown_detail(p, root));
    else
        parse_reject(p, REJECT_NOT_OBJECT, (struct str){0});
}

// What holds for every record, whatever its envelope.
static void finish_record(struct parse *p, struct record *r)
{
    for (int i = 0; i < NAME_COUNT; i++)
        if (r->names[i].len == 0)
            r->names[i] = (struct str){0};
    if (r->call_id.len == 0)
        r->call_id = (struct str){0};
    r->is_error |= r->status != UNKNOWN && r->status >= 400;
    if (r->is_error && !r->names[NAME_ERROR].ptr)
        r->names[NAME_ERROR] = r->status != UNKNOWN && r->status >= 400
                                   ? str_fmt(p->arena, "http_%lld", (long long)r->status)
                                   : S("error");
    parse_tags(p, r);
}

void parse_entry(struct parse *p, struct json root)
{
    p->envelope = find_envelope(p, root);
    if (!p->envelope) {
        reject_unknown(p, root);
        return;
    }
    int64_t first = p->outcome_count;
    p->envelope->parse(p, root);
    if (p->outcome_count == first)
        parse_reject(p, REJECT_MALFORMED, S("nothing in it is a call"));
    for (int64_t i = first; i < p->outcome_count; i++)
        if (p->outcomes[i].end == END_RECORD)
            finish_record(p, p->outcomes[i].record);
}
