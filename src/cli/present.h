// present.h - an answer to standard output or a file, in the format that was asked for.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "model/table.h"
#include "report/renderer.h"

// Rows of the tables of options.
#define PRESENT_OPTIONS                                                                            \
    {"format", 0, "FORMAT", "text (default), markdown, json, jsonl or csv"},                       \
    {                                                                                              \
        "output", 'o', "FILE", "write to FILE; .txt .md .json .jsonl .csv pick the format"         \
    }

// --format, else the suffix of -o, else text.
MUST_USE bool present_renderer(const struct args *args, const struct renderer **out, struct err *e);
// Text and Markdown are read by people: long tables are cut where --top does not say otherwise.
bool present_is_for_people(const struct renderer *renderer);
MUST_USE bool present(struct cli *cli, const struct args *args, const struct answer *answer,
                      struct err *e);
