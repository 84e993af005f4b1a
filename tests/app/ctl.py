# SPDX-License-Identifier: GPL-3.0-or-later
"""drawbridgectl as a script calls it, and a Practice Shop to call."""
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve()) if len(sys.argv) > 1 else "drawbridgectl"


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


class Workspace:
    def __init__(self):
        self.holder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.holder.name) / "business"

    def run(self, *words, stdin=b"", timeout=60):
        return run("--workspace", self.path, "--json", *words, stdin=stdin, timeout=timeout)

    def add_practice(self, shop, name="Practice", label="Read everything", extra=()):
        return self.run("--ca", shop.ca, "connection", "add", "practice-shop", "--name", name, "--environment",
                        "development", "--owner", "Ada", "--purpose", "trying things", "--field",
                        f"port={shop.port}", "--on-my-network", "--yes", "--secret-stdin", *extra,
                        stdin=shop.keys[label].encode() + b"\n")


def main():
    sys.argv = sys.argv[:1]
    unittest.main(verbosity=1)
