#!/bin/bash
# check_header.sh INCLUDE_DIR LANGUAGE STANDARD COMPILER FILE...
# Compiles each file as LANGUAGE (c or c++) of STANDARD with every warning that a strict consumer might use.
set -euo pipefail
include=$1 language=$2 standard=$3 compiler=$4
shift 4
command -v "$compiler" >/dev/null || { echo "there is no $compiler; packaging/bootstrap deps installs it" >&2; exit 1; }
for file in "$@"; do
    # Compiled to code, because clang computes the layout of structs, and warns of padding, only when it generates code.
    "$compiler" -x "$language" -std="$standard" -pedantic -Wall -Wextra -Wpadded -Werror -I "$include" \
        -c "$file" -o /dev/null
done
