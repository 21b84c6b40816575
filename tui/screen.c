// screen.c - screens by their digit, and what they want.
#include "tui/screen.h"

#include <assert.h>

int screen_by_rank(int rank)
{
    for (int i = 0; screens[i]; i++)
        if (screens[i]->rank == rank)
            return i;
    return -1;
}

void wants_add(struct wants *w, struct str command)
{
    assert(w->count < VIEW_WANTS);
    w->commands[w->count++] = command;
}

void screen_learn(struct view *v, const struct snapshot *s)
{
    if (screens[v->screen]->learn)
        screens[v->screen]->learn(v, s);
}
