// nested.h - parsing further texts of an entry, for nested.c and stream.c.
#pragma once

#include "parsers/envelope.h"

// The document of a text, valid for the entry; missing if it is no JSON or the entry has had its
// share of parsers.
struct json nested_parse(struct parse *p, struct str text);
// True if a text is JSON; nothing is kept.
bool nested_is_json(struct parse *p, struct str text);
