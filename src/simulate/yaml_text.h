// yaml_text.h - a JSON value as block-style YAML.
#pragma once

#include <cjson/cJSON.h>

#include "base/buf.h"

// At most YAML_DEPTH levels of objects and lists; what lies deeper is left out.
enum { YAML_DEPTH = 12 };
void yaml_text(struct buf *out, const cJSON *root);
