// fingerprint.c - see fingerprint.h, which is the specification.
#include "ingest/fingerprint.h"

#include "base/hash.h"
#include "ingest/base64.h"
#include "ingest/canonical.h"
#include "ingest/canonical_cache.h"
#include "ingest/normal.h"
#include "ingest/sketch.h"
#include "price/price.h"

enum { CACHE_SLOTS = 1 << 15, MODEL_SLOTS = 64, CHAIN_END = 0x656e64 };

struct seen {
    uint64_t h, normal, mask;  // h = 0: free
    struct segment_facts facts;
};

// H of a bare model name, by the hash of the name as it is logged.
struct known_model {
    uint64_t name, bare;  // name = 0: free
};

struct fingerprinter {
    uint64_t seed;
    const struct watch *watch;
    struct known_model models[MODEL_SLOTS];  // direct-mapped
    struct canonical_cache json;
    struct seen *cache;    // [CACHE_SLOTS], direct-mapped by h
    struct arena scratch;  // of one record
    // Of the record at hand, in scratch.
    uint64_t *hashes, *normals, *masks, *bodies, *systems;
    int64_t *bytes;
    enum part *parts;
    struct segment_facts *facts;
    struct str *normal_texts;
    size_t count, body_count, system_count;
    struct chain_point *points;
    size_t point_count, point_cap;
    uint64_t chain;
};

struct fingerprinter *fingerprinter_new(struct arena *a, uint64_t key_seed,
                                        const struct watch *watch)
{
    struct fingerprinter *f = ARENA_NEW(a, struct fingerprinter);
    f->seed = key_seed;
    f->watch = watch;
    canonical_cache_init(&f->json, a);
    f->cache = ARENA_ARRAY(a, struct seen, CACHE_SLOTS);
    return f;
}

void fingerprinter_release(struct fingerprinter *f)
{
    arena_release(&f->scratch);
    canonical_cache_release(&f->json);
}

static uint64_t words(const struct fingerprinter *f, const uint64_t *w, size_t n)
{
    return hash_seeded(w, n * sizeof *w, f->seed);
}

static uint64_t never_zero(uint64_t hash)
{
    return hash ? hash : 1;
}

static bool is_text_kind(const struct segment *s)
{
    return s->text.ptr && s->kind != SEG_MEDIA;
}

// Eight bytes that stand for an image, a sound, a document.
static struct str media_bytes(struct fingerprinter *f, struct str text)
{
    struct str data = text;
    if (str_starts(text, S("data:"))) {
        struct str_cut cut = str_cut(text, ',');
        data = cut.ok ? base64_decode(cut.tail, &f->scratch) : text;
    } else if (!str_contains(str_head(text, 16), S("://"))) {
        data = base64_decode(text, &f->scratch);
    }
    uint64_t *hash = ARENA_NEW(&f->scratch, uint64_t);
    *hash = hash_seeded(data.ptr, data.len, f->seed);
    return (struct str){(const char *)hash, sizeof *hash};
}

static struct str canonical_bytes(struct fingerprinter *f, const struct segment *s)
{
    if (s->kind == SEG_MEDIA && s->text.ptr)
        return media_bytes(f, s->text);
    if (s->text.ptr)
        return s->text;
    return canonical_cache_text(&f->json, s->value, &f->scratch);
}

static void add_point(struct fingerprinter *f, const struct segment *s, size_t bytes, bool is_end)
{
    if (f->point_count == f->point_cap) {
        size_t cap = f->point_cap ? f->point_cap * 2 : 64;
        f->points = arena_grow(&f->scratch, f->points, f->point_cap * sizeof *f->points,
                               cap * sizeof *f->points);
        f->point_cap = cap;
    }
    f->points[f->point_count++] = (struct chain_point){
        .hash = f->chain,
        .size = (uint32_t)bytes,
        .role = (unsigned char)s->role,
        .mark = is_end ? (unsigned char)s->mark : MARK_NONE,
        .ends_segment = is_end,
    };
}

// The chain over one segment, whose chunk hashes are c[0 … n).
static void chain_segment(struct fingerprinter *f, const struct segment *s, const uint64_t *c,
                          size_t n, size_t bytes)
{
    f->chain = hash_mix(f->chain, (uint64_t)s->role | (uint64_t)s->kind << 8);
    for (size_t i = 0; i + 1 < n; i++) {
        f->chain = hash_mix(f->chain, c[i]);
        add_point(f, s, CHAIN_GRAIN_BYTES, false);
    }
    if (n)
        f->chain = hash_mix(f->chain, c[n - 1]);
    f->chain = hash_mix(f->chain, CHAIN_END);
    add_point(f, s, n ? bytes - (n - 1) * CHAIN_GRAIN_BYTES : 0, true);
}

// Normal form and mask of a segment, each W(tag, H(text)), and its facts. *normal is the normal
// form of a text that a sketch may be made of.
static struct seen derive(struct fingerprinter *f, const struct segment *s, uint64_t h,
                          uint64_t tag, struct str bytes, struct str *normal)
{
    struct seen derived = {.h = h, .normal = h, .mask = h};
    struct arena_mark mark = arena_mark(&f->scratch);
    struct buf b = {.arena = &f->scratch};
    if (is_text_kind(s)) {
        normal_form(&b, bytes);
        derived.normal = words(f, (uint64_t[]){tag, hash_seeded(b.ptr, b.len, f->seed)}, 2);
        if (s->role == ROLE_USER && s->kind == SEG_TEXT && bytes.len <= SKETCH_TEXT_BYTES) {
            *normal = buf_view(&b);
            mark = arena_mark(&f->scratch);
            b = (struct buf){.arena = &f->scratch};
        }
        b.len = 0;
    }
    if (s->kind != SEG_MEDIA) {
        mask_text(&b, bytes);
        derived.mask = words(f, (uint64_t[]){tag, hash_seeded(b.ptr, b.len, f->seed)}, 2);
    }
    arena_rewind(&f->scratch, mark);
    segment_facts(&derived.facts, s, bytes, f->watch);
    return derived;
}

// Hashes a segment into the record's lists. Returns h.
static uint64_t hash_segment(struct fingerprinter *f, const struct segment *s,
                             const struct segment_listener *listener)
{
    struct str bytes = canonical_bytes(f, s);
    size_t n = (bytes.len + CHAIN_GRAIN_BYTES - 1) / CHAIN_GRAIN_BYTES;
    uint64_t *w = arena_raw(&f->scratch, (n + 2) * sizeof *w);
    w[0] = (uint64_t)s->role | (uint64_t)s->kind << 8;
    w[1] = bytes.len;
    for (size_t i = 0; i < n; i++) {
        struct str rest = str_skip(bytes, i * CHAIN_GRAIN_BYTES);
        w[2 + i] = hash_seeded(rest.ptr, str_head(rest, CHAIN_GRAIN_BYTES).len, f->seed);
    }
    chain_segment(f, s, w + 2, n, bytes.len);
    uint64_t h = never_zero(words(f, w, n + 2));
    struct seen *slot = &f->cache[h & (CACHE_SLOTS - 1)];
    if (slot->h != h) {
        *slot = derive(f, s, h, w[0], bytes, &f->normal_texts[f->count]);
        if (listener)
            listener->segment(listener->self, s, h, bytes, &slot->facts);
    }
    f->hashes[f->count] = h;
    f->normals[f->count] = slot->normal;
    f->bytes[f->count] = (int64_t)bytes.len;
    f->facts[f->count] = slot->facts;
    f->masks[f->count++] = slot->mask;
    if (s->role == ROLE_USER && s->kind == SEG_TEXT)
        f->bodies[f->body_count++] = words(f, w + 1, n + 1);
    return h;
}

// First segment of the last user message that has text, or segment_count.
static int64_t question_begin(const struct record *r)
{
    for (int64_t i = r->segment_count; i > 0; i--) {
        if (r->segments[i - 1].role != ROLE_USER || r->segments[i - 1].kind != SEG_TEXT)
            continue;
        while (i > 1 && !r->segments[i - 1].starts_message && r->segments[i - 2].role == ROLE_USER)
            i--;
        return i - 1;
    }
    return r->segment_count;
}

static int64_t question_end(const struct record *r, int64_t begin)
{
    int64_t end = begin;
    while (end < r->segment_count && r->segments[end].role == ROLE_USER &&
           (end == begin || !r->segments[end].starts_message))
        end++;
    return end;
}

static enum part part_of(const struct segment *s, bool in_question)
{
    if (s->role == ROLE_TOOLS)
        return PART_TOOLS;
    if (s->role == ROLE_SYSTEM)
        return PART_SYSTEM;
    return in_question ? PART_QUESTION : PART_HISTORY;
}

// How a parameter is called in the hash; the order of enum param.
static const char *const param_names[PARAM_COUNT] = {
    [PARAM_TEMPERATURE] = "temperature",
    [PARAM_TOP_P] = "top_p",
    [PARAM_TOP_K] = "top_k",
    [PARAM_SEED] = "seed",
    [PARAM_N] = "n",
    [PARAM_MAX_TOKENS] = "max_tokens",
    [PARAM_STOP] = "stop",
    [PARAM_RESPONSE_FORMAT] = "response_format",
    [PARAM_TOOL_CHOICE] = "tool_choice",
    [PARAM_REASONING_EFFORT] = "reasoning_effort",
};

static uint64_t hash_params(struct fingerprinter *f, const struct record *r)
{
    struct buf b = {.arena = &f->scratch};
    for (int i = 0; i < PARAM_COUNT; i++) {
        if (!json_is_set(r->params[i]))
            continue;
        bool is_single_stop = i == PARAM_STOP && json_is_string(r->params[i]);
        buf_str(&b, str_of(param_names[i]));
        buf_byte(&b, '=');
        if (is_single_stop)
            buf_byte(&b, '[');
        canonical_json(&b, r->params[i]);
        if (is_single_stop)
            buf_byte(&b, ']');
        buf_byte(&b, '\n');
    }
    return hash_seeded(b.ptr, b.len, f->seed);
}

static uint64_t hash_model(struct fingerprinter *f, const struct record *r)
{
    struct str model = r->names[NAME_MODEL_REQUESTED];
    if (!model.len)
        model = r->names[NAME_MODEL];
    uint64_t name = never_zero(hash_str(model));
    struct known_model *slot = &f->models[name & (MODEL_SLOTS - 1)];
    if (slot->name != name) {
        struct str bare = price_bare_model(model, &f->scratch);
        *slot = (struct known_model){name, hash_seeded(bare.ptr, bare.len, f->seed)};
    }
    return slot->bare;
}

static void hash_request(struct fingerprinter *f, struct record *r)
{
    uint64_t w[] = {r->print[PRINT_CONTENT], hash_model(f, r), hash_params(f, r)};
    r->print[PRINT_REQUEST] = never_zero(words(f, w, 3));
}

static void take_lists(struct fingerprinter *f, struct record *r)
{
    r->print[PRINT_CONTENT] = never_zero(words(f, f->hashes, f->count));
    r->print[PRINT_NORMAL] = never_zero(words(f, f->normals, f->count));
    r->print[PRINT_TEMPLATE] = never_zero(words(f, f->masks, f->count));
    if (f->system_count)
        r->print[PRINT_SYSTEM] = never_zero(words(f, f->systems, f->system_count));
    if (f->body_count)
        r->print[PRINT_QUESTION] = never_zero(words(f, f->bodies, f->body_count));
}

static void hash_segments(struct fingerprinter *f, struct record *r,
                          const struct segment_listener *listener)
{
    size_t n = (size_t)r->segment_count;
    f->hashes = arena_raw(&f->scratch, n * sizeof *f->hashes);
    f->normals = arena_raw(&f->scratch, n * sizeof *f->normals);
    f->masks = arena_raw(&f->scratch, n * sizeof *f->masks);
    f->bodies = arena_raw(&f->scratch, n * sizeof *f->bodies);
    f->systems = arena_raw(&f->scratch, n * sizeof *f->systems);
    f->bytes = arena_raw(&f->scratch, n * sizeof *f->bytes);
    f->parts = arena_raw(&f->scratch, n * sizeof *f->parts);
    f->facts = arena_raw(&f->scratch, n * sizeof *f->facts);
    f->normal_texts = ARENA_ARRAY(&f->scratch, struct str, n);
    int64_t question = question_begin(r);
    int64_t after_question = question_end(r, question);
    for (int i = PART_TOOLS; i <= PART_QUESTION; i++)
        r->part_bytes[i] = i == PART_RETRIEVED ? UNKNOWN : 0;
    int64_t tools = 0;
    for (int64_t i = 0; i < r->segment_count; i++) {
        const struct segment *s = &r->segments[i];
        bool in_question = i >= question && i < after_question;
        size_t bodies = f->body_count;
        uint64_t h = hash_segment(f, s, listener);
        if (!in_question)
            f->body_count = bodies;
        else if (s->kind == SEG_TEXT && !r->question_segment)
            r->question_segment = h;
        if (s->role == ROLE_SYSTEM && s->kind == SEG_TEXT && !r->system_segment)
            r->system_segment = h;
        if (s->role <= ROLE_SYSTEM)
            f->systems[f->system_count++] = h;
        tools += s->role == ROLE_TOOLS;
        f->parts[i] = part_of(s, in_question);
        r->part_bytes[f->parts[i]] += f->bytes[i];
    }
    if (r->tools_offered == UNKNOWN)
        r->tools_offered = tools;
}

static void hash_blocks(struct fingerprinter *f, struct record *r, struct arena *a)
{
    size_t n = (size_t)r->block_count;
    uint64_t *w = arena_raw(&f->scratch, (n + 1) * sizeof *w);
    r->chain = ARENA_ARRAY(a, struct chain_point, n);
    for (size_t i = 0; i < n; i++) {
        w[i] = r->block_ids[i];
        r->chain[i] = (struct chain_point){
            .hash = w[i],
            .size = (uint32_t)r->block_tok,
            .role = ROLE_USER,
            .ends_segment = true,
        };
    }
    w[n] = (uint64_t)usage_input_total(&r->usage);
    r->chain_count = (int64_t)n;
    r->chain_unit = CHAIN_BLOCKS;
    r->print[PRINT_CONTENT] = never_zero(words(f, w, n + 1));
    hash_request(f, r);
}

static void keep_chain(const struct fingerprinter *f, struct record *r, struct arena *a)
{
    r->chain = arena_raw(a, f->point_count * sizeof *r->chain);
    memcpy(r->chain, f->points, f->point_count * sizeof *r->chain);
    r->chain_count = (int64_t)f->point_count;
    r->chain_unit = CHAIN_BYTES;
}

void fingerprint_record(struct fingerprinter *f, struct record *r,
                        const struct segment_listener *listener, struct arena *a)
{
    arena_reset(&f->scratch);
    f->count = f->body_count = f->system_count = 0;
    f->points = NULL;
    f->point_count = f->point_cap = 0;
    f->chain = 0;
    if (r->response_text.len && !r->is_error)
        r->print[PRINT_OUTPUT] =
            never_zero(hash_seeded(r->response_text.ptr, r->response_text.len, f->seed));
    if (r->response_text.ptr)
        r->part_bytes[PART_RESPONSE] = (int64_t)r->response_text.len;
    if (r->block_count) {
        hash_blocks(f, r, a);
    } else if (r->has_request && r->segment_count) {
        hash_segments(f, r, listener);
        take_lists(f, r);
        hash_request(f, r);
        keep_chain(f, r, a);
    }
}

struct prompt_view fingerprint_view(const struct fingerprinter *f)
{
    return (struct prompt_view){f->hashes, f->bytes, f->parts, f->facts, f->normal_texts, f->count};
}
