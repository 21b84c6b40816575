// screen_requests.c - single requests: the newest, dearest, slowest; and one of them whole.
#include <limits.h>

#include "report/figure.h"
#include "tui/inspector.h"
#include "tui/pick.h"
#include "tui/request_rows.h"
#include "tui/screen.h"
#include "tui/source_pane.h"
#include "tui/tui_frame.h"

enum { TOP = 300, SPLIT_ROWS_MIN = 3 };

// Of toll requests --sort.
static const char *const sorts[] = {"time", "cost", "latency", "ttft", "input", "output"};
enum { SORTS = sizeof sorts / sizeof *sorts };

// How much of the screen the inspector has.
enum opened { CLOSED, SPLIT, WHOLE };

struct own {
    int sort;
    bool is_reversed;
    enum opened opened;
    struct str id;      // of the request that is inspected; in the session's arena
    int first;          // its line that is seen first
    bool is_in_log;     // WHOLE shows it as the log has it
    bool is_gone_to;    // it was named, and may not be in the list
    bool is_following;  // the cursor stays on the newest request
};

static const struct own *own_of(const struct view *v)
{
    return v->own[v->screen];
}

static struct str command(const struct view *v, struct arena *a)
{
    const struct own *own = own_of(v);
    struct buf out = {.arena = a};
    buf_fmt(&out, "requests --top %d", TOP);
    if (own->sort)
        buf_fmt(&out, " --sort %s", sorts[own->sort]);
    if (own->is_reversed)
        buf_str(&out, S(" --reverse"));
    // The sums of a filter may need all requests, its newest ones do not.
    if (v->term_count)
        buf_str(&out, S(" --no-totals"));
    return view_command(v, buf_view(&out), a);
}

static struct str sums_command(const struct view *v, struct arena *a)
{
    return v->term_count ? view_command(v, S("report summary"), a) : command(v, a);
}

// What w writes: the request that is inspected, as it is shown, or the list.
static struct str shown_command(const struct view *v, struct arena *a)
{
    const struct own *own = own_of(v);
    if (own->opened != WHOLE)
        return list_marked_command(v, &v->lists[v->screen][0], "id", command, a);
    return own->is_in_log ? source_command(own->id, a) : inspector_command(own->id, a);
}

static void wants(const struct view *v, struct wants *out)
{
    const struct own *own = own_of(v);
    wants_add(out, command(v, out->arena));
    if (own->opened && own->id.len)
        wants_add(out, inspector_command(own->id, out->arena));
    if (own->opened == WHOLE && own->is_in_log)
        wants_add(out, source_command(own->id, out->arena));
    if (v->term_count)
        wants_add(out, sums_command(v, out->arena));
}

static const struct table *find_list(const struct view *v, const struct snapshot *s,
                                     struct arena *a)
{
    const struct table *t = snapshot_table(s, command(v, a), S("requests"), 0);
    return t && t->row_count ? t : NULL;
}

// Rows of the list with its heading, of those below the first line.
static int list_rows_of(const struct own *own, int height, int64_t requests)
{
    int split = height / 4 < SPLIT_ROWS_MIN ? SPLIT_ROWS_MIN : height / 4;
    if (own->opened == CLOSED)
        return height;
    if (own->opened == WHOLE)
        return 0;
    return requests + 1 < split ? (int)requests + 1 : split;
}

static void draw_list(const struct view *v, const struct table *t, struct canvas *c, struct area a)
{
    struct list_look look = {
        .list = &v->lists[v->screen][0],
        .has_focus = own_of(v)->opened != WHOLE,
        .search = v->search,
    };
    request_rows_draw(&look, t, c, a);
}

static void draw_inspector(const struct view *v, const struct snapshot *s, struct canvas *c,
                           struct area a)
{
    const struct own *own = own_of(v);
    struct detail lines;
    if (own->opened == WHOLE && own->is_in_log) {
        source_draw(s, own->id, own->first, c, a);
        return;
    }
    detail_init(&lines, a.width, c->is_ascii, c->arena);
    if (inspector_add(&lines, s, own->id)) {
        detail_show(&lines, c, a, own->first);
        return;
    }
    canvas_heading(c, a, own->id);
    reply_draw(snapshot_reply(s, inspector_command(own->id, c->arena)), c,
               (struct area){a.x, a.y + 1, a.width, a.height - 1});
}

static void draw(const struct view *v, const struct snapshot *s, struct canvas *c, struct area a)
{
    const struct table *t = find_list(v, s, c->arena);
    struct area rest = {a.x, a.y + 1, a.width, a.height - 1};
    if (!t && own_of(v)->opened == WHOLE) {
        draw_inspector(v, s, c, a);
        return;
    }
    if (!t) {
        reply_draw(snapshot_reply(s, command(v, c->arena)), c, a);
        return;
    }
    int rows = list_rows_of(own_of(v), rest.height, t->row_count);
    request_sums_draw(s, sums_command(v, c->arena), t, c, a);
    if (rows)
        draw_list(v, t, c, (struct area){rest.x, rest.y, rest.width, rows});
    if (own_of(v)->opened)
        draw_inspector(v, s, c,
                       (struct area){rest.x, rest.y + rows, rest.width, rest.height - rows});
}

// The inspector follows the cursor.
static void inspect(struct view *v, struct own *own, const struct table *t, struct arena *a)
{
    struct buf id = {.arena = v->arena};
    figure_exact(&id, UNIT_HASH, pick_cell(t, list_row(view_list(v, 0), t, a), "id"));
    if (str_eq(buf_view(&id), own->id))
        return;
    own->first = 0;
    own->id = buf_view(&id);
}

static int most_lines(const struct view *v, const struct snapshot *s, const struct own *own,
                      int height, struct arena *a)
{
    struct detail lines;
    if (own->is_in_log)
        return source_most(s, own->id, v->width, height - 1, a);
    detail_init(&lines, v->width, false, a);
    (void)inspector_add(&lines, s, own->id);
    return detail_most(&lines, height);
}

static bool scroll(struct view *v, const struct snapshot *s, struct own *own, enum action action,
                   int height, struct arena *a)
{
    int page = height > 2 ? height - 2 : 1;
    const int steps[ACT_COUNT] = {
        [ACT_DOWN] = 1,        [ACT_UP] = -1,           [ACT_PAGE_DOWN] = page,
        [ACT_PAGE_UP] = -page, [ACT_TOP] = -own->first, [ACT_BOTTOM] = INT_MAX - own->first,
    };
    bool is_line = action != ACT_PAGE_DOWN && action != ACT_PAGE_UP;
    bool is_scrolling = steps[action] || action == ACT_TOP;
    if (!is_scrolling || (own->opened == SPLIT && is_line))
        return false;
    int most = most_lines(v, s, own, height, a), first = own->first + steps[action];
    own->first = first < 0 ? 0 : first > most ? most : first;
    return true;
}

// The cursor at the first row of another question.
static void start_over(struct view *v, struct own *own)
{
    *view_list(v, 0) = (struct list){0};
    own->opened = CLOSED;
    own->is_following = own->is_in_log = own->is_gone_to = false;
}

static void follow(struct view *v, struct own *own)
{
    enum opened opened = own->opened;
    bool was_following = own->is_following;
    if (was_following) {
        own->is_following = false;
        return;
    }
    own->sort = 0;
    own->is_reversed = false;
    start_over(v, own);
    own->opened = opened == WHOLE ? SPLIT : opened;
    own->is_following = true;
    v->message = S("the newest request stays under the cursor: j or F ends it");
}

// Another order is another question.
static bool sort(struct view *v, struct own *own, enum action action)
{
    switch ((int)action) {
    case ACT_SORT_LEFT:
        own->sort = (own->sort + SORTS - 1) % SORTS;
        break;
    case ACT_SORT_RIGHT:
        own->sort = (own->sort + 1) % SORTS;
        break;
    case ACT_REVERSE:
        own->is_reversed = !own->is_reversed;
        break;
    case ACT_FOLLOW:
        follow(v, own);
        return true;
    default:
        return false;
    }
    start_over(v, own);
    return true;
}

static bool open_or_close(struct own *own, enum action action)
{
    switch ((int)action) {
    case ACT_OPEN:
        own->opened = own->opened == CLOSED ? SPLIT : WHOLE;
        return true;
    case ACT_DETAIL:
        own->opened = own->opened == CLOSED ? SPLIT : CLOSED;
        own->is_in_log = own->is_gone_to = false;
        return true;
    case ACT_LOG_ENTRY:
        own->is_in_log = own->opened != WHOLE || !own->is_in_log;
        own->opened = WHOLE;
        own->first = 0;
        return true;
    case ACT_BACK:
    case ACT_LEFT:
    case ACT_QUIT:
    case ACT_CANCEL:
        if (own->opened == CLOSED)
            return false;
        own->opened = own->opened == WHOLE ? SPLIT : CLOSED;
        own->is_in_log = own->is_gone_to = false;
        own->first = 0;
        return true;
    default:
        return false;
    }
}

// Narrows down to what the row has in a column.
static bool narrow(struct view *v, struct own *own, const struct table *t, enum action action,
                   struct arena *a)
{
    const char *field = action == ACT_SAME_TEMPLATE ? "template" : "user";
    const struct cell *cell = pick_cell(t, list_row(view_list(v, 0), t, a), field);
    struct buf value = {.arena = a};
    if (action != ACT_SAME_TEMPLATE && action != ACT_SAME_USER)
        return false;
    if (action == ACT_SAME_TEMPLATE && cell->is_null) {
        v->message = S("no template is known of this request");
        return true;
    }
    if (!cell->is_null)
        figure_exact(&value, action == ACT_SAME_TEMPLATE ? UNIT_HASH : UNIT_TEXT, cell);
    if (!view_narrow(v, field, cell->is_null ? (struct str){0} : buf_view(&value)))
        v->message = S("the filter has no room for another term");
    else
        start_over(v, own);
    return true;
}

// Any other row than the newest.
static void end_following(struct view *v, struct own *own, const struct table *t, struct arena *a)
{
    if (own->is_following && list_row(view_list(v, 0), t, a) != 0)
        own->is_following = false;
    else if (own->is_following)
        *view_list(v, 0) = (struct list){0};
}

static bool move(struct view *v, struct own *own, const struct table *t, enum action action,
                 int page)
{
    bool is_next = action == ACT_NEXT_REQUEST || action == ACT_PREVIOUS_REQUEST;
    if (is_next && own->opened == CLOSED)
        own->opened = SPLIT;
    if (is_next)
        action = action == ACT_NEXT_REQUEST ? ACT_DOWN : ACT_UP;
    bool is_known = list_act(v, view_list(v, 0), t, action, page);
    own->is_gone_to &= !is_known;
    return is_known;
}

static bool act_on(struct view *v, const struct snapshot *s, enum action action, struct arena *a)
{
    struct own *own = v->own[v->screen];
    const struct table *t = find_list(v, s, a);
    int height = frame_body_rows(v->height) - 1;
    if (!t)
        return own->is_gone_to &&
               (scroll(v, s, own, action, height, a) || open_or_close(own, action));
    int rows = list_rows_of(own, height, t->row_count);
    if (own->opened && scroll(v, s, own, action, height - rows, a))
        return true;
    if (narrow(v, own, t, action, a))
        return true;
    if (action == ACT_MARK && own->opened != WHOLE)
        return list_mark(v, view_list(v, 0), t);
    bool is_known = open_or_close(own, action) || move(v, own, t, action, rows - 1);
    if (is_known)
        end_following(v, own, t, a);
    if (is_known && own->opened && !own->is_gone_to)
        inspect(v, own, t, a);
    return is_known;
}

static bool act(struct view *v, const struct snapshot *s, enum action action)
{
    struct arena scratch = {0};
    bool is_known = sort(v, v->own[v->screen], action) || act_on(v, s, action, &scratch);
    arena_release(&scratch);
    return is_known;
}

// The id of a request that # asked for.
static void go_to(struct view *v, const struct snapshot *s, struct str text)
{
    struct own *own = v->own[v->screen];
    (void)s;
    text = str_trim(text);
    if (!text.len)
        return;
    own->opened = WHOLE;
    own->is_in_log = own->is_following = false;
    own->is_gone_to = true;
    own->first = 0;
    own->id = text;
}

// Following, what is inspected changes with the answer.
static void learn(struct view *v, const struct snapshot *s)
{
    struct own *own = v->own[v->screen];
    struct arena scratch = {0};
    const struct table *t = own->is_following ? find_list(v, s, &scratch) : NULL;
    if (t && own->opened == SPLIT)
        inspect(v, own, t, &scratch);
    arena_release(&scratch);
}

static const char *state(const struct view *v)
{
    return own_of(v)->is_following ? "FOLLOW" : NULL;
}

static const struct hint hints[] = {
    {ACT_OPEN, "inspect"},
    {ACT_LOG_ENTRY, "as logged"},
    {ACT_SORT_RIGHT, "sort"},
    {ACT_FOLLOW, "follow"},
    {ACT_SAME_TEMPLATE, "template"},
    {ACT_SAME_USER, "user"},
    {0},
};

const struct screen screen_requests = {
    .name = "requests",
    .title = "Requests",
    .help =
        "The first requests by time, cost, latency, time to the first token, input or output\n"
        "(< and > choose, r turns round). Enter inspects one: all fields, the arithmetic of its\n"
        "cost, its texts; Enter again gives it the whole screen, J and K go to the next and the\n"
        "one before. v reads its entries back from the log, of which toll keeps a path only.\n",
    .rank = 7,
    .own_bytes = sizeof(struct own),
    .hints = hints,
    .wants = wants,
    .draw = draw,
    .act = act,
    .command = shown_command,
    .typed = go_to,
    .learn = learn,
    .state = state,
};
