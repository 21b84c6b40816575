// test_mine_shapes.c - what the grouping of shapes does not depend on, and where odd shapes go.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "planted_shapes.h"

// Chat and a template under one system prompt, names in another, texts without a system prompt, and
// system prompts that are documents.
static void plant_all_kinds(struct plants *p)
{
    struct arena *a = p->arena;
    struct str review = S("Write a reply to this review: "), summary = S("Summarize the text: ");
    for (int i = 0; i < 500; i++) {
        for (int k = 0; k < 4; k++)
            plant(p, 1, support, chat(p));
        plant(p, 2, support, str_join(review, prose(p, 20, 900), a));
        plant(p, 2, support, str_join(review, prose(p, 20, 900), a));
        struct str who = str_join(S("You are the personal assistant of "), name(p), a);
        plant(p, 3, str_join(who, S(". Help with mail and with dates only."), a), chat(p));
        plant(p, 4, S(""), str_join(summary, prose(p, 20, 900), a));
        plant(p, 5, prose(p, 60, 3000), chat(p));
    }
}

static void order_changes_only_which_shape_is_first(void **state)
{
    (void)state;
    struct arena a = {0};
    struct plants p = new_plants(&a);
    plant_all_kinds(&p);
    size_t *found = ARENA_ARRAY(&a, size_t, p.count);
    mine_templates(p.shapes, p.count, found);

    // Place k of the other order holds shape order[k].
    size_t *order = ARENA_ARRAY(&a, size_t, p.count);
    for (size_t i = 0; i < p.count; i++)
        order[i] = i;
    for (size_t i = p.count; i-- > 1;) {
        size_t k = next(&p) % (i + 1), other = order[k];
        order[k] = order[i];
        order[i] = other;
    }
    struct mined_shape *shuffled = ARENA_ARRAY(&a, struct mined_shape, p.count);
    size_t *again = ARENA_ARRAY(&a, size_t, p.count), *back = ARENA_ARRAY(&a, size_t, p.count);
    for (size_t k = 0; k < p.count; k++)
        shuffled[k] = p.shapes[order[k]];
    mine_templates(shuffled, p.count, again);
    for (size_t k = 0; k < p.count; k++) {
        assert_true(again[k] <= k);
        back[order[k]] = order[again[k]];
    }
    // The same partition: each names the other's first shape.
    for (size_t i = 0; i < p.count; i++) {
        assert_true(found[i] <= i);
        assert_int_equal(found[back[i]], found[i]);
        assert_int_equal(back[found[i]], back[i]);
    }
    arena_release(&a);
}

// The template that a shape falls to beside others.
static size_t template_beside(struct plants *p, const struct shape *s)
{
    size_t count = p->count;
    plant_shape(p, 0, s);
    assert_int_equal(p->count, count + 1);
    size_t *found = ARENA_ARRAY(p->arena, size_t, p->count);
    mine_templates(p->shapes, p->count, found);
    p->count--;
    return found[count];
}

static struct shape cut(struct shape s, int system, int head, int tail)
{
    memset(s.system + system, 0, (size_t)(SHAPE_SYSTEM - system));
    memset(s.head + head, 0, (size_t)(SHAPE_HEAD - head));
    memset(s.tail + tail, 0, (size_t)(SHAPE_TAIL - tail));
    return s;
}

static void coarse_shapes_fall_to_what_begins_so(void **state)
{
    (void)state;
    struct arena a = {0};
    struct plants p = new_plants(&a);
    plant_all_kinds(&p);
    size_t *found = ARENA_ARRAY(&a, size_t, p.count);
    mine_templates(p.shapes, p.count, found);
    size_t review = 0;
    while (p.truth[review] != 2)
        review++;
    assert_int_equal(p.truth[0], 1);
    size_t chats = found[0], reviews = found[review];
    assert_int_not_equal(chats, reviews);
    static const struct {
        int system, head, tail;
        bool is_free;
    } levels[] = {{16, 4, 3, false}, {16, 2, 2, false}, {16, 1, 0, false},
                  {16, 0, 0, true},  {8, 0, 0, true},   {4, 0, 0, true}};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        struct shape s =
            cut(p.shapes[review].shape, levels[i].system, levels[i].head, levels[i].tail);
        assert_int_equal(template_beside(&p, &s), levels[i].is_free ? chats : reviews);
    }
    // Nothing is left: of all that has no system prompt.
    struct shape nothing = {0};
    assert_int_equal(template_beside(&p, &nothing), p.count);
    arena_release(&a);
}

static void versions_of_a_system_prompt_are_one_family(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "You are Mira, the support assistant of Northwind Outdoor. You are a helpful, patient",
        "You are Mira, the support assistant of Northwind Outdoor (release 2). You are kind",
        "You are Otto, the tax assistant of Southgate. Speak plainly and quote the law whenever",
    };
    struct mined_shape shapes[3];
    for (int i = 0; i < 3; i++)
        shapes[i] = (struct mined_shape){shape_of(str_of(texts[i]), S("Hello there")), 90, 90};
    size_t found[3];
    mine_templates(shapes, 3, found);
    assert_int_equal(found[0], 0);
    assert_int_equal(found[1], 0);
    assert_int_equal(found[2], 2);
}

static void systems_that_begin_alike_need_questions_that_do(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        // The chunks come in another order.
        {"Answer with the context below only and be brief. Rome was built by many",
         "Why is it so warm"},
        {"Answer with the context below only and be brief. Boats sail to the isle",
         "Why is it cold at sea"},
        // The task is another one.
        {"Answer with the context below only and be brief. Rate how good this is",
         "The film is long, loud and full of cars"},
    };
    struct mined_shape shapes[3];
    for (int i = 0; i < 3; i++)
        shapes[i] = (struct mined_shape){shape_of(str_of(texts[i][0]), str_of(texts[i][1])), 90, 9};
    size_t found[3];
    mine_templates(shapes, 3, found);
    assert_int_equal(found[1], found[0]);
    assert_int_equal(found[2], 2);
}

static void other_tools_are_another_family(void **state)
{
    (void)state;
    struct mined_shape shapes[3];
    for (int i = 0; i < 3; i++) {
        struct shape s = shape_of(S(""), S("Book a table for two people at the sea"));
        s.system[0] = 0xff;
        for (int k = 1; k <= 8; k++)
            s.system[k] = (uint8_t)(17 * k);
        s.system[8] = (uint8_t)(i == 1 ? 2 : 1);
        s.tail[0] = (uint8_t)(1 + i);
        shapes[i] = (struct mined_shape){s, 50, 50};
    }
    size_t found[3];
    mine_templates(shapes, 3, found);
    assert_int_equal(found[0], 0);
    assert_int_equal(found[1], 1);
    assert_int_equal(found[2], 0);
}

static void nothing_gives_nothing(void **state)
{
    (void)state;
    mine_templates(NULL, 0, NULL);
    struct mined_shape one = {.requests = 1, .unique_contents = 1};
    size_t found = 7;
    mine_templates(&one, 1, &found);
    assert_int_equal(found, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_changes_only_which_shape_is_first),
        cmocka_unit_test(coarse_shapes_fall_to_what_begins_so),
        cmocka_unit_test(versions_of_a_system_prompt_are_one_family),
        cmocka_unit_test(systems_that_begin_alike_need_questions_that_do),
        cmocka_unit_test(other_tools_are_another_family),
        cmocka_unit_test(nothing_gives_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
