// file_text.c - see file_text.h.
#include "cli/file_text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

enum { BLOCK_BYTES = 1 << 16 };

bool file_text(struct str path, struct str *out, struct arena *a, struct err *e)
{
    const char *name = str_cstr(path, a);
    struct buf text = {.arena = a};
    FILE *f = fopen(name, "re");
    if (!f)
        return err_set(e, ERR_IO, "%s: %s", name, strerror(errno));
    size_t n = 0;
    while (text.len <= FILE_TEXT_MAX_BYTES &&
           (n = fread(buf_reserve(&text, BLOCK_BYTES), 1, BLOCK_BYTES, f)) > 0)
        text.len += n;
    bool is_read = !ferror(f);
    int why = errno;
    (void)!fclose(f);
    if (!is_read)
        return err_set(e, ERR_IO, "%s: %s", name, strerror(why));
    if (text.len > FILE_TEXT_MAX_BYTES)
        return err_set(e, ERR_USAGE, "%s is longer than %d MiB", name, FILE_TEXT_MAX_BYTES >> 20);
    *out = buf_view(&text);
    return true;
}
