// source_gzip.c - gzip by ISA-L: members one after another, zero padding behind them.
#include <isa-l/igzip_lib.h>
#include <string.h>

#include "ingest/decompressor.h"

struct gzip_state {
    struct inflate_state inflate;
    bool is_in_member;
    int64_t member_at;  // in the file
};

static const char *gzip_detect(struct str head)
{
    return str_starts(head, S("\x1f\x8b")) ? "gzip" : NULL;
}

static bool gzip_open(struct source *s, struct err *e)
{
    (void)e;
    s->state = ARENA_NEW(s->arena, struct gzip_state);
    return true;
}

static const char *inflate_error(int code)
{
    switch (code) {
    case ISAL_INCORRECT_CHECKSUM:
        return "its checksum does not match";
    case ISAL_INVALID_WRAPPER:
    case ISAL_UNSUPPORTED_METHOD:
        return "its header is invalid";
    default:
        return "its data is corrupt";
    }
}

static bool skip_zeros(struct source *s, struct err *e)
{
    while (source_fill(s, 1, e)) {
        while (s->input_at < s->input_len && s->input[s->input_at] == 0)
            s->input_at++;
        if (s->input_at < s->input_len || s->is_at_eof)
            return true;
    }
    return false;
}

// At the first byte behind a member. Sets is_done at the end of the file.
static bool begin_member(struct source *s, size_t n, struct err *e)
{
    struct gzip_state *g = s->state;
    // Tapes and block devices pad with zeros (gzip(1) ignores them too).
    if (!skip_zeros(s, e) || !source_fill(s, 2, e))
        return false;
    struct str head = source_input(s);
    if (head.len == 0) {
        s->is_done = true;
        return true;
    }
    if (!gzip_detect(head))
        return source_torn(s, e, "expected a gzip member, found something else");
    g->member_at = source_position(s);
    g->is_in_member = true;
    source_note_frame(s, n);
    isal_inflate_init(&g->inflate);
    g->inflate.crc_flag = ISAL_GZIP;
    return true;
}

// What ISA-L had unpacked into its own buffer when it failed.
static size_t drain(struct inflate_state *state, char *dst, size_t cap)
{
    if (state->tmp_out_valid <= state->tmp_out_processed)
        return 0;
    size_t held = (size_t)(state->tmp_out_valid - state->tmp_out_processed);
    size_t take = held < cap ? held : cap;
    memcpy(dst, state->tmp_out_buffer + state->tmp_out_processed, take);
    state->tmp_out_processed += (int32_t)take;
    return take;
}

static bool step(struct source *s, char *dst, size_t cap, size_t *n, struct err *e)
{
    struct gzip_state *g = s->state;
    struct inflate_state *state = &g->inflate;
    size_t room = cap - *n < (1U << 30) ? cap - *n : 1U << 30;
    struct str input = source_input(s);
    state->next_in = s->input + s->input_at;
    state->avail_in = (uint32_t)input.len;
    state->next_out = (uint8_t *)dst + *n;
    state->avail_out = (uint32_t)room;
    int code = isal_inflate(state);
    size_t got = room - state->avail_out;
    s->input_at = s->input_len - state->avail_in;
    *n += got;
    if (code < 0) {
        *n += drain(state, dst + *n, cap - *n);
        return source_torn(s, e, "the gzip member that begins at byte %lld is corrupt: %s",
                           (long long)g->member_at, inflate_error(code));
    }
    g->is_in_member = state->block_state != ISAL_BLOCK_FINISH;
    if (g->is_in_member && s->is_at_eof && input.len == 0 && got == 0)
        return source_torn(
            s, e, "the file ends in the middle of the gzip member that begins at byte %lld",
            (long long)g->member_at);
    return true;
}

static bool gzip_read(struct source *s, char *dst, size_t cap, size_t *n, struct err *e)
{
    struct gzip_state *g = s->state;
    while (*n < cap) {
        if (!g->is_in_member && !begin_member(s, *n, e))
            return false;
        if (s->is_done)
            return true;
        if (!source_fill(s, 1, e) || !step(s, dst, cap, n, e))
            return false;
    }
    return true;
}

const struct decompressor source_gzip = {
    .detect = gzip_detect,
    .open = gzip_open,
    .read = gzip_read,
};
