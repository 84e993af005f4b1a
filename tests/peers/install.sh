#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# install.sh SOURCE TARGET: what SOURCE's lock file names, and nothing else, into TARGET; nothing to do the second time.
set -eu
source=$1 target=$2
command -v node >/dev/null && command -v npm >/dev/null || {
    echo "node or npm is missing; ./run test installs them" >&2
    exit 1
}
mkdir -p "$target"
if cmp -s "$source/package-lock.json" "$target/installed.json"; then exit 0; fi
rm -f "$target/installed.json"
cp "$source/package.json" "$source/package-lock.json" "$target/"
cd "$target"
for attempt in 1 2 3; do
    if npm ci --ignore-scripts --no-audit --no-fund --cache "$target/cache"; then
        rm -rf cache
        cp package-lock.json installed.json
        exit 0
    fi
    echo "attempt $attempt failed" >&2
done
exit 1
