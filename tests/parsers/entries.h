// entries.h - what tests of envelopes share: text to outcomes, and cases as rows of a table.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/parsers/outcome_line.h"

// Everything one entry needs; zero-initialise, then entries_open().
struct entries {
    struct arena arena, keep;  // of the entry, and of the texts of a test
    struct json_parser *json;
    struct parse parse;
    struct source_context source;
    int failures;  // expectations that were not met; entries_close() reports them
};

static inline void entries_open(struct entries *t)
{
    *t = (struct entries){.json = json_parser_new()};
    assert_non_null(t->json);
}

static inline void entries_close(struct entries *t)
{
    parse_release(&t->parse);
    json_parser_free(t->json);
    arena_release(&t->arena);
    arena_release(&t->keep);
    assert_int_equal(t->failures, 0);
}

// Parses one entry; its outcomes are in t->parse until the next.
static inline void entries_parse(struct entries *t, struct str text)
{
    struct json root;
    arena_reset(&t->arena);
    parse_begin(&t->parse, &t->source, &t->arena);
    if (json_parse(t->json, text, 0, &root) != JSON_OK)
        fail_msg("no JSON: %.*s", STR_ARG(str_head(text, 300)));
    parse_entry(&t->parse, root);
    assert_true(t->parse.outcome_count >= 1);
}

// Columns of a CSV header, comma-separated, lower case.
static inline void entries_columns(struct entries *t, const char *header)
{
    struct str rest = str_of(header);
    t->source.csv_columns = ARENA_ARRAY(&t->keep, struct str, 64);
    t->source.csv_count = 0;
    while (rest.len) {
        struct str_cut cut = str_cut(rest, ',');
        t->source.csv_columns[t->source.csv_count++] = cut.head;
        rest = cut.tail;
    }
}

// A CSV row without quotes as ingest hands it over: the text of an array of strings.
static inline struct str row_text(struct entries *t, struct str row)
{
    struct buf b = {.arena = &t->keep};
    struct str_cut cut = {.tail = row, .ok = true};
    while (cut.ok) {
        cut = str_cut(cut.tail, ',');
        buf_fmt(&b, "%s\"%.*s\"", b.len ? "," : "[", STR_ARG(cut.head));
    }
    buf_byte(&b, ']');
    return buf_view(&b);
}

static inline void entries_row(struct entries *t, struct str row)
{
    entries_parse(t, row_text(t, row));
}

// True when `line` holds every word of `want`. A word "!key" says that no value of that key is
// there, a word that ends in '*' that a word begins so.
static inline bool line_has(struct str line, struct str want, struct str *missing)
{
    struct arena a = {0};
    struct str padded = str_fmt(&a, " %.*s ", STR_ARG(line));
    bool ok = true;
    while (want.len && ok) {
        struct str_cut cut = str_cut(want, ' ');
        struct str word = cut.head;
        bool is_absent = str_starts(word, S("!"));
        bool is_head = str_ends(word, S("*"));
        struct str sought = is_absent ? str_fmt(&a, " %.*s=", STR_ARG(str_skip(word, 1)))
                            : is_head ? str_fmt(&a, " %.*s", STR_ARG(str_head(word, word.len - 1)))
                                      : str_fmt(&a, " %.*s ", STR_ARG(word));
        ok = word.len == 0 || str_contains(padded, sought) != is_absent;
        *missing = word;
        want = cut.tail;
    }
    arena_release(&a);
    return ok;
}

static inline void expect_outcome(struct entries *t, int64_t i, const char *want)
{
    struct str missing = {0};
    assert_true(i < t->parse.outcome_count);
    struct str line = outcome_line(&t->parse.outcomes[i], &t->keep);
    if (line_has(line, str_of(want), &missing))
        return;
    t->failures++;
    print_error("no '%.*s' in\n  %.*s\nwanted\n  %s\n", STR_ARG(missing), STR_ARG(line), want);
}

struct entry_case {
    const char *text;  // of one entry
    const char *want;  // words of outcome_line()
    const char *envelope;
};

static inline void check_case(struct entries *t, const struct entry_case *c)
{
    entries_parse(t, str_of(c->text));
    expect_outcome(t, 0, c->want);
    const struct envelope *got = t->parse.outcomes[0].envelope;
    if (str_eq(str_of(got ? got->name : "none"), str_of(c->envelope)))
        return;
    t->failures++;
    print_error("%s\nis %s, wanted %s\n", c->text, got ? got->name : "none", c->envelope);
}

static inline void check_cases(const struct entry_case *cases, size_t count)
{
    struct entries t;
    entries_open(&t);
    for (size_t i = 0; i < count; i++)
        check_case(&t, &cases[i]);
    entries_close(&t);
}

#define CHECK_CASES(cases) check_cases((cases), sizeof(cases) / sizeof *(cases))

// The path of a fixture of the shared folder, from its name (a literal).
#define FIXTURE(name) SHARED_DIR "/fixtures/" name

// A file, whole, in t->keep; unknown when it is absent.
static inline struct str read_whole(struct entries *t, const char *path)
{
    struct buf b = {.arena = &t->keep};
    FILE *f = fopen(path, "rb");
    if (!f)
        return (struct str){0};
    size_t n = 0;
    do {
        char *at = buf_reserve(&b, 65536);
        n = fread(at, 1, 65536, f);
        b.len += n;
    } while (n > 0);
    fclose(f);
    return buf_view(&b);
}

// The next line of *text that is not blank; false at the end.
static inline bool next_line(struct str *text, struct str *line)
{
    while (text->len) {
        struct str_cut cut = str_cut(*text, '\n');
        *text = cut.tail;
        *line = str_trim(cut.head);
        if (line->len)
            return true;
    }
    return false;
}

// An entry a line, in order.
static inline void check_lines(const char *path, const char *const *want, size_t count)
{
    struct entries t;
    struct str line;
    size_t i = 0;
    entries_open(&t);
    struct str text = read_whole(&t, path);
    if (!text.ptr) {
        entries_close(&t);
        print_message("skipped: %s is absent\n", path);
        skip();
    }
    while (next_line(&text, &line)) {
        entries_parse(&t, line);
        assert_true(i < count);
        expect_outcome(&t, 0, want[i++]);
    }
    assert_int_equal(i, count);
    entries_close(&t);
}

// The whole file is one entry.
static inline void check_whole(const char *path, const char *want)
{
    struct entries t;
    entries_open(&t);
    struct str text = read_whole(&t, path);
    if (!text.ptr) {
        entries_close(&t);
        print_message("skipped: %s is absent\n", path);
        skip();
    }
    entries_parse(&t, text);
    expect_outcome(&t, 0, want);
    entries_close(&t);
}

#define CHECK_LINES(path, want) check_lines((path), (want), sizeof(want) / sizeof *(want))
