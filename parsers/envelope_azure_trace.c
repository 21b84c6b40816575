// envelope_azure_trace.c - the Azure LLM inference trace of 2023: times and token counts alone.
#include "parsers/envelope.h"
#include "parsers/field.h"
#include "parsers/header_row.h"

static bool detect_csv(const struct source_context *source)
{
    return column_find(source, S("contexttokens")) >= 0 &&
           column_find(source, S("generatedtokens")) >= 0;
}

static void parse(struct parse *p, struct json row)
{
    struct record *r = parse_record(p);
    r->ts_us = field_time(column(p, row, S("timestamp")));
    r->usage.tok[TOK_INPUT] = field_count(column(p, row, S("contexttokens")));
    r->usage.tok[TOK_OUTPUT] = field_count(column(p, row, S("generatedtokens")));
    if (usage_is_known(&r->usage))
        return;
    p->outcome_count--;
    parse_reject(p, REJECT_MALFORMED, S("no token counts in the row"));
}

const struct envelope envelope_azure_trace = {
    .name = "azure_trace",
    .title = "Azure LLM inference trace 2023 (CSV)",
    .rank = 32,
    .detect_csv = detect_csv,
    .parse = parse,
    .fields = "time: TIMESTAMP (UTC)\n"
              "tokens: ContextTokens, GeneratedTokens; model unknown, so unpriced\n",
};
