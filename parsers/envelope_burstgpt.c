// envelope_burstgpt.c - the BurstGPT trace: times, models and token counts.
#include "parsers/envelope.h"
#include "parsers/field.h"
#include "parsers/header_row.h"
#include "parsers/siblings.h"

static bool detect_csv(const struct source_context *source)
{
    return column_find(source, S("request tokens")) >= 0 &&
           column_find(source, S("response tokens")) >= 0;
}

static void parse(struct parse *p, struct json row)
{
    struct record *r = parse_record(p);
    int64_t since_us = field_duration(column(p, row, S("timestamp")), 1e6);
    r->ts_us = since_us == UNKNOWN ? UNKNOWN : p->source->start_us + since_us;
    r->latency_us = field_duration(column(p, row, S("elapsed time")), 1e6);
    r->usage.tok[TOK_INPUT] = field_count(column(p, row, S("request tokens")));
    r->usage.tok[TOK_OUTPUT] = field_count(column(p, row, S("response tokens")));
    r->names[NAME_MODEL] = field_text(column(p, row, S("model")), p->arena);
    r->names[NAME_SESSION] = field_text(column(p, row, S("session id")), p->arena);
    parse_tag(p, r, S("log_type"), field_text(column(p, row, S("log type")), p->arena));
    if (usage_is_known(&r->usage))
        return;
    p->outcome_count--;
    parse_reject(p, REJECT_MALFORMED, S("no token counts in the row"));
}

const struct envelope envelope_burstgpt = {
    .name = "burstgpt",
    .title = "BurstGPT trace (CSV)",
    .rank = 33,
    .detect_csv = detect_csv,
    .parse = parse,
    .fields = "time: Timestamp, s from --start; latency: Elapsed time, s\n"
              "tokens: Request tokens, Response tokens; model: Model\n"
              "session: Session ID; tags: log_type\n",
};
