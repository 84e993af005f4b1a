#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# with-keyring.sh gives a keyring that works, passes the exit status on, and leaves nothing behind.
set -u
cd "$(dirname "$0")" || exit 1
failures=0
expect() { # WHAT EXPECTED ACTUAL
    [ "$2" = "$3" ] || { echo "FAIL: $1: expected \"$2\", got \"$3\""; failures=$((failures + 1)); }
}

# Its folders, sockets and daemons all carry this folder in their names.
here=$(mktemp -d /tmp/wk.XXXXXX) || exit 1
trap 'rm -rf "$here"' EXIT
export TMPDIR=$here
left() { find "$here" -mindepth 1; pgrep -a -f "$here" || true; }

expect "a stored key is read back" "a value" \
    "$(./with-keyring.sh sh -c 'printf "a value" | secret-tool store --label=x server S user K; secret-tool lookup server S user K')"
expect "nothing is carried over to the next" "" "$(./with-keyring.sh secret-tool lookup server S user K)"
./with-keyring.sh sh -c 'exit 7'
expect "the exit status" 7 $?
./with-keyring.sh sh -c 'kill -KILL $$' 2>/dev/null
expect "the end by a signal" 137 $?
./with-keyring.sh /nonexistent/program 2>/dev/null
expect "a program that is not there" 127 $?
expect "standard input" "through" "$(echo through | ./with-keyring.sh cat)"
./with-keyring.sh sh -c 'exit 3' <&-
expect "no standard input at all" 3 $?
expect "HOME that is nobody's" ok "$(HOME=/nonexistent ./with-keyring.sh sh -c '[ -w "$HOME" ] && echo ok')"
expect "no display, but the chosen platform" " offscreen" \
    "$(DISPLAY=:99 QT_QPA_PLATFORM=offscreen ./with-keyring.sh sh -c 'echo "${DISPLAY:-} $QT_QPA_PLATFORM"')"
expect "the display where it is asked for" ":99" \
    "$(DISPLAY=:99 DRAWBRIDGE_KEEP_DISPLAY=1 ./with-keyring.sh sh -c 'echo "${DISPLAY:-}"')"
./with-keyring.sh 2>/dev/null
expect "no command" 125 $?
timeout -s TERM 1 ./with-keyring.sh sh -c 'exec sleep 60'
expect "a stop from outside" 124 $?
if [ "$(id -u)" = 0 ]; then
    chmod 1777 "$here"
    cp with-keyring.sh "$here/copy.sh" && chmod 755 "$here/copy.sh"
    expect "somebody who is not root" "65534 value" "$(cd / && setpriv --reuid=65534 --regid=65534 --clear-groups \
        "$here/copy.sh" sh -c 'printf value | secret-tool store --label=x a b; echo "$(id -u) $(secret-tool lookup a b)"')"
    rm "$here/copy.sh"
fi
expect "what is left behind" "" "$(left)"
exit $((failures > 0))
