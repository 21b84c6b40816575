// siblings.h - the keys of well-known meaning that logs write beside a call.
#pragma once

#include "base/json.h"
#include "parsers/envelope.h"

// True for a key that parse_siblings() reads: such members of metadata are no tags.
bool sibling_is_known(struct str key);
// Sets the name that a well-known key stands for, if the record does not know it yet. False when
// the key stands for no name.
bool sibling_set_name(struct parse *p, struct record *r, struct str key, struct str value);
// An object of free metadata: its well-known members as parse_siblings() does, its other scalars as
// tags. JSON text is parsed.
void parse_metadata(struct parse *p, struct json metadata, struct record *r);
// Labels: an object as parse_metadata(), or an array of "name", "name=value" and "name:value".
void parse_labels(struct parse *p, struct json labels, struct record *r);
// One tag; unknown values add none.
void parse_tag(struct parse *p, struct record *r, struct str key, struct str value);
