# SPDX-License-Identifier: GPL-3.0-or-later
"""`run --watch`: a command always has the key that is in use, and none when there is none."""
import hashlib
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import ctl
import oidc
import test_sign_in

# Says which key it has, by a mark of it, and lives until it is told to end. "stubborn": and does not listen.
COMMAND = """
import hashlib, os, signal, sys
def end(*_):
    os.write(2, b"told to end\\n")
    if "stubborn" not in sys.argv: sys.exit(3)
signal.signal(signal.SIGTERM, end)
signal.signal(signal.SIGINT, lambda *_: sys.exit(7))
mark = hashlib.sha256(os.environ["KEY"].encode()).hexdigest()
os.write(2, f"has {mark} {os.getpid()}\\n".encode())
if "at once" in sys.argv: sys.exit(5)
while True: signal.pause()
"""


def mark(key):
    return hashlib.sha256(key.encode()).hexdigest()


def is_there(pid):
    """Running, and not only the memory of it."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class Watched:
    """`run --watch --json` and both its outputs, line by line."""

    def __init__(self, space, connection, *command, options=(), ca=None, env="KEY"):
        words = [ctl.PROGRAM, *(["--ca", ca] if ca else []), *space.options(), "run", "--watch", *options,
                 "--connection", connection, "--env", env, "--", *(command or (sys.executable, "-c", COMMAND))]
        self.process = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.rest = {self.process.stdout: b"", self.process.stderr: b""}

    def line(self, stream, begin, timeout=30):
        """The next line of it that begins so; those before are passed over."""
        deadline = time.monotonic() + timeout
        with selectors.DefaultSelector() as ready:
            ready.register(stream, selectors.EVENT_READ)
            while True:
                while b"\n" in self.rest[stream]:
                    line, self.rest[stream] = self.rest[stream].split(b"\n", 1)
                    if line.decode().startswith(begin):
                        return line.decode()
                if not ready.select(max(0, deadline - time.monotonic())):
                    raise TimeoutError(f"no {begin}")
                chunk = os.read(stream.fileno(), 65536)
                if not chunk:
                    raise EOFError(f"no {begin}")
                self.rest[stream] += chunk

    def told(self, what):
        return json.loads(self.line(self.process.stdout, '{"' + what + '"'))[what]

    def command(self):
        """The mark of the key that the next command has, and its process."""
        _, mark_of_key, pid = self.line(self.process.stderr, "has ").split()
        return mark_of_key, int(pid)

    def end(self):
        """Its status; killed if it does not come."""
        try:
            return self.process.wait(timeout=30)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.process.stdout.close()
            self.process.stderr.close()


class RunWatchTests(unittest.TestCase):
    def setUp(self):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.end)
        self.assertEqual(self.space.run("workspace", "init", "--secrets", "keychain").status, 0)

    def watched(self, connection, *command, **more):
        watched = Watched(self.space, connection, *command, **more)
        self.addCleanup(lambda: watched.process.poll() is None and watched.process.kill())
        return watched

    def gone(self, pid):
        deadline = time.monotonic() + 20
        while is_there(pid):
            self.assertLess(time.monotonic(), deadline, "it lives on")
            time.sleep(0.02)

    def events(self, kind):
        found = self.space.run("event", "search", "--limit", "50").json["events"]
        return [event for event in found if event["type"] == kind]


class Keys(RunWatchTests):
    def setUp(self):
        super().setUp()
        self.key = ctl.key(1).decode()
        added = self.space.run("connection", "add", "slack", "--name", "Chat", "--environment", "production", "--owner",
                               "Ada", "--purpose", "telling", "--no-test", "--yes", "--secret-stdin",
                               stdin=self.key.encode())
        self.assertEqual(added.status, 0, added.text + added.errors)
        self.connection = added.json["connection"]["id"]

    def replace(self, number):
        answer = self.space.run("connection", "replace-key", self.connection, "--no-test", "--secret-stdin",
                                stdin=ctl.key(number))
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        return ctl.key(number).decode()

    def test_a_new_key_starts_it_again_with_that_key(self):
        run = self.watched(self.connection)
        first = run.told("running")
        self.assertEqual(first["connection"], self.connection)
        self.assertEqual(run.command(), (mark(self.key), first["pid"]))
        for number in (2, 3):
            new = self.replace(number)
            self.assertEqual(run.told("ending")["why"], "new-key")
            second = run.told("running")
            self.assertEqual(run.command(), (mark(new), second["pid"]))
            self.assertFalse(is_there(first["pid"]))
            first = second
        # Each time it was handed out is told, and by whom it was asked for.
        lent = self.events("credential.lent")
        self.assertEqual(len(lent), 3)
        self.assertIn("python", lent[0]["summary"])
        run.process.send_signal(signal.SIGTERM)
        self.assertEqual(run.end(), 3)  # as the command ends when it is told to
        self.gone(first["pid"])

    def test_what_is_changed_besides_leaves_it_alone(self):
        run = self.watched(self.connection)
        first = run.told("running")
        self.space.run("connection", "edit", self.connection, "--owner", "Ben")
        self.replace(2)
        self.assertEqual(run.told("ending")["why"], "new-key")
        self.assertNotEqual(run.told("running")["pid"], first["pid"])
        self.assertEqual(len(self.events("credential.lent")), 2)
        run.process.send_signal(signal.SIGTERM)
        run.end()

    def test_a_pause_ends_it_until_it_is_resumed(self):
        run = self.watched(self.connection)
        _, pid = run.command()
        self.space.run("connection", "pause", self.connection)
        ending = run.told("ending")
        self.assertEqual(ending["why"], "paused")
        self.assertIn("Chat", ending["sentence"])
        self.assertEqual(run.told("waiting")["why"], "paused")
        self.gone(pid)
        self.space.run("connection", "resume", self.connection)
        run.told("running")
        self.assertEqual(run.command()[0], mark(self.key))
        self.space.run("connection", "pause", self.connection)
        run.told("waiting")
        run.process.send_signal(signal.SIGINT)
        self.assertEqual(run.end(), 128 + signal.SIGINT)

    def test_a_shut_off_ends_it_until_there_is_a_new_key(self):
        run = self.watched(self.connection)
        run.command()
        self.space.run("connection", "shut-off", self.connection)
        self.assertEqual(run.told("ending")["why"], "shut-off")
        run.told("waiting")
        new = self.replace(5)
        self.space.run("connection", "resume", self.connection)
        self.assertEqual(run.command()[0], mark(new))
        run.process.send_signal(signal.SIGTERM)
        run.end()

    def test_without_its_connection_it_ends_and_says_why(self):
        run = self.watched(self.connection)
        _, pid = run.command()
        self.space.run("connection", "remove", self.connection)
        self.assertEqual(run.told("ending")["why"], "removed")
        error = run.told("error")
        self.assertIn("was removed", error["what"])
        self.assertEqual(run.end(), 3)
        self.gone(pid)

    def test_a_command_that_ends_by_itself_ends_it_with_its_status(self):
        for words, status in (((sys.executable, "-c", COMMAND, "at once"), 5), (("sh", "-c", "exit 0"), 0),
                              (("sh", "-c", "kill -9 $$"), 128 + signal.SIGKILL)):
            with self.subTest(words[-1]):
                run = self.watched(self.connection, *words)
                self.assertEqual(run.told("ended")["status"], status)
                self.assertEqual(run.end(), status)

    def test_one_that_does_not_listen_is_ended_after_its_time(self):
        run = self.watched(self.connection, sys.executable, "-c", COMMAND, "stubborn", options=("--grace", "1"))
        _, pid = run.command()
        new = self.replace(2)
        run.line(run.process.stderr, "told to end")
        self.assertEqual(run.command()[0], mark(new))
        self.assertFalse(is_there(pid))
        run.process.send_signal(signal.SIGTERM)
        self.assertEqual(run.end(), 128 + signal.SIGKILL)

    def test_ctrl_c_is_passed_on(self):
        run = self.watched(self.connection)
        run.command()
        run.process.send_signal(signal.SIGINT)
        self.assertEqual(run.end(), 7)

    def test_killed_it_leaves_nothing_behind(self):
        # A shell with a child of its own, which the kernel would not tell; and one that does not listen.
        for words in (("sh", "-c", f'{sys.executable} -c "$0" & wait', COMMAND),
                      (sys.executable, "-c", COMMAND, "stubborn")):
            with self.subTest(words[0]):
                run = self.watched(self.connection, *words, options=("--grace", "1"))
                shell = run.told("running")["pid"]
                _, pid = run.command()
                run.process.kill()
                self.gone(pid)
                self.gone(shell)
                run.end()

    def test_the_key_is_in_no_other_place_than_the_commands_environment(self):
        run = self.watched(self.connection)
        _, pid = run.command()
        for process in (pid, run.process.pid):
            with open(f"/proc/{process}/cmdline", "rb") as words:
                self.assertNotIn(self.key.encode(), words.read())
        with open(f"/proc/{pid}/environ", "rb") as environment:
            self.assertIn(f"KEY={self.key}".encode(), environment.read().split(b"\0"))
        run.process.send_signal(signal.SIGTERM)
        run.end()
        self.assertNotIn(self.key, self.space.run("event", "search", "--limit", "50").text)

    def test_without_json_the_output_is_the_commands_own(self):
        words = [ctl.PROGRAM, "--workspace", str(self.space.path), "run", "--watch", "--connection", self.connection,
                 "--env", "KEY", "--", "sh", "-c", "echo mine"]
        done = subprocess.run(words, capture_output=True, timeout=60)
        self.assertEqual(done.stdout, b"mine\n")
        self.assertIn(b"The command runs with the key of \"Chat\"", done.stderr)

    def test_wrong_usage_starts_nothing(self):
        for options in (("--grace", "soon"), ("--grace", "-1"), ("--grace", "99999")):
            run = self.watched(self.connection, options=options)
            self.assertEqual(run.end(), 2, options)
        without = self.space.run("run", "--grace", "3", "--connection", self.connection, "--env", "KEY", "--", "true")
        self.assertEqual(without.status, 2)
        paused = self.space.run("connection", "pause", self.connection)
        self.assertEqual(paused.status, 0)
        run = self.watched(self.connection)
        self.assertIn("is paused", run.told("error")["what"])
        self.assertEqual(run.end(), 3)
        self.assertEqual(self.events("credential.lent"), [])


class SignIns(RunWatchTests):
    def test_a_sign_in_that_is_refreshed_starts_it_again(self):
        server = oidc.OidcServer()
        self.addCleanup(server.end)
        # Its access ends so soon that whoever watches refreshes it after 10 s: half of it.
        server.control(mode="expires:20")
        sign_in = test_sign_in.SignIn(self.space, server)
        oidc.Browser().sign_in(sign_in.page)
        connection = sign_in.end().json["connection"]["id"]
        server.control(mode="")
        run = self.watched(connection)
        first, _ = run.command()
        self.assertEqual(run.told("ending")["why"], "new-key")
        second, pid = run.command()
        self.assertNotEqual(first, second)
        run.process.send_signal(signal.SIGTERM)
        self.assertEqual(run.end(), 3)
        self.gone(pid)
        self.assertEqual(len(self.events("credential.lent")), 2)


if __name__ == "__main__":
    ctl.main()
