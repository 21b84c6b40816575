// typing.c - see typing.h.
#include "tui/typing.h"

#include "base/utf8.h"
#include "tui/palette.h"

enum { REQUESTS_RANK = 7, SQL_RANK = 8 };

static void begin(struct view *v, enum prompt_kind kind, struct str text)
{
    v->prompt = kind;
    v->typed_bytes = text.len < sizeof v->typed ? text.len : 0;
    memcpy(v->typed, text.ptr ? text.ptr : "", v->typed_bytes);
}

static enum action finish(struct view *v, const struct snapshot *s)
{
    struct str text = str_copy((struct str){v->typed, v->typed_bytes}, v->arena);
    enum prompt_kind kind = v->prompt;
    const struct screen *screen = screens[v->screen];
    v->prompt = PROMPT_NONE;
    if (kind == PROMPT_FILTER)
        view_set_filter(v, text);
    else if (kind == PROMPT_PALETTE)
        return palette_run(v, s, text);
    else if (kind == PROMPT_WRITE && screen->command)
        view_write(v, screen->command(v, v->arena), text);
    else if (kind == PROMPT_SEARCH) {
        v->search = text;
        return ACT_NEXT;
    } else if (screen->typed) {
        screen->typed(v, s, text);
    }
    return ACT_NONE;
}

static void take_back(struct view *v)
{
    while (v->typed_bytes > 0 && ((unsigned char)v->typed[--v->typed_bytes] & 0xc0) == 0x80)
        continue;
}

enum action typing_key(struct view *v, const struct snapshot *s, uint32_t key)
{
    char bytes[8];
    struct buf text = {.ptr = bytes, .cap = sizeof bytes};
    if (key == KEY_CODE_ESCAPE || key == 3) {
        v->prompt = PROMPT_NONE;
    } else if (key == KEY_CODE_ENTER) {
        return finish(v, s);
    } else if (key == KEY_CODE_BACKSPACE) {
        take_back(v);
    } else if (key == 21) {  // ^U, as in a shell
        v->typed_bytes = 0;
    } else if (key == KEY_CODE_TAB && v->prompt == PROMPT_PALETTE) {
        palette_complete(v, s);
    } else if (key >= 32 && key < KEY_CODE_FIRST && v->typed_bytes + 4 < sizeof v->typed) {
        utf8_put(&text, key);
        memcpy(v->typed + v->typed_bytes, text.ptr, text.len);
        v->typed_bytes += text.len;
    }
    return ACT_NONE;
}

// A prompt on another screen.
static void ask_there(struct view *v, int rank, enum prompt_kind kind, struct str text)
{
    if (screen_by_rank(rank) < 0)
        return;
    v->screen = screen_by_rank(rank);
    begin(v, kind, text);
}

bool typing_ask(struct view *v, enum action action)
{
    switch ((int)action) {
    case ACT_FILTER:
        begin(v, PROMPT_FILTER, view_filter(v, v->arena));
        return true;
    case ACT_SEARCH:
        begin(v, PROMPT_SEARCH, (struct str){0});
        return true;
    case ACT_PALETTE:
        begin(v, PROMPT_PALETTE, (struct str){0});
        return true;
    case ACT_SQL:
        ask_there(v, SQL_RANK, PROMPT_SQL, S("SELECT "));
        return true;
    case ACT_GO_TO:
        ask_there(v, REQUESTS_RANK, PROMPT_VALUE, (struct str){0});
        v->message = S("the id of a request, its beginning, or its id in the log");
        return true;
    case ACT_WRITE:
        if (screens[v->screen]->command)
            begin(v, PROMPT_WRITE, (struct str){0});
        return true;
    default:
        return false;
    }
}
