// json.cpp - the one C++ file: parses with simdjson and hands out its tape. Nothing throws.
#include <simdjson.h>

#include <cstring>
#include <memory>
#include <new>

extern "C" {
#include "base/json.h"
}

namespace dom = simdjson::dom;

struct json_parser {
    dom::parser parser;
    std::unique_ptr<char[]> copy;  // padded copy of texts that have no slack
    size_t copy_bytes = 0;
};

namespace
{
constexpr size_t FIRST_CAPACITY = size_t{16} * 1024;

json_error error_of(simdjson::error_code code)
{
    switch (code) {
    case simdjson::SUCCESS:
        return JSON_OK;
    case simdjson::EMPTY:
        return JSON_ERROR_EMPTY;
    case simdjson::UTF8_ERROR:
        return JSON_ERROR_UTF8;
    case simdjson::UNESCAPED_CHARS:
    case simdjson::STRING_ERROR:
        return JSON_ERROR_STRING;
    case simdjson::NUMBER_ERROR:
        return JSON_ERROR_NUMBER;
    case simdjson::DEPTH_ERROR:
        return JSON_ERROR_DEPTH;
    case simdjson::MEMALLOC:
    case simdjson::CAPACITY:
        return JSON_ERROR_MEMORY;
    default:
        return JSON_ERROR_SYNTAX;
    }
}

bool ensure_capacity(json_parser *p, size_t len)
{
    if (len <= p->parser.capacity() && p->parser.capacity())
        return true;
    size_t capacity = FIRST_CAPACITY;
    while (capacity < len)
        capacity *= 2;
    return !p->parser.allocate(capacity, JSON_MAX_DEPTH);
}

bool copy_with_padding(json_parser *p, struct str text)
{
    size_t need = text.len + JSON_PADDING;
    if (p->copy_bytes < need) {
        p->copy.reset(new (std::nothrow) char[need * 2]);
        p->copy_bytes = p->copy ? need * 2 : 0;
        if (!p->copy)
            return false;
    }
    if (text.len)
        std::memcpy(p->copy.get(), text.ptr, text.len);
    std::memset(p->copy.get() + text.len, ' ', JSON_PADDING);
    return true;
}
}  // namespace

extern "C" {

json_parser *json_parser_new(void)
{
    return new (std::nothrow) json_parser();
}

void json_parser_free(json_parser *p)
{
    delete p;
}

json_error json_parse(json_parser *p, struct str text, size_t slack, struct json *out)
{
    if (!ensure_capacity(p, text.len))
        return JSON_ERROR_MEMORY;
    const char *bytes = text.ptr;
    if (slack < JSON_PADDING) {
        if (!copy_with_padding(p, text))
            return JSON_ERROR_MEMORY;
        bytes = p->copy.get();
    }
    dom::element root;
    simdjson::error_code code = p->parser.parse(bytes, text.len, false).get(root);
    if (code)
        return error_of(code);
    *out = (struct json){p->parser.doc.tape.get(), p->parser.doc.string_buf.get(), 1};
    return JSON_OK;
}

size_t json_parser_bytes(const json_parser *p)
{
    // Tape 8, string buffer 5/3 and structural indexes 4 bytes a byte of capacity.
    return p->parser.capacity() * 14 + p->copy_bytes;
}

void json_parser_trim(json_parser *p, size_t keep_text_bytes)
{
    if (p->parser.capacity() <= keep_text_bytes)
        return;
    p->parser = dom::parser();
    p->copy.reset();
    p->copy_bytes = 0;
}
}
