// columns_statics.c - what the prompts of each template have in common.
#include "analyze/columns_build.h"
#include "analyze/templates.h"
#include "base/hash.h"
#include "model/stratum.h"

// Templates that are laid out, the dearest of the database; others count as if they shared nothing.
enum { LAID_OUT_MAX = 1000 };

// Tools that all kept system prompts which begin alike (struct system_facts.form) offer.
struct shared_tools {
    struct map systems;  // form to how many there are
    struct map offers;   // form and definition of a tool to how many offer it
    struct map bytes;    // form to bytes of the tools that all of them offer
};

static uint64_t offer_key(uint64_t form, const struct tool_row *tool)
{
    return hash_words((uint64_t[]){form, tool->name_hash, (uint64_t)tool->bytes}, 3);
}

static bool read_tools(struct shared_tools *out, struct store *s, struct arena *a, struct err *e)
{
    struct system_row *systems = NULL;
    int64_t count = 0, dropped = 0;
    *out = (struct shared_tools){{.arena = a}, {.arena = a}, {.arena = a}};
    if (!prompts_systems(s, &systems, &count, &dropped, a, e))
        return false;
    for (int64_t i = 0; i < count; i++) {
        uint64_t form = systems[i].facts.form;
        ++*map_put(&out->systems, form, NULL);
        for (int64_t k = 0; k < systems[i].tool_count; k++)
            if (systems[i].tools[k].bytes > 0)
                ++*map_put(&out->offers, offer_key(form, &systems[i].tools[k]), NULL);
    }
    // Those of the first of a form that all others offer, too.
    for (int64_t i = 0; i < count; i++) {
        uint64_t form = systems[i].facts.form;
        bool is_new = false;
        uint64_t *bytes = map_put(&out->bytes, form, &is_new);
        for (int64_t k = 0; is_new && k < systems[i].tool_count; k++) {
            const struct tool_row *tool = &systems[i].tools[k];
            if (tool->bytes > 0 &&
                *map_get(&out->offers, offer_key(form, tool)) == *map_get(&out->systems, form))
                *bytes += (uint64_t)tool->bytes;
        }
    }
    return true;
}

// The least that the tools of a template have in common, at most their mean size.
static int64_t shared_bytes(const struct shared_tools *shared, const struct templates *t,
                            const struct template *template, int64_t mean_bytes)
{
    int64_t least = mean_bytes;
    for (int64_t i = template->first_shape; i < template->last_shape; i++) {
        uint64_t form = shape_form(&t->shapes[t->by_template[i]].shape);
        const uint64_t *bytes = map_get(&shared->bytes, form);
        if (bytes && (int64_t)*bytes < least)
            least = (int64_t)*bytes;
    }
    return least;
}

static bool lay_out(struct columns_build *b, struct profiling *p, const struct templates *t,
                    struct err *e)
{
    struct template_texts texts;
    struct shared_tools shared;
    if (!template_texts_load(&texts, p, t, e) || !read_tools(&shared, p->store, p->arena, e))
        return false;
    for (int64_t k = 0; k < t->count && k < LAID_OUT_MAX; k++) {
        const uint64_t *id = map_get(&b->template_ids, t->list[k].id);
        struct template_layout layout;
        if (!id)
            continue;
        if (!columns_goes_on(b, e) || !template_layout(&layout, &texts, t, &t->list[k], e))
            return false;
        int64_t tools = shared_bytes(&shared, t, &t->list[k], layout.tools_bytes);
        int64_t bytes = layout.static_bytes - layout.tools_bytes + tools;
        bytes = bytes > 0 ? bytes : 0;
        b->out->statics[*id] = bytes < (int64_t)UINT32_MAX ? (uint32_t)bytes : UINT32_MAX;
    }
    return true;
}

bool columns_statics(struct columns_build *b, struct err *e)
{
    struct columns *out = b->out;
    const struct key_column *key = columns_key(out, (struct key_spec){.parts = 1U << KEY_TEMPLATE});
    // Templates are the same whatever the question: those of the whole database, as settle left
    // them.
    struct filter everything = {0};
    struct question q = *b->from->question;
    q.filter = &everything;
    q.since_us = q.until_us = UNKNOWN;
    struct arena scratch = {0};
    struct profiling p = {.store = b->from->store, .question = &q, .arena = &scratch};
    struct templates t;
    out->statics = ARENA_ARRAY(b->arena, uint32_t, (size_t)key->distinct + 1);
    bool ok = store_totals(p.store, &p.stored, e) && templates_collect(&p, &t, e) &&
              lay_out(b, &p, &t, e);
    arena_release(&scratch);
    return ok;
}
