#!/bin/bash
# check_initialisers.sh FILE...   (object files or archives of them)
# Our own code runs nothing when the library is loaded or unloaded, and registers nothing with atexit (header, "LIFE
# CYCLE"): no object has an initialiser or a destructor to run.
set -euo pipefail
found=$(
    for file in "$@"; do
        readelf -SW "$file" | awk -v name="$file" '
            /^File: / { name = $2 }
            / \.(init_array|fini_array|preinit_array|ctors|dtors)/ { print name ": has an initialiser or finaliser" }'
        nm -A --undefined-only "$file" | awk '/ (__cxa_atexit|atexit|__cxa_thread_atexit)$/ { print $1 " refers to " $NF }'
    done | sort -u
)
if [[ $found ]]; then
    echo "FAIL: code that runs at load or at exit:"
    echo "$found"
    exit 1
fi
echo "nothing runs at load or at exit ($# files)"
