// test_retrieved.c - documents, chunks and search results in prompts.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "ingest/retrieved.h"

#define TEXT "The parcel was sent on Monday."  // 30 bytes

// `retrieved`: the part of the text that is.
static const struct {
    const char *text;
    int64_t chunks;
    const char *retrieved;
} cases[] = {
    {"", 0, ""},
    {"Where is my parcel?", 0, ""},
    {"<document>" TEXT "</document>", 1, "<document>" TEXT "</document>"},
    {"Use this.\n<doc id=\"1\">" TEXT "</doc>\nWhere?", 1, "<doc id=\"1\">" TEXT "</doc>"},
    {"<documents>\n<document index=\"1\">\n<source>a.pdf</source>\n" TEXT
     "</document>\n<document index=\"2\">" TEXT "</document>\n</documents> Where?",
     2,
     "<documents>\n<document index=\"1\">\n<source>a.pdf</source>\n" TEXT
     "</document>\n<document index=\"2\">" TEXT "</document>\n</documents>"},
    {"<context>\n" TEXT "\n</context>", 1, "<context>\n" TEXT "\n</context>"},
    {"<context>\nDocument 1: a\nDocument 2: b\nDocument 3: c\n</context>", 3,
     "<context>\nDocument 1: a\nDocument 2: b\nDocument 3: c\n</context>"},
    {"<chunk>" TEXT "</chunk><chunk>" TEXT "</chunk>", 2,
     "<chunk>" TEXT "</chunk><chunk>" TEXT "</chunk>"},
    {"<search_results><search_result>" TEXT "</search_result></search_results>", 1,
     "<search_results><search_result>" TEXT "</search_result></search_results>"},
    {"Answer from the text in <context> tags.", 0, ""},
    {"<document>never closed " TEXT, 0, ""},
    {"Put it in <document></document> tags.", 0, ""},
    {"<document_id>" TEXT "</document_id>", 0, ""},
    {"<source src=\"a.mp4\"/> " TEXT, 0, ""},
    {"<source>https://example.com/a/b/c.pdf</source>", 0, ""},
    {"a < b and c > d" TEXT, 0, ""},
    {"<doc", 0, ""},
    {"<", 0, ""},
    {"Document 1: alpha\nDocument 2: beta\n\nQuestion: which?", 2,
     "Document 1: alpha\nDocument 2: beta\n"},
    {"Read:\nDocument [0] (Title: a) x\nDocument [1] (Title: b) y\nQuestion: z", 2,
     "Document [0] (Title: a) x\nDocument [1] (Title: b) y\n"},
    {"### Passage 1:\nfoo\n\nbar\n### Passage 2:\nbaz\n\nThanks", 2,
     "### Passage 1:\nfoo\n\nbar\n### Passage 2:\nbaz\n"},
    {"Document 01: a\nDocument 02: b\n\nBye", 2, "Document 01: a\nDocument 02: b\n"},
    {"    Document 1: a\n    Document 2: b\n\nBye", 2, "    Document 1: a\n    Document 2: b\n"},
    {"Document 2: alpha\nDocument 3: beta", 0, ""},
    {"Documents 1: alpha", 0, ""},
    {"Document 1 is missing", 0, ""},
    {"See\nresult 12: no", 0, ""},
    {"[1] Parcels. Source: a.html\n[2] Letters.\nSource: b.html\n\nWhich?", 2,
     "[1] Parcels. Source: a.html\n[2] Letters.\nSource: b.html\n"},
    {"[1] A. Author, \"On Parcels\", 1999.\n[2] B. Author, 2001.", 0, ""},
    {"[1] one url: x\n[2] two", 1, "[1] one url: x\n"},
    {"[3] x source: y", 0, ""},
    {"Context:\n" TEXT "\n\n" TEXT "\nQuestion: where?", 1, "Context:\n" TEXT "\n\n" TEXT "\n"},
    {"Use the context.\nContext: " TEXT "\n\nHelpful Answer:", 1, "Context: " TEXT "\n\n"},
    {"Context information is below.\n-----\n" TEXT "\n-----\nGiven the context, answer.", 1,
     "Context information is below.\n-----\n" TEXT "\n-----\n"},
    {"Context: none was found", 0, ""},
    {"My context: a\nQuestion: b", 0, ""},
    {"Context:\nDocument 1: a\nDocument 2: b\nQuestion: c", 2,
     "Context:\nDocument 1: a\nDocument 2: b\n"},
};

static struct retrieved find(enum role role, enum seg_kind kind, const char *text)
{
    struct segment s = {.role = role, .kind = kind, .text = str_of(text)};
    return retrieved_in(&s, s.text);
}

static void marked_texts_are_counted(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct retrieved got = find(ROLE_USER, SEG_TEXT, cases[i].text);
        if (got.chunks != cases[i].chunks || got.bytes != (int64_t)strlen(cases[i].retrieved))
            fail_msg("'%s' gives %lld chunks of %lld bytes", cases[i].text, (long long)got.chunks,
                     (long long)got.bytes);
    }
}

static void roles_tell_what_may_be_retrieved(void **state)
{
    (void)state;
    const char *text = "<document>" TEXT "</document>";
    assert_int_equal(find(ROLE_SYSTEM, SEG_TEXT, text).chunks, 1);
    assert_int_equal(find(ROLE_TOOL, SEG_TOOL_RESULT, text).chunks, 1);
    assert_int_equal(find(ROLE_TOOL, SEG_TOOL_RESULT, TEXT).chunks, 0);
    assert_int_equal(find(ROLE_TOOL, SEG_TEXT, TEXT).chunks, 1);
    assert_int_equal(find(ROLE_TOOL, SEG_TEXT, TEXT).bytes, strlen(TEXT));
    assert_int_equal(find(ROLE_ASSISTANT, SEG_TEXT, text).chunks, 0);
    assert_int_equal(find(ROLE_USER, SEG_MEDIA, text).chunks, 0);
}

static void structured_results_are_counted_by_their_types(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        int64_t chunks;
    } texts[] = {
        {"[{\"type\":\"search_result\"},{\"type\":\"search_result\"}]", 2},
        {"{\"source\":{},\"type\":\"document\"}", 1},
        {"[{\"type\":\"web_search_result\",\"url\":\"x\"}]", 1},
        {"{\"type\":\"text\"}", 0},
        {"{\"type\":\"documents\"}", 0},
        {"{}", 0},
        {"ty", 0},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct segment s = {.role = ROLE_TOOL, .kind = SEG_TOOL_RESULT};
        struct retrieved got = retrieved_in(&s, str_of(texts[i].json));
        assert_int_equal(got.chunks, texts[i].chunks);
        assert_int_equal(got.bytes, texts[i].chunks ? strlen(texts[i].json) : 0);
    }
}

static void never_more_than_the_text_is_retrieved(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t n = 0; n <= strlen(cases[i].text); n++) {
            struct segment s = {.role = ROLE_USER, .text = {cases[i].text, n}};
            struct retrieved got = retrieved_in(&s, s.text);
            assert_true(got.bytes >= 0 && got.bytes <= (int64_t)n);
            assert_true((got.chunks > 0) == (got.bytes > 0));
        }
}

static void hostile_texts_take_linear_time(void **state)
{
    (void)state;
    static const char *const patterns[] = {
        "<doc>",         "<document ",  "<",          "\n",
        "Document 1:\n", "[1] url:\n",  "Context:\n", "Document 1:\nPassage 1:\nchunk 1:\n",
        "<context>a\n",  "</document>", "[1]\n\n",    "<context><chunk>\nDoc 1:\n",
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct buf b = {.arena = &a};
        while (b.len < 1 << 18)
            buf_str(&b, str_of(patterns[i]));
        struct segment s = {.role = ROLE_USER, .text = buf_view(&b)};
        assert_true(retrieved_in(&s, s.text).bytes <= (int64_t)b.len);
        arena_reset(&a);
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marked_texts_are_counted),
        cmocka_unit_test(roles_tell_what_may_be_retrieved),
        cmocka_unit_test(structured_results_are_counted_by_their_types),
        cmocka_unit_test(never_more_than_the_text_is_retrieved),
        cmocka_unit_test(hostile_texts_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
