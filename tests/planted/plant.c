// plant.c - plant [--requests N] [--seed S] [--story] [--truth]: writes a log with planted truth,
// or the truth.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "planting.h"
#include "story.h"

enum { REQUESTS_MIN = 1000, REQUESTS_MAX = 1000000 };

// Parts of the log in thousandths of its calls; scene_chat takes what is left.
static const struct {
    scene_fn *plant;
    int permille;
} scenes[] = {
    {scene_duplicates, 160}, {scene_templates, 360}, {scene_busters, 150}, {scene_near, 80},
    {scene_waste, 90},       {scene_tools, 30},      {scene_trim, 20},     {scene_versions, 40},
};

static int by_time(const void *x, const void *y)
{
    const struct planted *a = x, *b = y;
    if (a->ts_us != b->ts_us)
        return a->ts_us < b->ts_us ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static void write_log(struct planting *p)
{
    qsort(p->calls, (size_t)p->count, sizeof *p->calls, by_time);
    for (int64_t i = 0; i < p->count; i++)
        (void)fwrite(p->calls[i].line.ptr, 1, p->calls[i].line.len, stdout);
}

static void write_truth(struct planting *p)
{
    buf_fmt(&p->truth,
            "\"totals\":{\"requests\":%lld,\"errors\":%lld,\"cost_nusd\":%lld,"
            "\"unique_request\":%lld,\"duplicate_cost_nusd\":%lld}",
            (long long)p->count, (long long)p->errors, (long long)p->cost_nusd,
            (long long)p->unique_requests, (long long)p->duplicate_cost_nusd);
    printf("{%.*s}\n", STR_ARG(buf_view(&p->truth)));
}

// What is written instead of the log of scenes.
struct other {
    bool is_truth, is_story;
};

static void write_story(struct arena *a, uint64_t seed, bool is_truth)
{
    struct story s = {.arena = a, .seed = seed};
    story_tell(&s);
    if (is_truth)
        printf("%.*s", STR_ARG(story_truth(&s)));
    for (int64_t i = 0; !is_truth && i < s.count; i++)
        (void)fwrite(s.calls[i].line.ptr, 1, s.calls[i].line.len, stdout);
}

static bool read_options(int argc, char **argv, struct planting *p, struct other *other)
{
    for (int i = 1; i < argc; i++) {
        int64_t n = 0;
        bool has_number = i + 1 < argc && str_to_i64(str_of(argv[i + 1]), &n);
        if (strcmp(argv[i], "--truth") == 0) {
            other->is_truth = true;
        } else if (strcmp(argv[i], "--story") == 0) {
            other->is_story = true;
        } else if (strcmp(argv[i], "--requests") == 0 && has_number) {
            p->wanted = n;
            i++;
        } else if (strcmp(argv[i], "--seed") == 0 && has_number) {
            p->seed = (uint64_t)n;
            i++;
        } else {
            return false;
        }
    }
    return p->wanted >= REQUESTS_MIN && p->wanted <= REQUESTS_MAX;
}

static void write_scenes(struct planting *p, bool is_truth)
{
    p->truth.arena = p->seen.arena = p->answered.arena = p->arena;
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++)
        scenes[i].plant(p, p->wanted * scenes[i].permille / 1000);
    scene_chat(p, p->wanted - p->count);
    if (is_truth)
        write_truth(p);
    else
        write_log(p);
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    struct planting p = {.arena = &arena, .seed = 1, .wanted = 4000};
    struct other other = {0};
    if (!read_options(argc, argv, &p, &other)) {
        fprintf(stderr, "usage: plant [--requests %d..%d] [--seed N] [--story] [--truth]\n",
                REQUESTS_MIN, REQUESTS_MAX);
        return 2;
    }
    if (other.is_story)
        write_story(&arena, p.seed, other.is_truth);
    else
        write_scenes(&p, other.is_truth);
    arena_release(&arena);
    return fflush(stdout) != 0 || ferror(stdout);
}
