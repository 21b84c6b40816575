// json_text.h - is JSON asked for, and is an answer JSON?
#pragma once

#include <stdbool.h>

#include "base/str.h"

// True when the words of a text ask for an answer in JSON: the word "json", in the 80 bytes before
// it a verb of answering (respond, return, output, format…), and around it one of "in json", "as
// json", "valid json", "only json", "strict json", "a json", "json object", "json array", "json
// list", "json schema", "json format", "json only", "json with"; or, without a verb, "valid json",
// "in json format", "as json format", "json only", "only json".
bool json_is_asked_for(struct str text);

// True when a text is one JSON object or array (RFC 8259, nesting up to 512) and nothing else but
// white space, or that in a Markdown fence (``` with or without a word behind it, then ```).
// `text` is valid UTF-8. Lone surrogates and numbers beyond any range pass.
bool json_is_whole(struct str text);
