// layout_retrieved.c - which slots of a template hold what its prompts mark as retrieved.
#include "analyze/templates.h"

enum { PIECES_MAX = 8 };  // that static text cuts what is retrieved into: smaller slots are others

// The largest slot of free text that is not named yet, of at most so many bytes.
static struct aligned_span *largest_free(const struct template_layout *l, int64_t most)
{
    const struct alignment *const parts[] = {&l->system, &l->question};
    struct aligned_span *best = NULL;
    for (int i = 0; i < parts[0]->span_count + parts[1]->span_count; i++) {
        bool is_system = i < parts[0]->span_count;
        struct aligned_span *span =
            is_system ? &parts[0]->spans[i] : &parts[1]->spans[i - parts[0]->span_count];
        bool is_free = span->is_slot && span->kind >= SLOT_NAME && span->kind != SLOT_RETRIEVED;
        if (is_free && span->bytes_median <= most &&
            (!best || span->bytes_median > best->bytes_median))
            best = span;
    }
    return best;
}

static int64_t named_bytes(const struct alignment *a)
{
    int64_t bytes = 0;
    for (int i = 0; i < a->span_count; i++)
        if (a->spans[i].is_slot && a->spans[i].kind == SLOT_RETRIEVED)
            bytes += a->spans[i].bytes_median;
    return bytes;
}

// Prompts that have no text in common are not alike: what some of them retrieved says nothing of
// the others.
void layout_name_retrieved(struct template_layout *l, int64_t bytes)
{
    if (l->static_bytes == 0)
        return;
    int64_t named = named_bytes(&l->system) + named_bytes(&l->question);
    while (named < bytes - bytes / 10) {
        struct aligned_span *slot = largest_free(l, (bytes - named) * 3 / 2);
        if (!slot || slot->bytes_median * PIECES_MAX < bytes)
            return;
        slot->kind = SLOT_RETRIEVED;
        named += slot->bytes_median;
    }
}
