// slot_kind.c - see slot_kind.h.
#include "analyze/slot_kind.h"

#include <stdbool.h>

enum {
    NAME_WORDS = 4,    // most words of a name
    LONG_BYTES = 400,  // from where a slot of several lines is retrieved text
};

const char *const slot_kind_name[SLOT_KINDS] = {
    [SLOT_TIMESTAMP] = "timestamp",
    [SLOT_NUMBER] = "number",
    [SLOT_ID] = "id",
    [SLOT_EMAIL] = "e-mail",
    [SLOT_URL] = "URL",
    [SLOT_NAME] = "name",
    [SLOT_RETRIEVED] = "retrieved text",
    [SLOT_TEXT] = "text",
    [SLOT_USER_TEXT] = "user text",
};

static const enum slot_kind masked[] = {
    [TOKEN_NUMBER] = SLOT_NUMBER, [TOKEN_TIME] = SLOT_TIMESTAMP, [TOKEN_ID] = SLOT_ID,
    [TOKEN_EMAIL] = SLOT_EMAIL,   [TOKEN_URL] = SLOT_URL,
};

struct makeup {
    int kinds[TOKEN_KIND + 1];
    int words, capitals, lines;
};

static struct makeup makeup_of(const struct sample *s, int32_t begin, int32_t end)
{
    struct makeup m = {.words = 0};
    for (int32_t i = begin; i < end; i++) {
        struct token t = s->tokens[i];
        m.kinds[t.flags & TOKEN_KIND]++;
        m.lines += i > begin && t.flags & TOKEN_LINE;
        if ((t.flags & TOKEN_KIND) == TOKEN_WORD) {
            m.words++;
            m.capitals += (t.flags & TOKEN_CAPITAL) != 0;
        }
    }
    return m;
}

// The masked kind that most of the tokens are, marks aside; TOKEN_WORD without one.
static enum token_kind majority(const struct makeup *m)
{
    int all = m->words;
    enum token_kind best = TOKEN_NUMBER;
    for (int k = TOKEN_NUMBER; k <= TOKEN_URL; k++) {
        all += m->kinds[k];
        if (m->kinds[k] > m->kinds[best])
            best = (enum token_kind)k;
    }
    return m->kinds[best] * 2 > all ? best : TOKEN_WORD;
}

static bool is_name(const struct makeup *m)
{
    return m->words > 0 && m->words <= NAME_WORDS && m->capitals == m->words && !m->lines &&
           majority(m) == TOKEN_WORD;
}

enum slot_kind slot_kind_of(const struct sample *const *texts, const struct token_stretch *s,
                            int count, int64_t bytes)
{
    enum token_kind kind = TOKEN_REST;  // not seen yet
    bool are_names = true, agree = true, has_lines = false;
    for (int t = 0; t < count; t++) {
        if (s->begin[t] == s->end[t])
            continue;
        struct makeup m = makeup_of(texts[t], s->begin[t], s->end[t]);
        enum token_kind here = majority(&m);
        agree = agree && (kind == TOKEN_REST || kind == here);
        kind = here;
        are_names = are_names && is_name(&m);
        has_lines = has_lines || m.lines > 0;
    }
    if (agree && kind >= TOKEN_NUMBER && kind <= TOKEN_URL)
        return masked[kind];
    if (are_names)
        return SLOT_NAME;
    return has_lines && bytes >= LONG_BYTES ? SLOT_RETRIEVED : SLOT_TEXT;
}
