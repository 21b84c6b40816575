// ttl_rules.c - see ttl_rules.h.
#include "simulate/ttl_rules.h"

#include "model/prompt.h"

static bool find_word(struct str word, const struct columns *c, struct ttl_class *class)
{
    for (int i = 0; i < TIME_WORDS; i++)
        if (i != TIME_PART && str_eq_nocase(word, str_of(time_word_name[i]))) {
            class->time_words |= 1u << i;
            return true;
        }
    for (int i = 0; i < c->watch_word_count; i++)
        if (str_eq_nocase(word, c->watch_words[i])) {
            class->watch |= 1u << i;
            return true;
        }
    return false;
}

static bool read_words(struct ttl_class *class, const struct columns *c, struct err *e)
{
    struct str_cut cut = {.tail = class->words, .ok = true};
    while (cut.ok) {
        cut = str_cut(cut.tail, ',');
        struct str word = str_trim(cut.head);
        if (!find_word(word, c, class))
            return err_set(e, ERR_USAGE,
                           "ttl_rules: nobody looked for the word '%.*s' when the log was read; "
                           "read it again with: toll ingest --watch '%.*s'",
                           STR_ARG(word), STR_ARG(word));
    }
    return true;
}

static void set_ttl(struct ttl_rules *r, struct ttl_class *class, int64_t ttl_us, int64_t most_us)
{
    class->ttl_us = ttl_us == UNKNOWN ? INT64_MAX : ttl_us;
    if (class->ttl_us <= most_us)
        return;
    class->ttl_us = most_us;
    r->has_capped = true;
}

bool ttl_rules_read(struct ttl_rules *out, const struct ttl_settings *from, const struct columns *c,
                    struct arena *a, struct err *e)
{
    const struct setting_value *rules = from->rules;
    if (rules->count >= TTL_CLASSES_MAX)
        return err_set(e, ERR_USAGE, "ttl_rules: more than %d rules", TTL_CLASSES_MAX - 1);
    struct ttl_rules r = {.count = rules->count + 1};
    int64_t most_us = from->max_ttl->one.i == UNKNOWN ? INT64_MAX : from->max_ttl->one.i;
    r.classes = ARENA_ARRAY(a, struct ttl_class, (size_t)r.count);
    set_ttl(&r, &r.classes[0], from->ttl->one.i, most_us);
    for (int i = 0; i < rules->count; i++) {
        struct ttl_class *class = &r.classes[i + 1];
        set_ttl(&r, class, rules->items[i].i, most_us);
        class->words = rules->items[i].name;
        if (!read_words(class, c, e))
            return false;
    }
    *out = r;
    return true;
}

int ttl_rules_class(const struct ttl_rules *r, const struct columns *c, int64_t i)
{
    int best = 0;
    for (int k = 1; k < r->count; k++) {
        const struct ttl_class *class = &r->classes[k];
        bool has_word =
            (c->time_words[i] & class->time_words) || (c->watch && c->watch[i] & class->watch);
        if (has_word && (best == 0 || class->ttl_us < r->classes[best].ttl_us))
            best = k;
    }
    return best;
}
