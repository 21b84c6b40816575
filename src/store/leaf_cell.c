// leaf_cell.c - see leaf_cell.h.
#include "store/leaf_cell.h"

#include <assert.h>
#include <string.h>

#include "model/record.h"

enum { TYPE_NULL = 0, TYPE_ZERO = 8, TYPE_ONE = 9, TYPE_BLOB = 12, TYPE_TEXT = 13 };

void big_endian_put(unsigned char *out, uint64_t n, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--, n >>= 8)
        out[i] = (unsigned char)(n & 255);
}

size_t leaf_cell_varint(unsigned char out[9], uint64_t n)
{
    int bytes = 1;
    while (bytes < 9 && n >> 7 * bytes)
        bytes++;
    size_t len = (size_t)bytes;
    unsigned char more = 0;
    if (bytes == 9) {  // the last byte has eight bits
        out[--bytes] = (unsigned char)(n & 255);
        n >>= 8;
        more = 128;
    }
    for (; bytes > 0; more = 128, n >>= 7)
        out[--bytes] = (unsigned char)((n & 127) | more);
    return len;
}

void leaf_cell_begin(struct leaf_cell *c)
{
    c->type_bytes = c->body_bytes = 0;
}

// Types of integers, and their bytes, by the bytes that two's complement needs.
static const struct {
    unsigned char type, bytes;
} int_types[] = {
    [1] = {1, 1}, [2] = {2, 2}, [3] = {3, 3}, [4] = {4, 4},
    [5] = {5, 6}, [6] = {5, 6}, [7] = {6, 8}, [8] = {6, 8},
};

// big_endian_put() of eight bytes, which the compiler makes one store of.
static void put_eight(unsigned char *out, uint64_t n)
{
    out[0] = (unsigned char)(n >> 56);
    out[1] = (unsigned char)(n >> 48 & 255);
    out[2] = (unsigned char)(n >> 40 & 255);
    out[3] = (unsigned char)(n >> 32 & 255);
    out[4] = (unsigned char)(n >> 24 & 255);
    out[5] = (unsigned char)(n >> 16 & 255);
    out[6] = (unsigned char)(n >> 8 & 255);
    out[7] = (unsigned char)(n & 255);
}

static void add_int(struct leaf_cell *c, int64_t n)
{
    unsigned char *type = &c->types[c->type_bytes++];
    if (n == UNKNOWN) {
        *type = TYPE_NULL;
    } else if (n == 0 || n == 1) {
        *type = n ? TYPE_ONE : TYPE_ZERO;
    } else {
        uint64_t magnitude = (uint64_t)n ^ (uint64_t)(n >> 63);
        int bits = 65 - (magnitude ? __builtin_clzll(magnitude) : 64);
        int need = (bits + 7) / 8;
        *type = int_types[need].type;
        // All eight: what is behind the integer's own is written over.
        put_eight(c->body + c->body_bytes,
                  (uint64_t)n << (64 - 8 * (unsigned)int_types[need].bytes));
        c->body_bytes += int_types[need].bytes;
    }
}

void leaf_cell_ints(struct leaf_cell *c, const int64_t *values, size_t count)
{
    assert(c->type_bytes + count <= CELL_COLUMNS);
    for (size_t i = 0; i < count; i++)
        add_int(c, values[i]);
}

void leaf_cell_text(struct leaf_cell *c, struct str text)
{
    size_t type = TYPE_TEXT + 2 * text.len;
    assert(c->type_bytes < CELL_COLUMNS && type < 128);
    assert(c->body_bytes + text.len <= sizeof c->body);
    c->types[c->type_bytes++] = (unsigned char)type;
    memcpy(c->body + c->body_bytes, text.ptr, text.len);
    c->body_bytes += text.len;
}

void leaf_cell_end(struct leaf_cell *c, int64_t id, struct str last, enum cell_last kind)
{
    uint64_t type = (uint64_t)(kind == CELL_TEXT ? TYPE_TEXT : TYPE_BLOB) + 2 * last.len;
    if (kind != CELL_NO_LAST)
        c->type_bytes += leaf_cell_varint(c->types + c->type_bytes, last.ptr ? type : TYPE_NULL);
    size_t before = 1 + c->type_bytes + c->body_bytes;
    size_t row = before + last.len;
    size_t n = leaf_cell_varint(c->prefix, row);
    n += leaf_cell_varint(c->prefix + n, (uint64_t)id);
    c->prefix[n++] = (unsigned char)(1 + c->type_bytes);
    c->prefix_bytes = n;
    size_t local = row;
    if (row > CELL_LOCAL_MAX) {
        local = CELL_LOCAL_MIN + (row - CELL_LOCAL_MIN) % CELL_OVERFLOW_BYTES;
        if (local > CELL_LOCAL_MAX)
            local = CELL_LOCAL_MIN;
    }
    c->last = str_head(last, local - before);
    c->rest = str_skip(last, local - before);
}

size_t leaf_cell_bytes(const struct leaf_cell *c)
{
    return c->prefix_bytes + c->type_bytes + c->body_bytes + c->last.len + (c->rest.len ? 4 : 0);
}

static unsigned char *put(unsigned char *out, const void *bytes, size_t n)
{
    if (n)
        memcpy(out, bytes, n);
    return out + n;
}

void leaf_cell_put(const struct leaf_cell *c, uint32_t overflow, unsigned char *out)
{
    out = put(out, c->prefix, c->prefix_bytes);
    out = put(out, c->types, c->type_bytes);
    out = put(out, c->body, c->body_bytes);
    out = put(out, c->last.ptr, c->last.len);
    if (c->rest.len)
        big_endian_put(out, overflow, 4);
}
