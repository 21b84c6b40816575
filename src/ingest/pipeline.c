// pipeline.c - the threads of an ingest and the order between them.
#include <pthread.h>
#include <unistd.h>

#include "ingest/block.h"

enum { JOBS_MAX = 64, LEDGER_KINDS = END_COUNT };

struct pipeline {
    const struct ingest_setup *setup;
    struct sink *sink;
    struct ingest_result *result;
    struct arena *arena;

    pthread_mutex_t lock;
    pthread_cond_t changed;  // anything below changed
    struct work *blocks;     // [block_count]
    size_t block_count;
    struct work *free;                // list
    struct work *queue, *queue_tail;  // to the workers, in order
    struct work **done;               // [block_count], by sequence % block_count
    struct source_run *runs;          // not freed yet
    uint64_t next_sequence;           // of the next block sent
    bool is_giant_out;
    bool is_stopping;  // the writer failed
    bool is_read;      // the reader sent all
};

static void change(struct pipeline *p)
{
    pthread_cond_broadcast(&p->changed);
}

struct source_run *pipeline_new_run(struct pipeline *p, struct source_result *result)
{
    struct arena arena = {0};
    struct source_run *run = ARENA_NEW(&arena, struct source_run);
    run->arena = arena;
    run->result = result;
    pthread_mutex_lock(&p->lock);
    run->next = p->runs;
    p->runs = run;
    pthread_mutex_unlock(&p->lock);
    return run;
}

// The run lives in its own arena.
static void free_run(struct pipeline *p, struct source_run *run)
{
    pthread_mutex_lock(&p->lock);
    struct source_run **at = &p->runs;
    while (*at != run)
        at = &(*at)->next;
    *at = run->next;
    pthread_mutex_unlock(&p->lock);
    struct arena arena = run->arena;
    arena_release(&arena);
}

struct work *pipeline_take_free(struct pipeline *p)
{
    pthread_mutex_lock(&p->lock);
    while (!p->free && !p->is_stopping)
        pthread_cond_wait(&p->changed, &p->lock);
    struct work *w = p->is_stopping ? NULL : p->free;
    if (w)
        p->free = w->next;
    pthread_mutex_unlock(&p->lock);
    return w;
}

void pipeline_send(struct pipeline *p, struct work *w)
{
    pthread_mutex_lock(&p->lock);
    w->sequence = p->next_sequence++;
    w->next = NULL;
    if (w->kind != WORK_DATA) {
        p->done[w->sequence % p->block_count] = w;
    } else {
        if (p->queue)
            p->queue_tail->next = w;
        else
            p->queue = w;
        p->queue_tail = w;
    }
    change(p);
    pthread_mutex_unlock(&p->lock);
}

struct work *pipeline_take_work(struct pipeline *p)
{
    pthread_mutex_lock(&p->lock);
    while (!p->queue && !p->is_read && !p->is_stopping)
        pthread_cond_wait(&p->changed, &p->lock);
    struct work *w = p->is_stopping ? NULL : p->queue;
    if (w)
        p->queue = w->next;
    pthread_mutex_unlock(&p->lock);
    return w;
}

void pipeline_done(struct pipeline *p, struct work *w)
{
    pthread_mutex_lock(&p->lock);
    p->done[w->sequence % p->block_count] = w;
    change(p);
    pthread_mutex_unlock(&p->lock);
}

bool pipeline_wait_answer(struct pipeline *p, struct source_run *run)
{
    pthread_mutex_lock(&p->lock);
    while (!run->is_answered && !p->is_stopping)
        pthread_cond_wait(&p->changed, &p->lock);
    bool ok = run->is_answered;
    pthread_mutex_unlock(&p->lock);
    return ok;
}

bool pipeline_take_giant(struct pipeline *p)
{
    pthread_mutex_lock(&p->lock);
    while (p->is_giant_out && !p->is_stopping)
        pthread_cond_wait(&p->changed, &p->lock);
    bool ok = !p->is_stopping;
    p->is_giant_out = ok;
    pthread_mutex_unlock(&p->lock);
    return ok;
}

const struct ingest_setup *pipeline_setup(const struct pipeline *p)
{
    return p->setup;
}

bool pipeline_is_stopping(struct pipeline *p)
{
    if (p->setup->is_interrupted && *p->setup->is_interrupted)
        return true;
    pthread_mutex_lock(&p->lock);
    bool stopping = p->is_stopping;
    pthread_mutex_unlock(&p->lock);
    return stopping;
}

// The next block in the order of writing, or NULL when all are written.
static struct work *take_done(struct pipeline *p, uint64_t sequence)
{
    pthread_mutex_lock(&p->lock);
    struct work **slot = &p->done[sequence % p->block_count];
    while (!*slot && !(p->is_read && sequence == p->next_sequence))
        pthread_cond_wait(&p->changed, &p->lock);
    struct work *w = *slot;
    *slot = NULL;
    pthread_mutex_unlock(&p->lock);
    return w;
}

static void recycle(struct pipeline *p, struct work *w)
{
    bool is_giant = w->capacity > BLOCK_BYTES;
    arena_reset(&w->arena);
    if (is_giant) {
        arena_release(&w->storage);
        w->bytes = NULL;
        w->capacity = 0;
    }
    pthread_mutex_lock(&p->lock);
    w->next = p->free;
    p->free = w;
    p->is_giant_out &= !is_giant;
    change(p);
    pthread_mutex_unlock(&p->lock);
}

static bool answer(struct pipeline *p, struct source_run *run, struct err *e)
{
    if (!p->sink->candidates(p->sink->self, &run->info, run->candidates, CANDIDATES_MAX,
                             &run->candidate_count, e))
        return false;
    pthread_mutex_lock(&p->lock);
    run->is_answered = true;
    change(p);
    pthread_mutex_unlock(&p->lock);
    return true;
}

static bool open_in_sink(struct pipeline *p, struct source_run *run, const struct envelope *format,
                         struct err *e)
{
    if (run->is_open)
        return true;
    if (format)
        run->info.format = str_of(format->name);
    run->is_open = true;
    run->next_entry = run->known ? run->known->resume_entry : 0;
    return p->sink->open_source(p->sink->self, &run->info, run->known, e);
}

static void report_progress(struct pipeline *p, const struct work *w)
{
    if (!p->setup->progress)
        return;
    struct ingest_progress progress = {
        .path = w->run->result->path,
        .source = w->run->result - p->result->sources,
        .source_count = p->result->source_count,
        .read_bytes = w->read_bytes,
        .file_bytes = w->run->info.file_bytes,
        .entries = p->result->added.lines,
    };
    p->setup->progress(p->setup->progress_self, &progress);
}

static bool write_data(struct pipeline *p, struct work *w, struct err *e)
{
    struct source_run *run = w->run;
    if (!open_in_sink(p, run, w->format, e))
        return false;
    for (int64_t i = 0; i < w->block.entry_count; i++)
        w->block.entries[i].entry = run->next_entry++;
    p->result->added.lines += w->block.entry_count;
    if (!p->sink->write(p->sink->self, &w->block, e))
        return false;
    report_progress(p, w);
    return true;
}

static bool write_close(struct pipeline *p, struct work *w, struct err *e)
{
    struct source_run *run = w->run;
    struct source_result *result = run->result;
    result->code = w->code;
    result->message = str_copy(w->close.message, p->arena);
    result->is_known = run->known != NULL;
    bool ok = run->is_unreadable ||
              (open_in_sink(p, run, NULL, e) &&
               p->sink->close_source(p->sink->self, &w->close, &result->total, &result->added, e));
    free_run(p, run);
    return ok;
}

static bool write_work(struct pipeline *p, struct work *w, struct err *e)
{
    switch (w->kind) {
    case WORK_ASK:
        return answer(p, w->run, e);
    case WORK_DATA:
        return write_data(p, w, e);
    case WORK_CLOSE:
        return write_close(p, w, e);
    }
    return false;
}

// The writer: runs in the caller's thread, which owns the database connection.
static bool write_all(struct pipeline *p, struct err *e)
{
    struct work *w = NULL;
    for (uint64_t sequence = 0; (w = take_done(p, sequence)) != NULL; sequence++) {
        if (!write_work(p, w, e)) {
            pthread_mutex_lock(&p->lock);
            p->is_stopping = true;
            change(p);
            pthread_mutex_unlock(&p->lock);
            return false;
        }
        recycle(p, w);
    }
    return true;
}

static void *reader_thread(void *arg)
{
    struct pipeline *p = arg;
    bool goes_on = true;
    for (size_t i = 0; i < p->setup->path_count && goes_on; i++)
        goes_on = read_source(p, &p->setup->paths[i], &p->result->sources[i]);
    pthread_mutex_lock(&p->lock);
    p->is_read = true;
    change(p);
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

struct worker_start {
    struct pipeline *pipeline;
    struct worker *worker;
};

static void *worker_thread(void *arg)
{
    struct worker_start *start = arg;
    struct work *w = NULL;
    while ((w = pipeline_take_work(start->pipeline)) != NULL) {
        worker_run(start->worker, w);
        pipeline_done(start->pipeline, w);
    }
    return NULL;
}

static bool run_threads(struct pipeline *p, int jobs, struct err *e)
{
    pthread_t threads[JOBS_MAX + 1];
    struct worker_start starts[JOBS_MAX];
    int started = 0;
    bool ok = true;
    for (int i = 0; i < jobs && ok; i++) {
        starts[i] = (struct worker_start){p, worker_new(p->arena, p->setup)};
        ok = pthread_create(&threads[i], NULL, worker_thread, &starts[i]) == 0;
        started += ok;
    }
    bool is_reading = ok && pthread_create(&threads[jobs], NULL, reader_thread, p) == 0;
    if (is_reading)
        ok = write_all(p, e);
    else
        ok = err_set(e, ERR_IO, "cannot start a thread");
    pthread_mutex_lock(&p->lock);
    p->is_stopping |= !is_reading;
    change(p);
    pthread_mutex_unlock(&p->lock);
    if (is_reading)
        pthread_join(threads[jobs], NULL);
    for (int i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < started; i++)
        worker_release(starts[i].worker);
    return ok;
}

static void add_ledger(struct ledger *sum, const struct ledger *one)
{
    sum->lines += one->lines;
    for (int i = 0; i < LEDGER_KINDS; i++)
        sum->ends[i] += one->ends[i];
    sum->repaired += one->repaired;
}

static int job_count(const struct ingest_setup *setup)
{
    long n = setup->jobs > 0 ? setup->jobs : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > JOBS_MAX ? JOBS_MAX : (int)n;
}

static void init(struct pipeline *p, int jobs)
{
    p->block_count = (size_t)jobs * 2 + 4;
    p->blocks = ARENA_ARRAY(p->arena, struct work, p->block_count);
    p->done = ARENA_ARRAY(p->arena, struct work *, p->block_count);
    for (size_t i = 0; i < p->block_count; i++) {
        p->blocks[i].next = p->free;
        p->free = &p->blocks[i];
    }
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->changed, NULL);
}

static void release(struct pipeline *p)
{
    while (p->runs)
        free_run(p, p->runs);
    pthread_cond_destroy(&p->changed);
    pthread_mutex_destroy(&p->lock);
    for (size_t i = 0; i < p->block_count; i++) {
        arena_release(&p->blocks[i].arena);
        arena_release(&p->blocks[i].storage);
    }
}

bool ingest(const struct ingest_setup *setup, struct sink *sink, struct ingest_result *out,
            struct arena *a, struct err *e)
{
    int jobs = job_count(setup);
    *out = (struct ingest_result){
        .sources = ARENA_ARRAY(a, struct source_result, setup->path_count),
        .source_count = (int64_t)setup->path_count,
    };
    for (size_t i = 0; i < setup->path_count; i++)
        out->sources[i].path = setup->paths[i].path;
    struct pipeline p = {
        .setup = setup,
        .sink = sink,
        .result = out,
        .arena = a,
    };
    init(&p, jobs);
    bool ok = run_threads(&p, jobs, e);
    release(&p);
    out->added = (struct ledger){0};
    for (int64_t i = 0; i < out->source_count; i++)
        add_ledger(&out->added, &out->sources[i].added);
    out->is_interrupted = setup->is_interrupted && *setup->is_interrupted;
    return ok;
}
