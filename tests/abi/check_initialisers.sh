#!/bin/bash
# check_initialisers.sh FILE...   (object files or archives of them)
# Checks that our own code runs nothing when the library is loaded or unloaded, and registers nothing with atexit (header,
# "LIFE CYCLE"): no static object has an initialiser or a destructor to run.
set -euo pipefail
found=
for file in "$@"; do
    sections=$(readelf -SW "$file")
    symbols=$(nm -A --undefined-only "$file")
    found+=$(awk -v name="$file" '
        /^File: / { name = $2 }
        / \.(init_array|fini_array|preinit_array|ctors|dtors)/ { print name ": has an initialiser or finaliser" }' \
        <<<"$sections")
    found+=$(awk '/ (__cxa_atexit|atexit|__cxa_thread_atexit)$/ { print "\n" $1 " refers to " $NF }' <<<"$symbols")
done
if [[ $found ]]; then
    echo "FAIL: code that runs at load or at exit:"
    sort -u <<<"$found"
    exit 1
fi
echo "nothing runs at load or at exit ($# files)"
