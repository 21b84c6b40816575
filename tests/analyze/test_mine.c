// test_mine.c - planted templates of every kind are found, and free text stays in one piece.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "planted_shapes.h"

struct score {
    double precision, recall;
};

// Over pairs of texts: how many put together belong together, and the other way round.
static struct score score(const struct plants *p)
{
    size_t *found = ARENA_ARRAY(p->arena, size_t, p->count);
    mine_templates(p->shapes, p->count, found);
    struct map both = {.arena = p->arena}, a = {.arena = p->arena}, b = {.arena = p->arena};
    for (size_t i = 0; i < p->count; i++) {
        uint64_t n = (uint64_t)p->shapes[i].unique_contents;
        *map_put(&both, p->truth[i] << 32 | found[i], NULL) += n;
        *map_put(&a, p->truth[i], NULL) += n;
        *map_put(&b, found[i], NULL) += n;
    }
    double pairs[3] = {0};
    const struct map *maps[3] = {&both, &a, &b};
    for (int k = 0; k < 3; k++)
        for (size_t i = 0; i < maps[k]->cap; i++)
            if (maps[k]->used[i])
                pairs[k] += (double)maps[k]->values[i] * (double)(maps[k]->values[i] - 1) / 2;
    return (struct score){pairs[2] > 0 ? pairs[0] / pairs[2] : 1,
                          pairs[1] > 0 ? pairs[0] / pairs[1] : 1};
}

static void early_slot_of_few_values(struct plants *p)
{
    for (int i = 0; i < 400; i++)
        plant(p, 1, S(""),
              str_fmt(p->arena, "Translate into %s: %.*s", PICK(p, languages),
                      STR_ARG(prose(p, 20, 900))));
}

static void early_slot_of_many_values(struct plants *p)
{
    for (int i = 0; i < 400; i++) {
        plant(p, 1, S("Draft answers to customers in their own words, warmly and briefly."),
              str_fmt(p->arena, "Dear %.*s, thank you for your message: %.*s", STR_ARG(name(p)),
                      STR_ARG(prose(p, 20, 900))));
        plant(p, 2, S(""),
              str_fmt(p->arena, "Customer %.*s wrote the following: %.*s", STR_ARG(name(p)),
                      STR_ARG(prose(p, 20, 900))));
    }
}

static void slot_at_the_very_front(struct plants *p)
{
    for (int i = 0; i < 400; i++)
        plant(p, 1, support,
              str_fmt(p->arena, "%.*s: classify the following ticket: %.*s", STR_ARG(name(p)),
                      STR_ARG(prose(p, 20, 900))));
}

static void several_templates_of_one_family(struct plants *p)
{
    static const char *const formats[] = {
        "Summarize the following text: %.*s",
        "Summarize the text in 3 bullets: %.*s",
        "Write a poem about the sea and %.*s",
        "Write a SQL query that finds %.*s",
        "Extract all dates and amounts from this letter.\n%.*s",
        "Is the following review positive or negative? %.*s",
    };
    for (int i = 0; i < 1200; i++) {
        size_t k = next(p) % 6;
        struct buf b = {.arena = p->arena};
        struct str text = prose(p, 20, 900);
        struct str_cut parts = str_cut(str_of(formats[k]), '%');
        buf_fmt(&b, "%.*s%.*s", STR_ARG(parts.head), STR_ARG(text));
        plant(p, k, support, buf_view(&b));
    }
}

static void free_chat_under_one_system_prompt(struct plants *p)
{
    for (int i = 0; i < 3000; i++)
        plant(p, 1, support, chat(p));
}

static void chat_beside_a_template(struct plants *p)
{
    for (int i = 0; i < 2000; i++) {
        plant(p, 1, support, chat(p));
        if (i % 2)
            plant(p, 2, support,
                  str_fmt(p->arena, "Write a reply to this review: %.*s",
                          STR_ARG(prose(p, 20, 900))));
    }
}

static void two_hundred_templates_of_one_family(struct plants *p)
{
    struct str instructions[200];
    for (int k = 0; k < 200; k++)
        instructions[k] = prose(p, 5 + k % 6, 3000);
    for (int i = 0; i < 20000; i++) {
        size_t k = next(p) % 200;
        plant(
            p, k, S(""),
            str_fmt(p->arena, "%.*s: %.*s", STR_ARG(instructions[k]), STR_ARG(prose(p, 20, 900))));
    }
}

static void name_in_the_system_prompt(struct plants *p)
{
    for (int i = 0; i < 600; i++) {
        plant(p, 1,
              str_fmt(p->arena, "You are the personal assistant of %.*s. Help with mail and dates.",
                      STR_ARG(name(p))),
              chat(p));
        plant(p, 2,
              str_fmt(p->arena, "Hello %.*s! Today you plan trips for the sales team of the firm.",
                      STR_ARG(name(p))),
              chat(p));
    }
}

static void systems_of_many_applications(struct plants *p)
{
    static const char *const tasks[] = {
        "You are a helpful assistant that answers questions on taxes in simple words for everyone.",
        "You are a helpful assistant. Rate the answer below from one to five and say why.",
        "You are an expert in SQL. Write one statement that answers the question of the user.",
        "Classify the message as billing, delivery, warranty, account, praise, spam or other.",
        "Classify the sentiment of the sentence. Answer with positive, negative or neutral only.",
        "You write the minutes of a meeting. Keep decisions, owners and dates, nothing else.",
    };
    for (int i = 0; i < 1200; i++) {
        size_t k = next(p) % 6;
        plant(p, k, str_of(tasks[k]), k % 2 ? chat(p) : prose(p, 20, 900));
    }
}

static void instruction_behind_the_document(struct plants *p)
{
    for (int i = 0; i < 500; i++) {
        plant(p, 1, S(""),
              str_fmt(p->arena, "%.*s\n\nSummarize the above in 3 bullets",
                      STR_ARG(prose(p, 40, 900))));
        plant(p, 2, S(""),
              str_fmt(p->arena, "%.*s\n\nTranslate all of this into %s.",
                      STR_ARG(prose(p, 40, 900)), PICK(p, languages)));
        plant(p, 3, S(""), chat(p));
    }
}

static void documents_as_system_prompts(struct plants *p)
{
    for (int i = 0; i < 600; i++)
        plant(p, 1, prose(p, 60, 3000), chat(p));
}

// Precision and recall are the floors that the grouping is held to.
static const struct {
    const char *name;
    void (*plant)(struct plants *p);
    double precision, recall;
} cases[] = {
    {"early slot of few values", early_slot_of_few_values, 1, 1},
    {"early slot of many values", early_slot_of_many_values, 1, 0.99},
    {"slot at the very front", slot_at_the_very_front, 1, 1},
    {"several templates of one family", several_templates_of_one_family, 1, 1},
    {"free chat", free_chat_under_one_system_prompt, 1, 0.95},
    {"chat beside a template", chat_beside_a_template, 1, 0.95},
    {"200 templates of one family", two_hundred_templates_of_one_family, 0.99, 0.99},
    {"a name in the system prompt", name_in_the_system_prompt, 1, 0.99},
    {"systems of many applications", systems_of_many_applications, 1, 0.99},
    {"instruction behind the document", instruction_behind_the_document, 0.99, 0.99},
    {"documents as system prompts", documents_as_system_prompts, 1, 0.98},
};

static void planted_templates_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct plants p = new_plants(&a);
        cases[i].plant(&p);
        struct score s = score(&p);
        print_message("%-34s %6zu shapes: precision %.3f, recall %.3f\n", cases[i].name, p.count,
                      s.precision, s.recall);
        arena_release(&a);
        assert_true(s.precision >= cases[i].precision);
        assert_true(s.recall >= cases[i].recall);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(planted_templates_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
