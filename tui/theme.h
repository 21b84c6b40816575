// theme.h - how the inks look: a table of themes, each for 256 colours, for 8, and for none.
#pragma once

#include "base/str.h"
#include "tui/canvas.h"

// Of a terminal. In the order of what they can do.
enum depth { DEPTH_NONE, DEPTH_8, DEPTH_256 };

enum shade_attribute {
    SHADE_BOLD = 1,
    SHADE_DIM = 2,
    SHADE_REVERSE = 4,
    SHADE_UNDERLINE = 8,
};

// Colours as the terminal numbers them; SHADE_OWN is its own, so that dark and light ones both do.
enum { SHADE_OWN = -1 };
struct shade {
    short ink, ground;
    unsigned attributes;  // bits of enum shade_attribute
};

struct theme {
    const char *name;
    const char *summary;
    struct shade rich[INK_COUNT], plain[INK_COUNT];  // in 256 and in 8 colours
};
extern const struct theme themes[];  // ends with a zero row; the first one is the default

// Its position in themes[]; -1 when there is none of that name.
int theme_find(struct str name);
// Without colours all themes are the same: nothing is told by colour alone.
struct shade theme_shade(int theme, enum depth depth, enum ink ink);
