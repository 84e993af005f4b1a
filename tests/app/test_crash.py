# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs that are shipped, killed at any moment: nothing acknowledged is lost, nothing is half done.

DRAWBRIDGE_KILLS=200 for a longer dose; DRAWBRIDGE_SEED=.. for the moments of a run that failed."""
import json
import os
import random
import subprocess
import time
import unittest

import ctl

KILLS = int(os.environ.get("DRAWBRIDGE_KILLS", "4"))
SEED = int(os.environ.get("DRAWBRIDGE_SEED", str(random.SystemRandom().randrange(1 << 30))))


class Killing(unittest.TestCase):
    vault = False
    kills = KILLS

    def setUp(self):
        self.moments = random.Random(f"{SEED} {self.id()}")
        self.space = self.workspace()
        self.assertEqual(self.space.peer("create").status, 0)

    def workspace(self):
        space = ctl.Workspace(vault=self.vault)
        self.addCleanup(space.end)
        return space

    def whole(self, space=None):
        self.assertEqual((space or self.space).wrong(), [], f"with DRAWBRIDGE_SEED={SEED}")

    def kill_in(self, space, words, lasts, stdin=b""):
        """Kills the command at a moment of its usual length; its answer if it was acknowledged."""
        process = subprocess.Popen([str(word) for word in (ctl.PROGRAM, *space.options(), *words)], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        began = time.monotonic()
        process.stdin.write(stdin)
        process.stdin.close()
        # Most of the time a program starts; what it changes it changes late.
        moment = lasts * self.moments.choice((self.moments.uniform(0, 1.1), self.moments.uniform(0.5, 1)))
        time.sleep(max(0.0, moment - (time.monotonic() - began)))
        process.kill()
        with process.stdout:
            said = process.stdout.read()
        process.wait()
        return json.loads(said) if said.endswith(b"\n") else None

    @staticmethod
    def lasts(work):
        began = time.monotonic()
        answer = work()
        return time.monotonic() - began, answer

    @staticmethod
    def adding(name):
        return ["connection", "add", "slack", "--name", name, "--environment", "production", "--owner", "Ada", "--purpose",
                "p", "--auth", "bearer", "--no-test", "--secret-stdin"]

    def add(self, name):
        answer = self.space.run(*self.adding(name), stdin=ctl.key(1))
        self.assertEqual(answer.status, 0, answer.text)
        return answer.json["connection"]["id"]

    def names(self, space=None):
        return [one["name"] for one in (space or self.space).run("connection", "list").json["connections"]]


class Crash(Killing):
    def test_connecting(self):
        lasts, _ = self.lasts(lambda: self.add("first"))
        acknowledged = {"first"}
        for number in range(self.kills):
            if self.kill_in(self.space, self.adding(f"c{number}"), lasts, stdin=ctl.key(number)):
                acknowledged.add(f"c{number}")
            self.whole()
        names = self.names()
        self.assertLessEqual(acknowledged, set(names))
        self.assertEqual(len(names), len(set(names)))

    def test_removing(self):
        made = {name: self.add(name) for name in [f"r{number}" for number in range(self.kills + 1)]}
        identity = made.pop(f"r{self.kills}")
        lasts, _ = self.lasts(lambda: self.space.run("connection", "remove", identity))
        gone = {name for name, identity in made.items()
                if self.kill_in(self.space, ["connection", "remove", identity], lasts)}
        self.whole()
        self.assertEqual(gone & set(self.names()), set())
        events = self.space.run("event", "search", "--type", "connection.removed").json["events"]
        self.assertEqual(len(events), 1 + len(made) - len(self.names()))

    def test_setting_up(self):
        vault = ["--secrets", "vault"] if self.vault else []
        lasts, _ = self.lasts(lambda: self.workspace().run("workspace", "init", *vault))
        before = ctl.keychain_entries()
        mine = set()
        for _ in range(self.kills):
            space = self.workspace()
            done = self.kill_in(space, ["workspace", "init", *vault], lasts)
            again = space.run("workspace", "init", *vault)
            # Conflict: it was killed when the business was there, perhaps before it could say so.
            self.assertIn((again.status, bool(done)), ((0, False), (3, False), (3, True)), again.text)
            self.whole(space)
            mine.add(space.identity())
            space.end()
        left = {entry for entry in ctl.keychain_entries() - before if entry.partition("/")[0] not in mine}
        self.assertEqual(left, set(), f"with DRAWBRIDGE_SEED={SEED}")

    def three(self):
        """Connections, and a file with the passphrase of their backup."""
        for number in range(3):
            self.add(f"b{number}")
        return self.space.file("backup-phrase", "a backup passphrase\n")

    def test_backing_up(self):
        phrase = self.three()
        words = ["--with-secrets", "--passphrase-file", phrase]
        folder = self.space.path.parent
        lasts, _ = self.lasts(lambda: self.space.run("workspace", "backup", folder / "first", *words))
        for number in range(self.kills):
            file = folder / f"backup{number}"
            done = self.kill_in(self.space, ["workspace", "backup", file, *words], lasts)
            self.whole()
            self.assertTrue(file.exists() or not done)
            if file.exists():
                space = self.workspace()
                answer = space.peer("restore", file, phrase)
                self.assertEqual(answer.status, 0, answer.errors)
                self.assertEqual(sorted(self.names(space)), ["b0", "b1", "b2"])
                space.end()

    def test_restoring(self):
        phrase = self.three()
        backup = self.space.path.parent / "backup"
        self.assertEqual(self.space.peer("backup", backup, phrase).status, 0)
        words = ["--passphrase-file", phrase, *(["--secrets", "vault"] if self.vault else [])]
        before = ctl.keychain_entries()
        lasts, _ = self.lasts(lambda: self.workspace().run("workspace", "restore", backup, *words))
        mine = set(space.partition("/")[0] for space in ctl.keychain_entries() - before)
        for number in range(self.kills):
            space = self.workspace()
            done = self.kill_in(space, ["workspace", "restore", backup, *words], lasts)
            again = space.run("workspace", "restore", backup, *words)
            self.assertIn((again.status, bool(done)), ((0, False), (3, False), (3, True)), again.text)
            self.whole(space)
            self.assertEqual(sorted(self.names(space)), ["b0", "b1", "b2"])
            mine.add(space.identity())
            space.end()
        left = {entry for entry in ctl.keychain_entries() - before if entry.partition("/")[0] not in mine}
        self.assertEqual(left, set(), f"with DRAWBRIDGE_SEED={SEED}")


class CrashWithAVault(Crash):
    vault = True
    kills = -(-KILLS // 2)  # each takes its time, as a vault should


class WindowKilled(Killing):
    """While it opens, and when the screen locks."""

    @staticmethod
    def lock_screen():
        subprocess.run(["dbus-send", "--session", "--type=signal", "/org/freedesktop/ScreenSaver",
                        "org.freedesktop.ScreenSaver.ActiveChanged", "boolean:true"], check=True)

    def test_opening(self):
        self.add("shop")
        for _ in range(self.kills):
            window = subprocess.Popen([ctl.WINDOW, "--workspace", str(self.space.path)], stderr=subprocess.PIPE)
            time.sleep(self.moments.uniform(0, 0.6))
            self.lock_screen()
            self.assertIsNone(window.poll())
            window.kill()
            window.wait()
            with window.stderr:
                self.assertEqual(window.stderr.read(), b"")
            self.whole()
            self.assertEqual(self.names(), ["shop"])

    def opened(self):
        window = ctl.Window(self.space.path)
        self.addCleanup(window.end)
        if self.vault:
            self.assertEqual(window.until(lambda shown: shown["phase"] == "locked")["phase"], "locked")
            window.ask("unlock", passphrase=self.space.phrase.read_text().strip())
        self.assertEqual(window.until(lambda shown: shown["phase"] == "open")["phase"], "open")
        return window

    def test_locking(self):
        window = self.opened()
        self.lock_screen()
        self.assertEqual(window.until(lambda shown: shown["phase"] != "open")["phase"], "locked")
        for number in range(self.kills):
            window = self.opened()
            self.assertIn("id", window.ask("list", name=f"w{number}"))
            self.lock_screen()
            time.sleep(self.moments.uniform(0, 0.05))
            window.process.kill()
            self.assertEqual(window.process.wait(), -9)
            self.whole()
            self.assertEqual(sorted(self.names()), sorted(f"w{one}" for one in range(number + 1)))


class WindowWithAVaultKilled(WindowKilled):
    vault = True


ctl.main()
