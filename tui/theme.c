// theme.c - see theme.h.
#include "tui/theme.h"

enum { OWN = SHADE_OWN };
enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };

static const unsigned mono[INK_COUNT] = {
    [INK_DIM] = SHADE_DIM,
    [INK_TITLE] = SHADE_BOLD,
    [INK_TAB_HERE] = SHADE_REVERSE | SHADE_BOLD,
    [INK_SELECTED] = SHADE_REVERSE,
    [INK_MARKED] = SHADE_UNDERLINE,
    [INK_BAD] = SHADE_BOLD,
    [INK_WARN] = SHADE_UNDERLINE,
    [INK_CHART_2] = SHADE_BOLD,
    [INK_KEY] = SHADE_BOLD,
    [INK_STATUS] = SHADE_REVERSE,
};

const struct theme
    themes[] =
        {
            {
                .name = "dark",
                .summary = "for a dark terminal",
                .rich =
                    {
                        [INK_TEXT] = {OWN, OWN, 0},
                        [INK_DIM] = {244, OWN, 0},
                        [INK_TITLE] = {75, OWN, SHADE_BOLD},
                        [INK_TAB] = {252, 238, 0},
                        [INK_TAB_HERE] = {231, 25, SHADE_BOLD},
                        [INK_SELECTED] = {231, 24, 0},
                        [INK_MARKED] = {178, OWN, SHADE_BOLD},
                        [INK_GOOD] = {71, OWN, 0},
                        [INK_BAD] = {203, OWN, SHADE_BOLD},
                        [INK_WARN] = {172, OWN, 0},
                        [INK_CHART] = {74, OWN, 0},
                        [INK_CHART_2] = {176, OWN, 0},
                        [INK_KEY] = {75, OWN, SHADE_BOLD},
                        [INK_STATUS] = {252, 238, 0},
                    },
                .plain =
                    {
                        [INK_TEXT] = {OWN, OWN, 0},
                        [INK_DIM] = {OWN, OWN, SHADE_DIM},
                        [INK_TITLE] = {CYAN, OWN, SHADE_BOLD},
                        [INK_TAB] = {OWN, OWN, 0},
                        [INK_TAB_HERE] = {OWN, OWN, SHADE_REVERSE | SHADE_BOLD},
                        [INK_SELECTED] = {OWN, OWN, SHADE_REVERSE},
                        [INK_MARKED] = {YELLOW, OWN, SHADE_BOLD},
                        [INK_GOOD] = {GREEN, OWN, 0},
                        [INK_BAD] = {RED, OWN, SHADE_BOLD},
                        [INK_WARN] = {YELLOW, OWN, 0},
                        [INK_CHART] = {CYAN, OWN, 0},
                        [INK_CHART_2] = {MAGENTA, OWN, 0},
                        [INK_KEY] = {CYAN, OWN, SHADE_BOLD},
                        [INK_STATUS] = {OWN, OWN, SHADE_REVERSE},
                    },
            },
            {
                .name = "light",
                .summary = "for a light terminal",
                .rich =
                    {
                        [INK_TEXT] = {OWN, OWN, 0},
                        [INK_DIM] = {242, OWN, 0},
                        [INK_TITLE] = {25, OWN, SHADE_BOLD},
                        [INK_TAB] = {236, 252, 0},
                        [INK_TAB_HERE] = {231, 25, SHADE_BOLD},
                        [INK_SELECTED] = {16, 153, 0},
                        [INK_MARKED] = {94, OWN, SHADE_BOLD},
                        [INK_GOOD] = {22, OWN, 0},
                        [INK_BAD] = {124, OWN, SHADE_BOLD},
                        [INK_WARN] = {94, OWN, 0},
                        [INK_CHART] = {25, OWN, 0},
                        [INK_CHART_2] = {90, OWN, 0},
                        [INK_KEY] = {25, OWN, SHADE_BOLD},
                        [INK_STATUS] = {236, 252, 0},
                    },
                // Yellow and cyan cannot be read on white.
                .plain =
                    {
                        [INK_TEXT] = {OWN, OWN, 0},
                        [INK_DIM] = {OWN, OWN, SHADE_DIM},
                        [INK_TITLE] = {BLUE, OWN, SHADE_BOLD},
                        [INK_TAB] = {OWN, OWN, 0},
                        [INK_TAB_HERE] = {OWN, OWN, SHADE_REVERSE | SHADE_BOLD},
                        [INK_SELECTED] = {OWN, OWN, SHADE_REVERSE},
                        [INK_MARKED] = {MAGENTA, OWN, SHADE_BOLD},
                        [INK_GOOD] = {BLUE, OWN, 0},
                        [INK_BAD] = {RED, OWN, SHADE_BOLD},
                        [INK_WARN] = {MAGENTA, OWN, 0},
                        [INK_CHART] = {BLUE, OWN, 0},
                        [INK_CHART_2] = {MAGENTA, OWN, 0},
                        [INK_KEY] = {BLUE, OWN, SHADE_BOLD},
                        [INK_STATUS] = {OWN, OWN, SHADE_REVERSE},
                    },
            },
            {
                .name = "contrast",
                .summary = "black and bright colours, whatever the terminal's own are",
                .rich =
                    {
                        [INK_TEXT] = {231, 16, 0},
                        [INK_DIM] = {252, 16, 0},
                        [INK_TITLE] = {51, 16, SHADE_BOLD},
                        [INK_TAB] = {231, 16, 0},
                        [INK_TAB_HERE] = {16, 226, SHADE_BOLD},
                        [INK_SELECTED] = {16, 51, SHADE_BOLD},
                        [INK_MARKED] = {226, 16, SHADE_BOLD},
                        [INK_GOOD] = {46, 16, 0},
                        [INK_BAD] = {210, 16, SHADE_BOLD},
                        [INK_WARN] = {220, 16, SHADE_UNDERLINE},
                        [INK_CHART] = {51, 16, 0},
                        [INK_CHART_2] = {213, 16, 0},
                        [INK_KEY] = {226, 16, SHADE_BOLD},
                        [INK_STATUS] = {16, 231, 0},
                    },
                .plain =
                    {
                        [INK_TEXT] = {WHITE, BLACK, SHADE_BOLD},
                        [INK_DIM] = {WHITE, BLACK, 0},
                        [INK_TITLE] = {CYAN, BLACK, SHADE_BOLD},
                        [INK_TAB] = {WHITE, BLACK, SHADE_BOLD},
                        [INK_TAB_HERE] = {BLACK, YELLOW, 0},
                        [INK_SELECTED] = {BLACK, CYAN, 0},
                        [INK_MARKED] = {YELLOW, BLACK, SHADE_BOLD},
                        [INK_GOOD] = {GREEN, BLACK, SHADE_BOLD},
                        [INK_BAD] = {RED, BLACK, SHADE_BOLD},
                        [INK_WARN] = {YELLOW, BLACK, SHADE_BOLD | SHADE_UNDERLINE},
                        [INK_CHART] = {CYAN, BLACK, SHADE_BOLD},
                        [INK_CHART_2] = {MAGENTA, BLACK, SHADE_BOLD},
                        [INK_KEY] = {YELLOW, BLACK, SHADE_BOLD},
                        [INK_STATUS] = {BLACK, WHITE, 0},
                    },
            },
            {
                .name = "mono",
                .summary = "no colours, as with NO_COLOR",
            },
            {0},
};

int theme_find(struct str name)
{
    for (int i = 0; themes[i].name; i++)
        if (str_eq(name, str_of(themes[i].name)))
            return i;
    return -1;
}

struct shade theme_shade(int theme, enum depth depth, enum ink ink)
{
    const struct theme *t = &themes[theme];
    bool is_mono = !t->rich[INK_TITLE].attributes;
    if (depth == DEPTH_NONE || is_mono)
        return (struct shade){OWN, OWN, mono[ink]};
    return depth == DEPTH_256 ? t->rich[ink] : t->plain[ink];
}
