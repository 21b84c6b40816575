// pii_address.c - addresses of networks: IPv4, IPv6, MAC.
#include "ingest/ascii.h"
#include "ingest/pii_rules.h"

// The longest IPv6 address without an IPv4 part, and one colon.
enum { COLON_MAX_BYTES = 40 };

// One decimal part of at most 255 without a zero in front; returns its length, 0 if it is none.
static size_t decimal_byte(struct str s, int *out)
{
    size_t n = 0;
    *out = 0;
    while (n < s.len && n < 4 && ascii_is_digit(s.ptr[n]))
        *out = *out * 10 + (s.ptr[n++] - '0');
    return n > 3 || *out > 255 || (n > 1 && s.ptr[0] == '0') ? 0 : n;
}

// Four of them; the length, or 0.
static size_t dotted_quad(struct str s, int parts[4])
{
    size_t at = 0;
    for (int i = 0; i < 4; i++) {
        if (i > 0 && (at >= s.len || s.ptr[at++] != '.'))
            return 0;
        size_t n = decimal_byte(str_skip(s, at), &parts[i]);
        if (n == 0)
            return 0;
        at += n;
    }
    return at;
}

static bool is_somebodys(const int parts[4])
{
    return parts[0] != 0 && parts[0] != 127 && parts[0] < 224;
}

// "version 10.2.3.4", "Chrome/1.2.3.4", "3.1.2.3.4"; and what sections and object identifiers are
// called like, without a word like "host" before it: 2.5.29.15, 15.1.2.3.
static bool is_version(struct str text, size_t begin, size_t end, const int parts[4])
{
    static const char *const versions[] = {"version", "versions", "release", "v",        "ver",
                                           "build",   "section",  "chapter", "firmware", "update",
                                           "clause",  "driver",   NULL};
    static const char *const hosts[] = {"ip",  "ipv4", "address", "host",     "server",
                                        "dns", "ping", "gateway", "resolver", NULL};
    static const char *const fillers[] = {"is", "to", "from", "at", "the", "number", NULL};
    char before = (char)(begin > 0 ? text.ptr[begin - 1] : 0);
    char further = (char)(begin > 1 ? text.ptr[begin - 2] : 0);
    if (before == '.' || before == '-' || before == ',')
        return ascii_is_word(further);
    if (before == '/' && further != '/')
        return true;
    if (pii_follows(text, begin, versions, fillers))
        return true;
    int small = (parts[1] < 10) + (parts[2] < 10) + (parts[3] < 10);
    bool is_small = (parts[0] < 10 && parts[1] < 10) || (parts[0] != 10 && small == 3);
    bool has_port = end + 1 < text.len && (text.ptr[end] == ':' || text.ptr[end] == '/') &&
                    ascii_is_digit(text.ptr[end + 1]);
    return is_small && !has_port && !pii_follows(text, begin, hosts, fillers);
}

bool pii_ipv4(const struct pii_place *p, struct pii_span *out)
{
    int parts[4];
    struct str text = p->text;
    size_t end = p->at + dotted_quad(str_skip(text, p->at), parts);
    if (end == p->at || !is_somebodys(parts))
        return false;
    char c = (char)(end < text.len ? text.ptr[end] : 0);
    char further = (char)(end + 1 < text.len ? text.ptr[end + 1] : 0);
    bool goes_on = ascii_is_word(c) || ((c == '.' || c == '-') && ascii_is_word(further));
    if (goes_on || is_version(text, p->at, end, parts))
        return false;
    *out = (struct pii_span){p->at, end, PII_ADDRESS};
    return true;
}

// Six pairs of hexadecimal digits.
static bool is_mac(struct str s, char separator)
{
    bool is_one_pair = true;
    bool has_letter = false;
    bool has_digit = false;
    if (s.len != 17)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (i % 3 == 2 ? s.ptr[i] != separator : !ascii_is_hex(s.ptr[i]))
            return false;
        is_one_pair &= s.ptr[i] == s.ptr[i % 3];
        has_letter |= ascii_is_letter(s.ptr[i]);
        has_digit |= ascii_is_digit(s.ptr[i]);
    }
    return !is_one_pair && has_digit && (has_letter || separator == ':');
}

bool pii_dash_address(const struct pii_place *p, size_t end, struct pii_span *out)
{
    size_t begin = p->at;
    begin += pii_is_escape(p->text, begin);
    while (end > begin && (p->text.ptr[end - 1] == '.' || p->text.ptr[end - 1] == '-'))
        end--;
    if (!is_mac((struct str){p->text.ptr + begin, end - begin}, '-'))
        return false;
    *out = (struct pii_span){begin, end, PII_ADDRESS};
    return true;
}

// Eight groups of up to four hexadecimal digits, or fewer and one "::"; the first of four digits,
// in a range that is assigned (RFC 4291).
static bool is_ipv6(struct str s)
{
    int groups = 0;
    int gaps = 0;
    size_t digits = 0;
    for (size_t i = 0; i <= s.len; i++) {
        if (i < s.len && s.ptr[i] != ':') {
            if (++digits > 4)
                return false;
            continue;
        }
        bool is_gap = digits == 0 && i > 0 && i < s.len;
        bool is_end = digits == 0 && i == s.len;
        if (!is_gap && !is_end && digits == 0)
            return false;
        gaps += is_gap;
        groups += digits > 0;
        digits = 0;
    }
    bool is_assigned =
        s.len > 4 && s.ptr[4] == ':' &&
        (s.ptr[0] == '2' || s.ptr[0] == '3' ||
         (str_starts_nocase(s, S("f")) && (s.ptr[1] | 32) >= 'c' && (s.ptr[1] | 32) <= 'e'));
    return is_assigned && (gaps == 0 ? groups == 8 : gaps == 1 && groups >= 2 && groups <= 7);
}

bool pii_colon_address(const struct pii_place *p, struct pii_span *out)
{
    struct str text = p->text;
    size_t begin = p->at;
    size_t end = p->at + 1;
    if (end >= text.len || begin == 0 || !ascii_is_hex(text.ptr[begin - 1]) ||
        !(ascii_is_hex(text.ptr[end]) || text.ptr[end] == ':'))
        return false;
    while (begin > p->from && p->at - begin < COLON_MAX_BYTES &&
           (ascii_is_hex(text.ptr[begin - 1]) || text.ptr[begin - 1] == ':'))
        begin--;
    while (end < text.len && end - p->at < COLON_MAX_BYTES &&
           (ascii_is_hex(text.ptr[end]) || text.ptr[end] == ':'))
        end++;
    if (pii_is_inside_word(text, begin) || (end < text.len && ascii_is_word(text.ptr[end])))
        return false;
    if (text.ptr[end - 1] == ':' && text.ptr[end - 2] != ':')
        end--;
    struct str s = {text.ptr + begin, end - begin};
    if (!is_mac(s, ':') && !is_ipv6(s))
        return false;
    *out = (struct pii_span){begin, end, PII_ADDRESS};
    return true;
}
