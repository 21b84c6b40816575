// text_flow.h - text in terminal columns: cut, indented, broken between words.
#pragma once

#include "base/buf.h"
#include "base/str.h"

void text_spaces(struct buf *out, int n);
// Cut in the middle to so many columns: names differ at their ends.
struct str text_cut(struct str s, int columns, struct arena *a);
// A paragraph whose lines break between words; the first one is indented so far, the others by
// `hanging`. 0 columns = never broken.
void text_words(struct buf *out, struct str text, int indent, int hanging, int columns);
