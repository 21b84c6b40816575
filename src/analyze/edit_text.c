// edit_text.c - see edit_text.h.
#include "analyze/edit_text.h"

#include "base/utf8.h"
#include "model/filler.h"

enum { TEXT_BYTES = 100 };

const char *const trim_kind_name[TRIM_KINDS] = {
    [TRIM_REPEAT] = "repeat",
    [TRIM_SIMILAR] = "similar",
    [TRIM_FILLER] = "filler",
    [TRIM_SPACE] = "space",
};

struct str edit_reason(const struct trim_edit *edit, struct arena *a)
{
    switch (edit->kind) {
    case TRIM_REPEAT:
        return str_fmt(a, "repeats the sentence at byte %lld", (long long)edit->other);
    case TRIM_SIMILAR:
        return str_fmt(a, "nearly repeats the sentence at byte %lld", (long long)edit->other);
    case TRIM_FILLER:
        if (edit->other >= 0 && edit->other < FILLER_COUNT)
            return str_of(filler_phrase[edit->other]);
        break;
    case TRIM_SPACE:
        return S("white space");
    case TRIM_KINDS:
        break;
    }
    return (struct str){NULL, 0};
}

// Words that a redacted text has in place of what was there.
static bool is_redacted(struct str text)
{
    static const char *const marks[] = {"[email]", "[phone]", "[card]", "[key]", "[address]"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (str_contains(text, str_of(marks[i])))
            return true;
    return false;
}

struct str edit_text(const struct trim_edit *edit, struct str stored, struct arena *a)
{
    int64_t len = (int64_t)stored.len;
    bool is_inside = stored.ptr && edit->offset >= 0 && edit->offset <= len && edit->bytes >= 0 &&
                     edit->bytes <= len - edit->offset;
    if (edit->kind == TRIM_SPACE || !is_inside ||
        is_redacted(str_head(stored, (size_t)(edit->offset + edit->bytes))))
        return (struct str){NULL, 0};
    struct str text = str_head(str_skip(stored, (size_t)edit->offset), (size_t)edit->bytes);
    text = utf8_head(str_trim(text), TEXT_BYTES);
    char *copy = arena_cstr(a, text.ptr, text.len);
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)copy[i] < ' ')
            copy[i] = ' ';
    return (struct str){copy, text.len};
}
