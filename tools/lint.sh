#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# lint.sh [--all]: what a machine can say about the tree. clang-tidy reads the files that differ from main, or all.
# "./run lint" calls it with build/tidy configured.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
jobs=${DRAWBRIDGE_JOBS:-$(nproc)}
failed=()
step() { # NAME COMMAND...
    local name=$1
    shift
    printf -- '--- %s\n' "$name"
    "$@" || failed+=("$name")
}

mapfile -t sources < <(find core ui app tests -name '*.cpp' -o -name '*.h' | sort)
step "format" clang-format --dry-run -Werror "${sources[@]}"
for check in layers owner_words plain_text no_secrets licence one_definition; do
    step "$check" python3 -B "tools/$check.py"
done
step "desktop file" desktop-file-validate installer/app.drawbridge.Drawbridge.desktop
step "AppStream data" appstreamcli validate --no-net installer/app.drawbridge.Drawbridge.metainfo.xml

tidy() {
    local files
    if [ "${1:-}" = --all ]; then
        mapfile -t files < <(find core ui app -name '*.cpp' | sort)
    else
        local base
        base=$(git merge-base HEAD origin/main 2>/dev/null || git merge-base HEAD main 2>/dev/null || git rev-parse HEAD)
        mapfile -t files < <({ git diff --name-only --diff-filter=d "$base"; git ls-files --others --exclude-standard; } \
            | grep -E '^(core|ui|app)/.*\.cpp$' | sort -u)
    fi
    # What the build makes of headers and resources must be there to be included.
    local made
    made=$(ninja -C build/tidy -t targets all | sed -n 's/^\([^ ]*_autogen\): phony$/\1/p')
    # shellcheck disable=SC2086
    [ -z "$made" ] || ninja -C build/tidy $made >build/tidy.log 2>&1 || { cat build/tidy.log; return 1; }
    # Files that this configuration does not build have no compile command.
    local known=()
    for file in "${files[@]}"; do
        grep -qF "\"file\": \"$PWD/$file\"" build/tidy/compile_commands.json && known+=("$file")
    done
    printf '%s of %s files\n' "${#known[@]}" "${#files[@]}"
    [ "${#known[@]}" -eq 0 ] || printf '%s\0' "${known[@]}" | xargs -0 -n 2 -P "$jobs" clang-tidy -p build/tidy --quiet
}
step "clang-tidy" tidy "$@"

if [ ${#failed[@]} -gt 0 ]; then
    printf 'lint: to mend: %s\n' "${failed[*]}"
    exit 1
fi
echo "lint: nothing to mend"
