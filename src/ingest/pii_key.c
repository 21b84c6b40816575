// pii_key.c - keys, tokens, passwords and e-mail addresses.
#include "ingest/ascii.h"
#include "ingest/normal.h"
#include "ingest/pii_rules.h"

enum {
    TAIL_MIN_BYTES = 16,   // behind a vendor's prefix
    PIECE_MIN_BYTES = 12,  // of it, without - and _
    JWT_PART_MIN_BYTES = 10,
    PEM_LINE_MIN_BYTES = 32,
    PEM_MAX_BYTES = 16384,
    MAILBOX_MAX_BYTES = 64,  // RFC 5321, 4.5.3.1.1
    URL_LOOK_BACK_BYTES = 80,
    VALUE_MAX_BYTES = 128,  // longer ones are seen by their beginning
};

// Prefixes of keys (the vendors' documentation and the rules of gitleaks, read 2026-11-22).
static const struct str prefixes[] = {
    {"sk-", 3},     {"sk_", 3},     {"rk_", 3},     {"pk_", 3},          {"whsec_", 6},
    {"ghp_", 4},    {"gho_", 4},    {"ghu_", 4},    {"ghs_", 4},         {"ghr_", 4},
    {"glpat-", 6},  {"gldt-", 5},   {"xoxb-", 5},   {"github_pat_", 11}, {"xoxp-", 5},
    {"xoxa-", 5},   {"xoxr-", 5},   {"xoxs-", 5},   {"xapp-", 5},        {"AKIA", 4},
    {"ASIA", 4},    {"AIza", 4},    {"ya29.", 5},   {"hf_", 3},          {"gsk_", 4},
    {"xai-", 4},    {"npm_", 4},    {"pypi-", 5},   {"dop_v1_", 7},      {"SG.", 3},
    {"pplx-", 5},   {"r8_", 3},     {"shpat_", 6},  {"shpss_", 6},       {"lin_api_", 8},
    {"sq0atp-", 7}, {"sq0csp-", 7}, {"secret_", 7}, {"dckr_pat_", 9},    {"tvly-", 5},
};

size_t pii_key_prefix(struct str s)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (s.len && s.ptr[0] == prefixes[i].ptr[0] && str_starts(s, prefixes[i]))
            return prefixes[i].len;
    return 0;
}

// What a text is made of.
struct mixture {
    size_t digits, letters;
    size_t piece;  // longest run of letters and digits with some of both
};

static struct mixture mixture_of(struct str s)
{
    struct mixture m = {0};
    size_t digits = 0;
    size_t letters = 0;
    for (size_t i = 0; i < s.len; i++) {
        bool goes_on = ascii_is_alnum(s.ptr[i]);
        m.digits += ascii_is_digit(s.ptr[i]);
        m.letters += ascii_is_letter(s.ptr[i]);
        digits = goes_on ? digits + ascii_is_digit(s.ptr[i]) : 0;
        letters = goes_on ? letters + ascii_is_letter(s.ptr[i]) : 0;
        if (digits && letters && digits + letters > m.piece)
            m.piece = digits + letters;
    }
    return m;
}

static bool looks_drawn(struct str s, size_t min_bytes, size_t min_piece)
{
    struct mixture m = mixture_of(s);
    bool is_number = m.letters == 1 && ascii_is_digit(s.ptr[0]);  // 1.5e-07
    return s.len >= min_bytes && m.piece >= min_piece && !is_number;
}

// header.payload.signature of RFC 7519: JSON objects in base64url.
static bool is_jwt(struct str s)
{
    if (!str_starts(s, S("eyJ")))
        return false;
    struct str_cut header = str_cut(s, '.');
    struct str_cut payload = str_cut(header.tail, '.');
    return payload.ok && header.head.len >= JWT_PART_MIN_BYTES &&
           payload.head.len >= JWT_PART_MIN_BYTES && payload.tail.len >= JWT_PART_MIN_BYTES;
}

static bool is_behind_bearer(struct str text, size_t at)
{
    static const struct str word = {"bearer", 6};
    size_t end = at;
    while (end > 0 && text.ptr[end - 1] == ' ')
        end--;
    return end < at && end >= word.len &&
           str_eq_nocase((struct str){text.ptr + end - word.len, word.len}, word);
}

static bool is_pem_byte(char c)
{
    return ascii_is_alnum(c) || c == '+' || c == '/' || c == '=' || c == '\\' || c == '\n' ||
           c == '\r' || c == ' ';
}

// A PEM private key (RFC 7468) whose first line the run from p->at to `end` is in: all of it, or as
// much as there is.
static bool pem_key(const struct pii_place *p, size_t end, struct pii_span *out)
{
    enum { LABEL_MAX_BYTES = 64 };
    static const struct str label = {"PRIVATE KEY-----", 16};
    struct str text = p->text;
    size_t at = p->at;
    if (end - at < PEM_LINE_MIN_BYTES)
        return false;
    while (at > p->from && p->at - at < 4 && pii_is(text.ptr[at - 1], PII_QUOTE | PII_MARK) &&
           text.ptr[at - 1] != '-')
        at--;
    struct str first = str_head(str_skip(text, p->at), 8);
    at = str_eq(first, S("KEY-----")) ? p->at + 8 : at;
    if (at < p->from + label.len || !str_starts(str_skip(text, at - label.len), label))
        return false;
    size_t begin = at > p->from + LABEL_MAX_BYTES ? at - LABEL_MAX_BYTES : p->from;
    struct str head = {text.ptr + begin, at - begin};
    size_t dashes = str_find(head, S("-----BEGIN "));
    if (dashes == head.len)
        return false;
    begin += dashes;
    while (at < text.len && at - begin < PEM_MAX_BYTES && is_pem_byte(text.ptr[at]))
        at++;
    struct str tail = str_head(str_skip(text, at), LABEL_MAX_BYTES);
    size_t last = str_starts(tail, S("-----END ")) ? str_find(tail, label) : tail.len;
    *out = (struct pii_span){begin, last < tail.len ? at + last + label.len : at, PII_KEY};
    return true;
}

bool pii_token(const struct pii_place *p, size_t end, struct pii_span *out)
{
    struct str text = p->text;
    if (pem_key(p, end, out))
        return true;
    size_t begin = p->at + pii_is_escape(text, p->at);
    while (begin < end && !ascii_is_alnum(text.ptr[begin]))
        begin++;
    while (end > begin && !ascii_is_alnum(text.ptr[end - 1]))
        end--;
    struct str s = {text.ptr + begin, end - begin};
    size_t prefix = pii_key_prefix(s);
    bool is_key = prefix && looks_drawn(str_skip(s, prefix), TAIL_MIN_BYTES, PIECE_MIN_BYTES);
    bool is_bearer = is_behind_bearer(text, begin) && looks_drawn(s, TAIL_MIN_BYTES, 1);
    if (!is_key && !is_bearer && !is_jwt(s))
        return false;
    *out = (struct pii_span){begin, end, PII_KEY};
    return true;
}

// Names of secrets and what their values are at least made of.
static const struct secret_name {
    struct str name;
    size_t min_bytes, min_piece;
} secret_names[] = {
    {{"password", 8}, 6, 1},     {{"passwd", 6}, 6, 1},
    {{"passphrase", 10}, 6, 1},  {{"pwd", 3}, 6, 1},
    {{"secret", 6}, 12, 8},      {{"token", 5}, 12, 8},
    {{"api_key", 7}, 8, 6},      {{"api-key", 7}, 8, 6},
    {{"apikey", 6}, 8, 6},       {{"api key", 7}, 8, 6},
    {{"access_key", 10}, 12, 4}, {{"accesskey", 9}, 12, 4},
    {{"secret_key", 10}, 12, 4}, {{"secretkey", 9}, 12, 4},
    {{"accountkey", 10}, 12, 8}, {{"authorization", 13}, 8, 8},
    {{"bearer", 6}, 12, 8},
};

// The name that ends at `end`: begins a word, or a part of a name (client_secret, clientSecret).
static const struct secret_name *find_name(struct str text, size_t from, size_t end)
{
    for (size_t i = 0; i < sizeof secret_names / sizeof *secret_names; i++) {
        struct str name = secret_names[i].name;
        if (end - from < name.len || (text.ptr[end - 1] | 32) != name.ptr[name.len - 1] ||
            (text.ptr[end - 2] | 32) != name.ptr[name.len - 2])
            continue;
        size_t begin = end - name.len;
        if (!str_eq_nocase((struct str){text.ptr + begin, name.len}, name))
            continue;
        char before = (char)(begin > 0 ? text.ptr[begin - 1] : ' ');
        bool is_hump = ascii_is_letter(text.ptr[begin]) && !(text.ptr[begin] & 32);
        if (!ascii_is_alnum(before) || pii_is_escape(text, begin - 1) || (is_hump && (before & 32)))
            return &secret_names[i];
    }
    return NULL;
}

static size_t skip_scheme(struct str text, size_t at)
{
    static const struct str schemes[] = {{"bearer ", 7}, {"basic ", 6}, {"token ", 6}};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (str_starts_nocase(str_skip(text, at), schemes[i]))
            return at + schemes[i].len;
    return at;
}

// What is no secret, but stands for one: a call, a variable, a path, a URL, a number.
static bool is_stand_in(struct str text, size_t begin, size_t end)
{
    char first = text.ptr[begin];
    char next = (char)(end < text.len ? text.ptr[end] : 0);
    struct str value = {text.ptr + begin, end - begin};
    return next == '(' || next == '[' || next == '{' || next == '<' || first == '$' ||
           first == '%' || first == '*' || first == '/' || first == '#' ||
           str_starts(value, S("0x")) || str_contains(value, S("://")) ||
           memchr(value.ptr, '%', value.len) != NULL;
}

static bool take_value(struct str text, size_t at, const struct secret_name *name,
                       struct pii_span *out)
{
    size_t end = at;
    while (end < text.len && end - at < VALUE_MAX_BYTES && pii_is(text.ptr[end], PII_VALUE))
        end++;
    size_t stop = end;
    while (stop > at && !ascii_is_alnum(text.ptr[stop - 1]) && text.ptr[stop - 1] != '=')
        stop--;
    if (stop == at || is_stand_in(text, at, end) ||
        !looks_drawn((struct str){text.ptr + at, stop - at}, name->min_bytes, name->min_piece))
        return false;
    *out = (struct pii_span){at, stop, PII_KEY};
    return true;
}

bool pii_named_key(const struct pii_place *p, struct pii_span *out)
{
    enum { MARKS_MAX = 4 };
    struct str text = p->text;
    size_t end = p->at;
    while (end > p->from && p->at - end < MARKS_MAX && pii_is(text.ptr[end - 1], PII_QUOTE))
        end--;
    if (end < p->from + 2 || !pii_may_end_secret(text.ptr[end - 1], text.ptr[end - 2]))
        return false;
    const struct secret_name *name = find_name(text, p->from, end);
    if (!name)
        return false;
    size_t at = p->at + 1;
    while (at < text.len && at - p->at <= MARKS_MAX &&
           (pii_is(text.ptr[at], PII_QUOTE) || text.ptr[at] == '=' || text.ptr[at] == ':' ||
            text.ptr[at] == '>'))
        at++;
    return take_value(text, skip_scheme(text, at), name, out);
}

// Where a scheme's "://" ends before `at` with no white space between, or `at`.
static size_t url_begin(struct str text, size_t from, size_t at)
{
    size_t stop = at - from > URL_LOOK_BACK_BYTES ? at - URL_LOOK_BACK_BYTES : from;
    for (size_t i = at; i > stop + 2 && text.ptr[i - 1] > ' '; i--)
        if (str_starts(str_skip(text, i - 3), S("://")))
            return i;
    return at;
}

// The part behind the last dot: letters, and not what files are called by.
static bool is_top_domain(struct str domain)
{
    static const struct str files[] = {
        {"png", 3}, {"jpg", 3}, {"jpeg", 4}, {"gif", 3},  {"svg", 3}, {"webp", 4},
        {"css", 3}, {"js", 2},  {"ts", 2},   {"json", 4}, {"tgz", 3}, {"tar", 3},
        {"zip", 3}, {"xml", 3}, {"txt", 3},  {"git", 3},  {"html", 4}};
    struct str top = str_cut_last(domain, '.').tail;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (str_eq_nocase(top, files[i]))
            return false;
    return top.len >= 2 && top.len <= 24 && mixture_of(top).letters == top.len;
}

static bool is_address(const struct pii_place *p, size_t begin, size_t end)
{
    struct str text = p->text;
    char before = (char)(begin > 0 ? text.ptr[begin - 1] : ' ');
    char c = (char)(end < text.len ? text.ptr[end] : ' ');
    char further = (char)(end + 1 < text.len ? text.ptr[end + 1] : ' ');
    bool is_remote = c == ':' && (ascii_is_alnum(further) || further == '/');
    bool is_user = before == '/' && begin > 1 && text.ptr[begin - 2] == '/';
    return before != '@' && !is_remote && !is_user &&
           is_top_domain((struct str){text.ptr + p->at + 1, end - p->at - 1});
}

bool pii_at_sign(const struct pii_place *p, struct pii_span *out)
{
    struct str text = p->text;
    size_t begin = p->at;
    while (begin > p->from && p->at - begin < MAILBOX_MAX_BYTES &&
           pii_is(text.ptr[begin - 1], PII_MAILBOX))
        begin--;
    size_t user = url_begin(text, p->from, p->at);
    struct str_cut login = str_cut((struct str){text.ptr + user, p->at - user}, ':');
    if (login.ok && login.tail.len && !str_contains(login.tail, S("/"))) {
        *out = (struct pii_span){(size_t)(login.tail.ptr - text.ptr), p->at, PII_KEY};
        return true;
    }
    begin += begin < p->at && pii_is_escape(text, begin);
    while (begin < p->at && !ascii_is_word(text.ptr[begin]))
        begin++;
    size_t n = email_length(str_skip(text, begin));
    if (begin == p->at || n == 0 || !is_address(p, begin, begin + n))
        return false;
    *out = (struct pii_span){begin, begin + n, PII_EMAIL};
    return true;
}
