// call_entries.c - see call_entries.h.
#include "cli/call_entries.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "cli/cli.h"
#include "store/identity.h"

const char *const call_proof_text[] = {
    [PROOF_ID] = "id",
    [PROOF_BYTES] = "bytes",
    [PROOF_LOG] = "log",
};

struct search {
    const struct call_reading *reading;
    struct call_place place;
    struct arena *arena;
    struct str
        wanted;    // bytes that further entries of the call contain; empty = none is looked for
    bool is_half;  // of a two-sided format: the other one may stand in another log
};

static bool is_regular(const char *path, bool *exists)
{
    struct stat info;
    *exists = stat(path, &info) == 0;
    return *exists && S_ISREG(info.st_mode);
}

// The longest run of characters that stand in JSON as they are: ids are put together of such.
static struct str plain_run(struct str id, struct arena *a)
{
    size_t best = 0, best_len = 0, len = 0;
    for (size_t i = 0; i < id.len; i++) {
        unsigned char c = (unsigned char)id.ptr[i];
        bool is_plain =
            (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '-' || c == '_';
        len = is_plain ? len + 1 : 0;
        if (len > best_len) {
            best_len = len;
            best = i + 1 - len;
        }
    }
    return str_copy((struct str){id.ptr + best, best_len}, a);
}

static bool has_identity(const struct search *s, const struct block_entry *value,
                         enum call_proof *proof)
{
    if (!value->record || s->place.is_place_only)
        return false;
    *proof = PROOF_ID;
    if (identity_of_call(value->record->call_id) == s->place.identity)
        return true;
    *proof = PROOF_BYTES;
    bool has_hash = !identity_of_call(value->record->call_id) && value->entry_hash;
    for (int64_t i = 0; has_hash && i < s->place.log.lines; i++)
        if (identity_of_entry(value->entry_hash, i) == s->place.identity)
            return true;
    return false;
}

// The value of the entry that is the call's; NULL when none says so.
static const struct block_entry *find_value(const struct search *s,
                                            const struct readback_entry *entry,
                                            enum call_proof *proof)
{
    for (int64_t i = 0; i < entry->value_count; i++)
        if (has_identity(s, &entry->values[i], proof))
            return &entry->values[i];
    return NULL;
}

// Of glued objects only the one that is meant.
static struct str text_of(const struct readback_entry *entry, const struct block_entry *value)
{
    if (!value || value->offset < entry->offset)
        return entry->text;
    return str_head(str_skip(entry->text, (size_t)(value->offset - entry->offset)),
                    (size_t)value->bytes);
}

// An entry that is proven to be the call's; ordinal is UNKNOWN for further ones.
struct proven {
    const char *path;
    const struct readback_entry *entry;
    const struct block_entry *value;  // may be NULL with PROOF_LOG
    enum call_proof proof;
    int64_t ordinal;
};

static bool give(const struct search *s, const struct proven *p, struct err *e)
{
    struct call_entry out = {
        .path = p->path,
        .proof = p->proof,
        .entry = p->ordinal,
        .offset = p->value ? p->value->offset : p->entry->offset,
        .text = text_of(p->entry, p->value),
        .names = p->entry->names,
    };
    return s->reading->take(s->reading->self, &out, e);
}

// Further entries of the call, behind what was read last.
static bool give_further(const struct search *s, const char *path, struct readback *r,
                         struct err *e)
{
    for (;;) {
        struct readback_entry entry;
        enum call_proof proof = PROOF_ID;
        bool has = false;
        struct err why = {0};
        if (!readback_next(r, s->wanted, &entry, &has, &why) && why.code != ERR_DATA) {
            *e = why;
            return false;
        }
        // Behind a torn end, too, there is nothing that was ingested.
        if (!has)
            return true;
        const struct block_entry *value = find_value(s, &entry, &proof);
        struct proven further = {path, &entry, value, proof, UNKNOWN};
        if (value && proof == PROOF_ID && !give(s, &further, e))
            return false;
    }
}

// What to look for in others, now that the first entry is known.
static void learn_wanted(struct search *s, const struct readback_entry *entry,
                         const struct block_entry *value, enum call_proof proof)
{
    const struct record *r = value                ? value->record
                             : entry->value_count ? entry->values[0].record
                                                  : NULL;
    s->wanted = (struct str){0};
    if (!r || s->place.is_place_only)
        return;
    if (proof == PROOF_ID)
        s->wanted = plain_run(r->call_id, s->arena);
    else if (r->join_key.len)
        s->wanted = plain_run(r->join_key, s->arena);
    s->is_half = proof != PROOF_ID && s->wanted.len;
}

static bool is_as_ingested(const struct search *s, const char *path, bool *is, struct err *e)
{
    const struct log_known *log = &s->place.log;
    *is = false;
    return readback_compare(path, log->resume_offset, log->prefix_hash, s->reading->is_interrupted,
                            is, e);
}

// Reads the entry where it should be. *found is false when it is not there, or not this call's.
static bool try_file(struct search *s, const char *path, bool may_jump, bool *found, struct err *e)
{
    struct log_known *log = &s->place.log;
    struct readback_known known = log->readback;
    struct readback *r = NULL;
    struct readback_entry entry;
    enum call_proof proof = PROOF_LOG;
    bool has = false;
    *found = false;
    known.is_interrupted = s->reading->is_interrupted;
    known.frame_count = may_jump ? known.frame_count : 0;
    if (!readback_open(path, &known, &r, e))
        return false;
    bool ok = readback_at(r, s->place.offset, &entry, &has, e);
    const struct block_entry *value = ok && has ? find_value(s, &entry, &proof) : NULL;
    if (ok && has && !value && !may_jump) {
        proof = PROOF_LOG;
        ok = is_as_ingested(s, path, found, e);
    }
    *found |= value != NULL;
    if (ok && *found) {
        learn_wanted(s, &entry, value, proof);
        struct proven first = {path, &entry, value, proof, s->place.entry};
        ok = give(s, &first, e) && (!log->merged || !s->wanted.len || give_further(s, path, r, e));
    }
    readback_close(r);
    return ok;
}

// The halves of two-sided formats stand in different logs.
static bool search_others(struct search *s, struct err *e)
{
    struct log_known *logs = NULL;
    int count = 0;
    if (!call_place_others(s->reading->store, s->reading->rowid, &logs, &count, s->arena, e))
        return false;
    for (int i = 0; i < count; i++) {
        struct readback_known known = logs[i].readback;
        struct readback *r = NULL;
        struct err why = {0};
        bool exists = false;
        const char *path = str_cstr(logs[i].path, s->arena);
        known.is_interrupted = s->reading->is_interrupted;
        if (!is_regular(path, &exists) || !readback_open(path, &known, &r, &why)) {
            cli_say("%s: is not searched for the other half of the call: %s", path,
                    why.code ? why.text : "it is gone");
            continue;
        }
        bool ok = give_further(s, path, r, e);
        readback_close(r);
        if (!ok)
            return false;
    }
    return true;
}

static bool read_file(struct search *s, const char *path, struct err *e)
{
    const struct log_known *log = &s->place.log;
    struct err why = {0};
    bool found = false;
    bool ok = try_file(s, path, true, &found, &why);
    // Where the file was packed anew, its frames begin elsewhere.
    if (!found && why.code != ERR_INTERRUPTED && why.code != ERR_IO &&
        (ok || log->readback.frame_count)) {
        why = (struct err){0};
        ok = try_file(s, path, false, &found, &why);
    }
    if (!ok) {
        *e = why;
        return false;
    }
    if (!found)
        return err_set(e, ERR_DATA,
                       "%s: at byte %lld, where entry %lld of this request was, something else "
                       "stands now: the log has changed since it was ingested",
                       path, (long long)s->place.offset, (long long)s->place.entry);
    return true;
}

// Whether a file begins as the log did; e keeps the first reason why one does not.
static bool begins_as_log(const struct search *s, const char *path, struct err *e)
{
    struct readback *r = NULL;
    struct err why = {0};
    bool exists = false;
    if (!is_regular(path, &exists))
        return false;
    bool is_it = readback_open(path, &s->place.log.readback, &r, &why);
    if (is_it)
        readback_close(r);
    else if (!e->code)
        *e = why;
    return is_it;
}

// Where a log may be that is not where it was: beside the database, rotated, packed or unpacked.
// Only a file that begins as the log did is read.
static const char *find_file(const struct search *s, struct err *e)
{
    static const char *const suffixes[] = {"",     ".1",     ".zst",  ".gz", ".xz",
                                           ".bz2", ".1.zst", ".1.gz", ".lz4"};
    enum { SUFFIXES = sizeof suffixes / sizeof *suffixes, NAMES = 3 };
    struct arena *a = s->arena;
    struct str path = s->place.log.path;
    struct str_cut folder = str_cut_last(s->reading->db_path, '/');
    bool is_beside = folder.ok && path.ptr[0] != '/';
    struct str names[NAMES] = {path, path, str_cut_last(path, '.').head};
    if (is_beside)
        names[1] = str_fmt(a, "%.*s/%.*s", STR_ARG(folder.head), STR_ARG(path));
    for (int i = 0; i < NAMES * SUFFIXES; i++) {
        const char *name =
            str_fmt(a, "%.*s%s", STR_ARG(names[i / SUFFIXES]), suffixes[i % SUFFIXES]).ptr;
        if (begins_as_log(s, name, e))
            return name;
    }
    return NULL;
}

static bool find_and_read(struct search *s, struct err *e)
{
    struct str path = s->place.log.path;
    struct err why = {0};
    bool exists = false;
    if (s->reading->log.ptr)
        return read_file(s, str_cstr(s->reading->log, s->arena), e);
    if (!path.len || s->place.log.is_renamed)
        return err_set(e, ERR_IO,
                       "this anonymised copy of a database does not say which log it came from");
    const char *name = str_cstr(path, s->arena);
    if (str_eq(path, S("-")))
        return err_set(e, ERR_IO,
                       "it came through standard input, which cannot be read again; --log FILE "
                       "names a file with the same bytes");
    if (!is_regular(name, &exists) && exists)
        return err_set(e, ERR_IO,
                       "%s: it came through a pipe or device, which cannot be read "
                       "again; --log FILE names a file with the same bytes",
                       name);
    const char *found = find_file(s, &why);
    if (found)
        return read_file(s, found, e);
    if (why.code) {
        *e = why;
        return false;
    }
    return err_set(e, ERR_IO, "%s: the log is not there any more; --log FILE says where it is now",
                   name);
}

bool call_entries_read(const struct call_reading *reading, struct arena *a, struct err *e)
{
    struct search s = {.reading = reading, .arena = a};
    bool ok = call_place_read(reading->store, reading->rowid, &s.place, a, e);
    s.place.log.readback.is_interrupted = reading->is_interrupted;
    return ok && find_and_read(&s, e) && (!s.is_half || search_others(&s, e));
}
