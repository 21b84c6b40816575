// file_write.c - see file_write.h.
#include "cli/file_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool file_write(struct str path, struct str text, struct arena *a, struct err *e)
{
    const char *name = str_cstr(path, a);
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
    if (!f && fd >= 0)
        (void)close(fd);
    if (!f)
        return err_set(e, ERR_IO, "%s: %s", name, strerror(errno));
    bool ok = fwrite(text.ptr, 1, text.len, f) == text.len;
    ok &= fclose(f) == 0;
    return ok || err_set(e, ERR_IO, "%s: %s", name, strerror(errno));
}
