// inspector.c - see inspector.h.
#include "tui/inspector.h"

#include "report/figure.h"

enum {
    INDENT = 12,
    PART_WIDTH = 26,
    PART_MIN = 20,
    COUNT_WIDTH = 12,
    RATE_WIDTH = 14,
    COST_WIDTH = 26
};

static const struct field called[] = {
    {"time", "time", FIELD_AS_IS},
    {"provider", "provider", FIELD_AS_IS},
    {"model", "model", FIELD_AS_IS},
    {"asked for", "model_requested", FIELD_AS_IS},
    {"tier", "tier", FIELD_AS_IS},
    {"stream", "stream", FIELD_AS_YES_NO},
    {"temperature", "temperature", FIELD_AS_IS},
    {"max tokens", "max_tokens", FIELD_AS_IS},
    {"seed", "seed", FIELD_AS_IS},
    {"n", "n", FIELD_AS_IS},
    {0},
};
static const struct field ended[] = {
    {"status", "status", FIELD_AS_IS},
    {"finish", "finish_reason", FIELD_AS_IS},
    {"failed", "error", FIELD_AS_YES_NO},
    {"error", "error_class", FIELD_AS_IS},
    {"latency", "latency_us", FIELD_AS_MS},
    {"first token", "ttft_us", FIELD_AS_MS},
    {"served by the gateway", "gateway_hit", FIELD_AS_YES_NO},
    {"message", "error_message", FIELD_AS_IS},
    {0},
};
static const struct field who[] = {
    {"user", "user", FIELD_AS_IS},
    {"feature", "feature", FIELD_AS_IS},
    {"team", "team", FIELD_AS_IS},
    {"project", "project", FIELD_AS_IS},
    {"key", "api_key", FIELD_AS_IS},
    {"session", "session", FIELD_AS_IS},
    {"environment", "environment", FIELD_AS_IS},
    {"tags", "tags", FIELD_AS_IS},
    {0},
};
static const struct field tokens[] = {
    {"input", "input_tok", FIELD_AS_IS},
    {"cache read", "cache_read_tok", FIELD_AS_IS},
    {"write 5m", "cache_write_5m_tok", FIELD_AS_IS},
    {"write 1h", "cache_write_1h_tok", FIELD_AS_IS},
    {"output", "output_tok", FIELD_AS_IS},
    {"reasoning", "reasoning_tok", FIELD_AS_IS},
    {"audio in", "audio_in_tok", FIELD_AS_IS},
    {"audio out", "audio_out_tok", FIELD_AS_IS},
    {"image in", "image_in_tok", FIELD_AS_IS},
    {"image out", "image_out_tok", FIELD_AS_IS},
    {"web searches", "web_searches", FIELD_AS_IS},
    {"counts", "tok_source", FIELD_AS_IS},
    {0},
};
static const struct field cost[] = {
    {"of the call", "cost_usd", FIELD_AS_IS},
    {"of which output", "output_cost_usd", FIELD_AS_IS},
    {"logged", "logged_cost_usd", FIELD_AS_IS},
    {"price", "price_id", FIELD_AS_IS},
    {0},
};
static const struct field bytes[] = {
    {"tools", "tools_bytes", FIELD_AS_IS},
    {"system", "system_bytes", FIELD_AS_IS},
    {"history", "history_bytes", FIELD_AS_IS},
    {"retrieved", "retrieved_bytes", FIELD_AS_IS},
    {"question", "question_bytes", FIELD_AS_IS},
    {"answer", "response_bytes", FIELD_AS_IS},
    {0},
};
static const struct field facts[] = {
    {"task", "task", FIELD_AS_IS},
    {"tools offered", "tools_offered", FIELD_AS_IS},
    {"called", "tools_called", FIELD_AS_IS},
    {"retrieved chunks", "retrieved_chunks", FIELD_AS_IS},
    {"images", "image_count", FIELD_AS_IS},
    {"time words", "time_words", FIELD_AS_IS},
    {"personal data", "pii", FIELD_AS_IS},
    {"JSON wanted", "wants_json", FIELD_AS_YES_NO},
    {"JSON came", "answer_is_json", FIELD_AS_YES_NO},
    {0},
};
static const struct field prints[] = {
    {"template", "template", FIELD_AS_IS},    {"named", "template_name", FIELD_AS_IS},
    {"request", "request_fp", FIELD_AS_IS},   {"content", "content_fp", FIELD_AS_IS},
    {"question", "question_fp", FIELD_AS_IS}, {"system", "system_fp", FIELD_AS_IS},
    {"answer", "output_fp", FIELD_AS_IS},     {0},
};

static const struct {
    const char *name;
    const struct field *fields;
} groups[] = {
    {"call", called}, {"end", ended},   {"who", who},     {"tokens", tokens},
    {"cost", cost},   {"bytes", bytes}, {"facts", facts}, {"prints", prints},
};
enum { GROUPS = sizeof groups / sizeof *groups, GROUP_COST = 4 };

struct str inspector_command(struct str id, struct arena *a)
{
    return str_join(S("show "), command_word(id, a), a);
}

static struct str figure(const struct table *t, int64_t row, const char *key, struct arena *a)
{
    int column = table_column(t, str_of(key));
    return column < 0 ? S("") : figure_of(&t->columns[column], pick_cell(t, row, key), 2, a);
}

// "input   1,214 × $1.25/M   1,517,500,000 pico-USD"
static void add_part(struct detail *d, const struct table *t, int64_t row)
{
    struct canvas *c = &d->canvas;
    struct arena *a = c->arena;
    int x = INDENT, room = c->width - INDENT - COUNT_WIDTH - RATE_WIDTH - COST_WIDTH;
    int part = room < PART_MIN ? PART_MIN : room > PART_WIDTH ? PART_WIDTH : room;
    canvas_text(c, d->line, x, part, figure(t, row, "part", a), INK_DIM);
    x += part;
    canvas_right(c, d->line, x, COUNT_WIDTH, figure(t, row, "count", a), INK_TEXT);
    x += COUNT_WIDTH;
    if (!pick_cell(t, row, "usd_per_million")->is_null) {
        struct str rate = figure(t, row, "usd_per_million", a);
        struct str times = c->is_ascii ? S("x") : S("×");
        canvas_text(c, d->line, x, RATE_WIDTH,
                    str_fmt(a, " %.*s $%.*s/M", STR_ARG(times), STR_ARG(rate)), INK_TEXT);
    }
    x += RATE_WIDTH;
    canvas_right(c, d->line, x, c->width - x > COST_WIDTH ? COST_WIDTH : c->width - x,
                 str_fmt(a, "%.*s pico-USD", STR_ARG(figure(t, row, "cost_pusd", a))), INK_TEXT);
    d->line++;
}

static void add_cost(struct detail *d, const struct table *t)
{
    if (!t)
        return;
    for (int64_t i = 0; i < t->row_count; i++)
        add_part(d, t, i);
    for (int i = 0; i < t->note_count; i++)
        detail_text(d, "", t->notes[i], INK_DIM);
}

// Where the log has it.
static struct str place_of(const struct table *t, struct arena *a)
{
    struct str source = figure(t, 0, "source", a);
    return str_fmt(a, "%.*s entry %.*s at byte %.*s", STR_ARG(source),
                   STR_ARG(figure(t, 0, "entry", a)), STR_ARG(figure(t, 0, "offset", a)));
}

bool inspector_add(struct detail *d, const struct snapshot *s, struct str id)
{
    struct arena *a = d->canvas.arena;
    struct str command = inspector_command(id, a);
    const struct table *t = snapshot_table(s, command, S("request"), 0);
    if (!t || !t->row_count)
        return false;
    detail_heading(d, id, place_of(t, a));
    for (int i = 0; i < GROUPS; i++) {
        detail_fields(d, groups[i].name, groups[i].fields, t, 0);
        if (i == GROUP_COST)
            add_cost(d, snapshot_table(s, command, S("cost"), 0));
    }
    const struct answer *answer = snapshot_reply(s, command)->answer;
    for (int i = 0; i < answer->note_count; i++)
        detail_text(d, NULL, answer->notes[i], INK_DIM);
    detail_text(d, "system", pick_cell(t, 0, "system")->s, INK_TEXT);
    detail_text(d, "question", pick_cell(t, 0, "question")->s, INK_TEXT);
    return true;
}
