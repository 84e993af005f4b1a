#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# no-window.sh PROGRAM: the program loads neither Qt Gui nor Qt Widgets.
set -eu
libraries=$(ldd "$1")
case $libraries in *libQt6Core*) ;; *) echo "$1 does not load Qt at all"; exit 1 ;; esac
if printf '%s\n' "$libraries" | grep -E 'libQt6(Gui|Widgets|Svg|OpenGL)'; then
    echo "$1 needs the libraries of a window"
    exit 1
fi
