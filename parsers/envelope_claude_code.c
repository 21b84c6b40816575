// envelope_claude_code.c - Claude Code transcripts and its stream-json output.
#include "parsers/envelope.h"
#include "parsers/field.h"
#include "parsers/siblings.h"
#include "parsers/wire.h"

// Kinds of rows of ~/.claude/projects/**.jsonl and of `claude -p --output-format stream-json`.
// Rules of which rows are calls: ryoppippi/ccusage, adapter for Claude, read 2026-11.
static const struct str row_types[] = {
    {"user", 4},
    {"assistant", 9},
    {"system", 6},
    {"summary", 7},
    {"progress", 8},
    {"result", 6},
    {"attachment", 10},
    {"stream_event", 12},
    {"file-history-snapshot", 21},
    {"queue-operation", 15},
};

static bool is_row_type(struct str type)
{
    for (size_t i = 0; i < sizeof row_types / sizeof *row_types; i++)
        if (str_eq(type, row_types[i]))
            return true;
    return false;
}

// The status line hook's input: totals of a session.
static bool is_status_line(struct json root)
{
    return json_is_string(json_get(root, S("transcript_path"))) &&
           json_is_object(json_get(root, S("context_window")));
}

static bool detect(struct json root)
{
    struct str type = json_str(json_get(root, S("type")));
    struct json message = json_get(root, S("message"));
    if (json_is_object(message))
        return is_row_type(type) || json_is_object(json_get(message, S("usage"))) ||
               (json_is_string(json_get(root, S("sessionId"))) && !type.ptr);
    if (!type.ptr)
        return is_status_line(root);
    if (!is_row_type(type))
        return false;
    return json_any(root, "sessionId|session_id|leafUuid|messageId|subtype").tape != NULL;
}

// Transcripts up to mid-2025 have the counts beside the message, in camelCase.
static void read_old_usage(struct json row, struct record *r)
{
    struct raw_usage raw;
    raw_usage_init(&raw);
    raw.input = field_count(json_get(row, S("inputTokens")));
    raw.output = field_count(json_get(row, S("outputTokens")));
    raw.cache_read = field_count(json_get(row, S("cacheReadInputTokens")));
    raw.cache_write = field_count(json_get(row, S("cacheCreationInputTokens")));
    usage_from_raw(&r->usage, &raw);
}

static bool has_tokens(const struct usage *u)
{
    for (int i = 0; i < TOK_CLASSES; i++)
        if (tok_or_zero(u, (enum tok_class)i) > 0)
            return true;
    return false;
}

static void read_names(struct parse *p, struct json row, struct json outer, struct record *r)
{
    struct json session = json_any(row, "sessionId|session_id");
    if (!json_is_set(session))
        session = json_any(outer, "sessionId|session_id");
    r->names[NAME_SESSION] = field_text(session, p->arena);
    r->names[NAME_PROJECT] = field_text(json_get(outer, S("cwd")), p->arena);
    parse_tag(p, r, S("git_branch"), field_text(json_get(outer, S("gitBranch")), p->arena));
}

// The key of formats.md D: message id and request id, as far as they are there.
static struct str call_key(struct parse *p, struct json row, struct str message_id)
{
    struct str request = field_text(json_any(row, "requestId|request_id"), p->arena);
    if (!message_id.len || !request.len)
        return message_id;
    return str_fmt(p->arena, "%.*s:%.*s", STR_ARG(message_id), STR_ARG(request));
}

// `row` holds the message; `outer` is the line's own object, the same but for hidden copies.
static void read_call(struct parse *p, struct json row, struct json outer, struct record *r)
{
    struct json message = json_get(row, S("message"));
    struct json usage = json_get(message, S("usage"));
    const struct wire *wire = wire_find("anthropic");
    bool is_side = json_type(json_get(outer, S("isSidechain"))) == JSON_TRUE || row.at != outer.at;
    if (wire)
        wire->response(r, message, p->arena);
    if (!json_is_object(usage))
        read_old_usage(row, r);
    if (!r->names[NAME_PROVIDER].ptr)
        r->names[NAME_PROVIDER] = S("anthropic");
    r->call_id = call_key(p, row, r->call_id);
    r->is_part = r->call_id.len > 0;
    r->keep = KEEP_MOST_TOKENS;
    r->keep_rank = is_side ? 0 : 1;
    r->logged_cost_nusd = field_nusd(json_get(row, S("costUSD")));
    r->ts_us = field_time(json_get(row, S("timestamp")));
    if (r->ts_us == UNKNOWN)
        r->ts_us = field_time(json_get(outer, S("timestamp")));
    read_names(p, row, outer, r);
}

static bool is_call(const struct record *r)
{
    if (str_eq(r->names[NAME_MODEL], S("<synthetic>")))
        return false;
    return has_tokens(&r->usage) || (usage_is_known(&r->usage) && r->names[NAME_MODEL].len > 0);
}

static void parse(struct parse *p, struct json root)
{
    struct str type = json_str(json_get(root, S("type")));
    struct json row = root;
    // A progress row hides a copy of a sub-agent's row.
    if (str_eq(type, S("progress")))
        row = json_at(root, "data.message");
    struct json message = json_get(row, S("message"));
    bool is_answer = json_is_object(json_get(message, S("usage"))) ||
                     json_get(row, S("inputTokens")).tape || json_get(row, S("outputTokens")).tape;
    if (!is_answer || str_eq(type, S("user")) || str_eq(type, S("system"))) {
        parse_skip(p);
        return;
    }
    struct record *r = parse_record(p);
    read_call(p, row, root, r);
    if (!is_call(r)) {
        p->outcome_count--;
        parse_skip(p);
    }
}

const struct envelope envelope_claude_code = {
    .name = "claude_code",
    .title = "Claude Code transcripts and stream-json",
    .rank = 26,
    .detect = detect,
    .parse = parse,
    .fields = "calls: rows with message.usage; other rows are skipped\n"
              "id: message.id:requestId; the rows of one message are one call (most tokens win)\n"
              "time: timestamp; model: message.model, -fast added for speed fast\n"
              "session: sessionId|session_id; project: cwd; tags: git_branch\n"
              "cost: costUSD\n",
};
