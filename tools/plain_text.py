#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is every label, tool tip and box of the window plain text? Qt guesses rich text from what it is given, and what it is
given comes from outside. Names and texts go through ui/kit's PlainLabel, Dialog and setPlainToolTip, which do not guess.
A line that must differ says why in a comment that begins with "plain text:".   plain_text.py [ROOT]"""

import argparse
import pathlib
import re
import sys

import tree
from owner_words import shown_strings

FOLDERS = ("ui", "app/window")

# (what, how, where it may stand)
RULES = [
    (r"\bnew\s+QLabel\b|\bmake_unique<\s*QLabel\s*>|\bQLabel\s+\w+\s*[;({]", "use PlainLabel", ()),
    (r"(?:\.|->)setToolTip\s*\(", "use setPlainToolTip", ("ui/kit/Painting.cpp", "ui/shell/TraySign.cpp")),
    (r"\bQToolTip::showText\s*\(", "use setPlainToolTip", ()),
    (r"\bQt::ToolTipRole\b", "a view shows this as a guessed tool tip; escape it", ()),
    (r"(?:\.|->)setWhatsThis\s*\(", "What's This is rich text", ()),
    (r"\bQMessageBox\b|\bQErrorMessage\b|\bQProgressDialog\b|\bQInputDialog\b", "use Dialog", ()),
    (r"\bQt::(?:RichText|AutoText|MarkdownText)\b", "texts are Qt::PlainText", ()),
    (r"(?:\.|->)(?:setHtml|insertHtml|appendHtml|setMarkdown)\s*\(", "texts are plain", ()),
    (r"\bQTextBrowser\b", "texts are plain", ()),
]
TAG = re.compile(r"</?(?:a|b|i|u|p|br|em|ul|ol|li|h[1-6]|qt|div|img|pre|code|font|html|span|table|strong)\b[^<]*>", re.I)


def check(root):
    problems = []
    for file in tree.files(root, FOLDERS, (".cpp", ".h")):
        path = file.relative_to(root)
        text = file.read_text()
        excused = {n for n, line in enumerate(text.splitlines(), 1) if re.search(r"// plain text: \w", line)}
        source = tree.Source(text)
        for pattern, how, places in RULES:
            if str(path) in places:
                continue
            for match in re.finditer(pattern, source.code):
                line = source.line_of(match.start())
                if line not in excused:
                    problems.append(f"{path}:{line}: {' '.join(match.group(0).split())}: {how}")
        for line, string in shown_strings(text):
            if string and TAG.search(string) and line not in excused:
                problems.append(f'{path}:{line}: markup in a text that is shown: "{string}"')
    return problems


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("root", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    return tree.report(check(options.parse_args().root.resolve()), "plain text: nothing in the window guesses")


if __name__ == "__main__":
    sys.exit(main())
