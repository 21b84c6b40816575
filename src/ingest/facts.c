// facts.c - see facts.h: asks each rule of a segment, and adds segments up to a request.
#include "ingest/facts.h"

#include "ingest/json_text.h"
#include "ingest/pii.h"
#include "ingest/retrieved.h"
#include "ingest/task.h"
#include "ingest/time_words.h"

void segment_facts(struct segment_facts *out, const struct segment *s, struct str bytes,
                   const struct watch *watch)
{
    *out = (struct segment_facts){0};
    if (s->kind == SEG_MEDIA || s->role == ROLE_TOOLS)
        return;
    bool is_prose = s->text.ptr && s->kind == SEG_TEXT;
    struct retrieved retrieved = retrieved_in(s, bytes);
    out->pii = pii_kinds(bytes);
    if (is_prose && (s->role == ROLE_USER || s->role == ROLE_SYSTEM)) {
        uint8_t head = task_clue(str_head(bytes, retrieved.chunks ? retrieved.begin : bytes.len));
        uint8_t tail = retrieved.chunks ? task_clue(str_skip(bytes, retrieved.end)) : 0;
        out->task_clue = task_better(head, tail);
        out->wants_json = json_is_asked_for(bytes);
    }
    if (is_prose && s->role == ROLE_USER) {
        out->time_words = (uint16_t)time_words(bytes);
        out->watch = watch_find(watch, bytes);
    }
    out->retrieved_chunks =
        (uint16_t)(retrieved.chunks < UINT16_MAX ? retrieved.chunks : UINT16_MAX);
    out->retrieved_bytes = (uint32_t)(retrieved.bytes < UINT32_MAX ? retrieved.bytes : UINT32_MAX);
}

// What the segments of a part tell together.
struct told {
    bool has_text, wants_json;
    uint8_t clue;
};

static void hear(struct told *t, const struct segment *s, const struct segment_facts *f)
{
    t->has_text |= s->kind == SEG_TEXT && s->text.len > 0;
    t->wants_json |= f->wants_json != 0;
    t->clue = task_better(t->clue, f->task_clue);
}

static enum task task_told(const struct told *question, const struct told *system)
{
    if (!question->has_text && !system->has_text)
        return TASK_UNKNOWN;
    return task_of(question->clue ? question->clue : system->clue);
}

// {"type":"json_object"}, a schema by itself, "json", "application/json"; not {"type":"text"}.
static bool has_json_format(struct json format)
{
    if (json_is_object(format))
        return json_len(format) > 0 && !str_eq(json_str(json_get(format, S("type"))), S("text"));
    return str_contains_nocase(json_str(format), S("json"));
}

static void take_retrieved(struct record *r, const struct segment_facts *f, enum part part)
{
    int64_t *from = &r->part_bytes[part];
    int64_t bytes = f->retrieved_bytes;
    r->facts.retrieved_chunks += f->retrieved_chunks;
    r->part_bytes[PART_RETRIEVED] += bytes < *from ? bytes : *from;
    *from -= bytes < *from ? bytes : *from;
}

void request_facts(struct record *r, const struct segment_facts *segments, const enum part *of_part,
                   size_t count, uint64_t answer_normal)
{
    struct told question = {0};
    struct told system = {0};
    r->facts = (struct facts){.retrieved_chunks = UNKNOWN, .answer_normal_fp = answer_normal};
    if (r->response_text.len)
        r->facts.answer_is_json = json_is_whole(r->response_text) ? TRI_YES : TRI_NO;
    if (count == 0)
        return;
    r->facts.retrieved_chunks = r->part_bytes[PART_RETRIEVED] = 0;
    for (size_t i = 0; i < count; i++) {
        const struct segment_facts *f = &segments[i];
        r->facts.pii |= f->pii;
        take_retrieved(r, f, of_part[i]);
        if (of_part[i] == PART_SYSTEM)
            hear(&system, &r->segments[i], f);
        if (of_part[i] != PART_QUESTION)
            continue;
        hear(&question, &r->segments[i], f);
        r->facts.time_words |= f->time_words;
        r->facts.watch |= f->watch;
    }
    r->facts.task = task_told(&question, &system);
    bool wants_json = question.wants_json || system.wants_json ||
                      has_json_format(r->params[PARAM_RESPONSE_FORMAT]);
    r->facts.wants_json = wants_json ? TRI_YES : TRI_NO;
}
