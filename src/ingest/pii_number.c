// pii_number.c - telephone and card numbers: digits in groups.
#include "ingest/ascii.h"
#include "ingest/pii_rules.h"

enum { DIGITS_MAX = 20, GROUPS_MAX = 8, SHORTEST_DIGITS = 7 };

struct number {
    struct str text;
    size_t begin;          // with + or (
    char sign;             // '+', '(' or 0
    char before, further;  // the two bytes in front; 0 at the start
    char digits[DIGITS_MAX];
    int count;              // of groups
    int len[GROUPS_MAX];    // digits of each
    char join[GROUPS_MAX];  // what stands before it: one of " -./", ')' or '(' with blanks; 0 first
    size_t end[GROUPS_MAX];
};

static char byte_at(struct str s, size_t i)
{
    return (char)(i < s.len ? s.ptr[i] : 0);
}

// Length of what joins two groups at the front of s, 0 if the digits do not go on; *join is its
// kind.
static size_t joint_length(struct str s, char *join)
{
    char c = byte_at(s, 0);
    char next = byte_at(s, 1);
    *join = c;
    if (c == ' ' || c == '-' || c == '.' || c == '/' || c == ')' || c == '(')
        if (ascii_is_digit(next))
            return 1;
    if (!ascii_is_digit(byte_at(s, 2)))
        return 0;
    if (c == ')' && (next == ' ' || next == '-'))
        return 2;
    *join = '(';
    return (c == ' ' || c == '-') && next == '(' ? 2 : 0;
}

// False when the first group is longer than any number we look for.
static bool read_number(const struct pii_place *p, struct number *out)
{
    size_t at = p->at;
    int total = 0;
    *out = (struct number){.text = p->text, .begin = p->at};
    char sign = (char)(at > p->from ? p->text.ptr[at - 1] : 0);
    if (sign == '+' || sign == '(')
        out->sign = sign;
    out->begin -= out->sign != 0;
    out->before = (char)(out->begin > 0 ? p->text.ptr[out->begin - 1] : 0);
    out->further = (char)(out->begin > 1 ? p->text.ptr[out->begin - 2] : 0);
    char join = 0;
    for (int i = 0; i < GROUPS_MAX; i++) {
        size_t first = at;
        while (ascii_is_digit(byte_at(p->text, at)) && at - first <= DIGITS_MAX)
            at++;
        int n = (int)(at - first);
        if (total + n > DIGITS_MAX)
            break;
        memcpy(out->digits + total, p->text.ptr + first, (size_t)n);
        total += n;
        out->len[i] = n;
        out->join[i] = join;
        out->end[i] = at;
        out->count = i + 1;
        size_t joint = joint_length(str_skip(p->text, at), &join);
        if (joint == 0)
            break;
        at += joint;
    }
    return out->count > 0;
}

static int digits_of(const struct number *n, int groups)
{
    int total = 0;
    for (int i = 0; i < groups; i++)
        total += n->len[i];
    return total;
}

// Nothing that makes it part of something longer, or a price or a number with #, is before it.
static bool starts_well(const struct number *n)
{
    char c = n->before;
    bool follows_word = ascii_is_word(n->further);
    if (pii_is_inside_word(n->text, n->begin) || c == '#' || c == '$')
        return false;
    if ((c == '-' || c == '.' || c == '/' || c == '+') && follows_word)
        return false;
    if ((c == ':' || c == ',') && ascii_is_digit(n->further))
        return false;
    if ((c == '\xa3' && n->further == '\xc2') || (c == '\xac' && n->further == '\x82'))
        return false;  // £ and €
    return c != ' ' || n->sign || n->join[1] != ' ' || !ascii_is_digit(n->further);
}

// The same for the end of the first `groups` groups.
static bool ends_well(const struct number *n, int groups)
{
    size_t end = n->end[groups - 1];
    char c = byte_at(n->text, end);
    char next = byte_at(n->text, end + 1);
    if (groups < n->count)
        return n->join[groups] == ' ' &&
               (groups == 1 || n->join[groups - 1] != ' ' || (n->len[1] > 3 && n->len[groups] < 3));
    if (ascii_is_word(c) || c == '%' || c == '@')
        return false;
    if (c == ' ' && ascii_is_digit(next))  // more digits than were read
        return groups > 1 && n->join[groups - 1] != ' ';
    if (c == '-' || c == '/' || c == '+')
        return !ascii_is_word(next);
    return !((c == '.' || c == ':' || c == ',') && ascii_is_digit(next));
}

static bool has_groups(const struct number *n, int groups, const char *lengths)
{
    for (int i = 0; i < groups; i++)
        if (n->len[i] != lengths[i] - '0')
            return false;
    return lengths[groups] == '\0';
}

static bool is_joined_by(const struct number *n, int from, int groups, char join)
{
    for (int i = from; i < groups; i++)
        if (n->join[i] != join)
            return false;
    return true;
}

#define DIGITS(n) (1u << (n))
#define FROM_16   (DIGITS(16) | DIGITS(17) | DIGITS(18) | DIGITS(19))

// Ranges of the first six digits, and how many digits the cards have (the networks' published
// ranges as collected in Cybersource's "Card Type Identification" and in "Payment card number" of
// Wikipedia, read 2026-11-22).
static const struct card_range {
    int first, last;
    unsigned digits;  // a bit for each count
} card_ranges[] = {
    {222100, 272099, DIGITS(16)},                            // Mastercard
    {300000, 305999, DIGITS(14) | FROM_16},                  // Diners Club
    {340000, 349999, DIGITS(15)},                            // American Express
    {352800, 358999, FROM_16},                               // JCB
    {360000, 369999, DIGITS(14) | FROM_16},                  // Diners Club
    {370000, 379999, DIGITS(15)},                            // American Express
    {380000, 399999, DIGITS(14) | FROM_16},                  // Diners Club
    {400000, 499999, DIGITS(13) | DIGITS(16) | DIGITS(19)},  // Visa
    {510000, 559999, DIGITS(16)},                            // Mastercard
    {560000, 599999, FROM_16},                               // Maestro
    {601100, 601199, FROM_16},                               // Discover
    {620000, 629999, FROM_16},                               // UnionPay
    {644000, 659999, FROM_16},                               // Discover
    {675900, 676999, FROM_16},                               // Maestro
};

static bool is_in_card_range(const char *digits, int count)
{
    int head = 0;
    for (int i = 0; i < 6; i++)
        head = head * 10 + (digits[i] - '0');
    for (size_t i = 0; i < sizeof card_ranges / sizeof *card_ranges; i++) {
        const struct card_range *r = &card_ranges[i];
        if (head >= r->first && head <= r->last)
            return (r->digits >> count & 1) != 0;
    }
    return false;
}

static bool passes_luhn(const char *digits, int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++) {
        int d = digits[count - 1 - i] - '0';
        if (i % 2 == 1)
            d = d * 2 > 9 ? d * 2 - 9 : d * 2;
        sum += d;
    }
    return sum % 10 == 0;
}

static bool is_card(const struct number *n, int groups)
{
    int total = digits_of(n, groups);
    if (total < 13 || total > 19 || n->sign == '+')
        return false;
    bool is_grouped = groups == 1 || has_groups(n, groups, "4444") ||
                      has_groups(n, groups, "44443") || has_groups(n, groups, "465") ||
                      has_groups(n, groups, "464");
    bool is_even =
        groups == 1 || is_joined_by(n, 1, groups, ' ') || is_joined_by(n, 1, groups, '-');
    return is_grouped && is_even && is_in_card_range(n->digits, total) &&
           passes_luhn(n->digits, total);
}

// yyyy-mm-dd, dd.mm.yyyy and the like.
static bool is_date(const struct number *n, int groups)
{
    if (groups < 3)
        return false;
    bool year_first = n->len[0] == 4 && n->len[1] <= 2 && n->len[2] <= 2 &&
                      (n->digits[0] == '1' || n->digits[0] == '2');
    return year_first || (n->len[0] <= 2 && n->len[1] <= 2 && n->len[2] == 4);
}

static bool is_international(const struct number *n, int groups, int total)
{
    bool is_round = total >= 6 && memcmp(n->digits + total - 6, "000000", 6) == 0;
    if (n->sign == '+')
        return total >= 9 && total <= 15 && n->digits[0] != '0' && !is_round;
    return groups > 1 && n->len[0] > 1 && total >= 11 && total <= 17 && n->digits[0] == '0' &&
           n->digits[1] == '0' && n->digits[2] != '0' && !has_groups(n, groups, "444");
}

static bool is_north_american(const struct number *n, int groups, int total)
{
    int area = total == 11 && n->len[0] == 1 && n->digits[0] == '1' ? 1 : 0;
    if (groups != area + 3 || n->len[area] != 3 || n->len[area + 1] != 3 || n->len[area + 2] != 4)
        return false;
    char first = n->join[area + 1];
    char second = n->join[area + 2];
    bool is_written_so = first == ')' || first == '/' || (first == ' ' && second == '-') ||
                         (first == second && first != ' ');
    return n->digits[area] > '1' && n->digits[area + 3] > '1' && is_written_so;
}

// "01 02 00 00 05": bytes rather than a French number.
static bool is_dump(const struct number *n, int groups)
{
    int zeros = 0;
    for (int i = 1; i < groups; i++)
        zeros += n->digits[(size_t)i * 2] == '0';
    return has_groups(n, groups, "22222") && zeros > 2;
}

static bool is_trunk(const struct number *n, int groups, int total)
{
    if (groups < 2 || groups > 5 || total < 9 || total > 12 || n->digits[0] != '0' ||
        n->digits[1] == '0' || n->len[0] < 2 || n->len[0] > 5)
        return false;
    for (int i = 1; i < groups; i++)
        if (n->len[i] < 2)
            return false;
    return (groups < 3 || is_joined_by(n, 2, groups, n->join[2])) && !is_date(n, groups) &&
           !has_groups(n, groups, "444") && !has_groups(n, groups, "54") && !is_dump(n, groups);
}

static bool is_chinese(const struct number *n, int groups)
{
    return has_groups(n, groups, "344") && n->digits[0] == '1' && n->digits[1] > '2' &&
           (is_joined_by(n, 1, groups, ' ') || is_joined_by(n, 1, groups, '-'));
}

static bool is_announced(const struct number *n, int groups, int total)
{
    static const char *const words[] = {
        "phone",    "tel",       "telephone",     "mobile",   "cell",     "cellphone", "fax",
        "call",     "dial",      "whatsapp",      "sms",      "ring",     "telefon",   "handy",
        "mobil",    "rufnummer", "telefonnummer", "telefono", "telefone", "portable",  "hotline",
        "landline", NULL};
    static const char *const fillers[] = {"is",    "at",  "me",  "us", "him",     "her",
                                          "them",  "on",  "my",  "no", "nr",      "number",
                                          "under", "the", "via", "or", "numbers", NULL};
    return total >= SHORTEST_DIGITS && total <= 15 && !is_date(n, groups) &&
           pii_follows(n->text, n->begin, words, fillers);
}

static bool is_phone(const struct number *n, int groups)
{
    int total = digits_of(n, groups);
    return is_international(n, groups, total) ||
           (total <= 15 && (is_north_american(n, groups, total) || is_trunk(n, groups, total) ||
                            is_chinese(n, groups) || is_announced(n, groups, total)));
}

static bool take_groups(const struct number *n, const struct pii_place *p, struct pii_span *out)
{
    for (int groups = n->count; groups > 0; groups--) {
        if (!ends_well(n, groups))
            continue;
        bool is_a_card = is_card(n, groups);
        if (!is_a_card && !is_phone(n, groups))
            continue;
        bool is_closed = n->sign == '+' || memchr(n->join, ')', sizeof n->join) != NULL;
        out->begin = is_a_card || !is_closed ? p->at : n->begin;
        out->end = n->end[groups - 1];
        out->kind = is_a_card ? PII_CARD : PII_PHONE;
        return true;
    }
    return false;
}

// False for most numbers: too few digits from `at` on, whatever joins them.
static bool has_digits(struct str text, size_t at)
{
    enum { FIRST = ' ', LAST = '/' };
    static const uint32_t joints = 1u << (' ' - FIRST) | 1u << ('-' - FIRST) | 1u << ('.' - FIRST) |
                                   1u << ('/' - FIRST) | 1u << ('(' - FIRST) | 1u << (')' - FIRST);
    int count = 0;
    for (; at < text.len && count < SHORTEST_DIGITS; at++) {
        unsigned char c = (unsigned char)(text.ptr[at] - FIRST);
        if (ascii_is_digit(text.ptr[at]))
            count++;
        else if (c > LAST - FIRST || !(joints >> c & 1))
            return false;
    }
    return count == SHORTEST_DIGITS;
}

bool pii_number(const struct pii_place *p, struct pii_span *out)
{
    struct number n;
    struct str text = p->text;
    size_t at = p->at + 1;
    while (at < text.len && ascii_is_digit(text.ptr[at]) && at - p->at < SHORTEST_DIGITS)
        at++;
    char join = 0;
    if (at - p->at < SHORTEST_DIGITS && joint_length(str_skip(text, at), &join) == 0)
        return false;
    if (at - p->at <= 3 && join == '.' && pii_ipv4(p, out))
        return true;
    return has_digits(text, p->at) && read_number(p, &n) &&
           digits_of(&n, n.count) >= SHORTEST_DIGITS && starts_well(&n) && take_groups(&n, p, out);
}
