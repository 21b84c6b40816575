// prompt_writer.c - see prompt_writer.h.
#include "store/prompt_writer.h"

#include "model/stratum.h"
#include "store/samples.h"
#include "store/shapes.h"
#include "store/sketches.h"
#include "store/systems.h"

struct prompt_writer {
    struct arena arena;  // holds the struct
    struct segments *texts;
    struct shapes *shapes;
    struct samples *samples;
    struct sketches *sketches;
    struct systems *systems;
};

bool prompt_writer_open(struct store *s, struct segments *texts, struct prompt_writer **out,
                        struct err *e)
{
    struct arena a = {0};
    struct prompt_writer *w = ARENA_NEW(&a, struct prompt_writer);
    w->arena = a;
    w->texts = texts;
    if (!shapes_open(s, &w->shapes, e) || !samples_open(s, &w->samples, e) ||
        !sketches_open(s, &w->sketches, e) || !systems_open(s, &w->systems, e)) {
        prompt_writer_close(w);
        return false;
    }
    *out = w;
    return true;
}

void prompt_writer_close(struct prompt_writer *w)
{
    if (!w)
        return;
    shapes_close(w->shapes);
    samples_close(w->samples);
    sketches_close(w->sketches);
    systems_close(w->systems);
    struct arena a = w->arena;
    arena_release(&a);
}

static bool put_sample(struct prompt_writer *w, const struct sample *sample,
                       struct sample_origin origin, struct err *e)
{
    return !sample || samples_put(w->samples, sample, origin, w->texts, e);
}

static bool put_shape(struct prompt_writer *w, const struct record *r, struct row *row,
                      struct err *e)
{
    struct shape_origin first = {row->v[ROW_QUESTION_SEGMENT], row->v[ROW_SYSTEM_SEGMENT]};
    if (!shapes_put(w->shapes, &r->shape, first, &row->v[ROW_SHAPE], e))
        return false;
    struct sample_origin origin = {ROLE_SYSTEM, &r->shape, row->v[ROW_SHAPE]};
    if (!put_sample(w, r->system_sample, origin, e))
        return false;
    origin.role = ROLE_USER;
    return put_sample(w, r->question_sample, origin, e);
}

bool prompt_writer_put(struct prompt_writer *w, const struct record *r, struct row *row,
                       struct err *e)
{
    uint64_t question = r->print[PRINT_QUESTION];
    return (!r->has_shape || put_shape(w, r, row, e)) &&
           (!r->sketch || !question || sketches_put(w->sketches, question, r->sketch, e)) &&
           (!r->system || systems_put(w->systems, r->system, e));
}

static uint64_t system_of(const struct row *row)
{
    int64_t print = row->v[ROW_PRINTS + PRINT_SYSTEM];
    return print == UNKNOWN ? 0 : (uint64_t)print;
}

void prompt_writer_count_request(struct prompt_writer *w, const struct row *row)
{
    systems_count_request(w->systems, system_of(row));
}

bool prompt_writer_count_calls(struct prompt_writer *w, const struct record *r,
                               const struct row *row, struct err *e)
{
    struct tool_calls calls = {
        .system_fp = system_of(row),
        .form = shape_form(&r->shape),
        .called = r->called,
        .count = r->called_tool_count,
    };
    return !r->called || systems_count_calls(w->systems, &calls, e);
}

bool prompt_writer_flush(struct prompt_writer *w, struct err *e)
{
    return shapes_flush(w->shapes, e) && sketches_flush(w->sketches, e) &&
           systems_flush(w->systems, e);
}
