// align.h - the texts of a template side by side: what is static in all of them, and the slots.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/slot_kind.h"
#include "base/arena.h"
#include "base/str.h"
#include "model/record.h"

// A text and what is stored of its beginning; the bytes of the one agree with the other's tokens.
struct aligned_text {
    const struct sample *sample;
    struct str front;   // unknown if nothing is stored
    struct str stored;  // the same, as long as it is: redacted
};
// A sampled text with its stored beginning (unknown is fine), which may be redacted: offsets agree
// up to the first mark. The mark of an e-mail address, which is one token, is made as long as that
// with zero bytes, or cut, so that they agree behind it, too. In the arena where that is needed.
struct aligned_text aligned_text(const struct sample *sample, struct str stored, struct arena *a);

// Static text or a slot. Sizes are over the texts.
struct aligned_span {
    bool is_slot;
    enum slot_kind kind;                // of a slot
    int64_t offset_min, offset_median;  // bytes before it
    int64_t bytes_min, bytes_median, bytes_max;
    int64_t distinct;                     // values of a slot among the texts
    int64_t static_before, static_after;  // bytes of static text
    int64_t first_offset, first_bytes;    // in the first text
};

struct alignment {
    struct aligned_span *spans;
    int span_count, slot_count;
    int texts;             // that were compared
    int64_t bytes_median;  // of the texts
    int64_t static_bytes;  // the same in all of them
    int64_t prefix_bytes;  // static ones before the first slot
};

// role: ROLE_SYSTEM or ROLE_USER. At most COMMON_TEXTS texts, which must differ. With a single one
// all is static. A masked span that all have at the same place is a slot if it does not say the
// same in all of them.
void align_texts(struct alignment *out, const struct aligned_text *texts, int count, enum role role,
                 struct arena *a);

// "Current time: ‹timestamp›. You are…" where the first text is stored, else "[static 19 tok]
// ‹timestamp› [static 2874 tok]"; about `most` bytes.
struct str align_describe(const struct alignment *alignment, struct str first_front,
                          double bytes_per_tok, size_t most, struct arena *a);
