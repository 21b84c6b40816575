// floor.c - what no ingest into SQLite does without: each line of standard input parsed, hashed and
// written as a row of integers. Prints "LABEL wall_us cpu_us" for each, fit for measure's results.
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <time.h>

#include "base/hash.h"
#include "base/json.h"

// Lines are read by the batch. A call has some 25 figures that differ from those of its like:
// times, tokens, cost, fingerprints.
enum { COLUMNS = 25, BATCH = 1024 };
enum { PARSE, HASH, ROW, LAPS };
static const char *const labels[LAPS] = {"floor_parse", "floor_hash", "floor_row"};

struct laps {
    int64_t wall_ns[LAPS], cpu_ns[LAPS];
};

static int64_t clock_ns(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void lap(struct laps *l, int which, int64_t since[2])
{
    int64_t now[2] = {clock_ns(CLOCK_MONOTONIC), clock_ns(CLOCK_THREAD_CPUTIME_ID)};
    l->wall_ns[which] += now[0] - since[0];
    l->cpu_ns[which] += now[1] - since[1];
    since[0] = now[0];
    since[1] = now[1];
}

static bool exec(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static sqlite3_stmt *open_table(const char *path, sqlite3 **db)
{
    char create[1024], insert[256];
    int c = snprintf(create, sizeof create, "CREATE TABLE t (id INTEGER PRIMARY KEY");
    int i = snprintf(insert, sizeof insert, "INSERT INTO t VALUES (?");
    for (int column = 0; column < COLUMNS; column++) {
        c += snprintf(create + c, sizeof create - (size_t)c, ", c%d INTEGER", column);
        i += snprintf(insert + i, sizeof insert - (size_t)i, ",?");
    }
    (void)snprintf(create + c, sizeof create - (size_t)c, ")");
    (void)snprintf(insert + i, sizeof insert - (size_t)i, ")");
    sqlite3_stmt *row = NULL;
    bool ok = sqlite3_open(path, db) == SQLITE_OK && exec(*db, "PRAGMA journal_mode = WAL") &&
              exec(*db, create) && exec(*db, "BEGIN") &&
              sqlite3_prepare_v2(*db, insert, -1, &row, NULL) == SQLITE_OK;
    return ok ? row : NULL;
}

// Figures of one to eight bytes, as those of calls are.
static bool put_row(sqlite3_stmt *row, int64_t id, uint64_t hash)
{
    sqlite3_bind_int64(row, 1, id);
    for (int column = 0; column < COLUMNS; column++)
        sqlite3_bind_int64(row, column + 2, (int64_t)(hash >> (column * 8 % 64)) & 0x7fffffff);
    bool ok = sqlite3_step(row) == SQLITE_DONE;
    return sqlite3_reset(row) == SQLITE_OK && ok;
}

struct batch {
    char *lines[BATCH];
    size_t caps[BATCH], lens[BATCH];
    uint64_t hashes[BATCH];
    int count;
};

static void read_batch(struct batch *b)
{
    for (b->count = 0; b->count < BATCH; b->count++) {
        ssize_t n = getline(&b->lines[b->count], &b->caps[b->count], stdin);
        if (n <= 0)
            return;
        b->lens[b->count] = (size_t)n;
    }
}

// Clocks are read once a batch, so that they cost nothing.
static bool run(struct batch *b, struct json_parser *parser, sqlite3_stmt *row, struct laps *laps)
{
    static int64_t id;
    bool ok = true;
    int64_t since[2] = {clock_ns(CLOCK_MONOTONIC), clock_ns(CLOCK_THREAD_CPUTIME_ID)};
    for (int i = 0; i < b->count; i++) {
        struct json root;
        struct str text = {b->lines[i], b->lens[i]};
        ok &= json_parse(parser, text, b->caps[i] - text.len, &root) == JSON_OK;
    }
    lap(laps, PARSE, since);
    for (int i = 0; i < b->count; i++)
        b->hashes[i] = hash_bytes(b->lines[i], b->lens[i]);
    lap(laps, HASH, since);
    for (int i = 0; i < b->count; i++)
        ok &= put_row(row, ++id, b->hashes[i]);
    lap(laps, ROW, since);
    return ok;
}

int main(int argc, char **argv)
{
    static struct batch batch;
    struct laps laps = {0};
    sqlite3 *db = NULL;
    sqlite3_stmt *row = argc == 2 ? open_table(argv[1], &db) : NULL;
    struct json_parser *parser = json_parser_new();
    if (!row || !parser) {
        fprintf(stderr, "usage: floor DATABASE <LOG: a new database\n");
        return 2;
    }
    bool ok = true;
    do {
        read_batch(&batch);
        ok = ok && run(&batch, parser, row, &laps);
    } while (ok && batch.count == BATCH);
    int64_t since[2] = {clock_ns(CLOCK_MONOTONIC), clock_ns(CLOCK_THREAD_CPUTIME_ID)};
    ok = ok && exec(db, "COMMIT");
    lap(&laps, ROW, since);
    for (int i = 0; i < LAPS; i++)
        printf("%s %" PRId64 " %" PRId64 " 0\n", labels[i], laps.wall_ns[i] / 1000,
               laps.cpu_ns[i] / 1000);
    return ok ? 0 : 1;
}
