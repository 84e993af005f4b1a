#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# with-keyring.sh COMMAND [ARGUMENT...]
#
# Runs a command beside a real gnome-keyring that nobody will miss: a private D-Bus session bus, a fresh home folder
# and an unlocked login keyring (passphrase "throw-away"). Ends with the command's exit status, or 125 where the
# keyring itself could not be had; leaves no process and no file behind. Needs no display, no root, no usable HOME.
#
#   DRAWBRIDGE_KEEP_DISPLAY=1   keep DISPLAY and let the bus start services (a prompter needs both)
#   DRAWBRIDGE_KEYRING_LOG=FILE what the daemons had to say, for whoever hunts a failure
#
# The command sees DRAWBRIDGE_THROWAWAY_KEYRING=1, so that a test can refuse to run against the owner's own keyring.
# shellcheck disable=SC2317  # what traps and waits call
set -u
[ -e /proc/self/fd/0 ] || exec </dev/null

fail() {
    echo "with-keyring: $*" >&2
    if [ -n "${dir:-}" ] && [ -s "$dir/daemons.log" ]; then
        sed 's/^/with-keyring:   /' "$dir/daemons.log" >&2
    fi
    exit 125
}

[ $# -gt 0 ] || fail "give the command to run"
for program in dbus-daemon dbus-send gnome-keyring-daemon; do
    command -v "$program" >/dev/null || fail "$program is missing; installer/packages.txt names the packages"
done

# A Unix socket's path holds 107 bytes, so a deep TMPDIR is no place for one.
base=${TMPDIR:-/tmp}
if [ ${#base} -gt 50 ] || [ ! -w "$base" ]; then base=/tmp; fi
dir=$(mktemp -d "$base/drawbridge-keyring.XXXXXX") || { dir=; fail "no temporary folder in $base"; }

bus_pid=
keyring_pid=
command_pid=
clean_up() {
    trap '' INT TERM HUP
    for pid in $keyring_pid $bus_pid; do
        kill "$pid" 2>/dev/null
        for _ in $(seq 100); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.02
        done
        kill -KILL "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
    if [ -n "${DRAWBRIDGE_KEYRING_LOG:-}" ]; then cat "$dir/daemons.log" >>"$DRAWBRIDGE_KEYRING_LOG"; fi
    rm -rf "$dir"
}
pass_on() { # what ends the script ends the command; its end is then waited for as usual
    if [ -n "$command_pid" ]; then kill -"$1" "$command_pid" 2>/dev/null; else exit $((128 + $2)); fi
}
trap clean_up EXIT
trap 'pass_on INT 2' INT
trap 'pass_on TERM 15' TERM
trap 'pass_on HUP 1' HUP

if [ -n "${DISPLAY:-}" ] && [ "${DRAWBRIDGE_KEEP_DISPLAY:-}" = 1 ]; then
    # X finds its cookie through HOME, which is about to change.
    if [ -z "${XAUTHORITY:-}" ] && [ -r "${HOME:-/nonexistent}/.Xauthority" ]; then
        export XAUTHORITY="$HOME/.Xauthority"
    fi
    services='<standard_session_servicedirs/>'
else
    unset DISPLAY WAYLAND_DISPLAY XAUTHORITY
    services=
fi
unset DBUS_SESSION_BUS_ADDRESS DBUS_SESSION_BUS_PID DBUS_STARTER_ADDRESS DBUS_STARTER_BUS_TYPE
unset GNOME_KEYRING_CONTROL GNOME_KEYRING_PID SSH_AUTH_SOCK XDG_CURRENT_DESKTOP XDG_SESSION_ID DESKTOP_SESSION
export HOME="$dir/home" XDG_RUNTIME_DIR="$dir/run"
export XDG_DATA_HOME="$HOME/.local/share" XDG_CONFIG_HOME="$HOME/.config" XDG_CACHE_HOME="$HOME/.cache"
export XDG_STATE_HOME="$HOME/.local/state"
mkdir -p "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME" "$XDG_STATE_HOME" "$XDG_RUNTIME_DIR"
chmod 700 "$HOME" "$XDG_RUNTIME_DIR"

# No services to start on demand: on a desk machine a portal or a second keyring would be woken and asked.
cat >"$dir/bus.conf" <<CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:path=$XDG_RUNTIME_DIR/bus</listen>
  <auth>EXTERNAL</auth>
  $services
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONF
export DBUS_SESSION_BUS_ADDRESS="unix:path=$XDG_RUNTIME_DIR/bus"
dbus-daemon --config-file="$dir/bus.conf" --nofork --nopidfile </dev/null >>"$dir/daemons.log" 2>&1 &
bus_pid=$!

ask() { # METHOD [ARGUMENT...]: a call to the secret service, its answer as text
    dbus-send --session --print-reply --reply-timeout=5000 "$@" 2>>"$dir/daemons.log"
}
wait_for() { # PID COMMAND...: until the command succeeds, at most 20 s, as long as the process lives
    local pid=$1
    shift
    for _ in $(seq 1000); do
        "$@" && return 0
        kill -0 "$pid" 2>/dev/null || return 1
        sleep 0.02
    done
    return 1
}
bus_answers() { [ -S "$XDG_RUNTIME_DIR/bus" ]; }
keyring_answers() {
    ask --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets \
        | grep -q 'boolean true'
}
keyring_is_open() {
    ask --dest=org.freedesktop.secrets /org/freedesktop/secrets/aliases/default \
        org.freedesktop.DBus.Properties.Get string:org.freedesktop.Secret.Collection string:Locked \
        | grep -q 'boolean false'
}

wait_for "$bus_pid" bus_answers || fail "the private bus did not come up"
printf throw-away | gnome-keyring-daemon --unlock --components=secrets --foreground \
    --control-directory="$XDG_RUNTIME_DIR/keyring" >>"$dir/daemons.log" 2>&1 &
keyring_pid=$!
wait_for "$keyring_pid" keyring_answers || fail "gnome-keyring did not come up"
wait_for "$keyring_pid" keyring_is_open || fail "the login keyring did not open"

export DRAWBRIDGE_THROWAWAY_KEYRING=1
# In the background, because bash acts on a signal only when nothing runs in front; with our standard input all the same.
"$@" <&0 &
command_pid=$!
status=0
while :; do
    wait "$command_pid"
    status=$?
    # A wait that a signal cut short is taken up again.
    kill -0 "$command_pid" 2>/dev/null || break
done
exit "$status"
