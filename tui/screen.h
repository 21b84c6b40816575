// screen.h - one page of the dashboard: what it asks for, how it is drawn, what keys do there.
#pragma once

#include "tui/view.h"

// Commands that a view needs, most urgent first.
struct wants {
    struct arena *arena;
    struct str commands[VIEW_WANTS];
    int count;
};
void wants_add(struct wants *w, struct str command);

// A key of the bottom line.
struct hint {
    enum action action;
    const char *text;  // what it does on this screen
};

// Pure functions of the view and the snapshot: no screen reads a file, a clock or the terminal.
struct screen {
    const char *name;          // "costs"; screen_NAME.c defines const struct screen screen_NAME
    const char *title;         // of its tab
    const char *help;          // a few lines for ?
    int rank;                  // its digit, 1 … 8
    size_t own_bytes;          // of view.own[]
    const struct hint *hints;  // ends with a zero row; the most important first
    void (*wants)(const struct view *v, struct wants *out);
    void (*draw)(const struct view *v, const struct snapshot *s, struct canvas *c, struct area a);
    // True when the key meant something here. The loop does the rest: screens, prompts, quitting.
    bool (*act)(struct view *v, const struct snapshot *s, enum action action);
    // The command whose answer is what w writes and y shows; unknown = none. It lives in `a`.
    struct str (*command)(const struct view *v, struct arena *a);
    // Takes what was typed at PROMPT_VALUE; may be NULL.
    void (*typed)(struct view *v, const struct snapshot *s, struct str text);
    // Takes note of new answers, before they are drawn; may be NULL.
    void (*learn)(struct view *v, const struct snapshot *s);
    // A word for the first row, such as FOLLOW; NULL = none. May be NULL.
    const char *(*state)(const struct view *v);
};
extern const struct screen *const screens[];  // NULL-terminated, generated, by name

// What the open screen takes note of.
void screen_learn(struct view *v, const struct snapshot *s);
// The screen with this rank; -1 when there is none.
int screen_by_rank(int rank);
