#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does every name mean one thing in a program?   one_definition.py [ROOT]

Two classes, or two functions with the same parameters, that have one name in one namespace are a fault that neither
compiler nor linker tells: the program takes one of them for both. Read are the definitions outside of classes,
functions and anonymous namespaces, in each set of folders that ends up in one program.
"""

import argparse
import pathlib
import re
import sys

import tree

SOURCES = (".cpp", ".h")
TEST_SUPPORT = "tests/support"

_NAMESPACE = re.compile(r"(?:inline\s+)?namespace(?:\s+([\w:]+))?\s*$")
_ATTRIBUTES = re.compile(r"\[\[.*?\]\]|__attribute__\s*\(\(.*?\)\)|alignas\s*\([^)]*\)|Q_\w+_EXPORT\b", re.S)
_TYPE = re.compile(r"\b(?:class|struct|union|enum(?:\s+(?:class|struct))?)\s+(\w+)\s*(<[^{]*>)?\s*(?:final\s*)?(?::[^:].*)?$", re.S)
_FUNCTION = re.compile(r"(?<!\w)((?:operator\s*[^\s\w(]+|operator\s+\w+|~?\w+))\s*\(", re.S)
_NOT_FUNCTIONS = {"if", "for", "while", "switch", "catch", "decltype", "alignas", "noexcept", "requires", "sizeof"}


def programs(root):
    """Sets of folders whose files are linked together."""
    core = ["core"]
    yield "drawbridge", [*core, "ui", "app"], ["app/ctl"]
    yield "drawbridgectl", [*core, "app"], ["app/window"]
    tests = pathlib.Path(root) / "tests"
    for room in sorted(p.name for p in tests.iterdir() if p.is_dir()) if tests.is_dir() else []:
        if f"tests/{room}" != TEST_SUPPORT:
            yield f"tests/{room}", [*core, "ui", TEST_SUPPORT, f"tests/{room}"], []


def split_parameters(text):
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        depth += (char in "(<[{") - (char in ")>]}")
        if char == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def parameter_type(text):
    """Without its name and its default."""
    tokens = re.findall(r"\w+(?:::\w+)*|\S", text.split("=")[0])
    named = len(tokens) > 1 and re.match(r"\w+$", tokens[-1]) and tokens[-2] not in ("const", "unsigned", "long", "typename")
    return " ".join(tokens[:-1] if named else tokens)


def closing(code, start, pair):
    depth = 0
    for at in range(start, len(code)):
        depth += (code[at] == pair[0]) - (code[at] == pair[1])
        if depth == 0:
            return at
    return len(code)


def name_defined(head):
    """What a head before "{" at the scope of a namespace defines: its key, or None."""
    head = _ATTRIBUTES.sub(" ", head)
    head = re.sub(r"^\s*(?:#[^\n]*(?:\\\n[^\n]*)*\n\s*)+", "", head).strip()
    specialised = re.match(r"template\s*<\s*>", head)
    if found := _TYPE.search(head):
        if "(" not in head[: found.start()].split(">")[-1]:
            return None if specialised or found.group(2) else found.group(1)
    if specialised or re.search(r"(?<!\w)static(?!\w)", head):
        return None
    for found in _FUNCTION.finditer(head):
        name = re.sub(r"\s+", "", found.group(1))
        before = head[: found.start()].rstrip()
        if name in _NOT_FUNCTIONS:
            continue
        # A member, which its class keeps apart; a variable; a macro.
        if not before or before.endswith("::") or "=" in before or re.match(r"[A-Z_0-9]+$", name):
            return None
        end = closing(head, found.end() - 1, "()")
        parameters = head[found.end():end]
        types = [parameter_type(p) for p in split_parameters(parameters) if p.strip()]
        return f"{name}({', '.join(types)})"
    return None


def definitions(text):
    """(line, key) of everything defined at the scope of a named namespace; the key begins with the namespace."""
    source = tree.Source(text)
    code = re.sub(r"^[ \t]*#(?:[^\n\\]|\\.)*(?:\\\n[^\n]*)*", lambda m: "\n" * m.group(0).count("\n"), source.code, flags=re.M)
    found, scopes, start, at = [], [], 0, 0
    while at < len(code):
        char = code[at]
        if char in ";":
            start = at + 1
        elif char == "(":
            at = closing(code, at, "()")
        elif char == "}":
            if scopes:
                scopes.pop()
            start = at + 1
        elif char == "{":
            head = code[start:at]
            namespace = _NAMESPACE.search(head)
            if namespace:
                scopes.append(namespace.group(1))
            elif re.search(r"\bextern\s+\x01", head):
                scopes.append("")
            else:
                key = name_defined(head) if None not in scopes else None
                if key:
                    line = code.count("\n", 0, start) + 1 + len(re.match(r"\s*", head).group(0).split("\n")) - 1
                    found.append((line, "::".join([s for s in scopes if s] + [key])))
                at = closing(code, at, "{}")
            start = at + 1
        at += 1
    return found


def check(root):
    root = pathlib.Path(root)
    read, told, problems = {}, set(), []
    for program, folders, without in programs(root):
        places = {}
        for path in tree.files(root, folders, SOURCES):
            name = path.relative_to(root).as_posix()
            if any(name.startswith(f + "/") for f in without):
                continue
            if name not in read:
                read[name] = definitions(path.read_text(encoding="utf-8"))
            for line, key in read[name]:
                places.setdefault(key, []).append((name, line))
        for key, where in sorted(places.items()):
            # A program's main, and the programs a test room has besides its own.
            if len({name for name, _ in where}) < 2 or key.startswith("main("):
                continue
            spots = tuple(f"{name}:{line}" for name, line in where)
            if spots not in told:
                told.add(spots)
                problems.append(f"{spots[0]}: {key} is defined again in {', '.join(spots[1:])} ({program})")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", nargs="?", default=pathlib.Path(__file__).resolve().parent.parent)
    return tree.report(check(parser.parse_args().root), "one definition: every name means one thing")


if __name__ == "__main__":
    sys.exit(main())
