# layers.awk - fails when a file includes a layer that layers.txt, or a library that libraries.txt, does not grant it.
# usage: awk -f layers.awk layers.txt libraries.txt FILE...      (a file's layer is its folder)
FILENAME == ARGV[1] {
    if (/^#/ || !NF) next
    known[$1] = granted[$1, $1] = 1
    for (i = 3; i <= NF; i++) granted[$1, $i] = 1
    next
}
FILENAME == ARGV[2] {
    if (/^#/ || !NF) next
    places[$1] = ""
    for (i = 2; i <= NF; i++) places[$1] = places[$1] " " $i
    next
}
FNR == 1 {
    files++
    n = split(FILENAME, part, "/")
    layer = part[n - 1]
    if (!(layer in known)) complain("the folder " layer " is no layer of layers.txt")
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    split(quoted[2], inc, "/")
    if (inc[1] == "store_sql.h") inc[1] = "store"  # generated from queries/store/
    if (!((layer, inc[1]) in granted)) complain(layer " may not include " quoted[2])
}
/^[ \t]*#[ \t]*include[ \t]*</ {
    split($0, angled, "[<>]")
    for (library in places)
        if (index(angled[2], library) == 1 && !allowed(places[library]))
            complain("only" places[library] " may include <" angled[2] ">")
}
function allowed(list,    i, n, place) {
    n = split(list, place, " ")
    for (i = 1; i <= n; i++)
        if (index(FILENAME, place[i]) == 1) return 1
    return 0
}
function complain(what) { print FILENAME ":" FNR ": " what; bad = 1 }
END {
    if (!files) { print "no files to check"; bad = 1 }
    exit bad
}
