// simulating.c - see simulating.h.
#include "cli/simulating.h"

#include "analyze/columns_load.h"
#include "analyze/statement.h"
#include "cli/connection.h"
#include "cli/file_text.h"
#include "cli/label_file.h"
#include "cli/pricing.h"
#include "simulate/price_drift.h"

bool simulating_open(struct simulating *s, struct answer *out, struct err *e)
{
    struct counting nothing_more = {0};
    s->bar.is_wanted = s->cli->is_progress_wanted;
    s->bar.done_permille = s->cli->captured ? s->cli->captured->done_permille : NULL;
    if (!findings_collect(&s->findings, s->store, s->question, &nothing_more, s->cli->arena, e))
        return false;
    statement_range(&s->findings, out);
    return true;
}

void simulating_state(const struct simulating *s, struct answer *out)
{
    if (s->label_note.ptr)
        answer_note(out, s->label_note);
    if (s->drifted)
        answer_note(out, str_fmt(s->cli->arena,
                                 "%lld calls were priced by another book than the one in use, by "
                                 "which all count here; toll reprice does the same in the database",
                                 (long long)s->drifted));
    statement_title(&s->findings, out);
    statement_notes(&s->findings, out);
}

// The rows of the file stand before those that priced the database.
static bool load_book(struct simulating *s, struct str path, struct err *e)
{
    struct str text;
    struct arena *a = s->cli->arena;
    if (!path.ptr)
        return true;
    return (file_text(path, &text, a, e) && pricing_load(s->store, &s->other_book, a, e) &&
            price_book_import(s->other_book, text, path, e)) ||
           err_wrap(e, "book");
}

static void note_labels(struct simulating *s, const struct label_counts *c, int64_t count)
{
    struct arena *a = s->cli->arena;
    s->label_note = str_fmt(a,
                            "labels: %lld, of which %lld are of calls asked about, %lld of other "
                            "calls, %lld of no call, %lld of several",
                            (long long)count, (long long)c->set, (long long)c->outside,
                            (long long)c->unknown, (long long)c->ambiguous);
}

static bool stop(void *self)
{
    struct simulating *s = self;
    return connection_stop(s->cli);
}

static bool load_labels(struct simulating *s, struct str path, struct err *e)
{
    struct str text;
    struct request_label *labels = NULL;
    struct label_counts counts;
    int64_t count = 0;
    struct labels_given given = {.stop = stop, .self = s};
    struct arena *a = s->cli->arena;
    if (!path.ptr)
        return true;
    if (!file_text(path, &text, a, e) || !label_file_parse(text, path, &labels, &count, a, e))
        return err_wrap(e, "labels");
    given.list = labels;
    given.count = count;
    if (!columns_set_labels(&s->columns, s->store, &given, &counts, e))
        return err_wrap(e, "labels");
    note_labels(s, &counts, count);
    return true;
}

static void draw_loading(void *self, int64_t done, int64_t count)
{
    struct simulating *s = self;
    progress_bar_draw(&s->bar, S("reading calls"), done, count);
}

bool simulating_load(struct simulating *s, const struct column_wants *wants, struct err *e)
{
    struct columns_loading from = {
        .store = s->store,
        .question = s->question,
        .wants = wants,
        .progress = draw_loading,
        .self = s,
    };
    bool ok = load_book(s, wants->book_path, e) &&
              columns_load(&from, s->cli->arena, &s->columns, e) &&
              load_labels(s, wants->labels_path, e);
    progress_bar_end(&s->bar);
    if (ok)
        s->drifted = price_drift_settle(&s->columns, s->question->book);
    return ok;
}

static void draw_running(void *self, int step, int64_t done, int64_t count)
{
    struct simulating *s = self;
    char what[80];
    struct str name = str_of(s->policy->steps[step].strategy->name);
    int n =
        snprintf(what, sizeof what, "%d/%d %.*s", step + 1, s->policy->step_count, STR_ARG(name));
    progress_bar_draw(&s->bar, (struct str){what, n > 0 ? (size_t)n : 0}, done, count);
}

struct simulation_options simulating_options(struct simulating *s)
{
    return (struct simulation_options){
        .book = s->question->book,
        .other_book = s->other_book,
        .stop = stop,
        .progress = draw_running,
        .self = s,
    };
}

bool simulating_run(struct simulating *s, const struct policy *policy, struct simulation *out,
                    struct err *e)
{
    struct simulation_options options = simulating_options(s);
    s->policy = policy;
    bool ok = simulation_run(out, &s->columns, policy, &options, s->cli->arena, e);
    progress_bar_end(&s->bar);
    return ok;
}

void simulating_release(struct simulating *s)
{
    progress_bar_end(&s->bar);
    columns_close(&s->columns);
}
