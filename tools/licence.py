#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does every program text name its licence in its first lines?   licence.py [ROOT]"""

import argparse
import pathlib
import sys

import tree

FOLDERS = (".ci", "app", "core", "installer", "tests", "tools", "ui")
LINE = "SPDX-License-Identifier: GPL-3.0-or-later"


def check(root):
    texts = tree.files(root, FOLDERS, (".cpp", ".h", ".py", ".sh"))
    texts += [p for p in (root / "run", root / ".ci/run") if p.exists()]
    return [f"{p.relative_to(root)}:1: no line that says {LINE}" for p in texts
            if LINE not in "".join(p.read_text().splitlines(True)[:3])]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("root", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    return tree.report(check(options.parse_args().root.resolve()), "licence: named in every file")


if __name__ == "__main__":
    sys.exit(main())
