// keys.c - see keys.h.
#include "parsers/keys.h"

#include <assert.h>

#include "parsers/body.h"

// Rows of a table by the length of their keys, made for one walk over an object: a member is
// compared with the rows of its own length only.
enum { LENGTHS = 32 };

struct rows {
    int16_t first[LENGTHS];  // row of a length (modulo LENGTHS), -1 = none
    int16_t next[KEYS_MAX];
    int count;
};

static void rows_init(struct rows *rows)
{
    memset(rows->first, -1, sizeof rows->first);
    rows->count = 0;
}

static void rows_add(struct rows *rows, size_t len)
{
    assert(rows->count < KEYS_MAX);
    rows->next[rows->count] = rows->first[len % LENGTHS];
    rows->first[len % LENGTHS] = (int16_t)rows->count++;
}

static int rows_first(const struct rows *rows, struct str key)
{
    return rows->first[key.len % LENGTHS];
}

void keys_get(struct json object, const struct member_key *keys, int count, struct json *values)
{
    struct rows rows;
    rows_init(&rows);
    for (int i = 0; i < count; i++) {
        values[i] = (struct json){0};
        rows_add(&rows, keys[i].len);
    }
    struct json_iter it = json_iter(object);
    while (it.has_keys && json_next(&it))
        for (int i = rows_first(&rows, it.key); i >= 0; i = rows.next[i])
            if (json_key_is(it.key, keys[i].key, keys[i].len)) {
                values[i] = it.value;
                break;
            }
}

void counts_init(struct counts *c)
{
    raw_usage_init(&c->raw);
    c->total = UNKNOWN;
    c->cache_miss = UNKNOWN;
}

static int64_t *count_at(struct counts *c, size_t offset)
{
    return (int64_t *)(void *)((char *)c + offset);
}

void counts_take(struct counts *c, struct json object, const struct count_key *keys)
{
    struct rows rows;
    if (!json_is_object(object))
        return;
    rows_init(&rows);
    for (const struct count_key *k = keys; k->key; k++)
        rows_add(&rows, k->len);
    struct json_iter it = json_iter(object);
    while (json_next(&it))
        for (int i = rows_first(&rows, it.key); i >= 0; i = rows.next[i]) {
            const struct count_key *k = &keys[i];
            if (!json_key_is(it.key, k->key, k->len))
                continue;
            int64_t n = body_count(it.value);
            int64_t *count = count_at(c, k->offset);
            if (n > *count)
                *count = n;
            break;
        }
}

static void replace(int64_t *count, int64_t newer)
{
    if (newer != UNKNOWN)
        *count = newer;
}

void counts_merge(struct counts *c, const struct counts *newer)
{
    struct raw_usage *to = &c->raw;
    const struct raw_usage *from = &newer->raw;
    replace(&to->input, from->input);
    replace(&to->output, from->output);
    replace(&to->cache_read, from->cache_read);
    replace(&to->cache_write, from->cache_write);
    replace(&to->cache_write_5m, from->cache_write_5m);
    replace(&to->cache_write_1h, from->cache_write_1h);
    replace(&to->reasoning, from->reasoning);
    replace(&to->audio_in, from->audio_in);
    replace(&to->audio_read, from->audio_read);
    replace(&to->audio_out, from->audio_out);
    replace(&to->image_in, from->image_in);
    replace(&to->image_out, from->image_out);
    replace(&to->tool_use_in, from->tool_use_in);
    replace(&to->web_searches, from->web_searches);
    replace(&c->total, newer->total);
    replace(&c->cache_miss, newer->cache_miss);
}

void keys_param(struct record *r, enum param param, struct json value)
{
    if (json_is_set(value))
        r->params[param] = value;
}

static void read_numbers(struct record *r)
{
    double temperature = 0;
    int64_t seed = 0;
    if (json_to_f64(r->params[PARAM_TEMPERATURE], &temperature))
        r->temperature = temperature;
    if (json_to_i64(r->params[PARAM_SEED], &seed))
        r->seed = seed;
    replace(&r->max_tokens, body_count(r->params[PARAM_MAX_TOKENS]));
    replace(&r->n, body_count(r->params[PARAM_N]));
}

void keys_params(struct record *r, struct json object, const struct param_key *keys)
{
    const struct param_key *best[PARAM_COUNT] = {0};
    struct rows rows;
    rows_init(&rows);
    for (const struct param_key *k = keys; k->key; k++)
        rows_add(&rows, k->len);
    struct json_iter it = json_iter(object);
    while (it.has_keys && json_next(&it))
        for (int i = rows_first(&rows, it.key); i >= 0; i = rows.next[i]) {
            const struct param_key *k = &keys[i];
            if (!json_key_is(it.key, k->key, k->len))
                continue;
            if (json_is_set(it.value) && (!best[k->param] || k <= best[k->param])) {
                best[k->param] = k;
                r->params[k->param] = it.value;
            }
            break;
        }
    read_numbers(r);
}
