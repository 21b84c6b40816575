// progress_bar.c - see progress_bar.h.
#include "cli/progress_bar.h"

#include <stdio.h>

static double seconds_between(struct timespec a, struct timespec b)
{
    return (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

void progress_bar_draw(struct progress_bar *bar, struct str what, int64_t done, int64_t count)
{
    struct timespec now;
    if (bar->done_permille && count > 0)
        atomic_store(bar->done_permille, (int)(1000.0 * (double)done / (double)count));
    if (!bar->is_wanted || clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return;
    if (done <= bar->done || !bar->started.tv_sec)
        bar->started = now;
    bar->done = done;
    if (count <= 0 || seconds_between(bar->drawn, now) < 0.1)
        return;
    bar->drawn = now;
    bar->is_shown = true;
    double elapsed_s = seconds_between(bar->started, now);
    fprintf(stderr, "\r%.*s: %.0f %%", STR_ARG(what), 100.0 * (double)done / (double)count);
    if (done > 0 && elapsed_s > 0.5)
        fprintf(stderr, ", %.0f s left", elapsed_s * (double)(count - done) / (double)done);
    fputs("\033[K", stderr);
}

void progress_bar_end(struct progress_bar *bar)
{
    if (bar->is_shown)
        fputs("\r\033[K", stderr);
    if (bar->done_permille)
        atomic_store(bar->done_permille, 0);
    bar->is_shown = false;
    bar->done = 0;
}
