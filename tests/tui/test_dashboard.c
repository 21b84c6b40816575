// test_dashboard.c - keys on every screen, and a replay: before a service that answers nothing.
#include "tui/dashboard.h"

#include "screen_kit.h"

// Notes what is wanted.
struct asked {
    struct arena arena;
    struct buf log;
    int refreshed, stopped;
    struct reply reply;  // of a command that writes a file
};

static void want(void *self, const struct str *commands, int count)
{
    struct asked *asked = self;
    asked->log.len = 0;
    asked->stopped += count == 0;
    asked->reply = (struct reply){0};
    for (int i = 0; i < count; i++) {
        buf_fmt(&asked->log, "%.*s\n", STR_ARG(commands[i]));
        if (str_contains(commands[i], S(" -o ")))
            asked->reply = (struct reply){.command = str_copy(commands[i], &asked->arena),
                                          .status = REPLY_READY};
    }
}

static bool look(void *self, int other_fd, int wait_ms, struct snapshot *out)
{
    struct asked *asked = self;
    (void)other_fd;
    (void)wait_ms;
    *out = (struct snapshot){.replies = &asked->reply, .count = asked->reply.command.ptr != NULL};
    return true;
}

static void refresh(void *self)
{
    ((struct asked *)self)->refreshed++;
}

struct house {
    struct asked asked;
    struct service service;
    struct dashboard dashboard;
};

static void house_init(struct house *h)
{
    *h = (struct house){.service = {&h->asked, want, look, refresh}};
    h->asked.log.arena = &h->asked.arena;
    dashboard_init(&h->dashboard, &h->service, &h->asked.arena);
}

static struct view *replay(struct house *h, const char *keys)
{
    struct err e = {0};
    h->dashboard.replay = str_of(keys);
    assert_true(dashboard_run(&h->dashboard, &e));
    return &h->dashboard.view;
}

static void house_release(struct house *h)
{
    struct arena a = h->asked.arena;
    arena_release(&a);
}

static void digits_open_screens(void **state)
{
    (void)state;
    struct house h;
    house_init(&h);
    assert_string_equal(screens[replay(&h, "")->screen]->name, "overview");
    assert_string_equal(screens[replay(&h, "2")->screen]->name, "costs");
    assert_true(str_contains(buf_view(&h.asked.log), S("report summary by --by feature")));
    assert_true(str_contains(buf_view(&h.asked.log), S("report prices ingest")));
    assert_string_equal(screens[replay(&h, ":prom<Tab><Enter>")->screen]->name, "prompts");
    house_release(&h);
}

static void what_is_typed_becomes_the_filter(void **state)
{
    (void)state;
    struct house h;
    house_init(&h);
    struct view *v = replay(&h, "fteam=xx<Bksp><Bksp>é<Bksp>eu status>=400");
    assert_int_equal(v->prompt, PROMPT_FILTER);
    assert_int_equal(v->term_count, 0);
    v = replay(&h, "<Enter>");
    assert_int_equal(v->prompt, PROMPT_NONE);
    assert_int_equal(v->term_count, 2);
    assert_true(str_eq(v->terms[0], S("team=eu")));
    // It can be edited, given up, taken back term by term, and cleared.
    v = replay(&h, "f user=u1<Enter>");
    assert_int_equal(v->term_count, 3);
    v = replay(&h, "f^Ux<Esc>");
    assert_int_equal(v->term_count, 3);
    v = replay(&h, "q");
    assert_int_equal(v->term_count, 2);
    assert_false(v->has_ended);
    v = replay(&h, "<Esc>");
    assert_int_equal(v->term_count, 0);
    assert_false(v->has_ended);
    v = replay(&h, "h");
    assert_false(v->has_ended);
    assert_true(v->message.len > 0);
    assert_true(replay(&h, "q2")->has_ended);
    house_release(&h);
}

static void help_opens_and_any_key_closes_it(void **state)
{
    (void)state;
    struct house h;
    house_init(&h);
    assert_int_equal(replay(&h, "?")->help_page, 1);
    assert_int_equal(replay(&h, "j")->help_page, 2);
    assert_int_equal(replay(&h, "q")->help_page, 0);
    assert_false(h.dashboard.view.has_ended);
    house_release(&h);
}

static void w_writes_and_y_says_the_command(void **state)
{
    (void)state;
    struct house h;
    house_init(&h);
    struct view *v = replay(&h, "2y");
    assert_true(str_starts(v->yanked, S("report summary by --by feature")));
    assert_true(str_starts(buf_view(&v->taken), S("toll report summary by --by feature")));
    assert_true(str_contains(buf_view(&h.asked.log), S(" --sql\n")));
    // Any key but those that scroll goes back, and does nothing else.
    v = replay(&h, "jw");
    assert_null(v->yanked.ptr);
    assert_int_equal(v->prompt, PROMPT_NONE);
    v = replay(&h, "wout.csv<Enter>");
    assert_true(str_starts(v->message, S("written: toll report summary by --by feature")));
    assert_true(str_ends(v->message, S(" -o out.csv")));
    assert_null(v->write_command.ptr);
    v = replay(&h, "w<Enter>");
    assert_null(v->write_command.ptr);
    assert_true(v->message.len > 0);
    house_release(&h);
}

static void control_c_stops_what_runs_and_keeps_the_filter(void **state)
{
    (void)state;
    struct house h;
    house_init(&h);
    (void)replay(&h, "fa=1<Enter>");
    assert_int_equal(h.asked.stopped, 0);
    (void)replay(&h, "^C");
    assert_int_equal(h.asked.stopped, 1);
    assert_int_equal(h.dashboard.view.term_count, 1);
    (void)replay(&h, "^R<Esc>");
    assert_int_equal(h.asked.refreshed, 1);
    assert_int_equal(h.asked.stopped, 1);
    assert_int_equal(h.dashboard.view.term_count, 0);
    house_release(&h);
}

static void a_key_that_is_not_known_is_an_error(void **state)
{
    (void)state;
    struct house h;
    struct err e = {0};
    house_init(&h);
    h.dashboard.replay = S("2<Nothing>");
    assert_false(dashboard_run(&h.dashboard, &e));
    house_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_open_screens),
        cmocka_unit_test(what_is_typed_becomes_the_filter),
        cmocka_unit_test(help_opens_and_any_key_closes_it),
        cmocka_unit_test(w_writes_and_y_says_the_command),
        cmocka_unit_test(control_c_stops_what_runs_and_keeps_the_filter),
        cmocka_unit_test(a_key_that_is_not_known_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
