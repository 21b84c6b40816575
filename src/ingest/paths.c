// paths.c - see paths.h.
#include "ingest/paths.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/str.h"
#include "model/record.h"

struct expansion {
    struct arena *arena;
    struct path_item *items;
    size_t count, cap;
    struct map seen;  // hash of device and inode
    // Directories still to read: the last is next, so a folder's content comes where it stands.
    const char **todo;
    size_t todo_count, todo_cap;
};

static void add_item(struct expansion *x, struct path_item item)
{
    if (x->count == x->cap) {
        size_t cap = x->cap ? x->cap * 2 : 64;
        x->items =
            arena_grow(x->arena, x->items, x->cap * sizeof *x->items, cap * sizeof *x->items);
        x->cap = cap;
    }
    x->items[x->count++] = item;
}

static void add_error(struct expansion *x, const char *path, int code)
{
    struct err *e = ARENA_NEW(x->arena, struct err);
    (void)err_set(e, ERR_IO, "%s: %s", path, strerror(code));
    add_item(x, (struct path_item){.path = path, .bytes = UNKNOWN, .error = e});
}

static void push_todo(struct expansion *x, const char *path)
{
    if (x->todo_count == x->todo_cap) {
        size_t cap = x->todo_cap ? x->todo_cap * 2 : 64;
        x->todo =
            arena_grow(x->arena, x->todo, x->todo_cap * sizeof *x->todo, cap * sizeof *x->todo);
        x->todo_cap = cap;
    }
    x->todo[x->todo_count++] = path;
}

static bool is_first_sight(struct expansion *x, const struct stat *st)
{
    uint64_t identity[] = {(uint64_t)st->st_dev, (uint64_t)st->st_ino};
    bool is_new = false;
    (void)map_put(&x->seen, hash_words(identity, 2), &is_new);
    return is_new;
}

static int by_name(const void *x, const void *y)
{
    const char *const *left = x;
    const char *const *right = y;
    return strcmp(*left, *right);
}

// The names of a directory, sorted; false leaves errno.
static bool read_names(struct expansion *x, const char *path, const char ***names, size_t *count)
{
    DIR *dir = opendir(path);
    if (!dir)
        return false;
    size_t n = 0;
    size_t cap = 64;
    const char **list = ARENA_ARRAY(x->arena, const char *, cap);
    struct str prefix = str_of(path);
    const char *slash = str_ends(prefix, S("/")) ? "" : "/";
    struct dirent *entry = NULL;
    while ((entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        if (n == cap) {
            list = arena_grow(x->arena, list, cap * sizeof *list, 2 * cap * sizeof *list);
            cap *= 2;
        }
        list[n++] = str_fmt(x->arena, "%s%s%s", path, slash, entry->d_name).ptr;
    }
    // Read from only: closing has nothing to tell.
    (void)closedir(dir);
    qsort(list, n, sizeof *list, by_name);
    *names = list;
    *count = n;
    return true;
}

static void read_directory(struct expansion *x, const char *path)
{
    const char **names = NULL;
    size_t count = 0;
    if (!read_names(x, path, &names, &count)) {
        add_error(x, path, errno);
        return;
    }
    for (size_t i = count; i-- > 0;)
        push_todo(x, names[i]);
}

// A path that an argument names (is_named) or a directory holds.
static void visit(struct expansion *x, const char *path, bool is_named)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        add_error(x, path, errno);
        return;
    }
    bool is_wanted = S_ISREG(st.st_mode) || S_ISDIR(st.st_mode) || is_named;
    if (!is_wanted || !is_first_sight(x, &st))
        return;
    if (S_ISDIR(st.st_mode)) {
        read_directory(x, path);
        return;
    }
    int64_t bytes = S_ISREG(st.st_mode) ? (int64_t)st.st_size : UNKNOWN;
    add_item(x, (struct path_item){.path = path, .bytes = bytes});
}

static void visit_tree(struct expansion *x, const char *path)
{
    visit(x, path, true);
    while (x->todo_count > 0)
        visit(x, x->todo[--x->todo_count], false);
}

// A pattern that the shell did not expand. False if it is none, or nothing matches.
static bool visit_matches(struct expansion *x, const char *pattern)
{
    struct stat st;
    if (!strpbrk(pattern, "*?[") || stat(pattern, &st) == 0)
        return false;
    glob_t found;
    int code = glob(pattern, GLOB_NOSORT, NULL, &found);
    if (code == 0) {
        // glob() sorts by the locale.
        qsort(found.gl_pathv, found.gl_pathc, sizeof *found.gl_pathv, by_name);
        for (size_t i = 0; i < found.gl_pathc; i++)
            visit_tree(x, str_copy(str_of(found.gl_pathv[i]), x->arena).ptr);
    }
    globfree(&found);
    return code == 0;
}

struct path_item *paths_expand(const char *const *arguments, size_t argument_count, struct arena *a,
                               size_t *count)
{
    struct expansion x = {.arena = a, .seen = {.arena = a}};
    bool has_stdin = false;
    for (size_t i = 0; i < argument_count; i++) {
        if (strcmp(arguments[i], "-") != 0) {
            if (!visit_matches(&x, arguments[i]))
                visit_tree(&x, arguments[i]);
        } else if (!has_stdin) {
            has_stdin = true;
            add_item(&x, (struct path_item){.path = "-", .bytes = UNKNOWN});
        }
    }
    *count = x.count;
    return x.items;
}
