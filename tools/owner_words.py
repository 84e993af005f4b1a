#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do the strings that the window shows speak the owner's language? Reads what tr() and translate() show, against
engineers-words.txt.   owner_words.py [ROOT]"""

import argparse
import pathlib
import re
import sys

import tree

# What the window shows: its own strings and the sentences of core's errors. The command line's own words are its own.
FOLDERS = ("core", "ui", "app/window")


def read_words(text):
    """(pattern, instead) for each word of the list."""
    words = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            names, instead = (part.strip() for part in line.split("|", 1))
            for name in (n.strip() for n in names.split(",")):
                pattern = re.escape(name.rstrip("*")).replace(r"\ ", r"\s+") + (r"\w*" if name.endswith("*") else "")
                words.append((re.compile(rf"(?<![\w-]){pattern}(?![\w-])", re.I), instead))
    return words


def read_plainly(text):
    """Without what the owner reads on the provider's page or types: terms in round brackets, addresses of the web."""
    text = re.sub(r"\bhttps?://\S*|\b[\w-]+(?:\.[\w-]+)+\b", " ", text)
    while True:
        shorter = re.sub(r"\([^()]*\)", " ", text)
        if shorter == text:
            return text
        text = shorter


def shown_strings(text):
    """(line, string) of each string that a translation call shows."""
    source = tree.Source(text)
    for line, arguments in source.calls(["tr", "QT_TR_NOOP"]):
        yield line, source.text_in(arguments[0])
    for line, arguments in source.calls(["translate", "QT_TRANSLATE_NOOP", "QT_TRANSLATE_N_NOOP"]):
        if len(arguments) > 1:
            yield line, source.text_in(arguments[1])


def check(root):
    words = read_words((root / "tools/engineers-words.txt").read_text())
    problems = []
    for file in tree.files(root, FOLDERS, (".cpp", ".h")):
        for line, string in shown_strings(file.read_text()):
            if string is None:
                continue  # a variable: its text stands in a QT_TR_NOOP elsewhere
            plain = read_plainly(string)
            for pattern, instead in words:
                found = pattern.search(plain)
                if found:
                    problems.append(f'{file.relative_to(root)}:{line}: "{found.group(0)}" is an engineer\'s word; '
                                    f"say: {instead}   in \"{string}\"")
    return problems


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("root", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    return tree.report(check(options.parse_args().root.resolve()), "words: the window speaks the owner's language")


if __name__ == "__main__":
    sys.exit(main())
