# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs as a script calls them, a Practice Shop to call, and eyes on what they leave behind."""
import json
import os
import pathlib
import re
import selectors
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM, WINDOW, PEER, WINDOW_PEER = (str(pathlib.Path(word).resolve()) for word in sys.argv[1:5])


class Answer:
    def __init__(self, status, text, errors):
        self.status, self.text, self.errors = status, text, errors

    @property
    def json(self):
        return json.loads(self.text)


def run(*words, stdin=b"", timeout=60):
    done = subprocess.run([PROGRAM, *map(str, words)], input=stdin, capture_output=True, timeout=timeout)
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


class PracticeShop:
    """`practice serve` on any free port; ends with SIGTERM."""

    def __init__(self):
        self.process = subprocess.Popen([PROGRAM, "--json", "practice", "serve", "--port", "0"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        about = json.loads(self.process.stdout.readline())
        self.url, self.ca = about["url"], about["ca"]
        self.port = self.url.rsplit(":", 1)[1]
        self.keys = {key["label"]: key["value"] for key in about["keys"]}

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=20)
        self.process.stdout.close()
        return status


def keychain_entries():
    found = subprocess.run(["secret-tool", "search", "--all", "server", "Drawbridge"], capture_output=True, check=False)
    said = found.stderr + b"\n" + found.stdout
    # Silence and 1 mean that there are none.
    if found.returncode != 0 and said.strip():
        raise RuntimeError(f"secret-tool could not ask the keychain: {said.decode(errors='replace')}")
    return set(re.findall(r"^attribute\.user = (\S+)$", said.decode(errors="replace"), re.MULTILINE))


def key(number):
    """A key of Slack's shape that opens nothing."""
    return ("xoxb-" + f"{number:012d}" + "-" + "2" * 12 + "-" + "a" * 24).encode()


class Workspace:
    """A business in a folder of its own; `vault`: its keys are in a vault file."""

    def __init__(self, vault=False):
        self.holder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.holder.name) / "business"
        self.phrase = self.file("vault-phrase", "a long enough passphrase\n") if vault else None

    def end(self):
        """Takes it away with what it has in the keychain: secret-tool lists no more than a hundred entries or so."""
        if (self.path / "workspace.json").exists() and not self.phrase:
            for entry in self.entries():
                subprocess.run(["secret-tool", "clear", "server", "Drawbridge", "user", f"{self.identity()}/{entry}"],
                               check=False)
        self.holder.cleanup()

    def run(self, *words, stdin=b"", timeout=60):
        return run(*self.options(), *words, stdin=stdin, timeout=timeout)

    def options(self):
        options = ["--workspace", self.path, "--json"]
        return options + ["--vault-passphrase-file", self.phrase] if self.phrase else options

    def peer(self, what, *more, die=0, stdin=b""):
        """The steps it said; ends in step `die`."""
        words = [PEER, what, self.path, "--die", die, *(["--vault", self.phrase] if self.phrase else []), *more]
        done = subprocess.run([str(word) for word in words], input=stdin, capture_output=True, timeout=60)
        return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())

    def file(self, name, text):
        """A file of its own that only its user reads."""
        path = pathlib.Path(self.holder.name) / name
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        return path

    def identity(self):
        return json.loads((self.path / "workspace.json").read_text())["workspace"]

    def rows(self, sql):
        """What stands in the database, read without us."""
        with sqlite3.connect(f"file:{self.path}/workspace.db?mode=ro", uri=True) as database:
            return [row[0] for row in database.execute(sql)]

    def entries(self):
        """What the store holds of this workspace: the keychain is asked without us."""
        if self.phrase:
            return set(self.peer("entries").text.split())
        mine = self.identity() + "/"
        return {entry[len(mine):] for entry in keychain_entries() if entry.startswith(mine)}

    def wrong(self, entries_expected=None):
        """Everything that is not as it should be after a start."""
        check = self.run("workspace", "check")
        found = [] if check.status == 0 and check.json == {"ok": True, "problems": []} else [check.text + check.errors]
        intents = self.rows("SELECT kind FROM intents")
        if intents:
            found.append(f"intents left: {intents}")
        recorded = set(self.rows("SELECT store_key FROM credential_versions WHERE store_key IS NOT NULL"))
        kept = self.entries()
        own = {"data-key", "canary"}
        if not own <= kept:
            found.append(f"not kept: {own - kept}")
        kept -= own
        if kept - recorded:
            found.append(f"kept without a record: {kept - recorded}")
        if recorded - kept:
            found.append(f"recorded, but not kept: {recorded - kept}")
        left = [path.name for path in self.path.rglob("*")
                if re.search(r"(\.new|\.part|unfinished|-journal|backup\.copy)", path.name)]
        if left:
            found.append(f"files left: {left}")
        return found

    def add_practice(self, shop, name="Practice", label="Read everything", extra=()):
        return self.run("--ca", shop.ca, "connection", "add", "practice-shop", "--name", name, "--environment",
                        "development", "--owner", "Ada", "--purpose", "trying things", "--field",
                        f"port={shop.port}", "--on-my-network", "--yes", "--secret-stdin", *extra,
                        stdin=shop.keys[label].encode() + b"\n")


class Window:
    """The window that is shipped, with an ear: window.cpp."""

    def __init__(self, path):
        self.errors = tempfile.TemporaryFile()
        self.last = None
        self.process = subprocess.Popen([WINDOW_PEER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.errors)

    def ask(self, what, timeout=60, **more):
        self.process.stdin.write(json.dumps({"do": what, **more}).encode() + b"\n")
        self.process.stdin.flush()
        with selectors.DefaultSelector() as ready:
            ready.register(self.process.stdout, selectors.EVENT_READ)
            if not ready.select(timeout):
                raise TimeoutError(f"the window did not answer {what}")
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the window ended: {self.said()}")
        return json.loads(line)

    def until(self, condition, timeout=20):
        """What it shows once `condition` holds of it."""
        deadline = time.monotonic() + timeout
        while True:
            shown = self.ask("tell")
            if condition(shown) or time.monotonic() > deadline:
                return shown
            time.sleep(0.05)

    def said(self):
        """On standard error, up to now."""
        if self.last is None:
            self.errors.seek(0)
            return self.errors.read().decode()
        return self.last

    def end(self):
        if self.last is not None:
            return
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()
        self.last = self.said()
        self.errors.close()


def main():
    sys.argv = sys.argv[:1]
    unittest.main(verbosity=1)
