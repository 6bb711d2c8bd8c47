#!/bin/bash
# check_reasons.sh SOURCE_DIR
# Checks that each reason that the plugin can give is in the header's table of states.
set -euo pipefail
cd -- "$1"
table=$(sed -n '/^ \* STATES, AND WHAT TO DO/,/^ \* JSON DOCUMENTS/p' abi/include/syncmod/syncmod.h)
reasons=$(grep -rhozE 'Status::[A-Za-z]+,[[:space:]]*"[a-z_]+"|(\.reason|reason) = "[a-z_]+"|incomplete\("[a-z_]+"' \
    plugin --include='*.?pp' | tr '\0' '\n' | grep -oE '"[a-z_]+"' | tr -d '"' | sort -u)
failed=0
for reason in $reasons; do
    grep -qw -- "$reason" <<<"$table" || { echo "FAIL: the reason \"$reason\" is not in the table" >&2; failed=1; }
done
count=$(wc -w <<<"$reasons")
((count >= 20)) || { echo "FAIL: only $count reasons found: does the pattern still fit the code?" >&2; failed=1; }
((failed)) || echo "$count reasons, all in the table"
exit "$failed"
