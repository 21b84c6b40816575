// screen_kit.h - a screen before hand-made answers: what it wants, what it draws, what keys do.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/time.h"
#include "tui/screen.h"
#include "tui/tui_frame.h"

enum { STAGE_REPLIES = 8 };

struct stage {
    struct arena arena;
    struct view view;
    const struct screen *screen;
    struct reply replies[STAGE_REPLIES];
    struct snapshot snapshot;
};

static inline void stage_init(struct stage *g, int rank, int width, int height)
{
    *g = (struct stage){.snapshot = {.replies = g->replies, .database = {"test.db", 7}}};
    g->view.screen = screen_by_rank(rank);
    assert_true(g->view.screen >= 0);
    g->view.arena = &g->arena;
    g->view.width = width;
    g->view.height = height;
    for (int i = 0; screens[i]; i++)
        g->view.own[i] = arena_alloc(&g->arena, screens[i]->own_bytes + 1, 1);
    g->screen = screens[g->view.screen];
}

// The answer to a command; an empty one at first.
static inline struct answer *stage_answer(struct stage *g, const char *command)
{
    struct answer *answer = ARENA_NEW(&g->arena, struct answer);
    answer->arena = &g->arena;
    assert_true(g->snapshot.count < STAGE_REPLIES);
    g->replies[g->snapshot.count++] =
        (struct reply){.command = str_of(command), .status = REPLY_READY, .answer = answer};
    return answer;
}

struct stage_column {
    const char *key, *title;
    enum unit unit;
    bool is_label;
};

static inline struct cell stage_cell(struct str text, enum unit unit)
{
    struct cell cell = {0};
    uint64_t bits = 0;
    if (str_eq(text, S("-")))
        return (struct cell){.is_null = true};
    if (unit_is_text(unit))
        return cell_str(text);
    if (unit == UNIT_HASH && str_to_hex64(text, &bits))
        cell.i = (int64_t)bits;
    else if (unit == UNIT_TIME_US)
        assert_true(time_parse(text, &cell.i));
    else if (unit == UNIT_NUSD)
        assert_true(str_to_scaled(text, 9, &cell.i));
    else if (!str_to_i64(text, &cell.i))
        assert_true(str_to_f64(text, &cell.f));
    return cell;
}

// A table whose rows are "cell|cell|…"; "-" is unknown. `columns` and `rows` end with a NULL.
static inline struct table *stage_table(struct answer *answer, const char *key, const char *title,
                                        const struct stage_column *columns, const char *const *rows)
{
    struct column made[40];
    int count = 0;
    for (; columns[count].key; count++)
        made[count] = (struct column){
            .key = str_of(columns[count].key),
            .title = str_of(columns[count].title),
            .unit = columns[count].unit,
            .is_label = columns[count].is_label,
        };
    struct table *t = table_new(answer->arena, str_of(key), str_of(title), made, count);
    for (; *rows; rows++) {
        struct cell *cells = table_row(t);
        struct str rest = str_of(*rows);
        for (int i = 0; i < count; i++) {
            struct str_cut cut = str_cut(rest, '|');
            cells[i] = stage_cell(cut.head, columns[i].unit);
            rest = cut.tail;
        }
        assert_int_equal(rest.len, 0);
    }
    answer_add(answer, t);
    return t;
}

static inline bool stage_act(struct stage *g, enum action action)
{
    return screens[g->view.screen]->act(&g->view, &g->snapshot, action);
}

// What the screen wants, a command a line.
static inline struct str stage_wants(struct stage *g)
{
    struct wants wants = {.arena = &g->arena};
    struct buf out = {.arena = &g->arena};
    screens[g->view.screen]->wants(&g->view, &wants);
    for (int i = 0; i < wants.count; i++)
        buf_fmt(&out, "%.*s\n", STR_ARG(wants.commands[i]));
    buf_byte(&out, 0);
    out.len--;
    return buf_view(&out);
}

// The body of the frame as text.
static inline struct str stage_body(struct stage *g)
{
    struct canvas c;
    struct buf out = {.arena = &g->arena};
    struct area body = {0, 0, g->view.width, frame_body_rows(g->view.height)};
    canvas_init(&c, body.width, body.height, g->snapshot.is_ascii, &g->arena);
    screens[g->view.screen]->draw(&g->view, &g->snapshot, &c, body);
    canvas_print(&c, &out);
    buf_byte(&out, 0);
    out.len--;
    return buf_view(&out);
}

static inline bool stage_shows(struct stage *g, const char *text)
{
    return str_contains(stage_body(g), str_of(text));
}

static inline struct str stage_file(const char *path, struct arena *a)
{
    struct buf out = {.arena = a};
    FILE *f = fopen(path, "rbe");
    if (!f)
        return S("");
    for (size_t n = 1; n; out.len += n)
        n = fread(buf_reserve(&out, 65536), 1, 65536, f);
    assert_int_equal(fclose(f), 0);
    return buf_view(&out);
}

// The text is what tests/tui/golden/FILE says. UPDATE_GOLDEN=1 writes it instead; read it then.
static inline void text_is_golden(struct str text, const char *file, struct arena *a)
{
    const char *path = str_fmt(a, SOURCE_DIR "/tests/tui/golden/%s", file).ptr;
    if (getenv("UPDATE_GOLDEN")) {
        FILE *f = fopen(path, "wbe");
        assert_non_null(f);
        assert_int_equal(fwrite(text.ptr, 1, text.len, f), text.len);
        assert_int_equal(fclose(f), 0);
    }
    if (!str_eq(text, stage_file(path, a)))
        fail_msg("%s differs; drawn now:\n%.*s", file, STR_ARG(text));
}

static inline void stage_is_golden(struct stage *g, const char *file)
{
    text_is_golden(stage_body(g), file, &g->arena);
}

// No size makes it draw outside or crash.
static inline void stage_survives_all_sizes(struct stage *g)
{
    static const int sizes[][2] = {{1, 1}, {2, 5}, {12, 4}, {40, 10}, {60, 15}, {300, 100}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        g->view.width = sizes[i][0];
        g->view.height = sizes[i][1] + 4;
        (void)stage_body(g);
    }
}

// No byte of a log acts on the terminal: no control characters but the ends of lines.
static inline void stage_is_safe(struct stage *g)
{
    struct str body = stage_body(g);
    for (size_t i = 0; i < body.len; i++)
        assert_true((unsigned char)body.ptr[i] >= 0x20 || body.ptr[i] == '\n');
    assert_false(str_contains(body, S("\xe2\x80\xae")));  // right-to-left override
}

static inline void stage_release(struct stage *g)
{
    struct arena a = g->arena;
    arena_release(&a);
}
