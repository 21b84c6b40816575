// frame_sniff.c - tells from the first bytes how a stream is split into entries.
#include <string.h>

#include "base/hash.h"
#include "ingest/csv.h"
#include "ingest/frame_scan.h"

static struct str skip_blanks(struct str s)
{
    size_t n = 0;
    while (n < s.len && frame_is_blank(s.ptr[n]))
        n++;
    return str_skip(s, n);
}

// Server-sent events (WHATWG HTML §9.2.6, read 2026-11-22): fields by lines, among them data.
static bool is_stream(struct str text)
{
    static const char *const fields[] = {"data:", "event:", "id:", "retry:", ": ", ":\n"};
    bool is_field = false;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        is_field |= str_starts(text, str_of(fields[i]));
    return is_field && (str_starts(text, S("data:")) || str_contains(text, S("\ndata:")));
}

// How the first line reads when it begins with '{': bytes to where its object closes, or that it
// does not.
struct first_line {
    bool is_closed;
    bool ends_in_string;
    size_t closed_at;  // behind the bracket
};

static struct first_line read_first_line(struct str line)
{
    struct first_line found = {0};
    int depth = 0;
    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];
        if (found.ends_in_string) {
            i += c == '\\';
            found.ends_in_string = c != '"';
            continue;
        }
        found.ends_in_string = c == '"';
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        if (depth == 0) {
            found.is_closed = true;
            found.closed_at = i + 1;
            return found;
        }
    }
    return found;
}

// A stream that begins with '{': lines, unless an object goes on behind its first line.
static enum framing framing_of_objects(struct str text, bool is_all)
{
    struct str_cut cut = str_cut(text, '\n');
    struct first_line first = read_first_line(cut.head);
    if (first.is_closed) {
        // Objects glued on one line without end would be one entry.
        bool is_endless = !cut.ok && !is_all;
        return is_endless ? FRAME_VALUES : FRAME_LINES;
    }
    // Longer than the head, or torn in a string: strings do not go on in the next line.
    if (!cut.ok || first.ends_in_string)
        return FRAME_LINES;
    struct str rest = cut.tail;
    while (rest.len && frame_is_blank(rest.ptr[0]) && rest.ptr[0] != ' ' && rest.ptr[0] != '\t')
        rest = str_skip(rest, 1);
    // A torn line before others; a pretty object would go on with a name or a bracket.
    return str_starts(rest, S("{")) ? FRAME_LINES : FRAME_VALUES;
}

static enum framing framing_of(struct str text, bool is_all)
{
    if (str_starts(text, S("{")))
        return framing_of_objects(text, is_all);
    if (str_starts(text, S("["))) {
        // An array of objects; other brackets are what a logger writes before its lines.
        struct str inside = skip_blanks(str_skip(text, 1));
        bool is_array = inside.len == 0 || frame_is_one_of(inside.ptr[0], S("{[]"));
        return is_array ? FRAME_VALUES : FRAME_LINES;
    }
    return is_stream(text) ? FRAME_STREAM : FRAME_LINES;
}

void framer_init(struct framer *f, struct str head, bool head_is_all, int64_t max_entry_bytes)
{
    *f = (struct framer){.max_entry_bytes = max_entry_bytes};
    struct str text = str_starts(head, S("\xef\xbb\xbf")) ? str_skip(head, 3) : head;
    f->body_offset = (int64_t)(head.len - text.len);
    text = skip_blanks(text);
    f->framing = framing_of(text, head_is_all);
    size_t header_bytes = 0;
    if (f->framing != FRAME_LINES ||
        !csv_sniff(text, head_is_all, &f->delimiter, &f->header, &header_bytes))
        return;
    f->framing = FRAME_CSV;
    f->header_hash = hash_str(f->header);
    f->body_offset = (int64_t)(head.len - text.len + header_bytes);
}
