# SPDX-License-Identifier: GPL-3.0-or-later
"""A key is in its store and nowhere else: not in files, answers, errors, arguments, environments, nor in a core dump."""
import base64
import fcntl
import os
import pathlib
import resource
import secrets
import signal
import subprocess
import sys
import tempfile
import termios
import time
import unittest
import urllib.parse

import ctl
import echo
import spellings

NOBODY = 65534


def marked():
    """A key that is made now and is in no file; with signs that addresses and JSON spell in their own way."""
    return "mark+" + secrets.token_urlsafe(24) + "/&" + secrets.token_urlsafe(24) + "=="


class Secrecy(unittest.TestCase):
    def setUp(self):
        self.before = set(os.listdir("/tmp"))
        self.space = ctl.Workspace()
        self.addCleanup(self.space.end)
        self.said = b""

    def run_with(self, key, *words, json=True, ca=None):
        options = ["--workspace", self.space.path, *(["--json"] if json else []), *(["--ca", ca] if ca else [])]
        done = ctl.run(*options, *words, stdin=key.encode() if isinstance(key, str) else key)
        self.said += done.text.encode() + done.errors.encode()
        return done

    def add(self, key, app="other", *more, ca=None, json=True):
        return self.run_with(key, "connection", "add", app, "--name", f"n{secrets.token_hex(4)}", "--environment",
                             "development", "--owner", "Ada", "--purpose", "p", "--secret-stdin", "--on-my-network", "--yes",
                             *more, ca=ca, json=json)

    def everywhere(self, search):
        """What a run leaves: home, settings, business, runtime folder, and what is new in /tmp."""
        new = [pathlib.Path("/tmp", name) for name in set(os.listdir("/tmp")) - self.before]
        places = {pathlib.Path(os.environ[name]) for name in ("HOME", "XDG_RUNTIME_DIR")} | {self.space.holder.name, *new}
        found, seen = search.files(*places)
        self.assertGreater(seen, 3)
        for path in pathlib.Path(self.space.path).rglob("*"):
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)
        return found

    def ask_everything(self):
        for words in (["connection", "list"], ["credential", "list"], ["event", "search", "--limit", "10000"], ["flow", "list"],
                      ["map", "export", "--format", "json"], ["map", "export", "--format", "svg"], ["workspace", "info"],
                      ["workspace", "check"]):
            for json in (True, False):
                self.assertEqual(self.run_with(b"", *words, json=json).status, 0)
        for one in self.space.run("connection", "list").json["connections"]:
            self.run_with(b"", "connection", "show", one["id"])
            self.run_with(b"", "connection", "test", one["id"])
            self.run_with(b"", "connection", "test", one["id"], json=False)

    def test_the_search_finds_what_is_planted(self):
        secret = marked()
        search = spellings.Search(secret)
        self.assertEqual(search.bytes(secrets.token_hex(4000).encode(), "noise"), [])
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "deep", "file")
            file.parent.mkdir()
            for text in (secret, secret[:20], secret[-20:], secret[::-1], secret.encode().hex(), urllib.parse.quote(secret),
                         urllib.parse.quote(secret, safe=""), *(base64.b64encode(("x" * i + secret + "yz").encode()).decode()
                                                               for i in range(3)),
                         base64.urlsafe_b64encode(secret.encode()).decode()):
                file.write_text(f"before {text} after")
                self.assertNotEqual(search.files(folder)[0], [], text)
            for coding in ("utf-16-le", "utf-16-be", "utf-16"):
                file.write_bytes(b"\0" + f"before {secret} after".encode(coding))
                self.assertNotEqual(search.files(folder)[0], [], coding)
        for words, environment in ((["sleep", "0.4", "0"], {"KEY": secret}), (["sh", "-c", "sleep 0.4", secret], {})):
            processes = spellings.Processes(search)
            processes.start()
            subprocess.run(words, env={**os.environ, **environment}, check=True)
            self.assertNotEqual(processes.end(), [])

    def test_what_the_command_line_does_with_a_key(self):
        good, replaced_by_others, refused = marked(), marked(), "psk_" + "live_" + secrets.token_hex(16)
        search = spellings.Search(good, replaced_by_others, refused)
        processes = spellings.Processes(search)
        processes.start()
        self.addCleanup(processes.end)
        with tempfile.TemporaryDirectory() as outside:  # the other side's, not ours
            server = echo.Server(outside)
            self.addCleanup(server.end)
            shop = ctl.PracticeShop()
            self.addCleanup(shop.end)
            self.assertEqual(self.run_with(b"", "workspace", "init").status, 0)
            bearer = ["--auth", "bearer", "--base-url", f"https://127.0.0.1:{server.port}"]
            added = self.add(good, "other", *bearer, "--field", "probe=/good", ca=server.ca)
            self.assertEqual(added.status, 0, added.text)
            self.assertIn("credentials", added.json["connection"])
            # A peer that repeats the key in every place it has.
            for how in ("refuse", "forbid", "break", "busy", "away", "lost", "page"):
                for json in (True, False):
                    answer = self.add(good, "other", *bearer, "--field", f"probe=/{how}", ca=server.ca, json=json)
                    self.assertEqual(answer.status, 3, how)
            echoing = self.add(refused, "practice-shop", "--field", f"port={server.port}", ca=server.ca)
            self.assertEqual(echoing.status, 0, echoing.text)
            # Longer than a keychain elsewhere may hold, so that it may have to be sealed in the workspace.
            self.assertEqual(self.add(good * 9000, "other", *bearer).status, 0)
            # Refused, unreachable, malformed.
            for json in (True, False):
                for answer in (
                        self.add(refused, "practice-shop", "--field", f"port={shop.port}", ca=shop.ca, json=json),
                        self.add(good, "other", "--auth", "bearer", "--base-url", "https://127.0.0.1:1", "--field", "probe=/",
                                 json=json),
                        self.add(good, "practice-shop", "--field", "port=1", json=json),
                        self.add('{"nonsense": "%s"}' % good, "other", *bearer, json=json),
                        self.add('{"%s": 5}' % good, "other", *bearer, json=json),
                        self.add('{"%s": "x"}' % good, "other", *bearer, json=json),
                        self.add('{"key": "%s"' % good, "other", *bearer, json=json),
                        self.add(good + "\n" + good, "other", *bearer, "--field", "probe=/good", ca=server.ca, json=json),
                        self.add(good + "\0\x1b[2J", "other", *bearer, "--field", "probe=/good", ca=server.ca,
                                 json=json),
                        self.add(good, "no-such-app", json=json), self.add(good * 20000, "other", *bearer, json=json),
                        self.add(good, "twilio", "--no-test", json=json),
                        self.run_with(good, "credential", "reveal", added.json["connection"]["credentials"][0]["id"],
                                      json=json)):
                    self.assertEqual(answer.status, 3, answer.text + answer.errors)
                self.assertEqual(self.run_with(good, "recognize", json=json).status, 0)
            self.ask_everything()
            self.assertEqual(self.run_with(b"", "connection", "remove", added.json["connection"]["id"]).status, 0)
        self.assertEqual(search.bytes(self.said, "the answers"), [])
        self.assertEqual(self.everywhere(search), [])
        self.assertEqual(processes.end(), [])
        self.assertIn(("drawbridgectl", "cmdline"), processes.seen)

    def test_a_key_that_is_typed_into_the_command_by_mistake_is_refused_and_not_repeated(self):
        """It is in the arguments, where we cannot help; but it is kept in no file and said by nobody again."""
        secret = marked()
        search = spellings.Search(secret)
        self.assertEqual(self.run_with(b"", "workspace", "init").status, 0)
        base = ["--base-url", "https://api.example"]
        for words in ([*base, secret], [*base, "--field", f"key={secret}"], [*base, "--secret", secret],
                      [*base, f"--key={secret}"], ["--base-url", f"https://ada:{secret}@api.example/"]):
            with self.subTest(words[-1][:10]):
                answer = self.add("x" * 20, "other", "--auth", "bearer", "--no-test", *words)
                self.assertIn(answer.status, (2, 3), answer.text)
        self.assertEqual(self.run_with(b"", secret).status, 2)
        self.assertEqual(self.run_with(b"", "connection", secret).status, 2)
        self.assertEqual(search.bytes(self.said, "the answers"), [])
        self.assertEqual(self.everywhere(search), [])

    def test_what_the_window_does_with_a_key(self):
        shop = ctl.PracticeShop()
        self.addCleanup(shop.end)
        key, wrong = shop.keys["Read everything"], "psk_" + "live_" + secrets.token_hex(16)
        search = spellings.Search(key, wrong)
        processes = spellings.Processes(search)
        processes.start()
        self.addCleanup(processes.end)
        window = ctl.Window(self.space.path)
        self.addCleanup(window.end)
        self.assertEqual(window.ask("set-up", name="Ada's Shop")["phase"], "open")
        shown = window.ask("connect", name="Practice", port=shop.port, ca=shop.ca, key=key,
                           wrong=wrong)
        self.assertEqual(shown["names"], ["Practice"])
        self.assertIn(key.encode(), subprocess.run(["secret-tool", "search", "--all", "server", "Drawbridge"],
                                                   capture_output=True, check=False).stdout)
        self.ask_everything()
        while_open = self.everywhere(search)
        window.end()
        self.assertEqual(search.bytes(window.said().encode() + str(shown).encode() + self.said, "the answers"), [])
        self.assertEqual(while_open, [])
        self.assertEqual(self.everywhere(search), [])
        self.assertEqual(processes.end(), [])

    def test_a_vault_keeps_it_sealed(self):
        space = self.space = ctl.Workspace(vault=True)
        self.addCleanup(space.end)
        self.assertEqual(space.run("workspace", "init", "--secrets", "vault").status, 0)
        secret = marked()
        added = space.run("connection", "add", "other", "--name", "n", "--environment", "development", "--owner", "Ada",
                          "--purpose", "p", "--secret-stdin", "--no-test", "--auth", "bearer", "--base-url",
                          "https://api.example", stdin=secret.encode())
        self.assertEqual(added.status, 0, added.text)
        phrase = pathlib.Path(space.phrase).read_text().strip()
        space.phrase.unlink()
        self.assertEqual(self.everywhere(spellings.Search(secret, phrase)), [])


def as_nobody(words, **options):
    """Root reads whatever it likes, so what is said of "another program of the same login" is tried as nobody."""
    if os.geteuid() == 0:
        words = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--", *words]
    return subprocess.Popen([str(word) for word in words], **options)


SPY = """
import ctypes, sys
pid = int(sys.argv[1])
for what in ("mem", "environ", "maps"):
    try:
        open(f"/proc/{pid}/{what}", "rb").read(0 if what == "mem" else 1)
        print("read", what)
    except PermissionError:
        print("refused", what)
libc = ctypes.CDLL(None, use_errno=True)
PTRACE_SEIZE = 0x4206
print("traced" if libc.ptrace(PTRACE_SEIZE, pid, None, None) == 0 else "not traced")
"""


class Memory(unittest.TestCase):
    """What another program of the same login gets of a process that holds a key, and what a crash leaves of it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.folder.chmod(0o777)
        self.files = ["drawbridge", "drawbridgectl"]
        for name, program in zip(self.files, (ctl.WINDOW, ctl.PROGRAM)):
            copy = self.folder / name  # the build folder may be closed to nobody
            copy.write_bytes(pathlib.Path(program).read_bytes())
            copy.chmod(0o755)

    def started(self, *words, **options):
        """May dump core as far as we are concerned."""
        process = as_nobody(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            cwd=self.folder, preexec_fn=lambda: resource.setrlimit(
                                resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)), **options)
        self.addCleanup(self.end, process)
        return process

    def waits(self, process, condition):
        deadline = time.monotonic() + 20
        while not condition() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertTrue(condition() and process.poll() is None)
        return process

    def holding(self, *words, secret):
        """It has read a key and waits for the rest of its input."""
        process = self.started(*words)
        process.stdin.write(secret.encode())
        process.stdin.flush()
        return self.waits(process, lambda: self.unread(process.stdin) == 0)

    def command(self, secret):
        return self.holding(self.folder / "drawbridgectl", "--workspace", self.folder / "none", "connection", "add", "other",
                            "--name", "n", "--environment", "development", "--owner", "Ada", "--purpose", "p", "--auth",
                            "bearer", "--secret-stdin", secret=secret)

    def window(self, _):
        home = tempfile.TemporaryDirectory()
        self.addCleanup(home.cleanup)
        if os.geteuid() == 0:
            os.chown(home.name, NOBODY, NOBODY)
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DBUS_"))}
        process = self.started(self.folder / "drawbridge", env={**environment, "HOME": home.name,
                                                                "XDG_RUNTIME_DIR": home.name})
        return self.waits(process, lambda: any(pathlib.Path(home.name).glob("drawbridge-????????????????")))

    @staticmethod
    def unread(pipe):
        """How much of it lies in the pipe."""
        return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4), sys.byteorder)

    @staticmethod
    def end(process):
        process.stdin.close()
        if process.poll() is None:
            process.kill()
            process.wait()

    def spied(self, pid):
        spy = as_nobody(["python3", "-c", SPY, pid], stdout=subprocess.PIPE)
        with spy.stdout:
            said = spy.stdout.read().decode().split("\n")
        spy.wait()
        return set(said) - {""}

    def test_another_program_of_the_login_reads_no_memory(self):
        plain = self.holding("python3", "-c", "import os; os.read(0, 100); os.read(0, 1)", secret=marked())
        self.assertLessEqual({"read environ", "read maps"}, self.spied(plain.pid))
        for start in (self.command, self.window):
            with self.subTest(start.__name__):
                self.assertEqual(self.spied(start(marked()).pid),
                                 {"refused mem", "refused environ", "refused maps", "not traced"})

    def test_a_crash_leaves_no_core(self):
        for start in (self.command, self.window):
            for signals in (signal.SIGABRT, signal.SIGSEGV):
                with self.subTest(start.__name__, signal=signals):
                    secret = marked()
                    process = start(secret)
                    limits = pathlib.Path(f"/proc/{process.pid}/limits").read_text()
                    self.assertRegex(limits, r"Max core file size +0 +0 ")
                    process.send_signal(signals)
                    self.assertEqual(process.wait(), -signals)
                    self.assertEqual(spellings.Search(secret).files(self.folder)[0], [])
                    self.assertEqual(sorted(path.name for path in self.folder.iterdir()), self.files)


ctl.main()
