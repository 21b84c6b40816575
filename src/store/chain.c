// chain.c - see chain.h.
#include "store/chain.h"

#include <assert.h>

#include "base/hash.h"

enum {
    ROLE_BITS = 7,
    MARK_SHIFT = 3,
    ENDS_BIT = 1 << 5,
    EXPLICIT_BIT = 1 << 6,
    INDEX_SLOTS = 1 << 18
};

struct chain_slot {
    uint64_t hash;    // with the marks up to it
    int64_t request;  // 0 = free
    int64_t point;
};

static uint64_t zigzag(uint64_t delta)
{
    return delta << 1 ^ (0 - (delta >> 63));
}

static uint64_t unzigzag(uint64_t n)
{
    return n >> 1 ^ (0 - (n & 1));
}

static void encode_blocks(const struct chain_point *points, int64_t count, struct buf *out)
{
    buf_varint(out, count ? points[0].size : 0);
    buf_varint(out, count ? points[count - 1].size : 0);
    uint64_t before = 0;
    for (int64_t i = 0; i < count; i++) {
        assert(points[i].size == points[0].size || i == count - 1);
        buf_varint(out, zigzag(points[i].hash - before));
        before = points[i].hash;
    }
}

static bool closes_run(const struct chain_point *p)
{
    return p->size != CHAIN_GRAIN || p->mark != MARK_NONE || p->ends_segment;
}

static int64_t points_of(uint64_t bytes)
{
    return bytes ? (int64_t)((bytes + CHAIN_GRAIN - 1) / CHAIN_GRAIN) : 1;
}

enum { HASH_BYTES = CHAIN_HASH_BITS / 8 };

static void put_hash(struct buf *out, uint64_t hash)
{
    char bytes[HASH_BYTES];
    for (int i = 0; i < HASH_BYTES; i++)
        bytes[i] = (char)(hash >> 8 * i);
    buf_str(out, (struct str){bytes, HASH_BYTES});
}

static bool take_hash(struct str *blob, uint64_t *hash)
{
    if (blob->len < HASH_BYTES)
        return false;
    *hash = 0;
    for (int i = 0; i < HASH_BYTES; i++)
        *hash |= (uint64_t)(unsigned char)blob->ptr[i] << 8 * i;
    *blob = str_skip(*blob, HASH_BYTES);
    return true;
}

// Encodes one run from the front of the points; returns how many it took.
static int64_t encode_run(const struct chain_point *points, int64_t count, struct buf *out)
{
    int64_t n = 1;
    while (n < count && !closes_run(&points[n - 1]) && points[n].role == points[0].role)
        n++;
    const struct chain_point *last = &points[n - 1];
    uint64_t bytes = (uint64_t)(n - 1) * CHAIN_GRAIN + last->size;
    bool is_explicit = points_of(bytes) != n;
    int head = last->role | last->mark << MARK_SHIFT | (last->ends_segment ? ENDS_BIT : 0) |
               (is_explicit ? EXPLICIT_BIT : 0);
    buf_byte(out, (char)head);
    buf_varint(out, bytes);
    if (is_explicit)
        buf_varint(out, (uint64_t)n);
    for (int64_t i = 0; i < n; i++)
        put_hash(out, points[i].hash);
    return n;
}

// `back` is request minus parent; the points are the new ones.
static void encode_bytes(const struct chain_point *points, int64_t count, int64_t back,
                         int64_t kept, struct buf *out)
{
    buf_varint(out, (uint64_t)back);
    buf_varint(out, (uint64_t)kept);
    for (int64_t at = 0; at < count;)
        at += encode_run(points + at, count - at, out);
}

void chain_encode(const struct chain_point *points, int64_t count, enum chain_unit unit,
                  struct chain_head head, int64_t request, struct buf *out)
{
    if (unit == CHAIN_BLOCKS)
        encode_blocks(points, count, out);
    else
        encode_bytes(points + head.kept, count - head.kept, head.parent ? request - head.parent : 0,
                     head.kept, out);
}

// Points collected while decoding.
struct point_list {
    struct arena *arena;
    struct chain_point *points;
    int64_t count, cap;
};

static struct chain_point *add_point(struct point_list *list)
{
    if (list->count == list->cap) {
        int64_t cap = list->cap ? list->cap * 2 : 16;
        list->points =
            arena_grow(list->arena, list->points, (size_t)list->cap * sizeof *list->points,
                       (size_t)cap * sizeof *list->points);
        list->cap = cap;
    }
    return &list->points[list->count++];
}

static bool decode_run(struct str *blob, struct point_list *list)
{
    int head = (unsigned char)blob->ptr[0];
    *blob = str_skip(*blob, 1);
    uint64_t bytes = 0;
    uint64_t n = 0;
    if (!str_take_varint(blob, &bytes) || ((head & EXPLICIT_BIT) && !str_take_varint(blob, &n)))
        return false;
    if (!(head & EXPLICIT_BIT))
        n = (uint64_t)points_of(bytes);
    if (n == 0 || n > blob->len / HASH_BYTES || bytes < (n - 1) * CHAIN_GRAIN)
        return false;
    uint64_t last_size = bytes - (n - 1) * CHAIN_GRAIN;
    unsigned char mark = head >> MARK_SHIFT & 3;
    if (last_size > UINT32_MAX || (head & ROLE_BITS) > ROLE_TOOL || mark > MARK_1H)
        return false;
    for (uint64_t i = 0; i < n; i++) {
        bool is_last = i == n - 1;
        struct chain_point *p = add_point(list);
        *p = (struct chain_point){
            .size = is_last ? (uint32_t)last_size : CHAIN_GRAIN,
            .role = head & ROLE_BITS,
            .mark = is_last ? mark : MARK_NONE,
            .ends_segment = is_last && (head & ENDS_BIT),
        };
        if (!take_hash(blob, &p->hash))
            return false;
    }
    return true;
}

static bool decode_blocks(struct str blob, struct point_list *list)
{
    uint64_t size = 0;
    uint64_t last_size = 0;
    if (!str_take_varint(&blob, &size) || !str_take_varint(&blob, &last_size) ||
        size > UINT32_MAX || last_size > UINT32_MAX)
        return false;
    uint64_t id = 0;
    while (blob.len) {
        uint64_t delta = 0;
        if (!str_take_varint(&blob, &delta))
            return false;
        id += unzigzag(delta);
        *add_point(list) =
            (struct chain_point){.hash = id, .size = (uint32_t)size, .role = ROLE_USER};
    }
    if (list->count)
        list->points[list->count - 1].size = (uint32_t)last_size;
    return true;
}

static bool decode_bytes(struct str blob, int64_t request, struct chain_head *head,
                         struct point_list *list)
{
    uint64_t back = 0;
    uint64_t kept = 0;
    if (!str_take_varint(&blob, &back) || !str_take_varint(&blob, &kept) || back > INT64_MAX ||
        kept > INT64_MAX)
        return false;
    head->parent = back ? request - (int64_t)back : 0;
    head->kept = (int64_t)kept;
    while (blob.len)
        if (!decode_run(&blob, list))
            return false;
    return true;
}

bool chain_decode(struct str blob, enum chain_unit unit, int64_t request, struct chain *out,
                  struct arena *a)
{
    struct point_list list = {.arena = a};
    struct chain_head head = {0};
    if (unit == CHAIN_BLOCKS ? !decode_blocks(blob, &list)
                             : !decode_bytes(blob, request, &head, &list))
        return false;
    *out = (struct chain){.head = head, .points = list.points, .count = list.count};
    return true;
}

bool chain_rehash(struct str blob, enum chain_unit unit,
                  uint64_t (*hash_of)(const void *self, uint64_t hash), const void *self,
                  struct buf *out)
{
    struct arena scratch = {0};
    struct chain c;
    // Seen from request 0 the parent is the way back, negative.
    bool ok = chain_decode(blob, unit, 0, &c, &scratch);
    for (int64_t i = 0; ok && i < c.count; i++)
        c.points[i].hash = hash_of(self, c.points[i].hash);
    if (ok && unit == CHAIN_BLOCKS)
        encode_blocks(c.points, c.count, out);
    else if (ok)
        encode_bytes(c.points, c.count, -c.head.parent, c.head.kept, out);
    arena_release(&scratch);
    return ok;
}

void chain_index_init(struct chain_index *x, struct arena *a)
{
    x->slots = ARENA_ARRAY(a, struct chain_slot, INDEX_SLOTS);
}

// Hashes know no marks, but a shared point stands for its mark, too: what is looked up is the hash
// and the sum (by XOR) of this over the marks up to it.
static uint64_t mark_sum(const struct chain_point *points, int64_t i)
{
    return points[i].mark ? hash_mix(0, (uint64_t)i * 4 + points[i].mark) : 0;
}

struct chain_head chain_index_find(const struct chain_index *x, const struct chain_point *points,
                                   int64_t count)
{
    uint64_t marks = 0;
    for (int64_t i = 0; i < count; i++)
        marks ^= mark_sum(points, i);
    for (int64_t i = count - 1; i >= 0; i--) {
        const struct chain_slot *slot = &x->slots[points[i].hash & (INDEX_SLOTS - 1)];
        if (slot->request && slot->hash == (points[i].hash ^ marks) && slot->point == i)
            return (struct chain_head){.parent = slot->request, .kept = i + 1};
        marks ^= mark_sum(points, i);
    }
    return (struct chain_head){0};
}

void chain_index_add(struct chain_index *x, const struct chain_point *points, int64_t kept,
                     int64_t count, int64_t request)
{
    uint64_t marks = 0;
    for (int64_t i = 0; i < count; i++) {
        marks ^= mark_sum(points, i);
        if (i >= kept)
            x->slots[points[i].hash & (INDEX_SLOTS - 1)] =
                (struct chain_slot){.hash = points[i].hash ^ marks, .request = request, .point = i};
    }
}
