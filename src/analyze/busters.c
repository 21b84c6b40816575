// busters.c - see busters.h.
#include "analyze/busters.h"

#include "analyze/shuffled.h"
#include "base/buf.h"
#include "base/utf8.h"

enum {
    LOST_BYTES_MIN = 200,       // static text that is worth a mention
    EXAMPLE_BEFORE_BYTES = 30,  // shown on either side
    EXAMPLE_BYTES = 90,
};

static const struct aligned_span *first_slot(const struct alignment *a)
{
    for (int i = 0; i < a->span_count; i++)
        if (a->spans[i].is_slot)
            return &a->spans[i];
    return NULL;
}

// What of the question goes on from a system prompt without slots.
static int64_t question_prefix(const struct template_layout *l)
{
    return l->history_bytes == 0 ? l->question.prefix_bytes : 0;
}

static bool find_in_tools(struct buster *out, const struct template_layout *l)
{
    bool has_slot = first_slot(&l->system) != NULL;
    *out = (struct buster){
        .kind = BUSTER_TOOLS,
        .part = PART_TOOLS,
        .cacheable_bytes =
            l->tools_bytes +
            (has_slot ? l->system.prefix_bytes : l->system.static_bytes + question_prefix(l)),
    };
    return true;
}

// Pieces that all texts have in changing order are static text, were they sorted.
static void find_chunks(struct buster *b, const struct template_sample *texts, int64_t static_bytes,
                        struct arena *a)
{
    struct shuffle shuffle;
    if (!texts_are_shuffled(texts->texts, texts->count, &shuffle, a) ||
        shuffle.shared_bytes <= static_bytes)
        return;
    b->kind = BUSTER_CHUNKS;
    b->offset = shuffle.offset;
    b->cacheable_bytes += shuffle.shared_bytes - static_bytes;
}

static bool find_in_system(struct buster *out, const struct template_layout *l, struct arena *a)
{
    const struct aligned_span *slot = first_slot(&l->system);
    if (!slot)
        return false;
    *out = (struct buster){
        .kind = BUSTER_SLOT,
        .slot = slot->kind,
        .part = PART_SYSTEM,
        .offset = slot->offset_median,
        .before_bytes = l->tools_bytes + l->system.prefix_bytes,
        .cacheable_bytes = l->tools_bytes + l->system.static_bytes + question_prefix(l),
    };
    if (slot->kind >= SLOT_RETRIEVED)
        find_chunks(out, &l->systems, l->system.static_bytes, a);
    return true;
}

static bool find_in_question(struct buster *out, const struct template_layout *l, struct arena *a)
{
    const struct aligned_span *slot = first_slot(&l->question);
    if (!slot || l->history_bytes > 0)
        return false;
    int64_t above = l->tools_bytes + l->system.static_bytes;
    *out = (struct buster){
        .kind = BUSTER_QUESTION,
        .slot = slot->kind,
        .part = PART_QUESTION,
        .offset = slot->offset_median,
        .before_bytes = above + l->question.prefix_bytes,
        .cacheable_bytes = above + l->question.static_bytes,
    };
    find_chunks(out, &l->questions, l->question.static_bytes, a);
    return true;
}

bool buster_find(struct buster *out, const struct template_layout *layout, bool tools_vary,
                 struct arena *a)
{
    if (tools_vary)
        find_in_tools(out, layout);
    else if (!find_in_system(out, layout, a) && !find_in_question(out, layout, a))
        return false;
    return out->cacheable_bytes - out->before_bytes >= LOST_BYTES_MIN;
}

struct str buster_words(const struct buster *b)
{
    static const char *const slots[SLOT_KINDS] = {
        [SLOT_TIMESTAMP] = "a timestamp",
        [SLOT_NUMBER] = "a number",
        [SLOT_ID] = "an id",
        [SLOT_EMAIL] = "an e-mail address",
        [SLOT_URL] = "a URL",
        [SLOT_NAME] = "a name",
        [SLOT_RETRIEVED] = "retrieved text",
        [SLOT_TEXT] = "changing text",
        [SLOT_USER_TEXT] = "user text",
    };
    switch (b->kind) {
    case BUSTER_TOOLS:
        return S("a tool list in changing order");
    case BUSTER_CHUNKS:
        return S("retrieved chunks in changing order");
    case BUSTER_SLOT:
    case BUSTER_QUESTION:
        break;
    }
    return str_of(slots[b->slot]);
}

struct str buster_place(const struct buster *b, struct arena *a)
{
    if (b->part == PART_TOOLS)
        return S("the front of the prompt");
    return str_fmt(a, "byte %lld of the %s", (long long)b->offset,
                   b->part == PART_SYSTEM ? "system prompt" : "question");
}

struct str buster_example(const struct buster *b, const struct template_layout *layout,
                          struct arena *a)
{
    struct str none = {NULL, 0};
    if (b->part == PART_TOOLS)
        return none;
    bool is_system = b->part == PART_SYSTEM;
    const struct template_sample *texts = is_system ? &layout->systems : &layout->questions;
    const struct aligned_text *text = &texts->texts[0];
    const struct aligned_span *slot = first_slot(is_system ? &layout->system : &layout->question);
    if (!texts->count || !slot || slot->first_offset > (int64_t)text->front.len ||
        slot->first_offset >= (int64_t)text->stored.len)
        return none;
    int64_t begin =
        slot->first_offset > EXAMPLE_BEFORE_BYTES ? slot->first_offset - EXAMPLE_BEFORE_BYTES : 0;
    // From the beginning of a character.
    while (begin > 0 && ((unsigned char)text->stored.ptr[begin] & 0xc0) == 0x80)
        begin--;
    struct str shown = utf8_head(str_skip(text->stored, (size_t)begin), EXAMPLE_BYTES);
    struct buf example = {.arena = a};
    for (size_t i = 0; i < shown.len; i++) {
        char c = shown.ptr[i];
        if (c)  // a zero byte makes a mark longer (align.h)
            buf_byte(&example, (char)((unsigned char)c < ' ' ? ' ' : c));
    }
    return buf_view(&example);
}
