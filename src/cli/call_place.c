// call_place.c - see call_place.h.
#include "cli/call_place.h"

#include "base/json.h"
#include "model/record.h"
#include "store_sql.h"

// Columns of request_place.sql; merged_sources.sql has those up to RENAMED.
enum {
    AT_PATH,
    AT_COMPRESSION,
    AT_HEAD_HASH,
    AT_HEAD_BYTES,
    AT_RESUME,
    AT_PREFIX_HASH,
    AT_LINES,
    AT_MERGED,
    AT_FRAMES,
    AT_RENAMED,
    AT_ENTRY,
    AT_OFFSET,
    AT_IDENTITY,
    AT_HAS_IDENTITY
};

// [[offset in the file, offset decompressed], …]; what does not read as that is left out.
static struct source_frame *frames_of(struct str text, int64_t *count, struct arena *a)
{
    struct json_parser *parser = text.len ? json_parser_new() : NULL;
    struct source_frame *frames = NULL;
    struct json root = {0};
    int64_t n = 0;
    *count = 0;
    if (!parser)
        return NULL;
    if (json_parse(parser, text, 0, &root) == JSON_OK) {
        frames = ARENA_ARRAY(a, struct source_frame, text.len / 5 + 1);  // "[1,2]"
        struct json_iter it = json_iter(root);
        while (json_next(&it)) {
            struct source_frame *frame = &frames[n];
            n += json_to_i64(json_index(it.value, 0), &frame->compressed_offset) &&
                 json_to_i64(json_index(it.value, 1), &frame->offset);
        }
    }
    json_parser_free(parser);
    *count = n;
    return frames;
}

static struct log_known read_log(const struct stmt *t, struct arena *a)
{
    struct log_known log = {
        .path = str_copy(stmt_str(t, AT_PATH), a),
        .is_renamed = stmt_int(t, AT_RENAMED) == 1,
        .resume_offset = stmt_int(t, AT_RESUME),
        .prefix_hash = (uint64_t)stmt_int(t, AT_PREFIX_HASH),
        .lines = stmt_int(t, AT_LINES),
        .merged = stmt_int(t, AT_MERGED),
    };
    log.readback.compression = str_copy(stmt_str(t, AT_COMPRESSION), a);
    log.readback.head_hash = (uint64_t)stmt_int(t, AT_HEAD_HASH);
    log.readback.head_bytes = stmt_int(t, AT_HEAD_BYTES);
    log.readback.frames = frames_of(stmt_str(t, AT_FRAMES), &log.readback.frame_count, a);
    return log;
}

bool call_place_read(struct store *s, int64_t rowid, struct call_place *out, struct arena *a,
                     struct err *e)
{
    struct stmt *t = NULL;
    bool has_row = false;
    if (!stmt_open(s, str_of(sql_request_place), &t, e))
        return false;
    stmt_bind_int(t, 1, rowid);
    bool ok = stmt_step(t, &has_row, e);
    if (ok && has_row)
        *out = (struct call_place){
            .log = read_log(t, a),
            .entry = stmt_int(t, AT_ENTRY),
            .offset = stmt_int(t, AT_OFFSET),
            .identity = (uint64_t)stmt_int(t, AT_IDENTITY),
            .is_place_only = stmt_int(t, AT_HAS_IDENTITY) != 1,
        };
    stmt_close(t);
    if (ok && !has_row)
        return err_set(e, ERR_DB, "the database is damaged: the source of this request is missing");
    return ok;
}

bool call_place_others(struct store *s, int64_t rowid, struct log_known **out, int *count,
                       struct arena *a, struct err *e)
{
    struct stmt *t = NULL;
    int cap = 0;
    *out = NULL;
    *count = 0;
    if (!stmt_open(s, str_of(sql_merged_sources), &t, e))
        return false;
    stmt_bind_int(t, 1, rowid);
    bool ok = true;
    for (bool has_row = true; ok && has_row;) {
        ok = stmt_step(t, &has_row, e);
        if (!ok || !has_row)
            break;
        if (*count == cap) {
            int more = cap ? cap * 2 : 8;
            *out = arena_grow(a, *out, (size_t)cap * sizeof **out, (size_t)more * sizeof **out);
            cap = more;
        }
        (*out)[(*count)++] = read_log(t, a);
    }
    stmt_close(t);
    return ok;
}
