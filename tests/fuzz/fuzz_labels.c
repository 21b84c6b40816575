// fuzz_labels.c - any file of labels: refused with its line, or every label has an id; a line more
// is a label more.
#include <assert.h>

#include "base/buf.h"
#include "cli/label_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena a = {0};
    struct err e = {0};
    struct str text = {(const char *)bytes, len};
    struct request_label *labels = NULL;
    int64_t count = 0;
    if (label_file_parse(text, S("labels"), &labels, &count, &a, &e)) {
        for (int64_t i = 0; i < count; i++)
            assert(labels[i].id.len > 0);
        int64_t before = count;
        struct buf more = {.arena = &a};
        buf_str(&more, text);
        buf_str(&more, S("\n{\"id\": \"a\", \"ok\": true}"));
        bool is_read = label_file_parse(buf_view(&more), S("labels"), &labels, &count, &a, &e);
        assert(is_read && count == before + 1 && labels[before].is_ok);
    } else {
        assert(e.code == ERR_USAGE && str_starts(str_of(e.text), S("labels:")));
    }
    arena_release(&a);
    return 0;
}
