// sql_guard.h - what a statement of a person may do: read, with harmless functions.
#pragma once

#include <sqlite3.h>

// Installs the authorizer on a connection; statements prepared until sql_guard_off() are held to
// it. The reason of a refusal is left in *refused (a static text, or NULL).
struct sql_guard {
    const char *refused;
    char name[64];
};
void sql_guard_on(sqlite3 *db, struct sql_guard *guard);
void sql_guard_off(sqlite3 *db);
