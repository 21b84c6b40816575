// yaml_text.c - see yaml_text.h.
#include "simulate/yaml_text.h"

// Items of an object or list that are still to be written.
struct level {
    const cJSON *next;
    int indent;
    bool is_list;
};
struct writer {
    struct buf *out;
    struct level levels[YAML_DEPTH];
    int depth;
    bool is_begun;  // the line has its dash already
};

// Text that cannot be taken for anything else.
static bool is_plain(struct str s)
{
    bool has_letter = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9' && i > 0) && !(i > 0 && strchr("_-./", c)))
            return false;
        has_letter = has_letter || is_letter;
    }
    static const char *const words[] = {"true", "false", "yes", "no", "on",
                                        "off",  "null",  "y",   "n"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq_nocase(s, str_of(words[i])))
            return false;
    return has_letter;
}

static void put_text(struct buf *out, struct str s)
{
    if (is_plain(s)) {
        buf_str(out, s);
        return;
    }
    buf_byte(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < 0x20)
            buf_fmt(out, "\\x%02x", c);
        else
            buf_fmt(out, c == '"' || c == '\\' ? "\\%c" : "%c", c);
    }
    buf_byte(out, '"');
}

static void put_scalar(struct buf *out, const cJSON *item)
{
    if (cJSON_IsString(item))
        put_text(out, str_of(item->valuestring));
    else if (cJSON_IsBool(item))
        buf_str(out, cJSON_IsTrue(item) ? S("true") : S("false"));
    else if (cJSON_IsNumber(item))
        buf_fmt(out, "%.15g", item->valuedouble);
    else
        buf_str(out, S("null"));
}

static bool is_scalar(const cJSON *item)
{
    return !cJSON_IsObject(item) && !cJSON_IsArray(item);
}

// A list of scalars stands in one line.
static bool put_flow(struct buf *out, const cJSON *item)
{
    const cJSON *element = NULL;
    if (!item->child && !is_scalar(item)) {
        buf_str(out, cJSON_IsArray(item) ? S("[]") : S("{}"));
        return true;
    }
    cJSON_ArrayForEach(element, item) if (!is_scalar(element) || !cJSON_IsArray(item)) return false;
    buf_str(out, S("["));
    cJSON_ArrayForEach(element, item)
    {
        buf_str(out, element == item->child ? S("") : S(", "));
        put_scalar(out, element);
    }
    buf_byte(out, ']');
    return true;
}

static void push(struct writer *w, const cJSON *item, int indent)
{
    if (w->depth < YAML_DEPTH)
        w->levels[w->depth++] =
            (struct level){.next = item->child, .indent = indent, .is_list = cJSON_IsArray(item)};
}

static void begin_line(struct writer *w, int indent)
{
    for (int i = 0; i < indent && !w->is_begun; i++)
        buf_byte(w->out, ' ');
    w->is_begun = false;
}

static void put_item(struct writer *w, const cJSON *item, struct level level)
{
    begin_line(w, level.indent);
    if (level.is_list) {
        buf_str(w->out, S("- "));
    } else {
        put_text(w->out, str_of(item->string));
        buf_str(w->out, S(": "));
    }
    if (is_scalar(item)) {
        put_scalar(w->out, item);
    } else if (!put_flow(w->out, item)) {
        w->is_begun = level.is_list;
        w->out->len -= !level.is_list;  // no space behind the colon
        push(w, item, level.indent + 2);
        if (level.is_list)
            return;
    }
    buf_byte(w->out, '\n');
}

void yaml_text(struct buf *out, const cJSON *root)
{
    struct writer w = {.out = out};
    push(&w, root, 0);
    while (w.depth > 0) {
        struct level *level = &w.levels[w.depth - 1];
        const cJSON *item = level->next;
        if (!item) {
            w.depth--;
            continue;
        }
        level->next = item->next;
        put_item(&w, item, *level);
    }
}
