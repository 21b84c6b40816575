// frame_values.c - JSON values one after another, or elements of an array; resynchronises behind
// torn ones.
#include <string.h>

#include "ingest/frame_scan.h"

// A new object is looked for where a line begins with '{' and a name or '}' follows, after at most
// this many blanks.
enum { LOOK_AHEAD = 64 };

enum answer { NO, YES, NEED_MORE };

// Bytes that matter outside strings and inside.
static const bool is_structural[256] = {
    ['"'] = true, ['{'] = true, ['}'] = true, ['['] = true, [']'] = true, ['\n'] = true,
};
static const bool is_string_mark[256] = {['"'] = true, ['\\'] = true, ['\n'] = true};

static size_t find_structural(const char *bytes, size_t at, size_t limit)
{
    for (; limit - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
        uint64_t word = frame_word_at(bytes + at);
        // This bit is all that '[' and '{', ']' and '}' differ by.
        uint64_t folded = word | 0x2020202020202020ULL;
        if (frame_word_has(word, '"') | frame_word_has(word, '\n') | frame_word_has(folded, '{') |
            frame_word_has(folded, '}'))
            break;
    }
    while (at < limit && !is_structural[(unsigned char)bytes[at]])
        at++;
    return at;
}

static size_t find_string_mark(const char *bytes, size_t at, size_t limit)
{
    for (; limit - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
        uint64_t word = frame_word_at(bytes + at);
        if (frame_word_has(word, '"') | frame_word_has(word, '\\') | frame_word_has(word, '\n'))
            break;
    }
    while (at < limit && !is_string_mark[(unsigned char)bytes[at]])
        at++;
    return at;
}

// Does an object begin on the line behind the newline?
static enum answer object_begins(const struct scan *s, size_t newline)
{
    size_t at = newline + 1;
    if (at == s->bytes.len)
        return s->at_end ? NO : NEED_MORE;
    if (s->bytes.ptr[at] != '{')
        return NO;
    size_t end = at + 1 + LOOK_AHEAD;
    for (at++; at < end && at < s->bytes.len; at++)
        if (!frame_is_blank(s->bytes.ptr[at]))
            return s->bytes.ptr[at] == '"' || s->bytes.ptr[at] == '}' ? YES : NO;
    if (at == end)
        return NO;
    return s->at_end ? YES : NEED_MORE;
}

static bool in_array(const struct framer *f)
{
    int level = f->depth - 1;
    return level >= 0 && level < FRAME_DEPTH_MAX && (f->arrays[level / 64] >> (level % 64) & 1);
}

// May a value stand behind what the open entry has before this newline?
static bool value_may_follow(const struct scan *s, size_t newline)
{
    size_t at = newline;
    while (at > s->start && frame_is_blank(s->bytes.ptr[at - 1]))
        at--;
    if (at == s->start)
        return true;
    char before = s->bytes.ptr[at - 1];
    return before == '[' || before == ':' || (before == ',' && in_array(s->f));
}

static void forget_value(struct framer *f)
{
    f->is_in_value = f->is_in_string = f->is_after_backslash = f->is_discarding = false;
    f->depth = 0;
    f->candidate = 0;
}

static void add_trimmed(struct scan *s, size_t end, struct entry entry)
{
    while (end > s->start && frame_is_blank(s->bytes.ptr[end - 1]))
        end--;
    frame_add(s, s->start, end, entry);
}

// Ends the open entry, which nothing closed, at `end`; scanning goes on there.
static void tear(struct scan *s, size_t end)
{
    bool is_last = s->at_end && end == s->bytes.len;
    if (s->f->is_discarding)
        frame_add_long(s, end);
    else
        add_trimmed(s, end, (struct entry){.is_torn = true, .is_open_ended = is_last});
    forget_value(s->f);
    s->at = s->start = end;
}

// The open entry does not close up to s->at. Goes back to where another may begin, if there is
// such a place. The second time over the same bytes every such place ends what is open: so no byte
// is scanned more than three times.
static bool go_back(struct scan *s)
{
    struct framer *f = s->f;
    if (f->candidate == 0)
        return false;
    int64_t here = f->offset + (int64_t)s->at;
    if (f->offset + (int64_t)s->start < f->failed_until)
        f->strict_until = here;
    f->failed_until = here;
    tear(s, s->start + f->candidate);
    return true;
}

// At a newline in the open entry. NO: nothing new begins. YES: it was torn here.
static enum answer at_newline(struct scan *s, size_t newline)
{
    struct framer *f = s->f;
    enum answer answer = object_begins(s, newline);
    if (answer != YES)
        return answer;
    // A raw newline has no place in a string, so a line like this is no part of one.
    bool is_torn = f->is_in_string || f->is_discarding ||
                   f->offset + (int64_t)newline < f->strict_until || !value_may_follow(s, newline);
    if (is_torn) {
        tear(s, newline + 1);
        return YES;
    }
    if (f->candidate == 0)
        f->candidate = newline + 1 - s->start;
    return NO;
}

// Scans inside a string to its end or `limit`. False: stop here for now.
static bool scan_string(struct scan *s, size_t limit)
{
    struct framer *f = s->f;
    const char *bytes = s->bytes.ptr;
    // A newline is looked at even behind a backslash: the string may have been torn there.
    size_t at = s->at + (f->is_after_backslash && bytes[s->at] != '\n');
    f->is_after_backslash = false;
    while ((at = find_string_mark(bytes, at, limit)) < limit) {
        if (bytes[at] == '"') {
            f->is_in_string = false;
            s->at = at + 1;
            return true;
        }
        if (bytes[at] == '\\') {
            at++;
            f->is_after_backslash = at == limit;
            at += at < limit && bytes[at] != '\n';
            continue;
        }
        enum answer answer = at_newline(s, at);
        if (answer == YES)
            return true;
        if (answer == NEED_MORE) {
            s->at = at;
            return false;
        }
        at++;
    }
    s->at = limit;
    return true;
}

static void open_bracket(struct framer *f, bool is_array)
{
    if (f->depth < FRAME_DEPTH_MAX) {
        uint64_t bit = 1ULL << (f->depth % 64);
        uint64_t *word = &f->arrays[f->depth / 64];
        *word = is_array ? *word | bit : *word & ~bit;
    }
    f->depth++;
}

static void close_value(struct scan *s)
{
    if (s->f->is_discarding)
        frame_add_long(s, s->at);
    else
        frame_add(s, s->start, s->at, (struct entry){0});
    forget_value(s->f);
    s->start = s->at;
}

// One structural byte at s->at. False: stop here for now.
static bool scan_structural(struct scan *s)
{
    struct framer *f = s->f;
    char c = s->bytes.ptr[s->at];
    if (c == '\n') {
        size_t newline = s->at;
        enum answer answer = at_newline(s, newline);
        if (answer == NO)
            s->at = newline + 1;
        return answer != NEED_MORE;
    }
    s->at++;
    if (c == '"') {
        f->is_in_string = true;
    } else if (c == '{' || c == '[') {
        open_bracket(f, c == '[');
        if (f->depth > FRAME_DEPTH_MAX && !f->is_discarding)
            (void)go_back(s);
    } else if (--f->depth == 0) {
        close_value(s);
    }
    return true;
}

// Scans the open value as far as the buffer and the longest entry go. False: stop for now.
static bool scan_value(struct scan *s)
{
    struct framer *f = s->f;
    size_t limit = s->bytes.len;
    if (!f->is_discarding && (int64_t)(limit - s->start) > f->max_entry_bytes)
        limit = s->start + (size_t)f->max_entry_bytes;
    size_t start = s->start;
    while (s->at < limit && f->is_in_value && s->start == start) {
        if (f->is_in_string) {
            if (!scan_string(s, limit))
                return false;
            continue;
        }
        s->at = find_structural(s->bytes.ptr, s->at, limit);
        if (s->at < limit && !scan_structural(s))
            return false;
    }
    return true;
}

static void begin_value(struct scan *s)
{
    forget_value(s->f);
    s->f->is_in_value = true;
    s->f->is_in_token = false;
    s->start = s->at++;
    open_bracket(s->f, false);
}

// Skips what stands between values, to the next one or some other token.
static void scan_between(struct scan *s)
{
    while (s->at < s->bytes.len) {
        char c = s->bytes.ptr[s->at];
        if (!frame_is_blank(c) && c != ',' && c != '[' && c != ']')
            break;
        s->at++;
    }
    s->start = s->at;
    if (s->at == s->bytes.len)
        return;
    if (s->bytes.ptr[s->at] == '{') {
        begin_value(s);
        return;
    }
    s->f->is_in_token = true;
    s->f->is_in_string = s->bytes.ptr[s->at] == '"';
    s->at++;
}

static bool ends_token(const struct framer *f, char c)
{
    if (f->is_in_string)
        return c == '"' || c == '\n';
    return c == '\n' || c == '{' || c == ',' || c == '[' || c == ']';
}

// Text that is no object: a scalar, a line of another log, or what a logger wrote before an object.
static void scan_token(struct scan *s)
{
    struct framer *f = s->f;
    while (s->at < s->bytes.len && !ends_token(f, s->bytes.ptr[s->at]))
        s->at++;
    if (s->at == s->bytes.len && !s->at_end) {
        if ((int64_t)(s->at - s->start) > f->max_entry_bytes && !f->is_discarding)
            frame_discard(s);
        // One byte stays, so that the token does not end where the next buffer begins: that buffer
        // could be dropped with it.
        s->at -= f->is_discarding && s->at > 0;
        return;
    }
    bool is_at_end = s->at == s->bytes.len;
    bool is_prefix = !is_at_end && s->bytes.ptr[s->at] == '{' && !f->is_in_string;
    s->at += f->is_in_string && !is_at_end && s->bytes.ptr[s->at] == '"';
    if ((int64_t)(s->at - s->start) > f->max_entry_bytes && !f->is_discarding)
        frame_discard(s);
    if (f->is_discarding)
        frame_add_long(s, s->at);
    else if (!is_prefix)
        add_trimmed(s, s->at, (struct entry){.is_open_ended = is_at_end});
    f->is_in_token = f->is_in_string = false;
    s->start = s->at;
}

// The open value reached the end of the bytes or of what an entry may have. False: stop for now.
static bool give_up(struct scan *s)
{
    struct framer *f = s->f;
    bool is_at_end = s->at_end && s->at == s->bytes.len;
    bool is_too_long = !f->is_discarding && (int64_t)(s->at - s->start) >= f->max_entry_bytes;
    if (!is_at_end && !is_too_long)
        return false;
    if (!f->is_discarding && go_back(s))
        return true;
    if (is_too_long)
        frame_discard(s);
    else
        tear(s, s->at);
    return true;
}

void frame_scan_values(struct scan *s)
{
    struct framer *f = s->f;
    bool goes_on = true;
    while (goes_on && (s->at < s->bytes.len || f->is_in_value || f->is_in_token)) {
        if (f->is_in_token) {
            scan_token(s);
            goes_on = !f->is_in_token;
        } else if (!f->is_in_value) {
            scan_between(s);
        } else {
            size_t start = s->start;
            goes_on = scan_value(s);
            if (goes_on && f->is_in_value && s->start == start)
                goes_on = give_up(s);
        }
    }
}
