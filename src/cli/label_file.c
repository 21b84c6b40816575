// label_file.c - see label_file.h.
#include "cli/label_file.h"

#include "base/buf.h"
#include "base/json.h"

// What is read, and where.
struct reading {
    struct str origin;
    int64_t line;
    int id, ok;  // columns of a CSV, from 0; -1 = not known yet
    struct json_parser *json;
    struct request_label *labels;
    int64_t count, cap;
    struct arena *arena;
};

static bool fail(const struct reading *r, const char *what, struct err *e)
{
    return err_set(e, ERR_USAGE, "%.*s:%lld: %s", STR_ARG(r->origin), (long long)r->line, what);
}

static bool add(struct reading *r, struct str id, struct str ok, struct err *e)
{
    static const struct {
        const char *word;
        bool is_ok;
    } words[] = {
        {"yes", true}, {"true", true},   {"1", true},  {"ok", true},
        {"no", false}, {"false", false}, {"0", false}, {"failed", false},
    };
    id = str_trim(id);
    ok = str_trim(ok);
    if (!ok.len)
        return true;
    if (!id.len)
        return fail(r, "the id is missing", e);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!str_eq_nocase(ok, str_of(words[i].word)))
            continue;
        if (r->count == r->cap) {
            int64_t cap = r->cap ? r->cap * 2 : 64;
            r->labels = arena_grow(r->arena, r->labels, (size_t)r->cap * sizeof *r->labels,
                                   (size_t)cap * sizeof *r->labels);
            r->cap = cap;
        }
        r->labels[r->count++] = (struct request_label){str_copy(id, r->arena), words[i].is_ok};
        return true;
    }
    return fail(r, "ok is neither yes nor no", e);
}

// A field of RFC 4180 from the front of *rest; quotes around it are taken away.
static struct str take_field(struct str *rest, struct arena *a)
{
    struct str s = *rest;
    struct buf out = {.arena = a};
    if (!str_starts(s, S("\""))) {
        struct str_cut cut = str_cut(s, ',');
        *rest = cut.ok ? cut.tail : (struct str){NULL, 0};
        return cut.head;
    }
    size_t i = 1;
    for (; i < s.len; i++) {
        bool is_quote = s.ptr[i] == '"';
        if (is_quote && (i + 1 == s.len || s.ptr[i + 1] != '"'))
            break;
        i += is_quote;
        buf_byte(&out, s.ptr[i]);
    }
    struct str_cut cut = str_cut(str_skip(s, i + 1), ',');
    *rest = cut.ok ? cut.tail : (struct str){NULL, 0};
    return buf_view(&out);
}

// A header says which columns they are; without one they are the first two.
static bool read_first(struct reading *r, struct str line, bool *is_header, struct err *e)
{
    bool is_named = false;
    int at = 0;
    for (struct str rest = line; rest.ptr; at++) {
        struct str name = str_trim(take_field(&rest, r->arena));
        if (str_eq_nocase(name, S("id")))
            r->id = at;
        if (str_eq_nocase(name, S("ok")))
            r->ok = at;
        is_named |= r->id == at || r->ok == at;
    }
    *is_header = is_named;
    if (is_named && (r->id < 0 || r->ok < 0))
        return fail(r, "the header has only one of the columns id and ok", e);
    if (!is_named) {
        if (at < 2)
            return fail(r, "lines of id,ok or {\"id\": …, \"ok\": …} are wanted", e);
        r->id = 0;
        r->ok = 1;
    }
    return true;
}

static bool read_csv(struct reading *r, struct str line, struct err *e)
{
    struct str id = {NULL, 0};
    struct str ok = {NULL, 0};
    bool is_header = false;
    if (r->id < 0 && !read_first(r, line, &is_header, e))
        return false;
    if (is_header)
        return true;
    int at = 0;
    for (struct str rest = line; rest.ptr; at++) {
        struct str field = take_field(&rest, r->arena);
        if (at == r->id)
            id = field;
        if (at == r->ok)
            ok = field;
    }
    return add(r, id, ok, e);
}

static bool read_json(struct reading *r, struct str line, struct err *e)
{
    struct json value;
    if (json_parse(r->json, line, 0, &value) != JSON_OK)
        return fail(r, "this is no JSON", e);
    struct str id = json_str(json_get(value, S("id")));
    struct json ok = json_get(value, S("ok"));
    struct str said = json_str(ok);
    if (json_type(ok) == JSON_TRUE)
        said = S("yes");
    else if (json_type(ok) == JSON_FALSE)
        said = S("no");
    return add(r, id, said, e);
}

static bool read_lines(struct reading *r, struct str text, struct err *e)
{
    text = str_skip(text, str_starts(text, S("\xef\xbb\xbf")) ? 3 : 0);
    for (struct str rest = text; rest.len;) {
        struct str_cut cut = str_cut(rest, '\n');
        struct str line = str_trim(cut.head);
        rest = cut.tail;
        r->line++;
        if (!line.len)
            continue;
        if (!(line.ptr[0] == '{' ? read_json(r, line, e) : read_csv(r, line, e)))
            return false;
    }
    return true;
}

bool label_file_parse(struct str text, struct str origin, struct request_label **out,
                      int64_t *count, struct arena *a, struct err *e)
{
    struct reading r = {
        .origin = origin, .id = -1, .ok = -1, .json = json_parser_new(), .arena = a};
    if (!r.json)
        return err_set(e, ERR_IO, "%.*s: out of memory", STR_ARG(origin));
    bool ok = read_lines(&r, text, e);
    json_parser_free(r.json);
    *out = r.labels;
    *count = r.count;
    return ok;
}
