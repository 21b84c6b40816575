// row.c - see row.h.
#include "store/row.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "store_sql.h"

// Token classes that have a column in request_t, and those in extra_t.
static const struct {
    enum tok_class class;
    enum row_column column;
} main_classes[] = {
    {TOK_INPUT, ROW_INPUT},
    {TOK_CACHE_READ, ROW_CACHE_READ},
    {TOK_CACHE_WRITE_5M, ROW_WRITE_5M},
    {TOK_CACHE_WRITE_1H, ROW_WRITE_1H},
    {TOK_OUTPUT, ROW_OUTPUT},
    {TOK_REASONING, ROW_REASONING},
};
static const struct {
    enum tok_class class;
    enum row_extra column;
} extra_classes[] = {
    {TOK_AUDIO_IN, EXTRA_AUDIO_IN},   {TOK_AUDIO_READ, EXTRA_AUDIO_READ},
    {TOK_AUDIO_OUT, EXTRA_AUDIO_OUT}, {TOK_IMAGE_IN, EXTRA_IMAGE_IN},
    {TOK_IMAGE_OUT, EXTRA_IMAGE_OUT},
};
enum {
    MAIN_CLASSES = sizeof main_classes / sizeof *main_classes,
    EXTRA_CLASSES = sizeof extra_classes / sizeof *extra_classes,
};

static void row_init(struct row *row)
{
    *row = (struct row){0};
    for (int i = 0; i < ROW_COLUMNS; i++)
        row->v[i] = UNKNOWN;
    for (int i = 0; i < EXTRA_COLUMNS; i++)
        row->extra[i] = UNKNOWN;
}

// n - base, unknown if either is or the difference does not fit.
static int64_t relative(int64_t n, int64_t base)
{
    return n == UNKNOWN || n < UNKNOWN + 1 + base ? UNKNOWN : n - base;
}

static int64_t flags_of(const struct record *r)
{
    int64_t rank = r->keep_rank < 0 ? 0 : r->keep_rank > 3 ? 3 : r->keep_rank;
    int64_t flags = (int64_t)r->tier << FLAG_TIER_SHIFT | (int64_t)r->stream << FLAG_STREAM_SHIFT |
                    (int64_t)r->gateway_hit << FLAG_GATEWAY_SHIFT | rank << FLAG_RANK_SHIFT;
    if (r->tok_source == TOK_ESTIMATED)
        flags |= FLAG_ESTIMATED;
    if (r->is_error)
        flags |= FLAG_ERROR;
    if (r->chain_unit == CHAIN_BLOCKS)
        flags |= FLAG_BLOCKS;
    if (r->has_request)
        flags |= FLAG_HAS_REQUEST;
    return flags;
}

void row_from_record(struct row *row, const struct record *r)
{
    row_init(row);
    row->v[ROW_TS] = relative(r->ts_us, ROW_EPOCH_US);
    row->v[ROW_LATENCY] = r->latency_us;
    row->v[ROW_TTFT] = r->ttft_us;
    row->v[ROW_FLAGS] = flags_of(r);
    for (int i = 0; i < MAIN_CLASSES; i++)
        row->v[main_classes[i].column] = r->usage.tok[main_classes[i].class];
    for (int i = 0; i < EXTRA_CLASSES; i++)
        row->extra[extra_classes[i].column] = r->usage.tok[extra_classes[i].class];
    row->v[ROW_STATUS] = relative(r->status, ROW_STATUS_BASE);
    row->v[ROW_COST] = r->cost_nusd;
    row->v[ROW_LOGGED_COST] = r->logged_cost_nusd;
    for (int i = 0; i < PRINT_COUNT; i++)
        if (r->print[i])
            row->v[ROW_PRINTS + i] = (int64_t)r->print[i];
    for (int i = 0; i < PART_COUNT; i++)
        row->v[ROW_PARTS + i] = r->part_bytes[i];
    if (fabs(r->temperature) < 1000)
        row->v[ROW_TEMPERATURE] = llround(r->temperature * ROW_TEMPERATURE_SCALE);
    row->v[ROW_MAX_TOKENS] = r->max_tokens;
    row->v[ROW_TOOLS_OFFERED] = r->tools_offered;
    row->v[ROW_TOOLS_CALLED] = r->tools_called;
    row->extra[EXTRA_WEB_SEARCHES] = r->usage.web_searches;
    row->extra[EXTRA_IMAGE_COUNT] = r->image_count;
    row->extra[EXTRA_SEED] = r->seed;
    row->extra[EXTRA_N] = r->n;
    row->error_message = r->error_message;
}

static void copy_usage(const struct row *row, struct usage *usage)
{
    for (int i = 0; i < MAIN_CLASSES; i++)
        usage->tok[main_classes[i].class] = row->v[main_classes[i].column];
    for (int i = 0; i < EXTRA_CLASSES; i++)
        usage->tok[extra_classes[i].class] = row->extra[extra_classes[i].column];
    usage->web_searches = row->extra[EXTRA_WEB_SEARCHES];
}

static int64_t absolute(int64_t n, int64_t base)
{
    return n == UNKNOWN ? UNKNOWN : n + base;
}

void row_to_record(const struct row *row, struct record *r)
{
    int64_t flags = row->v[ROW_FLAGS];
    record_init(r);
    r->ts_us = absolute(row->v[ROW_TS], ROW_EPOCH_US);
    r->latency_us = row->v[ROW_LATENCY];
    r->ttft_us = row->v[ROW_TTFT];
    r->tok_source = flags & FLAG_ESTIMATED ? TOK_ESTIMATED : TOK_LOGGED;
    r->tier = (enum tier)row_tier(flags);
    r->stream = (enum tri)row_tri(flags, FLAG_STREAM_SHIFT);
    r->gateway_hit = (enum tri)row_tri(flags, FLAG_GATEWAY_SHIFT);
    r->is_error = (flags & FLAG_ERROR) != 0;
    r->has_request = (flags & FLAG_HAS_REQUEST) != 0;
    copy_usage(row, &r->usage);
    r->image_count = row->extra[EXTRA_IMAGE_COUNT];
    r->status = absolute(row->v[ROW_STATUS], ROW_STATUS_BASE);
    r->logged_cost_nusd = row->v[ROW_LOGGED_COST];
    for (int i = 0; i < PART_COUNT; i++)
        r->part_bytes[i] = row->v[ROW_PARTS + i];
}

void row_to_request(const struct row *row, struct request *r)
{
    const int64_t *v = row->v;
    int64_t flags = v[ROW_FLAGS];
    int64_t temperature = v[ROW_TEMPERATURE];
    *r = (struct request){
        .rowid = row->id,
        .id = (uint64_t)v[ROW_IDENTITY],
        .ts_us = absolute(v[ROW_TS], ROW_EPOCH_US),
        .latency_us = v[ROW_LATENCY],
        .ttft_us = v[ROW_TTFT],
        .user_id = v[ROW_USER],
        .session_id = v[ROW_SESSION],
        .finish_id = v[ROW_FINISH],
        .tok_source = flags & FLAG_ESTIMATED ? TOK_ESTIMATED : TOK_LOGGED,
        .tier = (enum tier)row_tier(flags),
        .stream = (enum tri)row_tri(flags, FLAG_STREAM_SHIFT),
        .gateway_hit = (enum tri)row_tri(flags, FLAG_GATEWAY_SHIFT),
        .status = absolute(v[ROW_STATUS], ROW_STATUS_BASE),
        .is_error = (flags & FLAG_ERROR) != 0,
        .has_request = (flags & FLAG_HAS_REQUEST) != 0,
        .cost_nusd = v[ROW_COST],
        .logged_cost_nusd = v[ROW_LOGGED_COST],
        .temperature = temperature == UNKNOWN ? NAN : (double)temperature / ROW_TEMPERATURE_SCALE,
        .max_tokens = v[ROW_MAX_TOKENS],
        .seed = row->extra[EXTRA_SEED],
        .n = row->extra[EXTRA_N],
        .image_count = row->extra[EXTRA_IMAGE_COUNT],
        .tools_offered = v[ROW_TOOLS_OFFERED],
        .tools_called = v[ROW_TOOLS_CALLED],
        .source_id = v[ROW_SOURCE],
        .entry = v[ROW_ENTRY],
        .offset = v[ROW_OFFSET],
    };
    copy_usage(row, &r->usage);
    for (int i = 0; i < PRINT_COUNT; i++)
        if (v[ROW_PRINTS + i] != UNKNOWN)
            r->print[i] = (uint64_t)v[ROW_PRINTS + i];
    memcpy(r->part_bytes, &v[ROW_PARTS], sizeof r->part_bytes);
}

bool row_has_usage(const struct row *row)
{
    return !(row->v[ROW_FLAGS] & FLAG_ESTIMATED) &&
           (row->v[ROW_INPUT] != UNKNOWN || row->v[ROW_OUTPUT] != UNKNOWN);
}

static bool is_failed(const struct row *row)
{
    return (row->v[ROW_FLAGS] & FLAG_ERROR) != 0;
}

static int64_t tokens_of(const struct row *row)
{
    int64_t sum = 0;
    for (int c = ROW_INPUT; c <= ROW_OUTPUT; c++)
        if (row->v[c] != UNKNOWN)
            sum += row->v[c];
    return sum;
}

bool row_improves(const struct row *old, const struct row *next, enum keep_rule keep)
{
    if (is_failed(next) != is_failed(old))
        return is_failed(old);
    if (row_has_usage(next) != row_has_usage(old))
        return row_has_usage(next);
    if (keep == KEEP_LAST)
        return true;
    if (keep != KEEP_MOST_TOKENS)
        return false;
    int old_rank = row_tri(old->v[ROW_FLAGS], FLAG_RANK_SHIFT);
    int next_rank = row_tri(next->v[ROW_FLAGS], FLAG_RANK_SHIFT);
    return next_rank != old_rank ? next_rank > old_rank : tokens_of(next) > tokens_of(old);
}

// What a column belongs to when two rows are merged.
enum group {
    GROUP_OWN,      // stays the row's: place, identity, attribution
    GROUP_FILL,     // the winner's, else the other's
    GROUP_USAGE,    // together, from the winner if it has usage
    GROUP_OUTCOME,  // together, from the winner
    GROUP_REQUEST,  // together, from the row if it has a request
    GROUP_ANSWER,   // adds up for parts, else as GROUP_FILL
};

static enum group group_of(int column)
{
    if (column >= ROW_PRINTS && column < ROW_PRINTS + PRINT_OUTPUT)
        return GROUP_REQUEST;
    if (column >= ROW_PARTS && column < ROW_PARTS + PART_RESPONSE)
        return GROUP_REQUEST;
    if ((column >= ROW_INPUT && column <= ROW_REASONING) || column == ROW_COST ||
        column == ROW_PRICE)
        return GROUP_USAGE;
    switch (column) {
    case ROW_ATTRIBUTION:
    case ROW_FLAGS:
    case ROW_IDENTITY:
    case ROW_SOURCE:
    case ROW_ENTRY:
    case ROW_OFFSET:
        return GROUP_OWN;
    case ROW_STATUS:
    case ROW_FINISH:
        return GROUP_OUTCOME;
    case ROW_QUESTION_SEGMENT:
    case ROW_SYSTEM_SEGMENT:
        return GROUP_REQUEST;
    case ROW_PRINTS + PRINT_OUTPUT:
    case ROW_PARTS + PART_RESPONSE:
    case ROW_TOOLS_CALLED:
        return GROUP_ANSWER;
    default:
        return GROUP_FILL;
    }
}

static enum group extra_group(int column)
{
    if (column == EXTRA_ERROR)
        return GROUP_OUTCOME;
    if (column >= EXTRA_AUDIO_IN && column <= EXTRA_WEB_SEARCHES)
        return GROUP_USAGE;
    return GROUP_FILL;
}

// Which of the two rows a group comes from.
struct sides {
    const struct row *row, *next;
    const struct row *winner, *loser;
    const struct row *usage, *request;
};

static int64_t fill(int64_t winner, int64_t loser)
{
    return winner != UNKNOWN ? winner : loser;
}

static int64_t pick(const struct sides *s, enum group group, int64_t row, int64_t next)
{
    int64_t winner = s->winner == s->next ? next : row;
    int64_t loser = s->winner == s->next ? row : next;
    switch (group) {
    case GROUP_OWN:
        return row;
    case GROUP_FILL:
    case GROUP_ANSWER:
        return fill(winner, loser);
    case GROUP_OUTCOME:
        return is_failed(s->loser) && !is_failed(s->winner) ? winner : fill(winner, loser);
    case GROUP_USAGE:
        return s->usage == s->next ? next : row;
    case GROUP_REQUEST:
        return s->request == s->next ? next : row;
    }
    return row;
}

static int64_t merge_flags(const struct sides *s)
{
    int64_t winner = s->winner->v[ROW_FLAGS];
    int64_t loser = s->loser->v[ROW_FLAGS];
    int64_t usage_bits = FLAG_ESTIMATED | 7 << FLAG_TIER_SHIFT;
    int64_t request_bits = FLAG_BLOCKS | FLAG_HAS_REQUEST;
    int64_t flags = winner & (FLAG_ERROR | 3 << FLAG_RANK_SHIFT);
    flags |= s->row->v[ROW_FLAGS] & FLAG_IDENTITY;
    flags |= s->usage->v[ROW_FLAGS] & usage_bits;
    flags |= s->request->v[ROW_FLAGS] & request_bits;
    for (int shift = FLAG_STREAM_SHIFT; shift <= FLAG_GATEWAY_SHIFT; shift += 2)
        flags |= (row_tri(winner, shift) ? winner : loser) & 3LL << shift;
    return flags;
}

// Answers of parts of one call.
static void add_answers(struct row *out, const struct row *row, const struct row *next)
{
    enum { OUTPUT = ROW_PRINTS + PRINT_OUTPUT };
    static const enum row_column sums[] = {ROW_PARTS + PART_RESPONSE, ROW_TOOLS_CALLED};
    if (row->v[OUTPUT] != UNKNOWN && next->v[OUTPUT] != UNKNOWN)
        out->v[OUTPUT] = (int64_t)hash_mix((uint64_t)row->v[OUTPUT], (uint64_t)next->v[OUTPUT]);
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        if (row->v[sums[i]] != UNKNOWN && next->v[sums[i]] != UNKNOWN)
            out->v[sums[i]] = row->v[sums[i]] + next->v[sums[i]];
    if (row->v[ROW_TS] != UNKNOWN && next->v[ROW_TS] != UNKNOWN)
        out->v[ROW_TS] = row->v[ROW_TS] < next->v[ROW_TS] ? row->v[ROW_TS] : next->v[ROW_TS];
}

void row_merge(struct row *row, const struct row *next, bool next_wins, bool is_part)
{
    struct row old = *row;
    struct sides s = {.row = &old, .next = next};
    s.winner = next_wins ? next : &old;
    s.loser = next_wins ? &old : next;
    s.usage = row_has_usage(s.winner) || !row_has_usage(s.loser) ? s.winner : s.loser;
    bool row_has_request = (old.v[ROW_FLAGS] & FLAG_HAS_REQUEST) != 0;
    bool next_has_request = (next->v[ROW_FLAGS] & FLAG_HAS_REQUEST) != 0;
    s.request = row_has_request || !next_has_request ? &old : next;
    for (int i = 0; i < ROW_COLUMNS; i++)
        row->v[i] = pick(&s, group_of(i), old.v[i], next->v[i]);
    for (int i = 0; i < EXTRA_COLUMNS; i++)
        row->extra[i] = pick(&s, extra_group(i), old.extra[i], next->extra[i]);
    row->v[ROW_FLAGS] = merge_flags(&s);
    row->error_message = s.winner->error_message;
    row->chain = s.request->chain;
    if (is_part)
        add_answers(row, &old, next);
}

bool row_equal(const struct row *a, const struct row *b)
{
    return memcmp(a->v, b->v, sizeof a->v) == 0 &&
           memcmp(a->extra, b->extra, sizeof a->extra) == 0 &&
           str_eq(a->error_message, b->error_message) && str_eq(a->chain, b->chain);
}

bool row_table_open(struct row_table *t, sqlite3 *db, struct err *e)
{
    for (int i = 0; i < ROW_COLUMNS; i++)
        t->bound[i] = UNKNOWN;
    return db_prepare(db, sql_row_insert, &t->insert, e) &&
           db_prepare(db, sql_row_delete, &t->remove, e) &&
           db_prepare(db, sql_row_read, &t->read, e) &&
           db_prepare(db, sql_extra_insert, &t->extra_insert, e) &&
           db_prepare(db, sql_extra_read, &t->extra_read, e);
}

void row_table_close(struct row_table *t)
{
    sqlite3_finalize(t->insert);
    sqlite3_finalize(t->remove);
    sqlite3_finalize(t->read);
    sqlite3_finalize(t->extra_insert);
    sqlite3_finalize(t->extra_read);
    *t = (struct row_table){0};
}

// A known 0 is a bit of the flags: most logs say "audio_tokens": 0 with every call.
static int64_t stored_extra(const struct row *row, int column)
{
    bool can_be_flag = column >= EXTRA_AUDIO_IN && column <= EXTRA_IMAGE_COUNT;
    return can_be_flag && row->extra[column] == 0 ? UNKNOWN : row->extra[column];
}

static int64_t stored_flags(const struct row *row)
{
    int64_t flags = row->v[ROW_FLAGS];
    bool has_row = row->error_message.ptr != NULL;
    for (int i = 0; i < EXTRA_COLUMNS; i++) {
        has_row |= stored_extra(row, i) != UNKNOWN;
        if (stored_extra(row, i) != row->extra[i])
            flags |= 1LL << (FLAG_ZERO_SHIFT + i - EXTRA_AUDIO_IN);
    }
    return has_row ? flags | FLAG_EXTRA : flags;
}

static bool write_extra(struct row_table *t, const struct row *row, struct err *e)
{
    sqlite3_bind_int64(t->extra_insert, 1, row->id);
    for (int i = 0; i < EXTRA_COLUMNS; i++)
        db_bind(t->extra_insert, i + 2, stored_extra(row, i));
    db_bind_str(t->extra_insert, EXTRA_COLUMNS + 2, row->error_message);
    return db_run(t->extra_insert, e);
}

static void bind_column(struct row_table *t, int column, int64_t n)
{
    if (n == t->bound[column])
        return;
    db_bind(t->insert, column + 2, n);
    t->bound[column] = n;
}

bool row_append(struct row_table *t, const struct row *row, struct err *e)
{
    int64_t flags = stored_flags(row);
    sqlite3_bind_int64(t->insert, 1, row->id);
    for (int i = 0; i < ROW_COLUMNS; i++)
        bind_column(t, i, i == ROW_FLAGS ? flags : row->v[i]);
    db_bind_blob(t->insert, ROW_COLUMNS + 2, row->chain);
    bool is_extra = (flags & FLAG_EXTRA) || row->has_stored_extra;
    return db_run(t->insert, e) && (!is_extra || write_extra(t, row, e));
}

bool row_replace(struct row_table *t, const struct row *row, struct err *e)
{
    sqlite3_bind_int64(t->remove, 1, row->id);
    return db_run(t->remove, e) && row_append(t, row, e);
}

static bool read_extra(struct row_table *t, int64_t flags, struct row *row, struct arena *a,
                       struct err *e)
{
    bool has_row = false;
    row->has_stored_extra = (flags & FLAG_EXTRA) != 0;
    if (row->has_stored_extra) {
        sqlite3_bind_int64(t->extra_read, 1, row->id);
        if (!db_row(t->extra_read, &has_row, e))
            return false;
    }
    for (int i = 0; i < EXTRA_COLUMNS; i++) {
        int64_t stored = has_row ? db_column(t->extra_read, i) : UNKNOWN;
        row->extra[i] = row_extra_value(flags, (enum row_extra)i, stored);
    }
    if (has_row)
        row->error_message = str_copy(db_column_str(t->extra_read, EXTRA_COLUMNS), a);
    sqlite3_reset(t->extra_read);
    return true;
}

bool row_read(struct row_table *t, int64_t id, struct row *row, struct arena *a, struct err *e)
{
    row_init(row);
    row->id = id;
    bool has_row = false;
    sqlite3_bind_int64(t->read, 1, id);
    if (!db_row(t->read, &has_row, e))
        return false;
    if (!has_row)
        return err_set(e, ERR_DB, "database is damaged (request %lld is missing)", (long long)id);
    for (int i = 0; i < ROW_COLUMNS; i++)
        row->v[i] = db_column(t->read, i);
    row->chain = str_copy(db_column_str(t->read, ROW_COLUMNS), a);
    sqlite3_reset(t->read);
    int64_t flags = row->v[ROW_FLAGS];
    row->v[ROW_FLAGS] = flags & ~(int64_t)FLAG_STORED;
    return read_extra(t, flags, row, a, e);
}
