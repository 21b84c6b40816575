// prefix_store.c - see prefix_store.h.
//
// Entries live in pages and are numbered from 1; the table holds numbers, by linear probing without
// gravestones. Lists are in the order of dropping: without a capacity one for each lifetime, so
// that what dies first stands first; with one a single list, since eviction asks for no lifetime.
// The rules of evict.h keep neither lifetimes nor entries without a dense number.
#include "simulate/prefix_store.h"

#include <assert.h>

#include "base/time.h"

enum { PAGE_ENTRIES = 1 << 12, FIRST_SLOTS = 1 << 10 };

struct prefix_slot {
    uint32_t tag;    // low bits of the key: place in the table
    uint32_t entry;  // 0 = free
};

static struct cached_prefix *entry_at(const struct prefix_store *s, uint32_t number)
{
    return &s->pages[(number - 1) / PAGE_ENTRIES][(number - 1) % PAGE_ENTRIES];
}

static struct prefix_list *list_of(struct prefix_store *s, const struct cached_prefix *p)
{
    return &s->lists[s->options.capacity ? 0 : p->life];
}

void prefix_store_init(struct prefix_store *s, const struct prefix_store_options *options)
{
    *s = (struct prefix_store){.options = *options};
}

void prefix_store_release(struct prefix_store *s)
{
    arena_release(&s->page_arena);
    arena_release(&s->slot_arena);
    *s = (struct prefix_store){0};
}

static void watch_memory(struct prefix_store *s)
{
    int64_t limit = s->options.memory_bytes;
    size_t bytes = s->page_count * sizeof(struct cached_prefix) * PAGE_ENTRIES +
                   s->slot_count * sizeof(struct prefix_slot);
    s->is_over = s->is_over || (limit && (int64_t)bytes > limit);
}

// The slot of a key, or the free one where it belongs.
static uint64_t slot_for(const struct prefix_store *s, uint64_t key)
{
    uint64_t mask = s->slot_count - 1, at = (uint32_t)key & mask;
    while (s->slots[at].entry &&
           (s->slots[at].tag != (uint32_t)key || entry_at(s, s->slots[at].entry)->key != key))
        at = (at + 1) & mask;
    return at;
}

static void grow_slots(struct prefix_store *s)
{
    struct arena old_arena = s->slot_arena;
    const struct prefix_slot *old = s->slots;
    uint64_t old_count = s->slot_count;
    s->slot_arena = (struct arena){0};
    s->slot_count = old_count ? 2 * old_count : FIRST_SLOTS;
    s->slots = ARENA_ARRAY(&s->slot_arena, struct prefix_slot, s->slot_count);
    uint64_t mask = s->slot_count - 1;
    for (uint64_t i = 0; i < old_count; i++) {
        uint64_t at = old[i].tag & mask;
        if (!old[i].entry)
            continue;
        while (s->slots[at].entry)
            at = (at + 1) & mask;
        s->slots[at] = old[i];
    }
    arena_release(&old_arena);
    watch_memory(s);
}

// Moves up what probed past the freed slot.
static void free_slot(struct prefix_store *s, uint64_t at)
{
    uint64_t mask = s->slot_count - 1;
    for (uint64_t next = (at + 1) & mask; s->slots[next].entry; next = (next + 1) & mask) {
        uint64_t home = s->slots[next].tag & mask;
        if (((next - home) & mask) < ((next - at) & mask))
            continue;
        s->slots[at] = s->slots[next];
        at = next;
    }
    s->slots[at].entry = 0;
}

static void add_page(struct prefix_store *s)
{
    if (s->page_count == s->page_cap) {
        uint32_t cap = s->page_cap ? 2 * s->page_cap : 64;
        s->pages = arena_grow(&s->page_arena, s->pages, s->page_cap * sizeof(*s->pages),
                              cap * sizeof(*s->pages));
        s->page_cap = cap;
    }
    s->pages[s->page_count++] = arena_raw(&s->page_arena, PAGE_ENTRIES * sizeof **s->pages);
    watch_memory(s);
}

static uint32_t new_entry(struct prefix_store *s)
{
    uint32_t number = s->free;
    if (number) {
        s->free = entry_at(s, number)->newer;
        return number;
    }
    if (s->made == s->page_count * PAGE_ENTRIES)
        add_page(s);
    return ++s->made;
}

static void unlink_entry(struct prefix_store *s, const struct cached_prefix *p)
{
    struct prefix_list *list = list_of(s, p);
    *(p->newer ? &entry_at(s, p->newer)->older : &list->newest) = p->older;
    *(p->older ? &entry_at(s, p->older)->newer : &list->oldest) = p->newer;
}

static void link_newest(struct prefix_store *s, uint32_t number, struct cached_prefix *p)
{
    struct prefix_list *list = list_of(s, p);
    p->older = list->newest;
    p->newer = 0;
    *(p->older ? &entry_at(s, p->older)->newer : &list->oldest) = number;
    list->newest = number;
}

static uint32_t number_of(const struct prefix_store *s, const struct cached_prefix *p)
{
    if (p->newer)
        return entry_at(s, p->newer)->older;
    return s->lists[s->options.capacity ? 0 : p->life].newest;
}

static void make_newest(struct prefix_store *s, struct cached_prefix *p)
{
    uint32_t number = number_of(s, p);
    unlink_entry(s, p);
    link_newest(s, number, p);
}

// The entry holds another write from now on, or none.
static void end_write(struct prefix_store *s, const struct cached_prefix *p)
{
    s->unread += !p->is_read;
    s->unread_tok += p->is_read ? 0 : p->tok;
    s->tok -= p->tok;
}

static void drop(struct prefix_store *s, uint32_t number)
{
    struct cached_prefix *p = entry_at(s, number);
    end_write(s, p);
    unlink_entry(s, p);
    free_slot(s, slot_for(s, p->key));
    p->newer = s->free;
    s->free = number;
    s->count--;
}

struct cached_prefix *prefix_store_find(const struct prefix_store *s, uint64_t key)
{
    if (!s->slot_count)
        return NULL;
    uint32_t number = s->slots[slot_for(s, key)].entry;
    return number ? entry_at(s, number) : NULL;
}

// The number of a lifetime: rules and settings have a handful of them.
static uint8_t life_of(struct prefix_store *s, int64_t life_us)
{
    for (int i = 0; i < s->life_count; i++)
        if (s->lives_us[i] == life_us)
            return (uint8_t)i;
    assert(s->life_count < PREFIX_LIVES);
    s->lives_us[s->life_count] = life_us;
    return (uint8_t)s->life_count++;
}

static void evict(struct prefix_store *s)
{
    const struct prefix_store_options *o = &s->options;
    while (o->capacity && (o->is_capacity_tok ? s->tok : s->count) > o->capacity)
        drop(s, s->lists[0].oldest);
}

static bool fits(const struct prefix_store *s, const struct prefix_write *write)
{
    const struct prefix_store_options *o = &s->options;
    return !o->capacity || !o->is_capacity_tok || write->tok <= o->capacity;
}

struct cached_prefix *prefix_store_write(struct prefix_store *s, const struct prefix_write *write)
{
    if (!fits(s, write))
        return NULL;
    if (2 * (uint64_t)s->count >= s->slot_count)
        grow_slots(s);
    struct prefix_slot *slot = &s->slots[slot_for(s, write->key)];
    uint32_t number = slot->entry;
    int64_t ready_us = write->ready_us;
    if (number) {
        const struct cached_prefix *old = entry_at(s, number);
        if (old->expires_us >= write->ts_us && old->ready_us < ready_us)
            ready_us = old->ready_us;
        end_write(s, old);
        unlink_entry(s, old);
    } else {
        number = new_entry(s);
        *slot = (struct prefix_slot){.tag = (uint32_t)write->key, .entry = number};
        s->count++;
    }
    struct cached_prefix *p = entry_at(s, number);
    *p = (struct cached_prefix){
        .key = write->key,
        .ready_us = ready_us,
        .expires_us = time_after(write->ts_us, write->life_us),
        .tok = (uint32_t)write->tok,
        .life = life_of(s, write->life_us),
        .level = write->level,
    };
    link_newest(s, number, p);
    s->tok += write->tok;
    s->writes++;
    s->written_tok += write->tok;
    evict(s);
    return p;
}

void prefix_store_refresh(struct prefix_store *s, struct cached_prefix *p, int64_t ts_us,
                          bool is_sliding)
{
    if (is_sliding)
        p->expires_us = time_after(ts_us, s->lives_us[p->life]);
    if (s->options.capacity ? s->options.evict == PREFIX_LRU : is_sliding)
        make_newest(s, p);
}

void prefix_store_read(struct prefix_store *s, struct cached_prefix *p, int64_t ts_us,
                       bool is_sliding)
{
    p->is_read = true;
    prefix_store_refresh(s, p, ts_us, is_sliding);
}

void prefix_store_expire(struct prefix_store *s, int64_t ts_us)
{
    if (s->options.capacity)
        return;
    for (int i = 0; i < s->life_count; i++) {
        const struct prefix_list *list = &s->lists[i];
        while (list->oldest && entry_at(s, list->oldest)->expires_us < ts_us)
            drop(s, list->oldest);
    }
}

void prefix_store_thin(struct prefix_store *s, uint8_t level)
{
    int lists = s->options.capacity ? 1 : s->life_count;
    for (int i = 0; i < lists; i++)
        for (uint32_t number = s->lists[i].oldest; number;) {
            uint32_t newer = entry_at(s, number)->newer;
            if (entry_at(s, number)->level < level)
                drop(s, number);
            number = newer;
        }
    s->is_over = false;
}

void prefix_store_unread(const struct prefix_store *s, int64_t *entries, int64_t *tok)
{
    *entries = *tok = 0;
    int lists = s->options.capacity ? 1 : s->life_count;
    for (int i = 0; i < lists; i++)
        for (uint32_t number = s->lists[i].oldest; number;) {
            const struct cached_prefix *p = entry_at(s, number);
            *entries += !p->is_read;
            *tok += p->is_read ? 0 : p->tok;
            number = p->newer;
        }
}
