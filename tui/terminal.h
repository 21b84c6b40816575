// terminal.h - the terminal: keys in, a canvas out. The only file that knows curses is terminal.c.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "tui/canvas.h"

struct terminal;
struct termios;

// Takes over the terminal; it is given back by terminal_close(), and at any end of the process that
// the process notices.
struct terminal_options {
    FILE *in, *out;  // the terminal; the caller has set the locale
    bool has_color;  // NO_COLOR is not set
    // Set by a signal that ends the program: the terminal then counts as gone.
    const atomic_bool *is_interrupted;
};
MUST_USE bool terminal_open(const struct terminal_options *o, struct terminal **out,
                            struct arena *a, struct err *e);
void terminal_close(struct terminal *t);
// What gives the terminal back without curses, for a signal handler: the bytes to write, and the
// modes it had.
struct str terminal_farewell(const struct terminal *t, struct arena *a);
const struct termios *terminal_modes_before(const struct terminal *t);
void terminal_size(const struct terminal *t, int *width, int *height);
bool terminal_is_ascii(const struct terminal *t);  // the locale is not UTF-8
// To be waited on for keys.
int terminal_fd(const struct terminal *t);
// The next key (tui/action.h), KEY_CODE_RESIZE after a resize, KEY_CODE_NONE without any. Never
// waits. False when the terminal is gone.
bool terminal_key(struct terminal *t, uint32_t *key);
void terminal_show(struct terminal *t, const struct canvas *c);
// Draws everything anew at the next show.
void terminal_redraw(struct terminal *t);
// A position in themes[] (tui/theme.h). NO_COLOR, and a terminal without colours, win.
void terminal_set_theme(struct terminal *t, int theme);
// The mouse is the terminal's own until it is asked for: then its wheel moves the cursor, and a
// click is KEY_CODE_CLICK. True = on.
bool terminal_toggle_mouse(struct terminal *t);
// Where the last click was.
void terminal_click(const struct terminal *t, int *x, int *y);
// Stops the process as ^Z does, and comes back with the screen as it was.
void terminal_suspend(struct terminal *t);
