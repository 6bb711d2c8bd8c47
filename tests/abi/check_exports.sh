#!/bin/bash
# check_exports.sh PLUGIN
# Checks the plugin's file: it exports one symbol, needs few libraries, runs no code at the end of the process, is bound at
# once, never unloaded and hardened, and has no data that only a debugger reads.
set -euo pipefail
export LC_ALL=C
plugin=$1
failed=0
fail() { echo "FAIL: $*" >&2; failed=1; }

exports=$(nm -D --defined-only "$plugin" | awk '{ print $NF }')
[[ $exports == syncmod_entry_v1 ]] || fail "exports must be exactly syncmod_entry_v1, but are:" "$(head -n 10 <<<"$exports" | xargs)"

unique=$(readelf --dyn-syms --wide "$plugin" | awk '$5 == "UNIQUE" { print $8 }')
[[ -z $unique ]] || fail "unique symbols would tie this library to others of the process:" "$(head -n 10 <<<"$unique" | xargs)"

dynamic=$(readelf --dynamic --wide "$plugin")
needed=$(sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' <<<"$dynamic")
grep -qx 'libcurl\.so\.4' <<<"$needed" || fail "libcurl.so.4 is not needed"
for library in $needed; do
    case $library in
        libcurl.so.4 | libgcc_s.so.1 | libc.so.6 | libm.so.6 | ld-linux*.so.*) ;;
        *) fail "needs $library" ;;
    esac
done

imports=$(nm -D --undefined-only "$plugin" | awk '{ sub(/@.*/, "", $NF); print $NF }')
at_exit=$(grep -xE '__cxa_atexit|__cxa_thread_atexit(_impl)?|atexit|on_exit' <<<"$imports" | xargs || true)
[[ -z $at_exit ]] || fail "asks for code to be run at exit: $at_exit"
grep -qx aligned_alloc <<<"$imports" || fail "its operator new puts no blocks into large pages"
grep -qx __stack_chk_fail <<<"$imports" || fail "not compiled with -fstack-protector-strong"
grep -qE '^__[a-z]+_chk$' <<<"$imports" || fail "not compiled with -D_FORTIFY_SOURCE"

# The C++ library reserves its memory for exceptions at load, and the compiler's own start has an entry. Nothing else runs.
initialisers=$(readelf --sections --wide "$plugin" | sed -n 's/.*\.init_array  *INIT_ARRAY  *[0-9a-f]*  *[0-9a-f]*  *\([0-9a-f]*\) .*/\1/p')
((16#${initialisers:-0} <= 16)) || fail "runs code at load: its .init_array has 0x$initialisers bytes"

flags=$(grep -E '\(FLAGS(_1)?\)' <<<"$dynamic" || true)
grep -qw NOW <<<"$flags" || fail "not linked with -z now"
grep -qw NODELETE <<<"$flags" || fail "not linked with -z nodelete"
segments=$(readelf --program-headers --wide "$plugin")
grep -q GNU_RELRO <<<"$segments" || fail "not linked with -z relro"
! grep -qE 'GNU_STACK.*RWE' <<<"$segments" || fail "not linked with -z noexecstack"
! grep -Eq '\((SONAME|RPATH|RUNPATH|TEXTREL)\)' <<<"$dynamic" || fail "has a SONAME, RPATH, RUNPATH or TEXTREL"

sections=$(readelf --sections --wide "$plugin")
! grep -qE ' \.(symtab|debug_info) ' <<<"$sections" || fail "not stripped"
grep -q ' \.gnu_debuglink ' <<<"$sections" || fail "has no link to its symbols"
[[ -f $plugin.debug ]] || fail "its symbols are not in $plugin.debug"

((failed)) || echo "one export, $(wc -w <<<"$needed") libraries: $(xargs <<<"$needed")"
exit "$failed"
