#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check-package.sh [FILE.deb]
#
# Installs the package in a bare Debian, starts both programs there as a user who is not root, and takes it off again.
# Needs root, debootstrap and a Debian mirror (the one this machine's apt uses). Where that cannot be had it says so
# and ends with 0, or with 1 where CI=true: there, not to have looked is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
suite=bookworm

say() { printf 'package: %s\n' "$*"; }
cannot() {
    say "NOT CHECKED: $*"
    [ "${CI:-}" = true ] && exit 1
    exit 0
}
wrong() { say "WRONG: $*"; exit 1; }

deb=${1:-$(ls -t build/package/drawbridge_*.deb 2>/dev/null | head -n 1)}
[ -f "$deb" ] || wrong "no package; ./run package makes one"
deb=$(readlink -f "$deb")
[ "$(id -u)" = 0 ] || cannot "a bare system can only be made by root"
command -v debootstrap >/dev/null || cannot "debootstrap is missing"

# Mounts made below end with this process.
if [ -z "${DRAWBRIDGE_OWN_MOUNTS:-}" ]; then
    if unshare --mount true 2>/dev/null; then
        DRAWBRIDGE_OWN_MOUNTS=1 exec unshare --mount --propagation private "$0" "$deb"
    fi
fi

root=$(mktemp -d /var/tmp/drawbridge-bare.XXXXXX)
chmod 755 "$root" # it becomes the / of a user who is not root
clean_up() {
    umount "$root/proc" 2>/dev/null || true
    rm -rf --one-file-system "$root"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The mirror and the way to it, as this machine's apt has them.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 2>/dev/null \
    | grep -E '/debian/?$' | head -n 1 || true)
mirror=${mirror:-http://deb.debian.org/debian}
proxy=$(apt-config shell p Acquire::http::Proxy | sed -n "s/^p='\(.*\)'\$/\1/p")
[ -z "$proxy" ] || [ "$proxy" = DIRECT ] || export http_proxy=$proxy

say "a bare $suite from $mirror"
debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$root.log" 2>&1 || {
    tail -n 20 "$root.log"
    rm -f "$root.log"
    cannot "debootstrap failed; its last lines stand above"
}
rm -f "$root.log"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # no service starts in there
chmod 755 "$root/usr/sbin/policy-rc.d"
apt-config dump | grep -E '^Acquire::(http|https|ftp|Check|Retries|AllowInsecure)' >"$root/etc/apt/apt.conf.d/99host" || true
for file in /etc/resolv.conf /etc/hosts; do
    [ ! -e "$file" ] || cat "$file" >"$root$file"
done
mount -t proc proc "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc" 2>/dev/null || say "without /proc"

inside() {
    env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 TZ=UTC DEBIAN_FRONTEND=noninteractive HOME=/root \
        chroot "$root" "$@"
}
as_user() { inside setpriv --reuid=1000 --regid=1000 --clear-groups env HOME=/home/owner QT_QPA_PLATFORM=offscreen "$@"; }
apt_install() {
    inside apt-get install -y --no-install-recommends -q -o Dpkg::Use-Pty=0 "$@" >"$root/apt.log" 2>&1 \
        || { tail -n 30 "$root/apt.log"; wrong "apt could not install $*"; }
}

cp "$deb" "$root/drawbridge.deb"
inside apt-get update -q >/dev/null || wrong "apt-get update failed in the bare system"
inside useradd --uid 1000 --create-home owner
say "installing $(basename "$deb")"
apt_install /drawbridge.deb

# First with nothing but what the package itself depends on.
[ -z "$(inside dpkg --verify drawbridge)" ] || wrong "files of the package are not as packed"
for program in drawbridge drawbridgectl; do
    missing=$(inside ldd "/usr/bin/$program" | grep 'not found' || true)
    [ -z "$missing" ] || wrong "$program misses libraries: $missing"
done
say "drawbridgectl: $(as_user drawbridgectl version)"
as_user drawbridgectl --json catalog list | grep -q '"apps"' || wrong "drawbridgectl lists no apps"
inside test -f /usr/share/icons/hicolor/48x48/apps/app.drawbridge.Drawbridge.png || wrong "the icon is missing"

# Then with what the recommendations bring: a keychain.
apt_install gnome-keyring dbus-daemon dbus-bin
install -m 755 tests/support/with-keyring.sh "$root/usr/local/bin/with-keyring"
as_user with-keyring drawbridgectl --json --workspace /home/owner/business workspace init --secrets keychain >/dev/null \
    || wrong "no workspace could be made"
as_user with-keyring sh -c 'rm -rf ~/business; drawbridgectl --json --workspace ~/business workspace init && drawbridgectl --json --workspace ~/business workspace check' \
    | grep -q '"ok": *true' || wrong "the workspace is not in order"

say "opening the window"
status=0
said=$(as_user with-keyring timeout --signal=TERM 6 drawbridge 2>&1) || status=$?
# 124: it was still open when the time was up, and left when it was told.
[ "$status" = 124 ] || wrong "the window did not stay open (status $status): $said"
! printf '%s\n' "$said" | grep -E 'could not|QSql|cannot open|No such' || wrong "the window complained"

inside dpkg --purge drawbridge >/dev/null
left=$(inside find /usr /etc /var/lib -xdev -iname '*drawbridge*' -not -path '/var/lib/dpkg/*' -not -path '/usr/local/*')
[ -z "$left" ] || wrong "taken off, it leaves: $left"
say "installed, started and taken off again"
