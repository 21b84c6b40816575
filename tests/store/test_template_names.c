// test_template_names.c - names of templates: given by id, kept when templates grow together.
#include "fake_stream.h"

#include "store/prompts.h"

static struct fake fake;

static void price(void *self, struct record *r)
{
    (void)self;
    r->cost_nusd = 1;
}

static int64_t bytes_per_ktok(void *self, struct str model)
{
    (void)self;
    (void)model;
    return 4000;
}

// Every shape by its first byte.
static void mine_by_head(const struct mined_shape *shapes, size_t count, size_t *template_of)
{
    for (size_t i = 0; i < count; i++)
        for (template_of[i] = 0; template_of[i] < i; template_of[i]++)
            if (shapes[template_of[i]].shape.head[0] == shapes[i].shape.head[0])
                break;
}

// One template.
static void mine_all(const struct mined_shape *shapes, size_t count, size_t *template_of)
{
    (void)shapes;
    memset(template_of, 0, count * sizeof *template_of);
}

static struct store *open_templates(const char *path)
{
    struct err e = {0};
    struct ledger ledger = {0};
    struct ledger added = {0};
    struct store *s = open_store(path, STORE_WRITE);
    fake_init(&fake);
    for (uint8_t i = 0; i < 30; i++) {
        struct record *r = fake_record(&fake, "");
        r->has_shape = true;
        r->shape.head[0] = i % 3 + 1;
        r->shape.head[1] = i + 1;
    }
    fake_ingest(s, &fake, "a.jsonl", &ledger, &added);
    struct settle_hooks hooks = {
        .price = price, .bytes_per_ktok = bytes_per_ktok, .mine = mine_by_head};
    OK(store_settle(s, &hooks, &e));
    assert_int_equal(query_int(s, "SELECT count(*) FROM templates"), 3);
    return s;
}

// The id of the template whose questions begin with this byte.
static struct str id_of(struct store *s, int head, struct arena *a)
{
    return str_of(query_text(
        s,
        str_fmt(a,
                "SELECT printf('%%016x', t.template) FROM template_t AS t JOIN shape_t AS s"
                " ON s.id = (t.id - 1) / 16"
                " WHERE hex(substr(s.shapes, (t.id - 1) %% 16 * 34 + 17, 1)) = '%02X'",
                head)
            .ptr,
        a));
}

static const char *name_of(struct store *s, struct str id, struct arena *a)
{
    return query_text(
        s, str_fmt(a, "SELECT name FROM templates WHERE template = '%.*s'", STR_ARG(id)).ptr, a);
}

static void a_name_is_given_changed_and_taken_away(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_templates(scratch_file(&a, "names.db"));
    struct str id = id_of(s, 2, &a);
    static const struct {
        const char *give, *want;
    } steps[] = {{" triage ", "triage"},
                 {"triage", "triage"},
                 {"support", "support"},
                 {"", "(null)"},
                 {"again", "again"}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        OK(prompts_set_name(s, i % 2 ? id : str_head(id, 8), str_of(steps[i].give), &e));
        assert_string_equal(name_of(s, id, &a), steps[i].want);
    }
    struct template_name *names = NULL;
    int64_t count = 0;
    OK(prompts_names(s, &names, &count, &a, &e));
    assert_int_equal(count, 1);
    assert_true(str_eq(names->name, S("again")));
    assert_true(str_eq(str_fmt(&a, "%016llx", (unsigned long long)names->template_id), id));
    assert_string_equal(
        query_text(s, "SELECT DISTINCT template_name FROM requests WHERE template_name <> ''", &a),
        "again");
    store_close(s);
    arena_release(&a);
}

static void what_cannot_be_named_is_refused(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_templates(scratch_file(&a, "refused.db"));
    OK(prompts_set_name(s, id_of(s, 1, &a), S("taken"), &e));
    struct str id = id_of(s, 2, &a);
    struct str missing = str_fmt(&a, "%c%.*s", id.ptr[0] == 'f' ? '0' : 'f', 15, id.ptr + 1);
    const struct {
        struct str id, name;
        const char *message;
    } cases[] = {
        {id, S("taken"), "is the name of template"},
        {str_head(id, 3), S("x"), "4 to 16 hexadecimal digits"},
        {S("wxyz"), S("x"), "4 to 16 hexadecimal digits"},
        {S(""), S("x"), "4 to 16 hexadecimal digits"},
        {missing, S("x"), "no template has an id"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        e = (struct err){0};
        assert_false(prompts_set_name(s, cases[i].id, cases[i].name, &e));
        assert_int_equal(e.code, ERR_USAGE);
        if (!strstr(e.text, cases[i].message))
            fail_msg("%s", e.text);
    }
    assert_int_equal(query_int(s, "SELECT count(name) FROM templates"), 1);
    store_close(s);
    arena_release(&a);
}

static void settle_with(struct store *s, void (*mine)(const struct mined_shape *, size_t, size_t *))
{
    struct err e = {0};
    struct settle_hooks hooks = {.price = price, .bytes_per_ktok = bytes_per_ktok, .mine = mine};
    OK(store_meta_set(s, S("settled"), S("0"), &e));
    OK(store_settle(s, &hooks, &e));
}

// Two named templates become one, which goes by the older name, and come apart again.
static void names_survive_when_templates_change(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_templates(scratch_file(&a, "change.db"));
    struct str third = id_of(s, 3, &a);
    struct str second = id_of(s, 2, &a);
    OK(prompts_set_name(s, third, S("third"), &e));
    OK(prompts_set_name(s, second, S("second"), &e));
    settle_with(s, mine_all);
    assert_int_equal(query_int(s, "SELECT count(*) FROM templates"), 1);
    assert_string_equal(query_text(s, "SELECT name FROM templates", &a), "second");
    struct template_name *names = NULL;
    int64_t count = 0;
    OK(prompts_names(s, &names, &count, &a, &e));
    assert_int_equal(count, 1);
    settle_with(s, mine_by_head);
    assert_string_equal(name_of(s, second, &a), "second");
    assert_string_equal(name_of(s, third, &a), "third");
    assert_string_equal(name_of(s, id_of(s, 1, &a), &a), "(null)");
    store_close(s);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_given_changed_and_taken_away),
        cmocka_unit_test(what_cannot_be_named_is_refused),
        cmocka_unit_test(names_survive_when_templates_change),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&fake.arena);
    remove_scratch();
    return failed;
}
