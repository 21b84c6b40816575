// service.c - see service.h.
#include "model/service.h"

#include "base/buf.h"

const struct reply *snapshot_reply(const struct snapshot *s, struct str command)
{
    static const struct reply none = {.status = REPLY_NONE};
    for (int i = 0; i < s->count; i++)
        if (str_eq(s->replies[i].command, command))
            return &s->replies[i];
    return &none;
}

const struct table *snapshot_table(const struct snapshot *s, struct str command, struct str key,
                                   int number)
{
    const struct answer *answer = snapshot_reply(s, command)->answer;
    for (int i = 0; answer && i < answer->table_count; i++)
        if (str_eq(answer->tables[i]->key, key) && number-- == 0)
            return answer->tables[i];
    return NULL;
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           memchr("_-+=:,./@%^", c, 11) != NULL;
}

struct str command_word(struct str word, struct arena *a)
{
    struct buf out = {.arena = a};
    bool plain = word.len > 0;
    for (size_t i = 0; plain && i < word.len; i++)
        plain = is_plain(word.ptr[i]);
    if (plain)
        return word;
    buf_byte(&out, '\'');
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] == '\'')
            buf_str(&out, S("'\\''"));
        else
            buf_byte(&out, word.ptr[i]);
    }
    buf_byte(&out, '\'');
    return buf_view(&out);
}

// Takes one word off the front, quotes removed. False when a quote is not closed.
static bool take_word(struct str *rest, struct buf *word)
{
    char quote = 0;
    size_t i = 0;
    for (; i < rest->len && (quote || rest->ptr[i] != ' '); i++) {
        char c = rest->ptr[i];
        if (quote ? c == quote : c == '\'' || c == '"')
            quote = quote ? 0 : c;
        else if (c == '\\' && quote != '\'' && i + 1 < rest->len)
            buf_byte(word, rest->ptr[++i]);
        else
            buf_byte(word, c);
    }
    *rest = str_skip(*rest, i);
    return !quote;
}

char **command_words(struct str command, struct arena *a, int *count)
{
    char **words = ARENA_ARRAY(a, char *, command.len + 1);
    struct str rest = str_trim(command);
    *count = 0;
    while (rest.len) {
        struct buf word = {.arena = a};
        if (!take_word(&rest, &word))
            return NULL;
        words[(*count)++] = arena_cstr(a, buf_view(&word).ptr, word.len);
        rest = str_trim(rest);
    }
    return words;
}
