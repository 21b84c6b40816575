// test_wire_values.c - the single recorded calls, each with all that must be read from it.
#include "tests/parsers/wire_kit.h"

enum { U = -1 };  // unknown, in the tables

// in read write out reasoning: classes as billed, -1 = unknown; nothing was written anywhere.
static const struct {
    const char *file, *wire;
    int64_t in, read, write, out, reasoning;
    const char *provider, *model, *requested, *finish, *error;
} cases[] = {
    {"anthropic/cache-read-1733.json", "anthropic", 21, 1733, 0, 568, U, "anthropic",
     "claude-3-7-sonnet-20250219", "claude-3-7-sonnet-20250219", "end_turn", NULL},
    {"anthropic/error-404.json", "anthropic", U, U, 0, U, U, "anthropic", NULL, "claude-4-5-haiku",
     NULL, "not_found_error"},
    {"anthropic/stream-cache-read-1167.json", "anthropic", 4, 1167, 0, 256, U, "anthropic",
     "claude-3-5-sonnet-20240620", "claude-3-5-sonnet-20240620", "end_turn", NULL},
    {"anthropic/stream-delta-full-usage-thinking.json", "anthropic", 50, 0, 0, 93, 53, "anthropic",
     "claude-sonnet-4-5-20250929", "claude-sonnet-4-5", "end_turn", NULL},
    {"bedrock-wire/nova-invoke.json", "bedrock", 7, 0, 0, 53, U, "aws", NULL,
     "us.amazon.nova-lite-v1:0", "end_turn", NULL},
    {"cohere/billed-vs-tokens.json", "cohere", 58, U, 0, 119, U, "cohere", NULL, "command",
     "COMPLETE", NULL},
    {"gemini/stream-cumulative-16-33-33.json", "gemini", 71, U, 0, 126, 93, "google",
     "gemini-3.5-flash", "gemini-3.5-flash", "STOP", NULL},
    {"gemini/stream-usage-null-then-33.json", "gemini", 14, U, 0, 33, U, "google",
     "gemini-2.0-flash", "gemini-2.0-flash", "STOP", NULL},
    {"gemini/thoughts-1058.json", "gemini", 5, U, 0, 1935, 1058, "google", "gemini-2.5-flash",
     "gemini-2.5-flash", "STOP", NULL},
    {"gemini/tooluse-573.json", "gemini", 648, U, 0, 531, 117, "google", "gemini-2.5-flash",
     "gemini-2.5-flash", "STOP", NULL},
    {"groq/float-times.json", "openai_chat", 18, U, 0, 70, U, "groq", "llama3-8b-8192",
     "llama3-8b-8192", "stop", NULL},
    {"openai-chat/audio-out.json", "openai_chat", 22, 0, 0, 18, 0, "openai",
     "gpt-4o-mini-audio-preview-2024-12-17", "gpt-4o-mini-audio-preview", "stop", NULL},
    {"openai-chat/cached-1408.json", "openai_chat", 89, 1408, 0, 1037, 0, "openai",
     "gpt-4o-mini-2024-07-18", "gpt-4o-mini", "stop", NULL},
    {"openai-chat/error-400-unsupported-param.json", "openai_chat", U, U, 0, U, U, "openai", NULL,
     "gpt-5-nano", NULL, "unsupported_parameter"},
    {"openai-chat/error-404-model.json", "openai_chat", U, U, 0, U, U, "openai", NULL,
     "gpt-3.5-turbo-0613", NULL, "model_not_found"},
    {"openai-chat/reasoning-192.json", "openai_chat", 11, 0, 0, 228, 192, "openai",
     "gpt-5-nano-2025-08-07", "gpt-5-nano", "stop", NULL},
    {"openai-chat/reasoning-ate-max_tokens.json", "openai_chat", 12, 0, 0, 100, 100, "openai",
     "gpt-5-nano-2025-08-07", "gpt-5-nano", "length", NULL},
    {"openai-chat/stream-no-usage.json", "openai_chat", U, U, 0, U, U, "openai",
     "gpt-3.5-turbo-0125", "gpt-3.5-turbo", "stop", NULL},
    {"openai-chat/stream-usage-last-chunk.json", "openai_chat", 58, 0, 0, 17, 0, "openai",
     "gpt-4o-mini-2024-07-18", "gpt-4o-mini", "tool_calls", NULL},
    {"openai-responses/cache_write_tokens-key.json", "openai_responses", 14, 0, 0, 48, 0, "openai",
     "gpt-5-mini-2025-08-07", "gpt-5-mini", "completed", NULL},
    {"openai-responses/reasoning-9.json", "openai_responses", 44, 0, 0, 288, 9, "openai",
     "gpt-5.4-2026-03-05", "gpt-5.4", "completed", NULL},
    {"openai-responses/stream-completed.json", "openai_responses", 72, 0, 0, 14, 0, "openai",
     "gpt-4o-2024-08-06", "gpt-4o", "completed", NULL},
    {"vertex/no-candidates.json", "gemini", 5, U, 0, 4, 4, "google", "gemini-2.5-pro",
     "gemini-2.5-pro", "MAX_TOKENS", NULL},
};

static int64_t tok(const struct usage *u, enum tok_class c)
{
    return u->tok[c] == UNKNOWN ? U : u->tok[c];
}

static void recorded_calls_give_the_published_values(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k);
    int failures = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str text = kit_file(&k, SHARED_DIR, cases[i].file);
        if (!text.ptr) {
            print_message("no recorded traffic at %s: skipped\n", SHARED_DIR);
            kit_close(&k);
            skip();
        }
        kit_next(&k);
        kit_pair(&k, kit_json(&k, text));
        const struct record *r = &k.record;
        const struct usage *u = &r->usage;
        struct str got = str_fmt(
            &k.files, "%s|%s|%lld %lld %lld %lld %lld|%s|%s|%s|%s|%s", kit_name(k.request).ptr,
            kit_name(k.response).ptr, (long long)tok(u, TOK_INPUT),
            (long long)tok(u, TOK_CACHE_READ), (long long)tok_or_zero(u, TOK_CACHE_WRITE_5M),
            (long long)tok(u, TOK_OUTPUT), (long long)tok(u, TOK_REASONING),
            str_cstr(r->names[NAME_PROVIDER], &k.files), str_cstr(r->names[NAME_MODEL], &k.files),
            str_cstr(r->names[NAME_MODEL_REQUESTED], &k.files),
            str_cstr(r->names[NAME_FINISH_REASON], &k.files),
            str_cstr(r->names[NAME_ERROR], &k.files));
        struct str want = str_fmt(
            &k.files, "%s|%s|%lld %lld %lld %lld %lld|%s|%s|%s|%s|%s", cases[i].wire, cases[i].wire,
            (long long)cases[i].in, (long long)cases[i].read, (long long)cases[i].write,
            (long long)cases[i].out, (long long)cases[i].reasoning, cases[i].provider,
            cases[i].model ? cases[i].model : "", cases[i].requested,
            cases[i].finish ? cases[i].finish : "", cases[i].error ? cases[i].error : "");
        if (!str_eq(got, want)) {
            print_error("%s\n  got  %s\n  want %s\n", cases[i].file, got.ptr, want.ptr);
            failures++;
        }
    }
    kit_close(&k);
    assert_int_equal(failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded_calls_give_the_published_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
