// envelope_openai_usage.c - OpenAI usage, cost and activity exports: sums over many calls.
#include "parsers/envelope.h"

// Totals of a day or a bucket: understood, but no calls.
static bool detect(struct json root)
{
    struct str object = json_str(json_get(root, S("object")));
    if (object.ptr)
        return str_eq(object, S("page")) || str_eq(object, S("bucket")) ||
               str_starts(object, S("organization."));
    return json_get(root, S("n_context_tokens_total")).tape != NULL;
}

static bool detect_csv(const struct source_context *source)
{
    for (int64_t i = 0; i < source->csv_count; i++)
        if (str_eq(source->csv_columns[i], S("n_context_tokens_total")))
            return true;
    return false;
}

static void parse(struct parse *p, struct json root)
{
    (void)root;
    parse_skip(p);
}

const struct envelope envelope_openai_usage = {
    .name = "openai_usage",
    .title = "OpenAI usage, cost and activity exports (sums: recognised and skipped)",
    .rank = 23,
    .detect = detect,
    .detect_csv = detect_csv,
    .parse = parse,
    .fields = "nothing: these are totals over many calls, not calls\n",
};
