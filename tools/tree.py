# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks of the tree share: which files there are, and reading C++ without its comments."""

import os
import pathlib
import re

_SKIPPED = {".git", "build", ".cache", "node_modules", "__pycache__"}


def files(root, folders, suffixes):
    """The files below some folders of the tree, sorted; needs no git, so it works in an unpacked archive too."""
    found = []
    for folder in folders:
        for place, names, here in os.walk(pathlib.Path(root) / folder):
            names[:] = sorted(n for n in names if n not in _SKIPPED)
            found += [pathlib.Path(place) / n for n in sorted(here) if n.endswith(suffixes)]
    return found


_TOKEN = re.compile(
    r"""
      (?P<line>//[^\n]*)
    | (?P<block>/\*.*?\*/)
    | (?:u8|u|U|L)?R"(?P<fence>[^(\s\\]{0,16})\((?P<raw>.*?)\)(?P=fence)"
    | (?:u8|u|U|L)?"(?P<text>(?:\\.|[^"\\\n])*)"
    | '(?:\\.|[^'\\\n])+'
    """,
    re.X | re.S,
)

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}


def _unescape(text):
    text = re.sub(r"\\\n", "", text)
    text = re.sub(r"\\[uU]([0-9a-fA-F]{8}|[0-9a-fA-F]{4})", lambda m: chr(int(m.group(1), 16)), text)
    return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m.group(1), m.group(1)), text)


class Source:
    """A C++ file as code, in which every comment is blank and every string literal a numbered stand-in."""

    def __init__(self, text):
        self.literals = []

        def stand_in(match):
            whole = match.group(0)
            if match.group("raw") is not None:
                literal = match.group("raw")
            elif match.group("text") is not None:
                literal = _unescape(match.group("text"))
            elif whole.startswith("'"):
                return whole  # digit separators and characters: nothing to read in them
            else:
                return re.sub(r"[^\n]", " ", whole)
            self.literals.append(literal)
            # The line count must survive, so that a finding can say where.
            return f"\x01{len(self.literals) - 1}\x02" + "\n" * whole.count("\n")

        # A digit separator would open a character literal that never closes.
        text = re.sub(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])", "", text)
        self.code = _TOKEN.sub(stand_in, text)

    def line_of(self, position):
        return self.code.count("\n", 0, position) + 1

    def calls(self, names):
        """(line, arguments) of each call of one of the names; an argument is its text with stand-ins left in."""
        for match in re.finditer(r"(?<![\w])(?:" + "|".join(names) + r")\s*\(", self.code):
            depth, start, arguments = 1, match.end(), []
            for at in range(match.end(), len(self.code)):
                char = self.code[at]
                if char in "([{":
                    depth += 1
                elif char in ")]}":
                    depth -= 1
                if depth == 0 or (depth == 1 and char == ","):
                    arguments.append(self.code[start:at])
                    start = at + 1
                if depth == 0:
                    break
            yield self.line_of(match.start()), arguments

    def text_in(self, argument):
        """The literals of an argument, joined as the compiler joins neighbours; None where it has none."""
        found = re.findall("\x01(\\d+)\x02", argument)
        return "".join(self.literals[int(n)] for n in found) if found else None


def strings(text):
    """(line, literal) of each string literal."""
    source = Source(text)
    for match in re.finditer("\x01(\\d+)\x02", source.code):
        yield source.line_of(match.start()), source.literals[int(match.group(1))]


def report(problems, fine):
    """Prints what was found, or that all is well; gives the exit status."""
    for problem in problems:
        print(problem)
    if not problems:
        print(fine)
    return 1 if problems else 0
