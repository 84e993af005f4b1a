#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does every include keep to the rooms table of core/README.md?   layers.py [ROOT] [--qt-headers FOLDER]"""

import argparse
import glob
import pathlib
import re
import sys

import tree

SOURCES = (".cpp", ".h")


def backticked(cell):
    return re.findall(r"`([^`]+)`", cell)


class Table:
    """The rooms table: for each folder its floor, the rooms it may include, and the libraries it may use."""

    def __init__(self, text):
        self.floor, self.may_include, self.may_use, self.problems = {}, {}, {}, []
        rows = []
        for line in text.splitlines():
            cells = [c.strip() for c in line.strip().strip("|").split("|")] if line.startswith("|") else []
            if len(cells) == 5 and cells[0].isdigit():
                rows.append(cells)
        for floor, folders, _, _, _ in rows:
            for folder in backticked(folders):
                if folder in self.floor:
                    self.problems.append(f"core/README.md: {folder} has two rows")
                self.floor[folder] = int(floor)
        for floor, folders, _, include, use in rows:
            for folder in backticked(folders):
                self.may_include[folder] = self._rooms(folder, int(floor), include)
                self.may_use[folder] = {n.strip() for n in use.split(",") if n.strip()}
        if not rows:
            self.problems.append("core/README.md: no rooms table found")
        self._check_directions()

    def _rooms(self, folder, floor, cell):
        """What a "may include" cell stands for, as folders."""
        if cell in ("-", ""):
            return set()
        if cell == "all":
            return set(self.floor)
        if cell == "all of core":
            return {f for f in self.floor if f.startswith("core/")}
        if cell == "the floors below":
            return {f for f in self.floor if self.floor[f] < floor}
        rooms = set()
        for name in (n.strip() for n in cell.split(",")):
            if name == "ui":
                rooms |= {f for f in self.floor if f.startswith("ui/")}
                continue
            meant = [f for f in (f"core/{name}", f"ui/{name}") if f in self.floor]
            # "timeline" is a room of core and a screen: a core room means core's, and a screen includes no screen.
            if not meant:
                self.problems.append(f"core/README.md: {folder} may include {name}, which has no row")
            else:
                rooms.add(meant[0])
        return rooms

    def _check_directions(self):
        for folder, rooms in sorted(self.may_include.items()):
            for room in sorted(rooms):
                if self.floor[room] > self.floor[folder]:
                    self.problems.append(f"core/README.md: {folder} may not look up to {room}")
        houses = {}
        for folder, rooms in self.may_include.items():
            houses.setdefault(self.house(folder), set()).update(self.house(r) for r in rooms)
        for circle in circles({h: rooms - {h} for h, rooms in houses.items()}):
            self.problems.append("core/README.md: the table itself has a circle: " + " -> ".join(circle))

    def room_of(self, path):
        """The row that a file or folder belongs to: the longest folder that contains it."""
        path = str(path)
        fitting = [f for f in self.floor if path == f or path.startswith(f + "/")]
        return max(fitting, key=len, default=None)

    def house(self, room):
        """The room a folder with a row of its own lies in: both count as one where they include each other."""
        outer = self.room_of(room.rsplit("/", 1)[0]) if "/" in room else None
        return self.house(outer) if outer else room


def circles(edges):
    """One circle for each group of rooms that reach each other."""
    found, done = [], set()

    def walk(room, path):
        if room in path:
            circle = path[path.index(room):]
            if not done & set(circle):
                found.append(circle + [room])
            done.update(circle)
            return
        if room in seen:
            return
        for target in sorted(edges.get(room, ())):
            walk(target, path + [room])
        seen.add(room)

    seen = set()
    for start in sorted(edges):
        walk(start, [])
    return found


class Libraries:
    """Which library an include in angle brackets belongs to."""

    def __init__(self, text, qt_headers):
        self.rules, self.everywhere = [], set()
        for line in text.splitlines():
            if line.strip() and not line.startswith("#"):
                name, pattern = (part.strip() for part in line.split("|", 1))
                if name.startswith("everywhere "):
                    name = name.removeprefix("everywhere ")
                    self.everywhere.add(name)
                self.rules.append((name, re.compile(pattern)))
        self.names = {name for name, _ in self.rules}
        self.modules = {}
        for header in glob.glob(str(qt_headers / "Qt*" / "Q*")):
            module, name = header.rsplit("/", 2)[1:]
            self.modules.setdefault(name, module)
        self.old_names = {f"{n.lower()}.h": f"{m}/{n}" for n, m in self.modules.items()}

    def of(self, include):
        """The library's name, or None where nothing is known about the include."""
        if include in self.modules:
            include = f"{self.modules[include]}/{include}"
        elif include in self.old_names:
            include = self.old_names[include]
        elif include in self.modules.values():
            include += "/"
        return next((name for name, pattern in self.rules if pattern.fullmatch(include)), None)


def find_qt_headers():
    for place in sorted(glob.glob("/usr/include/*/qt6") + glob.glob("/usr/include/qt6")):
        if pathlib.Path(place, "QtCore", "QString").exists():
            return pathlib.Path(place)
    return None


def check(root, qt_headers):
    table = Table((root / "core/README.md").read_text())
    libraries = Libraries((root / "tools/libraries.txt").read_text(), qt_headers)
    problems = list(table.problems)
    for folder, names in sorted(table.may_use.items()):
        problems += [f"core/README.md: {folder} may use {n}, which tools/libraries.txt does not describe"
                     for n in sorted(names - libraries.names)]

    edges = {}
    for file in tree.files(root, ("core", "ui", "app"), SOURCES):
        path = file.relative_to(root)
        room = table.room_of(path)
        if not room:
            problems.append(f"{path}: its folder has no row in core/README.md")
            continue
        for number, line in enumerate(file.read_text().splitlines(), 1):
            include = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if not include:
                continue
            where, name = f"{path}:{number}", include.group(2)
            if include.group(1) == "<":
                library = libraries.of(name)
                if library is None:
                    problems.append(f"{where}: <{name}> belongs to no library of tools/libraries.txt")
                elif library not in libraries.everywhere | table.may_use[room]:
                    problems.append(f"{where}: {room} may not use {library} (<{name}>)")
            elif name.endswith(".moc"):
                continue
            elif not name.startswith(("core/", "ui/", "app/")):
                problems.append(f'{where}: "{name}" is not written from the root of the tree')
            else:
                target = table.room_of(name)
                if not target:
                    problems.append(f'{where}: "{name}" lies in no room')
                elif not (root / name).exists():
                    problems.append(f'{where}: "{name}" does not exist')
                elif table.house(target) != table.house(room):
                    edges.setdefault(table.house(room), set()).add(table.house(target))
                    if target != "core/base" and not {target, table.house(target)} & table.may_include[room]:
                        problems.append(f'{where}: {room} may not include {target} ("{name}")')
    for circle in circles(edges):
        problems.append("a circle of rooms: " + " -> ".join(circle))

    for file in tree.files(root, ("core",), ("CMakeLists.txt",)):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            for module in re.findall(r"Qt6::(Gui|Widgets|Svg\w*|OpenGL\w*|PrintSupport)\b", line.split("#")[0]):
                problems.append(f"{file.relative_to(root)}:{number}: core never links Qt {module}")
    return problems


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("root", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    options.add_argument("--qt-headers", type=pathlib.Path, default=find_qt_headers())
    chosen = options.parse_args()
    if not chosen.qt_headers or not (chosen.qt_headers / "QtCore").is_dir():
        sys.exit("layers: Qt's headers were not found; name their folder with --qt-headers")
    return tree.report(check(chosen.root.resolve(), chosen.qt_headers), "layers: every include keeps to core/README.md")


if __name__ == "__main__":
    sys.exit(main())
