// frame.c - cuts buffers between entries; lines are found by the workers, all else here.
#include "ingest/frame.h"

#include <string.h>

#include "base/hash.h"
#include "ingest/frame_scan.h"

void framer_seek(struct framer *f, int64_t offset)
{
    f->offset = offset;
}

static void push(struct frame_cut *cut, struct entry entry)
{
    if (cut->count == cut->cap) {
        size_t cap = cut->cap ? cut->cap * 2 : 64;
        cut->entries = arena_grow(cut->arena, cut->entries, cut->cap * sizeof *cut->entries,
                                  cap * sizeof *cut->entries);
        cut->cap = cap;
    }
    cut->entries[cut->count++] = entry;
}

static void push_text(struct frame_cut *cut, struct str bytes, size_t begin, size_t end,
                      struct entry entry)
{
    entry.offset = cut->offset + (int64_t)begin;
    entry.bytes = (int64_t)(end - begin);
    entry.is_too_long = entry.bytes > cut->max_entry_bytes;
    if (!entry.is_too_long)
        entry.text = (struct str){bytes.ptr + begin, end - begin};
    push(cut, entry);
}

void frame_add(struct scan *s, size_t begin, size_t end, struct entry entry)
{
    push_text(s->cut, s->bytes, begin, end, entry);
}

void frame_discard(struct scan *s)
{
    s->f->is_discarding = true;
    s->f->long_offset = s->cut->offset + (int64_t)s->start;
}

void frame_add_long(struct scan *s, size_t end)
{
    int64_t from = s->f->long_offset;
    s->f->is_discarding = false;
    push(s->cut, (struct entry){
                     .offset = from,
                     .bytes = s->cut->offset + (int64_t)end - from,
                     .is_too_long = true,
                 });
}

// Position behind the last newline in [from, bytes.len), or `from`. In steps from the back: lines
// are short compared with buffers.
static size_t behind_last_newline(struct str bytes, size_t from)
{
    enum { STEP = 4096 };
    size_t end = bytes.len;
    while (end > from) {
        size_t begin = end - from > STEP ? end - STEP : from;
        const char *last = NULL;
        const char *p = bytes.ptr + begin;
        while (p < bytes.ptr + end && (p = memchr(p, '\n', (size_t)(bytes.ptr + end - p))))
            last = p++;
        if (last)
            return (size_t)(last + 1 - bytes.ptr);
        end = begin;
    }
    return from;
}

// Discards while a line is too long. Returns where lines begin that are not.
static size_t end_of_long_line(struct scan *s)
{
    const char *newline = s->bytes.len ? memchr(s->bytes.ptr, '\n', s->bytes.len) : NULL;
    if (!newline && !s->at_end)
        return s->bytes.len;
    size_t end = newline ? (size_t)(newline - s->bytes.ptr) : s->bytes.len;
    frame_add_long(s, end);
    return newline ? end + 1 : end;
}

static void cut_lines(struct scan *s)
{
    struct framer *f = s->f;
    size_t from = s->start;
    if (f->is_discarding)
        from = end_of_long_line(s);
    size_t to = s->bytes.len;
    if (f->is_discarding)
        from = to;
    else if (!s->at_end) {
        size_t known = f->scanned > from ? f->scanned : from;
        size_t behind = behind_last_newline(s->bytes, known);
        to = behind == known ? from : behind;
    }
    s->cut->lines_from = from;
    s->cut->lines_to = to;
    s->start = to;
    s->at = s->bytes.len;
}

static void scan_lines(struct scan *s)
{
    cut_lines(s);
    if (!s->f->is_discarding && (int64_t)(s->at - s->start) > s->f->max_entry_bytes)
        frame_discard(s);
}

static void scan_stream(struct scan *s)
{
    struct framer *f = s->f;
    size_t end = s->bytes.len;
    s->at = end;
    if (!f->is_discarding && (int64_t)(end - s->start) > f->max_entry_bytes)
        frame_discard(s);
    if (s->at_end && f->is_discarding)
        frame_add_long(s, end);
    else if (s->at_end && end > s->start)
        frame_add(s, s->start, end, (struct entry){.is_open_ended = true});
    if (s->at_end)
        s->start = end;
}

struct frame_cut framer_cut(struct framer *f, struct str bytes, bool at_end, struct arena *a)
{
    static void (*const scanners[])(struct scan * s) = {
        [FRAME_LINES] = scan_lines,
        [FRAME_VALUES] = frame_scan_values,
        [FRAME_CSV] = frame_scan_rows,
        [FRAME_STREAM] = scan_stream,
    };
    struct frame_cut cut = {
        .framing = f->framing,
        .offset = f->offset,
        .max_entry_bytes = f->max_entry_bytes,
        .arena = a,
        .is_at_end = at_end,
    };
    struct scan s = {.f = f, .bytes = bytes, .at_end = at_end, .cut = &cut};
    if (f->offset < f->body_offset) {
        int64_t before = f->body_offset - f->offset;
        s.start = before < (int64_t)bytes.len ? (size_t)before : bytes.len;
    }
    s.at = f->scanned > s.start ? f->scanned : s.start;
    scanners[f->framing](&s);
    // An entry that is too long is dropped from a buffer that holds nothing else: so what is taken
    // of others ends before it.
    if (f->is_discarding)
        s.start = f->long_offset > f->offset ? (size_t)(f->long_offset - f->offset) : s.at;
    cut.is_dropped = f->is_discarding && f->long_offset <= f->offset && s.start > 0;
    cut.take = s.start;
    f->scanned = s.at - s.start;
    f->offset += (int64_t)cut.take;
    return cut;
}

// True when `line` reads as JSON from its first byte: what stands before an object is not a prefix.
static bool begins_json(struct str line)
{
    if (line.ptr[0] == '{' || line.ptr[0] == '"')
        return true;
    if (line.ptr[0] != '[')
        return false;
    for (size_t i = 1; i < line.len; i++)
        if (!frame_is_blank(line.ptr[i]))
            return frame_is_one_of(line.ptr[i], S("{[\"]"));
    return true;
}

// Bytes before the object of a line that a logger wrote something in front of; 0 without one.
static size_t prefix_bytes(struct str line)
{
    if (begins_json(line))
        return 0;
    const char *end = line.ptr + line.len;
    const char *p = line.ptr;
    while (p < end && (p = memchr(p, '{', (size_t)(end - p)))) {
        const char *next = p + 1;
        while (next < end && frame_is_blank(*next))
            next++;
        if (next < end && (*next == '"' || *next == '}'))
            return (size_t)(p - line.ptr);
        p = next;
    }
    return 0;
}

static void add_line(struct frame_cut *cut, struct str bytes, size_t begin, size_t end,
                     bool is_open_ended)
{
    if ((int64_t)(end - begin) > cut->max_entry_bytes) {
        push(cut, (struct entry){
                      .offset = cut->offset + (int64_t)begin,
                      .bytes = (int64_t)(end - begin),
                      .is_too_long = true,
                  });
        return;
    }
    while (begin < end && frame_is_blank(bytes.ptr[begin]))
        begin++;
    if (begin == end)
        return;
    while (frame_is_blank(bytes.ptr[end - 1]))
        end--;
    begin += prefix_bytes((struct str){bytes.ptr + begin, end - begin});
    push_text(cut, bytes, begin, end, (struct entry){.is_open_ended = is_open_ended});
}

struct entry *frame_entries(const struct frame_cut *cut, struct str bytes, struct arena *a,
                            size_t *count)
{
    struct frame_cut all = *cut;
    all.arena = a;
    all.entries = NULL;
    all.count = all.cap = 0;
    if (cut->lines_from == cut->lines_to) {
        *count = cut->count;
        return cut->entries;
    }
    for (size_t i = 0; i < cut->count; i++)
        push(&all, cut->entries[i]);
    size_t at = cut->lines_from;
    while (at < cut->lines_to) {
        const char *newline = memchr(bytes.ptr + at, '\n', cut->lines_to - at);
        size_t end = newline ? (size_t)(newline - bytes.ptr) : cut->lines_to;
        add_line(&all, bytes, at, end, !newline && cut->is_at_end);
        at = end + 1;
    }
    *count = all.count;
    return all.entries;
}
