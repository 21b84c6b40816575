// dashboard.h - the loop: a key changes the view, the view wants answers, a snapshot is drawn.
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "model/service.h"
#include "tui/view.h"

struct terminal;

struct dashboard {
    struct service *service;
    struct terminal *terminal;  // NULL = a replay: keys from `replay`, frames to nobody
    struct view view;
    struct str replay;       // keys (tui/action.h); unknown = from the terminal
    int width, height;       // of a replay
    struct buf *last_frame;  // of a replay: where it goes, as text
    bool is_ascii;
};

void dashboard_init(struct dashboard *d, struct service *service, struct arena *a);
// Until the view ends, the terminal is gone or the replay is over; then what is pending is waited
// for, so that the last frame has its answers.
MUST_USE bool dashboard_run(struct dashboard *d, struct err *e);
// The frame as it is now.
void dashboard_draw(struct dashboard *d, const struct snapshot *s, struct canvas *c);
// One key.
void dashboard_key(struct dashboard *d, const struct snapshot *s, uint32_t key);
