#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# ./run says what it does: its verbs, the package list, and whom it asks before it installs. apt and sudo are played.
set -u
tree=$(cd "$(dirname "$0")/../.." && pwd)
failures=0
expect() { # WHAT EXPECTED ACTUAL
    case $3 in
        *"$2"*) ;;
        *) echo "FAIL: $1: expected \"$2\" in \"$3\""; failures=$((failures + 1)) ;;
    esac
}

here=$(mktemp -d) || exit 1
trap 'rm -rf "$here"' EXIT
mkdir -p "$here/bin" "$here/tree/installer"
cp "$tree/run" "$here/tree/"
cp "$tree/installer/packages.txt" "$here/tree/installer/"
play() { # NAME BODY
    printf '#!/bin/bash\n%s\n' "$2" >"$here/bin/$1"
    chmod +x "$here/bin/$1"
}
play dpkg-query 'for p in "$@"; do case $p in -*) ;; mold|ninja-build) [ -z "${MISSING:-}" ] && echo "installed $p" ;; *) echo "installed $p" ;; esac; done'
play apt-get 'echo "apt-get $*" >>"$RECORD"'
play sudo 'if [ "$1" = -n ]; then exit 1; fi; echo "sudo $*" >>"$RECORD"'
play id 'echo "${PLAYED_UID:-0}"'
play cmake 'mkdir -p build; exit 1'
export PATH="$here/bin:$PATH" RECORD="$here/record"
unset CI
start() { : >"$RECORD"; said=$("$here/tree/run" "$@" 2>&1 </dev/null); status=$?; }

start help
expect "help" "0" "$status"
for verb in build test asan tour bench lint fuzz package help; do expect "help" "./run $verb" "$said"; done
start dance
expect "an unknown verb" "2" "$status"
expect "an unknown verb" 'does not know "dance"' "$said"

start build
expect "nothing is missing: apt is left alone" "[]" "[$(cat "$RECORD")]"
MISSING=1 start build
expect "root is not asked" "install -y --no-install-recommends -q -o Dpkg::Use-Pty=0 mold ninja-build" "$(cat "$RECORD")"
PLAYED_UID=1000 MISSING=1 start build
expect "nobody to ask: it stops" "3" "$status"
expect "nobody to ask: the command" "sudo apt-get install --no-install-recommends mold ninja-build" "$said"
expect "nobody to ask: nothing is installed" "[]" "[$(cat "$RECORD")]"

# Every name in the list is one package in a section that a verb uses.
expect "the list" "[]" "[$(grep -vE '^(#.*|[a-z0-9][a-z0-9+.-]+( +# .*)?)?$' "$tree/installer/packages.txt")]"
expect "the sections" "build run test peers bench lint package" "$(sed -nE 's/^# ([a-z]+)$/\1/p' "$tree/installer/packages.txt" | xargs)"
exit $((failures > 0))
