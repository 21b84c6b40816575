// redact.c - a scan that asks, at each start of a word, whether something private begins there.
#include "ingest/redact.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "ingest/pii.h"
#include "ingest/spots.h"

// Secrets longer than this that begin inside the preview are still recognised by their beginning.
enum { LOOK_AHEAD_BYTES = 1024 };

// Longer stretches may be keys, shorter words name no secret.
enum { PLAIN_BYTES = 12, NAME_BYTES = 5 };

// Longer numbers may be of a telephone.
enum { NUMBER_BYTES = 10 };

// Bytes between a name and its secret. What begins in the text before some place may show that by a
// mark (SPOT_SECRET) so many bytes behind it.
enum { SEPARATORS_MAX = 8, MARK_BYTES = 32 };

// What a byte is. Most of any text is words in which nothing private can begin: that they are told
// by one table look-up a byte is what makes previews cheap.
enum {
    IS_DIGIT = 1,
    IS_LETTER = 2,
    IS_SPACE = 4,
    IS_SUSPECT = 8,  // in a stretch that has one, something private may begin
    IS_KEY = 16,     // can be part of a key or token

    D = IS_DIGIT | IS_KEY,
    L = IS_LETTER | IS_KEY,
    B = IS_SPACE,
    J = IS_SUSPECT | IS_KEY,
    K = IS_KEY,
    Q = IS_SUSPECT,
};

// By ASCII code.
static const unsigned char class_table[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, B, B, 0, 0, B, 0, 0,  // control characters
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // control characters
    B, 0, 0, 0, 0, 0, 0, 0, Q, 0, 0, J, 0, J, K, K,  //   ! " # $ % & ' ( ) * + , - . /
    D, D, D, D, D, D, D, D, D, D, Q, 0, 0, J, 0, 0,  // 0 1 2 3 4 5 6 7 8 9 : ; < = > ?
    Q, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,  // @ A B C D E F G H I J K L M N O
    L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, J,  // P Q R S T U V W X Y Z [ \ ] ^ _
    0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,  // ` a b c d e f g h i j k l m n o
    L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, 0,  // p q r s t u v w x y z { | } ~
};

static unsigned class_of(char c)
{
    return class_table[(unsigned char)c];
}

static bool is_digit(char c)
{
    return (class_of(c) & IS_DIGIT) != 0;
}

static bool is_alnum(char c)
{
    return (class_of(c) & (IS_DIGIT | IS_LETTER)) != 0;
}

static bool is_key_char(char c)
{
    return (class_of(c) & IS_KEY) != 0;
}

static size_t key_run(struct str s)
{
    size_t n = 0;
    while (n < s.len && is_key_char(s.ptr[n]))
        n++;
    while (n > 0 && s.ptr[n - 1] == '.')
        n--;
    return n;
}

static size_t prefixed_key(struct str s)
{
    size_t prefix = pii_key_prefix(s);
    size_t n = prefix || str_starts(s, S("eyJ")) ? key_run(s) : 0;
    return n >= prefix + 8 ? n : 0;
}

// 24 or more characters with digits and letters of both cases, or 32 or more hexadecimal ones.
static size_t random_run(struct str s)
{
    size_t n = 0;
    size_t digits = 0;
    size_t upper = 0;
    size_t lower = 0;
    size_t hex = 0;
    for (; n < s.len && (is_alnum(s.ptr[n]) || s.ptr[n] == '_' || s.ptr[n] == '-'); n++) {
        char c = s.ptr[n];
        digits += is_digit(c);
        upper += c >= 'A' && c <= 'Z';
        lower += c >= 'a' && c <= 'z';
        hex += is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
    bool mixed = n >= 24 && digits >= 3 && upper >= 3 && lower >= 3;
    bool is_hex = n >= 32 && hex == n && digits >= 4;
    return mixed || is_hex ? n : 0;
}

// True when a word may be one of the names in named_secret(), by its first two letters.
static bool may_name_secret(struct str s)
{
    char second = (char)(s.len > 1 ? s.ptr[1] | 0x20 : 0);
    switch (s.ptr[0] | 0x20) {
    case 'a':
        return second == 'p' || second == 'u' || second == 'c';
    case 'b':
    case 's':
        return second == 'e';
    case 'p':
        return second == 'a';
    case 't':
        return second == 'o';
    default:
        return false;
    }
}

// The value behind "password: ", "token=", "Bearer ": the length up to its end; *keep is the name's
// part.
static size_t named_secret(struct str s, size_t *keep)
{
    static const struct str names[] = {
        {"password", 8}, {"passwd", 6}, {"secret", 6},         {"token", 5},  {"api_key", 7},
        {"api-key", 7},  {"apikey", 6}, {"authorization", 13}, {"bearer", 6}, {"access_key", 10},
    };
    if (!may_name_secret(s))
        return 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if ((s.ptr[0] | 0x20) != names[i].ptr[0] || !str_starts_nocase(s, names[i]))
            continue;
        size_t at = names[i].len;
        bool joined = str_eq(names[i], S("bearer"));
        while (at < s.len && at < names[i].len + SEPARATORS_MAX &&
               (s.ptr[at] == ' ' || s.ptr[at] == ':' || s.ptr[at] == '=' || s.ptr[at] == '"' ||
                s.ptr[at] == '\'' || s.ptr[at] == '\\')) {
            joined |= s.ptr[at] == ':' || s.ptr[at] == '=';
            at++;
        }
        struct str value = str_skip(s, at);
        if (str_starts_nocase(value, S("bearer ")))
            value = str_skip(value, 7);
        size_t n = key_run(value);
        if (!joined || n < 6 || at == names[i].len)
            return 0;
        *keep = at;
        return (size_t)(value.ptr - s.ptr) + n;
    }
    return 0;
}

static bool is_date(struct str s)
{
    return s.len >= 10 && is_digit(s.ptr[0]) && is_digit(s.ptr[3]) && s.ptr[4] == '-' &&
           is_digit(s.ptr[5]) && s.ptr[7] == '-' && is_digit(s.ptr[8]);
}

// Digits in groups from the front of s, 10 to 15 of them: the length up to the last one, else 0.
static size_t digit_groups(struct str s)
{
    size_t end = 0;
    int gap = 0;
    int count = 0;
    bool is_grouped = s.ptr[0] == '+' || s.ptr[0] == '(';
    for (size_t i = 0; i < s.len && gap <= 2; i++) {
        char c = s.ptr[i];
        if (is_digit(c)) {
            count++;
            end = i + 1;
            gap = 0;
        } else if (c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' ||
                   (c == '+' && i == 0)) {
            gap += i > 0;
            is_grouped |= count > 0 && i + 1 < s.len && is_digit(s.ptr[i + 1]);
        } else {
            break;
        }
    }
    bool ends = end == s.len || !is_alnum(s.ptr[end]);
    return ends && is_grouped && count >= 10 && count <= 15 && !is_date(s) ? end : 0;
}

struct hit {
    size_t len, keep;  // of the text; `keep` bytes of it stay before the replacement
    struct str with;
};

// What may begin at the front of s, which is the start of a word.
static struct hit find_hit(struct str s)
{
    size_t keep = 0;
    size_t n = 0;
    if ((is_digit(s.ptr[0]) || s.ptr[0] == '+' || s.ptr[0] == '(') && (n = digit_groups(s)) > 0)
        return (struct hit){n, 0, S("[phone]")};
    if (!is_alnum(s.ptr[0]))
        return (struct hit){0};
    size_t run = key_run(s);
    if ((run >= 11 && (n = prefixed_key(s)) > 0) || (run >= 24 && (n = random_run(s)) > 0))
        return (struct hit){n, 0, S("[key]")};
    if ((n = named_secret(s, &keep)) > 0)
        return (struct hit){n, keep, S("[key]")};
    return (struct hit){0};
}

// A word, or one byte that is in none.
static size_t word_length(struct str s)
{
    size_t n = 0;
    while (n < s.len && (is_alnum(s.ptr[n]) || (unsigned char)s.ptr[n] >= 0x80))
        n++;
    return n ? n : 1;
}

// True when a number in groups may go on behind a stretch of n bytes.
static bool digits_may_follow(struct str s, size_t n)
{
    return (n + 1 < s.len && is_digit(s.ptr[n + 1])) || (n + 2 < s.len && is_digit(s.ptr[n + 2]));
}

// Length of the stretch up to and with the next white space, if nothing private can begin in it;
// else 0.
static size_t plain_stretch(struct str s)
{
    unsigned seen = 0;
    size_t n = 0;
    while (n < s.len && !(class_of(s.ptr[n]) & IS_SPACE))
        seen |= class_of(s.ptr[n++]);
    if ((seen & IS_SUSPECT) || n >= PLAIN_BYTES || (n >= NAME_BYTES && may_name_secret(s)))
        return 0;
    if ((seen & IS_DIGIT) && ((seen & IS_LETTER) || n > NUMBER_BYTES || digits_may_follow(s, n)))
        return 0;
    return n < s.len ? n + 1 : n;
}

// Length of the stretches at `i`, where one begins, that end before the next mark of a secret; if
// it may be what follows a name, so far before it that they do not hold the name.
static size_t plain_stretches(struct str text, size_t i, struct spots *marks)
{
    if (i >= marks->text.len)
        return 0;
    size_t mark = spots_next(marks, i);
    if (mark == text.len)
        return text.len - i;
    char c = text.ptr[mark];
    bool is_behind_name = c == ':' || c == '=' || mark == marks->text.len;
    size_t gap = is_behind_name ? SEPARATORS_MAX - 1 : 0;
    size_t end = mark > i + gap ? mark - gap : i;
    while (end > i && !(class_of(text.ptr[end - 1]) & IS_SPACE))
        end--;
    return end - i;
}

// The result so far: bytes up to `from` of the text are in it.
struct redacted {
    char *ptr;
    size_t len, room;
};

static void put(struct redacted *out, struct str s)
{
    s = str_head(s, out->room - out->len);
    if (!s.len)
        return;
    memcpy(out->ptr + out->len, s.ptr, s.len);
    out->len += s.len;
}

// What is sure to be private, from `from` on; at the end of the text if nothing is.
static struct pii_span next_span(struct str text, size_t from)
{
    struct pii_span span;
    if (pii_next(text, from, &span))
        return span;
    return (struct pii_span){text.len, text.len, PII_COUNT};
}

// What begins at `i`, where a word may; *skip: bytes to go on by if nothing does.
static struct hit hit_at(struct str text, size_t i, const struct pii_span *span,
                         struct spots *marks, size_t *skip)
{
    static const struct str names[] = {
        [PII_EMAIL] = {"[email]", 7}, [PII_PHONE] = {"[phone]", 7},     [PII_CARD] = {"[card]", 6},
        [PII_KEY] = {"[key]", 5},     [PII_ADDRESS] = {"[address]", 9},
    };
    struct str rest = str_skip(text, i);
    if (i == span->begin)
        return (struct hit){span->end - span->begin, 0, names[span->kind]};
    bool at_stretch = i == 0 || (class_of(text.ptr[i - 1]) & IS_SPACE);
    *skip = at_stretch ? plain_stretches(text, i, marks) : 0;
    if (at_stretch && !*skip)
        *skip = plain_stretch(rest);
    struct hit hit = *skip ? (struct hit){0} : find_hit(rest);
    if (!*skip)
        *skip = word_length(rest);
    if (i + *skip > span->begin && i < span->begin)
        *skip = span->begin - i;
    return hit;
}

// `span`: the first that pii_next() finds, or the end of the text.
static struct str redact_from(struct str text, size_t max_bytes, struct pii_span span,
                              struct arena *a)
{
    // A few bytes more, so that the cut is not between those of a character.
    struct redacted out = {.room = max_bytes + 4};
    out.ptr = arena_raw(a, out.room);
    struct spots marks;
    spots_begin(&marks, str_head(text, out.room + MARK_BYTES), SPOT_SECRET);
    size_t from = 0;  // first byte that is not in the result yet
    size_t i = 0;
    while (i < text.len && out.len + (i - from) < out.room) {
        size_t skip = 0;
        struct hit hit = hit_at(text, i, &span, &marks, &skip);
        if (!hit.len) {
            i += skip;
            continue;
        }
        put(&out, (struct str){text.ptr + from, i - from + hit.keep});
        put(&out, hit.with);
        i = from = i + hit.len;
        if (span.begin < from)
            span = next_span(text, from);
    }
    put(&out, (struct str){text.ptr + from, i - from});
    return utf8_head((struct str){out.ptr, out.len}, max_bytes);
}

struct str redact(struct str text, size_t max_bytes, struct arena *a)
{
    text = str_head(text, max_bytes + LOOK_AHEAD_BYTES);
    return redact_from(text, max_bytes, next_span(text, 0), a);
}

struct str redact_clean(struct str text, size_t max_bytes, struct arena *a)
{
    // What is cut off may look like something that the whole does not look like.
    if (text.len > max_bytes + LOOK_AHEAD_BYTES)
        return redact(text, max_bytes, a);
    return redact_from(text, max_bytes, (struct pii_span){text.len, text.len, PII_COUNT}, a);
}
