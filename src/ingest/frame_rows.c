// frame_rows.c - CSV rows: a line end inside quotes is part of a cell.
#include <string.h>

#include "base/hash.h"
#include "ingest/frame_scan.h"

static void end_row(struct scan *s, size_t end, struct entry entry)
{
    struct framer *f = s->f;
    size_t stop = end;
    while (stop > s->start && (s->bytes.ptr[stop - 1] == '\r' || s->bytes.ptr[stop - 1] == '\n'))
        stop--;
    struct str row = {s->bytes.ptr + s->start, stop - s->start};
    bool is_blank = true;
    for (size_t i = 0; i < row.len && is_blank; i++)
        is_blank = frame_is_blank(row.ptr[i]);
    bool is_header = row.len == f->header.len && hash_str(row) == f->header_hash;
    if (!is_blank && !is_header)
        frame_add(s, s->start, stop, entry);
    f->is_in_string = false;
    f->candidate = 0;
    s->start = s->at = end;
}

// The quote that was open does not close up to s->at. The row ends with its first line.
static bool go_back(struct scan *s)
{
    struct framer *f = s->f;
    if (!f->is_in_string || f->candidate == 0)
        return false;
    int64_t here = f->offset + (int64_t)s->at;
    if (f->offset + (int64_t)s->start < f->failed_until)
        f->strict_until = here;
    f->failed_until = here;
    end_row(s, s->start + f->candidate, (struct entry){.is_torn = true});
    return true;
}

// The next quote or newline, or `limit`.
static size_t find_mark(const char *bytes, size_t at, size_t limit)
{
    for (; limit - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
        uint64_t word = frame_word_at(bytes + at);
        if (frame_word_has(word, '"') | frame_word_has(word, '\n'))
            break;
    }
    while (at < limit && bytes[at] != '"' && bytes[at] != '\n')
        at++;
    return at;
}

// A mark inside quotes. False: stop for now.
static bool scan_quoted(struct scan *s)
{
    struct framer *f = s->f;
    const char *bytes = s->bytes.ptr;
    size_t behind = s->at + 1;
    if (bytes[s->at] == '\n') {
        if (f->offset + (int64_t)s->at < f->strict_until) {
            end_row(s, behind, (struct entry){.is_torn = true});
            return true;
        }
        if (f->candidate == 0)
            f->candidate = behind - s->start;
        s->at = behind;
        return true;
    }
    if (behind == s->bytes.len && !s->at_end)
        return false;
    f->is_in_string = behind < s->bytes.len && bytes[behind] == '"';
    s->at = behind + f->is_in_string;
    return true;
}

// A mark outside quotes.
static void scan_bare(struct scan *s)
{
    const char *bytes = s->bytes.ptr;
    size_t at = s->at;
    if (bytes[at] == '\n') {
        end_row(s, at + 1, (struct entry){0});
        return;
    }
    s->f->is_in_string = at == s->start || bytes[at - 1] == s->f->delimiter;
    s->at = at + 1;
}

// The open row reached the end of the bytes or of what an entry may have. False: stop for now.
static bool give_up(struct scan *s)
{
    struct framer *f = s->f;
    bool is_at_end = s->at_end && s->at == s->bytes.len;
    bool is_too_long = (int64_t)(s->at - s->start) > f->max_entry_bytes;
    if (!is_at_end && !is_too_long)
        return false;
    if (go_back(s))
        return true;
    if (is_too_long)
        frame_discard(s);
    else
        end_row(s, s->at, (struct entry){.is_torn = f->is_in_string, .is_open_ended = true});
    return true;
}

static bool scan_row(struct scan *s)
{
    struct framer *f = s->f;
    size_t limit = s->bytes.len;
    // The line end may stand behind the longest row.
    if ((int64_t)(limit - s->start) > f->max_entry_bytes + 1)
        limit = s->start + (size_t)f->max_entry_bytes + 1;
    size_t start = s->start;
    while (s->start == start && s->at < limit) {
        s->at = find_mark(s->bytes.ptr, s->at, limit);
        if (s->at == limit)
            break;
        if (!f->is_in_string)
            scan_bare(s);
        else if (!scan_quoted(s))
            return false;
    }
    return s->start != start || give_up(s);
}

// Drops the rest of a row that is too long, up to its next line end.
static bool drop_row(struct scan *s)
{
    const char *newline =
        s->at < s->bytes.len ? memchr(s->bytes.ptr + s->at, '\n', s->bytes.len - s->at) : NULL;
    s->at = newline ? (size_t)(newline - s->bytes.ptr) : s->bytes.len;
    if (!newline && !s->at_end)
        return false;
    frame_add_long(s, s->at);
    s->at += newline != NULL;
    s->start = s->at;
    s->f->is_in_string = false;
    s->f->candidate = 0;
    return true;
}

void frame_scan_rows(struct scan *s)
{
    bool goes_on = true;
    while (goes_on && (s->at < s->bytes.len || s->start < s->at || s->f->is_discarding))
        goes_on = s->f->is_discarding ? drop_row(s) : scan_row(s);
}
