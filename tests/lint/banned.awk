# banned.awk - fails when a file uses a name that banned.txt does not allow there.
# usage: awk -f banned.awk banned.txt FILE...      Strings, characters and // comments do not count.
FILENAME == ARGV[1] {
    if (/^#/ || !NF) next
    place[$1] = $2
    instead[$1] = $0
    sub(/^[^ ]+ +[^ ]+ +/, "", instead[$1])
    next
}
FNR == 1 { files++ }
{
    line = $0
    if (line ~ /^[ \t]*#[ \t]*include/) next
    gsub(/\\./, "", line)
    gsub(/"[^"]*"/, "\"\"", line)
    gsub(/'[^']*'/, "", line)
    sub(/\/\/.*/, "", line)
    while (match(line, /[A-Za-z_][A-Za-z_0-9]*/)) {
        name = substr(line, RSTART, RLENGTH)
        before = RSTART > 1 ? substr(line, 1, RSTART - 1) : ""
        line = substr(line, RSTART + RLENGTH)
        if (!(name in place) || allowed(place[name])) continue
        if (before ~ /(\.|->)$/) continue  # a member
        if (line !~ /^[ \t]*\(/ && name !~ /^std/) continue  # no call
        print FILENAME ":" FNR ": " name " is banned here; use " instead[name]
        bad = 1
    }
}
function allowed(list,    i, n, prefix) {
    n = split(list, prefix, ",")
    for (i = 1; i <= n; i++)
        if (index(FILENAME, prefix[i]) == 1) return 1
    return 0
}
END {
    if (!files) { print "no files to check"; bad = 1 }
    exit bad
}
