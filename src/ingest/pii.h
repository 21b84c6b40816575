// pii.h - personal and secret data in a text: what counts, to the letter.
//
// The rules want to be right rather than complete. "Word" = ASCII letters, digits and _; a "\n" of
// JSON text is no part of the word behind it.
//
//   EMAIL    1 to 64 of [A-Za-z0-9._%+-] @ labels joined by dots, the last of 2 to 24 letters. Not:
//            with an @ or // before it, with : and a letter, digit or / behind it
//            (git@host:repository), names of image, code and archive files (icon@2x.png).
//   PHONE    groups of digits joined by one of [ -./] or by parentheses, where no digit, dot, slash
//            or dash with a word goes on at either end, as
//            + and 9 to 15 digits, not beginning with 0 nor ending in 000000
//            00 and 9 to 15 digits in groups, not beginning with 0
//            North America: [1] AAA EEE NNNN that begin with 2 or more each, written (AAA) EEE…,
//            AAA/EEE…, AAA EEE-NNNN or with twice the same - or .
//            trunk prefix 0: 2 to 5 digits first (0, then not 0), 9 to 12 in all, groups of 2 or
//            more with one separator behind the first, not dd.mm.yyyy, not 4-4-4 or 5-4 (postal
//            codes), not five pairs of which three more begin with 0 (bytes)
//            China: 1[3-9]N NNNN NNNN
//            after a word like phone, tel, mobile, fax, call: any 7 to 15 digits but a date.
//   CARD     13 to 19 digits at one piece or in groups of 4-4-4-4[-3], 4-6-5, 4-6-4 with one kind
//            of separator (space or dash), a number range of a card network, Luhn's check digit
//            (ISO/IEC 7812-1).
//   KEY      a vendor's prefix (pii_key.c has the table) and 16 or more characters, 12 of them at
//            one piece of letters and digits with some of both; a JWT; 16 or more characters with
//            both behind "Bearer "; a PEM private key; the password in scheme://user:password@host;
//            the value behind password, secret, token, api_key… and : or =, with letters and digits
//            (6 characters or more for a password, 12 for a token or secret with 8 at one piece, 8
//            else) that is no number, call, path, URL or placeholder.
//   ADDRESS  IPv4 in decimal without zeros in front, IPv6 (RFC 4291, in 2000::/3, fc00::/7 and
//            fe00::/8) and MAC addresses (six pairs, all - or all :). Not: what is written like a
//            version or section (inside a word, behind / or a word like version; the first two or
//            the last three parts below 10, the first not 10, without port, prefix length or a word
//            like host), 0.x.x.x, 127.x.x.x and from 224 on, which are nobody's, and MACs of six
//            equal pairs.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "model/prompt.h"

struct pii_span {
    size_t begin, end;
    enum pii kind;
};

// The first span that begins at or behind `from`; spans found one behind the other do not overlap.
// Takes linear time.
bool pii_next(struct str text, size_t from, struct pii_span *out);
// Bits of enum pii of all that is in a text.
uint32_t pii_kinds(struct str text);
// Length of the prefix at the front of a text that a vendor gives its keys; 0 = none is there.
size_t pii_key_prefix(struct str s);
