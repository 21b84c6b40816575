// prompt_panes.c - see prompt_panes.h.
#include "tui/prompt_panes.h"

static const struct pick template_picks[] = {
    {"template", NULL, 0},     {"cost_usd", NULL, 0},
    {"calls", NULL, 0},        {"duplicate_share", NULL, 0},
    {"static_share", NULL, 0}, {"prefix_tok", "prefix", 0},
    {"cached_share", NULL, 0}, {"name", NULL, 16},
    {"text", NULL, PICK_REST}, {0},
};
static const struct pick slot_picks[] = {
    {"slot", NULL, 0},
    {"part", NULL, 0},
    {"kind", NULL, 0},
    {"offset", NULL, 0},
    {"bytes_p50", NULL, 0},
    {"bytes_max", NULL, 0},
    {"distinct", NULL, 0},
    {"texts", NULL, 0},
    {"static_after_bytes", NULL, 0},
    {0},
};
static const struct pick duplicate_picks[] = {
    {"level", NULL, 0}, {"repeats_usd", NULL, 0},      {"calls", NULL, 0},
    {"kind", NULL, 0},  {"gap_p50_s", NULL, 0},        {"same_share", NULL, 0},
    {"users", NULL, 0}, {"question", NULL, PICK_REST}, {0},
};
static const struct pick level_picks[] = {
    {"calls_of", "of calls", 0},
    {"repeated", NULL, 0},
    {"repeated_share", NULL, 0},
    {"repeats_usd", NULL, 0},
    {"gap_p50_s", NULL, 0},
    {"same_share", NULL, 0},
    {0},
};
static const struct pick kind_picks[] = {
    {"kind", NULL, 0},
    {"repeated", NULL, 0},
    {"repeated_share", NULL, 0},
    {"repeats_usd", NULL, 0},
    {0},
};
static const struct pick buster_picks[] = {
    {"template", NULL, 0}, {"saving_month_usd", NULL, 0}, {"buster", NULL, 24},
    {"place", NULL, 30},   {"lost_share", NULL, 0},       {"calls", NULL, 0},
    {"hits", NULL, 0},     {"example", NULL, PICK_REST},  {0},
};
static const struct pick system_picks[] = {
    {"system_fp", NULL, 0},
    {"month_usd", NULL, 0},
    {"trimmed_month_usd", NULL, 0},
    {"calls", NULL, 0},
    {"tok", NULL, 0},
    {"versions", NULL, 0},
    {"unused_tools", "unused", 0},
    {"text", NULL, PICK_REST},
    {0},
};
static const struct pick version_picks[] = {
    {"version", NULL, 0},  {"system_fp", NULL, 0}, {"first", NULL, 0},
    {"last", NULL, 0},     {"calls", NULL, 0},     {"tok", NULL, 0},
    {"more_tok", NULL, 0}, {"call_usd", NULL, 0},  {0},
};
static const struct pick edit_picks[] = {
    {"kind", NULL, 0},    {"bytes", NULL, 0},        {"offset", NULL, 0},
    {"reason", NULL, 28}, {"text", NULL, PICK_REST}, {0},
};
static const struct pick near_picks[] = {
    {"group", NULL, 0},
    {"potential_usd", NULL, 0},
    {"calls", NULL, 0},
    {"similarity_p50", NULL, 0},
    {"same_normal_share", NULL, 0},
    {"questions", NULL, 0},
    {"question", NULL, PICK_REST},
    {0},
};
static const struct pick waste_picks[] = {
    {"title", "waste", 0},  {"cost_usd", NULL, 0}, {"share", NULL, 0},    {"calls", NULL, 0},
    {"alone_usd", NULL, 0}, {"tokens", NULL, 0},   {"evidence", NULL, 0}, {0},
};
static const struct pick waste_request_picks[] = {
    {"id", NULL, 0},
    {"cost_usd", NULL, 0},
    {"why", NULL, 28},
    {"feature", NULL, 16},
    {"time", NULL, 14},
    {"model", NULL, 22},
    {"call_usd", "whole call", 0},
    {0},
};
static const struct related waste_requests = {"dearest requests", "waste_requests", "class",
                                              waste_request_picks, false};

const struct prompt_pane prompt_panes[PROMPT_PANES] = {
    {
        .name = "templates",
        .table = "templates",
        .picks = template_picks,
        .texts = {"text"},
        .related = {{"cost by part", "template_costs", "template", NULL, true},
                    {"slots", "template_slots", "template", slot_picks, false}},
        .column = "template",
        .field = "template",
    },
    {
        .name = "duplicates",
        .table = "duplicates",
        .picks = duplicate_picks,
        .texts = {"question"},
        .related = {{"all of this level", "duplicate_levels", "level", level_picks, false},
                    {"who repeats at this level", "duplicate_kinds", "level", kind_picks, false}},
        .column = "fingerprint",
    },
    {
        .name = "busters",
        .table = "busters",
        .picks = buster_picks,
        .texts = {"example"},
        .column = "template",
        .field = "template",
    },
    {
        .name = "system",
        .table = "system_prompts",
        .picks = system_picks,
        .texts = {"text"},
        .related = {{"what trimming would take away", "trim_edits", "system_fp", edit_picks, false},
                    {"versions", "system_versions", "template", version_picks, false},
                    {"all system prompts", "systems", NULL, NULL, false}},
        .column = "system_fp",
        .field = "system_fp",
    },
    {
        .name = "near",
        .table = "near_groups",
        .picks = near_picks,
        .texts = {"question", "other_question"},
        .related = {{"all near duplicates", "near", NULL, NULL, false}},
    },
    {
        .name = "waste",
        .table = "waste",
        .picks = waste_picks,
        .requests = &waste_requests,
    },
};
