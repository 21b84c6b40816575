// learn.c - see learn.h.
#include "ingest/learn.h"

#include "base/hash.h"
#include "base/map.h"
#include "ingest/canonical.h"
#include "ingest/normal.h"
#include "ingest/sampled.h"
#include "ingest/sketch.h"
#include "ingest/tokens.h"
#include "ingest/trim.h"

enum { TEXT_SLOTS = 1 << 14, QUESTION_SLOTS = 1 << 15, SYSTEMS_KNOWN = 1 << 16 };

// What a text gives to the shape of a prompt, by the hash of its segment.
struct known_text {
    uint64_t segment;  // 0: free
    struct shape shape;
};

struct learner {
    uint64_t seed;
    bool keeps_names;
    struct known_text *texts;  // [TEXT_SLOTS], direct-mapped
    struct sampled *sampled;
    struct trim_memo *trims;
    uint64_t *questions;  // [QUESTION_SLOTS], fingerprints, direct-mapped
    struct known_systems {
        struct arena arena;
        struct map systems;  // fingerprints that were learned
        struct map forms;    // how many of each form
    } known;
    struct arena scratch;  // of one record
};

struct learner *learner_new(struct arena *a, uint64_t key_seed, bool keeps_names)
{
    struct learner *l = ARENA_NEW(a, struct learner);
    l->seed = key_seed;
    l->keeps_names = keeps_names;
    l->texts = ARENA_ARRAY(a, struct known_text, TEXT_SLOTS);
    l->sampled = sampled_new(a);
    l->trims = trim_memo_new(a);
    l->questions = ARENA_ARRAY(a, uint64_t, QUESTION_SLOTS);
    return l;
}

void learner_release(struct learner *l)
{
    trim_memo_release(l->trims);
    arena_release(&l->known.arena);
    arena_release(&l->scratch);
}

// True when the fingerprint is not in its slot; it is from now on.
static bool is_first(uint64_t *slots, size_t count, uint64_t print)
{
    uint64_t *slot = &slots[print & (count - 1)];
    bool is_new = *slot != print;
    *slot = print;
    return is_new;
}

// True for a system prompt that was not learned yet, as long as the store may want more that begin
// like it.
static bool is_wanted(struct known_systems *k, uint64_t system_fp, uint64_t form)
{
    if (k->systems.len >= SYSTEMS_KNOWN || k->forms.len >= SYSTEMS_KNOWN) {
        arena_release(&k->arena);
        *k = (struct known_systems){0};
    }
    k->systems.arena = k->forms.arena = &k->arena;
    if (map_get(&k->systems, system_fp))
        return false;
    uint64_t *of_form = map_put(&k->forms, form, NULL);
    if (*of_form >= SYSTEMS_OF_FORM)
        return false;
    ++*of_form;
    map_put(&k->systems, system_fp, NULL);
    return true;
}

static uint64_t hash_of(const struct learner *l, struct str s)
{
    return hash_seeded(s.ptr, s.len, l->seed);
}

static bool is_text(const struct segment *s, enum role role)
{
    return s->role == role && s->kind == SEG_TEXT && s->text.len;
}

// First or last segment of a part that is a text of the role; -1 without one.
static int64_t find_text(const struct record *r, struct prompt_view prompt, enum part part,
                         bool is_last)
{
    enum role role = part == PART_SYSTEM ? ROLE_SYSTEM : ROLE_USER;
    int64_t found = -1;
    for (size_t i = 0; i < prompt.count; i++)
        if (prompt.parts[i] == part && is_text(&r->segments[i], role)) {
            found = (int64_t)i;
            if (!is_last)
                break;
        }
    return found;
}

// What a segment's text gives to shapes.
static const struct shape *shape_of(struct learner *l, const struct segment *s, uint64_t segment)
{
    struct known_text *known = &l->texts[segment & (TEXT_SLOTS - 1)];
    if (known->segment != segment) {
        known->segment = segment;
        shape_of_text(&known->shape, s->text, l->seed);
    }
    return &known->shape;
}

// NULL unless the text is one of the few of its stratum.
static const struct sample *sample_of(struct learner *l, const struct record *r, size_t at,
                                      uint64_t segment, struct arena *a)
{
    const struct segment *s = &r->segments[at];
    if (!sampled_take(l->sampled, stratum_of(&r->shape, s->role), segment))
        return NULL;
    struct sample *sample = ARENA_NEW(a, struct sample);
    tokens_of(sample, s->text, l->seed, a);
    sample->segment = segment;
    return sample;
}

static struct str tool_name(struct json tool)
{
    static const char *const holders[] = {"function", "custom", "toolSpec"};
    struct json name = json_get(tool, S("name"));
    for (size_t i = 0; !json_is_string(name) && i < sizeof holders / sizeof *holders; i++)
        name = json_get(json_get(tool, str_of(holders[i])), S("name"));
    if (!json_is_string(name))
        name = json_get(tool, S("type"));  // a tool of the provider's own
    return json_is_string(name) ? json_str(name) : S("(unnamed)");
}

struct tool_list {
    struct tool *tools;
    int64_t count, cap;
    struct arena *arena;
};

static void add_tool(struct learner *l, struct tool_list *list, struct json tool, int64_t bytes)
{
    if (list->count == list->cap) {
        int64_t cap = list->cap ? list->cap * 2 : 16;
        list->tools = arena_grow(list->arena, list->tools, (size_t)list->cap * sizeof *list->tools,
                                 (size_t)cap * sizeof *list->tools);
        list->cap = cap;
    }
    struct str name = tool_name(tool);
    struct tool *t = &list->tools[list->count++];
    *t = (struct tool){.name_hash = hash_of(l, name), .bytes = bytes};
    if (l->keeps_names)
        t->name = str_copy(str_head(name, 128), list->arena);
}

// One definition, or a list of them in one object (Gemini).
static void add_tools(struct learner *l, struct tool_list *list, struct json value, int64_t bytes)
{
    static const char *const lists[] = {"functionDeclarations", "function_declarations"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct json declared = json_get(value, str_of(lists[i]));
        if (!json_is_array(declared))
            continue;
        struct json_iter it = json_iter(declared);
        while (json_next(&it)) {
            struct buf b = {.arena = &l->scratch};
            canonical_json(&b, it.value);
            add_tool(l, list, it.value, (int64_t)b.len);
        }
        return;
    }
    add_tool(l, list, value, bytes);
}

static uint64_t never_zero(uint64_t hash)
{
    return hash ? hash : 1;
}

// The tools of a request in their order, as hashes of each whole, and as a set of names.
static uint64_t hash_tools(const struct record *r, struct prompt_view prompt)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < prompt.count; i++)
        if (r->segments[i].role == ROLE_TOOLS)
            hash = hash_mix(hash, prompt.hashes[i]);
    return hash ? never_zero(hash) : 0;
}

static uint64_t hash_tool_set(const struct learner *l, const struct record *r,
                              struct prompt_view prompt)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < prompt.count; i++)
        if (r->segments[i].role == ROLE_TOOLS)
            sum += hash_mix(l->seed, prompt.hashes[i]);
    return sum;
}

static const struct system_facts *learn_system(struct learner *l, const struct record *r,
                                               struct prompt_view prompt, struct arena *a)
{
    struct system_facts *facts = ARENA_NEW(a, struct system_facts);
    struct tool_list list = {.arena = a};
    struct buf text = {.arena = &l->scratch};
    for (size_t i = 0; i < prompt.count && r->segments[i].role <= ROLE_SYSTEM; i++) {
        const struct segment *s = &r->segments[i];
        if (s->role == ROLE_TOOLS)
            add_tools(l, &list, s->value, prompt.bytes[i]);
        if (!is_text(s, ROLE_SYSTEM))
            continue;
        if (text.len)
            buf_byte(&text, '\n');
        buf_str(&text, s->text);
    }
    trim_text(l->trims, facts, buf_view(&text), a);
    facts->system_fp = r->print[PRINT_SYSTEM];
    facts->form = shape_form(&r->shape);
    facts->tools_fp = hash_tools(r, prompt);
    facts->tools_set = hash_tool_set(l, r, prompt);
    facts->tools = list.tools;
    facts->tool_count = list.count;
    return facts;
}

// The texts of the question as the sketch sees them: normal forms, one after the other.
static const struct sketch *learn_sketch(struct learner *l, const struct record *r,
                                         struct prompt_view prompt, struct arena *a)
{
    struct buf text = {.arena = &l->scratch};
    for (size_t i = 0; i < prompt.count; i++)
        if (prompt.parts[i] == PART_QUESTION && is_text(&r->segments[i], ROLE_USER))
            sketch_text(&text, r->segments[i].text, prompt.normal_texts[i]);
    struct sketch *sketch = ARENA_NEW(a, struct sketch);
    return sketch_of(sketch, buf_view(&text), l->seed) ? sketch : NULL;
}

// After the system prompt: the stratum of a question is one of it.
static void learn_question_shape(struct learner *l, struct record *r, struct prompt_view prompt,
                                 struct arena *a)
{
    int64_t first = find_text(r, prompt, PART_QUESTION, false);
    int64_t last = find_text(r, prompt, PART_QUESTION, true);
    if (first < 0)
        return;
    uint64_t segment = prompt.hashes[first];
    memcpy(r->shape.head, shape_of(l, &r->segments[first], segment)->head, SHAPE_HEAD);
    r->question_sample = sample_of(l, r, (size_t)first, segment, a);
    segment = prompt.hashes[last];
    memcpy(r->shape.tail, shape_of(l, &r->segments[last], segment)->tail, SHAPE_TAIL);
}

static void learn_shape(struct learner *l, struct record *r, struct prompt_view prompt,
                        struct arena *a)
{
    int64_t system = find_text(r, prompt, PART_SYSTEM, false);
    r->has_shape = true;
    if (system >= 0) {
        uint64_t segment = prompt.hashes[system];
        memcpy(r->shape.system, shape_of(l, &r->segments[system], segment)->system, SHAPE_SYSTEM);
        r->system_sample = sample_of(l, r, (size_t)system, segment, a);
    } else {
        uint64_t tools = hash_tool_set(l, r, prompt);
        if (tools)
            shape_set_tools(&r->shape, tools);
    }
    learn_question_shape(l, r, prompt, a);
}

static uint64_t hash_answer(struct learner *l, const struct record *r)
{
    if (!r->print[PRINT_OUTPUT])
        return 0;
    struct buf normal = {.arena = &l->scratch};
    normal_form(&normal, r->response_text);
    return never_zero(hash_of(l, buf_view(&normal)));
}

static void learn_calls(struct learner *l, struct record *r, struct arena *a)
{
    uint64_t *called = ARENA_ARRAY(a, uint64_t, (size_t)r->called_tool_count);
    for (int64_t i = 0; i < r->called_tool_count; i++)
        called[i] = hash_of(l, r->called_tools[i]);
    r->called = called;
}

void learn_record(struct learner *l, struct record *r, struct prompt_view prompt, struct arena *a)
{
    arena_reset(&l->scratch);
    request_facts(r, prompt.facts, prompt.parts, prompt.count, hash_answer(l, r));
    if (r->called_tool_count)
        learn_calls(l, r, a);
    if (!prompt.count)
        return;
    learn_shape(l, r, prompt, a);
    uint64_t question = r->print[PRINT_QUESTION];
    if (question && is_first(l->questions, QUESTION_SLOTS, question))
        r->sketch = learn_sketch(l, r, prompt, a);
    uint64_t system = r->print[PRINT_SYSTEM];
    if (system && is_wanted(&l->known, system, shape_form(&r->shape)))
        r->system = learn_system(l, r, prompt, a);
}
