// clause.c - match rules as a tree, read from JSON and asked about names.
#include "price/clause.h"

#include "price/pattern.h"

enum { DEPTH_MAX = 8 };

static const char *const kind_names[] = {
    [CLAUSE_EQUALS] = "equals",
    [CLAUSE_STARTS_WITH] = "starts_with",
    [CLAUSE_ENDS_WITH] = "ends_with",
    [CLAUSE_CONTAINS] = "contains",
    [CLAUSE_REGEX] = "regex",
    [CLAUSE_OR] = "or",
    [CLAUSE_AND] = "and",
};

static bool read_at(const cJSON *json, int depth, struct clause *out, struct arena *a,
                    struct err *e);

static bool read_parts(const cJSON *list, int depth, struct clause *out, struct arena *a,
                       struct err *e)
{
    struct clause *parts = ARENA_ARRAY(a, struct clause, (size_t)cJSON_GetArraySize(list));
    const cJSON *item;
    cJSON_ArrayForEach(item, list)
    {
        if (!read_at(item, depth + 1, &parts[out->count], a, e))
            return false;
        out->count++;
    }
    out->parts = parts;
    return true;
}

static bool read_leaf(struct str text, struct clause *out, struct arena *a, struct err *e)
{
    if (out->kind != CLAUSE_REGEX) {
        out->text = str_lower(text, a);
        return true;
    }
    out->text = str_copy(text, a);
    return pattern_is_supported(text) ||
           err_set(e, ERR_DATA, "regex \"%.*s\" is not supported", STR_ARG(text));
}

static bool read_at(const cJSON *json, int depth, struct clause *out, struct arena *a,
                    struct err *e)
{
    const cJSON *rule = cJSON_IsObject(json) ? json->child : NULL;
    if (!rule || depth > DEPTH_MAX)
        return err_set(e, ERR_DATA, "a match rule is an object such as {\"equals\": \"gpt-4o\"}");
    for (size_t kind = 0; kind < sizeof kind_names / sizeof *kind_names; kind++) {
        if (strcmp(rule->string, kind_names[kind]) != 0)
            continue;
        *out = (struct clause){.kind = (enum clause_kind)kind};
        if (kind >= CLAUSE_OR && cJSON_IsArray(rule))
            return read_parts(rule, depth, out, a, e);
        if (kind < CLAUSE_OR && cJSON_IsString(rule))
            return read_leaf(str_of(rule->valuestring), out, a, e);
    }
    return err_set(e, ERR_DATA, "match rule \"%s\" is not known or has the wrong type",
                   rule->string);
}

bool clause_read(const cJSON *json, struct clause *out, struct arena *a, struct err *e)
{
    return read_at(json, 0, out, a, e);
}

struct clause clause_of_glob(struct str glob, struct arena *a)
{
    struct str text = str_lower(glob, a);
    bool front = str_starts(text, S("*"));
    text = str_skip(text, front ? 1 : 0);
    bool back = str_ends(text, S("*"));
    text = str_head(text, text.len - (back ? 1 : 0));
    static const enum clause_kind kinds[2][2] = {
        {CLAUSE_EQUALS, CLAUSE_STARTS_WITH},
        {CLAUSE_ENDS_WITH, CLAUSE_CONTAINS},
    };
    return (struct clause){.kind = kinds[front][back], .text = text};
}

static bool any_holds(const struct clause *c, struct str name, bool wanted)
{
    for (int i = 0; i < c->count; i++) {
        if (clause_holds(&c->parts[i], name) == wanted)
            return true;
    }
    return false;
}

bool clause_holds(const struct clause *c, struct str name)
{
    switch (c->kind) {
    case CLAUSE_EQUALS:
        return str_eq(name, c->text);
    case CLAUSE_STARTS_WITH:
        return str_starts(name, c->text);
    case CLAUSE_ENDS_WITH:
        return str_ends(name, c->text);
    case CLAUSE_CONTAINS:
        return str_contains(name, c->text);
    case CLAUSE_REGEX:
        return pattern_occurs(c->text, name);
    case CLAUSE_OR:
        return any_holds(c, name, true);
    case CLAUSE_AND:
        return c->count > 0 && !any_holds(c, name, false);
    }
    return false;
}
