# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for a secret in everything a program leaves behind, however it is spelt, also where it was cut short."""
import base64
import os
import pathlib
import threading
import time
import urllib.parse

PIECE = 15  # a piece of that length says enough; three of them find what was cut at either end


def pieces(secret):
    middle = (len(secret) - PIECE) // 2
    return {secret[:PIECE], secret[middle:middle + PIECE], secret[-PIECE:]}


def spellings(secret):
    """By name, the bytes to look for."""
    found = {}
    for number, piece in enumerate(sorted(pieces(secret))):
        plain = piece.encode()
        forms = {"plain": plain, "UTF-16 LE": piece.encode("utf-16-le"), "UTF-16 BE": piece.encode("utf-16-be"),
                 "hex": plain.hex().encode(), "HEX": plain.hex().upper().encode(), "reversed": plain[::-1],
                 "percent": urllib.parse.quote(piece, safe="").encode(),
                 "percent all": "".join(f"%{byte:02X}" for byte in plain).encode()}
        # base64 at each of the three places a value can have in a longer text, without what its neighbours decide
        for shift in range(3):
            encoded = base64.b64encode(b"\0" * shift + plain)
            certain = encoded[-(-shift * 8 // 6):len(encoded) - 4 if (shift + len(plain)) % 3 else None]
            forms[f"base64 {shift}"] = certain
            forms[f"base64 for addresses {shift}"] = certain.translate(bytes.maketrans(b"+/", b"-_"))
        found.update({f"{name} {number}": form for name, form in forms.items()})
    return found


class Search:
    def __init__(self, *secrets):
        self.forms = [form for secret in secrets for form in spellings(secret).items()]

    def bytes(self, content, where):
        return [f"{where}: {name}" for name, form in self.forms if form in content]

    def files(self, *folders):
        found, seen = [], 0
        for folder in folders:
            for place, _, names in os.walk(folder):
                for name in names:
                    path = pathlib.Path(place, name)
                    found += self.bytes(name.encode(), f"the name of {path}")
                    try:
                        if path.is_file() and not path.is_symlink():
                            found += self.bytes(path.read_bytes(), path)
                            seen += 1
                    except FileNotFoundError:
                        pass  # a temporary file that is over
        return found, seen


class Processes(threading.Thread):
    """Looks at the arguments and the environment of every process that comes of this one, again and again."""

    def __init__(self, search):
        super().__init__(daemon=True)
        self.search, self.found, self.seen = search, set(), set()
        self.over = threading.Event()

    def run(self):
        while not self.over.is_set():
            for pid in self.ours():
                for what in ("cmdline", "environ"):
                    try:
                        content = pathlib.Path(f"/proc/{pid}/{what}").read_bytes()
                    except (FileNotFoundError, ProcessLookupError, PermissionError):
                        continue
                    if content:
                        self.seen.add((content.split(b"\0")[0].rpartition(b"/")[2].decode(errors="replace"), what)
                                      if what == "cmdline" else (pid, what))
                        self.found.update(self.search.bytes(content, f"{what} of a process"))
            time.sleep(0.01)

    @staticmethod
    def ours():
        parents = {}
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    stat = pathlib.Path(f"/proc/{entry}/stat").read_text(errors="replace")
                    parents[int(entry)] = int(stat.rpartition(")")[2].split()[1])
                except (FileNotFoundError, ProcessLookupError):
                    pass
        ours, grown = {os.getpid()}, True
        while grown:
            more = {pid for pid, parent in parents.items() if parent in ours} - ours
            ours |= more
            grown = bool(more)
        return ours - {os.getpid()}

    def end(self):
        self.over.set()
        self.join()
        return sorted(self.found)
