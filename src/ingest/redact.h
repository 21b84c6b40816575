// redact.h - takes personal and secret spans out of a short text before it is kept.
#pragma once

#include "base/arena.h"
#include "base/str.h"

enum { PREVIEW_BYTES = 200 };

// At most max_bytes (cut between characters) of a text in which these are replaced:
//   what ingest/pii.h finds → [email] [phone] [card] [key] [address]
// and, as what is kept can be read by others, what only may be private:
//   10 to 15 digits with + ( ) - . or spaces between, as telephone numbers are written → [phone]
//   vendors' prefixes of keys and 8 or more characters, what follows "Bearer", password=, secret=,
//   token=, api_key= and the like, and runs of 24 or more letters and digits that look random
//   → [key]
// Only as much of the text is looked at as the result needs. The result is in the arena.
struct str redact(struct str text, size_t max_bytes, struct arena *a);
// The same for a text in which pii_kinds() found nothing.
struct str redact_clean(struct str text, size_t max_bytes, struct arena *a);
