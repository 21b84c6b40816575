// row.c - see row.h.
#include "store/row.h"

#include <math.h>
#include <string.h>

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

int64_t facts_pack(const struct facts *f)
{
    bool has_chunks = f->retrieved_chunks != UNKNOWN;
    if (f->task == TASK_UNKNOWN && f->wants_json == TRI_UNKNOWN &&
        f->answer_is_json == TRI_UNKNOWN && !has_chunks && !f->pii && !f->time_words)
        return UNKNOWN;
    int64_t packed = (int64_t)f->task << FACTS_TASK | (int64_t)f->wants_json << FACTS_WANTS_JSON |
                     (int64_t)f->answer_is_json << FACTS_ANSWER_IS_JSON |
                     (int64_t)f->pii << FACTS_PII | (int64_t)f->time_words << FACTS_TIME_WORDS;
    int64_t limit = (INT64_C(1) << (62 - FACTS_CHUNKS)) - 1;
    int64_t chunks = f->retrieved_chunks < limit ? f->retrieved_chunks : limit;
    return packed | (has_chunks ? chunks << FACTS_CHUNKS : 1LL << FACTS_CHUNKS_UNKNOWN);
}

void facts_unpack(int64_t packed, struct facts *f)
{
    if (packed == UNKNOWN)
        packed = 1LL << FACTS_CHUNKS_UNKNOWN;
    bool has_chunks = !(packed >> FACTS_CHUNKS_UNKNOWN & 1);
    f->task = (enum task)(packed >> FACTS_TASK & 15);
    f->wants_json = (enum tri)(packed >> FACTS_WANTS_JSON & 3);
    f->answer_is_json = (enum tri)(packed >> FACTS_ANSWER_IS_JSON & 3);
    f->pii = (uint32_t)(packed >> FACTS_PII & 4095);
    f->time_words = (uint32_t)(packed >> FACTS_TIME_WORDS & 1023);
    f->retrieved_chunks = has_chunks ? packed >> FACTS_CHUNKS : UNKNOWN;
}

static void set_facts(struct row *row, const struct facts *f)
{
    row->v[ROW_FACTS] = facts_pack(f);
    if (f->watch)
        row->v[ROW_WATCH] = f->watch;
    if (f->answer_normal_fp)
        row->v[ROW_ANSWER_NORMAL] = (int64_t)f->answer_normal_fp;
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
    row->v[ROW_STATUS] = r->status;
    row->v[ROW_COST] = r->cost_nusd;
    row->v[ROW_OUTPUT_COST] = r->output_cost_nusd;
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
    set_facts(row, &r->facts);
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
    r->status = row->v[ROW_STATUS];
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
        .status = v[ROW_STATUS],
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
        .shape_id = v[ROW_SHAPE],
        .question_segment = v[ROW_QUESTION_SEGMENT],
        .system_segment = v[ROW_SYSTEM_SEGMENT],
        .output_cost_nusd = v[ROW_OUTPUT_COST],
        .source_id = v[ROW_SOURCE],
        .entry = v[ROW_ENTRY],
        .offset = v[ROW_OFFSET],
    };
    copy_usage(row, &r->usage);
    for (int i = 0; i < PRINT_COUNT; i++)
        if (v[ROW_PRINTS + i] != UNKNOWN)
            r->print[i] = (uint64_t)v[ROW_PRINTS + i];
    memcpy(r->part_bytes, &v[ROW_PARTS], sizeof r->part_bytes);
    facts_unpack(v[ROW_FACTS], &r->facts);
    r->facts.watch = v[ROW_WATCH] == UNKNOWN ? 0 : (uint32_t)v[ROW_WATCH];
    r->facts.answer_normal_fp =
        v[ROW_ANSWER_NORMAL] == UNKNOWN ? 0 : (uint64_t)v[ROW_ANSWER_NORMAL];
}
