// ascii.h - what an ASCII character is, whatever the locale; bytes above 0x7f are nothing.
#pragma once

#include <stdbool.h>

static inline bool ascii_is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

static inline bool ascii_is_letter(char c)
{
    return (unsigned char)((c | 32) - 'a') < 26;
}

static inline bool ascii_is_alnum(char c)
{
    return ascii_is_digit(c) || ascii_is_letter(c);
}

static inline bool ascii_is_word(char c)
{
    return ascii_is_alnum(c) || c == '_';
}

static inline bool ascii_is_hex(char c)
{
    return ascii_is_digit(c) || (unsigned char)((c | 32) - 'a') < 6;
}

static inline char ascii_lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}
